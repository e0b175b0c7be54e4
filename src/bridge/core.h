#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/account_desk.h"
#include "bridge/clock_step.h"
#include "bridge/disconnect_watch.h"
#include "bridge/drop_copy.h"
#include "bridge/order_archive.h"
#include "bridge/report_desk.h"
#include "bridge/retention.h"
#include "bridge/row_index.h"
#include "bridge/session_desk.h"
#include "fix/engine.h"
#include "journal/hasher.h"
#include "journal/journal.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/report_context.h"
#include "ops/config.h"
#include "ops/fix_log.h"
#include "ops/log.h"
#include "qfex/rest_reads.h"

namespace qb::bridge {

/// The way out to the venue. Called between turns, never inside one.
class VenuePort {
public:
    virtual ~VenuePort() = default;
    /// False: provably nothing was sent.
    virtual bool send(AccountNumber account, std::string command) = 0;
    /// Answered by Core::historic_orders() or Core::query_failed().
    virtual void read_historic_orders(AccountNumber account, const orders::QueryHistoricOrders& query) = 0;
};

/// Why the bridge has to end.
struct FatalError {
    std::string text;
};

/// The bridge without its sockets: takes in bytes, frames, link events and times, makes turns of them, and
/// gives out what may leave once a turn is committed. Sans-IO but for the journal's disk and the writer
/// of FIX logs (FixLog=Y); one thread.
///
/// Protocol of a turn: any number of inputs with one Now, then end_turn(). Nothing leaves before end_turn()
/// said yes: it commits, hands the venue's commands to the port, and leaves the FIX output in the engine for
/// the listener.
class Core final : private fix::EngineHost, private fix::SessionJournal, private AccountHost {
public:
    /// Opens the journal, applies what it holds, and writes the first turn (configuration, orders of unknown
    /// outcome). `config` must outlive the core. Throws std::runtime_error with the reason a person needs: a
    /// damaged journal, a directory in use, a dictionary that cannot be read.
    Core(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
         const journal::JournalId& new_journal_id, ops::Log& log, VenuePort& port, std::string_view build,
         Now now);
    ~Core() override;
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    /// Begins the FIX logs of the sessions with FixLog=Y. A core for which nobody asks for it writes none:
    /// one that plays or runs again what was, with somebody's configuration, leaves nothing in their DataDir.
    void begin_fix_logs();

    [[nodiscard]] fix::Engine& engine() { return *engine_; }
    [[nodiscard]] const fix::Engine& engine() const { return *engine_; }

