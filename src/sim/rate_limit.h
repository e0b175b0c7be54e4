#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "orders/time.h"

namespace qb::sim {

/// Units of weight per second and account in each of the venue's two buckets; 0: no limit.
struct RateLimits {
    int general = 200;
    int cancel = 200;
};

/// What one account has used of its limits (QFEX docs, rate limits: weights and buckets). The venue smooths
/// by a moving average whose time constant it does not publish; here a bucket holds one second's worth, and
/// at least the heaviest command, and empties evenly.
class RateLimit {
public:
    explicit RateLimit(RateLimits limits);

    /// Zero: the command counts. Else it is over the limit, does not count and would pass after this time.
    std::chrono::milliseconds charge(std::string_view command, MonoTime now);

private:
    struct Bucket {
        std::int64_t per_second = 0;  // tenths of a unit, the finest weight there is
        std::int64_t level = 0;       // millionths of a tenth
        MonoTime since{};
    };
    static std::chrono::milliseconds charge(Bucket& bucket, std::int64_t tenths, MonoTime now);

    std::array<Bucket, 2> buckets_;
};

}  // namespace qb::sim
