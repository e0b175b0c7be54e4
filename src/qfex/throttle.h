#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "orders/time.h"

namespace qb::qfex {

/// The venue counts in two independent buckets, so that cancels pass when orders are throttled
/// (QFEX docs, "Rate Limits").
enum class Bucket : std::uint8_t { General, Cancel };

/// Message weight in tenths of a unit, the finest the venue's table has.
struct Weight {
    std::int64_t tenths = 10;
};

struct Cost {
    Bucket bucket{};
    Weight weight;
};

/// Commands the bridge sends, and what they cost.
enum class Command : std::uint8_t {
    Subscribe,
    AddOrder,
    CancelOrder,
    ModifyOrder,
    CancelAllOrders,
    CancelStopOrder,  ///< bucket assumed: the docs say "cancel-related messages"
    ModifyStopOrder,  ///< bucket assumed
    GetOrder,
    GetUserOrders,
    GetUserTrades,
    CancelOnDisconnect,  ///< bucket assumed
    RestRead,            ///< weight and bucket assumed: a REST read counts like one order
};

/// Source: QFEX docs, "Rate Limits", table of weights.
constexpr Cost cost_of(Command command) {
    switch (command) {
    case Command::Subscribe: return {Bucket::General, {1}};
    case Command::AddOrder: return {Bucket::General, {10}};
    case Command::CancelOrder: return {Bucket::Cancel, {10}};
    case Command::ModifyOrder: return {Bucket::General, {10}};
    case Command::CancelAllOrders: return {Bucket::Cancel, {20}};
    case Command::CancelStopOrder: return {Bucket::Cancel, {10}};
    case Command::ModifyStopOrder: return {Bucket::General, {10}};
    case Command::GetOrder: return {Bucket::General, {20}};
    case Command::GetUserOrders: return {Bucket::General, {50}};
    case Command::GetUserTrades: return {Bucket::General, {5}};
    case Command::CancelOnDisconnect: return {Bucket::General, {1}};
    case Command::RestRead: return {Bucket::General, {10}};
    }
    return {};
}

/// Keeps an account below the venue's limits: two token buckets, no clock of its own.
///
/// The venue allows 200 units a second per bucket as an exponential moving average whose time constant is
/// unpublished. A bucket of rate r that holds at most one second's worth keeps such an average at or below
/// r for every time constant of one second or more, even when a full bucket is spent at once; so one
/// second's worth is the burst. One object per account: the venue counts per user, over all connections,
/// and so the object outlives a reconnect.
class Throttle {
public:
    /// Rates in weight units per second, at least 1 each.
    Throttle(int general_rate, int cancel_rate);

    /// Takes the cost and says yes, or takes nothing and says no (too little left, or paused).
    [[nodiscard]] bool try_take(Bucket bucket, Weight weight, MonoTime now);
    [[nodiscard]] bool try_take(Command command, MonoTime now) {
        const Cost cost = cost_of(command);
        return try_take(cost.bucket, cost.weight, now);
    }

    /// The earliest time at which try_take() of this weight can succeed, `now` when it would now. A weight
    /// above the burst is never possible: it is treated as the burst, by both functions.
    [[nodiscard]] MonoTime possible_at(Bucket bucket, Weight weight, MonoTime now) const;

    /// Empties the bucket and keeps it empty until `until`: after a refusal a full burst would only provoke
    /// the next one. Never shortens a longer pause.
    void pause(Bucket bucket, MonoTime until);

    /// The venue refused a command with RateLimited: pauses its bucket for the venue's hint (at most a
    /// minute, the venue's own window), or without one for 1 s, doubling to 30 s with each further refusal
    /// in a row; up to a quarter is added from `random`. Refusals that arrive during a pause are echoes of
    /// commands sent before it and do not double. A bucket that went without refusal for its last pause's
    /// length begins at 1 s again. Returns the end of the pause.
    MonoTime rate_limited(Bucket bucket, MonoTime now, std::optional<std::chrono::milliseconds> hint,
                          std::uint32_t random);

    /// Paused now? For the status page.
    [[nodiscard]] bool paused(Bucket bucket, MonoTime now) const;

private:
    struct State {
        std::int64_t rate = 1;    // units per second = micro-units per microsecond
        std::int64_t tokens = 0;  // micro-units
        MonoTime filled_at{};
        MonoTime paused_until{};
        std::chrono::microseconds last_pause{0};

        [[nodiscard]] std::int64_t burst() const;
        [[nodiscard]] std::int64_t need(Weight weight) const;
        [[nodiscard]] std::int64_t tokens_at(MonoTime now) const;
    };
    [[nodiscard]] State& state(Bucket bucket) { return bucket == Bucket::Cancel ? cancel_ : general_; }
    [[nodiscard]] const State& state(Bucket bucket) const {
        return bucket == Bucket::Cancel ? cancel_ : general_;
    }

    State general_;
    State cancel_;
};

}  // namespace qb::qfex
