#include "bridge/version.h"

#include "bridge/commit.h"

namespace qb::bridge {

std::string build_id() { return "qfex-bridge " QB_VERSION " (" QB_COMMIT ")"; }

}  // namespace qb::bridge
