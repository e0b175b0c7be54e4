#include "sim/rest.h"

#include "world.h"

namespace qb::sim::test {
namespace {

class RestTest : public testing::Test {
protected:
    net::HttpRequest request(std::string target) {
        return {.method = "GET", .target = std::move(target), .headers = {{"User-Agent", "test"}}};
    }
    net::HttpRequest signed_request(std::string target, std::string_view key = "qfex_pub_alpha") {
        auto out = request(std::move(target));
        const std::string nonce = "bb" + std::to_string(++nonces_);
        const auto ts = std::chrono::floor<std::chrono::seconds>(world_.now.wall).time_since_epoch().count();
        const std::string secret = "qfex_secret_" + std::string(key.substr(key.rfind('_') + 1));
        out.headers.emplace_back("x-qfex-public-key", key);
        out.headers.emplace_back("x-qfex-nonce", nonce);
        out.headers.emplace_back("x-qfex-timestamp", std::to_string(ts));
        out.headers.emplace_back("x-qfex-hmac-signature", signature_of(secret, nonce, ts));
        return out;
    }
    std::string get(std::string target) {
        const auto response = rest_.answer(signed_request(std::move(target)), world_.now);
        EXPECT_EQ(response.status, 200) << response.body;
        return response.body;
    }

    World world_;
    Rest rest_{world_.venue};
    int nonces_ = 0;
};

TEST_F(RestTest, RefdataIsPublicAndInTexts) {
    const auto response = rest_.answer(request("/refdata"), world_.now);
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body,
                Has(R"({"type":"refdata","data":[{"symbol":"AAPL-USD","tick_size":"0.01","lot_size":"0.5",
        "min_price":"10","max_price":"1000","min_quantity":"1","max_quantity":"1000","status":"ACTIVE","base_asset":"AAPL",
        "order_time_in_force":["GTC","IOC","FOK"],"order_types":["LIMIT","MARKET","ALO"],"default_max_leverage":20}]})"));
    EXPECT_THAT(rest_.answer(request("/refdata?ticker=GOOG-USD"), world_.now).body, Has(R"({"data":[]})"));
}

TEST_F(RestTest, HistoricOrdersShowHowOrdersEnded) {
    world_.book({{number("199"), number("4")}}, {});
    world_.send(market("SELL", "10", "partly"));
    world_.send(limit("BUY", "1", "5", "refused"));
    world_.send(limit("BUY", "1", "150", "open"));
    EXPECT_THAT(get("/user/historic-orders"), Has(R"({"count":2,"data":[
        {"client_order_id":"refused","terminal_status":"PRICE_LESS_THAN_MIN_PRICE","execution_state":"UNFILLED","avg_price":null,
         "first_fill_ts":null,"filled_qty":0},
        {"client_order_id":"partly","terminal_status":"CANCELLED","execution_state":"PARTIALLY_FILLED","filled_qty":4,"avg_price":199,
         "quantity":10,"side":"SELL","type":"MARKET","time_in_force":"IOC","status_ts":"2025-10-15T16:23:34.000000Z",
         "passive_qty":0,"first_fill_ts":"*","order_id":"*"}]})"));
    EXPECT_THAT(get("/user/historic-orders?client_order_id=partly&symbol=AAPL-USD"),
                Has(R"({"count":1,"data":[{"client_order_id":"partly"}]})"));
    EXPECT_THAT(get("/user/historic-orders?limit=1&offset=1"),
                Has(R"({"count":2,"data":[{"client_order_id":"partly"}]})"));
    EXPECT_THAT(get("/user/historic-orders?end=100"), Has(R"({"count":0,"data":[]})"));
    EXPECT_THAT(get("/user/historic-orders?start=1760545414&end=1760545414"), Has(R"({"count":2})"));
}

TEST_F(RestTest, AStopThatWentOnUnderAnotherIdLeavesNoRowOfItsOwn) {
    world_.set("Q8", "v2");
    world_.book({{number("189"), number("4")}}, {});
    world_.send(stop_loss("1", "190"));
    world_.mark("190");
    EXPECT_THAT(
        get("/user/historic-orders"),
        Has(R"({"count":1,"data":[{"type":"STOP_MARKET","client_order_id":"A","terminal_status":"FILLED"}]})"));
}

