#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "orders/decimal.h"
#include "orders/time.h"
#include "orders/types.h"

namespace qb::sim {

using orders::Decimal;

/// What add_order asks for, read and typed but not yet judged.
struct NewOrder {
    std::size_t account = 0;
    std::string symbol{};
    orders::Side side{};
    orders::OrderType type{};
    orders::TimeInForce tif{};
    Decimal quantity{};
    Decimal price{};  ///< limit or trigger price; zero for MARKET
    bool reduce_only = false;
    Decimal take_profit{}, stop_loss{};  ///< triggers of the stops that go with it; zero: none
    std::string client_order_id{};
    std::uint64_t origin = 0;                   ///< number of the connection that sent it; 0: none did
    std::string quantity_text{}, price_text{};  ///< as they came in
};

/// One order or stop, from its add to long after its end: the venue forgets nothing.
struct Order : NewOrder {
    std::string order_id{};
    std::string status{};  ///< the last one reported
    bool open = false;
    bool fired = false;             ///< a stop that has triggered, or the order born of it
    bool waiting = false;           ///< held back by the speed bump: acknowledged and not yet in the book
    std::string attached_to{};      ///< of a stop that came with an order (Q13): that order's id
    bool stops_attached = false;    ///< of such an order: they have been armed
    orders::OrderType stop_type{};  ///< of such an order: what the stop was
    Decimal remaining{};
    WallTime created{}, updated{};
    std::optional<WallTime> first_fill{}, last_fill{};
    orders::Notional notional{};
    Decimal filled{}, passive{};  ///< executed in all, and of that as maker
    std::uint64_t priority = 0;   ///< place in the queue of its price

    [[nodiscard]] bool is_stop() const { return orders::is_stop(type); }
    [[nodiscard]] bool is_armed() const { return is_stop() && open && !fired; }
    [[nodiscard]] bool is_working() const { return !is_stop() && open; }
    [[nodiscard]] bool is_resting() const { return is_working() && !waiting; }
    /// The account has not been told of its end: it went on under another id.
    [[nodiscard]] bool is_superseded() const { return status == kTriggered || status == kReplaced; }

    // The simulator's own words.
    static constexpr std::string_view kTriggered = "TRIGGERED", kReplaced = "REPLACED";
};

/// One execution of one order.
struct Trade {
    std::string trade_id{};
    std::size_t account = 0;
    std::string order_id{}, client_order_id{}, symbol{};
    orders::Side side{};
    bool taker = false;
    Decimal price{}, quantity{}, fee{}, realised_pnl{};
    orders::OrderType order_type{};
    orders::TimeInForce tif{};
    WallTime time{};
};

/// Which command an event answers.
enum class Cause : std::uint8_t { Unasked, Add, Cancel, Modify };

enum class EventKind : std::uint8_t {
    Changed,     ///< the order has a new status, which is no execution
    Executed,    ///< `trade` happened
    StopNotice,  ///< stop_order_response about a stop that gives way to the order it became (Q8, v3)
};

/// Something that the account's connections are told. A copy: the order may have moved on since.
struct Event {
    EventKind kind{};
    Cause cause = Cause::Unasked;
    Order order{};
    Trade trade{};
    bool refused_add = false;  ///< Changed: the order never came to life
    bool last_fill = true;     ///< Executed: nothing of the same batch follows
    bool fill_only = false;    ///< Executed: no FILLED goes with it (Q29)
};

}  // namespace qb::sim
