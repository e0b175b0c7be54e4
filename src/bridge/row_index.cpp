#include "bridge/row_index.h"

#include <algorithm>

namespace qb::bridge {

std::vector<journal::RowRef> RowIndex::find(std::uint64_t key) const {
    std::vector<journal::RowRef> rows;
    index_.for_each(key, [&](journal::RowRef row) {
        rows.push_back(row);
        return true;
    });
    const auto [begin, end] = overflow_.equal_range(key);
    for (auto it = begin; it != end; ++it) rows.push_back(it->second);
    std::sort(rows.begin(), rows.end(), std::greater<>());
    return rows;
}

}  // namespace qb::bridge
