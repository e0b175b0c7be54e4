#pragma once

#include "journal/row.h"

#include <memory>
#include <string_view>

namespace qb::journal {

/// SHA-256 with one OpenSSL context kept for its life: a new one for every row would cost more than
/// the hash itself. Throws std::runtime_error when the cryptographic library has no SHA-256.
class Hasher {
public:
    Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;
    ~Hasher();

    Hash operator()(std::string_view bytes);
    /// The hash of both texts joined.
    Hash operator()(std::string_view first, std::string_view second);

private:
    struct Contexts;
    std::unique_ptr<Contexts> contexts_;
};

}  // namespace qb::journal
