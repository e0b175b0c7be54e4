#include "orders/manager_impl.h"

/// Whose news is it? Replies carry no request id (QFEX docs), so: client_order_id first, then the venue's
/// order id, then the content of an unanswered add, oldest first. What fits none of these is somebody else's.
namespace qb::orders {
namespace {

/// All zeros is what a refused order has: it was never sent, and no venue word is about it.
std::optional<Id128> id_of_ours(std::string_view client_order_id) {
    const auto id = id128_from_hex(client_order_id);
    return id == Id128{} ? std::nullopt : id;
}

}  // namespace

const Order* OrderManager::Impl::own(std::string_view client_order_id, std::string_view order_id) const {
    if (const auto id = id_of_ours(client_order_id)) {
        if (const Order* order = book.find(*id)) return order;
    }
    return book.find_venue_id(order_id);
}

/// Nothing for an order that is back in memory: the archive goes on showing what it was.
std::optional<Order> OrderManager::Impl::archived(std::string_view client_order_id,
                                                  std::string_view order_id) const {
    std::optional<Order> order;
    if (const auto id = id_of_ours(client_order_id)) order = archive.by_client_order_id(*id);
    if (!order && !order_id.empty()) order = archive.by_venue_id(order_id);
    return order && book.find(order->key) == nullptr ? std::move(order) : std::nullopt;
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
