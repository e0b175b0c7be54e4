#include "qfex/link_driver.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "net/url.h"
#include "net/ws.h"
#include "qfex/auth.h"
#include "qfex/random.h"
#include "qfex/settings_check.h"

namespace qb::qfex {
namespace {

MonoTime mono_now() {
    return std::chrono::time_point_cast<MonoTime::duration>(std::chrono::steady_clock::now());
}

/// The trade socket wants the public key in the query (QFEX docs, "Connection"); it is never printed.
net::Url trade_url(const AccountSettings& account) {
    net::Url url = checked_url(account.url);
    if (account.uses_key()) url.target += "?api_key=" + net::encode_query_value(account.public_key);
    return url;
}

net::WsClientOptions client_options(const AccountSettings& account,
                                    std::shared_ptr<const net::TlsTrust> trust) {
    net::WsClientOptions options;
    options.url = trade_url(account);
    options.headers.emplace_back("User-Agent", user_agent());
    if (!account.client_tag.empty()) options.headers.emplace_back("x-qfex-client", account.client_tag);
    options.trust = std::move(trust);
    options.connect_timeout = account.link.connect_timeout;
    options.limits.max_frame_bytes = account.link.max_frame_bytes;
    options.limits.max_queue_bytes = account.link.max_queue_bytes;
    options.limits.write_stall = account.link.write_stall;
    options.limits.close_deadline = account.link.close_timeout;
    return options;
}

}  // namespace

class LinkDriver::Impl final : public net::WsClient::Handler {
public:
    Impl(boost::asio::io_context& io, AccountSettings account, std::shared_ptr<const net::TlsTrust> trust,
         LinkHost& host)
        : io_(io),
          account_(checked(std::move(account), trust != nullptr)),
          options_(client_options(account_, std::move(trust))),
          host_(host),
          timer_(io),
          decider_(account_) {}

    void start() {
        decider_.start(mono_now(), random_bits());
        obey();
    }

    void stop() {
        decider_.stop(mono_now());
        obey();
    }

    bool send(std::string command) {
        return decider_.serving() && client_ && client_->send(std::move(command));
    }

    [[nodiscard]] LinkStatus status() const {
        return {.state = decider_.state(),
                .text = decider_.status_text(),
                .next_attempt = decider_.next_attempt(),
                .queued_bytes = client_ ? client_->queued_bytes() : 0,
                .counters = decider_.counters()};
    }
    [[nodiscard]] bool serving() const { return decider_.serving(); }
    [[nodiscard]] const AccountSettings& account() const { return account_; }

    void on_open() override {
        const auto unix_time = std::chrono::system_clock::now().time_since_epoch();
        decider_.opened(nonce_text(random_nonce()),
                        std::chrono::duration_cast<std::chrono::seconds>(unix_time).count(), mono_now());
        obey();
    }

    void on_text(std::string_view frame, bool /*binary*/) override {
        if (decider_.frame(frame, mono_now())) host_.on_frame(frame);
        obey();
    }

    void on_alive() override { decider_.alive(mono_now()); }

    void on_closed(const net::CloseInfo& info) override {
        decider_.closed(info, mono_now());
        client_.reset();  // the info may have lived in it
        obey();
    }

private:
    /// May be entered again from a host callback: actions leave the queue one by one, so their order holds.
    void obey() {
        while (const auto action = decider_.next_action()) {
            std::visit([this](const auto& what) { perform(what); }, *action);
        }
        arm_timer();
    }

    void perform(const link_action::Connect& /*action*/) {
        client_ = std::make_unique<net::WsClient>(io_, options_, *this);
        client_->open();
    }
    void perform(const link_action::Send& action) {
        // Refused only by a connection that is ending; on_closed() then tells why.
        if (client_) static_cast<void>(client_->send(action.text));
    }
    void perform(const link_action::Ping& /*action*/) {
        if (client_) client_->ping();
    }
    void perform(const link_action::Close& /*action*/) {
        if (client_) client_->close();
    }
    void perform(const link_action::Drop& /*action*/) { client_.reset(); }
    void perform(const link_action::Serving& /*action*/) { host_.on_link_state(LinkNews::Serving, {}); }
    void perform(const link_action::Down& action) { host_.on_link_state(LinkNews::Down, action.reason); }
    void perform(const link_action::Stopped& /*action*/) {
        host_.on_link_state(LinkNews::Stopped, "stopped");
    }
    void perform(const link_action::Log& action) { host_.log(action.level, action.text); }

    /// A deadline that moved back (every frame moves the silence limit) is left to fire early: the decider
    /// then does nothing and the timer is armed anew, which is cheaper than arming it for every frame.
    void arm_timer() {
        const auto deadline = decider_.next_deadline();
        if (!deadline) {
            armed_.reset();
            timer_.cancel();
            return;
        }
        if (armed_ && *armed_ <= *deadline) return;
        armed_ = deadline;
        timer_.expires_at(*deadline);
        timer_.async_wait([this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
            if (error || alive.expired()) return;
            armed_.reset();
            decider_.timer(mono_now(), random_bits());
            obey();
        });
    }

    boost::asio::io_context& io_;
    AccountSettings account_;
    net::WsClientOptions options_;
    LinkHost& host_;
    boost::asio::steady_timer timer_;
    std::optional<MonoTime> armed_;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);  // a fired timer may outlive us
    LinkDecider decider_;
    std::unique_ptr<net::WsClient> client_;
};

LinkDriver::LinkDriver(boost::asio::io_context& io, AccountSettings account,
                       std::shared_ptr<const net::TlsTrust> trust, LinkHost& host)
    : impl_(std::make_unique<Impl>(io, std::move(account), std::move(trust), host)) {}

LinkDriver::~LinkDriver() = default;

void LinkDriver::start() { impl_->start(); }
void LinkDriver::stop() { impl_->stop(); }
bool LinkDriver::send(std::string command) { return impl_->send(std::move(command)); }
bool LinkDriver::serving() const { return impl_->serving(); }
LinkStatus LinkDriver::status() const { return impl_->status(); }
const AccountSettings& LinkDriver::account() const { return impl_->account(); }

}  // namespace qb::qfex
