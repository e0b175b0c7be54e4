#pragma once

#include <string>
#include <string_view>

namespace qb::fix {

/// Gives `text` with the values of Username(553), Password(554), NewPassword(925), RawData(96),
/// EncryptedPassword(1402) and EncryptedNewPassword(1404) replaced by ***.
///
/// `text` is a FIX message or a sentence with one inside (an engine event); a field counts wherever its
/// number, leading zeros or not, is not the tail of a longer one, and its value ends at SOH or at the end of
/// the text. RawData also covers as many bytes as RawDataLength(95) before it says, should it hold SOHs
/// itself. When there is nothing to hide the result is `text` itself; otherwise it points into `scratch`.
[[nodiscard]] std::string_view redact(std::string_view text, std::string& scratch);

}  // namespace qb::fix
