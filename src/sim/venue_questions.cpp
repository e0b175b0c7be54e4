// Venue: what a connection may ask about orders and trades.
#include <algorithm>

#include "sim/decimal_math.h"
#include "sim/venue.h"

namespace qb::sim {

/// Whether a list of open orders may show it (Q13).
bool Venue::is_listed(const Order& order) const {
    const bool hidden = !order.attached_to.empty() && switches_.is("Q13", "invisible");
    return order.open && !hidden && !(order.is_stop() && switches_.is("Q17", "missing"));
}

void Venue::get_order(const Current& current) {
    const auto id = required_text(*current.params, "order_id");
    const auto symbol = required_text(*current.params, "symbol");
    for (const auto* param : {&id, &symbol})
        if (!*param) return fail(current, param->error().error_code, param->error().message);
    const auto* order = exchange_.find(*id);
    const bool found = order != nullptr && is_listed(*order) &&
                       order->account == current.connection->account && order->symbol == *symbol;
    if (!found && switches_.is("Q16.not_found", "no_such_order"))
        return reply(current,
                     frames_.no_such_order(*id, *symbol, exchange_.accounts()[current.connection->account],
                                           current.message, current.now.wall));
    if (!found && switches_.is("Q16.not_found", "err"))
        return fail(current, "InvalidParameter", "No such order.");
    if (found && switches_.is("Q16", "order_response")) return reply(current, frames_.order_state(*order));
    reply(current, frames_.all_orders(found ? std::vector{order} : std::vector<const Order*>{}));
}

void Venue::get_user_orders(const Current& current) {
    const auto page = page_from(*current.params);
    if (!page) return fail(current, page.error().error_code, page.error().message);
    const auto symbol = current.params->text_of("symbol");
    auto rows = exchange_.open_orders(current.connection->account);
    std::erase_if(rows,
                  [&](const Order* row) { return !is_listed(*row) || (symbol && row->symbol != *symbol); });
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(std::min(page->offset, rows.size()));
    const auto count = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(page->limit), rows.end() - first);
    reply(current, frames_.all_orders({first, first + count}));
}

void Venue::get_user_trades(const Current& current) {
    const auto page = page_from(*current.params);
    if (!page) return fail(current, page.error().error_code, page.error().message);
    auto order_id = current.params->text_of("order_id");
    if (switches_.is("Q18.order_id", "ignored")) order_id.reset();
    const auto start = current.params->decimal_of("start_ts");
    const auto end = current.params->decimal_of("end_ts");
    const bool ms = switches_.is("Q18.times", "ms");
    std::vector<const Trade*> rows;
    std::size_t count = 0;
    const auto& trades = exchange_.trades();
    for (auto trade = trades.rbegin(); trade != trades.rend(); ++trade) {  // newest first
        const auto time = ms ? unix_milliseconds(trade->time) : unix_seconds(trade->time);
        if (trade->account != current.connection->account || (order_id && trade->order_id != *order_id) ||
            (start && time < *start) || (end && time > *end))
            continue;
        if (count++ >= page->offset && rows.size() < page->limit) rows.push_back(&*trade);
    }
    reply(current, frames_.user_trades(rows, count));
}

}  // namespace qb::sim
