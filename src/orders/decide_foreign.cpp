#include <algorithm>

#include "orders/manager_impl.h"

/// News of the account that is about no order of ours. Told as such only when it is certain: an id without
/// our client id may still be that of an add or change that waits for its answer, or what a stop became.
/// Until that is decided it is kept.
namespace qb::orders {
namespace {

constexpr std::size_t kMaxUndecided = 256;
constexpr std::size_t kMaxUndecidedEvents = 64;
constexpr std::chrono::seconds kLookAgain{1}, kLookAtLeast{30};

struct Ids {
    std::string_view order_id, client_order_id;
};

Ids ids_of(const VenueEvent& event) {
    if (const auto* update = std::get_if<OrderUpdate>(&event))
        return {update->order_id, update->client_order_id};
    if (const auto* fill = std::get_if<FillEvent>(&event)) return {fill->order_id, fill->client_order_id};
    return {};
}

}  // namespace

/// `stranger` without an id: the event has somebody's client id, or does not say enough to be compared.
void OrderManager::Impl::foreign(Orphan stranger, const VenueEvent& event) {
    const auto ids = ids_of(event);
    if (ids.order_id.empty()) return;
    const std::string id(ids.order_id);
    if (!ids.client_order_id.empty()) {  // and it is none of ours
        tell_undecided(id);
        return out->foreign(event);
    }
    if (stranger.order_id.empty()) return;
    stranger.newest = book.newest();
    stranger.seen = now.mono;
    if (!undecided.contains(id) && !may_be_ours(stranger)) return out->foreign(event);
    stranger.events.push_back(event);
    keep_undecided(std::move(stranger));
}

/// Until what could have been ours is known to be something else.
void OrderManager::Impl::keep_undecided(Orphan stranger) {
    decide_foreign_later();
    const auto known = undecided.find(stranger.order_id);
    if (known != undecided.end()) {
        auto& events = known->second.events;
        for (auto& event : stranger.events)
            if (events.size() < kMaxUndecidedEvents) events.push_back(std::move(event));
        return;
    }
    if (undecided.size() >= kMaxUndecided) {
        const auto oldest =
            std::min_element(undecided.begin(), undecided.end(),
                             [](const auto& a, const auto& b) { return a.second.seen < b.second.seen; });
        alarm(Alarm::ForeignEvent, nullptr, oldest->first + " is not decided and no longer kept");
        undecided.erase(oldest);
    }
    std::string id = stranger.order_id;
    undecided.emplace(std::move(id), std::move(stranger));
}

void OrderManager::Impl::decide_foreign_later() {
    if (!timers.armed(0, TimerKind::Foreign)) timers.arm(0, TimerKind::Foreign, now.mono + kLookAgain);
}

/// Ever more rarely while nothing new comes: beside an order of unknown outcome it may never be decided.
void OrderManager::Impl::decide_foreign() {
    forget_old_orphans();
    std::vector<std::string> decided;
    for (const auto& [id, stranger] : undecided)
        if (!orphans.contains(id) && (own({}, id) != nullptr || !may_be_ours(stranger)))
            decided.push_back(id);
    for (const auto& id : decided) {
        if (own({}, id) == nullptr && !archived({}, id)) tell_undecided(id);
        undecided.erase(id);
    }
    if (!orphans.empty()) return decide_foreign_later();
    if (undecided.empty()) return;
    const auto youngest =
        std::max_element(undecided.begin(), undecided.end(),
                         [](const auto& a, const auto& b) { return a.second.seen < b.second.seen; });
    const auto age = now.mono - youngest->second.seen;
    timers.arm(0, TimerKind::Foreign,
               now.mono + std::clamp<MonoTime::duration>(age, kLookAgain, kLookAtLeast));
}

void OrderManager::Impl::tell_undecided(const std::string& id) {
    const auto known = undecided.extract(id);
    if (known.empty()) return;
    for (const auto& event : known.mapped().events) out->foreign(event);
}

/// Something of ours on that symbol and side has no answer yet and may get this id, or is a stop that may
/// have become it.
bool OrderManager::Impl::may_be_ours(const Orphan& stranger) const {
    const auto like = [&](const Order& order) {
        return order.key <= stranger.newest && order.request.symbol == stranger.symbol &&
               order.request.side == stranger.side;
    };
    if (book.any_unanswered(like)) return true;
    const auto& changing = book.changing();
    const bool in_change = std::any_of(changing.begin(), changing.end(), [&](OrderKey key) {
        const Order& order = *book.find(key);
        return like(order) && (has_sent_change(order) || order.rest_is_out());
    });
    if (in_change) return true;
    if (!can_be_fired_stop(stranger.type)) return false;
    const auto& stops = book.fireable(stranger.symbol, stranger.side);
    return std::any_of(stops.begin(), stops.end(), [&](OrderKey key) {
        const Order& stop = *book.find(key);
        if (!could_be(stop, stranger)) return false;
        const auto shown = shown_open.find(key);
        const bool armed_since = stop.state == OrderState::Live && !stop.triggered &&
                                 shown != shown_open.end() &&
                                 shown->second.mono >= stranger.seen + kListedLate;
        return !armed_since;
    });
}

}  // namespace qb::orders
