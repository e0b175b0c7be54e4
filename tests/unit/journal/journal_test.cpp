#include "journal/journal.h"

#include "unit/journal/sample.h"

#include <algorithm>

namespace qb::test {
namespace {

using namespace journal;
using Lines = std::vector<std::string>;

TEST(JournalCommit, ComesBackAtTheNextStart) {
    FakeDisk disk;
    Head head;
    {
        auto journal = open_journal(disk);
        EXPECT_TRUE(journal.recovery().created);
        Turn turn;
        journal.begin(turn);
        turn.set_times({kNoon + 5, 77});
        EXPECT_EQ(turn.append(RowKind::FixIn, 1, "35=D"), 3U);  // behind the segment's head and turn end
        EXPECT_EQ(turn.append(RowKind::Fact, 2, std::string("a\0b", 3)), 4U);
        turn.set_fix_numbers(7, {0, 5, 6});
        EXPECT_EQ(journal.commit(turn), CommitStatus::Ok);
        EXPECT_TRUE(turn.empty());
        EXPECT_EQ(turn.append(RowKind::Note, 1, ""), 6U);
        EXPECT_EQ(journal.commit(turn), CommitStatus::Ok);
        head = journal.head();
        EXPECT_EQ(head.row, 7U);
        EXPECT_EQ(head.turn, 3U);
        EXPECT_EQ(head.times, (Times{kNoon + 5, 77}));
    }
    Recorder recorder;
    const auto journal = open_journal(disk, recorder);
    EXPECT_EQ(recorder.lines, (Lines{"end 2 turn 1", "3 FixIn 1 35=D", std::string("4 Fact 2 a\0b", 12),
                                     "end 5 turn 2 7=0/5/6", "6 Note 1 ", "end 7 turn 3"}));
    EXPECT_EQ(journal.head(), head);
    EXPECT_EQ(journal.id(), sample_id());
    EXPECT_FALSE(journal.recovery().created);
    EXPECT_EQ(journal.recovery().cut_bytes, 0U);
    EXPECT_EQ(journal.fix_numbers(7), (FixNumbers{0, 5, 6}));
    EXPECT_FALSE(journal.fix_numbers(8));
}

TEST(JournalCommit, GoesOnWhereItStoppedOverManyStarts) {
    FakeDisk disk;
    std::string expected;
    for (int start = 0; start < 10; ++start) {
        auto journal = open_journal(disk);
        const auto text = "s" + std::to_string(start);
        EXPECT_EQ(commit_facts(journal, {text, text}), CommitStatus::Ok);
        expected += text + " " + text + " ";
    }
    EXPECT_EQ(facts_read(disk), expected);
}

TEST(JournalCommit, IsOneWriteATurnAndOneSyncOnlyWithPower) {
    for (const auto sync : {Sync::Process, Sync::Power}) {
        FakeDisk disk;
        auto options = small_options();
        options.sync = sync;
        auto journal = open_journal(disk, options);
        std::vector<FakeDisk::Op> calls;
        disk.script = [&](FakeDisk::Op op, const std::string&) {
            calls.push_back(op);
            return FakeDisk::Verdict{};
        };
        commit_facts(journal, {"a", "b", "c", "d"});
        EXPECT_EQ(std::count(calls.begin(), calls.end(), FakeDisk::Op::Write), 1);
        EXPECT_EQ(std::count(calls.begin(), calls.end(), FakeDisk::Op::Sync), sync == Sync::Power ? 1 : 0);
    }
}

TEST(JournalCommit, OfNothingWritesNothing) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    const auto head = journal.head();
    const auto changes = disk.changes();
    EXPECT_EQ(commit_facts(journal, {}), CommitStatus::Ok);
    EXPECT_EQ(disk.changes(), changes);
    EXPECT_EQ(journal.head(), head);
}

TEST(JournalCommit, OfChangedFixNumbersAloneIsATurn) {
    FakeDisk disk;
    {
        auto journal = open_journal(disk);
        Turn turn;
        journal.begin(turn);
        turn.set_fix_numbers(1, {2, 3, 4});
        EXPECT_EQ(journal.commit(turn), CommitStatus::Ok);
    }
    Recorder recorder;
    open_journal(disk, recorder);
    EXPECT_EQ(recorder.lines.back(), "end 3 turn 2 1=2/3/4");
}

TEST(JournalCommit, OfATurnNotBegunHereIsRefusedForGood) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    Turn turn;
    turn.append(RowKind::Note, 1, "x");
    EXPECT_EQ(journal.commit(turn), CommitStatus::Failed);
    EXPECT_TRUE(journal.dead());
    EXPECT_EQ(journal.failure().first, Errc::TurnNotBegun);
}

