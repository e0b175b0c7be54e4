#include "numbers.h"

#include <algorithm>

namespace qb::model {
namespace {

constexpr int kDecimals = 2;

std::int64_t ten_to(int power) {
    std::int64_t value = 1;
    for (; power > 0; --power) value *= 10;
    return value;
}

}  // namespace

std::optional<std::int64_t> scaled(std::string_view text, int decimals) {
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part =
        point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const bool bare_point = point != std::string_view::npos && part.empty();
    if (whole.empty() || bare_point || part.size() > static_cast<std::size_t>(decimals)) return std::nullopt;
    std::int64_t value = 0;
    for (const std::string_view digits : {whole, part}) {
        for (const char digit : digits) {
            if (digit < '0' || digit > '9') return std::nullopt;
            value = value * 10 + (digit - '0');
        }
    }
    return value * ten_to(decimals - static_cast<int>(part.size()));
}

std::optional<Hundredths> hundredths(std::string_view text) { return scaled(text, kDecimals); }

int decimals_of(Hundredths value) {
    if (value % 100 == 0) return 0;
    return value % 10 == 0 ? 1 : 2;
}

std::string text_of(Hundredths value, bool all_decimals) {
    const int decimals = all_decimals ? kDecimals : decimals_of(value);
    std::string text = std::to_string(value / 100);
    if (decimals == 0) return text;
    const std::string part = std::to_string(100 + value % 100);
    return text + "." + part.substr(1, static_cast<std::size_t>(decimals));
}

void Executed::add(Hundredths price, Hundredths fill) {
    quantity += fill;
    turnover += price * fill;
    price_decimals = std::max(price_decimals, decimals_of(price));
}

bool Executed::has_average(std::string_view avg_px) const {
    const int decimals = price_decimals + 4;
    const auto told = scaled(avg_px, decimals);
    if (!told) return false;
    if (quantity == 0) return *told == 0;
    // turnover / 10^4 over quantity / 10^2, in units of 10^-decimals
    const std::int64_t dividend = turnover * ten_to(decimals);
    const std::int64_t divisor = quantity * 100;
    std::int64_t average = dividend / divisor;
    const std::int64_t twice_rest = 2 * (dividend % divisor);
    if (twice_rest > divisor || (twice_rest == divisor && average % 2 == 1)) ++average;
    return *told == average;
}

}  // namespace qb::model
