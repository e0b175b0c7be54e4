#include "qfex/auth.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/json.hpp>
#include <span>
#include <stdexcept>

namespace qb::qfex {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
    return text;
}

}  // namespace

std::string nonce_text(const NonceBytes& bytes) { return hex(bytes); }

std::string hmac_signature(const Secret& secret_key, std::string_view nonce, std::int64_t unix_ts) {
    const std::string message = std::string(nonce) + ':' + std::to_string(unix_ts);
    const std::string_view key = secret_key.reveal();
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    // OpenSSL asks for bytes, we have text.
    const auto* data = reinterpret_cast<const unsigned char*>(message.data());  // NOLINT
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, message.size(), digest.data(),
             &length) == nullptr) {
        throw std::runtime_error("OpenSSL has no HMAC-SHA256");
    }
    return hex(std::span(digest).first(length));
}

std::string auth_message(const AccountSettings& account, std::string_view nonce, std::int64_t unix_ts) {
    boost::json::object params;
    if (account.uses_key()) {
        params["hmac"] = {{"public_key", account.public_key},
                          {"nonce", nonce},
                          {"unix_ts", unix_ts},
                          {"signature", hmac_signature(account.secret_key, nonce, unix_ts)}};
    } else {
        params["jwt"] = account.jwt.reveal();
    }
    if (!account.account_id.empty()) params["account_id"] = account.account_id;
    return boost::json::serialize(boost::json::object{{"type", "auth"}, {"params", std::move(params)}});
}

net::Headers rest_auth_headers(const AccountSettings& account, std::string_view nonce, std::int64_t unix_ts) {
    net::Headers headers;
    if (account.uses_key()) {
        headers.emplace_back("x-qfex-public-key", account.public_key);
        headers.emplace_back("x-qfex-nonce", nonce);
        headers.emplace_back("x-qfex-timestamp", std::to_string(unix_ts));
        headers.emplace_back("x-qfex-hmac-signature", hmac_signature(account.secret_key, nonce, unix_ts));
    } else {
        headers.emplace_back("Authorization", "Bearer " + std::string(account.jwt.reveal()));
    }
    if (!account.account_id.empty()) {
        headers.emplace_back("x-qfex-requested-account-id", account.account_id);
    }
    return headers;
}

std::string user_agent() { return "qfex-bridge/" QB_VERSION; }

}  // namespace qb::qfex
