#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>

#include "orders/order_book.h"
#include "orders/reads.h"
#include "orders/timers.h"
#include "orders/watch.h"

namespace qb::orders {

/// The inside of OrderManager. One subject per source file, named above each group.
struct OrderManager::Impl {
    Impl(ManagerSettings the_settings, const Archive& the_archive);

    // order_manager.cpp: turns, timers, archive
    template <class Work>
    void turn(Now now, Effects& out, Work&& work);
    void on_event(const VenueEvent& event);
    void run_timers();
    void on_timer(const Order& order, TimerKind kind);
    void arm_after_restart(const Order& order);
    void tidy();
    void archive_old();
    std::optional<MonoTime> next_deadline() const;

    const Order& emit(const Fact& fact);
    void alarm(Alarm what, const Order* order, std::string_view text) { out->alarm(what, order, text); }
    WallTime time_of(std::optional<WallTime> at) const { return at.value_or(now.wall); }
    Refusal refusal(std::string_view word, std::string_view message = {}) const;
    void arm(OrderKey key, TimerKind kind, std::chrono::microseconds in) {
        timers.arm(key, kind, now.mono + in);
    }
    Watch* watch_of(OrderKey key);

    // correlate.cpp: whose news is it
    const Order* own(std::string_view client_order_id, std::string_view order_id) const;
    std::optional<Order> archived(std::string_view client_order_id, std::string_view order_id) const;
    const Order& restore(Order order);
    const Order* unanswered_like(const OrderUpdate& update) const;
    const Order* unanswered_like(const StopUpdate& update) const;

    // decide_new.cpp: a new order, and the add that is not answered
    void on_new(const NewOrder& fresh, const OrderGate& gate);
    bool answer_duplicate(const NewOrder& fresh);
    void refuse(const NewOrder& fresh, const Refusal& why);
    void accept(const NewOrder& fresh, bool over_rate);
    void send(const Order& order);
    void release(const Order& held);
    void release_behind(const Order& answered);
    void become_unknown(const Order& order, std::string_view cause);
    void reject(const Order& order, const Refusal& why, std::string_view venue_id, WallTime at);
    void lose_link(std::string_view cause);
    void on_not_sent(const Command& command);

    // decide_queue.cpp: orders and replaces over the order rate, and what waited too long
    WaitLimits limits_of(SessionIndex session) const;
    bool may_queue(SessionIndex session) const;
    bool is_queued(OrderKey key) const;
    void join_queue(const Order& order);
    void leave_queue(OrderKey key);
    void release_queued(const std::function<bool(const Command&)>& share);
    void refuse_queued(const Refusal& why);
    void refuse_unsent(const Order& order, const Refusal& why);
    void queued_too_long(const Order& order);
    void held_too_long(const Order& order);

    // decide_survey.cpp: what is left after a loss of the link
    void begin_survey();
    void ask_survey();
    void surveyed(bool failed);
    bool ask_about_hidden();
    void end_survey();
    bool unseen_since_loss(const Order& order) const;

    // decide_lookups.cpp: an add whose answer was lost
    void begin_lookups();
    void look_up(const Order& order);
    void looked_up(const Order& order);
    void look_up_later(const Order& order, std::string_view why);
    bool found_by_shape(const Order& stop);
    Fit placed_as(const Order& stop, const Candidate& candidate) const;
    void found_elsewhere(const Order& order);
    void spoil_lookup(OrderKey key);
    void end_lookup(OrderKey key);
    void forget_lookups();
    void drop_lookups();

    // decide_updates.cpp: order_response, stop_order_response, err
    void on_update(const OrderUpdate& update);
    void on_own_update(const Order& order, const OrderUpdate& update);
    void on_archived_update(const Order& order, const OrderUpdate& update);
    void on_ack(const Order& order, const OrderUpdate& update);
    void on_modified(const Order& order, const OrderUpdate& update);
    void on_filled(const Order& order, const OrderUpdate& update);
    void on_end(const Order& order, const OrderUpdate& update);
    void on_refused(const Order& order, const OrderUpdate& update);
    void on_unclear(const Order& order, const OrderUpdate& update);
    void on_stop_update(const StopUpdate& update);
    void on_error(const VenueError& error);
    void on_error_without_echo(const VenueError& error);
    const Order* only_pending() const;
    void on_add_error(const Order& order, const VenueError& error);
    bool answers_check(const OrderUpdate& update);

