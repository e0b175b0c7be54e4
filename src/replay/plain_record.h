#pragma once

#include <set>
#include <utility>

#include "replay/journal_turns.h"
#include "replay/order_replay.h"
#include "replay/sqlite_sink.h"
#include "replay/tables.h"
#include "replay/venue_names.h"

namespace qb::replay {

/// What `export` writes down of a journal, turn by turn. Memory holds what the bridge itself held.
class OrderRecord {
public:
    OrderRecord() = default;
    OrderRecord(const OrderRecord&) = delete;
    OrderRecord& operator=(const OrderRecord&) = delete;
    virtual ~OrderRecord() = default;
    /// `wanted` false: the turn is before the time that is asked about; only what it leaves behind counts.
    virtual void turn(const JournalTurn& turn, bool wanted) = 0;
    /// After the last turn.
    virtual void finish() = 0;
};

/// All that the journal knows of orders: events, orders, executions, FIX messages and frames of the venue.
class PlainRecord final : public OrderRecord {
public:
    [[nodiscard]] static const Schema& schema();
    /// By its name; the events where there is none of the name.
    [[nodiscard]] static const Table* table(std::string_view name);

    /// `since` : only orders to which something happened in a wanted turn are written down.
    PlainRecord(RowSink& sink, bool since) : sink_(sink), since_(since) {}
    void turn(const JournalTurn& turn, bool wanted) override;
    void finish() override;

private:
    using Name = std::pair<std::uint16_t, orders::OrderKey>;

    void tell(const journal::PlacedRow& row, bool wanted);
    void fact(const journal::PlacedRow& row, const OrderEvent& event, bool wanted);
    void execution(const journal::PlacedRow& row, const OrderEvent& event, const orders::Filled& fill);
    void order(std::uint16_t account, const orders::Order& order);
    void message(const journal::PlacedRow& row);
    void frame(const journal::PlacedRow& row);

    RowSink& sink_;
    bool since_;
    OrderReplay replay_;
    VenueNameReader names_;
    std::string time_;
    std::set<Name> touched_;  // orders in memory to which something happened in a wanted turn
};

}  // namespace qb::replay
