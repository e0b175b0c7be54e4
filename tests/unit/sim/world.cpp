#include "world.h"

namespace qb::sim::test {

Options standard_options() {
    Options options;
    options.accounts = {
        {.public_key = "qfex_pub_alpha", .secret = "qfex_secret_alpha"},
        {.public_key = "qfex_pub_beta", .secret = "qfex_secret_beta", .jwt = "token-of-beta"}};
    SymbolRules aapl;
    aapl.symbol = "AAPL-USD";
    aapl.tick_size = number("0.01");
    aapl.lot_size = number("0.5");
    aapl.min_price = number("10");
    aapl.max_price = number("1000");
    aapl.min_quantity = number("1");
    aapl.max_quantity = number("1000");
    aapl.taker_fee_rate = number("0.0005");
    aapl.mark_price = number("200");
    aapl.initial_position = number("100");
    options.symbols = {aapl};
    options.seed = 1;
    options.rate_limits = {.general = 0, .cancel = 0};
    options.switches["Q27.wait"] = "0";  // where the speed bump is not what is tried
    return options;
}

World::World(Options options) : venue(std::move(options)) {
    now.wall = WallTime{std::chrono::seconds{1'760'545'414}};
    now.mono = MonoTime{std::chrono::seconds{1000}};
    first = trader();
}

std::string World::auth_frame(std::string_view public_key, std::string_view nonce, const Now& now) {
    const auto ts = std::chrono::floor<std::chrono::seconds>(now.wall).time_since_epoch().count();
    const std::string secret = "qfex_secret_" + std::string(public_key.substr(public_key.rfind('_') + 1));
    return R"({"type":"auth","params":{"hmac":{"public_key":")" + std::string(public_key) + R"(","nonce":")" +
           std::string(nonce) + R"(","unix_ts":)" + std::to_string(ts) + R"(,"signature":")" +
           signature_of(secret, nonce, ts) + R"("}}})";
}

ConnectionId World::trader(std::string_view public_key) {
    const auto id = venue.connected("127.0.0.1", std::string(public_key), now);
    venue.received(id, auth_frame(public_key, "a0" + std::to_string(++nonces_), now), now);
    for (const char* channel : {"order_responses", "fills", "stop_orders"})
        venue.received(
            id, R"({"type":"subscribe","params":{"channels":[")" + std::string(channel) + R"("]}})", now);
    EXPECT_EQ(inbox(id).size(), 4U);
    return id;
}

Frames World::send(ConnectionId from, std::string_view frame) {
    venue.received(from, frame, now);
    return inbox(from);
}

Frames World::inbox(ConnectionId connection) {
    for (auto& output : venue.take_outputs()) {
        if (output.kind == OutputKind::Text)
            boxes_[output.connection].push_back(std::move(output.text));
        else
            others.push_back(std::move(output));
    }
    return std::exchange(boxes_[connection], {});
}

Frames World::mark(std::string_view price) {
    EXPECT_TRUE(venue.set_mark("AAPL-USD", number(price), now));
    return inbox();
}

Frames World::book(std::vector<Level> bids, std::vector<Level> asks) {
    EXPECT_TRUE(venue.set_book("AAPL-USD", std::move(bids), std::move(asks), now));
    return inbox();
}

void World::set(std::string_view name, std::string_view variant) {
    const auto done = venue.set_switch(name, variant);
    ASSERT_TRUE(done) << done.error();
}

void World::advance(std::chrono::milliseconds time) {
    now.mono += time;
    now.wall += time;
    venue.tick(now);
}

bool matches(const std::optional<Json>& actual, const std::optional<Json>& expected) {
    if (!actual || !expected) return false;
    switch (expected->kind) {
    case Json::Kind::Null: return actual->is(Json::Kind::Null);
    case Json::Kind::Bool: return actual->is(Json::Kind::Bool) && actual->boolean == expected->boolean;
    case Json::Kind::String:
        return actual->is(Json::Kind::String) &&
               (expected->text == "*" ? !actual->text.empty() : actual->text == expected->text);
    case Json::Kind::Number:
        return actual->is(Json::Kind::Number) &&
               Decimal::parse_venue(actual->text) == Decimal::parse_venue(expected->text);
    case Json::Kind::Array:
        if (!actual->is(Json::Kind::Array) || actual->items.size() != expected->items.size()) return false;
        for (std::size_t i = 0; i < expected->items.size(); ++i)
            if (!matches(actual->items[i], expected->items[i])) return false;
        return true;
    case Json::Kind::Object: break;
    }
    if (!actual->is(Json::Kind::Object)) return false;
    for (std::size_t i = 0; i < expected->keys.size(); ++i) {
        const auto at = std::find(actual->keys.begin(), actual->keys.end(), expected->keys[i]);
        if (at == actual->keys.end()) return false;
        const auto index = static_cast<std::size_t>(at - actual->keys.begin());
        if (!matches(actual->items[index], expected->items[i])) return false;
    }
    return true;
}

namespace {

std::string add(std::string_view side, std::string_view type, std::string_view tif, std::string_view quantity,
                std::string_view price, std::string_view client_id) {
    return R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":")" + std::string(side) +
           R"(","order_type":")" + std::string(type) + R"(","order_time_in_force":")" + std::string(tif) +
           R"(","quantity":)" + std::string(quantity) + R"(,"price":)" + std::string(price) +
           R"(,"client_order_id":")" + std::string(client_id) + R"("}})";
}

}  // namespace

std::string stop_loss(std::string_view quantity, std::string_view price, std::string_view client_id) {
    return add("SELL", "STOP_LOSS", "GTC", quantity, price, client_id);
}

std::string limit(std::string_view side, std::string_view quantity, std::string_view price,
                  std::string_view client_id, std::string_view tif) {
    return add(side, "LIMIT", tif, quantity, price, client_id);
}

std::string market(std::string_view side, std::string_view quantity, std::string_view client_id) {
    return add(side, "MARKET", "IOC", quantity, "0", client_id);
}

}  // namespace qb::sim::test
