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

/// Rows come newest first and have left the time that matters behind.
template <class Rows>
bool past(const Rows& rows, std::optional<WallTime> since) {
    if (!since || rows.empty() || !rows.front().at) return false;
    WallTime last = *rows.front().at;
    for (const auto& row : rows) {
        if (!row.at || *row.at > last) return false;
        last = *row.at;
    }
    return last < *since;
}

void fill_in(Candidate& candidate, const auto& row) {
    if (candidate.symbol.empty()) candidate.symbol = row.symbol;
    if (!candidate.side) candidate.side = row.side;
    if (!candidate.type) candidate.type = row.type;
    if (!candidate.at) candidate.at = row.at;
}

}  // namespace

/// Symbols of the readers' stops whose fate is searched for.
OrderManager::Impl::Symbols OrderManager::Impl::searched_by(const Readers& readers) {
    Symbols symbols;
    for (const auto& reader : readers) {
        const Watch* watch = watch_of(reader.key);
        const bool searched = (watch != nullptr && watch->hunt) || lookups.contains(reader.key);
        const Order* order = searched ? book.find(reader.key) : nullptr;
        if (order != nullptr && is_stop(order->request.type)) symbols.insert(order->request.symbol);
    }
    return symbols;
}

/// Rows older than this tell none of the readers anything.
std::optional<WallTime> OrderManager::Impl::wanted_since(const Readers& readers) const {
    std::optional<WallTime> since;
    for (const auto& reader : readers) {
        const Order* order = book.find(reader.key);
        if (order == nullptr) continue;
        const bool own = reader.kind == ReadKind::OwnTrades || reader.kind == ReadKind::OwnHistory;
        const WallTime from = own ? order->accepted_at - kClockSlack : fired_since(*order);
        if (!since || from < *since) since = from;
    }
    return since;
}

/// Where a row of somebody else's order is kept, if it can matter to a search. One that shows somebody's
/// client id matters too: another list may not show it.
Candidate* OrderManager::Impl::stranger(const auto& row, const Symbols& searched) {
    if (searched.empty() || row.order_id.empty()) return nullptr;
    if (!row.symbol.empty() && !searched.contains(row.symbol)) return nullptr;
    const auto [place, is_new] = strangers.try_emplace(row.order_id);
    Candidate& candidate = place->second;
    if (is_new) {
        const auto orphan = orphans.find(row.order_id);
        candidate.first_seen = orphan != orphans.end() ? orphan->second.seen : now.mono;
    }
    fill_in(candidate, row);
    candidate.alien = candidate.alien || !row.client_order_id.empty();
    candidate.seen = now.mono;
    return &candidate;
}

void OrderManager::Impl::on_orders(const OrdersList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Orders);
    const auto* query = request != nullptr ? std::get_if<QueryOrder>(&request->query) : nullptr;
    const bool named =
        query != nullptr && std::any_of(list.orders.begin(), list.orders.end(),
                                        [&](const auto& row) { return row.order_id == query->order_id; });
    const bool answers = request != nullptr && (query == nullptr || named || list.orders.empty());
    const bool believed = answers && !reads.answer_is_stale(Reads::Channel::Orders, named);
    const Readers readers = believed ? request->readers : Readers{};
    const Symbols searched = searched_by(readers);
    const OrderUpdate* open_row = nullptr;
    for (const auto& row : list.orders) {
        if (named && row.order_id == query->order_id && shows_open(row)) open_row = &row;
    }
    const Now sent = request != nullptr ? request->sent : Now{};
    for (const auto& row : list.orders) {
        on_row(row, readers, searched);
        const Order* order = believed && shows_open(row) ? own(row.client_order_id, row.order_id) : nullptr;
        if (order == nullptr) continue;
        note_shown(*order, sent);
        if (survey) survey->shown.insert(order->key);
    }
    if (!believed) return;
    if (query != nullptr) return answer_check(open_row);
    page_done(Reads::Channel::Orders, list.orders.size(), kOrdersPage, false);
}

/// An armed stop was open when the venue was asked.
void OrderManager::Impl::note_shown(const Order& order, Now when) {
    if (order.state == OrderState::Live && is_stop(order.request.type) && !order.triggered)
        shown_open[order.key] = when;
}

