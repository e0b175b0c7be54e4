#include <algorithm>

#include "orders/manager_impl.h"

/// Executions, and the ends that wait for them. An execution comes from fill_response or a trades row and
/// from nothing else; its price is never made up.
namespace qb::orders {
namespace {

/// The fact names the former order whatever the frame said: what the rest has executed depends on it.
FillEvent named_as_former(const Order& order, FillEvent event) {
    const std::size_t former_ids = order.changes->rests.back().former_ids;
    if (!order.is_of_former({}, event.order_id) && former_ids > 0)
        event.order_id = order.venue_ids[former_ids - 1];
    return event;
}

/// The figures of a cancelled order that was executed in part; zeroes say nothing.
bool shows_a_part(const OrderUpdate& update) {
    return update.quantity && update.remaining && update.remaining->is_positive() &&
           *update.remaining < *update.quantity;
}

}  // namespace

void OrderManager::Impl::on_fill(const FillEvent& event, bool live) {
    const Order* order = own(event.client_order_id, event.order_id);
    if (order == nullptr) {
        if (const auto old = archived(event.client_order_id, event.order_id)) {
            if (old->trade_ids.contains(event.trade_id)) return;
            return fill(restore(*old), event);
        }
    }
    if (order != nullptr) return fill(*order, event);
    if (!live) return;  // a list shows the whole account: a stranger's row there is no news
    stray({.order_id = event.client_order_id.empty() && event.side && event.type ? event.order_id : "",
           .symbol = event.symbol,
           .side = event.side.value_or(Side::Buy),
           .type = event.type.value_or(OrderType::Limit),
           .quantity = event.quantity.value_or(Decimal{}),
           .price = std::nullopt},
          event);
}

void OrderManager::Impl::fill(const Order& order, const FillEvent& event) {
    if (order.state == OrderState::Held) return;  // never sent: this cannot be about it
    if (order.trade_ids.contains(event.trade_id)) return touch_ioc(order);
    const WallTime at = time_of(event.at);
    const bool former = order.is_of_former(event.client_order_id, event.order_id);
    if (!former && order.rest_is_out()) complete_rest(order, event.order_id, at);
    ensure_acked(order, event.order_id, at);
    const bool new_id = !former && note_id(order, event.order_id);
    if (new_id && !is_stop(order.request.type)) complete_replace(order, at);  // nothing else gives it an id
    trigger(order, at);
    const bool complete = !event.trade_id.empty() && event.price && event.price->is_positive() &&
                          event.quantity && event.quantity->is_positive();
    if (complete) {
        const bool working = !order.ended();
        book_fill(order, former ? named_as_former(order, event) : event, *event.quantity);
        if (former && working) overtaken(order);
    } else if (event.trade_id.empty()) {
        watches[order.key].check_trades = true;
    } else {
        alarm(Alarm::FillWithoutTrade, &order, event.trade_id);
        await_trade(order, event.trade_id);
    }
    review(order);
    touch_ioc(order);
}

/// More is executed than the order had: the replace under way was done, and its answer is late or lost.
void OrderManager::Impl::settle_replace(const Order& order, const FillEvent& event, Decimal quantity) {
    const auto cum = order.cum_qty.plus(quantity);
    if (!cum || !has_sent_replace(order) || !less_for_venue(order.request.quantity, *cum)) return;
    if (less_for_venue(*order.pending()->quantity, *cum)) return;
    complete_replace(order, time_of(event.at));
}

void OrderManager::Impl::book_fill(const Order& order, const FillEvent& event, Decimal quantity) {
    if (order.ended()) close_change(order);  // its answer comes before what is told of late fills
    settle_replace(order, event, quantity);
    const Decimal wanted = order.request.quantity;
    const auto left = wanted.minus(order.cum_qty);
    const auto sum = order.cum_qty.plus(quantity);
    if (left && left->is_positive() &&
        (same_for_venue(quantity, *left) || (sum && same_for_venue(*sum, wanted)))) {
        quantity = *left;  // the venue's doubles show only the first 15 digits of ours
    }
    Notional notional = order.notional;
    const auto cum = order.cum_qty.plus(quantity);
    if (!cum || !notional.add(*event.price, quantity)) {
        return alarm(Alarm::FillWithoutTrade, &order, "a fill whose sum has more digits than can be kept");
    }
    Filled fact{order.key, event.trade_id,     event.order_id, *event.price,     quantity,
                event.fee, Liquidity::Unknown, order.ended(),  time_of(event.at)};
    if (event.aggressor_side) {
        fact.liquidity = *event.aggressor_side == order.request.side ? Liquidity::Removed : Liquidity::Added;
    }
    emit(fact);
    if (fact.late) alarm(Alarm::LateFill, &order, fact.trade_id);
    if (*cum > wanted) alarm(Alarm::Overfill, &order, fact.trade_id);
}

void OrderManager::Impl::await_trade(const Order& order, std::string_view trade_id) {
    if (order.trade_ids.contains(trade_id)) return;
    auto& awaited = watches[order.key].awaited;
    if (std::find(awaited.begin(), awaited.end(), trade_id) == awaited.end()) awaited.emplace_back(trade_id);
}

/// The order is over for the venue. Known gaps are closed first: the end comes after its fills.
void OrderManager::Impl::request_end(const Order& order, const Refusal& why, WallTime at,
                                     const OrderUpdate* evidence) {
    auto& watch = watches[order.key];
    if (!watch.end) {
        watch.end = PendingEnd{why, at};
        if (cancels_for_rest(order)) {
            if (cancel_is_held_back(order)) change_watches[order.key].over_before = true;
            read_last_executions(order);
        }
    }
    if (order.state == OrderState::Settling) watch.hunt.reset();  // decided
    if (evidence != nullptr) {
        if (unseen_since_loss(order)) watch.check_trades = true;  // executions may have been missed
        if (const auto executed = executed_by(order, *evidence)) {
            watch.hinted_cum = executed;
            // More than the trades show: nothing is added before they show it.
            if (cancels_for_rest(order) && shows_a_part(*evidence) && watch.expected_cum < *executed)
                watch.expected_cum = *executed;
        }
        if (evidence->status == "IOC_PARTIALLY_FILLED" &&
            !(watch.hinted_cum && watch.hinted_cum->is_positive())) {
            watch.check_trades = true;
        }
        if (!evidence->trade_id.empty()) await_trade(order, evidence->trade_id);
    }
    timers.disarm(order.key, TimerKind::IocEnd);
    review(order);
}

/// An execution that the venue is certain about and no fill has shown.
bool OrderManager::Impl::strong_gap(const Order& order, const Watch& watch) const {
    return !watch.awaited.empty() || less_for_venue(order.cum_qty, watch.expected_cum) ||
           (watch.child_owed && is_childless(order));
}

bool OrderManager::Impl::gap(const Order& order, const Watch& watch) const {
    return watch.check_trades || strong_gap(order, watch) ||
           (watch.hinted_cum && less_for_venue(order.cum_qty, *watch.hinted_cum));
}

/// Looks at what is still being found out and takes the next step; called after everything that may change
/// it.
void OrderManager::Impl::review(const Order& order) {
    Watch* watch = watch_of(order.key);
    if (watch == nullptr) return;
    std::erase_if(watch->awaited, [&](const std::string& id) { return order.trade_ids.contains(id); });
    const Reader reader{order.key, ReadKind::OwnTrades};
    if (gap(order, *watch)) {
        if (!reads.asked(reader) && !timers.armed(order.key, TimerKind::ReadTrades)) {
            arm(order.key, TimerKind::ReadTrades, settings.fill_wait);
        }
        return;
    }
    timers.disarm(order.key, TimerKind::ReadTrades);
    if (watch->hunt) return;
    if (watch->end && is_childless(order) && !watch->hunted) return start_hunt(order);
    if (watch->end && !order.ended()) return finish(order, PendingEnd(*watch->end));
    if (watch->gone && !order.ended()) return;  // how it ended is still looked for
    watches.erase(order.key);
    reads.forget(reader);
}

void OrderManager::Impl::finish(const Order& order, const PendingEnd& end) {
    if (add_rest(order, end)) return;
    Ended fact{order.key, OrderState::Cancelled, end.refusal, {}, end.at, {}};
    if (const PendingChange* pending = order.pending();
        pending != nullptr && pending->kind == ChangeKind::Cancel) {
        fact.orig_cl_ord_id = pending->orig_cl_ord_id;
    } else if (order.changes->owed != OwedCancel::No) {
        fact.refusal = {end.refusal.ord_rej_reason, std::string(to_string(order.changes->owed)),
                        end.refusal.word + ": " + end.refusal.text};
    }
    emit(fact);
}

void OrderManager::Impl::read_trades(const Order& order) {
    Watch* watch = watch_of(order.key);
    if (watch == nullptr) return;
    watch->trades_failed = false;
    const Reader reader{order.key, ReadKind::OwnTrades};
    for (const auto& id : order.venue_ids) reads.ask(QueryTrades{id, 0}, reader);
    if (order.venue_ids.empty()) reads.ask(QueryTrades{{}, 0}, reader);
}

/// All reads of this order's trades are in.
void OrderManager::Impl::own_trades_done(const Order& order) {
    Watch* watch = watch_of(order.key);
    if (watch == nullptr) return;
    if (!watch->trades_failed) {
        watch->check_trades = false;
        // A rest is only added when the trades had time to show what the cancel's own figures say.
        const bool look_twice = cancels_for_rest(order) && watch->rest_looks++ == 0;
        if (!look_twice) watch->hinted_cum.reset();
    }
    std::erase_if(watch->awaited, [&](const std::string& id) { return order.trade_ids.contains(id); });
    if (watch->trades_failed || strong_gap(order, *watch)) {
        if (!watch->trades_failed) alarm(Alarm::FillWithoutTrade, &order, "no trade shows this execution");
        if (gap(order, *watch)) arm(order.key, TimerKind::ReadTrades, backoff(watch->trade_reads++));
        if (!watch->trades_failed && is_childless(order) && !watch->hunt) start_hunt(order);
        return;
    }
    review(order);
}

/// An order that cannot rest and falls silent is asked about: QFEX docs and clients, a partial FILLED may be
/// the last frame of an IOC order.
void OrderManager::Impl::touch_ioc(const Order& order) {
    if (order.state != OrderState::Live || !is_ioc(order)) return;
    const Watch* watch = watch_of(order.key);
    if (watch != nullptr && watch->end) return;
    arm(order.key, TimerKind::IocEnd, settings.ioc_end_wait);
}

void OrderManager::Impl::ioc_silent(const Order& order) {
    if (order.state != OrderState::Live) return;
    const Watch* watch = watch_of(order.key);
    if (watch != nullptr && strong_gap(order, *watch)) return touch_ioc(order);  // its trades come first
    if (!order.venue_ids.empty()) return check(order);
    reads.ask(QueryHistoricOrders{order.request.symbol, to_hex(order.client_order_id), 0},
              {order.key, ReadKind::OwnHistory});
}

/// The venue was asked and does not have the order open.
void OrderManager::Impl::not_open(const Order& order) {
    if (order.state != OrderState::Live) return;
    if (is_stop(order.request.type) && !order.triggered) return begin_settling(order, kNotOpen, {});
    auto& watch = watches[order.key];
    watch.check_trades = true;
    if (is_ioc(order)) {
        if (!watch.end) {
            watch.end = PendingEnd{{99, "IOC_REMAINDER_CANCELLED", "the venue no longer has the order open"},
                                   now.wall};
        }
    } else {
        watch.gone = true;
        reads.ask(QueryHistoricOrders{order.request.symbol, to_hex(order.present_client_order_id()), 0},
                  {order.key, ReadKind::OwnHistory});
        // A modify may have given it an id that nobody has heard of: the open set shows it.
        if (has_sent_replace(order) || may_answer_late(order))
            reads.ask(QueryOpenOrders{order.request.symbol, 0}, {order.key, ReadKind::OpenOrders});
    }
    timers.disarm(order.key, TimerKind::ReadTrades);
    read_trades(order);
}

void OrderManager::Impl::still_open(const Order& order) {
    if (order.state == OrderState::Settling && order.refusal.word == kNotOpen) return end_settling(order);
    if (order.state != OrderState::Live) return;
    if (is_ioc(order)) return arm(order.key, TimerKind::IocEnd, backoff(watches[order.key].checks++));
    if (Watch* watch = watch_of(order.key)) {
        watch->gone = false;
        watch->checks = 0;
        review(order);
    }
    if (!is_stop(order.request.type)) return;
    if (not_shown.erase(order.key) > 0) stops_are_hidden = true;
    cleared(order);
}

}  // namespace qb::orders
