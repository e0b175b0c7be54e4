#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace qb::bench {

/// The middle of the values, which must not be empty.
[[nodiscard]] double median(std::vector<double> values);

/// How far the median of the last third of the rounds is from that of the first third: 0.25 is 25 %.
[[nodiscard]] double drift(std::span<const double> rounds);

}  // namespace qb::bench
