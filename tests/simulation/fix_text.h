#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orders/time.h"

/// FIX as an OMS writes and reads it: text, without an engine and without the bridge's code.
namespace qb::simulation {

using Fields = std::vector<std::pair<int, std::string>>;

/// What a FIX version makes different here.
struct Version {
    std::string_view begin_string;         ///< BeginString(8)
    std::string_view default_appl_ver_id;  ///< DefaultApplVerID(1137) of a Logon; empty: it has none
    int trade_id;                          ///< the tag of a fill that has the venue's trade id
};
inline constexpr Version kFix44{"FIX.4.4", "", 527}, kFix50Sp2{"FIXT.1.1", "9", 880};

/// One message: everything between BodyLength(9) and CheckSum(10), in order.
struct FixMessage {
    Fields fields;

    /// The first value of the tag; empty where there is none.
    [[nodiscard]] std::string_view get(int tag) const;
    [[nodiscard]] bool has(int tag, std::string_view value) const { return get(tag) == value; }
    [[nodiscard]] int number(int tag) const;
    [[nodiscard]] std::string_view type() const { return get(35); }
    /// Without what changes when it is sent again: 34, 43, 52, 97 and 122.
    [[nodiscard]] std::string content() const;
};

/// 8, 9 and 10 around the fields.
[[nodiscard]] std::string framed(const Version& version, const Fields& fields);
/// Takes the first whole message off the front; nothing where there is none yet. Throws std::runtime_error
/// for what is no message of the version: the bridge sends none such.
[[nodiscard]] std::optional<FixMessage> take_message(const Version& version, std::string& bytes);
/// UTC with milliseconds.
[[nodiscard]] std::string utc(WallTime time);

/// Decimal text as an integer of millionths; throws std::runtime_error where it is no such number.
[[nodiscard]] std::int64_t millionths(std::string_view text);

}  // namespace qb::simulation
