#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orders/decimal.h"
#include "orders/time.h"
#include "orders/types.h"

/// What a test or an operator may see of the venue: copies, valid for as long as wanted.
namespace qb::sim {

using orders::Decimal;

/// Number of one WebSocket connection, counted from 1 over the life of the venue.
using ConnectionId = std::uint64_t;

struct OrderView {
    std::string order_id;
    std::string client_order_id;
    std::string account_id;
    std::string symbol;
    orders::Side side{};
    orders::OrderType type{};
    orders::TimeInForce tif{};
    std::string status;  ///< the last one reported, as on the wire
    bool open = false;
    Decimal quantity, remaining;
    Decimal price;  ///< limit or trigger price; zero for MARKET
    bool reduce_only = false;
    std::string quantity_text;  ///< the JSON number exactly as it came in
    std::string price_text;     ///< as above; empty where the key was absent
};

struct TradeView {
    std::string trade_id;
    std::string order_id;  ///< the id under which it was reported
    std::string client_order_id;
    std::string account_id;
    std::string symbol;
    orders::Side side{};
    bool taker = false;
    Decimal price, quantity, fee;
    WallTime time;
};

/// A text frame from a client, in the order of arrival over all connections.
struct ReceivedCommand {
    ConnectionId connection = 0;
    std::string type;  ///< "add_order"; "other" for no command of the venue; empty where it could not be read
    std::string frame;  ///< byte for byte; the type alone before auth, and where a key or token may be in it
};

struct ConnectionView {
    ConnectionId id = 0;
    std::string remote;
    std::string public_key;  ///< from the query, then from auth
    bool authenticated = false;
    std::vector<std::string> channels;
    bool cancel_on_disconnect = false;
};

struct PositionView {
    std::string account_id;
    std::string symbol;
    Decimal quantity;  ///< signed
    Decimal average_price;
    Decimal realised_pnl;
};

}  // namespace qb::sim
