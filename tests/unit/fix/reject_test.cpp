/// What a message gets that is no order: Reject(3), BusinessMessageReject(j), or nothing.
#include <gtest/gtest.h>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using Words = std::vector<std::string>;

struct Unsupported {
    std::string type, body, ref_id;
};
class UnsupportedType : public testing::TestWithParam<Unsupported> {};

TEST_P(UnsupportedType, GetsABusinessReject) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send("35=" + GetParam().type + "|" + GetParam().body);
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "j");
    EXPECT_EQ(got[0][45], "2");
    EXPECT_EQ(got[0][372], GetParam().type);
    EXPECT_EQ(got[0][379], GetParam().ref_id);
    EXPECT_EQ(got[0][380], "3");
    EXPECT_EQ(got[0][58], "Unsupported message type");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);  // counted
    EXPECT_EQ(rig.events.back(), "unsupported " + GetParam().type);
    EXPECT_EQ(rig.engine().counters().unsupported, 1U);
    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
    EXPECT_EQ(rig.memory().sent.at({0, 1}).size(), 1U);  // it can be asked for again
}
INSTANTIATE_TEST_SUITE_P(
    Rows, UnsupportedType,
    testing::Values(
        Unsupported{"E", "66=l1|11=c1|", "c1"}, Unsupported{"s", "11=g1|55=AAPL-USD|", "g1"},
        Unsupported{"AN", "584=m1|710=p1|", "m1"}, Unsupported{"AE", "584=m1|11=x|", "x"},
        // A body that no dictionary of ours describes, and one that it describes for the other way.
        Unsupported{"R", "131=r1|146=1|55=AAPL-USD|9999=whatever|", "-"}, Unsupported{"B", "148=news|", "-"},
        Unsupported{"8", "11=x|", "x"}, Unsupported{"AB", "11=m|555=2|600=A|600=B|", "m"}),
    [](const auto& row) { return row.param.type; });

struct Defect {
    std::string name, body, reason, tag;
};
class DefectiveOrder : public testing::TestWithParam<Defect> {};

