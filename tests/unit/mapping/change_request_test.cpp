#include <gtest/gtest.h>

#include <array>

#include "fix_messages.h"
#include "mapping/change_from_fix.h"
#include "sample_orders.h"

namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

SymbolTable symbols() {
    SymbolTable table;
    table.add("AAPL", "AAPL-USD");
    return table;
}
/// An order without Account(1) is in the session's own account.
std::string account_of(const Order* order) {
    return order != nullptr && !order->request.account.empty() ? order->request.account : "main";
}
Order under_venue_symbol(Order order) {
    order.request.fix_symbol = "AAPL-USD";
    return order;
}
Order post_only() {
    Order order = limit();
    order.request.type = OrderType::Alo;
    return order;
}
Order ioc() {
    Order order = limit();
    order.request.tif = TimeInForce::Ioc;
    order.request.fix_tif = '3';
    return order;
}
Order reduce_only() {
    Order order = limit();
    order.request.reduce_only = true;
    return order;
}
Order touched() {
    Order order = stop();
    order.request.fix_ord_type = 'J';
    order.request.type = OrderType::TakeProfit;
    return order;
}
Order turned_round() {
    Order order = stop();
    order.request.type = OrderType::TakeProfit;
    return order;
}
Order short_sale() {
    Order order = stop();
    order.request.fix_side = '5';
    return order;
}

const std::string kCancel = "35=F|1=hedge|11=c2|41=c1|54=2|55=AAPL|60=20251030-10:00:00|";
const std::string kStopReplace = "35=G|11=c2|38=12.50|40=3|41=c1|54=2|55=AAPL|60=20251030-10:00:00|99=185.0|";
const std::string kLimitReplace =
    "35=G|11=c2|38=12.50|40=2|41=c1|44=152.0|54=1|55=AAPL-USD|60=20251030-10:00:00|";

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

ChangeReading read(const std::string& text, const Order* named, const Dialect& d = stock()) {
    const auto kind = text.starts_with("35=F") ? ChangeKind::Cancel : ChangeKind::Replace;
    return change_request_from_fix(fix_message(text), kind, named, d, symbols(), account_of(named));
}
ChangeReading read(const std::string& text, const Order& named, const Dialect& d = stock()) {
    return read(text, &named, d);
}
std::string text_of(const std::optional<Decimal>& number) { return number ? number->to_string() : "-"; }

// ---- what is taken -------------------------------------------------------------------------------------

TEST(CancelRequest, CarriesItsIdsOver) {
    const auto reading = read("35=F|97=Y|1=hedge|11=c2|37=V1|41=c1|54=2|55=AAPL|", stop());
    ASSERT_FALSE(reading.refusal) << reading.refusal->word;
    EXPECT_TRUE(reading.cl_ord_id_usable);
    EXPECT_EQ(reading.request, (ChangeRequest{.kind = ChangeKind::Cancel,
                                              .session = 0,
                                              .cl_ord_id = "c2",
                                              .orig_cl_ord_id = "c1",
                                              .order_id = "V1",
                                              .account = "hedge",
                                              .quantity = std::nullopt,
                                              .price = std::nullopt,
                                              .poss_resend = true}));
}

TEST(ReplaceRequest, CarriesTheNewValuesDigitForDigit) {
    const auto reading = read("35=G|11=c2|38=0.00012300|40=3|41=c1|54=2|55=AAPL|99=100000.10|", stop());
    ASSERT_FALSE(reading.refusal) << reading.refusal->word;
    EXPECT_EQ(reading.request.kind, ChangeKind::Replace);
    EXPECT_EQ(reading.request.cl_ord_id, "c2");
    EXPECT_EQ(reading.request.orig_cl_ord_id, "c1");
    EXPECT_EQ(text_of(reading.request.quantity), "0.00012300");
    EXPECT_EQ(text_of(reading.request.price), "100000.10");
    EXPECT_FALSE(reading.request.poss_resend);
    EXPECT_EQ(text_of(read(kLimitReplace, limit()).request.price), "152.0");
}

