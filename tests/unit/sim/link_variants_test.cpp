// How the venue treats connections, variant by variant: pings, channels, disconnects, limits (Q2, Q3, Q19,
// Q24 to Q26).
#include "world.h"

namespace qb::sim::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kArm = R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})";

std::size_t outputs(World& world, OutputKind kind, ConnectionId connection) {
    world.inbox(0);
    return static_cast<std::size_t>(std::count_if(
        world.others.begin(), world.others.end(),
        [&](const Output& output) { return output.kind == kind && output.connection == connection; }));
}

std::string subscribe(std::string_view channels) {
    return R"({"type":"subscribe","params":{"channels":[)" + std::string(channels) + "]}}";
}

TEST(Q2, PingsComeAtTheirInterval) {
    World world;
    world.set("Q2", "5000");
    world.advance(milliseconds(20'000));  // the deadline that was set before
    EXPECT_EQ(outputs(world, OutputKind::Ping, world.first), 1U);
    world.advance(milliseconds(4999));
    EXPECT_EQ(outputs(world, OutputKind::Ping, world.first), 1U);
    world.advance(milliseconds(1));
    EXPECT_EQ(outputs(world, OutputKind::Ping, world.first), 2U);
    world.set("Q2", "0");
    world.advance(milliseconds(100'000));
    EXPECT_EQ(outputs(world, OutputKind::Ping, world.first), 2U);
    EXPECT_EQ(world.venue.next_deadline(), std::nullopt);
}

TEST(Q2, APingWithoutAPongClosesTheConnection) {
    World world;
    world.set("Q2.no_pong", "30000");
    world.advance(milliseconds(20'000));
    world.venue.ponged(world.first);
    world.advance(milliseconds(20'000));  // this one stays without
    world.advance(milliseconds(29'999));
    EXPECT_EQ(outputs(world, OutputKind::Close, world.first), 0U);
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + milliseconds(1));
    world.advance(milliseconds(1));
    EXPECT_EQ(outputs(world, OutputKind::Close, world.first), 1U);
    EXPECT_THAT(world.venue.connections(), IsEmpty());
}

TEST(Q3, AListMayBeConfirmedOnce) {
    World world;
    world.set("Q3", "one_for_list");
    EXPECT_THAT(world.send(subscribe(R"("fills","positions")")), ElementsAre(R"({"subscribed":"fills"})"));
    EXPECT_THAT(world.venue.connections()[0].channels, testing::Contains("positions"));
}

TEST(Q3, TheConfirmationMayHaveAType) {
    World world;
    world.set("Q3", "type_subscribed");
    EXPECT_THAT(world.send(subscribe(R"("fills")")),
                ElementsAre(R"({"type":"subscribed","channel":"fills"})"));
    EXPECT_THAT(world.send(R"({"type":"unsubscribe","params":{"channels":["fills"]}})"),
                ElementsAre(R"({"type":"unsubscribed","channel":"fills"})"));
}

TEST(Q3, StopOrdersMayStaySilentOrBeRefused) {
    World world;
    const auto quiet = world.stranger();
    world.send(quiet, World::auth_frame("qfex_pub_alpha", "beef", world.now));
    world.set("Q3.stop_orders", "silent");
    EXPECT_THAT(world.send(quiet, subscribe(R"("stop_orders")")), IsEmpty());
    EXPECT_THAT(world.venue.connections()[1].channels, ElementsAre("stop_orders"));
    EXPECT_THAT(world.send(quiet, subscribe(R"("fills","stop_orders")")),
                ElementsAre(R"({"subscribed":"fills"})"));
    world.send(quiet, R"({"type":"unsubscribe","params":{"channels":["stop_orders","fills"]}})");
    world.set("Q3.stop_orders", "err");
    EXPECT_THAT(world.send(quiet, subscribe(R"("stop_orders")")),
                ElementsAre(Has(R"({"err":{"error_code":"InvalidParameter"}})")));
    EXPECT_THAT(world.venue.connections()[1].channels, IsEmpty());
    EXPECT_THAT(world.send(quiet, subscribe(R"("fills")")), ElementsAre(R"({"subscribed":"fills"})"));
}

/// The first connection, armed, with an order and a stop of its own; another one of the account with an
/// order.
class Disconnect : public testing::Test {
protected:
    Disconnect() {
        world.send(kArm);
        world.send(limit("BUY", "1", "150", "first"));
        world.send(stop_loss("1", "190"));
        world.send(other, limit("BUY", "1", "150", "second"));
        world.inbox(other);
    }
    std::vector<std::string> open() const {
        std::vector<std::string> ids;
        for (const auto& order : world.venue.orders(true))
            ids.push_back(orders::is_stop(order.type) ? "stop" : order.client_order_id);
        return ids;
    }
    World world;
    ConnectionId other = world.trader();
};

TEST_F(Disconnect, CancelsTheOrdersOfTheAccount) {
    world.venue.disconnected(world.first, world.now, true);
    EXPECT_THAT(open(), ElementsAre("stop"));
    EXPECT_THAT(world.inbox(other), SizeIs(2));
}

TEST_F(Disconnect, MayCancelStopsToo) {
    world.set("Q19.stops", "cancelled");
    world.venue.disconnected(world.first, world.now);
    EXPECT_THAT(open(), IsEmpty());
}

TEST_F(Disconnect, MayLeaveThemAfterAGoodbye) {
    world.set("Q19", "leaves");
    world.venue.disconnected(world.first, world.now, true);
    EXPECT_THAT(open(), ElementsAre("first", "stop", "second"));
}

TEST_F(Disconnect, WithoutAGoodbyeIsADropInAnyCase) {
    world.set("Q19", "leaves");
    world.venue.disconnected(world.first, world.now);
    EXPECT_THAT(open(), ElementsAre("stop"));
}

TEST_F(Disconnect, MayCancelWhatTheConnectionSentAlone) {
    world.set("Q19.scope", "connection");
    world.venue.disconnected(world.first, world.now);
    EXPECT_THAT(open(), ElementsAre("stop", "second"));
}

TEST_F(Disconnect, MayCancelLater) {
    world.set("Q19.delay", "3000");
    world.venue.disconnected(world.first, world.now);
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + milliseconds(3000));
    world.advance(milliseconds(2999));
    EXPECT_THAT(open(), SizeIs(3));
    world.advance(milliseconds(1));
    EXPECT_THAT(open(), ElementsAre("stop"));
    EXPECT_THAT(world.inbox(other), SizeIs(2));
}

TEST(Q24, OnlyTheConnectionThatSentAnOrderMayHearOfIt) {
    World world;
    const auto other = world.trader();
    world.set("Q24", "origin");
    EXPECT_THAT(world.send(limit("BUY", "1", "150")), SizeIs(1));
    EXPECT_THAT(world.inbox(other), IsEmpty());
    EXPECT_THAT(world.book({}, {{number("150"), number("0.5")}}), SizeIs(2));
    EXPECT_THAT(world.inbox(other), IsEmpty());
    world.venue.disconnected(world.first, world.now);
    world.book({}, {{number("150"), number("0.5")}});
    EXPECT_THAT(world.inbox(other), SizeIs(2)) << "nobody else is left to hear of it";
}

TEST(Q24, EverybodyHearsOfWhatNobodySent) {
    World world;
    world.set("Q24", "origin");
    const auto other = world.trader();
    NewOrder foreign{.symbol = "AAPL-USD",
                     .side = orders::Side::Buy,
                     .type = orders::OrderType::Limit,
                     .quantity = number("1"),
                     .price = number("150")};
    EXPECT_TRUE(world.venue.foreign_order(foreign, world.now));
    EXPECT_THAT(world.inbox(), SizeIs(1));
    EXPECT_THAT(world.inbox(other), SizeIs(1));
}

TEST(Q25, ACommandBeforeAuthMayCloseTheConnectionOrBeIgnored) {
    World world;
    auto id = world.stranger();
    world.set("Q25", "ignored");
    EXPECT_THAT(world.send(id, subscribe(R"("fills")")), IsEmpty());
    EXPECT_EQ(outputs(world, OutputKind::Close, id), 0U);
    world.set("Q25", "close");
    EXPECT_THAT(world.send(id, subscribe(R"("fills")")), IsEmpty());
    EXPECT_EQ(outputs(world, OutputKind::Close, id), 1U);
    EXPECT_THAT(world.venue.connections(), SizeIs(1));
}

Options with_rates(int general, int cancel) {
    auto options = standard_options();
    options.rate_limits = {.general = general, .cancel = cancel};
    return options;
}

/// Five units a second in each bucket, and three that the subscriptions of a trader have cost.
class Limited : public testing::Test {
protected:
    Limited() { world.advance(milliseconds(1000)); }
    void use_up() {
        for (int i = 0; i < 5; ++i) EXPECT_THAT(world.send(market("BUY", "1")), SizeIs(2));
    }
    World world{with_rates(5, 5)};
};

TEST_F(Limited, RefusesWhatIsOverTheLimitAndDoesNothingWithIt) {
    use_up();
    EXPECT_THAT(
        world.send(limit("BUY", "1", "150")),
        ElementsAre(Has(
            R"({"err":{"error_code":"RateLimited","message":"You have exceeded the allowed message rate. Retry after 0.200 seconds.",
                "incoming_message":{"type":"add_order","params":{"client_order_id":"A"}}}})")));
    EXPECT_THAT(world.venue.orders(true), IsEmpty());
    world.advance(milliseconds(200));
    EXPECT_THAT(world.send(limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

TEST_F(Limited, LetsCancelsPassWhereOrdersDoNot) {
    world.send(limit("BUY", "1", "150"));
    for (int i = 0; i < 4; ++i) world.send(market("BUY", "1"));
    EXPECT_THAT(world.send(market("BUY", "1")), ElementsAre(Has(R"({"err":{"error_code":"RateLimited"}})")));
    EXPECT_THAT(world.send(R"({"type":"cancel_all_orders","params":{}})"),
                ElementsAre(Has(R"({"order_response":{"status":"CANCELLED"}})")));
}

TEST_F(Limited, CountsAllConnectionsOfAnAccountTogetherAndNoOtherAccount) {
    use_up();
    world.advance(milliseconds(40));  // enough to authenticate and subscribe twice
    const auto second = world.stranger();
    EXPECT_THAT(world.send(second, World::auth_frame("qfex_pub_alpha", "beef", world.now)),
                ElementsAre(Has(R"({"authenticated":true})")));
    EXPECT_THAT(world.send(second, market("BUY", "1")),
                ElementsAre(Has(R"({"err":{"error_code":"RateLimited"}})")));
    const auto beta = world.trader("qfex_pub_beta");
    EXPECT_THAT(world.send(beta, market("BUY", "1")), SizeIs(2));
}

TEST_F(Limited, HintsInManyWays) {
    use_up();
    const auto add = limit("BUY", "1", "150");
    world.set("Q26", "retry_after_s");
    EXPECT_THAT(world.send(add),
                ElementsAre(Has(R"({"err":{"error_code":"RateLimited","retry_after":0.2}})")));
    world.set("Q26", "retry_after_ms");
    EXPECT_THAT(world.send(add), ElementsAre(Has(R"({"err":{"retry_after":200}})")));
    world.set("Q23", "type_error");
    EXPECT_THAT(world.send(add), ElementsAre(Has(R"({"type":"error","retry_after":200})")));
    world.set("Q26", "none");
    EXPECT_THAT(world.send(add),
                ElementsAre(AllOf(Not(HasSubstr("retry_after")), Not(HasSubstr("Retry after")))));
}

TEST_F(Limited, MayAnswerWithAStatus) {
    world.set("Q26.form", "status");
    world.send(limit("BUY", "1", "150"));
    const auto id = world.id_of_last();
    for (int i = 0; i < 4; ++i) world.send(market("BUY", "1"));
    EXPECT_THAT(world.send(limit("BUY", "1", "150", "B")),
                ElementsAre(Has(R"({"order_response":{"client_order_id":"B","status":"RATE_LIMITED"}})")));
    EXPECT_THAT(
        world.send(R"({"type":"modify_order","params":{"order_id":")" + id +
                   R"(","symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":false}})"),
        ElementsAre(Has(R"({"order_response":{"order_id":")" + id +
                        R"(","client_order_id":"A","status":"RATE_LIMITED","quantity_remaining":1}})")));
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"),
                ElementsAre(Has(R"({"err":{"error_code":"RateLimited"}})")))
        << "no order is concerned";
    EXPECT_EQ(world.venue.orders(true).at(0).status, "ACK");
}

}  // namespace
}  // namespace qb::sim::test
