#include "orders/step.h"

#include <algorithm>

#include "orders/powers.h"

namespace qb::orders {

Decimal without_noise(Decimal value, Decimal step) {
    if (!step.is_positive()) return value;
    constexpr Int128 kMillion = 1'000'000;
    constexpr Int128 kLimit = Int128{1'000'000'000} * 1'000'000'000;
    int scale = std::max(value.scale(), step.scale());
    const Int128 exact = Int128{value.coefficient()} * power_of_ten(scale - value.scale());
    const Int128 unit = Int128{step.coefficient()} * power_of_ten(scale - step.scale());
    Int128 rest = exact % unit;  // has the value's sign
    if (rest * 2 > unit) rest -= unit;
    if (rest * 2 < -unit) rest += unit;
    const Int128 off = rest < 0 ? -rest : rest;
    if (off == 0 || off > unit / kMillion) return value;
    Int128 multiple = exact - rest;
    for (; scale > 0 && multiple % 10 == 0; --scale) multiple /= 10;
    if (multiple <= -kLimit || multiple >= kLimit) return value;
    return Decimal::from_parts(static_cast<std::int64_t>(multiple), scale).value_or(value);
}

}  // namespace qb::orders
