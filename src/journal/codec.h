#pragma once

#include <array>
#include <bit>
#include <string>
#include <string_view>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace qb::journal {

static_assert(std::endian::native == std::endian::little, "numbers are copied as they lie in memory");

/// Appends values to a row's payload, little endian. The text belongs to the caller and is reused.
class Writer {
public:
    explicit Writer(std::string& out) : out_{out} {}

    Writer& u8(std::uint8_t value) { return put(value); }
    Writer& u16(std::uint16_t value) { return put(value); }
    Writer& u32(std::uint32_t value) { return put(value); }
    Writer& u64(std::uint64_t value) { return put(value); }
    Writer& i64(std::int64_t value) { return put(value); }
    Writer& boolean(bool value) { return u8(value ? 1 : 0); }
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
    template <class T>
    Writer& put(T value) {
        const auto bytes = std::bit_cast<std::array<char, sizeof(T)>>(value);
        out_.append(bytes.data(), bytes.size());
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

    std::uint8_t u8() { return take<std::uint8_t>(); }
    std::uint16_t u16() { return take<std::uint16_t>(); }
    std::uint32_t u32() { return take<std::uint32_t>(); }
    std::uint64_t u64() { return take<std::uint64_t>(); }
    std::int64_t i64() { return take<std::int64_t>(); }
    bool boolean();
    std::uint64_t varint();
    /// Points into the payload.
    std::string_view bytes();
    std::string_view raw(std::size_t size) {
        if (size > rest_.size()) {
            fail();
            return {};
        }
        const auto text = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return text;
    }

    [[nodiscard]] bool ok() const { return ok_; }
    /// All was read, and well.
    [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    template <class T>
    T take() {
        T value{};
        if (const auto text = raw(sizeof value); ok_) std::memcpy(&value, text.data(), sizeof value);
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
