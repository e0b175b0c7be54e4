/// How long the journal is kept: segments go when they are old and nobody needs them, also over a restart and
/// a crash.
#include <gtest/gtest.h>

#include <cerrno>

#include "bridge/anchor_text.h"
#include "unit/bridge/days.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::set_wall;
using Op = FakeDisk::Op;

TEST(CoreRetention, ASegmentGoesWhenItWasClosedForTheDays) {
    Days days;
    days.pass(1);
    EXPECT_EQ(days.oldest(), 1U);
    days.pass(1);
    EXPECT_EQ(days.oldest(), 2U);
    days.pass(3);
    EXPECT_EQ(days.oldest(), 5U);
    EXPECT_EQ(days.rig.core().journal().segments().size(), 2U);
    EXPECT_NE(days.rig.log_text().find("journal.removed Segment=journal-00000000000000000001.qj"),
              std::string::npos);
}

TEST(CoreRetention, WhatTheOmsMayAskForAgainStaysUntilItsNumbersBeginAnew) {
    Days days;
    days.refused_order("a1");
    days.pass(4);
    EXPECT_EQ(days.oldest(), 1U);

    auto oms = days.rig.logged_on(days.next_number);
    oms.send("35=2|7=1|16=0|");
    days.rig.go_on();
    EXPECT_EQ(oms.read("8").size(), 1U);
    days.goodbye(oms);

    days.new_epoch();
    days.midnight();
    EXPECT_EQ(days.oldest(), 2U) << "one a second";
    for (int i = 0; i < 5; ++i) days.rig.second();
    EXPECT_EQ(days.oldest(), 5U);
    EXPECT_NE(days.rig.log_text().find(
                  "journal.kept Row=1 For=\"messages of the present epoch\" Of=FIX.4.4:BRIDGE->OMS"),
              std::string::npos);
}

TEST(CoreRetention, AReportThatWaitsKeepsItsSegment) {
    Days days;
    days.rig.serve();
    auto oms = days.rig.logged_on();
    days.limit_order(oms, "a1");
    days.venue("order_response status=ACK order_id=P");
    days.goodbye(oms);
    days.new_epoch();
    days.venue("order_response status=CANCELLED order_id=P");
    days.pass(4);
    ASSERT_EQ(days.rig.core().reports().parked(0), 1U);
    EXPECT_EQ(days.oldest(), 1U);

    auto again = days.rig.connect(3);
    again.logon();
    days.rig.go_on();
    EXPECT_EQ(again.read("8").size(), 1U);
    days.goodbye(again);
    days.pass(1);
    EXPECT_EQ(days.oldest(), 5U);
    EXPECT_NE(days.rig.log_text().find("For=\"a report that waits\""), std::string::npos);
}

TEST(CoreRetention, ALiveOrderKeepsItsSegmentAndTheDaysCountFromItsEnd) {
    Days days;
    days.rig.serve();
    auto oms = days.rig.logged_on();
    days.limit_order(oms, "a1");
    days.venue("order_response status=ACK order_id=P");
    days.goodbye(oms);
    days.new_epoch();
    days.pass(3);
    EXPECT_EQ(days.oldest(), 1U);
    days.venue("order_response status=CANCELLED order_id=P");
    days.rig.second(31s);
    days.new_epoch();
    days.pass(1);
    EXPECT_EQ(days.oldest(), 1U);
    days.pass(1);
    EXPECT_EQ(days.oldest(), 4U);  // the report of its end was sent from there
    const auto log = days.rig.log_text();
    EXPECT_NE(log.find("For=\"a live order\""), std::string::npos);
    EXPECT_NE(log.find("For=\"an order that ended lately\""), std::string::npos);
}

TEST(CoreRetention, AClOrdIdIsTakenAsLongAsItsSegmentIsKept) {
    Days days;
    days.refused_order("a1");
    days.new_epoch();
    const auto answer = [&] {
        auto oms = days.rig.connect();
        oms.logon("98=0|108=30|141=Y|");
        oms.read();
        days.order(oms, "a1");
        const auto got = oms.read("8");
        days.goodbye(oms);
        days.new_epoch();
        days.rig.second(31s);
        return got.empty() ? std::string() : got.front()[58];
    };
    days.pass(1);
    EXPECT_TRUE(answer().starts_with("DUPLICATE_CLORDID"));
    days.pass(1);
    ASSERT_EQ(days.oldest(), 2U);
    EXPECT_TRUE(answer().starts_with("QFEX_LINK_DOWN"));
}

