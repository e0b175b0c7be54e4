#include "orders/order.h"

namespace qb::orders {

Decimal Order::leaves_qty() const {
    if (ended()) return {};
    const auto leaves = request.quantity.minus(cum_qty);
    return leaves && leaves->is_positive() ? *leaves : Decimal{};
}

Decimal Order::avg_px() const { return notional.average(cum_qty, price_decimals + 4).normalized(); }

}  // namespace qb::orders
