#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "bench/party.h"

namespace qb::bench {

/// What a bridge under measurement is started with.
struct BridgeSetup {
    std::filesystem::path folder;
    std::uint16_t venue_port = 0;  ///< of localhost
    std::string ca_file;
    std::string log_level = "info";
    int repeat_on_reset = 60;  ///< RepeatOnReset, seconds; 0: off
};

/// The bridge as it is delivered: journal, log file, one session, one account. Only the order rate is raised,
/// so that the throttle does not refuse. Announces its FIX port and its status port when it is ready for
/// orders, and runs until the process ends.
void run_bridge(const BridgeSetup& setup, const Party::Announce& announce);

/// Orders in the memory of a running bridge, ended ones included, as its status server tells them. Throws
/// std::runtime_error where it does not.
[[nodiscard]] std::uint64_t orders_in_memory(std::uint16_t status_port);

}  // namespace qb::bench
