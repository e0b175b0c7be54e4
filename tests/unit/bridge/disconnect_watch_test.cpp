#include "bridge/disconnect_watch.h"

#include <gtest/gtest.h>

/// Whose orders are cancelled after a loss or a Logout, and when: a row for each setting.
namespace qb::bridge {
namespace {

using namespace std::chrono_literals;
using orders::OwedCancel;
using Due = DisconnectWatch::Due;

constexpr MonoTime kNow{1h};

struct Row {
    std::string name;
    ops::DisconnectPolicy policy;
    std::optional<std::chrono::seconds> after_loss, after_logout;  ///< nothing: the orders stay
};
class Policy : public testing::TestWithParam<Row> {};

std::optional<std::chrono::microseconds> time_left(const DisconnectWatch& watch) {
    const auto due = watch.next_deadline();
    if (!due) return std::nullopt;
    return *due - kNow;
}

TEST_P(Policy, Decides) {
    const auto& row = GetParam();
    DisconnectWatch watch;
    watch.lost(3, row.policy, kNow);
    EXPECT_EQ(time_left(watch), row.after_loss);
    if (row.after_loss) {
        EXPECT_EQ(watch.pop(kNow + *row.after_loss), (Due{3, OwedCancel::OnDisconnect}));
    }
    watch.logged_out(3, row.policy, kNow);
    EXPECT_EQ(time_left(watch), row.after_logout);
    if (row.after_logout) {
        EXPECT_EQ(watch.pop(kNow + *row.after_logout), (Due{3, OwedCancel::OnLogout}));
    }
}

INSTANTIATE_TEST_SUITE_P(Rules, Policy,
                         testing::Values(Row{"Neither", {}, {}, {}}, Row{"AtOnce", {.grace = 0s}, 0s, {}},
                                         Row{"AfterAGrace", {.grace = 30s}, 30s, {}},
                                         Row{"OnLogoutAlone", {.grace = {}, .on_logout = true}, {}, 0s},
                                         Row{"BothAtOnce", {.grace = 0s, .on_logout = true}, 0s, 0s},
                                         Row{"BothAfterAGrace", {.grace = 30s, .on_logout = true}, 30s, 30s}),
                         [](const auto& row) { return row.param.name; });

TEST(DisconnectWatch, ALogonStopsTheTimer) {
    DisconnectWatch watch;
    watch.lost(0, {.grace = 5s}, kNow);
    watch.lost(1, {.grace = 6s}, kNow);
    watch.back(0);
    EXPECT_EQ(watch.next_deadline(), kNow + 6s);
    EXPECT_EQ(watch.pop(kNow + 1h), (Due{1, OwedCancel::OnDisconnect}));
    EXPECT_EQ(watch.pop(kNow + 1h), std::nullopt);
}

TEST(DisconnectWatch, GivesEachOnceInTheOrderOfTime) {
    DisconnectWatch watch;
    watch.lost(2, {.grace = 5s}, kNow);
    watch.lost(0, {.grace = 7s}, kNow);
    watch.lost(1, {.grace = 5s}, kNow);
    EXPECT_EQ(watch.pop(kNow + 5s - 1us), std::nullopt);
    EXPECT_EQ(watch.pop(kNow + 8s), (Due{1, OwedCancel::OnDisconnect}));
    EXPECT_EQ(watch.pop(kNow + 8s), (Due{2, OwedCancel::OnDisconnect}));
    EXPECT_EQ(watch.pop(kNow + 8s), (Due{0, OwedCancel::OnDisconnect}));
    EXPECT_EQ(watch.pop(kNow + 8s), std::nullopt);
    EXPECT_EQ(watch.next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace qb::bridge
