#include "sim/outbox.h"

#include <utility>

namespace qb::sim {

void Outbox::begin_reply(ConnectionId connection, ReplyFate fate) {
    replying_to_ = connection;
    fate_ = fate;
    first_ = true;
}

void Outbox::send(ConnectionId connection, const std::string& text, std::chrono::milliseconds delay,
                  MonoTime now) {
    int copies = 1;
    if (connection == replying_to_) {
        const bool lost = fate_.lose_all || (fate_.lose_first && first_);
        first_ = false;
        if (lost) return;
        if (fate_.doubled) copies = 2;
        delay += fate_.delay;
    }
    for (; copies > 0; --copies) {
        Output output{OutputKind::Text, connection, text};
        if (delay.count() == 0)
            ready_.push_back(std::move(output));
        else
            later_.emplace(now + delay, std::move(output));
    }
}

void Outbox::release_due(MonoTime now) {
    const auto end = later_.upper_bound(now);
    for (auto it = later_.begin(); it != end; ++it) ready_.push_back(std::move(it->second));
    later_.erase(later_.begin(), end);
}

std::optional<MonoTime> Outbox::next_due() const {
    if (later_.empty()) return std::nullopt;
    return later_.begin()->first;
}

std::vector<Output> Outbox::take() { return std::exchange(ready_, {}); }

}  // namespace qb::sim
