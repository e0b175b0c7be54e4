#include <algorithm>

#include "orders/manager_impl.h"

/// Answers to reads. A row is a report of state, never an execution, but for the rows of the trades list.
namespace qb::orders {
namespace {

constexpr int kMaxPages = 50;  // a read that long has not answered the question
constexpr int kPatience = 5;   // looks in vain before a person is told: some 30 seconds

bool shows_open(const OrderUpdate& row) {
    if (row.remaining) return row.remaining->is_positive();
    return row.status_class == StatusClass::Live || row.status_class == StatusClass::Modified;
}

bool has(const std::vector<Reader>& readers, Reader reader) {
    return std::find(readers.begin(), readers.end(), reader) != readers.end();
}

/// Rows come newest first and have left the time that matters behind.
template <class Rows>
bool past(const Rows& rows, std::optional<WallTime> since) {
    if (!since || rows.empty() || !rows.front().at) return false;
    WallTime last = *rows.front().at;
    for (const auto& row : rows) {
        if (!row.at || *row.at > last) return false;
        last = *row.at;
    }
    return last < *since - std::chrono::seconds{1};
}

void fill_in(Candidate& candidate, const auto& row) {
    if (candidate.symbol.empty()) candidate.symbol = row.symbol;
    if (!candidate.side) candidate.side = row.side;
    if (!candidate.type) candidate.type = row.type;
    if (!candidate.at) candidate.at = row.at;
}

}  // namespace

/// Calls `consider` for every hunt among the readers.
template <class Consider>
void OrderManager::Impl::for_hunts(const std::vector<Reader>& readers, Consider&& consider) {
    for (const auto& reader : readers) {
        Watch* watch = watch_of(reader.key);
        if (watch != nullptr && watch->hunt) consider(*watch->hunt);
    }
}

void OrderManager::Impl::on_orders(const OrdersList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Orders);
    const auto* query = request != nullptr ? std::get_if<QueryOrder>(&request->query) : nullptr;
    const bool named =
        query != nullptr && std::any_of(list.orders.begin(), list.orders.end(),
                                        [&](const auto& row) { return row.order_id == query->order_id; });
    const bool answers = request != nullptr && (query == nullptr || named || list.orders.empty());
    const bool believed = answers && !reads.answer_is_stale(Reads::Channel::Orders, named);
    const std::vector<Reader> readers = believed ? request->readers : std::vector<Reader>{};
    const OrderUpdate* open_row = nullptr;
    for (const auto& row : list.orders) {
        if (named && row.order_id == query->order_id && shows_open(row)) open_row = &row;
    }
    for (const auto& row : list.orders) on_row(row, readers);
    if (!believed) return;
    if (query != nullptr) return answer_check(open_row);
    page_done(Reads::Channel::Orders, list.orders.size(), kOrdersPage, false);
}

void OrderManager::Impl::on_row(const OrderUpdate& row, const std::vector<Reader>& readers) {
    const Order* order = own(row.client_order_id, row.order_id);
    for_hunts(readers, [&](Hunt& hunt) {
        if (shows_open(row)) hunt.open_ids.insert(row.order_id);
        if (order != nullptr || row.order_id.empty() || !row.client_order_id.empty()) return;
        auto& candidate = hunt.candidates[row.order_id];
        fill_in(candidate, row);
        if (row.quantity) candidate.quantity = row.quantity;
        if (row.type && is_stop(*row.type)) candidate.resting = true;
    });
    if (order != nullptr && order->state == OrderState::Rejected && shows_open(row)) {
        alarm(Alarm::OpenAfterReject, order, "listed as open after it was reported as rejected");
    }
    if (order == nullptr || order->ended() || order->state == OrderState::Held) return;
    if (!shows_open(row)) return;
    ensure_acked(*order, row.order_id, time_of(row.at));
    note_id(*order, row.order_id);
    if (row.type && (*row.type == OrderType::StopMarket || *row.type == OrderType::Market)) {
        trigger(*order, time_of(row.at));
    }
    if (order->state == OrderState::Settling && row.order_id == order->venue_ids.back() &&
        has(readers, {order->key, ReadKind::OpenOrders})) {
        return listed(*order);
    }
    const bool comparable =
        row.quantity && row.remaining && same_for_venue(*row.quantity, order->request.quantity);
    if (comparable && (order->triggered || !is_stop(order->request.type))) expect(*order, row);
    review(*order);
}

