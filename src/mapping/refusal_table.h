#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "orders/types.h"
#include "orders/venue_events.h"

namespace qb::mapping {

/// Where the venue uses a word: `status` of order_response, or `error_code` of err.
enum class WordUse : std::uint8_t { Status, ErrorCode };

/// One word of the venue: what kind of news it is, and what the OMS hears when an order ends with it.
struct RefusalRow {
    std::string_view word;
    WordUse use;
    orders::StatusClass status_class;  ///< of a status; an error code always refuses
    int ord_rej_reason;  ///< 103 in its FIX 5.0SP2 value; folded_ord_rej_reason() fits it to older versions
    std::string_view sentence;
};

/// One row per word of the venue's enumerations, both spellings where there are two.
/// Source: QFEX docs, "Enumerations" and "Errors", and words that clients have seen in production.
[[nodiscard]] std::span<const RefusalRow> refusal_rows();

/// The class of an OrderStatus word; Unrecognised for any other, error codes included.
[[nodiscard]] orders::StatusClass status_class_of(std::string_view status);

/// Whether the word is an error_code of the table.
[[nodiscard]] bool is_error_code(std::string_view word);

/// Why the venue refused or ended an order: `word` is a status or an error_code, `message` what the venue
/// said besides (may be empty) and is quoted after the sentence. A word that is not in the table becomes
/// 103=99 under its own name.
[[nodiscard]] orders::Refusal refusal_for(std::string_view word, std::string_view message);

}  // namespace qb::mapping
