#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "journal/disk.h"
#include "journal/error.h"

namespace qb::bridge {

struct ConversationOptions {
    int column_width = 46;          ///< characters of each of the four columns
    bool session_messages = false;  ///< Logon, Heartbeat and the like as well
};

/// Prints what a journal holds as the road of each message: FIX in, JSON out, JSON in, FIX out, in the order
/// in which it happened. Reads a live journal too. Returns the damage where the journal is not whole.
std::optional<journal::Damage> show_conversation(journal::Disk& disk, std::ostream& out,
                                                 const ConversationOptions& options);

/// A FIX message for a person: `|` for SOH, without header and trailer tags but MsgType(35) and
/// PossResend(97).
[[nodiscard]] std::string readable_fix(std::string_view message);

}  // namespace qb::bridge
