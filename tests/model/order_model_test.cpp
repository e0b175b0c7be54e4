#include <gtest/gtest.h>

#include <sstream>

#include "sequence.h"
#include "support/replay.h"

/// Random lives of orders, watched by an OMS that believes FIX and by what the venue really did.
namespace qb::model {
namespace {

constexpr int kShards = 8;
// Under the sanitizers a sequence takes some ten times as long or more: fewer of them.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kSequences = 16'000;
#else
constexpr std::uint64_t kSequences = 100'000;
#endif

/// Plays the sequence again, writing down what happens.
std::string story_of(std::uint64_t seed) {
    constexpr std::size_t kLines = 60;
    const Outcome again = Sequence(seed, true).play();
    std::ostringstream story;
    story << "QB_MODEL_SEED=" << seed << ", step " << again.steps << "\n";
    for (const auto& complaint : again.complaints) story << "  " << complaint << "\n";
    test::show_last(story, again.trace, kLines, "QB_MODEL_SEED");
    return story.str();
}

class OrderModel : public testing::TestWithParam<int> {};

TEST_P(OrderModel, HoldsOverRandomSequences) {
    const std::uint64_t one = test::from_environment("QB_MODEL_SEED", 0);
    const std::uint64_t all = test::from_environment("QB_MODEL_SEQUENCES", kSequences);
    const auto shard = static_cast<std::uint64_t>(GetParam());
    if (one != 0 && shard != 0) GTEST_SKIP() << "QB_MODEL_SEED plays one sequence";
    const std::uint64_t first = one != 0 ? one : 1 + shard * all / kShards;
    const std::uint64_t last = one != 0 ? one : (shard + 1) * all / kShards;
    int bad = 0;
    Counts sum;
    for (std::uint64_t seed = first; seed <= last && bad < 5; ++seed) {
        const Outcome outcome = Sequence(seed, false).play();
        sum += outcome.counts;
        if (outcome.complaints.empty()) continue;
        ++bad;
        ADD_FAILURE() << story_of(seed);
    }
    RecordProperty("sequences", static_cast<int>(last - first + 1));
    RecordProperty("violations", bad);
    if (one != 0 || bad != 0) return;
    // The lives are worth watching.
    const int some = static_cast<int>((last - first) / 20);
    EXPECT_GT(sum.fills, some);
    EXPECT_GT(sum.replaced, some);
    EXPECT_GT(sum.cancelled, some);
    EXPECT_GT(sum.refused, some);
    EXPECT_GT(sum.restarts, some);
    EXPECT_GT(sum.late_fills, some / 20);
    EXPECT_GT(sum.rests, some / 3);
    EXPECT_GT(sum.lost, some / 10);
    EXPECT_GT(sum.overtaken, some / 100);
    EXPECT_GT(sum.executed, some / 100);
    EXPECT_GT(sum.queued, some);
    EXPECT_GT(sum.over_rate, some);
    EXPECT_GT(sum.surveyed, some);
    EXPECT_GT(sum.for_absent, some);
}

INSTANTIATE_TEST_SUITE_P(Shards, OrderModel, testing::Range(0, kShards));

}  // namespace
}  // namespace qb::model
