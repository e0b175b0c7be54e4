#include "sim/rate_limit.h"

#include <algorithm>
#include <array>

namespace qb::sim {
namespace {

enum Place : std::uint8_t { General, Cancel };

struct Cost {
    std::string_view command;
    Place bucket;
    std::int64_t tenths;
};
// The documentation lists no bucket for stop commands and cancel_on_disconnect, and no weight for
// close_position, add_twap and what is no command at all.
constexpr std::array<Cost, 15> kCosts{{
    {"subscribe", General, 1},
    {"unsubscribe", General, 1},
    {"add_order", General, 10},
    {"modify_order", General, 10},
    {"modify_stop_order", General, 10},
    {"cancel_order", Cancel, 10},
    {"cancel_stop_order", Cancel, 10},
    {"cancel_all_orders", Cancel, 20},
    {"get_order", General, 20},
    {"get_user_orders", General, 50},
    {"get_user_trades", General, 5},
    {"cancel_on_disconnect", General, 1},
    {"get_user_leverage", General, 1},
    {"set_user_leverage", General, 1},
    {"get_available_leverage_levels", General, 1},
}};
constexpr Cost kOther{"", General, 10};
constexpr std::int64_t kHeaviest = 50;
constexpr std::int64_t kMillion = 1'000'000;

}  // namespace

RateLimit::RateLimit(RateLimits limits)
    : buckets_{Bucket{.per_second = std::int64_t{10} * limits.general},
               Bucket{.per_second = std::int64_t{10} * limits.cancel}} {}

std::chrono::milliseconds RateLimit::charge(std::string_view command, MonoTime now) {
    const auto row =
        std::find_if(kCosts.begin(), kCosts.end(), [&](const Cost& c) { return c.command == command; });
    const Cost& cost = row == kCosts.end() ? kOther : *row;
    return charge(buckets_.at(cost.bucket), cost.tenths, now);
}

std::chrono::milliseconds RateLimit::charge(Bucket& bucket, std::int64_t tenths, MonoTime now) {
    using std::chrono::microseconds;
    if (bucket.per_second == 0) return {};
    const std::int64_t capacity = std::max(bucket.per_second, kHeaviest) * kMillion;
    // After so many microseconds it is empty, whatever was in it.
    const std::int64_t emptied = (capacity + bucket.per_second - 1) / bucket.per_second;
    const auto passed = std::clamp<std::int64_t>(microseconds(now - bucket.since).count(), 0, emptied);
    bucket.level = std::max<std::int64_t>(0, bucket.level - passed * bucket.per_second);
    bucket.since = now;
    const auto over = bucket.level + tenths * kMillion - capacity;
    if (over > 0)
        return std::chrono::ceil<std::chrono::milliseconds>(
            microseconds((over + bucket.per_second - 1) / bucket.per_second));
    bucket.level += tenths * kMillion;
    return {};
}

}  // namespace qb::sim