    void ensure_acked(const Order& order, std::string_view venue_id, WallTime at);
    bool note_id(const Order& order, std::string_view venue_id);
    bool superseded(const Order& order, std::string_view venue_id) const;
    void check(const Order& order);

    // decide_changes.cpp: cancels and replaces, taken and sent
    void on_change(const NewChange& fresh, const ChangeGate& gate);
    std::optional<Order> named(SessionIndex session, std::string_view cl_ord_id,
                               std::string_view order_id) const;
    bool answer_repeated(const NewChange& fresh, const std::optional<Order>& named);
    void refuse_change(const ChangeRequest& request, const Order* order, const CancelRefusal& why);
    void fail_change(const Order& order, const CancelRefusal& why, bool order_is_over = false);
    void fail_owed(const Order& order, const CancelRefusal& why);
    void forget_change(const Order& order);
    std::vector<const Order*> cancellable(OwedCancel why,
                                          const std::function<bool(const Order&)>& wanted) const;
    void cancel_all(OwedCancel why, const std::function<bool(const Order&)>& wanted);
    void refuse_cancels(OwedCancel why, const std::function<bool(const Order&)>& wanted,
                        const CancelRefusal& refusal);
    void advance_change(const Order& order);
    bool passes_gate(const Order& order);
    void send_change(const Order& order, bool by_cancel = false);
    void change_too_old(const Order& order);
    void close_change(const Order& order);
    void lose_link_of_changes(std::string_view cause);
    void resume_changes();

    // decide_change_answers.cpp: what the venue says to them
    const Order* only_sent_change(const std::function<bool(const Order&)>& fits) const;
    std::size_t sent_changes() const;
    const Order* refused_change_like(const OrderUpdate& update) const;
    const Order* modified_like(const OrderUpdate& update) const;
    const Order* replaced_like(const OrderUpdate& update) const;
    const Order* replaced_like(const StopUpdate& update) const;
    void complete_replace(const Order& order, WallTime at);
    void hear_replaced(const Order& order, const OrderUpdate& update);
    bool modified_before(const Order& order, const OrderUpdate& update) const;
    void on_change_refused(const Order& order, std::string_view word, std::string_view message);
    void verify_change(const Order& order);
    void change_shown_open(const Order& order, const OrderUpdate* row);
    void open_and_refused(const Order& order, ChangeWatch& watch);
    void change_shown_gone(const Order& order);
    void change_deadline(const Order& order);
    bool cancel_is_held_back(const Order& order) const;
    void retry_cancel(const Order& order);
    void on_ack_of_change(const VenueAck& ack);
    void on_stop_change(const Order& order, const StopUpdate& update);
    void on_change_error(const VenueError& error);

    // decide_rests.cpp: a partly filled order that is cancelled and added anew
    void read_last_executions(const Order& order);
    bool add_rest(const Order& order, const PendingEnd& end);
    bool rest_waits(const Order& order);
    void lose_rest(const Order& order, const Refusal& why, WallTime at);
    void complete_rest(const Order& order, std::string_view venue_id, WallTime at);
    void rest_unknown(const Order& order, std::string_view cause);
    bool rest_is_there(const Order& order, const OrderUpdate& update);
    void on_rest_error(const Order& order, const VenueError& error);
    void on_former_update(const Order& order, const OrderUpdate& update);
    void overtaken(const Order& order);
    const Order* rest_like(const OrderUpdate& update) const;
    std::size_t rests_out() const;

    // decide_fills.cpp: executions, and the ends that wait for them
    void on_fill(const FillEvent& fill, bool live);
    void fill(const Order& order, const FillEvent& fill);
    void settle_replace(const Order& order, const FillEvent& event, Decimal quantity);
    void book_fill(const Order& order, const FillEvent& fill, Decimal quantity);
    void expect(const Order& order, const OrderUpdate& update);
    void await_trade(const Order& order, std::string_view trade_id);
    void request_end(const Order& order, const Refusal& why, WallTime at, const OrderUpdate* evidence);
    void review(const Order& order);
    bool gap(const Order& order, const Watch& watch) const;
    bool strong_gap(const Order& order, const Watch& watch) const;
    void read_trades(const Order& order);
    void own_trades_done(const Order& order);
    void finish(const Order& order, const PendingEnd& end);
    void touch_ioc(const Order& order);
    void ioc_silent(const Order& order);
    void not_open(const Order& order);
    void still_open(const Order& order);

