// Every order status and every error code of the venue's documentation is reachable: by a rule where there is
// one, by script where there is none.
#include <set>

#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Level level(std::string_view price, std::string_view quantity) { return {number(price), number(quantity)}; }

struct Refusal {
    std::string status;
    std::string frame;
    std::function<void(World&)> prepare = [](World&) {};
};

void PrintTo(const Refusal& row, std::ostream* out) { *out << row.status; }

class RefusedByRule : public testing::TestWithParam<Refusal> {};

void change_rules(World& world, std::string_view body) {
    Control control(world.venue, {});
    const auto answer = control.answer("POST", "/symbol", body, world.now);
    ASSERT_EQ(answer.status, 200) << answer.body;
}

TEST_P(RefusedByRule, WithItsStatusAndWithoutAnAck) {
    World world;
    GetParam().prepare(world);
    world.inbox();
    EXPECT_THAT(world.send(GetParam().frame),
                ElementsAre(Has(R"({"order_response":{"order_id":"*","status":")" + GetParam().status +
                                R"(","client_order_id":"A"}})")));
    EXPECT_FALSE(world.venue.orders(false).back().open);
}

std::string with(std::string frame, std::string_view from, std::string_view to) {
    return frame.replace(frame.find(from), from.size(), to);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RefusedByRule,
    testing::Values(
        Refusal{"BAD_SYMBOL", with(limit("BUY", "1", "150"), "AAPL", "NONE")},
        Refusal{"BAD_SYMBOL", limit("BUY", "1", "150"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","status":"DELISTED"})"); }},
        Refusal{"INVALID_ORDER_TYPE", with(limit("BUY", "1", "150"), "LIMIT", "STOP_MARKET")},
        Refusal{"INVALID_ORDER_TYPE", stop_loss("1", "150"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","order_types":["LIMIT"]})"); }},
        Refusal{"INVALID_TIME_IN_FORCE", with(market("BUY", "1"), "IOC", "GTC")},
        Refusal{"INVALID_TIME_IN_FORCE", with(market("BUY", "1"), "IOC", "FOK")},
        Refusal{"INVALID_TIME_IN_FORCE", with(limit("BUY", "1", "150", "A", "IOC"), "LIMIT", "ALO")},
        Refusal{"REJECTED_MARKET_CLOSED", limit("BUY", "1", "150"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","status":"INACTIVE"})"); }},
        Refusal{"USER_IN_LIQUIDATION", limit("BUY", "1", "150"),
                [](World& w) { w.venue.exchange().accounts()[0].in_liquidation = true; }},
        Refusal{"PERMISSION_DENIED", limit("BUY", "1", "150"),
                [](World& w) { w.venue.set_can_trade("", false); }},
        Refusal{"INVALID_TICK_SIZE_PRECISION_PRICE", limit("BUY", "1", "150.005")},
        Refusal{"INVALID_TICK_SIZE_PRECISION_PRICE", stop_loss("1", "150.005")},
        Refusal{"INVALID_TICK_SIZE_PRECISION_QUANTITY", limit("BUY", "1.25", "150")},
        Refusal{"INVALID_TICK_SIZE_PRECISION_QUANTITY", stop_loss("1.25", "150")},
        Refusal{"QUANTITY_LESS_THAN_MIN_QUANTITY", limit("BUY", "0.5", "150")},
        Refusal{"QUANTITY_GREATER_THAN_MAX_QUANTITY", limit("BUY", "1000.5", "150")},
        Refusal{"PRICE_LESS_THAN_MIN_PRICE", limit("BUY", "1", "9.99")},
        Refusal{"PRICE_GREATER_THAN_MAX_PRICE", limit("SELL", "1", "1000.01")},
        Refusal{"REJECTED_GREATER_THAN_MAX_PRICE_BAND", limit("BUY", "1", "220.01"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","max_price_band":220})"); }},
        Refusal{"REJECTED_LESS_THAN_MIN_PRICE_BAND", limit("SELL", "1", "179.99"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","min_price_band":180})"); }},
        Refusal{"REJECTED_LESS_THAN_MIN_NOTIONAL", limit("BUY", "1", "150"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","min_notional":151})"); }},
        Refusal{"REJECTED_WOULD_BREACH_MAX_NOTIONAL", limit("BUY", "10", "150"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","max_notional":16000})"); }},
        Refusal{"FAILED_MARGIN_CHECK", limit("BUY", "10", "150"),
                [](World& w) { w.venue.exchange().accounts()[0].balance = number("1050"); }},
        Refusal{"INVALID_STOPLOSS_PRICE", stop_loss("1", "200.01")},
        Refusal{"INVALID_STOPLOSS_PRICE", stop_loss("1", "0")},
        Refusal{"INVALID_STOPLOSS_PRICE", stop_loss("1", "-190"), [](World& w) { w.set("Q11", "trigger"); }},
        Refusal{"INVALID_TAKEPROFIT_PRICE", with(stop_loss("1", "0"), "STOP_LOSS", "TAKE_PROFIT")},
        Refusal{"PRICE_LESS_THAN_MIN_PRICE", limit("BUY", "1", "0"),
                [](World& w) { change_rules(w, R"({"symbol":"AAPL-USD","min_price":0})"); }},
        Refusal{"INVALID_TAKEPROFIT_PRICE", with(stop_loss("1", "199.99"), "STOP_LOSS", "TAKE_PROFIT")},
        Refusal{"REJECTED", stop_loss("100.5", "190")},
        Refusal{"REJECTED", with(stop_loss("1", "210"), "SELL", "BUY")},
        Refusal{"REJECTED", with(limit("BUY", "1", "150"), "LIMIT", "ALO"),
                [](World& w) { w.book({}, {level("150", "1")}); }},
        Refusal{"REJECTED", with(limit("BUY", "1", "150"), R"("price")", R"("reduce_only":true,"price")")},
        Refusal{"REJECTED", limit("BUY", "1", "150"), [](World& w) {
                    w.send(limit("BUY", "1", "150"));
                    w.set("Q6", "rejected");
                }}));

