#include "fix/dictionary_numbers.h"

#include <algorithm>
#include <charconv>

namespace qb::fix {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

struct Attribute {
    std::string_view name, value;
};

/// Takes the next name="value" from the text behind an element's name; nothing at the end of the element.
std::optional<Attribute> take_attribute(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    const auto name = rest.substr(0, rest.find_first_of(" \t\r\n=/>"));
    if (name.empty()) return std::nullopt;
    rest.remove_prefix(name.size());
    const auto quote = rest.find_first_of("\"'>");
    if (quote == std::string_view::npos || rest[quote] == '>') return std::nullopt;
    const auto end = rest.find(rest[quote], quote + 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = rest.substr(quote + 1, end - quote - 1);
    rest.remove_prefix(end + 1);
    return Attribute{name, value};
}

bool is_number_up_to(std::string_view text, int last) {
    int number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && number >= 1 && number <= last;
}

}  // namespace

std::optional<std::string> odd_field_number(std::string_view xml, int last) {
    constexpr std::string_view kField = "<field";
    if (xml.find('\0') != std::string_view::npos) return "a zero byte";
    for (auto at = xml.find(kField); at != std::string_view::npos; at = xml.find(kField, at + 1)) {
        auto rest = xml.substr(at + kField.size());
        if (rest.empty() || kBlanks.find(rest.front()) == std::string_view::npos) continue;  // <fields>
        while (const auto attribute = take_attribute(rest)) {
            if (attribute->name == "number" && !is_number_up_to(attribute->value, last))
                return std::string(attribute->value);
        }
    }
    return std::nullopt;
}

}  // namespace qb::fix
