#include "unit/bridge/wire_rows.h"

/// An order that the venue or the bridge refuses, and one of which nobody knows what became.
namespace qb::bridge::test {
namespace {

class RejectedByTheVenue : public Conversations {};
TEST_P(RejectedByTheVenue, WithItsWordAndIsOver) { play(); }

Conversation reject_shape(std::string name, const std::string& ids, const std::string& id) {
    return {std::move(name), kLimit + "S order_response status=FAILED_MARGIN_CHECK " + ids +
                                 "\n< 150=8|39=8|11=a1|37=" + id +
                                 "|103=3|14=0|151=0|6=0|58=FAILED_MARGIN_CHECK\nwait 10s\n"};
}
Conversation rejected(const std::string& word, const std::string& reason,
                      const std::string& lines = "Values=extended\n") {
    return {word + (lines.starts_with("Values=stock") ? "Stock" : ""),
            kLimit + "S order_response order_id=R client_order_id=$1 status=" + word +
                "\n< 150=8|39=8|37=R|151=0|103=" + reason + "|58=" + word + "\nwait 10s\n",
            lines};
}

INSTANTIATE_TEST_SUITE_P(Shapes, RejectedByTheVenue,
                         testing::Values(reject_shape("FreshId", "order_id=R client_order_id=$1", "R"),
                                         reject_shape("EmptyId", "order_id= client_order_id=$1", "NONE"),
                                         reject_shape("NoId", "client_order_id=$1", "NONE"),
                                         reject_shape("FreshIdEmptyClientId",
                                                      "order_id=R client_order_id=", "R"),
                                         reject_shape("NoIdsAtAll", "order_id= client_order_id=", "NONE")),
                         row_name);

INSTANTIATE_TEST_SUITE_P(
    Words, RejectedByTheVenue,
    testing::Values(
        rejected("REJECTED", "99"), rejected("INVALID_ORDER_TYPE", "11"), rejected("BAD_SYMBOL", "1"),
        rejected("PRICE_LESS_THAN_MIN_PRICE", "16"), rejected("PRICE_GREATER_THAN_MAX_PRICE", "16"),
        rejected("FAILED_MARGIN_CHECK", "3"), rejected("INVALID_TICK_SIZE_PRECISION_PRICE", "18"),
        rejected("INVALID_TICK_SIZE_PRECISION_QUANTITY", "13"),
        rejected("QUANTITY_LESS_THAN_MIN_QUANTITY", "13"),
        rejected("QUANTITY_GREATER_THAN_MAX_QUANTITY", "13"),
        rejected("REJECTED_GREATER_THAN_MAX_PRICE_BAND", "16"),
        rejected("REJECTED_LESS_THAN_MIN_PRICE_BAND", "16"), rejected("INVALID_TIME_IN_FORCE", "11"),
        rejected("REJECTED_WOULD_BREACH_MAX_POSITION", "3"),
        rejected("REJECTED_WOULD_BREACH_MAX_NOTIONAL", "3"), rejected("REJECTED_MARKET_CLOSED", "2"),
        rejected("REJECTED_FAILED_TO_PROCESS", "99"), rejected("INVALID_TAKEPROFIT_PRICE", "99"),
        rejected("INVALID_STOPLOSS_PRICE", "99"), rejected("INVALID_TAKE_PROFIT_PRICE", "99"),
        rejected("INVALID_STOP_LOSS_PRICE", "99"), rejected("RATE_LIMITED", "99"),
        rejected("REJECTED_TOO_MANY_OPEN_ORDERS", "3"), rejected("REJECTED_OPEN_INTEREST_LIMIT", "3"),
        rejected("REJECTED_TOTAL_OPEN_INTEREST_LIMIT", "3"),
        rejected("REJECTED_LESS_THAN_MIN_NOTIONAL", "13"), rejected("USER_IN_LIQUIDATION", "99"),
        rejected("PERMISSION_DENIED", "99"), rejected("A_WORD_NOBODY_KNOWS", "99"),
        rejected("PRICE_LESS_THAN_MIN_PRICE", "99", "Values=stock\n"),
        rejected("INVALID_TICK_SIZE_PRECISION_PRICE", "99", "Values=stock\n")),
    row_name);

Conversation err(std::string name, const std::string& frame, const std::string& word = "InvalidOrder") {
    return {std::move(name),
            kLimit + "S " + frame + "\n< 150=8|39=8|11=a1|37=NONE|103=99|151=0|58=" + word + "\nwait 10s\n"};
}
Conversation err_code(const std::string& code) {
    return err(
        code,
        R"({"err":{"error_code":")" + code +
            R"(","message":"m","incoming_message":{"type":"add_order","params":{"client_order_id":"$1"}}}})",
        code);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, RejectedByTheVenue,
    testing::Values(
        err("EchoObject", R"({"err":{"error_code":"InvalidOrder","message":null,"incoming_message":)"
                          R"({"type":"add_order","params":{"symbol":"AAPL-USD","quantity":10.0,)"
                          R"("client_order_id":"$1","take_profit":null}}}})"),
        err("EchoString", R"({"err":{"error_code":"InvalidOrder","incoming_message":)"
                          R"("{\"type\":\"add_order\",\"params\":{\"client_order_id\":\"$1\"}}"}})"),
        err("EchoUnreadable", R"({"err":{"error_code":"InvalidOrder","incoming_message":"{{{"}})"),
        err("EchoNull", R"({"err":{"error_code":"InvalidOrder","message":"m","incoming_message":null}})"),
        err("EchoAbsent", R"({"err":{"error_code":"InvalidOrder"}})"),
        err("FlatError", R"({"type":"error","error_code":"InvalidOrder","message":"m","incoming_message":)"
                         R"({"type":"add_order","params":{"client_order_id":"$1"}}})"),
        err("FlatErr", R"({"type":"Err","error_code":"InvalidOrder","message":"m"})"),
        err_code("InvalidJSONFormat"), err_code("InvalidParameter"), err_code("PermissionDenied"),
        err_code("KycRequired"), err_code("TncRequired"), err_code("InvalidPrice"), err_code("RateLimited"),
        err_code("ACodeNobodyKnows")),
    row_name);

class RefusedAfterItsAck : public Conversations {};
TEST_P(RefusedAfterItsAck, IsCancelledByTheVenue) { play(); }

Conversation refused_late(const std::string& word) {
    return {word, kResting + "S order_response order_id=O client_order_id=$1 quantity_remaining=10 status=" +
                      word + "\n< 150=4|39=4|11=a1|41=-|37=O|14=0|151=0|103=-|58=" + word + "\nwait 10s\n"};
}

INSTANTIATE_TEST_SUITE_P(
    Words, RefusedAfterItsAck,
    testing::Values(
        refused_late("REJECTED"), refused_late("INVALID_ORDER_TYPE"), refused_late("BAD_SYMBOL"),
        refused_late("PRICE_LESS_THAN_MIN_PRICE"), refused_late("PRICE_GREATER_THAN_MAX_PRICE"),
        refused_late("FAILED_MARGIN_CHECK"), refused_late("INVALID_TICK_SIZE_PRECISION_PRICE"),
        refused_late("INVALID_TICK_SIZE_PRECISION_QUANTITY"), refused_late("QUANTITY_LESS_THAN_MIN_QUANTITY"),
        refused_late("QUANTITY_GREATER_THAN_MAX_QUANTITY"),
        refused_late("REJECTED_GREATER_THAN_MAX_PRICE_BAND"),
        refused_late("REJECTED_LESS_THAN_MIN_PRICE_BAND"), refused_late("INVALID_TIME_IN_FORCE"),
        refused_late("REJECTED_WOULD_BREACH_MAX_POSITION"),
        refused_late("REJECTED_WOULD_BREACH_MAX_NOTIONAL"), refused_late("REJECTED_MARKET_CLOSED"),
        refused_late("REJECTED_FAILED_TO_PROCESS"), refused_late("INVALID_TAKEPROFIT_PRICE"),
        refused_late("INVALID_STOPLOSS_PRICE"), refused_late("REJECTED_TOO_MANY_OPEN_ORDERS"),
        refused_late("REJECTED_OPEN_INTEREST_LIMIT"), refused_late("REJECTED_TOTAL_OPEN_INTEREST_LIMIT"),
        refused_late("REJECTED_LESS_THAN_MIN_NOTIONAL"), refused_late("USER_IN_LIQUIDATION"),
        refused_late("PERMISSION_DENIED")),
    row_name);

INSTANTIATE_TEST_SUITE_P(Cases, RefusedAfterItsAck,
                         testing::Values(Conversation{"PartlyFilledKeepsItsExecutions", kPartlyFilled + R"(
            S order_response status=FAILED_MARGIN_CHECK order_id=O client_order_id=$1 quantity_remaining=6
            < 150=4|39=4|14=4|151=0|6=150.4|58=FAILED_MARGIN_CHECK
        )"},
                                         Conversation{"AStopBeforeItFires", kArmed + R"(
            S order_response status=REJECTED order_id=P client_order_id= quantity_remaining=2
            < 150=4|39=4|11=a1|14=0|151=0|58=REJECTED
        )"},
                                         Conversation{"ARemainderOfNothingMayMeanExecutions", kArmed + R"(
            R get_user_trades P:
            S order_response status=REJECTED order_id=P client_order_id= quantity_remaining=0
            wait 1s
            < 150=4|39=4|11=a1|14=0|151=0|58=REJECTED
        )"},
                                         Conversation{"ThrottledEndsNothing", kResting + R"(
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]
            S order_response status=RATE_LIMITED order_id=O client_order_id=$1
            wait 10s
        )"},
                                         Conversation{"AWordNobodyKnowsEndsNothingThatIsOpen", kResting + R"(
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]
            S order_response status=SOMETHING_NEW order_id=O client_order_id=$1
            wait 10s
        )"},
                                         Conversation{"AWordNobodyKnowsAndTheOrderIsGone", kResting + R"(
            R otherwise: empty
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
            S order_response status=SOMETHING_NEW order_id=O client_order_id=$1
            < 150=4|39=4|14=0|151=0|58=CANCELLED
        )"}),
                         row_name);

