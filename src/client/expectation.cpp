#include "client/expectation.h"

#include <algorithm>
#include <regex>

#include "client/decode.h"

namespace qb::client {
namespace {

constexpr int kMsgType = 35;

bool holds(const Condition& condition, const std::string& value) {
    switch (condition.kind) {
    case Condition::Kind::Equal: return value == condition.text;
    case Condition::Kind::Present: return true;
    case Condition::Kind::Absent: return false;
    case Condition::Kind::Matches: return std::regex_search(value, std::regex(condition.text));
    }
    return false;
}

std::string wanted(const Condition& condition, const Words& words) {
    switch (condition.kind) {
    case Condition::Kind::Equal: return "not " + value_text(condition.tag, condition.text, words);
    case Condition::Kind::Present: return "but should be there";
    case Condition::Kind::Absent: return "but should not be there";
    case Condition::Kind::Matches: return "which /" + condition.text + "/ does not match";
    }
    return {};
}

/// Why a condition fails; empty when it does not.
std::string complaint(const Condition& condition, const Fields& fields, const Words& words) {
    std::string values;
    bool there = false;
    for (const auto& field : fields) {
        if (field.tag != condition.tag) continue;
        if (holds(condition, field.value)) return {};
        values += (there ? " and " : "") + value_text(field.tag, field.value, words);
        there = true;
    }
    if (!there && condition.kind == Condition::Kind::Absent) return {};
    return tag_text(condition.tag, words) + (there ? " is " + values : " is missing") + ", " +
           wanted(condition, words);
}

}  // namespace

std::vector<std::string> mismatches(const std::vector<Condition>& conditions, const Fields& fields,
                                    const Words& words) {
    std::vector<std::string> out;
    for (const auto& condition : conditions)
        if (auto text = complaint(condition, fields, words); !text.empty()) out.push_back(std::move(text));
    return out;
}

std::string to_text(const std::vector<Condition>& conditions) {
    std::string out;
    for (const auto& condition : conditions) {
        out += (out.empty() ? "" : " ") + std::to_string(condition.tag) + '=';
        switch (condition.kind) {
        case Condition::Kind::Equal: out += condition.text; break;
        case Condition::Kind::Present: out += '*'; break;
        case Condition::Kind::Absent: out += '!'; break;
        case Condition::Kind::Matches: out += '/' + condition.text + '/'; break;
        }
    }
    return out;
}

std::optional<std::string> session_type_wanted(const std::vector<Condition>& conditions) {
    const auto found = std::find_if(conditions.begin(), conditions.end(), [](const Condition& condition) {
        return condition.tag == kMsgType && condition.kind == Condition::Kind::Equal;
    });
    if (found == conditions.end() || !is_session_type(found->text) || found->text == "3") return std::nullopt;
    return found->text;
}

bool is_regex(std::string_view text) {
    try {
        const std::regex regex{std::string(text)};
        return true;
    } catch (const std::regex_error&) {
        return false;
    }
}

}  // namespace qb::client
