#include "mapping/reference_data.h"

#include <gtest/gtest.h>

#include <string>

#include "mapping/venue_event_from_json.h"

namespace qb::mapping {
namespace {

constexpr std::string_view kBody =
    R"({"type":"refdata","$schema":"x","data":[)"
    R"({"clobPairId":"4","symbol":"GOOG-USD","tick_size":"0.05","lot_size":"0.001","status":"ACTIVE","market_hours":{}},)"
    R"({"symbol":"AAPL-USD","tick_size":0.01,"lot_size":"1","status":"HALTED"},)"
    R"({"symbol":"","tick_size":"1","lot_size":"1"},{"symbol":"ZERO-USD","tick_size":"0","lot_size":"1"},)"
    R"({"symbol":"NO-LOT","tick_size":"1"},{"symbol":"MINUS","tick_size":"1","lot_size":"-1"},7,null]})";

TEST(ReferenceData, ARowNeedsASymbolAndStepsAboveZero) {
    const auto data = ReferenceData::from_json(kBody);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->to_text(),
              "AAPL-USD tick_size=0.01 lot_size=1 status=HALTED\n"
              "GOOG-USD tick_size=0.05 lot_size=0.001 status=ACTIVE\n");
    EXPECT_EQ(data->size(), 2U);
    EXPECT_EQ(data->find("ZERO-USD"), nullptr);
}

TEST(ReferenceData, ABareListIsRead) {
    const auto data = ReferenceData::from_json(R"([{"symbol":"A","tick_size":"1","lot_size":"2"}])");
    ASSERT_TRUE(data);
    EXPECT_EQ(data->find("A")->lot_size.to_string(), "2");
}

class OtherBody : public testing::TestWithParam<std::string_view> {};

TEST_P(OtherBody, IsNotReferenceData) { EXPECT_FALSE(ReferenceData::from_json(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Bodies, OtherBody,
                         testing::Values("", "{", "null", "7", "\"data\"", R"({"data":null})",
                                         R"({"data":{}})", R"({"title":"Forbidden","status":403})"));

/// What becomes of the numbers of a frame, beside a tick of 0.05 and a lot of 0.001.
struct GridRow {
    const char* name;
    std::string_view frame;
    std::string_view price, quantity, remaining;
};
class GridOf : public testing::TestWithParam<GridRow> {};

orders::VenueEvent event_of(std::string_view frame) {
    VenueFrameReader reader;
    std::vector<orders::VenueEvent> events;
    reader.read(frame, events);
    return events.at(0);
}

std::string text_of(const std::optional<orders::Decimal>& number) {
    return number ? number->to_string() : "";
}

TEST_P(GridOf, ANumber) {
    const auto& row = GetParam();
    auto event = event_of(row.frame);
    put_on_grid(event, ReferenceData::from_json(kBody).value());
    if (const auto* fill = std::get_if<orders::FillEvent>(&event)) {
        EXPECT_EQ(text_of(fill->price), row.price);
        EXPECT_EQ(text_of(fill->quantity), row.quantity);
        EXPECT_EQ(text_of(fill->remaining), row.remaining);
    } else {
        const auto& update = std::get<orders::OrderUpdate>(event);
        EXPECT_EQ(text_of(update.price), row.price);
        EXPECT_EQ(text_of(update.quantity), row.quantity);
        EXPECT_EQ(text_of(update.remaining), row.remaining);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Frames, GridOf,
    testing::Values(
        GridRow{
            "Exact",
            R"({"fill_response":{"symbol":"GOOG-USD","price":150.45,"quantity":1.50,"remaining_quantity":0}})",
            "150.45", "1.50", "0"},
        GridRow{
            "Noise",
            R"({"fill_response":{"symbol":"GOOG-USD","price":150.449999999,"quantity":1.0000000001,"remaining_quantity":0.00000000012}})",
            "150.45", "1", "0"},
        GridRow{
            "OffTheGrid",
            R"({"fill_response":{"symbol":"GOOG-USD","price":150.4501,"quantity":1.0001,"remaining_quantity":0.00001}})",
            "150.4501", "1.0001", "0.00001"},
        GridRow{
            "AnUnknownSymbol",
            R"({"fill_response":{"symbol":"MSFT-USD","price":150.449999999,"quantity":1.0000000001,"remaining_quantity":0}})",
            "150.449999999", "1.0000000001", "0"},
        GridRow{
            "AnUpdate",
            R"({"order_response":{"symbol":"GOOG-USD","status":"ACK","price":150.449999999,"quantity":2,"quantity_remaining":1.9999999999}})",
            "150.45", "2", "2"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Grid, RowsOfListsAreMeantToo) {
    const auto data = ReferenceData::from_json(kBody).value();
    auto orders =
        event_of(R"({"all_orders_response":{"orders":[{"symbol":"GOOG-USD","price":0.9999999999}]}})");
    put_on_grid(orders, data);
    EXPECT_EQ(std::get<orders::OrdersList>(orders).orders.at(0).price->to_string(), "1");
    auto trades = event_of(R"({"user_trades":[{"symbol":"GOOG-USD","price":0.9999999999}],"count":1})");
    put_on_grid(trades, data);
    EXPECT_EQ(std::get<orders::TradesList>(trades).trades.at(0).price->to_string(), "1");
    VenueFrameReader reader;
    orders::VenueEvent history =
        reader
            .historic_orders_from_json(
                R"({"data":[{"symbol":"GOOG-USD","filled_qty":0.9999999999}],"count":1})")
            .value();
    put_on_grid(history, data);
    EXPECT_EQ(std::get<orders::HistoricOrdersList>(history).orders.at(0).filled_quantity->to_string(), "1");
}

}  // namespace
}  // namespace qb::mapping