    // decide_stops.cpp: triggers, vanished stops, strangers
    void trigger(const Order& order, WallTime at);
    void begin_settling(const Order& order, std::string_view word, std::optional<WallTime> venue_time);
    void listed(const Order& order);
    void end_settling(const Order& order);
    void settle_deadline(const Order& order);
    void start_hunt(const Order& order);
    void hunt_again(const Order& order);
    bool hunt_is_over(const Order& order);
    void hunt_step(const Order& order, ReadKind kind);
    void evaluate_hunt(const Order& order);
    void hunt_undecided(const Order& order, std::string_view text);
    void hunt_empty(const Order& order);
    WallTime fired_since(const Order& stop) const;
    Fit fit(const Order& stop, const Candidate& candidate) const;
    bool contested(const Order& order, const Hunt& hunt, const Candidate& candidate) const;
    void forget_strangers();
    void adopt_candidate(const Order& order, const std::string& order_id, const Candidate& candidate);
    void stray(Orphan orphan, const VenueEvent& event);
    bool keep_orphan(Orphan& orphan);
    struct Suspects {
        std::vector<const Order*> stops;
        bool many = false;  ///< there are more: what is listed decides nothing
    };
    Suspects suspects(const Orphan& orphan) const;
    void forget_old_orphans();
    void consider(const std::string& order_id, bool first_seen);
    bool preceded(const Order& stop, const Orphan& orphan) const;
    bool hidden_owner(const Order& stop, const std::function<bool(const Order&)>& fits) const;
    void consider_all();
    void adopt(const Order& order, const std::string& order_id);
    void cleared(const Order& order);
    void claim(std::string_view venue_id);
    void hear_claimed();
    void sweep_later(const std::string& symbol);
    void sweep();
    void swept(const std::string& symbol, bool failed);

    // decide_foreign.cpp: news of orders placed elsewhere
    void foreign(Orphan stranger, const VenueEvent& event);
    void keep_undecided(Orphan stranger);
    void decide_foreign_later();
    void decide_foreign();
    void tell_undecided(const std::string& id);
    bool may_be_ours(const Orphan& stranger) const;

    // decide_reads.cpp: answers to reads
    using Symbols = std::set<std::string>;
    void on_orders(const OrdersList& list);
    void on_trades(const TradesList& list);
    void on_historic(const HistoricOrdersList& list);
    void note_shown(const Order& order, Now when);
    void on_row(const OrderUpdate& row, const Readers& readers, const Symbols& searched);
    void on_trade_row(const FillEvent& row, const Symbols& searched);
    void on_historic_row(const HistoricOrder& row, const Symbols& searched);
    void on_own_history(const Order& order, const HistoricOrder& row);
    Symbols searched_by(const Readers& readers);
    std::optional<WallTime> wanted_since(const Readers& readers) const;
    Candidate* stranger(const auto& row, const Symbols& searched);
    void note_earlier_end(const Order& order, const HistoricOrder& row);
    void page_done(Reads::Channel channel, std::size_t rows, int page_size, bool enough);
    void read_done(const Reads::Request& request, bool failed, bool cut = false);
    void note_failure(Reader reader, bool cut);
    void look_again(const Order& order, ReadKind kind);
    void check_again(const Order& order);
    void answer_check(const OrderUpdate* open_row);
    void on_read_error(Reads::Channel channel, const VenueError& error);
    void on_query_failed(const Command& query);

