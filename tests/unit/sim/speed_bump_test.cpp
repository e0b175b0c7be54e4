// The speed bump: limit orders wait before they reach the book (Q27).
#include "world.h"

namespace qb::sim::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string alo(std::string_view side, std::string_view price) {
    auto text = limit(side, "1", price);
    return text.replace(text.find("LIMIT"), 5, "ALO");
}

std::string cancel(std::string_view id, std::string_view kind = "client_order_id") {
    return R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":")" + std::string(id) +
           R"(","cancel_order_id_type":")" + std::string(kind) + R"("}})";
}

std::string modify(std::string_view id, std::string_view price, std::string_view quantity = "1") {
    return R"({"type":"modify_order","params":{"order_id":")" + std::string(id) +
           R"(","symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":false,"price":)" +
           std::string(price) + R"(,"quantity":)" + std::string(quantity) + "}}";
}

Options standard_with_bump() {
    auto options = standard_options();
    options.switches.erase("Q27.wait");
    return options;
}

class SpeedBump : public testing::Test {
protected:
    Frames after(int ms) {
        world.advance(milliseconds(ms));
        return world.inbox();
    }
    static auto status(std::string_view word) {
        return Has(R"({"order_response":{"status":")" + std::string(word) + R"("}})");
    }

    World world{standard_with_bump()};
};

TEST_F(SpeedBump, HoldsALimitOrderAndItsAnswerForAHundredMilliseconds) {
    world.book({}, {{number("200"), number("5")}});
    EXPECT_THAT(world.send(limit("BUY", "1", "200")), IsEmpty());
    EXPECT_THAT(world.venue.orders(false), IsEmpty());
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + milliseconds(100));
    EXPECT_THAT(after(99), IsEmpty());
    EXPECT_THAT(after(1), ElementsAre(status("ACK"), Has(R"({"fill_response":{}})"), status("FILLED")));
}

TEST_F(SpeedBump, LetsEverythingElsePass) {
    world.book({{number("190"), number("9")}}, {{number("210"), number("9")}});
    EXPECT_THAT(world.send(market("BUY", "1")), SizeIs(3));
    EXPECT_THAT(world.send(stop_loss("1", "180")), ElementsAre(status("ACK")));
    EXPECT_THAT(world.send(R"({"type":"modify_stop_order","params":{"stop_order_id":")" + world.id_of_last() +
                           R"(","price":181}})"),
                ElementsAre(status("MODIFIED")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"), SizeIs(1));
}

TEST_F(SpeedBump, RefusesAtOnceWhatIsWrongAtEntry) {
    EXPECT_THAT(world.send(limit("BUY", "1", "5")), ElementsAre(status("PRICE_LESS_THAN_MIN_PRICE")));
    EXPECT_THAT(world.send(limit("BUY", "0", "150")), ElementsAre(Has(R"({"err":{}})")));
    EXPECT_THAT(after(100), IsEmpty());
}

TEST_F(SpeedBump, LooksAgainWhenTheOrderReachesTheBook) {
    EXPECT_THAT(world.send(limit("BUY", "1", "150")), IsEmpty());
    world.venue.exchange().market("AAPL-USD")->rules.status = SymbolStatus::Inactive;
    EXPECT_THAT(after(100), ElementsAre(status("REJECTED_MARKET_CLOSED")));
}

TEST_F(SpeedBump, KeepsTheOrderOfArrival) {
    world.send(limit("BUY", "1", "150", "first"));
    world.advance(milliseconds(1));
    world.send(limit("BUY", "1", "150", "second"));
    EXPECT_THAT(after(1000), ElementsAre(Has(R"({"order_response":{"client_order_id":"first"}})"),
                                         Has(R"({"order_response":{"client_order_id":"second"}})")));
    EXPECT_THAT(world.book({}, {{number("150"), number("1")}}),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"first"}})"), testing::_));
}

TEST_F(SpeedBump, IsOverForWhatIsDueBeforeTheNextCommandIsRead) {
    world.send(limit("BUY", "1", "150"));
    world.now.mono += milliseconds(100);  // no tick
    EXPECT_THAT(
        world.send(R"({"type":"get_user_orders","params":{}})"),
        ElementsAre(status("ACK"), Has(R"({"all_orders_response":{"orders":[{"client_order_id":"A"}]}})")));
}

TEST_F(SpeedBump, LastsAsLongAsIsSet) {
    world.set("Q27.wait", "2000");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(after(1999), IsEmpty());
    EXPECT_THAT(after(1), SizeIs(1));
    world.set("Q27.wait", "0");
    EXPECT_THAT(world.send(limit("BUY", "1", "150")), ElementsAre(status("ACK")));
}

TEST_F(SpeedBump, AcknowledgesAtEntryWhereSoSwitched) {
    world.set("Q27", "at_entry");
    world.book({}, {{number("200"), number("5")}});
    EXPECT_THAT(world.send(limit("BUY", "1", "200")), ElementsAre(status("ACK")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"quantity_remaining":1}]}})")));
    EXPECT_THAT(world.book({}, {{number("199"), number("5")}}), IsEmpty()) << "it is not in the book yet";
    EXPECT_THAT(after(100), ElementsAre(Has(R"({"fill_response":{"price":199,"aggressor_side":"BUY"}})"),
                                        status("FILLED")));
}

