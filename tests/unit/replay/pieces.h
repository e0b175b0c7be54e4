#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "replay/byte_source.h"

namespace qb::replay::test {

/// Gives a text in pieces of some size, as a pipe does.
class Pieces final : public ByteSource {
public:
    Pieces(std::string_view text, std::size_t piece) : text_(text), piece_(piece) {}
    std::size_t read(std::span<char> into) override {
        const auto count = text_.substr(0, piece_).copy(into.data(), into.size());
        text_.remove_prefix(count);
        return count;
    }

private:
    std::string_view text_;
    std::size_t piece_;
};

}  // namespace qb::replay::test
