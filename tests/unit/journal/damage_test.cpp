#include "journal/segment.h"
#include "unit/journal/sample.h"

namespace qb::test {
namespace {

using namespace journal;

/// Two segments of a few turns, with the byte offsets at which each row begins.
class SmallJournal : public testing::Test {
protected:
    void SetUp() override {
        auto options = small_options();
        options.reserve_bytes = 256;
        auto journal = open_journal(disk, options);
        commit_facts(journal, {"a1", "a2"});
        commit_facts(journal, {"b1"});
        Turn turn;
        ASSERT_EQ(journal.rotate(turn, {kNoon, 0}, [](StateSink& sink) { sink.chunk(1, "state"); }),
                  RotateStatus::Ok);
        commit_facts(journal, {"c1", "c2"});
        commit_facts(journal, {"d1", std::string(700, 'd')});
        names = disk.names();
        collect_rows();
    }

    void collect_rows() {
        auto reader = Reader::open(disk).value();
        while (const auto row = reader.next().value()) {
            rows[row->ref.segment() - 1][row->ref.offset()] = row->number;
            const auto end = row->ref.offset() + record_size(row->payload.size()) + kTurnMark.size();
            if (row->kind == RowKind::TurnEnd) turn_ends[row->ref.segment() - 1].push_back(end);
        }
    }

    /// Number of the row that holds the byte; the mark behind a turn counts to its end row.
    std::uint64_t row_at(std::size_t segment, std::uint64_t offset) const {
        return std::prev(rows[segment].upper_bound(offset))->second;
    }

