#include "client/utc_text.h"

#include <algorithm>
#include <cstdio>

namespace qb::client {

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02u-", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text + utc_time_of_day(time);
}

std::string utc_time_of_day(std::chrono::system_clock::time_point time) {
    const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(since_midnight));
    char text[32];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d.%03d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                  static_cast<int>(clock.subseconds().count()));
    return text;
}

std::string short_unique_text(std::chrono::system_clock::time_point time) {
    constexpr std::int64_t kBase = 36;
    constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string out;
    for (auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count(); ms > 0;
         ms /= kBase)
        out += kDigits[static_cast<std::size_t>(ms % kBase)];
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace qb::client
