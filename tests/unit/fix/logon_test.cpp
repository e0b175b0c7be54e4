/// Who may log on, and what the others are told.
#include <gtest/gtest.h>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

SessionSettings with_password() {
    auto settings = Rig::session();
    settings.username = Secret("joe");
    settings.password = Secret("hunter2");
    return settings;
}

struct WrongLogon {
    std::string name, fields, text;
};
class LogonIsRefused : public testing::TestWithParam<WrongLogon> {};

/// One Logout with a word, then the close; nothing of the session has changed.
TEST_P(LogonIsRefused, WithOneLogout) {
    Rig rig;
    auto oms = rig.connect();
    rig.log_lines.clear();
    oms.logon(GetParam().fields);
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_EQ(got[0][49], "BRIDGE");
    EXPECT_EQ(got[0][56], "OMS");
    EXPECT_EQ(got[0].number(), 1);
    EXPECT_NE(got[0][58].find(GetParam().text), std::string::npos) << got[0][58];
    EXPECT_EQ(oms.mark(), CloseMark::AfterFlush);
    EXPECT_EQ(rig.dropped(DropCause::BadLogon), 1);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 1);
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 1);
    EXPECT_TRUE(rig.memory().session_messages.empty());
    EXPECT_TRUE(rig.events.empty());
    EXPECT_TRUE(rig.log_lines.empty());
    rig.logged_on();
}
INSTANTIATE_TEST_SUITE_P(
    Rows, LogonIsRefused,
    testing::Values(WrongLogon{"NoHeartBtInt", "98=0|", "HeartBtInt(108)"},
                    WrongLogon{"ZeroHeartBtInt", "98=0|108=0|", "HeartBtInt(108)"},
                    WrongLogon{"ShortHeartBtInt", "98=0|108=4|", "HeartBtInt(108)"},
                    WrongLogon{"LongHeartBtInt", "98=0|108=301|", "HeartBtInt(108)"},
                    WrongLogon{"HugeHeartBtInt", "98=0|108=99999999|", "HeartBtInt(108)"},
                    WrongLogon{"OverflowingHeartBtInt", "98=0|108=4294967326|", "tag 108"},
                    WrongLogon{"NegativeHeartBtInt", "98=0|108=-1|", "HeartBtInt(108)"},
                    WrongLogon{"HeartBtIntNoNumber", "98=0|108=abc|", "HeartBtInt(108)"},
                    WrongLogon{"NoEncryptMethod", "108=30|", "EncryptMethod(98)"},
                    WrongLogon{"Encrypted", "98=1|108=30|", "EncryptMethod(98)"},
                    WrongLogon{"Twice", "98=0|108=30|108=31|", "more than once"},
                    WrongLogon{"NoTag", "98=0|108=30|rubbish|", "tag number"},
                    WrongLogon{"PasswordBehindAZero", "98=0|108=30|0554=hunter2|", "tag number"},
                    WrongLogon{"LongInteger", "98=0|108=30|383=12345678901|", "tag 383"}),
    [](const auto& row) { return row.param.name; });

TEST(Logon, HeartBtIntFromFiveToThreeHundred) {
    for (const auto* fields : {"98=0|108=5|", "98=0|108=300|"}) {
        Rig rig;
        rig.logged_on(1, 0, fields);
        EXPECT_TRUE(rig.engine().logged_on(0));
    }
}

TEST(Logon, NeedsUsernameAndPassword) {
    Rig rig({with_password()});
    rig.logged_on(1, 0, "98=0|108=30|553=joe|554=hunter2|");
    EXPECT_TRUE(rig.engine().logged_on(0));
}

