#pragma once

#include <chrono>

namespace qb::orders {

/// How long a session's orders and replaces may wait in the bridge unsent. Source: MaxOrderAge and
/// MaxQueueDelay of [SESSION].
struct WaitLimits {
    std::chrono::microseconds max_order_age{5'000'000};  ///< what has waited longer is never sent
    /// Longest wait for a share of the order rate, at most max_order_age; 0: what is over the rate is
    /// refused.
    std::chrono::microseconds max_queue_delay{0};
};

}  // namespace qb::orders
