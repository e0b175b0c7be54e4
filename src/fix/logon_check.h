#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fix/engine.h"
#include "fix/inspection.h"

namespace qb::fix {

/// Largest distance by which a message may be ahead of the expected number. QuickFIX keeps such messages in
/// memory and works them off recursively.
inline constexpr int kMaxGap = 2000;

/// Why a Logon(A) is refused. Empty text: without a word.
struct LogonRefusal {
    DropCause cause{};
    std::string text;
};

/// Checks a Logon whose identity is that of `settings`, before QuickFIX sees it and anything is changed.
///
/// Address, Username(553) and Password(554), EncryptMethod(98)=0, HeartBtInt(108) 5..300, MsgSeqNum(34) at
/// most kMaxGap ahead and 1 with ResetSeqNumFlag(141)=Y, SendingTime(52) within MaxLatency,
/// DefaultApplVerID(1137) where the version has it, no field twice. A number that is too low is QuickFIX's to
/// answer.
[[nodiscard]] std::optional<LogonRefusal> refuse_logon(const Inspection& logon,
                                                       const SessionSettings& settings,
                                                       std::string_view address, int next_target,
                                                       WallTime now);

/// QuickFIX may reject a message of this SendingTime(52) for its time: more than MaxLatency from `now`.
[[nodiscard]] bool is_too_far_off(std::string_view sending_time, const SessionSettings& settings,
                                  WallTime now);

}  // namespace qb::fix
