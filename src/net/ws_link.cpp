#include "net/ws_link.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <charconv>
#include <deque>

#include "net/http_text.h"

namespace qb::net {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptBuffer = 65'536;  // a buffer grown beyond this by one message is given back
constexpr std::size_t kKeptAnswer = 8192;    // of the answer to an upgrade

std::optional<std::chrono::seconds> retry_after(const Headers& headers) {
    const auto text = header_value(headers, "Retry-After");
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || seconds < 0) return {};
    return std::chrono::seconds(seconds);
}

bool is_http_error(const error_code& error) {
    return error.category() == beast::http::make_error_code(beast::http::error::bad_method).category();
}

bool is_too_large(const error_code& error) {
    using Http = beast::http::error;
    return error == websocket::error::message_too_big || error == websocket::error::buffer_overflow ||
           error == Http::buffer_overflow || error == Http::header_limit || error == Http::body_limit;
}

class Link final : public WsLink, public std::enable_shared_from_this<Link> {
public:
    Link(std::shared_ptr<Transport> transport, WsLinkSetup setup, Owner& owner)
        : transport_(std::move(transport)),
          stream_(*transport_),
          setup_(std::move(setup)),
          owner_(&owner),
          deadline_(transport_->get_executor()),
          watchdog_(transport_->get_executor()) {}

    void upgrade_as_client(const Url& url, const Headers& headers) override;
    void upgrade_as_server(const BeastRequest& request) override;
    bool send(std::string text) override;
    void ping() override;
    void close(std::uint16_t code, std::string_view reason) override;
    void abort() override;
    void pause_reading(bool paused) override { transport_->pause_reading(paused); }
    void forget_owner() override;
    [[nodiscard]] bool is_open() const override { return state_ == State::Open; }
    [[nodiscard]] std::size_t queued_bytes() const override { return queued_bytes_; }

private:
    enum class State : std::uint8_t {
        Upgrading,
        Open,
        Closing,      ///< close() was called
        PeerClosing,  ///< the peer's close frame came first
        Broken,       ///< a write failed; the reader may still find messages
        Closed,
    };

    void prepare();
    void start_upgrade_deadline();
    void on_upgraded(error_code error);
    [[nodiscard]] std::optional<CloseInfo> refusal() const;
    void on_control(websocket::frame_type kind);
    void read();
    void on_read(error_code error);
    void on_read_error(error_code error);
    void write_next();
    void on_written(error_code error);
    void start_close();
    void start_deadline(std::chrono::milliseconds time, CloseInfo verdict);
    void start_watchdog();
    void on_watchdog();
    void fail(Cause cause, std::string text);
    void finish(CloseInfo info);
    [[nodiscard]] CloseInfo peer_closed() const;
    [[nodiscard]] bool reads_on() const {
        return state_ == State::Open || state_ == State::Closing || state_ == State::Broken;
    }

    std::shared_ptr<Transport> transport_;
    websocket::stream<Transport&, false> stream_;
    WsLinkSetup setup_;
    Owner* owner_;
    State state_ = State::Upgrading;
    beast::flat_buffer incoming_;
    std::deque<std::string> queue_;  ///< the first one is being written while writing_since_ is set
    std::size_t queued_bytes_ = 0;
    std::optional<Clock::time_point> writing_since_;
    bool pinging_ = false;
    bool close_sent_ = false;
    websocket::close_reason close_reason_;
    SteadyTimer deadline_;
    CloseInfo deadline_verdict_;
    SteadyTimer watchdog_;
    bool watching_ = false;
};

// --- upgrade

void Link::prepare() {
    stream_.read_message_max(setup_.limits.max_frame_bytes);
    stream_.auto_fragment(false);
    stream_.control_callback([this](websocket::frame_type kind, beast::string_view) { on_control(kind); });
    deadline_verdict_ = {{Stage::Upgrade, Cause::Timeout, "no answer to the upgrade in time"}, 0, 0, {}};
    const auto left = setup_.upgrade_deadline - Clock::now();
    start_deadline(std::chrono::duration_cast<std::chrono::milliseconds>(left), deadline_verdict_);
}

void Link::upgrade_as_client(const Url& url, const Headers& headers) {
    prepare();
    transport_->keep_first(kKeptAnswer);
    stream_.set_option(websocket::stream_base::decorator([&headers](websocket::request_type& request) {
        for (const auto& [name, value] : headers) request.set(name, value);
    }));
    stream_.async_handshake(url.authority(), url.target,
                            [self = shared_from_this()](error_code error) { self->on_upgraded(error); });
    stream_.set_option(websocket::stream_base::decorator([](websocket::request_type&) {}));
}

