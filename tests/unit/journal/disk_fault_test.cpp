#include "unit/journal/sample.h"

namespace qb::test {
namespace {

using namespace journal;
using Op = FakeDisk::Op;
using Verdict = FakeDisk::Verdict;

/// Fails the nth call of a kind from now on.
auto fail_nth(Op which, int nth, Verdict verdict) {
    return [=, left = nth](Op op, const std::string&) mutable {
        return op == which && --left == 0 ? verdict : Verdict{};
    };
}

TEST(FullDisk, WriteIsTriedOnceMoreAfterTheReserveWasGivenBack) {
    for (const std::optional<std::size_t> taken :
         {std::optional<std::size_t>{}, std::optional<std::size_t>{40}}) {
        FakeDisk disk;
        auto journal = open_journal(disk);
        const auto reserved = disk.bytes(kFirstSegment).size();
        std::vector<Op> calls;
        disk.script = [&, failed = false](Op op, const std::string&) mutable {
            calls.push_back(op);
            if (op != Op::Write || failed) return Verdict{};
            failed = true;
            return Verdict{FakeDisk::error(ENOSPC), taken};
        };
        EXPECT_EQ(commit_facts(journal, {"tight"}), CommitStatus::OkLowSpace);
        EXPECT_EQ(std::vector<Op>(calls.end() - 3, calls.end()),
                  (std::vector{Op::Write, Op::Truncate, Op::Write}));
        EXPECT_TRUE(journal.low_space());
        EXPECT_LT(disk.bytes(kFirstSegment).size(), reserved);
        EXPECT_EQ(facts_read(disk), "tight ");
        EXPECT_EQ(commit_facts(journal, {"next"}, {kNoon, 9'000'000}), CommitStatus::Ok);
        EXPECT_FALSE(journal.low_space());
    }
}

TEST(ShortWrite, IsContinued) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    disk.script = fail_nth(Op::Write, 1, {{}, 25});
    EXPECT_EQ(commit_facts(journal, {"short"}), CommitStatus::Ok);
    EXPECT_EQ(facts_read(disk), "short ");
}

TEST(ShortWrite, OfNothingIsAFullDisk) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    disk.script = fail_nth(Op::Write, 1, {{}, 0});
    EXPECT_EQ(commit_facts(journal, {"short"}), CommitStatus::OkLowSpace);
    EXPECT_EQ(facts_read(disk), "short ");
}

TEST(FullDisk, ReserveIsUsedUpThenTheJournalIsDead) {
    FakeDisk disk;
    disk.capacity = 6000;
    auto journal = open_journal(disk);
    EXPECT_TRUE(journal.low_space());  // the reserve, but not a step beyond it
    int committed = 0;
    int with_the_last_share = 0;
    while (commit_facts(journal, {std::string(200, 'x')}) == CommitStatus::OkLowSpace) {
        ++committed;
        if (journal.reserve_used_up()) ++with_the_last_share;
    }
    EXPECT_GT(committed, 10);
    EXPECT_GE(with_the_last_share, 1);
    EXPECT_LT(with_the_last_share, committed / 2);
    EXPECT_TRUE(journal.dead());
    EXPECT_EQ(journal.failure().first, std::errc::no_space_on_device);
    EXPECT_EQ(journal.failure().second, "write");
    disk.capacity = 1'000'000;
    EXPECT_EQ(commit_facts(journal, {"x"}), CommitStatus::Failed);  // for good
    const auto dead_rows = journal.head().row;
    disk.restart();
    EXPECT_EQ(open_journal(disk).head().row, dead_rows);
}

