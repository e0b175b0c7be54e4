#include "trace.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace qb::simulation {

void Trace::line(std::string_view who, std::string_view text) {
    if (!wanted_) return;
    std::array<char, 64> stamp{};
    const auto micros = agenda_.now().mono.time_since_epoch().count() - 1'000'000'000;
    const int size =
        std::snprintf(stamp.data(), stamp.size(), "%10.6f %-7.*s ", static_cast<double>(micros) / 1e6,
                      static_cast<int>(who.size()), who.data());
    std::string line(stamp.data(), static_cast<std::size_t>(size));
    line += text;
    std::replace(line.begin(), line.end(), '\x01', '|');
    lines_.push_back(std::move(line));
}

}  // namespace qb::simulation
