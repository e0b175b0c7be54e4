#include "mapping/venue_rows.h"

#include <string>

#include "mapping/refusal_table.h"
#include "mapping/venue_values.h"

namespace qb::mapping {
namespace {

// Each read_* leaves the target alone when the value says nothing, so that of two names for one thing
// (order_id and stop_order_id) the one that is filled counts.

void read_word(std::string& target, const JsonValue& value) {
    const std::string_view word = word_from_venue(value);
    if (!word.empty()) target = word;
}

void read_second_word(std::string& target, const JsonValue& value) {
    if (target.empty()) target = word_from_venue(value);
}

template <class T>
void read_value(std::optional<T>& target, std::optional<T> value) {
    if (value) target = std::move(value);
}

template <class T>
void read_second_value(std::optional<T>& target, std::optional<T> value) {
    if (!target) target = std::move(value);
}

/// The list in {"data":[...]} or the value itself when it is one.
const JsonValue* list_in(const JsonValue& content, std::string_view key) {
    const JsonValue* list = content.is_object() ? content.find(key) : &content;
    return list != nullptr && list->is_array() ? list : nullptr;
}

/// The rows of a REST body; null when it holds no list. A value that is null has no elements.
const JsonValue* rest_rows_of(const JsonValue& body) {
    if (const JsonValue* rows = list_in(body, "data")) return rows;
    const JsonValue* data = body.is_object() ? body.find("data") : nullptr;
    return data != nullptr && is_null_list(*data, body) ? data : nullptr;
}

orders::HistoricOrder historic_order_from(const JsonValue& row) {
    orders::HistoricOrder order;
    for (const JsonValue& member : row) {
        const std::string_view key = member.key;
        if (key == "order_id") {
            read_word(order.order_id, member);
        } else if (key == "client_order_id") {
            read_word(order.client_order_id, member);
        } else if (key == "symbol") {
            read_word(order.symbol, member);
        } else if (key == "terminal_status") {
            read_word(order.terminal_status, member);
        } else if (key == "side") {
            read_value(order.side, orders::side_from_venue(word_from_venue(member)));
        } else if (key == "type" || key == "order_type") {
            read_value(order.type, orders::order_type_from_venue(word_from_venue(member)));
        } else if (key == "quantity") {
            read_value(order.quantity, decimal_from_venue(member));
        } else if (key == "price") {
            read_value(order.price, decimal_from_venue(member));
        } else if (key == "filled_qty" || key == "filled_quantity") {
            read_value(order.filled_quantity, decimal_from_venue(member));
        } else if (key == "status_ts") {
            read_value(order.at, time_from_venue(member));
        }
    }
    order.status_class = status_class_of(order.terminal_status);
    return order;
}

}  // namespace

orders::OrderUpdate order_update_from(const JsonValue& row) {
    orders::OrderUpdate update;
    for (const JsonValue& member : row) {
        const std::string_view key = member.key;
        if (key == "order_id") {
            read_word(update.order_id, member);
        } else if (key == "stop_order_id") {
            read_second_word(update.order_id, member);
        } else if (key == "client_order_id") {
            read_word(update.client_order_id, member);
        } else if (key == "symbol") {
            read_word(update.symbol, member);
        } else if (key == "status") {
            read_word(update.status, member);
        } else if (key == "side" || key == "direction") {
            read_value(update.side, orders::side_from_venue(word_from_venue(member)));
        } else if (key == "type" || key == "order_type" || key == "stop_order_type") {
            read_value(update.type, orders::order_type_from_venue(word_from_venue(member)));
        } else if (key == "time_in_force" || key == "order_time_in_force" || key == "tif") {
            read_value(update.tif, orders::time_in_force_from_venue(word_from_venue(member)));
        } else if (key == "quantity") {
            read_value(update.quantity, decimal_from_venue(member));
        } else if (key == "price") {
            read_value(update.price, decimal_from_venue(member));
        } else if (key == "quantity_remaining" || key == "remaining_quantity") {
            read_value(update.remaining, decimal_from_venue(member));
        } else if (key == "trade_id") {
            read_word(update.trade_id, member);
        } else if (key == "update_time") {
            read_value(update.at, time_from_venue(member));
        }
    }
    update.status_class = status_class_of(update.status);
    return update;
}

orders::FillEvent fill_from(const JsonValue& row) {
    orders::FillEvent fill;
    for (const JsonValue& member : row) {
        const std::string_view key = member.key;
        if (key == "trade_id") {
            read_word(fill.trade_id, member);
        } else if (key == "id") {
            read_second_word(fill.trade_id, member);
        } else if (key == "order_id") {
            read_word(fill.order_id, member);
        } else if (key == "client_order_id") {
            read_word(fill.client_order_id, member);
        } else if (key == "symbol") {
            read_word(fill.symbol, member);
        } else if (key == "side") {
            read_value(fill.side, orders::side_from_venue(word_from_venue(member)));
        } else if (key == "aggressor_side") {
            read_value(fill.aggressor_side, orders::side_from_venue(word_from_venue(member)));
        } else if (key == "order_type" || key == "type") {
            read_value(fill.type, orders::order_type_from_venue(word_from_venue(member)));
        } else if (key == "price") {
            read_value(fill.price, decimal_from_venue(member));
        } else if (key == "quantity") {
            read_value(fill.quantity, decimal_from_venue(member));
        } else if (key == "remaining_quantity" || key == "quantity_remaining") {
            read_value(fill.remaining, decimal_from_venue(member));
        } else if (key == "fee") {
            read_value(fill.fee, decimal_from_venue(member));
        } else if (key == "timestamp") {
            read_value(fill.at, time_from_venue(member));
        } else if (key == "order_timestamp") {
            read_second_value(fill.at, time_from_venue(member));
        }
    }
    return fill;
}

orders::StopUpdate stop_update_from(const JsonValue& row) {
    orders::OrderUpdate update = order_update_from(row);
    return {.stop_order_id = std::move(update.order_id),
            .client_order_id = std::move(update.client_order_id),
            .symbol = std::move(update.symbol),
            .side = update.side,
            .type = update.type,
            .quantity = update.quantity,
            .price = update.price,
            .at = update.at};
}

orders::OrdersList orders_list_from(const JsonValue& content, const JsonValue& around) {
    orders::OrdersList list;
    if (const JsonValue* rows = list_in(content, "orders")) {
        for (const JsonValue& row : *rows) {
            if (row.is_object()) list.orders.push_back(order_update_from(row));
        }
    }
    const JsonValue* stops = (content.is_object() ? content : around).find("stop_orders");
    if (stops == nullptr || !stops->is_array()) return list;
    for (const JsonValue& row : *stops) {
        if (!row.is_object()) continue;
        orders::OrderUpdate stop = order_update_from(row);
        // A stop row knows no remaining quantity; an armed stop has all of it.
        if (!stop.remaining) stop.remaining = stop.quantity;
        list.orders.push_back(std::move(stop));
    }
    return list;
}

orders::TradesList trades_list_from(const JsonValue& content) {
    orders::TradesList list;
    const JsonValue* rows = list_in(content, "user_trades");
    if (rows == nullptr) rows = list_in(content, "trades");
    if (rows == nullptr) return list;
    for (const JsonValue& row : *rows) {
        if (row.is_object()) list.trades.push_back(fill_from(row));
    }
    return list;
}

bool is_null_list(const JsonValue& list, const JsonValue& around) {
    const JsonValue* count = around.find("count");
    const JsonValue* error = around.find("error");
    const auto rows = count != nullptr ? decimal_from_venue(*count) : std::nullopt;
    return list.is_null() && (!rows || rows->is_zero()) && (error == nullptr || error->is_null());
}

std::optional<orders::HistoricOrdersList> historic_orders_from(const JsonValue& body) {
    const JsonValue* rows = rest_rows_of(body);
    if (rows == nullptr) return std::nullopt;
    orders::HistoricOrdersList list;
    for (const JsonValue& row : *rows) {
        if (row.is_object()) list.orders.push_back(historic_order_from(row));
    }
    return list;
}

std::optional<orders::TradesList> rest_trades_from(const JsonValue& body) {
    const JsonValue* rows = rest_rows_of(body);
    if (rows == nullptr) return std::nullopt;
    orders::TradesList list;
    for (const JsonValue& row : *rows) {
        if (row.is_object()) list.trades.push_back(fill_from(row));
    }
    return list;
}

}  // namespace qb::mapping
