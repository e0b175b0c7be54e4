#include "mapping/reports.h"

#include <gtest/gtest.h>

#include <set>

#include "fix_messages.h"
#include "mapping/refusal_table.h"
#include "sample_orders.h"
#include "stock_values.h"

namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

FIX::Message report(const Fact& fact, const Order& after, const Dialect& dialect) {
    const auto message = execution_report(fact, after, {.dialect = dialect, .row = kRow, .now = kNow});
    EXPECT_TRUE(message) << name_of(fact);
    return message.value_or(FIX::Message());
}
FIX::Message report(const Fact& fact, const Order& after) { return report(fact, after, stock()); }

const Refusal kMargin{3, "FAILED_MARGIN_CHECK", "too little balance"};

// ---- whole messages ------------------------------------------------------------------------------------

struct Whole {
    std::string name;
    Fact fact;
    Order after;
    Dialect dialect;
    std::string fix;
};
Dialect with_pending(Dialect d) {
    d.pending_new = true;
    return d;
}
Dialect with_fees(Dialect d) {
    d.report_fees = true;
    return d;
}
Order as_day(Order order) {
    order.request.day_as_gtc = true;
    return order;
}
Order told_unknown(Order order) {
    order.unknown_reported = true;
    return order;
}
Filled with_fee(Filled f) {
    f.fee = number("-0.0005");
    f.liquidity = Liquidity::Added;
    return f;
}
Filled late(Filled f) {
    f.late = true;
    return f;
}
class ReportText : public testing::TestWithParam<Whole> {};
TEST_P(ReportText, IsThis) {
    const Whole& row = GetParam();
    EXPECT_EQ(shown(report(row.fact, row.after, row.dialect)), row.fix);
}
INSTANTIATE_TEST_SUITE_P(
    Facts, ReportText,
    testing::Values(
        Whole{"PendingNew",
              Accepted{.key = 5, .client_order_id = {}, .request = {}, .held = false, .at = kAt},
              in_state(stop(), OrderState::PendingNew), with_pending(stock()),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=A|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:"
              "00:00.123456|99=190.10|150=A|151=10.0|"},
        Whole{"Released", Released{5}, in_state(stop(), OrderState::PendingNew), with_pending(stock()),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=A|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:"
              "00:01.000000|99=190.10|150=A|151=10.0|"},
        Whole{"StopAck", Acked{5, "V1", kAt}, stop(), stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:"
              "00:00.123456|99=190.10|150=0|151=10.0|636=N|"},
        Whole{"LimitAck", Acked{5, "V1", kAt}, limit(), stock(),
              "35=8|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=2|44=150.50|54=1|55=AAPL|59=1|60="
              "20251030-10:"
              "00:00.123456|150=0|151=10.0|636=Y|"},
        Whole{"TriggeredAsL", Triggered{5, kAt}, triggered(aliased(stop())), extended(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:"
              "00:00.123456|99=190.10|150=L|151=10.0|198=V2|636=Y|"},
        Whole{"TriggeredAsD", Triggered{5, kAt}, triggered(stop()), stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|58="
              "TRIGGERED the stop "
              "fired and is now a market "
              "order|59=1|60=20251030-10:00:00.123456|99=190.10|150=D|151=10.0|378=99|636=Y|"},
        Whole{"PartialFill", fill(), filled(triggered(stop()), "189.95", "4"), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=F5-T1|31=189.95|32=4|37=V1|38=10.0|39=1|40=3|54=2|55=AAPL|"
              "59=1|60=20251030-10:00:00.123456|99=190.10|150=F|"
              "151=6.0|527=T1|851=2|"},
        Whole{"LastFill", fill("189.95", "10.0"), filled(triggered(stop()), "189.95", "10.0"), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=10.0|17=F5-T1|31=189.95|32=10.0|37=V1|38=10.0|39=2|40=3|54=2|"
              "55=AAPL|59=1|60=20251030-10:00:00.123456|99=190.10|"
              "150=F|151=0|527=T1|851=2|"},
        Whole{"FillWithFee", with_fee(fill()), filled(limit(), "150.25", "4"), with_fees(stock()),
              "35=8|6=150.25|11=c1|14=4|17=F5-T1|31=189.95|32=4|37=V1|38=10.0|39=1|40=2|44=150.50|54=1|55="
              "AAPL|59=1|60=20251030-10:00:00.123456|136=1|137=-0.0005|"
              "138=USD|139=4|150=F|151=6.0|527=T1|851=1|"},
        Whole{"LateFill", late(fill()), filled(in_state(stop(), OrderState::Cancelled), "189.95", "4"),
              stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=F5-T1|31=189.95|32=4|37=V1|38=10.0|39=4|40=3|54=2|55=AAPL|"
              "58=LATE_FILL the venue reported this execution after "
              "the order's end|59=1|60=20251030-10:00:00.123456|99=190.10|150=F|151=0|527=T1|851=2|"},
        Whole{"VenueReject",
              Ended{.key = 5, .state = OrderState::Rejected, .refusal = kMargin, .venue_id = "", .at = kAt},
              in_state(
                  [] {
                      Order o = stop();
                      o.venue_ids.clear();
                      return o;
                  }(),
                  OrderState::Rejected),
              stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=8|40=3|54=2|55=AAPL|58="
              "FAILED_MARGIN_"
              "CHECK too little balance|59=1|60=20251030-10:00:00.123456|"
              "99=190.10|103=3|150=8|151=0|"},
        Whole{"Cancelled",
              Ended{.key = 5,
                    .state = OrderState::Cancelled,
                    .refusal = {99, "IOC_PARTIALLY_FILLED", "rest gone"},
                    .venue_id = "V1",
                    .at = kAt},
              in_state(filled(stop(), "189.95", "4"), OrderState::Cancelled), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=E77-hcig775hds|37=V1|38=10.0|39=4|40=3|54=2|55=AAPL|58="
              "IOC_PARTIALLY_"
              "FILLED rest gone|59=1|60=20251030-10:00:00.123456|"
              "99=190.10|150=4|151=0|"},
        Whole{
            "Refused",
            Refused{
                .key = 5, .request = {}, .refusal = {11, "UNSUPPORTED_ORDTYPE", "no stop-limit"}, .at = kAt},
            in_state(
                [] {
                    Order o = stop();
                    o.venue_ids.clear();
                    o.request.fix_ord_type = '4';
                    return o;
                }(),
                OrderState::Rejected),
            stock(),
            "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=8|40=4|54=2|55=AAPL|58="
            "UNSUPPORTED_"
            "ORDTYPE no stop-limit|59=1|60=20251030-10:00:00.123456|"
            "99=190.10|103=11|150=8|151=0|"},
        Whole{"Duplicate", Duplicate{.key = 5, .same_poss_resend = false, .at = kAt},
              filled(stop(), "189.95", "4"), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=E77-hcig775hds|37=V1|38=10.0|39=1|40=3|54=2|55=AAPL|58="
              "DUPLICATE_"
              "CLORDID ClOrdID(11) belongs to the order shown here; nothing "
              "was sent|59=1|60=20251030-10:00:00.123456|99=190.10|103=6|150=8|151=6.0|"},
        Whole{"PossResendOfTheSame", Duplicate{.key = 5, .same_poss_resend = true, .at = kAt},
              aliased(filled(stop(), "189.95", "4")), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=0|37=V1|38=10.0|39=1|40=3|54=2|55=AAPL|59=1|60=20251030-"
              "10:00:01.000000|99=190.10|150=I|151=6.0|198=V2|"},
        Whole{"Unknown", BecameUnknown{5, "ACK_TIMEOUT", kAt}, in_state(stop(), OrderState::Unknown), stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=A|40=3|54=2|55=AAPL|58="
              "OUTCOME_UNKNOWN "
              "ACK_TIMEOUT the order may or may not be at the venue; it is "
              "not sent again|59=1|60=20251030-10:00:00.123456|99=190.10|150=A|151=10.0|"}),
    [](const auto& row) { return row.param.name; });

// ---- silence -------------------------------------------------------------------------------------------

TEST(Report, IsSilentWhereTheOmsIsToldNothing) {
    const std::vector<Fact> silent = {Accepted{},      Released{}, Aliased{}, SettlingBegan{},
                                      SettlingEnded{}, Archived{}, Restored{}};
    for (const Fact& fact : silent)
        EXPECT_FALSE(execution_report(fact, stop(), {.dialect = stock(), .row = kRow, .now = kNow}))
            << name_of(fact);
}

TEST(Report, HeldOrderIsPendingOnlyWhenItIsReleased) {
    const Dialect d = with_pending(stock());
    EXPECT_FALSE(
        execution_report(Accepted{.key = 5, .client_order_id = {}, .request = {}, .held = true, .at = kAt},
                         stop(), {.dialect = d, .row = kRow, .now = kNow}));
    EXPECT_TRUE(execution_report(Released{5}, stop(), {.dialect = d, .row = kRow, .now = kNow}));
}

TEST(Report, TriggerCanBeSilent) {
    Dialect d = extended();
    d.trigger_report = TriggerReport::None;
    EXPECT_FALSE(
        execution_report(Triggered{5, kAt}, triggered(stop()), {.dialect = d, .row = kRow, .now = kNow}));
}

// ---- OrdStatus(39) -------------------------------------------------------------------------------------

struct Status {
    std::string name;
    Order order;
    std::string ord_status, leaves;
};
class ReportStatus : public testing::TestWithParam<Status> {};
TEST_P(ReportStatus, FollowsStateAndExecutions) {
    const FIX::Message m = status_report(GetParam().order, {.dialect = stock(), .row = kRow, .now = kNow});
    EXPECT_EQ(field(m, 39), GetParam().ord_status);
    EXPECT_EQ(field(m, 151), GetParam().leaves);
    EXPECT_EQ(field(m, 150), "I");
    EXPECT_EQ(field(m, 17), "0");
}
INSTANTIATE_TEST_SUITE_P(
    States, ReportStatus,
    testing::Values(
        Status{"Held", in_state(stop(), OrderState::Held), "A", "10.0"},
        Status{"PendingNew", in_state(stop(), OrderState::PendingNew), "A", "10.0"},
        Status{"Unknown", in_state(stop(), OrderState::Unknown), "A", "10.0"},
        Status{"Live", stop(), "0", "10.0"}, Status{"LivePartly", filled(stop(), "1", "4"), "1", "6.0"},
        Status{"Settling", in_state(stop(), OrderState::Settling), "0", "10.0"},
        Status{"SettlingPartly", in_state(filled(stop(), "1", "4"), OrderState::Settling), "1", "6.0"},
        Status{"Filled", filled(stop(), "1", "10"), "2", "0"},
        Status{"Overfilled", filled(stop(), "1", "11"), "2", "0"},
        Status{"Cancelled", in_state(stop(), OrderState::Cancelled), "4", "0"},
        Status{"CancelledPartly", in_state(filled(stop(), "1", "4"), OrderState::Cancelled), "4", "0"},
        Status{"CancelledThenComplete", in_state(filled(stop(), "1", "10"), OrderState::Cancelled), "2", "0"},
        Status{"Rejected", in_state(stop(), OrderState::Rejected), "8", "0"},
        Status{"RejectedThenFilled", in_state(filled(stop(), "1", "4"), OrderState::Rejected), "4", "0"},
        Status{"RejectedThenComplete", in_state(filled(stop(), "1", "10"), OrderState::Rejected), "2", "0"}),
    [](const auto& row) { return row.param.name; });

TEST(ReportStatusText, SaysWhenTheLastWordIsNotSpoken) {
    const Dialect d = stock();
    const ReportContext context{.dialect = d, .row = kRow, .now = kNow};
    EXPECT_TRUE(field(status_report(in_state(stop(), OrderState::Unknown), context), 58)
                    .starts_with("OUTCOME_UNKNOWN "));
    EXPECT_TRUE(
        field(status_report(in_state(stop(), OrderState::Settling), context), 58).starts_with("SETTLING "));
    EXPECT_TRUE(field(status_report(as_day(stop()), context), 58).starts_with("DAY_AS_GTC "));
    Order ended = in_state(stop(), OrderState::Cancelled);
    ended.refusal = {99, "CANCELLED_STP", "own order"};
    EXPECT_EQ(field(status_report(ended, context), 58), "CANCELLED_STP own order");
    EXPECT_EQ(field(status_report(stop(), context), 58), "(absent)");
}

TEST(ReportWorking, IsSaidOfNewOrdersAlone) {
    EXPECT_EQ(field(report(Acked{5, "V1", kAt}, stop()), 636), "N");
    EXPECT_EQ(field(report(Acked{5, "V1", kAt}, triggered(stop())), 636), "Y");
    EXPECT_EQ(field(report(fill(), filled(stop(), "1", "4")), 636), "(absent)");
}

// ---- ids -----------------------------------------------------------------------------------------------

TEST(ReportIds, FirstVenueIdStaysAndTheCurrentOneIsSecondary) {
    const FIX::Message m = report(fill(), aliased(filled(stop(), "1", "4")));
    EXPECT_EQ(field(m, 37), "V1");
    EXPECT_EQ(field(m, 198), "V2");
    EXPECT_EQ(field(report(fill(), filled(stop(), "1", "4")), 198), "(absent)");
}

TEST(ReportIds, RejectShowsTheVenuesIdWhereThereIsOne) {
    Order order = in_state(stop(), OrderState::Rejected);
    order.venue_ids.clear();
    const Ended ended{
        .key = 5, .state = OrderState::Rejected, .refusal = kMargin, .venue_id = "fresh", .at = kAt};
    EXPECT_EQ(field(report(ended, order), 37), "fresh");
    order.venue_ids = {"fresh"};
    EXPECT_EQ(field(report(ended, order), 37), "fresh");
    EXPECT_EQ(field(report(ended, order), 198), "(absent)");
}

TEST(ReportIds, AckMadeUpWithoutAnIdShowsNone) {
    Order order = stop();
    order.venue_ids.clear();
    EXPECT_EQ(field(report(Acked{5, "", kAt}, order), 37), "NONE");
}

TEST(ReportIds, FillIdIsStableAndUnique) {
    const auto id = [](OrderKey key, std::string trade_id, std::uint64_t row) {
        Filled f = fill();
        f.key = key;
        f.trade_id = std::move(trade_id);
        const Dialect d = stock();
        return field(*execution_report(f, filled(stop(), "1", "4"), {.dialect = d, .row = row, .now = kNow}),
                     17);
    };
    const std::string uuid = "92adf4db-1e48-40cf-9e2a-b0ecf079a16a";
    EXPECT_EQ(id(5, uuid, 1), "F5-" + uuid);
    EXPECT_EQ(id(5, uuid, 1), id(5, uuid, 2));  // the row must not matter: the fill may be found again
    std::set<std::string> ids;
    for (const OrderKey key : {OrderKey{1}, OrderKey{15}, OrderKey{18'446'744'073'709'551'615U}}) {
        for (const std::string& trade : {uuid, std::string("T 1"), std::string("T\x01") + "1",
                                         std::string(256, 't'), std::string(255, 't'), std::string("x")}) {
            const std::string exec_id = id(key, trade, 1);
            EXPECT_LE(exec_id.size(), 64U);
            EXPECT_EQ(exec_id.find_first_not_of(
                          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"),
                      std::string::npos);
            EXPECT_TRUE(ids.insert(exec_id).second) << exec_id;
        }
    }
}

TEST(ReportIds, ARowThatComesAgainGetsAnotherId) {
    const auto id = [](std::uint64_t row, WallTime now) {
        const Dialect d = stock();
        return field(*execution_report(Acked{5, "V1", kAt}, stop(), {.dialect = d, .row = row, .now = now}),
                     17);
    };
    EXPECT_EQ(id(7, kNow), id(7, kNow));
    EXPECT_NE(id(7, kNow), id(7, kNow + std::chrono::microseconds(1)));
    EXPECT_NE(id(7, kNow), id(8, kNow));
    const WallTime late(std::chrono::sys_days(std::chrono::year(2085) / 1 / 1));
    EXPECT_EQ(id(18'446'744'073'709'551'615U, late).size(), 32U);
}

TEST(ReportIds, SameFactSameMessage) {
    EXPECT_EQ(shown(report(fill(), filled(stop(), "1", "4"))),
              shown(report(fill(), filled(stop(), "1", "4"))));
}

// ---- texts, reasons, dialect ---------------------------------------------------------------------------

TEST(ReportText58, DayTakenAsGtcIsSaidOnTheAck) {
    const FIX::Message m = report(Acked{5, "V1", kAt}, as_day(stop()));
    EXPECT_TRUE(field(m, 58).starts_with("DAY_AS_GTC "));
    EXPECT_EQ(field(m, 59), "1");
    EXPECT_TRUE(
        field(report(Accepted{}, as_day(in_state(stop(), OrderState::PendingNew)), with_pending(stock())), 58)
            .starts_with("DAY_AS_GTC "));
}

TEST(ReportText58, TruthAfterAnUnknownOutcomeIsReconciled) {
    EXPECT_TRUE(field(report(Acked{5, "V1", kAt}, told_unknown(stop())), 58).starts_with("RECONCILED "));
    EXPECT_NE(field(report(Acked{5, "V1", kAt}, told_unknown(as_day(stop()))), 58).find("DAY_AS_GTC"),
              std::string::npos);
    Order order = told_unknown(in_state(stop(), OrderState::Rejected));
    const Ended ended{.key = 5,
                      .state = OrderState::Rejected,
                      .refusal = {99, "NOT_AT_VENUE", "never came"},
                      .venue_id = {},
                      .at = kAt};
    EXPECT_EQ(field(report(ended, order), 58), "RECONCILED NOT_AT_VENUE never came");
    Ended said = ended;
    said.refusal.word = "RECONCILED NOT_AT_VENUE";
    EXPECT_EQ(field(report(said, order), 58), "RECONCILED NOT_AT_VENUE never came");
    order.unknown_reported = false;
    EXPECT_EQ(field(report(ended, order), 58), "NOT_AT_VENUE never came");
}

TEST(ReportFees, AreSentOnlyWhereWantedAndKnown) {
    EXPECT_EQ(field(report(with_fee(fill()), filled(stop(), "1", "4"), stock()), 136), "(absent)");
    EXPECT_EQ(field(report(fill(), filled(stop(), "1", "4"), with_fees(stock())), 136), "(absent)");
    EXPECT_EQ(field(report(with_fee(fill()), filled(stop(), "1", "4"), with_fees(stock())), 136), "1");
}

TEST(ReportLiquidity, IsSaidWhereKnown) {
    Filled f = fill();
    f.liquidity = Liquidity::Unknown;
    EXPECT_EQ(field(report(f, filled(stop(), "1", "4")), 851), "(absent)");
    f.liquidity = Liquidity::Added;
    EXPECT_EQ(field(report(f, filled(stop(), "1", "4")), 851), "1");
}

TEST(ReportTime, IsTheVenuesElseTheReceipts) {
    EXPECT_EQ(field(report(Acked{5, "V1", kAt}, stop()), 60), "20251030-10:00:00.123456");
    EXPECT_EQ(field(report(Acked{5, "V1", WallTime{}}, stop()), 60), "20251030-10:00:01.000000");
}

TEST(ReportAvgPx, IsRoundedToTheFillsDecimalsPlusFour) {
    Order order = stop();
    order.cum_qty = number("3");
    order.notional.add(number("100.1"), number("1"));
    order.notional.add(number("100.2"), number("2"));
    order.price_decimals = 1;
    EXPECT_EQ(field(report(fill(), order), 6), "100.16667");
}

TEST(ReportSanitised, NoFieldCanBeInjected) {
    Order order = in_state(stop(), OrderState::Rejected);
    order.request.cl_ord_id =
        "a\x01"
        "150=F";
    order.request.account =
        "b\x01"
        "39=2";
    order.request.fix_symbol = std::string("S\0X", 3);
    order.venue_ids = {
        "V\x01"
        "1",
        "W\n2"};
    Ended ended{.key = 5,
                .state = OrderState::Rejected,
                .refusal = {99, "BAD\x01WORD", "t\xc3\xa9xt\r\n"},
                .venue_id = {},
                .at = kAt};
    const FIX::Message m = report(ended, order);
    EXPECT_EQ(field(m, 11), "a?150=F");
    EXPECT_EQ(field(m, 1), "b?39=2");
    EXPECT_EQ(field(m, 55), "S?X");
    EXPECT_EQ(field(m, 37), "V?1");
    EXPECT_EQ(field(m, 198), "W?2");
    EXPECT_EQ(field(m, 58), "BAD?WORD t??xt??");
    Filled f = fill();
    f.trade_id =
        "T\x01"
        "1";
    EXPECT_EQ(field(report(f, filled(stop(), "1", "4")), 527), "T?1");
    EXPECT_EQ(fix_text(std::string(1000, 'x')).size(), 512U);
}

TEST(ReportRefused, EchoesWhatWasSentAlsoWhenItCouldNotBeRead) {
    OrderRequest request;
    request.cl_ord_id = std::string(70, 'x');
    request.fix_symbol = "";
    request.fix_side = '7';
    request.fix_ord_type = '\0';
    request.fix_tif = '\0';
    request.quantity_text = "1234567890123456789";
    request.stop_px_text = "1e5";
    request.price_text = "-5.";
    const Dialect d = stock();
    const FIX::Message m =
        refused_report(request, {99, "BAD_CLORDID", "too long"}, {.dialect = d, .row = kRow, .now = kNow});
    EXPECT_EQ(shown(m), "35=8|6=0|11=" + std::string(70, 'x') +
                            "|14=0|17=E77-hcig775hds|37=NONE|38=1234567890123456789|39=8|44=-5.|54=7|55=[N/"
                            "A]|58=BAD_CLORDID too long|60=20251030-10:00:01.000000|103=99|150=8|151=0|");
    request.cl_ord_id = "";
    EXPECT_EQ(
        field(refused_report(request, {99, "BAD_CLORDID", "none"}, {.dialect = d, .row = kRow, .now = kNow}),
              11),
        "(absent)");
}

TEST(ReportRefused, EchoesAtFullLength) {
    OrderRequest request;
    request.cl_ord_id = std::string(3000, 'c');
    request.account = std::string(3000, 'a');
    request.fix_symbol = std::string(3000, 's');
    request.quantity_text = std::string(3000, '1');
    request.price_text = std::string(3000, '2');
    request.stop_px_text = std::string(3000, '3');
    const Dialect d = stock();
    const FIX::Message m =
        refused_report(request, {99, "BAD_CLORDID", "long"}, {.dialect = d, .row = kRow, .now = kNow});
    EXPECT_EQ(field(m, 11), request.cl_ord_id);
    EXPECT_EQ(field(m, 1), request.account.str());
    EXPECT_EQ(field(m, 55), request.fix_symbol);
    EXPECT_EQ(field(m, 38), request.quantity_text.str());
    EXPECT_EQ(field(m, 44), request.price_text.str());
    EXPECT_EQ(field(m, 99), request.stop_px_text.str());
    Order order = stop();
    order.venue_ids = {std::string(3000, 'V')};
    EXPECT_EQ(field(report(Acked{5, "", kAt}, order), 37).size(), 256U);
}

// ---- every venue word, as an OMS on FIX 4.4 hears it -----------------------------------------------------

TEST(ReportReject, EveryWordOfTheVenueArrivesWithItsReason) {
    for (const RefusalRow& row : refusal_rows()) {
        const Ended ended{.key = 5,
                          .state = OrderState::Rejected,
                          .refusal = refusal_for(row.word, ""),
                          .venue_id = {},
                          .at = kAt};
        for (const Dialect& d : {stock(), extended()}) {
            const FIX::Message m = report(ended, in_state(stop(), OrderState::Rejected), d);
            EXPECT_EQ(field(m, 103), std::to_string(folded_ord_rej_reason(row.ord_rej_reason, d)));
            EXPECT_TRUE(field(m, 58).starts_with(std::string(row.word) + " "));
            EXPECT_EQ(field(m, 150), "8");
            EXPECT_EQ(field(m, 39), "8");
        }
    }
}

TEST(ReportStockValues, NothingIsSentThatAStockDictionaryRefuses) {
    const Dialect d = with_fees(with_pending(stock()));
    std::vector<Fact> facts = {Accepted{},
                               Released{},
                               Refused{},
                               Duplicate{},
                               Duplicate{.key = 5, .same_poss_resend = true, .at = kAt},
                               Acked{5, "V1", kAt},
                               Triggered{5, kAt},
                               fill(),
                               with_fee(late(fill())),
                               BecameUnknown{5, "LINK_LOST", kAt}};
    for (const RefusalRow& row : refusal_rows()) {
        for (const OrderState state : {OrderState::Rejected, OrderState::Cancelled})
            facts.emplace_back(Ended{
                .key = 5, .state = state, .refusal = refusal_for(row.word, ""), .venue_id = {}, .at = kAt});
    }
    int seen = 0;
    for (const Fact& fact : facts) {
        for (const OrderState state :
             {OrderState::Held, OrderState::PendingNew, OrderState::Unknown, OrderState::Live,
              OrderState::Settling, OrderState::Filled, OrderState::Cancelled, OrderState::Rejected}) {
            const auto message =
                execution_report(fact, in_state(stop(), state), {.dialect = d, .row = kRow, .now = kNow});
            ASSERT_TRUE(message) << name_of(fact);
            expect_stock_values(*message);
            const FIX::FieldMap& fields = *message;
            if (fields.hasGroup(1, FIX::FIELD::NoMiscFees))
                expect_stock_values(fields.getGroupRef(1, FIX::FIELD::NoMiscFees));
            ++seen;
        }
    }
    EXPECT_GT(seen, 800);
}

/// Every OrdType(40) that the dictionary of this version takes from an OMS.
constexpr std::string_view kOrdTypesTaken = "123456789ABCDEFGHIJKLMP";

TEST(ReportStockValues, OrdTypeOfARefusalIsLeftOutWhereTheStockDictionaryLacksIt) {
    for (const Dialect& d : {stock(), extended()}) {
        std::string echoed;
        for (const char ord_type : kOrdTypesTaken) {
            OrderRequest request = stop().request;
            request.fix_ord_type = ord_type;
            const FIX::Message m = refused_report(request, {11, "UNSUPPORTED_ORDTYPE", "none"},
                                                  {.dialect = d, .row = kRow, .now = kNow});
            if (field(m, 40) != "(absent)") echoed += field(m, 40);
            if (d.version.values == Values::Stock) expect_stock_values(m);
        }
        EXPECT_EQ(echoed, d.version.values == Values::Stock ? "12346789DEGIJKLMP" : kOrdTypesTaken);
    }
}

}  // namespace
}  // namespace qb::mapping
