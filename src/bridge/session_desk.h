#pragma once

#include <optional>
#include <string>

#include "ops/config.h"
#include "orders/types.h"
#include "records/rows.h"

namespace qb::bridge {

/// One FIX session as the bridge keeps it. Its place in the list of desks is the number that the journal gave
/// the session when it first saw it; a session that is no longer configured keeps its desk, so that its
/// orders stay known and its reports wait.
struct SessionDesk {
    std::string name;                                  ///< "FIX.4.4:BRIDGE->OMS"
    const ops::SessionConfig* config = nullptr;        ///< null: not configured any more
    std::optional<orders::SessionIndex> engine_index;  ///< the session's number inside the FIX engine
    records::SessionMemory memory;
    bool logged_on = false;
};

}  // namespace qb::bridge
