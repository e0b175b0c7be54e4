#pragma once

#include "journal/disk.h"
#include "journal/hasher.h"
#include "journal/row.h"

#include <cstdint>

namespace qb::journal {

/// What lies behind the last whole turn of a segment.
struct Tail {
    std::uint64_t bytes = 0;  ///< from that turn's end to the last byte that is not zero
    /// True when a turn whose write never finished explains it, so that it may be cut: the process died
    /// inside the write (the turn stops somewhere), or the power failed (whole 512-byte blocks of the turn
    /// are zero). False when a finished turn, or rows of a later one, lie there: then the bytes were
    /// changed after they were written.
    bool torn = true;
};

/// Looks at the bytes of `file` from `end` on; `last_turn` is the turn that ends there.
DiskResult<Tail> examine_tail(const File& file, std::uint64_t end, std::uint64_t last_turn);

}  // namespace qb::journal
