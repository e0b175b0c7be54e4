#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "orders/time.h"
#include "sim/options.h"

namespace qb::sim {

/// Lower-case hex of HMAC-SHA256(secret, nonce + ":" + unix_ts) (QFEX docs, authentication).
[[nodiscard]] std::string signature_of(std::string_view secret, std::string_view nonce, std::int64_t unix_ts);

/// What a client shows to prove that it holds a key; the same on the WebSocket and on REST.
struct Proof {
    std::string public_key;
    std::string nonce;
    std::int64_t unix_ts = 0;  ///< seconds
    std::string signature;     ///< hex
};

/// The keys of the venue and the nonces they have used.
class KeyRing {
public:
    explicit KeyRing(const Options& options) : options_(options) {}

    /// The key's place among the accounts of the options. The error says why, for the log alone: a client
    /// is not told.
    boost::system::result<std::size_t, std::string> check(const Proof& proof, WallTime now);
    /// The key whose account takes this token.
    [[nodiscard]] std::optional<std::size_t> key_of_token(std::string_view jwt) const;
    [[nodiscard]] std::optional<std::size_t> key_of(std::string_view public_key) const;

private:
    bool is_fresh(const Proof& proof, WallTime now);

    const Options& options_;
    std::map<std::pair<std::string, std::string>, WallTime> nonces_{};  // of key and nonce: when it was used
};

}  // namespace qb::sim
