#pragma once

#include <cstdint>

#include "mapping/dialect.h"
#include "orders/time.h"

namespace qb::mapping {

/// What a report needs beside what it tells.
struct ReportContext {
    const Dialect& dialect;
    std::uint64_t row =
        0;           ///< journal row of the fact: ExecID(17) of everything but fills and status answers
    WallTime now{};  ///< TransactTime(60) where the fact carries no time
};

}  // namespace qb::mapping
