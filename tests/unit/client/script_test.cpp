#include "client/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qb::client {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::HasSubstr;

/// "35=D|55=..." of fields, for comparing whole orders.
std::string text_of(const Fields& fields) {
    std::string out;
    for (const auto& field : fields) out += std::to_string(field.tag) + '=' + field.value + '|';
    return out;
}

template <class T>
T parsed(std::string_view line) {
    const auto command = parse_command(line);
    if (!command) {
        ADD_FAILURE() << line << ": " << command.error();
        return {};
    }
    if (!std::holds_alternative<T>(*command)) {
        ADD_FAILURE() << line << " is another command, index " << command->index();
        return {};
    }
    return std::get<T>(*command);
}

// ---------------------------------------------------------------- orders

struct OrderLine {
    std::string name, line, fields;
};
class OrderLines : public testing::TestWithParam<OrderLine> {};

TEST_P(OrderLines, BecomeTheseFields) {
    EXPECT_EQ(text_of(parsed<SendOrder>(GetParam().line).fields), GetParam().fields);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, OrderLines,
    testing::Values(
        OrderLine{"Stop", "stop sell 1 AAPL-USD 190", "55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|"},
        OrderLine{"Mit", "mit buy 1 AAPL-USD 210", "55=AAPL-USD|54=1|38=1|40=J|99=210|59=1|"},
        OrderLine{"Limit", "limit buy 10 AAPL-USD 150.5", "55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1|"},
        OrderLine{"LimitIoc", "limit buy 10 A 150 ioc", "55=A|54=1|38=10|40=2|44=150|59=3|"},
        OrderLine{"LimitFok", "limit buy 10 A 150 fok", "55=A|54=1|38=10|40=2|44=150|59=4|"},
        OrderLine{"LimitGtc", "limit buy 10 A 150 gtc", "55=A|54=1|38=10|40=2|44=150|59=1|"},
        OrderLine{"LimitDay", "limit buy 10 A 150 day", "55=A|54=1|38=10|40=2|44=150|59=0|"},
        OrderLine{"PostOnly", "limit buy 10 A 150 gtc 18=6", "55=A|54=1|38=10|40=2|44=150|59=1|18=6|"},
        OrderLine{"Market", "market buy 1 AAPL-USD", "55=AAPL-USD|54=1|38=1|40=1|"},
        OrderLine{"SellShort", "market short 1 A", "55=A|54=5|38=1|40=1|"},
        OrderLine{"DigitsPass", "limit sell 0.00012300 A 100000.10",
                  "55=A|54=2|38=0.00012300|40=2|44=100000.10|59=1|"},
        OrderLine{"ManyDigits", "market buy 123456789012345678901234567890.10 A",
                  "55=A|54=1|38=123456789012345678901234567890.10|40=1|"},
        OrderLine{"ExtraReplaces", "stop sell 1 A 190 40=4 44=189",
                  "55=A|54=2|38=1|40=4|99=190|59=1|44=189|"},
        OrderLine{"ExtraMayRepeat", "market buy 1 A 448=X 448=Y", "55=A|54=1|38=1|40=1|448=X|448=Y|"},
        OrderLine{"OwnClOrdId", "market buy 1 A 11=a1", "55=A|54=1|38=1|40=1|11=a1|"},
        OrderLine{"QuotedValue", R"(market buy 1 A 58="two words # here" 1=x)",
                  "55=A|54=1|38=1|40=1|58=two words # here|1=x|"},
        OrderLine{"NameAsNumber", "limit buy $qty A $px", "55=A|54=1|38=$qty|40=2|44=$px|59=1|"},
        OrderLine{"CommentBehind", "  market\tbuy 1 A   # now", "55=A|54=1|38=1|40=1|"},
        OrderLine{"CarriageReturn", "market buy 1 A\r", "55=A|54=1|38=1|40=1|"}),
    [](const auto& row) { return row.param.name; });

TEST(RawLines, AreTakenFieldForField) {
    EXPECT_EQ(text_of(parsed<SendRaw>("raw 35=D|11=x 1|55=|58=a # b=c|").fields),
              "35=D|11=x 1|55=|58=a # b=c|");
    EXPECT_EQ(text_of(parsed<SendRaw>("raw 35=1|112=hello").fields), "35=1|112=hello|");
}

// ---------------------------------------------------------------- expectations

struct ConditionText {
    std::string name, text;
    Condition::Kind kind;
    std::string value;
};
class Conditions : public testing::TestWithParam<ConditionText> {};

