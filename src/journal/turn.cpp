#include "journal/turn.h"

#include "journal/segment.h"

#include <algorithm>
#include <stdexcept>

namespace qb::journal {

Turn::Turn() { begin(TurnStart{}); }

void Turn::begin(const TurnStart& start) {
    start_ = start;
    arena_.assign(kPrefix, '\0');
    offsets_.clear();
    changes_.clear();
}

std::uint64_t Turn::append(RowKind kind, std::uint8_t version, std::string_view payload) {
    if (kind == RowKind::SegmentHead || kind == RowKind::TurnEnd || kind == RowKind::State)
        throw std::logic_error("only the journal writes " + std::string{to_string(kind)} + " rows");
    if (payload.size() > kMaxPayload) throw std::length_error("a row's payload is too long");
    offsets_.push_back(arena_.size());
    append_record(arena_, kind, version, start_.turn, payload);
    return start_.row + offsets_.size() - 1;
}

void Turn::set_fix_numbers(std::uint16_t session, FixNumbers numbers) {
    const auto known = std::find_if(changes_.begin(), changes_.end(),
                                    [&](const FixChange& change) { return change.session == session; });
    if (known != changes_.end())
        known->numbers = numbers;
    else
        changes_.push_back({session, numbers});
}

std::optional<PlacedRow> Turn::find(std::uint64_t number) const {
    if (number < start_.row || number - start_.row >= offsets_.size()) return std::nullopt;
    return row_at(static_cast<std::size_t>(number - start_.row));
}

std::optional<PlacedRow> Turn::find(RowRef ref) const {
    if (ref.segment() != start_.ref.segment() || ref.offset() < start_.ref.offset()) return std::nullopt;
    const auto position = ref.offset() - start_.ref.offset() + kPrefix;
    const auto found = std::lower_bound(offsets_.begin(), offsets_.end(), position);
    if (found == offsets_.end() || *found != position) return std::nullopt;
    return row_at(static_cast<std::size_t>(found - offsets_.begin()));
}

PlacedRow Turn::row_at(std::size_t index) const {
    const auto record = std::string_view{arena_}.substr(offsets_[index]);
    const auto header = parse_header(record);
    PlacedRow row;
    row.kind = static_cast<RowKind>(header.kind);
    row.version = header.version;
    row.turn = header.turn;
    row.payload = record.substr(kHeaderBytes, header.payload);
    row.number = start_.row + index;
    row.ref = {start_.ref.segment(), start_.ref.offset() + offsets_[index] - kPrefix};
    return row;
}

std::string_view Turn::seal(const Hash& previous, Hasher& hasher, Head& head) {
    arena_.replace(0, kPrefix, as_text(previous));
    for (const auto offset : offsets_) seal_record(arena_, offset, hasher);
    end_payload_.clear();
    write_turn_end(end_payload_, times_, changes_);
    const auto end = arena_.size();
    append_record(arena_, RowKind::TurnEnd, kTurnEndVersion, start_.turn, end_payload_);
    head.hash = seal_record(arena_, end, hasher);
    head.row = next_row();
    head.turn = start_.turn;
    head.times = times_;
    arena_.append(kTurnMark);
    return std::string_view{arena_}.substr(kPrefix);
}

}  // namespace qb::journal