struct Taken {
    std::string name, fix;
    Order named;
};
class ChangeTaken : public testing::TestWithParam<Taken> {};
TEST_P(ChangeTaken, AgreesWithItsOrder) {
    const auto reading = read(GetParam().fix, GetParam().named);
    EXPECT_FALSE(reading.refusal) << reading.refusal->word << " " << reading.refusal->text;
}
INSTANTIATE_TEST_SUITE_P(
    Rules, ChangeTaken,
    testing::Values(Taken{"Cancel", kCancel, stop()},
                    Taken{"CancelByOrderId", with(without(kCancel, "41"), "37=V1"), stop()},
                    Taken{"CancelUnderTheVenuesSymbol", with(kCancel, "55=AAPL-USD"), stop()},
                    Taken{"CancelUnderTheAlias", "35=F|11=c2|41=c1|54=1|55=AAPL|",
                          under_venue_symbol(limit())},
                    Taken{"CancelShortAsSell", with(kCancel, "54=2"), short_sale()},
                    Taken{"CancelSellAsShort", with(kCancel, "54=5"), stop()},
                    Taken{"CancelWithoutAccount", without(kCancel, "1"), stop()},
                    Taken{"CancelNamesTheSessionsAccount", "35=F|1=main|11=c2|41=c1|54=1|55=AAPL|", limit()},
                    Taken{"CancelWithAQuantity", with(kCancel, "38=10"), stop()},
                    Taken{"CancelWithAnInstruction", with(kCancel, "376=x"), stop()},
                    Taken{"ReplaceStop", kStopReplace, stop()}, Taken{"ReplaceLimit", kLimitReplace, limit()},
                    Taken{"ReplaceTouched", with(kStopReplace, "40=J"), touched()},
                    Taken{"ReplaceTurnedRound", with(kStopReplace, "1109=U"), turned_round()},
                    Taken{"ReplaceDirection", with(kStopReplace, "1109=D"), stop()},
                    Taken{"ReplaceTriggerPrice", with(kStopReplace, "1102=185"), stop()},
                    Taken{"ReplaceZeroPriceOnAStop", with(kStopReplace, "44=0"), stop()},
                    Taken{"ReplaceZeroStopPxOnALimit", with(kLimitReplace, "99=0.0"), limit()},
                    Taken{"ReplaceGtc", with(kLimitReplace, "59=1"), limit()},
                    Taken{"ReplaceIoc", with(kLimitReplace, "59=3"), ioc()},
                    Taken{"ReplaceExecInstIgnored", with(kLimitReplace, "18=1 5"), limit()},
                    Taken{"ReplaceReduceOnly", with(kLimitReplace, "18=E"), reduce_only()},
                    Taken{"ReplaceReduceOnlyUnsaid", kLimitReplace, reduce_only()},
                    Taken{"ReplacePostOnly", with(kLimitReplace, "18=6"), post_only()},
                    Taken{"ReplacePostOnlyUnsaid", kLimitReplace, post_only()},
                    Taken{"ReplaceStopReduces", with(kStopReplace, "18=E"), stop()},
                    Taken{"ReplacePerUnit", with(kLimitReplace, "423=2"), limit()},
                    Taken{"ReplaceRecordedTag", with(kLimitReplace, "528=P"), limit()}),
    [](const auto& row) { return row.param.name; });

TEST(ReplaceRequest, DayMeansGtcWhereTheSessionSaysSo) {
    Dialect gtc = stock();
    gtc.day_orders = DayOrders::TakeAsGtc;
    for (const Order& order : {limit(), post_only()}) {
        EXPECT_FALSE(read(with(kLimitReplace, "59=0"), order, gtc).refusal);
        EXPECT_TRUE(read(with(kLimitReplace, "59=0"), order).refusal);
    }
    EXPECT_FALSE(read(with(kStopReplace, "59=0"), stop(), gtc).refusal);
    EXPECT_TRUE(read(with(kLimitReplace, "59=0"), ioc(), gtc).refusal);
}

TEST(ChangeRequests, OfNoKnownOrderAreJudgedByTheirIdsAlone) {
    EXPECT_FALSE(read("35=F|11=c2|41=c1|54=9|55=X|", nullptr).refusal);
    const auto reading = read("35=G|1=theirs|11=c2|41=c1|38=x|", nullptr);
    EXPECT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.account, "theirs");
    EXPECT_FALSE(reading.request.quantity);
}

// ---- what is refused -----------------------------------------------------------------------------------

