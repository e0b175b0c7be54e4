#include <gtest/gtest.h>

#include "support/world.h"

// What an OMS sees of an order's life, end to end over TCP and TLS.
namespace qb::test {
namespace {

class OrderConversation : public World {
protected:
    OrderConversation() {
        default_lines = "Values=extended\n";
        start_venue();
        start_bridge();
        oms = desk();
    }

    std::unique_ptr<FixPeer> oms;
};

TEST_F(OrderConversation, ASellStopIsAcceptedOnceAndSaysItIsNotWorkingYet) {
    oms->send(stop("a1"));
    const auto report = next(*oms);
    EXPECT_EQ(report[11], "a1") << report.readable();
    EXPECT_EQ(report[150], "0");
    EXPECT_EQ(report[39], "0");
    EXPECT_EQ(report[636], "N");
    EXPECT_EQ(report[14], "0");
    EXPECT_EQ(report[151], "1");
    EXPECT_EQ(report[99], "190");
    EXPECT_EQ(report[37], venue->orders().at(0).order_id);
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(OrderConversation, AMarketIfTouchedOrderBecomesATakeProfit) {
    oms->send("35=D|11=m1|55=AAPL|54=2|38=1|40=J|99=210|59=1|60=" + fix_now() + "|");
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "0") << report.readable();
    EXPECT_EQ(report[55], "AAPL");
    ASSERT_EQ(venue->orders().size(), 1U);
    EXPECT_EQ(venue->orders()[0].type, orders::OrderType::TakeProfit);
    EXPECT_EQ(venue->orders()[0].symbol, "AAPL-USD");
}

TEST_F(OrderConversation, AStopFiresAndFillsInTwoParts) {
    book("AAPL-USD", {{"189.5", "0.4"}, {"189.4", "5"}}, {{"190.5", "5"}});
    oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "0");
    mark("AAPL-USD", "189.9");
    const auto triggered = next(*oms);
    EXPECT_EQ(triggered[150], "L") << triggered.readable();
    EXPECT_EQ(triggered[39], "0");
    EXPECT_EQ(triggered[636], "Y");
    const auto first = next(*oms);
    EXPECT_EQ(first[150], "F") << first.readable();
    EXPECT_EQ(first[39], "1");
    EXPECT_EQ(first[32], "0.4");
    EXPECT_EQ(first[31], "189.5");
    EXPECT_EQ(first[14], "0.4");
    EXPECT_EQ(first[151], "0.6");
    EXPECT_EQ(first[851], "2");
    const auto second = next(*oms);
    EXPECT_EQ(second[39], "2") << second.readable();
    EXPECT_EQ(second[14], "1.0");
    EXPECT_EQ(second[151], "0");
    EXPECT_EQ(second[6], "189.44");  // (0.4 x 189.5 + 0.6 x 189.4) / 1
    EXPECT_NE(first[17], second[17]);
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(OrderConversation, DigitsReachTheVenueAsTheyWereWritten) {
    struct Row {
        std::string quantity, price;
    };
    int n = 0;
    for (const auto& row : {Row{"0.00012300", "100000.10"}, Row{"1", "25242"}, Row{"1.50", "0.50"}}) {
        oms->send(stop("d" + std::to_string(++n), row.quantity, row.price, "2", "BTC-USD"));
        next(*oms);
        const auto order = venue->orders().back();
        EXPECT_EQ(order.quantity_text, row.quantity);
        EXPECT_EQ(order.price_text, row.price);
    }
}

TEST_F(OrderConversation, AVenueRejectCarriesTheVenuesWord) {
    const auto scripted = venue->control("POST", "/reject", R"({"status":"FAILED_MARGIN_CHECK"})");
    ASSERT_EQ(scripted.status, 200) << scripted.body;
    oms->send(stop("a1"));
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "8") << report.readable();
    EXPECT_EQ(report[39], "8");
    EXPECT_EQ(report[103], "3");
    EXPECT_EQ(report[151], "0");
    EXPECT_EQ(report[58].rfind("FAILED_MARGIN_CHECK", 0), 0U) << report[58];
}

TEST_F(OrderConversation, AStopLimitIsRefusedWithAdviceAndNothingIsSent) {
    oms->send("35=D|11=l1|55=AAPL-USD|54=2|38=1|40=4|99=190|44=189|59=1|60=" + fix_now() + "|");
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "8") << report.readable();
    EXPECT_EQ(report[103], "11");
    EXPECT_NE(report[58].find("40"), std::string::npos) << report[58];
    settle();
    EXPECT_TRUE(venue->orders().empty());
}

TEST_F(OrderConversation, ASecondOrderWithTheSameClOrdIdShowsTheFirstAndIsNotSent) {
    oms->send(stop("a1"));
    const auto first = next(*oms);
    oms->send(stop("a1", "2"));
    const auto second = next(*oms);
    EXPECT_EQ(second[150], "8") << second.readable();
    EXPECT_EQ(second[103], "6");
    EXPECT_EQ(second[39], "0");
    EXPECT_EQ(second[37], first[37]);
    EXPECT_EQ(venue->orders().size(), 1U);
}

TEST_F(OrderConversation, IdenticalStopsAreServedOneAfterTheOther) {
    for (int i = 0; i < 5; ++i) oms->send(stop("s" + std::to_string(i)));
    std::map<std::string, std::string> order_ids;
    for (int i = 0; i < 5; ++i) {
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "0") << report.readable();
        order_ids[report[11]] = report[37];
    }
    EXPECT_EQ(order_ids.size(), 5U);
    for (const auto& order : venue->orders()) EXPECT_TRUE(order.open);
    // The venue echoes no client id for stops by default: the pairs must still be right.
    std::map<std::string, std::string> by_client_id;
    for (const auto& order : venue->orders()) by_client_id[order.client_order_id] = order.order_id;
    EXPECT_EQ(by_client_id.size(), 5U);
}

TEST_F(OrderConversation, OtherRequestsAreAnsweredUnsupported) {
    for (const std::string type : {"E", "s", "AB", "V", "R"}) {
        oms->send("35=" + type + "|11=x|41=y|55=AAPL-USD|54=2|60=" + fix_now() + "|");
        const auto reject = next(*oms, "j");
        EXPECT_EQ(reject[380], "3") << reject.readable();
        EXPECT_EQ(reject[372], type);
    }
}

TEST_F(OrderConversation, WithTheLinkDownAnOrderIsRefusedAtOnce) {
    venue.reset();
    until([this] { return !bridge->ready(); }, "the link is seen to be down");
    oms->send(stop("a1"));
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "8") << report.readable();
    EXPECT_EQ(report[103], "2");
    EXPECT_EQ(report[58].rfind("QFEX_LINK_DOWN", 0), 0U);
}

TEST_F(OrderConversation, TwoSessionsWithEqualClOrdIdsNeverSeeEachOthersReports) {
    kill_bridge();
    more_sections = "[SESSION]\nTargetCompID=OTHER\n";
    start_bridge();
    oms = desk("141=Y|");
    auto other = desk({.sender = "OTHER", .username = "", .password = ""});
    oms->send(stop("same", "1"));
    other->send(stop("same", "2"));
    const auto mine = next(*oms);
    const auto theirs = next(*other);
    EXPECT_EQ(mine[38], "1");
    EXPECT_EQ(theirs[38], "2");
    EXPECT_NE(mine[37], theirs[37]);
    settle();
    EXPECT_TRUE(oms->inbox.empty());
    EXPECT_TRUE(other->inbox.empty());
}

}  // namespace
}  // namespace qb::test
