#include "replay/recording.h"

#include <algorithm>
#include <array>

#include "mapping/time_text.h"
#include "replay/fix_tags.h"

namespace qb::replay {
namespace {

using client::Fields;
using client::value_of;

/// What a session puts into a message itself: framing, parties, numbers, and the marks of a resend.
constexpr std::array kOfTheSession{8, 9, 10, 34, 43, 49, 52, 56, 122, 369};

Fields body_of(const Fields& message) {
    Fields body{{fix_tag::kMsgType, text_of(message, fix_tag::kMsgType)}};
    std::copy_if(message.begin(), message.end(), std::back_inserter(body), [](const client::Field& field) {
        return field.tag != fix_tag::kMsgType &&
               std::find(kOfTheSession.begin(), kOfTheSession.end(), field.tag) == kOfTheSession.end();
    });
    return body;
}

}  // namespace

void Recorder::add(const Fields& message) {
    const auto type = text_of(message, fix_tag::kMsgType);
    const auto sender = text_of(message, fix_tag::kSenderCompId);
    const bool application = !client::is_session_type(type);
    if (application) recording_.senders.insert(sender);
    const bool asks = application && sender == client_;
    const bool answers = (application || type == "3") &&
                         value_of(message, fix_tag::kTargetCompId) == std::string_view(client_);
    if (!(asks || answers) || seen_before(message)) return;
    if (asks)
        add_request(message);
    else
        add_answer(message);
}

bool Recorder::seen_before(const Fields& message) {
    const auto first_sent = value_of(message, fix_tag::kOrigSendingTime);
    const auto time = first_sent ? std::string(*first_sent) : text_of(message, fix_tag::kSendingTime);
    return !seen_
                .emplace(text_of(message, fix_tag::kSenderCompId), text_of(message, fix_tag::kMsgSeqNum),
                         time)
                .second;
}

void Recorder::add_request(const Fields& message) {
    auto& requests = recording_.requests;
    const auto before = requests.empty() ? WallTime{} : requests.back().at;
    requests.push_back(
        {.at = mapping::time_from_fix(text_of(message, fix_tag::kSendingTime)).value_or(before),
         .fields = body_of(message),
         .conversation = conversations_.of_request(message),
         .answers_before = recording_.answer_order.size()});
}

void Recorder::add_answer(const Fields& message) {
    auto conversation = conversations_.of_answer(message);
    if (!conversation) {
        ++recording_.unasked;
        return;
    }
    recording_.answers[*conversation].push_back(message);
    recording_.answer_order.push_back(std::move(*conversation));
}

}  // namespace qb::replay
