#include "orders/order_book.h"

#include <algorithm>
#include <cstring>

namespace qb::orders {
namespace {

void mix(std::size_t& hash, std::size_t value) {
    hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6U) + (hash >> 2U);
}

void mix(std::size_t& hash, Decimal value) {
    const Decimal plain = value.normalized();  // equal values hash alike
    mix(hash, std::hash<std::int64_t>{}(plain.coefficient()));
    mix(hash, static_cast<std::size_t>(plain.scale()));
}

std::size_t hash_of(const Shape& shape) {
    std::size_t hash = std::hash<std::string_view>{}(shape.symbol);
    mix(hash, static_cast<std::size_t>(shape.side));
    mix(hash, static_cast<std::size_t>(shape.type));
    mix(hash, shape.quantity);
    mix(hash, shape.price);
    return hash;
}

}  // namespace

Decimal order_price(const OrderRequest& request) {
    if (request.stop_px) return *request.stop_px;
    return request.price.value_or(Decimal{});
}

Shape shape_of(const OrderRequest& request) {
    const Decimal price = request.type == OrderType::Market ? Decimal{} : order_price(request);
    return {request.symbol, request.side, request.type, request.quantity.as_venue_sees_it(),
            price.as_venue_sees_it()};
}

bool unusable_cl_ord_id(const OrderRequest& request, std::string_view refusal_word) {
    return request.cl_ord_id.empty() || refusal_word == "BAD_CLORDID";
}

Order refused_order(const Refused& fact) {
    Order order;
    order.key = fact.key;
    order.request = fact.request;
    order.state = OrderState::Rejected;
    order.refusal = fact.refusal;
    order.accepted_at = fact.at;
    order.ended_at = fact.at;
    return order;
}

std::size_t OrderBook::ByClient::operator()(const Id128& id) const noexcept {
    std::size_t hash = 0;  // the id is a digest already
    std::memcpy(&hash, id.bytes.data(), sizeof hash);
    return hash;
}

std::size_t OrderBook::ByClOrdId::operator()(const ClOrdId& id) const noexcept {
    std::size_t hash = std::hash<std::string_view>{}(id.text);
    mix(hash, id.session);
    return hash;
}

OrderBook::ClOrdId OrderBook::ClOrdRef::id() const {
    const auto session = order->request.session;
    if (slot == kPresent) return {session, order->request.cl_ord_id};
    if (slot == kPending) return {session, order->changes->pending->cl_ord_id};
    return {session, order->changes->ids[slot - kOthers].text};
}

const Order* OrderBook::find(OrderKey key) const {
    const auto found = orders_.find(key);
    return found == orders_.end() ? nullptr : &found->second;
}

const Order* OrderBook::find(SessionIndex session, std::string_view cl_ord_id) const {
    const auto found = by_cl_ord_id_.find(ClOrdId{session, cl_ord_id});
    return found == by_cl_ord_id_.end() ? nullptr : found->order;
}

const Order* OrderBook::find_own(SessionIndex session, std::string_view cl_ord_id) const {
    const auto found = by_cl_ord_id_.find(ClOrdId{session, cl_ord_id});
    if (found == by_cl_ord_id_.end() || found->slot == ClOrdRef::kPending) return nullptr;
    const bool own = found->slot == ClOrdRef::kPresent ||
                     found->order->changes->ids[found->slot - ClOrdRef::kOthers].older;
    return own ? found->order : nullptr;
}

const Order* OrderBook::find(const Id128& client_order_id) const {
    const auto found = by_client_.find(client_order_id);
    if (found != by_client_.end()) return *found;
    const auto rest = by_rest_.find(client_order_id);
    return rest == by_rest_.end() ? nullptr : rest->second;
}

const Order* OrderBook::find_venue_id(std::string_view venue_id) const {
    if (venue_id.empty()) return nullptr;
    const auto found = by_venue_id_.find(venue_id);
    return found == by_venue_id_.end() ? nullptr : found->order;
}

const Order* OrderBook::oldest(const ShapeIndex& index, const Shape& shape) const {
    const std::size_t hash = hash_of(shape);
    for (auto at = index.lower_bound({hash, 0}); at != index.end() && at->first == hash; ++at) {
        const Order* order = find(at->second);
        if (order != nullptr && shape_of(order->request) == shape) return order;
    }
    return nullptr;
}

bool OrderBook::any_unanswered(const std::function<bool(const Order&)>& is) const {
    return std::any_of(unanswered_.begin(), unanswered_.end(), [&](const auto& entry) {
        const Order* order = find(entry.second);
        return order != nullptr && is(*order);
    });
}

const Order* OrderBook::only_unanswered() const {
    return unanswered_.size() == 1 ? find(unanswered_.begin()->second) : nullptr;
}

const std::vector<OrderKey>& OrderBook::fireable(std::string_view symbol, Side side) const {
    static const std::vector<OrderKey> kNone;
    const auto found = fireable_.find(std::pair{std::string(symbol), side});
    return found == fireable_.end() ? kNone : found->second;
}

void OrderBook::for_each(const std::function<void(const Order&)>& visit) const {
    for (const auto& [key, order] : orders_) visit(order);
}

Order* OrderBook::get(OrderKey key) {
    const auto found = orders_.find(key);
    return found == orders_.end() ? nullptr : &found->second;
}

