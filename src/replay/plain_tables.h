#pragma once

#include <array>

#include "replay/tables.h"

/// The tables of `export --layout plain`, and their columns by number.
namespace qb::replay::plain {

inline constexpr auto kInteger = Column::Type::Integer;

inline constexpr std::array kEventColumns{
    Column{"row", kInteger},
    Column{"time"},
    Column{"event"},
    Column{"session"},
    Column{"account"},
    Column{"order_key", kInteger},
    Column{"cl_ord_id"},
    Column{"request_cl_ord_id"},
    Column{"orig_cl_ord_id"},
    Column{"client_order_id"},
    Column{"order_id"},
    Column{"venue_id"},
    Column{"symbol"},
    Column{"side"},
    Column{"ord_type"},
    Column{"time_in_force"},
    Column{"order_qty"},
    Column{"price"},
    Column{"stop_px"},
    Column{"event_qty"},
    Column{"event_px"},
    Column{"trade_id"},
    Column{"fee"},
    Column{"liquidity"},
    Column{"cum_qty"},
    Column{"leaves_qty"},
    Column{"avg_px"},
    Column{"state"},
    Column{"word"},
    Column{"text"},
    Column{"happened_at"},
};
inline constexpr Table kEvents{"events", kEventColumns};
/// The place of a column of the events.
consteval std::size_t at(std::string_view name) { return place_of(kEventColumns, name); }

inline constexpr std::array kOrderColumns{
    Column{"account"},
    Column{"order_key", kInteger},
    Column{"session"},
    Column{"cl_ord_id"},
    Column{"other_cl_ord_ids"},
    Column{"client_order_id"},
    Column{"order_id"},
    Column{"other_venue_ids"},
    Column{"fix_account"},
    Column{"symbol"},
    Column{"side"},
    Column{"ord_type"},
    Column{"time_in_force"},
    Column{"reduce_only"},
    Column{"order_qty"},
    Column{"price"},
    Column{"stop_px"},
    Column{"state"},
    Column{"triggered"},
    Column{"cum_qty"},
    Column{"leaves_qty"},
    Column{"avg_px"},
    Column{"executions", kInteger},
    Column{"accepted_at"},
    Column{"ended_at"},
    Column{"word"},
    Column{"text"},
};
inline constexpr Table kOrders{"orders", kOrderColumns};

inline constexpr std::array kExecutionColumns{
    Column{"row", kInteger}, Column{"time"},      Column{"account"},   Column{"order_key", kInteger},
    Column{"session"},       Column{"cl_ord_id"}, Column{"order_id"},  Column{"venue_id"},
    Column{"symbol"},        Column{"side"},      Column{"trade_id"},  Column{"qty"},
    Column{"price"},         Column{"fee"},       Column{"liquidity"}, Column{"late"},
    Column{"happened_at"},
};
inline constexpr Table kExecutions{"executions", kExecutionColumns};

inline constexpr std::array kFixColumns{
    Column{"row", kInteger}, Column{"time"},     Column{"direction"}, Column{"session"},
    Column{"msg_seq_num"},   Column{"msg_type"}, Column{"cl_ord_id"}, Column{"orig_cl_ord_id"},
    Column{"order_id"},      Column{"exec_id"},  Column{"exec_type"}, Column{"ord_status"},
    Column{"message"},
};
inline constexpr Table kFixMessages{"fix_messages", kFixColumns};

inline constexpr std::array kVenueColumns{
    Column{"row", kInteger}, Column{"time"},     Column{"direction"},       Column{"account"},
    Column{"kind"},          Column{"order_id"}, Column{"client_order_id"}, Column{"message"},
};
inline constexpr Table kVenueMessages{"venue_messages", kVenueColumns};

}  // namespace qb::replay::plain
