#include <gtest/gtest.h>

#include <random>

#include "mapping/venue_event_from_json.h"

/// Frames damaged at random, from a fixed seed; what is looked for is found by the sanitizers of the asan
/// preset, and by the reader's promise of at least one event a frame.
namespace qb::mapping {
namespace {

const std::vector<std::string> kSeeds = {
    R"({"order_response":{"order_id":"5b309929","symbol":"AAPL-USD","status":"FILLED","quantity":10.0,"price":150.5,"side":"BUY","type":"LIMIT","time_in_force":"GTC","client_order_id":"6f1c","quantity_remaining":6.0,"update_time":1758208770.5512846,"trade_id":"92adf4db"}})",
    R"({"fill_response":{"trade_id":"T1","symbol":"US100-USD","price":25242.0,"quantity":0.004,"side":"SELL","aggressor_side":"SELL","order_id":"0aeae7d0","fee":4.5e-4,"order_type":"MARKET","remaining_quantity":0.0,"timestamp":1769439642.8484282}})",
    R"({"stop_order_response":{"stop_order_id":"510333ac","price":190.0,"quantity":1.0,"direction":"SELL","stop_order_type":"STOP_LOSS","update_time":"2025-10-30T10:00:00Z"}})",
    R"({"all_orders_response":{"orders":[{"order_id":"O","quantity_remaining":1}],"stop_orders":[{"stop_order_id":"P","quantity":"1"}],"twaps":null}})",
    R"({"user_trades":[{"trade_id":"T1","price":"150.4","quantity":4,"order_timestamp":"2025-10-30 10:00:00.5+02:00"}],"count":1})",
    R"({"err":{"error_code":"RateLimited","message":"retry after 1.5s","retry_after":"50ms","incoming_message":"{\"type\":\"add_order\",\"params\":{\"client_order_id\":\"\u0041\"}}"}})",
    R"({"type":"error","error_code":"X","incoming_message":{"type":"add_order","params":{"client_order_id":"c"}}})",
    R"({"data":[{"id":"T1","terminal_status":"CANCELLED","status_ts":1758208770551,"filled_qty":-1}],"count":1})",
};
const std::vector<std::string> kPieces = {"\"",
                                          "\\",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          ":",
                                          ",",
                                          "null",
                                          "true",
                                          "-",
                                          ".",
                                          "e",
                                          "1e999",
                                          "\\u0000",
                                          "\\ud800",
                                          "0",
                                          "99999999999999999999999999",
                                          std::string(1, '\0'),
                                          "\xff",
                                          "\xc3\xa9",
                                          "\"status\":",
                                          "order_response"};

std::string damaged(std::mt19937& random) {
    const auto pick = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    std::string frame = kSeeds[pick(kSeeds.size())];
    for (std::size_t edits = 1 + pick(4); edits > 0; --edits) {
        const std::size_t at = pick(frame.size() + 1);
        switch (pick(5)) {
        case 0: frame.erase(at, pick(8)); break;
        case 1: frame.insert(at, kPieces[pick(kPieces.size())]); break;
        case 2:
            if (at < frame.size()) frame[at] = static_cast<char>(random());
            break;
        case 3: frame.resize(at); break;
        case 4: frame.insert(at, kSeeds[pick(kSeeds.size())].substr(pick(60))); break;
        }
        if (frame.empty()) frame = "{";
    }
    return frame;
}

TEST(HostileFrames, GiveEventsAndNothingWorse) {
    std::mt19937 random(20'251'030);
    VenueFrameReader reader;
    std::vector<orders::VenueEvent> events;
    std::size_t readable = 0;
    for (int i = 0; i < 60'000; ++i) {
        // A heap block of its exact size: a read beyond the frame is seen.
        const std::string made = damaged(random);
        const std::vector<char> frame(made.begin(), made.end());
        events.clear();
        reader.read({frame.data(), frame.size()}, events);
        ASSERT_FALSE(events.empty()) << made;
        const auto* other = std::get_if<orders::OtherFrame>(&events.front());
        if (other == nullptr || !other->unreadable) ++readable;
        (void)reader.historic_orders_from_json({frame.data(), frame.size()});
        (void)reader.trades_from_rest_json({frame.data(), frame.size()});
    }
    EXPECT_GT(readable, 1'000U);  // the damage must not be so coarse that nothing gets past the parser
}

TEST(HostileFrames, EveryPrefixOfEverySampleIsUnreadable) {
    VenueFrameReader reader;
    for (const std::string& seed : kSeeds) {
        for (std::size_t length = 0; length < seed.size(); ++length) {
            std::vector<orders::VenueEvent> events;
            reader.read(std::string_view(seed).substr(0, length), events);
            ASSERT_EQ(events.size(), 1U);
            EXPECT_TRUE(std::get<orders::OtherFrame>(events.front()).unreadable);
        }
    }
}

}  // namespace
}  // namespace qb::mapping