void OrderManager::Impl::on_trades(const TradesList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Trades);
    std::vector<Reader> readers;
    bool believed = false;
    std::optional<WallTime> since;
    if (request != nullptr) {
        const auto& wanted = std::get<QueryTrades>(request->query).order_id;
        const bool certain = !wanted.empty() && !list.trades.empty() &&
                             std::all_of(list.trades.begin(), list.trades.end(),
                                         [&](const FillEvent& row) { return row.order_id == wanted; });
        believed = !reads.answer_is_stale(Reads::Channel::Trades, certain);
        if (believed) readers = request->readers;
        for (const auto& reader : readers) {
            const Order* order = book.find(reader.key);
            if (order != nullptr && (!since || order->accepted_at < *since)) since = order->accepted_at;
        }
    }
    for (const auto& row : list.trades) on_trade_row(row, readers);
    if (believed)
        page_done(Reads::Channel::Trades, list.trades.size(), kTradesPage, past(list.trades, since));
}

void OrderManager::Impl::on_trade_row(const FillEvent& row, const std::vector<Reader>& readers) {
    if (row.trade_id.empty()) return;
    if (own(row.client_order_id, row.order_id) != nullptr) return on_fill(row, false);
    if (archived(row.client_order_id, row.order_id)) return on_fill(row, false);
    if (row.order_id.empty() || !row.client_order_id.empty()) return;
    for_hunts(readers, [&](Hunt& hunt) {
        auto& candidate = hunt.candidates[row.order_id];
        fill_in(candidate, row);
        if (row.quantity && (!candidate.quantity || *candidate.quantity < *row.quantity)) {
            candidate.quantity = row.quantity;
        }
        candidate.fills.push_back(row);
    });
}

void OrderManager::Impl::on_historic(const HistoricOrdersList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Historic);
    const bool answers = request != nullptr && request->query == Command(list.query);
    const std::vector<Reader> readers = answers ? request->readers : std::vector<Reader>{};
    std::optional<WallTime> since;
    for (const auto& reader : readers) {
        const Order* order = book.find(reader.key);
        if (order != nullptr && (!since || order->accepted_at < *since)) since = order->accepted_at;
    }
    for (const auto& row : list.orders) on_historic_row(row, readers);
    if (!answers) return;  // the late answer to a read that was given up
    page_done(Reads::Channel::Historic, list.orders.size(), kHistoricPage, past(list.orders, since));
}

void OrderManager::Impl::on_historic_row(const HistoricOrder& row, const std::vector<Reader>& readers) {
    if (const Order* order = own(row.client_order_id, row.order_id)) return on_own_history(*order, row);
    if (row.order_id.empty() || !row.client_order_id.empty()) return;
    if (archived({}, row.order_id)) return;
    for_hunts(readers, [&](Hunt& hunt) {
        auto& candidate = hunt.candidates[row.order_id];
        fill_in(candidate, row);
        if (row.quantity) candidate.quantity = row.quantity;
        if (row.price) candidate.price = row.price;
        candidate.history = row;
    });
}

/// The history of ended orders has this order. For a vanished stop a row without executions decides nothing:
/// the execution may stand under another id.
void OrderManager::Impl::on_own_history(const Order& order, const HistoricOrder& row) {
    if (order.ended() || !order.acked) return;
    const bool executed = row.filled_quantity && row.filled_quantity->is_positive();
    const bool new_id = note_id(order, row.order_id);
    const bool fired = row.type && (*row.type == OrderType::StopMarket || *row.type == OrderType::Market);
    if (executed || new_id || fired) trigger(order, time_of(row.at));
    if (is_stop(order.request.type) && !order.triggered) return;
    if (!row.order_id.empty() && superseded(order, row.order_id)) return;
    auto& watch = watches[order.key];
    if (executed) watch.expected_cum = std::max(watch.expected_cum, *row.filled_quantity);
    const bool done = same_for_venue(row.filled_quantity.value_or(Decimal{}), order.request.quantity);
    if (!done && !is_childless(order)) {
        return request_end(order, refusal(row.terminal_status), time_of(row.at), nullptr);
    }
    review(order);
}

