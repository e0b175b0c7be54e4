#pragma once

#include <optional>
#include <stdexcept>
#include <string_view>

#include "bridge/rerun.h"
#include "records/rows.h"

/// Payloads of recorded rows. Those without an optional throw std::runtime_error for one that this build
/// cannot read. Private to the re-run.
namespace qb::bridge {

[[nodiscard]] inline std::optional<records::EventRow> event_of(const RecordedTurn::Row& row) {
    return records::read_event(row.version, row.payload);
}

[[nodiscard]] inline bool says(const RecordedTurn::Row& row, journal::RowKind kind, std::string_view word) {
    if (row.kind != kind) return false;
    const auto event = event_of(row);
    return event && event->word == word;
}

[[nodiscard]] inline records::FixRow fix_of(const RecordedTurn::Row& row) {
    const auto message = records::read_fix(row.version, row.payload);
    if (!message) throw std::runtime_error("the row is no FIX message that this build can read");
    return *message;
}

[[nodiscard]] inline records::EventRow known_event(const RecordedTurn::Row& row) {
    const auto event = event_of(row);
    if (!event) throw std::runtime_error("the row is no event that this build can read");
    return *event;
}

[[nodiscard]] inline records::VenueRow venue_of(const RecordedTurn::Row& row) {
    const auto frame = records::read_venue(row.version, row.payload);
    if (!frame) throw std::runtime_error("the row is no frame that this build can read");
    return *frame;
}

}  // namespace qb::bridge
