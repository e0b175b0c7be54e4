// How the venue treats connections, variant by variant: pings, channels, disconnects, limits (Q2, Q3, Q19,
// Q24 to Q26).
#include "world.h"

namespace qb::sim::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string subscribe(std::string_view channels) {
    return R"({"type":"subscribe","params":{"channels":[)" + std::string(channels) + "]}}";
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

}  // namespace
}  // namespace qb::sim::test
