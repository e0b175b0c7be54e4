#include "replay/journal_turns.h"

#include <utility>

namespace qb::replay {

using journal::RowKind;

boost::system::result<TurnReader, journal::Damage> TurnReader::open(journal::Disk& disk) {
    auto reader = journal::Reader::open(disk);
    if (!reader) return reader.error();
    return TurnReader(std::move(*reader));
}

boost::system::result<const JournalTurn*, journal::Damage> TurnReader::next() {
    turn_.rows.clear();
    payloads_.clear();
    begins_.clear();
    for (;;) {
        const auto row = reader_.next();
        if (!row) return row.error();
        if (!*row) return nullptr;
        if ((*row)->kind == RowKind::TurnEnd) return finish();
        add(**row);
    }
}

void TurnReader::add(const journal::PlacedRow& row) {
    if (first_segment_ == 0) first_segment_ = row.ref.segment();
    if (row.kind == RowKind::SegmentHead) return;
    if (row.kind == RowKind::State && row.ref.segment() != first_segment_) return;
    turn_.rows.push_back(row);
    begins_.push_back(payloads_.size());
    payloads_ += row.payload;
}

const JournalTurn* TurnReader::finish() {
    const std::string_view all = payloads_;
    for (std::size_t i = 0; i < turn_.rows.size(); ++i)
        turn_.rows[i].payload = all.substr(begins_[i], turn_.rows[i].payload.size());
    turn_.at = WallTime(std::chrono::microseconds(reader_.head().times.wall_us));
    return &turn_;
}

}  // namespace qb::replay
