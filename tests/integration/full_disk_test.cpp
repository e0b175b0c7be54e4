#include <gtest/gtest.h>

#include "support/full_disk.h"
#include "support/world.h"

// The disk runs full while orders are live: what the reserve is for, and what happens when it is used up.
namespace qb::test {
namespace {

class DiskFull : public World {
protected:
    DiskFull() {
        bridge_lines = "JournalReserve=1048576\n";
        disk = [this](std::unique_ptr<journal::Disk> real) {
            return std::make_unique<FullDisk>(std::move(real), full);
        };
    }
    void begin() {
        start_venue();
        book("AAPL-USD", {{"189", "5"}}, {{"191", "5"}});
        start_bridge();
        oms = desk();
        oms->send(stop("live"));
        EXPECT_EQ(next(*oms)[150], "0");
        oms->send(stop("doomed", "2", "180"));
        EXPECT_EQ(next(*oms)[150], "0");
    }
    /// The next report that tells news: no status, no cancel under way.
    FixFields news() {
        for (;;) {
            auto report = next(*oms);
            if (report[150] != "I" && report[150] != "6") return report;
        }
    }
    /// Asks for an order's state until the bridge says goodbye.
    FixFields use_up_the_reserve() {
        until(
            [this] {
                if (!oms->has("5") && oms->inbox.size() < 64) oms->send("35=H|11=live|55=AAPL-USD|54=2|");
                while (oms->has("8")) oms->take("8");
                return oms->has("5");
            },
            "the reserve is used up");
        return next(*oms, "5");
    }

    std::shared_ptr<bool> full = std::make_shared<bool>(false);
    std::unique_ptr<FixPeer> oms;
};

TEST_F(DiskFull, NewOrdersAreRefusedWhileCancelsAndFillsGoOnInTheReserve) {
    begin();
    *full = true;
    until(
        [this] {
            oms->send("35=H|11=live|55=AAPL-USD|54=2|");
            while (oms->has("8")) oms->take("8");
            return !bridge->ready();
        },
        "the reserve is touched");
    settle();
    oms->inbox.clear();
    oms->send(stop("late"));
    const auto refused = next(*oms);
    EXPECT_EQ(refused[150], "8") << refused.readable();
    EXPECT_EQ(refused[58].rfind("JOURNAL_LOW_SPACE", 0), 0U) << refused[58];
    oms->send("35=F|11=c|41=doomed|55=AAPL-USD|54=2|60=" + fix_now() + "|");
    EXPECT_EQ(news()[150], "4");
    mark("AAPL-USD", "189");
    EXPECT_EQ(news()[150], "D");
    const auto fill = news();
    EXPECT_EQ(fill[150], "F") << fill.readable();
    EXPECT_EQ(fill[32], "1");
}

TEST_F(DiskFull, WithTheReserveUsedUpSessionsAreToldWhyAndTheBridgeEnds) {
    begin();
    *full = true;
    EXPECT_EQ(use_up_the_reserve()[58].rfind("JOURNAL_FULL", 0), 0U);
    oms->send("35=5|");
    until([this] { return bridge->exit_code().has_value(); }, "the bridge ends");
    EXPECT_EQ(bridge->exit_code(), bridge::kExitFatal);
}

TEST_F(DiskFull, WithRoomAgainTheNextStartGoesOnWhereItEnded) {
    begin();
    *full = true;
    use_up_the_reserve();
    oms->send("35=5|");
    until([this] { return bridge->exit_code().has_value(); }, "the bridge ends");
    const int next_out = oms->next_out;
    *full = false;
    bridge.reset();
    start_bridge();
    oms = desk_again(next_out);
    EXPECT_FALSE(oms->has("2"));
    mark("AAPL-USD", "189");
    EXPECT_EQ(news()[150], "D");
    const auto fill = news();
    EXPECT_EQ(fill[11], "live");
    EXPECT_EQ(fill[150], "F") << fill.readable();
}

}  // namespace
}  // namespace qb::test
