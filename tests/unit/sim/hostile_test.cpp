// What peers without a key, and keys in the wrong place, must not do: fill the memory, or leave a secret
// behind.
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::size_t bytes_kept(const World& world) {
    std::size_t bytes = 0;
    for (const auto& command : world.venue.commands()) bytes += command.frame.size() + command.type.size();
    return bytes;
}

TEST(Hostile, OfAStrangersFramesOnlyTheTypeIsKept) {
    World world;
    const auto id = world.stranger();
    const std::string filler(100'000, 'x');
    for (const auto& frame : {R"({"type":"add_order","params":{"filler":")" + filler + R"("}})",
                              "not JSON " + filler, R"({"type":")" + filler + R"(","params":{}})"}) {
        const auto before = bytes_kept(world);
        const auto answer = world.send(id, frame);
        EXPECT_LT(bytes_kept(world) - before, 100U);
        ASSERT_THAT(answer, testing::SizeIs(1));
        EXPECT_THAT(answer[0], Has(R"({"err":{"incoming_message":null}})")) << "an echo would be as long";
    }
    EXPECT_EQ(world.venue.commands().rbegin()[2].frame, R"({"type":"add_order","params":{}})");
}

TEST(Hostile, TypesThatAreNoneAreCountedTogether) {
    World world;
    world.send(R"({"type":"fly","params":{}})");
    world.send(world.stranger(), R"({"type":"swim","params":{}})");
    EXPECT_EQ(world.venue.count("other"), 2U);
    EXPECT_EQ(world.venue.count("fly"), 0U);
    EXPECT_EQ(world.venue.count("subscribe"), 3U);
}

TEST(Hostile, KeptFramesHaveABoundInBytes) {
    World world;
    const std::string filler(1U << 20U, 'x');
    for (int i = 0; i < 100; ++i)
        world.send(R"({"type":"fly","params":{"number":)" + std::to_string(i) + R"(,"filler":")" + filler +
                   R"("}})");
    EXPECT_LE(bytes_kept(world), 66U << 20U);
    EXPECT_THAT(world.venue.commands().back().frame.substr(0, 60), HasSubstr(R"("number":99)"));
}

TEST(Hostile, AStrangerDoesNotUseUpTheOperatorsFaults) {
    World world;
    world.venue.inject({.kind = FaultKind::LoseReplies, .command = "add_order"}, world.now);
    EXPECT_THAT(world.send(world.stranger(), stop_loss("1", "190")), testing::SizeIs(1));
    EXPECT_THAT(world.send(stop_loss("1", "190")), testing::IsEmpty());
}

struct Misplaced {
    std::string name, frame;
    bool authenticated;
};
class MisplacedSecret : public testing::TestWithParam<Misplaced> {};

TEST_P(MisplacedSecret, IsNeitherKeptNorLoggedNorEchoed) {
    std::string log;
    auto options = standard_options();
    options.log = [&](std::string_view line) { log.append(line).append("\n"); };
    World world(std::move(options));
    const auto id = GetParam().authenticated ? world.first : world.stranger();
    const auto answer = world.send(id, GetParam().frame);
    ASSERT_THAT(answer, testing::SizeIs(1));
    EXPECT_THAT(answer[0], Not(HasSubstr("token-of-beta")));
    EXPECT_THAT(log, Not(HasSubstr("token-of-beta")));
    EXPECT_THAT(world.venue.commands().back().frame, Not(HasSubstr("token-of-beta")));
}

INSTANTIATE_TEST_SUITE_P(
    Frames, MisplacedSecret,
    testing::Values(
        Misplaced{"TypeInCapitals", R"({"type":"Auth","params":{"jwt":"token-of-beta"}})", false},
        Misplaced{"NoType", R"({"params":{"jwt":"token-of-beta"}})", false},
        Misplaced{"OutsideParams", R"({"type":"auth","jwt":"token-of-beta"})", false},
        Misplaced{"UnderAnotherName", R"({"type":"login","params":{"token":"token-of-beta"}})", false},
        Misplaced{"CutOff", R"({"jwt":"token-of-beta)", false},
        Misplaced{"Later", R"({"type":"Auth","params":{"jwt":"token-of-beta"}})", true},
        Misplaced{"LaterAsHmac", R"({"type":"x","params":{"hmac":{"signature":"token-of-beta"}}})", true},
        Misplaced{"LaterOutsideParams", R"({"type":"Auth","jwt":"token-of-beta"})", true},
        Misplaced{
            "LaterInAnAck",
            R"({"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true,"jwt":"token-of-beta"}})",
            true},
        Misplaced{"LaterCutOff", R"({"type":"Auth","params":{"jwt":"token-of-beta)", true}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::sim::test
