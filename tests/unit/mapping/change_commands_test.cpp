#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "mapping/change_json.h"

namespace qb::mapping {
namespace {

namespace json = boost::json;
using namespace orders;

Order order_of(OrderType type) {
    Order order;
    for (std::size_t i = 0; i < order.client_order_id.bytes.size(); ++i)
        order.client_order_id.bytes[i] = static_cast<std::uint8_t>(0x0f + i * 0x10);
    OrderRequest& r = order.request;
    r.cl_ord_id = "the OMS's own";
    r.fix_symbol = "AAPL";
    r.symbol = "AAPL-USD";
    r.side = Side::Sell;
    r.type = type;
    r.quantity = *Decimal::parse("10");
    if (is_stop(type)) r.stop_px = Decimal::parse("190.10");
    if (type == OrderType::Limit || type == OrderType::Alo) r.price = Decimal::parse("150.50");
    order.state = OrderState::Live;
    order.venue_ids = {"V1"};
    return order;
}
Order aliased(Order order) {
    order.venue_ids.emplace_back("V2");
    return order;
}
Order nameless(Order order) {
    order.venue_ids.clear();
    return order;
}
Order triggered(Order order) {
    order.triggered = true;
    return order;
}
Order reduce_only(Order order) {
    order.request.reduce_only = true;
    return order;
}
Order replacing(Order order, std::string_view quantity, std::string_view price) {
    PendingChange change;
    change.kind = ChangeKind::Replace;
    change.cl_ord_id = "c2";
    change.quantity = Decimal::parse(quantity);
    change.price = Decimal::parse(price);
    order.changes.edit().pending = change;
    return order;
}

struct Expected {
    std::string name;
    Order order;
    std::string json;
};
const auto named = [](const auto& row) { return row.param.name; };

class CancelCommand : public testing::TestWithParam<Expected> {};
TEST_P(CancelCommand, NamesTheOrder) {
    std::string text;
    cancel_json(text, GetParam().order);
    EXPECT_EQ(json::parse(text), json::parse(GetParam().json)) << text;
}
const std::string kCancelV1 =
    R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"V1","cancel_order_id_type":"order_id"}})";
const std::string kCancelV2 =
    R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"V2","cancel_order_id_type":"order_id"}})";
const std::string kCancelByClientId =
    R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"0f1f2f3f4f5f6f7f8f9fafbfcfdfefff","cancel_order_id_type":"client_order_id"}})";
const std::string kCancelStopV1 = R"({"type":"cancel_stop_order","params":{"stop_order_id":"V1"}})";
const std::string kCancelStopV2 = R"({"type":"cancel_stop_order","params":{"stop_order_id":"V2"}})";
INSTANTIATE_TEST_SUITE_P(
    Rules, CancelCommand,
    testing::Values(Expected{"Limit", order_of(OrderType::Limit), kCancelV1},
                    Expected{"PostOnly", order_of(OrderType::Alo), kCancelV1},
                    Expected{"Market", order_of(OrderType::Market), kCancelV1},
                    Expected{"LimitByItsNewestId", aliased(order_of(OrderType::Limit)), kCancelV2},
                    Expected{"LimitWithoutId", nameless(order_of(OrderType::Limit)), kCancelByClientId},
                    Expected{"Stop", order_of(OrderType::StopLoss), kCancelStopV1},
                    Expected{"TakeProfit", order_of(OrderType::TakeProfit), kCancelStopV1},
                    Expected{"StopByItsNewestId", aliased(order_of(OrderType::StopLoss)), kCancelStopV2},
                    Expected{"FiredStop", triggered(aliased(order_of(OrderType::StopLoss))), kCancelV2},
                    Expected{"FiredStopUnderItsOldId", triggered(order_of(OrderType::StopLoss)), kCancelV1},
                    Expected{"StopWithoutId", nameless(order_of(OrderType::StopLoss)), kCancelByClientId},
                    Expected{"WhileReplacing", replacing(order_of(OrderType::Limit), "7", "9"), kCancelV1}),
    named);

