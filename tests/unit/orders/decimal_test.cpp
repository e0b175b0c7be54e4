#include "orders/decimal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>

namespace qb::orders {
namespace {

// A slow reference: sign and digit string, aligned by hand.
struct Big {
    bool negative = false;
    std::string digits;  ///< integer, no leading zeros but "0"
};

Big trimmed(Big value) {
    value.digits.erase(0, std::min(value.digits.find_first_not_of('0'), value.digits.size() - 1));
    if (value.digits == "0") value.negative = false;
    return value;
}

/// The decimal times 10^36.
Big scaled(Decimal value) {
    const bool negative = value.coefficient() < 0;
    const auto magnitude = static_cast<std::uint64_t>(negative ? -value.coefficient() : value.coefficient());
    return trimmed({negative, std::to_string(magnitude) +
                                  std::string(static_cast<std::size_t>(36 - value.scale()), '0')});
}

int compare_digits(const std::string& a, const std::string& b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b) < 0 ? -1 : (a == b ? 0 : 1);
}

int compare(const Big& a, const Big& b) {
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    const int magnitude = compare_digits(a.digits, b.digits);
    return a.negative ? -magnitude : magnitude;
}

std::string add_digits(std::string a, std::string b) {
    std::reverse(a.begin(), a.end());
    std::reverse(b.begin(), b.end());
    std::string sum;
    int carry = 0;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
        const int digit = (i < a.size() ? a[i] - '0' : 0) + (i < b.size() ? b[i] - '0' : 0) + carry;
        sum += static_cast<char>('0' + digit % 10);
        carry = digit / 10;
    }
    std::reverse(sum.begin(), sum.end());
    return sum;
}

std::string subtract_digits(std::string a, std::string b) {  // a >= b
    std::reverse(a.begin(), a.end());
    std::reverse(b.begin(), b.end());
    std::string rest;
    int borrow = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        int digit = (a[i] - '0') - (i < b.size() ? b[i] - '0' : 0) - borrow;
        borrow = digit < 0 ? 1 : 0;
        if (digit < 0) digit += 10;
        rest += static_cast<char>('0' + digit);
    }
    std::reverse(rest.begin(), rest.end());
    return rest;
}

Big sum(const Big& a, const Big& b) {
    if (a.negative == b.negative) return trimmed({a.negative, add_digits(a.digits, b.digits)});
    const int order = compare_digits(a.digits, b.digits);
    if (order == 0) return {false, "0"};
    if (order > 0) return trimmed({a.negative, subtract_digits(a.digits, b.digits)});
    return trimmed({b.negative, subtract_digits(b.digits, a.digits)});
}

/// Fits into 18 digits and 18 decimals.
bool representable(const Big& scaled_value) {
    std::string digits = scaled_value.digits;
    int scale = 36;
    while (scale > 0 && digits.back() == '0' && digits.size() > 1) {
        digits.pop_back();
        --scale;
    }
    return digits == "0" || (scale <= 18 && digits.size() <= 18);
}

