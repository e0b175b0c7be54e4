#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <string>
#include <vector>

/// For tests that play random lives: how many and which is told by the environment, and the last of a life
/// that failed is shown.
namespace qb::test {

[[nodiscard]] inline std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
    const char* wanted = std::getenv(name);
    return wanted != nullptr ? std::stoull(wanted) : otherwise;
}

/// The last `most` lines; all of them where the variable `seed` asks for this very life.
inline void show_last(std::ostream& out, const std::vector<std::string>& lines, std::size_t most,
                      const char* seed) {
    const bool whole = std::getenv(seed) != nullptr || lines.size() < most;
    for (std::size_t i = whole ? 0 : lines.size() - most; i < lines.size(); ++i) out << lines[i] << "\n";
}

}  // namespace qb::test
