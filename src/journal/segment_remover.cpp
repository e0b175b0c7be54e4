#include "journal/segment_remover.h"

#include "journal/error.h"
#include "journal/journal.h"

namespace qb::journal {

std::error_code SegmentRemover::keep_retired() {
    const auto folder = disk_.folder(kRetiredFolder, Disk::Missing::Create);
    keeps_ = folder.has_value();
    return keeps_ ? std::error_code{} : folder.error();
}

std::error_code SegmentRemover::take_away(const std::string& segment) {
    if (unsure_) return Errc::DirectoryUnsure;
    if (keeps_)
        if (const auto error = retire(segment)) return error;
    return disk_.remove(segment);
}

std::error_code SegmentRemover::retire(const std::string& segment) {
    // Opened each time: what is synced must be what is linked into, should somebody have put another one
    // there.
    const auto folder = disk_.folder(kRetiredFolder, Disk::Missing::Create);
    if (!folder) return folder.error();
    const auto error = disk_.link(segment, kRetiredFolder);
    if (!error) return sync(**folder);
    if (error != std::errc::no_such_file_or_directory) return error;
    // Unless the segment is what is missing, the folder is: taken away a moment ago.
    const auto there = disk_.open(segment, Disk::Access::Read);
    const bool is_gone = !there && there.error() == std::errc::no_such_file_or_directory;
    return is_gone ? error : make_error_code(std::errc::not_a_directory);
}

std::error_code SegmentRemover::sync(Disk& directory) {
    const auto error = directory.sync_directory();
    unsure_ = unsure_ || error;
    return error;
}

}  // namespace qb::journal
