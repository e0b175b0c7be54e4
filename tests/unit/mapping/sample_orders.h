#pragma once

#include <string>
#include <string_view>

#include "mapping/dialect.h"
#include "orders/facts.h"

/// The orders that the tests of reports and requests are about.
namespace qb::mapping::test {

constexpr std::uint64_t kRow = 77;
inline const WallTime kAt(std::chrono::microseconds(1'761'818'400'123'456));   // 20251030-10:00:00.123456
inline const WallTime kNow(std::chrono::microseconds(1'761'818'401'000'000));  // a second later, nearly

inline Dialect stock() { return *dialect_for("FIX.4.4", Values::Stock); }
inline Dialect extended() { return *dialect_for("FIX.4.4", Values::Extended); }

inline orders::Decimal number(std::string_view text) { return *orders::Decimal::parse(text); }

/// A live sell stop that the venue calls V1.
inline orders::Order stop() {
    orders::Order order;
    order.key = 5;
    orders::OrderRequest& r = order.request;
    r.cl_ord_id = "c1";
    r.account = "hedge";
    r.fix_symbol = "AAPL";
    r.symbol = "AAPL-USD";
    r.fix_side = '2';
    r.side = orders::Side::Sell;
    r.quantity = number("10.0");
    r.stop_px = number("190.10");
    order.state = orders::OrderState::Live;
    order.venue_ids = {"V1"};
    order.acked = true;
    return order;
}

/// A live buy limit without an account.
inline orders::Order limit() {
    orders::Order order = stop();
    orders::OrderRequest& r = order.request;
    r.account = "";
    r.fix_side = '1';
    r.side = orders::Side::Buy;
    r.fix_ord_type = '2';
    r.type = orders::OrderType::Limit;
    r.stop_px.reset();
    r.price = number("150.50");
    return order;
}

inline orders::Order in_state(orders::Order order, orders::OrderState state) {
    order.state = state;
    if (state < orders::OrderState::Live) order.venue_ids.clear();
    return order;
}

/// The order after a fill of `quantity` at `price` in all.
inline orders::Order filled(orders::Order order, std::string_view price, std::string_view quantity) {
    order.cum_qty = number(quantity);
    order.notional.add(number(price), number(quantity));
    order.price_decimals = number(price).scale();
    if (order.cum_qty >= order.request.quantity) order.state = orders::OrderState::Filled;
    return order;
}

inline orders::Order triggered(orders::Order order) {
    order.triggered = true;
    return order;
}

/// The order under a second venue id.
inline orders::Order aliased(orders::Order order) {
    order.venue_ids.emplace_back("V2");
    return order;
}

inline orders::Order without_venue_id(orders::Order order) {
    order.venue_ids.clear();
    return order;
}

/// A change c2 of c1; a replace wants 12 at 185.
inline orders::PendingChange change(orders::ChangeKind kind) {
    orders::PendingChange out;
    out.kind = kind;
    out.cl_ord_id = "c2";
    out.orig_cl_ord_id = "c1";
    if (kind == orders::ChangeKind::Replace) out.quantity = number("12");
    if (kind == orders::ChangeKind::Replace) out.price = number("185");
    return out;
}
inline orders::Order changing(orders::Order order, orders::ChangeKind kind) {
    order.changes.edit().pending = change(kind);
    return order;
}

inline orders::Filled fill(std::string_view price = "189.95", std::string_view quantity = "4") {
    return {.key = 5,
            .trade_id = "T1",
            .venue_id = "V1",
            .price = number(price),
            .quantity = number(quantity),
            .fee = std::nullopt,
            .liquidity = orders::Liquidity::Removed,
            .late = false,
            .at = kAt};
}

}  // namespace qb::mapping::test
