#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "orders/time.h"
#include "sim/auth.h"
#include "sim/commands.h"
#include "sim/exchange.h"
#include "sim/faults.h"
#include "sim/frames.h"
#include "sim/outbox.h"
#include "sim/rate_limit.h"
#include "sim/switches.h"
#include "sim/views.h"

namespace qb::sim {

/// The simulated venue without sockets: what comes in over connections, what goes out to them. Deterministic:
/// time is passed in, ids come from the seed of the options.
class Venue {
public:
    /// Throws std::runtime_error for options that contradict themselves.
    explicit Venue(Options options);
    Venue(const Venue&) = delete;
    Venue& operator=(const Venue&) = delete;

    // Connections. Every call may leave outputs.
    /// HTTP status for an upgrade with this api_key: 101 to accept.
    int upgrade_status(const std::optional<std::string>& api_key);
    ConnectionId connected(std::string_view remote, const std::optional<std::string>& api_key, Now now);
    void received(ConnectionId connection, std::string_view frame, Now now);
    /// A pong came in.
    void ponged(ConnectionId connection);
    /// The connection is gone, after a goodbye or without. Unknown numbers, such as those the venue itself
    /// has dropped, do nothing.
    void disconnected(ConnectionId connection, Now now, bool goodbye = false);

    /// Does what is due. Call at next_deadline().
    void tick(Now now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;
    [[nodiscard]] std::vector<Output> take_outputs() { return outbox_.take(); }

    // The operator.
    using Result = Exchange::Result;
    Result set_mark(std::string_view symbol, Decimal price, Now now);
    Result set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks, Now now);
    Result set_position(std::string_view account, std::string_view symbol, Decimal quantity, Now now);
    Result set_switch(std::string_view name, std::string_view variant);
    Result end_order(std::string_view order_id, std::string_view status, Now now);
    /// An order or fill of the account that none of its connections sent.
    Result foreign_order(const NewOrder& order, Now now);
    Result foreign_fill(const NewOrder& order, Now now);
    /// Any text to every connection of the account.
    void broadcast(std::size_t account, std::string_view text, Now now);
    void inject(const Fault& fault, Now now);
    void clear_faults();
    void script(const ScriptedAnswer& answer);
    /// Resets every connection. Orders, positions and nonces stay.
    void drop_all(Now now);

    /// Number of an account: by public key or account id; empty text: the first.
    [[nodiscard]] std::optional<std::size_t> account_named(std::string_view name) const;
    [[nodiscard]] const Options& options() const { return options_; }
    [[nodiscard]] const Switches& switches() const { return switches_; }
    [[nodiscard]] const Frames& frames() const { return frames_; }
    [[nodiscard]] Exchange& exchange() { return exchange_; }
    [[nodiscard]] const Exchange& exchange() const { return exchange_; }
    [[nodiscard]] KeyRing& keys() { return keys_; }
    void set_can_trade(std::string_view account, bool can_trade);

    [[nodiscard]] std::vector<OrderView> orders(bool open_only) const;
    [[nodiscard]] std::vector<TradeView> trades() const;
    [[nodiscard]] std::vector<PositionView> positions() const;
    [[nodiscard]] std::vector<ConnectionView> connections() const;
    /// The newest ones: at least 50000 of them or 32 MiB of frames, where there were as many.
    [[nodiscard]] const std::vector<ReceivedCommand>& commands() const { return commands_; }
    [[nodiscard]] std::size_t count(std::string_view type) const;
    [[nodiscard]] bool is_authenticated(ConnectionId connection) const;

private:
    struct Connection {
        std::string remote{};
        std::string public_key{};
        std::optional<std::size_t> key{};  // place among the accounts of the options; set by auth
        std::size_t account = 0;
        std::set<std::string, std::less<>> channels{};
        bool cancel_on_disconnect = false;
        MonoTime auth_deadline{}, next_ping{};
        std::optional<MonoTime> unanswered_ping{};  // when the oldest one left
    };
    struct CommandFaults {
        ReplyFate fate{};
        bool drop_before = false, drop_after = false;
    };
    /// The command being carried out.
    struct Current {
        ConnectionId id = 0;
        Connection* connection = nullptr;
        const Json* message = nullptr;  // null where it may hold a secret: answers do not echo it
        const Json* params = nullptr;
        Now now{};
        CommandFaults* faults = nullptr;
    };
    /// A command that the speed bump holds back.
    struct Held {
        ConnectionId connection = 0;
        NewOrder order{};                          // of a modify the account alone
        std::optional<Exchange::Change> change{};  // a modify_order
        std::string order_id{};                    // of an order that has been acknowledged
        CommandFaults faults{};
        bool muted = false;
    };
    using Command = void (Venue::*)(const Current&);
    static Command command_named(std::string_view type);

