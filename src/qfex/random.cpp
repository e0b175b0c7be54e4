#include "qfex/random.h"

#include <openssl/rand.h>

#include <bit>
#include <stdexcept>

namespace qb::qfex {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> random_bytes() {
    std::array<std::uint8_t, N> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(N)) != 1) {
        throw std::runtime_error("the system gave no random bytes");
    }
    return bytes;
}

}  // namespace

NonceBytes random_nonce() { return random_bytes<std::tuple_size_v<NonceBytes>>(); }

std::uint32_t random_bits() { return std::bit_cast<std::uint32_t>(random_bytes<4>()); }

}  // namespace qb::qfex
