#pragma once

#include <memory>
#include <string>

#include "journal/disk.h"

namespace qb::bridge {

/// Opens DataDir, the journal's folder. One that is missing is made, and only its owner may look inside; so
/// are its parents, each durable in the one above it, so that a power failure cannot take the journal with a
/// folder. Throws std::runtime_error with the reason a person needs.
[[nodiscard]] std::unique_ptr<journal::Disk> open_data_folder(const std::string& path);

}  // namespace qb::bridge
