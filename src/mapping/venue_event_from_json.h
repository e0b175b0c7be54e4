#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "orders/venue_events.h"

namespace qb::mapping {

/// Reads what the venue sends. Memory is kept from frame to frame, so that a frame of usual size costs no
/// allocation beyond the strings of its event. One thread.
///
/// Nothing throws for content. Numbers are taken from their text, never through a double; a value that is
/// null, of the wrong type or out of range is an absent value.
class VenueFrameReader {
public:
    static constexpr std::size_t kMaxFrame = 1U << 20;   ///< bytes; a longer frame is unreadable
    static constexpr std::size_t kMaxValues = 1U << 17;  ///< JSON values in one frame
    static constexpr std::size_t kMaxDepth = 16;

    VenueFrameReader();
    ~VenueFrameReader();
    VenueFrameReader(VenueFrameReader&&) noexcept;
    VenueFrameReader& operator=(VenueFrameReader&&) noexcept;

    /// Appends the events of one text frame, at least one. A list shape ("fills":[...]) gives several.
    /// Authentication and subscription replies, positions and other news are one OtherFrame that names the
    /// frame's key ("authenticated", "subscribed", ...); what is not JSON is an OtherFrame with
    /// `unreadable`.
    void read(std::string_view frame, std::vector<orders::VenueEvent>& events);

    /// Body of REST GET /user/historic-orders; empty when it is not such a body.
    [[nodiscard]] std::optional<orders::HistoricOrdersList> historic_orders_from_json(std::string_view body);
    /// Body of REST GET /user/trade; empty when it is not such a body.
    [[nodiscard]] std::optional<orders::TradesList> trades_from_rest_json(std::string_view body);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::mapping