struct RefusedChange {
    std::string name, fix;
    Order named;
    std::string word;
    std::string names;  ///< the text names this
};
class ChangeRefusedByMapping : public testing::TestWithParam<RefusedChange> {};
TEST_P(ChangeRefusedByMapping, WithWordAndTag) {
    const auto reading = read(GetParam().fix, GetParam().named);
    ASSERT_TRUE(reading.refusal);
    EXPECT_EQ(reading.refusal->cxl_rej_reason, 99);
    EXPECT_EQ(reading.refusal->word, GetParam().word);
    EXPECT_NE(reading.refusal->text.find(GetParam().names), std::string::npos) << reading.refusal->text;
    EXPECT_EQ(reading.cl_ord_id_usable, GetParam().word != "BAD_CLORDID");
}
INSTANTIATE_TEST_SUITE_P(
    Rules, ChangeRefusedByMapping,
    testing::Values(
        RefusedChange{"NoClOrdId", without(kCancel, "11"), stop(), "BAD_CLORDID", "(11)"},
        RefusedChange{"LongClOrdId", with(kCancel, "11=" + std::string(65, 'x')), stop(), "BAD_CLORDID",
                      "(11)"},
        RefusedChange{"ClOrdIdWithTab", with(kStopReplace, "11=a\tb"), stop(), "BAD_CLORDID", "(11)"},
        RefusedChange{"NamesNoOrder", without(kCancel, "41"), stop(), "MISSING_ORIGCLORDID", "(41)"},
        RefusedChange{"ReplaceNamesNoOrder", without(kStopReplace, "41"), stop(), "MISSING_ORIGCLORDID",
                      "(41)"},
        RefusedChange{"OtherSymbol", with(kCancel, "55=MSFT"), stop(), "SYMBOL_CHANGED", "(55)"},
        RefusedChange{"NoSymbol", without(kCancel, "55"), stop(), "SYMBOL_CHANGED", "(55)"},
        RefusedChange{"OtherSide", with(kCancel, "54=1"), stop(), "SIDE_CHANGED", "(54)"},
        RefusedChange{"NoSide", without(kCancel, "54"), stop(), "SIDE_CHANGED", "(54)"},
        RefusedChange{"UnknownSide", with(kCancel, "54=3"), stop(), "SIDE_CHANGED", "(54)"},
        RefusedChange{"LongSide", with(kCancel, "54=22"), stop(), "SIDE_CHANGED", "(54)"},
        RefusedChange{"OtherAccount", with(kCancel, "1=main"), stop(), "ACCOUNT_CHANGED", "(1)"},
        RefusedChange{"AccountOfNobody", "35=F|1=theirs|11=c2|41=c1|54=1|55=AAPL|", limit(),
                      "ACCOUNT_CHANGED", "(1)"},
        RefusedChange{"ReplaceSide", with(kStopReplace, "54=1"), stop(), "SIDE_CHANGED", "(54)"},
        RefusedChange{"ReplaceSymbol", with(kStopReplace, "55=MSFT"), stop(), "SYMBOL_CHANGED", "(55)"},
        RefusedChange{"ReplaceType", with(kStopReplace, "40=J"), stop(), "ORDTYPE_CHANGED", "(40)"},
        RefusedChange{"ReplaceStopByLimit", with(with(kStopReplace, "40=2"), "44=185"), stop(),
                      "ORDTYPE_CHANGED", "(40)"},
        RefusedChange{"ReplaceNoType", without(kStopReplace, "40"), stop(), "ORDTYPE_CHANGED", "(40)"},
        RefusedChange{"ReplaceTurnedRoundAsJ", with(kStopReplace, "40=J"), turned_round(), "ORDTYPE_CHANGED",
                      "(40)"},
        RefusedChange{"ReplaceTif", with(kLimitReplace, "59=3"), limit(), "TIMEINFORCE_CHANGED", "(59)"},
        RefusedChange{"ReplaceTifOfNoMeaning", with(kLimitReplace, "59=6"), limit(), "TIMEINFORCE_CHANGED",
                      "(59)"},
        RefusedChange{"ReplaceLongTif", with(kLimitReplace, "59=11"), limit(), "TIMEINFORCE_CHANGED", "(59)"},
        RefusedChange{"ReplaceStopAsDay", with(kStopReplace, "59=0"), stop(), "TIMEINFORCE_CHANGED", "(59)"},
        RefusedChange{"ReplaceByReduceOnly", with(kLimitReplace, "18=E"), limit(), "EXECINST_CHANGED",
                      "(18)"},
        RefusedChange{"ReplaceReduceOnlyByNothing", with(kLimitReplace, "18=1"), reduce_only(),
                      "EXECINST_CHANGED", "(18)"},
        RefusedChange{"ReplaceByPostOnly", with(kLimitReplace, "18=6"), limit(), "EXECINST_CHANGED", "(18)"},
        RefusedChange{"ReplacePostOnlyByNothing", with(kLimitReplace, "18=2"), post_only(),
                      "EXECINST_CHANGED", "(18)"},
        RefusedChange{"ReplacePostOnlyStop", with(kStopReplace, "18=6"), stop(), "EXECINST_CHANGED", "(18)"},
        RefusedChange{"ReplaceExecInstOfNoMeaning", with(kLimitReplace, "18=G"), limit(), "EXECINST_CHANGED",
                      "(18)"},
        RefusedChange{"ReplaceNoQuantity", without(kStopReplace, "38"), stop(), "MISSING_ORDERQTY", "(38)"},
        RefusedChange{"ReplaceZeroQuantity", with(kStopReplace, "38=0"), stop(), "BAD_ORDERQTY", "(38)"},
        RefusedChange{"ReplaceNegativeQuantity", with(kStopReplace, "38=-1"), stop(), "BAD_ORDERQTY", "(38)"},
        RefusedChange{"ReplaceLongQuantity", with(kStopReplace, "38=1234567890123456789"), stop(),
                      "BAD_ORDERQTY", "(38)"},
        RefusedChange{"ReplaceNoStopPx", without(kStopReplace, "99"), stop(), "MISSING_STOPPX", "(99)"},
        RefusedChange{"ReplaceZeroStopPx", with(kStopReplace, "99=0"), stop(), "BAD_STOPPX", "(99)"},
        RefusedChange{"ReplaceFineStopPx", with(kStopReplace, "99=0.0000000000000000001"), stop(),
                      "BAD_STOPPX", "18 decimals"},
        RefusedChange{"ReplacePriceOnAStop", with(kStopReplace, "44=185"), stop(), "UNEXPECTED_PRICE",
                      "(44)"},
        RefusedChange{"ReplaceGarbledPriceOnAStop", with(kStopReplace, "44=x"), stop(), "UNEXPECTED_PRICE",
                      "(44)"},
        RefusedChange{"ReplaceNoPrice", without(kLimitReplace, "44"), limit(), "MISSING_PRICE", "(44)"},
        RefusedChange{"ReplaceBadPrice", with(kLimitReplace, "44=1e3"), limit(), "BAD_PRICE", "(44)"},
        RefusedChange{"ReplaceStopPxOnALimit", with(kLimitReplace, "99=185"), limit(), "UNEXPECTED_STOPPX",
                      "(99)"},
        RefusedChange{"ReplaceOtherDirection", with(kStopReplace, "1109=U"), stop(), "UNSUPPORTED_TRIGGER",
                      "(1109)"},
        RefusedChange{"ReplaceTurnedRoundOtherDirection", with(kStopReplace, "1109=D"), turned_round(),
                      "UNSUPPORTED_TRIGGER", "(1109)"},
        RefusedChange{"ReplaceOldTriggerPrice", with(kStopReplace, "1102=190.10"), stop(),
                      "UNSUPPORTED_TRIGGER", "(1102)"},
        RefusedChange{"ReplaceTriggerOnALimit", with(kLimitReplace, "1100=4"), limit(), "UNSUPPORTED_TRIGGER",
                      "1100"},
        RefusedChange{"ReplaceInPercent", with(kLimitReplace, "423=1"), limit(), "UNSUPPORTED_INSTRUCTION",
                      "PriceType(423)"}),
    [](const auto& row) { return row.param.name; });