    FakeDisk disk;
    std::vector<std::string> names;
    std::map<std::uint64_t, std::uint64_t> rows[2];
    std::vector<std::uint64_t> turn_ends[2];
};

TEST_F(SmallJournal, EveryFlippedBitIsRefusedAndItsRowNamedOrCutFromTheTail) {
    for (std::size_t segment = 0; segment < 2; ++segment) {
        // Of the space taken ahead a part is enough; the closed segment has none.
        const auto size =
            std::min<std::size_t>(disk.bytes(names[segment]).size(), turn_ends[segment].back() + 40);
        for (std::size_t offset = 0; offset < size; ++offset) {
            for (int bit = 0; bit < 8; ++bit) {
                const auto copy = disk.copy();
                auto& byte = copy->bytes(names[segment])[offset];
                byte = static_cast<char>(byte ^ (1 << bit));
                Recorder recorder;
                const auto journal = Journal::open(*copy, small_options(), recorder);
                if (offset >= turn_ends[segment].back()) {
                    ASSERT_TRUE(journal)
                        << names[segment] << " byte " << offset << ": " << describe(journal.error());
                    ASSERT_GT(journal.value().recovery().cut_bytes, 0U);
                    ASSERT_EQ(journal.value().recovery().cut_segment, names[segment]);
                } else {
                    ASSERT_FALSE(journal) << names[segment] << " byte " << offset << " bit " << bit;
                    ASSERT_EQ(journal.error().segment, names[segment]) << offset;
                    ASSERT_EQ(journal.error().row, row_at(segment, offset)) << offset << " bit " << bit;
                    ASSERT_FALSE(journal.error().what.empty());
                }
            }
        }
    }
}

TEST_F(SmallJournal, ReplacedByteIsNeverTakenForWritten) {
    for (const char value : {'\0', '\xFF', 'E', 'F'}) {
        const auto size = turn_ends[1].back();
        for (std::size_t offset = 0; offset < size; ++offset) {
            const auto copy = disk.copy();
            auto& byte = copy->bytes(names[1])[offset];
            if (byte == value) continue;
            byte = value;
            Recorder recorder;
            const auto journal = Journal::open(*copy, small_options(), recorder);
            // A zeroed last byte of the mark looks like a write that stopped one byte early.
            if (journal) {
                ASSERT_EQ(offset, size - 1);
                ASSERT_EQ(journal.value().recovery().cut_offset, turn_ends[1][1]);
            } else {
                ASSERT_EQ(journal.error().row, row_at(1, offset)) << offset;
            }
        }
    }
}

TEST_F(SmallJournal, TruncationAtEachByteKeepsWholeTurnsAndCutsTheRest) {
    const auto size = turn_ends[1].back() + 40;
    for (const bool zeros_behind : {false, true}) {
        for (std::size_t length = turn_ends[1].front(); length < size; ++length) {
            const auto copy = disk.copy();
            auto& bytes = copy->bytes(names[1]);
            bytes.resize(length);
            if (zeros_behind) bytes.resize(size);
            const auto written = bytes.find_last_not_of('\0') + 1;
            std::uint64_t whole = 0;
            for (const auto end : turn_ends[1])
                if (end <= length) whole = end;
            {
                const auto journal = open_journal(*copy);
                ASSERT_EQ(journal.recovery().cut_bytes, written > whole ? written - whole : 0) << length;
                ASSERT_EQ(journal.recovery().removed.size(), 0U);
            }
            auto journal = open_journal(*copy);
            ASSERT_EQ(journal.recovery().cut_bytes, 0U);
            ASSERT_EQ(commit_facts(journal, {"new"}), CommitStatus::Ok);
            ASSERT_TRUE(facts_read(*copy).ends_with(" new ")) << facts_read(*copy);
        }
    }
}

/// What a counterparty sends may hold the bytes of the mark, and even those of a whole end row.
TEST_F(SmallJournal, MarkInsideAPayloadOfATornTurnIsNotTheTurnsEnd) {
    const std::string mark{kTurnMark};
    std::string old_end;  // an end row of another turn, as somebody who saw one could send it
    append_record(old_end, RowKind::TurnEnd, kTurnEndVersion, 1, std::string(18, '\0'));
    for (const auto& payload : {"x" + mark + "y", "x" + mark + mark + "y", old_end + mark + "y"}) {
        const auto copy = disk.copy();
        auto& bytes = copy->bytes(names[1]);
        const auto begin = turn_ends[1].back();
        {
            auto journal = open_journal(*copy);
            commit_facts(journal, {payload, "z"});
        }
        const auto end = bytes.find_last_not_of('\0') + 1;
        for (auto length = bytes.find(payload, begin) + payload.size(); length < end; ++length) {
            const auto torn = copy->copy();
            std::fill(torn->bytes(names[1]).begin() + static_cast<std::ptrdiff_t>(length),
                      torn->bytes(names[1]).end(), '\0');
            Recorder recorder;
            const auto journal = Journal::open(*torn, small_options(), recorder);
            ASSERT_TRUE(journal) << length << " of " << end << ": " << describe(journal.error());
            ASSERT_EQ(journal.value().recovery().cut_offset, begin) << length;
        }
    }
}

TEST_F(SmallJournal, FinishedTurnIsKnownByItsEndRowThoughPartOfALaterOneFollows) {
    const auto begin = turn_ends[1][1];
    const auto end = turn_ends[1].back();
    disk.bytes(names[1])[begin + 20] ^= 1;
    disk.bytes(names[1]).replace(end, 30, std::string(30, 'F'));  // of a record that was not finished
    EXPECT_EQ(damage_of(disk).row, row_at(1, begin + 20));
}

TEST_F(SmallJournal, TruncationInsideASegmentsFirstTurnIsRefused) {
    // Such a segment has no name yet while it is being written, so this is no torn write.
    for (std::size_t length = 0; length < turn_ends[1].front(); ++length) {
        const auto copy = disk.copy();
        copy->bytes(names[1]).resize(length);
        ASSERT_EQ(damage_of(*copy).segment, names[1]) << length;
    }
}

TEST_F(SmallJournal, RowsRemovedInsertedOrSwappedAreNamed) {
    const auto& place = rows[1];
    const auto row = [&](std::uint64_t number) {
        for (auto at = place.begin(); at != place.end(); ++at)
            if (at->second == number) return std::pair{at->first, std::next(at)->first - at->first};
        throw std::logic_error("no such row");
    };
    const auto first = place.begin()->second + 3;  // c1, behind head, state and turn end
    const auto [c1, c1_size] = row(first);
    const auto [c2, c2_size] = row(first + 1);
    const auto original = disk.bytes(names[1]);

    auto bytes = original;
    disk.bytes(names[1]) = bytes.erase(c1, c1_size);
    EXPECT_EQ(damage_of(disk).row, first);

    bytes = original;
    disk.bytes(names[1]) = bytes.insert(c2, original.substr(c1, c1_size));
    EXPECT_EQ(damage_of(disk).row, first + 1);

    bytes = original;
    bytes.replace(c1, c1_size + c2_size, original.substr(c2, c2_size) + original.substr(c1, c1_size));
    disk.bytes(names[1]) = bytes;
    EXPECT_EQ(damage_of(disk).row, first);

    bytes = original;  // a whole turn
    disk.bytes(names[1]) = bytes.erase(c1, turn_ends[1][1] - c1);
    EXPECT_EQ(damage_of(disk).row, first);
}

TEST_F(SmallJournal, RefusalChangesNothingOnDisk) {
    disk.bytes(names[1])[turn_ends[1].front() + 20] ^= 1;
    disk.put("journal-00000000000000000099.qj.tmp", "unfinished");
    const auto before = disk.copy();
    damage_of(disk);
    ASSERT_EQ(disk.names(), before->names());
    for (const auto& name : disk.names()) EXPECT_EQ(disk.bytes(name), before->bytes(name));
}

TEST_F(SmallJournal, UnreadableDiskIsAnErrorNotDamage) {
    for (std::size_t nth = 1;; ++nth) {
        std::size_t reads = 0;
        disk.script = [&](FakeDisk::Op op, const std::string&) {
            if (op == FakeDisk::Op::Read && ++reads == nth)
                return FakeDisk::Verdict{FakeDisk::error(EIO), {}};
            return FakeDisk::Verdict{};
        };
        Recorder recorder;
        const auto journal = Journal::open(disk, small_options(), recorder);
        if (journal) {
            EXPECT_GE(nth, 5U);
            return;
        }
        ASSERT_EQ(journal.error().fault, Fault::Io) << nth << ": " << describe(journal.error());
        ASSERT_EQ(journal.error().error, std::errc::io_error);
    }
}

/// Any 512-byte block of the last turn may be missing after a power failure.
TEST(PowerLoss, LostBlocksOfTheLastTurnAreCutNotRefused) {
    auto options = small_options();
    options.sync = Sync::Power;
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
        FakeDisk disk;
        std::uint64_t head = 0;
        std::uint64_t from = 0;
        {
            auto journal = open_journal(disk, options);
            commit_facts(journal, {std::string(pattern % 7 * 61, 'x'), "kept"});
            head = journal.head().row;
            Turn turn;
            journal.begin(turn);
            from = turn.next_ref().offset() / 512;
            disk.script = [](FakeDisk::Op op, const std::string&) {
                return FakeDisk::Verdict{op == FakeDisk::Op::Sync ? FakeDisk::error(EIO) : std::error_code{},
                                         {}};
            };
            disk.stop_after(1);  // the write happens, the sync does not
            EXPECT_EQ(
                commit_facts(journal, {std::string(900, 'a'), std::string(900, 'b'), std::string(900, 'c')}),
                CommitStatus::Failed);
        }
        disk.lose_power([&](const std::string&, std::uint64_t block) {
            return block >= from && block - from < 8 && (pattern >> (block - from) & 1) != 0;
        });
        Recorder recorder;
        const auto journal = Journal::open(disk, options, recorder);
        ASSERT_TRUE(journal) << pattern << ": " << describe(journal.error());
        const auto all_there = journal.value().head().row != head;
        EXPECT_EQ(journal.value().head().row, all_there ? head + 4 : head) << pattern;
        if (all_there) {
            EXPECT_GE(pattern & 0x3F, 0x3FU);
        }
    }
}

}  // namespace
}  // namespace qb::test
