#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace qb::fuzz {

/// The bytes that the fuzzer gives: a few that choose, then the content.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : bytes_(reinterpret_cast<const char*>(data), size) {}

    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        first_ = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        return first_;
    }
    /// The byte that was taken last.
    [[nodiscard]] std::uint8_t first() const { return first_; }
    [[nodiscard]] std::string_view rest() const { return bytes_; }
    /// Up to the next of `mark`, which is taken too; all there is where it does not come.
    std::string_view until(char mark) {
        const auto part = bytes_.substr(0, bytes_.find(mark));
        bytes_.remove_prefix(part.size() < bytes_.size() ? part.size() + 1 : part.size());
        return part;
    }

private:
    std::string_view bytes_;
    std::uint8_t first_ = 0;
};

}  // namespace qb::fuzz
