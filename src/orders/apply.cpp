#include <algorithm>

#include "orders/order_book.h"

/// What each fact does to the order it names. Nothing else changes an order, at run time and at restart
/// alike.
namespace qb::orders {

bool OrderBook::apply(const Fact& fact) {
    return std::visit([this](const auto& known) { return on(known); }, fact);
}

bool OrderBook::on(const Accepted& fact) {
    if (!fact.request.quantity.is_positive() || fact.client_order_id == Id128{}) return false;
    Order order;
    order.key = fact.key;
    order.client_order_id = fact.client_order_id;
    order.request = fact.request;
    order.state = fact.held ? OrderState::Held : OrderState::PendingNew;
    order.accepted_at = fact.at;
    return insert(std::move(order));
}

bool OrderBook::on(const Released& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->state != OrderState::Held) return false;
    change(*order, [](Order& held) { held.state = OrderState::PendingNew; });
    return true;
}

bool OrderBook::on(const Refused& fact) {
    if (find(fact.key) != nullptr) return false;
    if (unusable_cl_ord_id(fact.request, fact.refusal.word)) return true;  // leaves no trace
    return insert(refused_order(fact));
}

bool OrderBook::on(const Duplicate&) {
    return true;
}  // the existing order may be archived: nothing to compare

bool OrderBook::on(const Acked& fact) {
    Order* order = get(fact.key);
    const bool unanswered =
        order != nullptr && (order->state == OrderState::PendingNew || order->state == OrderState::Unknown);
    if (!unanswered || order->acked || !can_own(fact.venue_id)) return false;
    change(*order, [&](Order& answered) {
        answered.acked = true;
        answered.state = OrderState::Live;
        add_venue_id(answered, fact.venue_id);
    });
    return true;
}

bool OrderBook::on(const Aliased& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || fact.venue_id.empty() || !can_own(fact.venue_id)) return false;
    change(*order, [&](Order& known) { add_venue_id(known, fact.venue_id); });
    return true;
}

bool OrderBook::on(const Triggered& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || !is_stop(order->request.type) || order->triggered) return false;
    if (order->state != OrderState::Live && order->state != OrderState::Settling) return false;
    // Until it ends ended_at says since when it may have been executing under an id not yet known: from the
    // first sign on. A stop that merely was not found gives none.
    WallTime since = fact.at;
    if (order->state == OrderState::Settling) {
        since = order->refusal.word == kNotOpen ? WallTime{} : std::min(order->ended_at, fact.at);
    }
    change(*order, [since](Order& fired) {
        fired.triggered = true;
        fired.state = OrderState::Live;
        fired.refusal = {};
        fired.ended_at = since;
    });
    return true;
}

bool OrderBook::on(const Filled& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || fact.trade_id.empty() || order->trade_ids.contains(fact.trade_id)) return false;
    if (!fact.price.is_positive() || !fact.quantity.is_positive()) return false;
    if (fact.late != order->ended()) return false;
    if (!fact.late &&
        (order->state != OrderState::Live || (is_stop(order->request.type) && !order->triggered))) {
        return false;
    }
    const auto cum = order->cum_qty.plus(fact.quantity);
    Notional notional = order->notional;
    if (!cum || !notional.add(fact.price, fact.quantity)) return false;
    change(*order, [&](Order& filled) {
        filled.cum_qty = *cum;
        filled.notional = notional;
        filled.price_decimals = std::max(filled.price_decimals, fact.price.normalized().scale());
        filled.trade_ids.insert(fact.trade_id);
        if (filled.is_of_former({}, fact.venue_id)) {
            auto& rest = filled.changes.edit().rests.back();
            rest.executed_before = rest.executed_before.plus(fact.quantity).value_or(rest.executed_before);
        }
        const bool whole = fact.late ? *cum >= filled.request.quantity : filled.is_executed();
        if (!fact.late && whole) filled.ended_at = fact.at;
        if (whole) {
            filled.state = OrderState::Filled;
            // A rest is executed that a refused replace made smaller than the order: nothing else is open.
            filled.request.quantity = std::min(filled.request.quantity, filled.cum_qty);
            if (filled.changes->owed != OwedCancel::No) filled.changes.edit().owed = OwedCancel::No;
        } else if (fact.late) {
            filled.state = OrderState::Cancelled;  // it was not rejected after all
        }
    });
    return true;
}

