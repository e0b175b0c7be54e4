#include "replay/verify.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bridge/rerun.h"
#include "journal/reader.h"
#include "journal/segment.h"
#include "ops/log.h"
#include "records/rows.h"
#include "replay/anchors.h"
#include "replay/continued_disk.h"
#include "replay/differences.h"
#include "replay/recorded_config.h"
#include "replay/session_rules.h"

namespace qb::replay {
namespace {

using bridge::RecordedTurn;
using journal::RowKind;

/// What a process's first turn, or a segment's state record, says about who writes.
struct Writer {
    std::optional<std::string> configuration;
    std::string build;

    void take(const records::ConfigEntry& entry) {
        if (entry.what == records::ConfigEntry::What::Text) configuration = entry.text;
        if (entry.what == records::ConfigEntry::What::Build) build = entry.text;
    }
};

Writer writer_of(const RecordedTurn& turn) {
    Writer writer;
    for (const auto& row : turn.rows) {
        if (row.kind == RowKind::Build) writer.build = row.payload;
        if (row.kind == RowKind::Config)
            if (const auto entry = records::read_config(row.version, row.payload)) writer.take(*entry);
        const auto chunk =
            row.kind == RowKind::State ? records::read_state(row.version, row.payload) : std::nullopt;
        if (chunk && chunk->what == records::StateChunk::What::Config)
            if (const auto entry = records::read_config(records::kRowVersion, chunk->payload))
                writer.take(*entry);
    }
    return writer;
}

bool begins_process(const RecordedTurn& turn) {
    return std::any_of(turn.rows.begin(), turn.rows.end(),
                       [](const auto& row) { return row.kind == RowKind::Build; });
}

bool begins_segment(const RecordedTurn& turn) {
    return !turn.rows.empty() && turn.rows.front().kind == RowKind::SegmentHead;
}

std::vector<std::string> order_chunks_of(const RecordedTurn& turn) {
    std::vector<std::string> chunks;
    for (const auto& row : turn.rows) {
        if (row.kind != RowKind::State) continue;
        const auto chunk = records::read_state(row.version, row.payload);
        if (chunk && chunk->what == records::StateChunk::What::Order) chunks.push_back(row.payload);
    }
    return chunks;
}

class Verifier {
public:
    Verifier(VerifyPlaces places, const VerifyOptions& options, std::ostream& out)
        : places_(std::move(places)),
          options_(options),
          out_(out),
          log_({.level = ops::LogLevel::Error, .format = {}, .file = "/dev/null"}),
          differences_(out),
          rules_([this](const auto& row, std::string_view rule) { differences_.broken_rule(row, rule); }) {
        if (!options_.anchor.empty()) anchors_ = Anchors(options_.anchor);
    }

    int run() {
        check();
        if (!damage_) run_again();
        rerun_.reset();
        return tell();
    }

private:
    // ---- reading
    void check();
    void check(journal::Reader& reader);
    void run_again();
    void end_turn(const journal::PlacedRow& end, const journal::Reader& reader);
    void judge_turn(CutPlace end);

    // ---- re-running
    void new_process();
    void new_segment(CutPlace end);
    void go_on_from_state(CutPlace end);
    void play();
    bool make_rerun(const Writer& writer, CutPlace cut);
    void part(std::string why);
    void not_rerun(std::string why);

    // ---- telling
    int tell();
    void tell_chain() const;
    void tell_builds() const;
    void tell_rerun() const;

    struct Gap {
        std::uint64_t first = 0, last = 0;
        std::string why;
    };

    VerifyPlaces places_;
    const VerifyOptions& options_;
    std::ostream& out_;
    ops::Log log_;
    Differences differences_;
    SessionRules rules_;
    Anchors anchors_;

    RecordedTurn turn_;
    CutPlace before_;           // the turn before
    std::uint64_t oldest_ = 0;  // first row of the oldest segment that was there at the turn
    std::uint64_t first_row_ = 0, checked_segments_ = 0, tail_bytes_ = 0;
    journal::Head end_;
    std::optional<journal::Damage> damage_;
    std::uint64_t segments_ = 0, last_row_ = 0;  // of the re-run

