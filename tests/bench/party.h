#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>

namespace qb::bench {

/// What one process has used since it began.
struct Usage {
    std::uint64_t heap_bytes = 0;  ///< in use, as the allocator sees it (mallinfo2: uordblks + hblkhd)
    std::uint64_t file_bytes = 0;  ///< resident pages of mapped files: the journal's index, the program
    std::uint64_t cpu_ns = 0;      ///< cpu_ns_of_this_process()
    std::optional<std::uint64_t> instructions;
    std::optional<std::uint64_t> system_calls;
};

/// User and system time of all threads of the calling process.
[[nodiscard]] std::uint64_t cpu_ns_of_this_process();

/// One side of a conversation in a process of its own, so that its heap and its counters are its alone.
///
/// A thread of the process answers usage() and is asleep otherwise. The process ends with this object, and
/// with its parent.
class Party {
public:
    struct Ports {
        std::uint16_t work = 0;    ///< what it is measured through
        std::uint16_t status = 0;  ///< the bridge's status server
    };
    /// Tells the parent where the party listens; called once, when it can be used.
    using Announce = std::function<void(const Ports&)>;
    /// Runs in the child and is not expected to return.
    using Body = std::function<void(const Announce&)>;

    /// Waits for the announcement. Throws std::runtime_error when the child ends without one.
    Party(const char* name, const Body& body);
    ~Party();
    Party(const Party&) = delete;
    Party& operator=(const Party&) = delete;

    [[nodiscard]] const Ports& ports() const { return ports_; }
    [[nodiscard]] std::uint16_t port() const { return ports_.work; }
    [[nodiscard]] pid_t pid() const { return pid_; }
    /// Throws std::runtime_error when the process has died.
    [[nodiscard]] Usage usage() const;

private:
    const char* name_;
    pid_t pid_ = -1;
    int control_ = -1;
    Ports ports_;
};

}  // namespace qb::bench
