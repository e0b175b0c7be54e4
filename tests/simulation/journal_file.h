#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a journal's files say, read by the description of their format alone (src/journal/README.md).
namespace qb::simulation {

struct JournalRow {
    char kind = 0;
    std::string_view payload;  ///< points into the file
};

/// The rows of one segment up to its last whole turn; verifies the chain of hashes. Throws
/// std::runtime_error with what is wrong.
[[nodiscard]] std::vector<JournalRow> rows_of(std::string_view segment);

/// A row W: the command that was sent to the venue.
[[nodiscard]] std::string_view sent_command(std::string_view payload);

/// A row O: a FIX message that was sent.
struct SentFix {
    std::uint16_t session = 0;
    std::uint32_t epoch = 0;
    std::uint64_t number = 0;
    std::string_view text;
};
[[nodiscard]] SentFix sent_fix(std::string_view payload);

}  // namespace qb::simulation
