#include "bridge/core.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "bridge/fix_text.h"
#include "bridge/recovery.h"
#include "mapping/refusal_table.h"
#include "mapping/reports.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

constexpr std::uint16_t kAccount = 0;  // the journal's number of the one account

journal::Times times_of(Now now) {
    return {now.wall.time_since_epoch().count(), now.mono.time_since_epoch().count()};
}

std::int64_t micros(WallTime at) { return at.time_since_epoch().count(); }

orders::ManagerSettings manager_settings(const ops::BridgeConfig& config) {
    orders::ManagerSettings settings;
    settings.ack_timeout = config.accounts.front().ack_timeout;
    settings.refusal_for = mapping::refusal_for;
    return settings;
}

}  // namespace

Core::Core(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
           const journal::JournalId& new_journal_id, ops::Log& log, VenuePort& port, std::string_view build,
           Now now)
    : config_(config),
      log_(log),
      port_(port),
      archive_(storage),
      sent_(storage),
      throttle_(config.accounts.front().order_rate, config.accounts.front().cancel_rate) {
    for (const auto& symbol : config.symbols) symbols_.add(symbol.name, symbol.venue);
    now_ = now;
    open_journal(disk, new_journal_id, now);
    start_engine();
    begin(now);
    write_configuration(build);
    manager_->resume(now);
    manager_->link_lost("RESTART", now, *this);
    if (const auto error = end_turn()) throw std::runtime_error(error->text);
}

Core::~Core() = default;

// ---- start

void Core::open_journal(journal::Disk& disk, const journal::JournalId& new_id, Now now) {
    manager_ = std::make_unique<orders::OrderManager>(manager_settings(config_), archive_);
    Recovery recovery(desks_, accounts_, *manager_, archive_, sent_);
    journal::Options options;
    options.sync =
        config_.journal_sync == ops::JournalSync::Power ? journal::Sync::Power : journal::Sync::Process;
    options.reserve_bytes = config_.journal_reserve;
    options.new_id = new_id;
    options.now = times_of(now);
    auto opened = journal::Journal::open(disk, options, recovery);
    if (!opened)
        throw std::runtime_error("the journal in " + config_.data_dir + ": " + describe(opened.error()));
    journal_ = std::make_unique<journal::Journal>(std::move(*opened));
    journal_->begin(turn_);
    archive_.attach(*journal_, turn_);
    const auto& found = journal_->recovery();
    if (found.cut_bytes > 0) {
        log_.line(
            LogLevel::Warn, now.wall, "journal.cut",
            {{"Segment", found.cut_segment}, {"Bytes", std::to_string(found.cut_bytes)}},
            "a turn that was being written when the last run ended was cut off; nothing of it had left");
    }
    log_.line(LogLevel::Info, now.wall, "journal.open",
              {{"Rows", std::to_string(journal_->head().row)},
               {"LiveOrders", std::to_string(manager_->live())},
               {"Head", journal::to_hex(journal_->head().hash)}},
              found.created ? "a new journal" : "the state of the last run is back");
}

/// Gives every configured session a desk: the one the journal knows by its name, or a new one at the end.
void Core::assign_desks() {
    for (const auto& session : config_.sessions) {
        const auto name = session.fix.name();
        auto desk = std::find_if(desks_.begin(), desks_.end(), [&](const auto& d) { return d.name == name; });
        if (desk == desks_.end()) {
            desk = desks_.emplace(desks_.end());
            desk->name = name;
            desk->memory.numbers_since_us = micros(now_.wall);
        }
        desk->config = &session;
        desk->engine_index = static_cast<orders::SessionIndex>(desk_of_engine_.size());
        desk_of_engine_.push_back(static_cast<std::uint16_t>(desk - desks_.begin()));
    }
    std::vector<std::chrono::microseconds> settle;
    for (const auto& desk : desks_) {
        settle.push_back(desk.config == nullptr ? std::chrono::microseconds{2'000'000}
                                                : desk.config->trigger_settle);
        account_rules_.push_back(desk.config == nullptr ? mapping::AccountRule{}
                                                        : mapping::AccountRule{desk.config->accounts});
        if (desk.config != nullptr) continue;
        log_.line(LogLevel::Warn, now_.wall, "session.unconfigured", {{"Session", desk.name}},
                  "the journal knows this session but the configuration does not: its orders stay known, its "
                  "reports "
                  "wait");
    }
    manager_->set_trigger_settle(std::move(settle));
}

