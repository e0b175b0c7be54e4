#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "journal/index.h"

namespace qb::bridge {

/// From a key to the rows that belong to it. Lives in files beside the journal, so that old rows cost no
/// heap; only when the disk has no room for a larger table do new entries go to memory, because an entry that
/// is left out would lose a message or let a duplicate pass.
class RowIndex {
public:
    explicit RowIndex(journal::IndexStorage& storage) : index_(storage) {}

    void insert(std::uint64_t key, journal::RowRef row) {
        if (index_.insert(key, row)) overflow_.emplace(key, row);
    }

    /// The rows of a key, the newest first.
    [[nodiscard]] std::vector<journal::RowRef> find(std::uint64_t key) const;

private:
    journal::DiskIndex index_;
    std::multimap<std::uint64_t, journal::RowRef> overflow_;
};

}  // namespace qb::bridge