TEST(CoreRetention, TheStartRemovesAsWell) {
    Days days;
    days.refused_order("a1");
    days.pass(4);
    days.new_epoch();
    days.rig.restart();
    EXPECT_EQ(days.oldest(), 2U);
    for (int i = 0; i < 5; ++i) days.rig.second();
    EXPECT_EQ(days.oldest(), 4U);
    days.rig.restart();
    EXPECT_EQ(days.oldest(), 4U);
    days.pass(1);
    EXPECT_EQ(days.oldest(), 5U);
}

TEST(CoreRetention, ASegmentThatCannotBeRemovedIsAWarningAndTriedAgain) {
    Days days;
    days.pass(1);
    days.rig.disk.script = [](Op op, const std::string&) {
        return op == Op::Remove ? FakeDisk::Verdict{FakeDisk::error(EACCES), {}} : FakeDisk::Verdict{};
    };
    days.pass(1);
    EXPECT_EQ(days.oldest(), 1U);
    days.rig.disk.script = nullptr;
    days.rig.second();
    EXPECT_EQ(days.oldest(), 1U);
    days.pass(1);
    EXPECT_EQ(days.oldest(), 3U);
    EXPECT_NE(days.rig.log_text().find("WARN  journal.not_removed Segment=journal-00000000000000000001.qj"),
              std::string::npos);
}

TEST(CoreRetention, OneWhoseRemovalMayComeUndoneIsTheLastOfTheRun) {
    Days days;
    days.refused_order("a1");
    days.pass(4);
    days.new_epoch();
    bool removed = false;
    days.rig.disk.script = [&removed](Op op, const std::string&) {
        removed = removed || op == Op::Remove;
        const bool fails = removed && op == Op::SyncDirectory;
        return fails ? FakeDisk::Verdict{FakeDisk::error(EIO), {}} : FakeDisk::Verdict{};
    };
    days.midnight();
    days.rig.disk.script = nullptr;
    EXPECT_EQ(days.oldest(), 2U);
    days.pass(2);
    EXPECT_EQ(days.oldest(), 2U);
    days.rig.restart();
    days.pass(1);
    EXPECT_EQ(days.oldest(), 8U);
}

/// Stops the disk at the given changing call of a midnight that removes. False when there are fewer calls.
bool crash_at(std::uint64_t step, bool power) {
    Days days(power ? "JournalKeepDays=1\nJournalSync=power\n" : "JournalKeepDays=1\n");
    days.refused_order("a1");
    days.pass(3);
    days.new_epoch();
    const auto first = days.rig.disk.changes();
    days.rig.disk.stop_after(step);
    try {
        days.next_day();
    } catch (const std::runtime_error&) {  // the bridge ended: its journal cannot be written
    }
    const bool stopped = days.rig.disk.changes() - first > step;
    days.rig.kill();
    power ? days.rig.disk.lose_power() : days.rig.disk.restart();
    days.rig.start();
    EXPECT_LE(days.oldest(), 4U) << step;
    days.pass(2);
    EXPECT_GE(days.oldest(), 5U) << step;
    auto oms = days.rig.connect(3);
    oms.logon();
    EXPECT_EQ(oms.read("A").size(), 1U) << step;
    return stopped;
}

TEST(CoreRetention, ACrashAtAnyStepLeavesAJournalThatStarts) {
    for (const bool power : {false, true}) {
        std::uint64_t steps = 0;
        while (crash_at(steps, power)) ++steps;
        EXPECT_GE(steps, 10U);
    }
}

// ---- the anchor

std::size_t count_of(const std::string& text, std::string_view what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

TEST(CoreAnchor, IsLoggedEveryMinuteWhileRowsAreAdded) {
    set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h));
    CoreRig rig;
    for (int i = 0; i < 5 * 60; ++i) rig.second();
    const auto quiet = anchor_text(rig.core().journal().head());
    rig.serve();
    const auto served = anchor_text(rig.core().journal().head());
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    const auto log = rig.log_text();
    EXPECT_EQ(count_of(log, "journal.anchor: "), 2U);
    EXPECT_NE(log.find("2025-06-11T12:01:00.000000Z INFO  journal.anchor: " + quiet), std::string::npos)
        << log;
    EXPECT_NE(log.find("journal.anchor: " + served), std::string::npos);
}

TEST(CoreAnchor, IsLoggedWhenASegmentBegins) {
    Days days;
    days.midnight();
    const auto anchor = anchor_text(days.rig.core().journal().head());
    EXPECT_NE(days.rig.log_text().find("journal.anchor: " + anchor), std::string::npos);
}

}  // namespace
}  // namespace qb::bridge::test
