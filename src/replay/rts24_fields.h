#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "replay/tables.h"

/// The order record of MiFID II: the fields of Commission Delegated Regulation (EU) 2017/580 (RTS 24), Annex,
/// Table 2, in the order of their numbers there and by their names there; 1 and 21, for which the Annex has
/// phrases, are submitting_entity and event. Codes as the Annex spells them.
namespace qb::replay::rts24 {

/// To which events a field applies.
enum class Applies : std::uint8_t {
    Always,
    ToLimits,      ///< orders with a limit price
    ToStops,       ///< orders with a trigger price
    ToExecutions,  ///< PARF and FILL
    Never,         ///< to none: QFEX has nothing of the kind
};

struct Field {
    std::string_view name;
    Applies applies = Applies::Always;
    std::string_view why_empty;  ///< said in the coverage where a cell that applies is empty
};

inline constexpr std::string_view kNoParty =
    "the bridge takes no parties from FIX; add it from the firm's own records";
inline constexpr std::string_view kNotTaken =
    "the bridge does not take it from FIX; add it from the firm's own records";
inline constexpr std::string_view kVenueOnly = "the venue alone knows, and does not tell";
inline constexpr std::string_view kNoAuctions = "QFEX has no auctions";
inline constexpr std::string_view kUnread =
    "the bridge refused the order, which names none that the venue has";

inline constexpr std::array kFields{
    Field{"submitting_entity", Applies::Always, kNoParty},
    Field{"direct_electronic_access", Applies::Always, kNotTaken},
    Field{"client_identification_code", Applies::Always, kNoParty},
    Field{"investment_decision_within_firm", Applies::Always, kNoParty},
    Field{"execution_within_firm", Applies::Always, kNoParty},
    Field{"non_executing_broker", Applies::Always, kNoParty},
    Field{"trading_capacity", Applies::Always, kNotTaken},
    Field{"liquidity_provision_activity", Applies::Always, kNotTaken},
    Field{"date_and_time", Applies::Always, {}},
    Field{"validity_period", Applies::Always, kUnread},
    Field{"order_restriction", Applies::Never, kNoAuctions},
    Field{"validity_period_and_time", Applies::Never,
          "QFEX has no validity that ends at a time known before"},
    Field{"priority_time_stamp", Applies::Always, kVenueOnly},
    Field{"priority_size", Applies::Never, "QFEX ranks by price and time, not by size"},
    Field{"sequence_number", Applies::Always, {}},
    Field{"segment_mic_code", Applies::Always, "QFEX names no market identifier code"},
    Field{"order_book_code", Applies::Always, kUnread},
    Field{"financial_instrument_identification_code", Applies::Always,
          "QFEX names its instruments by symbol, not by ISIN"},
    Field{"date_of_receipt", Applies::Always, {}},
    Field{"order_identification_code", Applies::Always,
          "the venue never named the order, or the bridge refused it"},
    Field{"event", Applies::Always, {}},
    Field{"order_type", Applies::Always, kUnread},
    Field{"order_type_classification", Applies::Always, kUnread},
    Field{"limit_price", Applies::ToLimits, kUnread},
    Field{"additional_limit_price", Applies::Never, "QFEX has no orders with two limits"},
    Field{"stop_price", Applies::ToStops, kUnread},
    Field{"pegged_limit_price", Applies::Never, "QFEX has no pegged orders"},
    Field{"transaction_price", Applies::ToExecutions, {}},
    Field{"price_currency", Applies::Always, "the symbol does not end with a currency"},
    Field{"currency_of_leg_2", Applies::Never, "QFEX has no swaps of two currencies"},
    Field{"price_notation", Applies::Always, {}},
    Field{"buy_sell_indicator", Applies::Always, kUnread},
    Field{"order_status", Applies::Always, {}},
    Field{"quantity_notation", Applies::Always, {}},
    Field{"quantity_currency", Applies::Never, "quantities are units, not money"},
    Field{"initial_quantity", Applies::Always, kUnread},
    Field{"remaining_quantity_including_hidden", Applies::Always, {}},
    Field{"displayed_quantity", Applies::Always, kVenueOnly},
    Field{"traded_quantity", Applies::ToExecutions, {}},
    Field{"minimum_acceptable_quantity", Applies::Never, "QFEX has no such instruction"},
    Field{"minimum_executable_size", Applies::Never, "QFEX has no such instruction"},
    Field{"mes_first_execution_only", Applies::Never, "QFEX has no such instruction"},
    Field{"passive_only_indicator", Applies::Always, {}},
    Field{"passive_or_aggressive_indicator", Applies::ToExecutions, "the venue's fill did not say"},
    Field{"self_execution_prevention", Applies::Always,
          "no order asks for it: QFEX prevents it by its own rule"},
    Field{"strategy_linked_order_identification", Applies::Never, "QFEX has no strategy orders"},
    Field{"routing_strategy", Applies::Never, "QFEX does not route orders on"},
    Field{"trading_venue_transaction_identification_code", Applies::ToExecutions, {}},
    Field{"trading_phases", Applies::Always, "the messages about orders name no phase"},
    Field{"indicative_auction_price", Applies::Never, kNoAuctions},
    Field{"indicative_auction_volume", Applies::Never, kNoAuctions},
};

/// Behind the Annex's fields: what leads from a row back to the FIX session and the journal.
inline constexpr std::array kOwn{
    Column{"x_session"},         Column{"x_account"},     Column{"x_cl_ord_id"},
    Column{"x_client_order_id"}, Column{"x_happened_at"},
};

inline constexpr auto kColumns = [] {
    std::array<Column, kFields.size() + kOwn.size()> columns{};
    for (std::size_t i = 0; i < kFields.size(); ++i) columns.at(i).name = kFields.at(i).name;
    for (std::size_t i = 0; i < kOwn.size(); ++i) columns.at(kFields.size() + i) = kOwn.at(i);
    columns.at(place_of(columns, "sequence_number")).type = Column::Type::Integer;
    return columns;
}();
inline constexpr Table kEvents{"rts24_events", kColumns};

consteval std::size_t at(std::string_view name) { return place_of(kColumns, name); }

}  // namespace qb::replay::rts24
