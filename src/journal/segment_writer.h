#pragma once

#include "journal/disk.h"
#include "journal/journal.h"
#include "journal/recovery.h"

#include <functional>
#include <memory>
#include <string_view>

namespace qb::journal {

/// A failed step of writing.
struct StepError {
    std::error_code error;
    std::string_view step;  ///< "create", "allocate", "write", "sync", "rename", "sync directory"
    bool fatal = false;     ///< a sync failed: nothing on this disk can be trusted any more
};

[[noreturn]] void throw_exception_from_error(const StepError& failed, const boost::source_location& where);

/// What a new segment begins with.
struct NewSegment {
    SegmentInfo info;
    std::uint64_t turn = 1;
    Times times;
    const FixNumbersBySession* fix_numbers = nullptr;
    std::uint64_t reserve_bytes = 0;
    /// A first journal may begin on a disk without room for the reserve; a rotation may not.
    bool reserve_required = false;
};

struct WrittenSegment {
    std::unique_ptr<File> file;
    Head head;
    std::uint64_t end = 0;
    std::uint64_t allocated = 0;
};

/// Writes and syncs the segment under an unfinished name, which is removed again on failure.
boost::system::result<WrittenSegment, StepError> write_segment(
    Disk& disk, const NewSegment& segment, const std::function<void(StateSink&)>& write_state);

/// Gives it its name, for good.
StepError publish_segment(Disk& disk, std::uint64_t first_row);

}  // namespace qb::journal
