#include "bridge/disconnect_watch.h"

#include <algorithm>

namespace qb::bridge {

void DisconnectWatch::lost(orders::SessionIndex session, const ops::DisconnectPolicy& policy, MonoTime now) {
    if (policy.grace) waiting_[session] = {now + *policy.grace, orders::OwedCancel::OnDisconnect};
}

void DisconnectWatch::logged_out(orders::SessionIndex session, const ops::DisconnectPolicy& policy,
                                 MonoTime now) {
    if (!policy.on_logout) return;
    const auto grace = policy.grace.value_or(std::chrono::microseconds{0});
    waiting_[session] = {now + grace, orders::OwedCancel::OnLogout};
}

DisconnectWatch::Sessions::const_iterator DisconnectWatch::first() const {
    return std::min_element(waiting_.begin(), waiting_.end(),
                            [](const auto& a, const auto& b) { return a.second.until < b.second.until; });
}

std::optional<MonoTime> DisconnectWatch::next_deadline() const {
    if (waiting_.empty()) return std::nullopt;
    return first()->second.until;
}

std::optional<DisconnectWatch::Due> DisconnectWatch::pop(MonoTime now) {
    const auto due = first();
    if (due == waiting_.end() || due->second.until > now) return std::nullopt;
    const Due out{due->first, due->second.why};
    waiting_.erase(due);
    return out;
}

}  // namespace qb::bridge
