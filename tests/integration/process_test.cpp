#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>

#include "integration/bridge_process.h"

// The program itself, as a process of its own: killed, started again, stopped, refused.
namespace qb::test {
namespace {

class Process : public BridgeProcess {
protected:
    Process() {
        default_lines = "Values=extended\n";
        start_venue();
    }
};

TEST_F(Process, KillNineWithLiveStopsLosesNothing) {
    book("AAPL-USD", {{"189.5", "9"}}, {{"190.5", "9"}});
    FixPeer oms(io);
    oms.connect(start());
    oms.logon();
    next(oms, "A");
    for (int i = 1; i <= 3; ++i) {
        oms.send(stop("k" + std::to_string(i), std::to_string(i)));
        EXPECT_EQ(next(oms)[150], "0");
    }
    kill(pid_, SIGKILL);
    EXPECT_EQ(wait_for_exit(), -SIGKILL);

    FixPeer again(io);
    again.next_out = oms.next_out;
    again.connect(start());
    again.logon();
    next(again, "A");
    mark("AAPL-USD", "189.9");
    std::map<std::string, std::string> filled;
    for (int i = 0; i < 6; ++i) {  // a trigger and a fill each
        const auto report = next(again);
        if (report[150] == "F") filled[report[11]] = report[14];
    }
    EXPECT_EQ(filled, (std::map<std::string, std::string>{{"k1", "1"}, {"k2", "2"}, {"k3", "3"}}));
    EXPECT_EQ(venue->count("add_order"), 3U);
}

/// No file takes another byte: the turn of the answer cannot be written.
TEST_F(Process, AnAnswerThatCannotBeWrittenDoesNotLeave) {
    FixPeer oms(io);
    oms.connect(start());
    oms.logon();
    next(oms, "A");
    const auto logged = [&](std::string_view event) { return log().find(event) != std::string::npos; };
    until([&] { return logged("session.logon") && logged("refdata.read"); }, "nothing else is written");
    settle();
    const rlimit one_byte{1, 1};
    ASSERT_EQ(prlimit(pid_, RLIMIT_FSIZE, &one_byte, nullptr), 0);
    oms.send("35=1|112=still there|");
    EXPECT_EQ(wait_for_exit(), -SIGXFSZ);
    until([&] { return !oms.connected(); }, "the connection ends");
    EXPECT_FALSE(oms.has("0"));
}

TEST_F(Process, SigtermLogsOutAndExitsWithZero) {
    FixPeer oms(io);
    oms.connect(start());
    oms.logon();
    next(oms, "A");
    kill(pid_, SIGTERM);
    EXPECT_NE(next(oms, "5")[58].find("shut down"), std::string::npos);
    oms.send("35=5|");
    EXPECT_EQ(wait_for_exit(), 0);
}

TEST_F(Process, ANameLookUpThatHangsDoesNotHoldUpTheEnd) {
    venue_host = "venue.test";
    more_environment = {"LD_PRELOAD=" QB_HANGING_LOOK_UP, "ASAN_OPTIONS=verify_asan_link_order=0"};
    FixPeer oms(io);
    oms.connect(start("fix.listening: "));
    oms.logon();
    next(oms, "A");  // the loop runs
    kill(pid_, SIGTERM);
    next(oms, "5");
    oms.send("35=5|");
    EXPECT_EQ(wait_for_exit(), 0);
}

TEST_F(Process, ASecondProcessOnTheSameJournalIsRefused) {
    start();
    const auto first = std::exchange(pid_, 0);
    spawn("run");
    EXPECT_NE(wait_for_exit(), 0);
    pid_ = first;
}

TEST_F(Process, CheckListsMistakesAndExitsWithTwo) {
    default_lines = "Vales=stock\nHttpAcceptPort=1\n";
    spawn("check");
    EXPECT_EQ(wait_for_exit(), 2);
}

TEST(SimulatorProcess, AWrongOptionExitsWithTwo) {
    const int status = std::system(QB_SIM_PROGRAM " --nonsense 2>/dev/null");
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 2);
}

}  // namespace
}  // namespace qb::test
