#include "orders/foreign_orders.h"
#include "stops.h"

/// Orders of the account that were placed elsewhere: when an event is told to be theirs, and what is known of
/// them.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class Foreign : public Stops {
protected:
    void foreign(const VenueEvent& event) override {
        if (const auto* update = std::get_if<OrderUpdate>(&event))
            lines.push_back("~ " + update->status + " " + update->order_id);
        if (const auto* fill = std::get_if<FillEvent>(&event))
            lines.push_back("~ fill " + fill->trade_id + " " + fill->order_id);
    }
};

TEST_F(Foreign, AnOrderPlacedElsewhereIsToldAtOnce) {
    venue("ack id=Z type=limit qty=1 px=150 rem=1");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ~ ACK Z");
    venue("fill trade=T1 id=Z type=limit qty=1 px=150");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ~ fill T1 Z");
    venue("cancelled id=Y cl=somebody type=market qty=1");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ~ CANCELLED Y");
}
TEST_F(Foreign, WhatIsOursIsNeverTold) {
    live("limit 1 qty=2 px=190");
    venue("fill trade=T1 id=O cl=1 qty=2 px=190");
    venue("filled id=O cl=1 qty=2 rem=0 trade=T1");
    EXPECT_EQ(said().find('~'), std::string::npos);
    pass(60s);  // it leaves memory
    said();
    venue("fill trade=T1 id=O qty=2 px=190");
    venue("cancelled id=O type=limit qty=2");
    EXPECT_EQ(said().find('~'), std::string::npos);
}
TEST_F(Foreign, WhatMayBeAnUnansweredOrderWaitsForItsAnswer) {
    order("limit 1 qty=2 px=190");
    said();
    venue("fill trade=T1 id=Z type=limit qty=1 px=190");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    venue("cancelled id=Z type=limit qty=3 px=190");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    pass(2s);
    EXPECT_TRUE(said_nothing());
    venue("ack id=O cl=1 type=limit qty=2 px=190");
    said();
    pass(2s);
    EXPECT_EQ(said(), "~ fill T1 Z; ~ CANCELLED Z");
}
TEST_F(Foreign, WhatTurnsOutToBeThatOrderIsNotTold) {
    order("limit 1 qty=2 px=190");
    venue("fill trade=T1 id=O type=limit qty=1 px=190");
    said();
    venue("ack id=O cl=1 type=limit qty=2 px=190");
    pass(60s);
    EXPECT_EQ(said().find('~'), std::string::npos);
}
TEST_F(Foreign, OrdersOfAnotherSideOrSymbolAndLaterOnesAreNoReasonToWait) {
    order("limit 1 qty=2 px=190 side=buy");
    order("limit 2 qty=2 px=190 symbol=US100-USD");
    said();
    venue("ack id=Z type=limit qty=3 px=190");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ~ ACK Z");
}
TEST_F(Foreign, WhatMayBeAFiredStopWaitsUntilTheStopIsSeenArmed) {
    armed();
    venue("fill trade=T1 id=Q type=market qty=1 px=189");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order P1");
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    pass(1s);
    EXPECT_EQ(said(), "> order P1");
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    pass(2s);
    EXPECT_EQ(said(), "~ fill T1 Q");
}
TEST_F(Foreign, WhatAStopBecameIsNotTold) {
    armed();
    venue("fill trade=T1 id=Q type=market qty=2 px=189");
    orders({});
    EXPECT_NE(said().find("Filled 1 T1"), std::string::npos);
    pass(60s);
    EXPECT_EQ(said().find('~'), std::string::npos);
}
TEST_F(Foreign, WhatIsNeverDecidedIsNeverTold) {
    armed();
    venue("fill trade=T1 id=Q type=market qty=1 px=189");
    pass(60s);  // no read is answered
    EXPECT_EQ(said().find('~'), std::string::npos);
}
TEST_F(Foreign, MoreThanCanBeKeptIsCounted) {
    order("limit 1 qty=2 px=190");
    said();
    for (int i = 0; i <= 256; ++i)
        venue("fill trade=T id=Z" + std::to_string(1000 + i) + " type=limit qty=1 px=190");
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "! FOREIGN_EVENT"), 258);
}

