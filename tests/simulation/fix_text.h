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
[[nodiscard]] std::string framed(const Fields& fields);
/// Takes the first whole message off the front; nothing where there is none yet. Throws std::runtime_error
/// for what is no message: the bridge sends none such.
[[nodiscard]] std::optional<FixMessage> take_message(std::string& bytes);
/// UTC with milliseconds.
[[nodiscard]] std::string utc(WallTime time);

/// Decimal text as an integer of millionths; throws std::runtime_error where it is no such number.
[[nodiscard]] std::int64_t millionths(std::string_view text);

}  // namespace qb::simulation
