#include "journal/segment.h"

#include "journal/codec.h"
#include "journal/reader.h"

#include <algorithm>
#include <charconv>

#include <cstring>

namespace qb::journal {
namespace {

constexpr std::string_view kMagic = "qfexjrnl";
constexpr std::string_view kNamePrefix = "journal-";
constexpr std::string_view kNameSuffix = ".qj";
constexpr std::size_t kNameDigits = 20;

template <class Array>
std::string_view text_of(const Array& array) {
    return {reinterpret_cast<const char*>(array.data()), array.size()};
}

template <class Array>
void copy_into(Array& array, std::string_view bytes) {
    if (bytes.size() == array.size()) std::memcpy(array.data(), bytes.data(), bytes.size());
}

}  // namespace

RecordHeader parse_header(std::string_view bytes) {
    Parser parser{bytes.substr(0, kHeaderBytes)};
    RecordHeader header;
    header.kind = parser.u8();
    header.version = parser.u8();
    header.payload = parser.u32();
    header.turn = parser.u64();
    return header;
}

void append_record(std::string& arena, RowKind kind, std::uint8_t version, std::uint64_t turn,
                   std::string_view payload) {
    Writer{arena}
        .u8(static_cast<std::uint8_t>(kind))
        .u8(version)
        .u32(static_cast<std::uint32_t>(payload.size()))
        .u64(turn)
        .raw(payload);
    arena.append(sizeof(Hash), '\0');
}

Hash seal_record(std::string& arena, std::size_t offset, Hasher& hasher) {
    const auto header = parse_header(std::string_view{arena}.substr(offset));
    const auto hashed = sizeof(Hash) + kHeaderBytes + header.payload;
    const auto hash = hasher(std::string_view{arena}.substr(offset - sizeof(Hash), hashed));
    std::memcpy(arena.data() + offset + kHeaderBytes + header.payload, hash.data(), hash.size());
    return hash;
}

std::string_view as_text(const Hash& hash) { return text_of(hash); }

Hash hash_at(std::string_view bytes) {
    Hash hash{};
    copy_into(hash, bytes.substr(0, hash.size()));
    return hash;
}

void write_segment_info(std::string& payload, const SegmentInfo& info) {
    Writer{payload}
        .raw(kMagic)
        .raw(text_of(info.id))
        .u32(info.number)
        .u64(info.first_row)
        .i64(info.created_wall_us)
        .raw(text_of(info.previous));
}

std::optional<SegmentInfo> segment_info(const Row& row) {
    if (row.kind != RowKind::SegmentHead || row.version != kSegmentHeadVersion) return std::nullopt;
    Parser parser{row.payload};
    if (parser.raw(kMagic.size()) != kMagic) return std::nullopt;
    SegmentInfo info;
    copy_into(info.id, parser.raw(info.id.size()));
    info.number = parser.u32();
    info.first_row = parser.u64();
    info.created_wall_us = parser.i64();
    copy_into(info.previous, parser.raw(info.previous.size()));
    if (!parser.done()) return std::nullopt;
    return info;
}

void write_turn_end(std::string& payload, Times times, std::span<const FixChange> changes) {
    Writer writer{payload};
    writer.i64(times.wall_us).i64(times.mono_us).u16(static_cast<std::uint16_t>(changes.size()));
    for (const auto& change : changes)
        writer.u16(change.session)
            .u32(change.numbers.epoch)
            .u32(change.numbers.next_sender)
            .u32(change.numbers.next_target);
}

std::optional<Times> turn_end(const Row& row, std::vector<FixChange>& changes) {
    changes.clear();
    if (row.kind != RowKind::TurnEnd || row.version != kTurnEndVersion) return std::nullopt;
    Parser parser{row.payload};
    Times times;
    times.wall_us = parser.i64();
    times.mono_us = parser.i64();
    for (auto left = parser.u16(); left > 0 && parser.ok(); --left) {
        FixChange change;
        change.session = parser.u16();
        change.numbers.epoch = parser.u32();
        change.numbers.next_sender = parser.u32();
        change.numbers.next_target = parser.u32();
        changes.push_back(change);
    }
    if (!parser.done()) return std::nullopt;
    return times;
}

std::string segment_name(std::uint64_t first_row) {
    const auto digits = std::to_string(first_row);
    std::string name{kNamePrefix};
    name.append(kNameDigits - digits.size(), '0').append(digits).append(kNameSuffix);
    return name;
}

std::optional<std::uint64_t> first_row_of(std::string_view name) {
    if (name.size() != kNamePrefix.size() + kNameDigits + kNameSuffix.size()) return std::nullopt;
    if (!name.starts_with(kNamePrefix) || !name.ends_with(kNameSuffix)) return std::nullopt;
    const auto digits = name.substr(kNamePrefix.size(), kNameDigits);
    std::uint64_t row = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
    if (error != std::errc{} || end != digits.data() + digits.size() || row == 0) return std::nullopt;
    return row;
}

DiskResult<std::vector<std::uint64_t>> list_segments(const Disk& disk) {
    const auto names = disk.list();
    if (!names) return names.error();
    std::vector<std::uint64_t> rows;
    for (const auto& name : names.value())
        if (const auto row = first_row_of(name)) rows.push_back(*row);
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace qb::journal
