/// The life of a session: logon, orders, reports, logout, restart, reset.
#include <gtest/gtest.h>

#include "fix/quickfix.h"
#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

TEST(Session, AnswersLogonOrdersAndLogout) {
    Rig rig;
    auto oms = rig.connect();
    oms.logon();
    auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "A");
    EXPECT_EQ(got[0].number(), 1);
    EXPECT_EQ(got[0][49], "BRIDGE");
    EXPECT_EQ(got[0][56], "OMS");
    EXPECT_EQ(got[0][98], "0");
    EXPECT_EQ(got[0][108], "30");
    EXPECT_EQ(got[0][52].size(), std::string("20250611-12:00:00.000000").size());
    EXPECT_TRUE(rig.engine().logged_on(0));

    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    EXPECT_NE(rig.raw_orders[0].find("|99=190|"), std::string::npos);
    EXPECT_TRUE(oms.read().empty());

    EXPECT_EQ(rig.report("e1"), SendResult::Sent);
    rig.flush();
    got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "8");
    EXPECT_EQ(got[0][17], "e1");
    EXPECT_EQ(got[0].number(), 2);

    oms.send("35=5|");
    got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_EQ(oms.mark(), CloseMark::AfterFlush);
    EXPECT_EQ(rig.events, (Words{"logon", "logout clean"}));
    EXPECT_FALSE(rig.engine().logged_on(0));
    EXPECT_FALSE(rig.engine().poisoned());
}

TEST(Session, AReportMayBeSentFromInsideTheOrder) {
    Rig rig;
    rig.report_in_order = true;
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    oms.send(stop_order("a2"));
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0][17], "for a1");
    EXPECT_EQ(got[1].number(), got[0].number() + 1);
}

TEST(Session, ParkedReportsMayBeSentFromTheLogonEvent) {
    Rig rig;
    rig.report_on_logon = 3;
    auto oms = rig.logged_on();
    // logged_on() has read the Logon and what came with it
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 5);
    EXPECT_EQ(rig.memory().sent.at({0, 1}).size(), 3U);
}

TEST(Session, OrdersBehindTheLogonInOneReadAreTaken) {
    Rig rig;
    auto oms = rig.connect();
    const auto now_text = utc_text(now().wall);
    const auto head = [&](const std::string& type, int number) {
        return "35=" + type + "|34=" + std::to_string(number) + "|49=OMS|52=" + now_text + "|56=BRIDGE|";
    };
    oms.raw(frame(head("A", 1) + "98=0|108=30|") + frame(head("D", 2) + stop_order("a1").substr(5)) +
            frame(head("D", 3) + stop_order("a2").substr(5)));
    EXPECT_EQ(rig.orders, (Words{"a1", "a2"}));
}

TEST(Session, NothingIsSentWhileNobodyIsLoggedOn) {
    Rig rig;
    EXPECT_EQ(rig.report("e1"), SendResult::NotReady);
    EXPECT_FALSE(rig.engine().ready(0));
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 1);
}

TEST(Session, LosingTheConnectionEndsItWithoutALogout) {
    Rig rig;
    auto oms = rig.logged_on();
    advance(seconds(3));
    oms.send("35=0|");
    const auto heard = now().wall;
    advance(seconds(5));
    oms.close();
    EXPECT_EQ(rig.events, (Words{"logon", "logout broken"}));
    EXPECT_EQ(rig.engine().last_received(0), heard);
    EXPECT_EQ(rig.engine().connection_count(), 0U);
    EXPECT_EQ(rig.report("e1"), SendResult::NotReady);
}

TEST(Session, HeartbeatsAndTimeoutsComeFromTheTick) {
    Rig rig;
    auto oms = rig.logged_on(1, 0, "98=0|108=10|");
    for (int i = 0; i < 11; ++i) rig.tick();
    EXPECT_EQ(oms.read("0").size(), 1U);
    for (int i = 0; i < 3; ++i) rig.tick();
    EXPECT_EQ(oms.read("1").size(), 1U);
    for (int i = 0; i < 15; ++i) rig.tick();
    EXPECT_TRUE(oms.is_closed());
    EXPECT_EQ(rig.events.back(), "logout broken");
}

TEST(Session, ATestRequestIsAnswered) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send("35=1|112=HELLO|");
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "0");
    EXPECT_EQ(got[0][112], "HELLO");
}