    static std::string known_type(const std::optional<Json>& message);
    void carry_out(Current current, const std::optional<Json>& message, std::string_view echo);
    void dispatch(const Current& current, std::string_view type);
    void refuse_over_limit(const Current& current, std::string_view type, std::chrono::milliseconds wait);
    bool answer_as_scripted(const Current& current, std::string_view type, Command command);
    void answer_with_status(const Current& current, std::string_view type, std::string_view status,
                            bool ack_first);
    void record_command(ConnectionId id, std::string_view type, std::string_view frame);

    void auth(const Current& current);
    void refuse_auth(const Current& current, std::string_view reason);
    [[nodiscard]] boost::system::result<std::size_t, std::string> key_shown(const Current& current);
    void subscribe(const Current& current);
    void unsubscribe(const Current& current);
    void change_channels(const Current& current, bool add);
    void add_order(const Current& current);
    void cancel_order(const Current& current);
    std::size_t cancel_by_client_id(const Current& current, std::string_view symbol,
                                    std::string_view client_order_id);
    void cancel_stop_order(const Current& current);
    void cancel_all_orders(const Current& current);
    void modify_order(const Current& current);
    void modify_stop_order(const Current& current);
    void modify(const Current& current, bool stop);
    void get_order(const Current& current);
    void get_user_orders(const Current& current);
    void get_user_trades(const Current& current);
    void cancel_on_disconnect(const Current& current);
    void not_simulated(const Current& current);

    // Later than the command that asked for it.
    bool hold_add(const Current& current, const NewOrder& order);
    bool hold_change(const Current& current, const Exchange::Change& change);
    void hold(const Current& current, Held held);
    void release_held(Now now);
    std::size_t cancel_held(const std::function<bool(const NewOrder&)>& wanted, Cause cause, Now now);
    std::size_t cancel_open(const Exchange::Scope& scope, Cause cause, Now now);
    void left(ConnectionId id, const Connection& connection, bool goodbye, Now now);
    void cancel_due(Now now);
    /// What the exchange itself has to do by now, whether connections hear of it or not.
    void catch_up(Now now);
    [[nodiscard]] std::optional<MonoTime> next_wait() const;
    void ping(ConnectionId id, Connection& connection, Now now);
    [[nodiscard]] std::optional<MonoTime> next_deadline_of(const Connection& connection) const;

    [[nodiscard]] bool is_listed(const Order& order) const;
    [[nodiscard]] bool is_told(ConnectionId id, const Connection& connection, const Order& order) const;
    /// Whether it subscribed to what the frame is for, or asked for it itself.
    [[nodiscard]] static bool wants(const Connection& connection, Audience audience, bool asked);
    [[nodiscard]] std::optional<CommandFault> account_fault(const Current& current) const;
    [[nodiscard]] bool may_trade(const Current& current) const;
    void foreign_noise(const NewOrder& order, Now now);
    void reply(const Current& current, const std::string& text);
    void reply_if_subscribed(const Current& current, const std::string& text);
    void fail(const Current& current, std::string_view code, std::string_view message);
    void no_such_order(const Current& current, std::string_view requested);
    /// Tells the account's connections what the exchange has left; `current` null: nobody asked.
    void deliver(const Current* current, Now now);
    void send(ConnectionId to, const std::string& text, std::chrono::milliseconds delay, Now now);
    /// Forgets the connection, with all that its end means.
    void drop(ConnectionId id, OutputKind how, Now now);
    [[nodiscard]] std::vector<ConnectionId> connection_ids() const;

    CommandFaults faults_of(std::string_view type);
    void log(std::string_view line) const {
        if (options_.log) options_.log(line);
    }

    Options options_;
    Switches switches_{};
    Exchange exchange_;
    Frames frames_;
    KeyRing keys_;
    Outbox outbox_{};
    std::map<ConnectionId, Connection> connections_{};
    ConnectionId last_connection_ = 0;
    std::vector<Fault> faults_{};
    std::vector<ScriptedAnswer> scripted_{};
    std::multimap<MonoTime, Held> held_{};                // by the time at which they reach the book
    std::multimap<MonoTime, Exchange::Scope> cancels_{};  // after disconnects
    std::vector<RateLimit> limits_{};                     // by account
    bool silent_ = false;
    bool muted_ = false;  // events are not reported: a command that fails and takes effect all the same
    std::vector<ReceivedCommand> commands_{};
    std::size_t kept_bytes_ = 0;  // of their frames
    std::map<std::string, std::size_t, std::less<>> command_counts_{};
};

}  // namespace qb::sim
