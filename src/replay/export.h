#pragma once

#include <cstdint>
#include <string>

#include "replay/console.h"

namespace qb::replay {

struct ExportOptions {
    enum class Layout : std::uint8_t { Plain, Rts24 };
    enum class Format : std::uint8_t { Csv, Jsonl, Sqlite };

    std::string data_dir = {};
    Layout layout = Layout::Plain;
    Format format = Format::Csv;
    std::string out = {};    ///< a file that does not exist; empty: standard output (not for SQLite)
    std::string table = {};  ///< of the plain layout, for CSV and JSON lines; empty: events
    /// UTC, RFC 3339 or a date alone: from this time on, and before that one; empty: no bound.
    std::string from = {};
    std::string to = {};
    std::string coverage = {};  ///< file for the coverage of RTS 24; empty: standard error
};

/// Writes the order record of a DataDir. Orders are shown as they stood at the end, or at `to`. Memory holds
/// the orders that were live, whatever the length of the journal. Exit 1 when the journal is damaged; then no
/// file is left.
int export_record(const ExportOptions& options, Console& console);

}  // namespace qb::replay
