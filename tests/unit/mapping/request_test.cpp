#include <gtest/gtest.h>

#include "fix_messages.h"
#include "mapping/reports.h"
#include "mapping/request_reports.h"
#include "sample_orders.h"
#include "stock_values.h"

/// Requests about orders, and the answers to them.
namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

SymbolTable symbols() {
    SymbolTable table;
    table.add("AAPL", "AAPL-USD");
    return table;
}
const Dialect kDialect = stock();
const ReportContext kContext{.dialect = kDialect, .row = kRow, .now = kNow};

StatusRequest status_request(std::string_view fix) { return status_request_from_fix(fix_message(fix)); }
MassStatusRequest mass_status(std::string_view fix) {
    return mass_status_request_from_fix(fix_message(fix), symbols());
}
MassCancelRequest mass_cancel(std::string_view fix) {
    return mass_cancel_request_from_fix(fix_message(fix), symbols());
}

// ---- OrderStatusRequest(H) -------------------------------------------------------------------------------

TEST(StatusRequestFields, AreRead) {
    const auto request = status_request("35=H|1=hedge|11=c1|37=V1|54=2|55=AAPL|790=r1|");
    EXPECT_EQ(request.cl_ord_id, "c1");
    EXPECT_EQ(request.order_id, "V1");
    EXPECT_EQ(request.account, "hedge");
    EXPECT_EQ(request.ord_status_req_id, "r1");
    EXPECT_EQ(request.instrument.symbol, "AAPL");
    EXPECT_EQ(request.instrument.side, '2');
    const auto empty = status_request("35=H|");
    EXPECT_TRUE(empty.cl_ord_id.empty() && empty.order_id.empty() && empty.ord_status_req_id.empty());
    EXPECT_FALSE(empty.instrument.side);
}

TEST(StatusAnswer, EchoesTheRequestsId) {
    EXPECT_EQ(
        shown(status_report(stop(), kContext, {.ord_status_req_id = "r1"})),
        "35=8|1=hedge|6=0|11=c1|14=0|17=0|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|60=20251030-10:00:01."
        "000000|99=190.10|150=I|151=10.0|636=N|790=r1|");
    EXPECT_EQ(field(status_report(stop(), kContext), 790), "(absent)");
}

TEST(StatusAnswer, OfAnUnknownOrder) {
    EXPECT_EQ(
        shown(unknown_order_report(status_request("35=H|11=c9|54=2|55=AAPL|790=r1|"), kContext)),
        "35=8|6=0|11=c9|14=0|17=0|37=NONE|39=8|54=2|55=AAPL|58=UNKNOWN_ORDER the session has no order of "
        "that ClOrdID(11) or OrderID(37)|60=20251030-10:00:01.000000|103=5|150=I|151=0|790=r1|");
    EXPECT_EQ(
        shown(unknown_order_report(status_request("35=H|1=hedge|37=V9|"), kContext)),
        "35=8|1=hedge|6=0|14=0|17=0|37=NONE|39=8|54=7|55=[N/A]|58=UNKNOWN_ORDER the session has no order "
        "of that ClOrdID(11) or OrderID(37)|60=20251030-10:00:01.000000|103=5|150=I|151=0|");
}

TEST(StatusAnswer, NoFieldCanBeInjected) {
    auto request = status_request("35=H|11=c9|54=2|55=AAPL|790=r1|");
    request.ord_status_req_id =
        "r\x01"
        "39=2";
    request.cl_ord_id = std::string(300, 'c');
    const auto report = unknown_order_report(request, kContext);
    EXPECT_EQ(field(report, 790), "r?39=2");
    EXPECT_EQ(field(report, 11), request.cl_ord_id);
    EXPECT_EQ(field(report, 39), "8");
}

// ---- OrderMassStatusRequest(AF) --------------------------------------------------------------------------

