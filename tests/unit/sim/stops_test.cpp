// The wire scripts of stops: armed, fired in every variant, displaced, cancelled.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

std::string take_profit(std::string_view quantity, std::string_view price, std::string_view client_id = "A") {
    auto text = stop_loss(quantity, price, client_id);
    return text.replace(text.find("STOP_LOSS"), 9, "TAKE_PROFIT");
}

std::string cancel_stop(std::string_view id) {
    return R"({"type":"cancel_stop_order","params":{"stop_order_id":")" + std::string(id) + R"("}})";
}

std::string of_order(std::string_view id, std::string_view rest) {
    return R"({"order_response":{"order_id":")" + std::string(id) + R"(",)" + std::string(rest) + "}}";
}
std::string of_fill(std::string_view id, std::string_view rest) {
    return R"({"fill_response":{"order_id":")" + std::string(id) + R"(",)" + std::string(rest) + "}}";
}

TEST(Stops, AreAcknowledgedWithAnEmptyClientId) {
    World world;
    EXPECT_THAT(
        world.send(stop_loss("1", "190")),
        ElementsAre(
            Has(R"({"order_response":{"order_id":"*","client_order_id":"","status":"ACK","type":"STOP_LOSS",
                    "side":"SELL","price":190,"quantity":1,"quantity_remaining":1,"time_in_force":"GTC"}})")));
}

TEST(Stops, FireUnderTheirOwnIdInTwoParts) {
    World world;
    world.book({level("189.9", "0.5"), level("189.8", "5")}, {});
    world.send(stop_loss("1", "190"));
    const auto id = world.id_of_last();
    EXPECT_THAT(world.mark("190.01"), IsEmpty());
    EXPECT_THAT(
        world.mark("190"),
        ElementsAre(
            Has(of_fill(
                id,
                R"("client_order_id":"A","price":189.9,"quantity":0.5,"remaining_quantity":0.5,"order_type":"STOP_LOSS","tif":"IOC","side":"SELL")")),
            Has(of_order(
                id,
                R"("client_order_id":"A","status":"FILLED","type":"STOP_LOSS","quantity_remaining":0.5)")),
            Has(of_fill(id, R"("price":189.8,"quantity":0.5,"remaining_quantity":0)")),
            Has(of_order(id, R"("status":"FILLED","quantity_remaining":0)"))));
    EXPECT_THAT(world.mark("150"), IsEmpty());
    EXPECT_EQ(world.venue.exchange().position_of(0, "AAPL-USD"), number("99"));
}

TEST(Stops, FireInTheOrderInWhichTheyWereSent) {
    World world;
    world.book({level("180", "50")}, {});
    world.send(stop_loss("1", "190", "first"));
    world.send(stop_loss("2", "191", "second"));
    EXPECT_THAT(world.mark("185"),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"first"}})"), testing::_,
                            Has(R"({"fill_response":{"client_order_id":"second"}})"), testing::_));
}

struct FiredVariant {
    std::string name;
    std::vector<std::pair<std::string, std::string>> switches;
    std::vector<std::string> frames;  // P and Q stand for the stop's id and that of its child
};
class FiredStop : public testing::TestWithParam<FiredVariant> {};

