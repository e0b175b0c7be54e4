#include <algorithm>

#include "orders/manager_impl.h"

/// News of order ids that nobody owns. Nearly all of it is somebody else's business on the same account; some
/// of it may be a stop of ours that fired under a new id without our client id. Attached only when it can be
/// nothing else.
namespace qb::orders {
namespace {

constexpr std::size_t kMaxOrphans = 64;
constexpr std::size_t kMaxOrphanEvents = 64;
constexpr std::chrono::seconds kOrphanLife{10};
constexpr std::size_t kMaxSuspects = 8;  // stops that are asked about one by one
constexpr std::size_t kMaxTried = 512;   // stops of a side that are tried out for a stranger
constexpr int kCheckRounds = 2;
constexpr std::chrono::seconds kCheckAgain{1};
constexpr std::chrono::seconds kBeforeSweep{1};  // a venue may list a stop in the moment it fires
constexpr std::chrono::seconds kBetweenSweeps{10};
constexpr int kMaxSweepChecks = 64;

/// Something of the stranger was executed: it is no stop that waits.
bool executed(const Orphan& orphan) {
    return std::any_of(orphan.events.begin(), orphan.events.end(), [](const VenueEvent& event) {
        const auto* update = std::get_if<OrderUpdate>(&event);
        return std::holds_alternative<FillEvent>(event) ||
               (update != nullptr && update->status_class == StatusClass::Fill);
    });
}

}  // namespace

/// Could the stranger be this stop, now fired? A stranger of a stop type may just as well be somebody's new
/// stop: it has to look exactly like ours.
bool could_be(const Order& stop, const Orphan& orphan) {
    const auto& request = stop.request;
    if (stop.key > orphan.newest) return false;
    if (less_for_venue(largest_quantity(stop), orphan.quantity)) return false;
    if (!is_stop(orphan.type)) return true;
    if (orphan.type != request.type) return false;
    return !orphan.price || orphan.price->is_zero() || same_for_venue(*orphan.price, order_price(request));
}

bool can_be_fired_stop(OrderType type) {
    return type == OrderType::StopMarket || type == OrderType::Market || is_stop(type);
}

OrderManager::Impl::Suspects OrderManager::Impl::suspects(const Orphan& orphan) const {
    const auto& keys = book.fireable(orphan.symbol, orphan.side);
    Suspects found{.stops = {}, .many = keys.size() > kMaxTried};
    for (const OrderKey key : keys) {
        if (found.many) break;
        const Order* stop = book.find(key);
        if (orphan.cleared.contains(key) || !could_be(*stop, orphan)) continue;
        found.many = found.stops.size() == kMaxSuspects;
        found.stops.push_back(stop);
    }
    return found;
}

void OrderManager::Impl::stray(Orphan orphan, const VenueEvent& event) {
    const std::string id = orphan.order_id;
    forget_old_orphans();
    auto known = orphans.find(id);
    const bool first_seen = known == orphans.end();
    if (first_seen) {
        if (!keep_orphan(orphan)) {
            alarm(Alarm::ForeignEvent, nullptr, id);
            return foreign(std::move(orphan), event);
        }
        decide_foreign_later();
        known = orphans.emplace(id, std::move(orphan)).first;
    } else if (known->second.quantity < orphan.quantity) {
        known->second.quantity = orphan.quantity;  // a fill tells no more than the least
    }
    if (known->second.events.size() < kMaxOrphanEvents) known->second.events.push_back(event);
    if (known->second.many) sweep_later(known->second.symbol);
    consider(id, first_seen);
    if (own({}, id) == nullptr) alarm(Alarm::ForeignEvent, nullptr, id);
}

/// Another stop of ours fits that nobody would look for: one that fired before its ACK was heard, or one
/// whose cancel seemed to be answered when it fired.
bool OrderManager::Impl::hidden_owner(const Order& stop,
                                      const std::function<bool(const Order&)>& fits) const {
    const auto alike = [&](const Order& other) {
        const auto& request = other.request;
        const bool place = request.symbol == stop.request.symbol && request.side == stop.request.side;
        return place && is_stop(request.type) && fits(other);
    };
    if (book.any_unanswered(alike)) return true;
    return std::any_of(leaving.begin(), leaving.end(), [&](const Leaving& ended) {
        const Order* order = book.find(ended.key);
        const bool unfired = order != nullptr && order->ended() && order->client_order_id != Id128{} &&
                             order->cum_qty.is_zero() && !order->has_child();
        return unfired && alike(*order);
    });
}

/// Worth remembering: a stop of ours could be behind it, or is known not to be. Makes room by forgetting the
/// oldest.
bool OrderManager::Impl::keep_orphan(Orphan& orphan) {
    if (orphan.order_id.empty() || !can_be_fired_stop(orphan.type) || !orphan.quantity.is_positive())
        return false;
    orphan.seen = now.mono;
    orphan.newest = book.newest();
    const auto possible = suspects(orphan);
    orphan.many = possible.many;
    if (book.fireable(orphan.symbol, orphan.side).empty()) return false;
    if (orphans.size() < kMaxOrphans) return true;
    const auto oldest = std::min_element(orphans.begin(), orphans.end(), [](const auto& a, const auto& b) {
        return a.second.seen < b.second.seen;
    });
    keep_undecided(std::move(oldest->second));
    orphans.erase(oldest);
    return true;
}

/// A fired stop is heard of at once. What is older says nothing about a stop that vanishes now; whose it is
/// may still come out.
void OrderManager::Impl::forget_old_orphans() {
    for (auto known = orphans.begin(); known != orphans.end();) {
        const auto here = known++;
        if (here->second.seen + kOrphanLife >= now.mono) continue;
        keep_undecided(std::move(here->second));
        orphans.erase(here);
    }
}

/// One stop left that could be it, and that one is known to be gone: it is it. STOP_MARKET is born of a
/// trigger alone, so an armed stop will do there, if it was the only one from the start: one that is left
/// over may be so because another was shown open by a list of a moment ago. Else the venue is asked which of
/// the stops are still open.
void OrderManager::Impl::consider(const std::string& order_id, bool first_seen) {
    const auto found = orphans.find(order_id);
    if (found == orphans.end()) return;
    const Orphan& orphan = found->second;
    const auto [possible, many] = suspects(orphan);
    if (possible.empty() || many) return;
    const Order& first = *possible.front();
    const bool gone = first.state == OrderState::Settling || first.triggered;
    const bool proven = gone ? (!is_stop(orphan.type) || executed(orphan)) && !preceded(first, orphan)
                             : first_seen && orphan.type == OrderType::StopMarket;
    const auto fits = [&](const Order& stop) { return could_be(stop, orphan); };
    const bool only = possible.size() == 1 && !hidden_owner(first, fits);
    if (only && proven) return adopt(first, order_id);
    for (const Order* stop : possible) {
        if (stop->state != OrderState::Live || stop->triggered) continue;
        if (!reads.asked({stop->key, ReadKind::Check})) check(*stop);
    }
}

/// The stranger was there before the venue took the stop away, and may be why it did: a position closed by
/// hand. A stop that fires is taken away first, or silently.
bool OrderManager::Impl::preceded(const Order& stop, const Orphan& orphan) const {
    if (stop.state != OrderState::Settling || stop.refusal.word == kNotOpen) return false;
    const auto watch = watches.find(stop.key);
    return watch != watches.end() && orphan.seen < watch->second.vanished;
}

void OrderManager::Impl::consider_all() {
    forget_old_orphans();
    std::vector<std::string> ids;
    for (const auto& [id, orphan] : orphans) ids.push_back(id);
    for (const auto& id : ids) consider(id, false);
}

void OrderManager::Impl::adopt(const Order& order, const std::string& order_id) {
    if (note_id(order, order_id)) trigger(order, now.wall);
}

/// The id has an owner now, and what was heard of it is the owner's news.
void OrderManager::Impl::claim(std::string_view venue_id) {
    if (venue_id.empty()) return;
    if (!undecided.empty()) undecided.erase(std::string(venue_id));
    if (orphans.empty()) return;
    const auto known = orphans.find(std::string(venue_id));
    if (known == orphans.end()) return;
    auto& events = known->second.events;
    claimed.insert(claimed.end(), events.begin(), events.end());
    orphans.erase(known);
}

void OrderManager::Impl::hear_claimed() {
    while (!claimed.empty()) {
        for (const auto& event : std::exchange(claimed, {})) on_event(event);
    }
}

/// The venue shows this stop open: strangers seen before are not it. A venue may still list a stop in the
/// moment it fires, so it is asked once more a little later.
void OrderManager::Impl::cleared(const Order& order) {
    forget_old_orphans();
    std::vector<std::string> ids;
    for (auto& [id, orphan] : orphans) {
        if (orphan.symbol != order.request.symbol || orphan.side != order.request.side) continue;
        if (!could_be(order, orphan)) continue;
        orphan.cleared.insert(order.key);
        ids.push_back(id);
    }
    for (const auto& id : ids) {
        consider(id, false);
        const auto left = orphans.find(id);
        if (left == orphans.end()) continue;
        const auto possible = suspects(left->second);
        if (!possible.stops.empty() || possible.many) continue;
        if (++left->second.rounds >= kCheckRounds) {
            keep_undecided(std::move(left->second));
            orphans.erase(left);
        } else {
            left->second.cleared.clear();
            arm(order.key, TimerKind::CheckAgain, kCheckAgain);
        }
    }
}

// Where more stops could have fired than can be asked about, the symbol's open set is read, and those that it
// does not show are asked about. Not more often than a busy stranger may cost.

void OrderManager::Impl::sweep_later(const std::string& symbol) {
    sweeps_wanted.insert(symbol);
    if (timers.armed(0, TimerKind::Sweep)) return;
    timers.arm(0, TimerKind::Sweep, std::max(now.mono + kBeforeSweep, next_sweep));
}

void OrderManager::Impl::sweep() {
    next_sweep = now.mono + kBetweenSweeps;
    for (const auto& symbol : std::exchange(sweeps_wanted, {})) {
        if (sweeps.emplace(symbol, now.mono).second) {
            reads.ask(QueryOpenOrders{symbol, 0}, {0, ReadKind::Sweep});
        } else {
            sweep_later(symbol);  // the last one is still under way
        }
    }
}

void OrderManager::Impl::swept(const std::string& symbol, bool failed) {
    const auto began = sweeps.extract(symbol);
    if (began.empty()) return;
    if (failed) return sweep_later(symbol);
    int asked = 0;
    for (const Side side : {Side::Buy, Side::Sell}) {
        for (const OrderKey key : book.fireable(symbol, side)) {
            const Order& stop = *book.find(key);
            const auto shown = shown_open.find(key);
            const bool open = shown != shown_open.end() && shown->second.mono >= began.mapped();
            if (open || stop.state != OrderState::Live || stop.triggered) continue;
            if (++asked > kMaxSweepChecks) return;  // the venue does not list stops at all
            check(stop);
        }
    }
}

}  // namespace qb::orders
