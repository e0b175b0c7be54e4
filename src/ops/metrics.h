#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace qb::ops {

/// One value at the moment of a scrape. The order path counts in plain integers; this is made when asked for.
struct Metric {
    enum class Type : std::uint8_t { Counter, Gauge };
    std::string name;  ///< qfex_bridge_...
    std::string help;
    Type type = Type::Counter;
    std::vector<std::pair<std::string, std::string>> labels;
    std::uint64_t value = 0;
};

/// Prometheus text exposition format. Metrics of one name must stand next to each other.
[[nodiscard]] std::string metrics_text(const std::vector<Metric>& metrics);

}  // namespace qb::ops
