// Orders of the simulator's own accounts that meet each other.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

std::string alo(std::string_view side, std::string_view price) {
    auto text = limit(side, "1", price, "alo");
    return text.replace(text.find("LIMIT"), 5, "ALO");
}

/// Two accounts with a connection each, and an empty book.
class Matching : public testing::Test {
protected:
    Frames alpha(std::string_view frame) { return world.send(frame); }
    Frames beta(std::string_view frame) { return world.send(other, frame); }
    Frames told_alpha() { return world.inbox(); }
    Frames told_beta() { return world.inbox(other); }

    World world;
    ConnectionId other = world.trader("qfex_pub_beta");
};

TEST_F(Matching, TellsBothSidesOfOneTrade) {
    alpha(limit("BUY", "10", "150.5", "maker"));
    const auto frames = beta(limit("SELL", "4", "150", "taker"));
    const auto makers = told_alpha();
    EXPECT_THAT(
        frames,
        ElementsAre(
            Has(R"({"order_response":{"status":"ACK","client_order_id":"taker"}})"),
            Has(R"({"fill_response":{"client_order_id":"taker","side":"SELL","aggressor_side":"SELL","price":150.5,
                    "quantity":4,"remaining_quantity":0,"fee":0.301,"order_price":150}})"),
            Has(R"({"order_response":{"status":"FILLED","client_order_id":"taker","quantity_remaining":0}})")));
    EXPECT_THAT(
        makers,
        ElementsAre(
            Has(R"({"fill_response":{"client_order_id":"maker","side":"BUY","aggressor_side":"SELL","price":150.5,
                    "quantity":4,"remaining_quantity":6,"fee":0}})"),
            Has(R"({"order_response":{"status":"FILLED","client_order_id":"maker","quantity_remaining":6}})")));
    const auto trade_id = parse_json(frames[1])->find("fill_response")->text_of("trade_id");
    ASSERT_TRUE(trade_id);
    EXPECT_EQ(parse_json(makers[0])->find("fill_response")->text_of("trade_id"), trade_id);
    EXPECT_EQ(parse_json(makers[1])->find("order_response")->text_of("trade_id"), trade_id);
    EXPECT_EQ(world.venue.exchange().position_of(0, "AAPL-USD"), number("104"));
    EXPECT_EQ(world.venue.exchange().position_of(1, "AAPL-USD"), number("96"));
    ASSERT_THAT(world.venue.trades(), SizeIs(2));
    EXPECT_TRUE(world.venue.trades()[0].taker);
    EXPECT_FALSE(world.venue.trades()[1].taker);
}

TEST_F(Matching, GoesByPriceThenTime) {
    alpha(limit("SELL", "1", "211", "first-at-211"));
    alpha(limit("SELL", "1", "210", "first-at-210"));
    alpha(limit("SELL", "1", "210", "second-at-210"));
    alpha(limit("SELL", "1", "212", "too-dear"));
    beta(limit("BUY", "5", "211", "taker"));
    EXPECT_THAT(
        told_alpha(),
        ElementsAre(Has(R"({"fill_response":{"client_order_id":"first-at-210","price":210}})"), testing::_,
                    Has(R"({"fill_response":{"client_order_id":"second-at-210","price":210}})"), testing::_,
                    Has(R"({"fill_response":{"client_order_id":"first-at-211","price":211}})"), testing::_));
    ASSERT_THAT(world.venue.orders(true), SizeIs(2));
    EXPECT_EQ(world.venue.orders(true)[1].remaining, number("2")) << "the rest of the taker rests";
}

TEST_F(Matching, TakesOrdersAndLevelsInOneQueue) {
    world.book({}, {level("210", "1"), level("211", "1")});
    alpha(limit("SELL", "1", "210", "same-price"));
    alpha(limit("SELL", "1", "210.5", "between"));
    EXPECT_THAT(beta(market("BUY", "4")),
                ElementsAre(testing::_, Has(R"({"fill_response":{"price":210}})"), testing::_,
                            Has(R"({"fill_response":{"price":210}})"), testing::_,
                            Has(R"({"fill_response":{"price":210.5}})"), testing::_,
                            Has(R"({"fill_response":{"price":211}})"), testing::_));
    const auto& trades = world.venue.trades();
    ASSERT_THAT(trades, SizeIs(6));
    EXPECT_EQ(trades[1].client_order_id, "same-price") << "an order goes before a level of its price";
    EXPECT_THAT(world.venue.exchange().markets().at("AAPL-USD").book.asks(), IsEmpty());
}