class NotSent : public Conversations {};
TEST_P(NotSent, IsRefusedAtOnceAndNeverSent) { play(); }

INSTANTIATE_TEST_SUITE_P(Rows, NotSent,
                         testing::Values(Conversation{"LinkDown", R"(
            down
            > 35=D|11=a1|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
            < 150=8|39=8|37=NONE|103=2|14=0|151=0|58=QFEX_LINK_DOWN
            up
            wait 10s
        )"},
                                         Conversation{"TheLinkDoesNotTakeIt", R"(
            takes nothing
            > 35=D|11=a1|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
            < 150=8|39=8|37=NONE|103=2|151=0|58=QFEX_LINK_DOWN
            wait 10s
        )"},
                                         Conversation{"AStopThatWaitedForAnIdenticalOne", kStop + R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
            down
            < 150=A|11=a1|58=OUTCOME_UNKNOWN LINK_LOST
            < 150=8|39=8|11=a2|103=2|58=QFEX_LINK_DOWN
            up
            wait 10s
        )"}),
                         row_name);

std::string limit_order(int number) {
    return "> 35=D|11=n" + std::to_string(number) + "|55=AAPL-USD|54=1|38=1|40=2|44=150|59=1\n";
}

TEST(LocalThrottle, OverTheOrderRateIsRefusedAtOnce) {
    WireScript script;
    for (int i = 0; i < 150; ++i) script.play(limit_order(i) + "C add_order\n");  // OrderRate's default
    script.play(limit_order(150) + "< 150=8|39=8|37=NONE|103=99|151=0|58=RATE_LIMITED_LOCAL\n");
    script.play("wait 7ms\n" + limit_order(151) + "C add_order\n");
}

struct Hint {
    std::string name, frame;
    int pause_ms;  ///< what the venue asks for; up to a quarter is added
};
class RateHint : public testing::TestWithParam<Hint> {};

TEST_P(RateHint, PausesTheOrdersForSoLong) {
    const auto& [name, frame, pause] = GetParam();
    WireScript script;
    script.play(limit_order(1) + "C add_order\nS " + frame + "\n< 150=8|39=8|103=99|58=*\n");
    const std::string paused = "< 150=8|39=8|103=99|37=NONE|58=RATE_LIMITED_LOCAL\n";
    script.play(limit_order(2) + paused);
    script.play("wait " + std::to_string(pause - 1) + "ms\n" + limit_order(3) + paused);
    script.play("wait " + std::to_string(pause / 4 + 10) + "ms\n" + limit_order(4) + "C add_order\n");
}

std::string rate_limited(const std::string& message, const std::string& more = {}) {
    return R"({"err":{"error_code":"RateLimited","message":")" + message + R"(",)" + more +
           R"("incoming_message":{"type":"add_order","params":{"client_order_id":"$1"}}}})";
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, RateHint,
    testing::Values(Hint{"SentenceInSeconds", rate_limited("Retry after 3 seconds."), 3000},
                    Hint{"SentenceInMilliseconds", rate_limited("Too fast, try again in 2500 ms"), 2500},
                    Hint{"FieldInSeconds", rate_limited("slow down", R"("retry_after":3,)"), 3000},
                    Hint{"FieldAsText", rate_limited("slow down", R"("retry_after":"3",)"), 3000},
                    Hint{"FieldInMilliseconds", rate_limited("slow down", R"("retry_after":2500,)"), 2500},
                    Hint{"FieldOfAFlatError",
                         R"({"type":"error","error_code":"RateLimited","retry_after":3,"message":"slow"})",
                         3000},
                    Hint{"None", rate_limited("You have exceeded the allowed message rate."), 1000},
                    Hint{"NoSentence", R"({"err":{"error_code":"RateLimited","message":null}})", 1000},
                    Hint{"Status", "order_response status=RATE_LIMITED order_id= client_order_id=$1", 1000}),
    [](const auto& row) { return row.param.name; });

TEST(RateHintNone, DoublesWithEachRefusalInARow) {
    WireScript script;
    script.play(limit_order(1) + "C add_order\nS " + rate_limited("slow") +
                "\n< 150=8|58=RateLimited\nwait 1260ms\n");
    script.play(limit_order(2) + R"(
        C add_order
        S {"err":{"error_code":"RateLimited","incoming_message":{"type":"add_order","params":{"client_order_id":"$2"}}}}
        < 150=8|58=RateLimited
        wait 1999ms
    )" + limit_order(3) +
                "< 150=8|58=RATE_LIMITED_LOCAL\nwait 510ms\n" + limit_order(4) + "C add_order\n");
}

