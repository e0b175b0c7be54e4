#include <gtest/gtest.h>

#include <algorithm>

#include "fix_messages.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/new_order_rules.h"

namespace qb::mapping {
namespace {

using orders::OrderType;
using orders::Side;
using orders::TimeInForce;
using test::fix_message;

SymbolTable symbols() {
    SymbolTable table;
    table.add("AAPL", "AAPL-USD");
    return table;
}

const AccountRule kAccounts{{"main", "hedge"}};

Dialect dialect() { return *dialect_for("FIX.4.4"); }

NewOrderReading read(std::string_view text, const Dialect& d = dialect()) {
    return order_request_from_fix(fix_message(text), d, symbols(), kAccounts);
}

const std::string kStop = "35=D|11=a1|55=AAPL-USD|54=2|38=10|40=3|99=190|60=20251030-10:00:00.123456|";
const std::string kMarket = "35=D|11=a1|55=AAPL-USD|54=1|38=10|40=1|60=20251030-10:00:00|";
const std::string kLimit = "35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.50|59=1|60=20251030-10:00:00|";

/// `base` with one field more, or with another value for one it has.
std::string with(const std::string& base, const std::string& field) {
    const std::string tag = "|" + field.substr(0, field.find('=') + 1);
    const std::size_t at = base.find(tag);
    if (at == std::string::npos) return base + field + "|";
    const std::size_t end = base.find('|', at + 1);
    return base.substr(0, at + 1) + field + base.substr(end);
}
std::string without(const std::string& base, const std::string& tag) {
    const std::size_t at = base.find("|" + tag + "=");
    return base.substr(0, at) + base.substr(base.find('|', at + 1));
}

std::string text_of(const std::optional<orders::Decimal>& number) {
    return number ? number->to_string() : "-";
}

// ---- what is taken -------------------------------------------------------------------------------------

TEST(NewOrder, StopCarriesEveryFieldOver) {
    const auto reading = read(
        "35=D|97=Y|1=hedge|11=a1|18=E|38=10.50|40=3|54=5|55=AAPL|59=1|60=20251030-10:00:00.123456|99=190."
        "10|");
    ASSERT_FALSE(reading.refusal) << reading.refusal->word;
    EXPECT_TRUE(reading.cl_ord_id_usable);
    const orders::OrderRequest& r = reading.request;
    EXPECT_EQ(r.account, "hedge");
    EXPECT_EQ(r.cl_ord_id, "a1");
    EXPECT_EQ(r.fix_symbol, "AAPL");
    EXPECT_EQ(r.symbol, "AAPL-USD");
    EXPECT_EQ(r.fix_side, '5');
    EXPECT_EQ(r.side, Side::Sell);
    EXPECT_EQ(r.fix_ord_type, '3');
    EXPECT_EQ(r.type, OrderType::StopLoss);
    EXPECT_EQ(r.fix_tif, '1');
    EXPECT_EQ(r.tif, TimeInForce::Gtc);
    EXPECT_FALSE(r.day_as_gtc);
    EXPECT_EQ(r.quantity.to_string(), "10.50");
    EXPECT_EQ(text_of(r.stop_px), "190.10");
    EXPECT_EQ(text_of(r.price), "-");
    EXPECT_TRUE(r.reduce_only);
    EXPECT_TRUE(r.poss_resend);
    EXPECT_EQ(r.transact_time_us, 1'761'818'400'123'456);
    EXPECT_TRUE(r.quantity_text.empty() && r.price_text.empty() && r.stop_px_text.empty());
}

TEST(NewOrder, LimitCarriesItsPrice) {
    const auto reading = read(kLimit);
    ASSERT_FALSE(reading.refusal);
    EXPECT_EQ(text_of(reading.request.price), "150.50");
    EXPECT_EQ(text_of(reading.request.stop_px), "-");
    EXPECT_EQ(reading.request.side, Side::Buy);
    EXPECT_FALSE(reading.request.reduce_only);
    EXPECT_FALSE(reading.request.poss_resend);
    EXPECT_TRUE(reading.request.account.empty());
}

struct TakenType {
    std::string name, fix;
    OrderType type;
    TimeInForce tif;
    char reported_tif;
};
class NewOrderType : public testing::TestWithParam<TakenType> {};
TEST_P(NewOrderType, BecomesTheVenuesTypeAndTimeInForce) {
    const auto reading = read(GetParam().fix);
    ASSERT_FALSE(reading.refusal) << reading.refusal->word << " " << reading.refusal->text;
    EXPECT_EQ(reading.request.type, GetParam().type);
    EXPECT_EQ(reading.request.tif, GetParam().tif);
    EXPECT_EQ(reading.request.fix_tif, GetParam().reported_tif);
    EXPECT_FALSE(reading.request.day_as_gtc);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, NewOrderType,
    testing::Values(
        TakenType{"Stop", kStop, OrderType::StopLoss, TimeInForce::Gtc, '1'},
        TakenType{"StopGtc", with(kStop, "59=1"), OrderType::StopLoss, TimeInForce::Gtc, '1'},
        TakenType{"MarketIfTouched", with(kStop, "40=J"), OrderType::TakeProfit, TimeInForce::Gtc, '1'},
        TakenType{"MarketIfTouchedGtc", with(with(kStop, "40=J"), "59=1"), OrderType::TakeProfit,
                  TimeInForce::Gtc, '1'},
        TakenType{"Market", kMarket, OrderType::Market, TimeInForce::Ioc, '3'},
        TakenType{"MarketDay", with(kMarket, "59=0"), OrderType::Market, TimeInForce::Ioc, '3'},
        TakenType{"MarketIoc", with(kMarket, "59=3"), OrderType::Market, TimeInForce::Ioc, '3'},
        TakenType{"LimitGtc", kLimit, OrderType::Limit, TimeInForce::Gtc, '1'},
        TakenType{"LimitIoc", with(kLimit, "59=3"), OrderType::Limit, TimeInForce::Ioc, '3'},
        TakenType{"LimitFok", with(kLimit, "59=4"), OrderType::Limit, TimeInForce::Fok, '4'},
        TakenType{"PostOnly", with(kLimit, "18=6"), OrderType::Alo, TimeInForce::Gtc, '1'},
        TakenType{"PostOnlyAmongOthers", with(kLimit, "18=1 6 5"), OrderType::Alo, TimeInForce::Gtc, '1'},
        TakenType{"ZeroPriceOnAStop", with(kStop, "44=0"), OrderType::StopLoss, TimeInForce::Gtc, '1'},
        TakenType{"ZeroPriceOnAMarket", with(kMarket, "44=0.00"), OrderType::Market, TimeInForce::Ioc, '3'},
        TakenType{"ZeroStopPxOnALimit", with(kLimit, "99=0"), OrderType::Limit, TimeInForce::Gtc, '1'},
        TakenType{"ZeroStopPxOnAMarket", with(kMarket, "99=0"), OrderType::Market, TimeInForce::Ioc, '3'}),
    [](const auto& row) { return row.param.name; });

TEST(NewOrder, ToleratedZeroIsNotKept) {
    EXPECT_FALSE(read(with(kStop, "44=0")).request.price);
    EXPECT_FALSE(read(with(kLimit, "99=0")).request.stop_px);
}

struct TakenSide {
    char fix;
    Side side;
};
class NewOrderSide : public testing::TestWithParam<TakenSide> {};
TEST_P(NewOrderSide, IsSentAndEchoed) {
    const auto reading = read(with(kMarket, std::string("54=") + GetParam().fix));
    ASSERT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.side, GetParam().side);
    EXPECT_EQ(reading.request.fix_side, GetParam().fix);
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderSide,
                         testing::Values(TakenSide{'1', Side::Buy}, TakenSide{'2', Side::Sell},
                                         TakenSide{'5', Side::Sell}));

class NewOrderDigits : public testing::TestWithParam<std::string> {};
TEST_P(NewOrderDigits, PassUnchanged) {
    const auto reading = read(with(with(kStop, "38=" + GetParam()), "99=" + GetParam()));
    ASSERT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.quantity.to_string(), GetParam());
    EXPECT_EQ(text_of(reading.request.stop_px), GetParam());
    EXPECT_EQ(text_of(read(with(kLimit, "44=" + GetParam())).request.price), GetParam());
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderDigits,
                         testing::Values("0.00012300", "100000.10", "1", "25242", "0.1", "123456789012345678",
                                         "0.123456789012345678", "1.00"));

class NewOrderAccount : public testing::TestWithParam<std::string> {};
TEST_P(NewOrderAccount, OfTheSessionIsTaken) {
    const auto reading = read(with(kStop, "1=" + GetParam()));
    EXPECT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.account, GetParam());
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderAccount, testing::Values("main", "hedge"));