TEST(Session, NumbersGoOnAfterARestart) {
    auto memory = std::make_shared<Memory>();
    {
        Rig rig({Rig::session()}, {}, memory);
        auto oms = rig.logged_on();
        oms.send(stop_order("a1"));
        ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    }
    Rig rig({Rig::session()}, {}, memory);
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 3);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);
    auto oms = rig.logged_on(3);
    oms.send("35=2|7=1|16=0|");
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 3U);
    EXPECT_EQ(got[0].type(), "4");  // over the first Logon reply
    EXPECT_EQ(got[0][36], "2");
    EXPECT_EQ(got[1].type(), "8");
    EXPECT_EQ(got[1].number(), 2);
    EXPECT_EQ(got[1][17], "e1");
    EXPECT_EQ(got[1][43], "Y");
    EXPECT_NE(got[1][122], "-");
    EXPECT_EQ(got[2].type(), "4");
    EXPECT_EQ(got[2][36], "4");
}

TEST(Session, ALogonMayResetTheNumbers) {
    Rig rig;
    auto oms = rig.logged_on();
    ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    oms.close();
    rig.events.clear();

    auto again = rig.logged_on(1, 0, "98=0|108=30|141=Y|");
    EXPECT_EQ(rig.events, (Words{"reset 1", "logon"}));
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
    EXPECT_EQ(rig.engine().numbers(0).next_sender, 2);
    EXPECT_EQ(rig.memory().numbers.at(0).epoch, 2U);
    ASSERT_EQ(rig.report("e2"), SendResult::Sent);
    again.send("35=2|7=1|16=0|");
    const auto got = again.read("8");
    ASSERT_EQ(got.size(), 2U);  // sent and sent again; nothing of the old numbering
    EXPECT_EQ(got[1][17], "e2");
}

TEST(Session, ALogonMayResetTheNumbersInsideTheSession) {
    Rig rig;
    auto oms = rig.logged_on();
    ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    rig.events.clear();
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_EQ(rig.events, (Words{"reset 1", "logon"}));
    const auto got = oms.read("A");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].number(), 1);
    EXPECT_EQ(got[0][141], "Y");
    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
}

/// Notes the orders among the events.
struct RigWithOrders : Rig {
    void on_request(SessionIndex, const FIX::Message&, std::string_view) override {
        events.emplace_back("order");
    }
};

TEST(Session, TheBridgeHearsOfAResetBeforeItSeesTheNextOrder) {
    RigWithOrders rig;
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    const auto head = "|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|";
    oms.raw(frame("35=A|34=1" + head + "98=0|108=30|141=Y|") +  // in one piece
            frame("35=D|34=2" + head + stop_order("a2").substr(5)) +
            frame("35=D|34=3" + head + stop_order("a3").substr(5)));
    EXPECT_EQ(rig.events, (Words{"logon", "order", "reset 1", "logon", "order", "order"}));
}

TEST(Session, TheBridgeHearsOfALogonBeforeItSeesTheOrderBehindIt) {
    RigWithOrders rig;
    auto oms = rig.connect();
    const auto head = "|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|";
    oms.raw(frame("35=A|34=1" + head + "98=0|108=30|") +
            frame("35=D|34=2" + head + stop_order("a2").substr(5)));
    EXPECT_EQ(rig.events, (Words{"logon", "order"}));
}

TEST(Session, AGoodbyeComesBeforeTheResetThatItBrings) {
    auto settings = Rig::session();
    settings.reset_on_logout = true;
    Rig rig({settings});
    rig.logged_on().send("35=5|");
    EXPECT_EQ(rig.events, (Words{"logon", "logout clean", "reset 1"}));
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
}

/// A Logon that was ahead itself waits like any message; its turn comes when the gap is closed.
TEST(Session, AResetInsideAConnectionThatBeganWithAGap) {
    Rig rig;
    rig.logged_on().close();
    auto oms = rig.logged_on(4);
    ASSERT_EQ(rig.engine().numbers(0).next_target, 2);
    for (const auto* body : {"35=0|", "35=0|"})
        oms.send_as(rig.engine().numbers(0).next_target, body, "43=Y|122=" + utc_text(now().wall) + "|");
    ASSERT_EQ(rig.engine().numbers(0).next_target, 5);  // 2, 3 and the Logon
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_FALSE(oms.is_closed());
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
    for (int i = 2; i <= 6; ++i) oms.send(stop_order("new" + std::to_string(i)));
    EXPECT_EQ(rig.orders.size(), 5U);
}

