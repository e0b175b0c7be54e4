#pragma once

// Private to this room: one accepted connection while it speaks HTTP.

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/http.h"
#include "net/http_text.h"
#include "net/transport.h"
#include "net/ws_link.h"

namespace qb::net {

/// What a connection asks of its server.
class HttpConnectionOwner {
public:
    virtual void handle(const HttpRequest& request, HttpServer::Responder respond) = 0;
    /// Empty: this server knows no upgrades.
    virtual std::optional<UpgradeAnswer> handle_upgrade(const HttpRequest& request) = 0;
    /// The connection becomes a WebSocket and leaves the HTTP world.
    virtual void take_over(std::shared_ptr<Transport> transport, UpgradeAnswer answer,
                           const BeastRequest& request) = 0;

protected:
    ~HttpConnectionOwner() = default;
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    using Clock = std::chrono::steady_clock;

    /// The options must live as long as the owner; over() tells that the connection has ended or left.
    HttpConnection(std::shared_ptr<Transport> transport, std::string remote, const HttpServerOptions& options,
                   HttpConnectionOwner& owner, std::function<void()> over);

    void start();
    /// Resets the connection; the owner hears nothing more.
    void drop();
    /// Since when it holds its place without having made a whole request; empty while one is served.
    [[nodiscard]] std::optional<Clock::time_point> waiting_since() const { return waiting_since_; }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void next_request();
    void read();
    void on_read(error_code error, std::size_t bytes);
    void parse();
    void on_parse_error(error_code error);
    void serve();
    void upgrade(UpgradeAnswer answer);
    void respond(const HttpResponse& response);
    void refuse(int status, std::string_view text);
    void write();
    void on_written(error_code error, std::size_t bytes);
    void leave();
    void end();
    void arm(std::chrono::milliseconds time);
    void on_deadline();
    [[nodiscard]] HttpServer::Responder responder();

    std::shared_ptr<Transport> transport_;
    std::string remote_;
    const HttpServerOptions& options_;
    HttpConnectionOwner* owner_;
    std::function<void()> over_;
    SteadyTimer timer_;
    std::optional<Parser> parser_;
    boost::beast::flat_buffer incoming_;
    HttpRequest request_;
    std::string outgoing_;
    std::size_t written_ = 0;
    std::optional<Clock::time_point> waiting_since_;
    std::uint64_t served_ = 0;  ///< an answer counts only for the request it was made for
    bool answering_ = false;
    bool keep_alive_ = false;
    bool request_begun_ = false;
    bool leaving_ = false;
};

}  // namespace qb::net
