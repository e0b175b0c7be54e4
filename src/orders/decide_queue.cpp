#include <algorithm>

#include "orders/manager_impl.h"

/// Orders and replaces over the account's order rate: where their session lets them wait (MaxQueueDelay) they
/// go in the order in which they came, as shares of the rate come free. Nothing is sent that waited longer
/// than MaxOrderAge. A queued order is Held and a queued replace is taken and not sent: what ends those when
/// the link is lost or the bridge starts anew ends these as well, so the queue itself is kept in memory
/// alone.
namespace qb::orders {
namespace {

constexpr std::size_t kMaxQueued = 4096;  // more than any sensible rate sends in MaxOrderAge

}  // namespace

Refusal over_rate_refusal() {
    return {99, "RATE_LIMITED_LOCAL", "over the order rate of the account; nothing was sent"};
}

WaitLimits OrderManager::Impl::limits_of(SessionIndex session) const {
    const auto& limits = settings.wait_limits;
    return session < limits.size() ? limits[session] : WaitLimits{};
}

bool OrderManager::Impl::may_queue(SessionIndex session) const {
    return limits_of(session).max_queue_delay.count() > 0 && queue.size() < kMaxQueued;
}

bool OrderManager::Impl::is_queued(OrderKey key) const {
    return std::find(queue.begin(), queue.end(), key) != queue.end();
}

void OrderManager::Impl::join_queue(const Order& order) {
    queue.push_back(order.key);
    arm(order.key, TimerKind::QueuedTooLong, limits_of(order.request.session).max_queue_delay);
}

void OrderManager::Impl::leave_queue(OrderKey key) {
    timers.disarm(key, TimerKind::QueuedTooLong);
    const auto place = std::find(queue.begin(), queue.end(), key);
    if (place != queue.end()) queue.erase(place);
}

void OrderManager::Impl::release_queued(const std::function<bool(const Command&)>& share) {
    while (!queue.empty()) {
        const Order& order = *book.find(queue.front());
        const bool add = order.state == OrderState::Held;
        if (!share(add ? Command(SendAddOrder{order.key}) : Command(SendModify{order.key}))) return;
        leave_queue(order.key);
        if (!add) {
            advance_change(order);
            continue;
        }
        const Shape shape = shape_of(order.request);
        const bool twin = is_stop(order.request.type) &&
                          (book.oldest_unanswered(shape) != nullptr || book.oldest_held(shape) != &order);
        if (!twin) release(order);  // else the answer to the twin releases it: it has its share
    }
}

void OrderManager::Impl::refuse_queued(const Refusal& why) {
    while (!queue.empty()) refuse_unsent(*book.find(queue.front()), why);
}

/// Answers a queued order or replace and takes it out of the queue.
void OrderManager::Impl::refuse_unsent(const Order& order, const Refusal& why) {
    leave_queue(order.key);
    if (order.state == OrderState::Held) return reject(order, why, {}, now.wall);
    fail_change(order, {kOtherReason, why.word, why.text});
}

void OrderManager::Impl::queued_too_long(const Order& order) {
    if (is_queued(order.key)) refuse_unsent(order, over_rate_refusal());
}

void OrderManager::Impl::held_too_long(const Order& order) {
    if (order.state != OrderState::Held) return;
    reject(order, {99, "HELD_TOO_LONG", "an identical stop was not answered in time; nothing was sent"}, {},
           now.wall);
}

}  // namespace qb::orders
