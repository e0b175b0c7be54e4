#pragma once

#include <optional>

#include "mapping/json_tree.h"
#include "orders/venue_events.h"

/// One function per kind of row the venue writes. Each takes whatever the object holds, the documented names
/// and those of older pages; unknown members are passed over.
namespace qb::mapping {

/// order_response, or a row of an orders list; also a stop row with its own names (stop_order_id, direction,
/// stop_order_type).
[[nodiscard]] orders::OrderUpdate order_update_from(const JsonValue& row);
/// fill_response, or a row of user trades or of REST /user/trade.
[[nodiscard]] orders::FillEvent fill_from(const JsonValue& row);
[[nodiscard]] orders::StopUpdate stop_update_from(const JsonValue& row);

/// all_orders_response (an object with orders and perhaps stop_orders) or user_orders (a list).
/// `around`: what holds `content`; a bare list has its stops beside it.
[[nodiscard]] orders::OrdersList orders_list_from(const JsonValue& content, const JsonValue& around);
/// user_trades, user_trades_response: a list, or an object that holds one.
[[nodiscard]] orders::TradesList trades_list_from(const JsonValue& content);

/// An empty list that is written as null: the object around it counts no rows and tells of no error.
[[nodiscard]] bool is_null_list(const JsonValue& list, const JsonValue& around);

/// {"data":[...],"count":n}; empty when there is no list.
[[nodiscard]] std::optional<orders::HistoricOrdersList> historic_orders_from(const JsonValue& body);
[[nodiscard]] std::optional<orders::TradesList> rest_trades_from(const JsonValue& body);

}  // namespace qb::mapping
