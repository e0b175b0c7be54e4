#include <algorithm>

#include "bridge/anchor_text.h"
#include "bridge/core.h"
#include "bridge/times.h"

// How long the journal is kept, and what is said of it: segments that nobody needs go, the chain's head is
// logged.
namespace qb::bridge {
namespace {

using ops::LogLevel;

/// Removing a file and syncing its directory may take a while: never two in a row.
constexpr std::chrono::seconds kRemoveEvery{1};

/// What comes of a removal that failed.
std::string_view sentence_for(const journal::Removal& removal) {
    if (removal.gone)
        return "it is gone, but the directory cannot be synced: no segment is removed until the next start";
    if (removal.last) return "DataDir/retired cannot be synced: no segment is moved until the next start";
    return "the next rotation tries again";
}

}  // namespace

Retention::Verdict Core::judge_segments() const {
    const auto& segments = journal_->segments();
    orders::OrderKey live = 0;
    for (const auto& desk : accounts_) {
        desk.manager.for_each([&](const orders::Order& order) {
            if (order.key < segments.front().first_row) return;
            live = live == 0 ? order.key : std::min(live, order.key);
        });
    }
    std::vector<Pin> pins;
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        const auto session = static_cast<std::uint16_t>(i);
        const auto pin = [&](journal::RowRef row, Need need) {
            if (row) pins.push_back({row.segment(), need, desks_[i].name});
        };
        pin(reports_->oldest_parked(session), Need::ParkedReport);
        pin(reports_->oldest_to_repeat(session), Need::RepeatedReport);
        if (const auto numbers = journal_->fix_numbers(session))
            pin(retention_.first_sent(session, numbers->epoch).value_or(journal::RowRef{}), Need::Resend);
    }
    return retention_.judge(segments, micros(now_.wall), live, std::move(pins));
}

/// At the start and at each rotation, when all that says so is on the disk for good: what goes until the next
/// one.
void Core::plan_removal() {
    remove_before_ = 0;
    if (removal_off_) return;
    const auto verdict = judge_segments();
    const auto& segments = journal_->segments();
    if (verdict.removable > 0) remove_before_ = segments[verdict.removable].number;
    if (verdict.kept.need == Need::Age) return;
    log_.line(LogLevel::Info, now_.wall, "journal.kept",
              {{"Row", std::to_string(segments[verdict.removable].first_row)},
               {"For", to_string(verdict.kept.need)},
               {"Of", verdict.kept.who}},
              "the segment that begins with this row, and what follows it, is older than JournalKeepDays but "
              "needed");
}

void Core::remove_due_segment() {
    const auto& segments = journal_->segments();
    const auto number = segments.front().number;
    if (number >= remove_before_ || now_.mono < next_removal_) return;
    next_removal_ = now_.mono + kRemoveEvery;
    if (judge_segments().removable == 0) {  // it is needed again
        remove_before_ = 0;
        return;
    }
    const auto removal = journal_->remove_oldest();
    if (removal.gone) retention_.removed(number, segments.front().first_row);
    if (!removal.error) {
        log_.line(
            LogLevel::Info, now_.wall, "journal.removed", {{"Segment", removal.segment}},
            config_.journal_retired == ops::JournalRetired::Keep
                ? "closed longer than JournalKeepDays ago, and nobody needs it: moved to DataDir/retired"
                : "closed longer than JournalKeepDays ago, and nobody needs it");
        return;
    }
    remove_before_ = 0;
    removal_off_ = removal.last;
    log_.line(LogLevel::Warn, now_.wall, "journal.not_removed",
              {{"Segment", removal.segment}, {"Error", removal.error.message()}}, sentence_for(removal));
}

void Core::log_anchor() {
    const auto& head = journal_->head();
    if (head.row == anchored_row_) return;
    anchored_row_ = head.row;
    next_anchor_ = now_.mono + kAnchorEvery;
    log_.line(LogLevel::Info, now_.wall, "journal.anchor", {}, anchor_text(head));
}

}  // namespace qb::bridge
