#include <algorithm>

#include "mapping/refusal_table.h"
#include "venue.h"

// What the venue says: the frames of its replies and of its answers to reads.
namespace qb::model {
namespace {

using orders::OrderType;

orders::Decimal decimal(Hundredths value) {
    return orders::Decimal::from_parts(value, 2).value_or(orders::Decimal{}).normalized();
}

}  // namespace

std::string Venue::echo(const Order& order) const {
    if (!order.stop()) return order.client;
    const bool child = order.fired && manner_.trigger != 0;
    return (child ? manner_.echo_child : manner_.echo_stop) ? order.client : std::string();
}

OrderType Venue::shown_type(const Order& order) const {
    return order.fired ? manner_.child_type : order.type;
}

orders::OrderUpdate Venue::update(const Order& order, const std::string& status, WallTime now) const {
    orders::OrderUpdate update;
    update.order_id = order.id;
    update.client_order_id = echo(order);
    update.symbol = order.symbol;
    update.status = status;
    update.status_class = mapping::status_class_of(status);
    update.side = order.side;
    update.type = shown_type(order);
    update.tif = order.tif;
    update.quantity = decimal(order.quantity);
    update.price = decimal(order.price);
    update.remaining = decimal(order.quantity - order.executed);
    update.at = now;
    return update;
}

void Venue::say_update(const Order& order, const std::string& status, WallTime now,
                       const std::string& trade) {
    auto said = update(order, status, now);
    said.trade_id = trade;
    if (status == "MODIFIED" && !manner_.echo_modified) said.client_order_id.clear();
    if (status == "CANCELLED" && manner_.bare_cancels && order.stop() && !order.fired)
        said.quantity = said.remaining = orders::Decimal{};
    if (said.status_class == orders::StatusClass::Ended && manner_.bare_ends && !plain_)
        said.remaining.reset();
    say(std::move(said));
}

void Venue::say_stop(const Order& order, WallTime now) {
    say(orders::StopUpdate{.stop_order_id = order.id,
                           .client_order_id = manner_.echo_stop ? order.client : std::string(),
                           .symbol = order.symbol,
                           .side = order.side,
                           .type = order.type,
                           .quantity = decimal(order.quantity),
                           .price = decimal(order.price),
                           .at = now});
}

/// An add, cancel or modify of a stop is done. `type`: the command that an ack echoes; none for an add, which
/// an ack does not answer.
void Venue::say_stop_done(const Order& order, const std::string& status, const char* type, WallTime now) {
    const int how = plain_ ? 0 : manner_.stop_reply;
    if (how == 0 || (how == 2 && type == nullptr)) return say_update(order, status, now);
    if (how == 1) return say_stop(order, now);
    if (how == 2) return say(orders::VenueAck{dice_.one_in(2) ? type : ""});
    say_stop(order, now);
    say_update(order, status, now);
}

void Venue::say_fill(const Order& order, const Trade& trade) {
    orders::FillEvent fill;
    fill.trade_id = trade.id;
    fill.order_id = trade.order_id;
    fill.client_order_id = echo(order);
    fill.symbol = order.symbol;
    fill.side = order.side;
    const bool buys = (order.side == orders::Side::Buy) != trade.maker;
    fill.aggressor_side = buys ? orders::Side::Buy : orders::Side::Sell;
    fill.type = shown_type(order);
    fill.price = decimal(trade.price);
    fill.quantity = decimal(trade.quantity);
    fill.at = trade.at;
    say(std::move(fill), true, plain_ ? WallTime{} : trade.told_at);
}

void Venue::say_filled(const Order& order, const Trade& trade, WallTime now) {
    if (manner_.filled == 2 && !plain_) return;
    auto said = update(order, "FILLED", now);
    if (manner_.filled <= 1 || plain_) said.trade_id = trade.id;
    if (manner_.filled == 1 && !plain_) said.remaining.reset();
    say(std::move(said), true, plain_ ? WallTime{} : trade.told_at);
}

// ---- answers to reads

void Venue::answer(const orders::QueryOrder& query, WallTime now) {
    const Order* order = find(query.order_id);
    if (order != nullptr && order->open) {
        if (!plain_ && dice_.one_in(4)) return say(update(*order, "ACK", now));
        return say(orders::OrdersList{{update(*order, "ACK", now)}});
    }
    if (manner_.read_reply == 0) return say(orders::OrdersList{}, false);  // it names nothing
    if (manner_.read_reply == 1) {
        return say(orders::VenueError{.code = "InvalidParameter",
                                      .message = "no such order",
                                      .echo_type = "get_order",
                                      .echo_client_order_id = {},
                                      .echo_order_id = query.order_id});
    }
    orders::OrderUpdate none;
    none.order_id = query.order_id;
    none.status = "NO_SUCH_ORDER";
    none.status_class = orders::StatusClass::CancelRefused;
    say(none);
}

void Venue::answer(const orders::QueryOpenOrders& query, WallTime now) {
    orders::OrdersList list;
    for (const auto& [key, order] : orders_) {
        const bool shown = order.open && (!order.armed() || manner_.lists_stops);
        const bool asked = query.symbol.empty() || order.symbol == query.symbol;
        if (query.offset != 0 || !shown || !asked) continue;
        list.orders.push_back(update(order, "ACK", now));
        // Not played: under a new id without a client id nothing is left to know it by.
        if (!order.former.empty()) list.orders.back().client_order_id = order.client;
    }
    const bool names = !list.orders.empty();
    say(std::move(list), names);
}

void Venue::answer(const orders::QueryTrades& query, WallTime now) {
    std::vector<std::pair<const Trade*, const Order*>> all;
    for (const auto& [key, order] : orders_) {
        for (const Trade& trade : order.trades) {
            const bool asked = query.order_id.empty() || trade.order_id == query.order_id;
            if (!plain_ && now < trade.told_at) continue;
            if (query.offset == 0 && (asked || !manner_.filtered_trades)) all.emplace_back(&trade, &order);
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first->at > b.first->at; });
    orders::TradesList list;
    for (const auto& [trade, order] : all) {
        orders::FillEvent row;
        row.trade_id = trade->id;
        row.order_id = trade->order_id;
        if (manner_.echo_trades) row.client_order_id = echo(*order);
        row.symbol = order->symbol;
        row.side = order->side;
        row.type = shown_type(*order);
        row.price = decimal(trade->price);
        row.quantity = decimal(trade->quantity);
        if (manner_.dated_trades) row.at = trade->at;
        list.trades.push_back(std::move(row));
    }
    say(std::move(list));
}

void Venue::answer(const orders::QueryHistoricOrders& query) {
    orders::HistoricOrdersList list;
    list.query = query;
    for (const auto& [key, order] : orders_) {
        const bool known =
            !order.open && !order.id.empty() && query.offset == 0 && order.symbol == query.symbol;
        const std::string client = echo(order);
        if (!known || (!query.client_order_id.empty() && client != query.client_order_id)) continue;
        list.orders.push_back({.order_id = order.id,
                               .client_order_id = client,
                               .symbol = order.symbol,
                               .terminal_status = order.word,
                               .side = order.side,
                               .type = shown_type(order),
                               .quantity = decimal(order.quantity),
                               .price = decimal(order.price),
                               .filled_quantity = decimal(order.executed),
                               .at = order.ended_at});
    }
    std::stable_sort(list.orders.begin(), list.orders.end(),
                     [](const auto& a, const auto& b) { return a.at > b.at; });
    say(std::move(list));
}

}  // namespace qb::model
