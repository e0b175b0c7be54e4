// Exchange: how orders meet, and what an execution does.
#include <algorithm>

#include "sim/decimal_math.h"
#include "sim/exchange.h"
#include "sim/order_check.h"

namespace qb::sim {

using orders::OrderType;
using orders::Side;
using orders::TimeInForce;

/// Of two orders of one side: which one trades first.
bool Exchange::goes_before(const Order& a, const Order& b) {
    if (a.price != b.price) return a.side == Side::Buy ? a.price > b.price : a.price < b.price;
    return a.priority < b.priority;
}

/// Whether an order with a limit would trade, or meet an order of its own account, at once.
bool Exchange::would_take(const NewOrder& order) const {
    return markets_.find(order.symbol)->second.book.crosses(order.side, order.price) ||
           !makers_for(order.side, order.symbol, order.price).empty();
}

/// The accounts' orders that one of this side and limit would meet, the first to trade first.
std::vector<Order*> Exchange::makers_for(Side side, std::string_view symbol,
                                         std::optional<Decimal> limit) const {
    auto makers = select_open([&](const Order& o) {
        return o.is_resting() && o.side != side && o.symbol == symbol && is_within(side, o.price, limit);
    });
    std::sort(makers.begin(), makers.end(),
              [](const Order* a, const Order* b) { return goes_before(*a, *b); });
    return makers;
}

/// Price-time priority; at one price the accounts' orders trade before the level of the book, which has no
/// time. An order of the same account is met too, with nothing to trade: it is cancelled (QFEX docs,
/// self-trade prevention).
std::vector<Exchange::Step> Exchange::path_of(const Order& order, Decimal quantity,
                                              std::optional<Decimal> limit) const {
    const auto makers = makers_for(order.side, order.symbol, limit);
    const auto& book = markets_.find(order.symbol)->second.book;
    const auto& levels = order.side == Side::Buy ? book.asks() : book.bids();
    auto maker = makers.begin();
    auto level = levels.begin();
    std::vector<Step> path;
    while (quantity.is_positive()) {
        const bool has_level = level != levels.end() && is_within(order.side, level->price, limit);
        if (maker != makers.end() && (!has_level || is_within(order.side, (*maker)->price, level->price))) {
            const bool own = (*maker)->account == order.account;
            const Decimal part = own ? Decimal{} : smaller(quantity, (*maker)->remaining);
            path.push_back({{(*maker)->price, part}, *maker});
            ++maker;
        } else if (has_level) {
            path.push_back({{level->price, smaller(quantity, level->quantity)}, nullptr});
            ++level;
        } else {
            break;
        }
        quantity = difference(quantity, path.back().part.quantity);
    }
    return path;
}

void Exchange::take_from_book(Order& order, Decimal at_most, WallTime now) {
    const bool limited = order.type == OrderType::Limit;
    const bool rests = limited && order.tif == TimeInForce::Gtc;
    const auto path = path_of(order, at_most, limited ? std::optional(order.price) : std::nullopt);
    Decimal taken;
    for (const auto& step : path) taken = sum(taken, step.part.quantity);
    if (order.tif == TimeInForce::Fok && taken < order.remaining)
        return end(order, "CANCELLED", Cause::Unasked, now);
    const bool fill_only = !rests && taken < order.remaining && switches_.is("Q29", "partially_filled_only");
    for (const auto& step : path) {
        if (step.part.quantity.is_zero()) {
            end(*step.maker, "CANCELLED_STP", Cause::Unasked, now);
            continue;
        }
        taken = difference(taken, step.part.quantity);
        trade(order, step, {.last = taken.is_zero(), .fill_only = fill_only}, now);
    }
    const bool partly = !order.filled.is_zero();
    if (order.open && !rests) end_unfilled(order, partly, now);
}

/// One match: both sides are told of it under one trade id.
void Exchange::trade(Order& taker, const Step& step, Fill fill, WallTime now) {
    fill.trade_id = next_id();
    fill.part = step.part;
    fill.taker = true;
    if (step.maker == nullptr)
        markets_.find(taker.symbol)->second.book.take(taker.side, step.part.quantity, step.part.price);
    execute(taker, fill, now);
    if (step.maker != nullptr)
        execute(*step.maker, {.part = step.part, .trade_id = std::move(fill.trade_id)}, now);
}

void Exchange::end_unfilled(Order& order, bool partly, WallTime now) {
    const bool plain = switches_.is("Q29", "silent") || switches_.is("Q29", "cancelled");
    if (!partly) return end(order, plain ? "CANCELLED" : "IOC_CANCELLED", Cause::Unasked, now);
    if (switches_.is("Q29", "silent")) {
        close(order);
        order.status = "CANCELLED";  // only the histories will say so
        return;
    }
    const bool cancelled = switches_.is("Q29", "ioc_cancelled");
    end(order,
        plain       ? "CANCELLED"
        : cancelled ? "IOC_CANCELLED"
                    : "IOC_PARTIALLY_FILLED",
        Cause::Unasked, now);
}

OrderType Exchange::type_in_fills(const Order& order) const {
    if (!order.fired) return order.type;
    const auto& wanted = switches_.value("Q8.fill_type");
    return wanted == "own" ? order.stop_type : orders::order_type_from_venue(wanted).value();
}

void Exchange::execute(Order& order, const Fill& fill, WallTime now) {
    const auto& part = fill.part;
    const auto& rules = markets_.find(order.symbol)->second.rules;
    Trade trade{.trade_id = fill.trade_id,
                .account = order.account,
                .order_id = order.order_id,
                .client_order_id = order.fired && switches_.is("Q8.client_id", "empty")
                                       ? std::string{}
                                       : order.client_order_id,
                .symbol = order.symbol,
                .side = order.side,
                .taker = fill.taker,
                .price = part.price,
                .quantity = part.quantity,
                .order_type = type_in_fills(order),
                .tif = order.fired ? TimeInForce::Ioc : order.tif,
                .time = now};
    if (fill.taker)
        trade.fee = product(product(part.price, part.quantity, 8), rules.taker_fee_rate, 8).normalized();
    order.remaining = difference(order.remaining, part.quantity);
    order.filled = sum(order.filled, part.quantity);
    if (!fill.taker) order.passive = sum(order.passive, part.quantity);
    order.notional.add(part.price, part.quantity);
    order.first_fill = order.first_fill.value_or(now);
    order.last_fill = order.updated = now;
    order.status = "FILLED";
    if (order.remaining.is_zero()) close(order);
    apply_to_position(trade);
    trades_.push_back(trade);
    events_.push_back({.kind = EventKind::Executed,
                       .order = order,
                       .trade = std::move(trade),
                       .last_fill = fill.last,
                       .fill_only = fill.fill_only});
    attach_stops(order, "at_fill", now);
}

void Exchange::apply_to_position(Trade& trade) {
    Account& account = accounts_[trade.account];
    account.fees = sum(account.fees, trade.fee);
    Position& position = account.positions[trade.symbol];
    const Decimal closed = smaller(reducible(position.quantity, trade.side), trade.quantity);
    const Decimal opened = difference(trade.quantity, closed);
    if (!closed.is_zero()) {
        const bool was_long = position.quantity.is_positive();
        const Decimal exit = product(trade.price, closed, 8);
        const Decimal entry = product(position.average_price, closed, 8);
        trade.realised_pnl = (was_long ? difference(exit, entry) : difference(entry, exit)).normalized();
        position.realised_pnl = sum(position.realised_pnl, trade.realised_pnl);
        shrunk_.emplace_back(trade.account, trade.symbol);
    }
    if (!opened.is_zero()) {
        const Decimal held = difference(magnitude(position.quantity), closed);
        orders::Notional entry;
        entry.add(position.average_price, held);
        entry.add(trade.price, opened);
        position.average_price = entry.average(sum(held, opened), 8).normalized();
    }
    const Decimal change = trade.side == Side::Buy ? trade.quantity : negated(trade.quantity);
    position.quantity = sum(position.quantity, change).normalized();
}

void Exchange::match_resting(const std::string& symbol, WallTime now) {
    Book& book = markets_.find(symbol)->second.book;
    auto resting = select_open([&](const Order& o) { return o.symbol == symbol && o.is_resting(); });
    std::sort(resting.begin(), resting.end(), [](const Order* a, const Order* b) {
        return a->side == b->side ? goes_before(*a, *b) : a->side == Side::Buy;
    });
    for (auto* order : resting) {
        const auto parts = book.take(order->side, order->remaining, order->price);
        for (std::size_t i = 0; i < parts.size(); ++i)  // the resting price is the price of the trade
            execute(*order,
                    {.part = {order->price, parts[i].quantity},
                     .trade_id = next_id(),
                     .last = i + 1 == parts.size()},
                    now);
    }
}

}  // namespace qb::sim
