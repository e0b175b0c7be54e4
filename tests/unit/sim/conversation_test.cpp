// The wire scripts of book orders: what a client sees of a limit, market, IOC and cancelled order.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

TEST(Conversation, LimitRestsAndFillsInTwoPartsWhenTheBookComesToIt) {
    World world;
    EXPECT_THAT(
        world.send(limit("BUY", "10", "150.5")),
        ElementsAre(Has(R"({"order_response":{"order_id":"*","symbol":"AAPL-USD","status":"ACK","quantity":10,
                    "price":150.5,"take_profit":0,"stop_loss":0,"side":"BUY","type":"LIMIT","time_in_force":"GTC",
                    "user_id":"*","client_order_id":"A","quantity_remaining":10,"trade_id":null}})")));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        world.book({}, {level("150.4", "4")}),
        ElementsAre(Has(R"({"fill_response":{"trade_id":"*","order_id":")" + id +
                        R"(","client_order_id":"A","price":150.5,"quantity":4,"remaining_quantity":6,
                    "side":"BUY","aggressor_side":"SELL","fee":0,"order_type":"LIMIT","tif":"GTC","order_price":150.5,
                    "execution_type":"NEW"}})"),
                    Has(R"({"order_response":{"order_id":")" + id +
                        R"(","status":"FILLED","quantity":10,"quantity_remaining":6,"trade_id":"*"}})")));
    EXPECT_THAT(world.book({}, {level("149", "50")}),
                ElementsAre(Has(R"({"fill_response":{"quantity":6,"remaining_quantity":0}})"),
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":0}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
    EXPECT_EQ(world.venue.exchange().position_of(0, "AAPL-USD"), number("110"));
}

TEST(Conversation, FillAndFilledOfOneTradeShareItsId) {
    World world;
    world.book({}, {level("200", "10")});
    const auto frames = world.send(limit("BUY", "1", "200"));
    ASSERT_THAT(frames, SizeIs(3));
    const auto fill = parse_json(frames[1])->find("fill_response")->text_of("trade_id");
    ASSERT_TRUE(fill);
    EXPECT_EQ(parse_json(frames[2])->find("order_response")->text_of("trade_id"), fill);
}

TEST(Conversation, CrossingLimitTakesAndPaysAFee) {
    World world;
    world.book({}, {level("199", "4"), level("199.5", "2")});
    EXPECT_THAT(
        world.send(limit("BUY", "10", "199.2")),
        ElementsAre(
            Has(R"({"order_response":{"status":"ACK","quantity_remaining":10}})"),
            Has(R"({"fill_response":{"price":199,"quantity":4,"side":"BUY","aggressor_side":"BUY","fee":0.398}})"),
            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":6}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(Conversation, NumbersLookAsTheVenuePrintsThem) {
    World world;
    const auto frames = world.send(limit("BUY", "10", "150.50"));
    ASSERT_THAT(frames, SizeIs(1));
    EXPECT_THAT(frames[0], testing::HasSubstr(R"("quantity":10.0,"price":150.5,"take_profit":0.0)"));
}

TEST(Conversation, KeepsTheDigitsThatCameIn) {
    World world;
    world.send(limit("BUY", "10.0", "150.50"));
    const auto order = world.venue.orders(false).back();
    EXPECT_EQ(order.quantity_text, "10.0");
    EXPECT_EQ(order.price_text, "150.50");
}

TEST(Conversation, TakesNumericStringsAsTheVenueIsSaidTo) {
    World world;
    EXPECT_THAT(world.send(limit("BUY", "\"10\"", "\"150.5\"")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK","quantity":10,"price":150.5}})")));
}

TEST(Conversation, MarketFillsOverLevels) {
    World world;
    world.book({level("199", "1"), level("198", "5")}, {});
    EXPECT_THAT(
        world.send(market("SELL", "3")),
        ElementsAre(
            Has(R"({"order_response":{"status":"ACK","type":"MARKET","time_in_force":"IOC","price":0}})"),
            Has(R"({"fill_response":{"price":199,"quantity":1,"order_type":"MARKET"}})"),
            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":2}})"),
            Has(R"({"fill_response":{"price":198,"quantity":2}})"),
            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":0}})")));
}

