#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "support/world.h"

// The venue goes away and comes back while a thousand orders are open.
namespace qb::torture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kOpen = 1'000;

/// Bridge and venue in this process. The link tries again after 20 to 100 ms (World); that is all of its
/// settings that differs from the program's, where the first pause is a second, and a lasting outage makes it
/// up to half a minute.
class Availability : public test::World {
protected:
    Availability() {
        default_lines = "Values=extended\n";
        account_lines = "OrderRate=10000\nCancelRate=10000\n";
        sim::Options options;
        options.max_open_orders = 2 * kOpen;
        options.rate_limits = {0, 0};
        start_venue(std::move(options));
        start_bridge();
        oms = desk();
    }

    /// A buy limit far below the market; no two are alike.
    void send_limit(const std::string& cl_ord_id, int number) {
        oms->send("35=D|11=" + cl_ord_id + "|55=AAPL-USD|54=1|38=" + std::to_string(number) +
                  "|40=2|44=150|59=1|60=" + test::fix_now() + "|");
    }

    void open_orders() {
        for (int i = 0; i < kOpen; ++i) {
            const auto number = std::to_string(i);
            if (i % 2 == 0) {
                oms->send(stop("s" + number, number + ".5", "150"));
            } else {
                send_limit("l" + number, i);
            }
        }
        until([this] { return oms->inbox.size() == kOpen; }, "all are answered");
        EXPECT_EQ(venue->open_orders().size(), kOpen);
        oms->inbox.clear();
    }

    void lose_venue() {
        venue->inject({.kind = sim::FaultKind::RefuseConnections});
        venue->restart();
        until([this] { return !bridge->ready(); }, "the link is lost");
        settle();  // some attempts in vain
    }

    /// Sends order after order until one is not refused; gives how many were.
    int trade_again() {
        for (int refused = 0;; ++refused) {
            oms->send(stop("n" + std::to_string(refused), "1", "140"));
            const auto answer = next(*oms);
            if (answer[150] == "0" || HasFailure()) return refused;
            EXPECT_TRUE(answer[58].starts_with("QFEX_LINK_DOWN")) << answer.readable();
        }
    }

    [[nodiscard]] std::ptrdiff_t commands_since(std::size_t first, std::string_view type) const {
        const auto& all = venue->commands();
        return std::count_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
                             [&](const auto& command) { return command.type == type; });
    }

    std::unique_ptr<test::FixPeer> oms;
};

TEST_F(Availability, ANewOrderDoesNotWaitForAThousandOpenOnes) {
    open_orders();
    lose_venue();
    const auto before = venue->commands().size();
    const auto back = steady_clock::now();
    venue->clear_faults();
    const int refused = trade_again();
    const auto waited = std::chrono::duration_cast<milliseconds>(steady_clock::now() - back);
    std::cout << "the venue is back, " << kOpen << " orders are open: a new one was acknowledged after "
              << waited.count() << " ms, " << refused << " were refused before\n";
    RecordProperty("milliseconds", static_cast<int>(waited.count()));
    EXPECT_EQ(commands_since(before, "add_order"), 1);
    // From the frame that opened the link to the order: subscriptions and the first reads, whatever is open.
    EXPECT_LT(venue->commands().size() - before, 20U);

    settle();
    EXPECT_EQ(commands_since(before, "get_order"), 0) << "the open orders are read as one list";
    EXPECT_LE(commands_since(before, "get_user_orders"), 4);
    EXPECT_EQ(venue->open_orders().size(), kOpen + 1);
    EXPECT_TRUE(oms->inbox.empty()) << oms->inbox.front().readable();
}

}  // namespace
}  // namespace qb::torture
