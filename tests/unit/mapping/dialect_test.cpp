#include "mapping/dialect.h"

#include <gtest/gtest.h>

#include <tuple>

#include "fix_messages.h"
#include "mapping/change_from_fix.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/reports.h"
#include "mapping/request_reports.h"
#include "sample_orders.h"

/// A row per cell of the table of versions: rules of engagement, "Values and versions".
namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

constexpr std::string_view kFix42 = "FIX.4.2";
constexpr std::string_view kFix44 = "FIX.4.4";
constexpr std::string_view kFixt = "FIXT.1.1";

Dialect with_everything(std::string_view version, std::optional<Values> values = std::nullopt) {
    Dialect dialect = *dialect_for(version, values);
    dialect.report_fees = true;
    return dialect;
}

Order replaced(Order order) {
    order.changes.edit().ids.push_back({.text = "c0", .older = true});
    return order;
}
/// A change that came to nothing leaves an id as well.
Order not_replaced(Order order) {
    order.changes.edit().ids.push_back({.text = "c2", .older = false});
    return order;
}
Filled with_fee(Filled fill) {
    fill.fee = number("0.0005");
    return fill;
}

ChangeRefused refused_cancel() {
    ChangeRefused refused;
    refused.key = 5;
    refused.request.cl_ord_id = "c2";
    refused.request.orig_cl_ord_id = "c1";
    refused.refusal = {kOtherReason, "X", "why"};
    refused.at = kAt;
    return refused;
}

// ---- reasons -------------------------------------------------------------------------------------------

struct Folding {
    std::string name;
    std::string_view version;
    Values values;
    std::string ord_rej, cxl_rej;  ///< what becomes of the reasons below
};
class Reasons : public testing::TestWithParam<Folding> {};
TEST_P(Reasons, AreThoseOfTheVersion) {
    const Dialect dialect = *dialect_for(GetParam().version, GetParam().values);
    std::string ord_rej, cxl_rej;
    for (const int reason : {1, 2, 3, 5, 6, 11, 13, 15, 16, 18, 99})
        ord_rej += std::to_string(folded_ord_rej_reason(reason, dialect)) + ' ';
    for (const int reason : {0, 1, 3, 6, 8, 18, 99})
        cxl_rej += std::to_string(folded_cxl_rej_reason(reason, dialect)) + ' ';
    EXPECT_EQ(ord_rej, GetParam().ord_rej);
    EXPECT_EQ(cxl_rej, GetParam().cxl_rej);
}
INSTANTIATE_TEST_SUITE_P(
    Versions, Reasons,
    testing::Values(
        Folding{"Fix42", kFix42, Values::Stock, "1 2 3 5 6 0 0 0 0 0 0 ", "0 1 3 2 2 2 2 "},
        Folding{"Fix42Extended", kFix42, Values::Extended, "1 2 3 5 6 11 13 15 16 18 99 ", "0 1 3 2 2 2 2 "},
        Folding{"Fix44", kFix44, Values::Stock, "1 2 3 5 6 11 13 15 99 99 99 ", "0 1 3 6 99 99 99 "},
        Folding{"Fix44Extended", kFix44, Values::Extended, "1 2 3 5 6 11 13 15 16 18 99 ",
                "0 1 3 6 99 99 99 "},
        Folding{"Fix50Sp2", kFixt, Values::Stock, "1 2 3 5 6 11 13 15 16 18 99 ", "0 1 3 6 8 18 99 "},
        Folding{"Fix50Sp2Extended", kFixt, Values::Extended, "1 2 3 5 6 11 13 15 16 18 99 ",
                "0 1 3 6 8 18 99 "}),
    [](const auto& row) { return row.param.name; });

TEST(VersionRows, SayWhichValuesAVersionUsesWhenNothingIsSet) {
    EXPECT_EQ(dialect_for(kFix42)->version.values, Values::Stock);
    EXPECT_EQ(dialect_for(kFix44)->version.values, Values::Stock);
    EXPECT_EQ(dialect_for(kFixt)->version.values, Values::Extended);
    EXPECT_FALSE(dialect_for("FIX.4.3"));
    EXPECT_FALSE(dialect_for("FIX.5.0SP2")) << "its sessions begin with FIXT.1.1";
}

