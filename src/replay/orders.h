#pragma once

#include "replay/console.h"
#include "replay/log_options.h"

namespace qb::replay {

/// `orders LOG...`: one row an order, put together from the messages about it (order_rows.h), in the order of
/// their first messages. A text line, a JSON object or a CSV row each.
///
/// --session and --msgtype say which messages are looked at; --from, --to (time of the order's first
/// message), --symbol, --clordid and --orderid (any of the order's ids) which orders are shown. Memory grows
/// with the number of orders and reports.
int orders(const LogOptions& options, Console& console);

}  // namespace qb::replay
