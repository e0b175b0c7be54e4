// What the control port shows of the venue.
#include "sim/control.h"

namespace qb::sim {
namespace {

using orders::to_string;

std::string order_row(const OrderView& order) {
    ObjectWriter out;
    out.text("order_id", order.order_id)
        .text("client_order_id", order.client_order_id)
        .text("account_id", order.account_id)
        .text("symbol", order.symbol)
        .text("side", to_string(order.side))
        .text("type", to_string(order.type))
        .text("time_in_force", to_string(order.tif))
        .text("status", order.status)
        .boolean("open", order.open)
        .raw("quantity", order.quantity_text.empty() ? "null" : quoted(order.quantity_text))
        .raw("price", order.price_text.empty() ? "null" : quoted(order.price_text))
        .text("quantity_now", order.quantity.to_string())
        .text("quantity_remaining", order.remaining.to_string())
        .text("price_now", order.price.to_string())
        .boolean("reduce_only", order.reduce_only);
    return out.done();
}

std::string trade_row(const TradeView& trade) {
    return ObjectWriter()
        .text("trade_id", trade.trade_id)
        .text("order_id", trade.order_id)
        .text("client_order_id", trade.client_order_id)
        .text("account_id", trade.account_id)
        .text("symbol", trade.symbol)
        .text("side", to_string(trade.side))
        .boolean("taker", trade.taker)
        .text("price", trade.price.to_string())
        .text("quantity", trade.quantity.to_string())
        .text("fee", trade.fee.to_string())
        .text("time", iso_time(trade.time))
        .done();
}

std::string position_row(const PositionView& position) {
    return ObjectWriter()
        .text("account_id", position.account_id)
        .text("symbol", position.symbol)
        .text("quantity", position.quantity.to_string())
        .text("average_price", position.average_price.to_string())
        .text("realised_pnl", position.realised_pnl.to_string())
        .done();
}

std::string connection_row(const ConnectionView& connection) {
    std::vector<std::string> channels;
    for (const auto& channel : connection.channels) channels.push_back(quoted(channel));
    return ObjectWriter()
        .integer("id", static_cast<std::int64_t>(connection.id))
        .text("remote", connection.remote)
        .text("public_key", connection.public_key)
        .boolean("authenticated", connection.authenticated)
        .raw("channels", array_of(channels))
        .boolean("cancel_on_disconnect", connection.cancel_on_disconnect)
        .done();
}

std::string levels(const std::vector<Level>& side) {
    std::vector<std::string> rows;
    rows.reserve(side.size());
    for (const auto& level : side)
        rows.push_back(array_of({quoted(level.price.to_string()), quoted(level.quantity.to_string())}));
    return array_of(rows);
}

std::string market_row(const Market& market) {
    return ObjectWriter()
        .text("symbol", market.rules.symbol)
        .text("status", to_string(market.rules.status))
        .text("mark", market.mark.to_string())
        .raw("bids", levels(market.book.bids()))
        .raw("asks", levels(market.book.asks()))
        .done();
}

std::string command_row(const ReceivedCommand& command) {
    return ObjectWriter()
        .integer("connection", static_cast<std::int64_t>(command.connection))
        .text("type", command.type)
        .text("frame", command.frame)
        .done();
}

template <class Rows, class Print>
std::string array_by(const Rows& rows, Print print) {
    std::vector<std::string> texts;
    texts.reserve(rows.size());
    for (const auto& row : rows) texts.push_back(print(row));
    return array_of(texts);
}

}  // namespace

std::string state_json(const Venue& venue) {
    std::vector<OrderView> orders, stops;
    for (auto& order : venue.orders(false)) (orders::is_stop(order.type) ? stops : orders).push_back(order);
    return ObjectWriter()
        .raw("connections", array_by(venue.connections(), connection_row))
        .raw("orders", array_by(orders, order_row))
        .raw("stops", array_by(stops, order_row))
        .raw("trades", array_by(venue.trades(), trade_row))
        .raw("positions", array_by(venue.positions(), position_row))
        .raw("markets",
             array_by(venue.exchange().markets(), [](const auto& entry) { return market_row(entry.second); }))
        .raw("commands", array_by(venue.commands(), command_row))
        .done();
}

std::string switches_json(const Switches& switches) {
    return array_by(switch_table(), [&](const SwitchRow& row) {
        return ObjectWriter()
            .text("name", row.name)
            .text("value", switches.value(row.name))
            .raw("variants", array_by(variants_of(row), [](std::string_view v) { return quoted(v); }))
            .text("effect", row.effect)
            .done();
    });
}

}  // namespace qb::sim
