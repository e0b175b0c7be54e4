#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "replay/console.h"
#include "replay/log.h"

namespace qb::replay {

/// The messages of several logs, by time; of those of one log, and of equal times, the order is kept. A
/// message without a time goes with the one before it in its log. Bad lines are told on the console's error
/// stream as they come.
class LogMerge {
public:
    /// Each is a file, `-` for the console's input, or a bridge's DataDir. Throws std::runtime_error for one
    /// that cannot be opened.
    LogMerge(const std::vector<std::string>& paths, Console& console);
    ~LogMerge();
    LogMerge(const LogMerge&) = delete;
    LogMerge& operator=(const LogMerge&) = delete;

    /// The next message, good until the next call; null at the end.
    const LogEntry* next();
    /// The log it comes from, as named on the command line, and its place there.
    [[nodiscard]] const std::string& log_name() const { return logs_[current_].name; }
    [[nodiscard]] std::size_t log_number() const { return current_; }

    [[nodiscard]] std::uint64_t bad_lines() const { return bad_lines_; }
    /// Says on the error stream how many lines gave no message, where there were any. Exit code of a command
    /// that found nothing else.
    int finish();

private:
    struct Source {
        std::string name;
        std::unique_ptr<Log> log;
        WallTime time{};  // of what is next
    };
    void advance(std::size_t index);
    [[nodiscard]] bool is_later(std::size_t a, std::size_t b) const;

    std::vector<Source> logs_;
    std::vector<std::size_t> waiting_;  // heap: the logs that have a message, the next one first
    Console& console_;
    std::size_t current_ = 0;
    bool current_taken_ = false;  // its message was given out
    std::uint64_t bad_lines_ = 0;
};

}  // namespace qb::replay
