#include "support/stock_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

/// stock_faults(): what stock dictionaries take has no fault, and each kind of fault is found and named.
namespace qb::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A whole message from "35=8|37=V1|...", '|' being SOH.
std::string whole(const std::string& version, const std::string& text) {
    const auto begin = version == "FIX.5.0SP2" ? std::string("FIXT.1.1") : version;
    const auto after_type = text.find('|') + 1;
    std::string message = "8=" + begin + "|9=99|" + text.substr(0, after_type) +
                          "49=QFEX|56=DESK|34=2|52=20260105-10:00:00.123|" + text.substr(after_type) +
                          "10=000|";
    std::replace(message.begin(), message.end(), '|', '\001');
    return message;
}

struct Row {
    std::string name, version, fix;
    std::vector<std::string> faults = {};
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
const auto kByName = [](const auto& row) { return row.param.name; };

class StockRules : public testing::TestWithParam<Row> {};
TEST_P(StockRules, FindWhatIsWrongAndNothingElse) {
    const auto& row = GetParam();
    EXPECT_EQ(stock_faults(row.version, whole(row.version, row.fix)), row.faults) << row.fix;
}

const std::string kOrder = "37=V1|11=a1|1=MAIN|55=AAPL-USD|54=2|38=1|40=3|99=190.5|59=1|14=0|151=1|6=0|";
const std::string kStop = "35=8|" + kOrder + "60=20260105-10:00:00.123|";

INSTANTIATE_TEST_SUITE_P(
    Taken, StockRules,
    testing::Values(
        Row{"Accepted42", "FIX.4.2", kStop + "17=r1|20=0|150=0|39=0|"},
        Row{"Fill42", "FIX.4.2", kStop + "17=f1|20=0|150=1|39=1|31=190.1|32=0.4|198=V2|"},
        Row{"Restated42", "FIX.4.2", kStop + "17=r2|20=0|150=D|39=0|378=4|"},
        Row{"Replaced42", "FIX.4.2", kStop + "17=r3|20=0|150=5|39=5|41=a0|"},
        Row{"StatusAnswer42", "FIX.4.2", kStop + "17=0|20=3|150=0|39=0|"},
        Row{"CancelReject42", "FIX.4.2", "35=9|37=V1|11=c|41=a|39=2|434=1|102=0|58=FILLED|"},
        Row{"BusinessReject42", "FIX.4.2", "35=j|45=7|372=E|379=l1|380=3|58=not served|"},
        Row{"News42", "FIX.4.2", "35=B|148=QFEX link lost|33=2|58=line one|58=line two|"},
        Row{"Restated44", "FIX.4.4", kStop + "17=r2|150=D|39=0|378=99|636=Y|"},
        Row{"FillWithFees44", "FIX.4.4",
            kStop +
                "17=f1|150=F|39=1|31=1|32=1|527=T|851=2|136=2|137=0.01|138=USD|139=4|891=0|137=-2|139=7|"},
        Row{"StatusAnswer44", "FIX.4.4", kStop + "17=0|150=I|39=0|790=s|584=m|911=1|912=Y|797=Y|"},
        Row{"Microseconds44", "FIX.4.4", "35=8|" + kOrder + "17=r|150=0|39=0|60=20260105-10:00:00.123456|"},
        Row{"MassCancelReport44", "FIX.4.4", "35=r|37=NONE|11=q|530=7|531=7|533=4|60=20260105-10:00:00|"},
        Row{"Triggered50", "FIX.5.0SP2", "35=8|1128=9|" + kOrder + "17=r2|150=L|39=0|636=Y|"},
        Row{"BandReject50", "FIX.5.0SP2", kStop + "17=r2|150=8|39=8|103=16|"},
        Row{"Fill50", "FIX.5.0SP2", kStop + "17=f1|150=F|39=2|31=1|32=1|880=T1|851=1|"},
        Row{"TickReject50", "FIX.5.0SP2", "35=9|37=V1|11=c|41=a|39=0|434=2|102=18|"},
        Row{"MassCancelReport50", "FIX.5.0SP2", "35=r|37=NONE|1369=m1|11=q|530=7|531=0|532=99|"}),
    kByName);

INSTANTIATE_TEST_SUITE_P(
    Session, StockRules,
    testing::Values(Row{"Logon42", "FIX.4.2", "35=A|98=0|108=30|141=Y|"},
                    Row{"Logon44", "FIX.4.4", "35=A|98=0|108=30|553=u|554=p|"},
                    Row{"Logon50", "FIX.5.0SP2", "35=A|98=0|108=30|1137=9|"},
                    Row{"Heartbeat", "FIX.4.2", "35=0|112=t|"}, Row{"TestRequest", "FIX.4.4", "35=1|112=t|"},
                    Row{"ResendRequest", "FIX.4.4", "35=2|7=1|16=0|"},
                    Row{"Reject", "FIX.4.2", "35=3|45=2|371=54|372=D|373=5|58=no|"},
                    Row{"GapFill", "FIX.4.4", "35=4|43=Y|122=20260105-10:00:00|123=Y|36=9|"},
                    Row{"Logout", "FIX.5.0SP2", "35=5|58=bye|"}),
    kByName);

// What the bridge could get wrong about a version.
INSTANTIATE_TEST_SUITE_P(
    Refused, StockRules,
    testing::Values(
        Row{"Trigger42", "FIX.4.2", kStop + "17=r|20=0|150=L|39=0|", {"150=L is not in the list"}},
        Row{"Trigger44", "FIX.4.4", kStop + "17=r|150=L|39=0|", {"150=L is not in the list"}},
        Row{"Trade42", "FIX.4.2", kStop + "17=r|20=0|150=F|39=2|", {"150=F is not in the list"}},
        Row{"PartialFill44", "FIX.4.4", kStop + "17=r|150=1|39=1|", {"150=1 is not in the list"}},
        Row{"ReplacedStatus44", "FIX.4.4", kStop + "17=r|150=5|39=5|", {"39=5 is not in the list"}},
        Row{"NoExecTransType42", "FIX.4.2", kStop + "17=r|150=0|39=0|", {"lacks 20"}},
        Row{"ExecTransType44", "FIX.4.4", kStop + "17=r|20=0|150=0|39=0|", {"20 is not in 35=8"}},
        Row{"Band44", "FIX.4.4", kStop + "17=r|150=8|39=8|103=16|", {"103=16 is not in the list"}},
        Row{"OtherReason42",
            "FIX.4.2",
            kStop + "17=r|20=0|150=8|39=8|103=99|",
            {"103=99 is not in the list"}},
        Row{"MarketOnClose44",
            "FIX.4.4",
            "35=8|37=V|11=a|55=A|54=2|40=5|14=0|151=0|6=0|17=r|150=8|39=8|",
            {"40=5 is not in the list"}},
        Row{"TradeID42", "FIX.4.2", kStop + "17=f|20=0|150=1|39=1|527=T|", {"527 is not in 35=8"}},
        Row{"TradeID44", "FIX.4.4", kStop + "17=f|150=F|39=1|880=T|", {"880 is not in 35=8"}},
        Row{"Working42", "FIX.4.2", kStop + "17=r|20=0|150=0|39=0|636=Y|", {"636 is not in 35=8"}},
        Row{"CopyFlag42", "FIX.4.2", kStop + "17=r|20=0|150=0|39=0|797=Y|", {"797 is not in 35=8"}},
        Row{"OwnTag", "FIX.4.4", kStop + "17=r|150=0|39=0|5001=SL|", {"5001 is not in 35=8"}},
        Row{"Username42", "FIX.4.2", "35=A|98=0|108=30|553=u|", {"553 is not in 35=A"}},
        Row{"NoApplVerID50", "FIX.5.0SP2", "35=A|98=0|108=30|", {"lacks 1137"}},
        Row{"MassReport42", "FIX.4.2", "35=r|37=NONE|530=7|531=7|", {"35=r is not a message of FIX.4.2"}},
        Row{"NoReportID50", "FIX.5.0SP2", "35=r|37=NONE|530=7|531=7|", {"lacks 1369"}},
        Row{"OtherReasonOfMassCancel44",
            "FIX.4.4",
            "35=r|37=NONE|530=7|531=0|532=99|",
            {"532=99 is not a character"}},
        Row{"Microseconds42",
            "FIX.4.2",
            "35=8|" + kOrder + "17=r|20=0|150=0|39=0|60=20260105-10:00:00.123456|",
            {"60=20260105-10:00:00.123456 is not a time of this version"}}),
    kByName);

// Mistakes of any version.
INSTANTIATE_TEST_SUITE_P(
    Mistakes, StockRules,
    testing::Values(
        Row{"Empty", "FIX.4.4", kStop + "17=r|150=0|39=0|58=|", {"58 is empty"}},
        Row{"Twice", "FIX.4.4", kStop + "17=r|150=0|39=0|54=2|", {"54 comes twice"}},
        Row{"Exponent", "FIX.4.4", kStop + "17=r|150=0|39=0|44=1e3|", {"44=1e3 is not a decimal number"}},
        Row{"BarePoint", "FIX.4.4", kStop + "17=r|150=0|39=0|44=.5|", {"44=.5 is not a decimal number"}},
        Row{"Fraction", "FIX.4.4", "35=j|372=E|380=3|45=1.5|", {"45=1.5 is not an integer"}},
        Row{"Boolean", "FIX.4.4", kStop + "17=r|150=0|39=0|636=1|", {"636=1 is not Y or N"}},
        Row{"Day",
            "FIX.4.4",
            kStop + "17=r|150=0|39=0|168=20260105|",
            {"168=20260105 is not a time of this version"}},
        Row{"GroupCount", "FIX.4.4", "35=B|148=x|33=2|58=one|", {"33=2 but there are 1"}},
        Row{"GroupOrder",
            "FIX.4.4",
            kStop + "17=f|150=F|39=2|136=1|139=4|137=1|",
            {"139 is out of place in the group of 136"}},
        Row{"GroupMemberTwice",
            "FIX.4.4",
            kStop + "17=f|150=F|39=2|136=1|137=1|138=USD|138=USD|",
            {"138 is out of place in the group of 136"}},
        Row{"ValueInGroup",
            "FIX.4.4",
            kStop + "17=f|150=F|39=2|136=1|137=1|891=7|",
            {"891=7 is not in the list"}},
        Row{"MemberWithoutGroup", "FIX.4.4", kStop + "17=f|150=F|39=2|137=1|", {"137 is not in 35=8"}},
        Row{"NotServed", "FIX.4.4", "35=E|66=l|", {"35=E is not a message of FIX.4.4"}},
        Row{"Several",
            "FIX.4.2",
            "35=9|37=V1|39=2|434=1|102=99|880=T|",
            {"102=99 is not in the list", "880 is not in 35=9", "lacks 11", "lacks 41"}}),
    kByName);

TEST(StockFaults, WantTheHeaderAndTheTrailer) {
    EXPECT_THAT(stock_faults("FIX.4.4", "35=0\001"),
                ElementsAre("8 is not FIX.4.4", "lacks 8", "lacks 9", "lacks 49", "lacks 56", "lacks 34",
                            "lacks 52", "lacks 10"));
}

TEST(StockFaults, SayWhatIsNoField) {
    EXPECT_THAT(stock_faults("FIX.4.4", whole("FIX.4.4", "35=0|rubbish|x=1|")),
                ElementsAre("no field: rubbish", "no field: x=1"));
}

TEST(StockFaults, NeverTakeAVersionWithoutRules) {
    EXPECT_THAT(stock_faults("FIX.4.3", whole("FIX.4.3", "35=0|")),
                ElementsAre("no rules for version FIX.4.3"));
    EXPECT_THAT(stock_faults("FIX.4.4", whole("FIX.4.2", "35=0|")), ElementsAre("8 is not FIX.4.4"));
    EXPECT_THAT(stock_faults("FIX.5.0SP2", whole("FIX.5.0SP2", "35=0|")), IsEmpty());
}

}  // namespace
}  // namespace qb::test
