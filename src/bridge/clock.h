#pragma once

#include <chrono>

#include "orders/time.h"

namespace qb::bridge {

/// The machine's clocks.
[[nodiscard]] inline Now now() {
    return {std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()),
            std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::steady_clock::now())};
}

}  // namespace qb::bridge
