#include "orders/manager_impl.h"

/// Whose news is it? Replies carry no request id (QFEX docs), so: client_order_id first, then the venue's
/// order id, then the content of an unanswered add, oldest first. What fits none of these is somebody else's.
namespace qb::orders {

const Order* OrderManager::Impl::own(std::string_view client_order_id, std::string_view order_id) const {
    if (const auto id = id128_from_hex(client_order_id)) {
        if (const Order* order = book.find(*id)) return order;
    }
    return book.find_venue_id(order_id);
}

std::optional<Order> OrderManager::Impl::archived(std::string_view client_order_id,
                                                  std::string_view order_id) const {
    if (const auto id = id128_from_hex(client_order_id)) {
        if (auto order = archive.by_client_order_id(*id)) return order;
    }
    return order_id.empty() ? std::nullopt : archive.by_venue_id(order_id);
}

/// Back into memory for late news. A venue id that another order got meanwhile stays with that one.
const Order& OrderManager::Impl::restore(Order order) {
    VenueIds ids;
    for (const auto& id : order.venue_ids) {
        if (book.find_venue_id(id) == nullptr) ids.push_back(id);
    }
    order.venue_ids = std::move(ids);
    return emit(Restored{std::move(order)});
}

const Order* OrderManager::Impl::unanswered_like(const OrderUpdate& update) const {
    if (!update.client_order_id.empty() || !update.side || !update.type || !update.quantity) return nullptr;
    const bool priced = *update.type != OrderType::Market;  // a market order's price says nothing
    if (priced && !update.price) return nullptr;
    return book.oldest_unanswered({update.symbol, *update.side, *update.type,
                                   update.quantity->as_venue_sees_it(),
                                   priced ? update.price->as_venue_sees_it() : Decimal{}});
}

const Order* OrderManager::Impl::unanswered_like(const StopUpdate& update) const {
    if (!update.client_order_id.empty() || !update.side || !update.type) return nullptr;
    if (!update.quantity || !update.price) return nullptr;
    return book.oldest_unanswered({update.symbol, *update.side, *update.type,
                                   update.quantity->as_venue_sees_it(), update.price->as_venue_sees_it()});
}

}  // namespace qb::orders
