#pragma once

#include "journal/disk.h"

#include <memory>
#include <string>

namespace qb::journal {

/// A journal with the segments that were retired of it, packed or not, in front of the kept ones: to read
/// alone, also while a bridge and `journal compress` are at work. What is in both places counts as it is
/// kept.
///
/// A packed segment is unpacked to a temporary file while it is open. One that does not unpack is opened with
/// Errc::BadPacking. Without a folder of retired segments this is `kept` itself.
DiskResult<std::unique_ptr<Disk>> with_retired(std::unique_ptr<Disk> kept);

/// The same for a DataDir.
DiskResult<std::unique_ptr<Disk>> open_history(const std::string& data_dir);

}  // namespace qb::journal
