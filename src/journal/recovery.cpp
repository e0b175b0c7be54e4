#include "journal/recovery.h"

#include "journal/reader.h"
#include "journal/scan.h"
#include "journal/segment.h"

namespace qb::journal {
namespace {

/// Sorts the rows that a Reader gives into what the handler is told.
class Dispatch {
public:
    Dispatch(Recovered& found, RecoveryHandler& handler, std::uint64_t last_segment)
        : found_{found}, handler_{handler}, last_segment_{last_segment} {}

    Refusal row(const PlacedRow& row, const Reader& reader) {
        if (row.kind == RowKind::SegmentHead) found_.segments.push_back(reader.segment());
        return reader.segment().first_row == last_segment_ ? last_row(row, reader.head()) : older_row(row);
    }

private:
    Refusal older_row(const PlacedRow& row) {
        ++found_.report.older_rows;
        if (row.kind == RowKind::SegmentHead || row.kind == RowKind::State || row.kind == RowKind::TurnEnd)
            return std::nullopt;
        return handler_.older_row(row);
    }

    Refusal last_row(const PlacedRow& row, const Head& head) {
        ++found_.report.rows;
        if (row.kind == RowKind::SegmentHead) return std::nullopt;
        if (row.kind == RowKind::State) return handler_.state(row);
        if (row.kind != RowKind::TurnEnd) return handler_.row(row);
        ++found_.report.turns;
        found_.end = row.ref.offset() + record_size(row.payload.size()) + kTurnMark.size();
        if (found_.first_turn_end == 0) found_.first_turn_end = found_.end;
        turn_end(row, changes_);
        for (const auto& change : changes_) found_.fix_numbers[change.session] = change.numbers;
        return handler_.turn_end(head, changes_);
    }

    Recovered& found_;
    RecoveryHandler& handler_;
    std::uint64_t last_segment_;
    std::vector<FixChange> changes_;
};

Damage refused(const PlacedRow& row, const Reader& reader, std::string why) {
    return {
        Fault::Refused,
        segment_name(reader.segment().first_row),
        row.number,
        row.ref.offset(),
        std::string{to_string(row.kind)} + " version " + std::to_string(row.version) + ": " + std::move(why),
        {}};
}

std::optional<Damage> dispatch_all(Reader& reader, Dispatch& dispatch) {
    for (;;) {
        const auto row = reader.next();
        if (!row) return row.error();
        const auto& placed = row.value();
        if (!placed) return std::nullopt;
        if (auto refusal = dispatch.row(*placed, reader))
            return refused(*placed, reader, std::move(*refusal));
    }
}

/// The heads of segments that are kept but not scanned.
std::optional<Damage> read_heads(Disk& disk, const std::vector<std::uint64_t>& first_rows, Recovered& found) {
    for (const auto first_row : first_rows) {
        const auto file = disk.open(segment_name(first_row), Disk::Access::Read);
        if (!file)
            return Damage{Fault::Io, segment_name(first_row),     0,
                          0,         "the file cannot be opened", file.error()};
        const auto start = read_segment_start(*file.value(), first_row);
        if (!start) return start.error();
        found.segments.push_back(start.value().info);
    }
    return std::nullopt;
}

/// Opens the last segment for writing, without what lies behind its last whole turn.
std::optional<Damage> open_and_cut(Disk& disk, Sync sync, std::uint64_t tail, Recovered& found) {
    const auto name = segment_name(found.segments.back().first_row);
    const auto failed = [&](std::string what, std::error_code error) {
        return Damage{Fault::Io, name, 0, 0, std::move(what), error};
    };
    auto file = disk.open(name, Disk::Access::ReadWrite);
    if (!file) return failed("the file cannot be opened for writing", file.error());
    found.file = std::move(file.value());
    if (tail != 0) {
        if (const auto error = found.file->truncate(found.end))
            return failed("the torn tail cannot be cut", error);
        found.report.cut_bytes = tail;
        found.report.cut_offset = found.end;
        found.report.cut_segment = name;
    }
    // What the process before wrote may be in memory only, and is now acted upon.
    if (tail != 0 || sync == Sync::Power)
        if (const auto error = found.file->sync()) return failed("the file cannot be synced", error);
    return std::nullopt;
}

}  // namespace

boost::system::result<Recovered, Damage> recover(Disk& disk, const Options& options,
                                                 const std::vector<std::uint64_t>& first_rows,
                                                 RecoveryHandler& handler) {
    Recovered found;
    const auto last = first_rows.back();
    if (!options.scan_older)
        if (auto damage = read_heads(disk, {first_rows.begin(), first_rows.end() - 1}, found))
            return std::move(*damage);
    auto opened = Reader::open(disk, options.scan_older ? 0 : last);
    if (!opened) return opened.error();
    auto& reader = opened.value();
    Dispatch dispatch{found, handler, last};
    if (auto damage = dispatch_all(reader, dispatch)) return std::move(*damage);
    const auto tail = reader.tail();
    if (!tail) return tail.error();
    found.head = reader.head();
    if (auto damage = open_and_cut(disk, options.sync, tail.value(), found)) return std::move(*damage);
    return found;
}

DiskResult<std::vector<std::string>> remove_unfinished(Disk& disk, std::string_view suffix) {
    const auto names = disk.list();
    if (!names) return names.error();
    std::vector<std::string> removed;
    for (const auto& name : names.value()) {
        if (!name.ends_with(suffix)) continue;
        if (!first_row_of(std::string_view{name}.substr(0, name.size() - suffix.size()))) continue;
        if (const auto error = disk.remove(name)) return error;
        removed.push_back(name);
    }
    return removed;
}

}  // namespace qb::journal
