#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/disk.h"
#include "journal/error.h"
#include "orders/order.h"

namespace qb::replay {

/// An order somebody asks about, under all the names that any row of the journal gives it.
struct NamedOrder {
    std::uint16_t account = 0, session = 0;
    std::string account_name, session_name;
    orders::OrderKey key = 0;
    std::string cl_ord_id;  ///< its first ClOrdID(11), unless that was before the rows that are kept
    std::set<std::string> cl_ord_ids;    ///< also those of its cancels and replaces
    std::vector<std::string> venue_ids;  ///< OrderID(37) first
    std::set<std::string> client_order_ids;
    std::uint64_t first_row = 0;  ///< that tells of it
    std::uint64_t ended_row = 0;  ///< 0: it is open
    bool is_older = false;        ///< it was taken in before the first row that is kept

    [[nodiscard]] bool has_venue_id(std::string_view id) const;
    [[nodiscard]] bool is_open_at(std::uint64_t row) const {
        return row > first_row && (ended_row == 0 || row < ended_row);
    }
};

/// The orders of a journal that are called `id`, by ClOrdID(11) of the order or of any of its cancels and
/// replaces, by OrderID(37) or another id of the venue, or by client_order_id; in the order in which they
/// came. `session` names the one session that is asked about, empty: all. Throws UnreadableRow.
boost::system::result<std::vector<NamedOrder>, journal::Damage> find_orders(journal::Disk& disk,
                                                                            std::string_view id,
                                                                            std::string_view session);

}  // namespace qb::replay