TEST(JournalRead, FindsCommittedAndUncommittedRowsByPlace) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    Turn turn;
    journal.begin(turn);
    std::vector<RowRef> places;
    std::vector<std::string> texts;
    for (int i = 0; i < 20; ++i) {
        texts.push_back(std::string(static_cast<std::size_t>(i * 500), static_cast<char>('a' + i)));
        places.push_back(turn.next_ref());
        turn.append(RowKind::FixOut, static_cast<std::uint8_t>(i), texts.back());
        if (i % 3 == 0) {
            ASSERT_EQ(journal.commit(turn), CommitStatus::Ok);
        }
    }
    ASSERT_FALSE(turn.empty());  // the last rows are still in memory
    std::string buffer;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto row = journal.read(places[i], buffer, turn).value();
        EXPECT_EQ(row.kind, RowKind::FixOut);
        EXPECT_EQ(row.version, i);
        EXPECT_EQ(row.payload, texts[i]);
    }
    EXPECT_EQ(journal.read(places.back(), buffer).error(), Errc::NoSuchRow);  // not without the turn
}

TEST(JournalRead, ChecksWhatItReads) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    Turn turn;
    journal.begin(turn);
    turn.append(RowKind::FixOut, 1, "first");
    const auto place = turn.next_ref();
    turn.append(RowKind::FixOut, 1, "second");
    ASSERT_EQ(journal.commit(turn), CommitStatus::Ok);
    std::string buffer;
    auto& bytes = disk.bytes(kFirstSegment);
    bytes[static_cast<std::size_t>(place.offset()) + 15] ^= 1;
    EXPECT_EQ(journal.read(place, buffer).error(), Errc::WrongHash);
    bytes[static_cast<std::size_t>(place.offset()) + 15] ^= 1;
    EXPECT_TRUE(journal.read(place, buffer));
    EXPECT_TRUE(journal.read(RowRef{1, 0}, buffer));
    EXPECT_FALSE(journal.read(RowRef{1, place.offset() + 1}, buffer));
    EXPECT_EQ(journal.read(RowRef{2, 0}, buffer).error(), Errc::NoSuchSegment);
    EXPECT_EQ(journal.read(RowRef{}, buffer).error(), Errc::NoSuchSegment);
    EXPECT_EQ(journal.read(RowRef{1, RowRef::kMaxOffset}, buffer).error(), Errc::NoSuchRow);
}

TEST(JournalOpen, RecoveryPlacesCanBeRead) {
    FakeDisk disk;
    {
        auto journal = open_journal(disk);
        commit_facts(journal, {"a", "b"});
        commit_facts(journal, {"c"});
    }
    Recorder recorder;
    const auto journal = open_journal(disk, recorder);
    std::string all;
    std::string buffer;
    for (const auto& place : recorder.places) all += journal.read(place.ref, buffer).value().payload;
    EXPECT_EQ(all, "abc");
}

TEST(JournalOpen, SecondWriterIsRefused) {
    FakeDisk disk;
    const auto journal = open_journal(disk);
    const auto damage = damage_of(disk);
    EXPECT_EQ(damage.fault, Fault::InUse);
    EXPECT_NE(describe(damage).find("in use by another writer"), std::string::npos);
}

TEST(JournalOpen, DirectoryIsFreeAfterClosingAndAfterARefusal) {
    FakeDisk disk;
    auto options = small_options();
    options.new_id.reset();
    EXPECT_EQ(damage_of(disk, options).fault, Fault::NoJournalId);
    open_journal(disk);
    open_journal(disk, options);  // an existing journal needs no id
}

TEST(JournalOpen, ConsumersRefusalNamesTheRow) {
    FakeDisk disk;
    {
        auto journal = open_journal(disk);
        commit_facts(journal, {"good", "from the future"});
    }
    Recorder recorder;
    recorder.refuse = "from the future";
    const auto journal = Journal::open(disk, small_options(), recorder);
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().fault, Fault::Refused);
    EXPECT_EQ(journal.error().row, 4U);
    EXPECT_EQ(journal.error().segment, kFirstSegment);
    EXPECT_EQ(journal.error().what, "Fact version 1: version not known");
}

}  // namespace
}  // namespace qb::test
