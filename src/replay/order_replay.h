#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "journal/row.h"
#include "orders/order_book.h"
#include "records/facts.h"

namespace qb::replay {

/// A row that is whole and still says nothing this build understands, or contradicts the rows before.
class UnreadableRow : public std::runtime_error {
public:
    UnreadableRow(const journal::PlacedRow& row, const std::string& why);
};

/// One fact and the order it is about.
struct OrderEvent {
    std::uint16_t account = 0;
    const orders::Fact* fact = nullptr;
    const orders::Order* order = nullptr;  ///< as the fact left it; null: it names no order that is known
    /// What the order was before; empty for a new one.
    std::optional<orders::OrderState> state_before;
    orders::OwedCancel owed_before = orders::OwedCancel::No;
};

/// Applies the facts of a journal as a restart does, row by row. In memory are the orders that the bridge
/// itself had in memory then: an order is forgotten when it was archived.
class OrderReplay {
public:
    /// What the row tells of an order; empty for rows of other kinds. What it points to is good until the
    /// next call. Throws UnreadableRow.
    std::optional<OrderEvent> take(const journal::PlacedRow& row);

    /// "FIX.4.4:QFEX->DESK"; "session 7" where the journal gives the number no name.
    [[nodiscard]] std::string session_name(std::uint16_t number) const;
    [[nodiscard]] std::string account_name(std::uint16_t number) const;
    void for_each(const std::function<void(std::uint16_t account, const orders::Order& order)>& visit) const;

private:
    void state(const journal::PlacedRow& row);
    bool config(std::uint8_t version, std::string_view payload);
    OrderEvent apply(const journal::PlacedRow& row);

    std::map<std::uint16_t, std::string> sessions_, accounts_;
    std::map<std::uint16_t, orders::OrderBook> books_;  // by account
    std::optional<records::AccountFact> fact_;
    orders::Order gone_;  // a refused order that left no trace
};

}  // namespace qb::replay
