#include "ops/settings_file.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "ops/key_table.h"

namespace qb::ops {
namespace {

std::string_view stripped(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// What may stand before '=': letters and digits, no longer than any key. Other text is not repeated in an
/// error, because it may be a secret: `SecretKey: abc=` has an equals sign too.
bool is_key(std::string_view text) {
    constexpr std::size_t kLongest = 40;
    return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
}

/// Replaces each ${NAME}; where it cannot, `mistake` says why. The name of a variable is not repeated for a
/// key that may hold a secret: it is a piece of one where the secret itself has a `${`.
std::optional<std::string> with_environment(std::string_view key, std::string_view value,
                                            std::string& mistake) {
    std::string out;
    for (;;) {
        const auto begin = value.find("${");
        out += value.substr(0, begin);
        if (begin == std::string_view::npos) return out;
        const auto end = value.find('}', begin);
        if (end == std::string_view::npos) {
            mistake = "has a ${ without its }";
            return std::nullopt;
        }
        const std::string name(value.substr(begin + 2, end - begin - 2));
        const char* found = std::getenv(name.c_str());
        if (found == nullptr) {
            const bool quiet = may_hold_secret(key) || !is_key(name);
            mistake = quiet ? "takes an environment variable that is not set"
                            : "takes ${" + name + "}, but that environment variable is not set";
            return std::nullopt;
        }
        out += found;
        value.remove_prefix(end + 1);
    }
}

class LineReader {
public:
    explicit LineReader(SettingsFile& file) : file_(file) {}

    void read(std::string_view raw) {
        ++number_;
        const auto line = stripped(raw);
        if (line.empty() || line.front() == '#') return;
        if (line.front() == '[') return begin_section(line);
        const auto equals = line.find('=');
        const auto key = stripped(line.substr(0, equals));
        if (equals == std::string_view::npos || !is_key(key))
            return fail("", "a line is [SECTION], Key=Value or a # comment");
        add(std::string(key), stripped(line.substr(equals + 1)));
    }

private:
    void begin_section(std::string_view line) {
        if (line.back() != ']') return fail("", "a section is written [NAME]");
        const auto name = stripped(line.substr(1, line.size() - 2));
        if (!is_key(name)) return fail("", "a section is written [NAME]");
        file_.sections.push_back({std::string(name), number_, {}});
    }

    void add(std::string key, std::string_view value) {
        if (file_.sections.empty()) return fail(key, "stands before the first [SECTION]");
        auto& section = file_.sections.back();
        if (const auto* earlier = section.find(key)) {
            return fail(key, "is given twice in one section, first in line " + std::to_string(earlier->line));
        }
        std::string mistake;
        auto text = with_environment(key, value, mistake);
        if (!text) return fail(key, std::move(mistake));
        section.settings.push_back({std::move(key), std::move(*text), number_});
    }

    void fail(std::string key, std::string text) {
        file_.errors.push_back({file_.name, number_, file_.sections.empty() ? "" : file_.sections.back().name,
                                std::move(key), std::move(text)});
    }

    SettingsFile& file_;
    int number_ = 0;
};

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string to_string(const ConfigError& error) {
    std::string out = error.file;
    if (error.line > 0) out += ':' + std::to_string(error.line);
    out += ": ";
    if (!error.section.empty()) out += '[' + error.section + "] ";
    if (!error.key.empty()) out += error.key + ' ';
    return out + error.text;
}

const Setting* Section::find(std::string_view key) const {
    for (const auto& setting : settings) {
        if (equal_ignoring_case(setting.key, key)) return &setting;
    }
    return nullptr;
}

SettingsFile parse_settings(std::string name, std::string_view text) {
    SettingsFile file{std::move(name), {}, {}};
    LineReader reader(file);
    while (!text.empty()) {
        const auto end = text.find('\n');
        reader.read(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return file;
}

SettingsFile read_settings_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || in.peek() == std::ifstream::traits_type::eof())  // a folder opens, but cannot be read
        return {
            path, {}, {{path, 0, "", "", "cannot be read, or is empty: check the path and the permissions"}}};
    std::ostringstream text;
    text << in.rdbuf();
    return parse_settings(path, text.str());
}

}  // namespace qb::ops
