#include "replay/orders.h"

#include <algorithm>

#include "replay/log_merge.h"
#include "replay/order_writers.h"

namespace qb::replay {
namespace {

bool is_wanted(const OrderRow& row, const FilterOptions& options, const LogFilter& period) {
    const bool ids = options.cl_ord_ids.empty() ||
                     std::any_of(row.requests.begin(), row.requests.end(), [&](const auto& request) {
                         return is_among(request.cl_ord_id, options.cl_ord_ids);
                     });
    return ids && period.takes_time(row.seen) &&
           (options.symbols.empty() || is_among(row.symbol, options.symbols)) &&
           (options.order_ids.empty() || is_among(row.order_id, options.order_ids));
}

}  // namespace

int orders(const LogOptions& options, Console& console) {
    const LogFilter period(options.filter);
    FilterOptions of_messages;
    of_messages.sessions = options.filter.sessions;
    of_messages.msg_types = options.filter.msg_types;
    const LogFilter filter(of_messages);
    VersionNames names(options.dictionaries);
    LogMerge logs(options.logs, console);
    OrderRows table;
    while (const auto* entry = logs.next())
        if (filter.takes(*entry)) table.take(*entry);
    {
        TextOut out(console.out);
        write_order_head(options.format, out);
        for (const auto& row : table.rows()) {
            if (!is_wanted(row, options.filter, period)) continue;
            write_order(options.format, row, names.of(row.begin_string), out);
            out.end_record();
        }
    }
    return logs.finish();
}

}  // namespace qb::replay
