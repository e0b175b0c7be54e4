#pragma once

#include "journal/disk.h"
#include "journal/error.h"
#include "journal/journal.h"
#include "journal/row.h"

#include <boost/system/result.hpp>

#include <iosfwd>
#include <memory>
#include <optional>
#include <span>

namespace qb::journal {

/// Follows a journal that another process may be writing: read-only, without its lock, turn by turn, up
/// to the last whole turn, over all kept segments. Verifies the chain on the way.
class Reader {
public:
    /// Starts at the segment head of the segment that holds row `from` (0: the oldest that is kept).
    static boost::system::result<Reader, Damage> open(Disk& disk, std::uint64_t from = 0);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    /// The next row of any kind, journal's own included; nothing when there is no further whole turn yet
    /// (asking again later may give one). The payload is good until the next call.
    boost::system::result<std::optional<PlacedRow>, Damage> next();

    /// The segment of the row given last.
    [[nodiscard]] const SegmentInfo& segment() const;
    /// The end of the chain as verified so far.
    [[nodiscard]] const Head& head() const;
    /// To be asked when next() gave nothing: how many written bytes lie behind the last whole turn. They are
    /// a turn being written, or the torn tail that opening the journal cuts. Fails when no torn write can
    /// explain them. Zero also when the turn was finished in the meantime, and next() will give it.
    boost::system::result<std::uint64_t, Damage> tail();

private:
    class Impl;
    explicit Reader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The payload of a SegmentHead row; nothing when it is none.
std::optional<SegmentInfo> segment_info(const Row& row);
/// The payload of a TurnEnd row; nothing when it is none. `changes` is replaced.
std::optional<Times> turn_end(const Row& row, std::vector<FixChange>& changes);

/// What `check` counted.
struct CheckResult {
    std::uint64_t segments = 0;
    std::uint64_t turns = 0;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;       ///< of whole turns
    std::uint64_t tail_bytes = 0;  ///< behind them in the last segment
    Head head;                     ///< the last whole row
    std::optional<Damage> damage;  ///< nothing when all is whole
};

/// Verifies a whole directory, read-only, and tells `out` what is whole, a line a segment. May run
/// beside the writer.
CheckResult check(Disk& disk, std::ostream& out);

}  // namespace qb::journal
