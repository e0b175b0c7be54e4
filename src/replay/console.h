#pragma once

#include <iosfwd>

/// fix-replay: answers compliance's questions from FIX logs and from the bridge's journal. One file a
/// command.
namespace qb::replay {

/// Where a command reads and writes, so that tests stand in for a terminal.
struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
};

/// What every command's function returns, and the program with it.
inline constexpr int kExitGood = 0;
inline constexpr int kExitFound = 1;  ///< a bad line, a difference, damage: what the command looks for
inline constexpr int kExitUsage = 2;  ///< the command line, or a file that cannot be opened

}  // namespace qb::replay
