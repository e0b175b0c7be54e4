#include <gtest/gtest.h>

#include <chrono>
#include <iostream>

#include "support/replay.h"
#include "support/verified.h"
#include "support/world.h"

// The journal of a bridge under load, run again from its inputs.
namespace qb::test {
namespace {

class Rerun : public World {
protected:
    Rerun() {
        verifies = false;
        account_lines = "OrderRate=10000\nCancelRate=10000\n";
        sim::Options options;
        options.rate_limits = {0, 0};
        start_venue(std::move(options));
        start_bridge();
        oms = desk();
    }

    /// Orders without pause, every other one a limit order that is filled, the rest stops.
    void load(std::uint64_t orders) {
        constexpr std::uint64_t kAhead = 100;  // not answered yet
        book("AAPL-USD", {{"100", "1000000"}}, {{"101", "1000000"}});
        std::uint64_t answered = 0;
        for (std::uint64_t i = 0; i < orders; ++i) {
            const auto id = "o" + std::to_string(i);
            if (i % 2 == 0)
                oms->send("35=D|11=" + id + "|55=AAPL-USD|54=1|38=1|40=2|44=101|59=1|60=" + fix_now() + "|");
            else
                oms->send(stop(id, "1", std::to_string(10 + i % 80) + "." + std::to_string(10 + i % 89)));
            until([&] { return answered += take_answers(), i - answered < kAhead || answered > i; },
                  "the orders are answered");
        }
        until([&] { return (answered += take_answers()) >= orders; }, "all orders are answered");
    }

    std::uint64_t take_answers() {
        std::uint64_t first_answers = 0;
        for (; !oms->inbox.empty(); oms->inbox.pop_front()) {
            const auto& message = oms->inbox.front();
            first_answers += message[150] == "0" || message[150] == "8" ? 1U : 0U;
        }
        return first_answers;
    }

    std::unique_ptr<FixPeer> oms;
};

/// QB_RERUN_ORDERS=10000: more of them, with the time it takes.
TEST_F(Rerun, AJournalOfManyOrdersIsIdentical) {
    const auto orders = from_environment("QB_RERUN_ORDERS", 200);
    load(orders);
    EXPECT_EQ(stop_bridge(), 0);
    bridge.reset();
    const auto written =
        journal::PosixDisk::open_directory((folder / "data").string(), journal::PosixDisk::Missing::Fail);
    ASSERT_TRUE(written);
    const auto begun = std::chrono::steady_clock::now();
    const auto result = verified(**written);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    EXPECT_EQ(result.code, replay::kExitGood) << result.text;
    std::cout << orders << " orders: " << took.count() << " s\n" << result.text;
}

}  // namespace
}  // namespace qb::test
