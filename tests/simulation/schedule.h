#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace qb::simulation {

/// How one schedule went.
struct Outcome {
    std::vector<std::string> complaints;  ///< empty: all was well
    std::vector<std::string> trace;       ///< what happened, where it was asked for
    std::vector<std::string> segments;    ///< the journal at the end
    int orders = 0, accepted = 0, fills = 0, replaced = 0, cancelled = 0, unknown = 0;
    int worlds_of_two = 0;  ///< in which both OMSs have orders that the venue accepted
    int starts = 0, resets = 0, resent = 0, repeated = 0, rerun = 0;
    void add(const Outcome& other);
};

/// Plays one world from its seed: a bridge, one OMS or two, a venue, and what goes wrong between them.
[[nodiscard]] Outcome play(std::uint64_t seed, bool traced);

}  // namespace qb::simulation
