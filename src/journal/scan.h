#pragma once

#include "journal/error.h"
#include "journal/hasher.h"
#include "journal/journal.h"
#include "journal/row.h"
#include "journal/window.h"

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <vector>

#include <cstdint>

namespace qb::journal {

/// Why the row at `offset` is not whole.
struct BadRow {
    Fault fault = Fault::BadRow;
    std::uint64_t row = 0;
    std::uint64_t offset = 0;
    std::string what;
    std::error_code error;  ///< for Fault::Io
};

/// What a segment's first row says, before its hash has been checked.
struct SegmentStart {
    SegmentInfo info;
    std::uint64_t turn = 0;  ///< number of the segment's first turn
};

/// Reads the head of the segment whose name gives `first_row`.
boost::system::result<SegmentStart, Damage> read_segment_start(const File& file, std::uint64_t first_row);

/// Verifies one segment turn by turn, from its head on.
class Scan {
public:
    /// `before` is the end of the chain before the segment: its hash and turn, and its row (the number
    /// before the segment's first).
    Scan(const File& file, std::uint32_t segment, const Head& before)
        : window_{file}, segment_{segment}, head_{before}, row_{before.row} {}

    enum class Step : std::uint8_t {
        Turn,  ///< a whole turn; its rows can be taken
        End,   ///< nothing was written behind the last turn, or only its beginning is not there
        Bad,   ///< something that is no whole turn; see bad()
    };
    /// Verifies the next turn; whatever is no whole turn was read from the disk just now. Rows of the last
    /// turn that were not taken are skipped.
    Step next_turn();
    /// The next row of the verified turn; nothing behind its TurnEnd row, or when the disk fails (which
    /// makes bad() an Io fault).
    std::optional<PlacedRow> next_row();

    [[nodiscard]] const Head& head() const { return head_; }  ///< end of the last verified turn
    [[nodiscard]] std::uint64_t end() const { return end_; }  ///< byte behind it
    [[nodiscard]] const std::optional<BadRow>& bad() const { return bad_; }

private:
    struct Cursor {
        std::uint64_t offset;
        std::uint64_t row;
        Hash hash;
    };
    Step verify_turn();
    /// Moves the cursor over one whole row; false with bad() set otherwise. `ended` is set by a TurnEnd.
    bool verify_row(Cursor& at, std::uint64_t turn, bool& ended);
    bool finish_turn(Cursor& at, const Row& row);
    bool fail(const Cursor& at, std::string what, Fault fault = Fault::BadRow, std::error_code error = {});

    Window window_;
    Hasher hasher_;
    std::uint32_t segment_;
    Head head_;
    std::uint64_t end_ = 0;
    std::uint64_t next_ = 0;  // offset of the next row to be taken
    std::uint64_t row_;       // number of the row taken last
    std::optional<BadRow> bad_;
    std::vector<FixChange> changes_;  // parsed only to be checked
};

}  // namespace qb::journal
