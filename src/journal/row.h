#pragma once

#include <array>
#include <string>
#include <string_view>

#include <cstdint>

namespace qb::journal {

/// What a row is about. The value is the byte on disk: letters, so that a hex dump reads, that no kind is
/// zero (unwritten space is), and that no single flipped bit turns one into zero. Never renumber.
enum class RowKind : std::uint8_t {
    SegmentHead = 'H',  ///< first row of a segment; written by the journal itself
    TurnEnd = 'E',      ///< last row of a turn; written by the journal itself
    State = 'S',        ///< one chunk of the full state, directly behind a SegmentHead
    Config = 'C',       ///< effective configuration, without secrets
    Build = 'B',        ///< build id and dictionary hashes
    FixIn = 'I',        ///< FIX message received
    FixOut = 'O',       ///< FIX message sent, as stored for resends
    FixSession = 'L',   ///< session event: logon, logout, reset to a new epoch, refused logon
    VenueIn = 'V',      ///< frame received from the venue
    VenueOut = 'W',     ///< frame sent to the venue
    Link = 'K',         ///< venue link event
    Timer = 'T',        ///< a timer that fired
    Fact = 'F',         ///< order fact
    Parked = 'P',       ///< report that waits for its session to log on
    Unparked = 'U',     ///< parked report that was handed over
    Refdata = 'R',      ///< reference data in use
    Note = 'N',         ///< text for people
};

inline constexpr std::array kRowKinds{
    RowKind::SegmentHead, RowKind::TurnEnd, RowKind::State,      RowKind::Config,  RowKind::Build,
    RowKind::FixIn,       RowKind::FixOut,  RowKind::FixSession, RowKind::VenueIn, RowKind::VenueOut,
    RowKind::Link,        RowKind::Timer,   RowKind::Fact,       RowKind::Parked,  RowKind::Unparked,
    RowKind::Refdata,     RowKind::Note,
};

constexpr std::string_view to_string(RowKind kind) {
    switch (kind) {  // no default: a new enumerator must warn here
    case RowKind::SegmentHead: return "SegmentHead";
    case RowKind::TurnEnd: return "TurnEnd";
    case RowKind::State: return "State";
    case RowKind::Config: return "Config";
    case RowKind::Build: return "Build";
    case RowKind::FixIn: return "FixIn";
    case RowKind::FixOut: return "FixOut";
    case RowKind::FixSession: return "FixSession";
    case RowKind::VenueIn: return "VenueIn";
    case RowKind::VenueOut: return "VenueOut";
    case RowKind::Link: return "Link";
    case RowKind::Timer: return "Timer";
    case RowKind::Fact: return "Fact";
    case RowKind::Parked: return "Parked";
    case RowKind::Unparked: return "Unparked";
    case RowKind::Refdata: return "Refdata";
    case RowKind::Note: return "Note";
    }
    return "?";  // reached only by a value cast from outside the enum
}

/// True for the bytes that are the value of an enumerator.
constexpr bool is_row_kind(std::uint8_t byte) {
    for (const auto kind : kRowKinds)
        if (static_cast<std::uint8_t>(kind) == byte) return true;
    return false;
}

/// A SHA-256 value.
using Hash = std::array<unsigned char, 32>;

/// 64 lower-case hex digits.
std::string to_hex(const Hash& hash);

/// Names one journal for its whole life: random bytes chosen at its creation.
using JournalId = std::array<unsigned char, 16>;

/// Where a row lies: the segment's ordinal (1, 2, ...) and the byte offset of the row in that file.
/// Eight bytes, so that an index costs little; zero means "nowhere".
class RowRef {
public:
    static constexpr int kOffsetBits = 40;  ///< 1 TiB a segment, 16 million segments
    static constexpr std::uint64_t kMaxOffset = (std::uint64_t{1} << kOffsetBits) - 1;

    constexpr RowRef() = default;
    constexpr RowRef(std::uint32_t segment, std::uint64_t offset)
        : packed_{std::uint64_t{segment} << kOffsetBits | (offset & kMaxOffset)} {}
    static constexpr RowRef from_packed(std::uint64_t packed) {
        RowRef ref;
        ref.packed_ = packed;
        return ref;
    }

    [[nodiscard]] constexpr std::uint32_t segment() const {
        return static_cast<std::uint32_t>(packed_ >> kOffsetBits);
    }
    [[nodiscard]] constexpr std::uint64_t offset() const { return packed_ & kMaxOffset; }
    [[nodiscard]] constexpr std::uint64_t packed() const { return packed_; }
    constexpr explicit operator bool() const { return packed_ != 0; }
    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the zero of a rewritten comparison for one
    constexpr auto operator<=>(const RowRef&) const = default;

private:
    std::uint64_t packed_ = 0;
};

/// One row as read back. The payload points into memory of whoever gave the row out.
struct Row {
    RowKind kind = RowKind::Note;
    std::uint8_t version = 0;
    std::uint64_t turn = 0;
    std::string_view payload;
};

/// A row with its place in the journal.
struct PlacedRow : Row {
    std::uint64_t number = 0;  ///< from 1, without gaps, over the whole life of the journal
    RowRef ref;
};

/// The two clocks of a turn, in microseconds: since 1970-01-01 UTC, and since an arbitrary start.
struct Times {
    std::int64_t wall_us = 0;
    std::int64_t mono_us = 0;
    bool operator==(const Times&) const = default;
};

/// The sequence numbers of one FIX session; `epoch` counts its resets.
struct FixNumbers {
    std::uint32_t epoch = 0;
    std::uint32_t next_sender = 1;
    std::uint32_t next_target = 1;
    bool operator==(const FixNumbers&) const = default;
};

/// New numbers of one session. `session` is the number the configuration rows give it.
struct FixChange {
    std::uint16_t session = 0;
    FixNumbers numbers;
    bool operator==(const FixChange&) const = default;
};

/// The end of the chain: the last committed row. For safe-keeping elsewhere this is the anchor.
struct Head {
    std::uint64_t row = 0;
    std::uint64_t turn = 0;
    Times times;  ///< of the turn that ended with this row
    Hash hash{};
    bool operator==(const Head&) const = default;
};

}  // namespace qb::journal