struct Scope {
    std::string name, fix;
    std::string symbol;
    std::optional<Side> side;
};
const auto named = [](const auto& row) { return row.param.name; };

class MassStatusScope : public testing::TestWithParam<Scope> {};
TEST_P(MassStatusScope, IsRead) {
    const auto request = mass_status("35=AF|584=m1|" + GetParam().fix);
    EXPECT_FALSE(request.refusal) << request.refusal->word;
    EXPECT_EQ(request.mass_status_req_id, "m1");
    EXPECT_EQ(request.scope.symbol, GetParam().symbol);
    EXPECT_EQ(request.scope.side, GetParam().side);
}
INSTANTIATE_TEST_SUITE_P(Rules, MassStatusScope,
                         testing::Values(Scope{"All", "585=7|", "", std::nullopt},
                                         Scope{"AllBesideASymbol", "585=7|55=AAPL|", "", std::nullopt},
                                         Scope{"BySymbol", "585=1|55=MSFT-USD|", "MSFT-USD", std::nullopt},
                                         Scope{"ByAlias", "585=1|55=AAPL|", "AAPL-USD", std::nullopt},
                                         Scope{"BySide", "585=7|54=2|", "", Side::Sell},
                                         Scope{"BySymbolAndSide", "585=1|55=AAPL|54=1|", "AAPL-USD",
                                               Side::Buy}),
                         named);

struct RefusedScope {
    std::string name, fix;
    std::string word, names;
    int reason;  ///< 532, of a mass cancel
};
class MassStatusRefused : public testing::TestWithParam<RefusedScope> {};
TEST_P(MassStatusRefused, WithWordAndTag) {
    const auto request = mass_status("35=AF|584=m1|" + GetParam().fix);
    ASSERT_TRUE(request.refusal);
    EXPECT_EQ(request.refusal->word, GetParam().word);
    EXPECT_NE(request.refusal->text.find(GetParam().names), std::string::npos);
    const auto report = no_orders_report(request, kContext);
    EXPECT_TRUE(field(report, 58).starts_with(GetParam().word + " "));
    EXPECT_EQ(field(report, 911), "0");
    EXPECT_EQ(field(report, 912), "Y");
}
INSTANTIATE_TEST_SUITE_P(
    Rules, MassStatusRefused,
    testing::Values(RefusedScope{"ByProduct", "585=3|", "UNSUPPORTED_MASSSTATUSREQTYPE", "(585)", 0},
                    RefusedScope{"ByParty", "585=8|", "UNSUPPORTED_MASSSTATUSREQTYPE", "(585)", 0},
                    RefusedScope{"NoType", "", "UNSUPPORTED_MASSSTATUSREQTYPE", "(585)", 0},
                    RefusedScope{"NoSymbol", "585=1|", "BAD_SYMBOL", "(55)", 0},
                    RefusedScope{"UnprintableSymbol", "585=1|55=A\t|", "BAD_SYMBOL", "(55)", 0},
                    RefusedScope{"Undisclosed", "585=7|54=7|", "UNSUPPORTED_SIDE", "(54)", 0},
                    RefusedScope{"LongSide", "585=7|54=11|", "UNSUPPORTED_SIDE", "(54)", 0}),
    named);

TEST(MassStatusAnswer, CountsItsReportsAndMarksTheLast) {
    EXPECT_EQ(
        shown(status_report(limit(), kContext,
                            {.mass_status_req_id = "m1", .tot_num_reports = 2, .last = false})),
        "35=8|6=0|11=c1|14=0|17=0|37=V1|38=10.0|39=0|40=2|44=150.50|54=1|55=AAPL|59=1|60=20251030-10:00:"
        "01.000000|150=I|151=10.0|584=m1|636=Y|911=2|");
    EXPECT_EQ(
        shown(status_report(limit(), kContext,
                            {.mass_status_req_id = "m1", .tot_num_reports = 2, .last = true})),
        "35=8|6=0|11=c1|14=0|17=0|37=V1|38=10.0|39=0|40=2|44=150.50|54=1|55=AAPL|59=1|60=20251030-10:00:"
        "01.000000|150=I|151=10.0|584=m1|636=Y|911=2|912=Y|");
}

