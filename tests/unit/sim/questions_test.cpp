// Answers to cancel-all and to questions about orders and trades, variant by variant (Q15 to Q18).
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kCancelAll = R"({"type":"cancel_all_orders","params":{}})";
constexpr std::string_view kSnapshot = R"({"type":"get_user_orders","params":{}})";
constexpr std::string_view kTrades = R"({"type":"get_user_trades","params":{}})";

std::string get_order(std::string_view id) {
    return R"({"type":"get_order","params":{"symbol":"AAPL-USD","order_id":")" + std::string(id) + R"("}})";
}

auto Cancelled(std::string_view type) {
    return Has(R"({"order_response":{"status":"CANCELLED","type":")" + std::string(type) + R"("}})");
}
auto Ack() { return Has(R"({"ack":{"incoming_message":{"type":"cancel_all_orders"}}})"); }

TEST(Q15, CancelAllMayTakeStopsAlong) {
    World world;
    world.send(limit("BUY", "1", "150"));
    world.send(stop_loss("1", "190"));
    world.set("Q15", "with_stops");
    EXPECT_THAT(world.send(kCancelAll), ElementsAre(Cancelled("LIMIT"), Cancelled("STOP_LOSS")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(0));
}

TEST(Q15, CancelAllMayBeAcknowledged) {
    World world;
    world.set("Q15.ack", "first");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.send(kCancelAll), ElementsAre(Ack(), Cancelled("LIMIT")));
    world.set("Q15.ack", "last");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.send(kCancelAll), ElementsAre(Cancelled("LIMIT"), Ack()));
    EXPECT_THAT(world.send(kCancelAll), ElementsAre(Ack()));
}

TEST(Q15, CancelAllMayKnowASymbol) {
    auto options = standard_options();
    auto goog = options.symbols[0];
    goog.symbol = "GOOG-USD";
    options.symbols.push_back(goog);
    World world(options);
    const std::string of_goog = R"({"type":"cancel_all_orders","params":{"symbol":"GOOG-USD"}})";
    const auto add_both = [&] {
        world.send(limit("BUY", "1", "150"));
        auto other = limit("BUY", "1", "150");
        world.send(other.replace(other.find("AAPL"), 4, "GOOG"));
    };
    add_both();
    EXPECT_THAT(world.send(of_goog), SizeIs(2));
    add_both();
    world.set("Q15.symbol", "honoured");
    EXPECT_THAT(world.send(of_goog), ElementsAre(Has(R"({"order_response":{"symbol":"GOOG-USD"}})")));
    world.set("Q15.symbol", "err");
    EXPECT_THAT(world.send(of_goog), ElementsAre(Has(R"({"err":{"error_code":"InvalidParameter"}})")));
    EXPECT_THAT(world.send(kCancelAll), SizeIs(1));
}

TEST(Q16, GetOrderMayAnswerWithTheOrderItself) {
    World world;
    world.send(limit("BUY", "10", "150"));
    const auto id = world.id_of_last();
    world.set("Q16", "order_response");
    EXPECT_THAT(world.send(get_order(id)),
                ElementsAre(Has(R"({"order_response":{"order_id":")" + id +
                                R"(","status":"ACK","quantity_remaining":10,"client_order_id":"A"}})")));
    EXPECT_THAT(world.send(get_order("X")), ElementsAre(Has(R"({"all_orders_response":{"orders":[]}})")));
}

TEST(Q16, GetOrderMayRefuseWhatIsNotOpen) {
    World world;
    world.set("Q16.not_found", "no_such_order");
    EXPECT_THAT(world.send(get_order("X")),
                ElementsAre(Has(R"({"order_response":{"order_id":"X","status":"NO_SUCH_ORDER"}})")));
    world.set("Q16.not_found", "err");
    EXPECT_THAT(world.send(get_order("X")), ElementsAre(Has(R"({"err":{"error_code":"InvalidParameter"}})")));
}

/// An order that is filled in part, and a stop.
class Snapshot : public testing::Test {
protected:
    Snapshot() {
        world.send(limit("BUY", "10", "150"));
        world.book({}, {{number("150"), number("4")}});
        world.send(stop_loss("1", "190"));
    }
    World world;
};

TEST_F(Snapshot, HasItsStopsElsewhereOrNowhere) {
    const auto stop = world.id_of_last();
    world.set("Q17", "stop_orders");
    const auto apart = world.send(kSnapshot);
    EXPECT_THAT(apart,
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"LIMIT"}],"stop_orders":[
                    {"stop_order_id":")" +
                                stop + R"(","direction":"SELL","stop_order_type":"STOP_LOSS","price":190,
                     "quantity":1}],"twaps":[]}})")));
    EXPECT_THAT(world.send(get_order(stop)),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[],"stop_orders":[{"quantity":1}]}})")));
    world.set("Q17", "missing");
    EXPECT_THAT(world.send(kSnapshot),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"LIMIT"}]}})")));
    EXPECT_THAT(world.send(kSnapshot), ElementsAre(Not(HasSubstr("stop_orders"))));
    EXPECT_THAT(world.send(get_order(stop)), ElementsAre(Has(R"({"all_orders_response":{"orders":[]}})")));
}

