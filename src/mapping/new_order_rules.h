#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/new_order_from_fix.h"
#include "orders/types.h"

/// The rules of NewOrderSingle(D) that are data, or decide on more than one field.
/// Source: rules of engagement, "NewOrderSingle".
namespace qb::mapping {

/// Side(54); empty for a side the venue has no word for. Sell short is a sell there.
[[nodiscard]] std::optional<orders::Side> side_from_fix(char side);

/// OrdType(40) against the venue's order_type; without one, what to tell its sender.
struct OrdTypeRow {
    char ord_type;
    std::optional<orders::OrderType> type;
    std::string_view advice;
};
/// The row of a value; the row of any other value when it has none of its own.
[[nodiscard]] const OrdTypeRow& ord_type_row(char ord_type);

/// The value of StopKindTag: SL or TP; empty for any other.
[[nodiscard]] std::optional<orders::OrderType> stop_kind_from_fix(std::string_view text);

/// TimeInForce(59) of the message against what is sent and reported.
struct TifRow {
    char tif;  ///< as sent by the OMS, or kAbsentTif
    orders::TimeInForce sent;
    char reported;
    bool is_day = false;  ///< only where DayOrders=gtc takes it
};
inline constexpr char kAbsentTif = '-';
/// Null when the type does not take the value.
[[nodiscard]] const TifRow* tif_row(orders::OrderType type, char tif);
/// What the type takes, as a sentence.
[[nodiscard]] std::string_view taken_tifs(orders::OrderType type);

/// What ExecInst(18) asks for. How to work an order (1, 2, 5) says nothing to the venue.
struct ExecInst {
    bool do_not_increase = false;  ///< E
    bool dont_initiate = false;    ///< 6, participate don't initiate
    bool unsupported = false;      ///< any other value
};
[[nodiscard]] ExecInst read_exec_inst(std::string_view text);

/// What a quantity or price that is not taken ought to be, as a sentence about `field`.
[[nodiscard]] std::string bad_number_text(std::string_view field);

/// TriggeringInstruction of FIX 5.0, which some OMSs send on 4.4 too; null where absent.
struct TriggerForm {
    const std::string* type = nullptr;        ///< TriggerType(1100)
    const std::string* action = nullptr;      ///< TriggerAction(1101)
    const std::string* price = nullptr;       ///< TriggerPrice(1102)
    const std::string* price_type = nullptr;  ///< TriggerPriceType(1107)
    const std::string* direction = nullptr;   ///< TriggerPriceDirection(1109)
};
struct TriggerVerdict {
    struct Refused {
        std::string_view word, text;
    };
    orders::OrderType type;  ///< of the request, or TAKE_PROFIT where 1109 turned a stop round
    std::optional<Refused> refusal;
};
/// Whether the instruction agrees with OrdType(40), Side(54) and StopPx(99), which all stand in `request`.
/// turn_round: TriggerDirection=Y.
[[nodiscard]] TriggerVerdict read_trigger(const TriggerForm& form, const orders::OrderRequest& request,
                                          bool turn_round);

}  // namespace qb::mapping
