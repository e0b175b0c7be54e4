#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <stdexcept>
#include <unordered_set>

#include "net/http.h"
#include "net/http_connection.h"
#include "net/tls_context.h"
#include "net/ws_peer.h"

namespace qb::net {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Endpoint = asio::ip::tcp::endpoint;

constexpr std::chrono::milliseconds kAcceptPause{100};  // after a failed accept: no descriptor is free

Endpoint endpoint_from(const HttpServerOptions& options) {
    error_code error;
    const auto host = options.host == "localhost" ? "127.0.0.1" : options.host;
    const auto address = asio::ip::make_address(host, error);
    if (error) throw std::runtime_error("cannot listen on " + options.host + ": not a numeric address");
    return {address, options.port};
}

}  // namespace

class HttpServer::Impl final : public HttpConnectionOwner, public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& io, HttpServerOptions options, AsyncHandler handler);

    void listen();
    void stop_listening();
    void drop_all();
    void on_upgrade(UpgradeHandler handler) { upgrade_handler_ = std::move(handler); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return connections_.size() + peers_.size(); }

private:
    void accept();
    void on_accepted(error_code error, Socket socket);
    bool make_room();
    void serve(Socket socket);

    void handle(const HttpRequest& request, Responder respond) override;
    std::optional<UpgradeAnswer> handle_upgrade(const HttpRequest& request) override;
    void take_over(std::shared_ptr<Transport> transport, UpgradeAnswer answer,
                   const BeastRequest& request) override;

    asio::io_context& io_;
    HttpServerOptions options_;
    AsyncHandler handler_;
    UpgradeHandler upgrade_handler_;
    std::optional<asio::ssl::context> tls_;
    Acceptor acceptor_;
    SteadyTimer pause_;
    std::uint16_t port_ = 0;
    bool stopped_ = false;
    std::unordered_set<std::shared_ptr<HttpConnection>> connections_;
    std::unordered_set<std::shared_ptr<PeerConnection>> peers_;
};

HttpServer::Impl::Impl(asio::io_context& io, HttpServerOptions options, AsyncHandler handler)
    : io_(io),
      options_(std::move(options)),
      handler_(std::move(handler)),
      acceptor_(io.get_executor()),
      pause_(io.get_executor()) {
    if (options_.tls) tls_.emplace(make_server_context(*options_.tls));
}

void HttpServer::Impl::listen() {
    const auto endpoint = endpoint_from(options_);
    const auto check = [this](const error_code& error) {
        if (error)
            throw std::runtime_error("cannot listen on " + options_.host + " port " +
                                     std::to_string(options_.port) + ": " + error.message());
    };
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    check(error);
    acceptor_.set_option(Acceptor::reuse_address(true), error);
    check(error);
    acceptor_.bind(endpoint, error);
    check(error);
    acceptor_.listen(Acceptor::max_listen_connections, error);
    check(error);
    port_ = acceptor_.local_endpoint().port();
    accept();
}

void HttpServer::Impl::accept() {
    acceptor_.async_accept(io_.get_executor(), [self = shared_from_this()](error_code error, Socket socket) {
        self->on_accepted(error, std::move(socket));
    });
}

void HttpServer::Impl::on_accepted(error_code error, Socket socket) {
    if (stopped_) return;
    if (!error) {
        if (make_room()) serve(std::move(socket));
        return accept();
    }
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled && !self->stopped_) self->accept();
    });
}

/// A full house: whoever has waited longest without a whole request makes place.
bool HttpServer::Impl::make_room() {
    if (connections() < options_.max_connections) return true;
    const auto waited_longer = [](const auto& a, const auto& b) {
        constexpr auto kNever = HttpConnection::Clock::time_point::max();
        return a->waiting_since().value_or(kNever) < b->waiting_since().value_or(kNever);
    };
    const auto oldest = std::ranges::min_element(connections_, waited_longer);
    if (oldest == connections_.end() || !(*oldest)->waiting_since()) return false;
    connections_.extract(oldest).value()->drop();
    return true;
}

void HttpServer::Impl::serve(Socket socket) {
    error_code error;
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    const auto remote = socket.remote_endpoint(error);
    if (error) return;  // gone already
    auto transport = tls_ ? std::make_shared<Transport>(std::move(socket), *tls_)
                          : std::make_shared<Transport>(std::move(socket));
    const auto slot = std::make_shared<std::weak_ptr<HttpConnection>>();
    auto connection = std::make_shared<HttpConnection>(std::move(transport), remote.address().to_string(),
                                                       options_, *this, [this, slot] {
                                                           if (const auto ended = slot->lock())
                                                               connections_.erase(ended);
                                                       });
    *slot = connection;
    connections_.insert(connection);
    connection->start();
}

// A handler may destroy the server, but not itself while it runs: hence the local owners.

void HttpServer::Impl::handle(const HttpRequest& request, Responder respond) {
    const auto self = shared_from_this();
    handler_(request, std::move(respond));
}

std::optional<UpgradeAnswer> HttpServer::Impl::handle_upgrade(const HttpRequest& request) {
    if (!upgrade_handler_) return {};
    const auto self = shared_from_this();
    return upgrade_handler_(request);
}

void HttpServer::Impl::take_over(std::shared_ptr<Transport> transport, UpgradeAnswer answer,
                                 const BeastRequest& request) {
    const auto slot = std::make_shared<std::weak_ptr<PeerConnection>>();
    auto peer = std::make_shared<PeerConnection>(std::move(answer.handler), [this, slot] {
        if (const auto ended = slot->lock()) peers_.erase(ended);
    });
    *slot = peer;
    peers_.insert(peer);
    const auto target = request.target();
    peer->start(std::move(transport),
                {.limits = options_.ws,
                 .upgrade_deadline = std::chrono::steady_clock::now() + options_.request_deadline,
                 .secrets = secrets_of({target.data(), target.size()}, headers_from(request.base()))},
                request);
}

void HttpServer::Impl::stop_listening() {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void HttpServer::Impl::drop_all() {
    stop_listening();
    const auto connections = std::exchange(connections_, {});
    const auto peers = std::exchange(peers_, {});
    for (const auto& connection : connections) connection->drop();
    for (const auto& peer : peers) peer->drop();
}

HttpServer::HttpServer(asio::io_context& io, HttpServerOptions options, Handler handler)
    : HttpServer(
          io, std::move(options),
          AsyncHandler([handle = std::move(handler)](const HttpRequest& request, const Responder& respond) {
              respond(handle(request));
          })) {}

HttpServer::HttpServer(asio::io_context& io, HttpServerOptions options, AsyncHandler handler)
    : impl_(std::make_shared<Impl>(io, std::move(options), std::move(handler))) {
    impl_->listen();
}

HttpServer::~HttpServer() { impl_->drop_all(); }

void HttpServer::on_upgrade(UpgradeHandler handler) { impl_->on_upgrade(std::move(handler)); }
std::uint16_t HttpServer::port() const { return impl_->port(); }
std::size_t HttpServer::connections() const { return impl_->connections(); }
void HttpServer::stop_listening() { impl_->stop_listening(); }

}  // namespace qb::net
