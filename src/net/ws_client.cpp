#include <boost/asio/post.hpp>

#include "net/dial.h"
#include "net/http_text.h"
#include "net/ws.h"
#include "net/ws_link.h"

namespace qb::net {

/// First dials, then holds the link. Outlives its WsClient while a callback is on the stack.
class WsClient::Impl final : public WsLink::Owner, public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& io, WsClientOptions options, Handler& handler)
        : io_(io), options_(std::move(options)), handler_(&handler) {}

    void open();
    void abort();
    void close();
    void forget_handler();

    [[nodiscard]] WsLink* link() const { return link_.get(); }

private:
    void on_dialed(Dialer::Result result);
    void tell_closed(const CloseInfo& info);

    void on_link_open() override;
    void on_message(std::string_view text, bool binary) override;
    void on_ping() override { on_pong(); }
    void on_pong() override;
    void on_link_closed(const CloseInfo& info) override { tell_closed(info); }

    asio::io_context& io_;
    WsClientOptions options_;
    Handler* handler_;
    std::chrono::steady_clock::time_point deadline_;
    std::shared_ptr<Dialer> dialer_;
    std::shared_ptr<WsLink> link_;
};

void WsClient::Impl::open() {
    deadline_ = std::chrono::steady_clock::now() + options_.connect_timeout;
    if (!are_valid(options_.headers)) {
        asio::post(io_, [self = shared_from_this()] {
            self->tell_closed(
                {{Stage::Resolve, Cause::BadOptions, "a header holds forbidden characters"}, 0, 0, {}});
        });
        return;
    }
    dialer_ = std::make_shared<Dialer>(io_, options_.url, options_.trust, deadline_);
    dialer_->start(
        [self = shared_from_this()](Dialer::Result result) { self->on_dialed(std::move(result)); });
}

void WsClient::Impl::on_dialed(Dialer::Result result) {
    dialer_.reset();
    if (!result) return tell_closed({std::move(result).error(), 0, 0, {}});
    link_ = make_ws_link(std::move(*result),
                         {.limits = options_.limits,
                          .upgrade_deadline = deadline_,
                          .secrets = secrets_of(options_.url.target, options_.headers)},
                         *this);
    link_->upgrade_as_client(options_.url, options_.headers);
}

void WsClient::Impl::abort() {
    if (link_) return link_->abort();
    if (!dialer_) return;
    const auto stage = dialer_->stage();
    std::exchange(dialer_, nullptr)->cancel();
    asio::post(io_, [self = shared_from_this(), stage] {
        self->tell_closed({{stage, Cause::AbortedHere, "aborted"}, 0, 0, {}});
    });
}

void WsClient::Impl::close() {
    constexpr std::uint16_t kNormal = 1000;
    if (link_) return link_->close(kNormal, {});
    abort();
}

/// The link calls back while it holds this object, so only the handler is gone after this.
void WsClient::Impl::forget_handler() {
    handler_ = nullptr;
    if (dialer_) std::exchange(dialer_, nullptr)->cancel();
    if (link_) link_->forget_owner();
}

void WsClient::Impl::tell_closed(const CloseInfo& info) {
    if (auto* handler = std::exchange(handler_, nullptr)) handler->on_closed(info);
}

void WsClient::Impl::on_link_open() {
    if (handler_ != nullptr) handler_->on_open();
}

void WsClient::Impl::on_message(std::string_view text, bool binary) {
    if (handler_ != nullptr) handler_->on_text(text, binary);
}

void WsClient::Impl::on_pong() {
    if (handler_ != nullptr) handler_->on_alive();
}

WsClient::WsClient(asio::io_context& io, WsClientOptions options, Handler& handler)
    : impl_(std::make_shared<Impl>(io, std::move(options), handler)) {}
WsClient::~WsClient() { impl_->forget_handler(); }

void WsClient::open() { impl_->open(); }
bool WsClient::send(std::string text) {
    auto* link = impl_->link();
    return link != nullptr && link->send(std::move(text));
}
void WsClient::ping() {
    if (auto* link = impl_->link()) link->ping();
}
void WsClient::close() { impl_->close(); }
void WsClient::abort() { impl_->abort(); }
bool WsClient::is_open() const {
    const auto* link = impl_->link();
    return link != nullptr && link->is_open();
}
std::size_t WsClient::queued_bytes() const {
    const auto* link = impl_->link();
    return link == nullptr ? 0 : link->queued_bytes();
}

}  // namespace qb::net
