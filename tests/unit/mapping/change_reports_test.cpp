#include <gtest/gtest.h>

#include "fix_messages.h"
#include "mapping/refusal_table.h"
#include "mapping/reports.h"
#include "sample_orders.h"
#include "stock_values.h"

/// What an OMS hears of its cancels and replaces, and of an order while one of them is under way.
namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

constexpr auto kCancel = ChangeKind::Cancel;
constexpr auto kReplace = ChangeKind::Replace;

Dialect quiet(Dialect d) {  // PendingCancel=N
    d.pending_cancel = false;
    return d;
}

std::optional<FIX::Message> told(const Fact& fact, const Order& after, const Dialect& d) {
    return execution_report(fact, after, {.dialect = d, .row = kRow, .now = kNow});
}

/// The order after its pending change was done: its ClOrdID is that of the request.
Order renamed(Order order) {
    order.request.cl_ord_id = "c2";
    return order;
}
Order replaced(Order order) {
    order.request.quantity = number("12");
    (is_stop(order.request.type) ? order.request.stop_px : order.request.price) = number("185");
    return renamed(std::move(order));
}

ChangeRequest request(ChangeKind kind, std::string orig = "c1", std::string account = "") {
    ChangeRequest out;
    out.kind = kind;
    out.cl_ord_id = "c2";
    out.orig_cl_ord_id = std::move(orig);
    out.account = std::move(account);
    return out;
}
ChangeRefused refused(const ChangeRequest& what, int reason, std::string word, OrderKey key = 5) {
    return {.key = key,
            .request = what,
            .refusal = {reason, std::move(word), "why"},
            .was_pending = false,
            .at = kAt};
}
Ended cancelled(std::string orig) {
    return {.key = 5,
            .state = OrderState::Cancelled,
            .refusal = {99, "CANCELLED", "The venue cancelled the order"},
            .venue_id = "V1",
            .at = kAt,
            .orig_cl_ord_id = std::move(orig)};
}

