#include "replay/conversations.h"

#include "replay/fix_tags.h"

namespace qb::replay {

using client::Fields;
using client::value_of;

std::string text_of(const Fields& message, int tag) {
    return std::string(value_of(message, tag).value_or(""));
}

std::optional<std::string> Conversations::known(const Names& names, const Fields& message, int tag) {
    const auto value = value_of(message, tag);
    const auto found = value ? names.find(*value) : names.end();
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string Conversations::name_of(const Fields& request) const {
    const auto type = text_of(request, fix_tag::kMsgType);
    if (type == "F" || type == "G") {
        if (auto order = known(by_id_, request, fix_tag::kOrigClOrdId)) return *order;
    }
    if (auto order = known(by_id_, request, fix_tag::kClOrdId))
        return *order;  // sent twice, or a status request
    if (auto id = text_of(request, fix_tag::kClOrdId); !id.empty()) return id;
    if (auto id = text_of(request, fix_tag::kMassStatusReqId); !id.empty()) return id;
    return "request " + std::to_string(requests_);
}

std::string Conversations::of_request(const Fields& request) {
    ++requests_;
    auto name = name_of(request);
    for (const int tag : {fix_tag::kClOrdId, fix_tag::kMassStatusReqId}) {
        if (const auto id = text_of(request, tag); !id.empty()) by_id_.emplace(id, name);
    }
    by_number_[text_of(request, fix_tag::kMsgSeqNum)] = name;
    return name;
}

std::optional<std::string> Conversations::of_answer(const Fields& answer) const {
    const auto type = value_of(answer, fix_tag::kMsgType).value_or("");
    if (type == "3" || type == "j") return known(by_number_, answer, fix_tag::kRefSeqNum);
    for (const int tag : {fix_tag::kMassStatusReqId, fix_tag::kClOrdId, fix_tag::kOrigClOrdId})
        if (auto name = known(by_id_, answer, tag)) return name;
    return std::nullopt;
}

}  // namespace qb::replay
