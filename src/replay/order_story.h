#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/named_orders.h"

namespace qb::replay {

/// One thing that happened to an order.
struct StoryLine {
    WallTime at{};
    std::uint64_t row = 0;
    std::string_view
        where;          ///< "FIX in", "JSON out", "JSON in", "FIX out", "FIX parked", "fact", "link", ...
    std::string whose;  ///< the session or account of a message that is not the order's own
    std::string text;
};

struct OrderStory {
    NamedOrder order;
    std::vector<StoryLine> lines;  ///< by row
};

/// The stories of the orders that find_orders() named, from the journal they were found in. Throws
/// UnreadableRow.
boost::system::result<std::vector<OrderStory>, journal::Damage> tell_stories(journal::Disk& disk,
                                                                             std::vector<NamedOrder> orders);

}  // namespace qb::replay
