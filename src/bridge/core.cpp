#include "bridge/core.h"

#include <algorithm>
#include <utility>

#include "bridge/recovery.h"
#include "bridge/times.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

std::string_view sentence_for(journal::RotateStatus status) {
    switch (status) {
    case journal::RotateStatus::Ok: return "a new segment begins with the whole state";
    case journal::RotateStatus::Postponed: return "no room for a new segment: the old one goes on";
    case journal::RotateStatus::Failed: return "a new segment could not be begun: the bridge has to end";
    }
    return {};
}

}  // namespace

// ---- the turn

void Core::begin(Now now) {
    if (open_turn(now)) release();
}

bool Core::open_turn(Now now) {
    if (in_turn_) return false;
    in_turn_ = true;
    now_ = now;
    turn_.set_times(times_of(now));
    if (const auto step = clock_step_.since_last(times_of(now)); step != 0)
        for (auto& desk : desks_) move_times(desk.memory, step);
    const auto oldest = journal_->segments().front().first_row;
    if (std::exchange(oldest_told_, oldest) != oldest)
        append_event(RowKind::Note, 0, kEventOldest, std::to_string(oldest));
    if (std::exchange(low_space_told_, low_space_) != low_space_)
        append_event(RowKind::Note, 0, low_space_ ? kEventLowSpace : kEventSpace, {});
    return true;
}

/// What waited for this turn.
void Core::release() {
    for (auto& desk : accounts_) {
        for (const auto& command : std::exchange(desk.not_sent, {})) not_sent(desk, command);
        release_cancels(desk);
        release_orders(desk);
    }
}

std::optional<FatalError> Core::end_turn() {
    if (!in_turn_) return std::nullopt;
    close_request();
    if (engine_->resend_due()) engine_->feed_resend(now_);
    drain_parked();
    in_turn_ = false;
    if (engine_->poisoned()) return FatalError{"the FIX engine failed: " + engine_->poison()};
    ++turns_;
    if (journal_->commit(turn_) == journal::CommitStatus::Failed)
        return journal_failed("the journal cannot be written");
    low_space_ = journal_->low_space();
    if (fix_logs_) fix_logs_->commit();
    flush_venue();
    rotate_when_due();
    if (journal_->dead()) return journal_failed("the journal's next segment cannot be written");
    remove_due_segment();
    if (now_.mono >= next_anchor_) log_anchor();
    return std::nullopt;
}

FatalError Core::journal_failed(std::string_view what) const {
    const auto [error, step] = journal_->failure();
    return {std::string(what) + " (" + std::string(step) + ": " + error.message() +
            "): nothing leaves any more"};
}

bool Core::has_more() const {
    if (engine_->resend_due()) return true;
    for (std::size_t i = 0; i < desks_.size(); ++i)
        if (reports_->can_drain(static_cast<orders::SessionIndex>(i))) return true;
    // A read that was not sent waits for the next turn: one that is asked again at once fails again.
    return std::any_of(accounts_.begin(), accounts_.end(), [](const AccountDesk& desk) {
        return std::any_of(desk.not_sent.begin(), desk.not_sent.end(),
                           [](const auto& out) { return !orders::is_query(out.command); });
    });
}

void Core::drain_parked() {
    for (std::size_t i = 0; i < desks_.size(); ++i) reports_->drain(static_cast<orders::SessionIndex>(i));
}

void Core::rotate_when_due() {
    if (!journal_->wants_rotation(micros(now_.wall)) || now_.mono < rotation_retry_) return;
    const auto status =
        journal_->rotate(turn_, times_of(now_), [&](journal::StateSink& sink) { write_state(sink); });
    if (status == journal::RotateStatus::Postponed) rotation_retry_ = now_.mono + std::chrono::minutes(1);
    log_.line(
        status == journal::RotateStatus::Ok ? LogLevel::Info : LogLevel::Error, now_.wall, "journal.rotate",
        {{"Row", std::to_string(journal_->head().row)}, {"Head", journal::to_hex(journal_->head().hash)}},
        sentence_for(status));
    if (status != journal::RotateStatus::Ok) return;
    log_anchor();
    plan_removal();
}

