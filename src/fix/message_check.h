#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fix/dictionaries.h"
#include "fix/inspection.h"
#include "fix/resend_ranges.h"

/// Whether a message inside a session may be given to QuickFIX, and what it gets when it may not. Decides by
/// what was found in the message and changes nothing; a Logon has a check of its own, logon_check.h.
namespace qb::fix {

/// What a message gets that QuickFIX sees only the stand-in of.
struct Answer {
    enum class Kind : std::uint8_t { None, BusinessReject, SessionReject, Silence };
    Kind kind = Kind::None;
    int reason = 0;  ///< SessionRejectReason(373)
    int tag = 0;     ///< RefTagID(371), 0 = not given
    std::string text;
    std::string ref_msg_type;
    std::string ref_id;  ///< BusinessRejectRefID(379)
};

/// The dictionary says which types the version has: of one that it has not, QuickFIX says so itself.
[[nodiscard]] Answer answer_for(const Inspection& found, const Dictionary& dictionary);

/// Why a message ends the session, for Text(58); empty when it does not. `number` is its MsgSeqNum(34), 0 for
/// one that cannot be read; `waiting_bytes` is what QuickFIX holds of messages that came too early.
[[nodiscard]] std::string sequence_fault(const Inspection& found, int number, int expected,
                                         std::size_t waiting_bytes);

/// The numbers a ResendRequest(2) asks for, with its end made real; nothing when QuickFIX is to reject it.
[[nodiscard]] std::optional<ResendRanges::Range> wanted_range(const Inspection& found, int next_sender);
/// BeginSeqNo(7) or EndSeqNo(16), whichever cannot be served; 0 when both can.
[[nodiscard]] int first_wrong_resend_tag(std::string_view begin, std::string_view end, int next_sender);

}  // namespace qb::fix
