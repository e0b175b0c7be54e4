#include "fix/listener.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace qb::fix {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kReadBuffer = std::size_t{16} << 10;

/// A v4 peer of a v6 socket by its v4 name.
std::string text_of(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

}  // namespace

/// The state that handlers share. `sink` is cleared when the listener goes; what is still queued then does
/// nothing.
class Listener::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor executor, ByteSink& sink, ListenerLimits limits)
        : executor_(std::move(executor)), sink_(&sink), limits_(limits) {}

    boost::system::result<std::uint16_t> listen(ListenerId id, const ListenAddress& address);
    void stop_accepting();
    void flush(Engine& engine);
    void drop(ConnectionId id);
    void shut();
    std::size_t connection_count() const { return connections_.size(); }

private:
    struct Door {
        Door(const asio::any_io_executor& executor, ListenerId listener)
            : id(listener), acceptor(executor), pause(executor) {}
        ListenerId id;
        tcp::acceptor acceptor;
        asio::steady_timer pause;
        bool failing = false;
    };
    struct Peer {
        Peer(ConnectionId connection, tcp::socket accepted)
            : id(connection), socket(std::move(accepted)), deadline(socket.get_executor()) {}
        ConnectionId id;
        tcp::socket socket;
        asio::steady_timer deadline;  ///< of a close that waits for the flush and for the peer
        std::array<char, kReadBuffer> in{};
        std::string writing;  ///< under way
        std::size_t written = 0;
        std::string waiting;  ///< goes next
        bool write_armed = false;
        bool reading = false;
        bool closing = false;   ///< CloseMark::AfterFlush
        bool finished = false;  ///< everything is written and the end is announced
        bool gone = false;

        std::size_t unwritten() const { return writing.size() - written + waiting.size(); }
    };
    using PeerPtr =
        std::shared_ptr<Peer>;  // shared with its handlers, which may outlive its place in the map
    using DoorPtr = std::shared_ptr<Door>;

    void accept(const DoorPtr& door);
    void accepted(const DoorPtr& door, tcp::socket socket);
    void pause(const DoorPtr& door, const error_code& error);
    void read(const PeerPtr& peer);
    std::size_t write_now(Peer& peer);
    void arm_write(const PeerPtr& peer);
    void write_ready(const PeerPtr& peer, const error_code& error);
    void after_write(const PeerPtr& peer);
    void begin_close(const PeerPtr& peer);
    void close(const PeerPtr& peer);

    asio::any_io_executor executor_;
    ByteSink* sink_;
    ListenerLimits limits_;
    std::vector<DoorPtr> doors_;
    std::map<ConnectionId, PeerPtr> connections_;
    std::string scratch_;
};

// ---------------------------------------------------------------- accept

boost::system::result<std::uint16_t> Listener::Impl::listen(ListenerId id, const ListenAddress& address) {
    error_code error;
    const auto host = asio::ip::make_address(address.host, error);
    if (error) return error_code(asio::error::invalid_argument);
    const tcp::endpoint endpoint(host, address.port);
    auto door = std::make_shared<Door>(executor_, id);
    auto& acceptor = door->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    const auto bound = error ? tcp::endpoint() : acceptor.local_endpoint(error);
    if (error) return error;
    doors_.push_back(door);
    accept(door);
    return bound.port();
}

void Listener::Impl::accept(const DoorPtr& door) {
    door->acceptor.async_accept(
        [self = shared_from_this(), door](const error_code& error, tcp::socket socket) {
            if (self->sink_ == nullptr || !door->acceptor.is_open()) return;
            if (error) return self->pause(door, error);
            self->accepted(door, std::move(socket));
            if (self->sink_ != nullptr) self->accept(door);
        });
}

/// Without descriptors accept fails again at once: waits a little instead of burning the processor.
void Listener::Impl::pause(const DoorPtr& door, const error_code& error) {
    if (error == asio::error::operation_aborted) return;
    if (!std::exchange(door->failing, true)) sink_->note("cannot accept a connection: " + error.message());
    door->pause.expires_after(limits_.accept_pause);
    door->pause.async_wait([self = shared_from_this(), door](const error_code& stopped) {
        if (!stopped && self->sink_ != nullptr && door->acceptor.is_open()) self->accept(door);
    });
}

void Listener::Impl::accepted(const DoorPtr& door, tcp::socket socket) {
    door->failing = false;
    error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;  // gone already
    socket.set_option(tcp::no_delay(true), error);
    socket.non_blocking(true, error);
    const auto id = sink_->open(door->id, text_of(remote.address()));
    if (!id || sink_ == nullptr) return;  // the socket closes itself
    auto peer = std::make_shared<Peer>(*id, std::move(socket));
    connections_.emplace(*id, peer);
    read(peer);
}

void Listener::Impl::stop_accepting() {
    for (const auto& door : doors_) {
        error_code ignored;
        door->acceptor.close(ignored);
        door->pause.cancel();
    }
    doors_.clear();
}

// ---------------------------------------------------------------- read

