#pragma once

#include <optional>
#include <vector>

#include "orders/types.h"
#include "sim/symbols.h"

namespace qb::sim {

/// Whether an order of this side may trade at a price; no limit: a market order.
[[nodiscard]] bool is_within(orders::Side side, Decimal price, std::optional<Decimal> limit);

/// The synthetic market maker's side of one symbol: levels that orders take from until they are used up or
/// replaced.
class Book {
public:
    /// Levels in any order; equal prices are added up, empty levels dropped.
    void replace(std::vector<Level> bids, std::vector<Level> asks);

    /// Best price first.
    [[nodiscard]] const std::vector<Level>& bids() const { return bids_; }
    [[nodiscard]] const std::vector<Level>& asks() const { return asks_; }

    /// Whether an order of this side and limit would trade at once; no limit: a market order.
    [[nodiscard]] bool crosses(orders::Side side, std::optional<Decimal> limit) const;
    /// Takes up to `quantity`, best price first; one entry for each level touched.
    std::vector<Level> take(orders::Side side, Decimal quantity, std::optional<Decimal> limit);

private:
    [[nodiscard]] const std::vector<Level>& opposite(orders::Side side) const;

    std::vector<Level> bids_, asks_;
};

}  // namespace qb::sim
