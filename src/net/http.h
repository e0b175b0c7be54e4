#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/failure.h"
#include "net/tls.h"
#include "net/url.h"
#include "net/ws.h"

namespace qb::net {

struct HttpRequest {
    std::string method{};  ///< as sent: "GET"
    std::string target{};  ///< path and query, see target_path() and query_value(); the query may hold a key
    Headers headers{};
    std::string body{};
    std::string remote{};  ///< the peer's numeric address, without port

    [[nodiscard]] std::string_view header(std::string_view name) const { return header_value(headers, name); }
};

struct HttpResponse {
    int status = 200;
    std::string body{};
    std::string content_type = "application/json";
    Headers headers{};  ///< further ones; length, type and connection are written by the server
};

struct HttpServerOptions {
    std::string host = "127.0.0.1";  ///< numeric address, or "localhost"
    std::uint16_t port = 0;          ///< 0: any free one
    std::optional<TlsFiles> tls{};   ///< absent: plaintext
    std::size_t max_header_bytes = 8192;
    std::size_t max_body_bytes = 65'536;
    std::size_t max_connections = 64;  ///< one more takes the place of the one longest without a request
    /// Each for itself: TLS handshake and reading of a request, the wait for a late answer (503), and
    /// writing the answer.
    std::chrono::milliseconds request_deadline{5'000};
    std::chrono::milliseconds idle_timeout{30'000};  ///< a kept connection without a next request
    WsLimits ws{};
};

/// The answer to an upgrade request: a handler accepts it, a response refuses it.
struct UpgradeAnswer {
    std::unique_ptr<WsPeer::Handler> handler{};
    HttpResponse refusal{.status = 404};  ///< counts where there is no handler

    static UpgradeAnswer accept(std::unique_ptr<WsPeer::Handler> handler) { return {std::move(handler), {}}; }
    static UpgradeAnswer refuse(HttpResponse response) { return {nullptr, std::move(response)}; }
};

/// HTTP/1.1 and WebSocket server on one port, plaintext or TLS (1.2 or newer).
///
/// Runs on the io_context's thread and never blocks it. Whatever one peer does ends at most its own
/// connection: limits answer 431 and 413, broken requests 400, slow ones are cut at their deadline.
class HttpServer {
public:
    /// Answers one request, now or later, from the loop's thread. Later calls, and calls after the peer
    /// has gone, do nothing; dropping it unused answers 500.
    using Responder = std::function<void(HttpResponse)>;
    using Handler = std::function<HttpResponse(const HttpRequest&)>;
    using AsyncHandler = std::function<void(const HttpRequest&, Responder)>;
    using UpgradeHandler = std::function<UpgradeAnswer(const HttpRequest&)>;

    /// Listens from here on. Throws std::runtime_error, naming the address or file, where it cannot.
    HttpServer(boost::asio::io_context& io, HttpServerOptions options, Handler handler);
    HttpServer(boost::asio::io_context& io, HttpServerOptions options, AsyncHandler handler);
    /// Resets every connection, WebSocket ones included; no callback follows.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Without one, upgrade requests are answered like any other request.
    void on_upgrade(UpgradeHandler handler);
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t connections() const;  ///< open now, WebSocket ones included
    /// Takes no new connections from here on; open ones go on.
    void stop_listening();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

struct HttpReply {
    int status = 0;  ///< any, redirects included: none is followed
    Headers headers{};
    std::string body{};  ///< whole where the status is 200, else what came in
};

using HttpResult = boost::system::result<HttpReply, Failure>;

/// One request. The connection is its own and ends with it.
struct HttpCall {
    Url url{};           ///< http or https; whether http is allowed is the caller's to check
    Headers headers{};   ///< User-Agent included; Host, Connection and Content-Length are added
    std::string body{};  ///< for post()
    std::chrono::milliseconds deadline{10'000};  ///< from look-up to the last byte of the answer
    std::size_t max_body_bytes = 4U << 20U;      ///< a longer answer: TooLarge
};

/// HTTP/1.1 client with the same verification and look-up rules as WsClient.
class HttpClient {
public:
    /// Called once per request, never from inside get() or post().
    using Callback = std::function<void(HttpResult)>;

    /// The trust is needed for https.
    HttpClient(boost::asio::io_context& io, std::shared_ptr<const TlsTrust> trust);
    /// Drops requests under way; their callbacks are not called.
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    void get(HttpCall call, Callback done);
    void post(HttpCall call, Callback done);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::net
