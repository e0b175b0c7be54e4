#include <gtest/gtest.h>

#include <string>

#include "unit/spec/spec_support.h"

/// What the dictionaries of FIX 4.4 make of messages: which pass, which are rejected, and with which reason
/// and tag.
namespace qb::spec {
namespace {

const std::string kStop = "35=D|11=a1|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|60=20260105-10:00:00.000|";

class Inbound : public testing::TestWithParam<Sample> {};
TEST_P(Inbound, IsJudgedAsDocumented) {
    EXPECT_EQ(verdict(book(Version::Fix44), GetParam().fix), GetParam().verdict);
}
const auto kByName = [](const auto& row) { return row.param.name; };

// Bad input, one row per rule of the rules of engagement, section "Bad input".
INSTANTIATE_TEST_SUITE_P(
    BadInput, Inbound,
    testing::Values(
        Sample{"UnknownTag", kStop + "9876=1|", "0/9876"},
        Sample{"UnknownUserTag", kStop + "5001=SL|", "0/5001"},
        Sample{"LegGroupOfMultileg", kStop + "555=1|600=AAPL-USD|", "0/555"},
        Sample{"NoClOrdID", "35=D|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", "1/11"},
        Sample{"NoSymbol", "35=D|11=a|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", "1/55"},
        Sample{"NoSide", "35=D|11=a|55=A|38=1|40=3|99=1|60=20260105-10:00:00|", "1/54"},
        Sample{"NoOrderQty", "35=D|11=a|55=A|54=2|40=3|99=1|60=20260105-10:00:00|", "1/38"},
        Sample{"CashOrderQtyInstead", "35=D|11=a|55=A|54=2|152=100|40=3|99=1|60=20260105-10:00:00|", "1/38"},
        Sample{"NoOrdType", "35=D|11=a|55=A|54=2|38=1|99=1|60=20260105-10:00:00|", "1/40"},
        Sample{"NoTransactTime", "35=D|11=a|55=A|54=2|38=1|40=3|99=1|", "1/60"},
        Sample{"TagOfAnotherMessage", kStop + "150=0|", "2/150"}, Sample{"EmptyTag", kStop + "1=|", "4/1"},
        Sample{"SideNotInFix", "35=D|11=a|55=A|54=Z|38=1|40=3|99=1|60=20260105-10:00:00|", "5/54"},
        Sample{"OrdTypeNotInFix", "35=D|11=a|55=A|54=2|38=1|40=z|99=1|60=20260105-10:00:00|", "5/40"},
        Sample{"TimeInForceNotInFix", "35=D|11=a|55=A|54=2|38=1|40=3|99=1|59=Z|60=20260105-10:00:00|",
               "5/59"},
        Sample{"OneExecInstNotInFix", kStop + "18=1 6 z|", "5/18"},
        Sample{"HandlInstNotInFix", kStop + "21=9|", "5/21"},
        Sample{"TriggerDirectionNotInFix", kStop + "1109=X|", "5/1109"},
        Sample{"QuantityNotANumber", "35=D|11=a|55=A|54=2|38=one|40=3|99=1|60=20260105-10:00:00|", "6/38"},
        Sample{"QuantityWithExponent", "35=D|11=a|55=A|54=2|38=1e3|40=3|99=1|60=20260105-10:00:00|", "6/38"},
        Sample{"PriceWithPlus", kStop + "44=+1|", "6/44"},
        Sample{"SideOfTwoCharacters", "35=D|11=a|55=A|54=12|38=1|40=3|99=1|60=20260105-10:00:00|", "6/54"},
        Sample{"TimeNotATime", "35=D|11=a|55=A|54=2|38=1|40=3|99=1|60=today|", "6/60"},
        Sample{"BooleanNotYN", kStop + "114=X|", "6/114"}, Sample{"UnknownMsgType", "35=ZZ|58=x|", "11"},
        Sample{"TagTwice", kStop + "54=1|", "13/54"},
        Sample{"HeaderFieldInBody", kStop + "50=desk|", "14/50"},
        Sample{"GroupCountTooHigh", kStop + "453=2|448=X|447=D|452=3|", "16/453"},
        Sample{"GroupCountTooLow", kStop + "453=1|448=X|447=D|452=3|448=Y|447=D|452=1|", "16/453"}),
    kByName);

// What must reach the application, which then answers with an ExecutionReport.
INSTANTIATE_TEST_SUITE_P(
    ReachesTheApplication, Inbound,
    testing::Values(
        Sample{"StopWithoutStopPx", "35=D|11=a|55=A|54=2|38=1|40=3|60=20260105-10:00:00|", ""},
        Sample{"LimitWithoutPrice", "35=D|11=a|55=A|54=2|38=1|40=2|60=20260105-10:00:00|", ""},
        Sample{"ZeroQuantity", "35=D|11=a|55=A|54=2|38=0|40=3|99=1|60=20260105-10:00:00|", ""},
        Sample{"NegativeTrigger", "35=D|11=a|55=A|54=2|38=1|40=3|99=-1|60=20260105-10:00:00|", ""},
        Sample{"TooManyDigits",
               "35=D|11=a|55=A|54=2|38=1234567890.12345678901234567890|40=3|99=1|60=20260105-10:00:00|", ""},
        Sample{"LongClOrdID",
               "35=D|11=" + std::string(200, 'x') + "|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", ""},
        Sample{"Microseconds", "35=D|11=a|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00.123456|", ""},
        Sample{"OpenLists", kStop + "22=M|48=X|167=PERP|207=XQFX|15=USDC|", ""},
        Sample{"RefusedWhateverTheValue", kStop + "388=9|389=0.1|1385=77|847=1001|", ""},
        Sample{"TriggerGroup", kStop + "1100=4|1101=1|1102=190|1107=2|1109=D|", ""},
        Sample{"RecordedStrangers", kStop + "47=A|1028=Y|", ""},
        Sample{
            "RoutedThroughAHub",
            "35=D|50=desk|57=gw|115=FUND|116=pm|128=QFEX|129=x|142=LON|143=TYO|"
            "627=1|628=HUB|629=20260105-10:00:00|630=7|11=a|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00|",
            ""},
        Sample{"PossResend", "35=D|97=Y|11=a|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", ""},
        Sample{"Parties", kStop + "453=2|448=DESK|447=D|452=24|802=1|523=joe|803=2|448=FUND|447=D|452=3|",
               ""},
        Sample{"Allocations",
               kStop + "78=2|79=A1|661=99|736=USD|467=i1|539=1|524=N|525=D|538=4|804=1|545=s|805=1|80=0.4|"
                       "79=A2|80=0.6|",
               ""},
        Sample{"TradingSessions", kStop + "386=1|336=1|625=2|", ""},
        Sample{"CancelByOrderIDAlone", "35=F|11=c1|37=V1|55=A|54=2|60=20260105-10:00:00|", ""},
        Sample{"StatusRequest", "35=H|11=a1|55=A|54=2|790=s1|", ""},
        Sample{"MassStatusRequest", "35=AF|584=m1|585=7|", ""},
        Sample{"MassCancelRequest", "35=q|11=q1|530=7|60=20260105-10:00:00|", ""}),
    kByName);

INSTANTIATE_TEST_SUITE_P(
    Session, Inbound,
    testing::Values(Sample{"Logon", "35=A|98=0|108=30|141=Y|553=desk|554=secret|", ""},
                    Sample{"LogonWithoutHeartBtInt", "35=A|98=0|", "1/108"},
                    Sample{"LogonWithMsgTypes", "35=A|98=0|108=30|789=5|383=4096|384=1|372=D|385=R|464=N|",
                           ""},
                    Sample{"Heartbeat", "35=0|112=t1|", ""}, Sample{"TestRequest", "35=1|112=t1|", ""},
                    Sample{"TestRequestWithoutID", "35=1|", "1/112"},
                    Sample{"ResendRequest", "35=2|7=1|16=0|", ""},
                    Sample{"Reject", "35=3|45=2|371=54|372=D|373=5|58=no|", ""},
                    Sample{"SequenceReset", "35=4|123=Y|36=9|", ""}, Sample{"Logout", "35=5|58=bye|", ""}),
    kByName);

// QuickFIX 1.15 believes the length in front of a DATA field; ours are STRING, so a lie is only text.
INSTANTIATE_TEST_SUITE_P(LyingLengths, Inbound,
                         testing::Values(Sample{"RawData", "35=A|98=0|108=30|95=10000000|96=x|", ""},
                                         Sample{"NegativeRawData", "35=A|98=0|108=30|95=-5|96=x|", ""},
                                         Sample{"SecureData", "35=0|90=99999|91=x|112=t|", ""},
                                         Sample{"XmlData", "35=0|212=-1|213=x|112=t|", ""},
                                         Sample{"EncodedText", kStop + "354=2000000000|355=x|", ""},
                                         Sample{"EncodedIssuer", kStop + "348=77|349=x|", ""}),
                         kByName);

TEST(Dictionaries, AcceptEveryValueTheRulesOfEngagementName) {
    const struct {
        int tag;
        std::vector<std::string> values;
    } named[] = {
        {54, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G"}},
        {40, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C",
              "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "P"}},
        {59, {"0", "1", "2", "3", "4", "5", "6", "7"}},
        {18, {"0", "1", "2", "5", "6", "E", "G", "P", "T", "a", "e", "1 6", "6 E"}},
        {21, {"1", "2", "3"}},
        {150, {"0", "4", "5", "6", "8", "A", "D", "E", "F", "I", "L"}},
        {39, {"0", "1", "2", "4", "6", "8", "A", "E"}},
        {103, {"0", "1", "2", "3", "5", "6", "11", "13", "15", "16", "18", "99"}},
        {102, {"0", "1", "3", "6", "99"}},
        {434, {"1", "2"}},
        {373, {"0", "1", "2", "4", "5", "6", "9", "10", "11", "13", "14", "16", "99"}},
        {380, {"0", "3", "4", "5", "6"}},
        {378, {"99"}},
        {851, {"1", "2"}},
        {530, {"1", "7"}},
        {531, {"0", "1", "7"}},
        {532, {"0", "1", "99"}},
        {585, {"1", "7"}},
        {1109, {"U", "D"}},
        {98, {"0"}},
    };
    for (const auto& [tag, values] : named)
        for (const auto& value : values) {
            EXPECT_TRUE(bridge_dictionary().isFieldValue(tag, value)) << tag << '=' << value;
            EXPECT_TRUE(client_dictionary().isFieldValue(tag, value)) << tag << '=' << value;
        }
}

// Reports as they arrive at a QuickFIX client. A fired stop that fills in two parts, fees included.
class Outbound : public testing::TestWithParam<Sample> {};
TEST_P(Outbound, PassesTheClientsDictionary) {
    EXPECT_EQ(verdict(book(Version::Fix44, Side::Client), GetParam().fix), GetParam().verdict);
}
const std::string kOrder = "37=V1|11=a1|1=MAIN|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|";
INSTANTIATE_TEST_SUITE_P(
    Reports, Outbound,
    testing::Values(
        Sample{"Accepted",
               "35=8|" + kOrder + "17=r7|150=0|39=0|636=N|14=0|151=1|6=0|60=20260105-10:00:00.123456|", ""},
        Sample{"Triggered",
               "35=8|" + kOrder + "17=r9|150=L|39=0|636=Y|14=0|151=1|6=0|60=20260105-10:00:00.123456|", ""},
        Sample{"Restated", "35=8|" + kOrder + "17=r9|150=D|378=99|39=0|636=Y|14=0|151=1|6=0|", ""},
        Sample{"Fill",
               "35=8|" + kOrder +
                   "198=V2|17=f1|527=T1|150=F|39=1|31=189.9|32=0.4|14=0.4|151=0.6|6=189.9|851=2|"
                   "136=1|137=0.01|138=USD|139=4|891=0|",
               ""},
        Sample{"BandReject",
               "35=8|37=NONE|11=a1|55=AAPL-USD|54=2|38=1|40=3|99=190|17=r8|150=8|39=8|103=16|14=0|151=0|6=0|"
               "58=REJECTED_LESS_THAN_MIN_PRICE_BAND the price is below the band|",
               ""},
        Sample{"StatusAnswer",
               "35=8|" + kOrder + "17=0|150=I|39=0|790=s1|584=m1|911=1|912=Y|797=N|14=0|151=1|6=0|", ""},
        Sample{"CancelReject",
               "35=9|37=V1|198=V2|11=c1|41=a1|39=2|434=1|102=0|60=20260105-10:00:00|58=FILLED|", ""},
        Sample{"MassCancelReport", "35=r|37=NONE|11=q1|530=7|531=7|533=4|60=20260105-10:00:00|", ""},
        Sample{"BusinessReject", "35=j|45=7|372=F|379=c1|380=3|58=not served|", ""},
        Sample{"News", "35=B|148=QFEX link lost|33=2|58=line one|58=line two|", ""},
        Sample{"ReasonOutOfList", "35=8|" + kOrder + "17=r7|150=8|39=8|103=17|14=0|151=0|6=0|", "5/103"}),
    kByName);

TEST(BridgeDictionary, ParsesTheGroupsOfAReportForItsResend) {
    const FIX::Message report(
        wire("FIX.4.4",
             "35=8|" + kOrder + "17=f1|150=F|39=2|14=1|151=0|6=1|136=2|137=0.01|139=4|137=0.02|139=2|"),
        bridge_dictionary(), true);
    EXPECT_EQ(report.groupCount(136), 2U);
}

}  // namespace
}  // namespace qb::spec
