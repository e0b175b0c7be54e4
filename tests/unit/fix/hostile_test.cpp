/// What is known to have killed, blocked or misled an acceptor built on QuickFIX 1.15, sent by a stranger or
/// by a client: each must cost at most the sender's own connection.
#include <gtest/gtest.h>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

std::string head(const std::string& type, const std::string& number) {
    return "35=" + type + "|34=" + number + "|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|";
}

/// A stranger sends `bytes` while another session trades; afterwards nothing has changed for either.
void stranger_sends(const std::string& bytes, std::optional<DropCause> cause) {
    Rig rig({Rig::session("OMS"), Rig::session("OTHER")});
    auto other = rig.logged_on(1, 1);
    const auto numbers = rig.engine().numbers(0);
    auto stranger = rig.connect();
    stranger.raw(bytes);
    for (int i = 0; i < 11; ++i) rig.tick();
    EXPECT_TRUE(stranger.is_closed());
    if (cause) {
        EXPECT_EQ(rig.dropped(*cause), 1) << bars(bytes);
    }
    EXPECT_EQ(rig.engine().numbers(0), numbers);
    EXPECT_TRUE(rig.events == Words{"logon"});
    other.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    rig.logged_on(1, 0);
    EXPECT_TRUE(rig.engine().logged_on(0));
    EXPECT_FALSE(rig.engine().poisoned());
}