TEST(ReplaceRequest, EveryTagThatAnOrderMayNotHoldIsRefusedByName) {
    int refused = 0;
    for (const TagRule& rule : tag_rules()) {
        if (rule.treatment != TagTreatment::Refused) continue;
        const auto reading = read(with(kLimitReplace, std::to_string(rule.tag) + "=0"), limit());
        ASSERT_TRUE(reading.refusal) << rule.tag;
        EXPECT_EQ(reading.refusal->word, "UNSUPPORTED_INSTRUCTION");
        EXPECT_NE(reading.refusal->text.find(std::string(rule.name) + "("), std::string::npos);
        ++refused;
    }
    EXPECT_EQ(refused, 57);
}

TEST(ChangeRequests, FirstBrokenRuleIsTheOneTold) {
    EXPECT_EQ(read("35=G|11=c2|41=c1|54=1|55=X|", stop()).refusal->word, "SYMBOL_CHANGED");
    EXPECT_EQ(read("35=G|54=1|55=X|", stop()).refusal->word, "BAD_CLORDID");
}

TEST(ChangeRequests, RefusedOneKeepsWhatCouldBeRead) {
    const auto reading = read(with(with(kStopReplace, "38=x"), "54=1"), stop());
    ASSERT_TRUE(reading.refusal);
    EXPECT_EQ(reading.request.cl_ord_id, "c2");
    EXPECT_FALSE(reading.request.quantity);
    EXPECT_EQ(text_of(reading.request.price), "185.0");
}

TEST(ChangeRequests, EmptyMessageIsRefusedWithoutThrowing) {
    for (const auto kind : {ChangeKind::Cancel, ChangeKind::Replace}) {
        const Order order = stop();
        for (const Order* named : {&order, static_cast<const Order*>(nullptr)}) {
            const auto reading =
                change_request_from_fix(FIX::Message(), kind, named, stock(), symbols(), account_of(named));
            EXPECT_TRUE(reading.refusal);
            EXPECT_FALSE(reading.cl_ord_id_usable);
            EXPECT_EQ(reading.request.kind, kind);
        }
    }
}

}  // namespace
}  // namespace qb::mapping
