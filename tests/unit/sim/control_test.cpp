#include "sim/control.h"

#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ControlTest : public testing::Test {
protected:
    net::HttpResponse post(std::string_view path, std::string_view body) {
        return control_.answer("POST", path, body, world_.now);
    }
    void expect_ok(std::string_view path, std::string_view body) {
        const auto response = post(path, body);
        EXPECT_EQ(response.status, 200) << response.body;
    }
    void expect_refused(std::string_view path, std::string_view body, std::string_view reason) {
        const auto response = post(path, body);
        EXPECT_EQ(response.status, 400) << path << " " << body;
        EXPECT_THAT(response.body, HasSubstr(reason));
    }
    Json get(std::string_view path) {
        return parse_json(control_.answer("GET", path, {}, world_.now).body).value();
    }

    World world_;
    std::chrono::milliseconds down_{-1};
    Control control_{world_.venue, [this](std::chrono::milliseconds down) { down_ = down; }};
};

TEST_F(ControlTest, MovesMarkAndBookWithNumbersOrTexts) {
    expect_ok("/book", R"({"symbol":"AAPL-USD","bids":[["189.9","5"],[189.8,10]],"asks":[["190.1","5"]]})");
    world_.send(stop_loss("1", "190"));
    expect_ok("/mark", R"({"symbol":"AAPL-USD","price":"190.01"})");
    EXPECT_THAT(world_.inbox(), IsEmpty());
    expect_ok("/mark", R"({"symbol":"AAPL-USD","price":190})");
    EXPECT_THAT(world_.inbox(), ElementsAre(Has(R"({"fill_response":{"price":189.9}})"), testing::_));
}

TEST_F(ControlTest, RefusesWhatItCannotUse) {
    expect_refused("/mark", R"({"symbol":"AAPL-USD"})", "price");
    expect_refused("/mark", R"({"symbol":"NONE","price":1})", "NONE");
    expect_refused("/mark", R"({"symbol":"AAPL-USD","price":0})", "positive");
    expect_refused("/mark", R"({"symbol":"AAPL-USD","prize":1})", "prize");
    expect_refused("/mark", "nonsense", "JSON");
    expect_refused("/book", R"({"symbol":"AAPL-USD","bids":[["a","b"]]})", "levels");
    expect_refused("/book", R"({"symbol":"AAPL-USD","bids":[[1,0.3]]})", "lots");
    expect_refused("/book", R"({"symbol":"AAPL-USD","bids":[[2,1]],"asks":[[1,1]]})", "best bid");
    expect_refused("/position", R"({"symbol":"AAPL-USD","quantity":0.3})", "lots");
    expect_refused("/position", R"({"account":"nobody","symbol":"AAPL-USD","quantity":1})", "nobody");
    expect_refused("/reject", R"({"status":"A","err":"B"})", "exactly one");
    expect_refused("/fault", R"({"kind":"earthquake"})", "drop_before_reply");
    expect_refused("/fault", R"({"kind":"drop_now","status":200})", "400..599");
    expect_refused("/end", R"({"order_id":"x"})", "no open order");
    expect_refused("/symbol", R"({"symbol":"AAPL-USD","mark_price":1})", "path of its own");
    expect_refused("/symbol", R"({"symbol":"AAPL-USD","tick_size":0})", "tick_size");
    EXPECT_EQ(post("/nowhere", "{}").status, 404);
    EXPECT_EQ(control_.answer("GET", "/mark", {}, world_.now).status, 405);
}

TEST_F(ControlTest, SetsSwitchesAllOrNone) {
    expect_ok("/switch", R"({"Q8":"v2","Q22.gap":250})");
    EXPECT_EQ(world_.venue.switches().value("Q8"), "v2");
    EXPECT_EQ(world_.venue.switches().ms("Q22.gap"), std::chrono::milliseconds(250));
    expect_refused("/switch", R"({"Q7":"echo","Q8":"v9"})", "v1|v2|v3");
    EXPECT_EQ(world_.venue.switches().value("Q7"), "empty");
    expect_refused("/switch", R"({"Q77":"x"})", "Q8.fill_type");
    const auto list = get("/switches");
    EXPECT_EQ(list.items.size(), switch_table().size());
    EXPECT_EQ(list.items[0].text_of("name"), "Q1");
}

