#pragma once

#include <string>
#include <vector>

#include "bridge/core.h"
#include "ops/metrics.h"
#include "qfex/link_driver.h"

namespace qb::bridge {

/// What the status server shows, made from the core and the links when asked for. `links` by account number;
/// that of an account that is not configured any more is not looked at.
using LinkStates = std::vector<qfex::LinkStatus>;
[[nodiscard]] std::vector<std::string> not_ready_because(const Core& core, const LinkStates& links);
[[nodiscard]] std::vector<ops::Metric> metrics_of(const Core& core, const LinkStates& links,
                                                  std::uint64_t dropped_log_lines);
[[nodiscard]] std::string status_json(const Core& core, const LinkStates& links, std::string_view build);

}  // namespace qb::bridge
