/// What the core remembers of a session: over a restart, a reset and a goodbye.
#include <gtest/gtest.h>

#include "unit/bridge/core_rig.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::advance;
using fix::test::Received;
using fix::test::set_wall;
using fix::test::stop_order;

constexpr sys_days kWednesday = 2025y / 6 / 11;
constexpr std::string_view kHours = "StartTime=08:00:00\nEndTime=17:00:00\n";

class CoreSession : public testing::Test {
protected:
    CoreSession() { set_wall(WallTime(kWednesday + 12h)); }
};

/// The reports among the messages: ExecID(17), with "again " in front where PossResend(97)=Y.
std::vector<std::string> reports_in(const std::vector<Received>& messages) {
    std::vector<std::string> out;
    for (const auto& message : messages)
        if (message.type() == "8") out.push_back((message[97] == "Y" ? "again " : "") + message[17]);
    return out;
}

/// An order that the core answers itself, as no link serves; its report's ExecID(17).
std::string refused_order(Client& oms, std::string_view cl_ord_id) {
    oms.send(stop_order(cl_ord_id));
    const auto got = reports_in(oms.read());
    if (got.size() != 1) throw std::runtime_error("one report was expected");
    return got.front();
}

TEST_F(CoreSession, ARestartInsideTheHoursKeepsTheNumbersOfTheFirstDay) {
    set_wall(WallTime(kWednesday + 7h));
    CoreRig rig(kHours);
    set_wall(WallTime(kWednesday + 9h));
    rig.logged_on();
    const auto epoch = rig.core().engine().numbers(0).epoch;
    rig.restart();
    EXPECT_EQ(rig.core().engine().numbers(0).epoch, epoch);
    EXPECT_EQ(rig.core().engine().numbers(0).next_target, 2);
}

TEST_F(CoreSession, AndThoseOfADayAfterAResetInTheNight) {
    set_wall(WallTime(kWednesday + 16h + 59min + 58s));
    CoreRig rig(kHours);
    rig.logged_on();
    for (int i = 0; i < 5; ++i) rig.second();
    const auto epoch = rig.core().engine().numbers(0).epoch;
    ASSERT_EQ(epoch, 2U);
    set_wall(WallTime(kWednesday + days(1) + 9h));
    rig.logged_on();
    set_wall(WallTime(kWednesday + days(1) + 15h));
    for (int i = 0; i < 2; ++i) {
        rig.restart();
        EXPECT_EQ(rig.core().engine().numbers(0).epoch, epoch);
        EXPECT_EQ(rig.core().engine().numbers(0).next_target, 2);
    }
    set_wall(WallTime(kWednesday + days(2) + 9h));
    rig.restart();
    EXPECT_EQ(rig.core().engine().numbers(0).epoch, epoch + 1);
}

TEST_F(CoreSession, AGoodbyeThatResetsTheNumbersRepeatsNothing) {
    CoreRig rig("ResetOnLogout=Y\n");
    auto oms = rig.logged_on();
    refused_order(oms, "a1");
    oms.send("35=5|");
    EXPECT_EQ(oms.read("5").size(), 1U);
    oms.close();
    ASSERT_EQ(rig.core().engine().numbers(0).epoch, 2U);
    auto again = rig.connect();
    again.logon();
    EXPECT_TRUE(reports_in(again.read()).empty());
}

TEST_F(CoreSession, OrdersInOnePieceWithAResetAreReportedBehindWhatIsRepeated) {
    CoreRig rig;
    auto oms = rig.logged_on();
    const auto report = refused_order(oms, "a1");
    const auto head = "|49=OMS|52=" + fix::test::utc_text(now().wall) + "|56=BRIDGE|";
    oms.raw(fix::test::frame("35=A|34=1" + head + "98=0|108=30|141=Y|") +
            fix::test::frame("35=D|34=2" + head + stop_order("a2").substr(5)) +
            fix::test::frame("35=D|34=3" + head + stop_order("a3").substr(5)));
    rig.go_on();
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 3U);
    EXPECT_EQ(got[0][17], report);
    EXPECT_EQ(got[0][97], "Y");
    EXPECT_EQ(got[1][11], "a2");
    EXPECT_EQ(got[1][97], "-");
    EXPECT_EQ(got[2][11], "a3");
}

