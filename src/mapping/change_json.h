#pragma once

#include <string>

#include "orders/order.h"

namespace qb::mapping {

/// Appends the venue's command that cancels an order: cancel_stop_order for a stop that has not fired,
/// cancel_order for every other. The order goes by its current venue id, or by its client_order_id where the
/// venue has not named it. Source: QFEX docs, "Order Entry - Cancel Order", "Cancel Stop Order".
void cancel_json(std::string& out, const orders::Order& order);

/// Appends the venue's command that makes the pending replace of an order true: modify_stop_order for a stop,
/// modify_order for a limit; nothing when no change is pending. Quantity and price are the decimal text of
/// the FIX message, digit for digit, and what the replace does not name is sent as it stands, for the venue
/// wants both; attached exits are sent as unused. Source: QFEX docs, "Order Entry - Modify Order", "Modify
/// Stop Order".
void modify_json(std::string& out, const orders::Order& order);

}  // namespace qb::mapping
