#include "journal/reader.h"

#include "unit/journal/sample.h"

#include <sstream>

namespace qb::test {
namespace {

using namespace journal;

/// Takes all rows there are now; their numbers must follow each other.
std::string drain(Reader& reader, std::uint64_t& last) {
    std::string facts;
    for (;;) {
        const auto row = reader.next();
        if (!row) return facts + "| " + describe(row.error());
        if (!row.value()) return facts;
        EXPECT_EQ(row.value()->number, ++last);
        if (row.value()->kind == RowKind::Fact) facts += std::string{row.value()->payload} + " ";
    }
}

TEST(LiveReader, SeesEachTurnOnceItIsCommittedAcrossSegments) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    auto opened = Reader::open(disk);
    ASSERT_TRUE(opened);
    auto& reader = opened.value();
    std::uint64_t last = 0;
    EXPECT_EQ(drain(reader, last), "");
    for (int i = 0; i < 50; ++i) {
        const auto text = std::to_string(i);
        commit_facts(journal, {text, text});
        Turn turn;
        if (i % 10 == 9) {
            ASSERT_EQ(journal.rotate(turn, {kNoon, 0}, {}), RotateStatus::Ok);
        }
        EXPECT_EQ(drain(reader, last), text + " " + text + " ");
        EXPECT_EQ(reader.head(), journal.head());
        EXPECT_EQ(reader.tail().value(), 0U);
    }
    EXPECT_EQ(reader.segment(), journal.segments().back());
}

TEST(LiveReader, WaitsAtEveryByteOfATurnBeingWritten) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    const auto before = disk.bytes(kFirstSegment);
    const auto begin = [&] {
        Turn turn;
        journal.begin(turn);
        return static_cast<std::size_t>(turn.next_ref().offset());
    }();
    commit_facts(journal, {"one", "two"});
    const auto after = disk.bytes(kFirstSegment);
    const auto end = after.find_last_not_of('\0') + 1;
    for (auto written = begin; written < end; ++written) {
        auto now = before;
        now.replace(begin, written - begin, after.substr(begin, written - begin));
        FakeDisk copy;
        copy.put(kFirstSegment, now);
        auto reader = Reader::open(copy);
        ASSERT_TRUE(reader);
        std::uint64_t last = 0;
        ASSERT_EQ(drain(reader.value(), last), "") << written - begin;
        copy.bytes(kFirstSegment) = after;
        ASSERT_EQ(drain(reader.value(), last), "one two ");
    }
}

TEST(LiveReader, StartsAtTheSegmentOfARow) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    for (int i = 0; i < 3; ++i) {
        commit_facts(journal, {"f" + std::to_string(i)});
        Turn turn;
        ASSERT_EQ(journal.rotate(turn, {kNoon, 0}, {}), RotateStatus::Ok);
    }
    const auto second = journal.segments()[1].first_row;
    for (const auto from : {second, second + 1}) {
        auto reader = Reader::open(disk, from);
        ASSERT_TRUE(reader);
        auto last = second - 1;
        EXPECT_EQ(drain(reader.value(), last), "f1 f2 ");
    }
}

TEST(LiveReader, OfAnEmptyDirectorySaysSo) {
    FakeDisk disk;
    const auto reader = Reader::open(disk);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().fault, Fault::MissingSegment);
}

TEST(LiveReader, NamesADamagedRow) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    commit_facts(journal, {"one"});
    commit_facts(journal, {"two"});
    auto& bytes = disk.bytes(kFirstSegment);
    bytes[bytes.find("two")] ^= 1;
    EXPECT_EQ(facts_read(disk), "one | " + kFirstSegment + ": damaged row: row 5 at byte " +
                                    std::to_string(bytes.find("uwo") - 14) + ": its hash differs");
}

TEST(Check, CountsAWholeJournal) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    commit_facts(journal, {"one", "two"});
    Turn turn;
    ASSERT_EQ(journal.rotate(turn, {kNoon, 0}, {}), RotateStatus::Ok);
    commit_facts(journal, {"three"});
    std::ostringstream out;
    const auto result = check(disk, out);
    EXPECT_FALSE(result.damage);
    EXPECT_EQ(result.segments, 2U);
    EXPECT_EQ(result.turns, 4U);
    EXPECT_EQ(result.rows, 9U);
    EXPECT_EQ(result.tail_bytes, 0U);
    EXPECT_EQ(result.head, journal.head());
    EXPECT_NE(out.str().find(kFirstSegment + ": rows 1 to 5, 2 turns"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("head: row 9, hash " + to_hex(journal.head().hash)), std::string::npos);
    EXPECT_NE(out.str().find("whole: 2 segments, 4 turns, 9 rows"), std::string::npos);
}

TEST(Check, TellsTornFromDamaged) {
    FakeDisk disk;
    {
        auto journal = open_journal(disk);
        commit_facts(journal, {"one"});
        commit_facts(journal, {"two"});
    }
    auto& bytes = disk.bytes(kFirstSegment);
    const auto torn = bytes.find("two") + 1;
    const auto whole = bytes;
    bytes.replace(torn, bytes.size() - torn, bytes.size() - torn, '\0');
    std::ostringstream out;
    auto result = check(disk, out);
    EXPECT_FALSE(result.damage);
    EXPECT_EQ(result.tail_bytes, 15U);  // header and one byte
    EXPECT_EQ(result.head.row, 4U);

    bytes = whole;
    bytes[bytes.find("one")] ^= 4;
    result = check(disk, out);
    ASSERT_TRUE(result.damage);
    EXPECT_EQ(result.damage->row, 3U);
    EXPECT_EQ(result.head.row, 2U);
    EXPECT_NE(out.str().find("damaged: 1 segments, 1 turns"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace qb::test
