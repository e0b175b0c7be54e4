#include "sim/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace qb::sim {
namespace {

constexpr std::size_t kLongestNonce = 100;

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

std::string signature_of(std::string_view secret, std::string_view nonce, std::int64_t unix_ts) {
    const std::string message = std::string(nonce) + ":" + std::to_string(unix_ts);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes, message.size(), digest.data(),
         &size);
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < size; ++i) (out += kHex[digest[i] >> 4U]) += kHex[digest[i] & 0xFU];
    return out;
}

boost::system::result<std::size_t, std::string> KeyRing::check(const Proof& proof, WallTime now) {
    const auto key = key_of(proof.public_key);
    if (!key || options_.accounts[*key].secret.empty()) return std::string("unknown key");
    if (proof.nonce.empty() || proof.nonce.size() > kLongestNonce || !is_hex(proof.nonce))
        return std::string("the nonce is not 1..100 hex characters");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    const auto skew = options_.clock_skew.count();
    if (proof.unix_ts < seconds - skew || proof.unix_ts > seconds + skew)
        return std::string("unix_ts is too far from the clock");
    if (!same_secret(signature_of(options_.accounts[*key].secret, proof.nonce, proof.unix_ts),
                     proof.signature))
        return std::string("wrong signature");
    if (!is_fresh(proof, now)) return std::string("the nonce was used before");
    return *key;
}

/// Counts the nonce as used; only signed ones come here, so nobody else can use up a key's nonces.
bool KeyRing::is_fresh(const Proof& proof, WallTime now) {
    std::erase_if(nonces_, [&](const auto& entry) { return now - entry.second > options_.nonce_window; });
    return nonces_.try_emplace({proof.public_key, proof.nonce}, now).second;
}

std::optional<std::size_t> KeyRing::key_of_token(std::string_view jwt) const {
    for (std::size_t i = 0; i < options_.accounts.size(); ++i)
        if (!options_.accounts[i].jwt.empty() && same_secret(options_.accounts[i].jwt, jwt)) return i;
    return std::nullopt;
}

std::optional<std::size_t> KeyRing::key_of(std::string_view public_key) const {
    for (std::size_t i = 0; i < options_.accounts.size(); ++i)
        if (options_.accounts[i].public_key == public_key) return i;
    return std::nullopt;
}

}  // namespace qb::sim
