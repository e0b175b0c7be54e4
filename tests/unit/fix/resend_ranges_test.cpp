#include "fix/resend_ranges.h"

#include <gtest/gtest.h>

namespace qb::fix {
namespace {

using Range = ResendRanges::Range;

TEST(ResendRanges, GivesPagesLowestFirst) {
    ResendRanges ranges;
    ranges.add({500, 700});
    ranges.add({1, 250});
    EXPECT_EQ(ranges.take_page(200), (Range{1, 200}));
    EXPECT_EQ(ranges.take_page(200), (Range{201, 250}));
    EXPECT_EQ(ranges.take_page(200), (Range{500, 699}));
    EXPECT_EQ(ranges.take_page(200), (Range{700, 700}));
    EXPECT_TRUE(ranges.empty());
}

TEST(ResendRanges, MergesWhatOverlapsOrTouches) {
    ResendRanges ranges;
    ranges.add({10, 20});
    ranges.add({30, 40});
    ranges.add({50, 60});
    EXPECT_EQ(ranges.size(), 3U);
    ranges.add({21, 35});
    EXPECT_EQ(ranges.size(), 2U);
    EXPECT_EQ(ranges.take_page(1000), (Range{10, 40}));
    EXPECT_EQ(ranges.take_page(1000), (Range{50, 60}));
}

TEST(ResendRanges, IgnoresAnEmptyRange) {
    ResendRanges ranges;
    ranges.add({5, 4});
    EXPECT_TRUE(ranges.empty());
}

}  // namespace
}  // namespace qb::fix
