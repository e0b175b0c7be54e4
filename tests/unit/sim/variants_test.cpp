// The switches that change how the venue speaks, variant by variant.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

struct AuthVariant {
    std::string variant, frame;
};
class AuthReply : public testing::TestWithParam<AuthVariant> {};

TEST_P(AuthReply, HasTheShapeOfTheSwitch) {
    World world;
    world.set("Q1", GetParam().variant);
    EXPECT_THAT(world.send(world.stranger(), World::auth_frame("qfex_pub_alpha", "beef", world.now)),
                ElementsAre(GetParam().frame));
}

INSTANTIATE_TEST_SUITE_P(Q1, AuthReply,
                         testing::Values(AuthVariant{"authenticated_true", R"({"authenticated":true})"},
                                         AuthVariant{"result_success",
                                                     R"({"type":"auth","result":"success"})"},
                                         AuthVariant{"type_authenticated", R"({"type":"authenticated"})"},
                                         AuthVariant{"authenticated_object", R"({"authenticated":{}})"}));

TEST(AuthFailure, HasTheShapeOfTheSwitch) {
    const std::string bad = R"({"type":"auth","params":{"jwt":"other"}})";
    World world;
    world.set("Q1.failure", "result_failed");
    EXPECT_THAT(world.send(world.stranger(), bad), ElementsAre(R"({"type":"auth","result":"failed"})"));
    world.set("Q1.failure", "err");
    EXPECT_THAT(world.send(world.stranger(), bad),
                ElementsAre(Has(R"({"err":{"error_code":"PermissionDenied"}})")));
    for (const char* variant : {"close", "http_401"}) {
        world.set("Q1.failure", variant);
        const auto id = world.stranger();
        EXPECT_THAT(world.send(id, bad), IsEmpty());
        EXPECT_EQ(world.others.back().kind, OutputKind::Close);
        EXPECT_EQ(world.others.back().connection, id);
    }
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_nobody"), 401);
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 101);
    EXPECT_EQ(world.venue.upgrade_status(std::nullopt), 101);
    world.set("Q1.failure", "authenticated_false");
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_nobody"), 101);
}

TEST(Q4, MarketWithoutPriceIsOptional) {
    World world;
    world.book({}, {level("200", "5")});
    const std::string order =
        R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"BUY","order_type":"MARKET","order_time_in_force":"IOC","quantity":1}})";
    EXPECT_THAT(world.send(order), SizeIs(3));
    EXPECT_THAT(world.venue.orders(false).back().price_text, "");
    EXPECT_THAT(world.send(market("BUY", "1")), SizeIs(3));
}

TEST(Q5, NumberFormTakesZeroAndOneAlone) {
    World world;
    world.set("Q5", "number");
    const auto order = [](std::string_view value) {
        auto text = limit("SELL", "1", "250");
        return text.replace(text.find(R"("price")"), 7,
                            R"("reduce_only":)" + std::string(value) + R"(,"price")");
    };
    EXPECT_THAT(world.send(order("1")), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_TRUE(world.venue.orders(false).back().reduce_only);
    EXPECT_THAT(world.send(order("0")), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_THAT(world.send(order("true")), ElementsAre(Has(R"({"err":{"error_code":"InvalidJSONFormat"}})")));
    EXPECT_THAT(world.send(order("2")), ElementsAre(Has(R"({"err":{"error_code":"InvalidJSONFormat"}})")));
}

TEST(Q6, DuplicateClientIds) {
    World world;
    world.send(limit("BUY", "1", "150"));
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    world.set("Q6", "err");
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"err":{"error_code":"InvalidOrder"}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(2));
}

TEST(Q7, EchoesTheClientIdOfAStop) {
    World world;
    world.set("Q7", "echo");
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"client_order_id":"A","status":"ACK"}})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"client_order_id":"A"}]}})")));
}

struct StopAnswer {
    std::string variant;
    std::vector<std::string> frames;
};
class StopAnswerVariant : public testing::TestWithParam<StopAnswer> {};

TEST_P(StopAnswerVariant, AnswersAddAndCancel) {
    World world;
    world.set("Q9", GetParam().variant);
    const auto check = [&](const Frames& frames) {
        ASSERT_THAT(frames, SizeIs(GetParam().frames.size()));
        for (std::size_t i = 0; i < frames.size(); ++i) EXPECT_THAT(frames[i], Has(GetParam().frames[i]));
    };
    check(world.send(stop_loss("1", "190")));
    const auto id = world.id_of_last();
    check(world.send(R"({"type":"modify_stop_order","params":{"stop_order_id":")" + id +
                     R"(","price":180,"quantity":1}})"));
    check(world.send(R"({"type":"cancel_stop_order","params":{"stop_order_id":")" + id + R"("}})"));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
    EXPECT_THAT(world.send(stop_loss("1", "200")),
                ElementsAre(Has(R"({"order_response":{"status":"INVALID_STOPLOSS_PRICE"}})")))
        << "a refusal has a status and so stays an order_response";
}