TEST(MassStatusAnswer, WithoutAnyOrder) {
    EXPECT_EQ(shown(no_orders_report(mass_status("35=AF|584=m1|585=7|"), kContext)),
              "35=8|6=0|14=0|17=0|37=NONE|39=8|54=7|55=[N/A]|58=NO_ORDERS the session has no such order|60="
              "20251030-10:00:01.000000|150=I|151=0|584=m1|911=0|912=Y|");
    EXPECT_EQ(shown(no_orders_report(mass_status("35=AF|584=m1|585=1|55=AAPL|54=1|"), kContext)),
              "35=8|6=0|14=0|17=0|37=NONE|39=8|54=1|55=AAPL|58=NO_ORDERS the session has no such order|60="
              "20251030-10:00:01.000000|150=I|151=0|584=m1|911=0|912=Y|");
}

// ---- OrderMassCancelRequest(q) ---------------------------------------------------------------------------

class MassCancelScope : public testing::TestWithParam<Scope> {};
TEST_P(MassCancelScope, IsRead) {
    const auto request = mass_cancel("35=q|11=q1|" + GetParam().fix);
    EXPECT_FALSE(request.refusal) << request.refusal->word;
    EXPECT_TRUE(request.cl_ord_id_usable);
    EXPECT_EQ(request.cl_ord_id, "q1");
    EXPECT_EQ(request.scope.symbol, GetParam().symbol);
    EXPECT_EQ(request.scope.side, GetParam().side);
}
INSTANTIATE_TEST_SUITE_P(Rules, MassCancelScope,
                         testing::Values(Scope{"All", "530=7|", "", std::nullopt},
                                         Scope{"AllBesideASymbol", "530=7|55=AAPL|", "", std::nullopt},
                                         Scope{"BySymbol", "530=1|55=MSFT-USD|", "MSFT-USD", std::nullopt},
                                         Scope{"ByAlias", "530=1|55=AAPL|", "AAPL-USD", std::nullopt},
                                         Scope{"BySide", "530=7|54=5|", "", Side::Sell},
                                         Scope{"BySymbolAndSide", "530=1|55=AAPL|54=1|", "AAPL-USD",
                                               Side::Buy}),
                         named);

class MassCancelRefused : public testing::TestWithParam<RefusedScope> {};
TEST_P(MassCancelRefused, WithReasonWordAndTag) {
    const auto request = mass_cancel("35=q|" + GetParam().fix);
    ASSERT_TRUE(request.refusal);
    EXPECT_EQ(request.refusal->reason, GetParam().reason);
    EXPECT_EQ(request.refusal->word, GetParam().word);
    EXPECT_NE(request.refusal->text.find(GetParam().names), std::string::npos);
    EXPECT_EQ(request.cl_ord_id_usable, GetParam().word != "BAD_CLORDID");
}
INSTANTIATE_TEST_SUITE_P(
    Rules, MassCancelRefused,
    testing::Values(
        RefusedScope{"ByUnderlying", "11=q1|530=2|", "UNSUPPORTED_MASSCANCELREQUESTTYPE", "(530)", 0},
        RefusedScope{"LongType", "11=q1|530=77|", "UNSUPPORTED_MASSCANCELREQUESTTYPE", "(530)", 0},
        RefusedScope{"NoType", "11=q1|", "UNSUPPORTED_MASSCANCELREQUESTTYPE", "(530)", 0},
        RefusedScope{"NoSymbol", "11=q1|530=1|", "BAD_SYMBOL", "(55)", 1},
        RefusedScope{"Cross", "11=q1|530=7|54=8|", "UNSUPPORTED_SIDE", "(54)", 99},
        RefusedScope{"NoClOrdId", "530=7|", "BAD_CLORDID", "(11)", 99},
        RefusedScope{"LongClOrdId", "530=7|11=" + std::string(65, 'x') + "|", "BAD_CLORDID", "(11)", 99}),
    named);