TEST_P(Conditions, AreReadByTheirForm) {
    const auto expect = parsed<Expect>("expect 39=0 " + GetParam().text + " 14=0");
    ASSERT_EQ(expect.conditions.size(), 3U);
    EXPECT_EQ(expect.mode, Expect::Mode::Next);
    EXPECT_EQ(expect.conditions[1].tag, 58);
    EXPECT_EQ(expect.conditions[1].kind, GetParam().kind);
    EXPECT_EQ(expect.conditions[1].text, GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, Conditions,
    testing::Values(ConditionText{"Equal", "58=abc", Condition::Kind::Equal, "abc"},
                    ConditionText{"EqualsSignInside", "58=a=b", Condition::Kind::Equal, "a=b"},
                    ConditionText{"Quoted", "58=\"a b\"", Condition::Kind::Equal, "a b"},
                    ConditionText{"Present", "58=*", Condition::Kind::Present, ""},
                    ConditionText{"Absent", "58=!", Condition::Kind::Absent, ""},
                    ConditionText{"Regex", "58=/^FAILED /", Condition::Kind::Matches, "^FAILED "},
                    ConditionText{"RegexWithBlankAndSlash", "58=/a b\\/c#d/", Condition::Kind::Matches,
                                  "a b\\/c#d"},
                    ConditionText{"LoneSlash", "58=\"/\"", Condition::Kind::Equal, "/"}),
    [](const auto& row) { return row.param.name; });

TEST(ExpectLines, AnyMaySkip) { EXPECT_EQ(parsed<Expect>("expect any 150=F").mode, Expect::Mode::Any); }

TEST(ExpectLines, NothingTakesATime) { EXPECT_EQ(parsed<ExpectNothing>("expect nothing 300ms").time, 300ms); }

// ---------------------------------------------------------------- the rest

TEST(OtherLines, AreRead) {
    EXPECT_EQ(parsed<SetTimeout>("timeout 5").time, 5s);
    EXPECT_EQ(parsed<SetTimeout>("timeout 5s").time, 5s);
    EXPECT_EQ(parsed<SetTimeout>("timeout 250ms").time, 250ms);
    parsed<WaitLogon>("wait");
    parsed<WaitLogon>("wait logon");
    parsed<WaitLogout>("wait logout");
    EXPECT_EQ(parsed<WaitQuiet>("wait quiet 1s").time, 1s);
    const auto save = parsed<Save>("save 37 as oid");
    EXPECT_EQ(save.tag, 37);
    EXPECT_EQ(save.name, "oid");
    EXPECT_EQ(parsed<Logout>("logout good night").reason, "good night");
    EXPECT_EQ(parsed<Logout>("logout").reason, "");
    parsed<Logon>("logon");
    EXPECT_EQ(parsed<Print>("print  a   b # c").text, "a   b # c");
    EXPECT_TRUE(parsed<Verbose>("verbose").on);
    EXPECT_FALSE(parsed<Verbose>("verbose off").on);
    parsed<Clear>("clear");
    parsed<Help>("help");
    parsed<Quit>("quit");
    parsed<Nothing>("");
    parsed<Nothing>("   \r");
    parsed<Nothing>("  # stop sell");
}

struct VenueLine {
    std::string name, line, method, path, body;
};
class VenueLines : public testing::TestWithParam<VenueLine> {};

TEST_P(VenueLines, BecomeARequest) {
    const auto venue = parsed<Venue>(GetParam().line);
    EXPECT_EQ(venue.method, GetParam().method);
    EXPECT_EQ(venue.path, GetParam().path);
    EXPECT_EQ(venue.body, GetParam().body);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, VenueLines,
    testing::Values(
        VenueLine{"Mark", "mark AAPL-USD 189.50", "POST", "/mark", R"({"symbol":"AAPL-USD","price":189.50})"},
        VenueLine{"MarkEscapesTheSymbol", "mark A\"B 1", "POST", "/mark", R"({"symbol":"A\"B","price":1})"},
        VenueLine{"Book", "book A bid 189.5x0.4 189.40x0.60 ask 190.1x5", "POST", "/book",
                  R"({"symbol":"A","bids":[[189.5,0.4],[189.40,0.60]],"asks":[[190.1,5]]})"},
        VenueLine{"BookAsksFirst", "book A ask 190.1x5 bid 1x1", "POST", "/book",
                  R"({"symbol":"A","bids":[[1,1]],"asks":[[190.1,5]]})"},
        VenueLine{"EmptyBook", "book A", "POST", "/book", R"({"symbol":"A","bids":[],"asks":[]})"},
        VenueLine{"Position", "position A -5", "POST", "/position", R"({"symbol":"A","quantity":-5})"},
        VenueLine{"PositionOfAccount", "position A 5 pub", "POST", "/position",
                  R"({"symbol":"A","quantity":5,"account":"pub"})"},
        VenueLine{"Post", R"(venue POST /switch {"Q8": "v2"})", "POST", "/switch", R"({"Q8": "v2"})"},
        VenueLine{"PostWithoutBody", "venue POST /restart", "POST", "/restart", ""},
        VenueLine{"Get", "venue GET /state", "GET", "/state", ""}),
    [](const auto& row) { return row.param.name; });

struct WrongLine {
    std::string name, line, says;
};
class WrongLines : public testing::TestWithParam<WrongLine> {};

