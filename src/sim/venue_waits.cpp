// Venue: what happens later than the command that asked for it: orders behind the speed bump, cancels after a
// disconnect.
#include <algorithm>

#include "sim/venue.h"

namespace qb::sim {
namespace {

bool waits(const Switches& switches, orders::OrderType type) {
    if (switches.ms("Q27.wait").count() == 0) return false;
    return type == orders::OrderType::Limit ||
           (type == orders::OrderType::Alo && switches.is("Q27.alo", "waits"));
}

}  // namespace

/// Every limit order, new or modified, waits before it reaches the book; no other request does (QFEX docs,
/// speed bump). False: this one does not.
bool Venue::hold_add(const Current& current, const NewOrder& order) {
    if (!waits(switches_, order.type)) return false;
    if (!exchange_.admit(order, current.now.wall)) return true;
    Held held{.order = order};
    if (switches_.is("Q27", "at_entry")) {
        held.order_id = exchange_.acknowledge(order, current.now.wall);
        if (held.order_id.empty()) return true;
    }
    hold(current, std::move(held));
    return true;
}

bool Venue::hold_change(const Current& current, const Exchange::Change& change) {
    const auto* order = exchange_.find(change.order_id);
    if (change.stop || order == nullptr || !waits(switches_, order->type)) return false;
    const auto account = current.connection->account;
    if (!exchange_.admit_change(account, change, current.now.wall)) return true;
    Held held{.change = change};
    held.order.account = account;
    hold(current, std::move(held));
    return true;
}

/// What befalls the answer goes along with the command, unless the answer has been given.
void Venue::hold(const Current& current, Held held) {
    held.connection = current.id;
    held.muted = muted_;
    if (held.order_id.empty()) held.faults = std::exchange(*current.faults, {});
    held_.emplace(current.now.mono + switches_.ms("Q27.wait"), std::move(held));
}

void Venue::release_held(Now now) {
    while (!held_.empty() && held_.begin()->first <= now.mono) {
        const Held held = std::move(held_.extract(held_.begin()).mapped());
        outbox_.begin_reply(held.connection, held.faults.fate);
        muted_ = held.muted;
        if (held.change)
            exchange_.modify(held.order.account, *held.change, now.wall);
        else if (held.order_id.empty())
            exchange_.add(held.order, now.wall);
        else
            exchange_.enter(held.order_id, now.wall);
        deliver(nullptr, now);
        muted_ = false;
        outbox_.end_reply();
        if (held.faults.drop_after) drop(held.connection, OutputKind::Abort, now);
    }
}

/// Cancels orders that no book and no list knows yet, where the switch lets a cancel find them.
std::size_t Venue::cancel_held(const std::function<bool(const NewOrder&)>& wanted, Cause cause, Now now) {
    if (!switches_.is("Q27.cancel", "cancelled")) return 0;
    return std::erase_if(held_, [&](const auto& entry) {
        const Held& held = entry.second;
        if (held.change || !held.order_id.empty() || !wanted(held.order)) return false;
        exchange_.cancel_unseen(held.order, cause, now.wall);
        return true;
    });
}

std::size_t Venue::cancel_open(const Exchange::Scope& scope, Cause cause, Now now) {
    const auto held = cancel_held([&](const NewOrder& order) { return scope.covers(order); }, cause, now);
    return held + exchange_.cancel_all(scope, cause, now.wall);
}

// --- cancel on disconnect ---------------------------------------------------------------------------------

void Venue::left(ConnectionId id, const Connection& connection, bool goodbye, Now now) {
    if (!connection.cancel_on_disconnect || (goodbye && switches_.is("Q19", "leaves"))) return;
    const Exchange::Scope scope{.account = connection.account,
                                .stops = switches_.is("Q19.stops", "cancelled"),
                                .origin = switches_.is("Q19.scope", "connection") ? id : 0};
    cancels_.emplace(now.mono + switches_.ms("Q19.delay"), scope);
    cancel_due(now);
}

void Venue::cancel_due(Now now) {
    while (!cancels_.empty() && cancels_.begin()->first <= now.mono) {
        const auto scope = cancels_.extract(cancels_.begin()).mapped();
        const auto cancelled = cancel_open(scope, Cause::Unasked, now);
        log("cancel_on_disconnect: " + std::to_string(cancelled) + " orders cancelled");
        deliver(nullptr, now);
    }
}

std::optional<MonoTime> Venue::next_wait() const {
    std::optional<MonoTime> next;
    if (!held_.empty()) next = held_.begin()->first;
    if (!cancels_.empty()) next = std::min(next.value_or(cancels_.begin()->first), cancels_.begin()->first);
    return next;
}

}  // namespace qb::sim