// ---- nobody knows

class OutcomeUnknown : public Conversations {};
TEST_P(OutcomeUnknown, IsToldOnceAndNotSentAgain) { play(); }

const std::string kUnknown = "< 150=A|39=A|11=a1|37=NONE|14=0|58=OUTCOME_UNKNOWN ";
const std::string kTimedOut = kLimit + "wait 5s\n" + kUnknown + "ACK_TIMEOUT\n";
/// The venue answers every read, and shows nothing so far.
const std::string kLookedFor = "R otherwise: empty\n" + kTimedOut;

INSTANTIATE_TEST_SUITE_P(
    Causes, OutcomeUnknown,
    testing::Values(
        Conversation{"AckTimeout", kLimit + "wait 4999ms\nwait 1ms\n" + kUnknown + "ACK_TIMEOUT\nwait 60s\n"},
        Conversation{"LinkLost", kLimit + "down\n" + kUnknown + "LINK_LOST\nup\nwait 60s\n"},
        Conversation{"ServerError", kLimit + R"(
            S {"err":{"error_code":"ServerError","incoming_message":{"type":"add_order","params":{"client_order_id":"$1"}}}}
        )" + kUnknown + "SERVER_ERROR\nwait 60s\n"},
        Conversation{"ServerErrorWithoutEcho",
                     kLimit + "S {\"err\":{\"error_code\":\"ServerError\"}}\n" + kUnknown + "SERVER_ERROR\n"},
        Conversation{"Restart", kLimit + "restart\n" + kUnknown + "RESTART\nwait 60s\n"},
        Conversation{"ABareAckOfAStop", kStop + R"(
            S {"ack":{"incoming_message":{"type":"add_order","params":{}}}}
            wait 5s
        )" + kUnknown + "ACK_TIMEOUT\n"},
        Conversation{"AnErrThatMayMeanEither", kLimit + R"(
            > 35=D|11=a2|55=AAPL-USD|54=1|38=1|40=2|44=150|59=1
            C add_order
            S {"err":{"error_code":"InvalidOrder"}}
            wait 5s
            < 150=A|11=a1|58=OUTCOME_UNKNOWN
            < 150=A|11=a2|58=OUTCOME_UNKNOWN
        )"},
        Conversation{"AlsoWithPendingNew", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1
            < 150=A|39=A|58=-
            C add_order
            wait 5s
            < 150=A|39=A|58=OUTCOME_UNKNOWN ACK_TIMEOUT
        )",
                     "PendingNew=Y\n"},
        Conversation{"AskedWithPossResend", kTimedOut + R"(
            > 35=D|97=Y|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1
            < 150=I|39=A|17=0|58=OUTCOME_UNKNOWN
        )"}),
    row_name);

