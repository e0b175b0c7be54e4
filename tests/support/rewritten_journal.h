#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "journal/reader.h"
#include "support/fake_disk.h"

namespace qb::test {

/// A row on its way into a journal that is written anew.
struct CopiedRow {
    journal::RowKind kind{};
    std::uint8_t version = 0;
    std::uint64_t number = 0;  ///< in the journal that is copied
    std::string payload;
};

/// Takes the rows of a turn and gives those that are written instead.
using Forgery = std::function<void(std::vector<CopiedRow>& turn)>;

/// The journal written anew row by row with the journal's own writer, so that its chain of hashes is whole
/// whatever was changed on the way.
inline std::unique_ptr<FakeDisk> rewritten(journal::Disk& source, const Forgery& forge) {
    struct NoRows final : journal::RecoveryHandler {
        journal::Refusal older_row(const journal::PlacedRow&) override { return {}; }
        journal::Refusal state(const journal::PlacedRow&) override { return {}; }
        journal::Refusal row(const journal::PlacedRow&) override { return {}; }
        journal::Refusal turn_end(const journal::Head&, std::span<const journal::FixChange>) override {
            return {};
        }
    } nobody;
    auto disk = std::make_unique<FakeDisk>();
    auto reader = journal::Reader::open(source);
    if (!reader) throw std::runtime_error(describe(reader.error()));
    std::optional<journal::Journal> copy;
    journal::Turn turn;
    std::vector<CopiedRow> rows;
    std::vector<journal::FixChange> changes;
    for (;;) {
        const auto next = reader->next();
        if (!next) throw std::runtime_error(describe(next.error()));
        if (!*next) return disk;
        const auto& row = **next;
        if (row.kind != journal::RowKind::TurnEnd) {
            rows.push_back({row.kind, row.version, row.number, std::string(row.payload)});
            continue;
        }
        const auto times = *journal::turn_end(row, changes);
        if (!copy) {
            journal::Options options;
            options.reserve_bytes = std::uint64_t{1} << 16U;
            options.new_id = reader->segment().id;
            options.now = times;
            auto opened = journal::Journal::open(*disk, options, nobody);
            if (!opened) throw std::runtime_error(describe(opened.error()));
            copy.emplace(std::move(*opened));
            copy->begin(turn);
        } else if (!rows.empty() && rows.front().kind == journal::RowKind::SegmentHead) {
            copy->rotate(turn, times, [&](journal::StateSink& sink) {
                for (const auto& state : rows)
                    if (state.kind == journal::RowKind::State) sink.chunk(state.version, state.payload);
            });
        } else {
            forge(rows);
            turn.set_times(times);
            for (const auto& kept : rows) turn.append(kept.kind, kept.version, kept.payload);
            for (const auto& change : changes) turn.set_fix_numbers(change.session, change.numbers);
            if (copy->commit(turn) == journal::CommitStatus::Failed) throw std::runtime_error("not written");
        }
        rows.clear();
    }
}

}  // namespace qb::test