    ManagerSettings settings;
    const Archive& archive;
    OrderBook book;
    Timers timers;
    Reads reads;
    std::map<OrderKey, Watch> watches;
    std::map<OrderKey, ChangeWatch> change_watches;
    std::map<std::string, Candidate> strangers;  ///< by venue order id; while stops are searched for
    MonoTime next_forgetting{};
    std::map<std::string, Orphan> orphans;    ///< by venue order id; bounded
    std::map<std::string, Orphan> undecided;  ///< by venue order id: ours or not; bounded
    std::vector<VenueEvent> claimed;          ///< of orphans that got an owner in this turn
    std::map<OrderKey, Now> shown_open;  ///< when a stop was last known to be armed: the read was sent then
    std::map<std::string, MonoTime>
        sweeps;  ///< symbols whose open set is read for many stops, and since when
    std::set<std::string> sweeps_wanted;
    MonoTime next_sweep{};
    MonoTime adds_paused_until{};  ///< the venue takes no orders before
    std::deque<OrderKey> queue;    ///< wait for a share of the order rate, oldest first; bounded
    std::optional<Survey> survey;
    std::map<OrderKey, Lookup> lookups;  ///< while the link serves: every add of unknown outcome
    std::set<OrderKey> not_shown;        ///< stops that the open orders lacked and that are asked about
    bool stops_are_hidden = false;       ///< one of them was open
    struct Leaving {
        OrderKey key;
        MonoTime due;
    };
    std::deque<Leaving> leaving;       ///< ended orders on their way out of memory, oldest first
    std::vector<OrderKey> answered;    ///< this turn: adds whose answer may release a held order
    std::vector<OrderKey> just_ended;  ///< this turn
    std::vector<OrderKey> moved;       ///< this turn: orders whose change may take its next step
    Now now;
    Effects* out = nullptr;  ///< set for the length of one call
};

/// Between the venue's clock and ours.
inline constexpr std::chrono::seconds kClockSlack{1};

/// After a trigger a stop is a market order: neither can rest.
[[nodiscard]] bool is_ioc(const Order& order);
/// The add of the order, or of its rest, may or may not be at the venue.
[[nodiscard]] bool outcome_unknown(const Order& order);
/// A cancel or modify of the order is at the venue and not answered.
[[nodiscard]] bool has_sent_change(const Order& order);
[[nodiscard]] bool has_sent_cancel(const Order& order);
[[nodiscard]] bool has_sent_replace(const Order& order);
/// The order is being cancelled at the venue to have its rest added anew.
[[nodiscard]] bool cancels_for_rest(const Order& order);
/// The venue's word against changing an order that has executions.
inline constexpr std::string_view kPartlyFilled = "CANNOT_MODIFY_PARTIAL_FILL";
/// CxlRejReason(102) for a venue word: tick and band have values of their own, every other word is 99.
[[nodiscard]] int cxl_rej_reason(const Refusal& refusal);
/// CumQty(14) that an update's own figures imply.
[[nodiscard]] std::optional<Decimal> executed_by(const Order& order, const OrderUpdate& update);
/// The order's present ClOrdID, or one that it had before a replace.
[[nodiscard]] bool is_own_cl_ord_id(const Order& order, std::string_view cl_ord_id);
/// A change of the resting order came to nothing: a refusal may be the venue's answer to that, heard late.
[[nodiscard]] bool may_answer_late(const Order& order);
/// OrderQty(38) as the venue may have it: a replace under way may be done there.
[[nodiscard]] Decimal largest_quantity(const Order& order);
/// A fired stop whose executing order is not known: nothing executed, no second id.
[[nodiscard]] bool is_childless(const Order& order);
/// The answer to an order or replace that gets no share of the order rate.
[[nodiscard]] Refusal over_rate_refusal();
/// 1, 2, 4, ... 30 seconds.
[[nodiscard]] std::chrono::microseconds backoff(int round);
/// Comparison as the venue would make it: 15 significant digits.
[[nodiscard]] bool same_for_venue(Decimal a, Decimal b);
[[nodiscard]] bool less_for_venue(Decimal a, Decimal b);
/// Types a fired stop can have in replies.
[[nodiscard]] bool can_be_fired_stop(OrderType type);
/// What is told of the venue's order rules out that it is this stop, armed or fired.
[[nodiscard]] bool is_another(const Order& stop, const Candidate& candidate);
/// Could the stranger be this stop, now fired?
[[nodiscard]] bool could_be(const Order& stop, const Orphan& orphan);

}  // namespace qb::orders
