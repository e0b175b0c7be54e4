#include <algorithm>

#include "orders/manager_impl.h"

/// order_response and stop_order_response: the venue's word on one order. Executions are not taken from here
/// (QFEX docs: FILLED only confirms), they are only expected from here.
namespace qb::orders {
namespace {

bool names_ioc_end(std::string_view status) { return status.substr(0, 4) == "IOC_"; }

bool fired_type(std::optional<OrderType> type) {
    return type && (*type == OrderType::StopMarket || *type == OrderType::Market);
}

/// The frame is about an order that executes, not about an armed stop.
bool is_executing(const OrderUpdate& update) {
    return fired_type(update.type) || names_ioc_end(update.status);
}

/// Whether the end of an order that has no ACK is that of an order the venue had accepted: its ACK may be
/// lost, something of it was executed, or it is a stop with an id there, which may have gone because it
/// fired.
bool was_accepted(const Order& order, const OrderUpdate& update) {
    if (order.state == OrderState::Unknown || update.status == "IOC_PARTIALLY_FILLED") return true;
    if (is_stop(order.request.type) && !update.order_id.empty() && !is_executing(update)) return true;
    const auto executed = executed_by(order, update);
    return executed && executed->is_positive() && *executed < order.request.quantity;
}

/// What a list of open orders may show of the order. One that is partly filled is FILLED with a remainder and
/// no trade; of a stop that is the sign that it fired.
bool is_open(const OrderUpdate& update, const Order* order) {
    const bool stop = order != nullptr && is_stop(order->request.type);
    const bool partly = !stop && update.status_class == StatusClass::Fill && update.trade_id.empty() &&
                        update.remaining && update.remaining->is_positive();
    return partly || update.status_class == StatusClass::Live || update.status_class == StatusClass::Modified;
}

bool shows_existence(const OrderUpdate& update) {
    return update.status_class == StatusClass::Live || update.status_class == StatusClass::Fill;
}

}  // namespace

/// The stop-cancel sample of the QFEX docs has quantity and remaining 0, so a remaining counts only beside
/// the order's quantity.
std::optional<Decimal> executed_by(const Order& order, const OrderUpdate& update) {
    if (!update.quantity || !update.remaining) return std::nullopt;
    if (!same_for_venue(*update.quantity, order.venue_quantity())) return std::nullopt;
    auto executed = std::optional(order.venue_quantity());
    if (!update.remaining->is_zero()) executed = update.quantity->minus(*update.remaining);
    return executed ? executed->plus(order.executed_before()) : std::nullopt;
}

void OrderManager::Impl::on_update(const OrderUpdate& update) {
    if (answers_check(update)) return;
    const Order* order = own(update.client_order_id, update.order_id);
    if (order == nullptr) {
        if (const auto old = archived(update.client_order_id, update.order_id)) {
            return on_archived_update(*old, update);
        }
        order = unanswered_like(update);
        if (order == nullptr) order = rest_like(update);
        if (order != nullptr && outcome_unknown(*order) && !shows_existence(update)) {
            order = nullptr;  // content alone is no proof that it was refused or has ended
        }
        if (order == nullptr) order = modified_like(update);
        if (order == nullptr) order = refused_change_like(update);
    }
    if (order != nullptr) return on_own_update(*order, update);
    stray({.order_id = update.client_order_id.empty() && update.side && update.type ? update.order_id : "",
           .symbol = update.symbol,
           .side = update.side.value_or(Side::Buy),
           .type = update.type.value_or(OrderType::Limit),
           .quantity = update.quantity.value_or(Decimal{}),
           .price = update.price},
          update);
}

/// get_order may be answered by an order_response. Only a refusal of the read itself ends here; any other
/// frame is news of the order as well.
bool OrderManager::Impl::answers_check(const OrderUpdate& update) {
    const auto* request = reads.outstanding(Reads::Channel::Orders);
    const auto* query = request != nullptr ? std::get_if<QueryOrder>(&request->query) : nullptr;
    if (query == nullptr) return false;
    const bool nameless = update.order_id.empty() && update.client_order_id.empty();
    // NO_SUCH_ORDER may carry the id that was asked for as a client id (QFEX docs are silent).
    const bool named = update.order_id == query->order_id ||
                       (update.order_id.empty() && update.client_order_id == query->order_id);
    if (!named && !nameless) return false;
    if (nameless && sent_changes() > 0) return false;  // it may answer a cancel just as well
    if (update.status_class == StatusClass::CancelRefused) {
        answer_check(nullptr);
        return true;
    }
    if (!nameless && update.status == "RATE_LIMITED") {
        read_done(reads.take(Reads::Channel::Orders), true);
        return true;
    }
    if (!nameless && is_open(update, book.find_venue_id(query->order_id))) {
        reads.expect_stray_answer(Reads::Channel::Orders);  // this may have been a live event after all
        answer_check(&update);
    }
    return false;
}

void OrderManager::Impl::on_own_update(const Order& order, const OrderUpdate& update) {
    if (order.state == OrderState::Held) return;  // never sent: this cannot be about it
    if (order.is_of_former(update.client_order_id, update.order_id)) return on_former_update(order, update);
    if (order.rest_is_out() && !rest_is_there(order, update)) return;
    const bool refusal =
        update.status_class == StatusClass::Refused || update.status_class == StatusClass::CancelRefused ||
        update.status_class == StatusClass::ModifyRefused || update.status_class == StatusClass::Unrecognised;
    if (refusal && order.acked && has_sent_change(order)) {
        // A modify that was refused and is a cancel now: its answer come once more is not the cancel's.
        if (update.status_class == StatusClass::ModifyRefused && has_sent_cancel(order)) return;
        return on_change_refused(order, update.status, {});
    }
    if (!refusal && order.acked) hear_replaced(order, update);
    switch (update.status_class) {
    case StatusClass::Live: return on_ack(order, update);
    case StatusClass::Modified: return on_modified(order, update);
    case StatusClass::Fill: return on_filled(order, update);
    case StatusClass::Ended: return on_end(order, update);
    case StatusClass::Refused: return on_refused(order, update);
    case StatusClass::Unrecognised:  // a word before the ACK refuses, no word says nothing
        return order.acked || update.status.empty() ? on_unclear(order, update) : on_refused(order, update);
    case StatusClass::CancelRefused:
    case StatusClass::ModifyRefused: return on_unclear(order, update);
    }
}

/// An ended order that left memory comes back only for news that can lead to an execution.
void OrderManager::Impl::on_archived_update(const Order& order, const OrderUpdate& update) {
    if (order.state == OrderState::Rejected && update.status_class == StatusClass::Live) {
        alarm(Alarm::OpenAfterReject, &order, "acknowledged after it was reported as rejected");
    }
    const bool new_trade = update.status_class == StatusClass::Fill && !update.trade_id.empty() &&
                           !order.trade_ids.contains(update.trade_id);
    const bool new_id =
        update.status_class == StatusClass::Live && is_stop(order.request.type) && !order.triggered &&
        fired_type(update.type) && !update.order_id.empty() &&
        std::find(order.venue_ids.begin(), order.venue_ids.end(), update.order_id) == order.venue_ids.end();
    if (new_trade || new_id) on_own_update(restore(order), update);
}

void OrderManager::Impl::ensure_acked(const Order& order, std::string_view venue_id, WallTime at) {
    if (order.acked || order.ended()) return;
    const bool usable = book.find_venue_id(venue_id) == nullptr;
    timers.disarm(order.key, TimerKind::AckTimeout);
    emit(Acked{order.key, usable ? std::string(venue_id) : std::string{}, at});
    touch_ioc(order);
}

/// Remembers another venue id of the order; true when it was new.
bool OrderManager::Impl::note_id(const Order& order, std::string_view venue_id) {
    if (venue_id.empty() || book.find_venue_id(venue_id) != nullptr) return false;
    emit(Aliased{order.key, std::string(venue_id)});
    return true;
}

/// The id is the stop's, and the stop has become another order since.
bool OrderManager::Impl::superseded(const Order& order, std::string_view venue_id) const {
    const bool followed = order.triggered || order.changes->armed_ids > 1;
    return followed && order.venue_ids.size() > 1 && venue_id != order.venue_ids.back() &&
           book.find_venue_id(venue_id) == &order;
}

void OrderManager::Impl::check(const Order& order) {
    const std::string id(order.present_venue_id());
    if (!id.empty()) reads.ask(QueryOrder{id, order.request.symbol}, {order.key, ReadKind::Check});
}

void OrderManager::Impl::on_ack(const Order& order, const OrderUpdate& update) {
    const WallTime at = time_of(update.at);
    ensure_acked(order, update.order_id, at);
    note_id(order, update.order_id);
    if (order.state == OrderState::Rejected) {
        alarm(Alarm::OpenAfterReject, &order, "acknowledged after it was reported as rejected");
    }
    if (order.ended()) return;
    if (fired_type(update.type)) trigger(order, at);
    touch_ioc(order);
}

/// Without a modify of ours this is somebody else's doing or a mistake: the order stays as the OMS knows it.
void OrderManager::Impl::on_modified(const Order& order, const OrderUpdate& update) {
    ensure_acked(order, update.order_id, time_of(update.at));
    note_id(order, update.order_id);
    if (modified_before(order, update)) return;
    if (has_sent_replace(order)) return complete_replace(order, time_of(update.at));
    // The executions that filled it were heard before this.
    if (order.state == OrderState::Filled && update.quantity &&
        less_for_venue(order.cum_qty, *update.quantity))
        return alarm(Alarm::UnknownStatus, &order,
                     "MODIFIED to more than what was executed: the venue may have it open");
    if (!order.ended() && order.changes->armed_ids == 0)
        alarm(Alarm::UnknownStatus, &order, "MODIFIED without a request");
}

void OrderManager::Impl::on_filled(const Order& order, const OrderUpdate& update) {
    const WallTime at = time_of(update.at);
    if (order.ended()) {
        if (!update.trade_id.empty()) await_trade(order, update.trade_id);
        return review(order);
    }
    ensure_acked(order, update.order_id, at);
    note_id(order, update.order_id);
    trigger(order, at);
    if (superseded(order, update.order_id) && update.trade_id.empty()) return;
    if (update.trade_id.empty() && is_childless(order)) {
        watches[order.key].child_owed = true;  // the sign of a trigger: its figures are the stop's
    } else if (update.trade_id.empty() && order.triggered &&
               (update.order_id != order.venue_ids.back() || (update.type && is_stop(*update.type)))) {
        watches[order.key].check_trades = true;  // the same, heard after what the stop became
    } else {
        expect(order, update);
    }
    review(order);
    touch_ioc(order);
}

/// What FILLED says that no fill has shown yet.
void OrderManager::Impl::expect(const Order& order, const OrderUpdate& update) {
    if (!update.trade_id.empty()) await_trade(order, update.trade_id);
    const auto executed = executed_by(order, update);
    if (executed) {
        auto& watch = watches[order.key];
        watch.expected_cum = std::max(watch.expected_cum, *executed);
    } else if (update.trade_id.empty()) {
        watches[order.key].check_trades = true;
    }
}

void OrderManager::Impl::on_end(const Order& order, const OrderUpdate& update) {
    if (order.ended()) return;
    const WallTime at = time_of(update.at);
    if (!order.acked) {
        if (!was_accepted(order, update)) return reject(order, refusal(update.status), update.order_id, at);
        const bool lost = order.state == OrderState::Unknown;  // its ACK and fills may have been missed
        ensure_acked(order, update.order_id, at);
        if (lost) watches[order.key].check_trades = true;
    }
    note_id(order, update.order_id);
    if (order.changes->armed_ids > 1 && superseded(order, update.order_id))
        return;  // the id it had before a modify
    const bool stop = is_stop(order.request.type);
    const bool executing = is_executing(update);
    const bool asked_for = has_sent_cancel(order) && update.status == "CANCELLED";
    if (stop && !order.triggered && !executing && !asked_for)
        return begin_settling(order, update.status, update.at);
    if (stop && executing) {
        trigger(order, at);
        watches[order.key].hunted = true;  // this very frame is about the order that executes
        if (order.cum_qty.is_zero() && update.status != "IOC_PARTIALLY_FILLED")
            alarm(Alarm::RefusedAfterAck, &order, update.status);
    }
    if (superseded(order, update.order_id)) return;
    request_end(order, refusal(update.status), at, &update);
}

void OrderManager::Impl::on_refused(const Order& order, const OrderUpdate& update) {
    if (order.ended()) return;
    const WallTime at = time_of(update.at);
    if (!order.acked) return reject(order, refusal(update.status), update.order_id, at);
    // Throttled is a request, and no request about this order is under way but perhaps a read.
    if (update.status == "RATE_LIMITED") return on_unclear(order, update);
    if (!fired_type(update.type) && may_answer_late(order)) return on_unclear(order, update);
    note_id(order, update.order_id);
    if (superseded(order, update.order_id)) return;
    if (fired_type(update.type) || order.venue_ids.size() > 1) trigger(order, at);
    if (is_stop(order.request.type)) watches[order.key].hunted = true;
    alarm(Alarm::RefusedAfterAck, &order, update.status);
    request_end(order, refusal(update.status), at, &update);
}

/// A word that ends nothing: the order keeps its state and the venue is asked.
void OrderManager::Impl::on_unclear(const Order& order, const OrderUpdate& update) {
    if (order.ended()) return;
    alarm(Alarm::UnknownStatus, &order, update.status);
    if (order.acked) check(order);
}

void OrderManager::Impl::on_stop_update(const StopUpdate& update) {
    const Order* order = own(update.client_order_id, update.stop_order_id);
    if (order == nullptr) {
        if (archived(update.client_order_id, update.stop_order_id)) return;
        order = unanswered_like(update);
        if (order == nullptr) order = replaced_like(update);
    }
    if (order == nullptr) return alarm(Alarm::ForeignEvent, nullptr, update.stop_order_id);
    if (order->ended() || order->state == OrderState::Held) return;
    if (!order->acked) {
        ensure_acked(*order, update.stop_order_id, time_of(update.at));
        return;
    }
    if (has_sent_change(*order)) return on_stop_change(*order, update);
    const bool as_known = (!update.quantity || same_for_venue(*update.quantity, order->request.quantity)) &&
                          (!update.price || same_for_venue(*update.price, order_price(order->request)));
    if (!as_known && !order->triggered) check(*order);
}

}  // namespace qb::orders
