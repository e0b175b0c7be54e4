#pragma once

#include "bridge/row_index.h"
#include "journal/journal.h"
#include "orders/order_manager.h"

namespace qb::bridge {

/// The number that the journal gave an account when it first saw it.
using AccountNumber = std::uint16_t;

/// Ended orders of all accounts that left memory: found through an index over their rows and read back from
/// the journal. A look-up sees one account's orders: the venue's ids are not known to be unique over
/// accounts.
///
/// Costs no heap per order. Reading one touches the disk (page cache as a rule); that happens for a repeated
/// ClOrdID and for late news of an ended order alone, never on the way of a new order. The look-ups throw
/// std::runtime_error where a row is damaged.
class OrderArchive final {
public:
    explicit OrderArchive(journal::IndexStorage& storage) : index_(storage) {}

    /// Before the first look-up; both must outlive the archive.
    void attach(const journal::Journal& journal, const journal::Turn& turn);
    /// The row of an Archived fact.
    void add(const orders::Order& order, journal::RowRef row);

    [[nodiscard]] std::optional<orders::Order> by_cl_ord_id(AccountNumber account,
                                                            orders::SessionIndex session,
                                                            std::string_view cl_ord_id) const;
    [[nodiscard]] std::optional<orders::Order> by_client_order_id(AccountNumber account,
                                                                  const orders::Id128& id) const;
    [[nodiscard]] std::optional<orders::Order> by_venue_id(AccountNumber account,
                                                           std::string_view venue_id) const;

private:
    template <class Match>
    [[nodiscard]] std::optional<orders::Order> newest(AccountNumber account, std::uint64_t key,
                                                      Match matches) const;

    RowIndex index_;
    const journal::Journal* journal_ = nullptr;
    const journal::Turn* turn_ = nullptr;
    mutable std::string buffer_;
};

/// The archive as the order manager of one account sees it.
class AccountArchive final : public orders::Archive {
public:
    AccountArchive(const OrderArchive& all, AccountNumber account) : all_(all), account_(account) {}

    [[nodiscard]] std::optional<orders::Order> by_cl_ord_id(orders::SessionIndex session,
                                                            std::string_view cl_ord_id) const override {
        return all_.by_cl_ord_id(account_, session, cl_ord_id);
    }
    [[nodiscard]] std::optional<orders::Order> by_client_order_id(const orders::Id128& id) const override {
        return all_.by_client_order_id(account_, id);
    }
    [[nodiscard]] std::optional<orders::Order> by_venue_id(std::string_view venue_id) const override {
        return all_.by_venue_id(account_, venue_id);
    }

private:
    const OrderArchive& all_;
    AccountNumber account_;
};

}  // namespace qb::bridge
