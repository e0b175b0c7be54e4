#pragma once

#include "bench/settings.h"
#include "bench/table.h"

namespace qb::bench {

/// The time from a stop order to its report, through the bridge, beside its floors: QuickFIX's executor and
/// an echo over TLS. Rounds of the three take turns, and every round counts with its median.
void measure_round_trip(const Ground& ground, Table& table);

}  // namespace qb::bench