TEST_F(ControlTest, SetsPositions) {
    expect_ok("/position", R"({"symbol":"AAPL-USD","quantity":"-5"})");
    EXPECT_EQ(world_.venue.exchange().position_of(0, "AAPL-USD"), number("-5"));
    expect_ok("/position", R"({"account":"qfex_pub_beta","symbol":"AAPL-USD","quantity":7})");
    EXPECT_EQ(world_.venue.exchange().position_of(1, "AAPL-USD"), number("7"));
}

TEST_F(ControlTest, ScriptsAnswers) {
    expect_ok("/reject", R"({"status":"FAILED_MARGIN_CHECK"})");
    EXPECT_THAT(world_.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"FAILED_MARGIN_CHECK"}})")));
    expect_ok("/reject", R"({"err":"InvalidOrder","message":"no"})");
    EXPECT_THAT(world_.send(stop_loss("1", "190")),
                ElementsAre(Has(R"({"err":{"error_code":"InvalidOrder","message":"no"}})")));
}

TEST_F(ControlTest, InjectsAndClearsFaults) {
    expect_ok("/fault", R"({"kind":"lose_replies","command":"add_order","count":0})");
    EXPECT_THAT(world_.send(stop_loss("1", "190")), IsEmpty());
    expect_ok("/fault", R"({"kind":"clear"})");
    EXPECT_THAT(world_.send(stop_loss("1", "190")), SizeIs(1));
    expect_ok("/fault", R"({"kind":"delay_reply","ms":50})");
    EXPECT_THAT(world_.send(stop_loss("1", "190")), IsEmpty());
    world_.advance(std::chrono::milliseconds(50));
    EXPECT_THAT(world_.inbox(), SizeIs(1));
}

TEST_F(ControlTest, SendsForeignOrdersFillsAndFrames) {
    expect_ok("/foreign", R"({"symbol":"AAPL-USD","side":"BUY","quantity":2,"price":150})");
    EXPECT_THAT(
        world_.inbox(),
        ElementsAre(Has(R"({"order_response":{"status":"ACK","type":"LIMIT","client_order_id":""}})")));
    EXPECT_THAT(world_.venue.orders(true), SizeIs(1));
    expect_ok(
        "/foreign",
        R"({"kind":"fill","symbol":"AAPL-USD","side":"SELL","quantity":3,"price":180,"client_order_id":"liq"})");
    EXPECT_THAT(world_.inbox(),
                ElementsAre(Has(R"({"fill_response":{"quantity":3,"price":180,"client_order_id":"liq"}})"),
                            Has(R"({"order_response":{"status":"FILLED"}})")));
    EXPECT_EQ(world_.venue.exchange().position_of(0, "AAPL-USD"), number("97"));
    expect_ok("/foreign", R"({"frame":{"order_response":{"order_id":"x"}}})");
    EXPECT_THAT(world_.inbox(), ElementsAre(R"({"order_response":{"order_id":"x"}})"));
}

TEST_F(ControlTest, RefusesForeignOrdersWithoutUsableNumbers) {
    const auto body = [](std::string_view rest) {
        return R"({"symbol":"AAPL-USD","side":"SELL",)" + std::string(rest) + "}";
    };
    expect_refused("/foreign", R"({"symbol":"AAPL-USD"})", "side");
    for (const char* numbers :
         {R"("quantity":1)", R"("quantity":1,"price":"abc")", R"("quantity":1,"price":0)",
          R"("quantity":1,"price":-5)", R"("quantity":1,"price":0,"type":"STOP_LOSS")"}) {
        expect_refused("/foreign", body(numbers), "price");
        expect_refused("/foreign", body(std::string(numbers) + R"(,"kind":"fill")"), "price");
    }
    for (const char* quantity : {"0", "-1"})
        expect_refused("/foreign", body(R"("price":150,"quantity":)" + std::string(quantity)), "quantity");
    expect_refused("/foreign", body(R"("quantity":1,"type":"MARKET","tif":"IOC","price":"abc")"), "price");
    expect_refused("/foreign", body(R"("quantity":1,"type":"MARKET","tif":"IOC","kind":"fill")"), "price");
    EXPECT_THAT(world_.inbox(), IsEmpty());
    EXPECT_THAT(world_.venue.orders(false), IsEmpty());
    expect_ok("/foreign", body(R"("quantity":1,"type":"MARKET","tif":"IOC")"));
    EXPECT_THAT(world_.venue.orders(false), SizeIs(1));
}

