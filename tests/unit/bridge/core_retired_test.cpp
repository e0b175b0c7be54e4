/// JournalRetired=keep: segments that are moved instead of removed, and the whole history run again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "journal/history.h"
#include "support/verified.h"
#include "unit/bridge/days.h"

namespace qb::bridge::test {
namespace {

using Op = FakeDisk::Op;

constexpr std::string_view kKeep = "JournalKeepDays=1\nJournalRetired=keep\n";

std::size_t retired(const FakeDisk& disk) {
    const auto names = disk.names();
    return static_cast<std::size_t>(std::count_if(
        names.begin(), names.end(), [](const auto& name) { return name.starts_with("retired/"); }));
}

/// The journal with what was retired of it, to the first segment back, is run again with the same result.
void expect_whole_history_identical(Days& days) {
    days.rig.kill();
    const auto history = journal::with_retired(days.rig.disk.copy());
    qb::test::expect_identical(**history);
}

/// The OMS logs on, begins its numbers anew and sends order a1 again: what the answer's Text(58) begins with.
void expect_answer(Days& days, std::string_view word) {
    auto oms = days.rig.connect();
    oms.logon("98=0|108=30|141=Y|");
    oms.read();
    days.order(oms, "a1");
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got.front()[58].starts_with(word)) << got.front()[58];
    days.goodbye(oms);
}

TEST(CoreRetired, ASegmentIsMovedWhenItWouldBeRemoved) {
    Days days(kKeep);
    days.pass(4);
    EXPECT_EQ(days.oldest(), 4U);
    EXPECT_EQ(retired(days.rig.disk), 3U);
    EXPECT_TRUE(days.rig.disk.has("retired/journal-00000000000000000001.qj"));
    expect_whole_history_identical(days);
    EXPECT_NE(days.rig.log_text().find(
                  "journal.removed Segment=journal-00000000000000000001.qj: closed longer than "
                  "JournalKeepDays ago, and nobody needs it: moved to DataDir/retired"),
              std::string::npos);
}

TEST(CoreRetired, WhatIsNeededIsNotMoved) {
    Days days(kKeep);
    days.refused_order("a1");
    days.pass(4);
    EXPECT_EQ(days.oldest(), 1U);
    EXPECT_EQ(retired(days.rig.disk), 0U);
    days.new_epoch();
    days.pass(1);
    EXPECT_EQ(days.oldest(), 5U);
    EXPECT_EQ(retired(days.rig.disk), 4U);
    expect_whole_history_identical(days);
}

/// A ClOrdID is free again when its segment was moved: the bridge has forgotten the order, which the history
/// has. Said by a row of the process that moved it, and of each that began later.
TEST(CoreRetired, WhatTheBridgeForgotIsForgottenInTheReRunToo) {
    for (const bool restarted : {false, true}) {
        Days days(kKeep);
        days.refused_order("a1");
        days.new_epoch();
        days.pass(2);
        ASSERT_EQ(days.oldest(), 2U);
        if (restarted) days.rig.restart();
        expect_answer(days, "QFEX_LINK_DOWN");
        expect_whole_history_identical(days);
    }
}

/// A process that begins without such a row has all segments, whatever the one before had moved.
TEST(CoreRetired, WhatWasPutBackIsKnownAgainInTheReRunToo) {
    Days days(kKeep);
    days.refused_order("a1");
    days.new_epoch();
    days.pass(2);
    ASSERT_EQ(days.oldest(), 2U);
    days.rig.kill();
    const std::string first = "journal-00000000000000000001.qj";
    days.rig.disk.rename("retired/" + first, first);
    days.rig.disk.restart();
    days.rig.disk.script = [](Op op, const std::string&) {  // there it stays
        return op == Op::Link ? FakeDisk::Verdict{FakeDisk::error(EXDEV), {}} : FakeDisk::Verdict{};
    };
    days.rig.start();
    expect_answer(days, "DUPLICATE_CLORDID");
    days.rig.kill();
    qb::test::expect_identical(*days.rig.disk.copy());
}

/// The same over a process of which the state record of a segment is all that is left.
TEST(CoreRetired, TheReRunGoesOnFromAStateRecordWithWhatWasThere) {
    Days days(kKeep);
    days.refused_order("a1");
    days.new_epoch();
    days.pass(3);
    days.rig.kill();
    const auto disk = days.rig.disk.copy();
    disk->erase("retired/journal-00000000000000000001.qj");
    const auto history = journal::with_retired(disk->copy());
    const auto result = qb::test::verified(**history);
    EXPECT_EQ(result.code, replay::kExitGood) << result.text;
}

TEST(CoreRetired, AFolderThatCannotBeSyncedIsAWarningAndNothingIsMovedUntilTheNextStart) {
    Days days(kKeep);
    days.pass(1);
    days.rig.disk.script = [](Op op, const std::string& name) {
        return op == Op::SyncDirectory && name == "retired/" ? FakeDisk::Verdict{FakeDisk::error(EIO), {}}
                                                             : FakeDisk::Verdict{};
    };
    days.pass(1);
    days.rig.disk.script = nullptr;
    days.pass(2);
    EXPECT_EQ(days.oldest(), 1U);
    days.rig.restart();
    days.pass(1);
    EXPECT_EQ(days.oldest(), 5U);
    expect_whole_history_identical(days);
    const auto log = days.rig.log_text();
    EXPECT_NE(log.find("DataDir/retired cannot be synced: no segment is moved until the next start"),
              std::string::npos);
}

/// Cuts the power at the given changing call of a midnight that moves a segment. False when there are fewer
/// calls.
bool crash_while_moving(std::uint64_t step) {
    Days days(std::string(kKeep) + "JournalSync=power\n");
    days.pass(1);
    const auto first = days.rig.disk.changes();
    days.rig.disk.stop_after(step);
    try {
        days.next_day();
    } catch (const std::runtime_error&) {  // the bridge ended: its journal cannot be written
    }
    const bool stopped = days.rig.disk.changes() - first > step;
    days.rig.kill();
    days.rig.disk.lose_power();
    days.rig.start();
    days.pass(1);
    EXPECT_GE(days.oldest(), 2U) << step;
    expect_whole_history_identical(days);
    return stopped;
}

TEST(CoreRetired, APowerFailureAtAnyStepLeavesTheWholeHistory) {
    std::uint64_t steps = 0;
    while (crash_while_moving(steps)) ++steps;
    EXPECT_GE(steps, 10U);
}

}  // namespace
}  // namespace qb::bridge::test
