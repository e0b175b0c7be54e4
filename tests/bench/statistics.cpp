#include "bench/statistics.h"

#include <algorithm>
#include <cmath>

namespace qb::bench {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

double drift(std::span<const double> rounds) {
    const std::size_t third = std::max<std::size_t>(rounds.size() / 3, 1);
    const auto first = rounds.first(third);
    const auto last = rounds.last(third);
    return std::abs(median({last.begin(), last.end()}) / median({first.begin(), first.end()}) - 1);
}

}  // namespace qb::bench
