#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/failure.h"
#include "net/tls.h"
#include "net/url.h"

namespace boost::asio {
class io_context;
}

namespace qb::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Value of the first header of that name, in any case; empty where there is none.
[[nodiscard]] std::string_view header_value(const Headers& headers, std::string_view name);

/// How a WebSocket connection ended, or why it never opened.
struct CloseInfo : Failure {
    int http_status = 0;        ///< UpgradeRefused: 401, 403, 429, ...; else 0
    std::uint16_t ws_code = 0;  ///< PeerClosed: the code of the close frame (RFC 6455, 7.4); 0 = none sent
    std::optional<std::chrono::seconds> retry_after{};  ///< UpgradeRefused: Retry-After, where in seconds
};

/// What one end of a WebSocket connection may use.
struct WsLimits {
    std::size_t max_frame_bytes = 1U << 20U;  ///< a longer incoming message ends the connection, TooLarge
    std::size_t max_queue_bytes = 4U << 20U;  ///< output the socket has not taken; beyond it send() says no
    std::chrono::milliseconds write_stall{10'000};    ///< one frame not taken for so long: WriteStall
    std::chrono::milliseconds close_deadline{2'000};  ///< for close(): output, goodbye and the peer's answer
};

struct WsClientOptions {
    Url url{};          ///< ws or wss; whether ws is allowed is the caller's to check, see is_loopback()
    Headers headers{};  ///< added to the upgrade, User-Agent included
    std::shared_ptr<const TlsTrust> trust{};            ///< needed for wss
    std::chrono::milliseconds connect_timeout{10'000};  ///< look-up, TCP, TLS and upgrade together
    WsLimits limits{};
};

/// Client end of one WebSocket connection. One object is one connection: for a reconnect make a new one.
///
/// All calls and callbacks happen on the thread that runs the io_context; callbacks are never made from
/// inside a call of this class. Of the URL, the headers and the frames not one byte leaves before the
/// peer's certificate chain and host name (or IP address) are verified; the host name itself travels in
/// the clear as SNI. No compression, no subprotocol; TCP_NODELAY is on.
///
/// A host that is a numeric address, or "localhost", is connected without a look-up. Any other name goes
/// through Asio's resolver, which starts one hidden thread per io_context at the first look-up.
class WsClient {
public:
    /// Every callback may destroy the client.
    class Handler {
    public:
        virtual void on_open() = 0;
        /// A whole message. The view ends with the call. A binary message comes here too, flagged: a
        /// fill in an unexpected frame type must not be lost.
        virtual void on_text(std::string_view frame, bool binary) = 0;
        /// A ping (already being answered) or a pong came in.
        virtual void on_alive() = 0;
        /// Exactly once after open(), and the last call.
        virtual void on_closed(const CloseInfo& info) = 0;

    protected:
        ~Handler() = default;
    };

    /// The handler must outlive the client.
    WsClient(boost::asio::io_context& io, WsClientOptions options, Handler& handler);
    /// Aborts what is open; no callback follows.
    ~WsClient();
    WsClient(const WsClient&) = delete;
    WsClient& operator=(const WsClient&) = delete;

    /// Starts to connect; call once.
    void open();
    /// Queues a text message; messages leave in order, the first one at once where the socket takes it.
    /// False, and nothing queued: not open, closing, or over max_queue_bytes.
    [[nodiscard]] bool send(std::string text);
    /// An empty ping; skipped while an earlier one has not left.
    void ping();
    /// Sends what is queued, then a close frame, waits for the peer's. Messages that arrive meanwhile may
    /// be dropped. Before on_open() it is an abort().
    void close();
    /// Resets the connection at once; queued output is lost.
    void abort();

    [[nodiscard]] bool is_open() const;
    /// Bytes accepted by send() that have not been handed to the kernel.
    [[nodiscard]] std::size_t queued_bytes() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// Server end of one WebSocket connection, made by HttpServer for an accepted upgrade (net/http.h).
///
/// May be kept for as long as wanted; once closed its calls do nothing. Same thread rules as WsClient.
class WsPeer {
public:
    class Handler {
    public:
        virtual ~Handler() = default;
        virtual void on_open(const std::shared_ptr<WsPeer>& peer) = 0;
        virtual void on_text(WsPeer& peer, std::string_view frame) = 0;
        virtual void on_ping(WsPeer& peer) { static_cast<void>(peer); }  ///< the pong is on its way
        virtual void on_pong(WsPeer& peer) { static_cast<void>(peer); }
        /// Exactly once after on_open(), and the last call; never after the server is destroyed.
        virtual void on_closed(WsPeer& peer, const CloseInfo& info) = 0;
    };

    virtual ~WsPeer() = default;
    /// As WsClient::send().
    [[nodiscard]] virtual bool send(std::string text) = 0;
    virtual void ping() = 0;
    /// Sends what is queued, then a close frame with this code (1000 = normal) and reason (at most 123
    /// bytes), waits for the peer's.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    /// TCP reset, no goodbye.
    virtual void abort() = 0;
    /// While paused nothing is read: no message, no ping, no close frame is noticed, and the peer's output
    /// backs up. What had been received before is handled after the pause.
    virtual void pause_reading(bool paused) = 0;
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
};

}  // namespace qb::net