class NewOrderIgnoredExecInst : public testing::TestWithParam<std::string> {};
TEST_P(NewOrderIgnoredExecInst, ChangesNothing) {
    const auto reading = read(with(kLimit, "18=" + GetParam()));
    ASSERT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.type, OrderType::Limit);
    EXPECT_FALSE(reading.request.reduce_only);
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderIgnoredExecInst, testing::Values("1", "2", "5", "1 2 5", "1  2"));

class NewOrderReduceOnly : public testing::TestWithParam<std::string> {};
TEST_P(NewOrderReduceOnly, IsSetByDoNotIncrease) {
    const auto reading = read(with(GetParam(), "18=E"));
    ASSERT_FALSE(reading.refusal);
    EXPECT_TRUE(reading.request.reduce_only);
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderReduceOnly,
                         testing::Values(kStop, kMarket, kLimit, with(kLimit, "38=5")));

TEST(NewOrder, PostOnlyAndReduceOnlyGoTogether) {
    const auto reading = read(with(kLimit, "18=6 E"));
    ASSERT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.type, OrderType::Alo);
    EXPECT_TRUE(reading.request.reduce_only);
}

TEST(NewOrder, SymbolWithoutAliasIsTheVenuesOwn) {
    EXPECT_EQ(read(with(kStop, "55=US100-USD")).request.symbol, "US100-USD");
}

