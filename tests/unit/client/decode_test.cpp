#include "client/decode.h"

#include <gtest/gtest.h>

#include "client/dictionary.h"

namespace qb::client {
namespace {

const Words& words() {
    static const Dictionary dictionary(QB_SOURCE_DIR "/fix_spec/client/FIX44.xml");
    return dictionary;
}

Fields fields(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    return fields_of(text);
}

struct Shown {
    std::string name, message, line;
};
class Decoding : public testing::TestWithParam<Shown> {};

TEST_P(Decoding, IsOneReadableLine) {
    EXPECT_EQ(decode(fields(GetParam().message), words()), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Decoding,
    testing::Values(
        Shown{"NewStop",
              "8=FIX.4.4|9=1|35=D|34=2|49=DESK|52=x|56=QFEX|11=a1|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|60="
              "t|10=1|",
              "NewOrderSingle  ClOrdID=a1  Stop Sell 1 AAPL-USD @190 GoodTillCancel"},
        Shown{"Accepted",
              "35=8|37=5b30|11=a1|17=x1|150=0|39=0|636=N|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|14=0|151=1|6="
              "0|58=a b|",
              "ExecutionReport New  ClOrdID=a1 OrderID=5b30 ExecID=x1  Stop Sell 1 AAPL-USD @190 "
              "GoodTillCancel  "
              "WorkingIndicator=N CumQty=0 LeavesQty=1 AvgPx=0  \"a b\""},
        Shown{"Fill",
              "35=8|37=5b30|11=a1|150=F|39=1|55=A|54=2|38=1|40=J|99=190|31=189.95|32=0.4|527=T1|14=0.4|151=0."
              "6|",
              "ExecutionReport Trade OrdStatus=PartiallyFilled  ClOrdID=a1 OrderID=5b30 SecondaryExecID=T1  "
              "MarketIfTouched Sell 1 A @190  LastPx=189.95 LastQty=0.4 CumQty=0.4 LeavesQty=0.6"},
        Shown{"StopLimitHasBothPrices", "35=D|11=a|55=A|54=2|38=1|40=4|99=190|44=189|",
              "NewOrderSingle  ClOrdID=a  StopLimit Sell 1 A @190 limit 189"},
        Shown{"Limit", "35=D|11=a|55=A|54=1|38=0.10|40=2|44=150.50|59=3|18=6|",
              "NewOrderSingle  ClOrdID=a  Limit Buy 0.10 A @150.50 ImmediateOrCancel  "
              "ExecInst=ParticipateDontInitiate(6)"},
        Shown{"Rejected", "35=8|37=NONE|11=a|150=8|39=8|103=3|58=FAILED_MARGIN_CHECK why|",
              "ExecutionReport Rejected  ClOrdID=a OrderID=NONE  OrdRejReason=ExceedsLimit(3)  "
              "\"FAILED_MARGIN_CHECK why\""},
        Shown{"SessionReject", "35=3|45=2|372=D|371=99|373=6|58=bad|",
              "Reject  RefSeqNum=2 RefMsgType=NewOrderSingle(D) RefTagID=StopPx(99) "
              "SessionRejectReason=WrongFormat(6)  \"bad\""},
        Shown{"SecretsAreHidden", "35=A|98=0|108=30|553=desk|554=hunter2|96=raw|925=new|141=Y|",
              "Logon  EncryptMethod=None(0) HeartBtInt=30 Username=*** Password=*** RawData=*** 925=*** "
              "ResetSeqNumFlag=Y"},
        Shown{"UnknownTagsAndValues", "35=8|150=?|39=0|9999=x|103=77|",
              "ExecutionReport ? OrdStatus=New  9999=x OrdRejReason=77"},
        Shown{"UnknownType", "35=ZZ|58=x|", "ZZ  \"x\""},
        Shown{"TerminalSafe", "35=B|148=a\x1b[2Jb\x9b|", "News  Headline=a\\x1b[2Jb\\x9b"},
        Shown{"BlanksAndNothingAreQuoted", "35=B|148=a b|1=|", "News  Headline=\"a b\" Account=\"\""},
        Shown{"PossDup", "35=8|43=Y|97=Y|150=0|39=0|11=a|",
              "ExecutionReport New  ClOrdID=a  PossDupFlag=Y PossResend=Y"},
        Shown{"Groups", "35=D|11=a|453=2|448=X|448=Y|",
              "NewOrderSingle  ClOrdID=a  NoPartyIDs=2 PartyID=X PartyID=Y"},
        Shown{"Empty", "", ""}),
    [](const auto& row) { return row.param.name; });

TEST(DecodingWithoutADictionary, ShowsNumbers) {
    EXPECT_EQ(decode(fields("35=8|150=F|39=1|11=a|14=2|"), Words()), "8 F OrdStatus=1  11=a  14=2");
}

TEST(FieldsOf, KeepsOrderAndRepeats) {
    EXPECT_EQ(fields("35=D|448=X|448=Y|=|x=1|0=1|nothing|58=a=b|"),
              (Fields{{35, "D"}, {448, "X"}, {448, "Y"}, {58, "a=b"}}));
}

TEST(DictionaryFile, IsNamedWhereItCannotBeRead) {
    try {
        const Dictionary dictionary("/nowhere/FIX44.xml");
        FAIL() << "was read";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("/nowhere/FIX44.xml"), std::string::npos);
    }
}

}  // namespace
}  // namespace qb::client
