#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace qb::fix {

/// Numbers of ours that a peer asked for and has not been sent yet: disjoint ranges, lowest first.
class ResendRanges {
public:
    struct Range {
        int begin = 0;
        int end = 0;  ///< inclusive
        bool operator==(const Range&) const = default;
    };

    /// Takes in begin..end; what overlaps or touches becomes one.
    void add(Range range) {
        if (range.begin > range.end) return;
        std::vector<Range> merged;
        for (const auto& other : ranges_) {
            if (other.end + 1 < range.begin || range.end + 1 < other.begin) {
                merged.push_back(other);
            } else {
                range.begin = std::min(range.begin, other.begin);
                range.end = std::max(range.end, other.end);
            }
        }
        merged.insert(
            std::find_if(merged.begin(), merged.end(), [&](const Range& r) { return r.begin > range.begin; }),
            range);
        ranges_ = std::move(merged);
    }
    /// Takes out at most `size` numbers from the front. Not for an empty one.
    Range take_page(int size) {
        auto& front = ranges_.front();
        const Range page{.begin = front.begin, .end = std::min(front.end, front.begin + size - 1)};
        front.begin = page.end + 1;
        if (front.begin > front.end) ranges_.erase(ranges_.begin());
        return page;
    }
    void clear() { ranges_.clear(); }
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    [[nodiscard]] std::size_t size() const { return ranges_.size(); }

private:
    std::vector<Range> ranges_;
};

}  // namespace qb::fix
