#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bridge/core.h"
#include "bridge/recovery.h"
#include "bridge/times.h"
#include "ops/fix_log_file.h"
#include "records/rows.h"

// The start: the journal is opened and applied, sessions and accounts get their numbers.
namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

}  // namespace

Core::Core(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
           const journal::JournalId& new_journal_id, ops::Log& log, VenuePort& port, std::string_view build,
           Now now)
    : Core(config, disk, storage, new_journal_id, log, port, now) {
    write_configuration(build);
    resume_orders();
    count_all_as_lost();
    if (const auto error = end_turn()) throw std::runtime_error(error->text);
}

Core::Core(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
           const journal::JournalId& new_journal_id, ops::Log& log, VenuePort& port, Now now)
    : config_(config),
      log_(log),
      port_(port),
      archive_(storage),
      sent_(storage),
      retention_(config.journal_keep),
      accounts_(config.accounts, archive_, *this) {
    for (const auto& symbol : config.symbols) symbols_.add(symbol.name, symbol.venue);
    now_ = now;
    open_journal(disk, new_journal_id, now);
    start_engine();
    plan_removal();
    // Whether a segment is needed is said by rows that a power failure must not take back.
    if (remove_before_ != 0 && journal_->sync()) throw std::runtime_error("the journal cannot be synced");
    anchored_row_ = journal_->head().row;  // journal.open has told it
    next_anchor_ = now.mono + kAnchorEvery;
}

Core::~Core() = default;

void Core::open_journal(journal::Disk& disk, const journal::JournalId& new_id, Now now) {
    Recovery recovery(desks_, accounts_, archive_, sent_, retention_);
    journal::Options options;
    options.sync =
        config_.journal_sync == ops::JournalSync::Power ? journal::Sync::Power : journal::Sync::Process;
    options.reserve_bytes = config_.journal_reserve;
    options.keep_retired = config_.journal_retired == ops::JournalRetired::Keep;
    options.new_id = new_id;
    options.now = times_of(now);
    auto opened = journal::Journal::open(disk, options, recovery);
    if (!opened)
        throw std::runtime_error("the journal in " + config_.data_dir + ": " + describe(opened.error()));
    journal_ = std::make_unique<journal::Journal>(std::move(*opened));
    journal_->begin(turn_);
    oldest_told_ = journal_->segments().front().first_row;
    low_space_ = journal_->low_space();
    archive_.attach(*journal_, turn_);
    const auto& found = journal_->recovery();
    if (found.cut_bytes > 0) {
        const bool power = config_.journal_sync == ops::JournalSync::Power;
        log_.line(
            LogLevel::Warn, now.wall, "journal.cut",
            {{"Segment", found.cut_segment}, {"Bytes", std::to_string(found.cut_bytes)}},
            power
                ? "a turn that was being written when the last run ended was cut off; nothing of it had left"
                : "a turn that was being written when the last run ended was cut off; nothing of it had left "
                  "unless the power failed (JournalSync=process): then orders of it and of later turns may "
                  "be live at the venue and unknown here");
    }
    std::size_t live = 0;
    for (const auto& desk : accounts_) live += desk.manager.live();
    log_.line(LogLevel::Info, now.wall, "journal.open",
              {{"Rows", std::to_string(journal_->head().row)},
               {"LiveOrders", std::to_string(live)},
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
    std::vector<orders::WaitLimits> waits;
    for (const auto& desk : desks_) {
        settle.push_back(desk.config == nullptr ? std::chrono::microseconds{2'000'000}
                                                : desk.config->trigger_settle);
        waits.push_back(desk.config == nullptr ? orders::WaitLimits{} : desk.config->wait_limits);
        account_rules_.push_back(desk.config == nullptr ? mapping::AccountRule{}
                                                        : mapping::AccountRule{desk.config->accounts});
        if (desk.config != nullptr) continue;
        log_.line(LogLevel::Warn, now_.wall, "session.unconfigured", {{"Session", desk.name}},
                  "the journal knows this session but the configuration does not: its orders stay known, its "
                  "reports "
                  "wait");
    }
    for (auto& desk : accounts_) {
        desk.manager.set_trigger_settle(settle);
        desk.manager.set_wait_limits(waits);
    }
}

/// Gives every configured account a desk, and names those that the configuration left out.
void Core::assign_accounts() {
    accounts_.add_configured();
    for (const auto& desk : accounts_) {
        if (desk.config != nullptr) continue;
        log_.line(LogLevel::Warn, now_.wall, "account.unconfigured",
                  {{"Account", desk.name}, {"LiveOrders", std::to_string(desk.manager.live())}},
                  "the journal knows this account but the configuration does not: its orders stay known and "
                  "nothing is heard of them, as with its link down");
    }
}

void Core::begin_fix_logs() {
    std::vector<std::optional<ops::FixLogSession>> wanted;
    for (const auto& desk : desks_) {
        auto& session = wanted.emplace_back();
        if (desk.config == nullptr || !desk.config->fix_log_bytes) continue;
        const auto& fix = desk.config->fix;
        session = {.name = ops::fix_log_name(fix.begin_string, fix.sender_comp_id, fix.target_comp_id),
                   .max_bytes = *desk.config->fix_log_bytes};
    }
    if (std::any_of(wanted.begin(), wanted.end(), [](const auto& session) { return session.has_value(); }))
        fix_logs_ = std::make_unique<ops::FixLogs>(config_.data_dir + "/fixlog", wanted);
}

void Core::start_engine() {
    assign_accounts();
    assign_desks();
    reports_ = std::make_unique<ReportDesk>(desks_, *journal_, turn_);
    drop_copies_ = std::make_unique<DropCopies>(desks_, *reports_);
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

/// Orders whose answer was under way when the last run ended have an unknown outcome.
void Core::resume_orders() {
    for (auto& desk : accounts_) {
        desk.manager.resume(now_);
        desk.manager.link_lost("RESTART", now_, desk);
    }
}

void Core::write_configuration(std::string_view build) {
    if (oldest_told_ != 1) append_event(RowKind::Note, 0, kEventOldest, std::to_string(oldest_told_));
    const auto entry = [&](records::ConfigEntry::What what, std::uint16_t number, std::string text) {
        payload_.clear();
        records::write_config(payload_, {what, number, std::move(text)});
        turn_.append(RowKind::Config, records::kRowVersion, payload_);
    };
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        entry(records::ConfigEntry::What::Session, static_cast<std::uint16_t>(i), desks_[i].name);
    }
    for (const auto& desk : accounts_) entry(records::ConfigEntry::What::Account, desk.number, desk.name);
    entry(records::ConfigEntry::What::Text, 0, config_.effective);
    turn_.append(RowKind::Build, records::kRowVersion, build);
    build_ = build;
}

}  // namespace qb::bridge
