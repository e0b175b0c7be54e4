#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qb::orders {

/// An exact decimal number: coefficient / 10^scale. Trailing zeros are part of the value's text and are kept
/// ("1.50" stays "1.50"); comparison is by value (1.5 == 1.50).
///
/// Range: at most 18 significant digits (leading zeros do not count) and a scale of 0..18.
/// Arithmetic that would leave this range returns nothing; no result is ever rounded silently.
class Decimal {
public:
    static constexpr int kMaxDigits = 18;
    static constexpr int kMaxScale = 18;

    constexpr Decimal() = default;

    /// From a coefficient and a scale; empty when out of range.
    static std::optional<Decimal> from_parts(std::int64_t coefficient, int scale);

    /// From decimal text as FIX writes a float: optional '-', digits, optionally '.' and digits. ".5" and
    /// "5." are accepted (FIX engines send them); '+', an exponent, spaces, more than 18 significant digits
    /// or more than 18 decimals are not.
    static std::optional<Decimal> parse(std::string_view text);

    /// From a JSON number or numeric string of the venue: as parse(), and an exponent is accepted. A number
    /// with more than 15 significant digits is rounded half-even to 15, and then loses its trailing zeros:
    /// the venue computes in IEEE doubles, whose 16th and 17th digit are noise (0.30000000000000004 is 0.3).
    static std::optional<Decimal> parse_venue(std::string_view text);

    /// The text: always a digit before the point, all decimals of the scale. A JSON number and a FIX float.
    [[nodiscard]] std::string to_string() const;
    void append_to(std::string& out) const;

    [[nodiscard]] constexpr std::int64_t coefficient() const { return coefficient_; }
    [[nodiscard]] constexpr int scale() const { return scale_; }
    [[nodiscard]] constexpr bool is_zero() const { return coefficient_ == 0; }
    [[nodiscard]] constexpr bool is_negative() const { return coefficient_ < 0; }
    [[nodiscard]] constexpr bool is_positive() const { return coefficient_ > 0; }

    /// Same value with no trailing zeros after the point.
    [[nodiscard]] Decimal normalized() const;

    /// Rounded half-even to at most 15 significant digits: what is left of this value after it went through
    /// the venue's doubles.
    [[nodiscard]] Decimal as_venue_sees_it() const;

    /// Exact sum and difference, in the larger of both scales (in fewer decimals where the dropped ones are
    /// zeros and the number would not fit otherwise); empty when out of range.
    [[nodiscard]] std::optional<Decimal> plus(Decimal other) const;
    [[nodiscard]] std::optional<Decimal> minus(Decimal other) const;

    friend std::strong_ordering operator<=>(Decimal a, Decimal b);
    friend bool operator==(Decimal a, Decimal b) { return (a <=> b) == std::strong_ordering::equal; }

private:
    constexpr Decimal(std::int64_t coefficient, std::uint8_t scale)
        : coefficient_(coefficient), scale_(scale) {}

    std::int64_t coefficient_ = 0;
    std::uint8_t scale_ = 0;
};

/// Sum of price x quantity over the fills of one order, exact, and the average price made of it.
class Notional {
public:
    /// Adds one fill. False when either is negative or the exact sum would leave 128 bits; the sum is then
    /// unchanged.
    bool add(Decimal price, Decimal quantity);

    /// sum / quantity, rounded half-even to `decimals` decimals (0..18), or to as many as 18 digits leave
    /// room for; zero for a quantity that is not positive.
    [[nodiscard]] Decimal average(Decimal quantity, int decimals) const;

    /// For the journal: the 128-bit coefficient in two halves, and its scale.
    struct Parts {
        std::uint64_t high = 0, low = 0;
        std::uint8_t scale = 0;
    };
    [[nodiscard]] Parts parts() const;
    static Notional from_parts(Parts parts);
    friend bool operator==(const Notional&, const Notional&) = default;

private:
    // In two halves: a 128-bit member would align every order to 16 bytes.
    std::uint64_t high_ = 0, low_ = 0;
    std::uint8_t scale_ = 0;
};

}  // namespace qb::orders
