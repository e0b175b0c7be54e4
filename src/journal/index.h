#pragma once

#include "journal/disk.h"
#include "journal/row.h"

#include <array>
#include <span>
#include <string>
#include <system_error>

#include <cstddef>
#include <cstdint>

namespace qb::journal {

/// Where an index keeps its tables: mapped files in production, plain memory in a simulation.
class IndexStorage {
public:
    virtual ~IndexStorage() = default;
    /// Zeroed words, good until released.
    virtual DiskResult<std::span<std::uint64_t>> allocate(std::size_t words) = 0;
    virtual void release(std::span<std::uint64_t> words) noexcept = 0;
};

/// Parts of one unnamed file of a directory, mapped into memory: they cost page cache, not heap, and vanish
/// with the process however it ends. Their disk space is taken at allocation, so that a full disk shows there
/// and not as a signal later; it is given back at release where the file system can.
class MappedStorage final : public IndexStorage {
public:
    explicit MappedStorage(std::string directory) : directory_{std::move(directory)} {}
    MappedStorage(const MappedStorage&) = delete;
    MappedStorage& operator=(const MappedStorage&) = delete;
    ~MappedStorage() override;
    DiskResult<std::span<std::uint64_t>> allocate(std::size_t words) override;
    void release(std::span<std::uint64_t> words) noexcept override;

private:
    std::string directory_;
    int file_ = -1;  ///< opened with the first allocation: some file systems are slow to make one
    std::int64_t end_ = 0;
};

/// The heap.
class HeapStorage final : public IndexStorage {
public:
    DiskResult<std::span<std::uint64_t>> allocate(std::size_t words) override;
    void release(std::span<std::uint64_t> words) noexcept override;
};

/// From a 64-bit key to places of rows: a hash multimap that is rebuilt from the journal at each start.
///
/// A key is a hash of what is looked for, made by the caller, so strangers may share one: check each row
/// that is found. Entries are never removed. It is split into shards, and a shard that grows moves a few
/// entries with each insert, so that no insert waits for a big table. Many entries under one key make that
/// key slow (one probe each).
class DiskIndex {
public:
    /// Allocates on the first insert. `storage` must outlive the index.
    explicit DiskIndex(IndexStorage& storage) : storage_{storage} {}
    DiskIndex(const DiskIndex&) = delete;
    DiskIndex& operator=(const DiskIndex&) = delete;
    ~DiskIndex();

    /// Adds an entry; `ref` must not be empty. The same entry twice is kept twice. Fails only when the
    /// key's shard is 7/8 full and a bigger table cannot be had; the entry is then not kept.
    std::error_code insert(std::uint64_t key, RowRef ref);

    /// Calls `fn(RowRef)` for every entry of `key`, in no particular order, until it returns false.
    template <class Fn>
    void for_each(std::uint64_t key, Fn fn) const {
        const auto mixed = mix(key);
        const auto& shard = shards_[shard_of(mixed)];
        if (visit(shard.now, key, mixed, fn)) visit(shard.old, key, mixed, fn);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    /// Slots in the present tables.
    [[nodiscard]] std::size_t capacity() const;

private:
    static constexpr int kShardBits = 6;
    static constexpr std::uint64_t kMoved = ~std::uint64_t{0};  // in place of a ref in an old table

    /// Pairs of key and ref; a ref of zero marks a free slot. The number of slots is a power of two.
    struct Table {
        std::span<std::uint64_t> words;
        std::size_t slots = 0;
    };
    struct Shard {
        Table now;
        Table old;                // being emptied into now
        std::size_t moved = 0;    // slots of old already done
        std::size_t size = 0;     // entries
        std::size_t grow_at = 0;  // size at which a bigger table is asked for
    };

    static std::uint64_t mix(std::uint64_t key) {  // callers' keys need not be well mixed
        key ^= key >> 33;
        key *= 0xFF51AFD7ED558CCDULL;
        key ^= key >> 33;
        key *= 0xC4CEB9FE1A85EC53ULL;
        return key ^ key >> 33;
    }
    static std::size_t shard_of(std::uint64_t mixed) {
        return static_cast<std::size_t>(mixed >> (64 - kShardBits));
    }
    static std::size_t home(std::uint64_t mixed, const Table& table) {
        return static_cast<std::size_t>(mixed) & (table.slots - 1);
    }

    template <class Fn>
    static bool visit(const Table& table, std::uint64_t key, std::uint64_t mixed, Fn& fn) {
        if (table.slots == 0) return true;
        for (auto slot = home(mixed, table); table.words[2 * slot + 1] != 0;
             slot = (slot + 1) & (table.slots - 1)) {
            const auto ref = table.words[2 * slot + 1];
            if (table.words[2 * slot] != key || ref == kMoved) continue;
            if (!fn(RowRef::from_packed(ref))) return false;
        }
        return true;
    }

    static void place(Table& table, std::uint64_t key, std::uint64_t ref);
    std::error_code make_room(Shard& shard);
    void move_some(Shard& shard);

    IndexStorage& storage_;
    std::array<Shard, std::size_t{1} << kShardBits> shards_{};
    std::size_t size_ = 0;
};

}  // namespace qb::journal
