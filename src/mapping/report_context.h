#pragma once

#include <cstdint>
#include <string_view>

#include "mapping/dialect.h"
#include "orders/time.h"

namespace qb::mapping {

/// Whose report a drop copy repeats.
struct CopyOf {
    std::string_view account;  ///< Name of the [ACCOUNT], for Account(1) where the OMS sent none
    std::string_view comp_id;  ///< OnBehalfOfCompID(115): the OMS's CompID; empty: an order placed elsewhere
};

/// What a report needs beside what it tells.
struct ReportContext {
    const Dialect& dialect;
    /// Journal row of the fact and time of its turn: ExecID(17) of everything but fills and status answers.
    /// The row alone is not unique: a power failure, or an older copy of the DataDir, gives its number again.
    std::uint64_t row = 0;
    WallTime now{};                ///< also TransactTime(60) where the fact carries no time
    const CopyOf* copy = nullptr;  ///< a drop copy: CopyMsgIndicator(797)=Y where the version has it
};

}  // namespace qb::mapping
