// Venue: what happens later than the command that asked for it.
#include "sim/venue.h"

namespace qb::sim {
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
        const auto cancelled = exchange_.cancel_all(scope, Cause::Unasked, now.wall);
        log("cancel_on_disconnect: " + std::to_string(cancelled) + " orders cancelled");
        deliver(nullptr, now);
    }
}

std::optional<MonoTime> Venue::next_wait() const {
    if (cancels_.empty()) return std::nullopt;
    return cancels_.begin()->first;
}

}  // namespace qb::sim
