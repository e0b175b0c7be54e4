/// Limits on peers that nobody has vouched for, and on those that do not read.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using std::chrono::seconds;

TEST(FrontDoor, ASilentConnectionIsClosed) {
    Rig rig;
    auto stranger = rig.connect();
    for (int i = 0; i < 9; ++i) rig.tick();
    EXPECT_FALSE(stranger.is_closed());
    rig.tick();
    EXPECT_EQ(stranger.mark(), CloseMark::AtOnce);
    EXPECT_EQ(rig.dropped(DropCause::LogonTimeout), 1);
}

TEST(FrontDoor, ADripOfBytesBuysNoTime) {
    Rig rig;
    auto stranger = rig.connect();
    const auto text = bars(frame("35=A|34=1|49=OMS|56=BRIDGE|"));
    for (std::size_t i = 0; i < 10; ++i) {
        stranger.raw(text.substr(i, 1));
        rig.tick();
    }
    EXPECT_TRUE(stranger.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::LogonTimeout), 1);
}

TEST(FrontDoor, TheTimeoutDoesNotTouchWhoIsLoggedOn) {
    Rig rig;
    auto oms = rig.logged_on(1, 0, "98=0|108=60|");
    for (int i = 0; i < 20; ++i) rig.tick();
    EXPECT_FALSE(oms.is_closed());
}

TEST(FrontDoor, TooManyStrangersPushOutTheOldest) {
    Rig rig({Rig::session()},
            {.logon_timeout = seconds(10), .max_pending_connections = 3, .max_message_size = 1000});
    std::vector<Client> strangers;
    for (int i = 0; i < 3; ++i) strangers.push_back(rig.connect());
    auto oms = rig.connect();
    ASSERT_TRUE(oms.accepted());
    EXPECT_TRUE(strangers[0].is_closed());
    EXPECT_FALSE(strangers[1].is_closed());
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 1);
    oms.logon();
    EXPECT_TRUE(rig.engine().logged_on(0));
    rig.connect();  // the session does not count
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 1);
    rig.connect();
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 2);
    EXPECT_FALSE(oms.is_closed());
}

TEST(FrontDoor, AClosedStrangerMakesRoom) {
    Rig rig({Rig::session()},
            {.logon_timeout = seconds(10), .max_pending_connections = 2, .max_message_size = 1000});
    auto one = rig.connect();
    rig.connect();
    one.close();
    rig.connect();
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 0);
}

TEST(FrontDoor, ARefusedLogonMakesRoomOnce) {
    Rig rig({Rig::session()},
            {.logon_timeout = seconds(10), .max_pending_connections = 2, .max_message_size = 1000});
    auto one = rig.connect();
    one.logon("98=1|108=30|");
    one.close();
    rig.connect();
    rig.connect();
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 0);
    rig.connect();
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 1);
}

TEST(FrontDoor, RefusedOnesThatDoNotCloseCountUntilTheyAreClosed) {
    auto settings = Rig::session();
    settings.password = Secret("hunter2");
    Rig rig({settings},
            {.logon_timeout = seconds(10), .max_pending_connections = 3, .max_message_size = 1000});
    std::vector<Client> refused;
    const auto open = [&] {
        return std::count_if(refused.begin(), refused.end(),
                             [](const Client& peer) { return peer.mark() != CloseMark::AtOnce; });
    };
    for (int i = 0; i < 50; ++i) {
        refused.push_back(rig.connect());
        refused.back().logon("98=0|108=30|554=guess|");
        EXPECT_EQ(refused.back().mark(), CloseMark::AfterFlush);
        EXPECT_LE(open(), 3);
    }
    EXPECT_EQ(rig.dropped(DropCause::BadCredentials), 50);
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 0);  // each is told once
    auto oms = rig.connect();
    oms.logon("98=0|108=30|554=hunter2|");
    EXPECT_TRUE(rig.engine().logged_on(0));
}

TEST(FrontDoor, SoDoThoseThatQuickFixRefuses) {
    Rig rig({Rig::session()},
            {.logon_timeout = seconds(10), .max_pending_connections = 3, .max_message_size = 1000});
    rig.logged_on().close();
    std::vector<Client> refused;
    for (int i = 0; i < 4; ++i) {
        refused.push_back(rig.connect(1));
        refused.back().logon();  // MsgSeqNum too low
        EXPECT_EQ(refused.back().mark(), CloseMark::AfterFlush);
    }
    EXPECT_EQ(refused[0].mark(), CloseMark::AtOnce);
    EXPECT_EQ(refused[1].mark(), CloseMark::AfterFlush);
    for (auto& peer : refused) peer.close();
    for (int i = 0; i < 3; ++i) rig.connect();
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 0);
    auto oms = rig.logged_on(2);
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 1);
    rig.connect();  // the session does not count
    EXPECT_EQ(rig.dropped(DropCause::TooManyPending), 1);
}

