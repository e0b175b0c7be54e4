#include "sim/rate_limit.h"

#include <gtest/gtest.h>

namespace qb::sim {
namespace {

using std::chrono::milliseconds;

constexpr MonoTime kStart{std::chrono::seconds{1000}};

/// How many of these pass at one moment.
int passing(RateLimit& limit, std::string_view command, MonoTime now = kStart) {
    int count = 0;
    while (limit.charge(command, now).count() == 0) ++count;
    return count;
}

struct Weight {
    std::string command;
    int in_200_units;
};
class RateWeight : public testing::TestWithParam<Weight> {};

TEST_P(RateWeight, IsThatOfTheDocumentation) {
    RateLimit limit(RateLimits{.general = 200, .cancel = 200});
    EXPECT_EQ(passing(limit, GetParam().command), GetParam().in_200_units);
}

INSTANTIATE_TEST_SUITE_P(Rules, RateWeight,
                         testing::Values(Weight{"subscribe", 2000}, Weight{"unsubscribe", 2000},
                                         Weight{"add_order", 200}, Weight{"cancel_order", 200},
                                         Weight{"modify_order", 200}, Weight{"cancel_all_orders", 100},
                                         Weight{"cancel_stop_order", 200}, Weight{"modify_stop_order", 200},
                                         Weight{"get_order", 100}, Weight{"get_user_orders", 40},
                                         Weight{"get_user_trades", 400}, Weight{"cancel_on_disconnect", 2000},
                                         Weight{"get_user_leverage", 2000}, Weight{"set_user_leverage", 2000},
                                         Weight{"get_available_leverage_levels", 2000},
                                         Weight{"close_position", 200}, Weight{"no_such_command", 200}),
                         [](const auto& row) { return row.param.command; });

TEST(RateLimit, KeepsTheTwoBucketsApart) {
    RateLimit limit(RateLimits{.general = 5, .cancel = 7});
    EXPECT_EQ(passing(limit, "add_order"), 5);
    EXPECT_EQ(passing(limit, "cancel_order"), 7);
    for (const char* command : {"cancel_stop_order", "cancel_all_orders"})
        EXPECT_NE(limit.charge(command, kStart).count(), 0) << command;
    EXPECT_NE(limit.charge("modify_order", kStart).count(), 0);
}

TEST(RateLimit, SaysWhenTheCommandWouldPass) {
    RateLimit limit(RateLimits{.general = 6, .cancel = 0});
    EXPECT_EQ(passing(limit, "add_order"), 6);
    EXPECT_EQ(limit.charge("add_order", kStart), milliseconds(167));
    EXPECT_NE(limit.charge("add_order", kStart + milliseconds(166)).count(), 0);
    EXPECT_EQ(limit.charge("add_order", kStart + milliseconds(167)).count(), 0);
    EXPECT_EQ(limit.charge("get_order", kStart + milliseconds(167)), milliseconds(333));
}

TEST(RateLimit, IsWholeAgainAfterASecondAndNoLarger) {
    RateLimit limit(RateLimits{.general = 6, .cancel = 0});
    EXPECT_EQ(passing(limit, "add_order"), 6);
    EXPECT_EQ(passing(limit, "add_order", kStart + std::chrono::hours(100)), 6);
}

TEST(RateLimit, LetsTheHeaviestCommandPassHoweverLowItIs) {
    RateLimit limit(RateLimits{.general = 1, .cancel = 1});
    EXPECT_EQ(passing(limit, "get_user_orders"), 1);
    EXPECT_EQ(limit.charge("get_user_orders", kStart), milliseconds(5000));
    EXPECT_EQ(limit.charge("get_user_orders", kStart + milliseconds(5000)).count(), 0);
}

TEST(RateLimit, IsOffWhereZero) {
    RateLimit limit(RateLimits{.general = 0, .cancel = 0});
    for (int i = 0; i < 100'000; ++i) {
        ASSERT_EQ(limit.charge("add_order", kStart).count(), 0);
        ASSERT_EQ(limit.charge("cancel_order", kStart).count(), 0);
    }
}

}  // namespace
}  // namespace qb::sim
