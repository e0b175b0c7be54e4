#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/key_table.h"
#include "ops/settings_file.h"
#include "orders/secret.h"

namespace qb::ops {

/// The values of one section's keys, with [DEFAULT] behind it and the key table's defaults behind that. A
/// value that is wrong goes into the list of mistakes, and what is returned for it is not used; every key
/// that is read goes into the record for the journal.
class SectionKeys {
public:
    /// `kind` is the section's letter in the key table. All references must outlive this object.
    SectionKeys(char kind, std::string file, const Section& own, const Section* defaults,
                std::vector<ConfigError>& errors, std::string& effective);

    /// Unknown, misspelt, refused and fixed keys of the section itself.
    void check_names(const Section& section);
    /// A mistake at the line of the key, or of its section when it is not given.
    void fail(std::string_view key, std::string text);
    [[nodiscard]] bool given(std::string_view key) const { return find(key) != nullptr; }

    /// The text of a key, its default when absent.
    std::string text(std::string_view key);
    std::string required(std::string_view key);
    std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
    std::chrono::seconds whole_seconds(std::string_view key, int least, int most);
    /// Seconds with up to six decimals.
    std::chrono::microseconds seconds(std::string_view key, int least, int most);
    /// N: nothing; Y: zero; else seconds as above.
    std::optional<std::chrono::microseconds> off_or_seconds(std::string_view key, int most);
    bool yes_no(std::string_view key);
    /// One of a few words, spelt exactly so.
    template <class Value, std::size_t N>
    Value word(std::string_view key, const std::array<std::pair<std::string_view, Value>, N>& words);
    /// A secret given as text or as a file that nobody else may read.
    Secret secret(std::string_view key, std::string_view file_key);
    /// A path counts from the configuration file's own folder.
    std::string path(std::string_view key);
    /// The path, empty for an empty value; nothing where the file cannot be read, which is told.
    std::optional<std::string> readable_file(std::string_view key);
    /// Items between commas, without the spaces around them; empty ones are left out.
    std::vector<std::string> list(std::string_view key);

private:
    [[nodiscard]] const Setting* find(std::string_view key) const;
    [[nodiscard]] const KeyRow& row(std::string_view key) const { return *find_key(kind_, key); }
    [[nodiscard]] std::string raw(std::string_view key) const;
    std::string note(std::string_view key, std::string value);
    void record(std::string_view key, std::string_view value);
    [[nodiscard]] std::string resolved(const std::string& value) const;
    Secret secret_from_file(std::string_view key);
    void check_name(const Section& section, const Setting& setting);

    char kind_;
    std::string file_;
    const Section& own_;
    const Section* defaults_;
    std::vector<ConfigError>& errors_;
    std::string& effective_;
};

template <class Value, std::size_t N>
Value SectionKeys::word(std::string_view key,
                        const std::array<std::pair<std::string_view, Value>, N>& words) {
    const auto value = text(key);
    std::string list;
    for (const auto& [name, meaning] : words) {
        if (value == name) return meaning;
        list += (list.empty() ? "" : ", ") + std::string(name);
    }
    fail(key, "must be one of: " + list);
    return words.front().second;
}

}  // namespace qb::ops
