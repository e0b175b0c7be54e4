#pragma once

#include "replay/console.h"
#include "replay/log_options.h"

namespace qb::replay {

struct DecodeOptions {
    LogOptions log;
    bool check = false;  ///< --check: says what is wrong with each message, findings.h
};

/// `decode LOG...`: every message with the names that the dictionaries of its BeginString(8) have for its
/// fields and values, in repeating groups; a text block, a JSON object, or a CSV row a field. Values are as
/// in the log, but for passwords, which are ***. Memory does not grow with the logs.
int decode(const DecodeOptions& options, Console& console);

}  // namespace qb::replay
