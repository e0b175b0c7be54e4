#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "orders/facts.h"
#include "orders/order.h"
#include "orders/time.h"
#include "orders/venue_events.h"
#include "orders/wait_limits.h"

namespace qb::orders {

/// Deadlines of one account. Source: rules of engagement, "Answers", and [ACCOUNT]/[SESSION] of the
/// configuration.
struct ManagerSettings {
    std::chrono::microseconds ack_timeout{5'000'000};  ///< AckTimeout: add unanswered this long is unknown
    std::chrono::microseconds fill_wait{1'000'000};    ///< FILLED without its fill this long: trades are read
    std::chrono::microseconds ioc_end_wait{
        1'000'000};  ///< silence after the last event of an IOC order: get_order
    /// TriggerSettle by SessionIndex: longest hold of a vanished stop; 2 s for a session that is not listed.
    std::vector<std::chrono::microseconds> trigger_settle;
    std::vector<WaitLimits> wait_limits;  ///< by SessionIndex; the defaults for a session that is not listed
    /// VenueCancelOnDisconnect: after a loss of the link the venue cancels the open orders, by and by.
    bool cancelled_on_loss = false;
    /// VenueListsStops: a stop that the open orders do not show is not armed (QFEX docs, get_user_orders).
    bool stops_are_listed = true;
    std::chrono::microseconds query_timeout{5'000'000};   ///< a read without answer this long has failed
    std::chrono::microseconds archive_after{30'000'000};  ///< an ended order leaves memory after this long
    std::size_t archive_over = 1024;                      ///< ... or at once, oldest first, above this many
    /// OrdRejReason(103) and sentence for a venue word (status or error code); pure. The table is mapping's;
    /// without one every word gets 99 and the venue's message.
    Refusal (*refusal_for)(std::string_view word, std::string_view message) = nullptr;
};

/// Commands for the venue link. Add, cancel and modify are committed to the journal before they leave; the
/// reads are not.
struct SendAddOrder {  ///< the order, or its rest where that is under way
    OrderKey key = 0;
    bool operator==(const SendAddOrder&) const = default;
};
struct SendCancel {  ///< cancel_order or cancel_stop_order
    OrderKey key = 0;
    bool operator==(const SendCancel&) const = default;
};
struct SendModify {  ///< modify_order or modify_stop_order, with the values of the pending change
    OrderKey key = 0;
    bool operator==(const SendModify&) const = default;
};
struct QueryOrder {  ///< get_order
    std::string order_id, symbol;
    bool operator==(const QueryOrder&) const = default;
};
struct QueryOpenOrders {  ///< get_user_orders, paged from `offset`
    std::string symbol;
    int offset = 0;
    bool operator==(const QueryOpenOrders&) const = default;
};
struct QueryTrades {  ///< get_user_trades; order_id empty: all orders
    std::string order_id;
    int offset = 0;
    bool operator==(const QueryTrades&) const = default;
};
using Command = std::variant<SendAddOrder, SendCancel, SendModify, QueryOrder, QueryOpenOrders, QueryTrades,
                             QueryHistoricOrders>;

/// A read-only command.
[[nodiscard]] inline bool is_query(const Command& command) {
    return !std::holds_alternative<SendAddOrder>(command) && !std::holds_alternative<SendCancel>(command) &&
           !std::holds_alternative<SendModify>(command);
}

/// Page sizes the manager counts on when it asks for the next page.
inline constexpr int kTradesPage = 200;
inline constexpr int kOrdersPage = 1000;
inline constexpr int kHistoricPage = 1000;

/// Something a person must look at; logged, counted, shown on the status page.
enum class Alarm : std::uint8_t {
    LateFill,          ///< a fill for an order that had ended
    Overfill,          ///< fills sum to more than the order
    OutcomeUnknown,    ///< an add whose fate is not known
    Settling,          ///< a vanished order whose fate could not be read
    RefusedAfterAck,   ///< a refusal status for an acknowledged order
    FillWithoutTrade,  ///< FILLED whose execution cannot be found
    ForeignEvent,      ///< an event of the account that belongs to no order of ours
    UnmatchedError,    ///< an err that could not be attributed
    UnknownStatus,     ///< a status word we do not know
    NotCancelled,      ///< an order that the bridge wanted cancelled lives on
    OpenAfterReject,   ///< an order that was reported as rejected is at the venue: cancel it there
};
[[nodiscard]] std::string_view to_string(Alarm alarm);

/// What a gate says to an order or replace that would otherwise be sent: go, refused, or over the order rate.
template <class Why>
struct GateWord {
    GateWord() = default;                                          // NOLINT: the rest converts
    GateWord(Why why) : refusal(std::move(why)) {}                 // NOLINT(google-explicit-constructor)
    GateWord(std::optional<Why> why) : refusal(std::move(why)) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] static GateWord over_rate() {
        GateWord word;
        word.is_over_rate = true;
        return word;
    }
    std::optional<Why> refusal;
    bool is_over_rate = false;  ///< it waits for its share where its session lets it, else it is refused
};

