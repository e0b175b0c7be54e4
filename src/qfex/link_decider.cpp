#include "qfex/link_decider.h"

#include <algorithm>
#include <array>
#include <utility>

#include "qfex/auth.h"
#include "qfex/setup_reply.h"

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Kind = SetupReply::Kind;

struct Channel {
    std::string_view name;
    bool required;
};

// Executions are reported from `fills` alone, so a link without it must not trade. What `stop_orders`
// carries is undocumented, and nothing depends on it.
constexpr std::array kChannels{Channel{"order_responses", true}, Channel{"fills", true},
                               Channel{"stop_orders", false}};

// The connection and the goodbye have their own deadlines below us, with better words for what went
// wrong; ours only catches a transport that forgets to report.
constexpr milliseconds kBackstop = 1s;

constexpr std::string_view kCancelOnDisconnect = "cancel_on_disconnect";

std::string seconds_text(milliseconds time) {
    std::string text = std::to_string(time / 1s);
    if (const auto rest = (time % 1s) / 100ms; rest != 0) text += '.' + std::to_string(rest);
    return text + " s";
}

std::string detail(const SetupReply& reply, const AccountSettings& account) {
    std::string text = foreign_text(reply.code, account);
    const std::string message = foreign_text(reply.message, account);
    if (!message.empty() && message != text) text += (text.empty() ? "" : ": ") + message;
    return text.empty() ? "no reason given" : text;
}

/// Says nothing about the key: worth an ordinary retry.
bool is_transient(const SetupReply& reply) {
    return reply.code == "RateLimited" || reply.code == "ServerError";
}

std::string subscribe_message(std::string_view channel) {
    return R"({"type":"subscribe","params":{"channels":[")" + std::string(channel) + R"("]}})";
}

}  // namespace

std::string_view to_string(LinkState state) {
    switch (state) {
    case LinkState::Idle: return "idle";
    case LinkState::Connecting: return "connecting";
    case LinkState::Authenticating: return "authenticating";
    case LinkState::Subscribing: return "subscribing";
    case LinkState::Arming: return "arming";
    case LinkState::Serving: return "serving";
    case LinkState::BackingOff: return "backing_off";
    case LinkState::Refused: return "refused";
    case LinkState::Stopping: return "stopping";
    }
    return "?";
}

LinkDecider::LinkDecider(const AccountSettings& account) : account_(account) {}

void LinkDecider::start(MonoTime now, std::uint32_t random) {
    if (state_ != LinkState::Idle) return;
    random_ = random;
    failures_in_a_row_ = 0;
    last_reason_.clear();
    connect(now);
}

void LinkDecider::connect(MonoTime now) {
    ++counters_.connects;
    state_ = LinkState::Connecting;
    deadline_ = now + account_.link.connect_timeout + kBackstop;
    actions_.emplace_back(link_action::Connect{});
}

void LinkDecider::opened(std::string_view nonce, std::int64_t unix_ts, MonoTime now) {
    if (state_ != LinkState::Connecting) return;
    state_ = LinkState::Authenticating;
    authenticated_ = false;
    unanswered_ = 0;
    deadline_ = now + account_.link.auth_timeout;
    heard_at_ = now;
    ping_at_ = now + account_.link.ping_interval;
    actions_.emplace_back(link_action::Send{auth_message(account_, nonce, unix_ts)});
}

bool LinkDecider::frame(std::string_view text, MonoTime now) {
    ++counters_.frames;
    heard_at_ = now;
    switch (state_) {
    case LinkState::Serving: return true;
    case LinkState::Stopping:
        if (authenticated_) return may_pass_on(text);
        break;
    case LinkState::Authenticating: auth_reply(read_setup_reply(text), now); return false;
    case LinkState::Subscribing: return subscribe_reply(read_setup_reply(text), now) && may_pass_on(text);
    case LinkState::Arming: return arm_reply(read_setup_reply(text), now) && may_pass_on(text);
    case LinkState::Idle:
    case LinkState::Connecting:
    case LinkState::BackingOff:
    case LinkState::Refused: break;
    }
    ++counters_.ignored_frames;
    return false;
}

/// What is passed on is written down; an echo of auth must not be.
bool LinkDecider::may_pass_on(std::string_view text) {
    if (!holds_credentials(text, account_)) return true;
    ++counters_.ignored_frames;
    return false;
}

