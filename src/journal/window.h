#pragma once

#include "journal/disk.h"

#include <span>
#include <string>
#include <string_view>

#include <cstddef>
#include <cstdint>

namespace qb::journal {

/// A file read through one buffer, so that small rows do not cost a system call each.
class Window {
public:
    explicit Window(const File& file) : file_{&file} {}

    /// The bytes from `offset` on, fewer than `bytes` only at the end of the file. Good until the next call.
    DiskResult<std::string_view> get(std::uint64_t offset, std::size_t bytes);
    /// Drops what was read: the file may have changed.
    void forget() { held_ = 0; }

private:
    static constexpr std::size_t kLargestStep = std::size_t{256} << 10;

    const File* file_;
    std::string buffer_;
    std::size_t step_ = std::size_t{2} << 10;  // doubled with each read, up to kLargestStep
    std::uint64_t begin_ = 0;
    std::size_t held_ = 0;
};

/// Reads until `into` is full or the file ends; gives the bytes read.
DiskResult<std::size_t> read_fully(const File& file, std::uint64_t offset, std::span<char> into);

}  // namespace qb::journal