struct Whole {
    std::string name;
    Fact fact;
    Order after;
    Dialect dialect;
    std::string fix;
};
class ChangeReport : public testing::TestWithParam<Whole> {};
TEST_P(ChangeReport, IsThis) {
    const auto message = told(GetParam().fact, GetParam().after, GetParam().dialect);
    ASSERT_TRUE(message);
    EXPECT_EQ(shown(*message), GetParam().fix);
}
const auto named = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Accepted, ChangeReport,
    testing::Values(Whole{"Cancel", ChangeAccepted{5, change(kCancel), kAt}, changing(stop(), kCancel),
                          stock(),
                          "35=8|1=hedge|6=0|11=c2|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=6|40=3|41=c1|54=2|"
                          "55=AAPL|59=1|60=20251030-"
                          "10:00:00.123456|99=190.10|150=6|151=10.0|"},
                    Whole{"CancelOfAPartlyFilledLimit", ChangeAccepted{5, change(kCancel), kAt},
                          changing(filled(limit(), "150.25", "4"), kCancel), stock(),
                          "35=8|6=150.25|11=c2|14=4|17=E77-hcig775hds|37=V1|38=10.0|39=6|40=2|41=c1|44=150."
                          "50|54=1|55=AAPL|59=1|60="
                          "20251030-10:00:00.123456|150=6|151=6.0|"},
                    Whole{"CancelOfAHeldOrder", ChangeAccepted{5, change(kCancel), WallTime{}},
                          changing(in_state(stop(), OrderState::Held), kCancel), stock(),
                          "35=8|1=hedge|6=0|11=c2|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=6|40=3|41=c1|54="
                          "2|55=AAPL|59=1|60="
                          "20251030-10:00:01.000000|99=190.10|150=6|151=10.0|"},
                    Whole{"ReplaceShowsTheOldTerms", ChangeAccepted{5, change(kReplace), kAt},
                          changing(stop(), kReplace), stock(),
                          "35=8|1=hedge|6=0|11=c2|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=E|40=3|41=c1|54=2|"
                          "55=AAPL|59=1|60=20251030-"
                          "10:00:00.123456|99=190.10|150=E|151=10.0|"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    UnderWay, ChangeReport,
    testing::Values(
        Whole{"Ack", Acked{5, "V1", kAt}, changing(stop(), kCancel), stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=6|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:00:"
              "00.123456|99=190.10|150=0|151=10.0|"},
        Whole{"Fill", fill(), changing(filled(stop(), "189.95", "4"), kReplace), stock(),
              "35=8|1=hedge|6=189.95|11=c1|14=4|17=F5-T1|31=189.95|32=4|37=V1|38=10.0|39=E|40=3|54=2|55=AAPL|"
              "59=1|60=20251030-10:00:00.123456|99=190.10|150=F|151=6.0|527=T1|851=2|"},
        Whole{
            "LastFill", fill("189.95", "10.0"), changing(filled(stop(), "189.95", "10.0"), kCancel), stock(),
            "35=8|1=hedge|6=189.95|11=c1|14=10.0|17=F5-T1|31=189.95|32=10.0|37=V1|38=10.0|39=6|40=3|54=2|55="
            "AAPL|59=1|60=20251030-10:00:00.123456|99=190.10|150=F|151=0|527=T1|851=2|"},
        Whole{"Trigger", Triggered{5, kAt}, changing(triggered(aliased(stop())), kCancel), extended(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=6|40=3|54=2|55=AAPL|59=1|60="
              "20251030-10:00:"
              "00.123456|99=190.10|150=L|151=10.0|198=V2|"},
        Whole{
            "Unknown", BecameUnknown{5, "ACK_TIMEOUT", kAt},
            changing(in_state(stop(), OrderState::Unknown), kCancel), stock(),
            "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=NONE|38=10.0|39=6|40=3|54=2|55=AAPL|58=OUTCOME_"
            "UNKNOWN "
            "ACK_TIMEOUT the order may or may not be at the venue; it is not sent again|59=1|60=20251030-10:"
            "00:00.123456|99=190.10|150=A|151=10.0|"},
        Whole{"EndThatAnswersNoRequest", cancelled(""),
              changing(in_state(stop(), OrderState::Cancelled), kReplace), stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=4|40=3|54=2|55=AAPL|58="
              "CANCELLED The venue "
              "cancelled the order|59=1|60=20251030-10:00:00.123456|99=190.10|150=4|151=0|"},
        Whole{
            "Repeated", ChangeRepeated{5, kAt}, changing(stop(), kReplace), stock(),
            "35=8|1=hedge|6=0|11=c1|14=0|17=0|37=V1|38=10.0|39=E|40=3|54=2|55=AAPL|59=1|60=20251030-10:00:01."
            "000000|99=190.10|150=I|151=10.0|"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    Done, ChangeReport,
    testing::Values(
        Whole{"Cancelled", cancelled("c1"), renamed(in_state(stop(), OrderState::Cancelled)), stock(),
              "35=8|1=hedge|6=0|11=c2|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=4|40=3|41=c1|54=2|55=AAPL|58="
              "CANCELLED The "
              "venue cancelled the order|59=1|60=20251030-10:00:00.123456|99=190.10|150=4|151=0|"},
        Whole{"ReplacedStop", Replaced{5, "c1", kAt}, replaced(aliased(stop())), stock(),
              "35=8|1=hedge|6=0|11=c2|14=0|17=E77-hcig775hds|37=V1|38=12|39=0|40=3|41=c1|54=2|55=AAPL|59=1|"
              "60=20251030-10:"
              "00:00.123456|99=185|150=5|151=12|198=V2|636=N|"},
        Whole{"ReplacedLimit", Replaced{5, "c1", kAt}, replaced(limit()), stock(),
              "35=8|6=0|11=c2|14=0|17=E77-hcig775hds|37=V1|38=12|39=0|40=2|41=c1|44=185|54=1|55=AAPL|59=1|60="
              "20251030-10:"
              "00:00.123456|150=5|151=12|636=Y|"},
        Whole{"ReplacedWhenPartlyFilled", Replaced{5, "c1", kAt}, replaced(filled(limit(), "150.25", "4")),
              extended(),
              "35=8|6=150.25|11=c2|14=4|17=E77-hcig775hds|37=V1|38=12|39=1|40=2|41=c1|44=185|54=1|55=AAPL|59="
              "1|60="
              "20251030-10:00:00.123456|150=5|151=8|"},
        Whole{"MassCancelFailed",
              OwedCancelFailed{5, OwedCancel::MassCancel, {99, "NO_SUCH_ORDER", "it says no"}, kAt}, stop(),
              stock(),
              "35=8|1=hedge|6=0|11=c1|14=0|17=E77-hcig775hds|37=V1|38=10.0|39=0|40=3|54=2|55=AAPL|58=MASS_"
              "CANCEL_FAILED "
              "NO_SUCH_ORDER it says "
              "no|59=1|60=20251030-10:00:00.123456|99=190.10|150=D|151=10.0|378=99|636=N|"},
        Whole{
            "CancelOnDisconnectFailed",
            OwedCancelFailed{5, OwedCancel::OnDisconnect, {99, "REJECTED", "it says no"}, kAt},
            filled(limit(), "150.25", "4"), extended(),
            "35=8|6=150.25|11=c1|14=4|17=E77-hcig775hds|37=V1|38=10.0|39=1|40=2|44=150.50|54=1|55=AAPL|58="
            "CANCEL_ON_"
            "DISCONNECT_FAILED REJECTED it says no|59=1|60=20251030-10:00:00.123456|150=D|151=6.0|378=99|"}),
    named);

INSTANTIATE_TEST_SUITE_P(
    Refused, ChangeReport,
    testing::Values(
        Whole{"UnknownOrder", refused(request(kCancel, "c9", "hedge"), 1, "UNKNOWN_ORDER", 0), Order{},
              stock(),
              "35=9|1=hedge|11=c2|37=NONE|39=8|41=c9|58=UNKNOWN_ORDER why|60=20251030-10:00:00.123456|102=1|"
              "434=1|"},
        Whole{
            "UnknownOrderByItsId", refused(request(kCancel, ""), 1, "UNKNOWN_ORDER", 0), Order{}, stock(),
            "35=9|11=c2|37=NONE|39=8|41=NONE|58=UNKNOWN_ORDER why|60=20251030-10:00:00.123456|102=1|434=1|"},
        Whole{"Live", refused(request(kReplace), 99, "CANNOT_MODIFY_ALO_WOULD_CROSS"), aliased(limit()),
              stock(),
              "35=9|11=c2|37=V1|39=0|41=c1|58=CANNOT_MODIFY_ALO_WOULD_CROSS why|60=20251030-10:00:00.123456|"
              "102=99|198=V2|434=2|"},
        Whole{"NamedByItsId", refused(request(kReplace, ""), 99, "BAD_ORDERQTY"), stop(), stock(),
              "35=9|11=c2|37=V1|39=0|41=c1|58=BAD_ORDERQTY why|60=20251030-10:00:00.123456|102=99|434=2|"},
        Whole{"FilledInTheRace", refused(request(kCancel), 0, "ORDER_ENDED"), filled(stop(), "189.95", "10"),
              stock(),
              "35=9|11=c2|37=V1|39=2|41=c1|58=ORDER_ENDED why|60=20251030-10:00:00.123456|102=0|434=1|"},
        Whole{"AnotherIsUnderWay", refused(request(kReplace), 3, "CHANGE_PENDING"), changing(stop(), kCancel),
              stock(),
              "35=9|11=c2|37=V1|39=6|41=c1|58=CHANGE_PENDING why|60=20251030-10:00:00.123456|102=3|434=2|"},
        Whole{"NotAnswered", refused(request(kCancel), 99, "X"), in_state(stop(), OrderState::Unknown),
              stock(), "35=9|11=c2|37=NONE|39=A|41=c1|58=X why|60=20251030-10:00:00.123456|102=99|434=1|"}),
    named);

// ---- PendingCancel=N -------------------------------------------------------------------------------------

TEST(ChangeReportWithoutPending, NothingIsSaidOfWhatIsUnderWay) {
    const Dialect d = quiet(stock());
    EXPECT_FALSE(told(ChangeAccepted{5, change(kCancel), kAt}, changing(stop(), kCancel), d));
    EXPECT_FALSE(told(ChangeAccepted{5, change(kReplace), kAt}, changing(stop(), kReplace), d));
    EXPECT_EQ(field(*told(Acked{5, "V1", kAt}, changing(stop(), kCancel), d), 39), "0");
    EXPECT_EQ(field(*told(fill(), changing(filled(stop(), "1", "4"), kReplace), d), 39), "1");
    EXPECT_EQ(field(*told(fill(), changing(filled(stop(), "1", "10"), kReplace), d), 39), "2");
    EXPECT_EQ(field(*told(refused(request(kReplace), 3, "X"), changing(stop(), kCancel), d), 39), "0");
    EXPECT_EQ(field(*told(Replaced{5, "c1", kAt}, replaced(stop()), d), 150), "5");
}

// ---- states --------------------------------------------------------------------------------------------

TEST(ChangeReportStatus, PendingOutranksAllButTheEnd) {
    const Dialect d = stock();
    for (const OrderState state : {OrderState::Held, OrderState::PendingNew, OrderState::Unknown,
                                   OrderState::Live, OrderState::Settling}) {
        EXPECT_EQ(ord_status(changing(in_state(stop(), state), kCancel), d), '6') << to_string(state);
        EXPECT_EQ(ord_status(changing(in_state(stop(), state), kReplace), d), 'E') << to_string(state);
    }
    EXPECT_EQ(ord_status(changing(in_state(stop(), OrderState::Filled), kCancel), d), '2');
    EXPECT_EQ(ord_status(changing(in_state(stop(), OrderState::Cancelled), kCancel), d), '4');
    EXPECT_EQ(ord_status(changing(in_state(stop(), OrderState::Rejected), kReplace), d), '8');
}

TEST(ChangeReportStatus, LateFillShowsTheEnd) {
    Filled late = fill();
    late.late = true;
    const Order order = changing(in_state(filled(stop(), "189.95", "4"), OrderState::Cancelled), kCancel);
    EXPECT_EQ(field(*told(late, order, stock()), 39), "4");
}

TEST(ChangeReportStatus, IsShownOnRequest) {
    const Dialect d = stock();
    const ReportContext context{.dialect = d, .row = kRow, .now = kNow};
    EXPECT_EQ(field(status_report(changing(stop(), kCancel), context), 39), "6");
    EXPECT_EQ(field(status_report(changing(stop(), kCancel), context), 11), "c1");
    EXPECT_EQ(field(status_report(changing(in_state(stop(), OrderState::Filled), kCancel), context), 39),
              "2");
}

TEST(ChangeReport, IsSilentWhereTheOmsIsToldNothing) {
    EXPECT_FALSE(told(ChangeSent{5}, changing(stop(), kCancel), stock()));
    EXPECT_FALSE(told(CancelOwed{5, OwedCancel::MassCancel, kAt}, stop(), stock()));
}

// ---- OrderCancelReject -----------------------------------------------------------------------------------

TEST(CancelReject, FoldsTheReasonThatFix44DoesNotKnow) {
    for (const Dialect& d : {stock(), extended()}) {
        for (const int reason : {0, 1, 3, 6, 99})
            EXPECT_EQ(field(*told(refused(request(kCancel), reason, "X"), stop(), d), 102),
                      std::to_string(reason));
        for (const int reason : {8, 18})
            EXPECT_EQ(field(*told(refused(request(kReplace), reason, "X"), stop(), d), 102), "99");
    }
}

TEST(CancelReject, OfARequestThatLeavesNoFact) {
    const Dialect d = stock();
    const ReportContext context{.dialect = d, .row = kRow, .now = kNow};
    ChangeRequest bad = request(kCancel, "c1", "hedge");
    bad.cl_ord_id = std::string(300, 'x');
    const Order order = stop();
    EXPECT_EQ(shown(cancel_reject(bad, {99, "BAD_CLORDID", "too long"}, &order, context)),
              "35=9|1=hedge|11=" + std::string(300, 'x') +
                  "|37=V1|39=0|41=c1|58=BAD_CLORDID too long|60=20251030-10:00:01.000000|102=99|434=1|");
    bad.cl_ord_id =
        "a\x01"
        "39=2";
    bad.orig_cl_ord_id = "b\n";
    EXPECT_EQ(shown(cancel_reject(bad, {99, "BAD_CLORDID", ""}, nullptr, context)),
              "35=9|1=hedge|11=a?39=2|37=NONE|39=8|41=b?|58=BAD_CLORDID|60=20251030-10:00:01.000000|102=99|"
              "434=1|");
}

TEST(CancelReject, HasTheFieldsThatFixDemands) {
    const auto message = told(refused(request(kCancel), 1, "X", 0), Order{}, stock());
    for (const int tag : {37, 11, 41, 39, 434}) EXPECT_NE(field(*message, tag), "(absent)") << tag;
    EXPECT_EQ(field(*message, 8), "FIX.4.4");
    EXPECT_EQ(field(*message, 17), "(absent)");
}

TEST(ChangeStockValues, NothingIsSentThatAStockDictionaryRefuses) {
    std::vector<Fact> facts = {ChangeAccepted{5, change(kCancel), kAt},
                               ChangeAccepted{5, change(kReplace), kAt},
                               Replaced{5, "c1", kAt},
                               ChangeRepeated{5, kAt},
                               cancelled("c1"),
                               OwedCancelFailed{5, OwedCancel::OnLogout, {99, "X", ""}, kAt}};
    for (const int reason : {kTooLateToCancel, kUnknownOrder, kAlreadyPending, kDuplicateClOrdId,
                             kPriceExceedsBand, kInvalidPriceIncrement, kOtherReason})
        facts.emplace_back(refused(request(kReplace), reason, "X"));
    int seen = 0;
    for (const Fact& fact : facts) {
        for (const OrderState state :
             {OrderState::Held, OrderState::PendingNew, OrderState::Unknown, OrderState::Live,
              OrderState::Settling, OrderState::Filled, OrderState::Cancelled, OrderState::Rejected}) {
            for (const Order& order : {in_state(stop(), state), changing(in_state(limit(), state), kCancel),
                                       changing(in_state(stop(), state), kReplace)}) {
                const auto message = told(fact, order, stock());
                ASSERT_TRUE(message) << name_of(fact);
                expect_stock_values(*message);
                ++seen;
            }
        }
    }
    EXPECT_EQ(seen, 13 * 8 * 3);
}

}  // namespace
}  // namespace qb::mapping
