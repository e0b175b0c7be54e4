/// Old segments that are moved instead of removed: none is ever in neither place.
#include "unit/journal/segments.h"

namespace qb::test {
namespace {

using namespace journal;
using Op = FakeDisk::Op;

/// Fails this call, on the directory or file of this name.
void fail(FakeDisk& disk, Op failing, const std::string& at, int number = EIO) {
    disk.script = [=](Op op, const std::string& name) {
        return op == failing && name == at ? FakeDisk::Verdict{FakeDisk::error(number), {}}
                                           : FakeDisk::Verdict{};
    };
}

TEST(Retirement, MovesTheOldestSegmentAndAllOfTheJournalIsRead) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    const auto bytes = disk.bytes(kFirstSegment);
    const auto removal = journal.remove_oldest();
    EXPECT_EQ(removal.segment, kFirstSegment);
    EXPECT_TRUE(removal.gone);
    EXPECT_FALSE(removal.error);
    EXPECT_FALSE(removal.last);
    EXPECT_FALSE(disk.has(kFirstSegment));
    EXPECT_EQ(disk.bytes(kFirstRetired), bytes);
    EXPECT_EQ(facts_read(disk), "two three ");
    EXPECT_EQ(all_facts_read(disk), "one two three ");
    EXPECT_EQ(commit_facts(journal, {"four"}), CommitStatus::Ok);
    journal.remove_oldest();
    EXPECT_EQ(facts_read(disk), "three four ");
    EXPECT_EQ(all_facts_read(disk), "one two three four ");
}

TEST(Retirement, IsAskedFor) {
    FakeDisk disk;
    auto journal = three_segments(disk);
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_FALSE(disk.has(kFirstRetired));
}

TEST(Retirement, IsDurableInTheFolderBeforeTheDirectoryLosesIt) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    std::string calls;
    disk.script = [&](Op op, const std::string& name) {
        if (op == Op::Link) calls += "link ";
        if (op == Op::Remove) calls += "remove ";
        if (op == Op::SyncDirectory) calls += "sync:" + name + " ";
        EXPECT_NE(op, Op::Write);
        return FakeDisk::Verdict{};
    };
    journal.remove_oldest();
    EXPECT_EQ(calls, "link sync:retired/ remove sync: ");
}

TEST(Retirement, ThatCannotBeginLeavesEverythingAsItWas) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    fail(disk, Op::Link, kFirstSegment, EXDEV);
    const auto removal = journal.remove_oldest();
    EXPECT_FALSE(removal.gone);
    EXPECT_FALSE(removal.last);
    EXPECT_EQ(removal.error, FakeDisk::error(EXDEV));
    EXPECT_FALSE(disk.has(kFirstRetired));
    EXPECT_EQ(facts_read(disk), "one two three ");
    disk.script = nullptr;
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST(Retirement, WhoseFolderCannotBeSyncedKeepsTheSegmentAndIsTheLastOfTheRun) {
    FakeDisk disk;
    {
        auto journal = three_segments(disk, keeping_retired());
        fail(disk, Op::SyncDirectory, "retired/");
        const auto removal = journal.remove_oldest();
        EXPECT_FALSE(removal.gone);
        EXPECT_TRUE(removal.last);
        EXPECT_EQ(removal.error, FakeDisk::error(EIO));
        disk.script = nullptr;
        EXPECT_EQ(journal.remove_oldest().error, Errc::DirectoryUnsure);  // a second sync may lie
        rotate(journal);                                                  // syncs the directory
        EXPECT_FALSE(journal.dead());
    }
    disk.lose_power();
    EXPECT_EQ(facts_read(disk), "one two three ");
    auto journal = open_journal(disk, keeping_retired());
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST(Retirement, ThatMayComeUndoneIsToldAndIsTheLastOfTheRun) {
    FakeDisk disk;
    {
        auto journal = three_segments(disk, keeping_retired());
        journal.sync();
        fail(disk, Op::SyncDirectory, "");
        const auto removal = journal.remove_oldest();
        EXPECT_TRUE(removal.gone);
        EXPECT_TRUE(removal.last);
        EXPECT_EQ(removal.error, FakeDisk::error(EIO));
        disk.script = nullptr;
        EXPECT_EQ(journal.remove_oldest().error, Errc::DirectoryUnsure);
    }
    disk.lose_power();
    EXPECT_TRUE(disk.has(kFirstSegment));  // in both
    EXPECT_EQ(all_facts_read(disk), "one two three ");
    auto journal = open_journal(disk, keeping_retired());
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_FALSE(disk.has(kFirstSegment));
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST(Retirement, ThatStopsHalfWayHasTheSegmentInBothAndGoesOn) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    fail(disk, Op::Remove, kFirstSegment, EACCES);
    EXPECT_FALSE(journal.remove_oldest().gone);
    EXPECT_TRUE(disk.has(kFirstSegment));
    EXPECT_TRUE(disk.has(kFirstRetired));
    EXPECT_EQ(all_facts_read(disk), "one two three ");
    disk.script = nullptr;
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_FALSE(disk.has(kFirstSegment));
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST(Retirement, NeverTakesThePlaceOfAnotherFile) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    disk.put(kFirstRetired, "of another journal");
    const auto removal = journal.remove_oldest();
    EXPECT_FALSE(removal.gone);
    EXPECT_EQ(removal.error, std::errc::file_exists);
    EXPECT_EQ(disk.bytes(kFirstRetired), "of another journal");
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST(Retirement, OfASegmentThatSomebodyRemovedBeforeGoesOn) {
    FakeDisk disk;
    auto journal = three_segments(disk, keeping_retired());
    disk.erase(kFirstSegment);
    EXPECT_TRUE(journal.remove_oldest().gone);
    EXPECT_EQ(journal.segments().size(), 2U);
}

enum class Crash { Process, Power, PowerLate };

/// Stops the process at the given changing call of two removals and a commit. With PowerLate the directory's
/// own names, but not the folder's, reached the disk unasked before the power failed. False when there are
/// fewer calls.
bool crash_at(std::uint64_t step, Crash crash) {
    FakeDisk disk;
    std::uint64_t calls = 0;
    {
        auto journal = three_segments(disk, keeping_retired());
        EXPECT_FALSE(journal.sync());
        const auto first = disk.changes();
        disk.stop_after(step);
        journal.remove_oldest();
        journal.remove_oldest();
        commit_facts(journal, {"four"});
        calls = disk.changes() - first;
    }
    if (crash == Crash::PowerLate) disk.write_names_back();
    crash == Crash::Process ? disk.restart() : disk.lose_power();
    {
        auto journal = open_journal(disk, keeping_retired());
        EXPECT_TRUE(all_facts_read(disk).starts_with("one two three ")) << all_facts_read(disk) << step;
        EXPECT_EQ(all_facts_read(disk).find('|'), std::string::npos) << all_facts_read(disk) << step;
        commit_facts(journal, {"again"});
        while (journal.remove_oldest().gone) {
        }
        EXPECT_EQ(journal.segments().size(), 1U) << step;
    }
    const auto all = all_facts_read(disk);
    EXPECT_TRUE(all.starts_with("one two three ") && all.ends_with("again ")) << all << step;
    return calls > step;
}

TEST(Retirement, ACrashAtAnyStepLosesNoSegment) {
    for (const auto crash : {Crash::Process, Crash::Power, Crash::PowerLate}) {
        std::uint64_t steps = 0;
        while (crash_at(steps, crash)) ++steps;
        EXPECT_GE(steps, 9U);  // two retirements of four calls, and a write
    }
}

}  // namespace
}  // namespace qb::test
