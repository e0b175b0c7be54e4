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

CancelRefusal stopping_refusal() {
    return {orders::kOtherReason, "BRIDGE_STOPPING", "the bridge is shutting down; nothing was sent"};
}

}  // namespace

void Core::on_change(std::uint16_t number, const FIX::Message& message, ChangeKind kind) {
    const auto& session = desks_[number];
    auto& asked = account_for(number, text_of(message, FIX::FIELD::Account));
    ++asked.counters.changes_in;
    const auto named = accounts_.named(number, text_of(message, FIX::FIELD::OrigClOrdID),
                                       text_of(message, FIX::FIELD::OrderID), asked);
    const auto* order = named ? &named->order : nullptr;
    auto& desk = named ? *named->desk : asked;
    auto reading =
        mapping::change_request_from_fix(message, kind, order, session.config->dialect, symbols_, desk.name);
    reading.request.session = number;
    if (!reading.cl_ord_id_usable) {
        append_event(journal::RowKind::Note, number, "UNUSABLE_REQUEST", reading.refusal->word);
        auto report = mapping::cancel_reject(
            reading.request, *reading.refusal, order,
            {.dialect = session.config->dialect, .row = turn_.next_row() - 1, .now = now_.wall});
        reports_->deliver(number, report);
        return;
    }
    // Of an order that was not sent yet as well, where no gate is asked.
    if (stopping_ && kind == ChangeKind::Replace && !reading.refusal) reading.refusal = stopping_refusal();
    orders::NewChange change{std::move(reading.request), std::move(reading.refusal)};
    change.cl_ord_id_taken = accounts_.elsewhere(number, change.request.cl_ord_id, desk) != nullptr;
    if (kind == ChangeKind::Replace && session.config->replace_partly_filled)
        change.rest_id = client_order_id_for(turn_.next_row());
    desk.manager.handle(
        change, now_, [&] { return change_gate(desk, kind); }, desk);
}

/// Cancels go as long as there is a line; a replace takes its share of the order rate like a new order, which
/// is also that of the rest where it becomes a cancel and a new order.
orders::GateWord<CancelRefusal> Core::change_gate(AccountDesk& desk, ChangeKind kind) {
    if (!desk.serving) {
        return CancelRefusal{orders::kOtherReason, "QFEX_LINK_DOWN",
                             "there is no connection to the venue; nothing was sent"};
    }
    if (kind == ChangeKind::Cancel) return {};
    if (stopping_) return stopping_refusal();
    const bool behind_others = desk.manager.queued() > 0;
    if (behind_others || !desk.throttle.try_take(qfex::Command::ModifyOrder, now_.mono))
        return orders::GateWord<CancelRefusal>::over_rate();
    return {};
}

orders::GateWord<CancelRefusal> Core::replace_gate(AccountDesk& desk) {
    return change_gate(desk, ChangeKind::Replace);
}

/// The venue's command for a change of the order; what it takes to be committed and sent.
void Core::put_out(AccountDesk& desk, const orders::Command& command, std::string text) {
    payload_.clear();
    records::write_venue(payload_, {desk.number, text});
    turn_.append(journal::RowKind::VenueOut, records::kRowVersion, payload_);
    desk.outgoing.push_back({std::move(text), command});
}

void Core::send_modify(AccountDesk& desk, orders::OrderKey key) {
    std::string text;
    mapping::modify_json(text, *desk.manager.find(key));
    put_out(desk, orders::SendModify{key}, std::move(text));
}

/// A cancel over the cancel rate waits for its share; it is never refused. Any other leaves with the turn.
void Core::send_cancel(AccountDesk& desk, orders::OrderKey key) {
    desk.manager.change_waits(key);
    if (!desk.waiting_cancels.empty() || !desk.throttle.try_take(qfex::Command::CancelOrder, now_.mono)) {
        desk.waiting_cancels.push_back(key);
        return;
    }
    std::string text;
    mapping::cancel_json(text, *desk.manager.find(key));
    put_out(desk, orders::SendCancel{key}, std::move(text));
}

void Core::release_cancels(AccountDesk& desk) {
    auto& waiting = desk.waiting_cancels;
    while (desk.serving && !waiting.empty()) {
        const orders::OrderKey key = waiting.front();
        if (!desk.manager.owes_a_cancel(key)) {  // the order ended meanwhile, or the line broke
            waiting.pop_front();
            continue;
        }
        if (!desk.throttle.try_take(qfex::Command::CancelOrder, now_.mono)) return;
        waiting.pop_front();
        std::string text;
        mapping::cancel_json(text, *desk.manager.find(key));
        put_out(desk, orders::SendCancel{key}, std::move(text));
    }
}

/// Orders and replaces over the order rate that their sessions let wait.
void Core::release_orders(AccountDesk& desk) {
    if (!desk.serving || desk.manager.queued() == 0) return;
    desk.manager.release_queued(
        [&](const orders::Command& command) {
            const bool add = std::holds_alternative<orders::SendAddOrder>(command);
            return desk.throttle.try_take(add ? qfex::Command::AddOrder : qfex::Command::ModifyOrder,
                                          now_.mono);
        },
        now_, desk);
}

}  // namespace qb::bridge
