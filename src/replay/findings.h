#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "replay/field_names.h"
#include "replay/log.h"

namespace qb::replay {

/// Something that is wrong with a message that could be read.
struct Finding {
    std::string_view word;
    std::string text;
};

/// Looks at messages beyond what it takes to read them, and at the sequence numbers of each session and
/// direction of each log. Memory grows with the number of sessions.
///
/// | Word | What |
/// |---|---|
/// | HEADER_ORDER | 9 and 35 are not the second and third field |
/// | LENGTH, CHECKSUM | 9 or 10 is not what is counted; not asked of a message in which a value is masked |
/// | MISSING | a required field of header or body |
/// | EMPTY, NUL, UTF8 | a value that is empty, holds a zero byte, is no UTF-8 |
/// | GROUP_COUNT | a group with more or fewer entries than told |
/// | SEQ_GAP, SEQ_LOW | 34 is not the next one, and neither 43, 141 nor a SequenceReset(4) explains it |
/// | UNKNOWN_VERSION, UNKNOWN_TYPE | there is no dictionary, or it has no such 35 |
class Inspector {
public:
    /// `log` tells logs apart. `findings` is replaced.
    void inspect(const LogEntry& entry, std::size_t log, FieldNames& names, std::vector<Finding>& findings);

private:
    void check_numbers(const FixFields& message, std::size_t log, std::vector<Finding>& findings);

    std::map<std::string, std::uint64_t, std::less<>> next_;  // MsgSeqNum(34) by log, sender and target
    std::string key_;
};

/// "MsgSeqNum(34)", or "tag 34" without a name.
[[nodiscard]] std::string tag_text(const FieldNames& names, std::uint32_t tag);

}  // namespace qb::replay
