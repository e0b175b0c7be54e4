#pragma once

#include <string>

namespace qb::simulation {

/// Path of a file with the part of fix_spec/FIX44.xml that the simulation's messages need, which lives as
/// long as the program: QuickFIX parses the dictionary at every start of a bridge, and the whole of it would
/// take most of the time of a schedule.
[[nodiscard]] const std::string& small_dictionary();

}  // namespace qb::simulation