TEST_F(RestTest, AStopThatIsGoneWithoutAWordEndedWhenItFired) {
    world_.set("Q11.shrink", "keep");
    world_.set("Q8.gone", "silent");
    world_.send(stop_loss("1", "190"));
    EXPECT_TRUE(world_.venue.set_position("", "AAPL-USD", {}, world_.now));
    world_.advance(std::chrono::seconds(10));
    EXPECT_THAT(world_.mark("190"), testing::IsEmpty());
    EXPECT_THAT(
        get("/user/historic-orders"),
        Has(R"({"data":[{"terminal_status":"CANCELLED","status_ts":"2025-10-15T16:23:44.000000Z"}]})"));
}

TEST_F(RestTest, TakesATokenInPlaceOfASignature) {
    const auto with_token = [&](std::string_view authorization, std::string_view account = {}) {
        auto out = request("/user/positions");
        out.headers.emplace_back("Authorization", authorization);
        if (!account.empty()) out.headers.emplace_back("x-qfex-requested-account-id", account);
        return rest_.answer(out, world_.now).status;
    };
    EXPECT_EQ(with_token("Bearer token-of-beta"), 200);
    EXPECT_EQ(with_token("Bearer token-of-beta", world_.venue.options().accounts[1].account_id), 200);
    EXPECT_EQ(with_token("Bearer token-of-beta", world_.venue.options().accounts[0].account_id), 403);
    EXPECT_EQ(with_token("Bearer other"), 401);
    EXPECT_EQ(with_token("Bearer "), 401);
    EXPECT_EQ(with_token("token-of-beta"), 401);
}

TEST_F(RestTest, TradesAreFoundByOrder) {
    world_.book({{number("199"), number("4")}}, {});
    world_.send(market("SELL", "1"));
    const auto id = world_.id_of_last();
    world_.send(market("SELL", "2"));
    EXPECT_THAT(
        get("/user/trade?exchange_order_id=" + id),
        Has(R"({"count":1,"data":[{"id":"*","order_id":")" + id +
            R"(","price":199,"quantity":1,"side":"SELL","order_type":"MARKET","tif":"IOC","realised_pnl_change":-1,"symbol":"AAPL-USD"}]})"));
    EXPECT_THAT(get("/user/trade"), Has(R"({"count":2})"));
}

TEST_F(RestTest, PositionsAndBalance) {
    EXPECT_THAT(get("/user/positions"), Has(R"({"balance":{"deposit":100000000,"available_balance":99999000},
        "positions":[{"symbol":"AAPL-USD","position":100,"average_price":200}]})"));
}

TEST_F(RestTest, AccountsSeeOnlyTheirOwn) {
    world_.send(limit("BUY", "1", "5"));
    EXPECT_THAT(rest_.answer(signed_request("/user/historic-orders", "qfex_pub_beta"), world_.now).body,
                Has(R"({"count":0})"));
}

TEST_F(RestTest, RefusesWhatItShould) {
    const auto status = [&](const net::HttpRequest& r) { return rest_.answer(r, world_.now).status; };
    EXPECT_EQ(status(request("/user/trade")), 401);
    EXPECT_EQ(status(request("/nowhere")), 404);
    auto post = request("/refdata");
    post.method = "POST";
    EXPECT_EQ(status(post), 405);
    auto bare = request("/refdata");
    bare.headers.clear();
    EXPECT_EQ(status(bare), 403) << "no User-Agent";
    const auto once = signed_request("/user/trade");
    EXPECT_EQ(status(once), 200);
    EXPECT_EQ(status(once), 401) << "the nonce again";
    auto wrong = signed_request("/user/trade");
    wrong.headers.back().second[0] ^= 1;
    EXPECT_EQ(status(wrong), 401);
    auto other = signed_request("/user/trade");
    other.headers.emplace_back("x-qfex-requested-account-id", "11111111-1111-1111-1111-111111111111");
    EXPECT_EQ(status(other), 403);
    EXPECT_EQ(status(signed_request("/user/trade?limit=0")), 422);
    EXPECT_EQ(status(signed_request("/user/trade?limit=x")), 422);
    EXPECT_EQ(status(signed_request("/user/historic-orders?start=yesterday")), 422);
    EXPECT_EQ(rest_.answer(request("/user/trade"), world_.now).content_type, "application/problem+json");
}

}  // namespace
}  // namespace qb::sim::test