    // ---- inputs of a turn
    std::optional<fix::ConnectionId> fix_open(fix::ListenerId listener, std::string_view address, Now now);
    void fix_bytes(fix::ConnectionId connection, std::string_view bytes, Now now);
    void fix_written(fix::ConnectionId connection, std::size_t count, Now now);
    void fix_closed(fix::ConnectionId connection, Now now);
    void venue_frame(AccountNumber account, std::string_view frame, Now now);
    void link_serving(AccountNumber account, Now now);
    void link_down(AccountNumber account, std::string_view reason, Now now);
    void historic_orders(AccountNumber account, const orders::QueryHistoricOrders& query,
                         std::string_view body, Now now);
    void query_failed(AccountNumber account, const orders::QueryHistoricOrders& query,
                      const qfex::RestError& why, Now now);
    /// The body of REST /refdata, or why there is none. Orders do not wait for it.
    void reference_data(AccountNumber account, std::string_view body, Now now);
    void reference_data_failed(AccountNumber account, std::string_view why, Now now);
    /// At next_deadline(), and once a second.
    void timer(Now now);
    void second(Now now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    /// Ends the turn. An error: not a byte of this turn leaves; close everything and end the process.
    [[nodiscard]] std::optional<FatalError> end_turn();
    [[nodiscard]] bool turn_open() const { return in_turn_; }
    /// A further turn has something to do without any input: a page of a resend or of parked reports for a
    /// peer that keeps up, an order that the link did not take. One page a turn: others get theirs between.
    [[nodiscard]] bool has_more() const;
    /// Begins that turn.
    void go_on(Now now) { begin(now); }

    // ---- the end
    /// No new orders from here on.
    void stop_taking_orders(Now now);
    /// True when no order waits for the venue's first answer.
    [[nodiscard]] bool answered() const;
    void log_sessions_out(std::string_view reason, Now now);

    // ---- what is shown
    [[nodiscard]] std::uint64_t turns() const { return turns_; }  ///< committed since the start
    [[nodiscard]] const AccountDesks& accounts() const { return accounts_; }
    [[nodiscard]] const journal::Journal& journal() const { return *journal_; }
    [[nodiscard]] const std::vector<SessionDesk>& sessions() const { return desks_; }
    [[nodiscard]] const ReportDesk& reports() const { return *reports_; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    /// Lines that the FIX logs lack.
    [[nodiscard]] std::uint64_t fix_log_lines_lost() const { return fix_logs_ ? fix_logs_->lost() : 0; }

    /// Between turns, as ops::Log::hand_over_due(): for the FIX logs.
    std::optional<std::chrono::milliseconds> hand_over_fix_logs();

private:
    // EngineHost
    void on_request(fix::SessionIndex session, const FIX::Message& request, std::string_view raw) override;
    void on_unsupported(fix::SessionIndex session, std::string_view msg_type, std::string_view raw) override;
    void on_logon(fix::SessionIndex session) override;
    void on_logout(fix::SessionIndex session, const fix::LogoutInfo& info) override;
    void on_sequence_reset(fix::SessionIndex session, std::uint32_t old_epoch) override;
    void on_drop(const fix::Drop& drop) override;
    void log(fix::SessionIndex session, fix::LogKind kind, std::string_view text) override;
    [[nodiscard]] bool logs(fix::LogKind kind) const override;

    // SessionJournal
    void store(fix::SessionIndex session, std::uint32_t epoch, int number, bool application,
               std::string_view text) override;
    void read(fix::SessionIndex session, std::uint32_t epoch, int begin, int end,
              std::vector<fix::StoredMessage>& out) override;
    void numbers_changed(fix::SessionIndex session, const fix::SessionNumbers& numbers) override;
    void reset(fix::SessionIndex session, const fix::SessionNumbers& numbers) override;

    // AccountHost
    void fact(AccountDesk& desk, const orders::Fact& fact, const orders::Order& order) override;
    void command(AccountDesk& desk, const orders::Command& command) override;
    void alarm(AccountDesk& desk, orders::Alarm alarm, const orders::Order* order,
               std::string_view text) override;
    void foreign(AccountDesk& desk, const orders::VenueEvent& event) override;
    orders::GateWord<orders::CancelRefusal> replace_gate(AccountDesk& desk) override;

    /// A journal's rows, played to this core as its inputs.
    friend class Rerun;
    /// Opens the journal and the engine; the first turn is open and has none of the start's own rows yet.
    Core(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage,
         const journal::JournalId& new_journal_id, ops::Log& log, VenuePort& port, Now now);

    void begin(Now now);
    bool open_turn(Now now);
    void release();
    void fire_timers();
    void close_request();
    void not_sent(AccountDesk& desk, const AccountDesk::Outgoing& out);
    void resume_orders();
    void open_journal(journal::Disk& disk, const journal::JournalId& new_id, Now now);
    void assign_desks();
    void assign_accounts();
    void start_engine();
    void write_configuration(std::string_view build);
    void write_state(journal::StateSink& sink) const;
    void rotate_when_due();
    [[nodiscard]] Retention::Verdict judge_segments() const;
    void plan_removal();
    void remove_due_segment();
    void log_anchor();
    [[nodiscard]] FatalError journal_failed(std::string_view what) const;
    void drain_parked();
    void flush_venue();
    void take_back(AccountDesk& desk);
    void note_rate_limit(AccountDesk& desk, const orders::VenueEvent& event);
    void pause(AccountDesk& desk, qfex::Bucket bucket, std::optional<std::chrono::milliseconds> hint);
    void report(const orders::Fact& fact, const orders::Order& order, std::uint64_t row);
    static void count(AccountDesk& desk, const orders::Fact& fact);
    [[nodiscard]] AccountDesk& account_for(std::uint16_t session, const std::string& account);
    [[nodiscard]] bool may_use(std::uint16_t session, const std::string& account) const;
    void on_new_order(std::uint16_t number, const FIX::Message& message);
    void on_change(std::uint16_t number, const FIX::Message& message, orders::ChangeKind kind);
    void on_status_request(std::uint16_t number, const FIX::Message& message);
    void on_mass_status_request(std::uint16_t number, const FIX::Message& message);
    void on_mass_cancel_request(std::uint16_t number, const FIX::Message& message);
    void on_drop_copy_request(std::uint16_t number, const FIX::Message& message, std::string_view type);
    void copy_of_order(std::uint16_t number, const FIX::Message& message);
    void copy_of_open_orders(std::uint16_t number, const FIX::Message& message);
    [[nodiscard]] std::vector<AccountDesk*> accounts_of(std::uint16_t session);
    [[nodiscard]] mapping::ReportContext answer_context(std::uint16_t number) const;
    [[nodiscard]] orders::GateWord<orders::CancelRefusal> change_gate(AccountDesk& desk,
                                                                      orders::ChangeKind kind);
    void put_out(AccountDesk& desk, const orders::Command& command, std::string text);
    void send_query(AccountDesk& desk, const orders::Command& command);
    void send_modify(AccountDesk& desk, orders::OrderKey key);
    void send_cancel(AccountDesk& desk, orders::OrderKey key);
    void release_cancels(AccountDesk& desk);
    void release_orders(AccountDesk& desk);
    void count_all_as_lost();
    void session_gone(std::uint16_t number, bool logged_out);
    void cancel_for_the_absent();
    void cancel_orders_of(orders::SessionIndex session, orders::OwedCancel why);
    void tell_link_change(const AccountDesk& desk, std::string_view reason);
    [[nodiscard]] orders::GateWord<orders::Refusal> gate(AccountDesk& desk);
    [[nodiscard]] orders::Id128 client_order_id_for(std::uint64_t row);
    void append_event(journal::RowKind kind, std::uint16_t number, std::string_view word,
                      std::string_view text);

    static constexpr std::chrono::minutes kAnchorEvery{1};

    const ops::BridgeConfig& config_;
    ops::Log& log_;
    VenuePort& port_;

    std::vector<SessionDesk> desks_;             // by the journal's session number
    std::vector<std::uint16_t> desk_of_engine_;  // by the engine's session index
    mapping::SymbolTable symbols_;
    std::vector<mapping::AccountRule> account_rules_;  // by session number
    DisconnectWatch absent_;

    OrderArchive archive_;
    RowIndex sent_;
    Retention retention_;
    AccountDesks accounts_;
    std::unique_ptr<journal::Journal> journal_;
    journal::Turn turn_;
    journal::Hasher hasher_;
    std::unique_ptr<ReportDesk> reports_;
    std::unique_ptr<DropCopies> drop_copies_;
    std::unique_ptr<ops::FixLogs> fix_logs_;  // null: no session wants one, or nobody asked
    std::unique_ptr<fix::Engine> engine_;

    Now now_{};
    ClockStep clock_step_;
    bool in_turn_ = false;
    bool stopping_ = false;
    bool low_space_ = false;         ///< as the last turn left the disk: what the next one goes by
    bool low_space_told_ = false;    ///< by a row
    std::uint64_t oldest_told_ = 1;  ///< first row of the oldest segment, as the last row about it has it
    /// The request whose row was written last, until it is handed over: what came out of sequence or has a
    /// fault is not, or later.
    struct OpenRequest {
        std::uint16_t session;
        std::string number;  ///< MsgSeqNum(34)
    };
    std::optional<OpenRequest> open_request_;
    MonoTime rotation_retry_{};
    std::uint32_t remove_before_ = 0;  ///< segments with a lower number go, one a second
    MonoTime next_removal_{};
    bool removal_off_ = false;  ///< a removal may not be durable: a further one could leave a gap
    std::uint64_t anchored_row_ = 0;
    MonoTime next_anchor_{};
    std::string payload_, scratch_;
    std::vector<orders::VenueEvent> events_;
    std::map<std::string, std::int64_t, std::less<>> drops_told_;  // source: minute of the last line
    std::uint64_t turns_ = 0;
    std::string build_;
};

}  // namespace qb::bridge