TEST(FrontDoor, NothingIsReadBehindAnOverflow) {
    auto slow = Rig::session();
    slow.max_send_buffer = 10'000;
    Rig rig({slow});
    auto oms = rig.logged_on();
    std::string bytes;
    for (int number = 2; number < 500; ++number)
        bytes += soh(frame("35=1|34=" + std::to_string(number) + "|49=OMS|52=" + utc_text(now().wall) +
                           "|56=BRIDGE|112=x|"));
    oms.raw(bars(bytes));
    EXPECT_EQ(oms.mark(), CloseMark::AtOnce);
    EXPECT_EQ(rig.dropped(DropCause::SlowReader), 1);
    EXPECT_LT(rig.engine().counters().messages_in, 200U);
    EXPECT_LT(rig.engine().numbers(0).next_target, 200);
}

TEST(FrontDoor, AMessageOverTheLimitEndsTheConnection) {
    Rig rig({Rig::session()},
            {.logon_timeout = seconds(10), .max_pending_connections = 9, .max_message_size = 1000});
    auto stranger = rig.connect();
    stranger.logon("98=0|108=30|58=" + std::string(1000, 'x') + "|");
    EXPECT_TRUE(stranger.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::MessageTooLong), 1);
    auto oms = rig.logged_on();
    oms.send("35=5|58=" + std::string(1000, 'x') + "|");
    EXPECT_TRUE(oms.is_closed());
    EXPECT_FALSE(rig.engine().logged_on(0));
    EXPECT_EQ(rig.dropped(DropCause::MessageTooLong), 2);
}

TEST(FrontDoor, APeerThatDoesNotReadIsCutOffAndItsReportsStayStored) {
    auto slow = Rig::session("SLOW");
    slow.max_send_buffer = 100'000;
    Rig rig({slow, Rig::session("OTHER")});
    auto oms = rig.logged_on(1, 0);
    auto other = rig.logged_on(1, 1);
    rig.pipes[oms.id()].stuck = true;
    int sent = 0;
    while (rig.engine().logged_on(0) && sent < 1000) {
        ASSERT_EQ(rig.report("e" + std::to_string(sent), 0), SendResult::Sent);
        ++sent;
        rig.flush();
    }
    EXPECT_LT(sent, 1000);
    EXPECT_EQ(oms.mark(), CloseMark::AtOnce);
    EXPECT_EQ(rig.dropped(DropCause::SlowReader), 1);
    EXPECT_EQ(rig.memory().sent.at({0, 1}).size(), static_cast<std::size_t>(sent));
    EXPECT_EQ(rig.report("later", 0), SendResult::NotReady);
    EXPECT_TRUE(rig.engine().logged_on(1));
    EXPECT_FALSE(rig.engine().poisoned());

    oms.close();
    auto again = rig.logged_on(2, 0);
    again.send("35=2|7=2|16=0|");
    EXPECT_EQ(again.read("8").size(), static_cast<std::size_t>(sent));
}

TEST(FrontDoor, AllReportsOfAnOverflowingTurnAreStored) {
    auto slow = Rig::session();
    slow.max_send_buffer = 10'000;
    Rig rig({slow});
    rig.report_on_logon = 100;  // one call of the engine, more than the buffer holds
    auto oms = rig.connect();
    oms.logon();
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(rig.memory().sent.at({0, 1}).size(), 100U);
    EXPECT_EQ(rig.dropped(DropCause::SlowReader), 1);
    EXPECT_EQ(rig.events.back(), "logout broken");
}

TEST(FrontDoor, UnreadOutputHoldsBackParkedReports) {
    Rig rig;
    auto oms = rig.logged_on();
    EXPECT_TRUE(rig.engine().ready(0));
    rig.pipes[oms.id()].stuck = true;
    while (rig.engine().output_bytes(0) <= 65'536) ASSERT_EQ(rig.report("e"), SendResult::Sent);
    EXPECT_FALSE(rig.engine().ready(0));
    std::string taken;
    rig.engine().take_output(oms.id(), taken);
    EXPECT_FALSE(rig.engine().ready(0));  // taken is not written
    rig.engine().written(oms.id(), taken.size());
    EXPECT_EQ(rig.engine().output_bytes(0), 0U);
    EXPECT_TRUE(rig.engine().ready(0));
}

}  // namespace
}  // namespace qb::fix::test
