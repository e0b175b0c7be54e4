#pragma once

#include <string>

namespace qb::bridge {

/// "qfex-bridge 0.1.0 (<commit>)": what --version prints and the journal records.
[[nodiscard]] std::string build_id();

}  // namespace qb::bridge