class RandomDecimals {
public:
    Decimal next() {
        const int digits = std::uniform_int_distribution<int>(1, 18)(random_);
        std::int64_t coefficient = 0;
        for (int i = 0; i < digits; ++i) coefficient = coefficient * 10 + pick(10);
        if (pick(5) == 0) coefficient = coefficient / 1000 * 1000;
        if (coefficient > 999'999'999'999'999'999) coefficient /= 10;
        if (pick(3) == 0) coefficient = -coefficient;
        return Decimal::from_parts(coefficient, pick(19)).value();
    }
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

private:
    std::mt19937_64 random_{20251116};
};

constexpr int kRounds = 20000;

TEST(DecimalProperty, TextReadsBackAsTheSameTextAndValue) {
    RandomDecimals random;
    for (int i = 0; i < kRounds; ++i) {
        const Decimal value = random.next();
        const auto again = Decimal::parse(value.to_string());
        ASSERT_TRUE(again) << value.to_string();
        EXPECT_EQ(again->coefficient(), value.coefficient());
        EXPECT_EQ(again->scale(), value.scale());
        EXPECT_EQ(value.normalized(), value);
    }
}

TEST(DecimalProperty, OrderAndSumAgreeWithTheReference) {
    RandomDecimals random;
    int sums = 0;
    for (int i = 0; i < kRounds; ++i) {
        const Decimal a = random.next();
        const Decimal b = random.pick(10) == 0 ? a.normalized() : random.next();
        const int expected = compare(scaled(a), scaled(b));
        EXPECT_EQ(expected < 0, a < b) << a.to_string() << " " << b.to_string();
        EXPECT_EQ(expected == 0, a == b);
        EXPECT_EQ(expected > 0, b < a);
        const auto ab = a.plus(b);
        const auto ba = b.plus(a);
        ASSERT_EQ(ab.has_value(), ba.has_value());
        const Big exact = sum(scaled(a), scaled(b));
        EXPECT_EQ(ab.has_value(), representable(exact)) << a.to_string() << " + " << b.to_string();
        if (!ab) continue;
        ++sums;
        EXPECT_EQ(*ab, *ba);
        EXPECT_EQ(compare(scaled(*ab), exact), 0);
        const auto back = ab->minus(b);
        if (back) {
            EXPECT_EQ(*back, a);
        }
    }
    EXPECT_GT(sums, kRounds / 20);
}

TEST(DecimalProperty, FifteenDigitsSurviveTheVenuesDoubles) {
    RandomDecimals random;
    for (int i = 0; i < kRounds; ++i) {
        const Decimal wide = random.next();
        const Decimal value = wide.as_venue_sees_it();
        const double binary = std::stod(value.to_string());
        std::array<char, 64> text{};
        const int length = std::snprintf(text.data(), text.size(), "%.17g", binary);
        const auto read = Decimal::parse_venue({text.data(), static_cast<std::size_t>(length)});
        ASSERT_TRUE(read) << text.data();
        EXPECT_EQ(*read, value) << text.data();
    }
}

TEST(DecimalProperty, WhatTheVenueSeesIsNearAndStable) {
    RandomDecimals random;
    for (int i = 0; i < kRounds; ++i) {
        const Decimal value = random.next();
        const Decimal seen = value.as_venue_sees_it();
        EXPECT_EQ(seen.as_venue_sees_it(), seen);
        const auto magnitude =
            seen.is_negative() ? -seen.normalized().coefficient() : seen.normalized().coefficient();
        std::string digits = std::to_string(magnitude);
        while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
        EXPECT_LE(digits.size(), 15U) << value.to_string();
        EXPECT_EQ(Decimal::parse_venue(value.to_string()), seen);
    }
}

struct TextRow {
    std::string name, text;
    std::optional<std::string> fix, venue;  ///< what to_string() gives; empty: not a number
};
class DecimalText : public testing::TestWithParam<TextRow> {};

std::optional<std::string> text_of(std::optional<Decimal> value) {
    return value ? std::optional(value->to_string()) : std::nullopt;
}

TEST_P(DecimalText, ReadsAsWritten) {
    EXPECT_EQ(text_of(Decimal::parse(GetParam().text)), GetParam().fix);
    EXPECT_EQ(text_of(Decimal::parse_venue(GetParam().text)), GetParam().venue);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, DecimalText,
    testing::Values(
        TextRow{"TrailingZeros", "1.50", "1.50", "1.50"},
        TextRow{"SmallQuantity", "0.00012300", "0.00012300", "0.00012300"},
        TextRow{"Price", "100000.10", "100000.10", "100000.10"},
        TextRow{"Integer", "25242", "25242", "25242"}, TextRow{"NoLeadingDigit", ".5", "0.5", "0.5"},
        TextRow{"NoDecimals", "5.", "5", "5"}, TextRow{"LeadingZeros", "007.5", "7.5", "7.5"},
        TextRow{"Zero", "0", "0", "0"}, TextRow{"ZeroWithDecimals", "0.00", "0.00", "0.00"},
        TextRow{"MinusZero", "-0.0", "0.0", "0.0"}, TextRow{"Negative", "-3.25", "-3.25", "-3.25"},
        TextRow{"EighteenDigits", "123456789012345678", "123456789012345678", "123456789012346000"},
        TextRow{"NineteenDigits", "1234567890123456789", std::nullopt, std::nullopt},
        TextRow{"EighteenDecimals", "0.000000000000000001", "0.000000000000000001", "0.000000000000000001"},
        TextRow{"NineteenDecimals", "0.0000000000000000001", std::nullopt, std::nullopt},
        TextRow{"ManyZeros", "000000000000000000000001", "1", "1"},
        TextRow{"Noise", "0.30000000000000004", "0.30000000000000004", "0.3"},
        TextRow{"NoiseBelow", "0.29999999999999999", "0.29999999999999999", "0.3"},
        TextRow{"NoiseOfMany", "150.39999999999998", "150.39999999999998", "150.4"},
        TextRow{"HalfToEven", "1.000000000000005", "1.000000000000005", "1"},
        TextRow{"HalfToEvenUp", "1.000000000000015", "1.000000000000015", "1.00000000000002"},
        TextRow{"JustAboveHalf", "1.00000000000000500000001", std::nullopt, "1.00000000000001"},
        TextRow{"CarryToTheTop", "999999999999999.9", "999999999999999.9", "1000000000000000"},
        TextRow{"Exponent", "1.8753E2", std::nullopt, "187.53"},
        TextRow{"SmallExponent", "1e-7", std::nullopt, "0.0000001"},
        TextRow{"BigExponent", "1e+17", std::nullopt, "100000000000000000"},
        TextRow{"TooBigExponent", "1e18", std::nullopt, std::nullopt},
        TextRow{"AbsurdExponent", "1e99999999999", std::nullopt, std::nullopt},
        TextRow{"AbsurdSmallExponent", "1e-99999999999", std::nullopt, std::nullopt},
        TextRow{"ZeroWithExponent", "0e99999999999", std::nullopt, "0"},
        TextRow{"NoExponentDigits", "1e", std::nullopt, std::nullopt},
        TextRow{"ExponentSignOnly", "1e-", std::nullopt, std::nullopt},
        TextRow{"Plus", "+1", std::nullopt, std::nullopt}, TextRow{"Empty", "", std::nullopt, std::nullopt},
        TextRow{"Point", ".", std::nullopt, std::nullopt}, TextRow{"Minus", "-", std::nullopt, std::nullopt},
        TextRow{"TwoPoints", "1.2.3", std::nullopt, std::nullopt},
        TextRow{"TwoMinus", "--1", std::nullopt, std::nullopt},
        TextRow{"SpaceBefore", " 1", std::nullopt, std::nullopt},
        TextRow{"SpaceAfter", "1 ", std::nullopt, std::nullopt},
        TextRow{"Comma", "1,5", std::nullopt, std::nullopt},
        TextRow{"Hex", "0x10", std::nullopt, std::nullopt},
        TextRow{"Infinity", "inf", std::nullopt, std::nullopt},
        TextRow{"NotANumber", "nan", std::nullopt, std::nullopt}),
    [](const auto& row) { return row.param.name; });

TEST(Decimal, EmbeddedNulIsNoNumber) { EXPECT_EQ(Decimal::parse(std::string_view("1\0", 2)), std::nullopt); }

TEST(Decimal, PartsOutOfRangeAreRefused) {
    EXPECT_TRUE(Decimal::from_parts(999'999'999'999'999'999, 18));
    EXPECT_FALSE(Decimal::from_parts(1'000'000'000'000'000'000, 0));
    EXPECT_FALSE(Decimal::from_parts(-1'000'000'000'000'000'000, 0));
    EXPECT_FALSE(Decimal::from_parts(std::numeric_limits<std::int64_t>::min(), 0));
    EXPECT_FALSE(Decimal::from_parts(1, 19));
    EXPECT_FALSE(Decimal::from_parts(1, -1));
}

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

TEST(Decimal, SumKeepsTheLargerScaleWhereItFits) {
    EXPECT_EQ(d("1.50").plus(d("1")).value().to_string(), "2.50");
    EXPECT_EQ(d("123456789012345678").plus(d("0.0")).value().to_string(), "123456789012345678");
    EXPECT_EQ(d("123456789012345678").plus(d("0.1")), std::nullopt);
    EXPECT_EQ(d("999999999999999999").plus(d("1")), std::nullopt);
    EXPECT_EQ(d("1").minus(d("1.00")).value().to_string(), "0.00");
}

// Notional

TEST(Notional, AverageIsExactAndRoundedHalfEven) {
    Notional sum;
    ASSERT_TRUE(sum.add(d("150.4"), d("4")));
    ASSERT_TRUE(sum.add(d("150.5"), d("6")));
    EXPECT_EQ(sum.average(d("10"), 5).to_string(), "150.46000");
    Notional thirds;
    ASSERT_TRUE(thirds.add(d("1"), d("1")));
    EXPECT_EQ(thirds.average(d("3"), 4).to_string(), "0.3333");
    EXPECT_EQ(thirds.average(d("8"), 2).to_string(), "0.12");  // 0.125
    ASSERT_TRUE(thirds.add(d("2"), d("1")));
    EXPECT_EQ(thirds.average(d("8"), 2).to_string(), "0.38");  // 0.375
}

TEST(Notional, NothingHasNoAverage) {
    EXPECT_EQ(Notional{}.average(d("0"), 4), Decimal{});
    EXPECT_EQ(Notional{}.average(d("5"), 4), Decimal{});
    Notional sum;
    ASSERT_TRUE(sum.add(d("5"), d("1")));
    EXPECT_EQ(sum.average(Decimal{}, 4), Decimal{});
}

TEST(Notional, FewerDecimalsWhereEighteenDigitsLeaveNoRoom) {
    Notional sum;
    ASSERT_TRUE(sum.add(d("12345678901234.5678"), d("1")));
    EXPECT_EQ(sum.average(d("1"), 8), d("12345678901234.5678"));
}

TEST(Notional, SumsTooLargeAreRefusedAndLeaveItUnchanged) {
    Notional sum;
    const Decimal huge = d("999999999999999999");
    ASSERT_TRUE(sum.add(huge, huge));
    const auto before = sum.parts();
    EXPECT_FALSE(sum.add(d("0.999999999999999999"), d("0.999999999999999999")));
    EXPECT_FALSE(sum.add(d("-1"), d("1")));
    EXPECT_EQ(sum.parts().high, before.high);
    EXPECT_EQ(sum.parts().low, before.low);
}

TEST(Notional, PartsComeBack) {
    Notional sum;
    ASSERT_TRUE(sum.add(d("999999999999999.999"), d("99999999999.12345")));
    EXPECT_EQ(Notional::from_parts(sum.parts()), sum);
    EXPECT_EQ(Notional::from_parts(sum.parts()).average(d("3"), 2), sum.average(d("3"), 2));
}

/// floor(10^36 x a / b) by long division on digit strings is slow and plain; the average may differ by
/// rounding.
TEST(NotionalProperty, AverageLiesBetweenThePricesAndWithinHalfAnUnit) {
    RandomDecimals random;
    for (int i = 0; i < 2000; ++i) {
        const Decimal price = Decimal::from_parts(1 + random.pick(1'000'000'000), random.pick(6)).value();
        const Decimal other = Decimal::from_parts(1 + random.pick(1'000'000'000), random.pick(6)).value();
        const Decimal first = Decimal::from_parts(1 + random.pick(1'000'000), random.pick(4)).value();
        const Decimal second = Decimal::from_parts(1 + random.pick(1'000'000), random.pick(4)).value();
        Notional sum;
        ASSERT_TRUE(sum.add(price, first) && sum.add(other, second));
        const Decimal quantity = first.plus(second).value();
        const Decimal average = sum.average(quantity, 8);
        EXPECT_LE(std::min(price, other), average);
        EXPECT_GE(std::max(price, other), average);
        // average x quantity against the sum: off by at most half a unit of the eighth decimal per unit
        __extension__ using Int128 = __int128;
        Int128 exact = 0;
        const auto parts = sum.parts();
        exact = (Int128{static_cast<std::int64_t>(parts.high)} << 64U) | Int128{parts.low};
        int scale = parts.scale;
        for (; scale < 12; ++scale) exact *= 10;
        Int128 product = Int128{average.coefficient()} * quantity.coefficient();
        for (int s = average.scale() + quantity.scale(); s < 12; ++s) product *= 10;
        Int128 half = Int128{quantity.coefficient()};
        for (int s = quantity.scale(); s < 4; ++s) half *= 10;
        const Int128 difference = product > exact ? product - exact : exact - product;
        EXPECT_LE(difference * 2, half) << average.to_string();
    }
}

}  // namespace
}  // namespace qb::orders
