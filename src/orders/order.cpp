#include "orders/order.h"

#include <algorithm>

namespace qb::orders {

Decimal Order::leaves_qty() const {
    if (ended()) return {};
    const auto leaves = request.quantity.minus(cum_qty);
    return leaves && leaves->is_positive() ? *leaves : Decimal{};
}

const Id128& Order::present_client_order_id() const {
    return changes->rests.empty() ? client_order_id : changes->rests.back().client_order_id;
}

std::string_view Order::present_venue_id() const {
    const std::size_t former = changes->rests.empty() ? 0 : changes->rests.back().former_ids;
    return venue_ids.size() > former ? std::string_view(venue_ids.back()) : std::string_view();
}

Decimal Order::venue_quantity() const {
    return changes->rests.empty() ? request.quantity : changes->rests.back().quantity;
}

Decimal Order::executed_before() const {
    return changes->rests.empty() ? Decimal{} : changes->rests.back().executed_before;
}

bool Order::is_executed() const {
    if (changes->rests.empty()) return cum_qty >= request.quantity;
    const auto own = cum_qty.minus(executed_before());
    return own && *own >= venue_quantity();
}

bool Order::is_of_former(std::string_view other_client_order_id, std::string_view venue_id) const {
    const auto& rests = changes->rests;
    if (rests.empty()) return false;
    if (const auto id = id128_from_hex(other_client_order_id)) {
        if (*id == rests.back().client_order_id) return false;
        if (*id == client_order_id) return true;
        for (const auto& rest : rests) {
            if (*id == rest.client_order_id) return true;
        }
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(rests.back().former_ids, venue_ids.size()); ++i) {
        if (venue_ids[i] == venue_id) return true;
    }
    return false;
}

Decimal Order::avg_px() const { return notional.average(cum_qty, price_decimals + 4).normalized(); }

}  // namespace qb::orders
