#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orders/time.h"

namespace qb::ops {

/// As the bridge sees it.
enum class FixDirection : std::uint8_t { In, Out };

/// A line of a FIX log with its line feed: `20261123-10:00:00.123456 : <- 8=FIX.4.4...`, `<-` for what came
/// from the OMS and `->` for what was sent to it. SOH stays; a line feed or carriage return inside the
/// message stands as a space, so that a message is one line and nobody forges another.
[[nodiscard]] std::string fix_log_line(WallTime at, FixDirection direction, std::string_view message);

/// FixLog=Y of one session.
struct FixLogSession {
    std::string name;  ///< of its files, see fix_log_name()
    std::uint64_t max_bytes = 0;
};

/// The FIX logs of the sessions that want one, for people and for log readers; the journal is the record.
///
/// The lines of a turn wait until the turn is committed. Like those of Log they gather for 10 ms (or 32 KiB)
/// and go to a thread of their own, which alone touches the files; the loop never waits. Lines for which the
/// queue has no room, and lines that the disk did not take, are counted and lost.
class FixLogs {
public:
    static constexpr std::size_t kQueueBytes = std::size_t{16} << 20;

    /// `sessions` by the number that line() gets; an empty one has no log. `queue_bytes`: of lines that the
    /// writer has not written yet, at most.
    FixLogs(const std::string& folder, const std::vector<std::optional<FixLogSession>>& sessions,
            std::size_t queue_bytes = kQueueBytes);
    /// Writes what is committed.
    ~FixLogs();
    FixLogs(const FixLogs&) = delete;
    FixLogs& operator=(const FixLogs&) = delete;

    /// A message of the turn that is open; redacted already.
    void line(std::uint16_t session, WallTime at, FixDirection direction, std::string_view message);
    /// The turn is in the journal.
    void commit();
    /// As Log::hand_over_due().
    std::optional<std::chrono::milliseconds> hand_over_due();

    /// Since the start.
    [[nodiscard]] std::uint64_t lost() const;
    struct Loss {
        std::uint64_t lines = 0;
        std::string why;  ///< of the last one
    };
    /// What was lost since the last call that gave something; at most once a minute.
    [[nodiscard]] std::optional<Loss> new_loss(MonoTime now);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::ops
