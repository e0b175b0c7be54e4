#pragma once

// Private to this room: the WebSocket connection both ends share, behind which Beast's stream is hidden.

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "net/transport.h"
#include "net/ws.h"

namespace qb::net {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// One established transport: upgrade, then messages. Keeps itself alive until it is closed.
class WsLink {
public:
    /// Told from the loop only, never from inside a call of the link.
    class Owner {
    public:
        virtual void on_link_open() = 0;
        virtual void on_message(std::string_view text, bool binary) = 0;
        virtual void on_ping() = 0;
        virtual void on_pong() = 0;
        virtual void on_link_closed(const CloseInfo& info) = 0;  ///< once, the last call

    protected:
        ~Owner() = default;
    };

    WsLink() = default;
    WsLink(const WsLink&) = delete;
    WsLink& operator=(const WsLink&) = delete;
    virtual ~WsLink() = default;

    virtual void upgrade_as_client(const Url& url, const Headers& headers) = 0;
    virtual void upgrade_as_server(const BeastRequest& request) = 0;
    virtual bool send(std::string text) = 0;
    virtual void ping() = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    virtual void abort() = 0;
    virtual void pause_reading(bool paused) = 0;
    /// Aborts, and the owner hears no more.
    virtual void forget_owner() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
};

struct WsLinkSetup {
    WsLimits limits;
    std::chrono::steady_clock::time_point upgrade_deadline;
    std::vector<std::string> secrets;  ///< see secrets_of()
};

[[nodiscard]] std::shared_ptr<WsLink> make_ws_link(std::shared_ptr<Transport> transport, WsLinkSetup setup,
                                                   WsLink::Owner& owner);

}  // namespace qb::net