TEST(NewOrder, LongestClOrdIdIsTaken) {
    const std::string id(64, 'x');
    const auto reading = read(with(kStop, "11=" + id));
    EXPECT_TRUE(reading.cl_ord_id_usable);
    EXPECT_EQ(reading.request.cl_ord_id, id);
}

TEST(NewOrder, UnreadableTransactTimeIsNoRefusal) {
    const auto reading = read(with(kStop, "60=yesterday"));
    EXPECT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.transact_time_us, 0);
    EXPECT_EQ(read(without(kStop, "60")).request.transact_time_us, 0);
}

// ---- Day -----------------------------------------------------------------------------------------------

class NewOrderDay : public testing::TestWithParam<std::string> {};
TEST_P(NewOrderDay, IsRefusedNamingTheSetting) {
    const auto reading = read(GetParam());
    ASSERT_TRUE(reading.refusal);
    EXPECT_EQ(reading.refusal->ord_rej_reason, 11);
    EXPECT_EQ(reading.refusal->word, "DAY_NOT_SUPPORTED");
    EXPECT_NE(reading.refusal->text.find("DayOrders=gtc"), std::string::npos);
    EXPECT_EQ(reading.request.fix_tif, '0');
}
TEST_P(NewOrderDay, IsGtcWhereTheSessionSaysSo) {
    Dialect d = dialect();
    d.day_orders = DayOrders::TakeAsGtc;
    const auto reading = read(GetParam(), d);
    ASSERT_FALSE(reading.refusal);
    EXPECT_TRUE(reading.request.day_as_gtc);
    EXPECT_EQ(reading.request.fix_tif, '1');
    EXPECT_EQ(reading.request.tif, TimeInForce::Gtc);
}
INSTANTIATE_TEST_SUITE_P(Rules, NewOrderDay,
                         testing::Values(with(kStop, "59=0"), with(with(kStop, "40=J"), "59=0"),
                                         with(kLimit, "59=0"), without(kLimit, "59"),
                                         with(with(kLimit, "59=0"), "18=6"),
                                         with(without(kLimit, "59"), "18=6")));

