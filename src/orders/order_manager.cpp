#include "orders/order_manager.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "orders/manager_impl.h"

namespace qb::orders {

std::string_view to_string(Alarm alarm) {
    switch (alarm) {
    case Alarm::LateFill: return "LATE_FILL";
    case Alarm::Overfill: return "OVERFILL";
    case Alarm::OutcomeUnknown: return "OUTCOME_UNKNOWN";
    case Alarm::Settling: return "SETTLING";
    case Alarm::RefusedAfterAck: return "REFUSED_AFTER_ACK";
    case Alarm::FillWithoutTrade: return "FILL_WITHOUT_TRADE";
    case Alarm::ForeignEvent: return "FOREIGN_EVENT";
    case Alarm::UnmatchedError: return "UNMATCHED_ERROR";
    case Alarm::UnknownStatus: return "UNKNOWN_STATUS";
    case Alarm::NotCancelled: return "NOT_CANCELLED";
    case Alarm::OpenAfterReject: return "OPEN_AFTER_REJECT";
    }
    return "?";
}

std::chrono::microseconds backoff(int round) {
    constexpr int kLongest = 30;
    return std::chrono::seconds{round < 5 ? 1 << round : kLongest};
}

bool same_for_venue(Decimal a, Decimal b) { return a.as_venue_sees_it() == b.as_venue_sees_it(); }
bool less_for_venue(Decimal a, Decimal b) { return a.as_venue_sees_it() < b.as_venue_sees_it(); }

OrderManager::Impl::Impl(ManagerSettings the_settings, const Archive& the_archive)
    : settings(std::move(the_settings)), archive(the_archive), reads(settings.query_timeout) {}

/// Everything the manager does happens inside one of these: decisions first, then what follows from them.
template <class Work>
void OrderManager::Impl::turn(Now the_now, Effects& effects, Work&& work) {
    now = the_now;
    out = &effects;
    std::forward<Work>(work)();
    tidy();
    reads.send(now, effects);
    out = nullptr;
}

namespace {

/// After this the order's next change may go out.
bool frees_change(const Fact& fact) {
    return std::holds_alternative<Acked>(fact) || std::holds_alternative<SettlingEnded>(fact) ||
           std::holds_alternative<Triggered>(fact) || std::holds_alternative<Replaced>(fact) ||
           std::holds_alternative<ChangeRefused>(fact);
}

/// The venue id that a fact gives to its order.
struct IdGiven {
    std::string_view operator()(const Acked& fact) const { return fact.venue_id; }
    std::string_view operator()(const Aliased& fact) const { return fact.venue_id; }
    std::string_view operator()(const Ended& fact) const { return fact.venue_id; }
    std::string_view operator()(const auto&) const { return {}; }
};

/// The order is among the ended ones from here on.
bool ends(const Fact& fact, const Order& order) {
    if (const auto* filled = std::get_if<Filled>(&fact)) return order.ended() && !filled->late;
    return std::holds_alternative<Ended>(fact) || std::holds_alternative<Refused>(fact) ||
           std::holds_alternative<Restored>(fact);
}

}  // namespace

const Order& OrderManager::Impl::emit(const Fact& fact) {
    if (!book.apply(fact)) {
        throw std::logic_error("a decision contradicts the state of the orders: " +
                               std::string(name_of(fact)));
    }
    const OrderKey key = key_of(fact);
    const auto* gone = std::get_if<Archived>(&fact);
    const Order& order = gone != nullptr ? gone->order : *book.find(key);
    if (std::holds_alternative<Acked>(fact) || std::holds_alternative<Ended>(fact)) answered.push_back(key);
    if (ends(fact, order)) just_ended.push_back(key);
    if (frees_change(fact)) moved.push_back(key);
    out->fact(fact, order);
    claim(std::visit(IdGiven{}, fact));
    return order;
}

Refusal OrderManager::Impl::refusal(std::string_view word, std::string_view message) const {
    if (word == kNotOpen)
        return {99, std::string(word), "the venue no longer lists the order as open and says no more"};
    if (settings.refusal_for != nullptr) return settings.refusal_for(word, message);
    return {99, std::string(word), std::string(message)};
}

Watch* OrderManager::Impl::watch_of(OrderKey key) {
    const auto found = watches.find(key);
    return found == watches.end() ? nullptr : &found->second;
}

namespace {

template <class Impl>
struct Dispatch {
    Impl& impl;
    void operator()(const OrderUpdate& event) const { impl.on_update(event); }
    void operator()(const FillEvent& event) const { impl.on_fill(event, true); }
    void operator()(const StopUpdate& event) const { impl.on_stop_update(event); }
    void operator()(const VenueError& event) const { impl.on_error(event); }
    void operator()(const OrdersList& event) const { impl.on_orders(event); }
    void operator()(const TradesList& event) const { impl.on_trades(event); }
    void operator()(const HistoricOrdersList& event) const { impl.on_historic(event); }
    /// A bare ack of an add_order names no id and proves none: the add goes on waiting for its answer.
    void operator()(const VenueAck& event) const { impl.on_ack_of_change(event); }
    void operator()(const OtherFrame&) const {}
};

}  // namespace

void OrderManager::Impl::on_event(const VenueEvent& event) { std::visit(Dispatch<Impl>{*this}, event); }

void OrderManager::Impl::run_timers() {
    while (const auto due = timers.pop(now.mono)) {
        if (due->kind == TimerKind::Sweep) sweep();
        if (due->kind == TimerKind::Foreign) decide_foreign();
        if (due->kind == TimerKind::Survey) ask_survey();
        if (const Order* order = book.find(due->key)) on_timer(*order, due->kind);
    }
    while (const auto overdue = reads.expire(now)) read_done(*overdue, true);
}

void OrderManager::Impl::on_timer(const Order& order, TimerKind kind) {
    switch (kind) {
    case TimerKind::AckTimeout: return become_unknown(order, "ACK_TIMEOUT");
    case TimerKind::QueuedTooLong: return queued_too_long(order);
    case TimerKind::HeldTooLong: return held_too_long(order);
    case TimerKind::ReadTrades: return read_trades(order);
    case TimerKind::IocEnd: return ioc_silent(order);
    case TimerKind::Settle: return settle_deadline(order);
    case TimerKind::HuntAgain: return hunt_again(order);
    case TimerKind::CheckAgain: return check_again(order);
    case TimerKind::ChangeTimeout:
    case TimerKind::ChangeVerify: return verify_change(order);
    case TimerKind::ChangeRetry: return retry_cancel(order);
    case TimerKind::ChangeDeadline: return change_deadline(order);
    case TimerKind::ChangeTooOld: return change_too_old(order);
    case TimerKind::LookUp: return look_up(order);
    case TimerKind::RestPaused: return review(order);
    case TimerKind::Sweep:
    case TimerKind::Foreign:
    case TimerKind::Survey: return;
    }
}

/// What follows from this turn's decisions: held orders go out, ended ones need no timers and leave memory.
void OrderManager::Impl::tidy() {
    hear_claimed();
    while (!moved.empty()) {
        for (const OrderKey key : std::exchange(moved, {})) {
            if (const Order* order = book.find(key)) advance_change(*order);
        }
    }
    for (const OrderKey key : std::exchange(answered, {})) {
        if (const Order* order = book.find(key); order != nullptr && is_stop(order->request.type)) {
            release_behind(*order);
        }
    }
    for (const OrderKey key : std::exchange(just_ended, {})) {
        if (const Order* order = book.find(key)) close_change(*order);
        leaving.push_back({key, now.mono + settings.archive_after});
        leave_queue(key);
        timers.disarm_all(key);
        shown_open.erase(key);
        const Watch* watch = watch_of(key);
        if (watch == nullptr) continue;
        if (!watch->awaited.empty() || watch->check_trades) {  // a late fill is being looked for
            arm(key, TimerKind::ReadTrades, settings.fill_wait);
            continue;
        }
        reads.forget(key);
        watches.erase(key);
    }
    forget_lookups();
    forget_strangers();
    archive_old();
}

void OrderManager::Impl::archive_old() {
    for (std::size_t i = leaving.size(); i > 0; --i) {
        const Leaving first = leaving.front();
        if (first.due > now.mono && leaving.size() <= settings.archive_over) return;
        leaving.pop_front();
        const Order* order = book.find(first.key);
        if (order == nullptr) continue;
        if (watch_of(first.key) != nullptr) {
            leaving.push_back({first.key, now.mono + settings.archive_after});
        } else {
            emit(Archived{*order});
        }
    }
}

std::optional<MonoTime> OrderManager::Impl::next_deadline() const {
    std::optional<MonoTime> first = timers.first();
    const auto sooner = [&first](std::optional<MonoTime> other) {
        if (other && (!first || *other < *first)) first = other;
    };
    sooner(reads.next_deadline());
    if (!leaving.empty()) sooner(leaving.front().due);
    return first;
}

void OrderManager::Impl::arm_after_restart(const Order& order) {
    if (order.ended()) leaving.push_back({order.key, now.mono + settings.archive_after});
    if (order.state == OrderState::PendingNew) arm(order.key, TimerKind::AckTimeout, settings.ack_timeout);
    if (order.state == OrderState::Held)
        arm(order.key, TimerKind::HeldTooLong, limits_of(order.request.session).max_order_age);
    touch_ioc(order);
    if (order.state != OrderState::Settling) return;
    arm(order.key, TimerKind::Settle, std::chrono::seconds{2});
    start_hunt(order);
}

OrderManager::OrderManager(ManagerSettings settings, const Archive& archive)
    : impl_(std::make_unique<Impl>(std::move(settings), archive)) {}
OrderManager::~OrderManager() = default;

void OrderManager::handle(const NewOrder& order, Now now, const OrderGate& gate, Effects& out) {
    impl_->turn(now, out, [&] { impl_->on_new(order, gate); });
}
void OrderManager::handle(const VenueEvent& event, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->on_event(event); });
}
void OrderManager::handle(const NewChange& change, Now now, const ChangeGate& gate, Effects& out) {
    impl_->turn(now, out, [&] { impl_->on_change(change, gate); });
}
void OrderManager::release_queued(const std::function<bool(const Command&)>& share, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->release_queued(share); });
}
void OrderManager::refuse_queued(const Refusal& why, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->refuse_queued(why); });
}
std::size_t OrderManager::queued() const { return impl_->queue.size(); }
void OrderManager::cancel_all(OwedCancel why, const std::function<bool(const Order&)>& wanted, Now now,
                              Effects& out) {
    impl_->turn(now, out, [&] { impl_->cancel_all(why, wanted); });
}
void OrderManager::refuse_cancels(OwedCancel why, const std::function<bool(const Order&)>& wanted,
                                  const CancelRefusal& refusal, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->refuse_cancels(why, wanted, refusal); });
}
std::size_t OrderManager::cancellable(OwedCancel why, const std::function<bool(const Order&)>& wanted) const {
    return impl_->cancellable(why, wanted).size();
}
void OrderManager::not_sent(const Command& command, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->on_not_sent(command); });
}
void OrderManager::link_lost(std::string_view cause, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->lose_link(cause); });
}
void OrderManager::go_on_serving() { impl_->reads.set_serving(true); }
void OrderManager::link_serving(Now now, Effects& out) {
    impl_->turn(now, out, [&] {
        impl_->reads.set_serving(true);
        impl_->resume_changes();
        impl_->begin_survey();
        impl_->begin_lookups();
    });
}
void OrderManager::query_failed(const Command& query, Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->on_query_failed(query); });
}
void OrderManager::on_timer(Now now, Effects& out) {
    impl_->turn(now, out, [&] { impl_->run_timers(); });
}
std::optional<MonoTime> OrderManager::next_deadline() const { return impl_->next_deadline(); }