void Link::upgrade_as_server(const BeastRequest& request) {
    prepare();
    stream_.async_accept(request,
                         [self = shared_from_this()](error_code error) { self->on_upgraded(error); });
}

void Link::on_upgraded(error_code error) {
    if (state_ == State::Closed) return;
    if (!error) {
        transport_->keep_first(0);
        deadline_.expires_at(Clock::time_point::max());  // cancel() would miss an expiry that is queued
        state_ = State::Open;
        owner_->on_link_open();
        return read();
    }
    if (is_too_large(error)) return fail(Cause::TooLarge, "the answer to the upgrade is too large");
    const bool is_lost = error == beast::http::error::end_of_stream;
    if (!is_lost && (is_http_error(error) || error == websocket::condition::handshake_failed))
        return fail(Cause::BadHttp, "bad upgrade: " + error.message());
    fail(Cause::ConnectionLost, "connection lost during the upgrade: " + error.message());
}

/// A status line is an answer, however the connection ended behind it: Beast waits for a body to end,
/// and a body without a length may never do so in order.
std::optional<CloseInfo> Link::refusal() const {
    constexpr int kSwitching = 101;
    const auto head = response_head(transport_->kept());
    if (!head || head->status == kSwitching) return std::nullopt;
    return CloseInfo{
        {Stage::Upgrade, Cause::UpgradeRefused, "upgrade refused: HTTP " + std::to_string(head->status)},
        head->status,
        0,
        retry_after(head->headers)};
}

// --- reading

void Link::read() {
    if (!reads_on()) return;
    stream_.async_read(incoming_,
                       [self = shared_from_this()](error_code error, std::size_t) { self->on_read(error); });
}

void Link::on_read(error_code error) {
    if (state_ == State::Closed) return;
    if (error) return on_read_error(error);
    const auto data = incoming_.cdata();
    owner_->on_message({static_cast<const char*>(data.data()), data.size()}, stream_.got_binary());
    incoming_.consume(incoming_.size());
    if (incoming_.capacity() > kKeptBuffer) incoming_.shrink_to_fit();
    read();
}

void Link::on_read_error(error_code error) {
    if (error == websocket::error::closed) {
        if (!close_sent_) return finish(peer_closed());
        return fail(Cause::ClosedHere, "closed");
    }
    if (is_too_large(error))
        return fail(Cause::TooLarge,
                    "a message is longer than " + std::to_string(setup_.limits.max_frame_bytes) + " bytes");
    if (error == asio::error::operation_aborted && close_sent_)
        return;  // the close has taken over the reading
    if (error == asio::error::operation_aborted && state_ == State::Broken) return finish(deadline_verdict_);
    const bool is_protocol =
        error.category() == websocket::make_error_code(websocket::error::closed).category();
    if (is_protocol) return fail(Cause::ProtocolError, "the peer broke the protocol: " + error.message());
    fail(Cause::ConnectionLost, "connection lost: " + error.message());
}

/// Called in the middle of a read, before Beast answers the frame.
void Link::on_control(websocket::frame_type kind) {
    if (state_ == State::Closed) return;
    start_watchdog();
    switch (kind) {
    case websocket::frame_type::ping: return owner_->on_ping();
    case websocket::frame_type::pong: return owner_->on_pong();
    case websocket::frame_type::close: break;
    }
    if (state_ != State::Open) return;
    state_ = State::PeerClosing;
    start_deadline(setup_.limits.close_deadline, peer_closed());
}

CloseInfo Link::peer_closed() const {
    const auto& reason = stream_.reason();
    std::string text = "closed by the peer";
    if (!reason.reason.empty())
        text += ": " + loggable({reason.reason.data(), reason.reason.size()}, setup_.secrets);
    return {{Stage::Open, Cause::PeerClosed, std::move(text)},
            0,
            reason.code == websocket::close_code::none ? std::uint16_t{0} : reason.code,
            {}};
}

// --- writing

bool Link::send(std::string text) {
    if (state_ != State::Open || text.size() > setup_.limits.max_queue_bytes - queued_bytes_) return false;
    queued_bytes_ += text.size();
    queue_.push_back(std::move(text));
    if (!writing_since_) write_next();
    return true;
}

void Link::write_next() {
    writing_since_ = Clock::now();
    start_watchdog();
    stream_.text(true);
    stream_.async_write(
        asio::buffer(queue_.front()),
        [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); });
}

