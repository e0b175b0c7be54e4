#pragma once

#include <string_view>

#include "ops/log.h"
#include "orders/facts.h"

namespace qb::bridge {

/// One log line for an order event: `order.<what>` with every id a person may search for.
void log_order_line(ops::Log& log, const orders::Fact& fact, const orders::Order& order,
                    std::string_view session, std::string_view account, WallTime at);

}  // namespace qb::bridge
