#include "fuzz/input.h"
#include "mapping/reference_data.h"
#include "mapping/venue_event_from_json.h"

/// Whatever the venue sends: a frame, the body of a REST answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static qb::mapping::VenueFrameReader reader;
    const std::string_view text = qb::fuzz::Input(data, size).rest();
    std::vector<qb::orders::VenueEvent> events;
    reader.read(text, events);
    if (events.empty()) __builtin_trap();
    (void)reader.historic_orders_from_json(text);
    (void)reader.trades_from_rest_json(text);
    (void)qb::mapping::ReferenceData::from_json(text);
    return 0;
}