TEST(Conversation, FillOrKillIsAllOrNothing) {
    World world;
    world.book({level("199", "2")}, {});
    EXPECT_THAT(world.send(limit("SELL", "3", "199", "A", "FOK")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                            Has(R"({"order_response":{"status":"CANCELLED","quantity_remaining":3}})")));
    EXPECT_THAT(world.send(limit("SELL", "2", "199", "B", "FOK")), SizeIs(3));
}

TEST(Conversation, RestingOrdersFillByPriceThenTime) {
    World world;
    world.send(limit("BUY", "1", "150", "late-best"));
    world.send(limit("BUY", "1", "151", "best"));
    world.send(limit("BUY", "1", "150", "last"));
    EXPECT_THAT(
        world.book({}, {level("149", "2.5")}),
        ElementsAre(Has(R"({"fill_response":{"client_order_id":"best","price":151,"quantity":1}})"),
                    Has(R"({"order_response":{}})"),
                    Has(R"({"fill_response":{"client_order_id":"late-best","price":150,"quantity":1}})"),
                    Has(R"({"order_response":{}})"),
                    Has(R"({"fill_response":{"client_order_id":"last","quantity":0.5}})"),
                    Has(R"({"order_response":{}})")));
}

std::string cancel(std::string_view id, std::string_view kind = "order_id",
                   std::string_view symbol = "AAPL-USD") {
    return R"({"type":"cancel_order","params":{"symbol":")" + std::string(symbol) + R"(","order_id":")" +
           std::string(id) + R"(","cancel_order_id_type":")" + std::string(kind) + R"("}})";
}

TEST(Conversation, CancelByOrderId) {
    World world;
    world.send(limit("BUY", "10", "150"));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        world.send(cancel(id)),
        ElementsAre(Has(
            R"({"order_response":{"client_order_id":"A","status":"CANCELLED","quantity":10,"quantity_remaining":10}})")));
    EXPECT_THAT(world.send(cancel(id)), ElementsAre(Has(R"({"order_response":{"order_id":")" + id +
                                                        R"(","status":"NO_SUCH_ORDER"}})")));
}

TEST(Conversation, CancelAfterAPartialFillShowsTheRest) {
    World world;
    world.send(limit("BUY", "10", "150"));
    world.book({}, {level("150", "4")});
    EXPECT_THAT(world.send(cancel(world.id_of_last())),
                ElementsAre(Has(
                    R"({"order_response":{"status":"CANCELLED","quantity":10,"quantity_remaining":6}})")));
}

TEST(Conversation, CancelByClientIdTakesEveryOrderThatSharesIt) {
    World world;
    world.send(limit("BUY", "1", "150", "twin"));
    world.send(limit("BUY", "2", "150", "twin"));
    world.send(limit("BUY", "3", "150", "other"));
    EXPECT_THAT(world.send(cancel("twin", "client_order_id")),
                ElementsAre(Has(R"({"order_response":{"status":"CANCELLED","quantity":1}})"),
                            Has(R"({"order_response":{"status":"CANCELLED","quantity":2}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(Conversation, CancelOfAStopOrOfAnotherAccountsOrderFindsNothing) {
    World world;
    world.send(stop_loss("1", "190"));
    const auto stop = world.id_of_last();
    EXPECT_THAT(world.send(cancel(stop)),
                ElementsAre(Has(R"({"order_response":{"status":"NO_SUCH_ORDER"}})")));
    world.send(limit("BUY", "1", "150"));
    const auto order = world.id_of_last();
    const auto other = world.trader("qfex_pub_beta");
    EXPECT_THAT(world.send(other, cancel(order)),
                ElementsAre(Has(R"({"order_response":{"status":"NO_SUCH_ORDER"}})")));
    EXPECT_THAT(world.send(cancel(order, "order_id", "GOOG-USD")),
                ElementsAre(Has(R"({"order_response":{"status":"NO_SUCH_ORDER"}})")));
    EXPECT_THAT(world.send(cancel(order, "twap_id")),
                ElementsAre(Has(R"({"order_response":{"status":"NO_SUCH_ORDER"}})")));
}

TEST(Conversation, CancelAllLeavesStopsAlone) {
    World world;
    world.send(limit("BUY", "1", "150", "a"));
    world.send(stop_loss("1", "190"));
    world.send(limit("BUY", "1", "151", "b"));
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"),
                ElementsAre(Has(R"({"order_response":{"client_order_id":"a","status":"CANCELLED"}})"),
                            Has(R"({"order_response":{"client_order_id":"b","status":"CANCELLED"}})")));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_EQ(world.venue.orders(true)[0].type, orders::OrderType::StopLoss);
}

TEST(Conversation, SnapshotShowsOpenOrdersAndStops) {
    World world;
    world.send(limit("BUY", "10", "150"));
    world.book({}, {level("150", "4")});
    world.send(stop_loss("1", "190", "S"));
    const auto stop = world.id_of_last();
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{"limit":1000,"offset":0}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[
                    {"type":"LIMIT","status":"ACK","quantity":10,"quantity_remaining":6,"client_order_id":"A"},
                    {"type":"STOP_LOSS","status":"ACK","price":190,"quantity_remaining":1,"client_order_id":""}],"twaps":[]}})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{"limit":1,"offset":1}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"STOP_LOSS"}]}})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{"symbol":"GOOG-USD"}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[]}})")));
    const auto get = R"({"type":"get_order","params":{"symbol":"AAPL-USD","order_id":")" + stop + R"("}})";
    EXPECT_THAT(world.send(get),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"STOP_LOSS"}]}})")));
    world.venue.end_order(stop, "CANCELLED", world.now);
    world.inbox();
    EXPECT_THAT(world.send(get), ElementsAre(Has(R"({"all_orders_response":{"orders":[]}})")));
}

