#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "replay/console.h"

namespace qb::replay {

struct TimelineOptions {
    enum class Format : std::uint8_t { Text, Jsonl, Csv };

    std::string order = {};  ///< ClOrdID(11), OrderID(37) or another id of the venue, or client_order_id
    std::vector<std::string> data_dirs = {};
    std::string session = {};  ///< "FIX.4.4:QFEX->DESK"; empty: all
    Format format = Format::Text;
};

/// Tells the life of an order from the journals of DataDirs: what the OMS sent, what went to the venue and
/// came back, what was reported, and the facts between, each with UTC time, the time since the line before,
/// and the journal's row. Several orders of the name are told one after the other. Exit 1 when there is none
/// of the name, or a journal is damaged.
int timeline(const TimelineOptions& options, Console& console);

}  // namespace qb::replay