void OrderManager::Impl::on_row(const OrderUpdate& row, const Readers& readers, const Symbols& searched) {
    const Order* order = own(row.client_order_id, row.order_id);
    if (order == nullptr && shows_open(row)) order = replaced_like(row);
    Candidate* other = order == nullptr ? stranger(row, searched) : nullptr;
    if (other != nullptr) {
        if (row.quantity) other->quantity = row.quantity;
        if (row.price) other->price = row.price;
        if (row.type && is_stop(*row.type)) other->resting = true;
    }
    if (order != nullptr && order->state == OrderState::Rejected && shows_open(row)) {
        alarm(Alarm::OpenAfterReject, order, "listed as open after it was reported as rejected");
    }
    if (order == nullptr || order->ended() || order->state == OrderState::Held) return;
    if (order->is_of_former(row.client_order_id, row.order_id)) return;
    if (!shows_open(row)) return spoil_lookup(order->key);  // it was there at least
    if (order->rest_is_out()) complete_rest(*order, row.order_id, time_of(row.at));
    ensure_acked(*order, row.order_id, time_of(row.at));
    hear_replaced(*order, row);
    const bool elsewhere = note_id(*order, row.order_id) && order->refusal.word == kNotOpen;
    if (row.type && (*row.type == OrderType::StopMarket || *row.type == OrderType::Market)) {
        trigger(*order, time_of(row.at));
    }
    const bool asked = elsewhere || readers.contains({order->key, ReadKind::OpenOrders});
    if (order->state == OrderState::Settling && row.order_id == order->venue_ids.back() && asked) {
        return listed(*order);
    }
    if (executed_by(*order, row) && (order->triggered || !is_stop(order->request.type))) expect(*order, row);
    review(*order);
}

void OrderManager::Impl::on_trades(const TradesList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Trades);
    Readers readers;
    bool believed = false;
    if (request != nullptr) {
        const auto& wanted = std::get<QueryTrades>(request->query).order_id;
        const bool certain = !wanted.empty() && !list.trades.empty() &&
                             std::all_of(list.trades.begin(), list.trades.end(),
                                         [&](const FillEvent& row) { return row.order_id == wanted; });
        believed = !reads.answer_is_stale(Reads::Channel::Trades, certain);
        if (believed) readers = request->readers;
    }
    const auto since = wanted_since(readers);
    const Symbols searched = searched_by(readers);
    for (const auto& row : list.trades) on_trade_row(row, searched);
    if (believed)
        page_done(Reads::Channel::Trades, list.trades.size(), kTradesPage, past(list.trades, since));
}

void OrderManager::Impl::on_trade_row(const FillEvent& row, const Symbols& searched) {
    if (row.trade_id.empty()) return;
    if (const Order* order = own(row.client_order_id, row.order_id)) {
        const bool lost = outcome_unknown(*order);
        on_fill(row, false);
        return lost ? found_elsewhere(*order) : void();
    }
    if (archived(row.client_order_id, row.order_id)) return on_fill(row, false);
    Candidate* other = stranger(row, searched);
    if (other == nullptr) return;
    if (row.quantity && (!other->quantity || *other->quantity < *row.quantity)) {
        other->quantity = row.quantity;
    }
    const bool known = std::any_of(other->fills.begin(), other->fills.end(),
                                   [&](const FillEvent& fill) { return fill.trade_id == row.trade_id; });
    if (!known && (!other->type || can_be_fired_stop(*other->type))) other->fills.push_back(row);
}

void OrderManager::Impl::on_historic(const HistoricOrdersList& list) {
    const auto* request = reads.outstanding(Reads::Channel::Historic);
    const bool answers = request != nullptr && request->query == Command(list.query);
    const Readers readers = answers ? request->readers : Readers{};
    const auto since = wanted_since(readers);
    const Symbols searched = searched_by(readers);
    for (const auto& row : list.orders) on_historic_row(row, searched);
    if (!answers) return;  // the late answer to a read that was given up
    page_done(Reads::Channel::Historic, list.orders.size(), kHistoricPage, past(list.orders, since));
}

void OrderManager::Impl::on_historic_row(const HistoricOrder& row, const Symbols& searched) {
    if (const Order* order = own(row.client_order_id, row.order_id)) {
        if (own({}, row.order_id) == nullptr)
            stranger(row, searched);  // other lists show it without its owner
        return on_own_history(*order, row);
    }
    if (searched.empty() || archived({}, row.order_id)) return;
    Candidate* other = stranger(row, searched);
    if (other == nullptr) return;
    if (row.quantity) other->quantity = row.quantity;
    if (row.price) other->price = row.price;
    other->history = row;
}

