#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "mapping/add_order_json.h"
#include "mapping/json_text.h"
#include "mapping/queries_json.h"

namespace qb::mapping {
namespace {

namespace json = boost::json;
using orders::Decimal;
using orders::Order;
using orders::OrderType;
using orders::Side;
using orders::TimeInForce;

Order order_of(OrderType type) {
    Order order;
    for (std::size_t i = 0; i < order.client_order_id.bytes.size(); ++i)
        order.client_order_id.bytes[i] = static_cast<std::uint8_t>(0x0f + i * 0x10);
    orders::OrderRequest& r = order.request;
    r.cl_ord_id = "the OMS's own";
    r.fix_symbol = "AAPL";
    r.symbol = "AAPL-USD";
    r.side = Side::Sell;
    r.type = type;
    r.tif = type == OrderType::Market ? TimeInForce::Ioc : TimeInForce::Gtc;
    r.quantity = *Decimal::parse("10");
    if (orders::is_stop(type)) r.stop_px = Decimal::parse("190.10");
    if (type == OrderType::Limit || type == OrderType::Alo) r.price = Decimal::parse("150.50");
    return order;
}

std::string command(const Order& order) {
    std::string out;
    add_order_json(out, order);
    return out;
}

struct Expected {
    std::string name;
    Order order;
    std::string json;
};
class AddOrder : public testing::TestWithParam<Expected> {};
TEST_P(AddOrder, IsTheVenuesCommand) {
    const std::string text = command(GetParam().order);
    EXPECT_EQ(json::parse(text), json::parse(GetParam().json)) << text;
}
Order with(OrderType type, void (*change)(orders::OrderRequest&)) {
    Order order = order_of(type);
    change(order.request);
    return order;
}
const std::string kHead =
    R"({"type":"add_order","params":{"symbol":"AAPL-USD","client_order_id":"0f1f2f3f4f5f6f7f8f9fafbfcfdfefff",)";
INSTANTIATE_TEST_SUITE_P(
    Rules, AddOrder,
    testing::Values(
        Expected{
            "StopLoss", order_of(OrderType::StopLoss),
            kHead +
                R"("side":"SELL","order_type":"STOP_LOSS","order_time_in_force":"GTC","quantity":10,"price":190.10}})"},
        Expected{
            "StopLossNeverSaysReduceOnly",
            with(OrderType::StopLoss, [](orders::OrderRequest& r) { r.reduce_only = true; }),
            kHead +
                R"("side":"SELL","order_type":"STOP_LOSS","order_time_in_force":"GTC","quantity":10,"price":190.10}})"},
        Expected{
            "TakeProfitBuy", with(OrderType::TakeProfit, [](orders::OrderRequest& r) { r.side = Side::Buy; }),
            kHead +
                R"("side":"BUY","order_type":"TAKE_PROFIT","order_time_in_force":"GTC","quantity":10,"price":190.10}})"},
        Expected{
            "Market", order_of(OrderType::Market),
            kHead +
                R"("side":"SELL","order_type":"MARKET","order_time_in_force":"IOC","quantity":10,"price":0,"reduce_only":false}})"},
        Expected{
            "MarketReduceOnly",
            with(OrderType::Market, [](orders::OrderRequest& r) { r.reduce_only = true; }),
            kHead +
                R"("side":"SELL","order_type":"MARKET","order_time_in_force":"IOC","quantity":10,"price":0,"reduce_only":true}})"},
        Expected{
            "LimitGtc", order_of(OrderType::Limit),
            kHead +
                R"("side":"SELL","order_type":"LIMIT","order_time_in_force":"GTC","quantity":10,"price":150.50,"reduce_only":false}})"},
        Expected{
            "LimitIoc", with(OrderType::Limit, [](orders::OrderRequest& r) { r.tif = TimeInForce::Ioc; }),
            kHead +
                R"("side":"SELL","order_type":"LIMIT","order_time_in_force":"IOC","quantity":10,"price":150.50,"reduce_only":false}})"},
        Expected{
            "LimitFok", with(OrderType::Limit, [](orders::OrderRequest& r) { r.tif = TimeInForce::Fok; }),
            kHead +
                R"("side":"SELL","order_type":"LIMIT","order_time_in_force":"FOK","quantity":10,"price":150.50,"reduce_only":false}})"},
        Expected{
            "PostOnly", with(OrderType::Alo, [](orders::OrderRequest& r) { r.reduce_only = true; }),
            kHead +
                R"("side":"SELL","order_type":"ALO","order_time_in_force":"GTC","quantity":10,"price":150.50,"reduce_only":true}})"}),
    [](const auto& row) { return row.param.name; });

TEST(AddOrderText, IsExactlyThis) {
    EXPECT_EQ(command(order_of(OrderType::Limit)),
              R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL","order_type":"LIMIT",)"
              R"("order_time_in_force":"GTC","quantity":10,"price":150.50,"reduce_only":false,)"
              R"("client_order_id":"0f1f2f3f4f5f6f7f8f9fafbfcfdfefff"}})");
}

class AddOrderDigits : public testing::TestWithParam<std::string> {};
TEST_P(AddOrderDigits, ReachTheWireOneByOne) {
    Order limit = order_of(OrderType::Limit);
    limit.request.quantity = *Decimal::parse(GetParam());
    limit.request.price = Decimal::parse(GetParam());
    EXPECT_NE(command(limit).find(R"("quantity":)" + GetParam() + R"(,"price":)" + GetParam() + ","),
              std::string::npos)
        << command(limit);
    Order stop = order_of(OrderType::StopLoss);
    stop.request.stop_px = Decimal::parse(GetParam());
    EXPECT_NE(command(stop).find(R"("price":)" + GetParam() + ","), std::string::npos) << command(stop);
}
INSTANTIATE_TEST_SUITE_P(Rules, AddOrderDigits,
                         testing::Values("0.00012300", "100000.10", "1", "25242", "187.53", "0.30",
                                         "123456789012345678", "0.000000000000000001"));

TEST(AddOrderText, IsAppended) {
    std::string out = "before ";
    add_order_json(out, order_of(OrderType::Market));
    EXPECT_TRUE(out.starts_with("before {"));
}

TEST(AddOrderText, SymbolCannotBreakOutOfItsString) {
    Order order = order_of(OrderType::Market);
    order.request.symbol = R"(A","side":"BUY)";
    const json::value parsed = json::parse(command(order));
    EXPECT_EQ(parsed.at("params").at("symbol").as_string(), R"(A","side":"BUY)");
    EXPECT_EQ(parsed.at("params").at("side").as_string(), "SELL");
}

TEST(JsonText, EveryAsciiCharacterSurvives) {
    std::string all;
    for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
    all += "\xc3\xa9";
    std::string out;
    append_json_string(out, all);
    EXPECT_EQ(json::parse(out).as_string(), all);
    for (const char c : out) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
}

TEST(JsonText, UrlKeepsUnreservedAndEncodesTheRest) {
    std::string out;
    append_url_encoded(out, "AZaz09-._~ &=+/?#%\xc3\xa9");
    EXPECT_EQ(out, "AZaz09-._~%20%26%3D%2B%2F%3F%23%25%C3%A9");
}

TEST(Queries, GetOrder) {
    std::string out;
    get_order_json(out, {.order_id = "57cc", .symbol = "AAPL-USD"});
    EXPECT_EQ(json::parse(out),
              json::parse(R"({"type":"get_order","params":{"order_id":"57cc","symbol":"AAPL-USD"}})"));
}

TEST(Queries, GetUserOrders) {
    std::string out;
    get_user_orders_json(out, {.symbol = "AAPL-USD", .offset = 1000});
    EXPECT_EQ(json::parse(out),
              json::parse(
                  R"({"type":"get_user_orders","params":{"limit":1000,"offset":1000,"symbol":"AAPL-USD"}})"));
    out.clear();
    get_user_orders_json(out, {.symbol = "", .offset = 0});
    EXPECT_EQ(json::parse(out),
              json::parse(R"({"type":"get_user_orders","params":{"limit":1000,"offset":0}})"));
}

TEST(Queries, GetUserTrades) {
    std::string out;
    get_user_trades_json(out, {.order_id = "5b30", .offset = 200});
    EXPECT_EQ(
        json::parse(out),
        json::parse(R"({"type":"get_user_trades","params":{"limit":200,"offset":200,"order_id":"5b30"}})"));
    out.clear();
    get_user_trades_json(out, {.order_id = "", .offset = 0});
    EXPECT_EQ(json::parse(out),
              json::parse(R"({"type":"get_user_trades","params":{"limit":200,"offset":0}})"));
}

TEST(Queries, HistoricOrders) {
    std::string out;
    historic_orders_target(out, {.symbol = "AAPL USD", .client_order_id = "6f1c", .offset = 3});
    EXPECT_EQ(out, "/user/historic-orders?symbol=AAPL%20USD&client_order_id=6f1c&limit=1000&offset=3");
    out.clear();
    historic_orders_target(out, {.symbol = "", .client_order_id = "", .offset = 0});
    EXPECT_EQ(out, "/user/historic-orders?limit=1000&offset=0");
}

}  // namespace
}  // namespace qb::mapping