void Core::write_state(journal::StateSink& sink) const {
    std::string chunk, payload;
    const auto put = [&](records::StateChunk::What what, std::size_t number) {
        chunk.clear();
        records::write_state(chunk, {what, static_cast<std::uint16_t>(number), payload});
        sink.chunk(records::kRowVersion, chunk);
        payload.clear();
    };
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        records::write_config(
            payload, {records::ConfigEntry::What::Session, static_cast<std::uint16_t>(i), desks_[i].name});
        put(records::StateChunk::What::Config, 0);
    }
    for (const auto& desk : accounts_) {
        records::write_config(payload, {records::ConfigEntry::What::Account, desk.number, desk.name});
        put(records::StateChunk::What::Config, 0);
    }
    records::write_config(payload, {records::ConfigEntry::What::Text, 0, config_.effective});
    put(records::StateChunk::What::Config, 0);
    records::write_config(payload, {records::ConfigEntry::What::Build, 0, build_});
    put(records::StateChunk::What::Config, 0);
    for (const auto& desk : accounts_) {
        const auto refdata = desk.refdata.to_text();
        records::write_account(payload, {.serving = desk.serving, .refdata = refdata});
        put(records::StateChunk::What::Account, desk.number);
    }
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        records::write_session(desks_[i].memory, [&](std::string_view part) {
            payload = part;
            put(records::StateChunk::What::Session, i);
        });
    }
    for (const auto& desk : accounts_) {
        desk.manager.for_each([&](const orders::Order& order) {
            records::write_order(payload, order);
            put(records::StateChunk::What::Order, desk.number);
        });
    }
}

// ---- inputs: time

void Core::timer(Now now) {
    const auto due = next_deadline();
    if (!due || *due > now.mono) return;
    begin(now);  // releases what waited for its share of the rate
    cancel_for_the_absent();
    fire_timers();
}

/// What is due by the time of the turn; what became due in it fires in the next one.
void Core::fire_timers() {
    bool told = false;
    for (auto& desk : accounts_) {
        const auto managers = desk.manager.next_deadline();
        if (!managers || *managers > now_.mono) continue;
        if (!std::exchange(told, true)) turn_.append(RowKind::Timer, records::kRowVersion, {});
        desk.manager.on_timer(now_, desk);
    }
}

std::optional<MonoTime> Core::next_deadline() const {
    std::optional<MonoTime> first = absent_.next_deadline();
    for (const auto& desk : accounts_) {
        const auto due = desk.next_deadline(now_.mono);
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

void Core::second(Now now) {
    begin(now);
    engine_->tick(now_);
    journal_->retry_reserve(times_of(now_));
    std::erase_if(drops_told_,
                  [&](const auto& told) { return told.second < micros(now_.wall) / 60'000'000; });
    const auto loss = fix_logs_ ? fix_logs_->new_loss(now_.mono) : std::nullopt;
    if (!loss) return;
    log_.line(LogLevel::Warn, now_.wall, "fixlog.lost", {{"Lines", std::to_string(loss->lines)}},
              loss->why + "; the FIX logs lack these lines, the journal has the messages");
}

// ---- the end

void Core::stop_taking_orders(Now now) {
    log_.line(LogLevel::Info, now.wall, "bridge.stopping", {},
              "no new orders; answers to those under way are waited for");
    begin(now);
    append_event(RowKind::Note, 0, kEventStopping, {});
    stopping_ = true;
    absent_ = {};  // the next start counts every session as lost
    for (auto& desk : accounts_) {
        desk.manager.refuse_queued({99, "BRIDGE_STOPPING", "the bridge is shutting down; nothing was sent"},
                                   now_, desk);
    }
}

bool Core::answered() const {
    bool waiting = false;
    for (const auto& desk : accounts_) {
        desk.manager.for_each([&](const orders::Order& order) {
            const auto* change = order.pending();
            const bool rest = change != nullptr && (change->step == orders::ReplaceStep::Cancel ||
                                                    change->step == orders::ReplaceStep::Add);
            waiting = waiting || rest || order.state == orders::OrderState::PendingNew ||
                      order.state == orders::OrderState::Held;
        });
    }
    return !waiting;
}

void Core::log_sessions_out(std::string_view reason, Now now) {
    begin(now);
    engine_->shutdown(reason, now_);
}

void Core::append_event(RowKind kind, std::uint16_t number, std::string_view word, std::string_view text) {
    payload_.clear();
    records::write_event(payload_, {.number = number, .word = word, .text = text});
    turn_.append(kind, records::kRowVersion, payload_);
}

}  // namespace qb::bridge
