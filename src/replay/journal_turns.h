#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "journal/reader.h"
#include "orders/time.h"

namespace qb::replay {

/// One whole turn: its rows in order, without the journal's own, and the time they all share.
struct JournalTurn {
    std::vector<journal::PlacedRow> rows;  ///< payloads are good until the next turn is read
    WallTime at{};
};

/// A journal turn by turn: a row's time stands at the end of its turn. Memory holds one turn. State rows are
/// given for the oldest segment alone: what the others repeat is known from the rows before.
class TurnReader {
public:
    static boost::system::result<TurnReader, journal::Damage> open(journal::Disk& disk);

    /// The next whole turn; null at the end of the journal.
    [[nodiscard]] boost::system::result<const JournalTurn*, journal::Damage> next();
    [[nodiscard]] const journal::Head& head() const { return reader_.head(); }

private:
    explicit TurnReader(journal::Reader reader) : reader_(std::move(reader)) {}
    void add(const journal::PlacedRow& row);
    const JournalTurn* finish();

    journal::Reader reader_;
    std::uint32_t first_segment_ = 0;
    JournalTurn turn_;
    std::string payloads_;
    std::vector<std::size_t> begins_;  // of each row's payload
};

}  // namespace qb::replay
