#include <algorithm>

#include "orders/manager_impl.h"

/// A stop fires, or vanishes. No source shows the frames of a trigger, so every variant is taken: the stop's
/// own id goes on, a new id with or without our client id takes over, or the stop just disappears. What is
/// not certain is looked up before anything is said.
namespace qb::orders {

bool is_ioc(const Order& order) {
    const auto& request = order.request;
    if (is_stop(request.type)) return order.triggered;
    return request.type == OrderType::Market || request.tif != TimeInForce::Gtc;
}

bool is_childless(const Order& order) {
    return is_stop(order.request.type) && order.triggered && !order.ended() && order.cum_qty.is_zero() &&
           !order.has_child();
}

void OrderManager::Impl::trigger(const Order& order, WallTime at) {
    if (!is_stop(order.request.type) || order.triggered || !order.acked || order.ended()) return;
    emit(Triggered{order.key, at});
    timers.disarm(order.key, TimerKind::Settle);
    timers.disarm(order.key, TimerKind::HuntAgain);
    timers.disarm(order.key, TimerKind::CheckAgain);
    reads.forget(order.key);
    if (Watch* watch = watch_of(order.key)) watch->hunt.reset();
    touch_ioc(order);
}

void OrderManager::Impl::begin_settling(const Order& order, std::string_view word,
                                        std::optional<WallTime> venue_time) {
    if (order.state != OrderState::Live) return;
    emit(SettlingBegan{order.key, std::string(word), time_of(venue_time)});
    auto& watch = watches[order.key];
    watch.vanished = now.mono;
    watch.word_at = venue_time;
    const auto& holds = settings.trigger_settle;
    const std::size_t session = order.request.session;
    arm(order.key, TimerKind::Settle,
        session < holds.size() ? holds[session] : std::chrono::microseconds{2'000'000});
    start_hunt(order);
    consider_all();
}

void OrderManager::Impl::end_settling(const Order& order) {
    timers.disarm(order.key, TimerKind::Settle);
    timers.disarm(order.key, TimerKind::HuntAgain);
    reads.forget(order.key);
    watches.erase(order.key);
    emit(SettlingEnded{order.key});
    if (has_sent_change(order)) arm(order.key, TimerKind::ChangeVerify, std::chrono::seconds{1});
    cleared(order);
}

/// The open set still shows a stop that settles. The venue's own word that it is gone weighs more than one
/// list, which may be a moment old: two searches have to show it, and they are a second apart.
void OrderManager::Impl::listed(const Order& order) {
    auto& watch = watches[order.key];
    if (order.refusal.word == kNotOpen || watch.listed) return end_settling(order);
    if (watch.hunt) watch.hunt->listed = true;
}

void OrderManager::Impl::settle_deadline(const Order& order) {
    if (order.state != OrderState::Settling) return;
    const Watch* watch = watch_of(order.key);
    if (watch != nullptr && watch->hunt && watch->hunt->nothing_found) return hunt_empty(order);
    alarm(Alarm::Settling, &order, "the reads have not decided yet");
}

/// Reads everything that can show what became of the stop.
void OrderManager::Impl::start_hunt(const Order& order) {
    timers.disarm(order.key, TimerKind::HuntAgain);
    auto& watch = watches[order.key];
    watch.trades_failed = false;
    Hunt& hunt = watch.hunt.emplace();
    hunt.since = now.mono;
    hunt.waiting = {ReadKind::OwnTrades, ReadKind::OpenOrders, ReadKind::OwnHistory, ReadKind::AllTrades,
                    ReadKind::SymbolHistory};
    const auto& symbol = order.request.symbol;
    read_trades(order);
    reads.ask(QueryOpenOrders{symbol, 0}, {order.key, ReadKind::OpenOrders});
    reads.ask(QueryHistoricOrders{symbol, to_hex(order.client_order_id), 0},
              {order.key, ReadKind::OwnHistory});
    reads.ask(QueryTrades{{}, 0}, {order.key, ReadKind::AllTrades});
    reads.ask(QueryHistoricOrders{symbol, {}, 0}, {order.key, ReadKind::SymbolHistory});
}

void OrderManager::Impl::hunt_again(const Order& order) {
    if (!hunt_is_over(order)) start_hunt(order);
}

void OrderManager::Impl::hunt_step(const Order& order, ReadKind kind) {
    Watch* watch = watch_of(order.key);
    if (watch == nullptr || !watch->hunt || watch->hunt->waiting.erase(kind) == 0) return;
    if (watch->hunt->waiting.empty()) evaluate_hunt(order);
}

namespace {

constexpr std::chrono::seconds kWordSlack{5};  // clocks that differ, and the way of a frame
constexpr std::chrono::minutes kStrangerLife{5};

}  // namespace

/// The stop cannot have become another order before this: it was armed then.
WallTime OrderManager::Impl::fired_since(const Order& stop) const {
    WallTime since = stop.accepted_at - kClockSlack;
    const bool told = stop.triggered || (stop.state == OrderState::Settling && stop.refusal.word != kNotOpen);
    if (told && stop.ended_at != WallTime{}) return std::max(since, stop.ended_at - kWordSlack);
    const auto shown = shown_open.find(stop.key);
    if (shown != shown_open.end()) since = std::max(since, shown->second.wall - kWordSlack);
    return since;
}

bool is_another(const Order& stop, const Candidate& candidate) {
    const auto& wanted = stop.request;
    if (candidate.alien) return true;
    if (!candidate.symbol.empty() && candidate.symbol != wanted.symbol) return true;
    if (candidate.side && *candidate.side != wanted.side) return true;
    if (candidate.type && !can_be_fired_stop(*candidate.type)) return true;
    return candidate.quantity && less_for_venue(largest_quantity(stop), *candidate.quantity);
}

/// Could the venue's order be what the stop became?
Fit OrderManager::Impl::fit(const Order& stop, const Candidate& candidate) const {
    const auto& wanted = stop.request;
    if (candidate.resting || is_another(stop, candidate)) return Fit::No;
    if (candidate.at && *candidate.at < fired_since(stop)) return Fit::No;
    if (candidate.type && is_stop(*candidate.type)) {
        if (*candidate.type != wanted.type) return Fit::No;
        if (candidate.price && !candidate.price->is_zero() &&
            !same_for_venue(*candidate.price, order_price(wanted))) {
            return Fit::No;
        }
        const bool executed =
            !candidate.fills.empty() || (candidate.history && candidate.history->filled_quantity &&
                                         candidate.history->filled_quantity->is_positive());
        if (!executed) return Fit::No;  // somebody's stop that was cancelled
    }
    const bool told =
        !candidate.symbol.empty() && candidate.side && candidate.type && candidate.quantity && candidate.at;
    if (!told) return Fit::Unclear;
    // What ran before the venue took the stop away may be why it did: a position closed by hand.
    const auto watch = watches.find(stop.key);
    const bool dated = stop.state == OrderState::Settling && watch != watches.end() && watch->second.word_at;
    if (!dated || *candidate.at >= *watch->second.word_at) return Fit::Yes;
    return *candidate.at < *watch->second.word_at - kClockSlack ? Fit::No : Fit::Unclear;
}

/// Nothing is kept of the lists when no search is on, and of what they showed long ago.
void OrderManager::Impl::forget_strangers() {
    if (strangers.empty()) return;
    const bool searching =
        !lookups.empty() || std::any_of(watches.begin(), watches.end(),
                                        [](const auto& watch) { return watch.second.hunt.has_value(); });
    if (!searching) return strangers.clear();
    if (now.mono < next_forgetting) return;
    next_forgetting = now.mono + kStrangerLife;
    std::erase_if(strangers,
                  [this](const auto& known) { return known.second.seen + kStrangerLife < now.mono; });
}

/// The executing order became known otherwise: a further one could only be somebody else's.
bool OrderManager::Impl::hunt_is_over(const Order& order) {
    if (order.state == OrderState::Settling || is_childless(order)) return false;
    auto& watch = watches[order.key];
    watch.hunt.reset();
    watch.hunted = true;
    review(order);
    return true;
}

void OrderManager::Impl::evaluate_hunt(const Order& order) {
    if (hunt_is_over(order)) return;
    auto& watch = watches[order.key];
    Hunt& hunt = *watch.hunt;
    if (hunt.failed) return hunt_undecided(order, "a read failed");
    if (hunt.listed) {
        watch.listed = true;
        return arm(order.key, TimerKind::HuntAgain, backoff(watch.hunts++));
    }
    std::vector<std::string> fitting;
    bool unclear = false;
    for (const auto& [id, candidate] : strangers) {
        const Fit how = fit(order, candidate);
        if (how == Fit::No || own({}, id) != nullptr || archived({}, id)) continue;  // or adopted meanwhile
        unclear = unclear || how == Fit::Unclear;
        if (how == Fit::Yes) fitting.push_back(id);
    }
    if (fitting.size() == 1 && !unclear && !hunt.cut) {
        const Candidate found = strangers.at(fitting.front());
        if (!contested(order, hunt, found)) return adopt_candidate(order, fitting.front(), found);
        // One more look may show the others still open.
        if (watch.hunts == 0) return arm(order.key, TimerKind::HuntAgain, backoff(watch.hunts++));
    }
    if (unclear || !fitting.empty())
        return hunt_undecided(order, "several orders may be what this stop became");
    hunt.nothing_found = true;
    const bool hold = order.state == OrderState::Settling && timers.armed(order.key, TimerKind::Settle);
    if (!hold) hunt_empty(order);
}

void OrderManager::Impl::hunt_undecided(const Order& order, std::string_view text) {
    alarm(Alarm::Settling, &order, text);
    arm(order.key, TimerKind::HuntAgain, backoff(watches[order.key].hunts++));
}

/// Everything was read and shows no execution: a vanished stop is cancelled, a fired one found no liquidity.
void OrderManager::Impl::hunt_empty(const Order& order) {
    Watch& watch = watches[order.key];
    watch.hunt.reset();
    if (order.state != OrderState::Settling) {
        watch.hunted = true;
        return review(order);
    }
    finish(order, {refusal(order.refusal.word), order.ended_at});
}

/// Another stop of ours could be behind the candidate as well: one that was not seen open in this search, and
/// well after the candidate was first heard of.
bool OrderManager::Impl::contested(const Order& order, const Hunt& hunt, const Candidate& candidate) const {
    const auto fits = [&](const Order& other) { return fit(other, candidate) != Fit::No; };
    if (hidden_owner(order, fits)) return true;
    const auto& keys = book.fireable(order.request.symbol, order.request.side);
    return std::any_of(keys.begin(), keys.end(), [&](OrderKey key) {
        const Order* other = book.find(key);
        if (other == &order || fit(*other, candidate) == Fit::No) return false;
        const bool armed = other->state == OrderState::Live && !other->triggered;
        const auto shown = shown_open.find(key);
        const bool seen_open = shown != shown_open.end() && shown->second.mono >= hunt.since &&
                               shown->second.mono >= candidate.first_seen + kListedLate;
        return !(armed && seen_open);
    });
}

void OrderManager::Impl::adopt_candidate(const Order& order, const std::string& order_id,
                                         const Candidate& candidate) {
    note_id(order, order_id);
    trigger(order, time_of(candidate.at));
    if (Watch* watch = watch_of(order.key)) watch->hunt.reset();
    for (const auto& row : candidate.fills) fill(order, row);
    hear_claimed();  // the history may end the order: what is known of its fills comes first
    if (candidate.history) on_own_history(order, *candidate.history);
    if (!order.ended()) touch_ioc(order);
}

}  // namespace qb::orders
