#include "orders/foreign_orders.h"

#include <algorithm>
#include <utility>

namespace qb::orders {
namespace {

/// OrdType(40); nothing for what a fired stop became.
char ord_type(OrderType type) {
    switch (type) {
    case OrderType::Limit:
    case OrderType::Alo: return '2';
    case OrderType::Market: return '1';
    case OrderType::StopLoss: return '3';
    case OrderType::TakeProfit: return 'J';
    case OrderType::StopMarket: return '\0';
    }
    return '\0';
}

void set_type(Order& order, OrderType type, const std::optional<Decimal>& price) {
    order.request.type = type;
    order.request.fix_ord_type = ord_type(type);
    if (!price || !price->is_positive()) return;
    if (is_stop(type)) order.request.stop_px = price;
    if (type == OrderType::Limit || type == OrderType::Alo) order.request.price = price;
}

/// OrderQty is what was executed and what is left, whatever happened before the first news.
void set_remaining(Order& order, const std::optional<Decimal>& remaining) {
    if (!remaining) return;
    if (const auto sum = order.cum_qty.plus(*remaining)) order.request.quantity = *sum;
}

}  // namespace

std::optional<ForeignReport> ForeignOrders::hear(const VenueEvent& event) {
    if (const auto* update = std::get_if<OrderUpdate>(&event)) return on(*update);
    if (const auto* fill = std::get_if<FillEvent>(&event)) return on(*fill);
    return std::nullopt;
}

std::optional<ForeignReport> ForeignOrders::on(const OrderUpdate& update) {
    const bool known_news = update.status_class == StatusClass::Live ||
                            update.status_class == StatusClass::Modified ||
                            update.status_class == StatusClass::Ended;
    if (!known_news || update.order_id.empty() || !update.side) return std::nullopt;
    Order& order = order_of(update.order_id, update.symbol, *update.side);
    if (order.ended()) return std::nullopt;
    ForeignReport report{.kind = ForeignReport::Kind::New,
                         .order = &order,
                         .fill = std::nullopt,
                         .word = update.status,
                         .at = update.at.value_or(WallTime{})};
    if (update.type) set_type(order, *update.type, update.price);
    if (update.status_class == StatusClass::Ended) {
        if (!order.request.quantity.is_positive() && update.quantity)
            order.request.quantity = *update.quantity;
        order.state = OrderState::Cancelled;
        report.kind = ForeignReport::Kind::Ended;
        return report;
    }
    set_remaining(order, update.remaining ? update.remaining : update.quantity);
    const bool acked = std::exchange(order.acked, true);
    if (update.status_class == StatusClass::Modified) {
        report.kind = ForeignReport::Kind::Replaced;
        return report;
    }
    if (acked) return std::nullopt;
    return report;
}

std::optional<ForeignReport> ForeignOrders::on(const FillEvent& event) {
    const bool complete = !event.order_id.empty() && !event.trade_id.empty() && event.side && event.price &&
                          event.price->is_positive() && event.quantity && event.quantity->is_positive();
    if (!complete) return std::nullopt;
    if (!first_time(event.order_id, event.trade_id)) return std::nullopt;
    Order& order = order_of(event.order_id, event.symbol, *event.side);
    const auto cum = order.cum_qty.plus(*event.quantity);
    if (!cum || !order.notional.add(*event.price, *event.quantity)) return std::nullopt;
    if (event.type && !order.acked) set_type(order, *event.type, std::nullopt);
    order.acked = true;
    order.cum_qty = *cum;
    order.price_decimals = std::max(order.price_decimals, event.price->normalized().scale());
    set_remaining(order, event.remaining);
    const bool late = order.ended();
    if (!late && event.remaining && event.remaining->is_zero()) order.state = OrderState::Filled;
    Filled fill{.key = 0,
                .trade_id = event.trade_id,
                .venue_id = event.order_id,
                .price = *event.price,
                .quantity = *event.quantity,
                .fee = event.fee,
                .liquidity = Liquidity::Unknown,
                .late = late,
                .at = event.at.value_or(WallTime{})};
    if (event.aggressor_side)
        fill.liquidity = *event.aggressor_side == *event.side ? Liquidity::Removed : Liquidity::Added;
    const auto at = fill.at;
    return ForeignReport{
        .kind = ForeignReport::Kind::Trade, .order = &order, .fill = std::move(fill), .word = {}, .at = at};
}

/// A new one where the id is not known; the oldest makes room.
Order& ForeignOrders::order_of(const std::string& id, const std::string& symbol, Side side) {
    if (const auto known = orders_.find(id); known != orders_.end()) return known->second;
    if (order_age_.size() >= kOrders) {
        orders_.erase(order_age_.front());
        order_age_.pop_front();
    }
    order_age_.push_back(id);
    Order& order = orders_[id];
    order.state = OrderState::Live;
    order.venue_ids.push_back(id);
    order.request.cl_ord_id = "NONE";
    order.request.symbol = order.request.fix_symbol = symbol;
    order.request.side = side;
    order.request.fix_side = side == Side::Buy ? '1' : '2';
    order.request.type = OrderType::Limit;
    order.request.fix_ord_type = order.request.fix_tif = '\0';
    return order;
}

bool ForeignOrders::first_time(const std::string& order_id, const std::string& trade_id) {
    std::string name = order_id + '\n' + trade_id;
    if (!trades_.insert(name).second) return false;
    if (trade_age_.size() >= kTrades) {
        trades_.erase(trade_age_.front());
        trade_age_.pop_front();
    }
    trade_age_.push_back(std::move(name));
    return true;
}

}  // namespace qb::orders