/// The history of ended orders has this order. For a vanished stop a row without executions decides nothing:
/// the execution may stand under another id.
void OrderManager::Impl::on_own_history(const Order& order, const HistoricOrder& row) {
    if (order.ended() || order.is_of_former(row.client_order_id, row.order_id)) return;
    const bool executed = row.filled_quantity && row.filled_quantity->is_positive();
    if (!order.acked) {
        if (order.state != OrderState::Unknown) return;
        if (row.status_class == StatusClass::Refused && !executed)
            return reject(order, refusal(row.terminal_status), row.order_id, time_of(row.at));
        ensure_acked(order, row.order_id, time_of(row.at));
        watches[order.key].check_trades = true;
        if (is_stop(order.request.type) && !executed) return found_elsewhere(order);
    }
    if (order.rest_is_out()) {
        if (!executed) return lose_rest(order, refusal(row.terminal_status), time_of(row.at));
        complete_rest(order, row.order_id, time_of(row.at));
    }
    const bool new_id = note_id(order, row.order_id);
    const bool fired = row.type && (*row.type == OrderType::StopMarket || *row.type == OrderType::Market);
    if (executed || new_id || fired) trigger(order, time_of(row.at));
    if (is_stop(order.request.type) && !order.triggered) return;
    if (!row.order_id.empty() && superseded(order, row.order_id)) return;
    auto& watch = watches[order.key];
    if (executed) {
        const auto cum = row.filled_quantity->plus(order.executed_before());
        watch.expected_cum = std::max(watch.expected_cum, cum.value_or(Decimal{}));
    }
    const bool done = same_for_venue(row.filled_quantity.value_or(Decimal{}), order.venue_quantity());
    if (!done && !is_childless(order)) {
        note_earlier_end(order, row);
        return request_end(order, refusal(row.terminal_status), time_of(row.at), nullptr);
    }
    review(order);
}

/// The venue's own time of the end lies before the cancel that was to be followed by a rest.
void OrderManager::Impl::note_earlier_end(const Order& order, const HistoricOrder& row) {
    const auto watch = change_watches.find(order.key);
    if (watch == change_watches.end() || !watch->second.cancel_sent || !row.at) return;
    if (*row.at < *watch->second.cancel_sent - kClockSlack) watch->second.over_before = true;
}

void OrderManager::Impl::page_done(Reads::Channel channel, std::size_t rows, int page_size, bool enough) {
    const auto* request = reads.outstanding(channel);
    if (request == nullptr) return;  // what a row told has ended the interest
    const bool full = rows >= static_cast<std::size_t>(page_size);
    if (full && !enough && !request->readers.empty()) {
        if (request->pages + 1 < kMaxPages) return reads.next_page(channel, page_size);
        return read_done(reads.take(channel), true, true);
    }
    read_done(reads.take(channel), false);
}

/// cut: it failed because it has no end.
void OrderManager::Impl::read_done(const Reads::Request& request, bool failed, bool cut) {
    for (const auto& reader : request.readers) {
        if (reader.kind == ReadKind::Sweep) swept(std::get<QueryOpenOrders>(request.query).symbol, failed);
        if (reader.kind == ReadKind::Survey) surveyed(failed);
        const Order* order = book.find(reader.key);
        if (order == nullptr) continue;
        if (failed) note_failure(reader, cut);
        if (reads.asked(reader)) continue;  // another id of the same order is still being read
        if (reader.kind == ReadKind::Lookup) looked_up(*order);
        if (reader.kind == ReadKind::OwnTrades && watch_of(reader.key) != nullptr) {
            own_trades_done(*order);
            if (reads.asked(reader)) continue;  // and are read again
        }
        look_again(*order, reader.kind);
        hunt_step(*order, reader.kind);
    }
}

/// A wide list without an end has shown its newest rows: a search may still be decided if none of them fits.
void OrderManager::Impl::note_failure(Reader reader, bool cut) {
    if (reader.kind == ReadKind::Lookup) return spoil_lookup(reader.key);
    Watch* watch = watch_of(reader.key);
    if (watch == nullptr) return;
    if (reader.kind == ReadKind::OwnTrades) watch->trades_failed = true;
    if (!watch->hunt || !watch->hunt->waiting.contains(reader.kind)) return;
    const bool wide = reader.kind == ReadKind::AllTrades || reader.kind == ReadKind::SymbolHistory;
    (cut && wide ? watch->hunt->cut : watch->hunt->failed) = true;
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
            note_shown(*order, request.sent);
            still_open(*order);
            change_shown_open(*order, open_row);
        } else if (std::get<QueryOrder>(request.query).order_id != order->present_venue_id()) {
            if (order->state == OrderState::Live) check(*order);  // it has another id by now
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
