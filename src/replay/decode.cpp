#include "replay/decode.h"

#include "replay/decode_writers.h"
#include "replay/log_merge.h"

namespace qb::replay {

int decode(const DecodeOptions& options, Console& console) {
    const LogFilter filter(options.log.filter);
    VersionNames names(options.log.dictionaries);
    LogMerge logs(options.log.logs, console);
    Inspector inspector;
    std::vector<Finding> findings;
    bool found = false;
    {
        TextOut out(console.out);
        const auto writer = message_writer(options.log.format, out);
        while (const auto* entry = logs.next()) {
            auto& version = names.of(entry->message.value(tag::kBeginString));
            // What the filter leaves out counts for the sequence numbers.
            if (options.check) inspector.inspect(*entry, logs.log_number(), version, findings);
            if (!filter.takes(*entry)) continue;
            writer->write({logs.log_name(), *entry, version, findings});
            found = found || !findings.empty();
            out.end_record();
        }
    }
    const int code = logs.finish();
    return found ? kExitFound : code;
}

}  // namespace qb::replay