TEST_P(DefectiveOrder, GetsASessionReject) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send(GetParam().body);
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "3");
    EXPECT_EQ(got[0][45], "2");
    EXPECT_EQ(got[0][373], GetParam().reason);
    EXPECT_EQ(got[0][371], GetParam().tag);
    EXPECT_EQ(got[0][372], GetParam().body.substr(3, GetParam().body.find('|') - 3));
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);
    EXPECT_TRUE(rig.orders.empty());
    EXPECT_FALSE(oms.is_closed());
    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders, Words{"a1"});
}
INSTANTIATE_TEST_SUITE_P(
    Rows, DefectiveOrder,
    testing::Values(
        Defect{"RequiredTagMissing", "35=D|11=a|54=2|38=5|40=3|99=190|60=20250611-12:00:00|", "1", "55"},
        Defect{"ValueNotInFix", "35=D|11=a|55=X|54=x|38=5|40=3|99=190|60=20250611-12:00:00|", "5", "54"},
        Defect{"BadNumber", "35=D|11=a|55=X|54=2|38=five|40=3|99=190|60=20250611-12:00:00|", "6", "38"},
        Defect{"UnknownTag", "35=D|11=a|55=X|54=2|38=5|40=3|99=190|60=20250611-12:00:00|4999=x|", "0",
               "4999"},
        Defect{"NegativeTag", "35=D|-1=x|11=a|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "0", "-1"},
        Defect{"NoTag", "35=D|11=a|rubbish|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "0", "-"},
        Defect{"TagWithLeadingZeros", "35=D|11=a|055=X|54=2|38=5|40=3|60=20250611-12:00:00|", "0", "-"},
        Defect{"NoValue", "35=D|11=a|55=|54=2|38=5|40=3|99=190|60=20250611-12:00:00|", "4", "55"},
        Defect{"TwiceTheSame", "35=D|11=a|11=b|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "13", "11"},
        Defect{"CheckSumInside", "35=D|11=a|10=000|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "13", "10"},
        Defect{"TagOfAnotherMessage", "35=D|11=a|7=1|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "2", "7"},
        Defect{"HeaderInBody", "35=D|11=a|50=me|55=X|54=2|38=5|40=3|60=20250611-12:00:00|", "14", "50"},
        Defect{"TypeNotInFix", "35=ZZ|11=a|", "11", "-"}),
    [](const auto& row) { return row.param.name; });

TEST(Rejects, AMissingHeaderFieldIsNamed) {
    struct Row {
        const char* name;
        int tag;
        std::string header;
    };
    const auto time = "52=" + utc_text(now().wall) + "|";
    for (const auto& row : {Row{"49", 49, time + "56=BRIDGE|"}, Row{"56", 56, "49=OMS|" + time},
                            Row{"52", 52, "49=OMS|56=BRIDGE|"}}) {
        Rig rig;
        auto oms = rig.logged_on();
        oms.raw(frame("35=D|34=2|" + row.header + stop_order("a").substr(5)));
        const auto got = oms.read();
        ASSERT_EQ(got.size(), 1U) << row.name;
        EXPECT_EQ(got[0].type(), "3");
        EXPECT_EQ(got[0][371], std::to_string(row.tag));
        EXPECT_EQ(got[0][373], "1");
        EXPECT_EQ(got[0][372], "D");
        EXPECT_TRUE(rig.orders.empty());
    }
}

TEST(Rejects, UnknownFieldsPassWhereTheSessionAllowsIt) {
    auto settings = Rig::session();
    settings.allow_unknown_fields = true;
    Rig rig({settings, Rig::session("STRICT")});
    auto oms = rig.logged_on();
    oms.send(stop_order("a1") + "4999=x|9999=y|");
    EXPECT_EQ(rig.orders, Words{"a1"});
    auto strict = rig.logged_on(1, 1);
    strict.send(stop_order("a2") + "9999=y|");
    EXPECT_EQ(strict.read("3").size(), 1U);
}

TEST(Rejects, WrongCompIdsEndTheSessionAsFixDemands) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame("35=0|34=2|49=OTHER|52=" + utc_text(now().wall) + "|56=BRIDGE|"));
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].type(), "3");
    EXPECT_EQ(got[0][373], "9");
    EXPECT_EQ(got[1].type(), "5");
}

TEST(Rejects, AClockThatIsOffEndsTheSessionAsFixDemands) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame("35=R|34=2|49=OMS|52=" + utc_text(now().wall - std::chrono::seconds(121)) + "|56=BRIDGE|"));
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].type(), "3");
    EXPECT_EQ(got[0][373], "10");
    EXPECT_EQ(got[0][372], "R");  // of the original, not of what stands in for it
    EXPECT_EQ(got[1].type(), "5");
}

TEST(Rejects, AWrongBeginStringEndsTheSessionAsFixDemands) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.raw(frame("35=0|34=2|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|", "FIX.4.2"));
    const auto got = oms.read("5");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][58], "Incorrect BeginString");
}

TEST(Rejects, GarbledMessagesAreIgnoredAndAskedForAgain) {
    Rig rig;
    auto oms = rig.logged_on();
    auto bad = bars(
        frame("35=D|34=2|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|" + stop_order("a").substr(5)));
    bad.replace(bad.size() - 4, 3, bad.substr(bad.size() - 4, 3) == "000" ? "001" : "000");
    oms.raw(bad);
    EXPECT_TRUE(oms.read().empty());
    EXPECT_EQ(rig.engine().counters().garbled, 1U);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    oms.send_as(3, "35=0|");
    EXPECT_EQ(oms.read("2").size(), 1U);
}

TEST(Rejects, ARejectIsNotRejected) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send("35=3|45=99999999999|");
    EXPECT_TRUE(oms.read().empty());
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);
}

TEST(Rejects, AnUnsupportedMessageThatIsTooLowEndsTheSession) {
    Rig rig;
    auto oms = rig.logged_on();
    oms.send_as(1, "35=R|131=c|");
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].type(), "5");
    EXPECT_TRUE(oms.is_closed());
}

}  // namespace
}  // namespace qb::fix::test
