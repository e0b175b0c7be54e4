#pragma once

#include <chrono>

namespace qb {

/// UTC, microseconds since 1970. May jump; used for what is shown and recorded, never for a deadline.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Never goes back; its zero has no meaning and is another one after a restart. Used for deadlines alone.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::microseconds>;

/// The one pair of times that everything inside a turn sees.
struct Now {
    WallTime wall;
    MonoTime mono;
};

}  // namespace qb