TEST(Refusals, OrdersThatReduceNeedNoMargin) {
    World world;
    world.venue.exchange().accounts()[0].balance = {};
    EXPECT_THAT(world.send(limit("SELL", "100", "250")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_THAT(world.send(limit("SELL", "100.5", "250")),
                ElementsAre(Has(R"({"order_response":{"status":"FAILED_MARGIN_CHECK"}})")));
}

TEST(Refusals, TooManyOpenOrders) {
    auto options = standard_options();
    options.max_open_orders = 2;
    World world(std::move(options));
    world.send(limit("BUY", "1", "150"));
    world.send(stop_loss("1", "190"));
    const auto refused = Has(R"({"order_response":{"status":"REJECTED_TOO_MANY_OPEN_ORDERS"}})");
    EXPECT_THAT(world.send(limit("BUY", "1", "150")), ElementsAre(refused));
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"), testing::SizeIs(1));
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

class ScriptedStatus : public testing::TestWithParam<std::string> {};

TEST_P(ScriptedStatus, AnswersTheNextAddAndOnlyThat) {
    World world;
    world.venue.script({.status = GetParam()});
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"order_id":"*","client_order_id":"A","status":")" +
                                GetParam() + R"("}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

TEST_P(ScriptedStatus, ComesAfterAnAckWhereWanted) {
    World world;
    world.venue.script({.status = GetParam(), .ack_first = true});
    EXPECT_THAT(
        world.send(limit("BUY", "1", "150")),
        ElementsAre(Has(R"({"order_response":{"status":"ACK"}})"),
                    Has(R"({"order_response":{"client_order_id":"A","status":")" + GetParam() + R"("}})")));
}

INSTANTIATE_TEST_SUITE_P(
    Words, ScriptedStatus,
    testing::Values(
        "CANCELLED", "CANCELLED_STP", "IOC_CANCELLED", "IOC_PARTIALLY_FILLED", "REJECTED", "NO_SUCH_ORDER",
        "INVALID_ORDER_TYPE", "BAD_SYMBOL", "PRICE_LESS_THAN_MIN_PRICE", "PRICE_GREATER_THAN_MAX_PRICE",
        "CANNOT_MODIFY_PARTIAL_FILL", "FAILED_MARGIN_CHECK", "INVALID_TICK_SIZE_PRECISION_PRICE",
        "INVALID_TICK_SIZE_PRECISION_QUANTITY", "QUANTITY_LESS_THAN_MIN_QUANTITY",
        "QUANTITY_GREATER_THAN_MAX_QUANTITY", "REJECTED_GREATER_THAN_MAX_PRICE_BAND",
        "REJECTED_LESS_THAN_MIN_PRICE_BAND", "INVALID_TIME_IN_FORCE", "REJECTED_WOULD_BREACH_MAX_POSITION",
        "REJECTED_WOULD_BREACH_MAX_NOTIONAL", "CANNOT_MODIFY_NO_SUCH_ORDER", "CANNOT_MODIFY_ALO_WOULD_CROSS",
        "REJECTED_MARKET_CLOSED", "REJECTED_FAILED_TO_PROCESS", "INVALID_TAKEPROFIT_PRICE",
        "INVALID_STOPLOSS_PRICE", "INVALID_TAKE_PROFIT_PRICE", "INVALID_STOP_LOSS_PRICE", "RATE_LIMITED",
        "REJECTED_TOO_MANY_OPEN_ORDERS", "REJECTED_OPEN_INTEREST_LIMIT", "REJECTED_TOTAL_OPEN_INTEREST_LIMIT",
        "REJECTED_LESS_THAN_MIN_NOTIONAL", "USER_IN_LIQUIDATION", "PERMISSION_DENIED", "A_NEW_WORD"));

TEST(Refusals, AScriptedStatusOfACancelLeavesTheOrderAlone) {
    World world;
    world.send(stop_loss("1", "190"));
    const auto id = world.id_of_last();
    world.venue.script({.command = "cancel_stop_order", .status = "RATE_LIMITED"});
    const auto cancel = R"({"type":"cancel_stop_order","params":{"stop_order_id":")" + id + R"("}})";
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    EXPECT_THAT(world.send(cancel), ElementsAre(Has(R"({"order_response":{"order_id":")" + id +
                                                    R"(","status":"RATE_LIMITED"}})")));
    EXPECT_THAT(world.venue.orders(true), testing::SizeIs(2));
    EXPECT_THAT(world.send(cancel), ElementsAre(Has(R"({"order_response":{"status":"CANCELLED"}})")));
}

class ScriptedCode : public testing::TestWithParam<std::string> {};

TEST_P(ScriptedCode, AnswersTheNextAddAndEchoesIt) {
    World world;
    world.venue.script({.error_code = GetParam(), .message = "because"});
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"err":{"error_code":")" + GetParam() + R"(","message":"because",
                    "incoming_message":{"type":"add_order","params":{"client_order_id":"A","quantity":1,"take_profit":null}}}})")));
    EXPECT_THAT(world.venue.orders(false), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Codes, ScriptedCode,
                         testing::Values("RateLimited", "InvalidJSONFormat", "AlreadyAuthenticated",
                                         "InvalidParameter", "InvalidOrder", "PermissionDenied",
                                         "ServerError", "KycRequired", "TncRequired",
                                         "AlreadySubscribedToLeaderboard", "InvalidPrice"));

TEST(Refusals, AServerErrorMayHideAnOrderThatLives) {
    World world;
    world.venue.script({.error_code = "ServerError", .carry_out = true});
    EXPECT_THAT(world.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"err":{"error_code":"ServerError"}})")));
    EXPECT_THAT(world.venue.orders(true), testing::SizeIs(1));
}

