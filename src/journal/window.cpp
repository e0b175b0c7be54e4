#include "journal/window.h"

#include <algorithm>

namespace qb::journal {

DiskResult<std::string_view> Window::get(std::uint64_t offset, std::size_t bytes) {
    if (held_ == 0 || offset < begin_ || offset + bytes > begin_ + held_) {
        step_ = std::min(2 * step_, kLargestStep);
        const auto wanted = std::max(bytes, step_);
        if (buffer_.size() < wanted) {
            buffer_.clear();  // nothing to copy
            buffer_.resize(wanted);
        }
        held_ = 0;
        const auto done = read_fully(*file_, offset, {buffer_.data(), wanted});
        if (!done) return done.error();
        begin_ = offset;
        held_ = *done;
    }
    const auto from = static_cast<std::size_t>(offset - begin_);
    return std::string_view{buffer_.data() + from, std::min(bytes, held_ - from)};
}

DiskResult<std::size_t> read_fully(const File& file, std::uint64_t offset, std::span<char> into) {
    std::size_t total = 0;
    while (total < into.size()) {
        const auto done = file.read_at(offset + total, into.subspan(total));
        if (done.error) return done.error;
        if (done.bytes == 0) break;
        total += done.bytes;
    }
    return total;
}

}  // namespace qb::journal
