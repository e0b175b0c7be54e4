#pragma once

#include <string>
#include <vector>

#include "bridge/core.h"
#include "ops/metrics.h"
#include "qfex/link_driver.h"

namespace qb::bridge {

/// What the status server shows, made from the core and the link when asked for.
[[nodiscard]] std::vector<std::string> not_ready_because(const Core& core, const qfex::LinkStatus& link);
[[nodiscard]] std::vector<ops::Metric> metrics_of(const Core& core, const qfex::LinkStatus& link,
                                                  std::uint64_t dropped_log_lines);
[[nodiscard]] std::string status_json(const Core& core, const qfex::LinkStatus& link, std::string_view build);

}  // namespace qb::bridge