TEST(Conversation, TradesAreReadByOrderNewestFirst) {
    World world;
    world.book({}, {level("199", "1"), level("200", "1")});
    world.send(limit("BUY", "2", "200", "x"));
    const auto id = world.id_of_last();
    world.book({}, {level("198", "1")});
    world.send(limit("BUY", "1", "200", "y"));
    EXPECT_THAT(
        world.send(R"({"type":"get_user_trades","params":{"order_id":")" + id + R"("}})"),
        ElementsAre(Has(R"({"user_trades":[{"trade_id":"*","price":200,"quantity":1,"order_id":")" + id +
                        R"(","client_order_id":"x","aggressor_side":"BUY"},{"price":199}],"count":2})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_trades","params":{"limit":1,"offset":2}})"),
                ElementsAre(Has(R"({"user_trades":[{"price":199}],"count":3})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_trades","params":{"end_ts":1000}})"),
                ElementsAre(Has(R"({"user_trades":[],"count":0})")));
}

TEST(Conversation, AnUnaskedEndIsToldToEveryConnectionOfTheAccountAlone) {
    World world;
    world.send(limit("BUY", "10", "150"));
    const auto second = world.trader();
    const auto other = world.trader("qfex_pub_beta");
    EXPECT_TRUE(world.venue.end_order(world.id_of_last(), "CANCELLED_STP", world.now));
    const auto told =
        Has(R"({"order_response":{"status":"CANCELLED_STP","quantity_remaining":10,"client_order_id":"A"}})");
    EXPECT_THAT(world.inbox(), ElementsAre(told));
    EXPECT_THAT(world.inbox(second), ElementsAre(told));
    EXPECT_THAT(world.inbox(other), IsEmpty());
    EXPECT_FALSE(world.venue.end_order(world.id_of_last(), "CANCELLED", world.now));
}

TEST(Conversation, ReduceOnlyIsClippedToThePosition) {
    World world;
    const std::string order =
        R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL","order_type":"LIMIT",
        "order_time_in_force":"GTC","quantity":150,"price":250,"reduce_only":true,"client_order_id":"R"}})";
    EXPECT_THAT(world.send(order), ElementsAre(Has(R"({"order_response":{"status":"ACK","quantity":100}})")));
    world.set("Q5.over_position", "rejected");
    EXPECT_THAT(world.send(order),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED","quantity":150}})")));
}

TEST(Conversation, PositionsFollowTheTrades) {
    World world;
    world.book({level("210", "50")}, {});
    world.send(market("SELL", "40"));
    world.book({}, {level("190", "500")});
    world.send(market("BUY", "100"));
    const auto position = world.venue.positions().front();
    EXPECT_EQ(position.quantity, number("160"));
    EXPECT_EQ(position.average_price, number("193.75"));  // (60 x 200 + 100 x 190) / 160
    EXPECT_EQ(position.realised_pnl, number("400"));      // 40 x (210 - 200)
}

}  // namespace
}  // namespace qb::sim::test
