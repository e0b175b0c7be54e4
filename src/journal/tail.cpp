#include "journal/tail.h"

#include "journal/reader.h"
#include "journal/segment.h"
#include "journal/window.h"

#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace qb::journal {
namespace {

constexpr std::size_t kBlock = 512;  // the smallest unit that a disk writes

/// The bytes from `offset` to the last one that is not zero. Space taken ahead is skipped, not kept.
DiskResult<std::string> read_written(const File& file, std::uint64_t offset) {
    std::string written;
    std::string chunk;
    std::size_t zeros = 0;
    for (auto size = std::size_t{4} << 10;; size = std::min(2 * size, std::size_t{1} << 20)) {
        chunk.resize(size);
        const auto done = read_fully(file, offset, chunk);
        if (!done) return done.error();
        const auto bytes = std::string_view{chunk}.substr(0, done.value());
        const auto last = bytes.find_last_not_of('\0');
        if (last == std::string_view::npos) {
            zeros += bytes.size();
        } else {
            written.append(zeros, '\0').append(bytes.substr(0, last + 1));
            zeros = bytes.size() - last - 1;
        }
        if (bytes.size() < chunk.size()) return written;
        offset += bytes.size();
    }
}

/// True when a whole record chained to the bytes before it begins at `at`, in a turn later than `turn`.
bool later_record_at(std::string_view tail, std::size_t at, std::uint64_t turn, Hasher& hasher) {
    const auto rest = tail.substr(at);
    if (rest.size() < kRecordOverhead || !is_row_kind(static_cast<std::uint8_t>(rest[0]))) return false;
    const auto header = parse_header(rest);
    const auto size = record_size(header.payload);
    if (header.turn <= turn || header.turn - turn > at || size > rest.size()) return false;
    const auto record = rest.substr(0, size - sizeof(Hash));
    const auto stored = hash_at(rest.substr(size - sizeof(Hash)));
    for (const auto gap : {std::size_t{0}, kTurnMark.size()})
        if (at >= sizeof(Hash) + gap &&
            hasher(tail.substr(at - sizeof(Hash) - gap, sizeof(Hash)), record) == stored)
            return true;
    return false;
}

bool holds_later_turn(std::string_view tail, std::uint64_t turn) {
    Hasher hasher;
    for (auto at = sizeof(Hash); at < tail.size(); ++at)
        if (later_record_at(tail, at, turn, hasher)) return true;
    return false;
}

/// True when a whole end row of that turn, with the mark behind it, begins at `at`. Its hash may be wrong.
bool marked_end_at(std::string_view tail, std::size_t at, std::uint64_t turn) {
    const auto rest = tail.substr(at);
    if (rest.size() < kRecordOverhead || rest[0] != static_cast<char>(RowKind::TurnEnd)) return false;
    const auto header = parse_header(rest);
    const auto size = record_size(header.payload);
    if (header.turn != turn || size > rest.size() || !rest.substr(size).starts_with(kTurnMark)) return false;
    std::vector<FixChange> changes;
    return turn_end({RowKind::TurnEnd, header.version, turn, rest.substr(kHeaderBytes, header.payload)},
                    changes)
        .has_value();
}

/// Length of that turn in the tail when its last byte was written, going by the mark; a few wrong bytes in
/// the mark itself are forgiven. 0 when it was not. Before the end of the tail a mark may be part of a
/// payload, so that there it counts behind an end row only.
std::size_t finished_length(std::string_view tail, std::uint64_t turn) {
    if (tail.size() < kTurnMark.size()) return 0;
    const auto last = tail.substr(tail.size() - kTurnMark.size());
    const auto same = std::inner_product(last.begin(), last.end(), kTurnMark.begin(), 0, std::plus<>{},
                                         [](char a, char b) { return a == b ? 1 : 0; });
    if (same >= 5) return tail.size();
    for (auto at = tail.size(); at-- > 0;)
        if (marked_end_at(tail, at, turn))
            return at + record_size(parse_header(tail.substr(at)).payload) + kTurnMark.size();
    return 0;
}

/// True when one of the disk's blocks in the turn at `offset` is all zero: it never reached the disk. A
/// turn's first and last bytes are never zero, so this holds for its partial first and last blocks too.
bool lost_a_block(std::string_view turn, std::uint64_t offset) {
    while (!turn.empty()) {
        const auto block = turn.substr(0, kBlock - offset % kBlock);
        if (block.find_first_not_of('\0') == std::string_view::npos) return true;
        offset += block.size();
        turn.remove_prefix(block.size());
    }
    return false;
}

}  // namespace

DiskResult<Tail> examine_tail(const File& file, std::uint64_t end, std::uint64_t last_turn) {
    const auto read = read_written(file, end);
    if (!read) return read.error();
    const auto& written = read.value();
    Tail tail;
    tail.bytes = written.size();
    if (holds_later_turn(written, last_turn + 1)) {
        tail.torn = false;
        return tail;
    }
    const std::string_view turn{written.data(), finished_length(written, last_turn + 1)};
    tail.torn = turn.empty() || lost_a_block(turn, end);
    return tail;
}

}  // namespace qb::journal