TEST(VersionRows, SayHowASessionBegins) {
    EXPECT_EQ(dialect_for(kFix42)->version.default_appl_ver_id, "");
    EXPECT_EQ(dialect_for(kFix44)->version.default_appl_ver_id, "");
    EXPECT_EQ(dialect_for(kFixt)->version.default_appl_ver_id, "9");
    EXPECT_EQ(dialect_for(kFix42)->version.timestamp_decimals, 3);
    EXPECT_EQ(dialect_for(kFix42)->stop_kind_tag, 5001);
    EXPECT_FALSE(dialect_for(kFix44)->stop_kind_tag);
    EXPECT_FALSE(dialect_for(kFixt)->stop_kind_tag);
}

// ---- whole messages ------------------------------------------------------------------------------------

struct Whole {
    std::string name;
    Fact fact;
    Order after;
    Dialect dialect;
    std::string fix;
};
class VersionReport : public testing::TestWithParam<Whole> {};
TEST_P(VersionReport, IsThis) {
    const auto& [name, fact, after, dialect, fix] = GetParam();
    const auto message = execution_report(fact, after, {.dialect = dialect, .row = kRow, .now = kNow});
    ASSERT_TRUE(message);
    EXPECT_EQ(shown(*message), fix);
}
INSTANTIATE_TEST_SUITE_P(
    Fix42, VersionReport,
    testing::Values(
        Whole{"Ack", Acked{5, "V1", kAt}, stop(), with_everything(kFix42),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|20=0|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:00.123|99=190.10|150=0|151=10.0|"},
        Whole{"Trigger", Triggered{5, kAt}, triggered(aliased(stop())), with_everything(kFix42),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|20=0|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|58="
              "TRIGGERED the stop fired and is now a market order|59=1|60=20251030-10:00:00.123|99=190.10|"
              "150=D|151=10.0|198=V2|378=4|"},
        Whole{"TriggerExtended", Triggered{5, kAt}, triggered(stop()),
              with_everything(kFix42, Values::Extended),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|20=0|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:00.123|99=190.10|150=L|151=10.0|"},
        Whole{"PartialFill", with_fee(fill()), filled(triggered(stop()), "189.95", "4"),
              with_everything(kFix42),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=F5-T1|20=0|31=189.95|32=4|37=V1|38=10.0|39=1|40=3|54=2|"
              "55=AAPL|59=1|60=20251030-10:00:00.123|99=190.10|150=1|151=6.0|"},
        Whole{"LastFill", fill("189.95", "10.0"), filled(triggered(stop()), "189.95", "10.0"),
              with_everything(kFix42),
              "35=8|1=hedge|6=189.95|11=c1|14=10.0|17=F5-T1|20=0|31=189.95|32=10.0|37=V1|38=10.0|39=2|40=3|"
              "54=2|55=AAPL|59=1|60=20251030-10:00:00.123|99=190.10|150=2|151=0|"},
        Whole{"LastFillWhileCancelled", fill("189.95", "10.0"),
              changing(filled(triggered(stop()), "189.95", "10.0"), ChangeKind::Cancel),
              with_everything(kFix42),
              "35=8|1=hedge|6=189.95|11=c1|14=10.0|17=F5-T1|20=0|31=189.95|32=10.0|37=V1|38=10.0|39=6|40=3|"
              "54=2|55=AAPL|59=1|60=20251030-10:00:00.123|99=190.10|150=2|151=0|"},
        Whole{"Replaced", Replaced{5, "c0", kAt}, replaced(stop()), with_everything(kFix42),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|20=0|37=V1|38=10.0|39=5|40=3|41=c0|54=2|55=AAPL|"
              "59=1|60=20251030-10:00:00.123|99=190.10|150=5|151=10.0|"},
        Whole{"ReplacedWithAFill", Replaced{5, "c0", kAt}, replaced(filled(limit(), "150.25", "4")),
              with_everything(kFix42),
              "35=8|6=150.25|11=c1|14=4|17=E77-hcig775hds|20=0|37=V1|38=10.0|39=1|40=2|41=c0|44=150.50|54=1|"
              "55=AAPL|59=1|60=20251030-10:00:00.123|150=5|151=6.0|"},
        Whole{"Reject",
              Ended{.key = 5,
                    .state = OrderState::Rejected,
                    .refusal = {13, "BAD_ORDERQTY", "why"},
                    .venue_id = {},
                    .at = kAt},
              in_state(without_venue_id(stop()), OrderState::Rejected), with_everything(kFix42),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|20=0|37=NONE|38=10.0|39=8|40=3|54=2|55=AAPL|58="
              "BAD_ORDERQTY why|59=1|60=20251030-10:00:00.123|99=190.10|103=0|150=8|151=0|"},
        Whole{"CancelReject", refused_cancel(), replaced(stop()), with_everything(kFix42),
              "35=9|11=c2|37=V1|39=5|41=c1|58=X why|60=20251030-10:00:00.123|102=2|434=1|"},
        Whole{"Repeated", ChangeRepeated{5, kAt}, stop(), with_everything(kFix42),
              "35=8|1=hedge|6=0|11=c1|14=0|17=0|20=3|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:01.000|99=190.10|150=0|151=10.0|"}),
    [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(
    Fix50Sp2, VersionReport,
    testing::Values(
        Whole{"Ack", Acked{5, "V1", kAt}, stop(), with_everything(kFixt),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:00.123456|99=190.10|150=0|151=10.0|636=N|"},
        Whole{"TriggerStock", Triggered{5, kAt}, triggered(stop()), with_everything(kFixt, Values::Stock),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:00.123456|99=190.10|150=L|151=10.0|636=Y|"},
        Whole{"Fill", with_fee(fill()), filled(limit(), "150.25", "4"), with_everything(kFixt),
              "35=8|6=150.25|11=c1|14=4|17=F5-T1|31=189.95|32=4|37=V1|38=10.0|39=1|40=2|44=150.50|54=1|"
              "55=AAPL|59=1|60=20251030-10:00:00.123456|136=1|137=0.0005|138=USD|139=4|150=F|151=6.0|851=2|"
              "880=T1|"},
        Whole{"Replaced", Replaced{5, "c0", kAt}, replaced(stop()), with_everything(kFixt),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|41=c0|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:00.123456|99=190.10|150=5|151=10.0|636=N|"}),
    [](const auto& row) { return row.param.name; });

TEST(VersionOrdStatus, AnIdOfARefusedReplaceDoesNotMakeTheOrderReplaced) {
    EXPECT_EQ(ord_status(not_replaced(stop()), *dialect_for(kFix42)), '0');
    EXPECT_EQ(ord_status(replaced(stop()), *dialect_for(kFix42)), '5');
    EXPECT_EQ(ord_status(changing(replaced(stop()), ChangeKind::Cancel), *dialect_for(kFix42)), '6');
    EXPECT_EQ(ord_status(replaced(stop()), *dialect_for(kFix44)), '0');
}

// ---- status and mass requests --------------------------------------------------------------------------

constexpr StatusRef kStatusRef{
    .ord_status_req_id = "q1", .mass_status_req_id = "m1", .tot_num_reports = 1, .last = true};

TEST(VersionStatus, IsATransTypeBefore43) {
    const Dialect dialect = *dialect_for(kFix42);
    const ReportContext context{.dialect = dialect, .row = kRow, .now = kNow};
    EXPECT_EQ(shown(status_report(filled(limit(), "150.25", "4"), context, kStatusRef)),
              "35=8|6=150.25|11=c1|14=4|17=0|20=3|37=V1|38=10.0|39=1|40=2|44=150.50|54=1|55=AAPL|59=1|"
              "60=20251030-10:00:01.000|150=1|151=6.0|");
    EXPECT_EQ(shown(unknown_order_report({.cl_ord_id = "c9",
                                          .order_id = {},
                                          .account = {},
                                          .ord_status_req_id = "q1",
                                          .instrument = {.symbol = "AAPL", .side = '1'}},
                                         context)),
              "35=8|6=0|11=c9|14=0|17=0|20=3|37=NONE|39=8|54=1|55=AAPL|58=UNKNOWN_ORDER the session has no "
              "order of "
              "that ClOrdID(11) or OrderID(37)|60=20251030-10:00:01.000|103=5|150=8|151=0|");
}

TEST(VersionStatus, IsAnExecTypeIn50Sp2) {
    const Dialect dialect = *dialect_for(kFixt);
    EXPECT_EQ(shown(status_report(stop(), {.dialect = dialect, .row = kRow, .now = kNow}, kStatusRef)),
              "35=8|1=hedge|6=0|11=c1|14=0|17=0|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|59=1|"
              "60=20251030-10:00:01.000000|99=190.10|150=I|151=10.0|584=m1|636=N|790=q1|911=1|912=Y|");
}

TEST(VersionMassCancel, HasAnIdOfItsOwnIn50Sp2) {
    MassCancelRequest request;
    request.cl_ord_id = "q1";
    request.type = '7';
    for (const auto& [dialect, reason, id] :
         {std::tuple{*dialect_for(kFix44), "0", ""},  // QuickFIX 1.15.1 has 532 as one character
          {*dialect_for(kFix44, Values::Extended), "99", ""},
          {*dialect_for(kFixt, Values::Stock), "99", "1369=E77-hcig775hds|"},
          {*dialect_for(kFixt), "99", "1369=E77-hcig775hds|"}}) {
        const ReportContext context{.dialect = dialect, .row = kRow, .now = kNow};
        EXPECT_EQ(shown(mass_cancel_report(request, 2, context)),
                  "35=r|11=q1|37=NONE|60=20251030-10:00:01.000000|530=7|531=7|533=2|" + std::string(id));
        EXPECT_EQ(shown(mass_cancel_refusal(request, {.reason = 99, .word = "X", .text = "why"}, context)),
                  "35=r|11=q1|37=NONE|58=X why|60=20251030-10:00:01.000000|530=7|531=0|532=" +
                      std::string(reason) + "|" + id);
    }
}

// ---- OrdType(40) that is not echoed --------------------------------------------------------------------

TEST(VersionOrdType, IsEchoedWhereTheStockDictionaryHasIt) {
    const auto echoed = [](const Dialect& dialect) {
        std::string out;
        for (const char ord_type : std::string_view("123456789ABCDEFGHIJKLMPQRS")) {
            OrderRequest request = stop().request;
            request.fix_ord_type = ord_type;
            const auto message = refused_report(request, {11, "UNSUPPORTED_ORDTYPE", "none"},
                                                {.dialect = dialect, .row = kRow, .now = kNow});
            if (field(message, 40) != "(absent)") out += field(message, 40);
        }
        return out;
    };
    EXPECT_EQ(echoed(*dialect_for(kFix42)), "123456789ABCDEFGHIP");
    EXPECT_EQ(echoed(*dialect_for(kFix44)), "12346789DEGIJKLMP");
    EXPECT_EQ(echoed(*dialect_for(kFixt, Values::Stock)), "123456789ABCDEFGHIJKLMPQ");
    EXPECT_EQ(echoed(*dialect_for(kFixt)), "123456789ABCDEFGHIJKLMPQRS");
}

// ---- StopKindTag ---------------------------------------------------------------------------------------

constexpr std::string_view kStopOrder = "35=D|11=a1|55=AAPL-USD|54=2|38=10|40=3|99=190|60=20251030-10:00:00|";

NewOrderReading read_order(const std::string& fix, const Dialect& dialect) {
    return order_request_from_fix(fix_message(fix), dialect, SymbolTable(), AccountRule());
}

struct StopKind {
    std::string name, more;
    OrderType type;
    std::string refusal = {};  ///< its word
};
class StopKindTag : public testing::TestWithParam<StopKind> {};
TEST_P(StopKindTag, SaysWhatAStopIsIn42) {
    std::string fix(kStopOrder);
    const auto& row = GetParam();
    if (row.more.starts_with("40=")) fix.replace(fix.find("40=3"), 4, row.more.substr(0, 4));
    fix += row.more.starts_with("40=") ? row.more.substr(5) : row.more;
    const auto reading = read_order(fix, *dialect_for(kFix42));
    EXPECT_EQ(reading.refusal ? reading.refusal->word : "", row.refusal);
    EXPECT_EQ(reading.refusal ? reading.refusal->ord_rej_reason : 11, 11);
    EXPECT_EQ(reading.request.type, row.type);
    EXPECT_EQ(reading.request.fix_ord_type, fix[fix.find("40=") + 3]) << "what was sent is echoed";
}
INSTANTIATE_TEST_SUITE_P(
    Rows, StopKindTag,
    testing::Values(StopKind{"Absent", "", OrderType::StopLoss},
                    StopKind{"StopLoss", "5001=SL|", OrderType::StopLoss},
                    StopKind{"TakeProfit", "5001=TP|", OrderType::TakeProfit},
                    StopKind{"OtherTag", "5002=TP|", OrderType::StopLoss},
                    StopKind{"Unknown", "5001=X|", OrderType::StopLoss, "UNSUPPORTED_STOPKIND"},
                    StopKind{"SmallLetters", "5001=tp|", OrderType::StopLoss, "UNSUPPORTED_STOPKIND"},
                    StopKind{"Empty", "5001=|", OrderType::StopLoss, "UNSUPPORTED_STOPKIND"},
                    StopKind{"WithoutAStop", "40=1|5001=TP|", OrderType::Market, "UNEXPECTED_STOPKIND"}),
    [](const auto& row) { return row.param.name; });

TEST(StopKindTagOf, IsTheSessionsOwn) {
    Dialect dialect = *dialect_for(kFix42);
    dialect.stop_kind_tag = 9001;
    EXPECT_EQ(read_order(std::string(kStopOrder) + "9001=TP|", dialect).request.type, OrderType::TakeProfit);
    EXPECT_EQ(read_order(std::string(kStopOrder) + "9001=X|", dialect).refusal->text,
              "StopKindTag, tag 9001 here, must be SL (stop loss) or TP (take profit)");
    const auto usual_tag = read_order(std::string(kStopOrder) + "5001=TP|", dialect);
    EXPECT_EQ(usual_tag.refusal->word, "UNSUPPORTED_INSTRUCTION") << "the usual tag is not passed over";
}

TEST(StopKindTagOf, IsNotReadWhereOrdTypeSaysIt) {
    const auto reading = read_order(std::string(kStopOrder) + "5001=TP|", *dialect_for(kFix44));
    EXPECT_FALSE(reading.refusal);
    EXPECT_EQ(reading.request.type, OrderType::StopLoss);
}

TEST(StopKindTagOf, MustNotChangeInAReplace) {
    Order take_profit = stop();
    take_profit.request.type = OrderType::TakeProfit;
    const auto refusal = [&](std::string_view kind) -> std::string {
        const auto reading = change_request_from_fix(
            fix_message("35=G|11=c2|41=c1|55=AAPL|54=2|38=10|40=3|99=210|" + std::string(kind)),
            ChangeKind::Replace, &take_profit, *dialect_for(kFix42), SymbolTable(), "main");
        return reading.refusal ? reading.refusal->word : "";
    };
    EXPECT_EQ(refusal(""), "");
    EXPECT_EQ(refusal("5001=TP|"), "");
    EXPECT_EQ(refusal("5001=SL|"), "STOPKIND_CHANGED");
    EXPECT_EQ(refusal("5001=X|"), "STOPKIND_CHANGED");
}

}  // namespace
}  // namespace qb::mapping
