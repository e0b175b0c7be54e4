#pragma once

#include "journal/history.h"
#include "unit/journal/sample.h"

namespace qb::test {

inline void rotate(journal::Journal& journal) {
    journal::Turn turn;
    ASSERT_EQ(
        journal.rotate(turn, {kNoon, 3'000'000}, [](journal::StateSink& sink) { sink.chunk(1, "state"); }),
        journal::RotateStatus::Ok);
}

/// Segments 1, 2, ... with the facts "one", "two", ...
inline journal::Journal three_segments(FakeDisk& disk, const journal::Options& options = small_options()) {
    auto journal = open_journal(disk, options);
    commit_facts(journal, {"one"});
    rotate(journal);
    commit_facts(journal, {"two"});
    rotate(journal);
    commit_facts(journal, {"three"});
    return journal;
}

inline journal::Options keeping_retired() {
    auto options = small_options();
    options.keep_retired = true;
    return options;
}

/// facts_read() of the journal with what was retired of it.
inline std::string all_facts_read(const FakeDisk& disk) {
    const auto history = journal::with_retired(disk.copy());
    return history ? facts_read(**history) : history.error().message();
}

inline const std::string kFirstRetired = "retired/" + kFirstSegment;
inline const std::string kFirstPacked = kFirstRetired + ".gz";

}  // namespace qb::test
