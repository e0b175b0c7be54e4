#include "bridge/recovery.h"

#include <algorithm>

#include "bridge/fix_text.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

using journal::PlacedRow;
using journal::Refusal;
using journal::RowKind;

constexpr auto kAccepted = std::nullopt;

Refusal unreadable(std::string_view what) {
    return "the row is not " + std::string(what) + " that this version can read";
}

}  // namespace

records::SessionMemory* Recovery::memory_of(std::uint16_t session) {
    return session < desks_.size() ? &desks_[session].memory : nullptr;
}

orders::OrderManager* Recovery::manager_of(AccountNumber account) {
    return account < accounts_.size() ? &accounts_[account].manager : nullptr;
}

Refusal Recovery::older_row(const PlacedRow& row) { return index(row); }

/// What is found again by key, wherever its row lies.
Refusal Recovery::index(const PlacedRow& row) {
    if (!retention_.has_begun()) retention_.begins_with(row.number);
    if (row.kind == RowKind::FixOut) {
        const auto message = records::read_fix(row.version, row.payload);
        if (!message) return unreadable("a sent FIX message");
        if (is_session_message(message->text)) return kAccepted;  // never sent again
        sent_.insert(records::fix_out_key(message->session, message->epoch, message->number), row.ref);
        retention_.sent(message->session, message->epoch, row.ref);
    }
    if (row.kind == RowKind::Fact) {
        const auto record = records::read_fact(row.version, row.payload);
        if (!record) return unreadable("an order fact");
        if (const auto* archived = std::get_if<orders::Archived>(&record->fact)) {
            archive_.add(archived->order, row.ref);
            retention_.archived(archived->order.key, row.ref);
        }
    }
    return kAccepted;
}

Refusal Recovery::state(const PlacedRow& row) {
    const auto chunk = records::read_state(row.version, row.payload);
    if (!chunk) return unreadable("a state record");
    switch (chunk->what) {
    case records::StateChunk::What::Config: return config(records::kRowVersion, chunk->payload);
    case records::StateChunk::What::Order: {
        auto order = records::read_order(chunk->payload);
        auto* manager = manager_of(chunk->number);
        if (manager == nullptr) return "an order of an account without name";
        if (!order || !manager->load(std::move(*order))) return unreadable("an order");
        return kAccepted;
    }
    case records::StateChunk::What::Account:
        return records::read_account(chunk->payload) ? kAccepted : unreadable("an account's state");
    case records::StateChunk::What::Session: {
        auto* memory = memory_of(chunk->number);
        if (memory == nullptr || !records::read_session(chunk->payload, *memory))
            return unreadable("a session's state");
        return kAccepted;
    }
    }
    return unreadable("a state record");
}

Refusal Recovery::row(const PlacedRow& row) {
    if (auto refusal = index(row)) return refusal;
    switch (row.kind) {
    case RowKind::Config: return config(row.version, row.payload);
    case RowKind::Fact: return fact(row);
    case RowKind::FixIn: return fix_in(row);
    case RowKind::FixOut: return fix_out(row);
    case RowKind::Parked: return parked(row);
    case RowKind::Unparked: return unparked(row);
    case RowKind::FixSession: return session_event(row);
    case RowKind::Build: clock_step_.forget(); return kAccepted;  // a process begins
    case RowKind::SegmentHead:
    case RowKind::TurnEnd:
    case RowKind::State:
    case RowKind::VenueIn:
    case RowKind::VenueOut:
    case RowKind::Link:
    case RowKind::Timer:
    case RowKind::Refdata:
    case RowKind::Note: return kAccepted;  // inputs: their facts stand behind them
    }
    return kAccepted;
}

