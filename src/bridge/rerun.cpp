#include "bridge/rerun.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <stdexcept>
#include <utility>

#include "bridge/conversation.h"
#include "bridge/fix_text.h"
#include "bridge/recovery.h"
#include "bridge/rerun_rows.h"
#include "bridge/times.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

using journal::RowKind;

/// What belongs to sockets and disks is not re-run; times of the day would be today's.
std::unique_ptr<ops::BridgeConfig> without_surroundings(const ops::BridgeConfig& config) {
    constexpr std::uint64_t kReserve = std::uint64_t{1} << 20U;
    auto own = std::make_unique<ops::BridgeConfig>(config);
    own->journal_sync = ops::JournalSync::Process;
    own->journal_reserve = kReserve;
    own->journal_retired = ops::JournalRetired::Remove;
    for (auto& session : own->sessions) session.fix.schedule.reset();
    return own;
}

bool has(std::string_view message, std::string_view field) {
    return message.find("\x01" + std::string(field) + "\x01") != std::string_view::npos;
}

/// BusinessMessageReject(j) of the session layer: it does not take the type.
bool is_unsupported(std::string_view message) { return msg_type_of(message) == "j" && has(message, "380=3"); }

std::size_t body_hash(std::string_view message) { return std::hash<std::string>{}(readable_fix(message)); }

}  // namespace

std::optional<std::uint64_t> oldest_said_by(const RecordedTurn::Row& row) {
    if (!says(row, RowKind::Note, kEventOldest)) return std::nullopt;
    const auto text = event_of(row)->text;
    std::uint64_t oldest = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), oldest);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return oldest;
}

Rerun::Rerun(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
             ops::Log& log, Now now, RerunJudge& judge)
    : config_(without_surroundings(config)), judge_(judge) {
    VenuePort& port = *this;  // a private base: std::make_unique could not convert
    core_.reset(new Core(*config_, disk, storage, {}, log, port, now));
    core_->reports_->park_all();
    remember_parked();
}

Rerun::~Rerun() = default;

void Rerun::remember_parked() {
    std::string buffer;
    for (std::size_t i = 0; i < core_->desks_.size(); ++i) {
        auto& memory = core_->desks_[i].memory;
        for (const auto& [number, place] : memory.parked) {
            const auto row = core_->journal_->read(journal::RowRef::from_packed(place), buffer);
            const auto report = row ? records::read_fix(row->version, row->payload) : std::nullopt;
            if (report) waiting_[static_cast<std::uint16_t>(i)].bodies[number] = body_hash(report->text);
        }
    }
}

// ---- VenuePort

bool Rerun::send(AccountNumber account, std::string command) {
    auto [first, last] = unsent_.equal_range(account);
    const auto found = std::find_if(first, last, [&](const auto& entry) { return entry.second == command; });
    if (found == last) return true;
    unsent_.erase(found);
    return false;
}

void Rerun::read_historic_orders(AccountNumber /*account*/, const orders::QueryHistoricOrders& /*query*/) {}

// ---- turns

bool Rerun::start(const RecordedTurn& turn) {
    turn_ = &turn;
    compared_ = passed_ = 0;
    copied_.assign(turn.rows.size(), false);
    for (bool whole = false; !whole;) {
        if (at() >= turn.rows.size()) throw std::logic_error("not the first turn of a process");
        const auto& row = row_at(at());
        if (says(row, RowKind::Note, kEventLowSpace)) core_->low_space_ = core_->low_space_told_ = true;
        whole = row.kind == RowKind::Build;
        copy(row);
    }
    core_->absent_ = {};  // its firings are rows
    core_->resume_orders();
    compare_new();
    steps();
    return end_turn();
}

void Rerun::go_on_from_state(const RecordedTurn& state) {
    for (const auto& row : state.rows) {
        if (row.kind != RowKind::State) continue;
        const auto chunk = records::read_state(row.version, row.payload);
        if (!chunk || chunk->what != records::StateChunk::What::Account) continue;
        const auto account = records::read_account(chunk->payload);
        if (!account || chunk->number >= core_->accounts_.size()) continue;
        auto& desk = core_->accounts_[chunk->number];
        desk.serving = account->serving;
        desk.refdata = mapping::ReferenceData::from_text(account->refdata).value_or(mapping::ReferenceData{});
    }
    core_->absent_ = {};
    for (auto& desk : core_->accounts_) {
        desk.manager.resume(core_->now_);
        if (desk.serving) desk.manager.go_on_serving();
    }
    core_->in_turn_ = false;
}