void LinkDecider::auth_reply(const SetupReply& reply, MonoTime now) {
    switch (reply.kind) {
    case Kind::Authenticated: return authenticated(now);
    case Kind::AuthFailed:
        return lose({Retry::Refused, "the venue refused the key: " + detail(reply, account_)}, now);
    case Kind::Error:
        if (is_transient(reply)) {
            return lose({Retry::Soon, "the venue could not authenticate: " + detail(reply, account_)}, now);
        }
        return lose({Retry::Refused, "the venue refused the key: " + detail(reply, account_)}, now);
    case Kind::AlreadyAuthenticated:
    case Kind::Subscribed:
    case Kind::Acknowledged:
    case Kind::Other:
    case Kind::Unreadable: break;
    }
    ++counters_.ignored_frames;  // no reply to auth, and before auth nothing of ours can be in it
}

void LinkDecider::authenticated(MonoTime now) {
    state_ = LinkState::Subscribing;
    authenticated_ = true;
    channel_ = 0;
    missing_channels_.clear();
    subscribe_next(now);
}

void LinkDecider::subscribe_next(MonoTime now) {
    if (channel_ == kChannels.size()) return account_.venue_cancel_on_disconnect ? arm(now) : serve(now);
    const Channel& channel = kChannels.at(channel_);
    deadline_ =
        now + (channel.required ? account_.link.subscribe_timeout : account_.link.optional_subscribe_timeout);
    actions_.emplace_back(link_action::Send{subscribe_message(channel.name)});
}

bool LinkDecider::subscribe_reply(const SetupReply& reply, MonoTime now) {
    switch (reply.kind) {
    case Kind::Subscribed:
        if (std::count(reply.channels.begin(), reply.channels.end(), kChannels.at(channel_).name) != 0) {
            ++channel_;
            subscribe_next(now);
        }
        return false;
    case Kind::Error: not_subscribed(detail(reply, account_), retry_after(reply), now); return false;
    case Kind::Authenticated:
    case Kind::AlreadyAuthenticated: return false;
    case Kind::AuthFailed:
        lose({Retry::Refused, "the venue withdrew the key: " + detail(reply, account_)}, now);
        return false;
    case Kind::Acknowledged:
    case Kind::Other:
    case Kind::Unreadable: break;
    }
    return true;  // an order event of the account must not be lost
}

/// The last step: from here on a lost connection costs the account its orders.
void LinkDecider::arm(MonoTime now) {
    state_ = LinkState::Arming;
    bare_acks_ = 0;
    deadline_ = now + account_.link.subscribe_timeout;
    ask_to_arm();
}

void LinkDecider::ask_to_arm() {
    actions_.emplace_back(
        link_action::Send{R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})"});
}

/// Certainly: one of the acks must be about it.
bool LinkDecider::confirms_arming(const SetupReply& ack) {
    if (!ack.echo.empty()) return ack.echo == kCancelOnDisconnect;
    if (++bare_acks_ > unanswered_) return true;
    ask_to_arm();
    return false;
}

bool LinkDecider::arm_reply(const SetupReply& reply, MonoTime now) {
    const bool about_it = reply.echo.empty() || reply.echo == kCancelOnDisconnect;
    switch (reply.kind) {
    case Kind::Acknowledged:
        if (confirms_arming(reply)) serve(now);
        return false;
    case Kind::Error:
        if (about_it)
            lose({retry_after(reply), "cancel_on_disconnect refused: " + detail(reply, account_)}, now);
        return false;
    case Kind::AuthFailed:
        lose({Retry::Refused, "the venue withdrew the key: " + detail(reply, account_)}, now);
        return false;
    case Kind::Authenticated:
    case Kind::AlreadyAuthenticated:
    case Kind::Subscribed: return false;
    case Kind::Other:
    case Kind::Unreadable: break;
    }
    return true;
}

// A missing permission lies with the account: a person has to act before another try makes sense.
LinkDecider::Retry LinkDecider::retry_after(const SetupReply& error) {
    const bool account =
        error.code == "PermissionDenied" || error.code == "KycRequired" || error.code == "TncRequired";
    return account ? Retry::Refused : Retry::Soon;
}

