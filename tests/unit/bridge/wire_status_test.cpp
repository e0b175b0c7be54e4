#include "unit/bridge/wire_rows.h"

/// Status requests, mass cancels, and OrdStatus(39) while a change is under way.
namespace qb::bridge::test {
namespace {

class StatusRequest : public Conversations {};
TEST_P(StatusRequest, ShowsTheOrderAsItStands) { play(); }

Conversation asked(std::string name, const std::string& before, const std::string& answer,
                   const std::string& named = "11=a1") {
    return {std::move(name),
            before + "\n> 35=H|" + named + "|55=AAPL-USD|54=1|790=q1\n< 150=I|17=0|790=q1|" + answer + "\n"};
}
const std::string kCancelled = "S order_response status=CANCELLED order_id=O client_order_id=$1\n< 150=4\n";

INSTANTIATE_TEST_SUITE_P(
    States, StatusRequest,
    testing::Values(
        asked("Unanswered", kLimit, "39=A|37=NONE|11=a1|38=10|44=150.5|14=0|151=10|58=-"),
        asked("Accepted", kResting, "39=0|37=O|11=a1|38=10|44=150.5|59=1|14=0|151=10|6=0|636=Y|58=-"),
        asked("TheOrderIdIsNotRead", kResting, "39=8|103=5|37=NONE|11=zz|58=UNKNOWN_ORDER", "11=zz|37=O"),
        asked("ArmedStop", kArmed, "39=0|37=P|99=190|636=N"),
        asked("FiredStop", kFired, "39=0|37=P|198=Q|636=Y"),
        asked("PartlyFilled", kPartlyFilled, "39=1|14=4|151=6|6=150.4"),
        asked("Filled", kResting + "S fill_response order_id=O trade_id=T1 price=150 quantity=10\n< 150=F\n",
              "39=2|14=10|151=0|6=150"),
        asked("Cancelled", kResting + kCancelled, "39=4|14=0|151=0|58=CANCELLED"),
        asked("CancelledAndArchived", kResting + kCancelled + "wait 120s\n",
              "39=4|37=O|14=0|151=0|58=CANCELLED"),
        asked("Rejected",
              kLimit + "S order_response status=BAD_SYMBOL order_id= client_order_id=$1\n< 150=8\n",
              "39=8|37=NONE|151=0|58=BAD_SYMBOL"),
        asked("UnknownOutcome", kLimit + "wait 5s\n< 150=A\n", "39=A|37=NONE|14=0|58=OUTCOME_UNKNOWN"),
        asked("Settling", kArmed + "S order_response status=CANCELLED order_id=P client_order_id=\n",
              "39=0|14=0|151=2|58=SETTLING"),
        asked("CancelPending", kResting + kCancelSent, "39=6|11=a1|14=0|151=10"),
        asked("ReplacePending", kResting + kReplaceSent, "39=E|11=a1|38=10|44=150.5"),
        asked("Replaced", kResting + kReplaceSent + R"(
            S order_response status=MODIFIED order_id=O2 client_order_id=$1 quantity=12 price=151
            < 150=5
        )",
              "39=0|37=O|198=O2|11=r1|38=12|44=151"),
        asked("Unknown", kResting, "39=8|103=5|37=NONE|11=zz|14=0|151=0|58=UNKNOWN_ORDER", "11=zz")),
    row_name);

class MassStatus : public Conversations {};
TEST_P(MassStatus, ShowsEachOpenOrder) { play(); }

const std::string kThree = kResting + R"(
    > 35=D|11=s1|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
    C add_order
    S order_response status=ACK order_id=P client_order_id=$2 of=2
    < 150=0|37=P
    > 35=D|11=b1|55=BTC-USD|54=2|38=1|40=3|99=50000|59=1
    C add_order
    S order_response status=ACK order_id=B client_order_id=$3 of=3
    < 150=0|37=B
)";
const std::string kRow = "< 150=I|17=0|584=m1|";

