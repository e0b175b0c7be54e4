#pragma once

#include <string>

#include "journal/row.h"
#include "ops/log.h"

namespace qb::bridge {

/// The head of the journal's chain for safe-keeping elsewhere: what the log line journal.anchor and
/// `fix-replay anchor` say.
[[nodiscard]] inline std::string anchor_text(const journal::Head& head) {
    const WallTime at{std::chrono::microseconds(head.times.wall_us)};
    return "row=" + std::to_string(head.row) + " turn=" + std::to_string(head.turn) +
           " time=" + ops::iso_time(at) + " hash=" + journal::to_hex(head.hash);
}

}  // namespace qb::bridge
