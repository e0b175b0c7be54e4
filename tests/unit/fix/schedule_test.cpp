/// What the clock does to a session.
#include <gtest/gtest.h>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using namespace std::chrono;
using Words = std::vector<std::string>;

WallTime at(sys_days day, seconds time) { return WallTime(day + time); }
constexpr sys_days kWednesday = 2025y / 6 / 11;

SessionSettings day_session() {
    auto settings = Rig::session();
    settings.schedule =
        Schedule{.start_time = "08:00:00", .end_time = "17:00:00", .start_day = {}, .end_day = {}};
    return settings;
}

class ScheduleTest : public testing::Test {
protected:
    void TearDown() override { set_wall(at(kWednesday, 12h)); }
};

TEST_F(ScheduleTest, ASessionWithoutScheduleLivesOnOverMidnight) {
    set_wall(at(kWednesday, 23h + 59min + 50s));
    Rig rig;
    auto oms = rig.logged_on(1, 0, "98=0|108=30|");
    for (int i = 0; i < 20; ++i) {
        rig.tick();
        oms.send("35=0|");
        ASSERT_FALSE(oms.is_closed()) << i;
    }
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
    EXPECT_EQ(rig.events, Words{"logon"});
    oms.close();
    set_wall(at(kWednesday + days(30), 0s));
    rig.tick();
    auto again = rig.logged_on(22);
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
}

TEST_F(ScheduleTest, NorDoesAClockThatStepsResetIt) {
    for (const auto step : {-3600s + 5s, -10s, 10s, 80'000s}) {
        set_wall(at(kWednesday, 23h + 59min + 58s));
        Rig rig;
        auto oms = rig.logged_on();
        set_wall(now().wall + step);
        rig.tick();
        EXPECT_EQ(rig.engine().numbers(0).epoch, 1U) << step.count();
    }
}

TEST_F(ScheduleTest, EveryTimeOfDayIsOpen) {
    for (const auto time : {0s, 1s, 43'200s, 86'399s}) {
        set_wall(at(kWednesday, time));
        Rig rig;
        rig.logged_on();
        EXPECT_TRUE(rig.engine().logged_on(0));
    }
}

TEST_F(ScheduleTest, ASessionEndsWithItsHoursAndBeginsAnew) {
    set_wall(at(kWednesday, 16h + 59min + 58s));
    Rig rig({day_session()});
    auto oms = rig.logged_on();
    ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    oms.read();
    for (int i = 0; i < 5; ++i) rig.tick();
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(oms.read("5").size(), 1U);
    EXPECT_EQ(rig.events, (Words{"logon", "logout scheduled", "reset 1"}));
    oms.close();

    for (int i = 0; i < 100; ++i) rig.tick(minutes(1));  // closed: one reset and no more
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);

    auto early = rig.connect();
    early.logon();
    const auto got = early.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_NE(got[0][58].find("closed"), std::string::npos);
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);

    set_wall(at(kWednesday + days(1), 9h));
    rig.tick();
    auto next_day = rig.logged_on();
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 2);
}

TEST_F(ScheduleTest, HoursThatFollowEachOtherWithoutAPauseEndAsWell) {
    auto settings = day_session();
    settings.schedule->start_time = "00:00:00";
    settings.schedule->end_time = "23:59:59";
    set_wall(at(kWednesday, 23h + 59min + 58s));
    Rig rig({settings});
    auto oms = rig.logged_on();
    rig.tick(seconds(3));
    EXPECT_EQ(rig.events, (Words{"logon", "logout scheduled", "reset 1"}));
}

TEST_F(ScheduleTest, ALineThatIsLostWithinTheHoursIsNotTheirEnd) {
    set_wall(at(kWednesday, 12h));
    Rig rig({day_session()});
    auto oms = rig.logged_on();
    oms.close();
    rig.tick();
    EXPECT_EQ(rig.events, (Words{"logon", "logout broken"}));
}

TEST_F(ScheduleTest, ARestartInsideTheHoursGoesOn) {
    auto memory = std::make_shared<Memory>();
    set_wall(at(kWednesday, 9h));
    {
        Rig rig({day_session()}, {}, memory);
        rig.logged_on().send(stop_order("a1"));
    }
    set_wall(at(kWednesday, 15h));
    Rig rig({day_session()}, {}, memory);
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
    rig.logged_on(3);
}

TEST_F(ScheduleTest, ARestartOnTheNextDayBeginsAnew) {
    auto memory = std::make_shared<Memory>();
    set_wall(at(kWednesday, 9h));
    {
        Rig rig({day_session()}, {}, memory);
        rig.logged_on().send(stop_order("a1"));
    }
    set_wall(at(kWednesday + days(1), 9h));
    Rig rig({day_session()}, {}, memory);
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
    EXPECT_EQ(rig.memory().numbers.at(0).epoch, 2U);
    rig.logged_on(1);
    EXPECT_EQ(rig.events, (Words{"reset 1", "logon"}));
}

TEST_F(ScheduleTest, AWrongScheduleIsRefusedByName) {
    auto settings = day_session();
    settings.schedule->start_time = "8 o'clock";
    try {
        Rig rig({settings});
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("BRIDGE->OMS"), std::string::npos);
    }
}

}  // namespace
}  // namespace qb::fix::test
