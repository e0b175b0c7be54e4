// take_profit and stop_loss on an order: the stops that it brings along (Q13).
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kSnapshot = R"({"type":"get_user_orders","params":{}})";

std::string with_stops(std::string order, std::string_view take_profit, std::string_view stop_loss) {
    const std::string params = R"("take_profit":)" + std::string(take_profit) + R"(,"stop_loss":)" +
                               std::string(stop_loss) + R"(,"client_order_id")";
    return order.replace(order.find(R"("client_order_id")"), 17, params);
}

/// An account without a position buys one at 195, to be sold at 210 or 190; the mark is 200.
class Attached : public testing::Test {
protected:
    Attached() {
        EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", number("0"), world.now));
        world.inbox();
    }
    Frames buy(std::string_view quantity = "10") {
        return world.send(with_stops(limit("BUY", quantity, "195"), "210", "190"));
    }
    Frames fill(std::string_view quantity) { return world.book({}, {{number("195"), number(quantity)}}); }
    static auto stop(std::string_view status, std::string_view type) {
        return Has(
            R"({"order_response":{"order_id":"*","client_order_id":"","side":"SELL","quantity":10,"status":")" +
            std::string(status) + R"(","type":")" + std::string(type) + R"("}})");
    }
    World world;
};

TEST_F(Attached, AreAcknowledgedUnaskedUnderIdsOfTheirOwn) {
    EXPECT_THAT(
        buy(),
        ElementsAre(
            Has(R"({"order_response":{"status":"ACK","type":"LIMIT","take_profit":210,"stop_loss":190}})"),
            stop("ACK", "TAKE_PROFIT"), stop("ACK", "STOP_LOSS")));
    EXPECT_THAT(fill("10"),
                ElementsAre(Has(R"({"fill_response":{"take_profit":210,"stop_loss":190}})"), testing::_));
    world.book({{number("189"), number("50")}}, {});
    EXPECT_THAT(
        world.mark("190"),
        ElementsAre(Has(R"({"fill_response":{"order_type":"STOP_LOSS","side":"SELL","quantity":10}})"),
                    Has(R"({"order_response":{"status":"FILLED"}})"), stop("CANCELLED", "TAKE_PROFIT")));
    EXPECT_TRUE(world.venue.exchange().position_of(0, "AAPL-USD").is_zero());
}

TEST_F(Attached, MayBeOneAlone) {
    EXPECT_THAT(world.send(with_stops(limit("BUY", "10", "195"), "0", "190")),
                ElementsAre(testing::_, stop("ACK", "STOP_LOSS")));
    EXPECT_THAT(world.send(with_stops(limit("BUY", "10", "195"), "0", "null")), SizeIs(1));
}

TEST_F(Attached, GoWithAnOrderThatEndsUnfilled) {
    buy();
    const auto id = world.venue.orders(true)[0].order_id;
    EXPECT_THAT(world.send(R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":")" + id +
                           R"(","cancel_order_id_type":"order_id"}})"),
                ElementsAre(Has(R"({"order_response":{"status":"CANCELLED","type":"LIMIT"}})"),
                            stop("CANCELLED", "TAKE_PROFIT"), stop("CANCELLED", "STOP_LOSS")));
}

TEST_F(Attached, StayWithWhatAnOrderHasBought) {
    buy();
    fill("4");
    const auto id = world.venue.orders(true)[0].order_id;
    EXPECT_THAT(world.send(R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":")" + id +
                           R"(","cancel_order_id_type":"order_id"}})"),
                SizeIs(1));
    EXPECT_THAT(world.venue.orders(true), SizeIs(2));
}

TEST_F(Attached, MayComeAtTheFirstFill) {
    world.set("Q13.created", "at_fill");
    EXPECT_THAT(buy(), SizeIs(1));
    EXPECT_THAT(fill("4"), ElementsAre(Has(R"({"fill_response":{"quantity":4}})"), testing::_,
                                       stop("ACK", "TAKE_PROFIT"), stop("ACK", "STOP_LOSS")));
    EXPECT_THAT(fill("6"), SizeIs(2)) << "once";
}

TEST_F(Attached, MayShowInTheSnapshotAlone) {
    world.set("Q13", "snapshot");
    EXPECT_THAT(buy(), SizeIs(1));
    EXPECT_THAT(world.send(kSnapshot),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"LIMIT"},{"type":"TAKE_PROFIT"},
                                {"type":"STOP_LOSS"}]}})")));
    fill("10");
    world.book({{number("189"), number("50")}}, {});
    EXPECT_THAT(world.mark("190"), ElementsAre(Has(R"({"fill_response":{"order_type":"STOP_LOSS"}})"),
                                               Has(R"({"order_response":{"status":"FILLED"}})")))
        << "an execution is told, the end of the other stop is not";
}

TEST_F(Attached, MayBeInvisible) {
    world.set("Q13", "invisible");
    buy();
    const auto hidden = world.id_of_last();
    EXPECT_THAT(world.send(kSnapshot),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"LIMIT"}]}})")));
    EXPECT_THAT(
        world.send(R"({"type":"get_order","params":{"symbol":"AAPL-USD","order_id":")" + hidden + R"("}})"),
        ElementsAre(Has(R"({"all_orders_response":{"orders":[]}})")));
}

TEST_F(Attached, FollowAnOrderToItsNewId) {
    world.set("Q12", "new");
    buy();
    const auto id = world.venue.orders(true)[0].order_id;
    world.send(
        R"({"type":"modify_order","params":{"order_id":")" + id +
        R"(","symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":false,"price":194}})");
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"), SizeIs(3)) << "they end with it";
}

TEST_F(Attached, AreJudgedWithTheOrder) {
    const auto refused = [&](std::string_view side, std::string_view take_profit, std::string_view stop_loss,
                             std::string_view status) {
        EXPECT_THAT(world.send(with_stops(limit(side, "1", "195"), take_profit, stop_loss)),
                    ElementsAre(Has(R"({"order_response":{"status":")" + std::string(status) + R"("}})")));
    };
    refused("BUY", "199", "0", "INVALID_TAKEPROFIT_PRICE");
    refused("BUY", "0", "201", "INVALID_STOPLOSS_PRICE");
    refused("SELL", "201", "0", "INVALID_TAKEPROFIT_PRICE");
    refused("BUY", "210.005", "0", "INVALID_TICK_SIZE_PRECISION_PRICE");
    EXPECT_THAT(world.send(with_stops(limit("BUY", "1", "195"), "-1", "0")),
                ElementsAre(Has(R"({"err":{"error_code":"InvalidParameter"}})")));
    EXPECT_THAT(world.send(with_stops(stop_loss("1", "190"), "210", "0")),
                ElementsAre(Has(R"({"err":{"error_code":"InvalidParameter"}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

}  // namespace
}  // namespace qb::sim::test
