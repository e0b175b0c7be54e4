#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace qb::torture {

/// A quantity or price as a whole number of millionths. Throws std::runtime_error for what is not a plain
/// decimal number or has more than six decimals that say something.
inline std::int64_t millionths(std::string_view text) {
    constexpr std::size_t kDecimals = 6;
    const auto point = text.find('.');
    std::string digits(text.substr(0, point));
    std::string decimals(point == std::string_view::npos ? "" : text.substr(point + 1));
    while (decimals.size() > kDecimals && decimals.back() == '0') decimals.pop_back();
    if (digits.empty() || decimals.size() > kDecimals ||
        (digits + decimals).find_first_not_of("0123456789") != std::string::npos)
        throw std::runtime_error("not a number: " + std::string(text));
    decimals.resize(kDecimals, '0');
    return std::stoll(digits + decimals);
}

/// Whole hundredths or thousandths with all their decimals: 1250, 3 is "1.250".
inline std::string decimal_text(std::int64_t units, std::size_t decimals) {
    std::string text = std::to_string(units);
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    text.insert(text.size() - decimals, ".");
    return text;
}

}  // namespace qb::torture