// ---- what is refused -----------------------------------------------------------------------------------

struct RefusedOrder {
    std::string name, fix;
    int reason;
    std::string word;
    std::string names;  ///< the text names this
};
class NewOrderRefused : public testing::TestWithParam<RefusedOrder> {};
TEST_P(NewOrderRefused, WithReasonWordAndTag) {
    const auto reading = read(GetParam().fix);
    ASSERT_TRUE(reading.refusal);
    EXPECT_EQ(reading.refusal->ord_rej_reason, GetParam().reason);
    EXPECT_EQ(reading.refusal->word, GetParam().word);
    EXPECT_NE(reading.refusal->text.find(GetParam().names), std::string::npos) << reading.refusal->text;
    EXPECT_EQ(reading.cl_ord_id_usable, GetParam().word != "BAD_CLORDID");
}
INSTANTIATE_TEST_SUITE_P(
    Rules, NewOrderRefused,
    testing::Values(
        RefusedOrder{"NoClOrdId", without(kStop, "11"), 99, "BAD_CLORDID", "(11)"},
        RefusedOrder{"EmptyClOrdId", with(kStop, "11="), 99, "BAD_CLORDID", "(11)"},
        RefusedOrder{"LongClOrdId", with(kStop, "11=" + std::string(65, 'x')), 99, "BAD_CLORDID", "(11)"},
        RefusedOrder{"ClOrdIdWithTab", with(kStop, "11=a\tb"), 99, "BAD_CLORDID", "(11)"},
        RefusedOrder{"ClOrdIdNotAscii", with(kStop, "11=\xc3\xa9"), 99, "BAD_CLORDID", "(11)"},
        RefusedOrder{"OtherAccount", with(kStop, "1=theirs"), 15, "UNKNOWN_ACCOUNT", "(1)"},
        RefusedOrder{"NoSymbol", without(kStop, "55"), 1, "BAD_SYMBOL", "(55)"},
        RefusedOrder{"UnprintableSymbol", with(kStop, "55=AA\x7f"), 1, "BAD_SYMBOL", "(55)"},
        RefusedOrder{"LongSymbol", with(kStop, "55=" + std::string(65, 'S')), 1, "BAD_SYMBOL", "(55)"},
        RefusedOrder{"NoSide", without(kStop, "54"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"BuyMinus", with(kStop, "54=3"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"ShortExempt", with(kStop, "54=6"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"Undisclosed", with(kStop, "54=7"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"Cross", with(kStop, "54=8"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"LongSide", with(kStop, "54=12"), 11, "UNSUPPORTED_SIDE", "(54)"},
        RefusedOrder{"NoQuantity", without(kStop, "38"), 13, "MISSING_ORDERQTY", "(38)"},
        RefusedOrder{"ZeroQuantity", with(kStop, "38=0"), 13, "BAD_ORDERQTY", "(38)"},
        RefusedOrder{"ZeroQuantityWithDecimals", with(kStop, "38=0.000"), 13, "BAD_ORDERQTY", "(38)"},
        RefusedOrder{"NegativeQuantity", with(kStop, "38=-1"), 13, "BAD_ORDERQTY", "(38)"},
        RefusedOrder{"QuantityTooLong", with(kStop, "38=1234567890123456789"), 13, "BAD_ORDERQTY", "(38)"},
        RefusedOrder{"QuantityTooFine", with(kStop, "38=0.0000000000000000001"), 13, "BAD_ORDERQTY",
                     "18 decimals"},
        RefusedOrder{"QuantityWithExponent", with(kStop, "38=1e3"), 13, "BAD_ORDERQTY", "(38)"},
        RefusedOrder{"NoOrdType", without(kStop, "40"), 11, "UNSUPPORTED_ORDTYPE", "(40)"},
        RefusedOrder{"StopLimit", with(with(kStop, "40=4"), "44=189"), 11, "UNSUPPORTED_ORDTYPE",
                     "the venue has no stop-limit order; send OrdType(40)=3 with StopPx(99)"},
        RefusedOrder{"Pegged", with(kStop, "40=P"), 11, "UNSUPPORTED_ORDTYPE", "trailing"},
        RefusedOrder{"MarketLeftOverAsLimit", with(kMarket, "40=K"), 11, "UNSUPPORTED_ORDTYPE", "(40)=2"},
        RefusedOrder{"MarketOnClose", with(kMarket, "40=5"), 11, "UNSUPPORTED_ORDTYPE", "(40)"},
        RefusedOrder{"PreviouslyIndicated", with(kMarket, "40=E"), 11, "UNSUPPORTED_ORDTYPE", "(40)"},
        RefusedOrder{"LongOrdType", with(kStop, "40=33"), 11, "UNSUPPORTED_ORDTYPE", "(40)"},
        RefusedOrder{"NoStopPx", without(kStop, "99"), 99, "MISSING_STOPPX", "(99)"},
        RefusedOrder{"NoStopPxOnMit", with(without(kStop, "99"), "40=J"), 99, "MISSING_STOPPX", "(99)"},
        RefusedOrder{"ZeroStopPx", with(kStop, "99=0"), 99, "BAD_STOPPX", "(99)"},
        RefusedOrder{"NegativeStopPx", with(kStop, "99=-190"), 99, "BAD_STOPPX", "(99)"},
        RefusedOrder{"StopPxTooLong", with(kStop, "99=1.234567890123456789"), 99, "BAD_STOPPX", "(99)"},
        RefusedOrder{"StopPxTooFine", with(kStop, "99=0.0000000000000000005"), 99, "BAD_STOPPX",
                     "18 decimals"},
        RefusedOrder{"StopPxOnAMarket", with(kMarket, "99=190"), 11, "UNEXPECTED_STOPPX", "(99)"},
        RefusedOrder{"StopPxOnALimit", with(kLimit, "99=190"), 11, "UNEXPECTED_STOPPX", "(99)"},
        RefusedOrder{"GarbledStopPxOnALimit", with(kLimit, "99=x"), 11, "UNEXPECTED_STOPPX", "(99)"},
        RefusedOrder{"NoPrice", without(kLimit, "44"), 99, "MISSING_PRICE", "(44)"},
        RefusedOrder{"ZeroPrice", with(kLimit, "44=0"), 99, "BAD_PRICE", "(44)"},
        RefusedOrder{"NegativePrice", with(kLimit, "44=-1"), 99, "BAD_PRICE", "(44)"},
        RefusedOrder{"PriceTooLong", with(kLimit, "44=1234567890.123456789"), 99, "BAD_PRICE", "(44)"},
        RefusedOrder{"PriceTooFine", with(kLimit, "44=0.0000000000000000001"), 99, "BAD_PRICE",
                     "18 decimals"},
        RefusedOrder{"PriceOnAStop", with(kStop, "44=189"), 11, "UNEXPECTED_PRICE", "(44)"},
        RefusedOrder{"PriceOnAMit", with(with(kStop, "40=J"), "44=189"), 11, "UNEXPECTED_PRICE", "(44)"},
        RefusedOrder{"PriceOnAMarket", with(kMarket, "44=189"), 11, "UNEXPECTED_PRICE", "(44)"},
        RefusedOrder{"StopIoc", with(kStop, "59=3"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"StopFok", with(kStop, "59=4"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"StopGtd", with(kStop, "59=6"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"LimitAtOpening", with(kLimit, "59=2"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"LimitGtx", with(kLimit, "59=5"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"LimitGtd", with(kLimit, "59=6"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"LimitAtClose", with(kLimit, "59=7"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"LongTif", with(kLimit, "59=11"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"MarketGtc", with(kMarket, "59=1"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"MarketFok", with(kMarket, "59=4"), 11, "UNSUPPORTED_TIMEINFORCE", "(59)"},
        RefusedOrder{"PostOnlyIoc", with(with(kLimit, "59=3"), "18=6"), 11, "UNSUPPORTED_TIMEINFORCE",
                     "(18)=6"},
        RefusedOrder{"PostOnlyFok", with(with(kLimit, "59=4"), "18=6"), 11, "UNSUPPORTED_TIMEINFORCE",
                     "(18)=6"},
        RefusedOrder{"PostOnlyStop", with(kStop, "18=6"), 11, "UNSUPPORTED_EXECINST", "(18)=6"},
        RefusedOrder{"PostOnlyMarket", with(kMarket, "18=6"), 11, "UNSUPPORTED_EXECINST", "(18)=6"},
        RefusedOrder{"AllOrNone", with(kLimit, "18=G"), 11, "UNSUPPORTED_EXECINST", "(18)"},
        RefusedOrder{"HiddenAmongIgnored", with(kLimit, "18=1 2 G"), 11, "UNSUPPORTED_EXECINST", "(18)"},
        RefusedOrder{"ExecInstWithoutSpaces", with(kLimit, "18=16"), 11, "UNSUPPORTED_EXECINST", "(18)"}),
    [](const auto& row) { return row.param.name; });

TEST(NewOrder, FirstBrokenRuleIsTheOneTold) {
    const auto reading = read("35=D|11=a1|1=theirs|55=X|54=9|38=0|40=4|");
    ASSERT_TRUE(reading.refusal);
    EXPECT_EQ(reading.refusal->word, "UNKNOWN_ACCOUNT");
}

TEST(NewOrder, RefusedOrderKeepsWhatCouldBeReadForItsReport) {
    const auto reading =
        read("35=D|1=theirs|11=a1|38=1234567890123456789|40=4|44=10.0|54=8|55=X|59=6|99=1e5|");
    const auto& r = reading.request;
    EXPECT_EQ(r.account, "theirs");
    EXPECT_EQ(r.cl_ord_id, "a1");
    EXPECT_EQ(r.fix_symbol, "X");
    EXPECT_EQ(r.fix_side, '8');
    EXPECT_EQ(r.fix_ord_type, '4');
    EXPECT_EQ(r.fix_tif, '6');
    EXPECT_EQ(r.quantity_text, "1234567890123456789");
    EXPECT_TRUE(r.quantity.is_zero());
    EXPECT_EQ(text_of(r.price), "10.0");
    EXPECT_EQ(r.stop_px_text, "1e5");
    EXPECT_EQ(read(with(kLimit, "44=1e5")).request.price_text, "1e5");
    const std::string long_number(60'000, '7');
    EXPECT_EQ(read(with(kLimit, "38=" + long_number)).request.quantity_text, long_number);
    EXPECT_EQ(read(with(kLimit, "44=" + long_number)).request.price_text, long_number);
    EXPECT_EQ(read(with(kStop, "99=" + long_number)).request.stop_px_text, long_number);
}

TEST(NewOrder, EmptyMessageIsRefusedWithoutThrowing) {
    const auto reading = order_request_from_fix(FIX::Message(), dialect(), symbols(), kAccounts);
    EXPECT_TRUE(reading.refusal);
    EXPECT_FALSE(reading.cl_ord_id_usable);
    EXPECT_EQ(reading.request.fix_side, '7');
}

// ---- tags by their rule --------------------------------------------------------------------------------

struct NamedTag {
    int tag;
    TagTreatment treatment;
};
class NewOrderTag : public testing::TestWithParam<NamedTag> {};
TEST_P(NewOrderTag, IsRecordedOrRefusedByName) {
    const auto [tag, treatment] = GetParam();
    const auto rules = tag_rules();
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [t = tag](const TagRule& r) { return r.tag == t; });
    ASSERT_NE(rule, rules.end());
    EXPECT_EQ(rule->treatment, treatment);
    const std::string value = tag == 60 ? "20251030-10:00:00" : "0";
    for (const std::string& base : {kStop, kMarket, kLimit}) {
        const auto reading = read(with(base, std::to_string(tag) + "=" + value));
        ASSERT_EQ(reading.refusal.has_value(), treatment == TagTreatment::Refused);
        if (!reading.refusal) continue;
        EXPECT_EQ(reading.refusal->word, "UNSUPPORTED_INSTRUCTION");
        EXPECT_EQ(reading.refusal->ord_rej_reason, 11);
        EXPECT_NE(reading.refusal->text.find(std::string(rule->name) + "(" + std::to_string(tag) + ")"),
                  std::string::npos);
    }
}
constexpr auto R = TagTreatment::Recorded;
constexpr auto X = TagTreatment::Refused;
INSTANTIATE_TEST_SUITE_P(
    Rules, NewOrderTag,
    testing::Values(NamedTag{15, R}, NamedTag{21, R}, NamedTag{22, R}, NamedTag{47, R}, NamedTag{48, R},
                    NamedTag{60, R}, NamedTag{77, R}, NamedTag{100, R}, NamedTag{167, R}, NamedTag{207, R},
                    NamedTag{453, R}, NamedTag{528, R}, NamedTag{529, R}, NamedTag{581, R}, NamedTag{582, R},
                    NamedTag{1028, R}, NamedTag{110, X}, NamedTag{111, X}, NamedTag{126, X}, NamedTag{152, X},
                    NamedTag{168, X}, NamedTag{192, X}, NamedTag{516, X}, NamedTag{848, X}, NamedTag{849, X},
                    NamedTag{210, X}, NamedTag{211, X}, NamedTag{376, X}, NamedTag{388, X}, NamedTag{389, X},
                    NamedTag{423, X}, NamedTag{432, X}, NamedTag{583, X}, NamedTag{640, X}, NamedTag{835, X},
                    NamedTag{836, X}, NamedTag{837, X}, NamedTag{838, X}, NamedTag{840, X}, NamedTag{841, X},
                    NamedTag{842, X}, NamedTag{843, X}, NamedTag{844, X}, NamedTag{846, X}, NamedTag{847, X},
                    NamedTag{957, X}, NamedTag{1082, X}, NamedTag{1083, X}, NamedTag{1084, X},
                    NamedTag{1085, X}, NamedTag{1086, X}, NamedTag{1087, X}, NamedTag{1088, X},
                    NamedTag{1089, X}, NamedTag{1090, X}, NamedTag{1092, X}, NamedTag{1094, X},
                    NamedTag{1096, X}, NamedTag{1097, X}, NamedTag{1098, X}, NamedTag{1099, X},
                    NamedTag{1103, X}, NamedTag{1104, X}, NamedTag{1105, X}, NamedTag{1106, X},
                    NamedTag{1108, X}, NamedTag{1110, X}, NamedTag{1111, X}, NamedTag{1112, X},
                    NamedTag{1113, X}, NamedTag{1114, X}, NamedTag{1138, X}, NamedTag{1385, X}),
    [](const auto& row) { return "Tag" + std::to_string(row.param.tag); });

TEST(NewOrder, EveryTagRuleHasItsRowHere) { EXPECT_EQ(tag_rules().size(), 73U); }

TEST(NewOrder, PriceTypePerUnitSaysWhatHoldsAnyway) {
    EXPECT_FALSE(read(with(kLimit, "423=2")).refusal);
    for (const std::string other : {"1", "3", "11", "22", ""})
        EXPECT_TRUE(read(with(kLimit, "423=" + other)).refusal) << other;
}

TEST(NewOrder, RefusedTagWithoutAValueIsRefused) { EXPECT_TRUE(read(with(kStop, "110=")).refusal); }

TEST(NewOrder, TagWithoutAnyRuleIsRecorded) { EXPECT_FALSE(read(with(kStop, "5999=hello")).refusal); }

// ---- triggering instruction ----------------------------------------------------------------------------

struct Trigger {
    std::string name, fix;
    bool turn_round;
    std::optional<OrderType> type;  ///< empty: refused
};
class NewOrderTrigger : public testing::TestWithParam<Trigger> {};
TEST_P(NewOrderTrigger, AgreesOrIsRefused) {
    Dialect d = dialect();
    d.trigger_direction = GetParam().turn_round;
    const auto reading = read(GetParam().fix, d);
    ASSERT_EQ(reading.refusal.has_value(), !GetParam().type.has_value());
    if (reading.refusal) {
        EXPECT_EQ(reading.refusal->word, "UNSUPPORTED_TRIGGER");
        EXPECT_EQ(reading.refusal->ord_rej_reason, 11);
        EXPECT_NE(reading.refusal->text.find("11"), std::string::npos);  // a tag of the 1100 group
    } else {
        EXPECT_EQ(reading.request.type, *GetParam().type);
        EXPECT_EQ(reading.request.fix_ord_type,
                  GetParam().fix.find("|40=J|") == std::string::npos ? '3' : 'J');
    }
}
const std::string kBuyStop = with(kStop, "54=1");
const std::string kSellMit = with(kStop, "40=J");
const std::string kBuyMit = with(kBuyStop, "40=J");
constexpr auto kSl = OrderType::StopLoss;
constexpr auto kTp = OrderType::TakeProfit;
INSTANTIATE_TEST_SUITE_P(
    Rules, NewOrderTrigger,
    testing::Values(Trigger{"SellStopDown", with(kStop, "1109=D"), false, kSl},
                    Trigger{"BuyStopUp", with(kBuyStop, "1109=U"), false, kSl},
                    Trigger{"SellShortDown", with(with(kStop, "54=5"), "1109=D"), false, kSl},
                    Trigger{"SellMitUp", with(kSellMit, "1109=U"), false, kTp},
                    Trigger{"BuyMitDown", with(kBuyMit, "1109=D"), false, kTp},
                    Trigger{"SellStopUp", with(kStop, "1109=U"), false, std::nullopt},
                    Trigger{"BuyStopDown", with(kBuyStop, "1109=D"), false, std::nullopt},
                    Trigger{"SellStopUpTurned", with(kStop, "1109=U"), true, kTp},
                    Trigger{"BuyStopDownTurned", with(kBuyStop, "1109=D"), true, kTp},
                    Trigger{"SellStopDownStays", with(kStop, "1109=D"), true, kSl},
                    Trigger{"SellMitDown", with(kSellMit, "1109=D"), false, std::nullopt},
                    Trigger{"BuyMitUp", with(kBuyMit, "1109=U"), false, std::nullopt},
                    Trigger{"SellMitDownNotTurned", with(kSellMit, "1109=D"), true, std::nullopt},
                    Trigger{"OddDirection", with(kStop, "1109=X"), false, std::nullopt},
                    Trigger{"LongDirection", with(kStop, "1109=DD"), false, std::nullopt},
                    Trigger{"PriceMovement", with(kStop, "1100=4"), false, kSl},
                    Trigger{"PartialExecution", with(kStop, "1100=1"), false, std::nullopt},
                    Trigger{"Activate", with(kStop, "1101=1"), false, kSl},
                    Trigger{"Modify", with(kStop, "1101=2"), false, std::nullopt},
                    Trigger{"CancelOnTrigger", with(kStop, "1101=3"), false, std::nullopt},
                    Trigger{"SamePrice", with(kStop, "1102=190.00"), false, kSl},
                    Trigger{"OtherPrice", with(kStop, "1102=191"), false, std::nullopt},
                    Trigger{"GarbledPrice", with(kStop, "1102=x"), false, std::nullopt},
                    Trigger{"BestOffer", with(kStop, "1107=1"), false, std::nullopt},
                    Trigger{"LastTrade", with(kStop, "1107=2"), false, std::nullopt},
                    Trigger{"BestMid", with(kStop, "1107=6"), false, std::nullopt},
                    Trigger{"WholeGroup",
                            with(with(with(with(kStop, "1100=4"), "1101=1"), "1102=190"), "1109=D"), false,
                            kSl},
                    Trigger{"OnALimit", with(kLimit, "1100=4"), false, std::nullopt},
                    Trigger{"DirectionOnAMarket", with(kMarket, "1109=U"), true, std::nullopt}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::mapping
