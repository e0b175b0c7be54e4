#include "mapping/venue_values.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "mapping/time_text.h"

namespace qb::mapping {
namespace {

constexpr std::size_t kMaxWord = 256;
constexpr double kLongestRetry = 600;  // seconds

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

std::optional<double> wait_in_range(double seconds) {  // a wait, not a price
    return seconds >= 0 && seconds <= kLongestRetry ? std::optional(seconds) : std::nullopt;
}

std::optional<double> number_of(std::string_view text, std::string_view& rest) {  // of a wait
    double value = 0;                                                             // seconds
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest = text.substr(static_cast<std::size_t>(end - text.data()));
    return value;
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

std::optional<double> retry_after_from_text(std::string_view sentence) {
    const std::string text = lower(sentence.substr(0, kMaxWord));
    const std::size_t from = std::min(text.find("retry"), text.find("again"));
    if (from == std::string::npos) return std::nullopt;
    const std::size_t digit = text.find_first_of("0123456789", from);
    if (digit == std::string::npos) return std::nullopt;
    std::string_view rest;
    const auto value = number_of(std::string_view(text).substr(digit), rest);
    if (!value) return std::nullopt;
    rest.remove_prefix(std::min(rest.find_first_not_of(" _"), rest.size()));
    const bool millis = rest.starts_with("ms") || rest.starts_with("milli");
    return wait_in_range(millis ? *value / 1000 : *value);
}

std::optional<double> retry_after_from_venue(const JsonValue& value) {
    constexpr double kSurelyMillis = 100;  // the venue counts over 60 seconds: no longer wait makes sense
    if (value.kind != JsonValue::Kind::Number && value.kind != JsonValue::Kind::String) return std::nullopt;
    std::string_view rest;
    const auto number = number_of(value.text, rest);
    if (!number) return std::nullopt;
    const bool millis = rest == "ms" || (rest.empty() && *number >= kSurelyMillis);
    return wait_in_range(millis ? *number / 1000 : *number);
}

}  // namespace qb::mapping
