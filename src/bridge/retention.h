#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "orders/types.h"

namespace qb::bridge {

/// What a segment is kept for.
enum class Need : std::uint8_t {
    Age,             ///< it was closed less than JournalKeepDays ago, or is being written
    LiveOrder,       ///< an order that is in memory was taken in there
    EndedOrder,      ///< so was one whose archive record lies in a segment that is kept for its age
    ParkedReport,    ///< a report that waits for its session lies there
    Resend,          ///< a message of a session's present epoch lies there, which its OMS may ask for again
    RepeatedReport,  ///< so does a report that a reset would make the bridge repeat
};
[[nodiscard]] std::string_view to_string(Need need);

/// Somebody who needs the rows of a segment, and so that segment and all later ones.
struct Pin {
    std::uint32_t segment = 0;
    Need need = Need::Age;
    std::string who;  ///< the session, or the order's key
};

/// Which closed segments are older than JournalKeepDays and needed by nobody. Sans-IO: recovery and the core
/// tell it of the rows that count, in their order; it says how many of the oldest segments may go. Segments
/// go from the oldest on only, so one number for each kept segment and each session is all it remembers.
class Retention {
public:
    explicit Retention(std::chrono::days keep) : keep_(keep) {}

    /// The rows that are kept begin with this one: no order with a lower key needs any of them.
    void begins_with(std::uint64_t row) { first_row_ = row; }
    [[nodiscard]] bool has_begun() const { return first_row_ != 0; }
    /// The order with this key has its archive record at `row`.
    void archived(orders::OrderKey key, journal::RowRef row);
    /// A message that can be asked for again was stored at `row`.
    void sent(std::uint16_t session, std::uint32_t epoch, journal::RowRef row);

    /// The oldest message of the session's present epoch; nothing where it has none.
    [[nodiscard]] std::optional<journal::RowRef> first_sent(std::uint16_t session, std::uint32_t epoch) const;

    struct Verdict {
        std::size_t removable = 0;  ///< so many of the oldest segments
        Pin kept;                   ///< why the first of the others stays
    };
    /// `segments` as Journal::segments() gives them, `live` the lowest key of an order in memory that was
    /// taken in by a row that is kept (0: none), `pins` the needs of the sessions.
    [[nodiscard]] Verdict judge(const std::vector<journal::SegmentInfo>& segments, std::int64_t wall_us,
                                orders::OrderKey live, std::vector<Pin> pins) const;
    /// The segment is gone; the rows that are kept begin with `first_row`.
    void removed(std::uint32_t segment, std::uint64_t first_row) {
        lowest_key_.erase(segment);
        begins_with(first_row);
    }

private:
    [[nodiscard]] std::size_t young_from(const std::vector<journal::SegmentInfo>& segments,
                                         std::int64_t wall_us) const;

    struct Sent {
        std::uint32_t epoch = 0;
        journal::RowRef first;
    };

    std::chrono::days keep_;
    std::uint64_t first_row_ = 0;
    std::map<std::uint32_t, orders::OrderKey>
        lowest_key_;  // of the orders archived in a segment, by its number
    std::map<std::uint16_t, Sent> sent_;
};

}  // namespace qb::bridge
