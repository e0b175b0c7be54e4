#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "journal/row.h"
#include "records/rows.h"

/// Reports are repeated after a reset by when they were sent, which has to outlive the process and so is a
/// wall time. When somebody sets that clock, what is remembered by it moves along: else reports sent since
/// the OMS's last word could look older than it, and would be lost.
namespace qb::bridge {

/// Notices that the wall clock was set, from turn to turn of one process.
class ClockStep {
public:
    /// By how many microseconds it was set since the turn before; 0 where it just ran, a little fast or slow.
    [[nodiscard]] std::int64_t since_last(const journal::Times& now) {
        const auto before = std::exchange(last_, now);
        if (!before) return 0;
        const auto step = (now.wall_us - before->wall_us) - (now.mono_us - before->mono_us);
        return step > -kNoStep && step < kNoStep ? 0 : step;
    }
    /// The next turn is another process's, whose monotonic clock has another zero.
    void forget() { last_.reset(); }

private:
    static constexpr std::int64_t kNoStep = std::chrono::microseconds(std::chrono::seconds(1)).count();
    std::optional<journal::Times> last_;
};

/// `by` in microseconds.
inline void move_times(records::SessionMemory& memory, std::int64_t by) {
    memory.last_received_us += by;
    for (auto& sent : memory.recent) sent.at_us += by;
}

}  // namespace qb::bridge
