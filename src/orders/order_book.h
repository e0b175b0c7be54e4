#pragma once

#include <compare>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "orders/facts.h"
#include "orders/order.h"

namespace qb::orders {

/// What tells two adds apart when an answer names neither: QFEX docs, replies have no request id. Quantity
/// and price as the venue sees them; the price of a market order says nothing and is zero here.
struct Shape {
    std::string_view symbol;
    Side side = Side::Buy;
    OrderType type = OrderType::StopLoss;
    Decimal quantity, price;
    friend bool operator==(const Shape&, const Shape&) = default;
};
/// The view points into the request.
[[nodiscard]] Shape shape_of(const OrderRequest& request);

/// Price(44) or StopPx(99), whichever the order has; zero for a market order.
[[nodiscard]] Decimal order_price(const OrderRequest& request);

/// The orders in memory and the ways to find them. apply() is the only thing that changes an order.
class OrderBook {
public:
    OrderBook() = default;
    OrderBook(const OrderBook&) = delete;
    OrderBook& operator=(const OrderBook&) = delete;

    /// False when the fact contradicts the state, which is then unchanged.
    [[nodiscard]] bool apply(const Fact& fact);
    /// Puts a whole order in, whatever its state; false when its key or one of its ids is taken.
    [[nodiscard]] bool insert(Order order);

    [[nodiscard]] const Order* find(OrderKey key) const;
    /// By any ClOrdID the order ever had, those of its requests included.
    [[nodiscard]] const Order* find(SessionIndex session, std::string_view cl_ord_id) const;
    /// By a ClOrdID that is or was the order's own.
    [[nodiscard]] const Order* find_own(SessionIndex session, std::string_view cl_ord_id) const;
    /// By the client_order_id of any of its add_orders.
    [[nodiscard]] const Order* find(const Id128& client_order_id) const;
    [[nodiscard]] const Order* find_venue_id(std::string_view venue_id) const;

    /// The oldest order of this shape that was sent and not answered (PendingNew, Unknown).
    [[nodiscard]] const Order* oldest_unanswered(const Shape& shape) const {
        return oldest(unanswered_, shape);
    }
    /// The oldest order of this shape that is Held.
    [[nodiscard]] const Order* oldest_held(const Shape& shape) const { return oldest(held_, shape); }
    /// Adds sent and not answered.
    [[nodiscard]] std::size_t unanswered() const { return unanswered_.size(); }
    /// One of the unanswered adds is like that.
    [[nodiscard]] bool any_unanswered(const std::function<bool(const Order&)>& is) const;
    /// The one unanswered add, when there is exactly one.
    [[nodiscard]] const Order* only_unanswered() const;

    /// Stops that may have fired, or fired under a venue id not yet known: a stranger's id on this symbol and
    /// side may be theirs. By key.
    [[nodiscard]] const std::vector<OrderKey>& fireable(std::string_view symbol, Side side) const;

