#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

bool dropped(World& world, ConnectionId connection) {
    world.inbox(0);
    return std::any_of(world.others.begin(), world.others.end(), [&](const Output& output) {
        return output.kind == OutputKind::Abort && output.connection == connection;
    });
}

struct Drop {
    std::string name;
    FaultKind kind;
    std::size_t orders, frames;  // carried out, answered
};
class DropFault : public testing::TestWithParam<Drop> {};

TEST_P(DropFault, BreaksTheLinkAtItsStep) {
    World world;
    world.venue.inject({.kind = GetParam().kind, .command = "add_order"}, world.now);
    EXPECT_THAT(world.send(R"({"type":"get_user_orders","params":{}})"), SizeIs(1)) << "another command";
    EXPECT_THAT(world.send(stop_loss("1", "190")), SizeIs(GetParam().frames));
    EXPECT_TRUE(dropped(world, world.first));
    EXPECT_THAT(world.venue.orders(true), SizeIs(GetParam().orders));
    const auto again = world.trader();
    EXPECT_THAT(world.send(again, stop_loss("1", "190")), SizeIs(1)) << "it happens once";
}

INSTANTIATE_TEST_SUITE_P(Steps, DropFault,
                         testing::Values(Drop{"BeforeCommand", FaultKind::DropBeforeCommand, 0, 0},
                                         Drop{"BeforeReply", FaultKind::DropBeforeReply, 1, 0},
                                         Drop{"AfterReply", FaultKind::DropAfterReply, 1, 1}),
                         [](const auto& row) { return row.param.name; });

TEST(Faults, DropNowTakesEveryConnection) {
    World world;
    const auto second = world.stranger();
    world.venue.inject({.kind = FaultKind::DropNow}, world.now);
    EXPECT_TRUE(dropped(world, world.first));
    EXPECT_TRUE(dropped(world, second));
}

TEST(Faults, LoseTheFirstFrameOrAll) {
    World world;
    world.book({}, {{number("200"), number("5")}});
    world.venue.inject({.kind = FaultKind::LoseReply}, world.now);
    EXPECT_THAT(world.send(market("BUY", "1")),
                ElementsAre(Has(R"({"fill_response":{}})"), Has(R"({"order_response":{}})")));
    world.venue.inject({.kind = FaultKind::LoseReplies, .count = 2}, world.now);
    EXPECT_THAT(world.send(market("BUY", "1")), IsEmpty());
    EXPECT_THAT(world.send(market("BUY", "1")), IsEmpty());
    EXPECT_THAT(world.send(market("BUY", "1")), SizeIs(3));
}

TEST(Faults, DoubleAndDelayReplies) {
    World world;
    world.venue.inject({.kind = FaultKind::DoubleReply}, world.now);
    EXPECT_THAT(world.send(stop_loss("1", "190")), SizeIs(2));
    world.venue.inject({.kind = FaultKind::DelayReply, .delay = std::chrono::milliseconds(300)}, world.now);
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    world.advance(std::chrono::milliseconds(300));
    EXPECT_THAT(world.inbox(), SizeIs(1));
}

TEST(Faults, OthersEventsAreNotReplies) {
    World world;
    const auto second = world.trader();
    world.venue.inject({.kind = FaultKind::LoseReplies}, world.now);
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    EXPECT_THAT(world.inbox(second), SizeIs(1));
}

TEST(Faults, AuthAndSubscribeCountOnlyWhenNamed) {
    World world;
    world.venue.inject({.kind = FaultKind::LoseReplies}, world.now);
    world.trader();
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    world.venue.inject({.kind = FaultKind::LoseReplies, .command = "auth"}, world.now);
    EXPECT_THAT(world.send(world.stranger(), World::auth_frame("qfex_pub_alpha", "beef", world.now)),
                IsEmpty());
}

TEST(Faults, GarbageAndOversizedFramesReachEveryConnection) {
    World world;
    const auto second = world.stranger();
    world.venue.inject({.kind = FaultKind::Garbage, .text = "}{"}, world.now);
    EXPECT_THAT(world.inbox(), ElementsAre("}{"));
    EXPECT_THAT(world.inbox(second), ElementsAre("}{"));
    world.venue.inject({.kind = FaultKind::Oversized, .bytes = 3'000'000}, world.now);
    const auto frames = world.inbox();
    ASSERT_THAT(frames, SizeIs(1));
    EXPECT_GT(frames[0].size(), 3'000'000U);
}

TEST(Faults, SilenceLastsUntilCleared) {
    World world;
    world.venue.inject({.kind = FaultKind::Silent}, world.now);
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    world.advance(std::chrono::seconds(20));
    world.inbox();
    ASSERT_THAT(world.others, SizeIs(1));
    EXPECT_EQ(world.others[0].kind, OutputKind::Pause);
    world.venue.clear_faults();
    EXPECT_THAT(world.send(stop_loss("1", "190")), SizeIs(1));
    EXPECT_EQ(world.others.back().kind, OutputKind::Resume);
}

TEST(Faults, SilenceHoldsDelayedFramesAndDropsOversizedOnes) {
    World world;
    world.venue.inject({.kind = FaultKind::DelayReply, .delay = std::chrono::milliseconds(300)}, world.now);
    EXPECT_THAT(world.send(stop_loss("1", "190")), IsEmpty());
    const auto stranger = world.stranger();
    world.venue.inject({.kind = FaultKind::Silent}, world.now);
    world.venue.inject({.kind = FaultKind::Oversized, .bytes = 10}, world.now);
    world.inbox();
    world.others.clear();
    world.advance(std::chrono::seconds(60));
    EXPECT_THAT(world.inbox(), IsEmpty());
    EXPECT_THAT(world.inbox(stranger), IsEmpty());
    EXPECT_THAT(world.others, IsEmpty()) << "the goodbye to a connection without auth";
    EXPECT_EQ(world.venue.next_deadline(), std::nullopt) << "nothing is due";
    world.venue.clear_faults();
    world.advance(std::chrono::milliseconds(0));
    EXPECT_THAT(world.inbox(), ElementsAre(Has(R"({"order_response":{"status":"ACK"}})")));
}

TEST(Faults, UpgradesAreRefusedSoManyTimes) {
    World world;
    world.venue.inject({.kind = FaultKind::RefuseUpgrade, .count = 2, .status = 403}, world.now);
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 403);
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 403);
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 101);
    world.venue.inject({.kind = FaultKind::RefuseUpgrade, .count = 0}, world.now);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 503);
    world.venue.clear_faults();
    EXPECT_EQ(world.venue.upgrade_status("qfex_pub_alpha"), 101);
}

TEST(Faults, ThePortCanCloseAndOpen) {
    World world;
    world.venue.inject({.kind = FaultKind::RefuseConnections}, world.now);
    world.inbox();
    EXPECT_EQ(world.others.back().kind, OutputKind::Refuse);
    world.venue.clear_faults();
    world.inbox();
    EXPECT_EQ(world.others.back().kind, OutputKind::Listen);
}

}  // namespace
}  // namespace qb::sim::test