TEST_F(Snapshot, PagesCountWhatIsListed) {
    world.set("Q17", "missing");
    world.send(limit("BUY", "1", "140", "last"));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{"limit":1,"offset":1}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"client_order_id":"last"}]}})")));
}

TEST_F(Snapshot, ShowsAPartlyFilledOrderInManyWays) {
    for (const char* status : {"ACK", "FILLED", "MODIFIED"}) {
        world.set("Q17.partly_filled", status);
        EXPECT_THAT(world.send(kSnapshot),
                    ElementsAre(Has(R"({"all_orders_response":{"orders":[{"status":")" + std::string(status) +
                                    R"(","quantity_remaining":6},{"status":"ACK","type":"STOP_LOSS"}]}})")));
    }
}

TEST_F(Snapshot, MayLackItsTwaps) {
    world.set("Q17.twaps", "null");
    EXPECT_THAT(world.send(kSnapshot), ElementsAre(Has(R"({"all_orders_response":{"twaps":null}})")));
    world.set("Q17.twaps", "absent");
    EXPECT_THAT(world.send(kSnapshot), ElementsAre(Not(HasSubstr("twaps"))));
}

TEST_F(Snapshot, MayHaveItsOldForm) {
    world.set("Q17.key", "user_orders");
    EXPECT_THAT(world.send(kSnapshot),
                ElementsAre(Has(R"({"user_orders":[{"type":"LIMIT"},{"type":"STOP_LOSS"}],"count":2})")));
    world.set("Q17", "stop_orders");
    EXPECT_THAT(world.send(kSnapshot),
                ElementsAre(Has(R"({"user_orders":[{"type":"LIMIT"}],"stop_orders":[{}],"count":2})")));
}

class TradesRead : public testing::Test {
protected:
    TradesRead() {
        world.book({}, {{number("200"), number("50")}});
        world.send(limit("BUY", "1", "200", "mine"));
        first = world.id_of_last();
        world.advance(std::chrono::seconds(10));
        world.send(limit("BUY", "1", "200", "other"));
    }
    std::size_t count_of(std::string_view frame) {
        const auto frames = world.send(frame);
        return parse_json(frames.at(0))->find("user_trades")->items.size();
    }
    World world;
    std::string first;
};

TEST_F(TradesRead, HaveWhatBothPagesShow) {
    EXPECT_THAT(
        world.send(kTrades),
        ElementsAre(Has(R"({"user_trades":[{"trade_id":"*","aggressor_side":"BUY","order_type":"LIMIT",
                    "tif":"GTC","client_order_id":"other","timestamp":1760545424},{}],"count":2})")));
    EXPECT_THAT(world.send(kTrades), ElementsAre(Not(HasSubstr(R"("side")"))));
}

TEST_F(TradesRead, MayHaveOtherNames) {
    world.set("Q18", "user_trades_response");
    world.set("Q18.id", "id");
    world.set("Q18.side", "side");
    world.set("Q18.timestamp", "order_timestamp");
    const auto frames = world.send(kTrades);
    EXPECT_THAT(frames, ElementsAre(Has(R"({"user_trades_response":[{"id":"*","side":"BUY",
                    "order_timestamp":1760545424},{}]})")));
    for (const char* word : {"trade_id", "aggressor_side", "\"timestamp\"", "count"})
        EXPECT_THAT(frames[0], Not(HasSubstr(word)));
    world.set("Q18.timestamp", "absent");
    EXPECT_THAT(world.send(kTrades), ElementsAre(Not(HasSubstr("timestamp"))));
    world.set("Q18.side", "both");
    EXPECT_THAT(world.send(kTrades),
                ElementsAre(Has(R"({"user_trades_response":[{"side":"BUY","aggressor_side":"BUY"},{}]})")));
}

TEST_F(TradesRead, AreFilteredByTimeInEitherUnit) {
    EXPECT_EQ(count_of(R"({"type":"get_user_trades","params":{"start_ts":1760545415}})"), 1U);
    EXPECT_EQ(count_of(R"({"type":"get_user_trades","params":{"start_ts":1760545415000}})"), 0U);
    world.set("Q18.times", "ms");
    EXPECT_EQ(count_of(R"({"type":"get_user_trades","params":{"start_ts":1760545415000}})"), 1U);
    EXPECT_EQ(count_of(R"({"type":"get_user_trades","params":{"end_ts":1760545414000}})"), 1U);
    EXPECT_EQ(count_of(R"({"type":"get_user_trades","params":{"end_ts":1760545415}})"), 0U);
}

TEST_F(TradesRead, MayIgnoreTheFilterByOrder) {
    const auto of_first = R"({"type":"get_user_trades","params":{"order_id":")" + first + R"("}})";
    EXPECT_EQ(count_of(of_first), 1U);
    world.set("Q18.order_id", "ignored");
    EXPECT_EQ(count_of(of_first), 2U);
}

}  // namespace
}  // namespace qb::sim::test