    void for_each(const std::function<void(const Order&)>& visit) const;
    /// Orders with a change under way or a cancel owed, by key.
    [[nodiscard]] const std::set<OrderKey>& changing() const { return changing_; }
    /// The key given last among the orders in memory; later orders have greater ones.
    [[nodiscard]] OrderKey newest() const { return orders_.empty() ? 0 : orders_.rbegin()->first; }
    [[nodiscard]] std::size_t size() const { return orders_.size(); }
    [[nodiscard]] std::size_t live() const { return live_; }
    [[nodiscard]] std::size_t unknown() const { return unknown_; }

private:
    // The hash of what an index holds is not noexcept: only then does libstdc++ keep the hash in the node,
    // and a look-up need not visit the orders of a neighbouring bucket to hash them anew.
    struct ByClient {
        using is_transparent = void;
        std::size_t operator()(const Id128& id) const noexcept;
        std::size_t operator()(const Order* order) const { return (*this)(order->client_order_id); }
        bool operator()(const Order* a, const Order* b) const noexcept { return a == b; }
        bool operator()(const Order* a, const Id128& b) const noexcept { return a->client_order_id == b; }
        bool operator()(const Id128& a, const Order* b) const noexcept { return b->client_order_id == a; }
    };
    struct ClOrdId {
        SessionIndex session;
        std::string_view text;
        bool operator==(const ClOrdId&) const = default;
    };
    /// One of the ClOrdIDs of an order; not a view, like VenueRef.
    struct ClOrdRef {
        static constexpr std::size_t kPresent = 0, kPending = 1,
                                     kOthers = 2;  ///< kOthers + place in the list
        const Order* order;
        std::size_t slot;
        [[nodiscard]] ClOrdId id() const;
    };
    struct ByClOrdId {
        using is_transparent = void;
        std::size_t operator()(const ClOrdId& id) const noexcept;
        std::size_t operator()(const ClOrdRef& ref) const { return (*this)(ref.id()); }
        bool operator()(const ClOrdRef& a, const ClOrdRef& b) const noexcept { return a.id() == b.id(); }
        bool operator()(const ClOrdRef& a, const ClOrdId& b) const noexcept { return a.id() == b; }
        bool operator()(const ClOrdId& a, const ClOrdRef& b) const noexcept { return a == b.id(); }
    };
    struct VenueRef {  // not a view: the ids move when their vector grows
        const Order* order;
        std::size_t index;
        [[nodiscard]] std::string_view text() const { return order->venue_ids[index]; }
    };
    struct ByVenueId {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const noexcept {
            return std::hash<std::string_view>{}(id);
        }
        std::size_t operator()(const VenueRef& ref) const { return (*this)(ref.text()); }
        bool operator()(const VenueRef& a, const VenueRef& b) const noexcept { return a.text() == b.text(); }
        bool operator()(const VenueRef& a, std::string_view b) const noexcept { return a.text() == b; }
        bool operator()(std::string_view a, const VenueRef& b) const noexcept { return a == b.text(); }
    };
    /// Shape's hash, then key: equal shapes stand together, oldest first.
    using ShapeIndex = std::set<std::pair<std::size_t, OrderKey>>;
    /// Which of the indexes that depend on the state an order is in.
    struct Places {
        bool unanswered = false, held = false, fireable = false, live = false, unknown = false,
             changing = false;
    };

    bool on(const Accepted& fact);
    bool on(const Released& fact);
    bool on(const Refused& fact);
    bool on(const Duplicate& fact);
    bool on(const Acked& fact);
    bool on(const Aliased& fact);
    bool on(const Triggered& fact);
    bool on(const Filled& fact);
    bool on(const Ended& fact);
    bool on(const BecameUnknown& fact);
    bool on(const SettlingBegan& fact);
    bool on(const SettlingEnded& fact);
    bool on(const Archived& fact);
    bool on(const Restored& fact);
    bool on(const ChangeAccepted& fact);
    bool on(const ChangeSent& fact);
    bool on(const ChangeRefused& fact);
    bool on(const Replaced& fact);
    bool on(const CancelOwed& fact);
    bool on(const OwedCancelFailed& fact);
    bool on(const ChangeRepeated& fact);
    bool on(const RestAdded& fact);
    bool on(const RestUnknown& fact);

    Order* get(OrderKey key);
    void erase(Order& order);
    void add_venue_id(Order& order, const std::string& venue_id);
    void take_over_cl_ord_id(Order& order);
    void drop_pending(Order& order);
    bool can_own(const std::string& venue_id) const;
    template <class Change>
    void change(Order& order, Change&& how) {
        const Places before = places_of(order);
        std::forward<Change>(how)(order);
        replace(order, before, places_of(order));
    }
    static Places places_of(const Order& order);
    void replace(const Order& order, Places before, Places after);
    void put(ShapeIndex& index, const Order& order, bool before, bool after) const;
    void put_fireable(const Order& order, bool before, bool after);
    const Order* oldest(const ShapeIndex& index, const Shape& shape) const;

    std::map<OrderKey, Order> orders_;
    std::unordered_set<const Order*, ByClient, ByClient> by_client_;  // the id of the first add_order
    std::map<Id128, const Order*> by_rest_;                           // those of the rests; few
    std::unordered_set<ClOrdRef, ByClOrdId, ByClOrdId> by_cl_ord_id_;
    std::unordered_set<VenueRef, ByVenueId, ByVenueId> by_venue_id_;
    ShapeIndex unanswered_, held_;
    std::map<std::pair<std::string, Side>, std::vector<OrderKey>, std::less<>> fireable_;
    std::set<OrderKey> changing_;
    std::size_t live_ = 0, unknown_ = 0;
};

/// The order a Refused fact tells of: ended from the start.
[[nodiscard]] Order refused_order(const Refused& fact);

/// A ClOrdID(11) that cannot be remembered: the order is refused and leaves no trace in the book.
[[nodiscard]] bool unusable_cl_ord_id(const OrderRequest& request, std::string_view refusal_word);

}  // namespace qb::orders