TEST(Session, AResetAfterAMessageThatWaitedTwice) {
    Rig rig;
    auto oms = rig.logged_on();
    for (int i = 0; i < 2; ++i) oms.send_as(3, stop_order("a3"));
    oms.send_as(2, "35=0|", "43=Y|122=" + utc_text(now().wall) + "|");
    ASSERT_EQ(rig.orders, Words{"a3"});
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_FALSE(oms.is_closed());
    EXPECT_EQ(rig.engine().numbers(0).epoch, 2U);
}

TEST(Session, AResetOfFreshNumbersIsNone) {
    Rig rig;
    auto oms = rig.logged_on(1, 0, "98=0|108=30|141=Y|");
    EXPECT_EQ(rig.events, Words{"logon"});
    EXPECT_EQ(rig.engine().numbers(0).epoch, 1U);
}

TEST(Session, MessagesThatComeTooEarlyAreTakenInOrder) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(4, stop_order("a4"));
    EXPECT_TRUE(rig.orders.empty());
    const auto request = oms.read("2");
    ASSERT_EQ(request.size(), 1U);
    EXPECT_EQ(request[0][7], "2");
    oms.send_as(5, "35=s|11=c5|55=AAPL-USD|54=2|60=20250611-12:00:00|");
    oms.send_as(2, stop_order("a2"), "43=Y|122=" + utc_text(now().wall) + "|");
    oms.send_as(3, stop_order("a3"), "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_EQ(rig.orders, (Words{"a2", "a3", "a4"}));
    ASSERT_EQ(rig.raw_orders.size(), 4U);
    EXPECT_NE(rig.raw_orders[2].find("|11=a4|55=AAPL-USD|54=2|38=5|"),
              std::string::npos);  // in its own order
    const auto rejects = oms.read("j");
    ASSERT_EQ(rejects.size(), 1U);
    EXPECT_EQ(rejects[0][45], "5");
    EXPECT_EQ(rejects[0][379], "c5");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 6);
}

TEST(Session, ALogoutThatIsAheadDoesNotHideWhatIsMissing) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(3, "35=5|");  // 2 was lost
    EXPECT_EQ(rig.events.back(), "logout clean");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    auto again = rig.logged_on(4);
    (void)again;
}

TEST(Session, ARejectThatIsAheadDoesNotHideWhatIsMissing) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(3, "35=3|45=1|58=no|");
    EXPECT_EQ(oms.read("2").size(), 1U);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    oms.send_as(2, stop_order("a2"), "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_EQ(rig.orders, Words{"a2"});
    EXPECT_EQ(rig.engine().numbers(0).next_target, 4);
}

TEST(Session, ADuplicateIsNotTakenTwice) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    oms.send_as(2, stop_order("a1"), "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_EQ(rig.orders.size(), 1U);
    oms.send_as(2, "35=s|11=c|55=X|54=1|60=20250611-12:00:00|", "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_TRUE(oms.read("j").empty());
}

TEST(Session, ShutdownLogsEverybodyOutWithAReason) {
    Rig rig({Rig::session("ONE"), Rig::session("TWO")});
    auto one = rig.logged_on(1, 0);
    auto two = rig.logged_on(1, 1);
    auto stranger = rig.connect();
    rig.engine().shutdown("maintenance", now());
    rig.flush();
    for (auto* client : {&one, &two}) {
        const auto got = client->read("5");
        ASSERT_EQ(got.size(), 1U);
        EXPECT_EQ(got[0][58], "maintenance");
        EXPECT_FALSE(client->is_closed());  // waits for the answer
    }
    EXPECT_TRUE(stranger.is_closed());
    EXPECT_EQ(rig.report("e1"), SendResult::NotReady);
    one.send("35=5|");
    EXPECT_TRUE(one.is_closed());
    for (int i = 0; i < 3; ++i) rig.tick();
    EXPECT_TRUE(two.is_closed());
    EXPECT_FALSE(rig.connect().accepted());
}

TEST(Session, ALogoutOfOursLeavesTheDoorOpen) {
    Rig rig;
    auto oms = rig.logged_on();
    rig.engine().logout(0, "go", now());
    rig.flush();
    oms.send("35=5|");
    EXPECT_TRUE(oms.is_closed());
    rig.logged_on(3);
    EXPECT_TRUE(rig.engine().logged_on(0));
}

TEST(Session, FieldSeparatorsInsideValuesCannotBecomeFields) {
    Rig rig;
    auto oms = rig.logged_on();
    FIX::Message message;
    message.getHeader().setField(FIX::FIELD::MsgType, "B");
    message.setField(FIX::FIELD::Headline, std::string("up\x01"
                                                       "10=000\x01"
                                                       "and\0down",
                                                       17));
    ASSERT_EQ(rig.engine().send(0, message), SendResult::Sent);
    rig.flush();
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][148], "up 10=000 and dow");
}

