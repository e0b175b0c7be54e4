#include "replay/findings.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "fix/redact.h"
#include "replay/group_walk.h"
#include "replay/text_out.h"

namespace qb::replay {
namespace {

using Findings = std::vector<Finding>;

constexpr std::array<std::uint32_t, 5> kRequiredHeader{tag::kMsgSeqNum, tag::kMsgType, tag::kSenderCompId,
                                                       tag::kSendingTime, tag::kTargetCompId};

bool is_masked(const Field& field) { return field.value == "***" && fix::is_hidden(field.tag); }

/// What BodyLength(9) and CheckSum(10) count, with one SOH behind each field.
struct Sums {
    std::uint64_t length = 0;
    std::uint32_t bytes = 0;
};

Sums sums_of(const FixFields& message) {
    Sums sums;
    const auto* at = message.text.data();
    for (std::size_t i = 0; i + 1 < message.fields.size(); ++i) {
        const auto& value = message.fields[i].value;
        const auto* end = value.data() + value.size();
        sums.bytes = std::accumulate(at, end, sums.bytes + 1, [](std::uint32_t sum, char c) {
            return sum + static_cast<unsigned char>(c);
        });
        if (i >= 2) sums.length += static_cast<std::uint64_t>(end - at) + 1;
        at = end + message.separator.size();
    }
    return sums;
}

void check_frame(const FixFields& message, Findings& findings) {
    const auto& fields = message.fields;
    if (fields.size() < 4 || fields[1].tag != tag::kBodyLength || fields[2].tag != tag::kMsgType) {
        findings.push_back(
            {"HEADER_ORDER", "BodyLength(9) and MsgType(35) are not the second and third field"});
        if (fields.size() < 2 || fields[1].tag != tag::kBodyLength) return;
    }
    if (std::any_of(fields.begin(), fields.end(), is_masked)) return;
    const auto sums = sums_of(message);
    const auto length = std::to_string(sums.length);
    if (fields[1].value != length)
        findings.push_back(
            {"LENGTH", "BodyLength(9) is " + std::string(fields[1].value) + ", counted " + length});
    auto checksum = std::to_string(sums.bytes % 256);
    checksum.insert(0, 3 - checksum.size(), '0');
    if (fields.back().value != checksum)
        findings.push_back(
            {"CHECKSUM", "CheckSum(10) is " + std::string(fields.back().value) + ", counted " + checksum});
}

void check_required(const FixFields& message, const MessageShape* shape, const FieldNames& names,
                    Findings& findings) {
    const auto check = [&](std::uint32_t wanted) {
        const bool there = std::any_of(message.fields.begin(), message.fields.end(),
                                       [=](const Field& field) { return field.tag == wanted; });
        if (!there) findings.push_back({"MISSING", tag_text(names, wanted) + " is missing"});
    };
    for (const auto wanted : kRequiredHeader) check(wanted);
    if (shape == nullptr) return;
    for (const auto wanted : shape->required) check(wanted);
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = utf8_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

void check_value(const Field& field, const FieldNames& names, Findings& findings) {
    const auto tell = [&](std::string_view word, const char* what) {
        findings.push_back({word, tag_text(names, field.tag) + what});
    };
    if (field.value.empty()) tell("EMPTY", " has no value");
    if (field.value.find('\0') != std::string_view::npos) tell("NUL", " holds a zero byte");
    if (!is_utf8(field.value)) tell("UTF8", " is no UTF-8");
}

/// Sink of walk_fields().
class GroupCounts {
public:
    GroupCounts(const FieldNames& names, Findings& findings) : names_(names), findings_(findings) {}
    void field(const Field&) {}
    void begin_group(const Field&) {}
    void begin_entry(bool) {}
    void end_entry() {}
    void end_group(const Field& count, std::size_t entries) {
        if (number_of(count.value) == entries) return;
        findings_.push_back({"GROUP_COUNT", tag_text(names_, count.tag) + " says " +
                                                std::string(count.value) + ", found " +
                                                std::to_string(entries)});
    }

private:
    const FieldNames& names_;
    Findings& findings_;
};

}  // namespace

std::string tag_text(const FieldNames& names, std::uint32_t tag) {
    const auto name = names.name(tag);
    const auto number = std::to_string(tag);
    return name.empty() ? "tag " + number : std::string(name) + '(' + number + ')';
}

void Inspector::inspect(const LogEntry& entry, std::size_t log, FieldNames& names, Findings& findings) {
    findings.clear();
    const auto& message = entry.message;
    const auto* shape = names.shape(message.value(tag::kMsgType));
    check_frame(message, findings);
    if (!names.known())
        findings.push_back({"UNKNOWN_VERSION", "there is no dictionary of this BeginString(8)"});
    else if (shape == nullptr)
        findings.push_back({"UNKNOWN_TYPE", "the dictionary has no such MsgType(35)"});
    check_required(message, shape, names, findings);
    for (const auto& field : message.fields) check_value(field, names, findings);
    GroupCounts counts(names, findings);
    walk_fields(message, shape, counts);
    check_numbers(message, log, findings);
}

void Inspector::check_numbers(const FixFields& message, std::size_t log, Findings& findings) {
    const auto text = message.value(tag::kMsgSeqNum);
    const auto number = number_of(text);
    if (!number) return;  // missing, or empty, or a number that nothing can follow
    key_ = std::to_string(log);
    for (const auto side : {tag::kSenderCompId, tag::kTargetCompId}) (key_ += '\x01') += message.value(side);
    const auto type = message.value(tag::kMsgType);
    const bool poss_dup = message.value(tag::kPossDupFlag) == "Y";
    const auto [known, first] = next_.try_emplace(key_, *number);
    auto& next = known->second;
    const bool restart = type == "A" && (*number == 1 || message.value(tag::kResetSeqNumFlag) == "Y");
    const bool reset = type == "4" && message.value(tag::kGapFillFlag) != "Y";
    if (!first && !restart && !reset && !(poss_dup && *number < next) && *number != next)
        findings.push_back(
            {*number > next ? "SEQ_GAP" : "SEQ_LOW",
             "MsgSeqNum(34) is " + std::to_string(*number) + " where " + std::to_string(next) + " was next"});
    if (poss_dup && *number < next && !reset) return;
    const auto given = type == "4" ? number_of(message.value(tag::kNewSeqNo)) : std::nullopt;
    next = given.value_or(*number + 1);
}

}  // namespace qb::replay
