#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "orders/time.h"

/// Moments as text. All are computed on the digits, rounded to the nearest microsecond, and are empty outside
/// the years 1971 to 2199.
namespace qb::mapping {

/// Seconds since 1970 with decimals, an exponent allowed. A count too large for seconds is taken as milli-,
/// micro- or nanoseconds.
[[nodiscard]] std::optional<WallTime> time_from_unix_text(std::string_view text);

/// RFC 3339, "2025-10-30T10:00:00.5Z"; UTC when it names no offset.
[[nodiscard]] std::optional<WallTime> time_from_rfc3339(std::string_view text);

/// FIX UTCTimestamp, "20251030-10:00:00" with any number of decimals.
[[nodiscard]] std::optional<WallTime> time_from_fix(std::string_view text);

/// FIX UTCTimestamp with `decimals` (0..6) decimals of a second; finer digits are cut.
[[nodiscard]] std::string fix_timestamp(WallTime time, int decimals);

}  // namespace qb::mapping
