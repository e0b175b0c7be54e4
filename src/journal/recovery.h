#pragma once

#include "journal/journal.h"

#include <map>
#include <vector>

namespace qb::journal {

using FixNumbersBySession = std::map<std::uint16_t, FixNumbers>;

/// A journal as found on disk, its last segment open and cut to its last whole turn.
struct Recovered {
    std::unique_ptr<File> file;
    std::vector<SegmentInfo> segments;
    Head head;
    FixNumbersBySession fix_numbers;
    std::uint64_t first_turn_end = 0;  ///< byte behind the last segment's state
    std::uint64_t end = 0;             ///< byte behind its last turn
    Recovery report;
};

/// Verifies the journal whose segments begin with `first_rows` (at least one) and hands out its rows.
boost::system::result<Recovered, Damage> recover(Disk& disk, const Options& options,
                                                 const std::vector<std::uint64_t>& first_rows,
                                                 RecoveryHandler& handler);

/// Removes what a crash left of files that are a segment's name and `suffix` until they are whole; gives
/// their names.
DiskResult<std::vector<std::string>> remove_unfinished(Disk& disk, std::string_view suffix);

}  // namespace qb::journal
