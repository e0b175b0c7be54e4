#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qb::ops {

/// A mistake in the configuration, worded for the person who has to mend it.
struct ConfigError {
    std::string file;
    int line = 0;         ///< 0: the file as a whole, or a key that is missing
    std::string section;  ///< as written, empty before the first one
    std::string key;      ///< empty when it is not about one key
    std::string text;     ///< what is wrong and what would be right; never a value that may be a secret
};
/// `file:line: [SECTION] Key: text`
[[nodiscard]] std::string to_string(const ConfigError& error);

struct Setting {
    std::string key;
    std::string value;
    int line = 0;
};

struct Section {
    std::string name;
    int line = 0;
    std::vector<Setting> settings;
    /// The value of a key (any case, as QuickFIX reads keys); null when absent.
    [[nodiscard]] const Setting* find(std::string_view key) const;
};

/// A file in QuickFIX's settings format: `[SECTION]`, `Key=Value`, comments that begin with '#'.
///
/// Read here and not with FIX::Settings because that one drops what it does not understand without a word:
/// lines without '=', lines before the first section, lines over 1023 bytes (and everything after them), a
/// key given twice.
/// Keys and section names are letters, digits and '_', at most 40.
/// `${NAME}` takes the environment variable NAME; one that is not set is an error, as is a `${` without its
/// `}`. Nothing else is special.
struct SettingsFile {
    std::string name;
    std::vector<Section> sections;
    std::vector<ConfigError> errors;
};

[[nodiscard]] SettingsFile parse_settings(std::string name, std::string_view text);
/// As parse_settings; a file that cannot be read is one error.
[[nodiscard]] SettingsFile read_settings_file(const std::string& path);

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace qb::ops