void LinkDecider::not_subscribed(const std::string& why, Retry retry, MonoTime now) {
    const Channel& channel = kChannels.at(channel_);
    std::string reason = "channel " + std::string(channel.name) + " not subscribed: " + why;
    if (channel.required) return lose({retry, std::move(reason)}, now);
    log(LogLevel::Info, reason + "; going on without it");
    missing_channels_ += (missing_channels_.empty() ? "" : "; ") + reason;
    ++channel_;
    subscribe_next(now);
}

void LinkDecider::serve(MonoTime now) {
    state_ = LinkState::Serving;
    served_at_ = now;
    last_reason_.clear();
    ++counters_.served;
    log(LogLevel::Info, "venue link serving");
    actions_.emplace_back(link_action::Serving{});
}

void LinkDecider::alive(MonoTime now) { heard_at_ = now; }

void LinkDecider::closed(const net::CloseInfo& info, MonoTime now) {
    if (state_ == LinkState::Stopping) return stopped();
    if (!has_connection()) return;
    Loss loss = loss_from(info);
    if (state_ == LinkState::Authenticating) loss.reason += " (no reply to auth: the key may be refused)";
    lose(std::move(loss), now);
}

LinkDecider::Loss LinkDecider::loss_from(const net::CloseInfo& info) const {
    const std::string text = foreign_text(info.text, account_);
    const auto loss = [](Retry retry, std::string reason) { return Loss{retry, std::move(reason), false}; };
    switch (info.cause) {
    case net::Cause::CertificateRefused:
    case net::Cause::HostNameMismatch: return loss(Retry::Refused, "certificate refused: " + text);
    case net::Cause::BadOptions: return loss(Retry::Refused, "settings refused: " + text);
    case net::Cause::UpgradeRefused: return upgrade_loss(info, text);
    default: break;
    }
    std::string reason = text.empty() ? std::string(to_string(info.cause)) : text;
    if (info.ws_code != 0) reason += " (close code " + std::to_string(info.ws_code) + ')';
    return loss(Retry::Soon, std::move(reason));
}

LinkDecider::Loss LinkDecider::upgrade_loss(const net::CloseInfo& info, const std::string& text) const {
    const std::string status = "HTTP " + std::to_string(info.http_status);
    if (info.http_status == 401 || info.http_status == 403) {
        return {Retry::Refused, "the venue refused the key: " + status + ": " + text, false};
    }
    Loss loss{Retry::Soon, "the venue refused the connection: " + status + ": " + text, false};
    // Obeyed, but nobody parks us for hours.
    if (info.retry_after)
        loss.at_least = std::min<milliseconds>(*info.retry_after, account_.link.refused_retry);
    return loss;
}

void LinkDecider::lose(Loss loss, MonoTime now) {
    const bool was_serving = state_ == LinkState::Serving;
    const bool refused = loss.retry == Retry::Refused;
    if (loss.connection_open) actions_.emplace_back(link_action::Drop{});
    if (was_serving && now - served_at_ >= account_.link.backoff_reset) failures_in_a_row_ = 0;
    const milliseconds pause = refused ? account_.link.refused_retry : std::max(backoff(), loss.at_least);
    ++failures_in_a_row_;
    ++(was_serving ? counters_.drops : counters_.failures);
    if (refused) ++counters_.refusals;

    state_ = refused ? LinkState::Refused : LinkState::BackingOff;
    deadline_ = now + pause;
    last_reason_ = std::move(loss.reason);
    log(refused ? LogLevel::Error : LogLevel::Warning,
        "venue link down: " + last_reason_ + "; next try in " + seconds_text(pause));
    if (was_serving) actions_.emplace_back(link_action::Down{last_reason_});
}

// Between half and all of the doubled pause, so that many clients do not come back in step.
milliseconds LinkDecider::backoff() const {
    constexpr unsigned kDoublings = 20;  // far beyond any sensible limit, far from overflow
    const milliseconds doubled =
        account_.link.backoff_first * (std::int64_t{1} << std::min(failures_in_a_row_, kDoublings));
    const milliseconds full = std::min(doubled, account_.link.backoff_max);
    const milliseconds half = full / 2;
    return half + (full - half) * (random_ >> 16U) / 0xFFFF;
}

