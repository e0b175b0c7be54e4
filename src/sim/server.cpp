#include "sim/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <stdexcept>
#include <utility>

#include "sim/control.h"
#include "sim/rest.h"
#include "sim/venue.h"

namespace qb::sim {
namespace {

Now now() {
    using namespace std::chrono;
    return {time_point_cast<microseconds>(system_clock::now()),
            time_point_cast<microseconds>(steady_clock::now())};
}

}  // namespace

class Server::Impl {
public:
    Impl(boost::asio::io_context& io, Options options)
        : io_(io),
          timer_(io),
          restart_timer_(io),
          venue_(std::move(options)),
          rest_(venue_),
          control_(venue_, [this](std::chrono::milliseconds down) { restart(down); }),
          control_server_(io, control_options(venue_.options()),
                          [this](const net::HttpRequest& r) { return on_control(r); }) {
        port_ = venue_.options().port;
        listen();
    }

    Venue& venue() { return venue_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t control_port() const { return control_server_.port(); }

    net::HttpResponse control(std::string_view method, std::string_view path, std::string_view body) {
        auto response = control_.answer(method, path, body, now());
        pump();
        return response;
    }

    /// Carries something out on the venue, then does what it left to do.
    template <class Act>
    auto act(Act action) {
        if constexpr (std::is_void_v<decltype(action(venue_, now()))>) {
            action(venue_, now());
            pump();
        } else {
            auto result = action(venue_, now());
            pump();
            return result;
        }
    }

    void restart(std::chrono::milliseconds down) {
        venue_.drop_all(now());
        pump();
        if (down.count() == 0) return;
        refuse();
        restart_timer_.expires_after(down);
        restart_timer_.async_wait(
            [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
                if (!error && !alive.expired()) listen();
            });
    }

private:
    /// One WebSocket connection, tied to its number in the venue.
    class Peer final : public net::WsPeer::Handler {
    public:
        Peer(Impl& server, std::string remote, std::optional<std::string> api_key)
            : server_(server), remote_(std::move(remote)), api_key_(std::move(api_key)) {}

        void on_open(const std::shared_ptr<net::WsPeer>& peer) override {
            id_ = server_.venue_.connected(remote_, api_key_, now());
            server_.peers_.emplace(id_, peer);
            server_.pump();
        }
        void on_text(net::WsPeer&, std::string_view frame) override {
            server_.venue_.received(id_, frame, now());
            server_.pump();
        }
        void on_pong(net::WsPeer&) override { server_.venue_.ponged(id_); }
        void on_closed(net::WsPeer&, const net::CloseInfo& info) override {
            server_.peers_.erase(id_);
            server_.venue_.disconnected(id_, now(), info.cause == net::Cause::PeerClosed);
            server_.pump();
        }

    private:
        Impl& server_;
        std::string remote_;
        std::optional<std::string> api_key_;
        ConnectionId id_ = 0;
    };

    static net::HttpServerOptions control_options(const Options& options) {
        if (!net::is_loopback(options.control.host))
            throw std::runtime_error("the control port has no password: it listens on loopback alone");
        return {.host = options.control.host, .port = options.control.port, .max_body_bytes = 1U << 20U};
    }

    net::HttpResponse on_control(const net::HttpRequest& request) {
        return control(request.method, net::target_path(request.target), request.body);
    }

    net::UpgradeAnswer on_upgrade(const net::HttpRequest& request) {
        if (net::target_path(request.target) != "/") return net::UpgradeAnswer::refuse({.status = 404});
        auto api_key = net::query_value(request.target, "api_key");
        const int status = venue_.upgrade_status(api_key);
        if (status != 101)
            return net::UpgradeAnswer::refuse({.status = status, .body = R"({"title":"refused"})"});
        return net::UpgradeAnswer::accept(std::make_unique<Peer>(*this, request.remote, std::move(api_key)));
    }

    void listen() {
        if (trade_server_) return;
        const auto& options = venue_.options();
        if (!options.tls && !net::is_loopback(options.host))
            throw std::runtime_error("without a certificate the venue listens on loopback alone");
        net::HttpServerOptions wanted{
            .host = options.host, .port = port_, .tls = options.tls, .max_connections = 128};
        wanted.ws.max_queue_bytes = 128U << 20U;  // an oversized frame is to leave, not to be refused here
        trade_server_ = std::make_unique<net::HttpServer>(
            io_, wanted, [this](const net::HttpRequest& r) { return rest_.answer(r, now()); });
        trade_server_->on_upgrade([this](const net::HttpRequest& r) { return on_upgrade(r); });
        port_ = trade_server_->port();
    }

    /// The port closes while open connections go on: their server lives until the last of them has gone.
    void refuse() {
        if (!trade_server_) return;
        trade_server_->stop_listening();
        std::erase_if(retired_, [](const auto& server) { return server->connections() == 0; });
        retired_.push_back(std::move(trade_server_));
    }

    void pump() {
        for (const auto& output : venue_.take_outputs()) perform(output);
        arm_timer();
    }

    void perform(const Output& output) {
        if (output.kind == OutputKind::Refuse) return refuse();
        if (output.kind == OutputKind::Listen) return listen();
        const auto found = peers_.find(output.connection);
        if (found == peers_.end()) return;
        auto& peer = *found->second;
        switch (output.kind) {
        case OutputKind::Text:
            if (!may_queue(peer, output.connection) || !peer.send(output.text)) peer.abort();
            break;
        case OutputKind::Ping: peer.ping(); break;
        case OutputKind::Close: peer.close(1000, ""); break;
        case OutputKind::Abort: peer.abort(); break;
        case OutputKind::Pause: peer.pause_reading(true); break;
        case OutputKind::Resume: peer.pause_reading(false); break;
        case OutputKind::Refuse:
        case OutputKind::Listen: break;
        }
    }

    /// What a stranger is sent stays small; one who does not read it is no client.
    bool may_queue(const net::WsPeer& peer, ConnectionId connection) const {
        constexpr std::size_t kMostForStrangers = 64U << 10U;
        return peer.queued_bytes() <= kMostForStrangers || venue_.is_authenticated(connection);
    }

    /// Set for the nearest deadline; one that fires early finds nothing due and is set again.
    void arm_timer() {
        const auto next = venue_.next_deadline();
        if (!next || (armed_for_ && *armed_for_ <= *next)) return;
        armed_for_ = next;
        timer_.expires_at(*next);
        timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
            if (error || alive.expired()) return;
            armed_for_.reset();
            venue_.tick(now());
            pump();
        });
    }