TEST_F(SpeedBump, AnAloThatMeetsSomebodyOnArrivalEndsAfterItsAck) {
    world.set("Q27", "at_entry");
    EXPECT_THAT(world.send(alo("BUY", "200")), ElementsAre(status("ACK")));
    world.book({}, {{number("200"), number("5")}});
    EXPECT_THAT(after(100), ElementsAre(status("REJECTED")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

TEST_F(SpeedBump, AnAloNeedNotWait) {
    EXPECT_THAT(world.send(alo("BUY", "150")), IsEmpty());
    EXPECT_THAT(after(100), ElementsAre(status("ACK")));
    world.set("Q27.alo", "prompt");
    EXPECT_THAT(world.send(alo("BUY", "150")), ElementsAre(status("ACK")));
}

TEST_F(SpeedBump, ACancelOvertakesTheOrderThatGoesLiveAfterwards) {
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.send(cancel("A")), ElementsAre(status("NO_SUCH_ORDER")));
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"), IsEmpty());
    EXPECT_THAT(after(100), ElementsAre(status("ACK")));
    EXPECT_THAT(world.send(cancel("A")), ElementsAre(status("CANCELLED")));
}

TEST_F(SpeedBump, ACancelOvertakesAnAcknowledgedOrderToo) {
    world.set("Q27", "at_entry");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.send(cancel(world.id_of_last(), "order_id")), ElementsAre(status("NO_SUCH_ORDER")));
    after(100);
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

class CancelFindsIt : public SpeedBump, public testing::WithParamInterface<const char*> {};
TEST_P(CancelFindsIt, WhereSoSwitched) {
    world.set("Q27", GetParam());
    world.set("Q27.cancel", "cancelled");
    world.send(limit("BUY", "1", "150"));
    world.send(limit("BUY", "2", "150", "B"));
    const auto cancelled = Has(
        R"({"order_response":{"order_id":"*","client_order_id":"A","status":"CANCELLED","quantity_remaining":1}})");
    EXPECT_THAT(world.send(cancel("A")), ElementsAre(cancelled));
    EXPECT_THAT(world.send(cancel("A")), ElementsAre(status("NO_SUCH_ORDER")));
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"),
                ElementsAre(Has(R"({"order_response":{"client_order_id":"B","status":"CANCELLED"}})")));
    EXPECT_THAT(after(1000), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(Q27, CancelFindsIt, testing::Values("after_wait", "at_entry"),
                         [](const auto& row) { return std::string(row.param); });

TEST_F(SpeedBump, HoldsAModifyToo) {
    world.send(limit("BUY", "1", "150"));
    after(100);
    const auto id = world.id_of_last();
    EXPECT_THAT(world.send(modify(id, "151")), IsEmpty());
    EXPECT_THAT(world.send(modify(id, "5")), ElementsAre(status("PRICE_LESS_THAN_MIN_PRICE")));
    EXPECT_THAT(after(99), IsEmpty());
    EXPECT_THAT(after(1), ElementsAre(Has(R"({"order_response":{"status":"MODIFIED","price":151}})")));
}

TEST_F(SpeedBump, AModifyFindsTheOrderAsItIsOnArrival) {
    world.send(limit("BUY", "2", "150"));
    after(100);
    world.send(modify(world.id_of_last(), "151", "2"));
    world.book({}, {{number("150"), number("1")}});
    EXPECT_THAT(after(100), ElementsAre(status("CANNOT_MODIFY_PARTIAL_FILL")));
    world.send(cancel("A"));
    world.send(limit("BUY", "2", "140", "B"));
    after(100);
    world.send(modify(world.id_of_last(), "141"));
    EXPECT_THAT(world.send(cancel("B")), ElementsAre(status("CANCELLED")));
    EXPECT_THAT(after(100), ElementsAre(status("CANNOT_MODIFY_NO_SUCH_ORDER")));
}

TEST_F(SpeedBump, AnOrderGoesOnWithoutItsConnection) {
    world.send(limit("BUY", "1", "150"));
    world.venue.disconnected(world.first, world.now);
    world.advance(milliseconds(100));
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST_F(SpeedBump, WhatBefallsAnAnswerBefallsALateOne) {
    world.set("Q32", "lost");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(after(100), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
    world.set("Q32", "doubled");
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(after(100), ElementsAre(status("ACK"), status("ACK")));
    world.set("Q32", "prompt");
    world.venue.inject({.kind = FaultKind::DropBeforeReply}, world.now);
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.venue.connections(), SizeIs(1));
    EXPECT_THAT(after(100), IsEmpty());
    EXPECT_THAT(world.venue.connections(), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), SizeIs(3));
}

TEST_F(SpeedBump, AnOrderThatAnErrorHidesStaysHidden) {
    world.venue.script({.error_code = "ServerError", .carry_out = true});
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"err":{"error_code":"ServerError"}})")));
    EXPECT_THAT(after(100), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_THAT(world.send(market("BUY", "1")), SizeIs(2)) << "what follows is told again";
}

TEST_F(SpeedBump, RunsOnWhileTheVenueIsSilent) {
    world.send(limit("BUY", "1", "150"));
    world.venue.inject({.kind = FaultKind::Silent}, world.now);
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + milliseconds(100));
    EXPECT_THAT(after(100), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

}  // namespace
}  // namespace qb::sim::test
