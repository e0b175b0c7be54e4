/// The venue's reference data: what it changes, and that nothing waits for it.
#include <gtest/gtest.h>

#include "unit/bridge/core_rig.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::set_wall;
using fix::test::stop_order;

class CoreRefdata : public testing::Test {
protected:
    CoreRefdata() {
        set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h));
        rig.serve();
    }

    void read(std::string_view tick) {
        rig.core().reference_data(0,
                                  R"({"data":[{"symbol":"AAPL-USD","tick_size":")" + std::string(tick) +
                                      R"(","lot_size":"1","status":"ACTIVE"}]})",
                                  now());
        rig.end_turn();
    }

    void fail() {
        rig.core().reference_data_failed(0, "GET /refdata: no answer", now());
        rig.end_turn();
    }

    /// An order, its ACK and a fill at 190.0099999999; gives LastPx(31) of the fill's report.
    std::string filled_price() {
        oms.send(stop_order("a1"));
        const auto& command = rig.port.sent.at(0);
        const auto id = command.substr(command.find("client_order_id") + 18, 32);
        const auto frame = [&](const std::string& text) {
            rig.core().venue_frame(0, text, now());
            rig.end_turn();
        };
        const auto ids =
            R"("order_id":"o1","client_order_id":")" + id + R"(","symbol":"AAPL-USD","side":"SELL",)";
        frame(R"({"order_response":{)" + ids + R"("status":"ACK","quantity":1,"quantity_remaining":1}})");
        frame(R"({"fill_response":{)" + ids + R"("trade_id":"t1","price":190.0099999999,"quantity":1}})");
        const auto reports = oms.read("8");
        return reports.empty() ? "no report" : reports.back()[31];
    }

    CoreRig rig{{}, {}};
    Client oms = rig.logged_on();
};

TEST_F(CoreRefdata, APriceIsPutOnTheTick) {
    read("0.01");
    EXPECT_EQ(filled_price(), "190.01");
}

TEST_F(CoreRefdata, WithoutItAPriceIsTakenAsItStands) { EXPECT_EQ(filled_price(), "190.0099999999"); }

TEST_F(CoreRefdata, AFailedReadChangesNothingAndIsToldOnce) {
    read("0.01");
    fail();
    fail();
    EXPECT_TRUE(rig.core().accounts()[0].refdata_missing);
    EXPECT_EQ(rig.core().accounts()[0].counters.refdata_failures, 2U);
    EXPECT_EQ(filled_price(), "190.01");
    const auto log = rig.log_text();
    EXPECT_NE(log.find("refdata.unreachable"), std::string::npos);
    EXPECT_EQ(log.find("refdata.unreachable"), log.rfind("refdata.unreachable"));
}

TEST_F(CoreRefdata, AnAnswerThatHoldsNoneIsAFailure) {
    rig.core().reference_data(0, "<html>", now());
    rig.end_turn();
    EXPECT_TRUE(rig.core().accounts()[0].refdata_missing);
    read("0.01");
    EXPECT_FALSE(rig.core().accounts()[0].refdata_missing);
}

TEST_F(CoreRefdata, TheJournalKeepsItWhenItChanges) {
    const auto row = [&] { return rig.core().journal().head().row; };
    read("0.01");
    const auto first = row();
    read("0.01");
    const auto same = row();
    read("0.05");
    EXPECT_EQ(same, first);
    EXPECT_EQ(row() - same, 2U);  // the data, the end of the turn
}

}  // namespace
}  // namespace qb::bridge::test
