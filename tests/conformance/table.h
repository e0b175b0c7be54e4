#pragma once

#include <string>
#include <vector>

#include "conformance/case_file.h"

namespace qb::conformance {

/// The rows of the README's table of results, in its order.
[[nodiscard]] std::vector<std::string> table_rows(const std::vector<Case>& cases);
[[nodiscard]] std::string joined(const std::vector<std::string>& lines);

}  // namespace qb::conformance
