#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/json_tree.h"
#include "orders/decimal.h"
#include "orders/time.h"

namespace qb::mapping {

/// A decimal number from a JSON number or a numeric string; empty for anything else, null included.
///
/// A JSON number is one of the venue's doubles: see Decimal::parse_venue(). A string of at most 18
/// significant digits, without an exponent, is the venue's own decimal and keeps every digit, unless it looks
/// like a double that was printed in full: 16 or 17 digits that come to at most 12 when rounded to the 15
/// that a double holds. So "0.30000000000000004" is 0.3 and "0.7999999999999999" is 0.8, while
/// "50000000000.00025" stays. The price of it: a true "100000000.00000001" is read as 100000000. Any other
/// string is read like a number.
[[nodiscard]] std::optional<orders::Decimal> decimal_from_venue(const JsonValue& value);

/// An id, symbol or word of usual length (at most 256 characters): a JSON string, or a number's text. Empty
/// for anything else.
[[nodiscard]] std::string_view word_from_venue(const JsonValue& value);

/// A moment from a number of seconds or from text, see time_text.h; empty for anything else.
[[nodiscard]] std::optional<WallTime> time_from_venue(const JsonValue& value);

/// The wait a rate limit hint names: a number (100 and more are milliseconds, less are seconds), or the
/// first number behind "retry" or "again" in a sentence, with its unit. Empty when there is none, or none
/// between 0 and 600 seconds. Rounded up.
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after_from_venue(const JsonValue& value);
[[nodiscard]] std::optional<std::chrono::milliseconds> retry_after_from_text(std::string_view sentence);

}  // namespace qb::mapping