TEST(HostileStranger, FirstMessageWithoutEqualSign) {
    stranger_sends(frame("35=0|garbage|"), DropCause::NotLogon);
    stranger_sends("8=FIX.4.4|9=8|garbage|10=000|", DropCause::NotFix);
    stranger_sends("8=FIX.4.4garbage without end", DropCause::NotFix);
}
TEST(HostileStranger, FirstMessageWithATagThatIsNoNumber) {
    stranger_sends(frame("35=0|x=1|"), DropCause::NotLogon);
}
TEST(HostileStranger, SequenceResetFirst) {
    stranger_sends(frame(head("4", "1") + "36=5000|"), DropCause::NotLogon);
}
TEST(HostileStranger, SequenceResetToZeroFirst) {
    stranger_sends(frame(head("4", "1") + "36=0|"), DropCause::NotLogon);
}
TEST(HostileStranger, RejectFirst) { stranger_sends(frame(head("3", "1") + "45=1|"), DropCause::NotLogon); }
TEST(HostileStranger, InvalidApplicationMessageFirst) {
    stranger_sends(frame(head("D", "1")), DropCause::NotLogon);
}
TEST(HostileStranger, LogoutFirst) { stranger_sends(frame(head("5", "1")), DropCause::NotLogon); }
TEST(HostileStranger, SilentConnection) { stranger_sends("", DropCause::LogonTimeout); }
TEST(HostileStranger, HalfAFirstMessage) {
    stranger_sends("8=FIX.4.4|9=100|35=A|34=1|", DropCause::LogonTimeout);
}
TEST(HostileStranger, HugeBodyLength) {
    stranger_sends("8=FIX.4.4|9=2000000000|" + std::string(100'000, 'x'), DropCause::NotFix);
    stranger_sends("8=FIX.4.4|9=200000|" + std::string(100'000, 'x'), DropCause::MessageTooLong);
}
TEST(HostileStranger, BytesThatAreNotFix) { stranger_sends(std::string(1'000'000, 'x'), DropCause::NotFix); }
TEST(HostileStranger, LogonWithoutCheckSum) {
    stranger_sends("8=FIX.4.4|9=5|35=A|8=FIX.4.4|9=5|35=A|", DropCause::NotFix);
}
TEST(HostileStranger, InvalidLogonIsAnsweredAndClosed) {
    stranger_sends(frame(head("A", "1") + "98=0|108=abc|"), DropCause::BadLogon);
}

/// Lengths in front of data fields. The dictionary has no DATA type, so they mean nothing.
TEST(HostileStranger, LengthsOfDataFieldsAreNotBelieved) {
    for (const auto* length : {"10000000", "-5", "20", "0", "99999999999", "x"}) {
        for (const auto& [size_tag, data_tag] : {std::pair{95, 96},
                                                 {90, 91},
                                                 {93, 89},
                                                 {212, 213},
                                                 {348, 349},
                                                 {350, 351},
                                                 {352, 353},
                                                 {354, 355},
                                                 {360, 361},
                                                 {618, 619}}) {
            Rig rig;
            auto peer = rig.connect();
            peer.logon("98=0|108=30|" + std::to_string(size_tag) + "=" + length + "|" +
                       std::to_string(data_tag) + "=abc|");
            EXPECT_TRUE(peer.is_closed() || rig.engine().logged_on(0));
            peer.close();
            auto oms = rig.logged_on(rig.engine().numbers(0).next_target);
            oms.send("35=D|" + std::to_string(size_tag) + "=" + length + "|" + std::to_string(data_tag) +
                     "=abc|" + stop_order("a1").substr(5));
            EXPECT_EQ(rig.orders.size() + oms.read("3").size(), 1U) << length << " " << data_tag;
            EXPECT_FALSE(rig.engine().poisoned());
        }
    }
}

TEST(HostileClient, GarbageIsSkippedAndDoesNotGrow) {
    Rig rig;
    auto oms = rig.logged_on();
    for (int i = 0; i < 100; ++i) oms.raw(std::string(16'384, 'x'));
    oms.raw("|");
    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    EXPECT_EQ(rig.engine().counters().garbled, 1U);
}

TEST(HostileClient, AGarbledLengthDoesNotRepeatTheMessageBeforeIt) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame(head("0", "2")) + "8=FIX.4.4|9=abc|35=0|10=000|");
    EXPECT_FALSE(oms.is_closed());
    oms.send_as(3, stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    EXPECT_TRUE(oms.read().empty());
}

/// QuickFIX works queued session messages off recursively.
TEST(HostileClient, AGapThatIsFilledAfterThousandsOfHeartbeats) {
    Rig rig;
    auto oms = rig.logged_on();
    for (int number = 3; number <= 2002; ++number) oms.send_as(number, "35=0|");
    EXPECT_FALSE(oms.is_closed());
    oms.send_as(2, "35=0|", "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2003);
    EXPECT_FALSE(oms.is_closed());
}

TEST(HostileClient, MessagesFarAheadEndTheSession) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(2003, "35=0|");
    const auto got = oms.read("5");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][58], "MsgSeqNum too high, expecting 2 but received 2003");
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::ProtocolViolation), 1);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
}

TEST(HostileClient, QueuedMessagesAreBoundedInBytes) {
    Rig rig;
    auto oms = rig.logged_on();
    const std::string text(60'000, 'x');
    int number = 3;
    while (!oms.is_closed() && number < 2000)
        oms.send_as(number++, "35=D|58=" + text + "|" + stop_order("a").substr(5));
    EXPECT_LT(number, 100);
    EXPECT_EQ(rig.dropped(DropCause::ProtocolViolation), 1);
}

TEST(HostileClient, MessagesLeftBehindByGapFillsAreBounded) {
    Rig rig;
    auto oms = rig.logged_on();
    const std::string text(60'000, 'x');
    int next = 2;
    while (!oms.is_closed() && next < 2000) {
        oms.send_as(next + 1, "35=D|58=" + text + "|" + stop_order("a").substr(5));
        if (!oms.is_closed()) oms.send_as(next, "35=4|123=Y|36=" + std::to_string(next + 2) + "|");
        next += 2;
    }
    EXPECT_LT(next, 300);
    EXPECT_EQ(rig.dropped(DropCause::ProtocolViolation), 1);
    EXPECT_TRUE(rig.orders.empty());
}

/// QuickFIX keeps early messages over a reset and would take them for ones of the new numbering.
TEST(HostileClient, AResetWhileMessagesWaitDoesNotReviveThem) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(5, stop_order("old"));
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_TRUE(oms.is_closed());
    oms.close();
    auto again = rig.logged_on(1, 0, "98=0|108=30|141=Y|");
    for (int i = 2; i <= 6; ++i) again.send(stop_order("new" + std::to_string(i)));
    EXPECT_EQ(rig.orders, (Words{"new2", "new3", "new4", "new5", "new6"}));
}

/// A message that a SequenceReset passes over stays inside QuickFIX as well, whether the SequenceReset came
/// in its turn or waited itself; so does one behind a Logon that waited.
TEST(HostileClient, AResetAfterMessagesWerePassedOverDoesNotReviveThem) {
    const auto again = [] { return "43=Y|122=" + utc_text(now().wall) + "|"; };
    for (const bool waits : {false, true}) {
        Rig rig;
        rig.logged_on().close();
        auto oms = rig.logged_on(waits ? 3 : 6);
        oms.send_as(5, stop_order("old"));
        if (waits) oms.send_as(4, "35=4|123=Y|36=6|");
        oms.send_as(2, waits ? "35=0|" : "35=4|123=Y|36=6|", again());
        EXPECT_EQ(rig.engine().numbers(0).next_target, waits ? 6 : 7);
        oms.set_next(1);
        oms.logon("98=0|108=30|141=Y|");
        EXPECT_TRUE(oms.is_closed());
        EXPECT_TRUE(rig.orders.empty());
    }
}

TEST(HostileClient, ResendRequestsForImpossibleNumbersAreRejected) {
    struct Row {
        const char* fields;
        const char* tag;
        const char* reason;
    };
    for (const auto& row : {Row{"7=-2000000000|16=0|", "7", "6"}, Row{"7=-5|16=0|", "7", "5"},
                            Row{"7=0|16=0|", "7", "5"}, Row{"7=2|16=0|", "7", "5"},
                            Row{"7=999999999|16=0|", "7", "5"}, Row{"7=1|16=99999999999|", "16", "6"},
                            Row{"7=1|16=-1|", "16", "5"}, Row{"7=4294967297|16=0|", "7", "6"},
                            Row{"7=abc|16=0|", "7", "6"}, Row{"16=0|", "7", "1"}, Row{"7=1|", "16", "1"}}) {
        Rig rig;
        auto oms = rig.logged_on();
        oms.send(std::string("35=2|") + row.fields);
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U) << row.fields;
        EXPECT_EQ(got[0].type(), "3") << row.fields;
        EXPECT_EQ(got[0][371], row.tag) << row.fields;
        EXPECT_EQ(got[0][373], row.reason) << row.fields;
        EXPECT_EQ(got[0][372], "2");
        EXPECT_EQ(rig.engine().numbers(0).next_target, 3) << row.fields;
    }
}

TEST(HostileClient, AResendRequestBeforeItsEndIsRejected) {
    Rig rig;
    auto oms = rig.logged_on();
    for (int i = 0; i < 5; ++i) rig.report("e");
    oms.send("35=2|7=4|16=2|");
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][371], "16");
    EXPECT_EQ(got[0][373], "5");
}

