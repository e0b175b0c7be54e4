#pragma once

// Private to this room: from a URL to a connected, verified transport.

#include <boost/asio/ip/basic_resolver.hpp>
#include <functional>
#include <vector>

#include "net/tls_context.h"
#include "net/transport.h"
#include "net/url.h"

namespace qb::net {

/// Looks up, connects (each address gets its share of the time left) and shakes hands. Kept alive by its
/// own operations until it is done or cancelled.
class Dialer : public std::enable_shared_from_this<Dialer> {
public:
    using Clock = std::chrono::steady_clock;
    using Result = boost::system::result<std::shared_ptr<Transport>, Failure>;
    using Callback = std::function<void(Result)>;

    Dialer(asio::io_context& io, Url url, std::shared_ptr<const TlsTrust> trust, Clock::time_point deadline);

    /// The callback comes once, never from inside this call.
    void start(Callback done);
    /// No callback follows.
    void cancel();
    [[nodiscard]] Stage stage() const { return stage_; }

private:
    using Endpoint = asio::ip::tcp::endpoint;
    using Resolver = asio::ip::basic_resolver<asio::ip::tcp, Executor>;

    void resolve();
    void connect_next();
    void on_connected(error_code error);
    void shake_hands();
    void finish(Result result);
    void fail(Cause cause, std::string text) { finish(Failure{stage_, cause, std::move(text)}); }
    void arm(Clock::time_point when);
    void on_timer();

    Url url_;
    std::shared_ptr<const TlsTrust> trust_;
    Clock::time_point deadline_;
    Callback done_;
    Stage stage_ = Stage::Resolve;
    Resolver resolver_;
    SteadyTimer timer_;
    Socket socket_;
    std::shared_ptr<Transport> transport_;
    std::vector<Endpoint> endpoints_;
    std::size_t next_endpoint_ = 0;
    error_code last_error_;
};

}  // namespace qb::net
