#pragma once

#include <string>

namespace qb::simulation {

/// Path of a file with the part of a dictionary of fix_spec that the simulation's messages need, which lives
/// as long as the program: QuickFIX parses the dictionaries at every start of a bridge, and the whole of them
/// would take most of the time of a schedule.
[[nodiscard]] const std::string& small_dictionary(const std::string& name);

}  // namespace qb::simulation
