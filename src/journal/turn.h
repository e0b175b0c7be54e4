#pragma once

#include "journal/hasher.h"
#include "journal/row.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cstdint>

namespace qb::journal {

/// Longest payload of a row, in bytes. A longer one is a bug of the caller.
inline constexpr std::size_t kMaxPayload = std::size_t{16} << 20;

/// Where the next turn begins: number and place of its first row.
struct TurnStart {
    std::uint64_t turn = 1;
    std::uint64_t row = 1;
    RowRef ref{1, 0};
    bool operator==(const TurnStart&) const = default;
};

/// The rows of the turn in progress, in memory and in the very bytes that one write will put on disk.
///
/// Because nothing else is written in between, a row's number and place are known as soon as it is
/// appended. Memory is kept from turn to turn: in steady state nothing is allocated.
/// Used by the loop's thread only. Journal::begin gives the start; a turn never begun starts at row 1,
/// which is enough for tests of what is written into it.
class Turn {
public:
    Turn();

    /// Empties the turn and starts it anew.
    void begin(const TurnStart& start);
    [[nodiscard]] const TurnStart& start() const { return start_; }

    /// The turn's clocks, put into its end row.
    void set_times(Times times) { times_ = times; }
    [[nodiscard]] Times times() const { return times_; }

    /// Adds a row and returns the number it has from now on. SegmentHead and TurnEnd are the journal's
    /// own and State belongs to Journal::rotate: throws std::logic_error for them, std::length_error
    /// for more than kMaxPayload bytes.
    std::uint64_t append(RowKind kind, std::uint8_t version, std::string_view payload);

    /// New FIX numbers of a session; the last call of a turn counts.
    void set_fix_numbers(std::uint16_t session, FixNumbers numbers);
    /// One entry a session, in the order in which sessions first changed in this turn.
    [[nodiscard]] std::span<const FixChange> fix_changes() const { return changes_; }

    [[nodiscard]] bool empty() const { return offsets_.empty() && changes_.empty(); }
    [[nodiscard]] std::size_t rows() const { return offsets_.size(); }
    /// Bytes the turn will take on disk, without its end row.
    [[nodiscard]] std::size_t bytes() const { return arena_.size() - kPrefix; }
    /// Number the next appended row will have.
    [[nodiscard]] std::uint64_t next_row() const { return start_.row + offsets_.size(); }
    /// Place the next appended row will have.
    [[nodiscard]] RowRef next_ref() const { return {start_.ref.segment(), start_.ref.offset() + bytes()}; }

    /// A row of this turn by number; its payload is good until the next append.
    [[nodiscard]] std::optional<PlacedRow> find(std::uint64_t number) const;
    /// A row of this turn by place.
    [[nodiscard]] std::optional<PlacedRow> find(RowRef ref) const;

private:
    friend class Journal;
    static constexpr std::size_t kPrefix = sizeof(Hash);

    void put(RowKind kind, std::uint8_t version, std::string_view payload);
    [[nodiscard]] PlacedRow row_at(std::size_t index) const;
    /// Appends the end row and fills in the hashes, the first one over `previous`. What results are the
    /// bytes to write; `head` becomes the end of the chain.
    std::string_view seal(const Hash& previous, Hasher& hasher, Head& head);

    TurnStart start_;
    Times times_;
    // [previous hash][record][hash][record][hash]...: each record lies behind the hash it is chained to.
    std::string arena_;
    std::vector<std::size_t> offsets_;  // of the records in the arena
    std::vector<FixChange> changes_;
    std::string end_payload_;
};

}  // namespace qb::journal
