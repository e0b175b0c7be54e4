#pragma once

#include <cstdint>

#include "journal/row.h"
#include "orders/time.h"

/// Clocks as rows hold them: whole microseconds.
namespace qb::bridge {

[[nodiscard]] inline std::int64_t micros(WallTime at) { return at.time_since_epoch().count(); }

[[nodiscard]] inline journal::Times times_of(Now now) {
    return {micros(now.wall), now.mono.time_since_epoch().count()};
}

}  // namespace qb::bridge
