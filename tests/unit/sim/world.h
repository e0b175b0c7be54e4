#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/control.h"
#include "sim/venue.h"

namespace qb::sim::test {

using Frames = std::vector<std::string>;

/// Two accounts; alpha is long 100 AAPL-USD, mark 200, an empty book with known limits.
Options standard_options();

inline Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

/// A venue with a clock that only the test moves, and one connection that trades.
class World {
public:
    explicit World(Options options = standard_options());

    /// A new connection, authenticated and subscribed to the three order channels.
    ConnectionId trader(std::string_view public_key = "qfex_pub_alpha");
    ConnectionId stranger() { return venue.connected("127.0.0.1", std::nullopt, now); }
    static std::string auth_frame(std::string_view public_key, std::string_view nonce, const Now& now);

    /// What the first trader is sent because of a frame.
    Frames send(std::string_view frame) { return send(first, frame); }
    Frames send(ConnectionId from, std::string_view frame);
    /// Text frames to a connection since the last look; other outputs are kept in `others`.
    Frames inbox(ConnectionId connection);
    Frames inbox() { return inbox(first); }

    Frames mark(std::string_view price);
    Frames book(std::vector<Level> bids, std::vector<Level> asks);
    void set(std::string_view name, std::string_view variant);
    void advance(std::chrono::milliseconds time);
    /// An accepted stop's or order's venue id.
    std::string id_of_last() const { return venue.orders(false).back().order_id; }

    Venue venue;
    Now now;
    ConnectionId first = 0;
    std::vector<Output> others;

private:
    std::map<ConnectionId, Frames> boxes_;
    int nonces_ = 0;
};

bool matches(const std::optional<Json>& actual, const std::optional<Json>& expected);

/// Whether a frame has at least these members with these values; numbers are compared by value, and the
/// text "*" stands for any text but the empty one.
MATCHER_P(Has, expected, "has " + std::string(expected)) {
    return matches(parse_json(arg), parse_json(expected));
}

std::string stop_loss(std::string_view quantity, std::string_view price, std::string_view client_id = "A");
std::string limit(std::string_view side, std::string_view quantity, std::string_view price,
                  std::string_view client_id = "A", std::string_view tif = "GTC");
std::string market(std::string_view side, std::string_view quantity, std::string_view client_id = "A");

}  // namespace qb::sim::test
