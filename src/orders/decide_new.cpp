#include "orders/manager_impl.h"

/// A new order: taken, held, refused or recognised as a duplicate; and the add that nobody answers.
namespace qb::orders {
namespace {

/// A number of two requests: equal by value, or unreadable with the same text.
bool same_number(const std::optional<Decimal>& a, const RareText& a_text, const std::optional<Decimal>& b,
                 const RareText& b_text) {
    if (a.has_value() != b.has_value() || (a && *a != *b)) return false;
    return (a && !a->is_zero()) || a_text == b_text;
}

/// PossResend(97)=Y repeats an order where 54, 55, 38, 40, 44 and 99 are the same, and the kind of a stop
/// that StopKindTag or 1109 may have given it.
bool same_order(const OrderRequest& a, const OrderRequest& b) {
    return (a.type == OrderType::TakeProfit) == (b.type == OrderType::TakeProfit) &&
           a.fix_side == b.fix_side && a.fix_symbol == b.fix_symbol && a.fix_ord_type == b.fix_ord_type &&
           same_number(a.quantity, a.quantity_text, b.quantity, b.quantity_text) &&
           same_number(a.price, a.price_text, b.price, b.price_text) &&
           same_number(a.stop_px, a.stop_px_text, b.stop_px, b.stop_px_text);
}

}  // namespace

void OrderManager::Impl::on_new(const NewOrder& fresh, const OrderGate& gate) {
    const std::string_view word = fresh.refusal ? std::string_view(fresh.refusal->word) : std::string_view{};
    if (!unusable_cl_ord_id(fresh.request, word) && answer_duplicate(fresh)) return;
    if (fresh.refusal) return refuse(fresh, *fresh.refusal);
    if (fresh.request.cl_ord_id.empty()) return refuse(fresh, {99, "BAD_CLORDID", "ClOrdID(11) is empty"});
    if (!fresh.request.quantity.is_positive()) {
        return refuse(fresh, {13, "BAD_QUANTITY", "OrderQty(38) must be greater than zero"});
    }
    const auto word_of_gate = gate ? gate() : GateWord<Refusal>{};
    if (word_of_gate.refusal) return refuse(fresh, *word_of_gate.refusal);
    const bool over_rate = word_of_gate.is_over_rate;
    if (over_rate && !may_queue(fresh.request.session)) return refuse(fresh, over_rate_refusal());
    accept(fresh, over_rate);
}

bool OrderManager::Impl::answer_duplicate(const NewOrder& fresh) {
    const auto& request = fresh.request;
    const auto answer = [&](const Order& existing) {
        const bool resend = request.poss_resend && same_order(request, existing.request);
        Order shown = existing;  // under the id that was sent, which a replace may have left behind
        shown.request.cl_ord_id = request.cl_ord_id;
        out->fact(Duplicate{existing.key, resend, now.wall}, shown);
    };
    if (const Order* existing = book.find(request.session, request.cl_ord_id)) {
        answer(*existing);
        return true;
    }
    const auto old = archive.by_cl_ord_id(request.session, request.cl_ord_id);
    if (old) answer(*old);
    return old.has_value();
}

void OrderManager::Impl::refuse(const NewOrder& fresh, const Refusal& why) {
    const Refused fact{fresh.key, fresh.request, why, now.wall};
    if (!unusable_cl_ord_id(fresh.request, why.word)) {
        emit(fact);
        return;
    }
    out->fact(fact, refused_order(fact));
}

void OrderManager::Impl::accept(const NewOrder& fresh, bool over_rate) {
    const Shape shape = shape_of(fresh.request);
    // The answer to a stop may name no id at all: identical stops must not be under way together.
    const bool twin = is_stop(fresh.request.type) &&
                      (book.oldest_unanswered(shape) != nullptr || book.oldest_held(shape) != nullptr);
    const bool held = over_rate || twin;
    const Order& order = emit(Accepted{fresh.key, fresh.client_order_id, fresh.request, held, now.wall});
    if (!held) return send(order);
    arm(order.key, TimerKind::HeldTooLong, limits_of(order.request.session).max_order_age);
    if (over_rate) join_queue(order);
}

void OrderManager::Impl::send(const Order& order) {
    out->command(SendAddOrder{order.key});
    arm(order.key, TimerKind::AckTimeout, settings.ack_timeout);
}

void OrderManager::Impl::release_behind(const Order& answered_order) {
    const Shape shape = shape_of(answered_order.request);
    if (book.oldest_unanswered(shape) != nullptr) return;
    const Order* next = book.oldest_held(shape);
    if (next != nullptr && !is_queued(next->key)) release(*next);
}

void OrderManager::Impl::release(const Order& held) {
    timers.disarm(held.key, TimerKind::HeldTooLong);
    send(emit(Released{held.key}));
}

void OrderManager::Impl::become_unknown(const Order& order, std::string_view cause) {
    if (order.rest_is_out()) return rest_unknown(order, cause);
    if (order.state != OrderState::PendingNew) return;
    timers.disarm(order.key, TimerKind::AckTimeout);
    emit(BecameUnknown{order.key, std::string(cause), now.wall});
    alarm(Alarm::OutcomeUnknown, &order, cause);
    if (reads.serving()) look_up(order);
}

void OrderManager::Impl::reject(const Order& order, const Refusal& why, std::string_view venue_id,
                                WallTime at) {
    const bool usable = book.find_venue_id(venue_id) == nullptr;
    emit(Ended{order.key, OrderState::Rejected, why, usable ? std::string(venue_id) : std::string{}, at});
}

void OrderManager::Impl::lose_link(std::string_view cause) {
    reads.set_serving(false);
    end_survey();
    drop_lookups();
    std::vector<const Order*> sent;
    std::vector<const Order*> held;
    book.for_each([&](const Order& order) {
        if (order.state == OrderState::PendingNew) sent.push_back(&order);
        if (order.state == OrderState::Held) held.push_back(&order);
    });
    for (const Order* order : sent) become_unknown(*order, cause);
    const Refusal down{2, "QFEX_LINK_DOWN", "the venue link was lost before this order was sent"};
    for (const Order* order : held) reject(*order, down, {}, now.wall);
    lose_link_of_changes(cause);
}

void OrderManager::Impl::on_not_sent(const Command& command) {
    const CancelRefusal down{kOtherReason, "QFEX_LINK_DOWN", "the venue link was lost; nothing was sent"};
    if (const auto* add = std::get_if<SendAddOrder>(&command)) {
        const Order* order = book.find(add->key);
        if (order == nullptr || order->ended()) return;
        const Refusal lost{2, down.word, "the venue link did not take this order; nothing was sent"};
        if (order->rest_is_out()) return lose_rest(*order, lost, now.wall);
        if (!order->acked) reject(*order, lost, {}, now.wall);
        return;
    }
    const auto* cancel = std::get_if<SendCancel>(&command);
    const auto* modify = std::get_if<SendModify>(&command);
    if (cancel == nullptr && modify == nullptr) return on_query_failed(command);
    const Order* order = book.find(cancel != nullptr ? cancel->key : modify->key);
    if (order == nullptr || !has_sent_change(*order)) return;
    if (order->pending() != nullptr) return fail_change(*order, down);
    // The bridge's own cancel: the link may be up all the same, its queue full.
    if (reads.serving())
        arm(order->key, TimerKind::ChangeRetry, backoff(change_watches[order->key].retries++));
}

}  // namespace qb::orders
