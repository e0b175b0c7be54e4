#pragma once

#include <cstdint>

#include "mapping/dialect.h"
#include "orders/time.h"

namespace qb::mapping {

/// What a report needs beside what it tells.
struct ReportContext {
    const Dialect& dialect;
    /// Journal row of the fact and time of its turn: ExecID(17) of everything but fills and status answers.
    /// The row alone is not unique: a power failure, or an older copy of the DataDir, gives its number again.
    std::uint64_t row = 0;
    WallTime now{};  ///< also TransactTime(60) where the fact carries no time
};

}  // namespace qb::mapping