TEST(LowSpace, IsSeenAheadAndEndsWhenThereIsSpaceAgain) {
    FakeDisk disk;
    auto options = small_options();
    options.reserve_bytes = 1 << 20;
    auto journal = open_journal(disk, options);
    EXPECT_FALSE(journal.low_space());
    disk.capacity = disk.bytes(kFirstSegment).size();
    Times now{kNoon, 2'000'000};
    auto status = CommitStatus::Ok;
    while (status == CommitStatus::Ok) status = commit_facts(journal, {std::string(1000, 'x')}, now);
    EXPECT_EQ(status, CommitStatus::OkLowSpace);
    EXPECT_TRUE(journal.low_space());
    EXPECT_EQ(commit_facts(journal, {std::string(100'000, 'x')}, now), CommitStatus::OkLowSpace);

    disk.capacity *= 2;
    now.mono_us += 999'999;
    journal.retry_reserve(now);
    EXPECT_TRUE(journal.low_space());  // asked at most once a second
    now.mono_us += 1;
    journal.retry_reserve(now);
    EXPECT_FALSE(journal.low_space());
    EXPECT_EQ(commit_facts(journal, {"x"}, now), CommitStatus::Ok);
}

TEST(LowSpace, StartOnAFullDiskIsPossibleOnceAndAgain) {
    FakeDisk disk;
    disk.capacity = 1000;
    {
        const auto journal = open_journal(disk);
        EXPECT_TRUE(journal.low_space());
    }
    const auto journal = open_journal(disk);
    EXPECT_TRUE(journal.low_space());
}

TEST(FailedSync, KillsTheJournalAndTakesTheTurnBack) {
    FakeDisk disk;
    auto options = small_options();
    options.sync = Sync::Power;
    auto journal = open_journal(disk, options);
    EXPECT_EQ(commit_facts(journal, {"one"}), CommitStatus::Ok);
    const auto head = journal.head();
    disk.script = fail_nth(Op::Sync, 1, {FakeDisk::error(EIO), {}});
    EXPECT_EQ(commit_facts(journal, {"two"}), CommitStatus::Failed);
    EXPECT_EQ(journal.failure().second, "sync");
    EXPECT_EQ(commit_facts(journal, {"three"}), CommitStatus::Failed);
    EXPECT_EQ(journal.head(), head);
    EXPECT_FALSE(journal.wants_rotation(kNoon + 10 * 86'400'000'000));
    EXPECT_EQ(facts_read(disk), "one ");
}

TEST(FailedWrite, OtherThanAFullDiskIsNotRetried) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    int writes = 0;
    disk.script = [&](Op op, const std::string&) {
        if (op != Op::Write) return Verdict{};
        ++writes;
        return Verdict{FakeDisk::error(EIO), 30};
    };
    EXPECT_EQ(commit_facts(journal, {"x"}), CommitStatus::Failed);
    EXPECT_EQ(writes, 1);
    EXPECT_EQ(journal.failure().first, std::errc::io_error);
    disk.restart();
    EXPECT_EQ(facts_read(disk), "");
}

TEST(FailedTruncate, OnAFullDiskKillsTheJournal) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    disk.script = [](Op op, const std::string&) {
        if (op == Op::Write) return Verdict{FakeDisk::error(ENOSPC), {}};
        return Verdict{op == Op::Truncate ? FakeDisk::error(EIO) : std::error_code{}, {}};
    };
    EXPECT_EQ(commit_facts(journal, {"x"}), CommitStatus::Failed);
    EXPECT_EQ(journal.failure().second, "truncate");
}

/// The turn in hand when the process dies at any call and any byte of the write is either there or not.
TEST(Crash, AtEachByteOfACommitLeavesTheTurnWholeOrAbsent) {
    for (std::size_t bytes = 0; bytes < 220; ++bytes) {
        FakeDisk disk;
        {
            auto journal = open_journal(disk);
            ASSERT_EQ(commit_facts(journal, {"one"}), CommitStatus::Ok);
            disk.stop_after(0, bytes);
            EXPECT_EQ(commit_facts(journal, {"two", "three"}), CommitStatus::Failed);
        }
        disk.restart();
        Recorder recorder;
        const auto journal = open_journal(disk, recorder);
        const auto facts = facts_read(disk);
        EXPECT_TRUE(facts == "one " || facts == "one two three ") << bytes << ": " << facts;
        EXPECT_EQ(journal.recovery().cut_bytes > 0, facts == "one " && bytes > 0) << bytes;
    }
}

/// Every changing call of opening, committing and rotating fails once: a failure is reported, and the next
/// start finds every turn that was acknowledged.
TEST(AnyCall, MayFailWithoutLosingAnAcknowledgedTurn) {
    for (const auto number : {EIO, ENOSPC}) {
        for (std::uint64_t nth = 1;; ++nth) {
            FakeDisk disk;
            std::string acknowledged;
            std::uint64_t calls = 0;
            disk.script = [&](Op op, const std::string&) {
                if (op == Op::Read || op == Op::Size) return Verdict{};
                return Verdict{++calls == nth ? FakeDisk::error(number) : std::error_code{}, {}};
            };
            auto options = small_options();
            options.sync = Sync::Power;
            {
                Recorder recorder;
                auto journal = Journal::open(disk, options, recorder);
                for (int i = 0; journal && i < 4; ++i) {
                    const auto text = std::to_string(i);
                    if (commit_facts(journal.value(), {text}) != CommitStatus::Failed)
                        acknowledged += text + " ";
                    Turn turn;
                    journal.value().begin(turn);
                    journal.value().rotate(turn, {kNoon, 0}, {});
                }
            }
            const bool reached = calls >= nth;
            disk.lose_power();
            const auto journal = open_journal(disk, options);
            ASSERT_EQ(facts_read(disk), acknowledged) << "call " << nth;
            if (!reached) {
                EXPECT_GT(nth, 30U);
                EXPECT_EQ(acknowledged, "0 1 2 3 ");
                break;
            }
        }
    }
}

}  // namespace
}  // namespace qb::test
