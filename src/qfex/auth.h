#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/ws.h"
#include "qfex/account_settings.h"

/// Proof of identity at the venue. Everything here is pure: nonce and time are the caller's.
namespace qb::qfex {

using NonceBytes = std::array<std::uint8_t, 16>;

/// 32 lower-case hex characters. A nonce must be unique per key for 15 minutes (QFEX docs,
/// "Authentication"): make a new one from random bytes for every connect and every REST request.
[[nodiscard]] std::string nonce_text(const NonceBytes& bytes);

/// Lower-case hex of HMAC-SHA256, key = the secret's text bytes, message = nonce ":" unix_ts.
/// unix_ts: seconds since 1970. Source: QFEX docs, "Authentication".
[[nodiscard]] std::string hmac_signature(const Secret& secret_key, std::string_view nonce,
                                         std::int64_t unix_ts);

/// The `auth` command: the hmac form when the account has a key pair, else the jwt form.
[[nodiscard]] std::string auth_message(const AccountSettings& account, std::string_view nonce,
                                       std::int64_t unix_ts);

/// Headers of a signed REST request: x-qfex-public-key and its companions, or Authorization: Bearer for
/// a token. Without User-Agent and Accept.
[[nodiscard]] net::Headers rest_auth_headers(const AccountSettings& account, std::string_view nonce,
                                             std::int64_t unix_ts);

/// "qfex-bridge/<version>". The venue's front refuses requests without a plausible one.
[[nodiscard]] std::string user_agent();

}  // namespace qb::qfex
