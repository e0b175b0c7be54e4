#include <gtest/gtest.h>

#include "fix_messages.h"
#include "mapping/add_order_json.h"
#include "mapping/change_json.h"
#include "mapping/reports.h"
#include "sample_orders.h"
#include "stock_values.h"

/// A partly filled order that is cancelled at the venue and whose rest is added anew: what the OMS hears of
/// it and what the venue is sent.
namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

Id128 rest_id() {
    Id128 id;
    id.bytes[0] = 0x77;
    return id;
}

/// Partly filled, 4 of 10.0; its replace to 12 at 185 has come to `step`.
Order replacing(ReplaceStep step, Order order = filled(limit(), "150.25", "4")) {
    auto& changes = order.changes.edit();
    changes.pending = change(ChangeKind::Replace);
    changes.pending->sent = true;
    changes.pending->rest_id = rest_id();
    changes.pending->step = step;
    if (changes.pending->rest_is_out()) changes.rests.push_back({rest_id(), number("8"), number("4"), 1});
    return order;
}

/// The same order after the replace is done; the venue calls the rest V2.
Order replaced() {
    Order order = replacing(ReplaceStep::Add);
    order.changes.edit().pending.reset();
    order.request.cl_ord_id = "c2";
    order.request.quantity = number("12");
    order.request.price = number("185");
    order.venue_ids.emplace_back("V2");
    return order;
}

std::optional<FIX::Message> told(const Fact& fact, const Order& after) {
    const Dialect dialect = stock();
    return execution_report(fact, after, {.dialect = dialect, .row = kRow, .now = kNow});
}
std::string status_of(const Order& order, int tag) {
    const Dialect dialect = stock();
    return field(status_report(order, {.dialect = dialect, .row = kRow, .now = kNow}), tag);
}

TEST(RestReport, TheReplacedOrderIsOneOrder) {
    EXPECT_EQ(
        shown(*told(Replaced{5, "c1", kAt}, replaced())),
        "35=8|6=150.25|11=c2|14=4|17=E77-hcig775hds|37=V1|38=12|39=1|40=2|41=c1|44=185|54=1|55=AAPL|59=1|"
        "60=20251030-10:00:00.123456|150=5|151=8|198=V2|");
}

TEST(RestReport, ALostRestIsRefusedAsCancelledAndThenEnds) {
    ChangeRefused refused;
    refused.key = 5;
    refused.request.kind = ChangeKind::Replace;
    refused.request.cl_ord_id = "c2";
    refused.request.orig_cl_ord_id = "c1";
    refused.refusal = {99, "REPLACE_LOST", "FAILED_MARGIN_CHECK too small"};
    refused.was_pending = true;
    refused.at = kAt;
    refused.order_is_over = true;
    Order order = filled(limit(), "150.25", "4");
    EXPECT_EQ(shown(*told(refused, order)),
              "35=9|11=c2|37=V1|39=4|41=c1|58=REPLACE_LOST FAILED_MARGIN_CHECK too small|"
              "60=20251030-10:00:00.123456|102=99|434=2|");
    order.state = OrderState::Cancelled;
    const Ended ended{
        5, OrderState::Cancelled, {99, "REPLACE_LOST", "FAILED_MARGIN_CHECK too small"}, {}, kAt, {}};
    EXPECT_EQ(shown(*told(ended, order)),
              "35=8|6=150.25|11=c1|14=4|17=E77-hcig775hds|37=V1|38=10.0|39=4|40=2|44=150.50|54=1|55=AAPL|"
              "58=REPLACE_LOST FAILED_MARGIN_CHECK too small|59=1|60=20251030-10:00:00.123456|150=4|151=0|");
}

TEST(RestReport, AnOvertakenRestIsOpenUntilItHasEnded) {
    Order order = replaced();
    order.cum_qty = number("12");  // by the former order, told after the rest was sent
    order.changes.edit().rests.back().executed_before = number("12");
    order.changes.edit().owed = OwedCancel::Overtaken;
    EXPECT_EQ(status_of(order, FIX::FIELD::OrdStatus), "1");
    EXPECT_EQ(status_of(order, FIX::FIELD::LeavesQty), "0");
    order.state = OrderState::Filled;
    EXPECT_EQ(status_of(order, FIX::FIELD::OrdStatus), "2");
}

TEST(RestReport, AsMuchAsWantedRestatesTheQuantity) {
    Order order = replacing(ReplaceStep::Cancel);
    order.request.quantity = order.cum_qty;
    order.state = OrderState::Filled;
    const auto message =
        told(Ended{5, OrderState::Filled, {99, "REPLACE_EXECUTED", "why"}, {}, kAt, {}}, order);
    ASSERT_TRUE(message);
    EXPECT_EQ(shown(*message),
              "35=8|6=150.25|11=c1|14=4|17=E77-hcig775hds|37=V1|38=4|39=2|40=2|44=150.50|54=1|55=AAPL|"
              "58=REPLACE_EXECUTED why|59=1|60=20251030-10:00:00.123456|150=D|151=0|378=5|");
    expect_stock_values(*message);
}

TEST(RestReport, WhatIsBetweenTheVenueAndTheBridgeIsNotReported) {
    EXPECT_FALSE(told(RestAdded{5, number("8"), kAt}, replacing(ReplaceStep::Add)));
    EXPECT_FALSE(told(RestUnknown{5, "ACK_TIMEOUT", kAt}, replacing(ReplaceStep::AddUnknown)));
}

TEST(RestStatus, SaysHowFarItIs) {
    for (const auto step : {ReplaceStep::Cancel, ReplaceStep::Add, ReplaceStep::AddUnknown}) {
        EXPECT_EQ(status_of(replacing(step), 39), "E");
        EXPECT_EQ(status_of(replacing(step), 38), "10.0");
        EXPECT_EQ(status_of(replacing(step), 151), "6.0");
    }
    EXPECT_EQ(status_of(replacing(ReplaceStep::Cancel), 58), "(absent)");
    EXPECT_EQ(status_of(replacing(ReplaceStep::Add), 58).rfind("REPLACING ", 0), 0U);
    EXPECT_EQ(status_of(replacing(ReplaceStep::AddUnknown), 58).rfind("OUTCOME_UNKNOWN ", 0), 0U);
}

TEST(RestCommand, TheFormerOrderIsCancelled) {
    std::string text;
    cancel_json(text, replacing(ReplaceStep::Cancel));
    EXPECT_EQ(text, R"({"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"V1",)"
                    R"("cancel_order_id_type":"order_id"}})");
}

TEST(RestCommand, TheRestIsAddedWithItsOwnIdQuantityAndThePriceWanted) {
    std::string text;
    add_order_json(text, replacing(ReplaceStep::Add));
    EXPECT_EQ(text, R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT",)"
                    R"("order_time_in_force":"GTC","quantity":8,"price":185,"reduce_only":false,)"
                    R"("client_order_id":"77000000000000000000000000000000"}})");
}

TEST(RestCommand, TheRestIsCancelledByItsIdOrWhereItHasNoneByItsClientId) {
    std::string text;
    cancel_json(text, replaced());
    EXPECT_NE(text.find(R"("order_id":"V2","cancel_order_id_type":"order_id")"), std::string::npos) << text;
    Order nameless = replaced();
    nameless.venue_ids = {"V1"};
    text.clear();
    cancel_json(text, nameless);
    EXPECT_NE(text.find(R"("order_id":"77000000000000000000000000000000","cancel_order_id_type":"client_)"),
              std::string::npos)
        << text;
}

}  // namespace
}  // namespace qb::mapping