bool Rerun::play(const RecordedTurn& turn) {
    turn_ = &turn;
    compared_ = passed_ = 0;
    copied_.assign(turn.rows.size(), false);
    flush_last_turn();
    open_turn();
    steps();
    return end_turn();
}

/// What left of the last turn is known only now: what did not is answered at the beginning of this one.
void Rerun::flush_last_turn() {
    unsent_.clear();
    for (const auto& row : turn_->rows) {
        if (!says(row, RowKind::Link, kEventNotSent)) continue;
        const auto event = known_event(row);
        unsent_.emplace(event.number, event.text);
    }
    for (const auto& desk : core_->accounts_) {
        for (const auto& over_rate : desk.not_sent) (void)send(desk.number, over_rate.text);
    }
    core_->flush_venue();
}

void Rerun::open_turn() {
    const auto& rows = turn_->rows;
    std::size_t first = 0;
    const auto goes_on_with = [&](std::string_view word) {
        return first < rows.size() && says(rows[first], RowKind::Note, word);
    };
    if (goes_on_with(kEventOldest)) copy(rows[first++]);
    for (const auto word : {kEventLowSpace, kEventSpace}) {
        if (!goes_on_with(word)) continue;
        core_->low_space_ = word == kEventLowSpace;
        ++first;
    }
    // A loss of the link that begins a turn comes before anything is released.
    if (first < rows.size() && says(rows[first], RowKind::Link, kEventDown)) return step(first);
    core_->begin(turn_->now);
    compare_new();
}

void Rerun::steps() {
    while (!parted_ && at() < turn_->rows.size()) step(at());
}

void Rerun::step(std::size_t index) {
    pass_rows();
    const auto& row = row_at(index);
    try {
        switch (role_of(index)) {
        case Role::Session: copy(row); break;
        case Role::Input: perform(index); break;
        case Role::Product: break;
        }
    } catch (const std::exception& error) {
        parted_ = true;
        return judge_.failed(row, error.what());
    }
    if (at() <= index) {
        parted_ = true;
        return judge_.missing(row);
    }
    compare_new();
}

std::size_t Rerun::at() const { return core_->turn_.rows(); }

void Rerun::compare_new() {
    for (; compared_ < at() && !parted_; ++compared_) {
        const auto made = core_->turn_.find(core_->turn_.start().row + compared_);
        if (compared_ >= turn_->rows.size()) {
            parted_ = true;
            judge_.extra(*made);
        } else if (!copied_[compared_]) {
            parted_ = !judge_.compare(row_at(compared_), *made);
        }
    }
}

bool Rerun::end_turn() {
    if (parted_) return false;
    pass_rows();
    for (const auto& change : turn_->changes) core_->turn_.set_fix_numbers(change.session, change.numbers);
    core_->in_turn_ = false;
    if (core_->journal_->commit(core_->turn_) == journal::CommitStatus::Failed)
        throw std::runtime_error("the re-run's own journal cannot be written: " +
                                 core_->journal_->failure().first.message());
    for (auto& desk : core_->desks_) desk.memory.parked.clear();
    return true;
}

void Rerun::new_segment(const RecordedTurn& turn) {
    const auto chunks = [&turn](journal::StateSink& sink) {
        for (const auto& row : turn.rows)
            if (row.kind == RowKind::State) sink.chunk(row.version, row.payload);
    };
    if (core_->journal_->rotate(core_->turn_, times_of(turn.now), chunks) != journal::RotateStatus::Ok)
        throw std::runtime_error("the re-run's own journal cannot begin a segment");
}

// ---- what a row is

Rerun::Role Rerun::role_of(std::size_t index) const {
    const auto& row = row_at(index);
    switch (row.kind) {
    case RowKind::FixIn: return is_taken(index) ? Role::Input : Role::Session;
    case RowKind::FixOut: return is_report_of_ours(fix_of(row)) ? Role::Product : Role::Session;
    case RowKind::Parked: return has(fix_of(row).text, "97=Y") ? Role::Session : Role::Product;
    case RowKind::FixSession: return says(row, row.kind, kEventLate) ? Role::Input : Role::Session;
    case RowKind::Link: return says(row, row.kind, kEventNotSent) ? Role::Product : Role::Input;
    case RowKind::Note:
        if (says(row, row.kind, kEventOldest)) return Role::Session;
        return says(row, row.kind, kEventStopping) ? Role::Input : Role::Product;
    case RowKind::VenueIn:
    case RowKind::Timer:
    case RowKind::Refdata: return Role::Input;
    case RowKind::Fact:
    case RowKind::VenueOut: return Role::Product;
    case RowKind::Unparked:
    case RowKind::Config:
    case RowKind::Build:
    case RowKind::SegmentHead:
    case RowKind::TurnEnd:
    case RowKind::State: return Role::Session;
    }
    return Role::Session;
}