struct BadCommand {
    std::string name, frame, code;
    std::function<void(World&)> prepare = [](World&) {};
};
void PrintTo(const BadCommand& row, std::ostream* out) { *out << row.name; }
class CodeByRule : public testing::TestWithParam<BadCommand> {};

TEST_P(CodeByRule, IsTheOneOfTheDocumentation) {
    World world;
    GetParam().prepare(world);
    world.inbox();
    EXPECT_THAT(world.send(GetParam().frame),
                ElementsAre(Has(R"({"err":{"error_code":")" + GetParam().code + R"("}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, CodeByRule,
    testing::Values(
        BadCommand{"NotJson", "hello", "InvalidJSONFormat"},
        BadCommand{"NoParams", R"({"type":"add_order"})", "InvalidJSONFormat"},
        BadCommand{"ParamsOfAnotherType", R"({"type":"add_order","params":[]})", "InvalidJSONFormat"},
        BadCommand{"AnArray", "[]", "InvalidJSONFormat"},
        BadCommand{"UnknownCommand", R"({"type":"fly","params":{}})", "InvalidJSONFormat"},
        BadCommand{"NoSymbol", with(limit("BUY", "1", "150"), R"("symbol")", R"("simbol")"),
                   "InvalidJSONFormat"},
        BadCommand{"BadSide", limit("HOLD", "1", "150"), "InvalidJSONFormat"},
        BadCommand{"BadType", with(limit("BUY", "1", "150"), "LIMIT", "TRAILING"), "InvalidJSONFormat"},
        BadCommand{"BadTif", limit("BUY", "1", "150", "A", "GFD"), "InvalidJSONFormat"},
        BadCommand{"NoTif", with(stop_loss("1", "150"), R"("order_time_in_force")", R"("tif")"),
                   "InvalidJSONFormat"},
        BadCommand{"NoQuantity", with(limit("BUY", "1", "150"), R"("quantity")", R"("qty")"),
                   "InvalidJSONFormat"},
        BadCommand{"NoPrice", with(limit("BUY", "1", "150"), R"("price")", R"("px")"), "InvalidJSONFormat"},
        BadCommand{"StopWithoutPrice", with(stop_loss("1", "150"), R"("price")", R"("px")"),
                   "InvalidJSONFormat"},
        BadCommand{"QuantityAsWord", limit("BUY", "\"ten\"", "150"), "InvalidJSONFormat"},
        BadCommand{"QuantityAsBool", limit("BUY", "true", "150"), "InvalidJSONFormat"},
        BadCommand{"ReduceOnlyAsNumber",
                   with(limit("BUY", "1", "150"), R"("price")", R"("reduce_only":0,"price")"),
                   "InvalidJSONFormat"},
        BadCommand{
            "ModifyWithoutReduceOnly",
            R"({"type":"modify_order","params":{"order_id":"x","symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT"}})",
            "InvalidJSONFormat"},
        BadCommand{"ClientIdAsNumber", with(limit("BUY", "1", "150"), R"("A")", "1"), "InvalidJSONFormat"},
        BadCommand{"ZeroQuantity", limit("BUY", "0", "150"), "InvalidOrder"},
        BadCommand{"NegativeQuantity", stop_loss("-1", "150"), "InvalidOrder"},
        BadCommand{"HugeQuantity", limit("BUY", "1e17", "150"), "InvalidParameter"},
        BadCommand{"LongClientId", limit("BUY", "1", "150", std::string(101, 'x')), "InvalidParameter"},
        BadCommand{"NegativeTakeProfit",
                   with(limit("BUY", "1", "150"), R"("price")", R"("take_profit":-250,"price")"),
                   "InvalidParameter"},
        BadCommand{"UnknownChannel", R"({"type":"subscribe","params":{"channels":["weather"]}})",
                   "InvalidParameter"},
        BadCommand{"NoChannels", R"({"type":"subscribe","params":{}})", "InvalidJSONFormat"},
        BadCommand{"CancelWithoutKind",
                   R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"x"}})",
                   "InvalidJSONFormat"},
        BadCommand{"CancelStopWithoutId", R"({"type":"cancel_stop_order","params":{}})", "InvalidJSONFormat"},
        BadCommand{"LimitOutOfRange", R"({"type":"get_user_orders","params":{"limit":1001}})",
                   "InvalidParameter"},
        BadCommand{"NegativeOffset", R"({"type":"get_user_trades","params":{"offset":-1}})",
                   "InvalidParameter"},
        BadCommand{"CodFlagAsWord",
                   R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":"yes"}})",
                   "InvalidJSONFormat"},
        BadCommand{"NotSimulated", R"({"type":"close_position","params":{"symbol":"AAPL-USD"}})",
                   "InvalidParameter"},
        BadCommand{"Kyc", limit("BUY", "1", "150"), "KycRequired",
                   [](World& w) { w.venue.exchange().accounts()[0].kyc_done = false; }},
        BadCommand{"Terms", limit("BUY", "1", "150"), "TncRequired",
                   [](World& w) { w.venue.exchange().accounts()[0].terms_accepted = false; }},
        BadCommand{
            "MarketWithoutPriceWhereRequired",
            R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"BUY","order_type":"MARKET","order_time_in_force":"IOC","quantity":1}})",
            "InvalidJSONFormat", [](World& w) { w.set("Q4", "required"); }},
        BadCommand{"MarketWithPriceWhereRefused", with(market("BUY", "1"), R"("price":0)", R"("price":200)"),
                   "InvalidPrice", [](World& w) { w.set("Q4.nonzero", "refused"); }},
        BadCommand{"ShortClientIdWhereLimited", limit("BUY", "1", "150", "short"), "InvalidParameter",
                   [](World& w) { w.set("Q6.length", "limited"); }}),
    [](const auto& row) { return row.param.name; });

TEST(Refusals, AlreadyAuthenticated) {
    World world;
    EXPECT_THAT(world.send(World::auth_frame("qfex_pub_alpha", "ffff", world.now)),
                ElementsAre(Has(R"({"err":{"error_code":"AlreadyAuthenticated","incoming_message":null}})")));
}

TEST(Refusals, WhatCannotBeReadIsEchoedAsText) {
    World world;
    EXPECT_THAT(world.send("hello"), ElementsAre(Has(R"({"err":{"incoming_message":"hello"}})")));
}

}  // namespace
}  // namespace qb::sim::test