TEST(HostileClient, ANumberThatWouldOverflowEndsTheSession) {
    for (const auto* number : {"4294967298", "99999999999999999999", "-1", "0", "abc", "1e1", ""}) {
        Rig rig;
        auto oms = rig.logged_on();
        oms.raw(frame(head("0", number)));
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U) << number;
        EXPECT_EQ(got[0].type(), "5");
        EXPECT_NE(got[0][58].find("MsgSeqNum(34)"), std::string::npos);
        EXPECT_TRUE(oms.is_closed());
        EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    }
}

TEST(HostileClient, AMissingNumberEndsTheSession) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame("35=0|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|"));
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][58], "MsgSeqNum(34) is missing");
}

TEST(HostileClient, OtherIntegersThatWouldOverflowAreRejected) {
    struct Row {
        const char* body;
        const char* header;
        const char* tag;
    };
    for (const auto& row :
         {Row{"35=4|36=4294967298|", "", "36"}, Row{"35=4|123=Y|36=10000000000|", "", "36"},
          Row{"35=0|", "369=99999999999|", "369"}, Row{"35=D|453=4294967297|11=a|", "", "453"}}) {
        Rig rig;
        auto oms = rig.logged_on();
        oms.send_as(2, row.body, row.header);
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U) << row.body;
        EXPECT_EQ(got[0].type(), "3");
        EXPECT_EQ(got[0][371], row.tag);
        EXPECT_EQ(got[0][373], "6");
        EXPECT_EQ(got[0][45], "2");
        EXPECT_EQ(got[0][372], std::string(row.body).substr(3, 1));
        EXPECT_EQ(rig.engine().numbers(0).next_target, 3);
        EXPECT_TRUE(rig.orders.empty());
    }
}

TEST(HostileClient, ATagThatWouldOverflowIsRejected) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send("35=0|4294967354=x|");
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][373], "0");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);
}

TEST(HostileClient, SequenceResetToNothingIsRejected) {
    for (const auto* fields : {"36=0|", "36=-5|", "123=Y|36=0|"}) {
        Rig rig;
        auto oms = rig.logged_on();
        oms.send(std::string("35=4|") + fields);
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U) << fields;
        EXPECT_EQ(got[0].type(), "3");
        EXPECT_EQ(got[0][373], "5");
        EXPECT_FALSE(rig.engine().poisoned());
    }
}

TEST(HostileClient, AMessageBeforeTheAnswerToItsLogoutIsNoMatter) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame(head("5", "2")) + frame(head("0", "3")) + frame(head("A", "4") + "98=0|108=30|"));
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(oms.read().size(), 1U);
}

TEST(HostileClient, ALogonInsideTheSessionWithoutResetEndsIt) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.logon();
    EXPECT_TRUE(oms.is_closed());
    EXPECT_FALSE(rig.engine().poisoned());
}

}  // namespace
}  // namespace qb::fix::test
