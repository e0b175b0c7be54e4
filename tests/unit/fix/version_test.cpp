/// Sessions of each FIX version that is served, and what is special about one of them.
#include <gtest/gtest.h>

#include "unit/fix/versions.h"

namespace qb::fix::test {
namespace {

using Words = std::vector<std::string>;

class EveryVersion : public testing::TestWithParam<Version> {
protected:
    SessionSettings settings_ = session_of(GetParam());
    Client log_on(Rig& rig, int next = 1) { return rig.logged_on(next, 0, GetParam().logon); }
};
INSTANTIATE_TEST_SUITE_P(Rows, EveryVersion, testing::Values(kFix42, kFix44, kFix50),
                         [](const auto& row) { return row.param.name; });

TEST_P(EveryVersion, AnswersTheLogonInKind) {
    Rig rig({settings_});
    auto oms = rig.connect();
    oms.logon(GetParam().logon);
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "A");
    EXPECT_EQ(got[0][8], GetParam().begin_string);
    EXPECT_EQ(got[0][1137], GetParam().default_appl_ver_id.empty() ? "-" : "9");
    EXPECT_EQ(rig.events, Words{"logon"});
}

TEST_P(EveryVersion, TakesOrdersAndSendsReportsAlsoAgain) {
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send(order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    ASSERT_EQ(rig.report("e1"), SendResult::Sent);
    rig.flush();
    const auto report = oms.read("8");
    ASSERT_EQ(report.size(), 1U);
    EXPECT_EQ(report[0][8], GetParam().begin_string);
    oms.send("35=2|7=1|16=0|");
    const auto again = oms.read("8");
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0][17], "e1");
    EXPECT_EQ(again[0][43], "Y");
    EXPECT_EQ(again[0].number(), report[0].number());
}

TEST_P(EveryVersion, FillsAGapInOrder) {
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send_as(3, order("a2"));
    EXPECT_EQ(oms.read("2").size(), 1U);
    EXPECT_TRUE(rig.orders.empty());
    oms.send_as(2, order("a1"), "43=Y|122=20250611-12:00:00|");
    EXPECT_EQ(rig.orders, (Words{"a1", "a2"}));
}

TEST_P(EveryVersion, RejectsWhatItsDictionariesDoNotTake) {
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send(order("a1", "4999=x|"));
    oms.send("35=0|4999=x|");
    oms.send(order("a1", "453=4294967297|"));
    oms.send("35=ZZ|");
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 4U);
    EXPECT_EQ(got[0][371] + " " + got[0][373], "4999 0");
    EXPECT_EQ(got[1][371] + " " + got[1][373], "4999 0");
    EXPECT_EQ(got[2][371] + " " + got[2][373], "453 6") << "an integer too long for the engine";
    EXPECT_EQ(got[3][372] + " " + got[3][373], "ZZ 11");
    EXPECT_TRUE(rig.orders.empty());
}

TEST_P(EveryVersion, LetsUnknownFieldsPassWhereTheSessionSaysSo) {
    settings_.allow_unknown_fields = true;
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send(order("a1", "4999=x|9999=y|"));
    oms.send("35=0|4999=x|");
    EXPECT_EQ(rig.orders, Words{"a1"});
    EXPECT_TRUE(oms.read("3").empty());
}

TEST_P(EveryVersion, AnswersTypesOfItsOwnThatAreNotServed) {
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send("35=E|66=l1|");
    const auto got = oms.read("j");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][380], "3");
    EXPECT_EQ(got[0][1137], "-");
}

TEST_P(EveryVersion, AsksForItsCredentials) {
    settings_.username = Secret("joe");
    settings_.password = Secret("hunter2");
    Rig rig({settings_});
    auto stranger = rig.connect();
    stranger.logon(GetParam().logon + "553=joe|554=wrong|");
    EXPECT_EQ(stranger.read("5").size(), 1U);
    EXPECT_EQ(rig.dropped(DropCause::BadCredentials), 1);
    rig.logged_on(1, 0, GetParam().logon + "553=joe|554=hunter2|");
    for (const auto& line : rig.log_lines) EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
}

