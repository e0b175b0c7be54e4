#include "bridge/row_index.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace qb::bridge {
namespace {

using journal::RowRef;

/// A disk without room.
class FullStorage final : public journal::IndexStorage {
public:
    journal::DiskResult<std::span<std::uint64_t>> allocate(std::size_t) override {
        return std::error_code{ENOSPC, std::generic_category()};
    }
    void release(std::span<std::uint64_t>) noexcept override {}
};

void expect_newest_first(RowIndex& index) {
    EXPECT_TRUE(index.find(7).empty());
    for (const auto ref : {RowRef(1, 50), RowRef(2, 10), RowRef(1, 60)}) index.insert(7, ref);
    index.insert(8, RowRef(3, 1));
    EXPECT_EQ(index.find(7), (std::vector{RowRef(2, 10), RowRef(1, 60), RowRef(1, 50)}));
    EXPECT_EQ(index.find(8), std::vector{RowRef(3, 1)});
    EXPECT_TRUE(index.find(9).empty());
}

TEST(RowIndex, GivesTheNewestRowFirst) {
    journal::HeapStorage storage;
    RowIndex index(storage);
    expect_newest_first(index);
}

TEST(RowIndex, LosesNothingWhenTheDiskIsFull) {
    FullStorage storage;
    RowIndex index(storage);
    expect_newest_first(index);
}

}  // namespace
}  // namespace qb::bridge
