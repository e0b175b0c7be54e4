#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

std::string modify(std::string_view id, std::string_view quantity, std::string_view price,
                   std::string_view side = "BUY", std::string_view type = "LIMIT") {
    return R"({"type":"modify_order","params":{"order_id":")" + std::string(id) +
           R"(","symbol":"AAPL-USD","side":")" + std::string(side) + R"(","order_type":")" +
           std::string(type) + R"(","reduce_only":false,"quantity":)" + std::string(quantity) +
           R"(,"price":)" + std::string(price) + "}}";
}

std::string modify_stop(std::string_view id, std::string_view quantity, std::string_view price) {
    return R"({"type":"modify_stop_order","params":{"stop_order_id":")" + std::string(id) +
           R"(","symbol":"AAPL-USD","side":"SELL","order_type":"STOP_LOSS","quantity":)" +
           std::string(quantity) + R"(,"price":)" + std::string(price) + "}}";
}

auto Status(std::string_view status) {
    return ElementsAre(Has(R"({"order_response":{"status":")" + std::string(status) + R"("}})"));
}

TEST(Modify, KeepsTheOrderAndItsId) {
    World world;
    world.send(limit("BUY", "10", "150"));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        world.send(modify(id, "15", "152")),
        ElementsAre(Has(
            R"({"order_response":{"order_id":")" + id +
            R"(","client_order_id":"A","status":"MODIFIED","quantity":15,"price":152,"quantity_remaining":15}})")));
}

TEST(Modify, MayTakeFromTheBook) {
    World world;
    world.book({}, {level("160", "4")});
    world.send(limit("BUY", "10", "150"));
    EXPECT_THAT(world.send(modify(world.id_of_last(), "10", "160")),
                ElementsAre(Has(R"({"order_response":{"status":"MODIFIED"}})"),
                            Has(R"({"fill_response":{"price":160,"quantity":4,"remaining_quantity":6}})"),
                            Has(R"({"order_response":{"status":"FILLED","quantity_remaining":6}})")));
}

TEST(Modify, LosesItsPlaceInTheQueue) {
    World world;
    world.send(limit("BUY", "1", "150", "was-first"));
    const auto id = world.id_of_last();
    world.send(limit("BUY", "1", "150", "was-second"));
    world.send(modify(id, "1", "150"));
    EXPECT_THAT(world.book({}, {level("150", "1")}),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"was-second"}})"), testing::_));
}

