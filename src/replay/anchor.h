#pragma once

#include <string>

#include "replay/console.h"

namespace qb::replay {

/// Verifies the journal of a DataDir and prints the chain's head (row, turn, time, hash) for safe-keeping
/// elsewhere. Exit 1 when the journal is damaged.
int anchor(const std::string& data_dir, Console& console);

}  // namespace qb::replay