class ModifyCommand : public testing::TestWithParam<Expected> {};
TEST_P(ModifyCommand, CarriesTheNewValues) {
    std::string text;
    modify_json(text, GetParam().order);
    EXPECT_EQ(json::parse(text), json::parse(GetParam().json)) << text;
}
INSTANTIATE_TEST_SUITE_P(
    Rules, ModifyCommand,
    testing::Values(
        Expected{
            "Limit", replacing(order_of(OrderType::Limit), "15", "152"),
            R"({"type":"modify_order","params":{"order_id":"V1","symbol":"AAPL-USD","side":"SELL","order_type":"LIMIT","reduce_only":false,"quantity":15,"price":152,"take_profit":0,"stop_loss":0}})"},
        Expected{
            "PostOnlyReduceOnly", replacing(reduce_only(aliased(order_of(OrderType::Alo))), "15", "152"),
            R"({"type":"modify_order","params":{"order_id":"V2","symbol":"AAPL-USD","side":"SELL","order_type":"ALO","reduce_only":true,"quantity":15,"price":152,"take_profit":0,"stop_loss":0}})"},
        Expected{
            "Stop", replacing(reduce_only(order_of(OrderType::StopLoss)), "2", "185"),
            R"({"type":"modify_stop_order","params":{"stop_order_id":"V1","symbol":"AAPL-USD","side":"SELL","order_type":"STOP_LOSS","quantity":2,"price":185}})"},
        Expected{
            "TakeProfit", replacing(aliased(order_of(OrderType::TakeProfit)), "2", "205"),
            R"({"type":"modify_stop_order","params":{"stop_order_id":"V2","symbol":"AAPL-USD","side":"SELL","order_type":"TAKE_PROFIT","quantity":2,"price":205}})"}),
    named);

TEST(ModifyCommandText, KeepsEveryDigit) {
    std::string limit;
    modify_json(limit, replacing(order_of(OrderType::Limit), "0.00012300", "100000.10"));
    EXPECT_EQ(limit, R"({"type":"modify_order","params":{"order_id":"V1","symbol":"AAPL-USD","side":"SELL",)"
                     R"("order_type":"LIMIT","reduce_only":false,"quantity":0.00012300,"price":100000.10,)"
                     R"("take_profit":0,"stop_loss":0}})");
    std::string stop;
    modify_json(stop, replacing(order_of(OrderType::StopLoss), "123456789012345678", "0.123456789012345678"));
    EXPECT_EQ(
        stop,
        R"({"type":"modify_stop_order","params":{"stop_order_id":"V1","symbol":"AAPL-USD","side":"SELL",)"
        R"("order_type":"STOP_LOSS","quantity":123456789012345678,"price":0.123456789012345678}})");
}

TEST(ModifyCommandText, WhatTheReplaceDoesNotNameStandsAsItIs) {
    Order order = replacing(order_of(OrderType::StopLoss), "10", "x");
    std::string text;
    modify_json(text, order);
    EXPECT_NE(text.find(R"("quantity":10,"price":190.10})"), std::string::npos) << text;
}

TEST(ModifyCommandText, IsNothingWhenNothingIsPending) {
    std::string text;
    modify_json(text, order_of(OrderType::Limit));
    EXPECT_EQ(text, "");
}

TEST(ChangeCommandText, VenueTextIsEscaped) {
    Order order = order_of(OrderType::Limit);
    order.venue_ids = {"V\"1\\"};
    order.request.symbol = "A\"B";
    std::string cancel;
    cancel_json(cancel, order);
    EXPECT_EQ(json::parse(cancel).at("params").at("order_id"), "V\"1\\");
    EXPECT_EQ(json::parse(cancel).at("params").at("symbol"), "A\"B");
    std::string modify;
    modify_json(modify, replacing(order, "1", "2"));
    EXPECT_EQ(json::parse(modify).at("params").at("order_id"), "V\"1\\");
    order.request.type = OrderType::StopLoss;
    std::string stop;
    cancel_json(stop, order);
    EXPECT_EQ(json::parse(stop).at("params").at("stop_order_id"), "V\"1\\");
}

}  // namespace
}  // namespace qb::mapping
