#include "sim/order_check.h"

#include <algorithm>

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

using orders::OrderType;
using orders::Side;
using orders::TimeInForce;

bool tif_fits(OrderType type, TimeInForce tif) {
    switch (type) {
    case OrderType::Market: return tif == TimeInForce::Ioc;
    case OrderType::Alo: return tif == TimeInForce::Gtc;
    case OrderType::Limit:
    case OrderType::StopLoss:
    case OrderType::TakeProfit:  // the field is not read
    case OrderType::StopMarket: return true;
    }
    return false;
}

std::string_view fault_of_price(const NewOrder& order, const SymbolRules& rules) {
    if (!is_multiple(order.price, rules.tick_size)) return "INVALID_TICK_SIZE_PRECISION_PRICE";
    if (!order.price.is_positive())
        return orders::is_stop(order.type) ? invalid_trigger(order.type) : "PRICE_LESS_THAN_MIN_PRICE";
    if (orders::is_stop(order.type)) return {};  // no limits, no bands for a trigger
    if (order.price < rules.min_price) return "PRICE_LESS_THAN_MIN_PRICE";
    if (order.price > rules.max_price) return "PRICE_GREATER_THAN_MAX_PRICE";
    if (order.side == Side::Buy && rules.max_price_band && order.price > *rules.max_price_band)
        return "REJECTED_GREATER_THAN_MAX_PRICE_BAND";
    if (order.side == Side::Sell && rules.min_price_band && order.price < *rules.min_price_band)
        return "REJECTED_LESS_THAN_MIN_PRICE_BAND";
    return {};
}

std::string_view fault_of_value(const NewOrder& order, const Market& market, const AccountFacts& account) {
    const Decimal price = order.type == OrderType::Market ? market.mark : order.price;
    const Decimal value = product(order.quantity, price, 4);
    if (market.rules.min_notional && value < *market.rules.min_notional)
        return "REJECTED_LESS_THAN_MIN_NOTIONAL";
    const Decimal closing = reducible(account.position, order.side);
    if (order.quantity <= closing) return {};  // only reduces: neither limit nor margin stands in its way
    const Decimal opened = difference(order.quantity, closing);
    const Decimal held = closing.is_zero() ? magnitude(account.position) : Decimal{};
    if (market.rules.max_notional && product(sum(held, opened), price, 4) > *market.rules.max_notional)
        return "REJECTED_WOULD_BREACH_MAX_NOTIONAL";
    const Decimal leverage = *Decimal::from_parts(market.rules.max_leverage, 0);
    if (product(opened, price, 4) > product(account.available, leverage, 4)) return "FAILED_MARGIN_CHECK";
    return {};
}

}  // namespace

std::string_view invalid_trigger(OrderType stop) {
    return stop == OrderType::StopLoss ? "INVALID_STOPLOSS_PRICE" : "INVALID_TAKEPROFIT_PRICE";
}

Decimal reducible(Decimal position, Side side) {
    const bool closes = side == Side::Sell ? position.is_positive() : position.is_negative();
    return closes ? magnitude(position) : Decimal{};
}

std::string_view fault_of_numbers(const NewOrder& order, const SymbolRules& rules, const Switches& switches) {
    if (!is_multiple(order.quantity, rules.lot_size)) return "INVALID_TICK_SIZE_PRECISION_QUANTITY";
    if (!orders::is_stop(order.type) || switches.is("Q10", "enforced")) {
        if (order.quantity < rules.min_quantity) return "QUANTITY_LESS_THAN_MIN_QUANTITY";
        if (order.quantity > rules.max_quantity) return "QUANTITY_GREATER_THAN_MAX_QUANTITY";
    }
    return order.type == OrderType::Market ? std::string_view{} : fault_of_price(order, rules);
}

std::string_view fault_of_order(const NewOrder& order, const Market* market, const AccountFacts& account,
                                const Switches& switches) {
    if (market == nullptr || market->rules.status == SymbolStatus::Delisted) return "BAD_SYMBOL";
    const auto& rules = market->rules;
    if (std::find(rules.order_types.begin(), rules.order_types.end(), order.type) == rules.order_types.end())
        return "INVALID_ORDER_TYPE";
    if (!tif_fits(order.type, order.tif)) return "INVALID_TIME_IN_FORCE";
    if (rules.status == SymbolStatus::Inactive) return "REJECTED_MARKET_CLOSED";
    if (account.in_liquidation) return "USER_IN_LIQUIDATION";
    if (const auto fault = fault_of_numbers(order, rules, switches); !fault.empty()) return fault;
    if (account.open_orders >= account.max_open_orders) return "REJECTED_TOO_MANY_OPEN_ORDERS";
    return orders::is_stop(order.type) ? std::string_view{} : fault_of_value(order, *market, account);
}

}  // namespace qb::sim
