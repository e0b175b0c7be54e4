#pragma once

#include <array>
#include <map>
#include <utility>

#include "replay/plain_record.h"
#include "replay/rts24_coverage.h"
#include "replay/rts24_fields.h"

namespace qb::replay {

/// The events of RTS 24, one row each, as far as a member's gateway knows them.
///
/// A NEWO waits until the venue has named the order, or its next event, so that its row holds
/// the name; it keeps its own time and sequence number, so rows are not always in the order of their sequence
/// numbers.
class Rts24Record final : public OrderRecord {
public:
    [[nodiscard]] static const Schema& schema();

    Rts24Record(RowSink& sink, rts24::Coverage& coverage) : sink_(sink), coverage_(coverage) {}
    void turn(const JournalTurn& turn, bool wanted) override;
    void finish() override;

private:
    using Name = std::pair<std::uint16_t, orders::OrderKey>;
    using Cells = std::array<std::string, rts24::kColumns.size()>;
    struct Row {
        Cells cells;
        rts24::Coverage::Of of;
    };

    void fact(std::uint64_t row, const OrderEvent& event, bool wanted);
    [[nodiscard]] Row row_for(std::uint64_t number, std::string_view code, const OrderEvent& event) const;
    void release(const Name& name, const orders::Order* order);
    void write(const Row& row);

    RowSink& sink_;
    rts24::Coverage& coverage_;
    OrderReplay replay_;
    WallTime at_{};
    std::map<Name, Row> received_;  // NEWO rows that wait
    bool begun_ = false;
};

}  // namespace qb::replay
