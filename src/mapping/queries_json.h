#pragma once

#include <string>

#include "orders/order_manager.h"

namespace qb::mapping {

/// Each appends one read-only command. Source: QFEX docs, "Order Entry - Get Order", "Get User Orders",
/// "Get User Trades".
void get_order_json(std::string& out, const orders::QueryOrder& query);
/// Page size orders::kOrdersPage; an empty symbol asks for all.
void get_user_orders_json(std::string& out, const orders::QueryOpenOrders& query);
/// Page size orders::kTradesPage; an empty order id asks for the trades of all orders. No time filter: the
/// venue's pages and its production disagree about the unit.
void get_user_trades_json(std::string& out, const orders::QueryTrades& query);

/// Appends path and query of the REST read GET /user/historic-orders; page size orders::kHistoricPage, empty
/// members are left out.
void historic_orders_target(std::string& out, const orders::QueryHistoricOrders& query);

}  // namespace qb::mapping
