#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "unit/spec/spec_support.h"

/// What the dictionaries of FIX 4.2 and 5.0 SP2 make of messages where they differ from FIX 4.4, and what
/// holds of the messages of every version.
namespace qb::spec {
namespace {

const auto kByName = [](const auto& row) { return row.param.name; };
const std::string k42 = "35=D|11=a1|21=1|55=AAPL-USD|54=2|38=1|40=3|99=190|60=20260105-10:00:00.000|";
const std::string k50 = "35=D|11=a1|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|60=20260105-10:00:00.123456|";
const std::string kOrder = "37=V1|11=a1|1=MAIN|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|14=0|151=1|6=0|";

class Inbound42 : public testing::TestWithParam<Sample> {};
TEST_P(Inbound42, IsJudgedAsDocumented) {
    EXPECT_EQ(verdict(book(Version::Fix42), GetParam().fix), GetParam().verdict);
}
INSTANTIATE_TEST_SUITE_P(
    Orders, Inbound42,
    testing::Values(
        Sample{"Stop", k42, ""}, Sample{"StopLoss", k42 + "5001=SL|", ""},
        Sample{"TakeProfit", k42 + "5001=TP|", ""},
        Sample{"OddStopKindReachesTheApplication", k42 + "5001=XX|", ""},
        Sample{"OtherUserTag", k42 + "5002=SL|", "0/5002"},
        Sample{"NoHandlInst", "35=D|11=a|55=A|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", "1/21"},
        Sample{"NoOrderQty", "35=D|11=a|21=1|55=A|54=2|40=3|99=1|60=20260105-10:00:00|", "1/38"},
        Sample{"MarketIfTouched", "35=D|11=a|21=1|55=A|54=2|38=1|40=J|99=1|60=20260105-10:00:00|", "5/40"},
        Sample{"MarketOnClose", "35=D|11=a|21=1|55=A|54=2|38=1|40=5|60=20260105-10:00:00|", ""},
        Sample{"SideOf44", "35=D|11=a|21=1|55=A|54=G|38=1|40=3|99=1|60=20260105-10:00:00|", "5/54"},
        Sample{"AtClose", k42 + "59=7|", "5/59"}, Sample{"DoNotIncrease", k42 + "18=6 E|", ""},
        Sample{"FieldsOf42", k42 + "109=c|76=b|204=0|205=7|439=f|440=a|65=x|211=0.1|389=1|63=0|64=20260106|",
               ""},
        Sample{"Allocations", k42 + "78=2|79=A1|80=0.4|79=A2|80=0.6|", ""},
        Sample{"TagsOfLaterVersions", k42 + "453=1|448=D|447=D|452=24|528=A|581=1|582=4|1028=Y|", ""},
        Sample{"RefusedWhateverTheValue", k42 + "640=1|847=1001|583=x|1385=77|1138=1|1109=D|", ""},
        Sample{"TagOf44Alone", k42 + "854=1|", "0/854"},
        Sample{"Replace", "35=G|11=b|41=a|21=1|55=A|54=2|38=2|40=3|99=1|5001=TP|60=20260105-10:00:00|", ""},
        Sample{"CancelByOrderIDAlone", "35=F|11=c1|37=V1|55=A|54=2|60=20260105-10:00:00|", ""},
        Sample{"StatusRequest", "35=H|11=a1|55=A|54=2|", ""},
        Sample{"StatusReqID", "35=H|11=a1|55=A|54=2|790=s|", "0/790"},
        Sample{"MassStatusRequest", "35=AF|584=m1|585=7|", "11"},
        Sample{"MassCancelRequest", "35=q|11=q1|530=7|60=20260105-10:00:00|", "11"}),
    kByName);
INSTANTIATE_TEST_SUITE_P(Session, Inbound42,
                         testing::Values(Sample{"Logon", "35=A|98=0|108=30|141=Y|553=desk|554=secret|", ""},
                                         Sample{"LogonWithMsgTypes",
                                                "35=A|98=0|108=30|383=4096|384=1|372=D|385=R|", ""},
                                         Sample{"LogonOfLaterVersions", "35=A|98=0|108=30|789=5|", "0/789"},
                                         Sample{"Relayed", "35=0|115=X|370=20260105-10:00:00|112=t|", ""},
                                         Sample{"Hops", "35=0|627=1|628=HUB|112=t|", "0/627"},
                                         Sample{"Reject", "35=3|45=2|371=54|372=D|373=11|58=no|", ""},
                                         Sample{"RejectReasonOf43", "35=3|45=2|373=13|", "5/373"}),
                         kByName);

class Inbound50 : public testing::TestWithParam<Sample> {};
TEST_P(Inbound50, IsJudgedAsDocumented) {
    EXPECT_EQ(verdict(book(Version::Fix50Sp2), GetParam().fix), GetParam().verdict);
}
INSTANTIATE_TEST_SUITE_P(
    Orders, Inbound50,
    testing::Values(Sample{"Stop", k50, ""}, Sample{"StopKind", k50 + "5001=SL|", "0/5001"},
                    Sample{"TriggerGroup", k50 + "1100=4|1101=1|1102=190|1107=2|1109=D|", ""},
                    Sample{"TriggerDirectionNotInFix", k50 + "1109=X|", "5/1109"},
                    Sample{"NoSymbol", "35=D|11=a|54=2|38=1|40=3|99=1|60=20260105-10:00:00|", "1/55"},
                    Sample{"NoOrderQty", "35=D|11=a|55=A|54=2|40=3|99=1|60=20260105-10:00:00|", "1/38"},
                    Sample{"OrdTypeOf50", "35=D|11=a|55=A|54=2|38=1|40=Q|60=20260105-10:00:00|", ""},
                    Sample{"OrdTypeNotInFix", "35=D|11=a|55=A|54=2|38=1|40=z|60=20260105-10:00:00|", "5/40"},
                    Sample{"ExecInstOf50", k50 + "18=6 o|", ""},
                    Sample{"OneExecInstNotInFix", k50 + "18=6 z|", "5/18"},
                    Sample{"Display", k50 + "1138=1|1082=1|1083=1|1084=1|1085=1|1086=2|1087=1|1088=1|", ""},
                    Sample{"Strategy", k50 + "847=1|957=1|958=n|959=1|960=v|849=0.1|", ""},
                    Sample{"RegulatoryTimes", k50 + "768=1|769=20260105-10:00:00|770=1|1033=A|", ""},
                    Sample{"Parties", k50 + "453=1|448=DESK|447=D|452=24|802=1|523=joe|803=2|", ""},
                    Sample{"TagsOfOtherVersions", k50 + "47=A|1385=1|", ""},
                    Sample{"ApplVerIDInTheHeader", "35=D|1128=9|" + k50.substr(5), ""},
                    Sample{"Replace", "35=G|11=b|41=a|55=A|54=2|38=2|40=3|99=1|60=20260105-10:00:00|", ""},
                    Sample{"ReplaceByOrderIDAlone",
                           "35=G|11=b|37=V|55=A|54=2|38=2|40=3|99=1|60=20260105-10:00:00|", "1/41"},
                    Sample{"CancelByOrderIDAlone", "35=F|11=c1|37=V1|55=A|54=2|60=20260105-10:00:00|", ""},
                    Sample{"StatusByOrderIDAlone", "35=H|37=V1|55=A|54=2|790=s1|", ""},
                    Sample{"MassStatusRequest", "35=AF|584=m1|585=7|1461=1|1462=me|", ""},
                    Sample{"MassCancelRequest", "35=q|11=q1|530=7|60=20260105-10:00:00|1301=XQFX|", ""},
                    Sample{"UnknownMsgType", "35=ZZ|58=x|", "11"}),
    kByName);
INSTANTIATE_TEST_SUITE_P(
    Session, Inbound50,
    testing::Values(Sample{"Logon", "35=A|98=0|108=30|1137=9|553=desk|554=secret|", ""},
                    Sample{"LogonWithoutDefaultApplVerID", "35=A|98=0|108=30|", "1/1137"},
                    Sample{"LogonWithMsgTypes", "35=A|98=0|108=30|1137=9|384=1|372=D|385=R|1130=9|1410=Y|",
                           ""},
                    Sample{"TestRequestWithoutID", "35=1|", "1/112"},
                    Sample{"Extension", "35=0|1128=9|1129=x|1156=45|112=t|", ""},
                    Sample{"Reject", "35=3|45=2|371=54|372=D|1130=9|373=18|58=no|", ""},
                    Sample{"Logout", "35=5|1409=4|58=bye|", ""}),
    kByName);

// QuickFIX 1.15 believes the length in front of a DATA field; ours are STRING, so a lie is only text.
INSTANTIATE_TEST_SUITE_P(LyingLengths, Inbound42,
                         testing::Values(Sample{"RawData", "35=A|98=0|108=30|95=10000000|96=x|", ""},
                                         Sample{"SecureData", "35=0|90=-5|91=x|112=t|", ""},
                                         Sample{"EncodedText", k42 + "354=2000000000|355=x|", ""}),
                         kByName);
INSTANTIATE_TEST_SUITE_P(
    LyingLengths, Inbound50,
    testing::Values(Sample{"RawData", "35=A|98=0|108=30|1137=9|95=10000000|96=x|", ""},
                    Sample{"NewPassword", "35=A|98=0|108=30|1137=9|1403=10000000|1404=x|", ""},
                    Sample{"EncryptedPassword", "35=A|98=0|108=30|1137=9|1401=-5|1402=x|", ""},
                    Sample{"SecurityXML", k50 + "1184=10000000|1185=x|", ""},
                    Sample{"EncodedIssuer", k50 + "348=77|349=x|", ""}),
    kByName);

// Reports as they arrive at a QuickFIX client.
class Outbound42 : public testing::TestWithParam<Sample> {};
TEST_P(Outbound42, PassesTheClientsDictionary) {
    EXPECT_EQ(verdict(book(Version::Fix42, Side::Client), GetParam().fix), GetParam().verdict);
}
INSTANTIATE_TEST_SUITE_P(
    Reports, Outbound42,
    testing::Values(
        Sample{"Accepted", "35=8|" + kOrder + "17=r|20=0|150=0|39=0|60=20260105-10:00:00.123|", ""},
        Sample{"Restated", "35=8|" + kOrder + "17=r|20=0|150=D|378=4|39=0|", ""},
        Sample{"Triggered", "35=8|" + kOrder + "17=r|20=0|150=L|39=0|", ""},
        Sample{"PartialFill", "35=8|" + kOrder + "17=f|20=0|150=1|39=1|31=189.9|32=0.4|198=V2|", ""},
        Sample{"Replaced", "35=8|" + kOrder + "41=a0|17=r|20=0|150=5|39=5|", ""},
        Sample{"Trade", "35=8|" + kOrder + "17=f|20=0|150=F|39=1|", "5/150"},
        Sample{"NoExecTransType", "35=8|" + kOrder + "17=r|150=0|39=0|", "1/20"},
        Sample{"BandReject", "35=8|" + kOrder + "17=r|20=0|150=8|39=8|103=16|58=x|", ""},
        Sample{"StatusAnswer", "35=8|" + kOrder + "17=0|20=3|150=0|39=0|", ""},
        Sample{"Working", "35=8|" + kOrder + "17=r|20=0|150=0|39=0|636=Y|", "0/636"},
        Sample{"CancelReject", "35=9|37=V1|198=V2|11=c1|41=a1|39=2|434=1|102=0|58=FILLED|", ""},
        Sample{"OtherReason", "35=9|37=V1|11=c1|41=a1|39=2|434=1|102=99|", "5/102"},
        Sample{"BusinessReject", "35=j|45=7|372=E|379=c1|380=3|58=not served|", ""},
        Sample{"News", "35=B|148=QFEX link lost|33=2|58=line one|58=line two|", ""}),
    kByName);

class Outbound50 : public testing::TestWithParam<Sample> {};
TEST_P(Outbound50, PassesTheClientsDictionaries) {
    EXPECT_EQ(verdict(book(Version::Fix50Sp2, Side::Client), GetParam().fix), GetParam().verdict);
}
INSTANTIATE_TEST_SUITE_P(
    Reports, Outbound50,
    testing::Values(
        Sample{"Accepted", "35=8|" + kOrder + "17=r|150=0|39=0|636=N|60=20260105-10:00:00.123456|", ""},
        Sample{"Triggered", "35=8|1128=9|" + kOrder + "17=r|150=L|39=0|636=Y|", ""},
        Sample{"Fill",
               "35=8|" + kOrder +
                   "17=f|880=T1|150=F|39=1|31=189.9|32=0.4|851=2|136=1|137=0.01|138=USD|139=4|891=0|",
               ""},
        Sample{"BandReject", "35=8|" + kOrder + "17=r|150=8|39=8|103=16|", ""},
        Sample{"TickReject", "35=9|37=V1|11=c1|41=a1|39=0|434=2|102=18|", ""},
        Sample{"StatusAnswer", "35=8|" + kOrder + "17=0|150=I|39=0|790=s|584=m|911=1|912=Y|797=Y|", ""},
        Sample{"MassCancelReport", "35=r|37=NONE|1369=m1|11=q1|530=7|531=0|532=99|533=0|58=x|", ""},
        Sample{"NoReportID", "35=r|37=NONE|11=q1|530=7|531=7|", "1/1369"},
        Sample{"BusinessReject", "35=j|45=7|372=E|379=c1|380=3|58=not served|", ""},
        Sample{"News", "35=B|148=QFEX link lost|33=2|58=line one|58=line two|", ""}),
    kByName);

/// A value of the right type; fields with a list of values get the first that is in it.
std::string sample_value(const FIX::DataDictionary& dictionary, int tag) {
    if (dictionary.hasFieldValue(tag))
        for (const char* value : {"1", "0", "A", "O", "Y", "U"})
            if (dictionary.isFieldValue(tag, value)) return value;
    auto type = FIX::TYPE::Unknown;
    dictionary.getFieldType(tag, type);
    switch (type) {
    case FIX::TYPE::UtcTimeStamp: return "20260105-10:00:00.000";
    case FIX::TYPE::UtcTimeOnly: return "10:00:00";
    case FIX::TYPE::LocalMktDate: return "20260105";
    case FIX::TYPE::MonthYear: return "202601";
    case FIX::TYPE::Boolean: return "N";
    default: return "1";
    }
}

/// One entry of a group with every member, its first member in front.
std::string group_entry(const FIX::DataDictionary& file, const FIX::DataDictionary& rules,
                        const std::string& type, int count_tag) {
    int delimiter = 0;
    const FIX::DataDictionary* group = nullptr;
    if (!rules.getGroup(type, count_tag, delimiter, group)) return {};
    const auto field = [&](int tag) {
        return std::to_string(tag) + '=' + sample_value(file, tag) + '|' +
               group_entry(file, *group, type, tag);
    };
    std::string text = field(delimiter);
    for (int tag = 1; tag <= kHighestTag; ++tag)
        if (group->isField(tag) && tag != delimiter) text += field(tag);
    return text;
}

class EveryFieldAtOnce : public testing::TestWithParam<std::tuple<Version, std::string>> {};
TEST_P(EveryFieldAtOnce, PassesBothDictionaries) {
    const auto& [version, type] = GetParam();
    const auto& dictionary = book(version).of(type);
    if (!dictionary.isMsgType(type)) {
        EXPECT_EQ(version, Version::Fix42) << "AF, q and r came later";
        return;
    }
    std::string text = "35=" + type + '|';
    int fields = 0;
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (!dictionary.isMsgField(type, tag)) continue;
        ++fields;
        text += std::to_string(tag) + '=' + sample_value(dictionary, tag) + '|';
        text += group_entry(dictionary, dictionary, type, tag);
    }
    EXPECT_GE(fields, 5);
    EXPECT_EQ(verdict(book(version), text), "") << text;
    EXPECT_EQ(verdict(book(version, Side::Client), text), "") << text;
}
INSTANTIATE_TEST_SUITE_P(Messages, EveryFieldAtOnce,
                         testing::Combine(testing::ValuesIn(kVersions),
                                          testing::Values("D", "F", "G", "H", "AF", "q", "8", "9", "r", "j",
                                                          "A")),
                         [](const auto& row) {
                             return testing::PrintToString(std::get<0>(row.param)) + '_' +
                                    std::get<1>(row.param);
                         });

}  // namespace
}  // namespace qb::spec
