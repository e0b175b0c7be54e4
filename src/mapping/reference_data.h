#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "orders/decimal.h"
#include "orders/venue_events.h"

namespace qb::mapping {

/// What the bridge uses of a symbol's reference data.
struct Instrument {
    orders::Decimal tick_size;  ///< step of prices, in the quote currency
    orders::Decimal lot_size;   ///< step of quantities
    std::string status;         ///< the venue's word: ACTIVE, ...; for people
    friend bool operator==(const Instrument&, const Instrument&) = default;
};

/// The venue's symbols. Nothing is refused because of it: the venue judges an order, and the bridge trades
/// without it. Source: QFEX docs, REST /refdata.
class ReferenceData {
public:
    /// Body of REST GET /refdata; empty when it is not such a body. A row without a symbol, or whose tick or
    /// lot is no number above zero, is left out.
    static std::optional<ReferenceData> from_json(std::string_view body);

    [[nodiscard]] const Instrument* find(std::string_view symbol) const;
    [[nodiscard]] std::size_t size() const { return symbols_.size(); }
    /// A line for each symbol, by name: what the journal keeps of it.
    [[nodiscard]] std::string to_text() const;
    /// From to_text(); empty when the text is none.
    static std::optional<ReferenceData> from_text(std::string_view text);
    friend bool operator==(const ReferenceData&, const ReferenceData&) = default;

private:
    std::map<std::string, Instrument, std::less<>> symbols_;
};

/// Takes the noise of the venue's doubles out of an event's prices and quantities: what lies within a
/// millionth of a step beside a multiple of the symbol's tick or lot becomes that multiple. Symbols that are
/// not known, fees, and numbers that are truly off the grid stay as they are.
void put_on_grid(orders::VenueEvent& event, const ReferenceData& data);

}  // namespace qb::mapping