TEST(MassCancelAnswer, SaysHowManyCancelsWereIssued) {
    EXPECT_EQ(shown(mass_cancel_report(mass_cancel("35=q|11=q1|530=7|"), 3, kContext)),
              "35=r|11=q1|37=NONE|60=20251030-10:00:01.000000|530=7|531=7|533=3|");
    EXPECT_EQ(shown(mass_cancel_report(mass_cancel("35=q|11=q1|530=1|54=2|55=AAPL|"), 0, kContext)),
              "35=r|11=q1|37=NONE|54=2|55=AAPL|60=20251030-10:00:01.000000|530=1|531=1|533=0|");
}

TEST(MassCancelAnswer, SaysWhyNothingWasCancelled) {
    const auto request = mass_cancel("35=q|11=q1|530=3|55=AAPL|");
    EXPECT_EQ(
        shown(mass_cancel_refusal(request, *request.refusal, kContext)),
        "35=r|11=q1|37=NONE|55=AAPL|58=UNSUPPORTED_MASSCANCELREQUESTTYPE MassCancelRequestType(530) may be "
        "7 (all orders) or 1 (orders of the security in Symbol(55))|60=20251030-10:00:01.000000|530=3|531=0|"
        "532=0|");
    EXPECT_EQ(
        shown(mass_cancel_refusal(mass_cancel("35=q|11=q1|530=7|"),
                                  {99, "QFEX_LINK_DOWN", "there is no connection to the venue"}, kContext)),
        "35=r|11=q1|37=NONE|58=QFEX_LINK_DOWN there is no connection to the venue|60=20251030-10:00:01."
        "000000|530=7|531=0|532=0|");
}

// ---- scope -----------------------------------------------------------------------------------------------

TEST(OrderScopes, TakeByVenueSymbolAndSide) {
    EXPECT_TRUE(OrderScope{}.takes(stop()));
    EXPECT_TRUE((OrderScope{"AAPL-USD", std::nullopt}.takes(stop())));
    EXPECT_FALSE((OrderScope{"AAPL", std::nullopt}.takes(stop())));
    EXPECT_TRUE((OrderScope{"", Side::Sell}.takes(stop())));
    EXPECT_FALSE((OrderScope{"", Side::Buy}.takes(stop())));
    EXPECT_FALSE((OrderScope{"AAPL-USD", Side::Buy}.takes(stop())));
    EXPECT_TRUE((OrderScope{"AAPL-USD", Side::Buy}.takes(limit())));
}

TEST(RequestStockValues, NothingIsSentThatAStockDictionaryRefuses) {
    for (const std::string type : {"1", "2", "3", "4", "5", "6", "7"}) {
        const auto cancel = mass_cancel("35=q|11=q1|55=AAPL|530=" + type + "|");
        expect_stock_values(cancel.refusal ? mass_cancel_refusal(cancel, *cancel.refusal, kContext)
                                           : mass_cancel_report(cancel, 1, kContext));
        expect_stock_values(no_orders_report(mass_status("35=AF|584=m|585=" + type + "|"), kContext));
    }
    expect_stock_values(unknown_order_report(status_request("35=H|11=c9|54=7|55=AAPL|"), kContext));
}

TEST(Requests, EmptyMessagesAreReadWithoutThrowing) {
    EXPECT_TRUE(status_request_from_fix(FIX::Message()).cl_ord_id.empty());
    EXPECT_TRUE(mass_status_request_from_fix(FIX::Message(), symbols()).refusal);
    EXPECT_TRUE(mass_cancel_request_from_fix(FIX::Message(), symbols()).refusal);
}

}  // namespace
}  // namespace qb::mapping
