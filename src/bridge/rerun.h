#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/core.h"
#include "fix/dictionaries.h"
#include "journal/reader.h"

namespace qb::bridge {

/// A committed turn as a journal has it.
struct RecordedTurn {
    struct Row {
        journal::RowKind kind = journal::RowKind::Note;
        std::uint8_t version = 0;
        std::uint64_t number = 0;
        std::string payload;
    };
    std::vector<Row> rows;      ///< without the TurnEnd
    std::uint64_t end_row = 0;  ///< number of the TurnEnd
    Now now{};
    std::vector<journal::FixChange> changes;  ///< of the TurnEnd
};

/// First row of the oldest segment from here on, where the row says so.
[[nodiscard]] std::optional<std::uint64_t> oldest_said_by(const RecordedTurn::Row& row);

/// Who compares what was recorded with what the re-run made in its place.
class RerunJudge {
public:
    virtual ~RerunJudge() = default;
    /// False: the states have parted, and nothing more can be compared.
    virtual bool compare(const RecordedTurn::Row& recorded, const journal::PlacedRow& made) = 0;
    /// Only the one or only the other has a row in this place: the states have parted.
    virtual void missing(const RecordedTurn::Row& recorded) = 0;
    virtual void extra(const journal::PlacedRow& made) = 0;
    /// A row that is kept to by rule and not re-run is wrong.
    virtual void broken_rule(const RecordedTurn::Row& recorded, std::string_view rule) = 0;
    /// The re-run cannot go on from this row.
    virtual void failed(const RecordedTurn::Row& recorded, std::string_view why) = 0;
};

/// A core whose inputs are the rows of a journal: requests as they were handed over, venue frames, link
/// events, timers, answers to reads, at the recorded times. What the core makes of them is held against the
/// rows that follow.
///
/// Nobody is connected to its FIX engine: a report that would have been sent is parked, so a recorded FixOut
/// or Parked row has a Parked row for its like. What the session layer wrote (its own messages, its events,
/// reports repeated or handed over later) is copied, which keeps the numbers of rows in step: keys, ids and
/// ExecIDs hang on them.
class Rerun final : private VenuePort {
public:
    /// Opens what is recorded before the turn, as a start of the bridge at this time does. All must outlive
    /// this object. Throws std::runtime_error where a start would.
    Rerun(const ops::BridgeConfig& config, journal::Disk& disk, journal::IndexStorage& storage, ops::Log& log,
          Now now, RerunJudge& judge);
    ~Rerun() override;

    /// The turn that a process begins with. False as for play().
    [[nodiscard]] bool start(const RecordedTurn& turn);
    /// In place of start(): what is recorded ends with a segment's state record, and the process went on.
    /// What it had under way then (reads, deadlines, shares of the rate) is not in the record.
    void go_on_from_state(const RecordedTurn& state);
    /// Any other turn. False: the states have parted, and this object is of no more use.
    [[nodiscard]] bool play(const RecordedTurn& turn);
    /// A segment begins: `rows` are its SegmentHead and State rows.
    void new_segment(const RecordedTurn& turn);
    /// The orders as the re-run has them, as in the Order chunks of a state record.
    [[nodiscard]] std::vector<std::string> order_chunks() const;

    [[nodiscard]] std::string session_name(std::uint16_t number) const;
    [[nodiscard]] std::string account_name(std::uint16_t number) const;
    [[nodiscard]] const orders::Order* order(std::uint16_t account, orders::OrderKey key) const;

private:
    enum class Role : std::uint8_t { Input, Session, Product };
    using Row = RecordedTurn::Row;

    bool send(AccountNumber account, std::string command) override;
    void read_historic_orders(AccountNumber account, const orders::QueryHistoricOrders& query) override;

    void open_turn();
    void flush_last_turn();
    void steps();
    void step(std::size_t index);
    void compare_new();
    bool end_turn();
    [[nodiscard]] std::size_t at() const;
    [[nodiscard]] const Row& row_at(std::size_t index) const { return turn_->rows[index]; }

    [[nodiscard]] Role role_of(std::size_t index) const;
    [[nodiscard]] bool is_taken(std::size_t index) const;
    [[nodiscard]] bool is_report_of_ours(const records::FixRow& message) const;
    void copy(const Row& row);
    void forget_before(std::uint64_t row);
    void perform(std::size_t index);
    void request(const records::FixRow& message);
    void late_request(const Row& row);
    void hand_over(std::uint16_t session, std::string_view text);
    void link_event(std::size_t index);
    void link_change(std::size_t index, const records::EventRow& event);
    void answer_to_read(std::size_t index, const records::EventRow& event);
    void timer(const Row& row);
    void reference_data(const Row& row);

    void pass_rows();
    void pass(const Row& row);
    void pass_report(const Row& row, const records::FixRow& message);
    void remember_parked();

    std::unique_ptr<ops::BridgeConfig> config_;
    RerunJudge& judge_;
    fix::Dictionaries dictionaries_;
    std::unique_ptr<Core> core_;
    const RecordedTurn* turn_ = nullptr;
    bool parted_ = false;
    std::size_t compared_ = 0;                          // rows of the turn
    std::size_t passed_ = 0;                            // rows of the turn
    std::vector<bool> copied_;                          // by place in the turn
    std::multimap<AccountNumber, std::string> unsent_;  // commands of the last turn that did not leave
    /// Bodies of reports that wait, by parking number; handed over from the front, forgotten when the row
    /// Unparked says so.
    struct Waiting {
        std::map<std::uint64_t, std::size_t> bodies;
        std::size_t handed_over = 0;
    };
    std::map<std::uint16_t, Waiting> waiting_;
};

}  // namespace qb::bridge