bool OrderBook::on(const Ended& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->ended()) return false;
    const bool by_request = !fact.orig_cl_ord_id.empty();
    const PendingChange* pending = order->pending();
    if (by_request && (pending == nullptr || pending->kind != ChangeKind::Cancel)) return false;
    // What never reached the venue is cancelled there by the bridge itself: it had not been acknowledged.
    const bool unsent =
        order->state == OrderState::Held && (by_request || order->changes->owed != OwedCancel::No);
    const bool executed = fact.state == OrderState::Filled && pending != nullptr &&
                          pending->step == ReplaceStep::Cancel && *pending->quantity <= order->cum_qty;
    OrderState wanted = order->acked || unsent ? OrderState::Cancelled : OrderState::Rejected;
    if (executed) wanted = OrderState::Filled;
    if (fact.state != wanted || !can_own(fact.venue_id)) return false;
    change(*order, [&](Order& ended) {
        if (by_request) take_over_cl_ord_id(ended);
        if (ended.changes->owed != OwedCancel::No) ended.changes.edit().owed = OwedCancel::No;
        if (executed) ended.request.quantity = ended.cum_qty;
        ended.state = fact.state;
        // Only a rest that late executions have overtaken ends so: 39=2 goes before 39=4.
        if (fact.state == OrderState::Cancelled && ended.cum_qty >= ended.request.quantity)
            ended.state = OrderState::Filled;
        ended.refusal = fact.refusal;
        ended.ended_at = fact.at;
        add_venue_id(ended, fact.venue_id);
    });
    return true;
}

bool OrderBook::on(const BecameUnknown& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->state != OrderState::PendingNew || order->unknown_reported) return false;
    change(*order, [](Order& lost) {
        lost.state = OrderState::Unknown;
        lost.unknown_reported = true;
    });
    return true;
}

bool OrderBook::on(const SettlingBegan& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->state != OrderState::Live) return false;
    if (!is_stop(order->request.type) || order->triggered) return false;
    change(*order, [&](Order& vanished) {
        vanished.state = OrderState::Settling;
        vanished.refusal.word = fact.word;
        vanished.ended_at = fact.at;
    });
    return true;
}

bool OrderBook::on(const SettlingEnded& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->state != OrderState::Settling) return false;
    change(*order, [](Order& back) {
        back.state = OrderState::Live;
        back.refusal = {};
        back.ended_at = {};
    });
    return true;
}

bool OrderBook::on(const Archived& fact) {
    Order* order = get(fact.order.key);
    if (order == nullptr || !order->ended()) return false;
    erase(*order);
    return true;
}

bool OrderBook::on(const ChangeAccepted& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->ended() || order->pending() != nullptr || fact.change.sent) return false;
    if (fact.change.cl_ord_id.empty() || fact.change.orig_cl_ord_id.empty()) return false;
    if (find(order->request.session, fact.change.cl_ord_id) != nullptr) return false;
    if (fact.change.kind == ChangeKind::Replace && !fact.change.quantity) return false;
    if (fact.change.step != ReplaceStep::Modify) return false;
    change(*order, [&](Order& changing) {
        changing.changes.edit().pending = fact.change;
        by_cl_ord_id_.insert(ClOrdRef{&changing, ClOrdRef::kPending});
    });
    return true;
}

bool OrderBook::on(const ChangeSent& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->ended()) return false;
    const PendingChange* pending = order->pending();
    if (pending == nullptr && order->changes->owed == OwedCancel::No) return false;
    if (pending != nullptr && pending->rest_is_out()) return false;
    if (fact.by_cancel && (pending == nullptr || pending->rest_id == Id128{})) return false;
    auto& changes = order->changes.edit();
    if (changes.pending) {
        changes.pending->sent = true;
        if (fact.by_cancel) changes.pending->step = ReplaceStep::Cancel;
    } else {
        changes.owed_sent = true;
    }
    return true;
}

