#include <utility>

#include "orders/manager_impl.h"

/// Cancels and replaces, from the OMS or owed by the bridge: taken, refused, held until the order is
/// answered, sent, and closed when the order ends. What the venue answers stands in
/// decide_change_answers.cpp.
namespace qb::orders {
namespace {

CancelRefusal pending_refusal(std::string_view text) {
    return {kAlreadyPending, "CHANGE_PENDING", std::string(text)};
}

/// A replace that has not been sent does not keep an order from being cancelled.
bool gives_way(const Order& order, const ChangeRequest& request) {
    const PendingChange* pending = order.pending();
    return pending != nullptr && pending->kind == ChangeKind::Replace && !pending->sent &&
           request.kind == ChangeKind::Cancel;
}

/// What the order's own state says against a request; nothing: it may go on.
std::optional<CancelRefusal> state_refusal(const Order& order, const ChangeRequest& request) {
    if (order.ended()) return CancelRefusal{kTooLateToCancel, "ORDER_ENDED", "the order has ended"};
    if (order.pending() != nullptr && !gives_way(order, request))
        return pending_refusal("ClOrdID(11) " + order.pending()->cl_ord_id + " is not answered yet");
    if (order.changes->owed != OwedCancel::No)
        return pending_refusal("the order is being cancelled: " +
                               std::string(to_string(order.changes->owed)));
    if (request.kind == ChangeKind::Cancel) return std::nullopt;
    if (order.state == OrderState::Settling)
        return CancelRefusal{kAlreadyPending, "SETTLING",
                             "the stop has left the venue's open orders; what became of it is read"};
    if (order.triggered)
        return CancelRefusal{kTooLateToCancel, "STOP_TRIGGERED",
                             "the stop has fired and is a market order now"};
    if (order.state == OrderState::Unknown)
        return CancelRefusal{kOtherReason, "OUTCOME_UNKNOWN",
                             "it is not known whether the venue has the order"};
    if (order.request.type == OrderType::Market)
        return CancelRefusal{kTooLateToCancel, "MARKET_ORDER", "a market order cannot be changed"};
    if (!request.orig_cl_ord_id.empty() && request.orig_cl_ord_id != order.request.cl_ord_id)
        return CancelRefusal{
            kUnknownOrder, "NOT_THE_NEWEST_CLORDID",
            "OrigClOrdID(41) must be the order's newest ClOrdID, " + order.request.cl_ord_id};
    return std::nullopt;
}

/// Only an order that rests can be cancelled and added anew.
Id128 usable_rest_id(const Order& order, const NewChange& fresh) {
    const bool rests = !is_stop(order.request.type) && !is_ioc(order);
    return rests && fresh.request.kind == ChangeKind::Replace ? fresh.rest_id : Id128{};
}

/// What the executions so far say against a replace.
std::optional<CancelRefusal> quantity_refusal(const Order& order, const NewChange& fresh) {
    const ChangeRequest& request = fresh.request;
    if (request.kind == ChangeKind::Cancel) return std::nullopt;
    if (!request.quantity || *request.quantity <= order.cum_qty)
        return CancelRefusal{kOtherReason, "BAD_ORDERQTY", "OrderQty(38) must be above CumQty(14)"};
    if (order.cum_qty.is_positive() && usable_rest_id(order, fresh) == Id128{})
        return CancelRefusal{kOtherReason, std::string(kPartlyFilled),
                             "the venue does not change a partly filled order; cancel it and send a new one"};
    return std::nullopt;
}

/// A pending change in the words of its request, for the report that refuses it.
ChangeRequest request_of(const Order& order, const PendingChange& change) {
    ChangeRequest request;
    request.kind = change.kind;
    request.session = order.request.session;
    request.cl_ord_id = change.cl_ord_id;
    request.orig_cl_ord_id = change.orig_cl_ord_id;
    request.account = order.request.account;
    request.quantity = change.quantity;
    request.price = change.price;
    return request;
}

}  // namespace

bool is_own_cl_ord_id(const Order& order, std::string_view cl_ord_id) {
    if (order.request.cl_ord_id == cl_ord_id) return true;
    for (const auto& other : order.changes->ids) {
        if (other.older && other.text == cl_ord_id) return true;
    }
    return false;
}

/// The session's order that a request means; of another session nothing is found.
std::optional<Order> OrderManager::Impl::named(SessionIndex session, std::string_view cl_ord_id,
                                               std::string_view order_id) const {
    std::optional<Order> found;
    if (!cl_ord_id.empty()) {
        if (const Order* order = book.find_own(session, cl_ord_id)) return *order;
        found = archive.by_cl_ord_id(session, cl_ord_id);
        if (found && !is_own_cl_ord_id(*found, cl_ord_id)) found.reset();
    } else if (const Order* order = book.find_venue_id(order_id)) {
        found = *order;
    } else if (!order_id.empty()) {
        found = archive.by_venue_id(order_id);
    }
    if (found && found->request.session != session) found.reset();
    return found;
}

void OrderManager::Impl::on_change(const NewChange& fresh, const ChangeGate& gate) {
    const ChangeRequest& request = fresh.request;
    const auto named = this->named(request.session, request.orig_cl_ord_id, request.order_id);
    if (answer_repeated(fresh, named)) return;
    if (!named) {
        return refuse_change(
            request, nullptr,
            {kUnknownOrder, "UNKNOWN_ORDER", "the session has no order of that ClOrdID or OrderID"});
    }
    if (const auto why = state_refusal(*named, request)) return refuse_change(request, &*named, *why);
    if (fresh.refusal) return refuse_change(request, &*named, *fresh.refusal);
    if (const auto why = quantity_refusal(*named, fresh)) return refuse_change(request, &*named, *why);
    const bool needs_link = named->state != OrderState::Unknown && named->state != OrderState::Held;
    const auto word = gate && needs_link ? gate() : GateWord<CancelRefusal>{};
    if (word.refusal) return refuse_change(request, &*named, *word.refusal);
    if (word.is_over_rate && !may_queue(request.session)) {
        const Refusal over = over_rate_refusal();
        return refuse_change(request, &*named, {kOtherReason, over.word, over.text});
    }
    if (gives_way(*named, request))
        fail_change(*book.find(named->key), {kOtherReason, "CANCEL_COMES_FIRST", "the order is cancelled"});
    const std::string& present = named->request.cl_ord_id;
    emit(ChangeAccepted{named->key,
                        {.kind = request.kind,
                         .cl_ord_id = request.cl_ord_id,
                         .orig_cl_ord_id = request.orig_cl_ord_id.empty() ? present : request.orig_cl_ord_id,
                         .quantity = request.quantity,
                         .price = request.price,
                         .rest_id = usable_rest_id(*named, fresh)},
                        now.wall});
    const Order& order = *book.find(named->key);
    if (request.kind == ChangeKind::Replace) {
        arm(order.key, TimerKind::ChangeTooOld, limits_of(request.session).max_order_age);
        if (!needs_link) change_watches[order.key].passed_no_gate = true;
    }
    if (word.is_over_rate) join_queue(order);
    advance_change(order);
}

/// A request whose ClOrdID is taken: the same one sent again with PossResend(97)=Y, or a mistake.
bool OrderManager::Impl::answer_repeated(const NewChange& fresh, const std::optional<Order>& named) {
    const ChangeRequest& request = fresh.request;
    std::optional<Order> holder;
    if (const Order* order = book.find(request.session, request.cl_ord_id)) holder = *order;
    if (!holder) holder = archive.by_cl_ord_id(request.session, request.cl_ord_id);
    if (!holder && !fresh.cl_ord_id_taken) return false;
    const bool same =
        holder && named && named->key == holder->key && request.cl_ord_id != request.orig_cl_ord_id;
    if (request.poss_resend && same) {
        holder->request.cl_ord_id = request.cl_ord_id;  // the answer is about this request
        out->fact(ChangeRepeated{holder->key, now.wall}, *holder);
        return true;
    }
    refuse_change(request, named ? &*named : nullptr,
                  {kDuplicateClOrdId, "DUPLICATE_CLORDID", "ClOrdID(11) was used before; nothing was sent"});
    return true;
}

/// Refuses a request that was not taken; the order it names stays as it is.
void OrderManager::Impl::refuse_change(const ChangeRequest& request, const Order* order,
                                       const CancelRefusal& why) {
    Order nobody;
    nobody.request.session = request.session;
    const Order& shown = order != nullptr ? *order : nobody;
    out->fact(ChangeRefused{shown.key, request, why, false, now.wall, false}, shown);
}

/// Closes the pending change with a refusal. order_is_over: the order's end follows.
void OrderManager::Impl::fail_change(const Order& order, const CancelRefusal& why, bool order_is_over) {
    if (order.pending() == nullptr) return;
    const ChangeRequest request = request_of(order, *order.pending());
    forget_change(order);
    emit(ChangeRefused{order.key, request, why, true, now.wall, order_is_over});
}

/// The timers and notes of the change under way are no longer needed.
void OrderManager::Impl::forget_change(const Order& order) {
    for (const auto kind : {TimerKind::ChangeTimeout, TimerKind::ChangeVerify, TimerKind::ChangeRetry,
                            TimerKind::ChangeDeadline, TimerKind::ChangeTooOld, TimerKind::RestPaused}) {
        timers.disarm(order.key, kind);
    }
    change_watches.erase(order.key);
    if (order.state != OrderState::Held)
        leave_queue(order.key);  // a held order's own place is not the change's
}

std::vector<const Order*> OrderManager::Impl::cancellable(
    OwedCancel why, const std::function<bool(const Order&)>& wanted) const {
    std::vector<const Order*> found;
    book.for_each([&](const Order& order) {
        const PendingChange* pending = order.pending();
        const bool cancelling = pending != nullptr && pending->kind == ChangeKind::Cancel;
        const bool asked_once = why == OwedCancel::MassCancel && cancelling;
        if (order.ended() || order.changes->owed != OwedCancel::No || asked_once) return;
        if (wanted(order)) found.push_back(&order);
    });
    return found;
}

void OrderManager::Impl::cancel_all(OwedCancel why, const std::function<bool(const Order&)>& wanted) {
    for (const Order* order : cancellable(why, wanted))
        advance_change(emit(CancelOwed{order->key, why, now.wall}));
}

/// A change of the OMS that is under way goes on.
void OrderManager::Impl::refuse_cancels(OwedCancel why, const std::function<bool(const Order&)>& wanted,
                                        const CancelRefusal& refusal) {
    for (const Order* order : cancellable(why, wanted)) {
        emit(CancelOwed{order->key, why, now.wall});
        alarm(Alarm::NotCancelled, order, refusal.word);
        emit(OwedCancelFailed{order->key, why, refusal, now.wall});
    }
}

/// Takes the next step of whatever change the order has, where its state allows one.
void OrderManager::Impl::advance_change(const Order& order) {
    if (order.ended()) return;
    const PendingChange* pending = order.pending();
    const bool owed = order.changes->owed != OwedCancel::No;
    if (pending == nullptr && !owed) return;
    if (pending != nullptr && pending->sent) return;
    if (pending == nullptr && order.changes->owed_sent) return;
    if (pending != nullptr && pending->kind == ChangeKind::Replace && owed) {
        return fail_change(order, {kOtherReason, "CANCEL_COMES_FIRST", "the bridge cancels the order"});
    }
    const bool cancel = pending == nullptr || pending->kind == ChangeKind::Cancel;
    if (order.state == OrderState::Held && cancel) {
        return finish(order,
                      {{kOtherReason, "CANCELLED", "the order had not been sent to the venue"}, now.wall});
    }
    if (!cancel && is_queued(order.key)) return;
    if (order.state == OrderState::Live && reads.serving() && passes_gate(order)) send_change(order);
}

/// A replace that passed no gate yet does so now. False: it was refused, or waits for its share of the rate.
bool OrderManager::Impl::passes_gate(const Order& order) {
    const auto watch = change_watches.find(order.key);
    if (watch == change_watches.end() || !std::exchange(watch->second.passed_no_gate, false)) return true;
    const auto word = out->replace_gate();
    if (word.refusal) {
        fail_change(order, *word.refusal);
    } else if (word.is_over_rate && may_queue(order.request.session)) {
        join_queue(order);
    } else if (word.is_over_rate) {
        const Refusal over = over_rate_refusal();
        fail_change(order, {kOtherReason, over.word, over.text});
    }
    return !word.refusal && !word.is_over_rate;
}

/// A replace that has executions to reckon with goes by way of a cancel; `by_cancel`: the venue knows of
/// some.
void OrderManager::Impl::send_change(const Order& order, bool by_cancel) {
    const PendingChange* pending = order.pending();
    const bool may_add = pending != nullptr && pending->rest_id != Id128{};
    by_cancel = may_add && (by_cancel || pending->cancels() || order.cum_qty.is_positive());
    const bool cancel = by_cancel || pending == nullptr || pending->kind == ChangeKind::Cancel;
    // Without an id the executions of a former order could not be told from those of the rest.
    if (order.venue_ids.empty() && (!cancel || by_cancel || is_stop(order.request.type))) {
        const CancelRefusal why{kOtherReason, "NO_VENUE_ID",
                                "the venue gave the order no id to change it by"};
        return pending != nullptr ? fail_change(order, why) : fail_owed(order, why);
    }
    timers.disarm(order.key, TimerKind::ChangeTooOld);
    const Watch* watch = watch_of(order.key);
    if (by_cancel) {
        auto& change = change_watches[order.key];
        if (watch != nullptr && (watch->end || watch->gone)) change.over_before = true;
        if (!change.cancel_sent) change.cancel_sent = now.wall;
    }
    emit(ChangeSent{order.key, by_cancel});
    arm(order.key, TimerKind::ChangeTimeout, settings.ack_timeout);
    if (cancel) {
        out->command(SendCancel{order.key});
    } else {
        out->command(SendModify{order.key});
    }
}

/// The venue keeps an order that the bridge wanted cancelled.
void OrderManager::Impl::fail_owed(const Order& order, const CancelRefusal& why) {
    if (order.changes->owed == OwedCancel::No || order.ended()) return;
    forget_change(order);
    alarm(Alarm::NotCancelled, &order, why.word);
    emit(OwedCancelFailed{order.key, order.changes->owed, why, now.wall});
}

/// A replace that waited too long for the order's first answer.
void OrderManager::Impl::change_too_old(const Order& order) {
    const PendingChange* pending = order.pending();
    if (pending == nullptr || pending->sent || order.ended()) return;  // its end answers the change
    fail_change(order, {kOtherReason, "TOO_OLD", "the order was not answered in time; nothing was sent"});
}

/// The order is over, and a change of it is still open: it came too late.
void OrderManager::Impl::close_change(const Order& order) {
    if (order.pending() != nullptr) {
        fail_change(order, {kTooLateToCancel, "ORDER_ENDED", "the order ended before the request was done"});
    } else {
        forget_change(order);
    }
}

/// The line is gone: what was not sent will not be; what was sent is asked about when the line is back.
void OrderManager::Impl::lose_link_of_changes(std::string_view cause) {
    const std::vector<OrderKey> keys(book.changing().begin(), book.changing().end());
    for (const OrderKey key : keys) {
        const Order* order = book.find(key);
        if (order == nullptr || order->ended()) continue;  // its end answers the change
        const PendingChange* pending = order->pending();
        for (const auto kind : {TimerKind::ChangeTimeout, TimerKind::ChangeVerify, TimerKind::ChangeRetry}) {
            timers.disarm(key, kind);
        }
        const auto watch = change_watches.find(key);
        const bool waits = watch != change_watches.end() && watch->second.waits;
        if (pending != nullptr && pending->step == ReplaceStep::Cancel) change_watches[key].line_broke = true;
        if (order->rest_is_out()) rest_unknown(*order, cause);
        const bool unsent = pending != nullptr && pending->kind == ChangeKind::Replace && !pending->sent;
        if (unsent || (waits && has_sent_cancel(*order) && pending != nullptr)) {
            fail_change(*order,
                        {kOtherReason, "QFEX_LINK_DOWN", "the venue link was lost; nothing was sent"});
        }
    }
}

void OrderManager::Impl::resume_changes() {
    const std::vector<OrderKey> keys(book.changing().begin(), book.changing().end());
    for (const OrderKey key : keys) {
        const Order* order = book.find(key);
        if (order == nullptr || order->ended() || order->rest_is_out()) continue;
        const PendingChange* pending = order->pending();
        const bool sent = pending != nullptr ? pending->sent : order->changes->owed_sent;
        if (sent) {
            verify_change(*order);
        } else {
            advance_change(*order);
        }
    }
}

}  // namespace qb::orders
