#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qb::net {

/// The IP address (no brackets) in the spelling in which equal ones are equal; empty for any other text.
[[nodiscard]] std::optional<std::string> ip_address(std::string_view text);

}  // namespace qb::net
