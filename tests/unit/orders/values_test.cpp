#include <gtest/gtest.h>

#include "orders/facts.h"
#include "orders/order_manager.h"
#include "orders/timers.h"

namespace qb::orders {
namespace {

TEST(Words, EveryVenueWordReadsBack) {
    for (const auto side : {Side::Buy, Side::Sell}) EXPECT_EQ(side_from_venue(to_string(side)), side);
    for (const auto type : {OrderType::Limit, OrderType::Market, OrderType::Alo, OrderType::StopLoss,
                            OrderType::TakeProfit, OrderType::StopMarket}) {
        EXPECT_EQ(order_type_from_venue(to_string(type)), type);
    }
    for (const auto tif : {TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok}) {
        EXPECT_EQ(time_in_force_from_venue(to_string(tif)), tif);
    }
    EXPECT_EQ(time_in_force_from_venue("GFD"), TimeInForce::Gtc);
    EXPECT_EQ(side_from_venue("buy"), std::nullopt);
    EXPECT_EQ(order_type_from_venue("STOP"), std::nullopt);
    EXPECT_EQ(time_in_force_from_venue(""), std::nullopt);
}

TEST(Words, ValuesFromOutsideAnEnumHaveAWordToo) {
    EXPECT_EQ(to_string(static_cast<Side>(9)), "?");
    EXPECT_EQ(to_string(static_cast<OrderState>(99)), "?");
    EXPECT_EQ(to_string(static_cast<Alarm>(99)), "?");
}

TEST(Ids, HexReadsBackInEitherCase) {
    const auto id = id128_from_hex("00112233445566778899aabbccddeeff");
    ASSERT_TRUE(id);
    EXPECT_EQ(to_hex(*id), "00112233445566778899aabbccddeeff");
    EXPECT_EQ(id128_from_hex("00112233445566778899AABBCCDDEEFF"), id);
    EXPECT_FALSE(id128_from_hex("00112233445566778899aabbccddeef"));
    EXPECT_FALSE(id128_from_hex("00112233445566778899aabbccddeeff0"));
    EXPECT_FALSE(id128_from_hex("00112233-4455-6677-8899-aabbccddee"));
}

TEST(RareTexts, ReadLikeStrings) {
    RareText text;
    EXPECT_TRUE(text.empty());
    text = "acct";
    RareText copy = text;
    text = {};
    EXPECT_EQ(copy, "acct");
    EXPECT_EQ(std::string(copy) + copy, "acctacct");
    EXPECT_EQ(text.str(), "");
    EXPECT_EQ(sizeof(RareText), sizeof(void*));
}

TEST(TradeIdSets, KeepEachIdOnce) {
    TradeIds ids;
    EXPECT_FALSE(ids.contains("T1"));
    EXPECT_TRUE(ids.insert("T2"));
    EXPECT_TRUE(ids.insert("T1"));
    EXPECT_FALSE(ids.insert("T2"));
    EXPECT_EQ(std::vector<std::string>(ids.begin(), ids.end()), (std::vector<std::string>{"T1", "T2"}));
    const TradeIds copy = ids;
    EXPECT_EQ(copy, ids);
}

TEST(TimersTest, ComeInTheOrderOfTimeKeyAndKind) {
    using namespace std::chrono_literals;
    Timers timers;
    const MonoTime t{1s};
    timers.arm(2, TimerKind::IocEnd, t + 1s);
    timers.arm(1, TimerKind::Settle, t + 1s);
    timers.arm(1, TimerKind::AckTimeout, t + 1s);
    timers.arm(3, TimerKind::AckTimeout, t + 5s);
    timers.arm(3, TimerKind::AckTimeout, t);  // replaced
    timers.arm(4, TimerKind::AckTimeout, t);
    timers.disarm_all(4);
    std::string order;
    while (const auto due = timers.pop(t + 2s)) order += std::to_string(due->key);
    EXPECT_EQ(order, "3112");
    EXPECT_EQ(timers.first(), std::nullopt);
}

TEST(Facts, AreNamedAndKeyed) {
    Order order;
    order.key = 9;
    EXPECT_EQ(key_of(Archived{order}), 9U);
    EXPECT_EQ(name_of(Archived{order}), "Archived");
    EXPECT_EQ(key_of(Released{4}), 4U);
    EXPECT_EQ(name_of(Released{4}), "Released");
}

}  // namespace
}  // namespace qb::orders