    boost::asio::io_context& io_;
    boost::asio::steady_timer timer_, restart_timer_;
    std::optional<MonoTime> armed_for_{};
    std::uint16_t port_ = 0;
    Venue venue_;
    Rest rest_;
    Control control_;
    std::map<ConnectionId, std::shared_ptr<net::WsPeer>> peers_{};
    net::HttpServer control_server_;
    std::unique_ptr<net::HttpServer> trade_server_{};
    std::vector<std::unique_ptr<net::HttpServer>> retired_{};
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // a timer that fired may be called late
};

Server::Server(boost::asio::io_context& io, Options options)
    : impl_(std::make_unique<Impl>(io, std::move(options))) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }
std::uint16_t Server::control_port() const { return impl_->control_port(); }

Server::Result Server::set_mark(std::string_view symbol, Decimal price) {
    return impl_->act([&](Venue& venue, Now at) { return venue.set_mark(symbol, price, at); });
}

Server::Result Server::set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks) {
    return impl_->act(
        [&](Venue& venue, Now at) { return venue.set_book(symbol, std::move(bids), std::move(asks), at); });
}

Server::Result Server::set_position(std::string_view account, std::string_view symbol, Decimal quantity) {
    return impl_->act(
        [&](Venue& venue, Now at) { return venue.set_position(account, symbol, quantity, at); });
}

Server::Result Server::set_switch(std::string_view name, std::string_view variant) {
    return impl_->venue().set_switch(name, variant);
}

void Server::inject(const Fault& fault) {
    impl_->act([&](Venue& venue, Now at) { venue.inject(fault, at); });
}

void Server::clear_faults() {
    impl_->act([](Venue& venue, Now) { venue.clear_faults(); });
}

void Server::script(const ScriptedAnswer& answer) { impl_->venue().script(answer); }

Server::Result Server::end_order(std::string_view order_id, std::string_view status) {
    return impl_->act([&](Venue& venue, Now at) { return venue.end_order(order_id, status, at); });
}

void Server::restart() { impl_->restart(std::chrono::milliseconds{0}); }

net::HttpResponse Server::control(std::string_view method, std::string_view path, std::string_view body) {
    return impl_->control(method, path, body);
}

std::vector<OrderView> Server::orders() const { return impl_->venue().orders(false); }
std::vector<OrderView> Server::open_orders() const { return impl_->venue().orders(true); }
std::vector<TradeView> Server::trades() const { return impl_->venue().trades(); }
std::vector<PositionView> Server::positions() const { return impl_->venue().positions(); }
std::vector<ConnectionView> Server::connections() const { return impl_->venue().connections(); }
const std::vector<ReceivedCommand>& Server::commands() const { return impl_->venue().commands(); }
std::size_t Server::count(std::string_view type) const { return impl_->venue().count(type); }

}  // namespace qb::sim