TEST_F(Matching, WhatNobodyOffersStaysUnfilled) {
    alpha(limit("SELL", "1", "210"));
    EXPECT_THAT(beta(market("BUY", "3")),
                ElementsAre(testing::_, testing::_,
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":2}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

TEST_F(Matching, FillOrKillCountsOrdersOfOthersAlone) {
    alpha(limit("SELL", "2", "210", "theirs"));
    beta(limit("SELL", "2", "210", "own"));
    EXPECT_THAT(beta(limit("BUY", "3", "210", "fok", "FOK")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                            Has(R"({"order_response":{"status":"CANCELLED","quantity_remaining":3}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(2)) << "nothing was touched";
    EXPECT_THAT(beta(limit("BUY", "2", "210", "fok", "FOK")), SizeIs(3));
}

TEST_F(Matching, OwnRestingOrderIsCancelledAndTheAggressorGoesOn) {
    alpha(limit("SELL", "1", "210", "own"));
    beta(limit("SELL", "1", "211", "theirs"));
    EXPECT_THAT(
        alpha(limit("BUY", "2", "211", "aggressor")),
        ElementsAre(
            Has(R"({"order_response":{"status":"ACK","client_order_id":"aggressor"}})"),
            Has(R"({"order_response":{"status":"CANCELLED_STP","client_order_id":"own","quantity_remaining":1}})"),
            Has(R"({"fill_response":{"client_order_id":"aggressor","price":211,"quantity":1}})"),
            Has(R"({"order_response":{"status":"FILLED","client_order_id":"aggressor","quantity_remaining":1}})")));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_EQ(world.venue.orders(true)[0].client_order_id, "aggressor");
}

TEST_F(Matching, OwnOrderBehindTheLastTradeStays) {
    beta(limit("SELL", "1", "210", "theirs"));
    alpha(limit("SELL", "1", "211", "own"));
    alpha(limit("BUY", "1", "211", "aggressor"));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_EQ(world.venue.orders(true)[0].client_order_id, "own");
}

TEST_F(Matching, AFiredStopMeetsTheAccountsToo) {
    beta(limit("BUY", "5", "188", "maker"));
    alpha(stop_loss("2", "190"));
    EXPECT_THAT(world.mark("190"),
                ElementsAre(Has(R"({"fill_response":{"order_type":"STOP_LOSS","price":188,"quantity":2,
                                "aggressor_side":"SELL"}})"),
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":0}})")));
    EXPECT_THAT(told_beta(), ElementsAre(Has(R"({"fill_response":{"client_order_id":"maker","quantity":2}})"),
                                         Has(R"({"order_response":{"quantity_remaining":3}})")));
}

TEST_F(Matching, AModifiedOrderMeetsThemAtItsNewPrice) {
    beta(limit("SELL", "5", "210", "maker"));
    alpha(limit("BUY", "2", "150", "mover"));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        alpha(R"({"type":"modify_order","params":{"order_id":")" + id +
              R"(","symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":false,"price":210}})"),
        ElementsAre(Has(R"({"order_response":{"status":"MODIFIED"}})"),
                    Has(R"({"fill_response":{"price":210,"quantity":2}})"),
                    Has(R"({"order_response":{"status":"FILLED"}})")));
}

TEST_F(Matching, AnAloMeetsNobody) {
    beta(limit("SELL", "5", "210", "maker"));
    EXPECT_THAT(alpha(alo("BUY", "210")), ElementsAre(Has(R"({"order_response":{"status":"REJECTED"}})")));
    EXPECT_THAT(alpha(alo("BUY", "209")), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        alpha(R"({"type":"modify_order","params":{"order_id":")" + id +
              R"(","symbol":"AAPL-USD","side":"BUY","order_type":"ALO","reduce_only":false,"price":210}})"),
        ElementsAre(Has(R"({"order_response":{"status":"CANNOT_MODIFY_ALO_WOULD_CROSS"}})")));
}

TEST_F(Matching, OneSummaryFilledFollowsTheLastFillOfEachSide) {
    world.set("Q22.filled", "summary");
    alpha(limit("SELL", "1", "210", "a"));
    alpha(limit("SELL", "1", "211", "b"));
    EXPECT_THAT(beta(limit("BUY", "2", "211", "taker")),
                ElementsAre(testing::_, Has(R"({"fill_response":{"price":210}})"),
                            Has(R"({"fill_response":{"price":211}})"),
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":0}})")));
    EXPECT_THAT(told_alpha(), ElementsAre(Has(R"({"fill_response":{"client_order_id":"a"}})"),
                                          Has(R"({"order_response":{"client_order_id":"a"}})"),
                                          Has(R"({"fill_response":{"client_order_id":"b"}})"),
                                          Has(R"({"order_response":{"client_order_id":"b"}})")));
}

TEST_F(Matching, AShrunkPositionDisplacesTheMakersStops) {
    alpha(stop_loss("100", "190"));
    alpha(limit("SELL", "60", "210", "maker"));
    beta(limit("BUY", "60", "210", "taker"));
    EXPECT_THAT(told_alpha(),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"maker"}})"), testing::_,
                            Has(R"({"order_response":{"status":"CANCELLED","type":"STOP_LOSS"}})")));
}

}  // namespace
}  // namespace qb::sim::test
