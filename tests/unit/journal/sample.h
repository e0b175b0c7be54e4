#pragma once

#include "journal/journal.h"
#include "journal/reader.h"
#include "support/fake_disk.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace qb::test {

/// Writes down what an opened journal tells, one line a call: "12 Fact 1 text", "end 13 turn 4 7=0/5/6".
class Recorder : public journal::RecoveryHandler {
public:
    std::vector<std::string> lines;
    std::vector<journal::PlacedRow> places;  ///< without payloads
    std::string refuse;                      ///< payload to refuse

    journal::Refusal older_row(const journal::PlacedRow& row) override { return note("older ", row); }
    journal::Refusal state(const journal::PlacedRow& row) override { return note("state ", row); }
    journal::Refusal row(const journal::PlacedRow& row) override { return note("", row); }
    journal::Refusal turn_end(const journal::Head& head,
                              std::span<const journal::FixChange> changes) override {
        std::ostringstream line;
        line << "end " << head.row << " turn " << head.turn;
        for (const auto& change : changes)
            line << ' ' << change.session << '=' << change.numbers.epoch << '/' << change.numbers.next_sender
                 << '/' << change.numbers.next_target;
        lines.push_back(line.str());
        return std::nullopt;
    }

private:
    journal::Refusal note(const std::string& prefix, const journal::PlacedRow& row) {
        if (!refuse.empty() && row.payload == refuse) return "version not known";
        lines.push_back(prefix + std::to_string(row.number) + " " + std::string{to_string(row.kind)} + " " +
                        std::to_string(row.version) + " " + std::string{row.payload});
        places.push_back(row);
        places.back().payload = {};
        return std::nullopt;
    }
};

inline journal::JournalId sample_id() {
    journal::JournalId id{};
    for (std::size_t i = 0; i < id.size(); ++i) id[i] = static_cast<unsigned char>(i + 1);
    return id;
}

constexpr std::int64_t kNoon = 1'700'000'000'000'000;  // 2023-11-14T22:13:20Z, in microseconds

/// Small enough for every byte of it to be tried.
inline journal::Options small_options() {
    journal::Options options;
    options.reserve_bytes = 4096;
    options.segment_bytes = 16384;
    options.new_id = sample_id();
    options.now = {kNoon, 1'000'000};
    return options;
}

inline journal::Journal open_journal(journal::Disk& disk, Recorder& recorder,
                                     const journal::Options& options = small_options()) {
    auto journal = journal::Journal::open(disk, options, recorder);
    if (!journal) throw std::runtime_error(describe(journal.error()));
    return std::move(journal.value());
}

inline journal::Journal open_journal(journal::Disk& disk, const journal::Options& options = small_options()) {
    Recorder recorder;
    return open_journal(disk, recorder, options);
}

/// Why the journal is not opened; the test fails when it is.
inline journal::Damage damage_of(journal::Disk& disk, const journal::Options& options = small_options()) {
    Recorder recorder;
    const auto journal = journal::Journal::open(disk, options, recorder);
    if (journal) {
        ADD_FAILURE() << "the journal was opened";
        return {};
    }
    return journal.error();
}

/// Commits one turn with a fact of each text.
inline journal::CommitStatus commit_facts(journal::Journal& journal, const std::vector<std::string>& texts,
                                          journal::Times times = {kNoon, 2'000'000}) {
    journal::Turn turn;
    journal.begin(turn);
    turn.set_times(times);
    for (const auto& text : texts) turn.append(journal::RowKind::Fact, 1, text);
    return journal.commit(turn);
}

/// The facts of a whole journal as a reader sees them, then "| " and what stopped it, if anything did.
inline std::string facts_read(journal::Disk& disk) {
    std::string facts;
    auto reader = journal::Reader::open(disk);
    if (!reader) return "| " + describe(reader.error());
    for (;;) {
        const auto row = reader.value().next();
        if (!row) return facts + "| " + describe(row.error());
        if (!row.value()) return facts;
        if (row.value()->kind == journal::RowKind::Fact) facts += std::string{row.value()->payload} + " ";
    }
}

inline const std::string kFirstSegment = "journal-00000000000000000001.qj";

}  // namespace qb::test
