#pragma once

#include <optional>
#include <string>

#include "orders/facts.h"

namespace qb::replay {

/// What a fact says besides the order it is about, as text; empty where it says nothing of the kind.
struct FactDetails {
    std::string event;           ///< ACCEPTED, TRIGGERED, FILL, ... : a word for each kind of event
    std::string cl_ord_id;       ///< ClOrdID(11) of the cancel or replace
    std::string orig_cl_ord_id;  ///< OrigClOrdID(41)
    std::string venue_id;
    std::string quantity, price;  ///< of an execution, a replace or the rest of a replace
    std::string trade_id, fee, liquidity;
    std::string word, text;      ///< why
    std::optional<WallTime> at;  ///< the venue's time where it gave one, else the bridge's
};
[[nodiscard]] FactDetails details_of(const orders::Fact& fact);

/// Nothing but the bridge's own memory was moved: Archived, Restored.
[[nodiscard]] bool is_housekeeping(const orders::Fact& fact);

/// "ADDED", "REMOVED", empty.
[[nodiscard]] std::string to_text(orders::Liquidity liquidity);

}  // namespace qb::replay
