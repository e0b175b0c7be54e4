#include "mapping/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace qb::mapping {
namespace {

constexpr std::int64_t kFirstSecond = 31'536'000;    // 1971-01-01
constexpr std::int64_t kLastSecond = 7'258'118'400;  // 2200-01-01
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits of an unsigned decimal number with its point `scale` digits from the right; digits beyond the
/// 19th are dropped, which is far below a microsecond for any time in range.
struct Digits {
    std::uint64_t value = 0;
    int scale = 0;
};

std::optional<Digits> digits_of(std::string_view& text) {
    constexpr std::uint64_t kFull = 1'000'000'000'000'000'000;
    Digits digits;
    bool any = false;
    bool point = false;
    while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !point))) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '.') {
            point = true;
            continue;
        }
        any = true;
        const bool room = digits.value < kFull;
        if (room) digits.value = digits.value * 10 + static_cast<std::uint64_t>(c - '0');
        if (room && point) ++digits.scale;
        if (!room && !point) --digits.scale;
    }
    return any ? std::optional(digits) : std::nullopt;
}

/// digits / 10^scale in units of 10^-6, rounded to the nearest; nothing when it is far too large.
std::optional<std::int64_t> scaled_to_micros(Digits digits) {
    constexpr std::uint64_t kTop = 1'000'000'000'000'000'000;
    int places = digits.scale;
    for (; places < 6; ++places) {
        if (digits.value >= kTop) return std::nullopt;
        digits.value *= 10;
    }
    bool up = false;
    for (; places > 6; --places) {
        up = digits.value % 10 >= 5;  // the last digit cut decides
        digits.value /= 10;
    }
    if (digits.value >= kTop) return std::nullopt;
    return static_cast<std::int64_t>(digits.value) + (up ? 1 : 0);
}

std::optional<WallTime> in_range(std::int64_t micros) {
    constexpr std::int64_t kMicros = 1'000'000;
    if (micros < kFirstSecond * kMicros || micros >= kLastSecond * kMicros) return std::nullopt;
    return WallTime(std::chrono::microseconds(micros));
}

/// Exactly `count` digits from the front of `text`.
std::optional<int> fixed_number(std::string_view& text, std::size_t count) {
    if (text.size() < count ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(count), is_digit))
        return std::nullopt;
    int value = 0;
    std::from_chars(text.data(), text.data() + count, value);
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// "2025-10-30", or "20251030" with an empty separator.
std::optional<std::chrono::sys_days> date_of(std::string_view& text, std::string_view separator) {
    const auto skipped = [&] { return separator.empty() || skip(text, separator); };
    const auto year = fixed_number(text, 4);
    if (!year || !skipped()) return std::nullopt;
    const auto month = fixed_number(text, 2);
    if (!month || !skipped()) return std::nullopt;
    const auto day = fixed_number(text, 2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<std::chrono::microseconds> fraction_of(std::string_view& text) {
    constexpr int kPlaces = 6;
    if (!skip(text, ".,")) return std::chrono::microseconds(0);
    std::int64_t micros = 0;
    int places = 0;
    bool up = false;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++places) {
        const int digit = text.front() - '0';
        if (places < kPlaces) micros = micros * 10 + digit;
        if (places == kPlaces) up = digit >= 5;
    }
    if (places == 0) return std::nullopt;
    for (; places < kPlaces; ++places) micros *= 10;
    return std::chrono::microseconds(micros + (up ? 1 : 0));
}

/// "10:00:00" and any decimals; a leap second runs into the next minute.
std::optional<std::chrono::microseconds> clock_of(std::string_view& text) {
    const auto hour = fixed_number(text, 2);
    if (!hour || !skip(text, ":")) return std::nullopt;
    const auto minute = fixed_number(text, 2);
    if (!minute || !skip(text, ":")) return std::nullopt;
    const auto second = fixed_number(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto fraction = fraction_of(text);
    if (!fraction) return std::nullopt;
    return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
           *fraction;
}

/// Z, +hh:mm, +hhmm, or nothing (the venue's times are UTC).
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
    if (text.empty() || text == "Z" || text == "z") return std::chrono::minutes(0);
    const bool west = text.front() == '-';
    if (!skip(text, "+-")) return std::nullopt;
    const auto hours = fixed_number(text, 2);
    skip(text, ":");
    const auto minutes = fixed_number(text, 2);
    if (!hours || !minutes || !text.empty()) return std::nullopt;
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return west ? -offset : offset;
}

/// Decimal exponents by which a count of seconds, milli-, micro- or nanoseconds is told by its size.
int unit_of(std::string_view text) {
    const auto whole = std::find_if_not(text.begin(), text.end(), is_digit) - text.begin();
    if (whole >= 18) return 9;
    if (whole >= 15) return 6;
    if (whole >= 12) return 3;
    return 0;
}

}  // namespace

std::optional<WallTime> time_from_unix_text(std::string_view text) {
    const int unit = unit_of(text);
    auto digits = digits_of(text);
    if (!digits) return std::nullopt;
    int exponent = 0;
    if (skip(text, "eE")) {
        if (!text.empty() && text.front() == '+') text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
        if (error != std::errc{} || exponent < -30 || exponent > 30) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    if (!text.empty()) return std::nullopt;
    digits->scale += unit - exponent;
    const auto micros = scaled_to_micros(*digits);
    return micros ? in_range(*micros) : std::nullopt;
}

std::optional<WallTime> time_from_rfc3339(std::string_view text) {
    const auto date = date_of(text, "-");
    if (!date || !skip(text, "Tt ")) return std::nullopt;
    const auto clock = clock_of(text);
    if (!clock) return std::nullopt;
    const auto offset = offset_of(text);
    if (!offset) return std::nullopt;
    return in_range((*date + *clock - *offset).time_since_epoch().count());
}

std::optional<WallTime> time_from_fix(std::string_view text) {
    const auto date = date_of(text, "");
    if (!date || !skip(text, "-")) return std::nullopt;
    const auto clock = clock_of(text);
    if (!clock || !text.empty()) return std::nullopt;
    return in_range((*date + *clock).time_since_epoch().count());
}

std::string fix_timestamp(WallTime time, int decimals) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string out;
    out.reserve(24);
    const auto put = [&out](std::int64_t value, int width) {
        std::array<char, 8> digits{};
        for (int i = width; i > 0; --i, value /= 10)
            digits[static_cast<std::size_t>(i - 1)] = static_cast<char>('0' + value % 10);
        out.append(digits.data(), static_cast<std::size_t>(width));
    };
    put(static_cast<int>(date.year()), 4);
    put(static_cast<unsigned>(date.month()), 2);
    put(static_cast<unsigned>(date.day()), 2);
    out += '-';
    put(clock.hours().count(), 2);
    out += ':';
    put(clock.minutes().count(), 2);
    out += ':';
    put(clock.seconds().count(), 2);
    if (decimals <= 0) return out;
    out += '.';
    put(clock.subseconds().count(), 6);
    out.resize(out.size() - static_cast<std::size_t>(6 - std::min(decimals, 6)));
    return out;
}

}  // namespace qb::mapping
