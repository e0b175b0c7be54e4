#include "ops/core_dumps.h"

#include <sys/resource.h>

namespace qb::ops {

bool forbid_core_dumps() {
    const rlimit one_byte{1, 1};
    return setrlimit(RLIMIT_CORE, &one_byte) == 0;
}

}  // namespace qb::ops
