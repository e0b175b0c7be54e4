#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace qb::fix {

/// Fields whose values are never written down: Username(553), Password(554), NewPassword(925), RawData(96),
/// EncryptedPassword(1402), EncryptedNewPassword(1404).
[[nodiscard]] constexpr bool is_hidden(std::uint32_t tag) {
    constexpr std::array<std::uint32_t, 6> kHidden{96, 553, 554, 925, 1402, 1404};
    return std::find(kHidden.begin(), kHidden.end(), tag) != kHidden.end();
}

/// Gives `text` with the values of hidden fields replaced by ***.
///
/// `text` is a FIX message or a sentence with one inside (an engine event); a field counts wherever its
/// number, leading zeros or not, is not the tail of a longer one, and its value ends at SOH or at the end of
/// the text. RawData also covers as many bytes as RawDataLength(95) before it says, should it hold SOHs
/// itself. When there is nothing to hide the result is `text` itself; otherwise it points into `scratch`.
[[nodiscard]] std::string_view redact(std::string_view text, std::string& scratch);

}  // namespace qb::fix