INSTANTIATE_TEST_SUITE_P(
    Q9, StopAnswerVariant,
    testing::Values(
        StopAnswer{"order_response", {R"({"order_response":{"order_id":"*"}})"}},
        StopAnswer{"stop_order_response",
                   {R"({"stop_order_response":{"stop_order_id":"*","symbol":"AAPL-USD","direction":"SELL",
                       "stop_order_type":"STOP_LOSS","quantity":1,"client_order_id":"","update_time":"*"}})"}},
        StopAnswer{"ack", {R"({"ack":{"incoming_message":{"type":"*","params":{}}}})"}},
        StopAnswer{"order_response_and_stop_order_response",
                   {R"({"order_response":{}})", R"({"stop_order_response":{}})"}},
        StopAnswer{"order_response_and_ack", {R"({"order_response":{}})", R"({"ack":{}})"}}),
    [](const auto& row) { return row.param.variant; });

TEST(Q9, TheStopChannelMayRepeatEvents) {
    World world;
    world.set("Q9.channel", "duplicates");
    EXPECT_THAT(world.send(stop_loss("1", "190")), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                                                               Has(R"({"stop_order_response":{}})")));
    world.venue.end_order(world.id_of_last(), "CANCELLED", world.now);
    EXPECT_THAT(world.inbox(),
                ElementsAre(Has(R"({"order_response":{}})"), Has(R"({"stop_order_response":{}})")));
}

TEST(Q14, NoSuchOrderCarriesTheIdWhereSoSwitched) {
    World world;
    const std::string cancel_stop = R"({"type":"cancel_stop_order","params":{"stop_order_id":"X"}})";
    const std::string cancel =
        R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"X","cancel_order_id_type":"order_id"}})";
    const auto expect_both = [&](const auto& matcher) {
        EXPECT_THAT(world.send(cancel_stop), ElementsAre(matcher));
        EXPECT_THAT(world.send(cancel), ElementsAre(matcher));
    };
    expect_both(Has(R"({"order_response":{"status":"NO_SUCH_ORDER","order_id":"X","client_order_id":""}})"));
    world.set("Q14", "client_order_id");
    expect_both(Has(R"({"order_response":{"status":"NO_SUCH_ORDER","order_id":"","client_order_id":"X"}})"));
    world.set("Q14", "empty");
    expect_both(Has(R"({"order_response":{"status":"NO_SUCH_ORDER","order_id":"","client_order_id":""}})"));
    world.set("Q14", "err");
    expect_both(Has(R"({"err":{"error_code":"InvalidParameter"}})"));
}

TEST(Q20, RefusedAddsMayLackTheirIds) {
    World world;
    const auto bad = limit("BUY", "1", "5");
    world.set("Q20", "empty");
    EXPECT_THAT(world.send(bad),
                ElementsAre(Has(R"({"order_response":{"order_id":"","client_order_id":"A"}})")));
    world.set("Q20", "missing");
    EXPECT_THAT(world.send(bad), ElementsAre(Not(HasSubstr("\"order_id\""))));
    world.set("Q20.client_id", "empty");
    EXPECT_THAT(world.send(bad), ElementsAre(Has(R"({"order_response":{"client_order_id":""}})")));
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"order_id":"*","client_order_id":"A"}})")));
}

TEST(Q21, PriceOfFilled) {
    World world;
    world.book({level("198", "50")}, {level("199", "50")});
    world.set("Q21", "execution");
    EXPECT_THAT(world.send(limit("BUY", "1", "210")),
                ElementsAre(Has(R"({"order_response":{"price":210}})"), testing::_,
                            Has(R"({"order_response":{"status":"FILLED","price":199}})")));
    world.set("Q21.market", "band");
    EXPECT_THAT(world.send(market("BUY", "1")),
                ElementsAre(Has(R"({"order_response":{"price":1000}})"), testing::_,
                            Has(R"({"order_response":{"price":1000}})")));
    world.set("Q21.market", "execution");
    EXPECT_THAT(world.send(market("SELL", "1")),
                ElementsAre(Has(R"({"order_response":{"price":0}})"), testing::_,
                            Has(R"({"order_response":{"price":198}})")));
}

