#pragma once

#include <optional>
#include <string>

#include "orders/order.h"

/// Values of an order as cells of a table; empty where there is none. Of an order that the bridge refused
/// only what the OMS sent is told, and no more of it than was understood: the rest are defaults.
namespace qb::replay {

/// It never had an id at the venue.
[[nodiscard]] bool is_refused_by_bridge(const orders::Order& order);

[[nodiscard]] std::string text_of(const std::optional<orders::Decimal>& number);
[[nodiscard]] std::string text_of(std::optional<WallTime> time);
[[nodiscard]] std::string client_order_id_of(const orders::Order& order);
[[nodiscard]] std::string order_id_of(const orders::Order& order);  ///< OrderID(37)
[[nodiscard]] std::string symbol_of(const orders::Order& order);    ///< the venue's
[[nodiscard]] std::string side_of(const orders::Order& order);      ///< BUY, SELL
[[nodiscard]] std::string type_of(const orders::Order& order);      ///< the venue's word
[[nodiscard]] std::string time_in_force_of(
    const orders::Order& order);  ///< GTC, IOC, FOK; DAY of a refused order
[[nodiscard]] std::string quantity_of(
    const orders::Order& order);  ///< OrderQty(38); as sent where that is no quantity

}  // namespace qb::replay
