#pragma once

#include <span>
#include <string_view>

#include "orders/types.h"

namespace qb::mapping {

/// A status or error_code of the venue against OrdRejReason(103) and a plain sentence.
struct RefusalRow {
    std::string_view word;
    int ord_rej_reason;  ///< in its FIX 5.0SP2 value; folded_ord_rej_reason() fits it to older versions
    std::string_view sentence;
};

/// One row per word of the venue's enumerations, both spellings where there are two.
[[nodiscard]] std::span<const RefusalRow> refusal_rows();

/// Why the venue refused or ended an order: `word` is a status or an error_code, `message` what the venue
/// said besides (may be empty) and is quoted after the sentence. A word that is not in the table becomes
/// 103=99 under its own name.
[[nodiscard]] orders::Refusal refusal_for(std::string_view word, std::string_view message);

}  // namespace qb::mapping
