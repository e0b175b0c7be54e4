#include "mapping/venue_values.h"

#include <algorithm>
#include <cctype>

#include "mapping/time_text.h"

namespace qb::mapping {
namespace {

constexpr std::size_t kMaxWord = 256;
constexpr std::int64_t kLongestRetry = 600'000;  // milliseconds

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

int significant_digits(orders::Decimal number) {
    int digits = 0;
    for (std::int64_t rest = number.coefficient(); rest != 0; rest /= 10) ++digits;
    return digits;
}

/// See decimal_from_venue().
bool looks_like_a_printed_double(orders::Decimal exact) {
    constexpr int kDoubleDigits = 15, kPrintedDigits = 17, kPlainDigits = 12;
    const int digits = significant_digits(exact);
    return digits > kDoubleDigits && digits <= kPrintedDigits &&
           significant_digits(exact.as_venue_sees_it()) <= kPlainDigits;
}

/// A number that a text begins with, and what follows it.
struct Measure {
    orders::Decimal number;
    std::string_view unit;
};

std::optional<Measure> measure_in(std::string_view text) {
    auto digits = text.substr(0, text.find_first_not_of("0123456789."));
    while (digits.ends_with('.')) digits.remove_suffix(1);  // of the sentence
    const auto number = orders::Decimal::parse_venue(digits);
    const auto unit = text.substr(digits.size());
    if (!number || unit.starts_with('e') || unit.starts_with('E')) return std::nullopt;
    return Measure{*number, unit};
}

/// Rounded up.
std::optional<std::chrono::milliseconds> wait_of(orders::Decimal number, bool is_in_millis) {
    constexpr int kMillis = 3;
    auto count = number.coefficient();
    int scale = number.scale() - (is_in_millis ? 0 : kMillis);
    for (; scale > 0; --scale) count = count / 10 + (count % 10 == 0 ? 0 : 1);
    for (; scale < 0 && count <= kLongestRetry; ++scale) count *= 10;
    return count <= kLongestRetry ? std::optional(std::chrono::milliseconds(count)) : std::nullopt;
}

}  // namespace

std::optional<orders::Decimal> decimal_from_venue(const JsonValue& value) {
    if (value.kind != JsonValue::Kind::Number && value.kind != JsonValue::Kind::String) return std::nullopt;
    const auto exact = value.is_string() ? orders::Decimal::parse(value.text) : std::nullopt;
    return exact && !looks_like_a_printed_double(*exact) ? exact : orders::Decimal::parse_venue(value.text);
}

std::string_view word_from_venue(const JsonValue& value) {
    if (value.kind != JsonValue::Kind::Number && value.kind != JsonValue::Kind::String) return {};
    return value.text.size() <= kMaxWord ? value.text : std::string_view{};
}

std::optional<WallTime> time_from_venue(const JsonValue& value) {
    if (value.kind == JsonValue::Kind::Number) return time_from_unix_text(value.text);
    if (value.kind != JsonValue::Kind::String) return std::nullopt;
    const auto moment = time_from_rfc3339(value.text);
    return moment ? moment : time_from_unix_text(value.text);
}

std::optional<std::chrono::milliseconds> retry_after_from_text(std::string_view sentence) {
    const std::string text = lower(sentence.substr(0, kMaxWord));
    const std::size_t from = std::min(text.find("retry"), text.find("again"));
    if (from == std::string::npos) return std::nullopt;
    const std::size_t digit = text.find_first_of("0123456789", from);
    if (digit == std::string::npos) return std::nullopt;
    auto measure = measure_in(std::string_view(text).substr(digit));
    if (!measure) return std::nullopt;
    auto& unit = measure->unit;
    unit.remove_prefix(std::min(unit.find_first_not_of(" _"), unit.size()));
    return wait_of(measure->number, unit.starts_with("ms") || unit.starts_with("milli"));
}

std::optional<std::chrono::milliseconds> retry_after_from_venue(const JsonValue& value) {
    // The venue counts over 60 seconds: no longer wait makes sense.
    static const auto kSurelyMillis = orders::Decimal::from_parts(100, 0).value();
    if (value.kind != JsonValue::Kind::Number && value.kind != JsonValue::Kind::String) return std::nullopt;
    const bool is_number = value.kind == JsonValue::Kind::Number;
    const auto number = is_number ? orders::Decimal::parse_venue(value.text) : std::nullopt;
    const auto measure = number && !number->is_negative() ? Measure{*number, {}} : measure_in(value.text);
    if (!measure) return std::nullopt;
    const bool is_large = measure->unit.empty() && measure->number >= kSurelyMillis;
    return wait_of(measure->number, is_large || measure->unit == "ms");
}

}  // namespace qb::mapping
