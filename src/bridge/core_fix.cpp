#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "bridge/core.h"
#include "bridge/fix_text.h"
#include "bridge/recovery.h"
#include "bridge/times.h"
#include "fix/quickfix.h"
#include "fix/redact.h"
#include "mapping/reports.h"
#include "records/rows.h"

// The FIX side: bytes come in, the engine calls back, its numbers and messages become rows.
namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

}  // namespace

// ---- inputs

std::optional<fix::ConnectionId> Core::fix_open(fix::ListenerId listener, std::string_view address, Now now) {
    begin(now);
    return engine_->open(listener, address, now_);
}

void Core::fix_bytes(fix::ConnectionId connection, std::string_view bytes, Now now) {
    begin(now);
    engine_->bytes(connection, bytes, now_);
}

void Core::fix_written(fix::ConnectionId connection, std::size_t count, Now now) {
    begin(now);
    engine_->written(connection, count);
}

void Core::fix_closed(fix::ConnectionId connection, Now now) {
    begin(now);
    engine_->closed(connection, now_);
}

// ---- EngineHost

/// The row of the fact that takes an order or a replace in is the order's key, or the replace's only name;
/// the id at the venue is derived from it and from the turn's time. The row alone would not do: its number
/// comes again when a power failure has taken the last turns, or when an older copy of the DataDir is put
/// back. A restart does not derive it anew, the fact holds it.
orders::Id128 Core::client_order_id_for(std::uint64_t row) {
    std::array<char, 32> input{};
    const auto& id = journal_->id();
    std::copy(id.begin(), id.end(), input.begin());
    const auto put = [&input](std::size_t at, std::uint64_t value) {
        for (std::size_t i = 0; i < 8; ++i) input.at(at + i) = static_cast<char>(value >> (8 * i));
    };
    put(16, static_cast<std::uint64_t>(micros(now_.wall)));
    put(24, row);
    const auto digest = hasher_({input.data(), input.size()});
    orders::Id128 out;
    std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
    return out;
}

orders::GateWord<orders::Refusal> Core::gate(AccountDesk& desk) {
    if (stopping_)
        return orders::Refusal{99, "BRIDGE_STOPPING", "the bridge is shutting down; nothing was sent"};
    if (!desk.serving) {
        return orders::Refusal{2, "QFEX_LINK_DOWN", "there is no connection to the venue; nothing was sent"};
    }
    if (low_space_) {
        return orders::Refusal{99, "JOURNAL_LOW_SPACE", "the bridge's disk is nearly full; nothing was sent"};
    }
    const bool behind_others = desk.manager.queued() > 0;
    if (behind_others || !desk.throttle.try_take(qfex::Command::AddOrder, now_.mono))
        return orders::GateWord<orders::Refusal>::over_rate();
    return {};
}

void Core::on_request(fix::SessionIndex session, const FIX::Message& request, std::string_view raw) {
    const auto number = desk_of_engine_[session];
    const std::string& type = request.getHeader().getField(FIX::FIELD::MsgType);
    const bool just_came = open_request_ && open_request_->session == number &&
                           open_request_->number == request.getHeader().getField(FIX::FIELD::MsgSeqNum);
    if (just_came)
        open_request_.reset();
    else
        append_event(RowKind::FixSession, number, kEventLate, fix::redact(raw, scratch_));
    if (desks_[number].config->drop_copy) return on_drop_copy_request(number, request, type);
    if (type == "D") return on_new_order(number, request);
    if (type == "F") return on_change(number, request, orders::ChangeKind::Cancel);
    if (type == "G") return on_change(number, request, orders::ChangeKind::Replace);
    if (type == "H") return on_status_request(number, request);
    if (type == "AF") return on_mass_status_request(number, request);
    if (type == "q") return on_mass_cancel_request(number, request);
}

/// The account that a request of the session names in Account(1); the session's own where it names none, or
/// none that the session may use.
AccountDesk& Core::account_for(std::uint16_t session, const std::string& account) {
    return *accounts_.find(may_use(session, account) ? account : desks_[session].config->account);
}

bool Core::may_use(std::uint16_t session, const std::string& account) const {
    const auto& allowed = account_rules_[session].allowed;
    return std::find(allowed.begin(), allowed.end(), account) != allowed.end();
}

