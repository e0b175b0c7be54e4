#include "journal/index.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>

namespace qb::journal {
namespace {

std::multiset<std::uint64_t> refs_of(const DiskIndex& index, std::uint64_t key) {
    std::multiset<std::uint64_t> refs;
    index.for_each(key, [&](RowRef ref) {
        refs.insert(ref.packed());
        return true;
    });
    return refs;
}

/// Gives tables until told to stop.
class LimitedStorage : public IndexStorage {
public:
    int left = 1000;
    int live = 0;
    DiskResult<std::span<std::uint64_t>> allocate(std::size_t words) override {
        if (left == 0) return std::error_code{ENOSPC, std::generic_category()};
        --left;
        ++live;
        return heap_.allocate(words);
    }
    void release(std::span<std::uint64_t> words) noexcept override {
        --live;
        heap_.release(words);
    }

private:
    HeapStorage heap_;
};

TEST(Index, EmptyOneFindsNothing) {
    HeapStorage storage;
    const DiskIndex index{storage};
    EXPECT_TRUE(refs_of(index, 0).empty());
    EXPECT_EQ(index.size(), 0U);
}

TEST(Index, KeepsEveryEntryOfAKey) {
    HeapStorage storage;
    DiskIndex index{storage};
    for (const std::uint64_t offset : {1U, 2U, 3U, 2U})
        EXPECT_FALSE(index.insert(7, RowRef::from_packed(offset)));
    EXPECT_FALSE(index.insert(0, RowRef::from_packed(9)));
    EXPECT_EQ(refs_of(index, 7), (std::multiset<std::uint64_t>{1, 2, 2, 3}));
    EXPECT_EQ(refs_of(index, 0), (std::multiset<std::uint64_t>{9}));
    EXPECT_TRUE(refs_of(index, 8).empty());
}

TEST(Index, StopsWhenToldTo) {
    HeapStorage storage;
    DiskIndex index{storage};
    for (const std::uint64_t offset : {1U, 2U, 3U})
        EXPECT_FALSE(index.insert(7, RowRef::from_packed(offset)));
    int calls = 0;
    index.for_each(7, [&](RowRef) { return ++calls < 2; });
    EXPECT_EQ(calls, 2);
}

TEST(Index, FindsEachOfAMillionWhileItGrows) {
    MappedStorage storage{testing::TempDir()};
    DiskIndex index{storage};
    constexpr std::uint64_t kEntries = 1'000'000;
    for (std::uint64_t i = 0; i < kEntries; ++i) {
        ASSERT_FALSE(index.insert(i, RowRef::from_packed(i + 1)));
        const auto earlier = i * 7919 % (i + 1);  // some entry that must be there, whichever table holds it
        int found = 0;
        index.for_each(earlier, [&](RowRef ref) {
            found += ref.packed() == earlier + 1 ? 1 : 100;
            return true;
        });
        ASSERT_EQ(found, 1) << earlier << " after " << i;
    }
    EXPECT_EQ(index.size(), kEntries);
    for (std::uint64_t i = 0; i < kEntries; ++i)
        index.for_each(i, [&](RowRef ref) {
            EXPECT_EQ(ref.packed(), i + 1);
            return true;
        });
    EXPECT_TRUE(refs_of(index, kEntries).empty());
}

TEST(Index, FillsTheTableItHasWhenNoBiggerOneIsToBeHad) {
    LimitedStorage storage;
    storage.left = 64;  // one for each shard
    DiskIndex index{storage};
    std::uint64_t kept = 0;
    while (!index.insert(kept, RowRef::from_packed(kept + 1))) ++kept;
    EXPECT_GT(kept, index.capacity() / 8 * 5);
    EXPECT_LE(kept, index.capacity() / 8 * 7);
    EXPECT_EQ(index.size(), kept);
    for (std::uint64_t i = 0; i < kept; ++i) EXPECT_EQ(refs_of(index, i).size(), 1U);

    storage.left = 1;  // space again
    EXPECT_FALSE(index.insert(kept, RowRef::from_packed(kept + 1)));
    for (std::uint64_t i = 0; i <= kept; ++i) EXPECT_EQ(refs_of(index, i).size(), 1U);
}

TEST(Index, GivesItsTablesBack) {
    LimitedStorage storage;
    {
        DiskIndex index{storage};
        for (std::uint64_t i = 0; i < 10'000; ++i) ASSERT_FALSE(index.insert(i, RowRef::from_packed(i + 1)));
        EXPECT_LE(storage.live, 2 * 64);
    }
    EXPECT_EQ(storage.live, 0);
}

/// Where files were deleted a moment ago, some file systems look through all of them for each new one.
TEST(Index, AllTablesAreInOneFile) {
    MappedStorage storage{testing::TempDir()};
    DiskIndex one{storage}, other{storage};
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        ASSERT_FALSE(one.insert(i, RowRef::from_packed(i + 1)));
        ASSERT_FALSE(other.insert(i, RowRef::from_packed(i + 2)));
    }
    std::set<std::string> files;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.find("(deleted)") == std::string::npos) continue;
        std::string range, mode, offset, device, inode;
        std::istringstream(line) >> range >> mode >> offset >> device >> inode;
        files.insert(inode);
    }
    EXPECT_EQ(files.size(), 1U);
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        ASSERT_EQ(refs_of(one, i), std::multiset<std::uint64_t>{i + 1});
        ASSERT_EQ(refs_of(other, i), std::multiset<std::uint64_t>{i + 2});
    }
}

TEST(Index, MissingDirectoryIsAnError) {
    MappedStorage storage{testing::TempDir() + "/no/such/directory"};
    DiskIndex index{storage};
    EXPECT_EQ(index.insert(1, RowRef::from_packed(1)), std::errc::no_such_file_or_directory);
    EXPECT_EQ(index.size(), 0U);
}

}  // namespace
}  // namespace qb::journal