    std::string configuration_;
    std::optional<ops::BridgeConfig> config_;
    std::unique_ptr<ContinuedDisk> disk_;
    std::unique_ptr<journal::IndexStorage> index_;
    std::unique_ptr<bridge::Rerun> rerun_;
    bool from_start_ = false;  // of the process
    std::uint64_t processes_ = 0;
    std::vector<std::pair<std::uint64_t, std::string>> builds_;  // first row, build
    std::vector<Gap> gaps_;
    std::string gap_;  // why nothing is re-run now
};

/// The chain from end to end, before anything is re-run: the rows of a damaged journal are no evidence.
void Verifier::check() {
    auto reader = journal::Reader::open(places_.recorded);
    if (reader)
        check(*reader);
    else
        damage_ = reader.error();
}

void Verifier::check(journal::Reader& reader) {
    for (;;) {
        const auto next = reader.next();
        end_ = reader.head();
        if (!next) {
            damage_ = next.error();
            return;
        }
        const auto& row = *next;
        if (!row) break;
        if (first_row_ == 0) {
            first_row_ = row->number;
            anchors_.begins(reader.segment());
        }
        if (row->kind == RowKind::SegmentHead) ++checked_segments_;
        if (row->kind == RowKind::TurnEnd) anchors_.passes(end_);
    }
    const auto tail = reader.tail();
    if (tail)
        tail_bytes_ = *tail;
    else
        damage_ = tail.error();
}

/// Up to where it was checked: a bridge may go on writing.
void Verifier::run_again() {
    auto reader = journal::Reader::open(places_.recorded);
    while (reader) {
        const auto next = reader->next();
        if (!next || !*next) break;
        const auto& row = **next;
        if (row.kind == RowKind::TurnEnd)
            end_turn(row, *reader);
        else
            turn_.rows.push_back({row.kind, row.version, row.number, std::string(row.payload)});
        if (row.number == end_.row) return;
    }
    throw std::runtime_error("the journal was changed while it was read");
}

void Verifier::end_turn(const journal::PlacedRow& end, const journal::Reader& reader) {
    const auto times = journal::turn_end(end, turn_.changes);
    turn_.now = {WallTime(std::chrono::microseconds(times->wall_us)),
                 MonoTime(std::chrono::microseconds(times->mono_us))};
    last_row_ = turn_.end_row = end.number;
    differences_.now_at(rerun_.get(), turn_.now.wall);
    rules_.turn(turn_);
    const CutPlace here{
        reader.segment().first_row,
        end.ref.offset() + journal::record_size(end.payload.size()) + journal::kTurnMark.size()};
    judge_turn(here);
    before_ = here;
    turn_.rows.clear();
}

void Verifier::judge_turn(CutPlace end) {
    if (begins_process(turn_)) oldest_ = 0;
    for (const auto& row : turn_.rows) oldest_ = bridge::oldest_said_by(row).value_or(oldest_);
    if (begins_segment(turn_)) return new_segment(end);
    if (begins_process(turn_)) return new_process();
    if (rerun_) return play();
    not_rerun(gap_);
}

void Verifier::new_process() {
    ++processes_;
    const auto writer = writer_of(turn_);
    builds_.emplace_back(turn_.rows.front().number, writer.build);
    from_start_ = true;
    differences_.forgive_parting(false);
    if (!make_rerun(writer, before_)) return not_rerun(gap_);
    differences_.now_at(rerun_.get(), turn_.now.wall);
    if (!rerun_->start(turn_)) part("the states have parted");
}

void Verifier::new_segment(CutPlace end) {
    ++segments_;
    if (!rerun_) return go_on_from_state(end);
    if (order_chunks_of(turn_) != rerun_->order_chunks()) {
        differences_.other_state(turn_.rows.front());
        part("the states have parted");
        return go_on_from_state(end);
    }
    rerun_->new_segment(turn_);
}

/// The process that goes on began where it cannot be re-run from: before the oldest segment, or before a
/// difference. The state record has its orders, but not what was under way.
void Verifier::go_on_from_state(CutPlace end) {
    if (turn_.rows.size() == 1) return;  // the first segment: a process begins next
    const auto writer = writer_of(turn_);
    if (segments_ == 1) builds_.emplace_back(turn_.rows.front().number, writer.build);
    if (!writer.configuration) {
        gap_ = "the segment does not say with which configuration it was written";
        return;
    }
    from_start_ = false;
    differences_.forgive_parting(true);
    if (make_rerun(writer, end)) rerun_->go_on_from_state(turn_);
}

void Verifier::play() {
    if (rerun_->play(turn_)) return;
    part(from_start_ ? "the states have parted"
                     : "their process began before the oldest segment or before a difference, and had "
                       "something under way that the segment's state record does not tell of");
}

void Verifier::part(std::string why) {
    rerun_.reset();
    gap_ = std::move(why);
    not_rerun(gap_);
}

bool Verifier::make_rerun(const Writer& writer, CutPlace cut) {
    rerun_.reset();
    const auto& text = writer.configuration.value_or("");
    if (options_.configuration != nullptr) {
        config_ = *options_.configuration;
    } else if (!config_ || text != configuration_) {
        auto recorded = recorded_config(text, options_.spec);
        configuration_ = text;
        config_ = std::move(recorded.config);
        if (!config_) {
            gap_ = "this build does not take the recorded configuration: " + recorded.mistake;
            return false;
        }
    }
    try {
        disk_ = std::make_unique<ContinuedDisk>(places_.recorded, cut, places_.scratch, oldest_);
        index_ = places_.index();
        rerun_ = std::make_unique<bridge::Rerun>(*config_, *disk_, *index_, log_, turn_.now, differences_);
    } catch (const std::exception& error) {
        gap_ = std::string("this build cannot start from what is recorded: ") + error.what();
    }
    return rerun_ != nullptr;
}

void Verifier::not_rerun(std::string why) {
    const auto first = turn_.rows.empty() ? last_row_ : turn_.rows.front().number;
    if (!gaps_.empty() && gaps_.back().why == why && gaps_.back().last + 1 >= first) {
        gaps_.back().last = last_row_;
        return;
    }
    gaps_.push_back({first, last_row_, std::move(why)});
}

// ---- telling

int Verifier::tell() {
    tell_chain();
    const bool anchored = anchors_.tell(end_, out_);
    tell_builds();
    tell_rerun();
    const auto& counts = differences_.counts();
    const bool identical = !damage_ && anchored && gaps_.empty() && checked_segments_ > 0 &&
                           counts.differences == 0 && counts.broken_rules == 0;
    if (counts.differences + counts.broken_rules > Differences::kTold)
        out_ << "only the first " << Differences::kTold << " differences are told above\n";
    out_ << "result: ";
    if (damage_) out_ << "the journal is DAMAGED and was not re-run; ";
    if (!anchored) out_ << "an ANCHOR does not fit; ";
    if (counts.differences > 0) out_ << counts.differences << " DIFFERENCES; ";
    if (counts.broken_rules > 0) out_ << counts.broken_rules << " BROKEN RULES of sessions; ";
    if (!gaps_.empty()) out_ << "NOT ALL was re-run; ";
    if (identical) out_ << "identical; ";
    if (!damage_)
        out_ << (anchors_.empty()
                     ? "internally consistent: without an anchor nothing shows whether the whole "
                       "chain was written anew or its end is missing"
                     : "the chain is whole");
    out_ << '\n';
    return identical ? kExitGood : kExitFound;
}

void Verifier::tell_chain() const {
    if (damage_) out_ << "chain: " << describe(*damage_) << '\n';
    out_ << "chain: rows " << first_row_ << " to " << end_.row << ", " << checked_segments_ << " segments"
         << (damage_ ? ", verified up to the damage" : ", whole") << '\n';
    if (tail_bytes_ != 0) out_ << "chain: " << tail_bytes_ << " bytes of an unfinished turn behind it\n";
}

void Verifier::tell_builds() const {
    std::string last;
    for (const auto& [row, build] : builds_) {
        if (build != options_.build && build != last)
            out_ << "build: from row " << row << " on written by " << (build.empty() ? "(unknown)" : build)
                 << ", re-run by ANOTHER BUILD: " << options_.build << '\n';
        last = build;
    }
}

void Verifier::tell_rerun() const {
    const auto& counts = differences_.counts();
    out_ << "sessions: " << rules_.messages() << " messages sent, " << counts.broken_rules
         << " rules broken\n";
    out_ << "re-run: " << processes_ << " processes, " << counts.inputs
         << " inputs besides requests; compared " << counts.facts << " order facts, " << counts.commands
         << " venue commands, " << counts.messages << " FIX messages: " << counts.differences
         << " differences\n";
    for (const auto& gap : gaps_)
        out_ << "not re-run: rows " << gap.first << " to " << gap.last << ": " << gap.why << '\n';
}

}  // namespace

int verify_journal(const VerifyPlaces& places, const VerifyOptions& options, std::ostream& out) {
    return Verifier(places, options, out).run();
}

}  // namespace qb::replay
