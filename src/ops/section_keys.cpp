#include "ops/section_keys.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "orders/decimal.h"

namespace qb::ops {
namespace {

constexpr std::string_view kMask = "***";

}  // namespace

SectionKeys::SectionKeys(char kind, std::string file, const Section& own, const Section* defaults,
                         std::vector<ConfigError>& errors, std::string& effective)
    : kind_(kind),
      file_(std::move(file)),
      own_(own),
      defaults_(defaults),
      errors_(errors),
      effective_(effective) {}

void SectionKeys::check_names(const Section& section) {
    for (const auto& setting : section.settings) check_name(section, setting);
}

void SectionKeys::check_name(const Section& section, const Setting& setting) {
    const auto say = [&](std::string text) {
        errors_.push_back({file_, setting.line, section.name, setting.key, std::move(text)});
    };
    const auto* known = find_key(kind_, setting.key);
    if (known == nullptr) {
        const auto near = nearest_key(kind_, setting.key);
        return say(near.empty() ? "is not a key of this section"
                                : "is not a key of this section; did you mean " + std::string(near) + "?");
    }
    if (known->use == KeyUse::Refused) return say("cannot be used: " + std::string(known->note));
    if (known->use == KeyUse::Fixed && setting.value != known->default_text) {
        say("can only be " + std::string(known->default_text) + ": " + std::string(known->note));
    }
}

void SectionKeys::fail(std::string_view key, std::string text) {
    const auto* setting = find(key);
    errors_.push_back({file_, setting != nullptr ? setting->line : own_.line, own_.name, std::string(key),
                       std::move(text)});
}

const Setting* SectionKeys::find(std::string_view key) const {
    if (const auto* setting = own_.find(key)) return setting;
    return defaults_ != nullptr ? defaults_->find(key) : nullptr;
}

std::string SectionKeys::raw(std::string_view key) const {
    const auto* setting = find(key);
    return setting != nullptr ? setting->value : std::string(row(key).default_text);
}

std::string SectionKeys::note(std::string_view key, std::string value) {
    record(key, value);
    return value;
}

void SectionKeys::record(std::string_view key, std::string_view value) {
    effective_ += '[' + own_.name + "] ";
    effective_ += key;
    effective_ += '=';
    effective_ += value;
    effective_ += '\n';
}

std::string SectionKeys::text(std::string_view key) { return note(key, raw(key)); }

std::string SectionKeys::required(std::string_view key) {
    if (find(key) == nullptr || raw(key).empty()) fail(key, "is missing: " + std::string(row(key).unit));
    return text(key);
}

std::int64_t SectionKeys::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto value = text(key);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < least || number > most) {
        fail(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                      " (" + std::string(row(key).unit) + ")");
        return least;
    }
    return number;
}

std::chrono::seconds SectionKeys::whole_seconds(std::string_view key, int least, int most) {
    return std::chrono::seconds{integer(key, least, most)};
}

namespace {

std::optional<std::chrono::microseconds> seconds_in(std::string_view text, int least, int most) {
    const auto value = orders::Decimal::parse(text);
    const auto low = orders::Decimal::from_parts(least, 0);
    const auto high = orders::Decimal::from_parts(most, 0);
    if (!value || value->scale() > 6 || *value < *low || *value > *high) return std::nullopt;
    std::int64_t us = value->coefficient();
    for (int scale = value->scale(); scale < 6; ++scale) us *= 10;
    return std::chrono::microseconds{us};
}

std::string range_text(int least, int most) {
    return "seconds from " + std::to_string(least) + " to " + std::to_string(most) +
           ", with at most six decimals";
}

}  // namespace

std::chrono::microseconds SectionKeys::seconds(std::string_view key, int least, int most) {
    const auto value = seconds_in(text(key), least, most);
    if (!value) fail(key, "must be " + range_text(least, most));
    return value.value_or(std::chrono::microseconds{0});
}

std::optional<std::chrono::microseconds> SectionKeys::off_or_seconds(std::string_view key, int most) {
    const auto value = text(key);
    if (value == "N") return std::nullopt;
    if (value == "Y") return std::chrono::microseconds{0};
    const auto time = seconds_in(value, 0, most);
    if (!time) fail(key, "must be N, Y, or " + range_text(0, most));
    return time;
}

bool SectionKeys::yes_no(std::string_view key) {
    const auto value = text(key);
    if (value != "Y" && value != "N") fail(key, "must be Y or N");
    return value == "Y";
}

Secret SectionKeys::secret(std::string_view key, std::string_view file_key) {
    const auto* direct = find(key);
    const auto* file = file_key.empty() ? nullptr : find(file_key);
    if (direct != nullptr && file != nullptr) {
        fail(file_key, "is given together with " + std::string(key) + ": use one of them");
    }
    if (file != nullptr) return secret_from_file(file_key);
    if (direct == nullptr) return {};
    record(key, kMask);
    return Secret(std::string_view(direct->value));
}

/// The value is not repeated in a mistake: it may be the secret itself, put into the wrong key.
Secret SectionKeys::secret_from_file(std::string_view key) {
    const auto name = resolved(raw(key));
    struct stat info {};
    if (::stat(name.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
        fail(key, "names a file that cannot be read");
        return {};
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        fail(key, "names a file that others may open; do: chmod 600");
        return {};
    }
    std::ifstream in(name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    std::string content = text.str();
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
    if (content.empty()) {
        fail(key, "names a file that is empty or cannot be read");
        return {};
    }
    note(key, raw(key));
    return Secret(std::move(content));
}

std::string SectionKeys::resolved(const std::string& value) const {
    if (value.empty()) return value;
    return (std::filesystem::path(file_).parent_path() / value).lexically_normal().string();
}

std::string SectionKeys::path(std::string_view key) { return resolved(text(key)); }

std::optional<std::string> SectionKeys::readable_file(std::string_view key) {
    auto name = path(key);
    std::ifstream in(name);
    if (!name.empty() && in.peek() == std::ifstream::traits_type::eof()) {
        fail(key, "names a file that cannot be read or is empty: " + name);
        return std::nullopt;
    }
    return name;
}

std::vector<std::string> SectionKeys::list(std::string_view key) {
    std::vector<std::string> items;
    const std::string text = raw(key);
    std::string_view rest = text;
    note(key, text);
    while (!rest.empty()) {
        auto item = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), item.size() + 1));
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
        if (!item.empty()) items.emplace_back(item);
    }
    return items;
}

}  // namespace qb::ops
