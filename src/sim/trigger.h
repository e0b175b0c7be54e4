#pragma once

#include "orders/decimal.h"
#include "orders/types.h"

namespace qb::sim {

/// Whether a stop fires at this mark price. STOP_LOSS SELL and TAKE_PROFIT BUY fire when the mark is at or
/// below the trigger, the other two when it is at or above (the meaning of the names; QFEX docs, order types,
/// name the mark price as the reference and spell out no direction).
[[nodiscard]] inline bool fires(orders::OrderType type, orders::Side side, orders::Decimal trigger,
                                orders::Decimal mark) {
    const bool falling = (type == orders::OrderType::StopLoss) == (side == orders::Side::Sell);
    return falling ? mark <= trigger : mark >= trigger;
}

}  // namespace qb::sim
