#include "unit/bridge/wire_rows.h"

/// OrderCancelRequest(F) in all its answers.
namespace qb::bridge::test {
namespace {

const std::string kQuiet = "\nwait 60s\n";
const std::string kDone = "\n< 150=4|39=4|11=x1|41=a1|37=O|14=0|151=0|103=-|58=CANCELLED\n";
const std::string kRefused = "\n< 35=9|434=1|11=x1|41=a1|37=O|60=*|";
const std::string kGet = "R get_order O: ";
const std::string kOpen = "[order_id=O client_order_id=$1 status=ACK quantity_remaining=10]\n";
const std::string kListed =
    "R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity=10 quantity_remaining=10]\n";
const std::string kHistoryHasIt =
    "R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]\n";

class Cancel : public Conversations {};
TEST_P(Cancel, IsAnsweredOnce) { play(); }

Conversation limit_cancelled(std::string name, const std::string& frames) {
    return {std::move(name), kResting + kCancelSent + frames + kDone + kQuiet};
}

INSTANTIATE_TEST_SUITE_P(
    LimitDone, Cancel,
    testing::Values(
        limit_cancelled(
            "AllLeft",
            "S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10"),
        limit_cancelled("Zeroes",
                        "S order_response status=CANCELLED order_id=O client_order_id=$1 quantity=0.0 "
                        "quantity_remaining=0.0"),
        limit_cancelled("NothingLeftOfAllThatWas", R"(
            R get_user_trades O:
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=0
            wait 1s)"),
        limit_cancelled("NoRemainder", "S order_response status=CANCELLED order_id=O client_order_id=$1"),
        limit_cancelled("NoClientId", "S order_response status=CANCELLED order_id=O client_order_id="),
        limit_cancelled("NoOrderId", "S order_response status=CANCELLED order_id= client_order_id=$1"),
        limit_cancelled("AckBefore", R"(
            S {"ack":{"incoming_message":{"type":"cancel_order","params":{"order_id":"O"}}}}
            S order_response status=CANCELLED order_id=O client_order_id=$1)"),
        limit_cancelled("LateByAlmostFiveSeconds", R"(
            wait 4900ms
            S order_response status=CANCELLED order_id=O client_order_id=$1)"),
        Conversation{"AckAfterAndDoubled", kResting + kCancelSent + R"(
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone + R"(
            S {"ack":{}}
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kQuiet},
        Conversation{"WithoutPendingCancel", kResting + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone,
                     "PendingCancel=N\n"},
        Conversation{"NamedByItsOrderId", kResting + R"(
            > 35=F|11=x1|37=O|55=AAPL-USD|54=1
            < 150=6|39=6|11=x1|41=a1
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone},
        Conversation{"PartlyFilled", kPartlyFilled + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6|14=4|151=6
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=6
            < 150=4|39=4|11=x1|41=a1|14=4|151=0|6=150.4
        )" + kQuiet}),
    row_name);

Conversation stop_cancelled(std::string name, const std::string& frames,
                            const std::string& word = "CANCELLED") {
    return {std::move(name), kArmed + kStopCancelSent + frames +
                                 "\n< 150=4|39=4|11=x1|41=a1|37=P|14=0|151=0|58=" + word + kQuiet};
}
const std::string kStopGone = "R otherwise: empty\n";

INSTANTIATE_TEST_SUITE_P(
    StopDone, Cancel,
    testing::Values(
        stop_cancelled("OrderResponseZeroes",
                       "S order_response status=CANCELLED order_id=P client_order_id= "
                       "quantity=0.0 quantity_remaining=0.0"),
        stop_cancelled("OrderResponseRealQuantities",
                       "S order_response status=CANCELLED order_id=P client_order_id= quantity_remaining=2"),
        stop_cancelled(
            "OrderResponseWithClientId",
            "S order_response status=CANCELLED order_id=P client_order_id=$1 quantity_remaining=2"),
        stop_cancelled("StopOrderResponseThenOrderResponse", R"(
            S stop_order_response stop_order_id=P client_order_id=
            S order_response status=CANCELLED order_id=P client_order_id= quantity=0 quantity_remaining=0)"),
        stop_cancelled("AckThenOrderResponse", R"(
            S {"ack":{"incoming_message":{"type":"cancel_stop_order","params":{"stop_order_id":"P"}}}}
            S order_response status=CANCELLED order_id=P client_order_id= quantity=0 quantity_remaining=0)"),
        stop_cancelled("AckAlone", kStopGone + R"(
            S {"ack":{"incoming_message":{"type":"cancel_stop_order","params":{"stop_order_id":"P"}}}}
            wait 5s)",
                       "*"),
        stop_cancelled("AckWithoutEchoAlone", kStopGone + "S {\"ack\":{}}\nwait 5s", "*"),
        stop_cancelled("AckTrueAlone", kStopGone + "S {\"ack_response\":true}\nwait 5s", "*"),
        stop_cancelled("StopOrderResponseAlone",
                       kStopGone + "S stop_order_response stop_order_id=P client_order_id=\nwait 5s", "*"),
        stop_cancelled("NoAnswerAndGone", kStopGone + "wait 10s", "*"),
        Conversation{"OrderResponseThenTheOtherKind", kArmed + kStopCancelSent + R"(
            S order_response status=CANCELLED order_id=P client_order_id= quantity=0 quantity_remaining=0
            < 150=4|39=4|11=x1|41=a1|58=CANCELLED
            S stop_order_response stop_order_id=P client_order_id=
            S {"ack":{"incoming_message":{"type":"cancel_stop_order","params":{"stop_order_id":"P"}}}}
        )" + kQuiet},
        Conversation{"AStopThatFiredIsCancelledAsAnOrder", kFired + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=2
            < 150=6|39=6|37=P|198=Q
            C cancel_order order_id=Q cancel_order_id_type=order_id
            S order_response status=CANCELLED order_id=Q client_order_id=$1 type=STOP_MARKET quantity_remaining=2
            < 150=4|39=4|11=x1|41=a1|37=P|198=Q|14=0
        )"}),
    row_name);

Conversation refused(std::string name, const std::string& before, const std::string& request,
                     const std::string& answer) {
    return {std::move(name), before + "\n> 35=F|" + request + "\n< 35=9|434=1|11=x1|60=*|" + answer + kQuiet};
}
const std::string kEnded =
    kResting + "S order_response status=CANCELLED order_id=O client_order_id=$1\n< 150=4\n";
const std::string kAll = "11=x1|41=a1|55=AAPL-USD|54=1";

INSTANTIATE_TEST_SUITE_P(
    RefusedAtOnce, Cancel,
    testing::Values(
        refused("UnknownOrder", kResting, "11=x1|41=zz|55=AAPL-USD|54=1",
                "102=1|39=8|37=NONE|41=zz|58=UNKNOWN_ORDER"),
        refused("UnknownOrderId", kResting, "11=x1|37=zz|55=AAPL-USD|54=1",
                "102=1|39=8|37=NONE|58=UNKNOWN_ORDER"),
        refused("Cancelled", kEnded, kAll, "102=0|39=4|37=O|41=a1|58=ORDER_ENDED"),
        refused("CancelledAndArchived", kEnded + "wait 120s\n", kAll, "102=0|39=4|37=O|41=a1|58=ORDER_ENDED"),
        refused("Filled",
                kResting + "S fill_response order_id=O trade_id=T1 price=150 quantity=10\n< 150=F|39=2\n",
                kAll, "102=0|39=2|37=O|58=ORDER_ENDED"),
        refused("Rejected",
                kLimit + "S order_response status=REJECTED order_id= client_order_id=$1\n< 150=8\n", kAll,
                "102=0|39=8|37=NONE|58=ORDER_ENDED"),
        refused("LinkDown", kResting + "down\n", kAll, "102=99|39=0|37=O|41=a1|58=QFEX_LINK_DOWN"),
        refused("OtherSymbol", kResting, "11=x1|41=a1|55=GOOG-USD|54=1",
                "102=99|39=0|37=O|58=SYMBOL_CHANGED"),
        refused("OtherSide", kResting, "11=x1|41=a1|55=AAPL-USD|54=2", "102=99|39=0|37=O|58=SIDE_CHANGED"),
        Conversation{"OnePending", kResting + kCancelSent + R"(
            > 35=F|11=x2|41=a1|55=AAPL-USD|54=1
            < 35=9|102=3|434=1|39=6|11=x2|41=a1|37=O|58=CHANGE_PENDING
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone},
        Conversation{"SameClOrdIdAgain", kResting + kCancelSent + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 35=9|102=6|434=1|39=6|11=x1|41=a1|58=DUPLICATE_CLORDID
            > 35=F|97=Y|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=I|39=6|11=x1|17=0
        )"},
        Conversation{"TheLinkDoesNotTakeIt", kResting + R"(
            takes nothing
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            < 35=9|102=99|434=1|39=0|11=x1|41=a1|58=QFEX_LINK_DOWN
        )"}),
    row_name);

// ---- before the order's first answer

INSTANTIATE_TEST_SUITE_P(BeforeTheAck, Cancel,
                         testing::Values(Conversation{"HeldThenSent", kLimit + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6|11=x1|41=a1|37=NONE|14=0|151=10
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=6|11=a1|37=O
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone},
                                         Conversation{"HeldThenSentForAStop", kStop + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=2
            < 150=6|39=6|37=NONE
            S stop_order_response stop_order_id=P client_order_id=
            < 150=0|39=6|11=a1|37=P
            C cancel_stop_order stop_order_id=P
            S order_response status=CANCELLED order_id=P client_order_id=
            < 150=4|39=4|11=x1|41=a1
        )"},
                                         Conversation{"TheOrderIsRejected", kLimit + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            S order_response status=FAILED_MARGIN_CHECK order_id=R client_order_id=$1
            < 150=8|39=8|11=a1|103=3
            < 35=9|102=0|39=8|434=1|11=x1|41=a1|58=ORDER_ENDED
        )" + kQuiet},
                                         Conversation{"TheOrderIsFilled", kLimit + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=10
            < 150=0|39=6|11=a1
            < 150=F|39=6|11=a1|14=10|151=0
            < 35=9|102=0|39=2|434=1|11=x1|41=a1|37=O
        )" + kQuiet},
                                         Conversation{"NeverExpires", kLimit + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            wait 5s
            < 150=A|39=6|11=a1|58=OUTCOME_UNKNOWN ACK_TIMEOUT
            wait 600s
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=6|11=a1|58=RECONCILED
            C cancel_order order_id=O
        )"},
                                         Conversation{"OfUnknownOutcome", kLimit + R"(
            wait 5s
            < 150=A|39=A|58=OUTCOME_UNKNOWN
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6|11=x1|41=a1|37=NONE
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=6|11=a1|58=RECONCILED
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone},
                                         Conversation{"OfUnknownOutcomeWithTheLinkDown", kLimit + R"(
            down
            < 150=A|39=A|58=OUTCOME_UNKNOWN LINK_LOST
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            up
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=6|58=RECONCILED
            C cancel_order order_id=O
        )"},
                                         Conversation{"OfUnknownOutcomeThatNeverWas", kLimit + R"(
            wait 5s
            < 150=A|39=A|58=OUTCOME_UNKNOWN
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6
            S order_response status=FAILED_MARGIN_CHECK order_id= client_order_id=$1
            < 150=8|39=8|11=a1|58=RECONCILED FAILED_MARGIN_CHECK
            < 35=9|102=0|39=8|11=x1|41=a1
        )"},
                                         Conversation{"OfAStopThatWaitsForAnIdenticalOne", kStop + R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
            > 35=F|11=x1|41=a2|55=AAPL-USD|54=2
            < 150=6|39=6|11=x1|41=a2|37=NONE
            < 150=4|39=4|11=x1|41=a2|14=0|151=0
            S order_response status=ACK order_id=P client_order_id=
            < 150=0|11=a1
            wait 10s
        )"},
                                         Conversation{"OvertakenInTheSpeedBump",
                                                      kResting + kCancelSent + kGet + kOpen + R"(
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            wait 200ms
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone}),
                         row_name);

// ---- the race

INSTANTIATE_TEST_SUITE_P(Race, Cancel,
                         testing::Values(Conversation{"FilledThenNoSuchOrder", kResting + kCancelSent + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T9 price=150 quantity=10
            < 150=F|39=6|11=a1|14=10|151=0
        )" + kRefused + R"(102=0|39=2
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 trade_id=T9
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
        )" + kQuiet},
                                         Conversation{"FilledToldByFilledFirst", kResting + kCancelSent + R"(
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 trade_id=T9
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            S fill_response order_id=O client_order_id=$1 trade_id=T9 price=150 quantity=10
            < 150=F|39=6|11=a1|14=10|151=0
        )" + kRefused + "102=0|39=2" + kQuiet},
                                         Conversation{"PartlyFilledThenCancelled",
                                                      kResting + kCancelSent + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T9 price=150 quantity=4
            < 150=F|39=6|11=a1|14=4|151=6
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=6
            < 150=4|39=4|11=x1|41=a1|14=4|151=0
        )" + kQuiet},
                                         Conversation{"TheStopFires", kArmed + kStopCancelSent + R"(
            S order_response status=ACK order_id=Q client_order_id=$1 type=STOP_MARKET
            < 150=L|39=6|11=a1|37=P|198=Q
            S fill_response order_id=Q client_order_id=$1 trade_id=T9 price=189 quantity=2
            < 150=F|39=6|11=a1|14=2|151=0
            < 35=9|102=0|39=2|434=1|11=x1|41=a1|37=P
            S order_response status=NO_SUCH_ORDER order_id=P client_order_id=
        )" + kQuiet}),
                         row_name);

/// NO_SUCH_ORDER for an order believed live, in each shape: what became of it is read and told first.
Conversation no_such_order(const std::string& shape, const std::string& frame, const std::string& outcome) {
    const std::string none = "R otherwise: empty\n";
    std::string script = kResting + kCancelSent;
    if (outcome == "Filled")
        script += none + "R get_user_trades O: [order_id=O trade_id=T9 price=150 quantity=10]\n" + frame +
                  "\n< 150=F|39=6|11=a1|14=10|151=0\n" + kRefused + "102=0|39=2\n";
    if (outcome == "Cancelled") script += none + kHistoryHasIt + frame + kDone;
    if (outcome == "Unread")
        script += none + "R history $1: silent\n" + frame + "\nwait 4999ms\nwait 1ms\n" + kRefused +
                  "102=99|39=0|58=RECONCILING\n";
    if (outcome == "Open")
        script += none + kGet + kOpen + frame + "\nwait 200ms\nC cancel_order order_id=O\n" + frame +
                  "\nwait 200ms\nC cancel_order order_id=O\n" + frame +
                  "\nwait 200ms\nC cancel_order order_id=O\n" + frame + kRefused +
                  "102=99|39=0|58=NO_SUCH_ORDER\n";
    return {shape + outcome, script};
}
std::vector<Conversation> every_no_such_order() {
    std::vector<Conversation> rows;
    for (const std::string outcome : {"Filled", "Cancelled", "Unread", "Open"}) {
        const std::string word = "S order_response status=NO_SUCH_ORDER ";
        rows.push_back(no_such_order("OrderId", word + "order_id=O client_order_id=", outcome));
        rows.push_back(no_such_order("ClientOrderIdField", word + "order_id= client_order_id=O", outcome));
        rows.push_back(no_such_order("OurClientId", word + "order_id= client_order_id=$1", outcome));
        rows.push_back(no_such_order("NoId", word + "order_id= client_order_id=", outcome));
    }
    return rows;
}
INSTANTIATE_TEST_SUITE_P(NoSuchOrder, Cancel, testing::ValuesIn(every_no_such_order()), row_name);

const std::string kErr = R"(S {"err":{"error_code":")";
const std::string kEcho =
    R"(","incoming_message":{"type":"cancel_order","params":{"symbol":"AAPL-USD","order_id":"O"}}}})";

INSTANTIATE_TEST_SUITE_P(
    RefusedByTheVenue, Cancel,
    testing::Values(
        Conversation{"ErrAndOpen", kResting + kCancelSent + kGet + kOpen + kErr + "InvalidParameter" + kEcho +
                                       kRefused + "102=99|39=0|58=InvalidParameter" + kQuiet},
        Conversation{"ErrWithoutEchoAndOpen", kResting + kCancelSent + kGet + kOpen + kErr +
                                                  R"(InvalidParameter"}})" + kRefused +
                                                  "102=99|39=0|58=InvalidParameter" + kQuiet},
        Conversation{"ErrAndGone", kResting + kCancelSent + "R otherwise: empty\n" + kHistoryHasIt + kErr +
                                       "InvalidParameter" + kEcho + kDone + kQuiet},
        Conversation{"Rejected", kResting + kCancelSent + kGet + kOpen +
                                     "S order_response status=REJECTED order_id=O client_order_id=$1" +
                                     kRefused + "102=99|39=0|58=REJECTED" + kQuiet},
        Conversation{"AWordNobodyKnows",
                     kResting + kCancelSent + kGet + kOpen +
                         "S order_response status=TOO_TIRED order_id=O client_order_id=$1" + kRefused +
                         "102=99|39=0|58=TOO_TIRED" + kQuiet},
        Conversation{"RateLimitedErrIsRepeated", kResting + kCancelSent + kErr + "RateLimited" + kEcho + R"(
            wait 2s
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone + kQuiet},
        Conversation{"RateLimitedStatusIsRepeated", kResting + kCancelSent + R"(
            S order_response status=RATE_LIMITED order_id=O client_order_id=$1
            wait 2s
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kDone + kQuiet},
        Conversation{"ServerErrorAndGone", kResting + kCancelSent + "R otherwise: empty\n" + kHistoryHasIt +
                                               kErr + "ServerError" + kEcho + kDone + kQuiet},
        Conversation{"ServerErrorAndOpen", kResting + kCancelSent + kGet + kOpen + kErr + "ServerError" +
                                               kEcho + "\nwait 2s\n" + kRefused +
                                               "102=99|39=0|58=NOT_CONFIRMED" + kQuiet},
        Conversation{"NoAnswerAndOpen", kResting + kCancelSent + kGet + kOpen + "wait 6999ms\nwait 1ms\n" +
                                            kRefused + "102=99|39=0|58=NOT_CONFIRMED" + kQuiet},
        Conversation{"NoAnswerAndCancelled", kResting + kCancelSent + "R otherwise: empty\n" + kHistoryHasIt +
                                                 "wait 5s" + kDone + kQuiet},
        Conversation{"LinkLostAndCancelled", kResting + kCancelSent + "R otherwise: empty\n" + kHistoryHasIt +
                                                 "down\nup" + kDone + kQuiet},
        Conversation{"LinkLostAndOpen", kResting + kCancelSent + kGet + kOpen + kListed +
                                            "down\nup\nwait 2s\n" + kRefused +
                                            "102=99|39=0|58=NOT_CONFIRMED" + kQuiet},
        Conversation{"LinkLostAndFilled", kResting + kCancelSent + R"(
            R otherwise: empty
            R get_user_trades O: [order_id=O trade_id=T9 price=150 quantity=10]
            down
            up
            < 150=F|39=6|11=a1|14=10|151=0
        )" + kRefused + "102=0|39=2" + kQuiet},
        Conversation{"RestartedAndCancelled", kResting + kCancelSent + "R otherwise: empty\n" +
                                                  kHistoryHasIt + "restart" + kDone + kQuiet}),
    row_name);

}  // namespace
}  // namespace qb::bridge::test
