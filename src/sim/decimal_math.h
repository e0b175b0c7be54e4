#pragma once

#include <algorithm>
#include <cstdint>

#include "orders/decimal.h"

/// The little arithmetic that a venue needs and an order gateway does not.
namespace qb::sim {

using orders::Decimal;

inline Decimal smaller(Decimal a, Decimal b) { return a < b ? a : b; }
inline Decimal magnitude(Decimal value) {
    return value.is_negative() ? *Decimal::from_parts(-value.coefficient(), value.scale()) : value;
}
inline Decimal negated(Decimal value) { return *Decimal::from_parts(-value.coefficient(), value.scale()); }

/// Sums and differences. A result outside Decimal's range (18 digits) leaves the first operand as it is: no
/// peer can end the simulator with a large number.
inline Decimal sum(Decimal a, Decimal b) { return a.plus(b).value_or(a); }
inline Decimal difference(Decimal a, Decimal b) { return a.minus(b).value_or(a); }

/// Whether a value lies on the grid of a tick or lot; a step of zero means no grid.
inline bool is_multiple(Decimal value, Decimal step) {
    if (step.is_zero()) return true;
    __extension__ using Wide = __int128;
    const auto widened = [scale = std::max(value.scale(), step.scale())](Decimal d) {
        Wide out = d.coefficient();
        for (int i = d.scale(); i < scale; ++i) out *= 10;
        return out;
    };
    return widened(value) % widened(step) == 0;
}

/// a x b, rounded half-even to `decimals`; money of the simulation, never what an order says.
inline Decimal product(Decimal a, Decimal b, int decimals) {
    orders::Notional notional;
    notional.add(a, b);
    return notional.average(*Decimal::from_parts(1, 0), decimals);
}

}  // namespace qb::sim
