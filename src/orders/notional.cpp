#include <algorithm>
#include <tuple>
#include <utility>

#include "orders/decimal.h"
#include "orders/powers.h"

namespace qb::orders {
namespace {

__extension__ using Unsigned128 = unsigned __int128;

Int128 joined(std::uint64_t high, std::uint64_t low) {
    return static_cast<Int128>((Unsigned128{high} << 64U) | Unsigned128{low});
}

std::pair<std::uint64_t, std::uint64_t> halves(Int128 value) {
    const auto bits = static_cast<Unsigned128>(value);
    return {static_cast<std::uint64_t>(bits >> 64U), static_cast<std::uint64_t>(bits)};
}

/// value x 10^power; false on overflow.
bool scale_up(Int128& value, int power) {
    if (power > kMaxPower) return value == 0;
    Int128 result = 0;
    if (__builtin_mul_overflow(value, power_of_ten(power), &result)) return false;
    value = result;
    return true;
}

/// Fewest digits that hold the value, so that aligning scales seldom overflows.
void strip_zeros(Int128& value, int& scale) {
    for (; scale > 0 && value % 10 == 0; --scale) value /= 10;
}

/// numerator x 10^power / denominator, half-even; empty when the result has more than 18 digits.
/// numerator >= 0, 0 < denominator < 10^18, -54 <= power <= 36.
std::optional<std::int64_t> divide_half_even(Int128 numerator, Int128 denominator, int power) {
    Int128 below = 0;  // what `power` < 0 cut from the numerator, in units of `below_unit`
    Int128 below_unit = 1;
    if (power < 0) {
        if (power < -kMaxPower) return 0;  // numerator < 10^38.3: the quotient rounds to nothing
        below_unit = power_of_ten(-power);
        below = numerator % below_unit;
        numerator /= below_unit;
    }
    Int128 quotient = numerator / denominator;
    Int128 rest = numerator % denominator;
    for (; power > 0; --power) {
        if (quotient >= power_of_ten(Decimal::kMaxDigits)) return std::nullopt;
        quotient = quotient * 10 + rest * 10 / denominator;
        rest = rest * 10 % denominator;
    }
    // twice the remainder against the divisor, the cut part carried by hand: below < below_unit <= 10^38
    const bool carry = below >= below_unit - below;
    const Int128 twice = rest * 2 + (carry ? 1 : 0);
    const bool below_left = carry ? below != below_unit - below : below != 0;
    if (twice > denominator || (twice == denominator && (below_left || quotient % 2 != 0))) ++quotient;
    if (quotient >= power_of_ten(Decimal::kMaxDigits)) return std::nullopt;
    return static_cast<std::int64_t>(quotient);
}

}  // namespace

bool Notional::add(Decimal price, Decimal quantity) {
    if (price.is_negative() || quantity.is_negative()) return false;
    Int128 product = Int128{price.coefficient()} * quantity.coefficient();
    int product_scale = price.scale() + quantity.scale();
    Int128 sum = joined(high_, low_);
    int sum_scale = scale_;
    strip_zeros(product, product_scale);
    strip_zeros(sum, sum_scale);
    const int scale = std::max(product_scale, sum_scale);
    if (!scale_up(product, scale - product_scale) || !scale_up(sum, scale - sum_scale)) return false;
    if (__builtin_add_overflow(sum, product, &sum)) return false;
    std::tie(high_, low_) = halves(sum);
    scale_ = static_cast<std::uint8_t>(scale);
    return true;
}

Decimal Notional::average(Decimal quantity, int decimals) const {
    const Int128 sum = joined(high_, low_);
    if (!quantity.is_positive() || sum <= 0) return {};
    for (int places = std::clamp(decimals, 0, Decimal::kMaxScale); places >= 0; --places) {
        const int power = quantity.scale() + places - scale_;
        const auto rounded = divide_half_even(sum, quantity.coefficient(), power);
        if (rounded) return Decimal::from_parts(*rounded, places).value_or(Decimal{});
    }
    return {};
}

Notional::Parts Notional::parts() const { return {high_, low_, scale_}; }

Notional Notional::from_parts(Parts parts) {
    Notional result;
    result.high_ = parts.high;
    result.low_ = parts.low;
    result.scale_ = std::min<std::uint8_t>(parts.scale, 2 * Decimal::kMaxScale);
    return result;
}

}  // namespace qb::orders
