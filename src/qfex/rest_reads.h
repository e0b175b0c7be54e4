#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/tls.h"
#include "qfex/account_settings.h"

namespace boost::asio {
class io_context;
}

namespace qb::qfex {

enum class RestFault : std::uint8_t {
    KeyRefused,   ///< 401, 403
    RateLimited,  ///< 429: pause the general bucket, see retry_after
    BadRequest,   ///< another 4xx: asking again will not help
    VenueFailed,  ///< 5xx
    NotJson,      ///< 200, but no JSON; or a status that makes no sense here (redirects)
    NoAnswer,     ///< no connection, certificate refused, deadline passed, too long: see text
};
[[nodiscard]] std::string_view to_string(RestFault fault);

struct RestError {
    RestFault fault{};
    int status = 0;    ///< HTTP status; 0 with NoAnswer
    std::string text;  ///< for logs: what was asked (path only) and the problem's title; never a key
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
};

/// The JSON text of a 200 answer, for mapping to read.
using RestResult = boost::system::result<std::string, RestError>;

/// Which ended orders; empty fields are left out of the request.
struct HistoricOrdersQuery {
    std::string symbol;
    std::string client_order_id;
    int limit = 1000;  ///< 1..1000
    std::int64_t offset = 0;
};

struct UserTradesQuery {
    std::string exchange_order_id;
    std::string symbol;
    int limit = 1000;
    std::int64_t offset = 0;
};

/// REST reads of one account (QFEX docs, "REST API"): one connection, one fresh nonce and one deadline
/// each. The caller takes their cost from the throttle's general bucket (Command::RestRead) first.
///
/// Several may be under way at once. Callbacks come on the loop's thread, never from inside the call,
/// and may not destroy this object.
class RestReads {
public:
    using Callback = std::function<void(RestResult)>;

    /// trust: needed for https. Throws std::invalid_argument, naming the key, when the settings are wrong.
    RestReads(boost::asio::io_context& io, AccountSettings account,
              std::shared_ptr<const net::TlsTrust> trust);
    /// Drops reads under way; their callbacks are not called.
    ~RestReads();
    RestReads(const RestReads&) = delete;
    RestReads& operator=(const RestReads&) = delete;

    /// GET /user/historic-orders: orders that have ended; the only place to learn how one ended while
    /// the link was down.
    void historic_orders(const HistoricOrdersQuery& query, Callback done);
    /// GET /user/trade: the account's executions.
    void user_trades(const UserTradesQuery& query, Callback done);
    /// GET /refdata: public and unsigned; all symbols (a filter by ticker is known to lose existing ones).
    void refdata(Callback done);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::qfex
