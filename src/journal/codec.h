#pragma once

#include <string>
#include <string_view>

#include <cstddef>
#include <cstdint>

namespace qb::journal {

/// Appends values to a row's payload, little endian. The text belongs to the caller and is reused.
class Writer {
public:
    explicit Writer(std::string& out) : out_{out} {}

    Writer& u8(std::uint8_t value) { return put(value, 1); }
    Writer& u16(std::uint16_t value) { return put(value, 2); }
    Writer& u32(std::uint32_t value) { return put(value, 4); }
    Writer& u64(std::uint64_t value) { return put(value, 8); }
    Writer& i64(std::int64_t value) { return put(static_cast<std::uint64_t>(value), 8); }
    Writer& boolean(bool value) { return put(value ? 1 : 0, 1); }
    /// Seven bits a byte, lowest first, the top bit set on all but the last: small numbers take one byte.
    Writer& varint(std::uint64_t value);
    /// Length as varint, then the bytes.
    Writer& bytes(std::string_view value);
    /// The bytes alone, for a field whose length both sides know.
    Writer& raw(std::string_view value) {
        out_.append(value);
        return *this;
    }

private:
    Writer& put(std::uint64_t value, std::size_t size) {
        char buffer[8];
        for (std::size_t i = 0; i < size; ++i) buffer[i] = static_cast<char>(value >> (8 * i) & 0xFF);
        out_.append(buffer, size);
        return *this;
    }

    std::string& out_;
};

/// Takes values off a payload. Reading past the end, a varint over 64 bits or a boolean other than 0 and
/// 1 marks the reader as failed; from then on every value is zero or empty. So read all fields, then
/// ask done() once.
class Parser {
public:
    explicit Parser(std::string_view payload) : rest_{payload} {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(take(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(take(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(take(4)); }
    std::uint64_t u64() { return take(8); }
    std::int64_t i64() { return static_cast<std::int64_t>(take(8)); }
    bool boolean();
    std::uint64_t varint();
    /// Points into the payload.
    std::string_view bytes();
    std::string_view raw(std::size_t size);

    [[nodiscard]] bool ok() const { return ok_; }
    /// All was read, and well.
    [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::uint64_t take(std::size_t size) {
        const auto text = raw(size);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < text.size(); ++i)
            value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
        return value;
    }
    void fail() {
        ok_ = false;
        rest_ = {};
    }

    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace qb::journal
