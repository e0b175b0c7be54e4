#pragma once

#include <string>
#include <vector>

#include "replay/log_filter.h"
#include "replay/text_out.h"

namespace qb::replay {

/// What every command that reads logs takes from the command line.
struct LogOptions {
    std::vector<std::string> logs;  ///< files, `-`, DataDirs
    FilterOptions filter;
    Format format = Format::Text;
    std::string dictionaries;  ///< folder of FIX42.xml, FIX44.xml, FIXT11.xml, FIX50SP2.xml
};

/// The folder fix_spec that belongs to this program: beside it, above it, or in share/qfex-bridge beside its
/// bin; else "fix_spec".
[[nodiscard]] std::string own_dictionaries();

}  // namespace qb::replay
