#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "support/certs.h"

namespace qb::bench {

/// What to measure, and how much of it.
struct Settings {
    int rounds = 30;                                    ///< 0: no round trips
    int orders = 200;                                   ///< a round has, of each kind
    bool floors = true;                                 ///< false: the bridge alone, for a profiler
    std::size_t live_from = 10'000, live_to = 100'000;  ///< live orders; live_to 0: not measured
    std::size_t ended = 40'000;                         ///< orders that begin and end; 0: not measured
    bool realtime = false;                              ///< round trips at a real-time priority
    std::string log_level = "info";                     ///< the bridge's LogLevel
    int core = -1;  ///< every process runs there; -1: the last one allowed
};

/// What every measurement stands on.
struct Ground {
    Settings settings;
    const test::Certs& certs;
    std::filesystem::path folder;  ///< ours alone; goes with the program
};

}  // namespace qb::bench
