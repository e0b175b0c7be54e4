#include "bench/party.h"

#include <malloc.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/counters.h"

namespace qb::bench {
namespace {

constexpr int kEndedByItself = 3;

template <class T>
bool read_whole(int descriptor, T& value) {
    return recv(descriptor, &value, sizeof value, MSG_WAITALL) == static_cast<ssize_t>(sizeof value);
}

template <class T>
bool write_whole(int descriptor, const T& value) {
    return send(descriptor, &value, sizeof value, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof value);
}

/// A kB line of /proc/self/status, in bytes.
std::uint64_t status_bytes(std::string_view key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(key)) return 1024 * std::stoull(line.substr(key.size()));
    }
    return 0;
}

Usage usage_of_this_process(const Counters& counters) {
    const auto heap = mallinfo2();
    return {.heap_bytes = heap.uordblks + heap.hblkhd,
            .file_bytes = status_bytes("RssFile:"),
            .cpu_ns = cpu_ns_of_this_process(),
            .instructions = counters.instructions(),
            .system_calls = counters.system_calls()};
}

/// Answers questions until the parent has gone, then ends the process.
void answer(int control, const Counters& counters) {
    char question = 0;
    while (read_whole(control, question)) {
        if (!write_whole(control, usage_of_this_process(counters))) break;
    }
    _exit(0);
}

[[noreturn]] void run_child(const char* name, const Party::Body& body, int control) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        const Counters counters;
        std::thread(answer, control, std::cref(counters)).detach();
        body([&](const Party::Ports& ports) { static_cast<void>(write_whole(control, ports)); });
        std::cerr << name << " ended by itself\n";
    } catch (const std::exception& error) {
        std::cerr << name << ": " << error.what() << '\n';
    }
    _exit(kEndedByItself);
}

}  // namespace

std::uint64_t cpu_ns_of_this_process() {
    timespec cpu{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return static_cast<std::uint64_t>(cpu.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(cpu.tv_nsec);
}

Party::Party(const char* name, const Body& body) : name_(name) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("no socket pair");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ == 0) {
        close(ends[0]);
        run_child(name, body, ends[1]);
    }
    close(ends[1]);
    control_ = ends[0];
    if (!read_whole(control_, ports_)) throw std::runtime_error(std::string(name) + " did not start");
}

Party::~Party() {
    // Its thread notices and ends it; a later party holds a copy of this end, hence the shutdown.
    shutdown(control_, SHUT_RDWR);
    close(control_);
    waitpid(pid_, nullptr, 0);
}

Usage Party::usage() const {
    Usage usage;
    if (!write_whole(control_, '?') || !read_whole(control_, usage))
        throw std::runtime_error(std::string(name_) + " has died");
    return usage;
}

}  // namespace qb::bench
