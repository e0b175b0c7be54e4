#include "orders/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "orders/powers.h"

namespace qb::orders {
namespace {

constexpr std::int64_t kLimit = 1'000'000'000'000'000'000;  // 10^18: the first coefficient out of range
constexpr int kVenueDigits = 15;                            // decimal digits an IEEE double keeps for certain

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number's text taken apart: 0.digits x 10^point, digits without leading zeros.
struct Scan {
    bool negative = false;
    std::int64_t coefficient = 0;  ///< the first digits, as many as `kept`
    int kept = 0;                  ///< digits in coefficient, at most 18
    int next_digit = -1;           ///< the first digit not kept; -1 when all were
    bool sticky = false;           ///< a digit behind next_digit is not zero
    int significant = 0;           ///< digits from the first that is not zero to the last written
    int decimals = 0;              ///< digits behind the point as written
};

/// Reads '-', digits and a point from the front of `text`; returns what is left, or nothing without a digit.
std::optional<std::string_view> scan_number(std::string_view text, int keep, Scan& scan) {
    std::size_t at = 0;
    if (at < text.size() && text[at] == '-') {
        scan.negative = true;
        ++at;
    }
    bool point = false;
    bool any = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c)) break;
        any = true;
        if (point) ++scan.decimals;
        const int digit = c - '0';
        if (scan.significant == 0 && digit == 0) continue;
        ++scan.significant;
        if (scan.kept < keep) {
            scan.coefficient = scan.coefficient * 10 + digit;
            ++scan.kept;
        } else if (scan.next_digit < 0) {
            scan.next_digit = digit;
        } else {
            scan.sticky = scan.sticky || digit != 0;
        }
    }
    if (!any) return std::nullopt;
    return text.substr(at);
}

/// The exponent of 'e-7', clamped far outside any range that could matter; nothing when malformed.
std::optional<int> scan_exponent(std::string_view text) {
    if (text.empty()) return 0;
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    text.remove_prefix(1);
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) value = std::numeric_limits<int>::max() / 4;
    value = std::min(value, std::numeric_limits<int>::max() / 4);
    return negative ? -value : value;
}

bool rounds_up(std::int64_t coefficient, int next_digit, bool sticky) {
    if (next_digit != 5) return next_digit > 5;
    return sticky || coefficient % 2 != 0;
}

/// coefficient / 10^scale for any scale, without trailing zeros behind the point when `strip`.
std::optional<Decimal> in_range(std::int64_t coefficient, int scale, bool strip) {
    if (coefficient == 0) return Decimal::from_parts(0, std::clamp(scale, 0, strip ? 0 : Decimal::kMaxScale));
    while (scale > 0 && coefficient % 10 == 0 && (strip || scale > Decimal::kMaxScale)) {
        coefficient /= 10;
        --scale;
    }
    for (; scale < 0; ++scale) {
        if (coefficient >= kLimit / 10 || coefficient <= -kLimit / 10) return std::nullopt;
        coefficient *= 10;
    }
    return Decimal::from_parts(coefficient, scale);
}

}  // namespace

std::optional<Decimal> Decimal::from_parts(std::int64_t coefficient, int scale) {
    if (coefficient <= -kLimit || coefficient >= kLimit || scale < 0 || scale > kMaxScale)
        return std::nullopt;
    return Decimal(coefficient, static_cast<std::uint8_t>(scale));
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    Scan scan;
    const auto rest = scan_number(text, kMaxDigits, scan);
    if (!rest || !rest->empty() || scan.significant > kMaxDigits) return std::nullopt;
    return from_parts(scan.negative ? -scan.coefficient : scan.coefficient, scan.decimals);
}

std::optional<Decimal> Decimal::parse_venue(std::string_view text) {
    Scan scan;
    const auto rest = scan_number(text, kVenueDigits, scan);
    if (!rest) return std::nullopt;
    const auto exponent = scan_exponent(*rest);
    if (!exponent) return std::nullopt;
    const bool noisy = scan.significant > kVenueDigits;
    std::int64_t coefficient = scan.coefficient;
    if (noisy && rounds_up(coefficient, scan.next_digit, scan.sticky)) ++coefficient;
    constexpr int kFar = 1'000'000;  // texts are bounded by the frame, so this is out of range either way
    const int decimals = std::min(scan.decimals, kFar) - std::clamp(*exponent, -kFar, kFar);
    const int scale = decimals - (scan.significant - scan.kept);
    return in_range(scan.negative ? -coefficient : coefficient, scale, noisy);
}

std::string Decimal::to_string() const {
    std::string out;
    append_to(out);
    return out;
}

void Decimal::append_to(std::string& out) const {
    std::array<char, 24> digits{};
    const auto magnitude = static_cast<std::uint64_t>(coefficient_ < 0 ? -coefficient_ : coefficient_);
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), magnitude);
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    if (is_negative()) out += '-';
    if (scale_ == 0) {
        out += text;
        return;
    }
    if (text.size() <= scale_) {
        out += "0.";
        out.append(scale_ - text.size(), '0');
        out += text;
        return;
    }
    out += text.substr(0, text.size() - scale_);
    out += '.';
    out += text.substr(text.size() - scale_);
}

Decimal Decimal::normalized() const {
    Decimal result = *this;
    while (result.scale_ > 0 && result.coefficient_ % 10 == 0) {
        result.coefficient_ /= 10;
        --result.scale_;
    }
    return result;
}

Decimal Decimal::as_venue_sees_it() const {
    const std::int64_t magnitude = is_negative() ? -coefficient_ : coefficient_;
    if (magnitude < power_of_ten64(kVenueDigits)) return *this;
    int drop = 1;
    while (magnitude / power_of_ten64(drop) >= power_of_ten64(kVenueDigits)) ++drop;
    const std::int64_t unit = power_of_ten64(drop);
    std::int64_t kept = magnitude / unit;
    const std::int64_t rest = magnitude % unit;
    if (rest * 2 > unit || (rest * 2 == unit && kept % 2 != 0)) ++kept;
    return in_range(is_negative() ? -kept : kept, scale_ - drop, true).value_or(*this);
}

std::optional<Decimal> Decimal::plus(Decimal other) const {
    const int scale = std::max(scale_, other.scale_);
    Int128 sum = Int128{coefficient_} * power_of_ten(scale - scale_) +
                 Int128{other.coefficient_} * power_of_ten(scale - other.scale_);
    int places = scale;
    for (; (sum <= -kLimit || sum >= kLimit) && places > 0 && sum % 10 == 0; --places) sum /= 10;
    if (sum <= -kLimit || sum >= kLimit) return std::nullopt;
    return from_parts(static_cast<std::int64_t>(sum), places);
}

std::optional<Decimal> Decimal::minus(Decimal other) const {
    return plus(Decimal(-other.coefficient_, other.scale_));
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
    if (a.scale_ == b.scale_) return a.coefficient_ <=> b.coefficient_;
    const int scale = std::max(a.scale_, b.scale_);
    const Int128 left = Int128{a.coefficient_} * power_of_ten(scale - a.scale_);
    const Int128 right = Int128{b.coefficient_} * power_of_ten(scale - b.scale_);
    if (left == right) return std::strong_ordering::equal;
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace qb::orders
