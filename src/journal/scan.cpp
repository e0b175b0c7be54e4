#include "journal/scan.h"

#include "journal/reader.h"
#include "journal/segment.h"

#include <array>

namespace qb::journal {

boost::system::result<SegmentStart, Damage> read_segment_start(const File& file, std::uint64_t first_row) {
    constexpr std::size_t kEnough = 256;  // a head of this format is shorter
    Damage damage{Fault::BadRow, segment_name(first_row), first_row, 0, "it is no segment head", {}};
    std::array<char, kEnough> buffer{};
    const auto done = read_fully(file, 0, buffer);
    if (!done) {
        damage.fault = Fault::Io;
        damage.error = done.error();
        return damage;
    }
    const std::string_view bytes{buffer.data(), *done};
    if (bytes.size() < kHeaderBytes) return damage;
    const auto header = parse_header(bytes);
    if (header.kind != static_cast<std::uint8_t>(RowKind::SegmentHead) || header.turn == 0) return damage;
    if (header.version != kSegmentHeadVersion) {
        damage.fault = Fault::UnknownVersion;
        damage.what = "segment format " + std::to_string(header.version) + " is not known to this build";
        return damage;
    }
    if (header.payload > bytes.size() - kHeaderBytes) return damage;
    const auto info = segment_info(
        Row{RowKind::SegmentHead, header.version, header.turn, bytes.substr(kHeaderBytes, header.payload)});
    if (!info) return damage;
    if (info->first_row != first_row || info->number == 0) {
        damage.fault = Fault::BrokenChain;
        damage.what =
            "the segment head says that the segment begins with row " + std::to_string(info->first_row);
        return damage;
    }
    return SegmentStart{*info, header.turn};
}

Scan::Step Scan::next_turn() {
    next_ = end_;
    row_ = head_.row;
    const auto step = verify_turn();
    if (step == Step::Turn || (bad_ && bad_->fault == Fault::Io)) return step;
    window_.forget();
    return verify_turn();
}

Scan::Step Scan::verify_turn() {
    bad_.reset();
    Cursor at{end_, head_.row + 1, head_.hash};
    const auto first = window_.get(end_, kHeaderBytes);
    if (!first) {
        fail(at, "it cannot be read", Fault::Io, first.error());
        return Step::Bad;
    }
    if (first->find_first_not_of('\0') == std::string_view::npos) return Step::End;
    for (bool ended = false; !ended;)
        if (!verify_row(at, head_.turn + 1, ended)) return Step::Bad;
    return Step::Turn;
}

bool Scan::verify_row(Cursor& at, std::uint64_t turn, bool& ended) {
    auto bytes = window_.get(at.offset, kHeaderBytes);
    if (!bytes) return fail(at, "it cannot be read", Fault::Io, bytes.error());
    if (bytes->size() < kHeaderBytes) return fail(at, "the file ends inside it");
    const auto header = parse_header(*bytes);
    if (header.kind == 0) return fail(at, "it was not written");
    if (header.payload > kMaxPayload) return fail(at, "its length is impossible");

    const auto size = record_size(header.payload);
    bytes = window_.get(at.offset, size + kTurnMark.size());
    if (!bytes) return fail(at, "it cannot be read", Fault::Io, bytes.error());
    if (bytes->size() < size) return fail(at, "the file ends inside it");
    const auto hash = hasher_(as_text(at.hash), bytes->substr(0, size - sizeof(Hash)));
    if (hash != hash_at(bytes->substr(size - sizeof(Hash)))) return fail(at, "its hash differs");

    if (header.turn != turn) return fail(at, "it belongs to turn " + std::to_string(header.turn));
    if (!is_row_kind(header.kind))
        return fail(at, "kind " + std::to_string(header.kind) + " is not known to this build",
                    Fault::UnknownVersion);
    const auto kind = static_cast<RowKind>(header.kind);
    if ((kind == RowKind::SegmentHead) != (at.offset == 0)) return fail(at, "a segment head is out of place");
    at.hash = hash;
    if (kind == RowKind::TurnEnd) {
        if (bytes->substr(size) != kTurnMark) return fail(at, "the mark behind the turn differs");
        const Row row{kind, header.version, header.turn, bytes->substr(kHeaderBytes, header.payload)};
        ended = true;
        return finish_turn(at, row);
    }
    at.offset += size;
    ++at.row;
    return true;
}

bool Scan::finish_turn(Cursor& at, const Row& row) {
    if (row.version != kTurnEndVersion)
        return fail(
            at, "version " + std::to_string(row.version) + " of the turn's end is not known to this build",
            Fault::UnknownVersion);
    const auto times = turn_end(row, changes_);
    if (!times) return fail(at, "the turn's end cannot be understood");
    head_ = {at.row, row.turn, *times, at.hash};
    end_ = at.offset + record_size(row.payload.size()) + kTurnMark.size();
    return true;
}

bool Scan::fail(const Cursor& at, std::string what, Fault fault, std::error_code error) {
    bad_ = BadRow{fault, at.row, at.offset, std::move(what), error};
    return false;
}

std::optional<PlacedRow> Scan::next_row() {
    if (next_ >= end_) return std::nullopt;
    const auto unreadable = [&](std::error_code error) {
        fail({next_, row_ + 1, {}}, "it cannot be read", Fault::Io, error);
        return std::nullopt;
    };
    auto bytes = window_.get(next_, kHeaderBytes);
    if (!bytes) return unreadable(bytes.error());
    if (bytes->size() < kHeaderBytes) return unreadable(Errc::NoSuchRow);
    const auto header = parse_header(*bytes);
    bytes = window_.get(next_, kHeaderBytes + header.payload);
    if (!bytes) return unreadable(bytes.error());
    if (bytes->size() < kHeaderBytes + header.payload) return unreadable(Errc::NoSuchRow);

    PlacedRow row;
    row.kind = static_cast<RowKind>(header.kind);
    row.version = header.version;
    row.turn = header.turn;
    row.payload = bytes->substr(kHeaderBytes, header.payload);
    row.number = ++row_;
    row.ref = {segment_, next_};
    next_ += record_size(header.payload);
    if (row.kind == RowKind::TurnEnd) next_ += kTurnMark.size();
    return row;
}

}  // namespace qb::journal
