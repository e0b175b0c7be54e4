#pragma once

#include <string>

#include "replay/console.h"
#include "replay/log_options.h"

namespace qb::replay {

struct MapOptions {
    LogOptions log;      ///< its format is of no meaning: one JSON object a line
    std::string config;  ///< --config: a bridge's; empty: three sessions of default settings, account `main`
};

/// `map LOG...`: what this build makes of each message that a client sent: the commands to the venue, and the
/// answers to the client, both exactly as a bridge would send them at this moment. It is the bridge itself
/// (played_bridge.h) that answers, with a venue that accepts everything and executes nothing; so what stands
/// in <> is not known before a real one answers: venue ids, and the client_order_id that a bridge makes up.
/// A message marked as a possible duplicate is named and not played. Memory grows with the number of orders.
int map(const MapOptions& options, Console& console);

}  // namespace qb::replay
