#include <gtest/gtest.h>

#include "mapping/venue_event_from_json.h"

namespace qb::mapping {
namespace {

using namespace orders;

std::vector<VenueEvent> read(std::string_view frame) {
    VenueFrameReader reader;
    std::vector<VenueEvent> events;
    reader.read(frame, events);
    return events;
}

template <class Event>
Event only(std::string_view frame) {
    const auto events = read(frame);
    EXPECT_EQ(events.size(), 1U) << frame;
    const Event* event = events.empty() ? nullptr : std::get_if<Event>(&events.front());
    EXPECT_NE(event, nullptr) << frame;
    return event != nullptr ? *event : Event{};
}

std::string text(const std::optional<Decimal>& number) { return number ? number->to_string() : "-"; }
std::int64_t micros(const std::optional<WallTime>& time) {
    return time ? time->time_since_epoch().count() : 0;
}

const std::string kOrderFields =
    R"("order_id":"5b309929-206f-40ec-804d-cbe46e81afc1","symbol":"AAPL-USD","status":"FILLED","quantity":10.0,)"
    R"("price":150.5,"take_profit":0.0,"stop_loss":0.0,"side":"BUY","time_in_force":"GTC",)"
    R"("user_id":"0020ce8e-eaee-480e-8d7f-b9241d756ee5","client_order_id":"6f1c","quantity_remaining":6.0,)"
    R"("update_time":1758208770.5512846,"trade_id":"92adf4db-1e48-40cf-9e2a-b0ecf079a16a")";
const std::string kOrder = "{" + kOrderFields + R"(,"type":"LIMIT"})";

void expect_the_order(const OrderUpdate& o) {
    EXPECT_EQ(o.order_id, "5b309929-206f-40ec-804d-cbe46e81afc1");
    EXPECT_EQ(o.client_order_id, "6f1c");
    EXPECT_EQ(o.symbol, "AAPL-USD");
    EXPECT_EQ(o.status, "FILLED");
    EXPECT_EQ(o.status_class, StatusClass::Fill);
    EXPECT_EQ(o.side, Side::Buy);
    EXPECT_EQ(o.type, OrderType::Limit);
    EXPECT_EQ(o.tif, TimeInForce::Gtc);
    EXPECT_EQ(text(o.quantity), "10.0");
    EXPECT_EQ(text(o.price), "150.5");
    EXPECT_EQ(text(o.remaining), "6.0");
    EXPECT_EQ(o.trade_id, "92adf4db-1e48-40cf-9e2a-b0ecf079a16a");
    EXPECT_EQ(micros(o.at), 1'758'208'770'551'285);
}

struct Frame {
    std::string name, json;
};
const auto named = [](const auto& row) { return row.param.name; };

// ---- order_response ------------------------------------------------------------------------------------

class OrderResponse : public testing::TestWithParam<Frame> {};
TEST_P(OrderResponse, IsReadWhole) { expect_the_order(only<OrderUpdate>(GetParam().json)); }
INSTANTIATE_TEST_SUITE_P(
    Shapes, OrderResponse,
    testing::Values(
        Frame{"Documented", R"({"order_response":)" + kOrder + "}"},
        Frame{"SchemaKeyInFront", R"({"$schema":"https://x/y.json","order_response":)" + kOrder + "}"},
        Frame{"SchemaKeyBehind", R"({"order_response":)" + kOrder + R"(,"$schema":"https://x/y.json"})"},
        Frame{"Spaces", "  {\n \"order_response\" : " + kOrder + " }\r\n "},
        Frame{"ListOfOne", R"({"order_response":[)" + kOrder + "]}"},
        Frame{"ArrayFrame", R"([{"order_response":)" + kOrder + "}]"},
        Frame{"NullNeighbour", R"({"order_response":)" + kOrder + R"(,"err":null})"},
        Frame{"NullListNeighbour",
              R"({"user_trades":null,"order_response":)" + kOrder + R"(,"user_orders":null})"},
        Frame{"EmptyNeighbour", R"({"order_response":)" + kOrder + R"(,"err":""})"},
        Frame{"ErrorNeighbour", R"({"order_response":)" + kOrder + R"(,"error":"ServerError"})"},
        Frame{"UnknownNeighbour", R"({"seq":7,"order_response":)" + kOrder + "}"},
        Frame{"NestedWithType", R"({"type":"order_response","order_response":)" + kOrder + "}"},
        Frame{"Flat", R"({"type":"order_response","order_type":"LIMIT",)" + kOrderFields + "}"},
        Frame{"OrderTypeUnderItsLongName",
              R"({"order_response":{"order_type":"LIMIT",)" + kOrderFields + "}}"},
        Frame{"UnknownMembers", R"({"order_response":{"new":{"a":[1,{"b":2}]},"list":[],"type":"LIMIT",)" +
                                    kOrderFields + "}}"}),
    named);

TEST(OrderResponseValues, EscapedTextIsUnescaped) {
    const auto o = only<OrderUpdate>(
        R"({"order_response":{"status":"\u0041CK","order_id":"a\/b\"c\\d","client_order_id":"\u00e9","\u0073ymbol":"X"}})");
    EXPECT_EQ(o.status_class, StatusClass::Live);
    EXPECT_EQ(o.order_id, "a/b\"c\\d");
    EXPECT_EQ(o.client_order_id, "\xc3\xa9");
    EXPECT_EQ(o.symbol, "X");
}

TEST(OrderResponseValues, NumbersMayBeText) {
    const auto o = only<OrderUpdate>(
        R"({"order_response":{"status":"ACK","quantity":"10.50","price":"190","quantity_remaining":"1e1","update_time":"1758208770.5"}})");
    EXPECT_EQ(text(o.quantity), "10.50");
    EXPECT_EQ(text(o.price), "190");
    EXPECT_EQ(text(o.remaining), "10");
    EXPECT_EQ(micros(o.at), 1'758'208'770'500'000);
}

TEST(OrderResponseValues, NullsAndMissingFieldsAreAbsent) {
    for (
        const std::string frame :
        {R"({"order_response":{"order_id":null,"client_order_id":null,"symbol":null,"status":null,"side":null,"type":null,"time_in_force":null,"quantity":null,"price":null,"quantity_remaining":null,"trade_id":null,"update_time":null}})",
         R"({"order_response":{}})",
         R"({"order_response":{"order_id":"","client_order_id":"","status":"","trade_id":""}})",
         R"({"order_response":{"order_id":{},"client_order_id":[],"symbol":true,"quantity":"ten","price":[1],"side":3,"type":"ODD","time_in_force":"GTD","update_time":"soon"}})"}) {
        const auto o = only<OrderUpdate>(frame);
        EXPECT_TRUE(o.order_id.empty() && o.client_order_id.empty() && o.trade_id.empty()) << frame;
        EXPECT_FALSE(o.side || o.type || o.tif || o.quantity || o.price || o.remaining || o.at) << frame;
        EXPECT_EQ(o.status_class, StatusClass::Unrecognised);
    }
}

TEST(OrderResponseValues, FloatNoiseIsRoundedAway) {
    const auto o = only<OrderUpdate>(
        R"({"order_response":{"status":"ACK","quantity":0.30000000000000004,"price":187.53,"quantity_remaining":1.0E-3}})");
    EXPECT_EQ(text(o.quantity), "0.3");
    EXPECT_EQ(text(o.price), "187.53");
    EXPECT_EQ(text(o.remaining), "0.0010");
}

TEST(OrderResponseValues, DigitsAreTakenFromTheText) {
    const auto o = only<OrderUpdate>(
        R"({"order_response":{"quantity":25242,"price":100000.10,"quantity_remaining":0.00012300}})");
    EXPECT_EQ(text(o.quantity), "25242");
    EXPECT_EQ(text(o.price), "100000.10");
    EXPECT_EQ(text(o.remaining), "0.00012300");
    EXPECT_EQ(text(only<OrderUpdate>(R"({"order_response":{"price":-0.5}})").price), "-0.5");
    EXPECT_EQ(text(only<OrderUpdate>(R"({"order_response":{"price":1e400}})").price), "-");
    EXPECT_EQ(text(only<OrderUpdate>(R"({"order_response":{"price":18446744073709551615}})").price), "-");
}

struct TextDigits {
    std::string written, read;
};
class NumericText : public testing::TestWithParam<TextDigits> {};
TEST_P(NumericText, KeepsItsDigitsUnlessADoubleWasPrinted) {
    const auto o = only<OrderUpdate>(R"({"order_response":{"quantity":")" + GetParam().written + R"("}})");
    EXPECT_EQ(text(o.quantity), GetParam().read);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, NumericText,
    testing::Values(TextDigits{"50000000000.00025", "50000000000.00025"},
                    TextDigits{"123456789012345678", "123456789012345678"},
                    TextDigits{"0.123456789012345678", "0.123456789012345678"},
                    TextDigits{"1234567890.1234567", "1234567890.1234567"},
                    TextDigits{"-50000000000.00025", "-50000000000.00025"}, TextDigits{"1.50", "1.50"},
                    TextDigits{"0.30000000000000004", "0.3"}, TextDigits{"-0.30000000000000004", "-0.3"},
                    TextDigits{"0.7999999999999999", "0.8"}, TextDigits{"150.39999999999998", "150.4"},
                    TextDigits{"1234567890.1200001", "1234567890.12"},       // twelve digits are left: noise
                    TextDigits{"12345678901.120002", "12345678901.120002"},  // thirteen: the venue's own
                    TextDigits{"0.300000000000000004",
                               "0.300000000000000004"},             // no double is printed with 18 digits
                    TextDigits{"100000000.00000001", "100000000"},  // the price of it
                    TextDigits{"1234567890.1234567891", "1234567890.12346"},  // 20 digits: like a number
                    TextDigits{"5000000000000025e-5", "50000000000.0002"},    // an exponent: like a number
                    TextDigits{"1e400", "-"}, TextDigits{"", "-"}, TextDigits{"+1", "-"},
                    TextDigits{".5", "0.5"}));

TEST(OrderResponseValues, UnknownStatusKeepsItsWord) {
    const auto o = only<OrderUpdate>(R"({"order_response":{"order_id":"O","status":"HALTED"}})");
    EXPECT_EQ(o.status, "HALTED");
    EXPECT_EQ(o.status_class, StatusClass::Unrecognised);
}

TEST(OrderResponseValues, GfdReadsAsGtc) {
    EXPECT_EQ(only<OrderUpdate>(R"({"order_response":{"time_in_force":"GFD"}})").tif, TimeInForce::Gtc);
}

TEST(OrderResponseValues, IdOfAbsurdLengthIsAbsent) {
    EXPECT_EQ(
        only<OrderUpdate>(R"({"order_response":{"order_id":")" + std::string(257, 'a') + R"("}})").order_id,
        "");
    EXPECT_EQ(only<OrderUpdate>(R"({"order_response":{"order_id":")" + std::string(256, 'a') + R"("}})")
                  .order_id.size(),
              256U);
}

TEST(OrderResponseValues, RepeatedNameTakesTheLastThatSaysSomething) {
    EXPECT_EQ(
        only<OrderUpdate>(R"({"order_response":{"order_id":"A","order_id":"B","order_id":null}})").order_id,
        "B");
}

// ---- fill_response -------------------------------------------------------------------------------------

const std::string kFill =
    R"({"trade_id":"T1","user_id":"u","symbol":"US100-USD","price":25242.0,"quantity":0.004,"side":"SELL","aggressor_side":"BUY",)"
    R"("order_id":"0aeae7d0","fee":0.00045,"order_type":"STOP_MARKET","tif":"IOC","order_price":25547.0,"client_order_id":"c1",)"
    R"("remaining_quantity":0.5,"take_profit":0.0,"stop_loss":0.0,"execution_type":"NEW","timestamp":1769439642.8484282,"realised_pnl":0.0})";
const std::string kFlatFill = R"({"type":"fill_response",)" + kFill.substr(1);

void expect_the_fill(const FillEvent& f) {
    EXPECT_EQ(f.trade_id, "T1");
    EXPECT_EQ(f.order_id, "0aeae7d0");
    EXPECT_EQ(f.client_order_id, "c1");
    EXPECT_EQ(f.symbol, "US100-USD");
    EXPECT_EQ(f.side, Side::Sell);
    EXPECT_EQ(f.aggressor_side, Side::Buy);
    EXPECT_EQ(f.type, OrderType::StopMarket);
    EXPECT_EQ(text(f.price), "25242.0");
    EXPECT_EQ(text(f.quantity), "0.004");
    EXPECT_EQ(text(f.remaining), "0.5");
    EXPECT_EQ(text(f.fee), "0.00045");
    EXPECT_EQ(micros(f.at), 1'769'439'642'848'428);
}
class FillResponse : public testing::TestWithParam<Frame> {};
TEST_P(FillResponse, IsReadWhole) { expect_the_fill(only<FillEvent>(GetParam().json)); }
INSTANTIATE_TEST_SUITE_P(Shapes, FillResponse,
                         testing::Values(Frame{"Documented", R"({"fill_response":)" + kFill + "}"},
                                         Frame{"Flat", kFlatFill},
                                         Frame{"ListOfOne", R"({"fills":[)" + kFill + "]}"},
                                         Frame{"ListWithType", R"({"type":"fills","fills":[)" + kFill + "]}"},
                                         Frame{"ListUnderTheKey", R"({"fill_response":[)" + kFill + "]}"}),
                         named);

TEST(FillResponseValues, ListGivesOneEventEach) {
    const auto events = read(R"({"fills":[{"trade_id":"T1"},{"trade_id":"T2"},7,null]})");
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<FillEvent>(events[0]).trade_id, "T1");
    EXPECT_EQ(std::get<FillEvent>(events[1]).trade_id, "T2");
}

TEST(FillResponseValues, FlatOrderWithItsFillsGivesBoth) {
    const auto events =
        read(R"({"type":"order_response","order_id":"O","status":"FILLED","fills":[{"trade_id":"T1"}]})");
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<FillEvent>(events[0]).trade_id, "T1");
    EXPECT_EQ(std::get<OrderUpdate>(events[1]).order_id, "O");
}

TEST(FillResponseValues, TwoKeysGiveTwoEventsInOrder) {
    const auto events = read(R"({"fill_response":)" + kFill + R"(,"order_response":)" + kOrder + "}");
    ASSERT_EQ(events.size(), 2U);
    expect_the_fill(std::get<FillEvent>(events[0]));
    expect_the_order(std::get<OrderUpdate>(events[1]));
}

TEST(FillResponseValues, AbsentRemainingStaysAbsent) {
    EXPECT_FALSE(only<FillEvent>(R"({"fill_response":{"trade_id":"T","price":1,"quantity":2}})").remaining);
}

// ---- stop_order_response -------------------------------------------------------------------------------

class StopResponse : public testing::TestWithParam<Frame> {};
TEST_P(StopResponse, IsReadWhole) {
    const auto s = only<StopUpdate>(GetParam().json);
    EXPECT_EQ(s.stop_order_id, "510333ac");
    EXPECT_EQ(s.client_order_id, "c1");
    EXPECT_EQ(s.symbol, "AAPL-USD");
    EXPECT_EQ(s.side, Side::Sell);
    EXPECT_EQ(s.type, OrderType::StopLoss);
    EXPECT_EQ(text(s.quantity), "1.0");
    EXPECT_EQ(text(s.price), "190.0");
    EXPECT_EQ(micros(s.at), 1'761'818'400'000'000);
}
const std::string kStopRest =
    R"("user_id":"u","symbol":"AAPL-USD","price":190.0,"quantity":1.0,"client_order_id":"c1",)";
INSTANTIATE_TEST_SUITE_P(
    Shapes, StopResponse,
    testing::Values(
        Frame{
            "Documented",
            R"({"stop_order_response":{"stop_order_id":"510333ac","direction":"SELL","stop_order_type":"STOP_LOSS",)" +
                kStopRest + R"("update_time":"2025-10-30T10:00:00Z"}})"},
        Frame{
            "NumericTime",
            R"({"stop_order_response":{"stop_order_id":"510333ac","direction":"SELL","stop_order_type":"STOP_LOSS",)" +
                kStopRest + R"("update_time":1761818400}})"},
        Frame{"NamesOfAnOrder",
              R"({"stop_order_response":{"order_id":"510333ac","side":"SELL","type":"STOP_LOSS",)" +
                  kStopRest + R"("update_time":1761818400}})"},
        Frame{
            "Flat",
            R"({"type":"stop_order_response","stop_order_id":"510333ac","direction":"SELL","stop_order_type":"STOP_LOSS",)" +
                kStopRest + R"("update_time":1761818400.0})"}),
    named);

TEST(StopResponseValues, WithAStatusItIsAnOrderUpdate) {
    const auto o = only<OrderUpdate>(
        R"({"stop_order_response":{"stop_order_id":"P","status":"CANCELLED","direction":"BUY"}})");
    EXPECT_EQ(o.order_id, "P");
    EXPECT_EQ(o.status_class, StatusClass::Ended);
    EXPECT_EQ(o.side, Side::Buy);
}

// ---- lists ---------------------------------------------------------------------------------------------

class OpenOrders : public testing::TestWithParam<Frame> {};
TEST_P(OpenOrders, AreRead) {
    const auto list = only<OrdersList>(GetParam().json);
    ASSERT_EQ(list.orders.size(), 1U);
    expect_the_order(list.orders.front());
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, OpenOrders,
    testing::Values(
        Frame{"Documented", R"({"all_orders_response":{"orders":[)" + kOrder + R"(],"twaps":[]}})"},
        Frame{"TwapsNull", R"({"all_orders_response":{"orders":[)" + kOrder + R"(],"twaps":null}})"},
        Frame{"TwapsAbsent", R"({"all_orders_response":{"orders":[)" + kOrder + "]}}"},
        Frame{"BareList", R"({"all_orders_response":[)" + kOrder + "]}"},
        Frame{"Old", R"({"user_orders":[)" + kOrder + R"(],"count":1})"},
        Frame{"Flat", R"({"type":"all_orders_response","orders":[)" + kOrder + "]}"}),
    named);

TEST(OpenOrdersValues, StopsInAListOfTheirOwnAreOpenInFull) {
    const auto list = only<OrdersList>(
        R"({"all_orders_response":{"orders":[{"order_id":"O","quantity":2,"quantity_remaining":1}],"stop_orders":[{"stop_order_id":"P","direction":"SELL","stop_order_type":"TAKE_PROFIT","quantity":3,"price":200}]}})");
    ASSERT_EQ(list.orders.size(), 2U);
    EXPECT_EQ(text(list.orders[0].remaining), "1");
    EXPECT_EQ(list.orders[1].order_id, "P");
    EXPECT_EQ(list.orders[1].type, OrderType::TakeProfit);
    EXPECT_EQ(text(list.orders[1].remaining), "3");
}

TEST(OpenOrdersValues, StopsBesideABareListAreOpenInFull) {
    const auto list = only<OrdersList>(
        R"({"user_orders":[],"stop_orders":[{"stop_order_id":"P","direction":"SELL","stop_order_type":"STOP_LOSS","quantity":3,"price":200}],"count":1})");
    ASSERT_EQ(list.orders.size(), 1U);
    EXPECT_EQ(list.orders[0].order_id, "P");
    EXPECT_EQ(text(list.orders[0].remaining), "3");
}

class EmptyOpenOrders : public testing::TestWithParam<Frame> {};
TEST_P(EmptyOpenOrders, AreStillAnAnswer) { EXPECT_TRUE(only<OrdersList>(GetParam().json).orders.empty()); }
INSTANTIATE_TEST_SUITE_P(
    Shapes, EmptyOpenOrders,
    testing::Values(Frame{"Empty", R"({"all_orders_response":{"orders":[],"twaps":[]}})"},
                    Frame{"Null", R"({"all_orders_response":{"orders":null}})"},
                    Frame{"Nothing", R"({"all_orders_response":{}})"},
                    Frame{"OldEmpty", R"({"user_orders":[],"count":0})"},
                    Frame{"WholeNull", R"({"all_orders_response":null})"},
                    Frame{"WholeNullBesideNull", R"({"err":null,"all_orders_response":null})"},
                    Frame{"OldNull", R"({"user_orders":null,"count":0})"},
                    Frame{"FlatNull", R"({"type":"all_orders_response","orders":null})"}),
    named);

TEST(Trades, ProseForm) {
    const auto list = only<TradesList>(
        R"({"user_trades":[{"trade_id":"T1","symbol":"AAPL-USD","price":150.4,"quantity":4,"aggressor_side":"BUY","order_id":"O","client_order_id":"c","fee":0.1,"timestamp":1758208770.5},{"trade_id":"T2"}],"count":2})");
    ASSERT_EQ(list.trades.size(), 2U);
    const FillEvent& t = list.trades[0];
    EXPECT_EQ(t.trade_id, "T1");
    EXPECT_EQ(t.order_id, "O");
    EXPECT_EQ(t.client_order_id, "c");
    EXPECT_FALSE(t.side);
    EXPECT_EQ(t.aggressor_side, Side::Buy);
    EXPECT_EQ(text(t.price), "150.4");
    EXPECT_EQ(text(t.quantity), "4");
    EXPECT_EQ(text(t.fee), "0.1");
    EXPECT_EQ(micros(t.at), 1'758'208'770'500'000);
    EXPECT_EQ(list.trades[1].trade_id, "T2");
}

TEST(Trades, SchemaForm) {
    const auto list = only<TradesList>(
        R"({"user_trades_response":[{"trade_id":"T1","symbol":"AAPL-USD","price":150.4,"quantity":4,"side":"SELL","order_id":"O","fee":0.1,"order_type":"LIMIT","tif":"GTC"}]})");
    ASSERT_EQ(list.trades.size(), 1U);
    EXPECT_EQ(list.trades[0].side, Side::Sell);
    EXPECT_EQ(list.trades[0].type, OrderType::Limit);
    EXPECT_FALSE(list.trades[0].at);
}

TEST(Trades, OtherNamesForIdAndTime) {
    const auto list = only<TradesList>(
        R"({"user_trades":[{"id":"T1","order_timestamp":1758208770},{"id":"row","trade_id":"T2"}]})");
    ASSERT_EQ(list.trades.size(), 2U);
    EXPECT_EQ(list.trades[0].trade_id, "T1");
    EXPECT_EQ(micros(list.trades[0].at), 1'758'208'770'000'000);
    EXPECT_EQ(list.trades[1].trade_id, "T2");
}

TEST(Trades, InsideAnObject) {
    EXPECT_EQ(
        only<TradesList>(R"({"user_trades_response":{"user_trades":[{"trade_id":"T"}]}})").trades.size(), 1U);
    EXPECT_EQ(only<TradesList>(R"({"user_trades_response":{"trades":[{"trade_id":"T"}]}})").trades.size(),
              1U);
    EXPECT_EQ(only<TradesList>(R"({"type":"user_trades","user_trades":[{"trade_id":"T"}],"count":1})")
                  .trades.size(),
              1U);
    EXPECT_TRUE(only<TradesList>(R"({"user_trades":[],"count":0})").trades.empty());
}

// ---- err and ack ---------------------------------------------------------------------------------------

struct ErrorFrame {
    std::string name, json, code, message, type, client_order_id, order_id;
};
class Err : public testing::TestWithParam<ErrorFrame> {};
TEST_P(Err, IsReadWithItsEcho) {
    const auto e = only<VenueError>(GetParam().json);
    EXPECT_EQ(e.code, GetParam().code);
    EXPECT_EQ(e.message, GetParam().message);
    EXPECT_EQ(e.echo_type, GetParam().type);
    EXPECT_EQ(e.echo_client_order_id, GetParam().client_order_id);
    EXPECT_EQ(e.echo_order_id, GetParam().order_id);
    EXPECT_FALSE(e.retry_after);
}
const std::string kAdd =
    R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","order_time_in_force":"GTC","quantity":10.0,"price":200.0,"client_order_id":"my-order-001","take_profit":null,"stop_loss":null}})";
INSTANTIATE_TEST_SUITE_P(
    Shapes, Err,
    testing::Values(
        ErrorFrame{"Documented",
                   R"({"err":{"error_code":"InvalidOrder","message":"bad","incoming_message":)" + kAdd + "}}",
                   "InvalidOrder", "bad", "add_order", "my-order-001", ""},
        ErrorFrame{
            "FlatError",
            R"({"type":"error","error_code":"InvalidOrder","message":"bad","incoming_message":)" + kAdd + "}",
            "InvalidOrder", "bad", "add_order", "my-order-001", ""},
        ErrorFrame{
            "FlatErr",
            R"({"type":"Err","error_code":"InvalidOrder","message":"bad","incoming_message":)" + kAdd + "}",
            "InvalidOrder", "bad", "add_order", "my-order-001", ""},
        ErrorFrame{"FlatLowerErr", R"({"type":"err","error_code":"InvalidOrder","message":"bad"})",
                   "InvalidOrder", "bad", "", "", ""},
        ErrorFrame{"TypedAndNested",
                   R"({"type":"error","err":{"error_code":"InvalidOrder","message":"bad"}})", "InvalidOrder",
                   "bad", "", "", ""},
        ErrorFrame{"Nulls", R"({"err":{"error_code":"ServerError","message":null,"incoming_message":null}})",
                   "ServerError", "", "", "", ""},
        ErrorFrame{"CodeAlone", R"({"err":{"error_code":"ServerError"}})", "ServerError", "", "", "", ""},
        ErrorFrame{"UnknownCode", R"({"err":{"error_code":"Teapot","message":"m"}})", "Teapot", "m", "", "",
                   ""},
        ErrorFrame{
            "EchoAsJsonText",
            R"({"err":{"error_code":"InvalidOrder","message":"bad","incoming_message":"{\"type\":\"add_order\",\"params\":{\"client_order_id\":\"c\"}}"}})",
            "InvalidOrder", "bad", "add_order", "c", ""},
        ErrorFrame{"EchoAsGarbledText",
                   R"({"err":{"error_code":"InvalidJSONFormat","message":"bad","incoming_message":"{oops"}})",
                   "InvalidJSONFormat", "bad", "", "", ""},
        ErrorFrame{
            "EchoOfCancel",
            R"({"err":{"error_code":"InvalidOrder","incoming_message":{"type":"cancel_order","params":{"order_id":"O","symbol":"S"}}}})",
            "InvalidOrder", "", "cancel_order", "", "O"},
        ErrorFrame{
            "EchoOfStopCancel",
            R"({"err":{"error_code":"InvalidOrder","incoming_message":{"type":"cancel_stop_order","params":{"stop_order_id":"P"}}}})",
            "InvalidOrder", "", "cancel_stop_order", "", "P"},
        ErrorFrame{
            "EchoWithoutParams",
            R"({"err":{"error_code":"InvalidOrder","incoming_message":{"type":"add_order","client_order_id":"c"}}})",
            "InvalidOrder", "", "add_order", "c", ""},
        ErrorFrame{"EchoOfOddKind", R"({"err":{"error_code":"InvalidOrder","incoming_message":[1,2]}})",
                   "InvalidOrder", "", "", "", ""},
        ErrorFrame{"TextAlone", R"({"err":"no such thing"})", "", "no such thing", "", "", ""},
        ErrorFrame{"CodeAsText", R"({"err":"ServerError"})", "ServerError", "", "", "", ""},
        ErrorFrame{"StatusAsText", R"({"err":"REJECTED"})", "", "REJECTED", "", "", ""},
        ErrorFrame{"CodeAsTextBesideItsMembers",
                   R"({"err":"InvalidOrder","message":"bad","incoming_message":)" + kAdd + "}",
                   "InvalidOrder", "bad", "add_order", "my-order-001", ""},
        ErrorFrame{"ErrorKeyOfText", R"({"$schema":"x","error":"InvalidPrice"})", "InvalidPrice", "", "", "",
                   ""},
        ErrorFrame{"ErrorKeyBesideACode", R"({"type":"error","error":"bad","error_code":"InvalidOrder"})",
                   "InvalidOrder", "bad", "", "", ""},
        ErrorFrame{"ErrorKey", R"({"error":{"code":"InvalidOrder","message":"bad"}})", "InvalidOrder", "bad",
                   "", "", ""}),
    named);

using namespace std::chrono_literals;
struct Hint {
    std::string name, json;
    std::optional<std::chrono::milliseconds> wait;
};
class RateHint : public testing::TestWithParam<Hint> {};
TEST_P(RateHint, IsReadFromFieldOrSentence) {
    const auto e = only<VenueError>(GetParam().json);
    EXPECT_EQ(e.code, "RateLimited");
    EXPECT_EQ(e.retry_after, GetParam().wait);
}
std::string limited(const std::string& rest) {
    return R"({"err":{"error_code":"RateLimited",)" + rest + "}}";
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, RateHint,
    testing::Values(
        Hint{"None", limited(R"("message":"You have exceeded the allowed message rate.")"), std::nullopt},
        Hint{"Seconds", limited(R"("retry_after":2)"), 2000ms},
        Hint{"Fraction", limited(R"("retry_after":0.25)"), 250ms},
        Hint{"Millis", limited(R"("retry_after":1500)"), 1500ms},
        Hint{"Exponent", limited(R"("retry_after":1.5e0)"), 1500ms},
        Hint{"Text", limited(R"("retry_after":"3")"), 3000ms},
        Hint{"TextMillis", limited(R"("retry_after":"50ms")"), 50ms},
        Hint{"Null", limited(R"("retry_after":null)"), std::nullopt},
        Hint{"Negative", limited(R"("retry_after":-1)"), std::nullopt},
        Hint{"Absurd", limited(R"("retry_after":1e9)"), std::nullopt},
        Hint{"Sentence", limited(R"("message":"Too many messages (200/s). Retry after 1.5s")"), 1500ms},
        Hint{"SentenceMillis", limited(R"("message":"retry in 250 ms")"), 250ms},
        Hint{"SentenceAgain", limited(R"("message":"Try again in 3 seconds.")"), 3000ms},
        Hint{"SentenceAtItsEnd", limited(R"("message":"Retry after 2.")"), 2000ms},
        Hint{"LessThanAMillisecond", limited(R"("retry_after":0.0001)"), 1ms},
        Hint{"LongFraction", limited(R"("retry_after":"1.0001")"), 1001ms},
        Hint{"TheLongest", limited(R"("retry_after":"600000ms")"), 600'000ms},
        Hint{"TooLong", limited(R"("retry_after":"600001ms")"), std::nullopt},
        Hint{"Huge", limited(R"("retry_after":999999999999999999)"), std::nullopt},
        Hint{"SentenceNoNumber", limited(R"("message":"Retry later.")"), std::nullopt}),
    named);

TEST(Ack, NamesTheCommandItAnswers) {
    EXPECT_EQ(
        only<VenueAck>(R"({"ack":{"incoming_message":{"type":"cancel_all_orders","params":{}}}})").echo_type,
        "cancel_all_orders");
    EXPECT_EQ(only<VenueAck>(R"({"ack":{"incoming_message":"{\"type\":\"cancel_order\"}"}})").echo_type,
              "cancel_order");
    for (const char* frame : {R"({"ack":{}})", R"({"ack":true})", R"({"ack_response":true})",
                              R"({"ack":{"incoming_message":null}})", R"({"ack":"ok"})", R"({"type":"ack"})"})
        EXPECT_EQ(only<VenueAck>(frame).echo_type, "") << frame;
}

// ---- the rest ------------------------------------------------------------------------------------------

struct Other {
    std::string name, json, key;
};
class OtherNews : public testing::TestWithParam<Other> {};
TEST_P(OtherNews, IsNamedByItsKey) {
    const auto other = only<OtherFrame>(GetParam().json);
    EXPECT_FALSE(other.unreadable);
    EXPECT_EQ(other.key, GetParam().key);
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, OtherNews,
    testing::Values(
        Other{"Authenticated", R"({"authenticated":true})", "authenticated"},
        Other{"NotAuthenticated", R"({"authenticated":false,"error":"bad key"})", "authenticated"},
        Other{"AuthResult", R"({"type":"auth","result":"success"})", "auth"},
        Other{"AuthType", R"({"type":"authenticated"})", "authenticated"},
        Other{"AuthObject", R"({"authenticated":{}})", "authenticated"},
        Other{"Subscribed", R"({"subscribed":"fills"})", "subscribed"},
        Other{"SubscribedType", R"({"type":"subscribed","channel":"fills"})", "subscribed"},
        Other{"Unsubscribed", R"({"unsubscribed":"fills"})", "unsubscribed"},
        Other{"Position", R"({"position_response":{"symbol":"AAPL-USD","position":-1}})",
              "position_response"},
        Other{"Balance", R"({"$schema":"x","balance_response":{"deposit":1}})", "balance_response"},
        Other{"Envelope", R"({"type":"position_update","channel":"v4_positions","contents":[]})",
              "position_update"},
        Other{"Twap", R"({"twap_response":{"twap_id":"t"}})", "twap_response"},
        Other{"Leverage", R"({"user_leverage_response":[]})", "user_leverage_response"},
        Other{"Unknown", R"({"brand_new":1})", "brand_new"},
        Other{"UnknownType", R"({"type":"brand_new"})", "brand_new"}, Other{"Empty", "{}", ""},
        Other{"SchemaAlone", R"({"$schema":"x"})", ""},
        Other{"OrderOfOddKind", R"({"order_response":7})", "order_response"},
        Other{"OrderFalse", R"({"order_response":false})", "order_response"},
        Other{"NullListThatCounts", R"({"user_trades":null,"count":3})", "user_trades"},
        Other{"NullListBesideAnError", R"({"user_trades":null,"error":"timeout"})", "user_trades"},
        Other{"ListFalse", R"({"user_trades":false})", "user_trades"},
        Other{"ErrNull", R"({"err":null})", "err"}, Other{"ErrEmpty", R"({"err":""})", "err"},
        Other{"ErrorEmpty", R"({"error":""})", "error"},
        Other{"ErrorInAPosition", R"({"position_response":{"symbol":"AAPL-USD"},"error":"stale"})",
              "position_response"},
        Other{"ErrorInAFlatPosition", R"({"type":"position_update","error":"ServerError"})",
              "position_update"},
        Other{"ErrorBesideUnknown", R"({"error":{"code":"InvalidOrder"},"balance":1})", "error"},
        Other{"LongKey", R"({")" + std::string(100, 'k') + R"(":1})", std::string(64, 'k')}),
    named);

class Unreadable : public testing::TestWithParam<Frame> {};
TEST_P(Unreadable, IsCountedAndNothingElse) {
    const auto other = only<OtherFrame>(GetParam().json);
    EXPECT_TRUE(other.unreadable);
    EXPECT_TRUE(other.key.empty());
}
std::string repeated(std::string_view part, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += part;
    return out;
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, Unreadable,
    testing::Values(Frame{"Nothing", ""}, Frame{"Spaces", "  "}, Frame{"Word", "hello"},
                    Frame{"Number", "42"}, Frame{"Text", "\"x\""}, Frame{"Null", "null"},
                    Frame{"EmptyList", "[]"}, Frame{"ListOfNumbers", "[1,2]"},
                    Frame{"CutShort", R"({"order_response":{"status":"ACK")"}, Frame{"TwoTexts", "{}{}"},
                    Frame{"TrailingComma", R"({"a":1,})"},
                    Frame{"Nan", R"({"order_response":{"price":NaN}})"},
                    Frame{"BadUtf8", "{\"a\":\"\xff\xfe\"}"}, Frame{"BadEscape", R"({"a":"\x"})"},
                    Frame{"LoneSurrogate", R"({"a":"\ud800"})"}, Frame{"Nul", std::string("{\"a\":\0 1}", 9)},
                    Frame{"TooDeep", repeated("[", 17) + repeated("]", 17)},
                    Frame{"VeryDeep", repeated(R"({"a":)", 100'000)},
                    Frame{"TooLong", R"({"a":")" + std::string(VenueFrameReader::kMaxFrame, 'x') + R"("})"},
                    Frame{"TooMany", "[" + repeated("1,", VenueFrameReader::kMaxValues) + "1]"}),
    named);

TEST(FrameReader, ReadsOnAfterAnUnreadableFrame) {
    VenueFrameReader reader;
    std::vector<VenueEvent> events;
    reader.read("{oops", events);
    reader.read(R"({"order_response":)" + kOrder + "}", events);
    reader.read(R"({"fill_response":)" + kFill + "}", events);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_TRUE(std::get<OtherFrame>(events[0]).unreadable);
    expect_the_order(std::get<OrderUpdate>(events[1]));
    expect_the_fill(std::get<FillEvent>(events[2]));
}

TEST(FrameReader, CanBeMoved) {
    VenueFrameReader first;
    VenueFrameReader second = std::move(first);
    std::vector<VenueEvent> events;
    second.read(R"({"order_response":)" + kOrder + "}", events);
    ASSERT_EQ(events.size(), 1U);
}

// ---- REST ----------------------------------------------------------------------------------------------

TEST(Rest, HistoricOrders) {
    VenueFrameReader reader;
    const auto list = reader.historic_orders_from_json(
        R"({"$schema":"x","data":[{"order_id":"O","client_order_id":"c","terminal_status":"CANCELLED","status_ts":"2025-10-30T10:00:00.25Z","symbol":"AAPL-USD","side":"SELL","type":"STOP_LOSS","time_in_force":"GTC","quantity":"1.5","price":"190.0","filled_qty":0.5,"avg_price":null,"passive_qty":0,"first_fill_ts":null,"last_fill_ts":null,"execution_state":"x"},{}],"count":2})");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->orders.size(), 2U);
    const HistoricOrder& o = list->orders[0];
    EXPECT_EQ(o.order_id, "O");
    EXPECT_EQ(o.client_order_id, "c");
    EXPECT_EQ(o.symbol, "AAPL-USD");
    EXPECT_EQ(o.terminal_status, "CANCELLED");
    EXPECT_EQ(o.side, Side::Sell);
    EXPECT_EQ(o.type, OrderType::StopLoss);
    EXPECT_EQ(text(o.quantity), "1.5");
    EXPECT_EQ(text(o.price), "190.0");
    EXPECT_EQ(text(o.filled_quantity), "0.5");
    EXPECT_EQ(micros(o.at), 1'761'818'400'250'000);
}

TEST(Rest, Trades) {
    VenueFrameReader reader;
    const auto list = reader.trades_from_rest_json(
        R"({"data":[{"id":"T1","order_timestamp":"2025-10-30T10:00:00Z","symbol":"AAPL-USD","price":"150.40","quantity":"4","side":"SELL","fee":"0.1","margin_used":1,"order_type":"STOP_MARKET","tif":"IOC","order_id":"O","realised_pnl_change":0}],"count":1})");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->trades.size(), 1U);
    const FillEvent& t = list->trades[0];
    EXPECT_EQ(t.trade_id, "T1");
    EXPECT_EQ(t.order_id, "O");
    EXPECT_EQ(t.symbol, "AAPL-USD");
    EXPECT_EQ(t.side, Side::Sell);
    EXPECT_EQ(t.type, OrderType::StopMarket);
    EXPECT_EQ(text(t.price), "150.40");
    EXPECT_EQ(text(t.quantity), "4");
    EXPECT_EQ(text(t.fee), "0.1");
    EXPECT_EQ(micros(t.at), 1'761'818'400'000'000);
}

TEST(Rest, EmptyListIsAnAnswer) {
    VenueFrameReader reader;
    for (const std::string body : {R"({"data":[],"count":0})", R"({"data":null,"count":0})",
                                   R"({"data":null})", R"({"data":null,"count":null,"error":null})"}) {
        const auto orders = reader.historic_orders_from_json(body);
        EXPECT_TRUE(orders && orders->orders.empty()) << body;
        const auto trades = reader.trades_from_rest_json(body);
        EXPECT_TRUE(trades && trades->trades.empty()) << body;
    }
}

class NotARestBody : public testing::TestWithParam<Frame> {};
TEST_P(NotARestBody, IsNoAnswer) {
    VenueFrameReader reader;
    EXPECT_FALSE(reader.historic_orders_from_json(GetParam().json));
    EXPECT_FALSE(reader.trades_from_rest_json(GetParam().json));
}
INSTANTIATE_TEST_SUITE_P(Shapes, NotARestBody,
                         testing::Values(Frame{"Nothing", ""},
                                         Frame{"Problem", R"({"title":"Forbidden","status":403})"},
                                         Frame{"Html", "<html>"},
                                         Frame{"DataNullThatCounts", R"({"data":null,"count":2})"},
                                         Frame{"DataNullAndError", R"({"data":null,"error":"timeout"})"},
                                         Frame{"NoData", R"({"count":0})"},
                                         Frame{"DataObject", R"({"data":{}})"}, Frame{"Number", "7"}),
                         named);

}  // namespace
}  // namespace qb::mapping
