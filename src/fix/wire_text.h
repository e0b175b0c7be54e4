#pragma once

#include <string>
#include <string_view>

#include "fix/inspection.h"
#include "orders/time.h"

/// FIX messages that are written without QuickFIX: before a session exists, or in place of one that it must
/// not see.
namespace qb::fix {

/// SendingTime(52) with milliseconds: YYYYMMDD-HH:MM:SS.sss, UTC.
[[nodiscard]] std::string utc_timestamp(WallTime time);

/// Puts 8=, 9= and 10= around `body`, which begins with 35= and ends in SOH.
[[nodiscard]] std::string make_frame(std::string_view begin_string, std::string_view body);

/// `message` with `value` in place of one of its values; `old` must point into it, behind 9=.
[[nodiscard]] std::string with_value(std::string_view message, const Inspection& found, std::string_view old,
                                     std::string_view value);

/// Who talks to whom in a message that we write. For one in the name of the peer the two are swapped.
struct Parties {
    std::string_view begin_string;
    std::string_view sender;
    std::string_view target;
};

/// A Logout(5) to a peer that has no session: it carries MsgSeqNum(34) 1, which says nothing about the
/// session's numbers and cannot be taken for its next message.
[[nodiscard]] std::string refusal_logout(const Parties& parties, std::string_view text, WallTime now);

/// A Heartbeat(0) in place of a message of the peer that QuickFIX must not read: the same number, names and
/// times, so that it is checked, queued and counted as the original would have been. What the original lacks
/// is filled in from `parties` and `now`.
[[nodiscard]] std::string stand_in(const Inspection& original, const Parties& parties, WallTime now);

/// A page of a resend in the name of the peer, as ResendRequest(2) with the number of its real request.
[[nodiscard]] std::string resend_page(const Parties& parties, int number, int begin, int end, WallTime now);

/// A message of ours that QuickFIX makes a gap fill of: nothing in it but its number.
[[nodiscard]] std::string gap_message(const Parties& parties, int number, WallTime now);

}  // namespace qb::fix