bool OrderManager::apply(const Fact& fact) { return impl_->book.apply(fact); }
bool OrderManager::load(Order order) { return impl_->book.insert(std::move(order)); }
void OrderManager::set_trigger_settle(std::vector<std::chrono::microseconds> by_session) {
    impl_->settings.trigger_settle = std::move(by_session);
}

void OrderManager::set_wait_limits(std::vector<WaitLimits> by_session) {
    impl_->settings.wait_limits = std::move(by_session);
}

void OrderManager::resume(Now now) {
    impl_->now = now;
    impl_->book.for_each([this](const Order& order) { impl_->arm_after_restart(order); });
}

const Order* OrderManager::find(OrderKey key) const { return impl_->book.find(key); }
const Order* OrderManager::find(SessionIndex session, std::string_view cl_ord_id) const {
    return impl_->book.find(session, cl_ord_id);
}
std::optional<Order> OrderManager::named(SessionIndex session, std::string_view cl_ord_id,
                                         std::string_view order_id) const {
    return impl_->named(session, cl_ord_id, order_id);
}
std::optional<Order> OrderManager::by_venue_id(std::string_view order_id) const {
    if (const Order* order = impl_->book.find_venue_id(order_id)) return *order;
    return order_id.empty() ? std::nullopt : impl_->archive.by_venue_id(order_id);
}
bool OrderManager::owes_a_cancel(OrderKey key) const {
    const Order* order = impl_->book.find(key);
    return order != nullptr && has_sent_cancel(*order);
}
void OrderManager::change_waits(OrderKey key) {
    impl_->change_watches[key].waits = true;
    impl_->timers.disarm(key, TimerKind::ChangeTimeout);
}
void OrderManager::change_left(OrderKey key, Now now) {
    if (!owes_a_cancel(key)) return;  // it was answered while it waited
    impl_->change_watches[key].waits = false;
    impl_->timers.arm(key, TimerKind::ChangeTimeout, now.mono + impl_->settings.ack_timeout);
}
void OrderManager::pause_adds(MonoTime until) {
    impl_->adds_paused_until = std::max(impl_->adds_paused_until, until);
}
void OrderManager::for_each(const std::function<void(const Order&)>& visit) const {
    impl_->book.for_each(visit);
}
std::size_t OrderManager::in_memory() const { return impl_->book.size(); }
std::size_t OrderManager::live() const { return impl_->book.live(); }
std::size_t OrderManager::unknown() const { return impl_->book.unknown(); }

}  // namespace qb::orders
