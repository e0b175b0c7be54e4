#include "fuzz/input.h"
#include "mapping/reference_data.h"
#include "mapping/venue_event_from_json.h"
#include "qfex/setup_reply.h"

/// Whatever the venue sends: a frame, before or after the link is set up, or the body of a REST answer. Each
/// frame gives at least one event, and the venue's noise is taken out of whatever it holds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static qb::mapping::VenueFrameReader reader;
    static const auto grid = *qb::mapping::ReferenceData::from_json(
        R"({"data":[{"symbol":"AAPL-USD","tick_size":0.01,"lot_size":0.001}]})");
    const std::string_view text = qb::fuzz::Input(data, size).rest();
    std::vector<qb::orders::VenueEvent> events;
    reader.read(text, events);
    qb::fuzz::must(!events.empty());
    for (auto& event : events) qb::mapping::put_on_grid(event, grid);
    (void)reader.historic_orders_from_json(text);
    (void)reader.trades_from_rest_json(text);
    if (const auto symbols = qb::mapping::ReferenceData::from_json(text)) (void)symbols->to_text();
    (void)qb::qfex::read_setup_reply(text);
    return 0;
}
