#include "bridge/core.h"
#include "fix/quickfix.h"
#include "mapping/change_from_fix.h"
#include "mapping/change_json.h"
#include "mapping/reports.h"
#include "records/rows.h"

// Cancels and replaces: from the session to the order manager, and the venue's commands that they become.
namespace qb::bridge {
namespace {

using orders::CancelRefusal;
using orders::ChangeKind;

std::string text_of(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? message.getField(tag) : std::string();
}

}  // namespace

void Core::on_change(std::uint16_t number, const FIX::Message& message, ChangeKind kind) {
    ++counters_.changes_in;
    const auto& desk = desks_[number];
    const auto named = manager_->named(number, text_of(message, FIX::FIELD::OrigClOrdID),
                                       text_of(message, FIX::FIELD::OrderID));
    auto reading = mapping::change_request_from_fix(message, kind, named ? &*named : nullptr,
                                                    desk.config->dialect, symbols_, account_rules_[number]);
    reading.request.session = number;
    if (!reading.cl_ord_id_usable) {
        append_event(journal::RowKind::Note, number, "UNUSABLE_REQUEST", reading.refusal->word);
        auto report = mapping::cancel_reject(
            reading.request, *reading.refusal, named ? &*named : nullptr,
            {.dialect = desk.config->dialect, .row = turn_.next_row() - 1, .now = now_.wall});
        reports_->deliver(number, report);
        return;
    }
    orders::NewChange change{std::move(reading.request), std::move(reading.refusal)};
    if (kind == ChangeKind::Replace && desk.config->replace_partly_filled)
        change.rest_id = client_order_id_for(turn_.next_row());
    manager_->handle(
        change, now_, [this, kind] { return change_gate(kind); }, *this);
}

/// Cancels go as long as there is a line; a replace takes its share of the order rate like a new order, which
/// is also that of the rest where it becomes a cancel and a new order.
std::optional<CancelRefusal> Core::change_gate(ChangeKind kind) {
    if (!serving_) {
        return CancelRefusal{orders::kOtherReason, "QFEX_LINK_DOWN",
                             "there is no connection to the venue; nothing was sent"};
    }
    if (kind == ChangeKind::Cancel) return std::nullopt;
    if (stopping_)
        return CancelRefusal{orders::kOtherReason, "BRIDGE_STOPPING",
                             "the bridge is shutting down; nothing was sent"};
    if (!throttle_.try_take(qfex::Command::ModifyOrder, now_.mono)) {
        return CancelRefusal{orders::kOtherReason, "RATE_LIMITED_LOCAL",
                             "over the order rate of the account; nothing was sent"};
    }
    return std::nullopt;
}

/// The venue's command for a change of the order; what it takes to be committed and sent.
void Core::put_out(const orders::Command& command, std::string text) {
    payload_.clear();
    records::write_venue(payload_, {kAccount, text});
    turn_.append(journal::RowKind::VenueOut, records::kRowVersion, payload_);
    outgoing_.push_back({std::move(text), command});
}

void Core::send_modify(orders::OrderKey key) {
    std::string text;
    mapping::modify_json(text, *manager_->find(key));
    put_out(orders::SendModify{key}, std::move(text));
}

/// A cancel over the cancel rate waits for its share; it is never refused.
void Core::send_cancel(orders::OrderKey key) {
    if (!waiting_cancels_.empty() || !throttle_.try_take(qfex::Command::CancelOrder, now_.mono)) {
        waiting_cancels_.push_back(key);
        manager_->change_waits(key);
        return;
    }
    std::string text;
    mapping::cancel_json(text, *manager_->find(key));
    put_out(orders::SendCancel{key}, std::move(text));
}

void Core::release_cancels() {
    while (!waiting_cancels_.empty()) {
        const orders::OrderKey key = waiting_cancels_.front();
        if (!manager_->owes_a_cancel(key)) {  // the order ended meanwhile, or the line broke
            waiting_cancels_.pop_front();
            continue;
        }
        if (!throttle_.try_take(qfex::Command::CancelOrder, now_.mono)) return;
        waiting_cancels_.pop_front();
        std::string text;
        mapping::cancel_json(text, *manager_->find(key));
        put_out(orders::SendCancel{key}, std::move(text));
        manager_->change_left(key, now_);
    }
}

std::optional<MonoTime> Core::next_deadline() const {
    auto first = manager_->next_deadline();
    if (waiting_cancels_.empty()) return first;
    const auto cost = qfex::cost_of(qfex::Command::CancelOrder);
    const auto cancel = throttle_.possible_at(cost.bucket, cost.weight, now_.mono);
    return first && *first < cancel ? first : cancel;
}

}  // namespace qb::bridge