void Listener::Impl::read(const PeerPtr& peer) {
    if (peer->reading || peer->gone) return;
    if (!peer->closing && peer->unwritten() > limits_.pause_reading_at) return;  // after_write() goes on
    peer->reading = true;
    peer->socket.async_read_some(asio::buffer(peer->in), [self = shared_from_this(), peer](
                                                             const error_code& error, std::size_t count) {
        peer->reading = false;
        if (peer->gone || self->sink_ == nullptr) return;
        if (error) return self->close(peer);
        if (!peer->closing) self->sink_->bytes(peer->id, std::string_view(peer->in.data(), count));
        self->read(peer);
    });
}

// ---------------------------------------------------------------- write

void Listener::Impl::flush(Engine& engine) {
    engine.for_each_output([&](ConnectionId id, CloseMark mark) {
        const auto found = connections_.find(id);
        if (found == connections_.end()) return;
        const auto peer = found->second;
        if (mark == CloseMark::AtOnce) return close(peer);
        engine.take_output(id, scratch_);
        if (peer->waiting.empty())
            peer->waiting.swap(scratch_);
        else
            peer->waiting.append(scratch_);
        if (mark == CloseMark::AfterFlush) begin_close(peer);
        if (peer->write_armed) return;
        engine.written(id, write_now(*peer));
        if (peer->unwritten() > 0)
            arm_write(peer);
        else
            after_write(peer);
    });
}

/// Writes what the socket takes. An error shows at the next read or wait.
std::size_t Listener::Impl::write_now(Peer& peer) {
    std::size_t total = 0;
    error_code error;
    while (!error && peer.unwritten() > 0) {
        if (peer.written == peer.writing.size()) {
            peer.writing.clear();
            peer.writing.swap(peer.waiting);
            peer.written = 0;
        }
        const auto count = peer.socket.write_some(
            asio::buffer(peer.writing.data() + peer.written, peer.writing.size() - peer.written), error);
        peer.written += count;
        total += count;
    }
    return total;
}

void Listener::Impl::arm_write(const PeerPtr& peer) {
    peer->write_armed = true;
    peer->socket.async_wait(tcp::socket::wait_write,
                            [self = shared_from_this(), peer](const error_code& error) {
                                peer->write_armed = false;
                                self->write_ready(peer, error);
                            });
}

void Listener::Impl::write_ready(const PeerPtr& peer, const error_code& error) {
    if (peer->gone || sink_ == nullptr) return;
    const auto before = peer->unwritten();
    const auto count = error ? 0 : write_now(*peer);
    if (count == 0 && before > 0)
        return close(peer);  // writable and yet nothing goes: the connection is broken
    sink_->written(peer->id, count);
    if (peer->gone || sink_ == nullptr) return;
    if (peer->unwritten() > 0 && !peer->write_armed) arm_write(peer);
    after_write(peer);
}

void Listener::Impl::after_write(const PeerPtr& peer) {
    if (peer->closing && peer->unwritten() == 0 && !std::exchange(peer->finished, true)) {
        // Not closed yet: a close with unread input would make the system throw away what was just written.
        error_code ignored;
        peer->socket.shutdown(tcp::socket::shutdown_send, ignored);
    }
    read(peer);
}

// ---------------------------------------------------------------- close

/// Writes on, then waits for the peer to close as well; both within the limit.
void Listener::Impl::begin_close(const PeerPtr& peer) {
    if (std::exchange(peer->closing, true)) return;
    peer->deadline.expires_after(limits_.close_limit);
    peer->deadline.async_wait([self = shared_from_this(), peer](const error_code& stopped) {
        if (!stopped) self->close(peer);
    });
}

void Listener::Impl::close(const PeerPtr& peer) {
    if (std::exchange(peer->gone, true)) return;
    error_code ignored;
    peer->socket.close(ignored);
    peer->deadline.cancel();
    // Not from here: the caller may be in the middle of a turn's end.
    asio::post(executor_, [self = shared_from_this(), id = peer->id] {
        self->connections_.erase(id);
        if (self->sink_ != nullptr) self->sink_->closed(id);
    });
}

void Listener::Impl::drop(ConnectionId id) {
    const auto found = connections_.find(id);
    if (found != connections_.end()) close(found->second);
}

void Listener::Impl::shut() {
    sink_ = nullptr;
    stop_accepting();
    for (const auto& [id, peer] : connections_) {
        peer->gone = true;
        error_code ignored;
        peer->socket.close(ignored);
        peer->deadline.cancel();
    }
    connections_.clear();
}

// ---------------------------------------------------------------- Listener

Listener::Listener(asio::any_io_executor executor, ByteSink& sink, ListenerLimits limits)
    : impl_(std::make_shared<Impl>(std::move(executor), sink, limits)) {}
Listener::~Listener() { impl_->shut(); }

boost::system::result<std::uint16_t> Listener::listen(ListenerId id, const ListenAddress& address) {
    return impl_->listen(id, address);
}
void Listener::stop_accepting() { impl_->stop_accepting(); }
void Listener::flush(Engine& engine) { impl_->flush(engine); }
void Listener::drop(ConnectionId connection) { impl_->drop(connection); }
std::size_t Listener::connection_count() const { return impl_->connection_count(); }

}  // namespace qb::fix
