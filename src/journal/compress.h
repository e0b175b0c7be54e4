#pragma once

#include "journal/disk.h"

#include <iosfwd>
#include <system_error>

#include <cstdint>

namespace qb::journal {

/// What `compress` did.
struct CompressResult {
    std::uint64_t packed = 0;        ///< segments that are packed now and were not before
    std::uint64_t bytes = 0;         ///< of them, before
    std::uint64_t packed_bytes = 0;  ///< and packed
    std::uint64_t left = 0;          ///< segments whose copy is not what they are: both are left, and named
    std::error_code error;           ///< the disk refused, and ended it; what was done holds
};

/// Packs each segment in the folder of retired ones, and tells `out`, a line a segment. An original goes only
/// when its copy was synced, read back and found to be the same bytes, and has its name for good; so it may
/// be ended at any moment and goes on with the next call. May run beside the bridge, but not twice:
/// Errc::AlreadyInUse. Throws std::runtime_error when zlib has no memory.
CompressResult compress(Disk& retired, std::ostream& out);

}  // namespace qb::journal
