#include <algorithm>

#include "venue.h"

// The line to the venue: what is lost with it, what comes out of it, and how it all ends.
namespace qb::model {

void Venue::hang_up(WallTime now) {
    while (!inbox_.empty()) {
        if (dice_.one_in(2)) {
            work(now);
        } else {
            Command lost = std::move(inbox_.front());
            inbox_.pop_front();
            if (lost.added) admit(*lost.added).word = "REJECTED";
        }
    }
    line_.clear();
}

/// VenueCancelOnDisconnect: all that is open is cancelled, some of it a little later, and nobody is there to
/// hear of it.
void Venue::cancel_all(WallTime now) {
    for (auto& [key, order] : orders_) {
        if (!order.open) continue;
        order.lost_with_line = true;
        order.doomed_at = now + std::chrono::milliseconds{dice_.one_in(3) ? dice_.below(3000) : 0};
    }
    cancel_doomed(now);
}

void Venue::cancel_doomed(WallTime now) {
    for (auto& [key, order] : orders_) {
        if (!order.open || !order.lost_with_line || now < order.doomed_at) continue;
        order.open = false;
        order.word = "CANCELLED";
        order.ended_at = now;
    }
}

std::optional<orders::VenueEvent> Venue::say(bool hostile, WallTime now) {
    if (line_.empty()) return std::nullopt;
    const bool jumps = hostile && dice_.percent(20);
    auto at = line_.begin() + (jumps ? dice_.below(static_cast<int>(line_.size())) : 0);
    if (hostile && at->due > now)
        at = std::find_if(line_.begin(), line_.end(), [now](const Frame& frame) { return frame.due <= now; });
    if (at == line_.end()) return std::nullopt;
    orders::VenueEvent event = at->event;
    const bool again = hostile && at->repeats && dice_.percent(7);
    if (!again) line_.erase(at);
    return event;
}

std::optional<orders::Command> Venue::fail_read() {
    const auto read = std::find_if(inbox_.begin(), inbox_.end(),
                                   [](const Command& command) { return orders::is_query(command.what); });
    if (read == inbox_.end()) return std::nullopt;
    auto command = std::move(read->what);
    inbox_.erase(read);
    return command;
}

void Venue::wind_up(WallTime now, bool again) {
    plain_ = true;
    manner_.echo_stop = manner_.echo_child = manner_.echo_modified = true;
    for (auto& [key, order] : orders_) {
        if (order.open && dice_.one_in(2)) {
            if (order.stop()) order.fired = true;
            execute(order, order.quantity, now);
        } else if (order.open) {
            order.open = false;
            order.word = "CANCELLED";
            order.ended_at = now;
        }
        if (!again && order.told_all) continue;
        order.told_all = true;
        tell_all(order, now);
    }
}

/// Everything about an order that has ended, once more.
void Venue::tell_all(Order& order, WallTime now) {
    for (const Trade& trade : order.trades) say_fill(order, trade);
    if (order.word == "FILLED") return say_filled(order, order.trades.back(), now);
    if (!order.id.empty()) return say_update(order, order.word, now);
    auto refusal = update(order, order.word, now);
    refusal.order_id.clear();
    say(refusal);
}

}  // namespace qb::model