void Core::start_engine() {
    const auto& account = config_.accounts.front().name;
    if (!accounts_.empty() && accounts_[kAccount] != account) {
        throw std::runtime_error("the journal in " + config_.data_dir + " belongs to account " +
                                 accounts_[kAccount] + ", the configuration names " + account +
                                 ": use another DataDir");
    }
    assign_desks();
    reports_ = std::make_unique<ReportDesk>(desks_, *journal_, turn_);
    std::vector<fix::SessionSettings> settings;
    std::vector<fix::SessionNumbers> numbers;
    for (const auto number : desk_of_engine_) {
        const auto& desk = desks_[number];
        settings.push_back(desk.config->fix);
        fix::SessionNumbers stored;
        stored.created = WallTime{std::chrono::microseconds{desk.memory.numbers_since_us}};
        if (const auto known = journal_->fix_numbers(number)) {
            stored.epoch = known->epoch;
            stored.next_sender = static_cast<int>(known->next_sender);
            stored.next_target = static_cast<int>(known->next_target);
        }
        numbers.push_back(stored);
    }
    begin(now_);
    fix::SessionJournal& rows = *this;  // private bases: std::make_unique could not convert
    fix::EngineHost& host = *this;
    engine_ =
        std::make_unique<fix::Engine>(config_.front_door, std::move(settings), numbers, rows, host, now_);
    reports_->attach(*engine_);
}

void Core::write_configuration(std::string_view build) {
    const auto entry = [&](records::ConfigEntry::What what, std::uint16_t number, std::string text) {
        payload_.clear();
        records::write_config(payload_, {what, number, std::move(text)});
        turn_.append(RowKind::Config, records::kRowVersion, payload_);
    };
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        entry(records::ConfigEntry::What::Session, static_cast<std::uint16_t>(i), desks_[i].name);
    }
    if (accounts_.empty()) accounts_.push_back(config_.accounts.front().name);
    entry(records::ConfigEntry::What::Account, kAccount, accounts_[kAccount]);
    entry(records::ConfigEntry::What::Text, 0, config_.effective);
    turn_.append(RowKind::Build, records::kRowVersion, build);
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
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
        records::write_config(
            payload, {records::ConfigEntry::What::Account, static_cast<std::uint16_t>(i), accounts_[i]});
        put(records::StateChunk::What::Config, 0);
    }
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        records::write_session(desks_[i].memory, [&](std::string_view part) {
            payload = part;
            put(records::StateChunk::What::Session, i);
        });
    }
    manager_->for_each([&](const orders::Order& order) {
        records::write_order(payload, order);
        put(records::StateChunk::What::Order, kAccount);
    });
}

// ---- the turn

void Core::begin(Now now) {
    if (in_turn_) return;
    in_turn_ = true;
    now_ = now;
    turn_.set_times(times_of(now));
    for (const auto& query : std::exchange(failed_queries_, {})) manager_->query_failed(query, now_, *this);
}

std::optional<FatalError> Core::end_turn() {
    if (!in_turn_) return std::nullopt;
    if (engine_->resend_due()) engine_->feed_resend(now_);
    drain_parked();
    in_turn_ = false;
    if (engine_->poisoned()) return FatalError{"the FIX engine failed: " + engine_->poison()};
    ++counters_.turns;
    if (journal_->commit(turn_) == journal::CommitStatus::Failed) {
        const auto [error, step] = journal_->failure();
        return FatalError{"the journal cannot be written (" + std::string(step) + ": " + error.message() +
                          "): nothing leaves any more"};
    }
    flush_venue();
    rotate_when_due();
    if (journal_->dead())
        return FatalError{"the journal's next segment cannot be written: nothing leaves any more"};
    return std::nullopt;
}

void Core::drain_parked() {
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        if (desks_[i].logged_on && !desks_[i].memory.parked.empty()) {
            reports_->drain(static_cast<orders::SessionIndex>(i));
        }
    }
}

void Core::flush_venue() {
    for (auto& out : outgoing_) {
        if (port_.send(std::move(out.text))) continue;
        ++counters_.not_sent;
        if (!std::holds_alternative<orders::SendAddOrder>(out.command))
            failed_queries_.push_back(out.command);
    }
    outgoing_.clear();
    for (const auto& query : std::exchange(historic_queries_, {})) port_.read_historic_orders(query);
}

