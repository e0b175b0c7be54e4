#include "journal/reader.h"
#include "journal/segment.h"

#include <ostream>

namespace qb::journal {
namespace {

/// Prints one segment when the next one begins, or at the end.
class SegmentLine {
public:
    explicit SegmentLine(std::ostream& out) : out_{out} {}

    void begin(std::uint64_t first_row) {
        first_row_ = first_row;
        turns_ = 0;
    }
    void end_turn(std::uint64_t row, std::uint64_t bytes) {
        ++turns_;
        last_row_ = row;
        bytes_ = bytes;
    }
    void print() const {
        if (turns_ == 0) return;
        out_ << segment_name(first_row_) << ": rows " << first_row_ << " to " << last_row_ << ", " << turns_
             << " turns, " << bytes_ << " bytes whole\n";
    }
    [[nodiscard]] std::uint64_t bytes() const { return turns_ == 0 ? 0 : bytes_; }

private:
    std::ostream& out_;
    std::uint64_t first_row_ = 0;
    std::uint64_t last_row_ = 0;
    std::uint64_t turns_ = 0;
    std::uint64_t bytes_ = 0;
};

void count(CheckResult& result, SegmentLine& line, const PlacedRow& row) {
    ++result.rows;
    if (row.kind == RowKind::SegmentHead) {
        result.bytes += line.bytes();
        line.print();
        line.begin(row.number);
        ++result.segments;
    } else if (row.kind == RowKind::TurnEnd) {
        ++result.turns;
        line.end_turn(row.number, row.ref.offset() + record_size(row.payload.size()) + kTurnMark.size());
    }
}

void read_all(Reader& reader, CheckResult& result, SegmentLine& line) {
    for (;;) {
        const auto row = reader.next();
        result.head = reader.head();
        if (!row) {
            result.damage = row.error();
            return;
        }
        const auto& placed = row.value();
        if (!placed) break;
        count(result, line, *placed);
    }
    const auto tail = reader.tail();
    if (tail)
        result.tail_bytes = tail.value();
    else
        result.damage = tail.error();
}

}  // namespace

CheckResult check(Disk& disk, std::ostream& out) {
    CheckResult result;
    SegmentLine line{out};
    if (auto reader = Reader::open(disk))
        read_all(reader.value(), result, line);
    else
        result.damage = reader.error();
    line.print();
    result.bytes += line.bytes();

    if (result.head.row != 0)
        out << "head: row " << result.head.row << ", hash " << to_hex(result.head.hash) << '\n';
    if (result.tail_bytes != 0) out << result.tail_bytes << " bytes of an unfinished turn behind it\n";
    if (result.damage) out << describe(*result.damage) << '\n';
    out << (result.damage ? "damaged" : "whole") << ": " << result.segments << " segments, " << result.turns
        << " turns, " << result.rows << " rows, " << result.bytes << " bytes\n";
    return result;
}

}  // namespace qb::journal
