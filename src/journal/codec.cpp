#include "journal/codec.h"

namespace qb::journal {

Writer& Writer::varint(std::uint64_t value) {
    while (value >= 0x80) {
        out_.push_back(static_cast<char>((value & 0x7F) | 0x80));
        value >>= 7;
    }
    out_.push_back(static_cast<char>(value));
    return *this;
}

Writer& Writer::bytes(std::string_view value) { return varint(value.size()).raw(value); }

bool Parser::boolean() {
    const auto value = u8();
    if (value > 1) fail();
    return value == 1;
}

std::uint64_t Parser::varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint64_t byte = u8();
        if (shift == 63 && byte > 1) break;  // more than 64 bits
        value |= (byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    fail();
    return 0;
}

std::string_view Parser::bytes() {
    const auto size = varint();
    if (size > rest_.size()) {
        fail();
        return {};
    }
    return raw(static_cast<std::size_t>(size));
}

}  // namespace qb::journal
