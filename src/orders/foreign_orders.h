#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "orders/facts.h"
#include "orders/order.h"
#include "orders/venue_events.h"

namespace qb::orders {

/// What happened to an order of the account that was placed elsewhere.
struct ForeignReport {
    enum class Kind { New, Replaced, Trade, Ended };
    Kind kind = Kind::New;
    /// The order as far as it is known: its ClOrdID is NONE, its one venue id is the venue's, its quantity is
    /// what was seen of it executed and what the venue said is left. Valid until the next event.
    const Order* order = nullptr;
    std::optional<Filled> fill;  ///< of a Trade
    std::string word;            ///< the venue's status; empty for a Trade
    WallTime at{};               ///< zero where the venue gave no time
};

/// The orders of one account that were placed elsewhere, as far as they were heard of since the start.
/// Bounded: the oldest order and the oldest trade ids are forgotten, and one that is heard of again counts
/// from there.
class ForeignOrders {
public:
    static constexpr std::size_t kOrders = 1024;
    static constexpr std::size_t kTrades = 8192;

    /// What the event says that was not said before; nothing for a trade known already, a FILLED (its fill
    /// says it), a refusal, and an event without the id, side, price or quantity that a report needs.
    [[nodiscard]] std::optional<ForeignReport> hear(const VenueEvent& event);

private:
    [[nodiscard]] std::optional<ForeignReport> on(const OrderUpdate& update);
    [[nodiscard]] std::optional<ForeignReport> on(const FillEvent& fill);
    Order& order_of(const std::string& id, const std::string& symbol, Side side);
    [[nodiscard]] bool first_time(const std::string& order_id, const std::string& trade_id);

    std::map<std::string, Order> orders_;  // by venue id
    std::deque<std::string> order_age_;    // oldest first
    std::set<std::string> trades_;         // order id and trade id
    std::deque<std::string> trade_age_;
};

}  // namespace qb::orders
