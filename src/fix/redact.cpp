#include "fix/redact.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace qb::fix {
namespace {

constexpr char kSoh = '\x01';
constexpr std::uint32_t kRawDataLength = 95;
constexpr std::uint32_t kRawData = 96;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Start of the number whose last digit is just before `equals`, or npos when there is none.
std::size_t number_start(std::string_view text, std::size_t equals) {
    auto start = equals;
    while (start > 0 && is_digit(text[start - 1])) --start;
    return start == equals ? std::string_view::npos : start;
}

/// The number that ends before `equals`, leading zeros or not; 0 for none and for one that is no tag.
std::uint32_t tag_before(std::string_view text, std::size_t equals) {
    const auto start = number_start(text, equals);
    std::uint32_t tag = 0;
    if (start == std::string_view::npos) return tag;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + equals, tag);
    return error == std::errc{} ? tag : 0;
}

}  // namespace

std::string_view redact(std::string_view text, std::string& scratch) {
    std::size_t copied = 0;  // text before this is in scratch already
    std::size_t raw_data_length = 0;
    bool hidden = false;
    for (auto equals = text.find('='); equals != std::string_view::npos;
         equals = text.find('=', equals + 1)) {
        const auto tag = tag_before(text, equals);
        if (tag == kRawDataLength) {
            raw_data_length = 0;
            std::from_chars(text.data() + equals + 1, text.data() + text.size(), raw_data_length);
            continue;
        }
        if (!is_hidden(tag)) continue;
        if (!hidden) scratch.clear();
        hidden = true;
        const auto covered = tag == kRawData ? std::min(raw_data_length, text.size() - equals - 1) : 0;
        const auto end = std::min(text.find(kSoh, equals + 1 + covered), text.size());
        scratch.append(text.substr(copied, equals + 1 - copied)).append("***");
        copied = end;
        if (end == text.size()) break;
        equals = end;
    }
    if (!hidden) return text;
    scratch.append(text.substr(copied));
    return scratch;
}

}  // namespace qb::fix