TEST_F(CoreSession, ARefusedLogonDoesNotMoveTheTimeFromWhichReportsAreRepeated) {
    CoreRig rig;
    auto oms = rig.logged_on();
    const auto report = refused_order(oms, "a1");
    oms.close();
    advance(minutes(10));
    auto low = rig.connect(1);
    low.logon();
    ASSERT_EQ(low.read("5").size(), 1U);  // MsgSeqNum too low
    low.close();
    for (int i = 0; i < 2; ++i) rig.restart();
    auto again = rig.connect();
    again.logon("98=0|108=30|141=Y|");
    EXPECT_EQ(reports_in(again.read()), std::vector{"again " + report});
}

TEST_F(CoreSession, AnotherWordOfTheOmsMovesItAlsoOverARestart) {
    CoreRig rig;
    auto oms = rig.logged_on(1, "98=0|108=300|");
    refused_order(oms, "a1");
    advance(minutes(2));
    oms.send("35=0|");
    rig.restart();
    auto again = rig.connect();
    again.logon("98=0|108=30|141=Y|");
    EXPECT_TRUE(reports_in(again.read()).empty());
}

TEST_F(CoreSession, ALogonMovesItAlsoOverARestart) {
    CoreRig rig;
    auto oms = rig.logged_on();
    refused_order(oms, "a1");
    oms.close();
    advance(minutes(2));
    rig.logged_on(oms.next());
    rig.restart();
    auto again = rig.connect();
    again.logon("98=0|108=30|141=Y|");
    EXPECT_TRUE(reports_in(again.read()).empty());
}

/// The report was sent into a dead line, before or after the clock was set; then the numbers are reset.
TEST_F(CoreSession, AClockThatIsSetLosesNoReport) {
    for (const auto step : {hours(25), -hours(25)}) {
        for (const bool restarted : {false, true}) {
            SCOPED_TRACE(std::to_string(step.count()) + (restarted ? " restarted" : ""));
            CoreRig rig("CheckLatency=N\n");
            auto oms = rig.logged_on();
            const auto before = refused_order(oms, "a1");
            set_wall(now().wall + step);
            const auto after = refused_order(oms, "a2");
            oms.close();
            if (restarted) rig.restart();
            auto again = rig.connect();
            again.logon("98=0|108=30|141=Y|");
            EXPECT_EQ(reports_in(again.read()), (std::vector{"again " + before, "again " + after}));
        }
    }
}

TEST_F(CoreSession, AReportSentAfterTheClockWasSetBackIsRepeated) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    oms.read();
    set_wall(now().wall - hours(25));
    rig.core().link_down(0, "gone", now());  // the order's outcome is unknown: a report
    rig.end_turn();
    oms.close();  // ... that nobody read
    rig.restart();
    auto again = rig.connect();
    again.logon("98=0|108=30|141=Y|");
    EXPECT_EQ(reports_in(again.read()).size(), 1U);
}

/// An order is not taken after it was answered with Reject(3): here it came before its turn, with a time far
/// off, and comes again when it is asked for.
TEST_F(CoreSession, AnOrderThatCameTooEarlyIsNotRejectedForItsTimeAndTakenLater) {
    CoreRig rig;
    auto oms = rig.logged_on();
    const auto body = "|49=OMS|52=" + fix::test::utc_text(now().wall - minutes(10)) + "|56=BRIDGE|";
    oms.raw(fix::test::frame("35=D|34=5" + body + stop_order("a1").substr(5)));
    const auto answers = oms.read();
    ASSERT_FALSE(answers.empty());
    EXPECT_EQ(answers.back().type(), "5");
    for (const auto& answer : answers) EXPECT_NE(answer.type(), "3");
    oms.close();
    auto again = rig.connect(6);
    again.logon();
    again.send_as(2, "35=4|123=Y|36=5|", "43=Y|122=20250611-12:00:00|");
    again.send_as(5, stop_order("a1"), "43=Y|122=" + fix::test::utc_text(now().wall - minutes(10)) + "|");
    EXPECT_EQ(again.read("8").size(), 1U);
}

}  // namespace
}  // namespace qb::bridge::test
