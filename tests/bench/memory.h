#pragma once

#include "bench/settings.h"
#include "bench/table.h"

namespace qb::bench {

/// Heap of the bridge per live order, and what stays of an order that has ended.
void measure_memory(const Ground& ground, Table& table);

}  // namespace qb::bench
