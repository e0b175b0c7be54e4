#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "orders/time.h"

namespace qb::ops {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error };
/// LogLevel of the configuration: debug, info, warn, error.
[[nodiscard]] std::optional<LogLevel> log_level_from(std::string_view word);

enum class LogFormat : std::uint8_t { Text, Json };

/// One named value of a log line.
struct LogField {
    std::string_view key;
    std::string_view value;
};

/// The operator's log: one line per event, written by a thread of its own.
///
/// Text: `2026-11-23T10:00:00.123456Z INFO  order.filled ClOrdID=a1 OrderID=5b30.. LastQty=4: words for a
/// person`. JSON: one object a line with time, level, event, text and the fields. Control characters in
/// values are escaped, so that a peer cannot forge a line.
///
/// Lines gather for 10 ms (or 32 KiB) and go to the writer together, because waking a thread costs an order
/// more than its line does; a warning or an error takes the gathered lines along at once. At most 64 such
/// batches queue; when the disk cannot keep up new lines are dropped and counted, the loop never waits. A
/// process that is killed loses the lines of its last 10 ms; the journal has what they told.
class Log {
public:
    struct Options {
        LogLevel level = LogLevel::Info;
        LogFormat format = LogFormat::Text;
        std::string file;  ///< empty: standard output
    };
    /// Throws std::runtime_error where the file cannot be opened.
    explicit Log(const Options& options);
    /// Writes what is gathered and queued.
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// `event` is a stable dotted word, `text` a sentence for a person (may be empty).
    void line(LogLevel level, WallTime at, std::string_view event, std::initializer_list<LogField> fields,
              std::string_view text = {});
    /// Hands the gathered lines to the writer when they have waited for 10 ms. A value: lines still wait, ask
    /// again after that time at the latest. The loop calls it after every turn.
    std::optional<std::chrono::milliseconds> hand_over_due();
    [[nodiscard]] bool enabled(LogLevel level) const;
    /// Lines, since the start.
    [[nodiscard]] std::uint64_t dropped() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The line without its end, as Log writes it; pure.
[[nodiscard]] std::string format_log_line(LogFormat format, LogLevel level, WallTime at,
                                          std::string_view event, std::initializer_list<LogField> fields,
                                          std::string_view text);

/// UTC, ISO 8601 with microseconds and a Z.
[[nodiscard]] std::string iso_time(WallTime at);

}  // namespace qb::ops