void Core::rotate_when_due() {
    if (!journal_->wants_rotation(micros(now_.wall)) || now_.mono < rotation_retry_) return;
    const auto status =
        journal_->rotate(turn_, times_of(now_), [&](journal::StateSink& sink) { write_state(sink); });
    if (status == journal::RotateStatus::Postponed) rotation_retry_ = now_.mono + std::chrono::minutes(1);
    log_.line(
        status == journal::RotateStatus::Ok ? LogLevel::Info : LogLevel::Error, now_.wall, "journal.rotate",
        {{"Row", std::to_string(journal_->head().row)}, {"Head", journal::to_hex(journal_->head().hash)}},
        status == journal::RotateStatus::Ok ? "a new segment begins with the whole state"
                                            : "no room for a new segment: the old one goes on");
}

// ---- inputs: FIX

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

// ---- inputs: venue

void Core::venue_frame(std::string_view frame, Now now) {
    begin(now);
    ++counters_.frames_in;
    payload_.clear();
    records::write_venue(payload_, {kAccount, frame});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    events_.clear();
    frames_.read(frame, events_);
    for (const auto& event : events_) {
        if (const auto* other = std::get_if<orders::OtherFrame>(&event);
            other != nullptr && other->unreadable) {
            ++counters_.frames_unreadable;
            log_.line(LogLevel::Warn, now_.wall, "venue.unreadable",
                      {{"Bytes", std::to_string(frame.size())}},
                      "a frame that cannot be read was recorded and left aside");
        }
        note_rate_limit(event);
        manager_->handle(event, now_, *this);
    }
}

/// The venue said we send too fast: the general bucket pauses for its hint.
void Core::note_rate_limit(const orders::VenueEvent& event) {
    std::optional<std::chrono::milliseconds> hint;
    if (const auto* error = std::get_if<orders::VenueError>(&event)) {
        if (error->code != "RateLimited") return;
        if (error->retry_after_seconds) {
            hint = std::chrono::milliseconds(static_cast<std::int64_t>(*error->retry_after_seconds * 1000));
        }
    } else {
        const auto* update = std::get_if<orders::OrderUpdate>(&event);
        if (update == nullptr || update->status != "RATE_LIMITED") return;
    }
    const auto jitter = static_cast<std::uint32_t>(turn_.next_row() * 2654435761U);
    throttle_.rate_limited(qfex::Bucket::General, now_.mono, hint, jitter);
}

void Core::link_serving(Now now) {
    begin(now);
    serving_ = true;
    append_event(RowKind::Link, kAccount, "SERVING", {});
    log_.line(LogLevel::Info, now_.wall, "link.serving", {{"Account", accounts_[kAccount]}},
              "orders can be sent");
    manager_->link_serving(now_, *this);
}

void Core::link_down(std::string_view reason, Now now) {
    begin(now);
    serving_ = false;
    append_event(RowKind::Link, kAccount, "DOWN", reason);
    log_.line(LogLevel::Error, now_.wall, "link.down", {{"Account", accounts_[kAccount]}}, reason);
    manager_->link_lost("LINK_LOST", now_, *this);
}

void Core::historic_orders(const orders::QueryHistoricOrders& query, std::string_view body, Now now) {
    begin(now);
    payload_.clear();
    records::write_venue(payload_, {kAccount, body});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    if (auto list = frames_.historic_orders_from_json(body)) {
        manager_->handle(std::move(*list), now_, *this);
    } else {
        manager_->query_failed(query, now_, *this);
    }
}

void Core::query_failed(const orders::Command& query, std::string_view why, Now now) {
    begin(now);
    log_.line(LogLevel::Warn, now_.wall, "venue.read_failed", {}, why);
    manager_->query_failed(query, now_, *this);
}

// ---- inputs: time

void Core::timer(Now now) {
    const auto due = manager_->next_deadline();
    if (!due || *due > now.mono) return;
    begin(now);
    turn_.append(RowKind::Timer, records::kRowVersion, {});
    manager_->on_timer(now_, *this);
}

void Core::second(Now now) {
    begin(now);
    engine_->tick(now_);
    journal_->retry_reserve(times_of(now_));
    std::erase_if(drops_told_,
                  [&](const auto& told) { return told.second < micros(now_.wall) / 60'000'000; });
}

// ---- the end

void Core::stop_taking_orders(Now now) {
    stopping_ = true;
    log_.line(LogLevel::Info, now.wall, "bridge.stopping", {},
              "no new orders; answers to those under way are waited for");
}

bool Core::answered() const {
    bool waiting = false;
    manager_->for_each([&](const orders::Order& order) {
        waiting = waiting || order.state == orders::OrderState::PendingNew ||
                  order.state == orders::OrderState::Held;
    });
    return !waiting;
}

