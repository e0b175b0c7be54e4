#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/rerun.h"

namespace qb::replay {

/// Compares what was recorded with what a re-run made in its place, and tells each difference with its row:
/// FIX tag by tag, commands member by member. The first hundred are told, all are counted.
class Differences final : public bridge::RerunJudge {
public:
    static constexpr std::uint64_t kTold = 100;

    struct Counts {
        std::uint64_t inputs = 0;    ///< frames, events and timers; requests come on top
        std::uint64_t facts = 0;     ///< compared, as the two below
        std::uint64_t commands = 0;  ///< for the venue
        std::uint64_t messages = 0;  ///< FIX messages, sent or parked
        std::uint64_t differences = 0;
        std::uint64_t broken_rules = 0;
    };

    explicit Differences(std::ostream& out) : out_(out) {}

    /// Whose rows come next, and when they were written. Null: nothing is re-run.
    void now_at(const bridge::Rerun* rerun, WallTime time) {
        rerun_ = rerun;
        time_ = time;
    }
    /// The states may part without a fault: they are told apart from differences.
    void forgive_parting(bool forgive) { forgiving_ = forgive; }
    [[nodiscard]] const Counts& counts() const { return counts_; }

    bool compare(const bridge::RecordedTurn::Row& recorded, const journal::PlacedRow& made) override;
    void missing(const bridge::RecordedTurn::Row& recorded) override;
    void extra(const journal::PlacedRow& made) override;
    void broken_rule(const bridge::RecordedTurn::Row& recorded, std::string_view rule) override;
    void failed(const bridge::RecordedTurn::Row& recorded, std::string_view why) override;
    /// The orders of a segment's state record are not those that the facts before it make.
    void other_state(const bridge::RecordedTurn::Row& head);

private:
    using Row = bridge::RecordedTurn::Row;

    void count(const Row& row);
    [[nodiscard]] bool may_tell();
    [[nodiscard]] bool is_told_anyway();
    void head(const Row& row, std::string_view what);
    [[nodiscard]] std::string whose(const Row& row) const;
    bool compare_messages(const Row& recorded, const journal::PlacedRow& made);
    bool compare_commands(const Row& recorded, const journal::PlacedRow& made);
    bool compare_facts(const Row& recorded, const journal::PlacedRow& made);
    /// What two maps of values by name do not have alike; false when they are alike.
    bool tell_values(const std::map<std::string, std::string>& recorded,
                     const std::map<std::string, std::string>& made);
    void tell(std::string_view what, std::string_view recorded, std::string_view made);

    std::ostream& out_;
    const bridge::Rerun* rerun_ = nullptr;
    WallTime time_{};
    bool forgiving_ = false;
    Counts counts_;
};

}  // namespace qb::replay
