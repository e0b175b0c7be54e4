#pragma once

#include "bridge/row_index.h"
#include "journal/journal.h"
#include "orders/order_manager.h"

namespace qb::bridge {

/// Ended orders that left memory: found through an index over their rows and read back from the journal.
/// Costs no heap per order. Reading one touches the disk (page cache as a rule); that happens for a repeated
/// ClOrdID and for late news of an ended order alone, never on the way of a new order. The look-ups throw
/// std::runtime_error where a row is damaged.
class OrderArchive final : public orders::Archive {
public:
    explicit OrderArchive(journal::IndexStorage& storage) : index_(storage) {}

    /// Before the first look-up; both must outlive the archive.
    void attach(const journal::Journal& journal, const journal::Turn& turn);
    /// The row of an Archived fact.
    void add(const orders::Order& order, journal::RowRef row);

    [[nodiscard]] std::optional<orders::Order> by_cl_ord_id(orders::SessionIndex session,
                                                            std::string_view cl_ord_id) const override;
    [[nodiscard]] std::optional<orders::Order> by_client_order_id(const orders::Id128& id) const override;
    [[nodiscard]] std::optional<orders::Order> by_venue_id(std::string_view venue_id) const override;

private:
    template <class Match>
    [[nodiscard]] std::optional<orders::Order> newest(std::uint64_t key, Match matches) const;

    RowIndex index_;
    const journal::Journal* journal_ = nullptr;
    const journal::Turn* turn_ = nullptr;
    mutable std::string buffer_;
};

}  // namespace qb::bridge
