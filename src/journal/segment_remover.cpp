#include "journal/segment_remover.h"

#include "journal/error.h"
#include "journal/journal.h"

namespace qb::journal {

std::error_code SegmentRemover::keep_retired() {
    auto folder = disk_.folder(kRetiredFolder, Disk::Missing::Create);
    if (!folder) return folder.error();
    retired_ = std::move(*folder);
    return {};
}

std::error_code SegmentRemover::take_away(const std::string& segment) {
    if (unsure_) return Errc::DirectoryUnsure;
    if (retired_)
        if (const auto error = retire(segment)) return error;
    return disk_.remove(segment);
}

std::error_code SegmentRemover::retire(const std::string& segment) {
    const auto error = disk_.link(segment, kRetiredFolder);
    if (!error) return sync(*retired_);
    // Where the segment is there, the folder is what somebody took away.
    const bool folder_is_gone =
        error == std::errc::no_such_file_or_directory && disk_.open(segment, Disk::Access::Read).has_value();
    return folder_is_gone ? make_error_code(std::errc::not_a_directory) : error;
}

std::error_code SegmentRemover::sync(Disk& directory) {
    const auto error = directory.sync_directory();
    unsure_ = unsure_ || error;
    return error;
}

}  // namespace qb::journal
