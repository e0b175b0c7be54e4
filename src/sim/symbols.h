#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orders/decimal.h"
#include "orders/types.h"

namespace qb::sim {

using orders::Decimal;

enum class SymbolStatus : std::uint8_t { Active, Inactive, Delisted };
[[nodiscard]] std::string_view to_string(SymbolStatus status);
[[nodiscard]] std::optional<SymbolStatus> symbol_status_from_text(std::string_view word);

/// One price level of the synthetic market maker's book.
struct Level {
    Decimal price;
    Decimal quantity;
};

/// What the venue checks for one symbol, and how its market stands at the start. An absent limit is not
/// checked.
struct SymbolRules {
    std::string symbol{};
    SymbolStatus status = SymbolStatus::Active;
    Decimal tick_size{}, lot_size{};
    Decimal min_price{}, max_price{};
    Decimal min_quantity{}, max_quantity{};
    std::optional<Decimal> min_price_band{}, max_price_band{};  ///< a sell below or a buy above is refused
    std::optional<Decimal> min_notional{};                      ///< of one order, in the quote currency
    std::optional<Decimal> max_notional{};                      ///< of the position after the order
    int max_leverage = 20;
    std::vector<orders::OrderType> order_types{orders::OrderType::Limit, orders::OrderType::Market,
                                               orders::OrderType::Alo, orders::OrderType::StopLoss,
                                               orders::OrderType::TakeProfit};
    std::string product_category = "EQUITY";
    Decimal taker_fee_rate{};  ///< of the notional; makers pay nothing

    Decimal mark_price{};  ///< at the start
    std::vector<Level> bids{}, asks{};
    Decimal initial_position{};  ///< of every account that does not name its own; signed
};

/// AAPL-USD (tick 0.01, lot 0.001, mark 200, every account long 1000000), GOOG-USD (tick 0.05, mark 160,
/// short 1000000), US100-USD (tick 1, mark 25300, long 1000), BTC-USD (tick 0.01, lot 0.000001, mark 100500,
/// long 1000) and SHIB-USD (tick 0.00000001, mark 0.000125, long 1000000000). Each book starts with one
/// level a tick away from the mark on both sides.
[[nodiscard]] std::vector<SymbolRules> default_symbols();

}  // namespace qb::sim
