#include "fix/redact.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace qb::fix {
namespace {

constexpr char kSoh = '\x01';
constexpr std::array<std::string_view, 6> kHidden{"553=", "554=", "925=", "96=", "1402=", "1404="};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Start of the number whose last digit is just before `equals`, or npos when there is none.
std::size_t number_start(std::string_view text, std::size_t equals) {
    auto start = equals;
    while (start > 0 && is_digit(text[start - 1])) --start;
    return start == equals ? std::string_view::npos : start;
}

/// 0554= is what some take for 554=.
std::string_view without_zeros(std::string_view tag) {
    return tag.substr(std::min(tag.find_first_not_of('0'), tag.size()));
}

}  // namespace

std::string_view redact(std::string_view text, std::string& scratch) {
    std::size_t copied = 0;  // text before this is in scratch already
    std::size_t raw_data_length = 0;
    bool hidden = false;
    for (auto equals = text.find('='); equals != std::string_view::npos;
         equals = text.find('=', equals + 1)) {
        const auto start = number_start(text, equals);
        if (start == std::string_view::npos) continue;
        const auto tag = without_zeros(text.substr(start, equals + 1 - start));
        if (tag == "95=") {
            raw_data_length = 0;
            std::from_chars(text.data() + equals + 1, text.data() + text.size(), raw_data_length);
            continue;
        }
        if (std::find(kHidden.begin(), kHidden.end(), tag) == kHidden.end()) continue;
        if (!hidden) scratch.clear();
        hidden = true;
        const auto covered = tag == "96=" ? std::min(raw_data_length, text.size() - equals - 1) : 0;
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
