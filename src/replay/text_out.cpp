#include "replay/text_out.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "ops/log.h"

namespace qb::replay {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

enum class Kind : std::uint8_t { Plain, Special, High };

/// By byte: may it stand in a JSON string as it is?
constexpr auto kKinds = [] {
    std::array<Kind, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte)
        kinds[byte] = byte >= 0x80 ? Kind::High : byte < 0x20 || byte == 0x7f ? Kind::Special : Kind::Plain;
    kinds['"'] = kinds['\\'] = Kind::Special;
    return kinds;
}();

Kind kind_of(char c) { return kKinds[static_cast<unsigned char>(c)]; }

void append_hex(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
}

/// The lowest code points of 2, 3 and 4 bytes: what is below should have been shorter.
constexpr std::array<std::uint32_t, 5> kLowest{0, 0, 0x80, 0x800, 0x10000};

/// Copies what is plain and calls `special` for any other byte, `high` for one that begins no sequence.
template <class Special, class High>
void escape(std::string& out, std::string_view text, Special special, High high) {
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && kind_of(text[plain]) == Kind::Plain) ++plain;
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const auto length = utf8_length(text);
        if (kind_of(text.front()) == Kind::Special)
            special(text.front());
        else if (length == 0)
            high(text.front());
        else
            out += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
    std::uint32_t point = first & (0xffU >> (length + 1));
    for (const char c : text.substr(1, length - 1)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80) return 0;
        point = point << 6U | (byte & 0x3fU);
    }
    const bool surrogate = point >= 0xd800 && point < 0xe000;
    return point < kLowest[length] || point > 0x10ffff || surrogate ? 0 : length;
}

void TextOut::json(std::string_view text) {
    escape(
        buffer_, text,
        [this](char c) {
            buffer_ += '\\';
            if (c == '"' || c == '\\') {
                buffer_ += c;
            } else {
                buffer_ += "u00";
                append_hex(buffer_, c);
            }
        },
        [this](char) { buffer_ += "\\ufffd"; });
}

void TextOut::json_member(std::string_view name, std::string_view text) {
    *this << ",\"" << name << "\":\"";
    json(text);
    buffer_ += '"';
}

void TextOut::csv(std::string_view text) {
    const bool formula = !text.empty() &&
                         std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos &&
                         text.find_first_not_of("+-.0123456789") != std::string_view::npos;
    if (!formula && text.find_first_of("\",\r\n") == std::string_view::npos) {
        buffer_ += text;
        return;
    }
    buffer_ += '"';
    if (formula) buffer_ += '\'';
    for (const char c : text) {
        if (c == '"') buffer_ += '"';
        buffer_ += c;
    }
    buffer_ += '"';
}

void TextOut::plain(std::string_view text) {
    const auto hex = [this](char c) {
        if (c == '"' || c == '\\') {
            buffer_ += c;
            return;
        }
        buffer_ += "\\x";
        append_hex(buffer_, c);
    };
    escape(buffer_, text, hex, hex);
}

void TextOut::time(WallTime time) {
    constexpr std::size_t kSecondEnd = 20;  // 2026-01-05T10:00:00.
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (second != time_second_) {
        time_text_ = ops::iso_time(second);
        time_second_ = second;
    }
    auto micros = (time - second).count();
    for (auto at = kSecondEnd + 6; at > kSecondEnd; micros /= 10)
        time_text_[--at] = static_cast<char>('0' + micros % 10);
    buffer_ += time_text_;
}

void TextOut::flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
}

}  // namespace qb::replay