INSTANTIATE_TEST_SUITE_P(
    Scopes, MassStatus,
    testing::Values(
        Conversation{"All", kThree + "> 35=AF|584=m1|585=7\n" + kRow + "911=3|912=-|11=a1|39=0\n" + kRow +
                                "911=3|912=-|11=s1|39=0\n" + kRow + "911=3|912=Y|11=b1|39=0\n"},
        Conversation{"OfASymbol", kThree + "> 35=AF|584=m1|585=1|55=AAPL-USD\n" + kRow +
                                      "911=2|912=-|11=a1\n" + kRow + "911=2|912=Y|11=s1\n"},
        Conversation{"OfASymbolAndSide",
                     kThree + "> 35=AF|584=m1|585=1|55=AAPL-USD|54=2\n" + kRow + "911=1|912=Y|11=s1\n"},
        Conversation{"NotTheEnded", kThree + kCancelled + "> 35=AF|584=m1|585=1|55=AAPL-USD\n" + kRow +
                                        "911=1|912=Y|11=s1\n"},
        Conversation{"PendingAndUnknownToo", kLimit + "wait 5s\n< 150=A\n> 35=AF|584=m1|585=7\n" + kRow +
                                                 "911=1|912=Y|11=a1|39=A|58=OUTCOME_UNKNOWN\n"},
        Conversation{"None", "> 35=AF|584=m1|585=7\n" + kRow +
                                 "911=0|912=Y|37=NONE|39=8|55=[N/A]|54=7|14=0|151=0|6=0|58=NO_ORDERS\n"},
        Conversation{"NoneOfTheSymbol", kResting + "> 35=AF|584=m1|585=1|55=MSFT-USD|54=1\n" + kRow +
                                            "911=0|912=Y|37=NONE|39=8|55=MSFT-USD|54=1|58=NO_ORDERS\n"},
        Conversation{"AnotherKind", kResting + "> 35=AF|584=m1|585=3\n" + kRow +
                                        "37=NONE|39=8|58=UNSUPPORTED_MASSSTATUSREQTYPE\n"}),
    row_name);

class MassCancel : public Conversations {};
TEST_P(MassCancel, IsCountedThenToldOrderByOrder) { play(); }

const std::string kAnswer = "< 35=r|11=q1|37=NONE|60=*|";
const std::string kEnd = "< 150=4|39=4|41=-|14=0|151=0|58=MASS_CANCEL|";

INSTANTIATE_TEST_SUITE_P(
    Scopes, MassCancel,
    testing::Values(Conversation{"All", kThree + "> 35=q|11=q1|530=7\n" + kAnswer + R"(530=7|531=7|533=3|532=-
            C cancel_order order_id=O
            C cancel_stop_order stop_order_id=P
            C cancel_stop_order stop_order_id=B
            S order_response status=CANCELLED order_id=P client_order_id= of=2
        )" + kEnd + R"(11=s1|37=P
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kEnd + R"(11=a1|37=O
            S order_response status=CANCELLED order_id=B client_order_id=$3 of=3
        )" + kEnd + "11=b1|37=B\nwait 60s\n"},
                    Conversation{"OfASymbol", kThree + "> 35=q|11=q1|530=1|55=BTC-USD\n" + kAnswer +
                                                  R"(530=1|531=1|533=1|55=BTC-USD
            C cancel_stop_order stop_order_id=B
        )"},
                    Conversation{"OfASide",
                                 kThree + "> 35=q|11=q1|530=7|54=2\n" + kAnswer + R"(530=7|531=7|533=2|54=2
            C cancel_stop_order stop_order_id=P
            C cancel_stop_order stop_order_id=B
        )"},
                    Conversation{"OfNothing", "> 35=q|11=q1|530=7\n" + kAnswer + "530=7|531=7|533=0\n"},
                    Conversation{"TheUnansweredAreCountedAndCancelledAtTheirAck",
                                 kLimit + "> 35=q|11=q1|530=7\n" + kAnswer + R"(531=7|533=1
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|37=O|11=a1
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kEnd + "11=a1\n"},
                    Conversation{"ThePendingAreNeitherRepeatedNorCounted",
                                 kResting + kCancelSent + "> 35=q|11=q1|530=7\n" + kAnswer + R"(531=7|533=0
            S order_response status=CANCELLED order_id=O client_order_id=$1
            < 150=4|39=4|11=x1|41=a1|58=CANCELLED
        )"},
                    Conversation{"UnderTheLatestId", kResting + kReplaceSent + R"(
            S order_response status=MODIFIED order_id=O client_order_id=$1 quantity=12 price=151
            < 150=5
            > 35=q|11=q1|530=7
        )" + kAnswer + R"(531=7|533=1
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity=12
        )" + kEnd + "11=r1\n"},
                    Conversation{"ASurvivorIsToldWithItsStatus", kResting + R"(
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]
            > 35=q|11=q1|530=7
        )" + kAnswer + R"(531=7|533=1
            C cancel_order order_id=O
            S order_response status=REJECTED order_id=O client_order_id=$1
            < 150=D|378=99|39=0|11=a1|14=0|151=10|58=MASS_CANCEL_FAILED REJECTED
            wait 60s
        )"},
                    Conversation{"OneThatFilledMeanwhileIsJustFilled",
                                 kResting + "> 35=q|11=q1|530=7\n" + kAnswer + R"(531=7|533=1
            C cancel_order order_id=O
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=10
            < 150=F|39=2|11=a1|14=10|151=0
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            wait 60s
        )"},
                    Conversation{"LinkDown", kResting + "down\n> 35=q|11=q1|530=7\n" + kAnswer +
                                                 "530=7|531=0|532=99|58=QFEX_LINK_DOWN\n"},
                    Conversation{"AnotherKind",
                                 kResting + "> 35=q|11=q1|530=3\n" + kAnswer + "530=3|531=0|532=0|58=*\n"}),
    row_name);