TEST_F(ControlTest, AForeignFillOfAStopLeavesRoomForTheNextOne) {
    expect_ok(
        "/foreign",
        R"({"kind":"fill","symbol":"AAPL-USD","side":"SELL","type":"STOP_LOSS","quantity":60,"price":180})");
    EXPECT_THAT(world_.inbox(),
                ElementsAre(Has(R"({"fill_response":{"order_type":"STOP_LOSS","tif":"IOC"}})"),
                            Has(R"({"order_response":{"status":"FILLED"}})")));
    EXPECT_THAT(world_.send(stop_loss("40", "190")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

TEST_F(ControlTest, EndsOrdersByEitherId) {
    world_.send(limit("BUY", "1", "150", "mine"));
    expect_ok("/end", R"({"client_order_id":"mine","status":"CANCELLED_STP"})");
    EXPECT_THAT(world_.inbox(), ElementsAre(Has(R"({"order_response":{"status":"CANCELLED_STP"}})")));
}

TEST_F(ControlTest, ChangesRulesAndAccounts) {
    expect_ok("/symbol", R"({"symbol":"AAPL-USD","status":"INACTIVE"})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED_MARKET_CLOSED"}})")));
    expect_ok("/symbol", R"({"symbol":"AAPL-USD","status":"ACTIVE","max_price_band":140})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"REJECTED_GREATER_THAN_MAX_PRICE_BAND"}})")));
    expect_ok("/symbol", R"({"symbol":"AAPL-USD","max_price_band":null})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
    expect_ok("/account", R"({"in_liquidation":true})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"USER_IN_LIQUIDATION"}})")));
    expect_ok("/account", R"({"in_liquidation":false,"can_trade":false})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"PERMISSION_DENIED"}})")));
    expect_ok("/account", R"({"account":"qfex_pub_alpha","can_trade":true,"kyc":false})");
    EXPECT_THAT(world_.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"err":{"error_code":"KycRequired"}})")));
}

TEST_F(ControlTest, Restarts) {
    expect_ok("/restart", "");
    EXPECT_EQ(down_, std::chrono::milliseconds(0));
    expect_ok("/restart", R"({"down_ms":3000})");
    EXPECT_EQ(down_, std::chrono::milliseconds(3000));
}

TEST_F(ControlTest, ShowsTheStateWithTheDigitsThatCameIn) {
    world_.book({{number("199"), number("5")}}, {});
    world_.send(limit("SELL", "1.0", "210.50", "R"));
    world_.send(stop_loss("0.50", "190.00", "S"));
    world_.send(market("SELL", "1", "M"));
    const auto state = get("/state");
    EXPECT_TRUE(matches(state, parse_json(R"({
        "connections":[{"id":1,"authenticated":true,"public_key":"qfex_pub_alpha","channels":["fills","order_responses","stop_orders"]}],
        "orders":[{"client_order_id":"R","quantity":"1.0","price":"210.50","open":true,"status":"ACK"},
                  {"client_order_id":"M","quantity":"1","price":"0","open":false,"status":"FILLED"}],
        "stops":[{"client_order_id":"S","quantity":"0.50","price":"190.00","type":"STOP_LOSS","side":"SELL"}],
        "trades":[{"client_order_id":"M","price":"199","quantity":"1"}],
        "positions":[{"symbol":"AAPL-USD","quantity":"99"},{"symbol":"AAPL-USD","quantity":"100"}],
        "markets":[{"symbol":"AAPL-USD","mark":"200","bids":[["199","4"]]}]})")));
    const auto* commands = state.find("commands");
    ASSERT_NE(commands, nullptr);
    EXPECT_EQ(commands->items.back().text_of("frame"), market("SELL", "1", "M"));
    EXPECT_EQ(commands->items.front().text_of("frame"), R"({"type":"auth","params":{}})");
}

}  // namespace
}  // namespace qb::sim::test