void LinkDecider::timer(MonoTime now, std::uint32_t random) {
    random_ = random;
    if (has_connection() && state_ != LinkState::Connecting) keep_alive(now);
    if (state_ == LinkState::Idle || state_ == LinkState::Serving || now < deadline_) return;
    switch (state_) {
    case LinkState::Connecting: return lose({Retry::Soon, "no connection in time"}, now);
    case LinkState::Authenticating:
        return lose({Retry::Soon, "no reply to auth in " + seconds_text(account_.link.auth_timeout)}, now);
    case LinkState::Subscribing: ++unanswered_; return not_subscribed("no reply in time", Retry::Soon, now);
    case LinkState::Arming:
        // It may be armed all the same: then every attempt costs the account its open orders.
        return lose({Retry::Refused, "cancel_on_disconnect not confirmed in time"}, now);
    case LinkState::BackingOff:
    case LinkState::Refused: return connect(now);
    case LinkState::Stopping: actions_.emplace_back(link_action::Drop{}); return stopped();
    case LinkState::Idle:
    case LinkState::Serving: break;
    }
}

void LinkDecider::keep_alive(MonoTime now) {
    if (now >= heard_at_ + account_.link.silence_limit) {
        ++counters_.silence_drops;
        return lose({Retry::Soon, "nothing heard for " + seconds_text(account_.link.silence_limit)}, now);
    }
    if (now < ping_at_) return;
    ping_at_ = now + account_.link.ping_interval;
    actions_.emplace_back(link_action::Ping{});
}

void LinkDecider::stop(MonoTime now) {
    switch (state_) {
    case LinkState::Stopping: return;
    case LinkState::Connecting: actions_.emplace_back(link_action::Drop{}); return stopped();
    case LinkState::Idle:
    case LinkState::BackingOff:
    case LinkState::Refused: return stopped();
    case LinkState::Authenticating:
    case LinkState::Subscribing:
    case LinkState::Arming:
    case LinkState::Serving: break;
    }
    state_ = LinkState::Stopping;
    deadline_ = now + account_.link.close_timeout + kBackstop;
    actions_.emplace_back(link_action::Close{});
}

void LinkDecider::stopped() {
    state_ = LinkState::Idle;
    last_reason_.clear();
    log(LogLevel::Info, "venue link stopped");
    actions_.emplace_back(link_action::Stopped{});
}

std::optional<LinkAction> LinkDecider::next_action() {
    if (actions_.empty()) return std::nullopt;
    std::optional<LinkAction> action(std::move(actions_.front()));
    actions_.pop_front();
    return action;
}

std::optional<MonoTime> LinkDecider::next_deadline() const {
    const MonoTime watch = std::min(ping_at_, heard_at_ + account_.link.silence_limit);
    switch (state_) {
    case LinkState::Idle: return std::nullopt;
    case LinkState::Serving: return watch;
    case LinkState::Authenticating:
    case LinkState::Subscribing:
    case LinkState::Arming: return std::min(deadline_, watch);
    case LinkState::Connecting:
    case LinkState::BackingOff:
    case LinkState::Refused:
    case LinkState::Stopping: break;
    }
    return deadline_;
}

bool LinkDecider::has_connection() const {
    return state_ == LinkState::Connecting || state_ == LinkState::Authenticating ||
           state_ == LinkState::Subscribing || state_ == LinkState::Arming || state_ == LinkState::Serving;
}

std::string LinkDecider::status_text() const {
    const std::string after = last_reason_.empty() ? "" : "; last failure: " + last_reason_;
    switch (state_) {
    case LinkState::Idle: return "stopped";
    case LinkState::Connecting:
    case LinkState::Authenticating:
    case LinkState::Subscribing:
    case LinkState::Arming: return std::string(to_string(state_)) + after;
    case LinkState::Serving: return missing_channels_.empty() ? "serving" : "serving; " + missing_channels_;
    case LinkState::BackingOff: return "down, will try again: " + last_reason_;
    case LinkState::Refused:
        return "refused, tried only every " + seconds_text(account_.link.refused_retry) + ": " + last_reason_;
    case LinkState::Stopping: return "closing";
    }
    return "?";
}

std::optional<MonoTime> LinkDecider::next_attempt() const {
    if (state_ == LinkState::BackingOff || state_ == LinkState::Refused) return deadline_;
    return std::nullopt;
}

void LinkDecider::log(LogLevel level, std::string text) {
    actions_.emplace_back(link_action::Log{level, std::move(text)});
}

}  // namespace qb::qfex
