#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http.h"
#include "unit/qfex/loop.h"

namespace qb::test {

/// The trade WebSocket of a venue, over real TLS on loopback: answers auth and subscriptions, and breaks
/// off where a test wants it to.
class ScriptedVenue {
public:
    /// What the venue does about a message, counted from 0 (auth) on each connection.
    enum class Break { Never, Abort, Close, Silence };
    struct Plan {
        int at = -1;
        Break how = Break::Never;
        std::string auth_reply = R"({"authenticated":true})";
    };

    ScriptedVenue(boost::asio::io_context& io, std::optional<net::TlsFiles> tls, std::uint16_t port = 0);

    /// The next connections' plans, one each; then all goes well.
    std::deque<Plan> plans;
    /// Refuses every upgrade with this status when set.
    int refuse_with = 0;

    std::vector<net::HttpRequest> upgrades;
    std::vector<std::string> received;       ///< all messages, in order
    std::vector<std::string> auth_messages;  ///< the first one of each connection
    std::vector<net::Cause> ends;
    int pings = 0;
    int plain_requests = 0;             ///< HTTP requests that are no upgrade
    std::shared_ptr<net::WsPeer> peer;  ///< the newest connection

    [[nodiscard]] std::string url(const std::string& host = "localhost") const {
        return "wss://" + host + ":" + std::to_string(server_.port());
    }
    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

private:
    class Session;
    static net::HttpServerOptions options(std::optional<net::TlsFiles> tls, std::uint16_t port);
    net::UpgradeAnswer answer(const net::HttpRequest& request);

    net::HttpServer server_;
};

}  // namespace qb::test
