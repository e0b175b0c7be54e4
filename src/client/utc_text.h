#pragma once

#include <chrono>
#include <string>

namespace qb::client {

/// FIX's UTCTimestamp in milliseconds: 20260105-10:00:00.123.
[[nodiscard]] std::string utc_timestamp(std::chrono::system_clock::time_point time);

/// Its time of day: 10:00:00.123.
[[nodiscard]] std::string utc_time_of_day(std::chrono::system_clock::time_point time);

/// A short text that no other millisecond has: the Unix time in base 36.
[[nodiscard]] std::string short_unique_text(std::chrono::system_clock::time_point time);

}  // namespace qb::client
