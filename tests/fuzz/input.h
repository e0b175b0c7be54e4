#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace qb::fuzz {

/// The bytes that the fuzzer gives: a few that choose, then the content.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : bytes_(reinterpret_cast<const char*>(data), size) {}
    explicit Input(std::string_view bytes) : bytes_(bytes) {}

    /// Zero where there is none left.
    std::uint8_t byte() {
        if (bytes_.empty()) return 0;
        const auto value = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        return value;
    }
    /// Two bytes, the low one first.
    std::uint16_t u16() {
        const unsigned low = byte();
        return static_cast<std::uint16_t>(low | (unsigned{byte()} << 8U));
    }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] std::string_view rest() const { return bytes_; }
    /// The next `size` bytes, or what there is.
    std::string_view take(std::size_t size) {
        const auto part = bytes_.substr(0, size);
        bytes_.remove_prefix(part.size());
        return part;
    }
    /// Up to the next of `mark`, which is taken too; all there is where it does not come.
    std::string_view until(char mark) {
        const auto part = take(bytes_.find(mark));
        take(1);
        return part;
    }

private:
    std::string_view bytes_;
};

/// What a target promises: libFuzzer takes the end of the process for a finding and keeps the input.
inline void must(bool holds) {
    if (!holds) std::abort();
}

}  // namespace qb::fuzz
