#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"

namespace qb::replay {

/// Heads of a journal's chain that were kept elsewhere, held against the journal as it is read.
class Anchors {
public:
    /// Each line with row= and hash=, as `fix-replay anchor` prints them; other lines do not count. Throws
    /// std::runtime_error when there is none, or one is no anchor.
    explicit Anchors(std::string_view text);
    Anchors() = default;

    [[nodiscard]] bool empty() const { return all_.empty(); }
    /// The journal that is read begins here.
    void begins(const journal::SegmentInfo& oldest);
    /// A turn ended here.
    void passes(const journal::Head& head);
    /// What became of each, a line each. False: one does not match, or lies behind the end.
    bool tell(const journal::Head& end, std::ostream& out) const;

private:
    enum class Found : std::uint8_t { No, Matches, Differs, NotKept };
    struct Anchor {
        std::uint64_t row = 0;
        std::string hash;  ///< hex digits
        Found found = Found::No;
    };
    void meet(std::uint64_t row, const journal::Hash& hash);

    std::vector<Anchor> all_;  // by row
    std::size_t next_ = 0;
};

}  // namespace qb::replay
