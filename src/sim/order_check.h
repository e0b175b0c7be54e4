#pragma once

#include <string_view>

#include "sim/exchange.h"

namespace qb::sim {

/// What is known of the account when an order is judged.
struct AccountFacts {
    bool in_liquidation = false;
    std::size_t open_orders = 0, max_open_orders = 0;
    Decimal position{};  ///< signed, in the order's symbol
    Decimal available{};
};

/// The status with which a new book order or stop is refused; empty: it is fine. The checks stand in the
/// order in which they are made (QFEX docs, order statuses).
[[nodiscard]] std::string_view fault_of_order(const NewOrder& order, const Market* market,
                                              const AccountFacts& account, const Switches& switches);

/// The checks that a modified order repeats: grid, quantity, price limits and bands.
[[nodiscard]] std::string_view fault_of_numbers(const NewOrder& order, const SymbolRules& rules,
                                                const Switches& switches);

/// The status for a trigger price that cannot be one, or that the mark has passed.
[[nodiscard]] std::string_view invalid_trigger(orders::OrderType stop);

/// How much of a position an order of this side could close; zero where it would open or add.
[[nodiscard]] Decimal reducible(Decimal position, orders::Side side);

}  // namespace qb::sim
