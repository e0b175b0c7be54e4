#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/tls.h"
#include "net/url.h"
#include "orders/decimal.h"
#include "sim/rate_limit.h"
#include "sim/symbols.h"

namespace qb::sim {

using orders::Decimal;

/// One API key and the account behind it. Several keys may share an account_id; what is said of the account
/// itself (balance, positions) is then taken from the first of them.
struct AccountOptions {
    std::string public_key{};  ///< "qfex_pub_..."
    std::string secret{};      ///< text whose bytes key the HMAC; empty: HMAC auth always fails
    std::string account_id{};  ///< UUID; empty: made from the public key
    std::string jwt{};         ///< a token taken in place of HMAC; empty: none is
    bool can_trade = true;     ///< false: the key lacks the permission, orders get PERMISSION_DENIED
    Decimal balance = *Decimal::from_parts(100'000'000, 0);  ///< margin currency
    /// Signed start positions by symbol; a symbol not named here starts with its `initial_position`.
    std::map<std::string, Decimal> positions{};
};

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;                 ///< trade WebSocket and REST share it; 0: any free port
    std::optional<net::TlsFiles> tls{};     ///< absent: plaintext, for loopback alone
    net::HostPort control{"127.0.0.1", 0};  ///< plaintext HTTP; refused unless it is loopback
    std::vector<AccountOptions> accounts{};
    std::vector<SymbolRules> symbols = default_symbols();
    std::map<std::string, std::string> switches{};  ///< start settings, see switches.h

    std::chrono::milliseconds auth_deadline{60'000};  ///< from upgrade to a successful auth
    std::chrono::seconds clock_skew{30};              ///< accepted difference of unix_ts, both ways
    std::chrono::seconds nonce_window{900};           ///< a nonce of a key is refused again for so long
    std::size_t max_open_orders = 500;                ///< per account, stops included
    RateLimits rate_limits{};                         ///< per account, over all of its connections
    /// Of the ids that are handed out. The same seed and the same commands give the same ids; 0: random.
    std::uint64_t seed = 0;
    /// One line for each thing that happens; never holds a secret, signature or token. Absent: silent.
    std::function<void(std::string_view)> log{};
};

/// Reads a JSON configuration file (keys: README of this room). Throws std::runtime_error that names the
/// file and the key at fault.
[[nodiscard]] Options options_from_file(const std::string& path);

/// Adds the accounts of a file: one "PUBLIC:SECRET[:ACCOUNT_ID]" a line, '#' starts a comment. Throws
/// std::runtime_error that names file and line and never repeats the line.
void add_accounts_from_file(const std::string& path, Options& options);

/// "PUBLIC:SECRET[:ACCOUNT_ID]"; empty where it is not that.
[[nodiscard]] std::optional<AccountOptions> account_from_text(std::string_view text);

/// Replaces the symbols by those of a JSON file: an array of objects as in the configuration's "symbols".
void symbols_from_file(const std::string& path, Options& options);

}  // namespace qb::sim