class OutcomeLearnt : public Conversations {};
TEST_P(OutcomeLearnt, IsReconciled) { play(); }

INSTANTIATE_TEST_SUITE_P(
    Answers, OutcomeLearnt,
    testing::Values(Conversation{"ByItsAck", kTimedOut + R"(
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            < 150=0|39=0|37=O|58=RECONCILED
        )"},
                    Conversation{"ByAnAckWithoutClientId", kTimedOut + R"(
            S order_response status=ACK order_id=O client_order_id= quantity_remaining=10
            < 150=0|39=0|37=O|58=RECONCILED
        )"},
                    Conversation{"AfterTheLinkIsBack", kLimit + "down\n" + kUnknown + R"(LINK_LOST
            up
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            < 150=0|39=0|37=O|58=RECONCILED
        )"},
                    Conversation{"ByItsFill", kTimedOut + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4
            < 150=0|39=0|37=O|58=RECONCILED
            < 150=F|39=1|14=4|151=6|58=-
        )"},
                    Conversation{"ByAStopsFill", kStop + "wait 5s\n" + kUnknown + R"(ACK_TIMEOUT
            S fill_response order_id=P client_order_id=$1 trade_id=T1 price=189.5 quantity=2
            < 150=0|39=0|37=P|58=RECONCILED
            < 150=L|39=0
            < 150=F|39=2|14=2|151=0
        )"},
                    Conversation{"ByFilled", kLookedFor + R"(
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 trade_id=T1
            < 150=0|39=0|37=O|58=RECONCILED
            wait 1s
            < 150=F|39=1|14=4|151=6
        )"},
                    Conversation{"ByAReject", kTimedOut + R"(
            S order_response status=FAILED_MARGIN_CHECK order_id=R client_order_id=$1
            < 150=8|39=8|37=R|103=3|151=0|58=RECONCILED FAILED_MARGIN_CHECK
        )"},
                    Conversation{"ByAnErr", kTimedOut + R"(
            S {"err":{"error_code":"InvalidOrder","incoming_message":{"type":"add_order","params":{"client_order_id":"$1"}}}}
            < 150=8|39=8|37=NONE|103=99|151=0|58=RECONCILED InvalidOrder
        )"},
                    Conversation{"ByItsCancel", kLookedFor + R"(
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10
            < 150=0|39=0|37=O|58=RECONCILED
            wait 1s
            < 150=4|39=4|14=0|151=0|58=CANCELLED
        )"},
                    Conversation{"ARefusalWithoutIdsIsNotBelieved", kTimedOut + R"(
            S order_response status=FAILED_MARGIN_CHECK order_id=R client_order_id=
            S order_response status=CANCELLED order_id=R client_order_id=
            wait 10s
        )"},
                    Conversation{"ServerErrorAgainSaysNothing", kTimedOut + R"(
            S {"err":{"error_code":"ServerError","incoming_message":{"type":"add_order","params":{"client_order_id":"$1"}}}}
            S {"err":{"error_code":"InvalidOrder"}}
            wait 10s
        )"}),
    row_name);

// The bridge looks for it by itself.
class OutcomeLookedFor : public Conversations {};
TEST_P(OutcomeLookedFor, IsReconciled) { play(); }

INSTANTIATE_TEST_SUITE_P(
    Places, OutcomeLookedFor,
    testing::Values(Conversation{"Open", R"(
            R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity=10 quantity_remaining=10]
        )" + kTimedOut + "< 150=0|39=0|37=O|14=0|58=RECONCILED\nwait 60s\n"},
                    Conversation{"OpenAfterTheLinkIsBack", R"(
            R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity=10 quantity_remaining=10]
        )" + kLimit + "down\n" + kUnknown + "LINK_LOST\nup\n< 150=0|39=0|37=O|14=0|58=RECONCILED\n"},
                    Conversation{"OpenAfterARestart", R"(
            R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity=10 quantity_remaining=10]
        )" + kLimit + "restart\n" + kUnknown + "RESTART\n< 150=0|39=0|37=O|14=0|58=RECONCILED\n"},
                    Conversation{"OpenAndPartlyFilled", R"(
            R otherwise: empty
            R get_user_orders: [order_id=O client_order_id=$1 status=FILLED quantity=10 quantity_remaining=6]
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
        )" + kTimedOut + R"(
            < 150=0|39=0|37=O|14=0|58=RECONCILED
            wait 1s
            < 150=F|39=1|14=4|151=6|31=150.4|58=-
        )"},
                    Conversation{"Executed", R"(
            R otherwise: empty
            R get_user_trades: [order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=10]
        )" + kTimedOut + R"(
            < 150=0|39=0|37=O|14=0|58=RECONCILED
            < 150=F|39=2|14=10|151=0|31=150.4
        )"},
                    Conversation{"Cancelled", R"(
            R otherwise: empty
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
        )" + kTimedOut + R"(
            < 150=0|39=0|37=O|14=0|58=RECONCILED
            wait 1s
            < 150=4|39=4|14=0|151=0|58=CANCELLED
        )"},
                    Conversation{"Refused", R"(
            R otherwise: empty
            R history $1: [order_id=O client_order_id=$1 terminal_status=FAILED_MARGIN_CHECK filled_qty=0]
        )" + kTimedOut + "< 150=8|39=8|37=O|103=3|151=0|58=RECONCILED FAILED_MARGIN_CHECK\n"},
                    Conversation{"Nowhere", kLookedFor + R"(
            wait 1999ms
            wait 1ms
            < 150=8|39=8|37=NONE|103=99|14=0|151=0|58=RECONCILED NOT_AT_VENUE
            wait 60s
        )"},
                    Conversation{"NowhereAfterTheLinkIsBack",
                                 "R otherwise: empty\n" + kLimit + "down\n" + kUnknown + R"(LINK_LOST
            up
            wait 2s
            < 150=8|39=8|37=NONE|103=99|14=0|151=0|58=RECONCILED NOT_AT_VENUE
        )"},
                    Conversation{"AReadFails",
                                 "R otherwise: empty\nR history $1: fail\n" + kTimedOut + "wait 60s\n"}),
    row_name);

}  // namespace
}  // namespace qb::bridge::test
