/// Old segments that go: what is left is a whole journal, whatever a crash leaves of it.
#include "unit/journal/segments.h"

namespace qb::test {
namespace {

using namespace journal;
using Op = FakeDisk::Op;

TEST(Removal, TakesTheOldestSegmentAndTheRestIsAWholeJournal) {
    FakeDisk disk;
    {
        auto journal = three_segments(disk);
        const auto second = journal.segments()[1];
        const auto removal = journal.remove_oldest();
        EXPECT_EQ(removal.segment, kFirstSegment);
        EXPECT_TRUE(removal.gone);
        EXPECT_FALSE(removal.error);
        EXPECT_FALSE(disk.has(kFirstSegment));
        EXPECT_EQ(journal.segments().front(), second);
        EXPECT_EQ(facts_read(disk), "two three ");
        EXPECT_EQ(commit_facts(journal, {"four"}), CommitStatus::Ok);
        rotate(journal);
    }
    auto journal = open_journal(disk);
    EXPECT_EQ(facts_read(disk), "two three four ");
    ASSERT_EQ(journal.segments().size(), 3U);
    EXPECT_EQ(journal.segments().front().number, 2U);
    EXPECT_EQ(journal.segments().back().number, 4U);
}

TEST(Removal, OfTheSegmentBeingWrittenDoesNotHappen) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_TRUE(journal.remove_oldest().gone);
    const auto removal = journal.remove_oldest();
    EXPECT_FALSE(removal.gone);
    EXPECT_EQ(removal.segment, "");
    EXPECT_EQ(facts_read(disk), "three ");
    EXPECT_EQ(commit_facts(journal, {"four"}), CommitStatus::Ok);
}

TEST(Removal, LeavesNothingToReadOfTheSegmentAndAllOfTheOthers) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    std::vector<RowRef> places;
    for (const auto* text : {"one", "two", "three"}) {
        Turn turn;
        journal.begin(turn);
        places.push_back(turn.next_ref());
        turn.append(RowKind::Fact, 1, text);
        journal.commit(turn);
        rotate(journal);
    }
    std::string buffer;
    ASSERT_TRUE(journal.read(places[0], buffer));  // the file is open from here on
    ASSERT_TRUE(journal.remove_oldest().gone);
    EXPECT_EQ(journal.read(places[0], buffer).error(), Errc::NoSuchSegment);
    EXPECT_EQ(journal.read(places[1], buffer).value().payload, "two");
    EXPECT_EQ(journal.read(places[2], buffer).value().payload, "three");
}

TEST(Removal, ThatFailsLeavesEverythingAsItWas) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    disk.script = [](Op op, const std::string&) {
        return op == Op::Remove ? FakeDisk::Verdict{FakeDisk::error(EACCES), {}} : FakeDisk::Verdict{};
    };
    const auto removal = journal.remove_oldest();
    EXPECT_FALSE(removal.gone);
    EXPECT_EQ(removal.error, FakeDisk::error(EACCES));
    EXPECT_EQ(journal.segments().size(), 3U);
    EXPECT_EQ(commit_facts(journal, {"four"}), CommitStatus::Ok);
    EXPECT_EQ(facts_read(disk), "one two three four ");
    disk.script = nullptr;
    EXPECT_TRUE(journal.remove_oldest().gone);
}

TEST(Removal, ThatMayNotBeDurableIsToldAndEndsNothing) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    disk.script = [](Op op, const std::string&) {
        return op == Op::SyncDirectory ? FakeDisk::Verdict{FakeDisk::error(EIO), {}} : FakeDisk::Verdict{};
    };
    const auto removal = journal.remove_oldest();
    EXPECT_TRUE(removal.gone);
    EXPECT_EQ(removal.error, FakeDisk::error(EIO));
    EXPECT_FALSE(journal.dead());
    EXPECT_EQ(journal.segments().size(), 2U);
    EXPECT_EQ(commit_facts(journal, {"four"}), CommitStatus::Ok);
}

TEST(Removal, OfASegmentThatSomebodyRemovedBeforeGoesOn) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    disk.erase(kFirstSegment);
    const auto removal = journal.remove_oldest();
    EXPECT_TRUE(removal.gone);
    EXPECT_FALSE(removal.error);
    EXPECT_EQ(journal.segments().size(), 2U);
}

TEST(Removal, SyncThatFailsMakesTheJournalDead) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    EXPECT_FALSE(journal.sync());
    disk.script = [](Op op, const std::string&) {
        return op == Op::Sync ? FakeDisk::Verdict{FakeDisk::error(EIO), {}} : FakeDisk::Verdict{};
    };
    EXPECT_TRUE(journal.sync());
    EXPECT_TRUE(journal.dead());
    EXPECT_FALSE(journal.remove_oldest().gone);
    EXPECT_EQ(facts_read(disk), "one two three ");
}

enum class Crash { Process, Power };

/// Stops the process at the given changing call of two removals and a commit. False when there are fewer
/// calls.
bool crash_at(std::uint64_t step, Crash crash) {
    FakeDisk disk;
    std::uint64_t calls = 0;
    {
        auto journal = three_segments(disk);
        EXPECT_FALSE(journal.sync());
        const auto first = disk.changes();
        disk.stop_after(step);
        journal.remove_oldest();
        journal.remove_oldest();
        commit_facts(journal, {"four"});
        calls = disk.changes() - first;
    }
    crash == Crash::Process ? disk.restart() : disk.lose_power();
    {
        auto journal = open_journal(disk);
        const auto found = facts_read(disk);
        EXPECT_NE(found.find("three "), std::string::npos) << "step " << step;
        EXPECT_EQ(found.find('|'), std::string::npos) << found << "step " << step;
        EXPECT_EQ(commit_facts(journal, {"again"}), CommitStatus::Ok);
        while (journal.remove_oldest().gone) {
        }
    }
    EXPECT_EQ(open_journal(disk).segments().size(), 1U);
    EXPECT_NE(facts_read(disk).find("again "), std::string::npos);
    return calls > step;
}

void crash_everywhere(Crash crash) {
    std::uint64_t steps = 0;
    while (crash_at(steps, crash)) ++steps;
    EXPECT_GE(steps, 5U);  // two removals, each synced, and a write
}

TEST(RemovalCrash, OfTheProcessLeavesAWholeJournal) { crash_everywhere(Crash::Process); }
TEST(RemovalCrash, OfThePowerLeavesAWholeJournal) { crash_everywhere(Crash::Power); }

/// A directory whose entries survive a power failure one by one: with each removal synced before the next, no
/// segment can be missing between two that are there.
TEST(RemovalCrash, EachIsDurableBeforeTheNext) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    std::string calls;
    disk.script = [&](Op op, const std::string&) {
        if (op == Op::Remove) calls += "remove ";
        if (op == Op::SyncDirectory) calls += "sync ";
        return FakeDisk::Verdict{};
    };
    journal.remove_oldest();
    journal.remove_oldest();
    EXPECT_EQ(calls, "remove sync remove sync ");
}

}  // namespace
}  // namespace qb::test