/// A request that was handed over when it came: of another one a row NOT_TAKEN says so, before the next row
/// FixIn.
bool Rerun::is_taken(std::size_t index) const {
    const auto message = fix_of(row_at(index));
    if (message.number == 0 || !fix::takes(msg_type_of(message.text))) return false;
    for (std::size_t i = index + 1; i < turn_->rows.size(); ++i) {
        const auto& row = row_at(i);
        if (row.kind == RowKind::FixIn) return true;
        if (says(row, RowKind::FixSession, kEventNotTaken)) return false;
    }
    return true;
}

/// Sent at once, and not by the session layer. While reports wait, what is sent is the first of them.
bool Rerun::is_report_of_ours(const records::FixRow& message) const {
    if (is_session_message(message.text) || is_unsupported(message.text)) return false;
    const auto waiting = waiting_.find(message.session);
    return waiting == waiting_.end() || waiting->second.handed_over >= waiting->second.bodies.size();
}

// ---- rows that are copied, and what they must keep to

void Rerun::copy(const Row& row) {
    copied_[at()] = true;
    core_->turn_.append(row.kind, row.version, row.payload);
    if (const auto oldest = oldest_said_by(row)) forget_before(*oldest);
}

/// What was archived in segments that are gone is unknown from here on. Of the recorded ones nothing is
/// removed.
void Rerun::forget_before(std::uint64_t row) {
    auto& journal = *core_->journal_;
    while (journal.segments().front().first_row < row && journal.remove_oldest().gone) continue;
    core_->oldest_told_ = journal.segments().front().first_row;
}

void Rerun::pass_rows() {
    for (const auto end = std::min(at(), turn_->rows.size()); passed_ < end; ++passed_) pass(row_at(passed_));
}

void Rerun::pass(const Row& row) {
    if (row.kind == RowKind::Parked) {
        const auto report = fix_of(row);
        waiting_[report.session].bodies[report.number] = body_hash(report.text);
    }
    if (row.kind == RowKind::FixOut) pass_report(row, fix_of(row));
    if (row.kind != RowKind::Unparked) return;
    const auto mark = records::read_unparked(row.version, row.payload);
    if (!mark) return judge_.broken_rule(row, "is a mark of delivered reports");
    auto& waiting = waiting_[mark->session];
    const auto last = waiting.bodies.upper_bound(mark->up_to);
    if (static_cast<std::size_t>(std::distance(waiting.bodies.begin(), last)) != waiting.handed_over)
        judge_.broken_rule(row, "names the reports that were handed over before it");
    waiting.bodies.erase(waiting.bodies.begin(), last);
    waiting.handed_over = 0;
}

void Rerun::pass_report(const Row& row, const records::FixRow& message) {
    if (is_session_message(message.text) || is_unsupported(message.text)) return;
    const auto found = waiting_.find(message.session);
    if (found == waiting_.end() || found->second.handed_over >= found->second.bodies.size()) return;
    auto& waiting = found->second;
    const auto next = std::next(waiting.bodies.begin(), static_cast<std::ptrdiff_t>(waiting.handed_over++));
    if (next->second != body_hash(message.text))
        judge_.broken_rule(row, "says what the report said that waited");
}

// ---- what is shown

std::vector<std::string> Rerun::order_chunks() const {
    std::vector<std::string> chunks;
    std::string payload;
    for (const auto& desk : core_->accounts_) {
        desk.manager.for_each([&](const orders::Order& order) {
            payload.clear();
            records::write_order(payload, order);
            records::write_state(chunks.emplace_back(),
                                 {records::StateChunk::What::Order, desk.number, payload});
        });
    }
    return chunks;
}

std::string Rerun::session_name(std::uint16_t number) const {
    return number < core_->desks_.size() ? core_->desks_[number].name : std::string();
}

std::string Rerun::account_name(std::uint16_t number) const {
    return number < core_->accounts_.size() ? core_->accounts_[number].name : std::string();
}

const orders::Order* Rerun::order(std::uint16_t account, orders::OrderKey key) const {
    return account < core_->accounts_.size() ? core_->accounts_[account].manager.find(key) : nullptr;
}

}  // namespace qb::bridge
