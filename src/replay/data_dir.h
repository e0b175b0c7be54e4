#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <string>

#include "journal/disk.h"

namespace qb::replay {

/// The journal of a DataDir, to read alone; a bridge may be writing it.
[[nodiscard]] inline auto open_data_dir(const std::string& path) {
    return journal::PosixDisk::open_directory(path, journal::PosixDisk::Missing::Fail);
}

}  // namespace qb::replay