void Core::log_sessions_out(std::string_view reason, Now now) {
    begin(now);
    engine_->shutdown(reason, now_);
}

// ---- EngineHost

/// The row of the fact that takes the order in is the order's key; the id at the venue is derived from it, so
/// that a journal can never give one id twice.
orders::Id128 Core::client_order_id_for(std::uint64_t row) const {
    std::array<unsigned char, 24> input{};
    const auto& id = journal_->id();
    std::copy(id.begin(), id.end(), input.begin());
    for (std::size_t i = 0; i < 8; ++i) input.at(16 + i) = static_cast<unsigned char>(row >> (8 * i));
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(input.data(), input.size(), digest.data());
    orders::Id128 out;
    std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
    return out;
}

std::optional<orders::Refusal> Core::gate() {
    if (stopping_)
        return orders::Refusal{99, "BRIDGE_STOPPING", "the bridge is shutting down; nothing was sent"};
    if (!serving_) {
        return orders::Refusal{2, "QFEX_LINK_DOWN", "there is no connection to the venue; nothing was sent"};
    }
    if (journal_->low_space()) {
        return orders::Refusal{99, "JOURNAL_LOW_SPACE", "the bridge's disk is nearly full; nothing was sent"};
    }
    if (!throttle_.try_take(qfex::Command::AddOrder, now_.mono)) {
        return orders::Refusal{99, "RATE_LIMITED_LOCAL",
                               "over the order rate of the account; nothing was sent"};
    }
    return std::nullopt;
}

void Core::on_new_order(fix::SessionIndex session, const FIX::Message& message, std::string_view /*raw*/) {
    ++counters_.orders_in;
    const auto number = desk_of_engine_[session];
    const auto& desk = desks_[number];
    auto reading =
        mapping::order_request_from_fix(message, desk.config->dialect, symbols_, account_rules_[number]);
    reading.request.session = number;
    if (!reading.cl_ord_id_usable) {
        ++counters_.orders_refused;
        append_event(RowKind::Note, number, "UNUSABLE_ORDER", reading.refusal->word);
        auto report = mapping::refused_report(
            reading.request, *reading.refusal,
            {.dialect = desk.config->dialect, .row = turn_.next_row() - 1, .now = now_.wall});
        reports_->deliver(number, report);
        return;
    }
    orders::NewOrder order;
    order.key = turn_.next_row();
    order.client_order_id = client_order_id_for(order.key);
    order.request = std::move(reading.request);
    order.refusal = std::move(reading.refusal);
    manager_->handle(
        order, now_, [this] { return gate(); }, *this);
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
    log_.line(LogLevel::Info, now_.wall, "session.logout", {{"Session", desk.name}},
              info.clean ? "with a Logout exchange" : "the connection ended without a Logout exchange");
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
    if (kind == fix::LogKind::Incoming) {
        payload_.clear();
        records::write_fix(payload_, {.session = number, .epoch = 0, .number = 0, .text = text});
        turn_.append(RowKind::FixIn, records::kRowVersion, payload_);
        if (desks_[number].logged_on) desks_[number].memory.last_received_us = micros(now_.wall);
    }
    if (kind == fix::LogKind::Event && log_.enabled(LogLevel::Debug)) {
        log_.line(LogLevel::Debug, now_.wall, "fix.event", {{"Session", desks_[number].name}}, text);
    }
}

/// What is sent reaches the journal through store().
bool Core::logs(fix::LogKind kind) const {
    return kind == fix::LogKind::Incoming || (kind == fix::LogKind::Event && log_.enabled(LogLevel::Debug));
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
    turn_.set_fix_numbers(desk_of_engine_[session],
                          {.epoch = numbers.epoch,
                           .next_sender = static_cast<std::uint32_t>(numbers.next_sender),
                           .next_target = static_cast<std::uint32_t>(numbers.next_target)});
}

void Core::reset(fix::SessionIndex session, const fix::SessionNumbers& numbers) {
    const auto number = desk_of_engine_[session];
    desks_[number].memory.numbers_since_us = micros(numbers.created);
    append_event(RowKind::FixSession, number, kEventReset, std::to_string(numbers.epoch));
    numbers_changed(session, numbers);
}

void Core::append_event(RowKind kind, std::uint16_t number, std::string_view word, std::string_view text) {
    payload_.clear();
    records::write_event(payload_, {.number = number, .word = word, .text = text});
    turn_.append(kind, records::kRowVersion, payload_);
}

}  // namespace qb::bridge