void Link::on_written(error_code error) {
    writing_since_.reset();
    if (state_ == State::Closed || state_ == State::PeerClosing) return;  // the reader tells the end
    if (error) {
        // What the peer sent before it went may still be read; then the read tells the end.
        state_ = State::Broken;
        return start_deadline(
            setup_.limits.close_deadline,
            {{Stage::Open, Cause::ConnectionLost, "connection lost: " + error.message()}, 0, 0, {}});
    }
    queued_bytes_ -= queue_.front().size();
    queue_.pop_front();
    if (!queue_.empty()) return write_next();
    if (state_ == State::Closing) start_close();
}

void Link::ping() {
    if (state_ != State::Open || pinging_) return;
    pinging_ = true;
    start_watchdog();
    stream_.async_ping({}, [self = shared_from_this()](error_code) { self->pinging_ = false; });
}

// --- the end

void Link::close(std::uint16_t code, std::string_view reason) {
    if (state_ == State::Upgrading) return abort();
    if (state_ != State::Open) return;
    state_ = State::Closing;
    constexpr std::size_t kMaxReason = 123;  // RFC 6455, 5.5: 125 bytes, two of them the code
    close_reason_ = websocket::close_reason(static_cast<websocket::close_code>(code),
                                            {reason.data(), std::min(reason.size(), kMaxReason)});
    start_deadline(setup_.limits.close_deadline,
                   {{Stage::Open, Cause::Timeout, "the peer did not close in time"}, 0, 0, {}});
    if (!writing_since_) start_close();
}

void Link::start_close() {
    close_sent_ = true;
    stream_.async_close(close_reason_, [self = shared_from_this()](error_code error) {
        if (!error) return self->fail(Cause::ClosedHere, "closed");
        self->fail(Cause::ConnectionLost, "connection lost while closing: " + error.message());
    });
}

void Link::abort() {
    if (state_ == State::Closed) return;
    const auto stage = state_ == State::Upgrading ? Stage::Upgrade : Stage::Open;
    state_ = State::Closed;
    deadline_.cancel();
    watchdog_.cancel();
    transport_->reset();
    asio::post(transport_->get_executor(), [self = shared_from_this(), stage] {
        if (auto* owner = std::exchange(self->owner_, nullptr))
            owner->on_link_closed({{stage, Cause::AbortedHere, "aborted"}, 0, 0, {}});
    });
}

void Link::forget_owner() {
    owner_ = nullptr;
    abort();
}

void Link::fail(Cause cause, std::string text) {
    finish({{state_ == State::Upgrading ? Stage::Upgrade : Stage::Open, cause, std::move(text)}, 0, 0, {}});
}

void Link::finish(CloseInfo info) {
    if (state_ == State::Closed) return;
    if (state_ == State::Upgrading) info = refusal().value_or(std::move(info));
    state_ = State::Closed;
    deadline_.cancel();
    watchdog_.cancel();
    transport_->close();
    if (auto* owner = std::exchange(owner_, nullptr)) owner->on_link_closed(info);
}

// --- deadlines

/// One at a time: the upgrade's, then the close's.
void Link::start_deadline(std::chrono::milliseconds time, CloseInfo verdict) {
    deadline_verdict_ = std::move(verdict);
    deadline_.expires_after(time);
    deadline_.async_wait([self = shared_from_this()](error_code error) {
        if (!error && self->deadline_.expiry() <= Clock::now()) self->finish(self->deadline_verdict_);
    });
}

/// A timer per message would cost a system call per order; this one looks again only while something
/// waits for the peer.
void Link::start_watchdog() {
    if (std::exchange(watching_, true)) return;
    watchdog_.expires_after(setup_.limits.write_stall);
    watchdog_.async_wait([self = shared_from_this()](error_code error) {
        self->watching_ = false;
        if (!error) self->on_watchdog();
    });
}

void Link::on_watchdog() {
    if (state_ == State::Closed) return;
    auto since = writing_since_;
    if (const auto bytes_since = transport_->writing_since())
        since = std::min(since.value_or(*bytes_since), *bytes_since);
    if (!since) return;
    const auto deadline = *since + setup_.limits.write_stall;
    if (Clock::now() >= deadline) {
        transport_->reset();
        return fail(Cause::WriteStall, "the peer takes no bytes");
    }
    watching_ = true;
    watchdog_.expires_at(deadline);
    watchdog_.async_wait([self = shared_from_this()](error_code error) {
        self->watching_ = false;
        if (!error) self->on_watchdog();
    });
}

}  // namespace

std::shared_ptr<WsLink> make_ws_link(std::shared_ptr<Transport> transport, WsLinkSetup setup,
                                     WsLink::Owner& owner) {
    return std::make_shared<Link>(std::move(transport), std::move(setup), owner);
}

}  // namespace qb::net
