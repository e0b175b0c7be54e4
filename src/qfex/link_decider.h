#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "net/ws.h"
#include "orders/time.h"
#include "qfex/account_settings.h"

namespace qb::qfex {

struct SetupReply;

enum class LinkState : std::uint8_t {
    Idle,            ///< not started, or stopped
    Connecting,      ///< TCP, TLS, upgrade
    Authenticating,  ///< auth sent, no reply yet
    Subscribing,     ///< authenticated; channels are being confirmed one by one
    Arming,          ///< the venue's cancel-on-disconnect is being confirmed
    Serving,         ///< commands may be sent
    BackingOff,      ///< waits for the next attempt
    Refused,         ///< key or certificate refused: waits long; a person has to look
    Stopping,        ///< says goodbye; frames that still come are passed on where auth had succeeded
};
[[nodiscard]] std::string_view to_string(LinkState state);

enum class LogLevel : std::uint8_t { Info, Warning, Error };

/// What the driver has to do, in this order.
namespace link_action {
struct Connect {};  ///< a new connection; then opened() or closed()
struct Send {
    std::string text;  ///< holds credentials (auth): never log it
};
struct Ping {};
struct Close {};    ///< goodbye; closed() follows
struct Drop {};     ///< let go of the connection at once; nothing is expected back
struct Serving {};  ///< tell the host that commands may be sent
struct Down {       ///< tell the host that a serving link is gone
    std::string reason;
};
struct Stopped {};  ///< tell the host that stop() is done
struct Log {
    LogLevel level{};
    std::string text;  ///< never holds a key, a secret, a token or a query
};
}  // namespace link_action
using LinkAction = std::variant<link_action::Connect, link_action::Send, link_action::Ping,
                                link_action::Close, link_action::Drop, link_action::Serving,
                                link_action::Down, link_action::Stopped, link_action::Log>;

struct LinkCounters {
    std::uint64_t connects = 0;  ///< attempts
    std::uint64_t served = 0;    ///< times the link reached Serving
    std::uint64_t drops = 0;     ///< times a serving link was lost
    std::uint64_t failures = 0;  ///< attempts that ended before Serving
    std::uint64_t refusals = 0;  ///< of those: key or certificate refused
    std::uint64_t frames = 0;    ///< messages received, all states
    /// Came before auth success and were no reply to it, or when not open; or held a credential while
    /// subscribing or stopping.
    std::uint64_t ignored_frames = 0;
    std::uint64_t silence_drops = 0;  ///< links dropped by the silence limit
};

/// When to connect, what to say, when to give up: the venue link without a socket.
///
/// Sans-IO: time, nonce and random bits are arguments. After each input the driver takes the actions out,
/// one by one, and calls timer() at next_deadline(). Sources: QFEX docs, "Authentication", "Subscribe",
/// "Connection"; the reply shapes seen in practice are all accepted.
///
/// Set-up: connect, auth, then one subscription per message, each confirmed before the next is sent:
/// order_responses and fills must be (the bridge reports executions from fills alone, a link without them
/// must not trade); stop_orders may be refused or ignored by the venue. With VenueCancelOnDisconnect then
/// cancel_on_disconnect, which belongs to the connection: without its ack the link does not serve, since who
/// asks for it counts on it. An ack that does not say what it answers may be that of a subscription which was
/// given up: then the command is repeated, until more such acks came than there are commands to answer.
class LinkDecider {
public:
    /// The settings must outlive the decider and pass mistakes_in().
    explicit LinkDecider(const AccountSettings& account);

    /// `random` here and in timer(): 32 fresh random bits, for the jitter of the next pause.
    void start(MonoTime now, std::uint32_t random);
    /// The connection is open and verified. nonce: fresh for each connection; unix_ts: seconds.
    void opened(std::string_view nonce, std::int64_t unix_ts, MonoTime now);
    /// A message came in. True: it is the host's, pass it on. While Serving nothing is parsed here; in the
    /// other states nothing that repeats a credential is passed on.
    [[nodiscard]] bool frame(std::string_view text, MonoTime now);
    /// Ping or pong came in.
    void alive(MonoTime now);
    /// The connection ended, or never opened.
    void closed(const net::CloseInfo& info, MonoTime now);
    void timer(MonoTime now, std::uint32_t random);
    /// Ends in Idle and Stopped, at once where no connection is open.
    void stop(MonoTime now);

    [[nodiscard]] std::optional<LinkAction> next_action();
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    [[nodiscard]] LinkState state() const { return state_; }
    [[nodiscard]] bool serving() const { return state_ == LinkState::Serving; }
    /// One line for people: what the link does and, after a failure, why.
    [[nodiscard]] std::string status_text() const;
    /// Begin of the next attempt while BackingOff or Refused.
    [[nodiscard]] std::optional<MonoTime> next_attempt() const;
    [[nodiscard]] const LinkCounters& counters() const { return counters_; }

private:
    enum class Retry : std::uint8_t { Soon, Refused };
    struct Loss {
        Retry retry{};
        std::string reason;
        bool connection_open = true;
        std::chrono::milliseconds at_least{0};  // before the next attempt
    };

    void connect(MonoTime now);
    [[nodiscard]] bool may_pass_on(std::string_view text);
    void auth_reply(const SetupReply& reply, MonoTime now);
    void authenticated(MonoTime now);
    void subscribe_next(MonoTime now);
    [[nodiscard]] bool subscribe_reply(const SetupReply& reply, MonoTime now);
    void arm(MonoTime now);
    void ask_to_arm();
    [[nodiscard]] bool confirms_arming(const SetupReply& ack);
    [[nodiscard]] bool arm_reply(const SetupReply& reply, MonoTime now);
    void not_subscribed(const std::string& why, Retry retry, MonoTime now);
    void serve(MonoTime now);
    void keep_alive(MonoTime now);
    [[nodiscard]] Loss loss_from(const net::CloseInfo& info) const;
    [[nodiscard]] Loss upgrade_loss(const net::CloseInfo& info, const std::string& text) const;
    void lose(Loss loss, MonoTime now);
    void stopped();
    void log(LogLevel level, std::string text);
    [[nodiscard]] std::chrono::milliseconds backoff() const;
    [[nodiscard]] bool has_connection() const;
    [[nodiscard]] static Retry retry_after(const SetupReply& error);

    const AccountSettings& account_;
    LinkState state_ = LinkState::Idle;
    std::deque<LinkAction> actions_;
    std::string last_reason_;       // of the last failure; empty after Serving
    std::size_t channel_ = 0;       // being subscribed
    std::string missing_channels_;  // optional ones the venue did not confirm
    unsigned unanswered_ = 0;       // commands of this connection that a late answer may be about
    unsigned bare_acks_ = 0;        // while Arming: acks that do not say what they answer
    bool authenticated_ = false;    // on this connection
    MonoTime deadline_{};           // of the present state
    MonoTime ping_at_{};
    MonoTime heard_at_{};
    MonoTime served_at_{};
    unsigned failures_in_a_row_ = 0;
    std::uint32_t random_ = 0;
    LinkCounters counters_;
};

}  // namespace qb::qfex