TEST(Q22, OrderOfFillAndFilled) {
    World world;
    world.book({}, {level("199", "50")});
    world.set("Q22", "filled_first");
    EXPECT_THAT(world.send(market("BUY", "1")),
                ElementsAre(testing::_, Has(R"({"order_response":{"status":"FILLED"}})"),
                            Has(R"({"fill_response":{}})")));
    world.set("Q22.gap", "900");
    EXPECT_THAT(world.send(market("BUY", "1")),
                ElementsAre(testing::_, Has(R"({"order_response":{"status":"FILLED"}})")));
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + std::chrono::milliseconds(900));
    world.advance(std::chrono::milliseconds(899));
    EXPECT_THAT(world.inbox(), IsEmpty());
    world.advance(std::chrono::milliseconds(1));
    EXPECT_THAT(world.inbox(), ElementsAre(Has(R"({"fill_response":{}})")));
}

TEST(Q22, OneFilledMaySumUpSeveralFills) {
    World world;
    world.book({}, {level("199", "1"), level("200", "1"), level("201", "1")});
    world.set("Q22.filled", "summary");
    EXPECT_THAT(
        world.send(market("BUY", "3")),
        ElementsAre(testing::_, Has(R"({"fill_response":{"price":199}})"),
                    Has(R"({"fill_response":{"price":200}})"), Has(R"({"fill_response":{"price":201}})"),
                    Has(R"({"order_response":{"status":"FILLED","quantity_remaining":0}})")));
}

TEST(Q22, RemaindersMayBeMissingFillsDoubledOrLost) {
    World world;
    world.book({}, {level("199", "50")});
    world.set("Q22.remaining", "only_order_response");
    EXPECT_THAT(world.send(market("BUY", "1")), ElementsAre(testing::_, Not(HasSubstr("remaining_quantity")),
                                                            HasSubstr("quantity_remaining")));
    world.set("Q22.remaining", "only_fill_response");
    EXPECT_THAT(world.send(market("BUY", "1")), ElementsAre(testing::_, HasSubstr("remaining_quantity"),
                                                            Not(HasSubstr("quantity_remaining"))));
    world.set("Q22.duplicate", "yes");
    const auto frames = world.send(market("BUY", "1"));
    ASSERT_THAT(frames, SizeIs(4));
    EXPECT_EQ(frames[1], frames[2]);
    world.set("Q22.fills", "lost");
    EXPECT_THAT(world.send(market("BUY", "1")),
                ElementsAre(testing::_, Has(R"({"order_response":{"status":"FILLED"}})")));
    EXPECT_THAT(
        world.send(R"({"type":"get_user_trades","params":{"limit":1}})"),
        ElementsAre(Has(R"({"user_trades":[{"order_id":")" + world.id_of_last() + R"("}],"count":4})")));
}

TEST(Q23, ShapesOfErrors) {
    World world;
    const auto bad = limit("BUY", "0", "150");
    EXPECT_THAT(
        world.send(bad),
        ElementsAre(
            Has(R"({"err":{"error_code":"InvalidOrder","message":"*","incoming_message":{"type":"add_order",
                    "params":{"client_order_id":"A","take_profit":null,"stop_loss":null}}}})")));
    world.set("Q23.optionals", "absent");
    EXPECT_THAT(world.send(bad), ElementsAre(Not(HasSubstr("take_profit"))));
    world.set("Q23", "type_error");
    EXPECT_THAT(world.send(bad),
                ElementsAre(Has(R"({"type":"error","error_code":"InvalidOrder","incoming_message":{}})")));
    world.set("Q23", "type_Err");
    EXPECT_THAT(world.send(bad), ElementsAre(Has(R"({"type":"Err","error_code":"InvalidOrder"})")));
    world.set("Q23.incoming", "null");
    EXPECT_THAT(world.send(bad), ElementsAre(Has(R"({"incoming_message":null})")));
    world.set("Q23.incoming", "absent");
    EXPECT_THAT(world.send(bad), ElementsAre(Not(HasSubstr("incoming_message"))));
    EXPECT_THAT(world.send("hello"), ElementsAre(Not(HasSubstr("incoming_message"))));
    world.set("Q23.incoming", "string");
    EXPECT_THAT(world.send(bad), ElementsAre(HasSubstr(R"("incoming_message":"{\"type\":\"add_order\")")));
}

TEST(Q28, AnAloThatWouldTake) {
    World world;
    auto alo = limit("BUY", "1", "200");
    alo.replace(alo.find("LIMIT"), 5, "ALO");
    EXPECT_THAT(world.send(alo), ElementsAre(Has(R"({"order_response":{"status":"ACK","type":"ALO"}})")));
    world.book({}, {level("200", "5")});
    EXPECT_THAT(world.send(alo), ElementsAre(Has(R"({"order_response":{"status":"REJECTED"}})")));
    world.set("Q28", "cancelled");
    EXPECT_THAT(world.send(alo), ElementsAre(Has(R"({"order_response":{"status":"CANCELLED"}})")));
    world.set("Q28", "ack_cancelled");
    EXPECT_THAT(world.send(alo), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                                             Has(R"({"order_response":{"status":"CANCELLED"}})")));
    world.set("Q28", "ack_rejected");
    EXPECT_THAT(world.send(alo), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                                             Has(R"({"order_response":{"status":"REJECTED"}})")));
}