TEST(Session, APasswordIsNeverLogged) {
    auto settings = Rig::session();
    settings.username = Secret("joe");
    settings.password = Secret("hunter2");
    Rig rig({settings});
    auto oms = rig.logged_on(1, 0, "98=0|108=30|553=joe|554=hunter2|");
    auto other = rig.connect();
    other.logon("98=0|108=30|553=joe|554=hunter3|");
    oms.send("35=0|0554=hunter2|");  // in sequence, so that all of it is logged
    bool logon_seen = false;
    for (const auto& line : rig.log_lines) {
        EXPECT_EQ(line.find("hunter"), std::string::npos) << line;
        EXPECT_EQ(line.find("joe"), std::string::npos) << line;
        logon_seen |= line.find("554=***") != std::string::npos;
    }
    EXPECT_TRUE(logon_seen);
}

TEST(Session, AFailingJournalPoisonsTheTurn) {
    Rig rig;
    auto oms = rig.logged_on();
    rig.memory().fail_store = true;
    EXPECT_EQ(rig.report("e1"), SendResult::Failed);
    EXPECT_TRUE(rig.engine().poisoned());
    EXPECT_NE(rig.engine().poison().find("no space for a row"), std::string::npos);
    oms.send(stop_order("a1"));
    EXPECT_TRUE(rig.orders.empty());
}

TEST(Session, AnUnreadableJournalPoisonsTheTurn) {
    Rig rig;
    auto oms = rig.logged_on();
    rig.memory().fail_read = true;
    oms.send("35=2|7=1|16=0|");
    EXPECT_TRUE(rig.engine().poisoned());
}

TEST(Session, AFailingHostPoisonsTheTurn) {
    Rig rig;
    auto oms = rig.logged_on();
    rig.throw_in_order = true;
    oms.send(stop_order("a1"));
    EXPECT_TRUE(rig.engine().poisoned());
}

TEST(Session, ManySessionsShareOneDictionary) {
    std::vector<SessionSettings> sessions;
    for (int i = 0; i < 50; ++i) sessions.push_back(Rig::session("OMS" + std::to_string(i)));
    Rig rig(sessions);
    for (SessionIndex i = 0; i < 50; ++i) {
        auto oms = rig.logged_on(1, i);
        oms.send(stop_order("a"));
    }
    EXPECT_EQ(rig.orders.size(), 50U);
    EXPECT_EQ(rig.engine().listeners().size(), 1U);
}

TEST(Session, RefusesADictionaryWithDataFields) {
    const auto path = testing::TempDir() + "data_dictionary.xml";
    std::ofstream(path)
        << R"(<fix type="FIX" major="4" minor="4"><header><field name="MsgType" required="Y"/></header>
<trailer><field name="CheckSum" required="Y"/></trailer>
<messages><message name="Logon" msgtype="A" msgcat="admin"><field name="RawData" required="N"/></message></messages>
<fields><field number="35" name="MsgType" type="STRING"/><field number="10" name="CheckSum" type="STRING"/>
<field number="96" name="RawData" type="DATA"/></fields></fix>)";
    auto settings = Rig::session();
    settings.dictionary = path;
    try {
        Rig rig({settings});
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("field 96 has type DATA"), std::string::npos)
            << error.what();
    }
}

TEST(Session, RefusesAMissingDictionaryAndOneOfAnotherVersion) {
    auto settings = Rig::session();
    settings.dictionary = "/nowhere.xml";
    EXPECT_THROW(Rig({settings}), std::runtime_error);
    settings = Rig::session();
    settings.begin_string = "FIX.4.2";
    EXPECT_THROW(Rig({settings}), std::runtime_error);
    EXPECT_THROW(Rig({Rig::session(), Rig::session()}), std::runtime_error);
}

}  // namespace
}  // namespace qb::fix::test
