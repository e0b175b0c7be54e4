#pragma once

// Private to this room: one byte stream, plain or TLS, that Beast and our own HTTP code read and write.
// Handlers are type-erased here, so that Asio's TLS operations are compiled once and not once per caller.

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace qb::net {

namespace asio = boost::asio;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using SteadyTimer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                               asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// Move-only void(error_code, size_t). Frees its memory before it calls, as Asio asks of operations.
class Completion {
public:
    template <class Handler>
    requires(!std::same_as<std::remove_cvref_t<Handler>, Completion>)
        Completion(Handler&& handler)  // NOLINT(bugprone-forwarding-reference-overload): barred above
        : held_(std::make_unique<Held<std::remove_cvref_t<Handler>>>(std::forward<Handler>(handler))) {}

    void operator()(error_code error, std::size_t bytes) {
        std::exchange(held_, nullptr).release()->run(error, bytes);
    }
    explicit operator bool() const { return held_ != nullptr; }

private:
    struct Base {
        Base() = default;
        Base(const Base&) = delete;
        Base& operator=(const Base&) = delete;
        virtual ~Base() = default;
        virtual void run(error_code error, std::size_t bytes) = 0;  ///< and deletes itself
    };
    template <class Handler>
    struct Held final : Base {
        explicit Held(Handler handler) : handler_(std::move(handler)) {}
        void run(error_code error, std::size_t bytes) override {
            Handler handler(std::move(handler_));
            delete this;
            handler(error, bytes);
        }
        Handler handler_;
    };
    std::unique_ptr<Base> held_;
};

/// Kept alive by its own operations. At most one read and one write at a time.
class Transport : public std::enable_shared_from_this<Transport> {
public:
    using executor_type = Executor;
    static constexpr std::size_t kMaxBuffers = 32;  ///< an upgrade request has one per header

    explicit Transport(Socket socket) : socket_(std::move(socket)) {}
    Transport(Socket socket, asio::ssl::context& context) : socket_(std::move(socket)) {
        tls_.emplace(socket_, context);
    }
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    ~Transport() = default;

    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
    [[nodiscard]] Socket& socket() { return socket_; }
    [[nodiscard]] SSL* ssl() { return tls_ ? tls_->native_handle() : nullptr; }

    /// TLS only.
    void handshake(asio::ssl::stream_base::handshake_type type, Completion done);
    void read(asio::mutable_buffer buffer, Completion done);
    /// Writes some of what the buffers hold; several small ones leave as one TLS record. The bytes must
    /// stay until the end, the span need not; it has at most kMaxBuffers.
    void write(std::span<const asio::const_buffer> buffers, Completion done);

    /// The connection's last words: TLS close_notify and FIN. A server then waits for the peer to hang up,
    /// because closing first could destroy what the peer has not read yet; the caller holds a deadline.
    void goodbye(boost::beast::role_type role, Completion done);
    void close();
    /// TCP reset.
    void reset();

    /// Keeps a copy of the first bytes that are read from here on; 0 keeps none and lets go of the copy.
    void keep_first(std::size_t bytes);
    [[nodiscard]] const std::string& kept() const { return kept_; }

    /// While paused no read completes. A close ends the pause.
    void pause_reading(bool paused);
    /// Since when the write under way waits for the peer.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> writing_since() const {
        return writing_since_;
    }

    // What Beast calls.
    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        asio::mutable_buffer first;
        for (auto it = asio::buffer_sequence_begin(buffers), end = asio::buffer_sequence_end(buffers);
             it != end && first.size() == 0; ++it)
            first = *it;
        read(first, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        std::array<asio::const_buffer, kMaxBuffers> some;
        std::size_t count = 0;
        for (auto it = asio::buffer_sequence_begin(buffers), end = asio::buffer_sequence_end(buffers);
             it != end && count < some.size(); ++it) {
            some[count] = *it;
            if (some[count].size() != 0) ++count;
        }
        write(std::span(some).first(count), std::forward<Handler>(handler));
    }

private:
    struct FinishedRead {
        Completion done;
        error_code error;
        std::size_t bytes;
    };

    void finish_read(Completion done, error_code error, std::size_t bytes);
    void release_paused();
    void drain_until_hangup(Completion done);

    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    std::array<asio::const_buffer, kMaxBuffers> gathered_{};
    std::string record_;                  ///< small buffers joined for one TLS record
    std::array<char, 1024> leftovers_{};  ///< what a peer still sends after our goodbye
    std::optional<std::chrono::steady_clock::time_point> writing_since_;
    std::size_t keep_ = 0;
    std::string kept_;
    bool paused_ = false;
    std::optional<FinishedRead> held_read_;
};

template <class Handler>
void async_teardown(boost::beast::role_type role, Transport& transport, Handler&& handler) {
    transport.goodbye(
        role, [h = std::forward<Handler>(handler)](error_code error, std::size_t) mutable { h(error); });
}
inline void beast_close_socket(Transport& transport) { transport.close(); }

}  // namespace qb::net
