#pragma once

#include <boost/assert/source_location.hpp>

#include <string>
#include <string_view>
#include <system_error>

#include <cstdint>

namespace qb::journal {

/// What the journal's own rules say no to; failures of the operating system keep their own codes.
enum class Errc {
    AlreadyInUse = 1,  ///< another process (or object) writes this directory
    NoSuchSegment,     ///< the RowRef names a segment that is not kept any more
    NoSuchRow,         ///< no whole row begins at the RowRef
    WrongHash,         ///< the row's bytes do not give the hash stored behind them
    ShortWrite,        ///< the disk took nothing of a write and gave no reason
    TurnNotBegun,      ///< the turn was not begun at the journal's present end: a bug of the caller
    Dead,              ///< an earlier commit failed; nothing is written any more
    DirectoryUnsure,   ///< an earlier sync of a directory failed: no segment is taken away in this run
    BadPacking,        ///< a packed file is not whole, or not what was packed
};

const std::error_category& journal_category() noexcept;
std::error_code make_error_code(Errc error) noexcept;

/// What is wrong with a journal, in words for the person who must decide what to do about it.
enum class Fault : std::uint8_t {
    InUse,           ///< a second writer
    Io,              ///< the disk refused; `error` says how
    NoJournalId,     ///< the directory is empty and no id for a new journal was given
    MissingSegment,  ///< rows between two segment files are gone
    BrokenChain,     ///< a segment does not continue the one before it
    BadRow,          ///< a row's bytes are not those that were written
    BadPacking,      ///< a retired segment that was packed does not unpack
    UnknownVersion,  ///< a row of the journal's own kinds in a version this build does not know
    Refused,         ///< the consumer of the rows refused one
};

std::string_view to_string(Fault fault) noexcept;

/// Why a journal was not opened, or where a reader stopped. Nothing was changed on disk.
struct Damage {
    Fault fault = Fault::Io;
    std::string segment;       ///< file name, without directory; empty when no file is at fault
    std::uint64_t row = 0;     ///< number of the first row that is not whole; 0 when no row is at fault
    std::uint64_t offset = 0;  ///< byte offset of that row in the segment
    std::string what;          ///< one sentence
    std::error_code error;     ///< set for Io
};

/// One line: segment, row, offset and reason.
std::string describe(const Damage& damage);

/// What boost::system::result::value() throws (std::runtime_error) where nobody looked at the damage.
[[noreturn]] void throw_exception_from_error(const Damage& damage, const boost::source_location& where);

}  // namespace qb::journal

template <>
struct std::is_error_code_enum<qb::journal::Errc> : std::true_type {};
