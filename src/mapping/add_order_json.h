#pragma once

#include <string>

#include "orders/order.h"

namespace qb::mapping {

/// Appends the venue's add_order command for an order. Quantity and price are the decimal text of the FIX
/// message, digit for digit; of a rest that is under way (orders::AddedRest), what is left of the new
/// quantity, and the new price. Allocates nothing but what `out` needs to grow.
///
/// MARKET carries price 0; a stop carries its trigger price as `price`, GTC (which the venue does not read)
/// and no reduce_only (a stop implies it); every other type carries reduce_only as a boolean.
/// Source: QFEX docs, "Order Entry - Add Order".
void add_order_json(std::string& out, const orders::Order& order);

}  // namespace qb::mapping