/// Where decisions go, in order. Every call happens inside handle(); `order` is the state after the fact.
class Effects {
public:
    virtual ~Effects() = default;
    virtual void fact(const Fact& fact, const Order& order) = 0;
    virtual void command(const Command& command) = 0;
    virtual void alarm(Alarm alarm, const Order* order, std::string_view text) = 0;
    /// An order_response or fill that is certainly about an order placed elsewhere; in the order of each
    /// order's events, at the latest known to be so a while after it came.
    virtual void foreign(const VenueEvent& /*event*/) {}
    /// What the gate says to a replace that comes due now and that passed none when it was taken: its order
    /// had not been sent then.
    virtual GateWord<CancelRefusal> replace_gate() { return {}; }
};

/// Orders that ended and left memory. Answers are a function of the journal alone.
class Archive {
public:
    virtual ~Archive() = default;
    virtual std::optional<Order> by_cl_ord_id(SessionIndex session, std::string_view cl_ord_id) const = 0;
    virtual std::optional<Order> by_client_order_id(const Id128& id) const = 0;
    virtual std::optional<Order> by_venue_id(std::string_view venue_id) const = 0;
};

/// A NewOrderSingle as mapping read it. `refusal` set: it cannot be sent; the answer still depends on
/// ClOrdID.
struct NewOrder {
    OrderKey key = 0;       ///< row of the message in the journal
    Id128 client_order_id;  ///< derived from the journal id, the turn's time and the row
    OrderRequest request;
    std::optional<Refusal> refusal;
};

/// A cancel or replace as mapping read it. `refusal` set: it cannot be done; the answer still depends on the
/// order it names.
struct NewChange {
    ChangeRequest request;
    std::optional<CancelRefusal> refusal;
    bool cl_ord_id_taken = false;  ///< the session used its ClOrdID(11) in another account
    /// For the rest of a partly filled order, derived like NewOrder's from the row of the fact that follows;
    /// zero: the session does not have such an order replaced (ReplacePartiallyFilled=reject).
    Id128 rest_id = {};
};

using OrderGate = std::function<GateWord<Refusal>()>;
using ChangeGate = std::function<GateWord<CancelRefusal>()>;

/// The state machine of one account's orders. Sans-IO: inputs and times come in, facts and commands go out;
/// no clock, no random number, no iteration over unordered containers. One thread.
///
/// State changes only in apply(); handle() decides facts, applies each and hands it to Effects.
class OrderManager {
public:
    OrderManager(ManagerSettings settings, const Archive& archive);
    ~OrderManager();

    /// NewOrderSingle: one Accepted/Refused/Duplicate fact always follows.
    /// gate: a word from outside (link down, over the rate, shutting down, journal low) on an order that
    /// would otherwise be sent; consulted last, at most once, and not for duplicates.
    void handle(const NewOrder& order, Now now, const OrderGate& gate, Effects& out);