// ---- precedence of OrdStatus(39)

class WhilePending : public Conversations {};
TEST_P(WhilePending, EveryReportCarriesThePendingStatusUnderTheOldId) { play(); }

struct Pending {
    std::string name, limit, stop, status;
    std::string answer;  ///< of the request when the order was executed whole
    std::string session_lines;
};
std::vector<Pending> pending() {
    return {{"Cancel", kCancelSent, kStopCancelSent, "6", "< 35=9|102=0|39=2|434=1|11=x1|41=a1\n",
             "Values=extended\n"},
            {"Replace", kReplaceSent, kStopReplaceSent, "E", "< 35=9|102=0|39=2|434=2|11=r1|41=a1\n",
             "Values=extended\n"},
            {"SilentCancel", "> 35=F|11=x1|41=a1|55=AAPL-USD|54=1\nC cancel_order\n",
             "> 35=F|11=x1|41=a1|55=AAPL-USD|54=2\nC cancel_stop_order\n", "",
             "< 35=9|102=0|39=2|11=x1|41=a1\n", "Values=extended\nPendingCancel=N\n"}};
}

std::vector<Conversation> every_event_while_pending() {
    std::vector<Conversation> rows;
    for (const auto& change : pending()) {
        const auto is = [&](const std::string& real) {
            return "39=" + (change.status.empty() ? real : change.status) + "|11=a1|41=-|";
        };
        const std::string part = "S fill_response order_id=O trade_id=T1 price=150 quantity=4\n< 150=F|" +
                                 is("1") + "14=4|151=6\n";
        const std::string rest = "S fill_response order_id=O trade_id=T2 price=150 quantity=6\n< 150=F|" +
                                 is("2") + "14=10|151=0\n";
        const std::string status = "> 35=H|11=a1|55=AAPL-USD|54=1\n< 150=I|" + is("0") + "14=0\n";
        const std::string trigger =
            "S order_response status=ACK order_id=Q client_order_id=$1 type=STOP_MARKET\n< 150=L|" + is("0") +
            "37=P|198=Q\n";
        rows.push_back({change.name + "_Status", kResting + change.limit + status, change.session_lines});
        rows.push_back({change.name + "_Fills",
                        kResting + change.limit + part + rest + change.answer + "wait 60s\n",
                        change.session_lines});
        rows.push_back(
            {change.name + "_Trigger",
             kArmed + change.stop + trigger +
                 "S fill_response order_id=Q client_order_id=$1 trade_id=T1 price=189 quantity=2\n< 150=F|" +
                 is("2") + "14=2|151=0\n" + change.answer,
             change.session_lines});
    }
    return rows;
}
INSTANTIATE_TEST_SUITE_P(Events, WhilePending, testing::ValuesIn(every_event_while_pending()), row_name);

}  // namespace
}  // namespace qb::bridge::test
