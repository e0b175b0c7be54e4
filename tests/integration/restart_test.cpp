#include <gtest/gtest.h>

#include <fstream>

#include "support/world.h"

// What survives the end of the process, sudden or not.
namespace qb::test {
namespace {

class Restart : public World {
protected:
    Restart() {
        default_lines = "Values=extended\n";
        start_venue();
        start_bridge();
    }

    /// Changes a byte of the journal where it holds `text`.
    void damage(const std::string& text) {
        for (const auto& file : std::filesystem::directory_iterator(folder / "data")) {
            std::fstream segment(file.path(), std::ios::in | std::ios::out | std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(segment), {}};
            const auto at = bytes.find(text);
            if (at == std::string::npos) continue;
            segment.clear();
            segment.seekp(static_cast<std::streamoff>(at));
            segment.put('?');
            return;
        }
        FAIL() << "the journal does not hold it";
    }
};

TEST_F(Restart, AfterKillTheNumbersGoOnAndAFillFindsItsOrder) {
    book("AAPL-USD", {{"189.5", "5"}}, {{"190.5", "5"}});
    auto oms = desk();
    oms->send(stop("a1"));
    const auto accepted = next(*oms);
    const auto last_in = std::stoi(accepted[34]);
    const auto next_out = oms->next_out;
    kill_bridge();
    start_bridge();
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    const auto logon = next(again, "A");
    EXPECT_EQ(std::stoi(logon[34]), last_in + 1) << logon.readable();
    mark("AAPL-USD", "189.9");
    EXPECT_EQ(next(again)[150], "L");
    const auto fill = next(again);
    EXPECT_EQ(fill[150], "F") << fill.readable();
    EXPECT_EQ(fill[11], "a1");
    EXPECT_EQ(fill[37], accepted[37]);
}

TEST_F(Restart, AResendRequestIsAnsweredAcrossAKill) {
    auto oms = desk();
    oms->send(stop("a1"));
    const auto accepted = next(*oms);
    const auto next_out = oms->next_out;
    kill_bridge();
    start_bridge();
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    next(again, "A");
    again.send("35=2|7=1|16=0|");
    const auto repeated = next(again);
    EXPECT_EQ(repeated[43], "Y") << repeated.readable();
    EXPECT_EQ(repeated[34], accepted[34]);
    EXPECT_EQ(repeated[17], accepted[17]);
    EXPECT_EQ(repeated[11], "a1");
}

TEST_F(Restart, ReportsThatCameWhileTheOmsWasAwayFollowAfterItsLogon) {
    book("AAPL-USD", {{"189.5", "5"}}, {{"190.5", "5"}});
    auto oms = desk();
    oms->send(stop("a1"));
    next(*oms);
    const auto next_out = oms->next_out;
    oms->drop();
    settle();
    mark("AAPL-USD", "189.9");
    settle();
    kill_bridge();  // and the bridge dies on top of it
    start_bridge();
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    next(again, "A");
    EXPECT_EQ(next(again)[150], "L");
    EXPECT_EQ(next(again)[39], "2");
}

TEST_F(Restart, AParkedReportThatCannotBeReadEndsTheBridgeAndNothingLeaves) {
    verifies = false;  // the journal is damaged on purpose
    auto oms = desk();
    oms->send(stop("a1"));
    next(*oms);
    const auto next_out = oms->next_out;
    oms->drop();
    settle();
    mark("AAPL-USD", "189.9");
    settle();
    damage(
        "\x01"
        "150=L");  // the trigger, which waits
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    until([this] { return bridge->exit_code().has_value(); }, "the bridge ends");
    EXPECT_EQ(bridge->exit_code(), bridge::kExitFatal);
    EXPECT_TRUE(again.inbox.empty());
}

TEST_F(Restart, ALogonThatResetsTheNumbersStillGetsWhatWaited) {
    book("AAPL-USD", {{"189.5", "5"}}, {{"190.5", "5"}});
    auto oms = desk();
    oms->send(stop("a1"));
    const auto accepted = next(*oms);
    oms->drop();
    settle();
    mark("AAPL-USD", "189.9");
    settle();
    FixPeer again(io);
    again.connect(bridge->fix_port());
    again.logon("141=Y|");
    EXPECT_EQ(next(again, "A")[34], "1");
    const auto repeated =
        next(again);  // sent less than RepeatOnReset before the last message we had from the OMS
    EXPECT_EQ(repeated[17], accepted[17]) << repeated.readable();
    EXPECT_EQ(repeated[97], "Y");
    EXPECT_EQ(next(again)[150], "L");
    const auto fill = next(again);
    EXPECT_EQ(fill[39], "2");
    EXPECT_FALSE(fill.has(97));
}

TEST_F(Restart, AnOrderWithoutAnswerIsPendingAfterAKillAndNeverSentAgain) {
    ASSERT_EQ(venue->control("POST", "/switch", R"({"Q32":"lost"})").status, 200);
    auto oms = desk();
    oms->send(stop("a1"));
    until([this] { return venue->count("add_order") == 1; }, "the venue has the order");
    const auto next_out = oms->next_out;
    kill_bridge();
    start_bridge();
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    const auto report = next(again);
    EXPECT_EQ(report[150], "A") << report.readable();
    EXPECT_EQ(report[39], "A");
    EXPECT_EQ(report[58].rfind("OUTCOME_UNKNOWN", 0), 0U);
    settle();
    EXPECT_EQ(venue->count("add_order"), 1U);
}

TEST_F(Restart, StoppingLogsTheSessionOutWithAReason) {
    auto oms = desk();
    oms->send(stop("a1"));
    next(*oms);
    bridge->stop("the gateway is being shut down");
    const auto logout = next(*oms, "5");
    EXPECT_NE(logout[58].find("shut down"), std::string::npos) << logout.readable();
    oms->send("35=5|");
    until([this] { return bridge->exit_code().has_value(); }, "the bridge stops");
    EXPECT_EQ(bridge->exit_code(), 0);
}

TEST_F(Restart, ASecondStopEndsAtOnceAndLosesNothingOfTheOpenTurn) {
    auto oms = desk();
    bridge->stop("the gateway is being shut down");
    bridge->stop("and now");
    EXPECT_EQ(bridge->exit_code(), 0);
    const auto logout = next(*oms, "5");
    EXPECT_NE(logout[58].find("shut down"), std::string::npos) << logout.readable();
    const auto next_out = oms->next_out;
    kill_bridge();
    start_bridge();
    FixPeer again(io);
    again.next_out = next_out;
    again.connect(bridge->fix_port());
    again.logon();
    EXPECT_EQ(std::stoi(next(again, "A")[34]), std::stoi(logout[34]) + 1);
}

/// 12 pages: one a second would take longer than anything here is waited for.
TEST_F(Restart, ALongResendNeedsNoOtherTraffic) {
    constexpr int kReports = 2400;
    auto oms = desk();
    for (int i = 0; i < kReports; ++i)
        oms->send("35=D|11=x" + std::to_string(i) +
                  "|55=AAPL-USD|54=2|38=1|40=4|44=1|99=190|59=1|60=" + fix_now() + "|");
    const auto received = [&] { return static_cast<int>(oms->inbox.size()); };
    until([&] { return received() == kReports; }, "every order is refused");
    oms->inbox.clear();
    oms->send("35=2|7=2|16=0|");
    until([&] { return received() == kReports; }, "all of it comes again");
}

}  // namespace
}  // namespace qb::test