OrderBook::Places OrderBook::places_of(const Order& order) {
    const bool working = order.state == OrderState::Live || order.state == OrderState::Settling;
    const bool rest_unknown =
        order.pending() != nullptr && order.pending()->step == ReplaceStep::AddUnknown && !order.ended();
    const bool childless = !order.triggered || (order.cum_qty.is_zero() && !order.has_child());
    return {.unanswered = order.state == OrderState::PendingNew || order.state == OrderState::Unknown,
            .held = order.state == OrderState::Held,
            .fireable = is_stop(order.request.type) && working && childless,
            .live = !order.ended(),
            .unknown = order.state == OrderState::Unknown || rest_unknown,
            .changing = order.pending() != nullptr || order.changes->owed != OwedCancel::No};
}

void OrderBook::put(ShapeIndex& index, const Order& order, bool before, bool after) const {
    if (before == after) return;
    const std::pair entry{hash_of(shape_of(order.request)), order.key};
    if (after) {
        index.insert(entry);
    } else {
        index.erase(entry);
    }
}

void OrderBook::put_fireable(const Order& order, bool before, bool after) {
    if (before == after) return;
    const std::pair place{order.request.symbol, order.request.side};
    auto& keys = fireable_[place];
    const auto at = std::lower_bound(keys.begin(), keys.end(), order.key);
    if (after) {
        keys.insert(at, order.key);
        return;
    }
    keys.erase(at);
    if (keys.empty()) fireable_.erase(place);
}

void OrderBook::replace(const Order& order, Places before, Places after) {
    put(unanswered_, order, before.unanswered, after.unanswered);
    put(held_, order, before.held, after.held);
    put_fireable(order, before.fireable, after.fireable);
    if (after.changing) changing_.insert(order.key);
    if (before.changing && !after.changing) changing_.erase(order.key);
    live_ = live_ - (before.live ? 1U : 0U) + (after.live ? 1U : 0U);
    unknown_ = unknown_ - (before.unknown ? 1U : 0U) + (after.unknown ? 1U : 0U);
}

bool OrderBook::insert(Order order) {
    const bool sent = order.client_order_id != Id128{};  // a refused order never had an id at the venue
    if (find(order.key) != nullptr || find(order.request.session, order.request.cl_ord_id) != nullptr)
        return false;
    const auto taken = [&](const std::string& id) { return find(order.request.session, id) != nullptr; };
    if (order.pending() != nullptr && taken(order.pending()->cl_ord_id)) return false;
    for (const auto& other : order.changes->ids) {
        if (taken(other.text)) return false;
    }
    if (sent && find(order.client_order_id) != nullptr) return false;
    for (const auto& rest : order.changes->rests) {
        if (find(rest.client_order_id) != nullptr) return false;
    }
    for (const auto& id : order.venue_ids) {
        if (id.empty() || find_venue_id(id) != nullptr) return false;
    }
    Order& kept = orders_.emplace(order.key, std::move(order)).first->second;
    by_cl_ord_id_.insert(ClOrdRef{&kept, ClOrdRef::kPresent});
    if (kept.pending() != nullptr) by_cl_ord_id_.insert(ClOrdRef{&kept, ClOrdRef::kPending});
    for (std::size_t i = 0; i < kept.changes->ids.size(); ++i) {
        by_cl_ord_id_.insert(ClOrdRef{&kept, ClOrdRef::kOthers + i});
    }
    if (sent) by_client_.insert(&kept);
    for (const auto& rest : kept.changes->rests) by_rest_.emplace(rest.client_order_id, &kept);
    for (std::size_t i = 0; i < kept.venue_ids.size(); ++i) by_venue_id_.insert(VenueRef{&kept, i});
    replace(kept, {}, places_of(kept));
    return true;
}

void OrderBook::erase(Order& order) {
    replace(order, places_of(order), {});
    for (std::size_t i = 0; i < order.venue_ids.size(); ++i) by_venue_id_.erase(VenueRef{&order, i});
    by_client_.erase(&order);
    for (const auto& rest : order.changes->rests) by_rest_.erase(rest.client_order_id);
    by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kPresent});
    if (order.pending() != nullptr) by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kPending});
    for (std::size_t i = 0; i < order.changes->ids.size(); ++i) {
        by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kOthers + i});
    }
    orders_.erase(order.key);
}

bool OrderBook::can_own(const std::string& venue_id) const {
    return venue_id.empty() || find_venue_id(venue_id) == nullptr;
}

/// The pending request's ClOrdID becomes the order's; the one it had is kept as an older one.
void OrderBook::take_over_cl_ord_id(Order& order) {
    by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kPresent});
    by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kPending});
    auto& changes = order.changes.edit();
    changes.ids.push_back(
        {std::exchange(order.request.cl_ord_id, std::move(changes.pending->cl_ord_id)), true});
    changes.pending.reset();
    by_cl_ord_id_.insert(ClOrdRef{&order, ClOrdRef::kPresent});
    by_cl_ord_id_.insert(ClOrdRef{&order, ClOrdRef::kOthers + changes.ids.size() - 1});
}

/// The pending request came to nothing; its ClOrdID stays taken.
void OrderBook::drop_pending(Order& order) {
    by_cl_ord_id_.erase(ClOrdRef{&order, ClOrdRef::kPending});
    auto& changes = order.changes.edit();
    changes.ids.push_back({std::move(changes.pending->cl_ord_id), false});
    changes.pending.reset();
    by_cl_ord_id_.insert(ClOrdRef{&order, ClOrdRef::kOthers + changes.ids.size() - 1});
}

void OrderBook::add_venue_id(Order& order, const std::string& venue_id) {
    if (venue_id.empty()) return;
    order.venue_ids.push_back(venue_id);
    by_venue_id_.insert(VenueRef{&order, order.venue_ids.size() - 1});
}

}  // namespace qb::orders
