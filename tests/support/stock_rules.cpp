#include "support/stock_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "support/stock_tables.h"
#include "support/tag_list.h"

namespace qb::test {
namespace {

using stock::Format;

bool holds_word(std::string_view words, std::string_view word) {
    while (!words.empty())
        if (take(words, ' ') == word) return true;
    return false;
}

template <class Row>
const Row* row_of(std::span<const Row> rows, auto&& matches) {
    const auto row = std::find_if(rows.begin(), rows.end(), matches);
    return row == rows.end() ? nullptr : &*row;
}

bool is_integer(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return all_digits(text);
}

bool is_decimal(std::string_view text) {
    const auto point = text.find('.');
    if (point != std::string_view::npos && !all_digits(text.substr(point + 1))) return false;
    return is_integer(text.substr(0, point));
}

/// 20260105-10:00:00 and perhaps decimals.
bool is_time(std::string_view text, int decimals) {
    constexpr std::string_view kShape = "dddddddd-dd:dd:dd";
    if (text.size() < kShape.size()) return false;
    for (std::size_t i = 0; i < kShape.size(); ++i)
        if (kShape[i] == 'd' ? !all_digits(text.substr(i, 1)) : kShape[i] != text[i]) return false;
    const auto rest = text.substr(kShape.size());
    if (rest.empty()) return true;
    return rest[0] == '.' && all_digits(rest.substr(1)) &&
           rest.size() - 1 <= static_cast<std::size_t>(decimals);
}

/// Empty when the value has the form, else the name of the form.
std::string_view missed_format(Format format, std::string_view value, int decimals) {
    switch (format) {
    case Format::Character: return value.size() == 1 ? "" : "a character";
    case Format::Integer: return is_integer(value) ? "" : "an integer";
    case Format::Decimal: return is_decimal(value) ? "" : "a decimal number";
    case Format::Boolean: return value == "Y" || value == "N" ? "" : "Y or N";
    case Format::TimeStamp: return is_time(value, decimals) ? "" : "a time of this version";
    }
    return "known";
}

/// One message on its way through the rules of one version.
class Inspection {
public:
    Inspection(const stock::Version& version, std::vector<std::string>& faults)
        : version_(version), faults_(faults) {}

    void read(std::string_view text) {
        while (!text.empty()) {
            const auto piece = take(text, '\001');
            const auto equals = piece.find('=');
            const int tag = tag_number(piece.substr(0, equals));
            if (equals == std::string_view::npos || tag == 0)
                faults_.push_back("no field: " + std::string(piece));
            else
                fields_.emplace_back(tag, piece.substr(equals + 1));
        }
    }

    void judge() {
        const auto type = value_of(35).value_or("");
        if (value_of(8) != version_.begin_string)
            faults_.push_back("8 is not " + std::string(version_.begin_string));
        message_ = row_of(stock::messages(), [&](const stock::Message& row) {
            return row.version == version_.name && row.type == type;
        });
        if (!message_) {
            faults_.push_back("35=" + std::string(type) + " is not a message of " +
                              std::string(version_.name));
            return;
        }
        for (std::size_t at = 0; at < fields_.size();) at = judge_field(at);
        require("8 9 35 49 56 34 52 10");
        require(message_->required);
    }

private:
    [[nodiscard]] std::optional<std::string_view> value_of(int tag) const {
        for (const auto& [field, value] : fields_)
            if (field == tag) return value;
        return std::nullopt;
    }

    void require(std::string_view tags) {
        while (!tags.empty()) {
            const auto tag = take(tags, ' ');
            if (!seen_.contains(tag_number(tag))) faults_.push_back("lacks " + std::string(tag));
        }
    }

    /// Judges the field at a position and, if it counts a group, the group; returns where to go on.
    std::size_t judge_field(std::size_t at) {
        const auto& [tag, value] = fields_[at];
        const auto name = std::to_string(tag);
        if (!holds_tag(message_->tags, tag) && !holds_tag(version_.envelope, tag))
            faults_.push_back(name + " is not in 35=" + std::string(message_->type));
        if (!seen_.insert(tag).second) faults_.push_back(name + " comes twice");
        judge_value(tag, value);
        const auto* group = row_of(stock::groups(), [&, tag = tag](const stock::Group& row) {
            return row.version == version_.name && row.type == message_->type && row.count_tag == tag;
        });
        return group ? judge_group(*group, at) : at + 1;
    }

    std::size_t judge_group(const stock::Group& group, std::size_t at) {
        const auto count = std::string(fields_[at].second);
        auto members = group.members;
        const int delimiter = tag_number(take(members, ' '));
        int entries = 0;
        std::set<int> in_entry;
        for (++at; at < fields_.size() && holds_word(group.members, std::to_string(fields_[at].first));
             ++at) {
            const auto& [tag, value] = fields_[at];
            if (tag == delimiter) {
                ++entries;
                in_entry.clear();
            }
            if (entries == 0 || !in_entry.insert(tag).second)
                faults_.push_back(std::to_string(tag) + " is out of place in the group of " +
                                  std::to_string(group.count_tag));
            judge_value(tag, value);
        }
        if (count != std::to_string(entries))
            faults_.push_back(std::to_string(group.count_tag) + '=' + count + " but there are " +
                              std::to_string(entries));
        return at;
    }

    void judge_value(int tag, std::string_view value) {
        const auto field = std::to_string(tag) + '=' + std::string(value);
        if (value.empty()) {
            faults_.push_back(std::to_string(tag) + " is empty");
            return;
        }
        for (const auto& row : stock::formats()) {
            if (row.version != version_.name || !holds_tag(row.tags, tag)) continue;
            const auto form = missed_format(row.format, value, version_.time_decimals);
            if (!form.empty()) faults_.push_back(field + " is not " + std::string(form));
        }
        const auto* list = row_of(stock::value_lists(), [&](const stock::ValueList& row) {
            return row.version == version_.name && row.tag == tag;
        });
        if (list && !holds_word(list->values, value)) faults_.push_back(field + " is not in the list");
    }

    const stock::Version& version_;
    std::vector<std::string>& faults_;
    std::vector<std::pair<int, std::string_view>> fields_;
    std::set<int> seen_;
    const stock::Message* message_ = nullptr;
};

}  // namespace

std::vector<std::string> stock_faults(std::string_view version, std::string_view message) {
    std::vector<std::string> faults;
    const auto* rules =
        row_of(stock::versions(), [&](const stock::Version& row) { return row.name == version; });
    if (!rules) return {"no rules for version " + std::string(version)};
    Inspection inspection(*rules, faults);
    inspection.read(message);
    inspection.judge();
    return faults;
}

}  // namespace qb::test