TEST_P(FiredStop, SpeaksAsTheSwitchesSay) {
    World world;
    world.book({level("189", "50")}, {});
    for (const auto& [name, variant] : GetParam().switches) world.set(name, variant);
    world.send(stop_loss("1", "190"));
    const auto stop = world.id_of_last();
    const auto frames = world.mark("190");
    const auto child = world.id_of_last();
    ASSERT_THAT(frames, SizeIs(GetParam().frames.size()));
    for (std::size_t i = 0; i < frames.size(); ++i) {
        auto expected = GetParam().frames[i];
        for (auto at = expected.find("\"P\""); at != std::string::npos; at = expected.find("\"P\""))
            expected.replace(at, 3, "\"" + stop + "\"");
        for (auto at = expected.find("\"Q\""); at != std::string::npos; at = expected.find("\"Q\""))
            expected.replace(at, 3, "\"" + child + "\"");
        EXPECT_THAT(frames[i], Has(expected));
    }
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

const std::string kFillQ =
    R"({"fill_response":{"order_id":"Q","client_order_id":"A","quantity":1,"price":189}})";
const std::string kFilledQ =
    R"({"order_response":{"order_id":"Q","client_order_id":"A","status":"FILLED","quantity_remaining":0}})";
const std::string kAckQ =
    R"({"order_response":{"order_id":"Q","client_order_id":"A","status":"ACK","type":"STOP_MARKET","time_in_force":"IOC","quantity":1}})";

INSTANTIATE_TEST_SUITE_P(
    Variants, FiredStop,
    testing::Values(
        FiredVariant{"V1",
                     {},
                     {R"({"fill_response":{"order_id":"P","order_type":"STOP_LOSS"}})",
                      R"({"order_response":{"order_id":"P","status":"FILLED"}})"}},
        FiredVariant{"V1StopMarket",
                     {{"Q8.fill_type", "STOP_MARKET"}},
                     {R"({"fill_response":{"order_id":"P","order_type":"STOP_MARKET"}})",
                      R"({"order_response":{"order_id":"P","type":"STOP_LOSS"}})"}},
        FiredVariant{"V1Market",
                     {{"Q8.fill_type", "MARKET"}},
                     {R"({"fill_response":{"order_id":"P","order_type":"MARKET"}})",
                      R"({"order_response":{"order_id":"P"}})"}},
        FiredVariant{"V1WithoutClientId",
                     {{"Q8.client_id", "empty"}},
                     {R"({"fill_response":{"order_id":"P","client_order_id":""}})",
                      R"({"order_response":{"order_id":"P","client_order_id":""}})"}},
        FiredVariant{"V2", {{"Q8", "v2"}}, {kAckQ, kFillQ, kFilledQ}},
        FiredVariant{"V2Market",
                     {{"Q8", "v2"}, {"Q8.fill_type", "MARKET"}},
                     {R"({"order_response":{"order_id":"Q","status":"ACK","type":"MARKET"}})",
                      R"({"fill_response":{"order_id":"Q","order_type":"MARKET"}})", kFilledQ}},
        FiredVariant{"V2WithoutClientId",
                     {{"Q8", "v2"}, {"Q8.client_id", "empty"}},
                     {R"({"order_response":{"order_id":"Q","client_order_id":"","status":"ACK"}})",
                      R"({"fill_response":{"order_id":"Q","client_order_id":""}})",
                      R"({"order_response":{"order_id":"Q","client_order_id":""}})"}},
        FiredVariant{"V3Cancelled",
                     {{"Q8", "v3"}},
                     {R"({"order_response":{"order_id":"P","status":"CANCELLED","quantity_remaining":1}})",
                      kAckQ, kFillQ, kFilledQ}},
        FiredVariant{
            "V3Filled",
            {{"Q8", "v3"}, {"Q8.v3_first", "filled"}},
            {R"({"order_response":{"order_id":"P","status":"FILLED","quantity_remaining":0,"trade_id":null}})",
             kAckQ, kFillQ, kFilledQ}},
        FiredVariant{
            "V3Notice",
            {{"Q8", "v3"}, {"Q8.v3_first", "stop_order_response"}},
            {R"({"stop_order_response":{"stop_order_id":"P","stop_order_type":"STOP_LOSS","direction":"SELL"}})",
             kAckQ, kFillQ, kFilledQ}},
        FiredVariant{"V1Rejected",
                     {{"Q8.failure", "REJECTED"}},
                     {R"({"order_response":{"order_id":"P","status":"REJECTED"}})"}},
        FiredVariant{"V1Margin",
                     {{"Q8.failure", "FAILED_MARGIN_CHECK"}},
                     {R"({"order_response":{"order_id":"P","status":"FAILED_MARGIN_CHECK"}})"}},
        FiredVariant{"V2Margin",
                     {{"Q8", "v2"}, {"Q8.failure", "FAILED_MARGIN_CHECK"}},
                     {R"({"order_response":{"order_id":"Q","status":"FAILED_MARGIN_CHECK"}})"}},
        FiredVariant{
            "V2IocCancelled",
            {{"Q8", "v2"}, {"Q8.failure", "IOC_CANCELLED"}},
            {kAckQ,
             R"({"order_response":{"order_id":"Q","status":"IOC_CANCELLED","quantity_remaining":1}})"}},
        FiredVariant{"V1Cancelled",
                     {{"Q8.failure", "CANCELLED"}},
                     {R"({"order_response":{"order_id":"P","status":"CANCELLED"}})"}}),
    [](const auto& row) { return row.param.name; });

struct GoneVariant {
    std::string variant, status;  // an empty status: nothing is said
};
class PositionGone : public testing::TestWithParam<GoneVariant> {};

TEST_P(PositionGone, AtTheTrigger) {
    World world;
    world.set("Q11.shrink", "keep");
    world.set("Q8.gone", GetParam().variant);
    world.send(stop_loss("1", "190"));
    EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", {}, world.now));
    const auto frames = world.mark("190");
    if (GetParam().status.empty())
        EXPECT_THAT(frames, IsEmpty());
    else
        EXPECT_THAT(frames,
                    ElementsAre(Has(R"({"order_response":{"status":")" + GetParam().status + R"("}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Variants, PositionGone,
                         testing::Values(GoneVariant{"rejected", "REJECTED"},
                                         GoneVariant{"cancelled", "CANCELLED"}, GoneVariant{"silent", ""}));

TEST(Stops, FireOnlyForWhatThePositionStillHolds) {
    World world;
    world.set("Q11.shrink", "keep");
    world.set("Q29", "cancelled");
    world.book({level("189", "50")}, {});
    world.send(stop_loss("10", "190"));
    EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", number("4"), world.now));
    EXPECT_THAT(world.mark("190"),
                ElementsAre(Has(R"({"fill_response":{"quantity":4,"remaining_quantity":6}})"),
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":6}})"),
                            Has(R"({"order_response":{"status":"CANCELLED","quantity_remaining":6}})")));
    EXPECT_EQ(world.venue.exchange().position_of(0, "AAPL-USD"), Decimal{});
}

TEST(Stops, CancelShowsZeroQuantitiesByDefault) {
    World world;
    world.send(stop_loss("2", "190"));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        world.send(cancel_stop(id)),
        ElementsAre(Has(of_order(id, R"("status":"CANCELLED","quantity":0,"quantity_remaining":0)"))));
    EXPECT_THAT(world.send(cancel_stop(id)), ElementsAre(Has(of_order(id, R"("status":"NO_SUCH_ORDER")"))));
    EXPECT_THAT(world.mark("150"), IsEmpty());
    world.set("Q9.quantities", "real");
    world.mark("200");
    world.send(stop_loss("2", "190"));
    EXPECT_THAT(
        world.send(cancel_stop(world.id_of_last())),
        ElementsAre(Has(R"({"order_response":{"status":"CANCELLED","quantity":2,"quantity_remaining":2}})")));
}

TEST(Stops, OfAnotherAccountCannotBeCancelled) {
    World world;
    world.send(stop_loss("2", "190"));
    const auto other = world.trader("qfex_pub_beta");
    EXPECT_THAT(world.send(other, cancel_stop(world.id_of_last())),
                ElementsAre(Has(R"({"order_response":{"status":"NO_SUCH_ORDER"}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(Stops, OlderOnesAreDisplacedWhenThePositionShrinks) {
    World world;
    world.send(stop_loss("60", "190", "old"));
    world.send(stop_loss("40", "180", "new"));
    const auto old_id = world.venue.orders(true)[0].order_id;
    EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", number("50"), world.now));
    EXPECT_THAT(world.inbox(), ElementsAre(Has(of_order(old_id, R"("status":"CANCELLED","quantity":60)"))));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_EQ(world.venue.orders(true)[0].client_order_id, "new");
}

TEST(Stops, AFillOfAnotherOrderDisplacesThemToo) {
    World world;
    world.book({level("199", "100")}, {});
    world.send(stop_loss("100", "190"));
    const auto stop = world.id_of_last();
    EXPECT_THAT(
        world.send(market("SELL", "1", "M")),
        ElementsAre(testing::_, testing::_, testing::_, Has(of_order(stop, R"("status":"CANCELLED")"))));
}

TEST(Stops, ProfitAndLossStopsDoNotCompeteWithEachOther) {
    World world;
    EXPECT_THAT(world.send(stop_loss("100", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_THAT(world.send(take_profit("100", "210")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK","type":"TAKE_PROFIT"}})")));
    EXPECT_THAT(world.send(stop_loss("0.5", "180")),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED"}})")));
}

TEST(Stops, ExceedingThePositionDisplacesOlderOnesWhereSoSwitched) {
    World world;
    world.set("Q11.exceeds", "displace");
    world.send(stop_loss("60", "190", "old"));
    const auto old_id = world.id_of_last();
    EXPECT_THAT(world.send(stop_loss("60", "180", "new")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK","price":180}})"),
                            Has(of_order(old_id, R"("status":"CANCELLED")"))));
    EXPECT_THAT(world.send(stop_loss("101", "180")),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED"}})")));
}

TEST(Stops, AWrongSideTriggerFiresAtOnceWhereSoSwitched) {
    World world;
    world.book({level("199", "100")}, {});
    EXPECT_THAT(world.send(stop_loss("1", "200")),
                ElementsAre(Has(R"({"order_response":{"status":"INVALID_STOPLOSS_PRICE"}})")));
    world.set("Q11", "trigger");
    EXPECT_THAT(
        world.send(stop_loss("1", "200")),
        ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"), Has(R"({"fill_response":{"price":199}})"),
                    Has(R"({"order_response":{"status":"FILLED"}})")));
}

TEST(Stops, WithoutAPositionAreAcceptedWhereSoSwitched) {
    World world;
    EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", {}, world.now));
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED"}})")));
    world.set("Q11.no_position", "ack");
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

TEST(Stops, BuyStopsProtectAShort) {
    World world;
    EXPECT_TRUE(world.venue.set_position("", "AAPL-USD", number("-10"), world.now));
    world.book({}, {level("211", "100")});
    auto buy = stop_loss("10", "210");
    buy.replace(buy.find("SELL"), 4, "BUY");
    EXPECT_THAT(world.send(buy), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_THAT(world.mark("210"),
                ElementsAre(Has(R"({"fill_response":{"side":"BUY","price":211,"quantity":10}})"),
                            Has(R"({"order_response":{"status":"FILLED"}})")));
    EXPECT_EQ(world.venue.exchange().position_of(0, "AAPL-USD"), Decimal{});
}

TEST(Stops, KeepFewRulesOnQuantity) {
    World world;
    EXPECT_THAT(world.send(stop_loss("0.5", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    world.set("Q10", "enforced");
    EXPECT_THAT(world.send(stop_loss("0.5", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"QUANTITY_LESS_THAN_MIN_QUANTITY"}})")));
    EXPECT_THAT(world.send(stop_loss("1", "5.00")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")))
        << "a trigger below min_price";
}

}  // namespace
}  // namespace qb::sim::test