void Core::on_new_order(std::uint16_t number, const FIX::Message& message) {
    const auto& session = desks_[number];
    auto reading =
        mapping::order_request_from_fix(message, session.config->dialect, symbols_, account_rules_[number]);
    reading.request.session = number;
    auto& asked = account_for(number, reading.request.account);
    ++asked.counters.orders_in;
    if (!reading.cl_ord_id_usable) {
        ++asked.counters.orders_refused;
        append_event(RowKind::Note, number, "UNUSABLE_ORDER", reading.refusal->word);
        auto report = mapping::refused_report(
            reading.request, *reading.refusal,
            {.dialect = session.config->dialect, .row = turn_.next_row() - 1, .now = now_.wall});
        reports_->deliver(number, report);
        return;
    }
    orders::NewOrder order;
    order.key = turn_.next_row();
    order.client_order_id = client_order_id_for(order.key);
    order.request = std::move(reading.request);
    order.refusal = std::move(reading.refusal);
    // A ClOrdID(11) is the session's: the account that has it already answers, whatever Account(1) says.
    auto* taken = accounts_.elsewhere(number, order.request.cl_ord_id, asked);
    auto& desk = taken != nullptr ? *taken : asked;
    desk.manager.handle(
        order, now_, [&] { return gate(desk); }, desk);
}

void Core::on_unsupported(fix::SessionIndex session, std::string_view msg_type, std::string_view /*raw*/) {
    log_.line(LogLevel::Warn, now_.wall, "fix.unsupported",
              {{"Session", desks_[desk_of_engine_[session]].name}, {"MsgType", msg_type}},
              "answered with BusinessMessageReject(j)");
}

void Core::on_logon(fix::SessionIndex session) {
    const auto number = desk_of_engine_[session];
    auto& desk = desks_[number];
    desk.logged_on = true;
    absent_.back(number);
    desk.memory.clean_logout = false;
    desk.memory.last_received_us = micros(now_.wall);
    append_event(RowKind::FixSession, number, kEventLogon, engine_->status(session).address);
    log_.line(LogLevel::Info, now_.wall, "session.logon",
              {{"Session", desk.name}, {"Waiting", std::to_string(desk.memory.parked.size())}});
}

void Core::on_logout(fix::SessionIndex session, const fix::LogoutInfo& info) {
    const auto number = desk_of_engine_[session];
    auto& desk = desks_[number];
    desk.logged_on = false;
    desk.memory.clean_logout = info.clean;
    append_event(RowKind::FixSession, number, info.clean ? kEventCleanLogout : kEventLogout, {});
    if (!info.scheduled) session_gone(number, info.clean);
    log_.line(LogLevel::Info, now_.wall, "session.logout", {{"Session", desk.name}},
              info.scheduled ? "the session's hours are over"
              : info.clean   ? "with a Logout exchange"
                             : "the connection ended without a Logout exchange");
}

void Core::on_sequence_reset(fix::SessionIndex session, std::uint32_t old_epoch) {
    const auto number = desk_of_engine_[session];
    reports_->repeat_after_reset(number);
    log_.line(LogLevel::Info, now_.wall, "session.reset",
              {{"Session", desks_[number].name}, {"OldEpoch", std::to_string(old_epoch)}},
              "sequence numbers begin again at 1");
}

/// One row and one line per source and minute; the engine's counters have them all.
void Core::on_drop(const fix::Drop& drop) {
    constexpr std::size_t kSources = 256;
    const auto minute = micros(now_.wall) / 60'000'000;
    auto told = drops_told_.find(drop.address);
    if (told != drops_told_.end() && told->second == minute) return;
    if (told == drops_told_.end()) {
        if (drops_told_.size() >= kSources) return;
        told = drops_told_.emplace(std::string(drop.address), minute).first;
    }
    told->second = minute;
    const std::uint16_t number = drop.session ? desk_of_engine_[*drop.session] : std::uint16_t{0xFFFF};
    append_event(RowKind::FixSession, number, kEventRefused,
                 std::string(drop.address) + " " + std::string(to_string(drop.cause)));
    log_.line(LogLevel::Warn, now_.wall, "fix.dropped",
              {{"Address", drop.address},
               {"Cause", to_string(drop.cause)},
               {"Session", drop.session ? std::string_view(desks_[number].name) : std::string_view()}},
              drop.detail);
}

