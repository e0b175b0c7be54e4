#pragma once

#include <string>

#include "journal/history.h"

namespace qb::replay {

/// The journal of a DataDir with what was retired of it, to read alone; a bridge may be writing it.
[[nodiscard]] inline auto open_data_dir(const std::string& path) { return journal::open_history(path); }

}  // namespace qb::replay
