#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The model's own numbers: integers in units of 1/100, and exact averages of them.
namespace qb::model {

/// Quantities and prices of the model, in hundredths.
using Hundredths = std::int64_t;

/// The text as an integer number of 10^-decimals; empty when it is no plain decimal number or has more
/// decimals than that.
[[nodiscard]] std::optional<std::int64_t> scaled(std::string_view text, int decimals);
[[nodiscard]] std::optional<Hundredths> hundredths(std::string_view text);

/// "1.5", or with all its decimals "1.50".
[[nodiscard]] std::string text_of(Hundredths value, bool all_decimals = false);
/// Decimals of the value without trailing zeros: 0, 1 or 2.
[[nodiscard]] int decimals_of(Hundredths value);

/// What an OMS sums up of the fills of one order.
struct Executed {
    Hundredths quantity = 0;
    std::int64_t turnover = 0;  ///< sum of price x quantity, in 1/10000
    int price_decimals = 0;     ///< most decimals of a fill price

    void add(Hundredths price, Hundredths fill);
    /// Is this AvgPx(6) the exact average, rounded half-even to four decimals more than the fill prices have?
    [[nodiscard]] bool has_average(std::string_view avg_px) const;
};

}  // namespace qb::model