TEST_P(EveryVersion, TakesTheSessionsOwnTagInOrdersAlone) {
    settings_.order_tag = 9001;
    Rig rig({settings_});
    auto oms = log_on(rig);
    oms.send(order("a1", "9001=TP|"));
    oms.send(order("a2", "9002=TP|"));
    oms.send("35=H|11=a1|55=AAPL-USD|54=2|9001=TP|");
    EXPECT_EQ(rig.orders, Words{"a1"});
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0][371] + " " + got[0][373], "9002 0");
    EXPECT_EQ(got[1][371] + " " + got[1][373], "9001 2");
}

// ---- FIX 4.2 -------------------------------------------------------------------------------------------

TEST(Fix42Session, LeavesOutAReasonThatFix42DoesNotHave) {
    Rig rig({session_of(kFix42)});
    auto oms = rig.logged_on();
    oms.send(order("a1", "9=5|"));
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][371], "9");
    EXPECT_EQ(got[0][373], "-") << "13 is of FIX 4.4";
    EXPECT_EQ(got[0][58], "Tag appears more than once");
}

TEST(Fix42Session, KnowsNoMassRequests) {
    Rig rig({session_of(kFix42)});
    auto oms = rig.logged_on();
    oms.send("35=AF|584=m1|585=7|");
    oms.send("35=q|11=q1|530=7|60=20250611-12:00:00|");
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0][373], "11");
    EXPECT_EQ(got[1][373], "11");
    EXPECT_TRUE(rig.orders.empty());
}

// ---- FIXT.1.1 ------------------------------------------------------------------------------------------

class WrongApplVerId : public testing::TestWithParam<const char*> {};
TEST_P(WrongApplVerId, InTheLogonIsToldAndChangesNothing) {
    Rig rig({session_of(kFix50)});
    auto oms = rig.connect();
    oms.logon(std::string("98=0|108=30|") + GetParam());
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_EQ(got[0][8], "FIXT.1.1");
    EXPECT_EQ(got[0][58], "DefaultApplVerID(1137) must be 9");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 1);
    rig.logged_on(1, 0, kFix50.logon);
}
INSTANTIATE_TEST_SUITE_P(Rows, WrongApplVerId,
                         testing::Values("", "1137=8|", "1137=6|", "1137=|", "1137=FIX.5.0SP2|"));

TEST(FixtSession, TakesNoMessageOfAnotherVersion) {
    Rig rig({session_of(kFix50)});
    auto oms = rig.logged_on(1, 0, kFix50.logon);
    oms.send_as(2, order("a1"), "1128=6|");
    oms.send_as(3, "35=E|66=l1|", "1128=8|");
    oms.send_as(4, order("a2"), "1128=9|");
    oms.send_as(5, "35=1|112=t|", "1128=6|");  // a session message has no version of its own
    EXPECT_EQ(rig.orders, Words{"a2"});
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 3U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(got[i].type() + " " + got[i][371] + " " + got[i][373], "3 1128 18");
        EXPECT_EQ(got[i][58], "Unsupported application version");
    }
    EXPECT_EQ(got[2].type(), "0");
}

TEST(FixtSession, IsAnotherThanOneOfAnotherVersionWithTheSameNames) {
    Rig rig({session_of(kFix44), session_of(kFix50), session_of(kFix42)});
    auto fix44 = rig.logged_on(1, 0, kFix44.logon);
    auto fix50 = rig.logged_on(1, 1, kFix50.logon);
    auto fix42 = rig.logged_on(1, 2, kFix42.logon);
    fix50.send(order("a1"));
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    EXPECT_EQ(rig.engine().numbers(1).next_target, 3);
    EXPECT_EQ(rig.engine().numbers(2).next_target, 2);
}

TEST(FixtSession, NeedsADictionaryForEachHalf) {
    const auto fails_with = [](const SessionSettings& settings) -> std::string {
        try {
            Rig rig({settings});
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "nothing";
    };
    auto settings = session_of(kFix50);
    std::swap(settings.dictionary, settings.transport_dictionary);
    EXPECT_NE(
        fails_with(settings).find("FIX50SP2.xml: is a dictionary of FIX.5.0, but BeginString is FIXT.1.1"),
        std::string::npos);
    settings = session_of(kFix50);
    settings.dictionary = Rig::dictionary();
    EXPECT_NE(fails_with(settings).find("FIX44.xml: is a dictionary of FIX.4.4, but DefaultApplVerID is 9"),
              std::string::npos);
}

}  // namespace
}  // namespace qb::fix::test
