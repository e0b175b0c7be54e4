#include "journal/hasher.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace qb::journal {

struct Hasher::Contexts {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    Contexts() = default;
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;
    ~Contexts() {
        EVP_MD_CTX_free(context);
        EVP_MD_free(algorithm);
    }
};

Hasher::Hasher() : contexts_{std::make_unique<Contexts>()} {
    if (contexts_->algorithm == nullptr || contexts_->context == nullptr ||
        EVP_DigestInit_ex2(contexts_->context, contexts_->algorithm, nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Hash Hasher::operator()(std::string_view bytes) { return (*this)(bytes, {}); }

Hash Hasher::operator()(std::string_view first, std::string_view second) {
    Hash hash;
    auto* const context = contexts_->context;
    const bool done = EVP_DigestInit_ex2(context, nullptr, nullptr) == 1 &&
                      EVP_DigestUpdate(context, first.data(), first.size()) == 1 &&
                      (second.empty() || EVP_DigestUpdate(context, second.data(), second.size()) == 1) &&
                      EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1;
    if (!done) throw std::runtime_error("SHA-256 failed");
    return hash;
}

}  // namespace qb::journal
