// Connections: auth, channels, deadlines, pings, and what a lost connection does.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string subscribe(std::string_view channel) {
    return R"({"type":"subscribe","params":{"channels":[")" + std::string(channel) + R"("]}})";
}

bool has_output(World& world, OutputKind kind, ConnectionId connection) {
    world.inbox(0);
    return std::any_of(world.others.begin(), world.others.end(), [&](const Output& output) {
        return output.kind == kind && output.connection == connection;
    });
}

TEST(Auth, NothingGoesBeforeIt) {
    World world;
    const auto id = world.stranger();
    EXPECT_THAT(world.send(id, subscribe("fills")),
                ElementsAre(Has(R"({"err":{"error_code":"PermissionDenied"}})")));
    EXPECT_THAT(world.send(id, limit("BUY", "1", "150")),
                ElementsAre(Has(R"({"err":{"error_code":"PermissionDenied"}})")));
    EXPECT_THAT(world.venue.orders(false), IsEmpty());
}

TEST(Auth, ANonceWorksOnce) {
    World world;
    const auto frame = World::auth_frame("qfex_pub_alpha", "beef", world.now);
    EXPECT_THAT(world.send(world.stranger(), frame), ElementsAre(Has(R"({"authenticated":true})")));
    EXPECT_THAT(world.send(world.stranger(), frame), ElementsAre(Has(R"({"authenticated":false})")));
}

TEST(Auth, AWrongSignatureOrClockIsRefusedAndMayBeCorrected) {
    World world;
    const auto id = world.stranger();
    auto wrong = World::auth_frame("qfex_pub_alpha", "beef", world.now);
    wrong[wrong.find("signature") + 14] ^= 1;
    EXPECT_THAT(world.send(id, wrong), ElementsAre(Has(R"({"authenticated":false})")));
    Now early = world.now;
    early.wall -= std::chrono::seconds(31);
    EXPECT_THAT(world.send(id, World::auth_frame("qfex_pub_alpha", "beef", early)),
                ElementsAre(Has(R"({"authenticated":false})")));
    EXPECT_THAT(world.send(id, World::auth_frame("qfex_pub_alpha", "beef", world.now)),
                ElementsAre(Has(R"({"authenticated":true})")));
}

TEST(Auth, TheKeyMustBeThatOfTheUrl) {
    World world;
    const auto id = world.venue.connected("127.0.0.1", "qfex_pub_beta", world.now);
    EXPECT_THAT(world.send(id, World::auth_frame("qfex_pub_alpha", "beef", world.now)),
                ElementsAre(Has(R"({"authenticated":false})")));
}

TEST(Auth, AccountIdMustBelongToTheKey) {
    World world;
    auto frame = World::auth_frame("qfex_pub_alpha", "beef", world.now);
    const auto with_account = [&](std::string_view account) {
        return frame.substr(0, frame.size() - 2) + R"(,"account_id":")" + std::string(account) + "\"}}";
    };
    EXPECT_THAT(world.send(world.stranger(), with_account("11111111-1111-1111-1111-111111111111")),
                ElementsAre(Has(R"({"authenticated":false})")));
    frame = World::auth_frame("qfex_pub_alpha", "cafe", world.now);
    EXPECT_THAT(world.send(world.stranger(), with_account(world.venue.options().accounts[0].account_id)),
                ElementsAre(Has(R"({"authenticated":true})")));
}

TEST(Auth, TakesAConfiguredToken) {
    World world;
    EXPECT_THAT(world.send(world.stranger(), R"({"type":"auth","params":{"jwt":"token-of-beta"}})"),
                ElementsAre(Has(R"({"authenticated":true})")));
    EXPECT_THAT(world.send(world.stranger(), R"({"type":"auth","params":{"jwt":"other"}})"),
                ElementsAre(Has(R"({"authenticated":false})")));
    EXPECT_THAT(world.send(world.stranger(), R"({"type":"auth","params":{}})"),
                ElementsAre(Has(R"({"authenticated":false})")));
}

