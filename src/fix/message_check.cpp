#include "fix/message_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fix/logon_check.h"

namespace qb::fix {
namespace {

constexpr std::size_t kMaxWaitingBytes = std::size_t{4} << 20;
constexpr int kInvalidTagNumber = 0;  // SessionRejectReason(373)
constexpr int kRequiredTagMissing = 1;
constexpr int kIncorrectDataFormat = 6;
constexpr int kTagAppearsMoreThanOnce = 13;
constexpr int kUnsupportedApplicationVersion = 18;

constexpr std::array<std::string_view, 7> kSessionTypes{"0", "1", "2", "3", "4", "5", "A"};

bool is_session_type(std::string_view type) {
    return std::find(kSessionTypes.begin(), kSessionTypes.end(), type) != kSessionTypes.end();
}

}  // namespace

Answer answer_for(const Inspection& found, const Dictionary& dictionary) {
    const auto rejected = [&](int reason, int tag, std::string text) {
        // A Reject(3) is not rejected in turn.
        return Answer{.kind = found.msg_type == "3" ? Answer::Kind::Silence : Answer::Kind::SessionReject,
                      .reason = reason,
                      .tag = tag,
                      .text = std::move(text),
                      .ref_msg_type = std::string(found.msg_type),
                      .ref_id = {}};
    };
    if (found.fault == Inspection::Fault::BadTag) return rejected(kInvalidTagNumber, 0, "Invalid tag number");
    if (found.fault == Inspection::Fault::BadInteger)
        return rejected(kIncorrectDataFormat, found.fault_tag, "Incorrect data format for value");
    if (found.fault == Inspection::Fault::Repeated)
        return rejected(kTagAppearsMoreThanOnce, found.fault_tag, "Tag appears more than once");
    for (const auto& [tag, value] :
         {std::pair{49, found.sender}, {56, found.target}, {52, found.sending_time}})
        if (value.data() == nullptr) return rejected(kRequiredTagMissing, tag, "Required tag missing");

    if (is_session_type(found.msg_type)) return {};
    // QuickFIX would check it by no dictionary at all.
    const bool other_version =
        found.appl_ver_id.data() != nullptr && found.appl_ver_id != dictionary.appl_ver_id;
    if (other_version && !dictionary.appl_ver_id.empty())
        return rejected(kUnsupportedApplicationVersion, 1128, "Unsupported application version");
    if (takes(found.msg_type)) return {};
    if (!dictionary.rules->isMsgType(std::string(found.msg_type))) return {};  // QuickFIX: 373=11
    return Answer{.kind = Answer::Kind::BusinessReject,
                  .text = "Unsupported message type",
                  .ref_msg_type = std::string(found.msg_type),
                  .ref_id = std::string(found.cl_ord_id.empty() ? found.mass_status_id : found.cl_ord_id)};
}

std::string sequence_fault(const Inspection& found, int number, int expected, std::size_t waiting_bytes) {
    if (found.msg_seq_num.data() == nullptr) return "MsgSeqNum(34) is missing";
    if (number < 1) return "MsgSeqNum(34) must be a number from 1 to 999999999";
    if (found.msg_type == "A" && found.reset_seq_num == "Y") {
        // QuickFIX keeps early messages over a reset and would take them for ones of the new numbering.
        if (waiting_bytes > 0) return "numbers cannot be reset while messages are missing: log on again";
        return {};
    }
    if (waiting_bytes > kMaxWaitingBytes) return "too much was sent before the missing messages came";
    if (found.msg_type != "4" && found.msg_type != "A" && number - expected > kMaxGap)
        return "MsgSeqNum too high, expecting " + std::to_string(expected) + " but received " +
               std::to_string(number);
    return {};
}

std::optional<ResendRanges::Range> wanted_range(const Inspection& found, int next_sender) {
    if (first_wrong_resend_tag(found.begin_seq_no, found.end_seq_no, next_sender) != 0) return std::nullopt;
    const int last = next_sender - 1;
    const int end = *small_number(found.end_seq_no);
    return ResendRanges::Range{.begin = *small_number(found.begin_seq_no),
                               .end = end == 0 ? last : std::min(end, last)};
}

int first_wrong_resend_tag(std::string_view begin, std::string_view end, int next_sender) {
    const auto from = small_number(begin);
    if (!from || *from < 1 || *from >= next_sender) return 7;
    const auto to = small_number(end);
    if (!to || (*to != 0 && *to < *from)) return 16;
    return 0;
}

}  // namespace qb::fix
