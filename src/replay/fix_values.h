#pragma once

#include <string>
#include <string_view>

namespace qb::replay {

/// The value of the first `tag` behind the BeginString of a FIX message that is known to be whole; empty when
/// absent.
[[nodiscard]] inline std::string_view fix_value(std::string_view message, int tag) {
    const auto start = '\x01' + std::to_string(tag) + '=';
    const auto at = message.find(start);
    if (at == std::string_view::npos) return {};
    const auto value = message.substr(at + start.size());
    return value.substr(0, value.find('\x01'));
}

}  // namespace qb::replay
