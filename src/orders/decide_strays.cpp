#include <algorithm>

#include "orders/manager_impl.h"

/// News of order ids that nobody owns. Nearly all of it is somebody else's business on the same account; some
/// of it may be a stop of ours that fired under a new id without our client id. Attached only when it can be
/// nothing else.
namespace qb::orders {
namespace {

constexpr std::size_t kMaxOrphans = 64;
constexpr std::size_t kMaxOrphanEvents = 64;
constexpr std::size_t kMaxSuspects = 8;
constexpr int kCheckRounds = 2;
constexpr std::chrono::seconds kCheckAgain{1};

/// Could the stranger be this stop, now fired? A stranger of a stop type may just as well be somebody's new
/// stop: it has to look exactly like ours.
bool could_be(const Order& stop, const Orphan& orphan) {
    const auto& request = stop.request;
    if (less_for_venue(request.quantity, orphan.quantity)) return false;
    if (!is_stop(orphan.type)) return true;
    if (orphan.type != request.type) return false;
    return !orphan.price || orphan.price->is_zero() || same_for_venue(*orphan.price, order_price(request));
}

}  // namespace

bool can_be_fired_stop(OrderType type) {
    return type == OrderType::StopMarket || type == OrderType::Market || is_stop(type);
}

std::vector<const Order*> OrderManager::Impl::suspects(const Orphan& orphan) const {
    std::vector<const Order*> found;
    for (const OrderKey key : book.fireable(orphan.symbol, orphan.side)) {
        const Order* stop = book.find(key);
        if (orphan.cleared.contains(key) || !could_be(*stop, orphan)) continue;
        found.push_back(stop);
        if (found.size() > kMaxSuspects) break;
    }
    return found;
}

void OrderManager::Impl::stray(Orphan orphan, const VenueEvent& event) {
    const std::string id = orphan.order_id;
    auto known = orphans.find(id);
    if (known == orphans.end()) {
        if (!keep_orphan(orphan)) return alarm(Alarm::ForeignEvent, nullptr, id);
        known = orphans.emplace(id, std::move(orphan)).first;
    }
    if (known->second.events.size() < kMaxOrphanEvents) known->second.events.push_back(event);
    consider(id);
    if (own({}, id) == nullptr) alarm(Alarm::ForeignEvent, nullptr, id);
}

/// Worth remembering: a stop of ours could be behind it. Makes room by forgetting the oldest.
bool OrderManager::Impl::keep_orphan(Orphan& orphan) {
    if (orphan.order_id.empty() || !can_be_fired_stop(orphan.type) || !orphan.quantity.is_positive())
        return false;
    if (suspects(orphan).empty()) return false;
    orphan.seen = now.mono;
    if (orphans.size() < kMaxOrphans) return true;
    const auto oldest = std::min_element(orphans.begin(), orphans.end(), [](const auto& a, const auto& b) {
        return a.second.seen < b.second.seen;
    });
    orphans.erase(oldest);
    return true;
}

/// One stop left that could be it, and that one is known to be gone: it is it. STOP_MARKET is born of a
/// trigger alone, so there an armed stop will do. Else the venue is asked which of the stops are still open.
void OrderManager::Impl::consider(const std::string& order_id) {
    const auto found = orphans.find(order_id);
    if (found == orphans.end()) return;
    const auto possible = suspects(found->second);
    if (possible.empty()) return;
    const Order& first = *possible.front();
    const bool gone = first.state == OrderState::Settling || first.triggered;
    if (possible.size() == 1 && (gone || found->second.type == OrderType::StopMarket)) {
        const Orphan orphan = std::move(found->second);
        orphans.erase(found);
        return adopt(first, orphan);
    }
    if (possible.size() > kMaxSuspects) return;
    for (const Order* stop : possible) {
        if (stop->state != OrderState::Live || stop->triggered) continue;
        if (!reads.asked({stop->key, ReadKind::Check})) check(*stop);
    }
}

void OrderManager::Impl::consider_all() {
    std::vector<std::string> ids;
    for (const auto& [id, orphan] : orphans) ids.push_back(id);
    for (const auto& id : ids) consider(id);
}

void OrderManager::Impl::adopt(const Order& order, const Orphan& orphan) {
    note_id(order, orphan.order_id);
    trigger(order, now.wall);
    for (const auto& event : orphan.events) on_event(event);
}

/// The venue shows this stop open: strangers seen before are not it. A venue may still list a stop in the
/// moment it fires, so it is asked once more a little later.
void OrderManager::Impl::cleared(const Order& order) {
    std::vector<std::string> ids;
    for (auto& [id, orphan] : orphans) {
        if (orphan.symbol != order.request.symbol || orphan.side != order.request.side) continue;
        if (!could_be(order, orphan)) continue;
        orphan.cleared.insert(order.key);
        ids.push_back(id);
    }
    for (const auto& id : ids) {
        consider(id);
        const auto left = orphans.find(id);
        if (left == orphans.end() || !suspects(left->second).empty()) continue;
        if (++left->second.rounds >= kCheckRounds) {
            orphans.erase(left);
        } else {
            left->second.cleared.clear();
            arm(order.key, TimerKind::CheckAgain, kCheckAgain);
        }
    }
}

}  // namespace qb::orders