Refusal Recovery::config(std::uint8_t version, std::string_view payload) {
    const auto entry = records::read_config(version, payload);
    if (!entry) return unreadable("a configuration entry");
    if (entry->what == records::ConfigEntry::What::Session) {
        if (entry->number > desks_.size()) return "a session's number is skipped";
        if (entry->number == desks_.size()) desks_.emplace_back().name = entry->text;
        if (desks_[entry->number].name != entry->text) return "two sessions have one number";
    }
    if (entry->what == records::ConfigEntry::What::Account) {
        if (entry->number > accounts_.size()) return "an account's number is skipped";
        if (entry->number == accounts_.size()) accounts_.add(entry->text);
        if (accounts_[entry->number].name != entry->text) return "two accounts have one number";
    }
    return kAccepted;
}

Refusal Recovery::fact(const PlacedRow& row) {
    const auto record = records::read_fact(row.version, row.payload);
    if (!record) return unreadable("an order fact");
    auto* manager = manager_of(record->account);
    if (manager == nullptr) return "a fact of an account without name";
    if (!manager->apply(record->fact)) {
        return "the fact " + std::string(orders::name_of(record->fact)) + " contradicts the order's state";
    }
    return kAccepted;
}

Refusal Recovery::fix_in(const PlacedRow& row) {
    const auto message = records::read_fix(row.version, row.payload);
    if (!message) return unreadable("a received FIX message");
    auto* memory = memory_of(message->session);
    if (memory == nullptr || message->number == 0) return kAccepted;  // not logged on: no word of the OMS
    at_turn_end_.emplace_back([memory](std::int64_t wall_us) { memory->last_received_us = wall_us; });
    return kAccepted;
}

Refusal Recovery::fix_out(const PlacedRow& row) {
    const auto message = records::read_fix(row.version, row.payload);
    auto* memory = message ? memory_of(message->session) : nullptr;
    if (memory != nullptr && is_news_report(message->text)) {
        at_turn_end_.emplace_back([memory, ref = row.ref.packed()](std::int64_t wall_us) {
            memory->recent.push_back({wall_us, ref});
        });
    }
    return kAccepted;
}

Refusal Recovery::parked(const PlacedRow& row) {
    const auto report = records::read_fix(row.version, row.payload);
    auto* memory = report ? memory_of(report->session) : nullptr;
    if (memory == nullptr) return unreadable("a parked report");
    memory->parked.emplace(report->number, row.ref.packed());
    memory->next_parking_number = std::max(memory->next_parking_number, report->number + 1);
    memory->first_parking_number = std::min(memory->first_parking_number, report->number);
    return kAccepted;
}

Refusal Recovery::unparked(const PlacedRow& row) {
    const auto mark = records::read_unparked(row.version, row.payload);
    auto* memory = mark ? memory_of(mark->session) : nullptr;
    if (memory == nullptr) return unreadable("a mark of delivered reports");
    memory->parked.erase(memory->parked.begin(), memory->parked.upper_bound(mark->up_to));
    return kAccepted;
}

Refusal Recovery::session_event(const PlacedRow& row) {
    const auto event = records::read_event(row.version, row.payload);
    if (!event) return unreadable("a session event");
    auto* memory = memory_of(event->number);
    if (memory == nullptr) return kAccepted;  // a refused connection that named no session
    if (event->word == kEventLogon) {
        memory->clean_logout = false;
        at_turn_end_.emplace_back([memory](std::int64_t wall_us) { memory->last_received_us = wall_us; });
    }
    if (event->word == kEventCleanLogout) memory->clean_logout = true;
    if (event->word == kEventReset) memory->recent.clear();
    if (event->word == kEventReset || event->word == kEventEpoch) {
        at_turn_end_.emplace_back([memory](std::int64_t wall_us) { memory->numbers_since_us = wall_us; });
    }
    return kAccepted;
}

Refusal Recovery::turn_end(const journal::Head& head, std::span<const journal::FixChange> /*changes*/) {
    if (const auto step = clock_step_.since_last(head.times); step != 0)
        for (auto& desk : desks_) move_times(desk.memory, step);
    for (const auto& effect : at_turn_end_) effect(head.times.wall_us);
    at_turn_end_.clear();
    return kAccepted;
}

}  // namespace qb::bridge
