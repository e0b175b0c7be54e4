#pragma once

#include "journal/hasher.h"
#include "journal/journal.h"
#include "journal/row.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cstddef>
#include <cstdint>

/// The bytes of a segment file, as README.md describes them. Internal to the journal.
namespace qb::journal {

inline constexpr std::size_t kHeaderBytes = 14;
inline constexpr std::size_t kRecordOverhead = kHeaderBytes + sizeof(Hash);
inline constexpr std::uint8_t kSegmentHeadVersion = 1;
inline constexpr std::uint8_t kTurnEndVersion = 1;
inline constexpr std::string_view kUnfinishedSuffix = ".tmp";

/// Behind each turn's end row. Its last byte is never zero, so that a turn whose write was cut short can
/// be told from one that was changed later.
inline constexpr std::string_view kTurnMark{"\xB5\x4A\xD3\x2D\xE9\x96\x73\xCE", 8};

/// The fixed part of a record, before its payload.
struct RecordHeader {
    std::uint8_t kind = 0;
    std::uint8_t version = 0;
    std::uint32_t payload = 0;  ///< its length in bytes
    std::uint64_t turn = 0;
};

RecordHeader parse_header(std::string_view bytes);  ///< at least kHeaderBytes

/// Bytes of the whole record.
constexpr std::size_t record_size(std::size_t payload) { return kRecordOverhead + payload; }

/// Appends a record whose hash is still zero.
void append_record(std::string& arena, RowKind kind, std::uint8_t version, std::uint64_t turn,
                   std::string_view payload);

/// Fills in the hash of the record that begins at `offset`, behind the hash it is chained to.
Hash seal_record(std::string& arena, std::size_t offset, Hasher& hasher);

std::string_view as_text(const Hash& hash);
Hash hash_at(std::string_view bytes);  ///< the first 32 of them

void write_segment_info(std::string& payload, const SegmentInfo& info);
void write_turn_end(std::string& payload, Times times, std::span<const FixChange> changes);

/// "journal-00000000000000000001.qj": sorts by the number of the segment's first row.
std::string segment_name(std::uint64_t first_row);
/// The number in such a name; nothing for any other name.
std::optional<std::uint64_t> first_row_of(std::string_view name);

/// The segment files of a directory by first row.
DiskResult<std::vector<std::uint64_t>> list_segments(const Disk& disk);

}  // namespace qb::journal
