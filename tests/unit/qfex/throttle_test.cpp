#include "qfex/throttle.h"

#include <gtest/gtest.h>

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;

constexpr MonoTime kStart{1'000'000'000us};
constexpr Weight kOrder{10};

int take_all(Throttle& throttle, Bucket bucket, MonoTime now, Weight weight = kOrder) {
    int taken = 0;
    while (throttle.try_take(bucket, weight, now)) ++taken;
    return taken;
}

struct Row {
    Command command;
    Bucket bucket;
    std::int64_t tenths;
    friend void PrintTo(const Row& row, std::ostream* out) { *out << static_cast<int>(row.command); }
};
class CommandCost : public testing::TestWithParam<Row> {};
TEST_P(CommandCost, IsTheVenues) {
    EXPECT_EQ(cost_of(GetParam().command).bucket, GetParam().bucket);
    EXPECT_EQ(cost_of(GetParam().command).weight.tenths, GetParam().tenths);
}
INSTANTIATE_TEST_SUITE_P(
    Table, CommandCost,
    testing::Values(
        Row{Command::Subscribe, Bucket::General, 1}, Row{Command::AddOrder, Bucket::General, 10},
        Row{Command::CancelOrder, Bucket::Cancel, 10}, Row{Command::ModifyOrder, Bucket::General, 10},
        Row{Command::CancelAllOrders, Bucket::Cancel, 20}, Row{Command::CancelStopOrder, Bucket::Cancel, 10},
        Row{Command::ModifyStopOrder, Bucket::General, 10}, Row{Command::GetOrder, Bucket::General, 20},
        Row{Command::GetUserOrders, Bucket::General, 50}, Row{Command::GetUserTrades, Bucket::General, 5},
        Row{Command::CancelOnDisconnect, Bucket::General, 1}, Row{Command::RestRead, Bucket::General, 10}));

TEST(Throttle, AllowsOneSecondsWorthAtOnceAndThenTheRate) {
    Throttle throttle(150, 150);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart), 150);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart + 100ms), 15);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart + 1100ms), 150);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart + 1h), 150);  // never more than the burst
}

TEST(Throttle, CountsTheWeightsInTenths) {
    Throttle throttle(10, 10);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart, {1}), 100);
    Throttle reads(10, 10);
    EXPECT_EQ(take_all(reads, Bucket::General, kStart, {50}), 2);
}

TEST(Throttle, KeepsCancelsApartFromOrders) {
    Throttle throttle(5, 7);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart), 5);
    EXPECT_EQ(take_all(throttle, Bucket::Cancel, kStart), 7);
}

TEST(Throttle, LosesNothingToRoundingWhenAskedOften) {
    Throttle throttle(3, 3);
    take_all(throttle, Bucket::General, kStart);
    int taken = 0;
    for (auto at = kStart; at < kStart + 10s; at += 1ms) taken += take_all(throttle, Bucket::General, at);
    EXPECT_EQ(taken, 29);  // the thirtieth is due at the tenth second itself
    EXPECT_TRUE(throttle.try_take(Bucket::General, kOrder, kStart + 10s));
}