void Core::log(fix::SessionIndex session, fix::LogKind kind, std::string_view text) {
    const auto number = desk_of_engine_[session];
    if (fix_logs_ && kind != fix::LogKind::Event) {
        fix_logs_->line(number, now_.wall,
                        kind == fix::LogKind::Incoming ? ops::FixDirection::In : ops::FixDirection::Out,
                        text);
    }
    if (kind == fix::LogKind::Incoming) {
        close_request();
        payload_.clear();
        const bool logged_on = desks_[number].logged_on;
        records::write_fix(payload_,
                           {.session = number, .epoch = 0, .number = logged_on ? 1U : 0U, .text = text});
        turn_.append(RowKind::FixIn, records::kRowVersion, payload_);
        if (logged_on) desks_[number].memory.last_received_us = micros(now_.wall);
        if (logged_on && fix::takes(msg_type_of(text))) open_request_ = {number, msg_seq_num_of(text)};
    }
    if (kind == fix::LogKind::Event && log_.enabled(LogLevel::Debug)) {
        log_.line(LogLevel::Debug, now_.wall, "fix.event", {{"Session", desks_[number].name}}, text);
    }
}

/// A request that was not handed over when it came: refused by the session, seen before, or too early.
void Core::close_request() {
    if (!open_request_) return;
    append_event(RowKind::FixSession, open_request_->session, kEventNotTaken, open_request_->number);
    open_request_.reset();
}

/// What is sent reaches the journal through store().
bool Core::logs(fix::LogKind kind) const {
    switch (kind) {
    case fix::LogKind::Incoming: return true;
    case fix::LogKind::Outgoing: return fix_logs_ != nullptr;
    case fix::LogKind::Event: return log_.enabled(LogLevel::Debug);
    }
    return false;
}

std::optional<std::chrono::milliseconds> Core::hand_over_fix_logs() {
    return fix_logs_ ? fix_logs_->hand_over_due() : std::nullopt;
}

// ---- SessionJournal

void Core::store(fix::SessionIndex session, std::uint32_t epoch, int number, bool application,
                 std::string_view text) {
    const auto desk = desk_of_engine_[session];
    payload_.clear();
    records::write_fix(
        payload_,
        {.session = desk, .epoch = epoch, .number = static_cast<std::uint64_t>(number), .text = text});
    const auto place = turn_.next_ref();
    turn_.append(RowKind::FixOut, records::kRowVersion, payload_);
    if (!application) return;
    retention_.sent(desk, epoch, place);
    sent_.insert(records::fix_out_key(desk, epoch, static_cast<std::uint64_t>(number)), place);
    if (is_news_report(text)) reports_->sent(desk, micros(now_.wall), place);
}

void Core::read(fix::SessionIndex session, std::uint32_t epoch, int begin, int end,
                std::vector<fix::StoredMessage>& out) {
    const auto desk = desk_of_engine_[session];
    const int last = std::min(end, engine_ ? engine_->numbers(session).next_sender - 1 : end);
    for (int number = begin; number <= last; ++number) {
        for (const auto place :
             sent_.find(records::fix_out_key(desk, epoch, static_cast<std::uint64_t>(number)))) {
            // A removed segment holds nothing of the present epoch: another key of the same hash.
            if (place.segment() < journal_->segments().front().number) continue;
            const auto row = journal_->read(place, scratch_, turn_);
            if (!row) throw std::runtime_error("a sent message cannot be read: " + row.error().message());
            const auto message = records::read_fix(row->version, row->payload);
            if (!message) throw std::runtime_error("a sent message is not readable");
            const bool match = message->session == desk && message->epoch == epoch &&
                               message->number == static_cast<std::uint64_t>(number);
            if (!match) continue;  // another key of the same hash
            out.push_back({number, std::string(message->text)});
            break;
        }
    }
}

void Core::numbers_changed(fix::SessionIndex session, const fix::SessionNumbers& numbers) {
    const auto number = desk_of_engine_[session];
    const auto created = micros(numbers.created);
    if (std::exchange(desks_[number].memory.numbers_since_us, created) != created)
        append_event(RowKind::FixSession, number, kEventEpoch, std::to_string(numbers.epoch));
    turn_.set_fix_numbers(number, {.epoch = numbers.epoch,
                                   .next_sender = static_cast<std::uint32_t>(numbers.next_sender),
                                   .next_target = static_cast<std::uint32_t>(numbers.next_target)});
}

void Core::reset(fix::SessionIndex session, const fix::SessionNumbers& numbers) {
    const auto number = desk_of_engine_[session];
    desks_[number].memory.numbers_since_us = micros(numbers.created);
    append_event(RowKind::FixSession, number, kEventReset, std::to_string(numbers.epoch));
    numbers_changed(session, numbers);
}

}  // namespace qb::bridge
