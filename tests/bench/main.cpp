#include <sched.h>
#include <sys/utsname.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

#include "bench/memory.h"
#include "bench/round_trip.h"

namespace qb::bench {
namespace {

/// Every process started from here on shares one core, so that a round trip is the sum of the work in it and
/// not of who was awake where.
int pin_to_core(int wanted) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    sched_getaffinity(0, sizeof allowed, &allowed);
    int core = wanted;
    for (int i = 0; wanted < 0 && i < CPU_SETSIZE; ++i) {
        if (CPU_ISSET(static_cast<unsigned>(i), &allowed)) core = i;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(core), &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0)
        throw std::runtime_error("cannot run on core " + std::to_string(core));
    return core;
}

/// Until it ends, this process and those it starts give way to no ordinary process. They take turns among
/// themselves as they would otherwise.
class Realtime {
public:
    explicit Realtime(bool wanted) : wanted_(wanted) {
        if (wanted_ && !set(SCHED_RR, 1)) throw std::runtime_error("a real-time priority is not allowed");
    }
    ~Realtime() {
        if (wanted_) static_cast<void>(set(SCHED_OTHER, 0));
    }
    Realtime(const Realtime&) = delete;
    Realtime& operator=(const Realtime&) = delete;

private:
    static bool set(int policy, int priority) {
        const sched_param parameter{.sched_priority = priority};
        return sched_setscheduler(0, policy, &parameter) == 0;
    }
    bool wanted_;
};

void print_machine(unsigned cores, int core) {
    std::string load;
    std::getline(std::ifstream("/proc/loadavg"), load);
    utsname system{};
    uname(&system);
    std::cout << "machine: " << cores << " cores, Linux " << system.release << ", load " << load
              << "\nall processes on core " << core << std::endl;
}

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "qfex-bridge-bench-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path;
};

void run(const Settings& settings) {
    const auto cores = std::thread::hardware_concurrency();
    print_machine(cores, pin_to_core(settings.core));
    const test::Certs certs;
    const Folder folder;
    const Ground ground{settings, certs, folder.path};
    Table table;
    {
        const Realtime priority(settings.realtime);
        measure_round_trip(ground, table);
    }
    measure_memory(ground, table);
    table.print();
}

}  // namespace
}  // namespace qb::bench

int main(int argc, char** argv) {
    qb::bench::Settings settings;
    bool bridge_only = false;
    CLI::App app("What the bridge costs, beside its floors");
    app.add_option("--rounds", settings.rounds, "rounds of round trips; 0: none")->capture_default_str();
    app.add_option("--orders", settings.orders, "orders in a round")->capture_default_str();
    app.add_flag("--bridge-only", bridge_only, "no floors: for a profiler");
    app.add_option("--live", settings.live_to, "live orders to grow to from 10000; 0: none")
        ->capture_default_str();
    app.add_option("--ended", settings.ended, "orders that begin and end; 0: none")->capture_default_str();
    app.add_option("--log-level", settings.log_level, "of the bridge")->capture_default_str();
    app.add_flag("--realtime", settings.realtime,
                 "round trips ahead of every ordinary process; for root on a busy machine");
    app.add_option("--core", settings.core, "where everything runs; default: the last core");
    CLI11_PARSE(app, argc, argv);
    settings.floors = !bridge_only;
    try {
        qb::bench::run(settings);
    } catch (const std::exception& error) {
        std::cerr << "qb_bench: " << error.what() << '\n';
        return 1;
    }
}