TEST_P(WrongLines, SayWhatIsWrong) {
    const auto command = parse_command(GetParam().line);
    ASSERT_FALSE(command) << "was read as command " << command->index();
    EXPECT_THAT(command.error(), HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(
    Rules, WrongLines,
    testing::Values(WrongLine{"UnknownWord", "stopp sell 1 A 1", "\"stopp\" is no command"},
                    WrongLine{"NoPrice", "stop sell 1 A", "stop buy|sell|short QUANTITY SYMBOL PRICE"},
                    WrongLine{"WrongSide", "stop hold 1 A 1", "\"hold\" is no side"},
                    WrongLine{"WrongQuantity", "stop sell one A 1", "\"one\" is no quantity"},
                    WrongLine{"Exponent", "stop sell 1e3 A 1", "\"1e3\" is no quantity"},
                    WrongLine{"WrongPrice", "limit sell 1 A 1,5", "\"1,5\" is no price"},
                    WrongLine{"PriceOnMarket", "market buy 1 A 150", "\"150\" is not tag=value"},
                    WrongLine{"IocOnStop", "stop sell 1 A 1 ioc", "\"ioc\" is not tag=value"},
                    WrongLine{"WrongTag", "stop sell 1 A 1 x=1", "\"x=1\" is not tag=value"},
                    WrongLine{"ZeroTag", "stop sell 1 A 1 0=1", "\"0=1\" is not tag=value"},
                    WrongLine{"HugeTag", "stop sell 1 A 1 4294967354=1", "is not tag=value"},
                    WrongLine{"CancelWhat", "cancel", "cancel CLORDID [tag=value ...]"},
                    WrongLine{"ReplaceWithoutQuantity", "replace $1", "replace CLORDID QUANTITY [PRICE]"},
                    WrongLine{"StatusWord", "status $1 now", "\"now\" is not tag=value"},
                    WrongLine{"OtherMsgType", "stop sell 1 A 1 35=F", "use raw"},
                    WrongLine{"EmptyValue", "stop sell 1 A 1 1=", "raw alone"},
                    WrongLine{"OpenQuote", "stop sell 1 A 1 58=\"x", "is not closed"},
                    WrongLine{"TextBehindQuote", "stop sell 1 A 1 58=\"x\"y", "behind a closing"},
                    WrongLine{"OpenRegex", "expect 58=/abc", "is not closed"},
                    WrongLine{"BadRegex", "expect 58=/(/", "is not a regular expression"},
                    WrongLine{"ExpectNoCondition", "expect", "expect [any] tag=value"},
                    WrongLine{"ExpectAnyNoCondition", "expect any", "expect [any] tag=value"},
                    WrongLine{"ExpectEmpty", "expect 58=", "needs a value"},
                    WrongLine{"ExpectWord", "expect New", "\"New\" is not tag=value"},
                    WrongLine{"NothingWithoutTime", "expect nothing", "expect nothing TIME"},
                    WrongLine{"RawWithoutType", "raw 11=x|55=A|", "raw 35=TYPE"},
                    WrongLine{"RawEmptyType", "raw 35=|55=A|", "raw 35=TYPE"},
                    WrongLine{"RawWithoutEquals", "raw 35=D|55", "\"55\" is not tag=value"},
                    WrongLine{"RawBodyLength", "raw 35=D|9=5|", "made by the session"},
                    WrongLine{"TimeoutWord", "timeout soon", "timeout TIME"},
                    WrongLine{"TimeoutUnit", "timeout 5m", "timeout TIME"},
                    WrongLine{"TimeoutNegative", "timeout -1", "timeout TIME"},
                    WrongLine{"TimeoutHuge", "timeout 99999999999999999999", "timeout TIME"},
                    WrongLine{"WaitForWhat", "wait forever", "wait [logon]"},
                    WrongLine{"WaitQuietTime", "wait quiet", "wait quiet TIME"},
                    WrongLine{"SaveShape", "save 37 oid", "save TAG as NAME"},
                    WrongLine{"SaveReserved", "save 37 as last", "is not last"},
                    WrongLine{"SaveDigit", "save 37 as 1st", "begins with a letter"},
                    WrongLine{"MarkPrice", "mark A x", "mark SYMBOL PRICE"},
                    WrongLine{"MarkNotJson", "mark A 01", "mark SYMBOL PRICE"},
                    WrongLine{"BookLevel", "book A bid 189.5", "not \"189.5\""},
                    WrongLine{"BookNoSide", "book A 189.5x1", "not \"189.5x1\""},
                    WrongLine{"VenueMethod", "venue PUT /x", "venue POST /path"},
                    WrongLine{"VenuePath", "venue POST mark", "venue POST /path"},
                    WrongLine{"GetWithBody", "venue GET /state {}", "venue POST /path"},
                    WrongLine{"LogonWithText", "logon now", "nothing may follow"},
                    WrongLine{"VerboseWord", "verbose maybe", "verbose [on|off]"}),
    [](const auto& row) { return row.param.name; });

TEST(Help, NamesEveryCommand) {
    for (const auto* word :
         {"stop", "mit",   "limit", "market", "raw",      "logon", "logout", "wait",    "expect", "timeout",
          "save", "clear", "mark",  "book",   "position", "venue", "print",  "verbose", "help",   "quit"})
        EXPECT_THAT(std::string(help_text()), HasSubstr(word));
}

}  // namespace
}  // namespace qb::client
