#include <algorithm>

#include "orders/manager_impl.h"

/// What the venue answers to a cancel or a modify: done, refused, or something that proves neither. What is
/// not certain is read with get_order before the OMS hears of it.
namespace qb::orders {
namespace {

constexpr std::chrono::seconds kVerifyAfter{1};   // QFEX docs: a bare ack is believed when a read agrees
constexpr std::chrono::seconds kGoneDeadline{5};  // rules of engagement, "Cancel": RECONCILING at the latest
constexpr std::chrono::milliseconds kRetryCancel{200};  // twice the venue's speed bump
constexpr int kMaxRetries = 3;
constexpr int kMaxVerifications = 3;

bool throttled(std::string_view word) { return word == "RATE_LIMITED" || word == "RateLimited"; }

bool names_no_order(std::string_view word) {
    return word == "NO_SUCH_ORDER" || word == "CANNOT_MODIFY_NO_SUCH_ORDER";
}

bool cancels(const Order& order) { return order.pending() == nullptr || order.pending()->cancels(); }

/// Do these figures show the order as the pending replace wants it?
bool shows_new(const PendingChange& change, const std::optional<Decimal>& quantity,
               const std::optional<Decimal>& price) {
    if (!quantity || !price || !change.quantity || !change.price) return false;
    return same_for_venue(*quantity, *change.quantity) && same_for_venue(*price, *change.price);
}

}  // namespace

int cxl_rej_reason(const Refusal& refusal) {
    constexpr int kOrdRejBand = 16, kOrdRejTick = 18;
    if (refusal.ord_rej_reason == kOrdRejBand) return kPriceExceedsBand;
    return refusal.ord_rej_reason == kOrdRejTick ? kInvalidPriceIncrement : kOtherReason;
}

/// A cancel or modify of the order is at the venue and not answered.
bool has_sent_change(const Order& order) {
    if (order.ended()) return false;
    if (order.pending() != nullptr) return order.pending()->sent && !order.rest_is_out();
    return order.changes->owed != OwedCancel::No && order.changes->owed_sent;
}

bool has_sent_cancel(const Order& order) { return has_sent_change(order) && cancels(order); }
bool has_sent_replace(const Order& order) { return has_sent_change(order) && !cancels(order); }

bool may_answer_late(const Order& order) {
    const auto& ids = order.changes->ids;
    return !is_ioc(order) && std::any_of(ids.begin(), ids.end(), [](const OtherId& id) { return !id.older; });
}

Decimal largest_quantity(const Order& order) {
    const Decimal present = order.request.quantity;
    return has_sent_replace(order) ? std::max(present, *order.pending()->quantity) : present;
}

/// The one order with a change at the venue that fits; null when there is none or more than one.
const Order* OrderManager::Impl::only_sent_change(const std::function<bool(const Order&)>& fits) const {
    const Order* found = nullptr;
    for (const OrderKey key : book.changing()) {
        const Order* order = book.find(key);
        if (order == nullptr || !has_sent_change(*order) || !fits(*order)) continue;
        if (found != nullptr) return nullptr;
        found = order;
    }
    return found;
}

std::size_t OrderManager::Impl::sent_changes() const {
    return static_cast<std::size_t>(
        std::count_if(book.changing().begin(), book.changing().end(), [this](OrderKey key) {
            const Order* order = book.find(key);
            return order != nullptr && has_sent_change(*order);
        }));
}

/// QFEX docs: a refused cancel may carry the id it names in another field, or none at all.
const Order* OrderManager::Impl::refused_change_like(const OrderUpdate& update) const {
    const bool modify = update.status_class == StatusClass::ModifyRefused;
    if (!modify && update.status_class != StatusClass::CancelRefused) return nullptr;
    if (const Order* order = book.find_venue_id(update.client_order_id)) return order;
    if (!update.order_id.empty() || !update.client_order_id.empty()) return nullptr;
    return only_sent_change([&](const Order& order) {
        return cancels(order) != modify && (update.symbol.empty() || update.symbol == order.request.symbol);
    });
}

/// A MODIFIED under a new id without client id: the order whose modify it can only be.
const Order* OrderManager::Impl::modified_like(const OrderUpdate& update) const {
    return update.status_class == StatusClass::Modified ? replaced_like(update) : nullptr;
}

/// The same of a row of the open set, where the MODIFIED was lost.
const Order* OrderManager::Impl::replaced_like(const OrderUpdate& update) const {
    if (!update.client_order_id.empty()) return nullptr;
    return only_sent_change([&](const Order& order) {
        return has_sent_replace(order) && update.symbol == order.request.symbol &&
               update.side == order.request.side && update.type == order.request.type &&
               shows_new(*order.pending(), update.quantity, update.price);
    });
}

/// ... and of a stop_order_response.
const Order* OrderManager::Impl::replaced_like(const StopUpdate& update) const {
    OrderUpdate same;
    same.client_order_id = update.client_order_id;
    same.symbol = update.symbol;
    same.side = update.side;
    same.type = update.type;
    same.quantity = update.quantity;
    same.price = update.price;
    return replaced_like(same);
}

void OrderManager::Impl::complete_replace(const Order& order, WallTime at) {
    if (!has_sent_replace(order) || order.state != OrderState::Live) return;
    if (*order.pending()->quantity <= order.cum_qty) {  // executions overtook it
        alarm(Alarm::UnknownStatus, &order, "MODIFIED to no more than what is executed");
        return verify_change(order);
    }
    const std::string orig = order.pending()->orig_cl_ord_id;
    const bool new_id = order.venue_ids.size() > 1;
    forget_change(order);
    emit(Replaced{order.key, orig, at});
    if (!new_id) return;
    watches[order.key].check_trades = true;  // fills of the new id may have come before it was known
    review(order);
}

/// News of the order with the figures that it was to get: the replace was done, and its answer is late or
/// lost.
void OrderManager::Impl::hear_replaced(const Order& order, const OrderUpdate& update) {
    if (!has_sent_replace(order) || order.state != OrderState::Live || update.type != order.request.type)
        return;
    if (!shows_new(*order.pending(), update.quantity, update.price)) return;
    const bool as_before = same_for_venue(*update.quantity, order.request.quantity) &&
                           same_for_venue(*update.price, order_price(order.request));
    if (note_id(order, update.order_id) || !as_before) complete_replace(order, time_of(update.at));
}

/// The figures of this MODIFIED are not those that were asked for: it answers an earlier request once more.
bool OrderManager::Impl::modified_before(const Order& order, const OrderUpdate& update) const {
    const bool told = update.quantity && update.price;
    return has_sent_replace(order) && told && !shows_new(*order.pending(), update.quantity, update.price);
}

/// The venue's word, or an err, against the change that is under way.
void OrderManager::Impl::on_change_refused(const Order& order, std::string_view word,
                                           std::string_view message) {
    if (!has_sent_change(order)) return;
    timers.disarm(order.key, TimerKind::ChangeTimeout);
    auto& watch = change_watches[order.key];
    if (throttled(word) && cancels(order)) {
        const Watch* known = watch_of(order.key);
        if (known != nullptr && known->end) {  // without this cancel
            watch.over_before = true;
            return;
        }
        return arm(order.key, TimerKind::ChangeRetry, backoff(watch.retries++));
    }
    if (word != "ServerError") {
        const Refusal told = refusal(word, message);
        CancelRefusal why{cxl_rej_reason(told), told.word, told.text};
        if (throttled(word)) return fail_change(order, why);
        watch.refusal = std::move(why);
    }
    verify_change(order);
}

/// Asks the venue whether the order is still open, and how it looks.
void OrderManager::Impl::verify_change(const Order& order) {
    timers.disarm(order.key, TimerKind::ChangeTimeout);
    timers.disarm(order.key, TimerKind::ChangeVerify);
    if (order.state != OrderState::Live) return;  // its own reads are under way
    change_watches[order.key].verifying = true;
    if (!order.present_venue_id().empty()) return check(order);
    reads.ask(QueryHistoricOrders{order.request.symbol, to_hex(order.present_client_order_id()), 0},
              {order.key, ReadKind::OwnHistory});
}

/// The venue shows the order open.
void OrderManager::Impl::change_shown_open(const Order& order, const OrderUpdate* row) {
    const auto found = change_watches.find(order.key);
    if (found == change_watches.end() || !found->second.verifying) return;
    ChangeWatch& watch = found->second;
    watch.verifying = false;
    timers.disarm(order.key, TimerKind::ChangeDeadline);
    if (!has_sent_change(order)) {
        change_watches.erase(found);
        return;
    }
    const PendingChange* pending = order.pending();
    if (!cancels(order) && row != nullptr && shows_new(*pending, row->quantity, row->price)) {
        return complete_replace(order, time_of(row->at));
    }
    if (watch.refusal) return open_and_refused(order, watch);
    if (++watch.verifications < kMaxVerifications)
        return arm(order.key, TimerKind::ChangeVerify, kVerifyAfter);
    watch.verifications = 0;
    if (pending == nullptr) return send_change(order);  // owed: repeated until the order has ended
    fail_change(order, {kOtherReason, "NOT_CONFIRMED", "the venue still shows the order open and unchanged"});
}

/// Open, and the venue had refused the change. A cancel that overtook its order in the speed bump is
/// repeated.
void OrderManager::Impl::open_and_refused(const Order& order, ChangeWatch& watch) {
    const CancelRefusal why = *std::exchange(watch.refusal, std::nullopt);
    if (cancels(order) && names_no_order(why.word) && watch.retries++ < kMaxRetries) {
        return arm(order.key, TimerKind::ChangeRetry, kRetryCancel);
    }
    const bool may_add = order.pending() != nullptr && order.pending()->rest_id != Id128{};
    if (!cancels(order) && may_add && why.word == kPartlyFilled) return send_change(order, true);
    return order.pending() != nullptr ? fail_change(order, why) : fail_owed(order, why);
}

/// The venue does not show the order: its end is read and reported before the request is answered. Should it
/// be shown open again, the change is looked at further.
void OrderManager::Impl::change_shown_gone(const Order& order) {
    if (!has_sent_change(order)) return;
    if (!timers.armed(order.key, TimerKind::ChangeDeadline) && order.pending() != nullptr) {
        arm(order.key, TimerKind::ChangeDeadline, kGoneDeadline);
    }
}

/// The reads of a vanished order did not decide in time: the request is answered, the reading goes on. A rest
/// that only waited for a pause is given up.
void OrderManager::Impl::change_deadline(const Order& order) {
    if (timers.armed(order.key, TimerKind::RestPaused)) {
        timers.disarm(order.key, TimerKind::RestPaused);
        review(order);
    }
    if (order.pending() == nullptr || order.ended()) return;  // its end answers the change
    fail_change(order, {kOtherReason, "RECONCILING", "what became of the order is still being read"});
}

/// err that echoes a cancel or a modify.
void OrderManager::Impl::on_change_error(const VenueError& error) {
    const Order* order = own(error.echo_client_order_id, error.echo_order_id);
    const bool names_order = !error.echo_client_order_id.empty() || !error.echo_order_id.empty();
    if (order == nullptr && !names_order) {
        const bool cancel = error.echo_type.starts_with("cancel_");
        order = only_sent_change([cancel](const Order& candidate) { return cancels(candidate) == cancel; });
    }
    if (order == nullptr || !has_sent_change(*order)) return alarm(Alarm::UnmatchedError, order, error.code);
    if (error.echo_type.starts_with("modify_") && has_sent_cancel(*order)) return;  // of the modify before it
    on_change_refused(*order, error.code, error.message);
}

/// The cancel has not left, or the venue throttled it: an end now is somebody else's doing.
bool OrderManager::Impl::cancel_is_held_back(const Order& order) const {
    const auto watch = change_watches.find(order.key);
    const bool waits = watch != change_watches.end() && watch->second.waits;
    return waits || timers.armed(order.key, TimerKind::ChangeRetry);
}

void OrderManager::Impl::retry_cancel(const Order& order) {
    if (has_sent_cancel(order) && order.state == OrderState::Live) send_change(order);
}

/// A bare ack names no order: the oldest that it can be about is asked about a little later.
void OrderManager::Impl::on_ack_of_change(const VenueAck& ack) {
    const auto is = [&](std::string_view type) { return ack.echo_type.empty() || ack.echo_type == type; };
    for (const OrderKey key : book.changing()) {
        const Order* order = book.find(key);
        if (order == nullptr || !has_sent_change(*order)) continue;
        if (timers.armed(key, TimerKind::ChangeVerify)) continue;  // acked already
        const bool stop = is_stop(order->request.type);
        const bool fits = cancels(*order) ? is(stop ? "cancel_stop_order" : "cancel_order")
                                          : is(stop ? "modify_stop_order" : "modify_order");
        if (!fits) continue;
        return arm(key, TimerKind::ChangeVerify, kVerifyAfter);
    }
}

/// stop_order_response while a change is under way: it has no status, so only new figures prove anything.
void OrderManager::Impl::on_stop_change(const Order& order, const StopUpdate& update) {
    if (has_sent_replace(order) && shows_new(*order.pending(), update.quantity, update.price)) {
        note_id(order, update.stop_order_id);
        return complete_replace(order, time_of(update.at));
    }
    if (has_sent_cancel(order) && !timers.armed(order.key, TimerKind::ChangeVerify)) {
        arm(order.key, TimerKind::ChangeVerify, kVerifyAfter);
    }
}

}  // namespace qb::orders