TEST(Logon, AWrongPasswordChangesNothing) {
    for (const auto* fields : {"98=0|108=30|", "98=0|108=30|553=joe|", "98=0|108=30|554=hunter2|",
                               "98=0|108=30|553=joe|554=hunter3|", "98=0|108=30|553=Joe|554=hunter2|",
                               "98=0|108=30|553=joe|554=hunter22|", "98=0|108=30|553=joe|554=|",
                               "98=0|108=30|553=joe|0554=hunter2|", "98=0|108=30|141=Y|553=joe|554=wrong|",
                               "98=7|553=joe|554=wrong|"}) {
        Rig rig({with_password()});
        {
            auto oms = rig.logged_on(1, 0, "98=0|108=30|553=joe|554=hunter2|");
            ASSERT_EQ(rig.report("e1"), SendResult::Sent);
            oms.close();
        }
        rig.events.clear();
        const auto before = rig.engine().numbers(0);
        const auto stored = rig.memory().session_messages;
        auto stranger = rig.connect();
        stranger.logon(fields);
        const auto got = stranger.read();
        ASSERT_EQ(got.size(), 1U) << fields;
        EXPECT_EQ(got[0].type(), "5");
        EXPECT_EQ(got[0][58], "authentication failed");
        EXPECT_TRUE(stranger.is_closed());
        EXPECT_EQ(rig.engine().numbers(0), before);
        EXPECT_EQ(rig.memory().session_messages, stored);
        EXPECT_TRUE(rig.events.empty());
        EXPECT_EQ(rig.dropped(DropCause::BadCredentials), 1);
    }
}

TEST(Logon, AnUnknownIdentityGetsNoAnswer) {
    const std::vector<std::string> heads{"49=OMS|56=OTHER|", "49=OTHER|56=BRIDGE|", "49=BRIDGE|56=OMS|",
                                         "49=OMS|", "56=BRIDGE|"};
    for (const auto& head : heads) {
        Rig rig;
        auto stranger = rig.connect();
        stranger.raw(frame("35=A|34=1|52=" + utc_text(now().wall) + "|" + head + "98=0|108=30|"));
        EXPECT_TRUE(stranger.read().empty());
        EXPECT_EQ(stranger.mark(), CloseMark::AtOnce);
        EXPECT_EQ(rig.dropped(DropCause::UnknownIdentity), 1);
    }
    Rig rig;
    auto stranger = rig.connect();
    stranger.raw(frame("35=A|34=1|49=OMS|56=BRIDGE|52=" + utc_text(now().wall) + "|98=0|108=30|", "FIX.4.2"));
    EXPECT_TRUE(stranger.read().empty());
    EXPECT_EQ(rig.dropped(DropCause::UnknownIdentity), 1);
}

TEST(Logon, ASessionIsReachedOnItsOwnListenerOnly) {
    Rig rig({Rig::session("ONE", 1001), Rig::session("TWO", 1002)});
    EXPECT_EQ(rig.engine().listeners().size(), 2U);
    const auto id = rig.engine().open(ListenerId{1}, "127.0.0.1", now());
    ASSERT_TRUE(id);
    Client stranger(rig, id, Rig::session("ONE", 1001), 1);
    stranger.logon();
    EXPECT_EQ(rig.dropped(DropCause::UnknownIdentity), 1);
}

TEST(Logon, AnAddressIsCheckedForTheSessionToo) {
    auto one = Rig::session("ONE");
    auto two = Rig::session("TWO");
    one.allowed_addresses = {*AddressRange::parse("10.0.0.0/8")};
    two.allowed_addresses = {*AddressRange::parse("192.0.2.1")};
    Rig rig({one, two});
    EXPECT_FALSE(rig.connect(1, "203.0.113.1").accepted());
    EXPECT_EQ(rig.dropped(DropCause::AddressNotAllowed), 1);
    auto as_one = rig.connect(1, "192.0.2.1", 0);  // welcome here, but not as ONE
    ASSERT_TRUE(as_one.accepted());
    as_one.logon();
    EXPECT_TRUE(as_one.read().empty());
    EXPECT_EQ(rig.dropped(DropCause::AddressNotAllowed), 2);
    auto as_two = rig.connect(1, "192.0.2.1", 1);
    as_two.logon();
    EXPECT_TRUE(rig.engine().logged_on(1));
}

TEST(Logon, TheNumberMayBeAheadButNotFar) {
    Rig rig;
    auto oms = rig.connect(2001);
    oms.logon();
    EXPECT_EQ(oms.read("2").size(), 1U);
    oms.close();
    auto far = rig.connect(2003);
    far.logon();
    const auto got = far.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_NE(got[0][58].find("MsgSeqNum(34)"), std::string::npos);
}

