#pragma once

#include <cstdint>

#include "qfex/auth.h"

/// The room's only source of random numbers, for drivers. Deciders are handed what they need.
namespace qb::qfex {

/// From OpenSSL's generator. Throws std::runtime_error when it has no entropy.
[[nodiscard]] NonceBytes random_nonce();
[[nodiscard]] std::uint32_t random_bits();

}  // namespace qb::qfex