TEST(Modify, RefusesWhatIsPartlyFilledOrUnknownOrDifferent) {
    World world;
    world.send(limit("BUY", "10", "150"));
    const auto id = world.id_of_last();
    EXPECT_THAT(world.send(modify("no-such-id", "1", "150")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    EXPECT_THAT(world.send(modify(id, "1", "150", "SELL")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    EXPECT_THAT(world.send(modify(id, "1", "150", "BUY", "ALO")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    EXPECT_THAT(world.send(modify(id, "1.25", "150")), Status("INVALID_TICK_SIZE_PRECISION_QUANTITY"));
    EXPECT_THAT(world.send(modify(id, "1", "5")), Status("PRICE_LESS_THAN_MIN_PRICE"));
    world.book({}, {level("150", "4")});
    EXPECT_THAT(world.send(modify(id, "15", "150")), Status("CANNOT_MODIFY_PARTIAL_FILL"));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_EQ(world.venue.orders(true)[0].remaining, number("6"));
    EXPECT_EQ(world.venue.orders(true)[0].status, "FILLED") << "a refusal is not the order's status";
}

TEST(Modify, AnAloMustNotCross) {
    World world;
    world.book({}, {level("160", "4")});
    auto alo = limit("BUY", "1", "150");
    world.send(alo.replace(alo.find("LIMIT"), 5, "ALO"));
    EXPECT_THAT(world.send(modify(world.id_of_last(), "1", "160", "BUY", "ALO")),
                Status("CANNOT_MODIFY_ALO_WOULD_CROSS"));
}

TEST(Modify, NeedsMarginForTheDifferenceAlone) {
    World world;
    world.venue.exchange().accounts()[0].balance = number("1300");  // the position ties up 1000
    world.send(limit("BUY", "30", "150"));                          // 225 of the 300
    const auto id = world.id_of_last();
    EXPECT_THAT(world.send(modify(id, "41", "150")), Status("FAILED_MARGIN_CHECK"));
    EXPECT_THAT(world.send(modify(id, "40", "150")), Status("MODIFIED"));
    world.venue.exchange().accounts()[0].balance = number("1200");
    EXPECT_THAT(world.send(modify(id, "40", "150")), Status("FAILED_MARGIN_CHECK"));
    EXPECT_THAT(world.send(modify(id, "26", "150")), Status("MODIFIED")) << "195 of 200";
}

TEST(Modify, ReduceOnlyMustBeThatOfTheOrder) {
    World world;
    world.send(limit("BUY", "10", "150"));
    auto other = modify(world.id_of_last(), "1", "150");
    other.replace(other.find("false"), 5, "true");
    EXPECT_THAT(world.send(other), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    world.set("Q5.mismatch", "err");
    EXPECT_THAT(world.send(other), ElementsAre(Has(R"({"err":{"error_code":"InvalidOrder"}})")));
    auto without = modify(world.id_of_last(), "2", "150");
    without.replace(without.find(R"("reduce_only":false,)"), 20, "");
    EXPECT_THAT(world.send(without), ElementsAre(Has(R"({"err":{"error_code":"InvalidJSONFormat"}})")));
    EXPECT_EQ(world.venue.orders(true).at(0).quantity, number("10"));
    world.set("Q5.modify", "optional");
    EXPECT_THAT(world.send(without), Status("MODIFIED"));
}

TEST(ModifyStop, MovesTheTrigger) {
    World world;
    world.book({level("180", "50")}, {});
    world.send(stop_loss("1", "190"));
    const auto id = world.id_of_last();
    EXPECT_THAT(
        world.send(modify_stop(id, "2", "185")),
        ElementsAre(Has(R"({"order_response":{"order_id":")" + id +
                        R"(","status":"MODIFIED","price":185,"quantity":2,"quantity_remaining":2}})")));
    EXPECT_THAT(world.mark("190"), testing::IsEmpty());
    EXPECT_THAT(world.mark("185"), ElementsAre(Has(R"({"fill_response":{"quantity":2}})"), testing::_));
    EXPECT_THAT(world.send(modify_stop(id, "2", "180")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
}

TEST(ModifyStop, ObeysTheRulesOfNewStops) {
    World world;
    world.send(stop_loss("60", "190"));
    const auto id = world.id_of_last();
    world.send(stop_loss("40", "190"));
    EXPECT_THAT(world.send(modify_stop(id, "60", "200")), Status("INVALID_STOPLOSS_PRICE"));
    EXPECT_THAT(world.send(modify_stop(id, "60.5", "190")), Status("REJECTED"));
    EXPECT_THAT(world.send(modify_stop(id, "50", "190")), Status("MODIFIED"));
    EXPECT_THAT(world.send(modify_stop(id, "60", "190")), Status("MODIFIED"));
}

TEST(ModifyStop, DisplacesOlderOnesWhereSoSwitched) {
    World world;
    world.set("Q11.exceeds", "displace");
    world.send(stop_loss("60", "190", "old"));
    const auto old_id = world.id_of_last();
    world.send(stop_loss("40", "180", "new"));
    EXPECT_THAT(
        world.send(modify_stop(world.id_of_last(), "60", "185")),
        ElementsAre(Has(R"({"order_response":{"status":"MODIFIED","quantity":60}})"),
                    Has(R"({"order_response":{"order_id":")" + old_id + R"(","status":"CANCELLED"}})")));
    ASSERT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(ModifyStop, FiresAtOnceWhereTheMarkHasPassedAndSoSwitched) {
    World world;
    world.set("Q11", "trigger");
    world.book({level("199", "50")}, {});
    world.send(stop_loss("1", "190"));
    EXPECT_THAT(world.send(modify_stop(world.id_of_last(), "1", "200")),
                ElementsAre(Has(R"({"order_response":{"status":"MODIFIED"}})"),
                            Has(R"({"fill_response":{"price":199}})"), testing::_));
}

TEST(ModifyStop, TakesTheShortFormToo) {
    World world;
    world.send(stop_loss("1", "190"));
    EXPECT_THAT(world.send(R"({"type":"modify_stop_order","params":{"stop_order_id":")" + world.id_of_last() +
                           R"(","symbol":"AAPL-USD","price":180,"quantity":1}})"),
                Status("MODIFIED"));
}

// --- Q12: what becomes of an order that is modified, or not ------------------------------------------------

TEST(Q12, ModifiedMayComeUnderANewIdWhichTheOldOneGivesWayTo) {
    World world;
    world.set("Q12", "new");
    world.send(limit("BUY", "10", "150"));
    const auto old = world.id_of_last();
    const auto frames = world.send(modify(old, "15", "152"));
    EXPECT_THAT(
        frames,
        ElementsAre(Has(
            R"({"order_response":{"order_id":"*","client_order_id":"A","status":"MODIFIED","quantity":15,"price":152,"quantity_remaining":15}})")));
    const auto id = world.id_of_last();
    EXPECT_NE(id, old);
    EXPECT_THAT(frames[0], testing::HasSubstr(id));
    EXPECT_THAT(world.send(modify(old, "1", "150")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"order_id":")" + id + R"("}]}})")));
    EXPECT_THAT(world.book({}, {level("152", "1")}),
                ElementsAre(Has(R"({"fill_response":{"order_id":")" + id + R"(","client_order_id":"A"}})"),
                            Has(R"({"order_response":{"order_id":")" + id + R"("}})")));
}

TEST(Q12, TheNewIdMayComeWithoutTheClientId) {
    World world;
    world.set("Q12", "new");
    world.set("Q12.client_id", "empty");
    world.send(limit("BUY", "10", "150"));
    EXPECT_THAT(world.send(modify(world.id_of_last(), "10", "152")),
                ElementsAre(Has(R"({"order_response":{"status":"MODIFIED","client_order_id":""}})")));
    EXPECT_THAT(world.book({}, {level("152", "1")}),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":""}})"), testing::_));
}

TEST(Q12, TheOldIdMayBeCancelled) {
    World world;
    world.set("Q12", "new");
    world.set("Q12.old_id", "cancelled");
    world.send(limit("BUY", "10", "150"));
    const auto old = world.id_of_last();
    EXPECT_THAT(world.send(modify(old, "15", "152")),
                ElementsAre(Has(R"({"order_response":{"status":"MODIFIED","quantity":15}})"),
                            Has(R"({"order_response":{"order_id":")" + old +
                                R"(","status":"CANCELLED","quantity":10,"price":150}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(Q12, AStopMayHaveANewIdToo) {
    World world;
    world.set("Q12", "new");
    world.set("Q11.exceeds", "rejected");
    world.send(stop_loss("60", "190"));
    const auto old = world.id_of_last();
    EXPECT_THAT(world.send(modify_stop(old, "70", "185")), Status("MODIFIED"));
    EXPECT_NE(world.id_of_last(), old);
    EXPECT_THAT(world.send(modify_stop(old, "70", "180")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    EXPECT_THAT(world.send(stop_loss("31", "190")), Status("REJECTED")) << "the position is 100";
    EXPECT_THAT(world.send(stop_loss("30", "190")), Status("ACK"));
}

TEST(Q12, AnOrderMayKeepItsPlaceWhereThePriceStays) {
    World world;
    world.set("Q12.queue", "kept");
    world.send(limit("BUY", "1", "150", "first"));
    const auto id = world.id_of_last();
    world.send(limit("BUY", "1", "150", "second"));
    world.send(modify(id, "1", "150"));
    EXPECT_THAT(world.book({}, {level("150", "0.5")}),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"first"}})"), testing::_));
}

TEST(Q12, AnotherPriceIsAnotherQueue) {
    World world;
    world.set("Q12.queue", "kept");
    world.send(limit("BUY", "1", "149", "first"));
    const auto id = world.id_of_last();
    world.send(limit("BUY", "1", "150", "second"));
    world.send(modify(id, "1", "150"));
    EXPECT_THAT(world.book({}, {level("150", "1")}),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"second"}})"), testing::_));
}

TEST(Q12, AFailedModifyMayCancelTheOrder) {
    World world;
    world.set("Q12.failed", "cancels");
    world.send(limit("BUY", "10", "150"));
    const auto id = world.id_of_last();
    EXPECT_THAT(world.send(modify(id, "1", "150", "SELL")), Status("CANNOT_MODIFY_NO_SUCH_ORDER"));
    world.book({}, {level("150", "4")});
    EXPECT_THAT(world.send(modify(id, "1", "150")), Status("CANNOT_MODIFY_PARTIAL_FILL"));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1)) << "documented: these two leave it alone";
    world.send(limit("BUY", "10", "140", "B"));
    EXPECT_THAT(
        world.send(modify(world.id_of_last(), "1", "5")),
        ElementsAre(Has(R"({"order_response":{"status":"PRICE_LESS_THAN_MIN_PRICE"}})"),
                    Has(R"({"order_response":{"status":"CANCELLED","client_order_id":"B","quantity":10}})")));
}

}  // namespace
}  // namespace qb::sim::test
