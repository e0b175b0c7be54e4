#pragma once

#include <chrono>

#include "orders/time.h"

/// The test's clock. gettimeofday(), the only clock that QuickFIX reads, is defined in fake_time.cpp and
/// shows it too.
namespace qb::fix::test {

[[nodiscard]] Now now();
void set_now(Now time);
void set_wall(WallTime time);  ///< the monotonic clock does not move
void advance(std::chrono::microseconds by);

}  // namespace qb::fix::test