bool OrderBook::on(const ChangeRefused& fact) {
    if (!fact.was_pending) return true;  // nothing was begun; the order may be archived or not ours at all
    Order* order = get(fact.key);
    if (order == nullptr || order->pending() == nullptr) return false;
    if (order->pending()->cl_ord_id != fact.request.cl_ord_id) return false;
    change(*order, [&](Order& kept) { drop_pending(kept); });
    return true;
}

bool OrderBook::on(const Replaced& fact) {
    Order* order = get(fact.key);
    const PendingChange* pending = order == nullptr ? nullptr : order->pending();
    if (pending == nullptr || pending->kind != ChangeKind::Replace || order->ended()) return false;
    if (order->state != OrderState::Live || fact.orig_cl_ord_id.empty()) return false;
    if (pending->step == ReplaceStep::Cancel) return false;
    if (*pending->quantity <= order->cum_qty) return false;
    change(*order, [&](Order& replaced) {
        auto& changes = replaced.changes.edit();
        if (!replaced.triggered) {  // else the last id may be what it became already
            changes.armed_ids =
                static_cast<std::uint16_t>(std::min<std::size_t>(replaced.venue_ids.size(), 0xFFFF));
        }
        replaced.request.quantity = *changes.pending->quantity;
        if (changes.pending->price) {
            (is_stop(replaced.request.type) ? replaced.request.stop_px : replaced.request.price) =
                changes.pending->price;
        }
        take_over_cl_ord_id(replaced);
    });
    return true;
}

bool OrderBook::on(const CancelOwed& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->ended() || fact.why == OwedCancel::No) return false;
    if (order->changes->owed != OwedCancel::No) return false;
    change(*order, [&](Order& doomed) {
        auto& changes = doomed.changes.edit();
        changes.owed = fact.why;
        changes.owed_sent = false;
    });
    return true;
}

bool OrderBook::on(const OwedCancelFailed& fact) {
    Order* order = get(fact.key);
    if (order == nullptr || order->ended() || order->changes->owed == OwedCancel::No) return false;
    change(*order, [](Order& survivor) { survivor.changes.edit().owed = OwedCancel::No; });
    return true;
}

bool OrderBook::on(const RestAdded& fact) {
    Order* order = get(fact.key);
    const PendingChange* pending = order == nullptr ? nullptr : order->pending();
    if (pending == nullptr || pending->step != ReplaceStep::Cancel || order->state != OrderState::Live)
        return false;
    if (!fact.quantity.is_positive() || find(pending->rest_id) != nullptr) return false;
    change(*order, [&](Order& cancelled) {
        auto& changes = cancelled.changes.edit();
        changes.pending->step = ReplaceStep::Add;
        const auto ids = std::min<std::size_t>(cancelled.venue_ids.size(), 0xFFFF);
        changes.rests.push_back({.client_order_id = changes.pending->rest_id,
                                 .quantity = fact.quantity,
                                 .executed_before = cancelled.cum_qty,
                                 .former_ids = static_cast<std::uint16_t>(ids)});
        by_rest_.emplace(changes.pending->rest_id, &cancelled);
    });
    return true;
}

bool OrderBook::on(const RestUnknown& fact) {
    Order* order = get(fact.key);
    const PendingChange* pending = order == nullptr ? nullptr : order->pending();
    if (pending == nullptr || pending->step != ReplaceStep::Add || order->ended()) return false;
    change(*order, [](Order& lost) { lost.changes.edit().pending->step = ReplaceStep::AddUnknown; });
    return true;
}

bool OrderBook::on(const ChangeRepeated&) { return true; }  // shows the order as it stands

bool OrderBook::on(const Restored& fact) { return fact.order.ended() && insert(fact.order); }

}  // namespace qb::orders