    /// OrderCancelRequest or OrderCancelReplaceRequest: one ChangeAccepted/ChangeRefused/ChangeRepeated fact
    /// always follows, and after a ChangeAccepted exactly one ChangeRefused, Replaced or Ended{by_request}.
    /// gate: a word from outside (link down, over the rate, shutting down) on a change that would otherwise
    /// be sent; not consulted for the cancel of an order of unknown outcome, which is held until that is
    /// known, nor for a change of an order that was not sent yet: a replace of that passes
    /// Effects::replace_gate() when it comes due.
    void handle(const NewChange& change, Now now, const ChangeGate& gate, Effects& out);
    /// Sends what waits for its share of the order rate, oldest first, while `share` gives one to the
    /// command.
    void release_queued(const std::function<bool(const Command&)>& share, Now now, Effects& out);
    /// Refuses all that waits for its share; nothing of it was sent.
    void refuse_queued(const Refusal& why, Now now, Effects& out);
    [[nodiscard]] std::size_t queued() const;  ///< orders and replaces that wait for their share
    /// Cancels the orders that `wanted` takes among the live ones whose cancel is not under way already.
    /// While the link is down the cancels are owed: they go when it serves again.
    void cancel_all(OwedCancel why, const std::function<bool(const Order&)>& wanted, Now now, Effects& out);
    /// Says of each order that cancel_all() would cancel that it is not cancelled, and why.
    void refuse_cancels(OwedCancel why, const std::function<bool(const Order&)>& wanted,
                        const CancelRefusal& refusal, Now now, Effects& out);
    /// How many orders cancel_all() would cancel.
    [[nodiscard]] std::size_t cancellable(OwedCancel why,
                                          const std::function<bool(const Order&)>& wanted) const;

    void handle(const VenueEvent& event, Now now, Effects& out);
    /// The link did not take a command of a committed turn: provably nothing was sent.
    void not_sent(const Command& command, Now now, Effects& out);
    /// The link is lost (or a restart happened): unanswered adds become unknown, reads in flight have failed.
    void link_lost(std::string_view cause, Now now, Effects& out);
    void link_serving(Now now, Effects& out);
    /// A read could not be sent or failed (HTTP error, refused).
    void query_failed(const Command& query, Now now, Effects& out);
    /// A commanded change has not left yet: its deadline does not run until it has, and no end of the order
    /// is its doing. May be called from Effects::command().
    void change_waits(OrderKey key);
    void change_left(OrderKey key, Now now);
    /// The venue takes no orders until then: a rest that is due waits for it, up to the deadline of its
    /// replace. Other orders and replaces learn of the pause from their gate.
    void pause_adds(MonoTime until);
    void on_timer(Now now, Effects& out);
    /// The next moment on_timer() has something to do.
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    /// Restart: applies a fact from the journal; false when it contradicts the state (the journal is then
    /// refused).
    [[nodiscard]] bool apply(const Fact& fact);
    /// Restart: an order of the journal's state record, as for_each() gave it to that; false when it
    /// contradicts another.
    [[nodiscard]] bool load(Order order);
    /// TriggerSettle by SessionIndex, once the sessions have their numbers.
    void set_trigger_settle(std::vector<std::chrono::microseconds> by_session);
    void set_wait_limits(std::vector<WaitLimits> by_session);

    /// Restart, after the last fact: arms deadlines as from `now`.
    void resume(Now now);
    /// For a re-run that begins in between, after resume(): the link serves already, and nothing that was
    /// lost is looked for.
    void go_on_serving();

    [[nodiscard]] const Order* find(OrderKey key) const;
    /// By any ClOrdID the order ever had, those of its requests included.
    [[nodiscard]] const Order* find(SessionIndex session, std::string_view cl_ord_id) const;
    /// The session's order that a request names, archived ones included: by a ClOrdID that is or was the
    /// order's, or where `cl_ord_id` is empty by any of its venue ids.
    [[nodiscard]] std::optional<Order> named(SessionIndex session, std::string_view cl_ord_id,
                                             std::string_view order_id) const;
    /// The order of that venue id, whatever its session, archived ones included.
    [[nodiscard]] std::optional<Order> by_venue_id(std::string_view order_id) const;
    /// A cancel of the order was commanded and is not answered.
    [[nodiscard]] bool owes_a_cancel(OrderKey key) const;
    /// Every order in memory by key, for the journal's state record and the status page.
    void for_each(const std::function<void(const Order&)>& visit) const;
    [[nodiscard]] std::size_t in_memory() const;
    [[nodiscard]] std::size_t live() const;     ///< not ended
    [[nodiscard]] std::size_t unknown() const;  ///< OrderState::Unknown, or a rest of unknown outcome

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::orders