struct IocEnd {
    std::string variant;
    std::vector<std::string> partly,
        none;  // after the ACK: what ends an order filled in part, and one not at all
};
class IocEndVariant : public testing::TestWithParam<IocEnd> {};

TEST_P(IocEndVariant, EndsMarketAndStopOrdersAlike) {
    World world;
    world.set("Q29", GetParam().variant);
    const auto check = [&](const Frames& frames, std::size_t skipped,
                           const std::vector<std::string>& expected) {
        ASSERT_THAT(frames, SizeIs(skipped + expected.size()));
        for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_THAT(frames[skipped + i], Has(expected[i]));
    };
    world.book({level("199", "4")}, {});
    check(world.send(market("SELL", "10")), 1, GetParam().partly);
    check(world.send(market("SELL", "10")), 1, GetParam().none);
    world.send(stop_loss("10", "190"));
    world.book({level("189", "4")}, {});
    check(world.mark("190"), 0, GetParam().partly);
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

const std::string kFill = R"({"fill_response":{"quantity":4}})";
const std::string kFilled = R"({"order_response":{"status":"FILLED","quantity_remaining":6}})";
std::string ended(std::string_view status) {
    return R"({"order_response":{"status":")" + std::string(status) + R"("}})";
}

INSTANTIATE_TEST_SUITE_P(
    Q29, IocEndVariant,
    testing::Values(
        IocEnd{"silent", {kFill, kFilled}, {ended("CANCELLED")}},
        IocEnd{"cancelled", {kFill, kFilled, ended("CANCELLED")}, {ended("CANCELLED")}},
        IocEnd{"partially_filled", {kFill, kFilled, ended("IOC_PARTIALLY_FILLED")}, {ended("IOC_CANCELLED")}},
        IocEnd{"partially_filled_only", {kFill, ended("IOC_PARTIALLY_FILLED")}, {ended("IOC_CANCELLED")}},
        IocEnd{"ioc_cancelled", {kFill, kFilled, ended("IOC_CANCELLED")}, {ended("IOC_CANCELLED")}}),
    [](const auto& row) { return row.param.variant; });

TEST(Q30, NumbersInOtherClothes) {
    World world;
    world.set("Q30", "strings");
    EXPECT_THAT(world.send(limit("BUY", "10", "150.5")),
                ElementsAre(Has(R"({"order_response":{"quantity":"10.0","price":"150.5"}})")));
    world.set("Q30", "noise");
    EXPECT_THAT(world.send(limit("BUY", "10", "150.5")),
                ElementsAre(HasSubstr(R"("price":150.50000000000004)")));
    world.set("Q30", "nulls");
    EXPECT_THAT(
        world.send(stop_loss("1", "190")),
        ElementsAre(Has(R"({"order_response":{"client_order_id":null,"take_profit":null,"price":190}})")));
}

TEST(Q31, ForeignFillsStandBeforeEachAnswer) {
    World world;
    world.set("Q31", "before_replies");
    EXPECT_THAT(
        world.send(stop_loss("1", "190")),
        ElementsAre(
            Has(R"({"fill_response":{"order_id":"*","client_order_id":"","quantity":0.5,"side":"SELL","order_type":"LIMIT"}})"),
            Has(R"({"order_response":{"status":"FILLED","type":"LIMIT","client_order_id":""}})"),
            Has(R"({"order_response":{"status":"ACK","type":"STOP_LOSS"}})")));
    world.set("Q31.client_id", "alien");
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"fill_response":{"client_order_id":"placed-elsewhere"}})"), testing::_,
                            testing::_));
}

TEST(Q32, AnswersComeLateNeverOrTwice) {
    World world;
    world.set("Q32", "lost");
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"), SizeIs(1))
        << "questions are answered";
    world.set("Q32", "doubled");
    EXPECT_THAT(world.send(stop_loss("1", "190")), SizeIs(2));
    world.set("Q32", "delayed");
    world.set("Q32.delay", "5000");
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    world.advance(std::chrono::milliseconds(4999));
    EXPECT_THAT(world.inbox(), IsEmpty());
    world.advance(std::chrono::milliseconds(1));
    EXPECT_THAT(world.inbox(), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

}  // namespace
}  // namespace qb::sim::test
