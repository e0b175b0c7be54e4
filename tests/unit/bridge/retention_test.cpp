#include "bridge/retention.h"

#include <gtest/gtest.h>

namespace qb::bridge {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;

/// Segments 3, 4, ... of a hundred rows each, from row 201 on, one begun each midnight from day 0 on.
std::vector<journal::SegmentInfo> segments(std::uint32_t count) {
    std::vector<journal::SegmentInfo> all;
    for (std::uint32_t i = 0; i < count; ++i) {
        journal::SegmentInfo info;
        info.number = 3 + i;
        info.first_row = 201 + std::uint64_t{100} * i;
        info.created_wall_us = i * kDay;
        all.push_back(info);
    }
    return all;
}

journal::RowRef row_in(std::uint32_t segment) { return {segment, 1000}; }

/// Ten segments, kept for two days, at the given day: 0.5 is noon of the first.
struct Case {
    std::string name;
    std::int64_t half_days = 0;
    orders::OrderKey live = 0;
    std::vector<Pin> pins = {};
    std::vector<std::pair<orders::OrderKey, std::uint32_t>> archived =
        {};  ///< key, segment of the archive record
    std::size_t removable = 0;
    Need kept_for = Need::Age;
};

class RetentionOf : public testing::TestWithParam<Case> {};

TEST_P(RetentionOf, SegmentsThatSomebodyNeeds) {
    const auto& row = GetParam();
    Retention retention{std::chrono::days(2)};
    retention.begins_with(202);
    for (const auto& [key, segment] : row.archived) retention.archived(key, row_in(segment));
    const auto verdict = retention.judge(segments(10), row.half_days * kDay / 2, row.live, row.pins);
    EXPECT_EQ(verdict.removable, row.removable);
    EXPECT_EQ(verdict.kept.need, row.kept_for);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RetentionOf,
    testing::Values(
        Case{"YoungerThanTheDays", 5},
        Case{.name = "ClosedForTheDays",
             .half_days = 6,
             .removable = 1},  // closed at midnight of day 1, now day 3
        Case{.name = "SeveralDays", .half_days = 18, .removable = 7},
        Case{.name = "TheLastOneStays", .half_days = 1000, .removable = 9},
        Case{.name = "AClockThatWentBack", .half_days = -100},
        Case{.name = "ALiveOrder",
             .half_days = 1000,
             .live = 401,
             .removable = 2,
             .kept_for = Need::LiveOrder},
        Case{.name = "ALiveOrderInTheFirst", .half_days = 1000, .live = 201, .kept_for = Need::LiveOrder},
        Case{.name = "ALiveOrderInTheLast",
             .half_days = 1000,
             .live = 1150,
             .removable = 9,
             .kept_for = Need::LiveOrder},
        Case{.name = "AParkedReport",
             .half_days = 1000,
             .live = 700,
             .pins = {{6, Need::Resend, "a"}, {5, Need::ParkedReport, "b"}},
             .removable = 2,
             .kept_for = Need::ParkedReport},
        // Segment 11 was closed on day 9, so at day 10 it is young, and what it archives keeps segment 4.
        Case{.name = "AnOrderArchivedLately",
             .half_days = 20,
             .archived = {{350, 11}, {220, 4}},
             .removable = 1,
             .kept_for = Need::EndedOrder},
        Case{.name = "AnOrderArchivedLongAgo", .half_days = 24, .archived = {{350, 11}}, .removable = 9},
        Case{.name = "OneThatCameBackFromARemovedSegment",
             .half_days = 20,
             .archived = {{100, 11}, {750, 11}},
             .removable = 5,
             .kept_for = Need::EndedOrder}),
    [](const auto& row) { return row.param.name; });

TEST(RetentionOfMessages, CountsFromTheFirstOfTheEpoch) {
    Retention retention{std::chrono::days(2)};
    EXPECT_FALSE(retention.first_sent(0, 1));
    retention.sent(0, 1, row_in(3));
    retention.sent(0, 1, row_in(4));
    retention.sent(1, 1, row_in(5));
    EXPECT_EQ(retention.first_sent(0, 1), row_in(3));
    EXPECT_EQ(retention.first_sent(1, 1), row_in(5));
    EXPECT_FALSE(retention.first_sent(0, 2));  // nothing was sent in it yet
    retention.sent(0, 2, row_in(6));
    EXPECT_EQ(retention.first_sent(0, 2), row_in(6));
    EXPECT_FALSE(retention.first_sent(0, 1));
}

TEST(RetentionOfMessages, ForgetsWhatIsGone) {
    Retention retention{std::chrono::days(2)};
    retention.begins_with(202);
    retention.archived(350, row_in(11));
    retention.removed(3, 301);
    retention.archived(250, row_in(12));  // taken in by the removed segment: needs nothing that is kept
    const auto all = segments(10);
    const auto verdict = retention.judge({all.begin() + 1, all.end()}, 10 * kDay, 0, {});
    EXPECT_EQ(verdict.removable, 0U);
    EXPECT_EQ(verdict.kept.need, Need::EndedOrder);
    EXPECT_EQ(verdict.kept.who, "350");
}

}  // namespace
}  // namespace qb::bridge
