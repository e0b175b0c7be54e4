#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qb::replay {

/// Why a line of a log gives no message. What else may be wrong with a message is found on request,
/// message_check.h.
enum class Fault : std::uint8_t {
    NoBeginString,  ///< FIX fields, but none of them BeginString(8)
    CutOff,         ///< ends inside the message
    NoChecksum,     ///< ends where BodyLength(9) says, but has no CheckSum(10)
    Overrun,        ///< another message begins before CheckSum(10)
    NoEquals,       ///< a field without '='
    BadTag,         ///< something else than 1 to 999999999 in front of '='
    TooLong,        ///< over kMaxMessage bytes
    NotText,        ///< bytes that no log holds
    GzipCut,        ///< the file ends inside of its compressed data
    GzipDamaged,    ///< compressed data that cannot be unpacked
    CannotRead,     ///< the system refused a read
    JournalDamaged  ///< rows that are not whole or not of the chain
};

constexpr std::string_view to_string(Fault fault) {
    switch (fault) {  // no default: a new enumerator must warn here
    case Fault::NoBeginString: return "NO_BEGIN_STRING";
    case Fault::CutOff: return "CUT_OFF";
    case Fault::NoChecksum: return "NO_CHECKSUM";
    case Fault::Overrun: return "OVERRUN";
    case Fault::NoEquals: return "NO_EQUALS";
    case Fault::BadTag: return "BAD_TAG";
    case Fault::TooLong: return "TOO_LONG";
    case Fault::NotText: return "NOT_TEXT";
    case Fault::GzipCut: return "GZIP_CUT";
    case Fault::GzipDamaged: return "GZIP_DAMAGED";
    case Fault::CannotRead: return "CANNOT_READ";
    case Fault::JournalDamaged: return "JOURNAL_DAMAGED";
    }
    return "?";  // reached only by a value cast from outside the enum
}

/// What is wrong, in a sentence that quotes nothing of the log: what cannot be read may be a password.
struct Damage {
    Fault fault{};
    std::string text;
};

}  // namespace qb::replay
