#include "replay/renaming.h"

#include <algorithm>

#include "replay/fix_tags.h"

namespace qb::replay {
namespace {

using client::Fields;
using client::value_of;

/// OrderID(37) where the message belongs to one order and the venue gave it an id.
std::optional<std::string_view> order_id_in(const Fields& message) {
    const auto id = value_of(message, fix_tag::kOrderId);
    return id == kNoOrderId || value_of(message, fix_tag::kMassStatusReqId) ? std::nullopt : id;
}

void rename(const std::map<std::string, std::string, std::less<>>& names, std::string& value) {
    if (const auto found = names.find(value); found != names.end()) value = found->second;
}

}  // namespace

Renaming::Renaming(std::string prefix, const std::map<std::string, std::string, std::less<>>& symbols,
                   const Recording& recording)
    : prefix_(std::move(prefix)), new_symbols_(symbols) {
    for (const auto& [recorded, today] : symbols) old_symbols_.emplace(today, recorded);
    for (const auto& [conversation, answers] : recording.answers) {
        for (const auto& answer : answers)
            if (const auto id = order_id_in(answer)) conversation_by_order_id_.emplace(*id, conversation);
    }
}

const std::string& Renaming::fresh_id(const std::string& recorded) {
    const auto [entry, added] = new_ids_.try_emplace(recorded);
    if (added) {
        entry->second = prefix_ + '-' + std::to_string(next_++);
        old_ids_.emplace(entry->second, recorded);
    }
    return entry->second;
}

Fields Renaming::to_send(const Request& request, std::string_view now) {
    auto fields = request.fields;
    const bool names_an_order = fields.front().value == "H";  // its ClOrdID(11) is that of another request
    for (auto& [tag, value] : fields) {
        switch (tag) {
        case fix_tag::kClOrdId:
            if (names_an_order)
                rename(new_ids_, value);
            else
                value = fresh_id(value);
            break;
        case fix_tag::kOrigClOrdId: rename(new_ids_, value); break;
        case fix_tag::kOrderId: rename_order_id(value); break;
        case fix_tag::kSymbol: rename(new_symbols_, value); break;
        case fix_tag::kTransactTime: value = now; break;
        default: break;
        }
    }
    return fields;
}

void Renaming::rename_order_id(std::string& value) const {
    const auto conversation = conversation_by_order_id_.find(value);
    if (conversation == conversation_by_order_id_.end()) return;
    const auto today = order_ids_.find(conversation->second);
    if (today != order_ids_.end()) value = today->second;
}

Fields Renaming::as_recorded(Fields message) const {
    for (auto& [tag, value] : message) {
        switch (tag) {
        case fix_tag::kClOrdId:
        case fix_tag::kOrigClOrdId:
        case fix_tag::kBusinessRejectRefId: rename(old_ids_, value); break;
        case fix_tag::kSymbol: rename(old_symbols_, value); break;
        case fix_tag::kText: value = old_ids_in(value); break;
        default: break;
        }
    }
    return message;
}

/// A sentence may name ids.
std::string Renaming::old_ids_in(std::string_view text) const {
    constexpr std::string_view kBetweenWords = " ,;:()'\"";
    std::string out;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find_first_of(kBetweenWords));
        const auto old = old_ids_.find(word);
        out += old == old_ids_.end() ? word : std::string_view(old->second);
        text.remove_prefix(word.size());
        const auto gap = std::min(text.find_first_not_of(kBetweenWords), text.size());
        out += text.substr(0, gap);
        text.remove_prefix(gap);
    }
    return out;
}

void Renaming::learn_order_id(const std::string& conversation, const Fields& answer) {
    if (const auto id = order_id_in(answer)) order_ids_.try_emplace(conversation, *id);
}

std::optional<std::string_view> Renaming::new_id(std::string_view recorded) const {
    const auto found = new_ids_.find(recorded);
    return found == new_ids_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace qb::replay
