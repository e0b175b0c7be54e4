#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "orders/time.h"
#include "orders/types.h"

/// What the venue said, in our terms: made by mapping from one frame, read by OrderManager.
namespace qb::orders {

/// OrderStatus of order_response (QFEX docs, enumerations). Class says what kind of news a word is.
enum class StatusClass : std::uint8_t {
    Live,           ///< ACK
    Modified,       ///< MODIFIED
    Fill,           ///< FILLED: an execution; partial when quantity_remaining > 0
    Ended,          ///< CANCELLED, CANCELLED_STP, IOC_CANCELLED, IOC_PARTIALLY_FILLED
    Refused,        ///< a refusal of an add (or of the modify in flight)
    CancelRefused,  ///< NO_SUCH_ORDER
    ModifyRefused,  ///< CANNOT_MODIFY_*
    Unrecognised,   ///< a word we do not know
};

/// order_response, also a row of an orders list.
struct OrderUpdate {
    std::string order_id, client_order_id, symbol;
    std::string status;  ///< the word as sent
    StatusClass status_class = StatusClass::Unrecognised;
    std::optional<Side> side;
    std::optional<OrderType> type;
    std::optional<TimeInForce> tif;
    std::optional<Decimal> quantity, price, remaining;
    std::string trade_id;  ///< empty when null or absent
    std::optional<WallTime> at;
};

/// fill_response, a row of user trades, a row of REST /user/trade.
struct FillEvent {
    std::string trade_id, order_id, client_order_id, symbol;
    std::optional<Side> side, aggressor_side;
    std::optional<OrderType> type;
    std::optional<Decimal> price, quantity, remaining, fee;
    std::optional<WallTime> at;
};

/// stop_order_response: has no status; what it means depends on what was asked.
struct StopUpdate {
    std::string stop_order_id, client_order_id, symbol;
    std::optional<Side> side;
    std::optional<OrderType> type;
    std::optional<Decimal> quantity, price;
    std::optional<WallTime> at;
};

/// err in any of its shapes, with whatever of the echoed request could be read.
struct VenueError {
    std::string code, message;
    std::string echo_type;  ///< incoming_message.type, empty when there was no readable echo
    std::string echo_client_order_id, echo_order_id;  ///< order_id or stop_order_id of the echo
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt;  ///< a hint
};

/// ack / ack_response; echoed command type or empty.
struct VenueAck {
    std::string echo_type;
};

/// all_orders_response / user_orders: the answer to get_order or get_user_orders. Stops may be inside.
struct OrdersList {
    std::vector<OrderUpdate> orders;
};

/// user_trades / user_trades_response: the answer to get_user_trades.
struct TradesList {
    std::vector<FillEvent> trades;
};

/// A row of REST /user/historic-orders: an order that has ended.
struct HistoricOrder {
    std::string order_id, client_order_id, symbol, terminal_status;
    StatusClass status_class = StatusClass::Ended;  ///< of terminal_status
    std::optional<Side> side;
    std::optional<OrderType> type;
    std::optional<Decimal> quantity, price, filled_quantity;
    std::optional<WallTime> at;
};
/// REST GET /user/historic-orders, a page from `offset`. A command, and the name of its answer: HTTP ties the
/// two together.
struct QueryHistoricOrders {
    std::string symbol, client_order_id;
    int offset = 0;
    bool operator==(const QueryHistoricOrders&) const = default;
};
struct HistoricOrdersList {
    std::vector<HistoricOrder> orders;
    QueryHistoricOrders query;  ///< what this answers
};

/// A frame that says nothing about orders (positions, balances, subscriptions, twaps, ...), or one that could
/// not be read. `unreadable` frames are counted and logged.
struct OtherFrame {
    std::string key;
    bool unreadable = false;
};

using VenueEvent = std::variant<OrderUpdate, FillEvent, StopUpdate, VenueError, VenueAck, OrdersList,
                                TradesList, HistoricOrdersList, OtherFrame>;

}  // namespace qb::orders
