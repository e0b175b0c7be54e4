#pragma once

#include <cstdint>
#include <optional>

namespace qb::bench {

/// What the kernel counts for a process and every thread it starts afterwards (perf_event_open(2)). Each
/// counter is empty where this machine has none: virtual machines often have no instruction counter, and
/// system calls are counted by a tracepoint that only root may read.
class Counters {
public:
    Counters();
    ~Counters();
    Counters(const Counters&) = delete;
    Counters& operator=(const Counters&) = delete;

    [[nodiscard]] std::optional<std::uint64_t> instructions() const;  ///< user mode
    [[nodiscard]] std::optional<std::uint64_t> system_calls() const;

private:
    int instructions_ = -1;
    int system_calls_ = -1;
};

}  // namespace qb::bench