TEST(Auth, ComesWithinTheDeadlineOrTheConnectionCloses) {
    World world;
    const auto id = world.stranger();
    world.advance(std::chrono::milliseconds(59'999));
    EXPECT_FALSE(has_output(world, OutputKind::Close, id));
    world.advance(std::chrono::milliseconds(1));
    EXPECT_TRUE(has_output(world, OutputKind::Close, id));
    EXPECT_THAT(world.venue.connections(), SizeIs(1));
}

TEST(Auth, LeavesNoSecretInRecordsAndLog) {
    std::string log;
    auto options = standard_options();
    options.log = [&](std::string_view line) { log.append(line).append("\n"); };
    World world(std::move(options));
    world.send(world.stranger(), R"({"type":"auth","params":{"jwt":"token-of-beta"}})");
    world.send(world.stranger(), R"({"type":"auth","params":{"jwt":"token-of-beta")");
    const auto signature = signature_of("qfex_secret_alpha", "a01", 1'760'545'414);
    for (const auto& secret : {std::string("token-of-beta"), signature, std::string("qfex_secret")}) {
        EXPECT_EQ(log.find(secret), std::string::npos);
        for (const auto& command : world.venue.commands())
            EXPECT_EQ(command.frame.find(secret), std::string::npos);
    }
    EXPECT_NE(log.find("authenticated as qfex_pub_alpha"), std::string::npos);
}

TEST(Channels, AreConfirmedOneByOne) {
    World world;
    EXPECT_THAT(world.send(R"({"type":"subscribe","params":{"channels":["fills","positions"]}})"),
                ElementsAre(R"({"subscribed":"fills"})", R"({"subscribed":"positions"})"));
    EXPECT_THAT(world.send(R"({"type":"unsubscribe","params":{"channels":["fills"]}})"),
                ElementsAre(R"({"unsubscribed":"fills"})"));
}

TEST(Channels, EventsGoOnlyWhereTheyWereAskedFor) {
    World world;
    world.book({}, {{number("200"), number("10")}});
    const auto quiet = world.stranger();
    world.send(quiet, World::auth_frame("qfex_pub_alpha", "beef", world.now));
    EXPECT_THAT(world.send(quiet, limit("BUY", "1", "200")), IsEmpty());
    EXPECT_THAT(world.inbox(), SizeIs(3)) << "the other connection of the account";
    world.send(quiet, subscribe("fills"));
    EXPECT_THAT(world.send(quiet, limit("BUY", "1", "200")), ElementsAre(Has(R"({"fill_response":{}})")));
}

TEST(CancelOnDisconnect, CancelsTheOrdersOfTheAccountWhenTheLinkDrops) {
    World world;
    const auto other = world.trader();
    const auto beta = world.trader("qfex_pub_beta");
    EXPECT_THAT(world.send(R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})"),
                ElementsAre(Has(R"({"ack":{"incoming_message":{"type":"cancel_on_disconnect"}}})")));
    world.send(limit("BUY", "1", "150"));
    world.send(stop_loss("1", "190"));
    world.send(beta, limit("BUY", "1", "150"));
    world.inbox(other);
    world.venue.disconnected(world.first, world.now);
    EXPECT_THAT(world.inbox(other),
                ElementsAre(Has(R"({"order_response":{"status":"CANCELLED","type":"LIMIT"}})")));
    EXPECT_THAT(world.venue.orders(true), SizeIs(2)) << "the stop, and the other account's order";
}

TEST(CancelOnDisconnect, IsOffUnlessAskedForAndCanBeDisarmed) {
    World world;
    world.send(limit("BUY", "1", "150"));
    world.send(R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})");
    world.send(R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":false}})");
    world.venue.disconnected(world.first, world.now);
    EXPECT_THAT(world.venue.orders(true), SizeIs(1));
}

TEST(Restart, DropsConnectionsAndKeepsOrders) {
    World world;
    world.send(stop_loss("1", "190"));
    world.venue.drop_all(world.now);
    EXPECT_TRUE(has_output(world, OutputKind::Abort, world.first));
    EXPECT_THAT(world.venue.connections(), IsEmpty());
    const auto again = world.trader();
    EXPECT_THAT(world.send(again, R"({"type":"get_user_orders","params":{}})"),
                ElementsAre(Has(R"({"all_orders_response":{"orders":[{"type":"STOP_LOSS"}]}})")));
}

TEST(Pings, GoOutAtTheirInterval) {
    World world;
    world.advance(std::chrono::seconds(19));
    EXPECT_FALSE(has_output(world, OutputKind::Ping, world.first));
    EXPECT_EQ(world.venue.next_deadline(), world.now.mono + std::chrono::seconds(1));
    world.advance(std::chrono::seconds(1));
    EXPECT_TRUE(has_output(world, OutputKind::Ping, world.first));
}

TEST(Ids, AreTheSameForTheSameSeedAndCommands) {
    World one, two;
    EXPECT_EQ(one.send(stop_loss("1", "190")), two.send(stop_loss("1", "190")));
}

TEST(Options, ThatContradictThemselvesAreRefused) {
    auto options = standard_options();
    options.switches["Q8"] = "v9";
    EXPECT_THROW(Venue{options}, std::runtime_error);
    options = standard_options();
    options.accounts.clear();
    EXPECT_THROW(Venue{options}, std::runtime_error);
    options = standard_options();
    options.accounts[1].public_key = options.accounts[0].public_key;
    EXPECT_THROW(Venue{options}, std::runtime_error);
}

}  // namespace
}  // namespace qb::sim::test
