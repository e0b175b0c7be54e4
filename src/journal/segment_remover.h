#pragma once

#include "journal/disk.h"

#include <string>

namespace qb::journal {

/// Takes closed segments out of a journal's directory: for good, or into the folder of retired ones.
class SegmentRemover {
public:
    explicit SegmentRemover(Disk& disk) : disk_{disk} {}

    /// From now on they go to kRetiredFolder, which is made where it is missing.
    std::error_code keep_retired();
    /// A segment that is retired has its name there for good before it loses the other: whatever fails, and
    /// whichever directory the disk writes first, it has one of them.
    std::error_code take_away(const std::string& segment);
    /// Returns when a power failure would not bring it back.
    std::error_code make_durable() { return sync(disk_); }
    /// A sync has failed. A second one may lie, so take_away() says Errc::DirectoryUnsure.
    [[nodiscard]] bool is_unsure() const { return unsure_; }

private:
    std::error_code retire(const std::string& segment);
    std::error_code sync(Disk& directory);

    Disk& disk_;
    bool keeps_ = false;  // what is taken away
    bool unsure_ = false;
};

}  // namespace qb::journal
