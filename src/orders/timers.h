#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "orders/time.h"
#include "orders/types.h"

namespace qb::orders {

/// What an order waits for. An order at rest waits for nothing and has no entry.
enum class TimerKind : std::uint8_t {
    AckTimeout,      ///< the add was not answered
    QueuedTooLong,   ///< no share of the order rate in time; before those that are about age alone
    HeldTooLong,     ///< a held order got too old
    ReadTrades,      ///< fills are missing: read the trades (again)
    IocEnd,          ///< silence of an order that cannot rest: ask whether it is still open
    Settle,          ///< longest hold of a vanished stop
    HuntAgain,       ///< reads of a vanished or fired stop failed or did not decide: read again
    CheckAgain,      ///< a look at a resting order did not tell enough: look once more
    ChangeTimeout,   ///< a cancel or modify was not answered
    ChangeVerify,    ///< a cancel or modify may be done: ask how the order stands
    ChangeRetry,     ///< a cancel that the venue did not process goes out again
    ChangeDeadline,  ///< the order is gone; the request is answered at the latest now
    ChangeTooOld,    ///< a replace waits for the order's first answer
    RestPaused,      ///< a rest waits for the end of a pause of the order rate
    Sweep,           ///< of no order (key 0): the open set is to be read for many stops at once
    Foreign,         ///< of no order (key 0): whose news it is may be known by now
    Survey,          ///< of no order (key 0): the open set is to be read once more after a loss of the link
    LookUp,          ///< an add of unknown outcome is looked for once more
};

/// Deadlines in the order of time, then order key, then kind. At most one per order and kind.
class Timers {
public:
    struct Due {
        OrderKey key;
        TimerKind kind;
    };

    /// Replaces an earlier deadline of the same order and kind.
    void arm(OrderKey key, TimerKind kind, MonoTime at) {
        disarm(key, kind);
        times_.emplace(std::pair{key, kind}, at);
        queue_.emplace(at, key, kind);
    }
    void disarm(OrderKey key, TimerKind kind) {
        const auto found = times_.find({key, kind});
        if (found == times_.end()) return;
        queue_.erase({found->second, key, kind});
        times_.erase(found);
    }
    void disarm_all(OrderKey key) {
        auto at = times_.lower_bound({key, TimerKind{}});
        while (at != times_.end() && at->first.first == key) {
            queue_.erase({at->second, key, at->first.second});
            at = times_.erase(at);
        }
    }
    [[nodiscard]] bool armed(OrderKey key, TimerKind kind) const { return times_.contains({key, kind}); }
    [[nodiscard]] std::optional<MonoTime> first() const {
        if (queue_.empty()) return std::nullopt;
        return std::get<0>(*queue_.begin());
    }
    /// Takes out the first deadline at or before `now`.
    std::optional<Due> pop(MonoTime now) {
        if (queue_.empty() || std::get<0>(*queue_.begin()) > now) return std::nullopt;
        const auto [at, key, kind] = *queue_.begin();
        disarm(key, kind);
        return Due{key, kind};
    }

private:
    std::map<std::pair<OrderKey, TimerKind>, MonoTime> times_;
    std::set<std::tuple<MonoTime, OrderKey, TimerKind>> queue_;
};

}  // namespace qb::orders
