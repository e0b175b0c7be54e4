#include "fix/credentials.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>

namespace qb::fix {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest digest_of(std::string_view text) {
    Digest digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return digest;
}

}  // namespace

bool equal_in_constant_time(const Secret& expected, std::string_view given) {
    const auto left = digest_of(expected.reveal());
    const auto right = digest_of(given);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace qb::fix
