#pragma once

#include <string>
#include <string_view>

/// Looks into the text of a FIX message that is known to be whole.
namespace qb::bridge {

/// Value of MsgType(35); empty where there is none.
[[nodiscard]] std::string_view msg_type_of(std::string_view message);
/// Value of MsgSeqNum(34); empty where there is none.
[[nodiscard]] std::string msg_seq_num_of(std::string_view message);
/// Logon, Heartbeat, TestRequest, ResendRequest, Reject, SequenceReset, Logout.
[[nodiscard]] bool is_session_message(std::string_view message);
/// An ExecutionReport(8) that tells news; not a status answer, ExecID(17)=0. What a reset makes the bridge
/// repeat.
[[nodiscard]] bool is_news_report(std::string_view message);

}  // namespace qb::bridge