// ---- what is known of them

FillEvent execution(const std::string& words, const std::string& left = {}) {
    auto fill = fill_from(words);
    fill.remaining = Decimal::parse(left);
    return fill;
}
std::string told(const std::optional<ForeignReport>& report) {
    if (!report) return "nothing";
    const char kind = "NRTE"[static_cast<int>(report->kind)];
    return std::string(1, kind) + " " + report->order->request.quantity.to_string() + " " +
           report->order->cum_qty.to_string() + " " + report->order->leaves_qty().to_string() + " " +
           report->order->avg_px().normalized().to_string();
}

TEST(ForeignOrders, ALifeIsAddedUp) {
    ForeignOrders known;
    EXPECT_EQ(told(known.hear(update_from("ack id=Z type=limit qty=3 px=150 rem=3"))), "N 3 0 3 0");
    EXPECT_EQ(told(known.hear(update_from("ack id=Z type=limit qty=3 px=150 rem=3"))), "nothing");
    EXPECT_EQ(told(known.hear(update_from("filled id=Z type=limit qty=3 rem=2 trade=T1"))), "nothing");
    EXPECT_EQ(told(known.hear(execution("fill trade=T1 id=Z qty=1 px=150", "2"))), "T 3 1 2 150");
    EXPECT_EQ(told(known.hear(execution("fill trade=T1 id=Z qty=1 px=150", "2"))), "nothing");
    EXPECT_EQ(told(known.hear(execution("fill trade=T1 id=Y qty=1 px=150", "0"))), "T 1 1 0 150")
        << "one trade, two orders";
    EXPECT_EQ(told(known.hear(update_from("modified id=Z type=limit qty=2 px=151 rem=1"))), "R 2 1 1 150");
    EXPECT_EQ(told(known.hear(update_from("cancelled id=Z type=limit qty=2"))), "E 2 1 0 150");
    EXPECT_EQ(told(known.hear(update_from("cancelled id=Z type=limit qty=2"))), "nothing");
    EXPECT_EQ(told(known.hear(update_from("cancelled id=Y qty=1"))), "nothing") << "it was complete";
}
TEST(ForeignOrders, AnEventThatLacksWhatAReportNeedsSaysNothing) {
    ForeignOrders known;
    EXPECT_FALSE(known.hear(execution("fill id=Z qty=1 px=150", "2")));
    EXPECT_FALSE(known.hear(execution("fill trade=T1 qty=1 px=150", "2")));
    EXPECT_FALSE(known.hear(execution("fill trade=T1 id=Z px=150", "2")));
    EXPECT_FALSE(known.hear(execution("fill trade=T1 id=Z qty=1", "2")));
    EXPECT_FALSE(known.hear(execution("fill trade=T1 id=Z qty=1 px=150 side=none", "2")));
    EXPECT_FALSE(known.hear(update_from("failed_margin_check id=Z type=limit qty=1 px=150")));
    EXPECT_FALSE(known.hear(VenueAck{}));
}
TEST(ForeignOrders, TheOldestIsForgotten) {
    ForeignOrders known;
    for (std::size_t i = 0; i <= ForeignOrders::kOrders; ++i)
        EXPECT_TRUE(known.hear(update_from("ack id=Z" + std::to_string(i) + " type=limit qty=1 px=150")));
    EXPECT_FALSE(known.hear(update_from("ack id=Z1 type=limit qty=1 px=150")));
    EXPECT_TRUE(known.hear(update_from("ack id=Z0 type=limit qty=1 px=150"))) << "known no more";
}

}  // namespace
}  // namespace qb::orders::test
