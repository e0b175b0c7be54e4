#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "orders/time.h"

namespace qb::replay {

enum class Format : std::uint8_t { Text, Jsonl, Csv };

/// Text on its way to a stream, in pieces of its own: a stream's own << costs more than the text.
class TextOut {
public:
    explicit TextOut(std::ostream& out) : out_(out) {}
    ~TextOut() { flush(); }
    TextOut(const TextOut&) = delete;
    TextOut& operator=(const TextOut&) = delete;

    TextOut& operator<<(std::string_view text) {
        buffer_ += text;
        return *this;
    }
    TextOut& operator<<(char c) {
        buffer_ += c;
        return *this;
    }
    TextOut& operator<<(std::unsigned_integral auto number);

    /// The inside of a JSON string: escaped by RFC 8259, and a byte that is not of UTF-8 becomes U+FFFD.
    void json(std::string_view text);
    /// ,"name":"text"
    void json_member(std::string_view name, std::string_view text);
    /// One CSV field, quoted where it must be (RFC 4180), and where a spreadsheet would take it for a formula
    /// with a ' in front.
    void csv(std::string_view text);
    /// For a terminal: control characters and bytes that are not of UTF-8 as \xNN.
    void plain(std::string_view text);
    /// 2026-01-05T10:00:00.123456Z
    void time(WallTime time);

    /// To be called after each record.
    void end_record() {
        if (buffer_.size() >= kPiece) flush();
    }
    void flush();

private:
    static constexpr std::size_t kPiece = std::size_t{64} << 10;

    std::ostream& out_;
    std::string buffer_;
    std::string time_text_;  // of time_second_
    std::chrono::sys_seconds time_second_{std::chrono::seconds(-1)};
};

TextOut& TextOut::operator<<(std::unsigned_integral auto number) {
    std::array<char, 20> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    buffer_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
    return *this;
}

/// Length of the UTF-8 sequence that `text` begins with; 0 where it begins with none. RFC 3629.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

}  // namespace qb::replay
