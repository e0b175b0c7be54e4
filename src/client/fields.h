#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qb::client {

/// One tag=value. The value is text as on the wire; nothing here ever turns it into a number.
struct Field {
    int tag = 0;
    std::string value{};

    friend bool operator==(const Field&, const Field&) = default;
};

/// The fields of one message in the order of the wire, those of repeating groups included.
using Fields = std::vector<Field>;

/// Takes a FIX message apart at SOH. Parts that are not tag=value are left out.
[[nodiscard]] Fields fields_of(std::string_view message);

/// The value of a tag where it comes first; empty when absent.
[[nodiscard]] std::optional<std::string_view> value_of(const Fields& fields, int tag);

/// A tag: 1 to 9 digits that do not begin with a zero.
[[nodiscard]] std::optional<int> tag_from(std::string_view text);

/// Whether MsgType(35) is one of the session's own: 0 to 5 and A.
[[nodiscard]] bool is_session_type(std::string_view msg_type);

}  // namespace qb::client
