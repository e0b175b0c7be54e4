#include "mapping/json_text.h"

#include <algorithm>

namespace qb::mapping {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr unsigned char kFirstPrintable = 0x20;

constexpr bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < kFirstPrintable || c == '"' || c == '\\';
}

constexpr bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void append_hex(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto special = std::find_if(text.begin(), text.end(), needs_escape);
        const auto plain = static_cast<std::size_t>(special - text.begin());
        out += text.substr(0, plain);
        if (plain == text.size()) break;
        const char c = text[plain];
        text.remove_prefix(plain + 1);
        out += '\\';
        if (c == '"' || c == '\\') {
            out += c;
        } else {
            out += "u00";
            append_hex(out, c);
        }
    }
    out += '"';
}

void append_url_encoded(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += '%';
            append_hex(out, c);
        }
    }
}

}  // namespace qb::mapping
