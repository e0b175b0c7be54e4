#pragma once

#include <string>

#include "fix/quickfix.h"
#include "oms.h"
#include "orders/order_manager.h"

namespace qb::model {

/// The fields that the OMS reads.
[[nodiscard]] Message read_message(const FIX::Message& message);

// One line each, for the trace of a sequence that failed.
[[nodiscard]] std::string describe(const Message& message);
[[nodiscard]] std::string describe(const orders::VenueEvent& event);
[[nodiscard]] std::string describe(const orders::Command& command, const orders::Order* order);

}  // namespace qb::model
