#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/json_tree.h"
#include "orders/decimal.h"
#include "orders/time.h"

namespace qb::mapping {

/// A decimal number from a JSON number or a numeric string; empty for anything else, null included.
[[nodiscard]] std::optional<orders::Decimal> decimal_from_venue(const JsonValue& value);

/// An id, symbol or word of usual length (at most 256 characters): a JSON string, or a number's text. Empty
/// for anything else.
[[nodiscard]] std::string_view word_from_venue(const JsonValue& value);

/// A moment from a number of seconds or from text, see time_text.h; empty for anything else.
[[nodiscard]] std::optional<WallTime> time_from_venue(const JsonValue& value);

/// The wait a rate limit hint names: a number (100 and more are milliseconds, less are seconds), or the
/// first number behind "retry" or "again" in a sentence, with its unit. Empty when there is none, or none
/// between 0 and 600 seconds.
[[nodiscard]] std::optional<double> retry_after_from_venue(const JsonValue& value);
[[nodiscard]] std::optional<double> retry_after_from_text(std::string_view sentence);

}  // namespace qb::mapping
