#include "journal/index.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>

namespace qb::journal {
namespace {

constexpr std::size_t kFirstSlots = 256;
constexpr std::size_t kMovesPerInsert = 16;  // slots: the old table is empty long before the new one is full

std::error_code last_error() { return {errno, std::generic_category()}; }

/// A file without a name; where the file system has none such, one that is unlinked at once.
int unnamed_file(const std::string& directory) {
    const int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    auto name = directory + "/index-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

/// Where a mapping may begin and end.
std::size_t whole_pages(std::size_t bytes) {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page * page;
}

}  // namespace

MappedStorage::~MappedStorage() {
    if (file_ >= 0) ::close(file_);
}

DiskResult<std::span<std::uint64_t>> MappedStorage::allocate(std::size_t words) {
    if (file_ < 0) file_ = unnamed_file(directory_);
    if (file_ < 0) return last_error();
    const auto bytes = whole_pages(words * sizeof(std::uint64_t));
    // posix_fallocate: where space cannot be taken ahead it writes, and a full disk is an error here.
    const int taken = ::posix_fallocate(file_, end_, static_cast<off_t>(bytes));
    if (taken != 0) return std::error_code{taken, std::generic_category()};
    void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, end_);
    if (memory == MAP_FAILED) return last_error();
    end_ += static_cast<std::int64_t>(bytes);
    return std::span{static_cast<std::uint64_t*>(memory), words};
}

void MappedStorage::release(std::span<std::uint64_t> words) noexcept {
    const auto bytes = whole_pages(words.size_bytes());
    ::madvise(words.data(), bytes, MADV_REMOVE);  // its disk space; where it stays, it is as much as the rest
    ::munmap(words.data(), bytes);
}

DiskResult<std::span<std::uint64_t>> HeapStorage::allocate(std::size_t words) {
    auto* const memory = new (std::nothrow) std::uint64_t[words]();
    if (memory == nullptr) return std::make_error_code(std::errc::not_enough_memory);
    return std::span{memory, words};
}

void HeapStorage::release(std::span<std::uint64_t> words) noexcept { delete[] words.data(); }

DiskIndex::~DiskIndex() {
    for (const auto& shard : shards_)
        for (const auto* table : {&shard.now, &shard.old})
            if (table->slots != 0) storage_.release(table->words);
}

std::size_t DiskIndex::capacity() const {
    std::size_t slots = 0;
    for (const auto& shard : shards_) slots += shard.now.slots;
    return slots;
}

std::error_code DiskIndex::insert(std::uint64_t key, RowRef ref) {
    auto& shard = shards_[shard_of(mix(key))];
    if (const auto error = make_room(shard)) return error;
    move_some(shard);
    place(shard.now, key, ref.packed());
    ++shard.size;
    ++size_;
    return {};
}

void DiskIndex::place(Table& table, std::uint64_t key, std::uint64_t ref) {
    auto slot = home(mix(key), table);
    while (table.words[2 * slot + 1] != 0) slot = (slot + 1) & (table.slots - 1);
    table.words[2 * slot] = key;
    table.words[2 * slot + 1] = ref;
}

// A bigger table from 5/8 full on; what is in the present one moves over with the following inserts.
std::error_code DiskIndex::make_room(Shard& shard) {
    const auto present = shard.now.slots;
    if (present != 0 && (shard.old.slots != 0 || shard.size < shard.grow_at)) return {};
    const auto slots = present == 0 ? kFirstSlots : 2 * present;
    const auto words = storage_.allocate(2 * slots);
    if (!words) {
        shard.grow_at = shard.size + present / 64;  // a full disk is not asked again for every entry
        return shard.size < present / 8 * 7 ? std::error_code{} : words.error();
    }
    shard.old = shard.now;
    shard.now = {*words, slots};
    shard.moved = 0;
    shard.grow_at = slots / 8 * 5;
    return {};
}

void DiskIndex::move_some(Shard& shard) {
    auto& old = shard.old;
    if (old.slots == 0) return;
    for (std::size_t i = 0; i < kMovesPerInsert && shard.moved < old.slots; ++i, ++shard.moved) {
        auto& ref = old.words[2 * shard.moved + 1];
        if (ref == 0) continue;
        place(shard.now, old.words[2 * shard.moved], ref);
        ref = kMoved;  // not zero: entries behind it must still be found
    }
    if (shard.moved < old.slots) return;
    storage_.release(old.words);
    old = {};
}

}  // namespace qb::journal
