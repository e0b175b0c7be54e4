#pragma once

#include "fix/quickfix.h"
#include "fix/session_settings.h"
#include "orders/time.h"

/// Our settings and times in QuickFIX's own types.
namespace qb::fix {

[[nodiscard]] FIX::UtcTimeStamp utc_stamp(WallTime time);
[[nodiscard]] FIX::SessionID session_id(const SessionSettings& settings);
/// What QuickFIX's factory makes a session of; the dictionary is given to the session afterwards.
[[nodiscard]] FIX::Dictionary quickfix_settings(const SessionSettings& settings);

}  // namespace qb::fix
