#include "bench/counters.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace qb::bench {
namespace {

int open_counter(std::uint32_t type, std::uint64_t config, bool user_only) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = type;
    attributes.config = config;
    attributes.inherit = 1;
    attributes.exclude_kernel = user_only ? 1 : 0;
    attributes.exclude_hv = 1;
    return static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

int open_system_call_counter() {
    for (const std::string root : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"}) {
        std::uint64_t id = 0;
        if (std::ifstream(root + "/events/raw_syscalls/sys_enter/id") >> id)
            return open_counter(PERF_TYPE_TRACEPOINT, id, false);
    }
    return -1;
}

std::optional<std::uint64_t> read_counter(int descriptor) {
    std::uint64_t value = 0;
    if (descriptor < 0 || read(descriptor, &value, sizeof value) != sizeof value) return std::nullopt;
    return value;
}

}  // namespace

Counters::Counters()
    : instructions_(open_counter(PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, true)),
      system_calls_(open_system_call_counter()) {}

Counters::~Counters() {
    for (const int descriptor : {instructions_, system_calls_}) {
        if (descriptor >= 0) close(descriptor);
    }
}

std::optional<std::uint64_t> Counters::instructions() const { return read_counter(instructions_); }
std::optional<std::uint64_t> Counters::system_calls() const { return read_counter(system_calls_); }

}  // namespace qb::bench
