#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <span>
#include <string>

#include "replay/rts24_fields.h"

namespace qb::replay::rts24 {

/// Counts what the record could not say, and says why.
class Coverage {
public:
    struct Of {
        bool limit = false, stop = false, execution = false;
    };
    void row(std::span<const std::string> cells, Of of);
    /// A fact of an order that the Annex has no event for.
    void without_code(const std::string& event) { ++without_code_[event]; }
    /// An order whose receipt is older than the rows that are kept.
    void without_receipt() { ++without_receipt_; }

    /// One line a field that is not always filled, then what the record leaves out.
    void print(std::ostream& out) const;

private:
    std::uint64_t rows_ = 0;
    std::array<std::uint64_t, kFields.size()> applies_{}, filled_{};
    std::map<std::string, std::uint64_t> without_code_;
    std::uint64_t without_receipt_ = 0;
};

}  // namespace qb::replay::rts24
