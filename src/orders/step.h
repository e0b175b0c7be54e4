#pragma once

#include "orders/decimal.h"

namespace qb::orders {

/// The nearest multiple of `step` when `value` lies within a millionth of a step beside it: noise of a
/// computation in doubles. The value itself otherwise, and for a step that is not positive.
[[nodiscard]] Decimal without_noise(Decimal value, Decimal step);

}  // namespace qb::orders
