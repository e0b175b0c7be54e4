#include <gtest/gtest.h>
#include <malloc.h>

#include <sstream>

#include "schedule.h"
#include "support/replay.h"

/// The whole bridge on a virtual clock, network and disk, through random schedules of traffic and faults.
namespace qb::simulation {
namespace {

constexpr int kShards = 8;
// Under the sanitizers a schedule takes some ten times as long or more: fewer of them.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kSchedules = 1'000;
#else
constexpr std::uint64_t kSchedules = 20'000;
#endif

/// A world after the other takes and gives back its memory: the system shall not have it in between.
const bool kKeepsMemory = mallopt(M_TRIM_THRESHOLD, 1 << 30) == 1 && mallopt(M_MMAP_THRESHOLD, 1 << 30) == 1;

/// Plays the schedule again, writing down what happens.
std::string story_of(std::uint64_t seed) {
    constexpr std::size_t kLines = 80;
    const Outcome again = play(seed, true);
    std::ostringstream story;
    story << "QB_SIM_SEED=" << seed << "\n";
    for (const auto& complaint : again.complaints) story << "  ! " << complaint << "\n";
    test::show_last(story, again.trace, kLines, "QB_SIM_SEED");
    return story.str();
}

class Simulation : public testing::TestWithParam<int> {};

TEST_P(Simulation, HoldsOverRandomSchedules) {
    const std::uint64_t one = test::from_environment("QB_SIM_SEED", 0);
    const std::uint64_t all = test::from_environment("QB_SIM_SCHEDULES", kSchedules);
    const auto shard = static_cast<std::uint64_t>(GetParam());
    if (one != 0 && shard != 0) GTEST_SKIP() << "QB_SIM_SEED plays one schedule";
    const std::uint64_t first = one != 0 ? one : 1 + shard * all / kShards;
    const std::uint64_t last = one != 0 ? one : (shard + 1) * all / kShards;
    int bad = 0;
    Outcome sum;
    for (std::uint64_t seed = first; seed <= last && bad < 3; ++seed) {
        const Outcome outcome = play(seed, false);
        sum.add(outcome);
        if (outcome.complaints.empty() && one == 0) continue;
        ++bad;
        ADD_FAILURE() << story_of(seed);
    }
    const int played = static_cast<int>(last - first);
    RecordProperty("schedules", played + 1);
    RecordProperty("with_two_sessions", sum.worlds_of_two);
    RecordProperty("violations", bad);
    if (one != 0 || bad != 0) return;
    // The lives are worth watching.
    EXPECT_GT(sum.accepted, 2 * played);
    EXPECT_GT(sum.fills, played);
    EXPECT_GT(sum.replaced, played / 16);
    EXPECT_GT(sum.cancelled, played / 2);
    EXPECT_GT(sum.unknown, played / 16);
    EXPECT_GT(sum.starts, played + played / 4);
    EXPECT_GT(sum.resets, played / 32);
    EXPECT_GT(sum.resent, played / 32);
    EXPECT_GT(sum.repeated, played / 32);
    EXPECT_GT(sum.rerun, played / 32);
    EXPECT_GT(sum.worlds_of_two, played / 16);
}

INSTANTIATE_TEST_SUITE_P(Shards, Simulation, testing::Range(0, kShards));

TEST(SimulationSeed, ReplaysToTheSameTraceAndJournal) {
    int worlds_of_two = 0;
    for (const std::uint64_t seed : {1ULL, 77ULL, 4711ULL, 4712ULL, 4713ULL, 4714ULL}) {
        const auto once = play(seed, true);
        worlds_of_two += once.worlds_of_two;
        const auto again = play(seed, true);
        EXPECT_EQ(once.trace, again.trace);
        EXPECT_EQ(once.segments, again.segments);
        EXPECT_GT(once.trace.size(), 30U);
    }
    EXPECT_GT(worlds_of_two, 0);
}

}  // namespace
}  // namespace qb::simulation
