#pragma once

#include <string_view>

namespace qb::client {

/// Whether text is a plain decimal, `-?digits[.digits]`, as FIX and JSON both write it ("007" is not). It
/// stays text: only its form is looked at.
[[nodiscard]] bool is_decimal_text(std::string_view text);

}  // namespace qb::client
