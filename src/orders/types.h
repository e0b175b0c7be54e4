#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "orders/decimal.h"
#include "orders/rare_text.h"

/// The words of an order's life, shared by every room. Venue words are spelled as on the wire.
namespace qb::orders {

/// Number of a FIX session inside this process: its place in the configuration. The journal writes the
/// session's name next to it, so a changed configuration cannot mix sessions up.
using SessionIndex = std::uint16_t;

/// The journal row that brought the order in: unique for the life of the journal, and the order's name
/// inside.
using OrderKey = std::uint64_t;

/// 128 bits shown as 32 lower-case hex characters: our client_order_id at the venue.
struct Id128 {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const Id128&) const = default;  // NOLINT(modernize-use-nullptr): as in journal/row.h
};
[[nodiscard]] std::string to_hex(const Id128& id);
/// Exactly 32 hex characters, either case; anything else is not an id of ours.
[[nodiscard]] std::optional<Id128> id128_from_hex(std::string_view text);

enum class Side : std::uint8_t { Buy, Sell };
/// order_type of add_order and `type` of replies; StopMarket occurs in replies alone (QFEX docs,
/// enumerations).
enum class OrderType : std::uint8_t { Limit, Market, Alo, StopLoss, TakeProfit, StopMarket };
enum class TimeInForce : std::uint8_t { Gtc, Ioc, Fok };

[[nodiscard]] std::string_view to_string(Side side);
[[nodiscard]] std::string_view to_string(OrderType type);
[[nodiscard]] std::string_view to_string(TimeInForce tif);
[[nodiscard]] std::optional<Side> side_from_venue(std::string_view word);
[[nodiscard]] std::optional<OrderType> order_type_from_venue(std::string_view word);
[[nodiscard]] std::optional<TimeInForce> time_in_force_from_venue(
    std::string_view word);  ///< GFD reads as GTC

[[nodiscard]] constexpr bool is_stop(OrderType type) {
    return type == OrderType::StopLoss || type == OrderType::TakeProfit;
}

/// Where an order stands. One list for the whole tree.
enum class OrderState : std::uint8_t {
    Held,        ///< accepted by the bridge, waits for a share of the order rate or for the answer to an
                 ///< identical stop; nothing was sent
    PendingNew,  ///< the add_order was handed to the venue link, no answer yet
    Unknown,     ///< no answer in time, link lost, or ServerError: may or may not be at the venue
    Live,        ///< acknowledged (a stop: armed, or triggered and being executed)
    Settling,    ///< a live stop vanished unasked: reading trades and histories before anything is said
    Filled,      ///< ended: CumQty = OrderQty
    Cancelled,   ///< ended: by the venue, remainder gone
    Rejected,    ///< ended: never accepted by the venue, or refused by the bridge
};
[[nodiscard]] std::string_view to_string(OrderState state);
[[nodiscard]] constexpr bool has_ended(OrderState state) { return state >= OrderState::Filled; }

/// Who took liquidity in a fill: LastLiquidityInd(851) 1 added, 2 removed.
enum class Liquidity : std::uint8_t { Unknown, Added, Removed };

/// Why an order or request is refused, in words its sender can act on. `word` is stable and symbolic
/// (FAILED_MARGIN_CHECK, DUPLICATE_CLORDID, ...), `text` a plain sentence; never a key or a secret in either.
struct Refusal {
    int ord_rej_reason =
        99;  ///< OrdRejReason(103) in its FIX 5.0SP2 value; the dialect folds it for older versions
    std::string word;
    std::string text;
    bool operator==(const Refusal&) const = default;
};

/// A NewOrderSingle(D) in our terms. The *_text and *_char members are what the OMS sent and are echoed as
/// sent.
struct OrderRequest {
    SessionIndex session = 0;
    std::string cl_ord_id;    ///< ClOrdID(11)
    RareText account;         ///< Account(1) as sent, empty when absent
    std::string fix_symbol;   ///< Symbol(55) as sent
    std::string symbol;       ///< the venue's symbol
    char fix_side = '1';      ///< Side(54) as sent: 1, 2, 5
    char fix_ord_type = '3';  ///< OrdType(40) as sent
    char fix_tif = '1';       ///< TimeInForce(59) in effect, reported on every ExecutionReport
    bool day_as_gtc = false;  ///< Day was taken as GTC by DayOrders=gtc; said in Text(58)
    Side side = Side::Buy;
    OrderType type = OrderType::StopLoss;
    TimeInForce tif = TimeInForce::Gtc;
    Decimal quantity;                   ///< OrderQty(38)
    std::optional<Decimal> price;       ///< Price(44); limit orders
    std::optional<Decimal> stop_px;     ///< StopPx(99): the trigger price; stops
    bool reduce_only = false;           ///< ExecInst(18)=E; stops imply it and do not send it
    bool poss_resend = false;           ///< PossResend(97)=Y
    std::int64_t transact_time_us = 0;  ///< TransactTime(60) as sent, UTC microseconds; 0 = unreadable
    /// Raw values echoed on a refusal when they could not be read: OrderQty(38), StopPx(99), Price(44).
    RareText quantity_text, stop_px_text, price_text;
    bool operator==(const OrderRequest&) const = default;  // numbers by value
};

}  // namespace qb::orders