TEST(Throttle, SaysWhenTheNextOneIsPossible) {
    Throttle throttle(3, 3);
    EXPECT_EQ(throttle.possible_at(Bucket::General, kOrder, kStart), kStart);
    take_all(throttle, Bucket::General, kStart);
    const auto at = throttle.possible_at(Bucket::General, kOrder, kStart);
    EXPECT_EQ(at, kStart + 333'334us);
    EXPECT_FALSE(throttle.try_take(Bucket::General, kOrder, at - 1us));
    EXPECT_TRUE(throttle.try_take(Bucket::General, kOrder, at));
}

TEST(Throttle, LetsAWeightAboveTheBurstThroughWhenFull) {
    Throttle throttle(2, 2);
    EXPECT_TRUE(throttle.try_take(Command::GetUserOrders, kStart));
    EXPECT_FALSE(throttle.try_take(Command::GetUserOrders, kStart + 999ms));
    EXPECT_EQ(throttle.possible_at(Bucket::General, {50}, kStart + 999ms), kStart + 1s);
    EXPECT_TRUE(throttle.try_take(Command::GetUserOrders, kStart + 1s));
}

TEST(Throttle, StartsEmptyAfterAPause) {
    Throttle throttle(100, 100);
    throttle.pause(Bucket::General, kStart + 2s);
    EXPECT_TRUE(throttle.paused(Bucket::General, kStart + 1999ms));
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart + 2s), 0);
    EXPECT_EQ(throttle.possible_at(Bucket::General, kOrder, kStart), kStart + 2s + 10ms);
    EXPECT_EQ(take_all(throttle, Bucket::General, kStart + 2s + 50ms), 5);
    EXPECT_FALSE(throttle.paused(Bucket::General, kStart + 2s));
    EXPECT_EQ(take_all(throttle, Bucket::Cancel, kStart), 100);  // the other bucket never noticed
}

TEST(Throttle, NeverShortensAPause) {
    Throttle throttle(100, 100);
    throttle.pause(Bucket::Cancel, kStart + 5s);
    throttle.pause(Bucket::Cancel, kStart + 1s);
    EXPECT_FALSE(throttle.try_take(Bucket::Cancel, kOrder, kStart + 4s));
}

TEST(RateLimited, DoublesFromOneSecondToThirty) {
    Throttle throttle(100, 100);
    MonoTime now = kStart;
    for (const auto expected : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        const MonoTime until = throttle.rate_limited(Bucket::General, now, std::nullopt, 0);
        EXPECT_EQ(until - now, expected);
        now = until + 10ms;
    }
}

TEST(RateLimited, TakesRefusalsDuringAPauseForEchoes) {
    Throttle throttle(100, 100);
    const MonoTime until = throttle.rate_limited(Bucket::General, kStart, std::nullopt, 0);
    EXPECT_EQ(throttle.rate_limited(Bucket::General, kStart + 500ms, std::nullopt, 0), until);
    EXPECT_EQ(throttle.rate_limited(Bucket::General, until, std::nullopt, 0), until + 2s);
}

TEST(RateLimited, BeginsAnewAfterAQuietTime) {
    Throttle throttle(100, 100);
    const MonoTime first = throttle.rate_limited(Bucket::General, kStart, std::nullopt, 0);
    const MonoTime second = throttle.rate_limited(Bucket::General, first, std::nullopt, 0);
    ASSERT_EQ(second - first, 2s);
    EXPECT_EQ(throttle.rate_limited(Bucket::General, second + 2s, std::nullopt, 0), second + 2s + 1s);
}

TEST(RateLimited, FollowsTheVenuesHintUpToAMinute) {
    Throttle throttle(100, 100);
    EXPECT_EQ(throttle.rate_limited(Bucket::General, kStart, 250ms, 0), kStart + 250ms);
    EXPECT_EQ(throttle.rate_limited(Bucket::Cancel, kStart, 1h, 0), kStart + 60s);
    // a hint counts even during a pause, a senseless one is none
    EXPECT_EQ(throttle.rate_limited(Bucket::General, kStart + 100ms, 5s, 0), kStart + 5100ms);
    EXPECT_EQ(throttle.rate_limited(Bucket::General, kStart + 1h, -5s, 0), kStart + 1h + 1s);
}

TEST(RateLimited, AddsAtMostAQuarterAtRandom) {
    Throttle throttle(100, 100);
    const MonoTime until = throttle.rate_limited(Bucket::General, kStart, std::nullopt, 0xFFFFFFFF);
    EXPECT_GT(until, kStart + 1240ms);
    EXPECT_LE(until, kStart + 1250ms);
}

}  // namespace
}  // namespace qb::qfex
