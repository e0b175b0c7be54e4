#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "orders/change.h"
#include "orders/rare.h"
#include "orders/time.h"
#include "orders/trade_ids.h"
#include "orders/types.h"
#include "orders/venue_ids.h"

namespace qb::orders {

/// One order from acceptance to its end: everything a report, a duplicate check or a late fill needs.
/// Changed by OrderManager::apply alone.
struct Order {
    OrderKey key = 0;
    Id128 client_order_id;  ///< of the first add_order
    OrderRequest request;   ///< as it stands now: a replace changes ClOrdID(11), OrderQty(38), 44 and 99
    OrderState state = OrderState::PendingNew;

    /// Venue ids in the order they became known; [0] is OrderID(37) for the order's whole life, the last one
    /// is the current id (SecondaryOrderID(198) when different). Empty before the first.
    VenueIds venue_ids;

    Decimal cum_qty;                ///< CumQty(14)
    Notional notional;              ///< for AvgPx(6)
    int price_decimals = 0;         ///< most decimals seen in a fill price
    TradeIds trade_ids;             ///< trades already reported for this order
    bool acked = false;             ///< the 150=0 has been reported (or made up before a fill)
    bool triggered = false;         ///< a stop that fired; from then on an IOC market order
    bool unknown_reported = false;  ///< the one OUTCOME_UNKNOWN report was made
    Refusal
        refusal;  ///< why it was rejected or how it ended: word and text. Settling: the venue's word so far
    Rare<Changes> changes;  ///< cancels and replaces
    WallTime accepted_at{};
    /// Venue's time of the end, else ours. Settling: of the word that began it. Fired and not ended: of the
    /// first sign, zero where there was none.
    WallTime ended_at{};

    [[nodiscard]] Decimal leaves_qty() const;  ///< LeavesQty(151): 0 once ended
    [[nodiscard]] Decimal avg_px() const;      ///< AvgPx(6): exact, half-even to price_decimals + 4
    /// The change under way; null when there is none.
    [[nodiscard]] const PendingChange* pending() const {
        return changes->pending ? &*changes->pending : nullptr;
    }
    /// The add_order of the rest was handed to the link and is not answered.
    [[nodiscard]] bool rest_is_out() const { return pending() != nullptr && pending()->rest_is_out(); }

    // One order of the session may be several at the venue, one after the other: see AddedRest. These are
    // about the last of them.
    [[nodiscard]] const Id128& present_client_order_id() const;
    [[nodiscard]] std::string_view present_venue_id() const;  ///< empty: the venue has not named it
    [[nodiscard]] Decimal venue_quantity() const;             ///< as the venue knows it
    [[nodiscard]] Decimal executed_before() const;            ///< by the former ones
    /// Nothing of it can be open at the venue any more. What former ones executed late does not count: the
    /// rest is open until it is executed itself, or cancelled.
    [[nodiscard]] bool is_executed() const;
    /// News under these ids is about a former one. Either may be empty.
    [[nodiscard]] bool is_of_former(std::string_view client_order_id, std::string_view venue_id) const;

    /// A venue id beyond those the armed order had: what a fired stop became.
    [[nodiscard]] bool has_child() const {
        return venue_ids.size() > std::max<std::size_t>(1, changes->armed_ids);
    }
    [[nodiscard]] bool ended() const { return has_ended(state); }
    bool operator==(const Order&) const = default;
};

}  // namespace qb::orders
