#include "orders/manager_impl.h"

/// An add of unknown outcome is looked for in all places where the venue would show it: the open orders, the
/// trades, the history of ended orders (QFEX docs, get_user_orders, get_user_trades, /user/historic-orders).
/// Found, it goes on as what it is. Nowhere, twice, it never arrived. What is not certain stays unknown: the
/// add is never sent again.
namespace qb::orders {
namespace {

/// Between the two looks that find nothing: longer than the venue's speed bump and the way of a frame.
constexpr std::chrono::seconds kSecondLook{2};

}  // namespace

bool outcome_unknown(const Order& order) {
    const bool of_rest = order.rest_is_out() && order.pending()->step == ReplaceStep::AddUnknown;
    return order.state == OrderState::Unknown || of_rest;
}

/// The link serves again: all adds that were left unanswered.
void OrderManager::Impl::begin_lookups() {
    if (book.unknown() == 0) return;
    book.for_each([this](const Order& order) {
        if (outcome_unknown(order)) look_up(order);
    });
}

void OrderManager::Impl::look_up(const Order& order) {
    if (!outcome_unknown(order)) return;
    Lookup& lookup = lookups[order.key];
    lookup.since = now.mono;
    lookup.failed = false;
    const Reader reader{order.key, ReadKind::Lookup};
    const auto& symbol = order.request.symbol;
    reads.ask(QueryOpenOrders{{}, 0}, reader);
    reads.ask(QueryTrades{{}, 0}, reader);
    reads.ask(QueryHistoricOrders{symbol, to_hex(order.present_client_order_id()), 0}, reader);
    // The venue may not tell a stop's client id (QFEX docs, sample of a stop's answer).
    if (is_stop(order.request.type)) reads.ask(QueryHistoricOrders{symbol, {}, 0}, reader);
}

/// All places were looked at, and none has the order by its client id.
void OrderManager::Impl::looked_up(const Order& order) {
    if (!outcome_unknown(order)) return;
    Lookup& lookup = lookups[order.key];
    if (lookup.failed) return look_up_later(order, "the venue could not be read, or did not tell enough");
    if (is_stop(order.request.type) && found_by_shape(order)) return;
    const bool visible = settings.stops_are_listed && !stops_are_hidden;
    if (is_stop(order.request.type) && !visible)
        return look_up_later(order, "the venue's open orders do not show its stops");
    if (!lookup.nowhere_since) {
        lookup.nowhere_since = now.mono;
        return arm(order.key, TimerKind::LookUp, kSecondLook);
    }
    const Refusal never{99, "NOT_AT_VENUE", "the venue does not have the order and never had it"};
    if (order.rest_is_out()) return lose_rest(order, never, now.wall);
    reject(order, never, {}, now.wall);
}

void OrderManager::Impl::look_up_later(const Order& order, std::string_view why) {
    alarm(Alarm::OutcomeUnknown, &order, why);
    arm(order.key, TimerKind::LookUp, backoff(lookups[order.key].rounds++));
}

/// A stranger's order with all the marks of a stop is that stop, when no other fits. False: there is none.
bool OrderManager::Impl::found_by_shape(const Order& stop) {
    std::vector<std::string> fitting;
    bool unclear = false;
    for (const auto& [id, candidate] : strangers) {
        const Fit how = placed_as(stop, candidate);
        const bool old = candidate.seen < lookups[stop.key].since;  // no list of this round has it
        if (how == Fit::No || old || own({}, id) != nullptr || archived({}, id)) continue;
        unclear = unclear || how == Fit::Unclear;
        if (how == Fit::Yes) fitting.push_back(id);
    }
    if (fitting.empty() && !unclear) return false;
    if (unclear || fitting.size() > 1) {
        look_up_later(stop, "several orders may be this one");
        return true;
    }
    const Candidate found = strangers.at(fitting.front());
    if (found.history && found.history->status_class == StatusClass::Refused && found.fills.empty()) {
        reject(stop, refusal(found.history->terminal_status), fitting.front(), time_of(found.at));
        return true;
    }
    ensure_acked(stop, fitting.front(), time_of(found.at));
    if (!found.resting) check(stop);  // it is over, or fired: searched for like a stop that vanished
    return true;
}

/// Could the venue's order be this stop, as it was placed?
Fit OrderManager::Impl::placed_as(const Order& stop, const Candidate& candidate) const {
    const auto& wanted = stop.request;
    if (is_another(stop, candidate)) return Fit::No;
    if (!candidate.type || !is_stop(*candidate.type)) return Fit::Unclear;  // fired already, or another's
    if (*candidate.type != wanted.type) return Fit::No;
    const bool whole = candidate.resting || candidate.history;  // of trades alone: a lower bound
    if (whole && candidate.quantity && !same_for_venue(*candidate.quantity, wanted.quantity)) return Fit::No;
    if (candidate.price && !same_for_venue(*candidate.price, order_price(wanted))) return Fit::No;
    const bool told = whole && candidate.side && candidate.quantity && candidate.price && candidate.at;
    // What looks older may be it all the same: our clock may be ahead of the venue's.
    return told && *candidate.at >= stop.accepted_at - kClockSlack ? Fit::Yes : Fit::Unclear;
}

/// Found by a row that does not show it open: what became of it is asked.
void OrderManager::Impl::found_elsewhere(const Order& order) {
    if (order.state == OrderState::Live && !is_ioc(order)) check(order);
}

/// This round decides nothing.
void OrderManager::Impl::spoil_lookup(OrderKey key) {
    const auto lookup = lookups.find(key);
    if (lookup != lookups.end()) lookup->second.failed = true;
}

void OrderManager::Impl::end_lookup(OrderKey key) {
    reads.forget({key, ReadKind::Lookup});
    timers.disarm(key, TimerKind::LookUp);
}

void OrderManager::Impl::forget_lookups() {
    std::erase_if(lookups, [this](const auto& entry) {
        const Order* order = book.find(entry.first);
        if (order != nullptr && outcome_unknown(*order)) return false;
        end_lookup(entry.first);
        return true;
    });
}

void OrderManager::Impl::drop_lookups() {
    for (const auto& [key, lookup] : lookups) end_lookup(key);
    lookups.clear();
}

}  // namespace qb::orders
