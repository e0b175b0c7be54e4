#pragma once

#include "journal/disk.h"
#include "journal/error.h"
#include "journal/hasher.h"
#include "journal/row.h"
#include "journal/turn.h"

#include <boost/system/result.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cstdint>

namespace qb::journal {

/// What a committed turn survives.
enum class Sync : std::uint8_t {
    Process,  ///< the end of the process, however sudden (SIGKILL); a power failure may lose the last seconds
    Power,    ///< a power failure too: every commit waits for the disk
};

struct Options {
    Sync sync = Sync::Process;
    std::uint64_t reserve_bytes = std::uint64_t{64} << 20;   ///< disk space taken ahead of the rows
    std::uint64_t segment_bytes = std::uint64_t{256} << 20;  ///< size from which a new segment is wanted
    /// Name for a journal that does not exist yet: 16 random bytes. Without it an empty directory is refused.
    std::optional<JournalId> new_id;
    Times now;                  ///< clocks at the start
    bool scan_older = true;     ///< hand the rows of older segments to RecoveryHandler::older_row
    bool keep_retired = false;  ///< remove_oldest() moves to kRetiredFolder, which opening makes
};

enum class CommitStatus : std::uint8_t {
    Ok,
    OkLowSpace,  ///< written, but the reserve is being used up: take no new orders
    Failed,      ///< not written; the journal is dead: send nothing, close everything, end
};

/// What a segment says about itself.
struct SegmentInfo {
    std::uint32_t number = 0;     ///< ordinal, from 1; RowRef::segment
    std::uint64_t first_row = 0;  ///< number of its SegmentHead row
    std::int64_t created_wall_us = 0;
    JournalId id{};
    Hash previous{};  ///< last hash of the segment before; zeros in the first
    bool operator==(const SegmentInfo&) const = default;
};

/// Nothing when a row is accepted; otherwise why the start must be refused.
using Refusal = std::optional<std::string>;

/// Receives what an existing journal holds. Only rows of whole, verified turns are handed over, in the
/// order in which they were written; when opening fails later, what was handed over must be thrown away.
/// A Refusal ends the opening with Fault::Refused, naming the row. Payloads live only for the call.
class RecoveryHandler {
public:
    virtual ~RecoveryHandler() = default;
    /// A row of a segment before the last one (without SegmentHead, State and TurnEnd), for rebuilding
    /// indexes. All of these come before the first state() call.
    virtual Refusal older_row(const PlacedRow& row) = 0;
    /// One chunk of the full state that the last segment begins with.
    virtual Refusal state(const PlacedRow& row) = 0;
    /// A row after that state (never SegmentHead, State or TurnEnd).
    virtual Refusal row(const PlacedRow& row) = 0;
    /// The end of a turn of the last segment. The first one, after the state, carries the FIX numbers of
    /// all sessions, later ones those that changed.
    virtual Refusal turn_end(const Head& head, std::span<const FixChange> changes) = 0;
};

/// What opening found and did.
struct Recovery {
    bool created = false;          ///< a new journal was begun
    std::uint64_t older_rows = 0;  ///< rows in segments before the last
    std::uint64_t rows = 0;        ///< rows of the last segment
    std::uint64_t turns = 0;       ///< turns of the last segment
    std::uint64_t cut_bytes = 0;   ///< torn tail that was removed, from its first to its last written byte
    std::uint64_t cut_offset = 0;  ///< where it began
    std::string cut_segment;       ///< in which file; empty when nothing was cut
    std::vector<std::string> removed;  ///< unfinished new segments that were removed
};

/// Takes the chunks of the full state, one State row each; 64 KiB a chunk is a good size.
class StateSink {
public:
    virtual ~StateSink() = default;
    virtual void chunk(std::uint8_t version, std::string_view payload) = 0;
};

enum class RotateStatus : std::uint8_t {
    Ok,
    Postponed,  ///< no space for a new segment: the old one goes on, another try is wanted in a minute
    Failed,     ///< as CommitStatus::Failed
};

/// Where Options::keep_retired has removed segments, in the journal's directory.
inline constexpr const char* kRetiredFolder = "retired";

/// What came of removing a segment.
struct Removal {
    std::string segment;    ///< its file name; empty when only the segment being written is left
    bool gone = false;      ///< it is not kept any more
    std::error_code error;  ///< with `gone`: it is gone, but a power failure may bring it back
    bool last = false;  ///< a directory could not be synced: nothing more is removed until the next opening
};

/// The one writer of a journal directory: everything that leaves the bridge has been committed here first.
///
/// A failed fsync, or a write that fails again after the one retry that a full disk is given, makes the
/// journal dead: every later commit fails too. Used by the loop's thread only.
class Journal {
public:
    /// Opens the journal in `disk`, or begins one, and gives its rows to `handler`. The segments are
    /// verified row by row; a torn tail behind the last whole turn is cut; any other damage is refused
    /// with nothing changed on disk. `disk` must outlive the journal.
    static boost::system::result<Journal, Damage> open(Disk& disk, const Options& options,
                                                       RecoveryHandler& handler);
    Journal(Journal&&) noexcept;
    Journal& operator=(Journal&&) noexcept;
    ~Journal();  ///< gives the directory free for another writer

