#include "client/utc_text.h"

#include <algorithm>

#include "mapping/time_text.h"

namespace qb::client {

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
    constexpr int kMilliseconds = 3;
    return mapping::fix_timestamp(std::chrono::floor<std::chrono::microseconds>(time), kMilliseconds);
}

std::string utc_time_of_day(std::chrono::system_clock::time_point time) {
    constexpr std::size_t kDate = 9;  // "20231114-"
    return utc_timestamp(time).substr(kDate);
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
