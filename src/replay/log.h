#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "orders/time.h"
#include "replay/bad_line.h"
#include "replay/fix_fields.h"

namespace qb::replay {

/// Which way a message went, as a bridge's journal knows it; other logs do not say.
enum class Direction : std::uint8_t { Unknown, In, Out };

/// A message of a log. Good until the log is asked for the next one.
struct LogEntry {
    FixFields message;
    /// The line's own time, that of the journal's turn, else SendingTime(52); empty where nothing says.
    std::optional<WallTime> time;
    Direction direction = Direction::Unknown;
    std::uint64_t line = 0;  ///< from 1; of a journal: the row
};

/// A line that cannot be read as what it seems to be.
struct BadLine {
    std::uint64_t line = 0;
    Damage damage;
};

/// The messages of one log, in their order.
class Log {
public:
    enum class Step : std::uint8_t { Message, BadLine, End };

    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    virtual ~Log() = default;

    virtual Step next() = 0;
    [[nodiscard]] const LogEntry& entry() const { return entry_; }            ///< after Step::Message
    [[nodiscard]] const BadLine& bad_line() const { return bad_; }            ///< after Step::BadLine
    [[nodiscard]] std::uint64_t other_lines() const { return other_lines_; }  ///< so far, without a message

protected:
    LogEntry entry_;
    BadLine bad_;
    std::uint64_t other_lines_ = 0;
};

/// The time that a line begins with, in front of its message: FIX's UTCTimestamp, or RFC 3339 with any of
/// "T" and " " in the middle and "." and "," before the decimals; UTC where it names no offset. Brackets and
/// quotes in front of it are passed over.
[[nodiscard]] std::optional<WallTime> line_time(std::string_view prefix);

}  // namespace qb::replay
