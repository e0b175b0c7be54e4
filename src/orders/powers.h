#pragma once

#include <array>
#include <cstdint>

/// Powers of ten for exact decimal arithmetic; used by Decimal, Notional and steps alone.
namespace qb::orders {

__extension__ using Int128 = __int128;

inline constexpr int kMaxPower = 38;  // 10^38 is the largest that 127 bits hold

inline constexpr auto kPowersOfTen = [] {
    std::array<Int128, kMaxPower + 1> powers{};
    Int128 power = 1;
    for (auto& entry : powers) {
        entry = power;
        if (&entry != &powers.back()) power *= 10;
    }
    return powers;
}();

/// 10^exponent, 0 <= exponent <= 38.
constexpr Int128 power_of_ten(int exponent) { return kPowersOfTen[static_cast<std::size_t>(exponent)]; }
/// 10^exponent, 0 <= exponent <= 18.
constexpr std::int64_t power_of_ten64(int exponent) {
    return static_cast<std::int64_t>(power_of_ten(exponent));
}

}  // namespace qb::orders