    /// Empties the turn and starts it at the journal's end. Needed once after opening; commit and rotate
    /// do it themselves.
    void begin(Turn& turn) const;

    /// Writes the turn with one write call (and one sync with Sync::Power), then begins it anew. A turn
    /// without rows and changed numbers is not written. When Failed, the turn is left as it is.
    CommitStatus commit(Turn& turn);

    /// True while disk space cannot be taken ahead of the rows. The rest of the reserve still takes
    /// commits, but new orders should not be.
    [[nodiscard]] bool low_space() const;
    /// low_space(), and all but the last sixteenth of the reserve holds rows: what is left is for an end in
    /// good order.
    [[nodiscard]] bool reserve_used_up() const;
    /// While low_space(): tries to take space again, at most once a second of `now`'s monotonic clock.
    /// commit() does so too; this is for the time when nothing is committed.
    void retry_reserve(Times now);

    /// True at `segment_bytes`, or when `wall_us` lies on a later UTC day than the segment's creation.
    [[nodiscard]] bool wants_rotation(std::int64_t wall_us) const;
    /// Begins a new segment with the full state that `write_state` gives. `turn` must be empty and is
    /// begun anew. A crash at any moment leaves either the old or the new segment as the last one.
    /// Blocks for as long as the disk takes to sync what it has not written yet.
    RotateStatus rotate(Turn& turn, Times now, const std::function<void(StateSink&)>& write_state);

    /// Removes the oldest closed segment, and returns when a power failure would not bring it back: so no gap
    /// can come about between kept segments. With Options::keep_retired it is in the folder of retired
    /// segments then, by a second name that is durable before the first one goes. From then on read() says
    /// NoSuchSegment for its rows. Never makes the journal dead; whether anybody needs the rows is the
    /// caller's to know.
    Removal remove_oldest();
    /// Returns when all that was committed would survive a power failure. A failure makes the journal dead.
    std::error_code sync();

    [[nodiscard]] const Head& head() const;
    [[nodiscard]] const JournalId& id() const;
    [[nodiscard]] const Recovery& recovery() const;
    /// The kept segments, oldest first; the last one is being written.
    [[nodiscard]] const std::vector<SegmentInfo>& segments() const;
    /// FIX numbers as committed; nothing for a session that never had any.
    [[nodiscard]] std::optional<FixNumbers> fix_numbers(std::uint16_t session) const;
    [[nodiscard]] bool dead() const;
    /// The reason why it is dead: the error and the step that failed ("write", "sync", ...).
    [[nodiscard]] std::pair<std::error_code, std::string_view> failure() const;

    /// Reads one committed row and checks its hash. The payload points into `buffer`, which is reused.
    /// NoSuchSegment, NoSuchRow, WrongHash, or the disk's error.
    DiskResult<Row> read(RowRef ref, std::string& buffer) const;
    /// The same for a row that may still be in the uncommitted `turn`.
    DiskResult<Row> read(RowRef ref, std::string& buffer, const Turn& turn) const;

private:
    class Impl;
    explicit Journal(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::journal
