#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace qb::bench {

/// The bridge as it is delivered: journal, log file at level info, one session, one account whose venue
/// listens on the given port of localhost. Only the order rate is raised, so that the throttle does not
/// refuse. Announces its FIX port when it is ready for orders, and runs until the process ends.
void run_bridge(const std::filesystem::path& folder, std::uint16_t venue_port, const std::string& ca_file,
                const std::function<void(std::uint16_t)>& announce);

}  // namespace qb::bench
