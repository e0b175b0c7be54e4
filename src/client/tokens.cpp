#include "client/tokens.h"

#include <algorithm>

namespace qb::client {
namespace {

constexpr std::string_view kBlank = " \t\r";

bool is_blank(char c) { return kBlank.find(c) != std::string_view::npos; }

/// End of a word that begins with a regular expression: the first slash with a blank or nothing behind it.
std::size_t end_of_regex(std::string_view text, std::size_t open) {
    for (auto slash = text.find('/', open + 1); slash != std::string_view::npos;
         slash = text.find('/', slash + 1))
        if (slash + 1 == text.size() || is_blank(text[slash + 1])) return slash + 1;
    return std::string_view::npos;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view take_word(std::string_view& rest) {
    rest = trimmed(rest);
    const auto word = rest.substr(0, rest.find_first_of(kBlank));
    rest.remove_prefix(word.size());
    rest = trimmed(rest);
    return word;
}

boost::system::result<std::vector<std::string>, std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    for (line = trimmed(line); !line.empty() && line.front() != '#'; line = trimmed(line)) {
        const auto plain = std::min(line.find_first_of(kBlank), line.size());
        const auto equals = line.substr(0, plain).find('=');
        const char opening = equals != std::string_view::npos && equals + 1 < plain ? line[equals + 1] : ' ';
        if (opening == '"') {
            const auto close = line.find('"', equals + 2);
            if (close == std::string_view::npos) return "a \" is not closed";
            words.emplace_back(line.substr(0, equals + 1))
                .append(line.substr(equals + 2, close - equals - 2));
            line.remove_prefix(close + 1);
            if (!line.empty() && !is_blank(line.front())) return "there is text behind a closing \"";
        } else if (opening == '/') {
            const auto end = end_of_regex(line, equals + 1);
            if (end == std::string_view::npos) return "a /regular expression/ is not closed";
            words.emplace_back(line.substr(0, end));
            line.remove_prefix(end);
        } else {
            words.emplace_back(line.substr(0, plain));
            line.remove_prefix(plain);
        }
    }
    return words;
}

}  // namespace qb::client