void OrderManager::Impl::page_done(Reads::Channel channel, std::size_t rows, int page_size, bool enough) {
    const auto* request = reads.outstanding(channel);
    if (request == nullptr) return;  // what a row told has ended the interest
    const bool full = rows >= static_cast<std::size_t>(page_size);
    if (full && !enough && !request->readers.empty()) {
        if (request->pages + 1 < kMaxPages) return reads.next_page(channel, page_size);
        return read_done(reads.take(channel), true);
    }
    read_done(reads.take(channel), false);
}

void OrderManager::Impl::read_done(const Reads::Request& request, bool failed) {
    for (const auto& reader : request.readers) {
        const Order* order = book.find(reader.key);
        if (order == nullptr) continue;
        if (failed) note_failure(reader);
        if (reads.asked(reader)) continue;  // another id of the same order is still being read
        if (reader.kind == ReadKind::OwnTrades && watch_of(reader.key) != nullptr) {
            own_trades_done(*order);
            if (reads.asked(reader)) continue;  // and are read again
        }
        look_again(*order, reader.kind);
        hunt_step(*order, reader.kind);
    }
}

void OrderManager::Impl::note_failure(Reader reader) {
    Watch* watch = watch_of(reader.key);
    if (watch == nullptr) return;
    if (reader.kind == ReadKind::OwnTrades) watch->trades_failed = true;
    if (watch->hunt && watch->hunt->waiting.contains(reader.kind)) watch->hunt->failed = true;
}

/// A look at one order that told nothing, or a history that does not have it yet (the venue may take its
/// time): the order stays as it is and is looked at again.
void OrderManager::Impl::look_again(const Order& order, ReadKind kind) {
    if (order.state != OrderState::Live || (kind != ReadKind::Check && kind != ReadKind::OwnHistory)) return;
    if (is_ioc(order)) return arm(order.key, TimerKind::IocEnd, backoff(watches[order.key].checks++));
    const Watch* known = watch_of(order.key);
    const bool gone = known != nullptr && known->gone && !known->end;
    if (kind == ReadKind::OwnHistory && !gone) return;
    auto& watch = watches[order.key];
    if (gone && watch.checks >= kPatience) {
        alarm(Alarm::Settling, &order, "it is no longer open at the venue, whose history does not show why");
    }
    arm(order.key, TimerKind::CheckAgain, backoff(watch.checks++));
}

void OrderManager::Impl::check_again(const Order& order) {
    consider_all();
    const bool resting = order.state == OrderState::Live && !is_ioc(order);
    if (resting && !reads.asked({order.key, ReadKind::Check})) check(order);
}

/// get_order is answered: with a row that shows the order open, or without one.
void OrderManager::Impl::answer_check(const OrderUpdate* open_row) {
    const auto request = reads.take(Reads::Channel::Orders);
    for (const auto& reader : request.readers) {
        const Order* order = book.find(reader.key);
        if (order == nullptr) continue;
        if (open_row != nullptr) {
            still_open(*order);
            change_shown_open(*order, open_row);
        } else {
            change_shown_gone(*order);
            not_open(*order);
        }
    }
}

void OrderManager::Impl::on_read_error(Reads::Channel channel, const VenueError& error) {
    const auto* request = reads.outstanding(channel);
    if (request == nullptr) return alarm(Alarm::UnmatchedError, nullptr, error.code);
    const auto* query = std::get_if<QueryOrder>(&request->query);
    const bool was_user_orders = error.echo_type == "get_user_orders";
    if (channel == Reads::Channel::Orders && !error.echo_type.empty() &&
        was_user_orders != (query == nullptr)) {
        return;  // about a read that was given up
    }
    if (query != nullptr && !error.echo_order_id.empty() && error.echo_order_id != query->order_id) return;
    const bool unknown_there = query != nullptr && error.code != "RateLimited" && error.code != "ServerError";
    if (unknown_there) return answer_check(nullptr);
    read_done(reads.take(channel), true);
}

void OrderManager::Impl::on_query_failed(const Command& query) {
    if (!is_query(query)) return;
    const auto channel = Reads::channel_of(query);
    const auto* request = reads.outstanding(channel);
    if (request != nullptr && request->query == query) read_done(reads.take(channel), true);
}

}  // namespace qb::orders