TEST(Logon, ANumberThatIsTooLowIsToldTheExpectedOne) {
    Rig rig;
    rig.logged_on().close();
    auto oms = rig.connect(1);
    oms.logon();
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_NE(got[0][58].find("expecting 2 but received 1"), std::string::npos);
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::LogonRefused), 1);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
}

TEST(Logon, AResetMustHaveNumberOne) {
    Rig rig;
    rig.logged_on().close();
    auto oms = rig.connect(7);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_EQ(oms.read("5").size(), 1U);
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
}

TEST(Logon, AClockThatIsOffIsRefused) {
    for (const auto off : {seconds(-200), seconds(200)}) {
        Rig rig;
        auto oms = rig.connect();
        oms.raw(frame("35=A|34=1|49=OMS|52=" + utc_text(now().wall + off) + "|56=BRIDGE|98=0|108=30|"));
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U);
        EXPECT_NE(got[0][58].find("SendingTime(52)"), std::string::npos);
    }
    Rig rig;
    auto oms = rig.connect();
    oms.raw(frame("35=A|34=1|49=OMS|52=yesterday|56=BRIDGE|98=0|108=30|"));
    EXPECT_EQ(oms.read("5").size(), 1U);
}

TEST(Logon, ASecondConnectionIsRefusedAndTheFirstOneAsked) {
    Rig rig({with_password()});
    const std::string good = "98=0|108=30|553=joe|554=hunter2|";
    auto first = rig.logged_on(1, 0, good);
    auto second = rig.connect(2);
    second.logon(good);
    EXPECT_TRUE(second.read().empty());
    EXPECT_TRUE(second.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::AlreadyConnected), 1);
    EXPECT_EQ(first.read("1").size(), 1U);
    first.send("35=0|112=STILL THERE|");
    for (int i = 0; i < 7; ++i) rig.tick();
    EXPECT_FALSE(first.is_closed());
    EXPECT_TRUE(rig.engine().logged_on(0));
}

TEST(Logon, AHalfOpenFirstConnectionIsDroppedSoThatTheRetrySucceeds) {
    Rig rig;
    auto first = rig.logged_on();
    auto second = rig.connect(2);
    second.logon();
    EXPECT_TRUE(second.is_closed());
    for (int i = 0; i < 4; ++i) rig.tick();
    EXPECT_FALSE(first.is_closed());
    rig.tick();
    EXPECT_EQ(first.mark(), CloseMark::AtOnce);
    EXPECT_EQ(rig.dropped(DropCause::HalfOpen), 1);
    EXPECT_EQ(rig.events.back(), "logout broken");

    auto retry = rig.logged_on(2);
    first.close();  // the driver's news of the first one comes late and must not end the new one
    EXPECT_TRUE(rig.engine().logged_on(0));
    retry.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
}

TEST(Logon, AStrangerCannotAskTheFirstConnection) {
    Rig rig({with_password()});
    auto first = rig.logged_on(1, 0, "98=0|108=30|553=joe|554=hunter2|");
    auto stranger = rig.connect(2);
    stranger.logon("98=0|108=30|553=joe|554=guess|");
    EXPECT_TRUE(first.read().empty());
}

TEST(Logon, IsCheckedAgainInsideTheSession) {
    Rig rig({with_password()});
    auto oms = rig.logged_on(1, 0, "98=0|108=30|553=joe|554=hunter2|");
    ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    rig.flush();
    oms.read();
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|553=joe|554=wrong|");
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][58], "authentication failed");
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
    EXPECT_EQ(rig.events.back(), "logout broken");
}

TEST(Logon, AnotherIdentityInsideTheSessionEndsIt) {
    Rig rig({Rig::session("ONE"), Rig::session("TWO")});
    auto one = rig.logged_on(1, 0);
    one.raw(frame("35=A|34=2|49=TWO|52=" + utc_text(now().wall) + "|56=BRIDGE|98=0|108=30|"));
    EXPECT_TRUE(one.is_closed());
    EXPECT_FALSE(rig.engine().logged_on(0));
    EXPECT_FALSE(rig.engine().logged_on(1));
}

}  // namespace
}  // namespace qb::fix::test
