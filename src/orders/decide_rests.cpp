#include <algorithm>

#include "orders/manager_impl.h"

/// A partly filled order is replaced in the only way the venue has for it: the order is cancelled, its
/// executions are read, and what is left of the new quantity is added anew
/// (ReplacePartiallyFilled=cancel-new; QFEX docs, "Order Entry - Modify Order"). To the OMS it stays one
/// order. The rest is sent once, on the line on which the order was cancelled, or never.
namespace qb::orders {
namespace {

constexpr std::chrono::seconds kReadDeadline{5};  // rules of engagement, "Cancel": RECONCILING at the latest
constexpr std::string_view kCancelled = "CANCELLED";  // an end by another word was not our cancel's doing

Refusal executed_already() {
    return {99, "REPLACE_EXECUTED", "no less than the new OrderQty(38) was executed; the rest is cancelled"};
}
Refusal line_down() {
    return {99, "QFEX_LINK_DOWN", "the venue link was lost meanwhile; the rest was not sent"};
}
Refusal too_many_digits() {
    return {99, "BAD_ORDERQTY", "what is left has more digits than can be kept; it was not sent"};
}

}  // namespace

bool cancels_for_rest(const Order& order) {
    const PendingChange* pending = order.pending();
    if (order.ended() || pending == nullptr || pending->step != ReplaceStep::Cancel) return false;
    return order.changes->owed == OwedCancel::No;
}

/// The order is gone at the venue. What is added is what the trades leave over, whatever the venue's words
/// say: they are read from here on, not from before.
void OrderManager::Impl::read_last_executions(const Order& order) {
    auto& watch = watches[order.key];
    watch.check_trades = true;
    watch.rest_looks = 0;
    timers.disarm(order.key, TimerKind::ReadTrades);
    reads.forget({order.key, ReadKind::OwnTrades});
    read_trades(order);
    if (!timers.armed(order.key, TimerKind::ChangeDeadline))
        arm(order.key, TimerKind::ChangeDeadline, kReadDeadline);
}

/// The cancelled order's executions are all in. False: the order ends as any other does.
bool OrderManager::Impl::add_rest(const Order& order, const PendingEnd& end) {
    if (!cancels_for_rest(order) || end.refusal.word != kCancelled) return false;
    const auto rest = order.pending()->quantity->minus(order.cum_qty);
    const auto watch = change_watches.find(order.key);
    // Somebody else's cancel was faster than ours, and wants the order gone.
    if (watch != change_watches.end() && (watch->second.refusal || watch->second.over_before)) return false;
    if (rest && !rest->is_positive()) {
        emit(Ended{order.key, OrderState::Filled, executed_already(), {}, end.at, {}});
    } else if (watch != change_watches.end() && watch->second.line_broke) {
        lose_rest(order, line_down(), end.at);
    } else if (!rest) {
        lose_rest(order, too_many_digits(), end.at);
    } else if (rest_waits(order)) {
        return true;
    } else if (now.mono < adds_paused_until) {
        lose_rest(order, over_rate_refusal(), end.at);
    } else {
        change_watches.erase(order.key);
        watches.erase(order.key);
        reads.forget(order.key);
        timers.disarm_all(order.key);
        send(emit(RestAdded{order.key, rest->normalized(), now.wall}));
    }
    return true;
}

/// The venue refuses orders just now, as long as it takes: the rest waits, but not beyond the deadline of its
/// change.
bool OrderManager::Impl::rest_waits(const Order& order) {
    if (now.mono >= adds_paused_until || !timers.armed(order.key, TimerKind::ChangeDeadline)) return false;
    timers.arm(order.key, TimerKind::RestPaused, adds_paused_until);
    return true;
}

/// The order was cancelled and its rest does not get to the venue: the order is over.
void OrderManager::Impl::lose_rest(const Order& order, const Refusal& why, WallTime at) {
    timers.disarm(order.key, TimerKind::AckTimeout);
    const std::string text = why.word + (why.text.empty() ? "" : " " + why.text);
    fail_change(order, {cxl_rej_reason(why), "REPLACE_LOST", text}, true);
    emit(Ended{order.key, OrderState::Cancelled, {why.ord_rej_reason, "REPLACE_LOST", text}, {}, at, {}});
}

/// The venue has the rest: the replace is done.
void OrderManager::Impl::complete_rest(const Order& order, std::string_view venue_id, WallTime at) {
    if (order.ended()) return;
    timers.disarm(order.key, TimerKind::AckTimeout);
    note_id(order, venue_id);
    const PendingChange& change = *order.pending();
    if (*change.quantity > order.cum_qty) {
        emit(Replaced{order.key, std::string(change.orig_cl_ord_id), at});
    } else {  // a cancel is owed already
        fail_change(order, {kOtherReason, "REPLACE_OVERTAKEN", "late executions; the order is cancelled"});
    }
}

void OrderManager::Impl::rest_unknown(const Order& order, std::string_view cause) {
    if (order.pending()->step != ReplaceStep::Add) return;
    timers.disarm(order.key, TimerKind::AckTimeout);
    emit(RestUnknown{order.key, std::string(cause), now.wall});
    alarm(Alarm::OutcomeUnknown, &order, cause);
    if (reads.serving()) look_up(order);
}

/// News of a rest that is not answered yet. True: the venue has it, and the news is that of a live order.
bool OrderManager::Impl::rest_is_there(const Order& order, const OrderUpdate& update) {
    const bool unknown = order.pending()->step == ReplaceStep::AddUnknown;
    const auto executed = executed_by(order, update);
    const auto all = order.executed_before().plus(order.venue_quantity());
    const bool some = executed && *executed > order.executed_before() && all && *executed < *all;
    const bool ended = update.status_class == StatusClass::Ended;
    const bool traded = !update.trade_id.empty() || update.status == "IOC_PARTIALLY_FILLED" || some;
    switch (update.status_class) {
    case StatusClass::CancelRefused:
    case StatusClass::ModifyRefused: alarm(Alarm::UnknownStatus, &order, update.status); return false;
    case StatusClass::Unrecognised:
        if (update.status.empty()) return false;
        [[fallthrough]];
    case StatusClass::Refused:
    case StatusClass::Ended:
        if (ended && (unknown || traded)) break;  // its answer and its fills may have been missed
        lose_rest(order, refusal(update.status), time_of(update.at));
        return false;
    case StatusClass::Live:
    case StatusClass::Modified:
    case StatusClass::Fill: break;
    }
    complete_rest(order, update.order_id, time_of(update.at));
    if (ended) watches[order.key].check_trades = true;
    return true;
}

void OrderManager::Impl::on_rest_error(const Order& order, const VenueError& error) {
    if (error.code == "ServerError") return rest_unknown(order, "SERVER_ERROR");
    lose_rest(order, refusal(error.code, error.message), now.wall);
}

/// A former order of this one is over; its executions still count.
void OrderManager::Impl::on_former_update(const Order& order, const OrderUpdate& update) {
    if (update.status_class != StatusClass::Fill || update.trade_id.empty()) return;
    await_trade(order, update.trade_id);
    review(order);
}

/// A former order executed more than its trades showed when the rest was sent. The rest is too much by that
/// and must not trade on: what is open of it is cancelled.
void OrderManager::Impl::overtaken(const Order& order) {
    alarm(Alarm::Overfill, &order, "executed before the cancel and told after the rest was sent");
    if (order.ended() || order.changes->owed != OwedCancel::No) return;
    advance_change(emit(CancelOwed{order.key, OwedCancel::Overtaken, now.wall}));
}

/// An answer that names nothing: the oldest rest with its content.
const Order* OrderManager::Impl::rest_like(const OrderUpdate& update) const {
    if (!update.client_order_id.empty() || !update.quantity || !update.price) return nullptr;
    for (const OrderKey key : book.changing()) {
        const Order& order = *book.find(key);
        const OrderRequest& request = order.request;
        if (!order.rest_is_out() || request.symbol != update.symbol) continue;
        if (update.side != request.side || update.type != request.type) continue;
        const Decimal price = order.pending()->price.value_or(order_price(request));
        if (same_for_venue(*update.quantity, order.venue_quantity()) && same_for_venue(*update.price, price))
            return &order;
    }
    return nullptr;
}

std::size_t OrderManager::Impl::rests_out() const {
    return static_cast<std::size_t>(
        std::count_if(book.changing().begin(), book.changing().end(),
                      [this](OrderKey key) { return book.find(key)->rest_is_out(); }));
}

}  // namespace qb::orders
