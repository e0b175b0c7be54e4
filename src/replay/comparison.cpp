#include "replay/comparison.h"

#include <algorithm>
#include <array>

#include "client/decode.h"
#include "replay/fix_tags.h"

namespace qb::replay {
namespace {

using client::Field;
using client::Fields;
using client::value_of;

constexpr std::array kNeverCompared{8, 9, 10, 34, 43, 45, 49, 52, 56, 60, 122};
constexpr std::array kChosenAnew{fix_tag::kExecId,           fix_tag::kOrderId,
                                 fix_tag::kSecondaryOrderId, fix_tag::kTradeReportTrdId,
                                 fix_tag::kTrdMatchId,       fix_tag::kMassActionReportId};

constexpr std::array kKind{fix_tag::kMsgType, fix_tag::kExecType, fix_tag::kOrdStatus};

template <std::size_t Size>
bool has(const std::array<int, Size>& tags, int tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool same_kind(const Fields& a, const Fields& b) {
    return std::all_of(kKind.begin(), kKind.end(),
                       [&](int tag) { return value_of(a, tag) == value_of(b, tag); });
}

}  // namespace

Fields Comparison::compared(const Fields& message) const {
    Fields out;
    for (const auto& field : message) {
        if (has(kNeverCompared, field.tag) || ignored_.contains(field.tag)) continue;
        out.push_back(field);
        const bool is_an_id = field.value != kNoOrderId && field.value != "0";
        if (has(kChosenAnew, field.tag) && is_an_id) out.back().value = "(an id)";
    }
    std::stable_sort(out.begin(), out.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
    return out;
}

std::vector<std::string> Comparison::differences(std::string_view conversation,
                                                 const std::vector<Fields>& recorded,
                                                 const std::vector<Fields>& today) const {
    Lines lines;
    for (std::size_t i = 0; i < std::max(recorded.size(), today.size()); ++i) {
        const auto place = std::string(conversation) + " answer " + std::to_string(i + 1) + ": ";
        if (i >= today.size()) {
            lines.push_back(place + "did not come: " + decode(recorded[i], words_));
        } else if (i >= recorded.size()) {
            lines.push_back(place + "was not recorded: " + decode(today[i], words_));
        } else if (!same_kind(recorded[i], today[i])) {
            lines.push_back(place + "recorded " + decode(recorded[i], words_) + ", now " +
                            decode(today[i], words_) + "; what follows was not compared");
            break;
        } else {
            add_fields(lines, place, compared(recorded[i]), compared(today[i]));
        }
    }
    return lines;
}

/// Both are sorted by tag. Fields of one tag are compared one after the other.
void Comparison::add_fields(Lines& lines, const std::string& place, const Fields& recorded,
                            const Fields& today) const {
    auto was = recorded.begin();
    auto is = today.begin();
    while (was != recorded.end() || is != today.end()) {
        const bool gone = is == today.end() || (was != recorded.end() && was->tag < is->tag);
        const bool added = was == recorded.end() || (is != today.end() && is->tag < was->tag);
        if (gone) {
            add_field(lines, place, was->tag, &*was, nullptr);
            ++was;
        } else if (added) {
            add_field(lines, place, is->tag, nullptr, &*is);
            ++is;
        } else {
            if (was->value != is->value) add_field(lines, place, is->tag, &*was, &*is);
            ++was;
            ++is;
        }
    }
}

void Comparison::add_field(Lines& lines, const std::string& place, int tag, const Field* recorded,
                           const Field* today) const {
    const auto text = [&](const Field* field) {
        return field == nullptr ? std::string("absent") : value_text(tag, field->value, words_);
    };
    lines.push_back(place + tag_text(tag, words_) + ": recorded " + text(recorded) + ", now " + text(today));
}

}  // namespace qb::replay
