#include "unit/bridge/wire_rows.h"

/// OrderCancelReplaceRequest(G) in all its answers.
namespace qb::bridge::test {
namespace {

const std::string kQuiet = "\nwait 60s\n";
const std::string kDone = "\n< 150=5|39=0|11=r1|41=a1|37=O|38=12|44=151|14=0|151=12|6=0|58=-|";
const std::string kStopDone = "\n< 150=5|39=0|11=r1|41=a1|37=P|38=3|99=185|14=0|151=3|636=N|198=-\n";
const std::string kRefused = "\n< 35=9|434=2|11=r1|41=a1|37=O|60=*|";
const std::string kModified = "S order_response status=MODIFIED client_order_id=$1 quantity=12 price=151 ";
const std::string kModifiedNoClientId =
    "S order_response status=MODIFIED client_order_id= quantity=12 price=151 ";
const std::string kOpen = "R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]\n";
const std::string kOpenAsNew =
    "R get_order O: [order_id=O client_order_id=$1 status=ACK quantity=12 price=151 quantity_remaining=12]\n";
const std::string kListed =
    "R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity=10 quantity_remaining=10]\n";
const std::string kHistoryHasIt =
    "R otherwise: empty\nR history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED "
    "filled_qty=0]\n";

class Replace : public Conversations {};
TEST_P(Replace, IsAnsweredOnce) { play(); }

Conversation replaced(std::string name, const std::string& frames, const std::string& id,
                      const std::string& then = "") {
    return {std::move(name), kResting + kReplaceSent + frames + kDone + "198=" + id + "\n" + then + kQuiet};
}

INSTANTIATE_TEST_SUITE_P(
    LimitDone, Replace,
    testing::Values(
        replaced("SameId", kModified + "order_id=O quantity_remaining=12", "-"),
        replaced("SameIdWithoutClientId", kModifiedNoClientId + "order_id=O quantity_remaining=12", "-"),
        replaced("SameIdWithoutRemainder", kModified + "order_id=O", "-"),
        replaced("NewId", kModified + "order_id=O2 quantity_remaining=12", "O2"),
        replaced("NewIdWithoutClientId", kModifiedNoClientId + "order_id=O2 quantity_remaining=12", "O2"),
        replaced("NewIdThenTheOldOnesEnd", kModified + "order_id=O2 quantity_remaining=12", "O2", R"(
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10
            S fill_response order_id=O2 client_order_id=$1 trade_id=T1 price=151 quantity=12
            < 150=F|39=2|11=r1|41=-|37=O|198=O2|14=12|151=0
        )"),
        replaced("NewIdThenTheOldOnesEndWithoutClientId",
                 kModifiedNoClientId + "order_id=O2 quantity_remaining=12", "O2", R"(
            S order_response status=CANCELLED order_id=O client_order_id= quantity_remaining=10
            R otherwise: empty
            S order_response status=CANCELLED order_id=O2 client_order_id= quantity=12 quantity_remaining=12
            wait 1s
            < 150=4|39=4|11=r1|41=-|37=O|198=O2|58=CANCELLED
        )"),
        replaced("AFillOfTheNewIdBeforeItWasKnown", R"(
            S fill_response order_id=O2 client_order_id= trade_id=T1 price=151 quantity=2
            R get_user_trades O:
            R get_user_trades O2: [order_id=O2 trade_id=T1 price=151 quantity=2]
        )" + kModifiedNoClientId + "order_id=O2 quantity_remaining=12",
                 "O2", R"(
            wait 1s
            < 150=F|39=1|11=r1|14=2|151=10
        )"),
        replaced("Doubled", kModified + "order_id=O", "-", kModified + "order_id=O"),
        replaced("AckBefore",
                 R"(S {"ack":{"incoming_message":{"type":"modify_order","params":{"order_id":"O"}}}})"
                 "\n" +
                     kModified + "order_id=O",
                 "-"),
        replaced("AckAloneAndShownAsNew", kOpenAsNew + "S {\"ack\":{}}\nwait 1s", "-"),
        replaced("NoAnswerAndShownAsNew", kOpenAsNew + "wait 5s", "-"),
        replaced("LinkLostAndShownAsNew", kOpenAsNew + "down\nup", "-"),
        replaced("ServerErrorAndShownAsNew",
                 kOpenAsNew + R"(S {"err":{"error_code":"ServerError","incoming_message":)"
                              R"({"type":"modify_order","params":{"order_id":"O"}}}})",
                 "-"),
        replaced("ThenCancelledByItsFirstName", kModified + "order_id=O2", "O2", R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 150=6|39=6|11=x1|41=a1|38=12
            C cancel_order order_id=O2
            R otherwise: empty
            S order_response status=CANCELLED order_id=O2 client_order_id=$1 quantity=12 quantity_remaining=12
            wait 1s
            < 150=4|39=4|11=x1|41=a1|37=O|198=O2
        )"),
        replaced("AndOnceMore", kModified + "order_id=O2", "O2", R"(
            > 35=G|11=r2|41=r1|55=AAPL-USD|54=1|38=14|40=2|44=152
            < 150=E|39=E|11=r2|41=r1|38=12|44=151
            C modify_order order_id=O2 quantity=14 price=152
            S order_response status=MODIFIED order_id=O3 client_order_id=$1 quantity=14 price=152
            < 150=5|39=0|11=r2|41=r1|37=O|198=O3|38=14|44=152
        )"),
        Conversation{"WithoutPendingCancel", kResting + R"(
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            C modify_order order_id=O quantity=12 price=151
        )" + kModified + "order_id=O" + kDone,
                     "PendingCancel=N\n"},
        Conversation{"MeaningWhatItMeantWhereFieldsStand", kResting + R"(
            > 35=G|11=r1|41=a1|1=main|55=AAPL-USD|54=1|38=12|40=2|44=151|59=1|18=1
            < 150=E|39=E
            C modify_order order_id=O quantity=12 price=151 reduce_only=false
        )"},
        Conversation{"DigitsPass", kResting + R"(
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12.00|40=2|44=151.50
            < 150=E|39=E
            C modify_order order_id=O quantity=12.00 price=151.50
            S order_response status=MODIFIED order_id=O client_order_id=$1 quantity=12.0 price=151.5
            < 150=5|38=12.00|44=151.50|151=12.00
        )"}),
    row_name);

Conversation stop_replaced(std::string name, const std::string& frames, const std::string& then = "") {
    return {std::move(name), kArmed + kStopReplaceSent + frames + kStopDone + then + kQuiet};
}
const std::string kStopModified =
    "S order_response status=MODIFIED order_id=P client_order_id= quantity=3 price=185";
const std::string kStopResponse =
    "S stop_order_response stop_order_id=P client_order_id= quantity=3 price=185";
const std::string kStopAck =
    R"(S {"ack":{"incoming_message":{"type":"modify_stop_order","params":{"stop_order_id":"P"}}}})";
const std::string kStopShown =
    "R get_order P: [order_id=P client_order_id= status=ACK quantity=3 price=185 quantity_remaining=3]\n";

INSTANTIATE_TEST_SUITE_P(
    StopDone, Replace,
    testing::Values(stop_replaced("OrderResponse", kStopModified + " quantity_remaining=3"),
                    stop_replaced("StopOrderResponse", kStopResponse),
                    stop_replaced("AckAlone", kStopShown + kStopAck + "\nwait 1s"),
                    stop_replaced("OrderResponseThenStopOrderResponse", kStopModified, kStopResponse),
                    stop_replaced("StopOrderResponseThenOrderResponse", kStopResponse, kStopModified),
                    stop_replaced("OrderResponseThenAck", kStopModified, kStopAck),
                    stop_replaced("AckThenOrderResponse", kStopAck + "\n" + kStopModified),
                    stop_replaced("NoAnswer", kStopShown + "wait 5s"),
                    stop_replaced("ThenItFires", kStopModified, R"(
            S fill_response order_id=P trade_id=T1 price=184 quantity=3
            < 150=L|39=0|11=r1|99=185|38=3
            < 150=F|39=2|11=r1|14=3|151=0
        )")),
    row_name);

// ---- refused by the venue

Conversation refused_open(const std::string& word) {
    return {word, kResting + kReplaceSent + kOpen + "S order_response order_id=O client_order_id=$1 status=" +
                      word + kRefused + "102=99|39=0|58=" + word + kQuiet};
}

INSTANTIATE_TEST_SUITE_P(
    Words, Replace,
    testing::Values(
        refused_open("CANNOT_MODIFY_PARTIAL_FILL"), refused_open("CANNOT_MODIFY_NO_SUCH_ORDER"),
        refused_open("CANNOT_MODIFY_ALO_WOULD_CROSS"), refused_open("PRICE_LESS_THAN_MIN_PRICE"),
        refused_open("PRICE_GREATER_THAN_MAX_PRICE"), refused_open("FAILED_MARGIN_CHECK"),
        refused_open("INVALID_TICK_SIZE_PRECISION_PRICE"),
        refused_open("INVALID_TICK_SIZE_PRECISION_QUANTITY"), refused_open("QUANTITY_LESS_THAN_MIN_QUANTITY"),
        refused_open("QUANTITY_GREATER_THAN_MAX_QUANTITY"),
        refused_open("REJECTED_GREATER_THAN_MAX_PRICE_BAND"),
        refused_open("REJECTED_LESS_THAN_MIN_PRICE_BAND"), refused_open("REJECTED_WOULD_BREACH_MAX_NOTIONAL"),
        refused_open("INVALID_TAKEPROFIT_PRICE"), refused_open("INVALID_STOPLOSS_PRICE"),
        refused_open("NO_SUCH_ORDER"), refused_open("REJECTED"), refused_open("A_WORD_NOBODY_KNOWS")),
    row_name);

const std::string kErr = R"(S {"err":{"error_code":")";
const std::string kEcho = R"(","incoming_message":{"type":"modify_order","params":{"order_id":"O"}}}})";

INSTANTIATE_TEST_SUITE_P(
    RefusedByTheVenue, Replace,
    testing::Values(
        Conversation{"Err", kResting + kReplaceSent + kOpen + kErr + "InvalidParameter" + kEcho + kRefused +
                                "102=99|39=0|58=InvalidParameter" + kQuiet},
        Conversation{"ErrWithoutEcho", kResting + kReplaceSent + kOpen + kErr + R"(InvalidParameter"}})" +
                                           kRefused + "102=99|39=0|58=InvalidParameter" + kQuiet},
        Conversation{"RateLimitedErr", kResting + kReplaceSent + kErr + "RateLimited" + kEcho + kRefused +
                                           "102=99|39=0|58=RateLimited" + kQuiet},
        Conversation{"RateLimitedStatus",
                     kResting + kReplaceSent +
                         "S order_response status=RATE_LIMITED order_id=O client_order_id=$1" + kRefused +
                         "102=99|39=0|58=RATE_LIMITED" + kQuiet},
        Conversation{"NoIdsAtAll",
                     kResting + kReplaceSent + kOpen +
                         "S order_response status=CANNOT_MODIFY_NO_SUCH_ORDER order_id= client_order_id=" +
                         kRefused + "102=99|39=0|58=CANNOT_MODIFY_NO_SUCH_ORDER" + kQuiet},
        Conversation{"AStop", kArmed + kStopReplaceSent + R"(
            R get_order P: [order_id=P client_order_id= status=ACK quantity_remaining=2]
            S order_response status=INVALID_STOPLOSS_PRICE order_id=P client_order_id=
            < 35=9|434=2|102=99|39=0|11=r1|41=a1|37=P|58=INVALID_STOPLOSS_PRICE
        )" + kQuiet},
        Conversation{"AndItCancelsTheOrder", kResting + kReplaceSent + kHistoryHasIt + R"(
            S order_response status=FAILED_MARGIN_CHECK order_id=O client_order_id=$1
            < 150=4|39=4|11=a1|41=-|37=O|14=0|151=0|58=CANCELLED
        )" + kRefused + "102=0|39=4" + kQuiet},
        Conversation{"AndSaysThatItCancelsTheOrder", kResting + kReplaceSent + R"(
            R get_order O: silent
            S order_response status=FAILED_MARGIN_CHECK order_id=O client_order_id=$1
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10
            < 150=4|39=4|11=a1|41=-|58=CANCELLED
        )" + kRefused + "102=0|39=4" + kQuiet},
        Conversation{"CancelledMeanwhile", kResting + kReplaceSent + kHistoryHasIt + R"(
            S order_response status=CANNOT_MODIFY_NO_SUCH_ORDER order_id=O client_order_id=
            < 150=4|39=4|11=a1|37=O|58=CANCELLED
        )" + kRefused + "102=0|39=4" + kQuiet},
        Conversation{"FilledMeanwhile", kResting + kReplaceSent + R"(
            R otherwise: empty
            R get_user_trades O: [order_id=O trade_id=T9 price=150 quantity=10]
            S order_response status=CANNOT_MODIFY_NO_SUCH_ORDER order_id=O client_order_id=
            < 150=F|39=E|11=a1|14=10|151=0
        )" + kRefused + "102=0|39=2" + kQuiet},
        Conversation{"WhatBecameOfItIsUnreadable", kResting + kReplaceSent + R"(
            R otherwise: empty
            R history $1: silent
            S order_response status=CANNOT_MODIFY_NO_SUCH_ORDER order_id=O client_order_id=
            wait 4999ms
            wait 1ms
        )" + kRefused + "102=99|39=0|58=RECONCILING" + kQuiet},
        Conversation{"NoAnswerAndUnchanged", kResting + kReplaceSent + kOpen + "wait 6999ms\nwait 1ms\n" +
                                                 kRefused + "102=99|39=0|58=NOT_CONFIRMED" + kQuiet},
        Conversation{"LinkLostAndUnchanged", kResting + kReplaceSent + kOpen + kListed +
                                                 "down\nup\nwait 2s\n" + kRefused +
                                                 "102=99|39=0|58=NOT_CONFIRMED" + kQuiet},
        Conversation{"ThatIsOverARestart", kResting + kReplaceSent + kOpenAsNew + "restart" + kDone}),
    row_name);

// ---- the race

INSTANTIATE_TEST_SUITE_P(Race, Replace,
                         testing::Values(Conversation{"PartlyFilledAndRefused", kResting + kReplaceSent + R"(
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=6]
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=4
            < 150=F|39=E|11=a1|41=-|14=4|151=6
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 trade_id=T1
            S order_response status=CANNOT_MODIFY_PARTIAL_FILL order_id=O client_order_id=$1
        )" + kRefused + "102=99|39=1|58=CANNOT_MODIFY_PARTIAL_FILL" + kQuiet},
                                         Conversation{"PartlyFilledAndDone", kResting + kReplaceSent + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=4
            < 150=F|39=E|11=a1|14=4|151=6
        )" + kModified + R"(order_id=O quantity_remaining=8
            < 150=5|39=1|11=r1|41=a1|38=12|14=4|151=8|6=150
        )" + kQuiet},
                                         Conversation{"Filled", kResting + kReplaceSent + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=10
            < 150=F|39=E|11=a1|14=10|151=0
        )" + kRefused + R"(102=0|39=2
            S order_response status=CANNOT_MODIFY_NO_SUCH_ORDER order_id=O client_order_id=
        )" + kQuiet},
                                         Conversation{"TheStopFires", kArmed + kStopReplaceSent + R"(
            S fill_response order_id=P trade_id=T1 price=189 quantity=2
            < 150=L|39=E|11=a1|636=-
            < 150=F|39=E|11=a1|14=2|151=0
            < 35=9|102=0|39=2|434=2|11=r1|41=a1
        )" + kQuiet},
                                         Conversation{"CancelledUnasked", kResting + kReplaceSent + R"(
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10
            < 150=4|39=4|11=a1|41=-|58=CANCELLED
        )" + kRefused + "102=0|39=4" + kQuiet}),
                         row_name);

// ---- refused at once

Conversation refused(std::string name, const std::string& before, const std::string& request,
                     const std::string& answer) {
    return {std::move(name),
            before + "\n> 35=G|11=r1|" + request + "\n< 35=9|434=2|11=r1|60=*|" + answer + kQuiet};
}
const std::string kA1 = "41=a1|55=AAPL-USD|54=1|";
const std::string kStopA1 = "41=a1|55=AAPL-USD|54=2|";

INSTANTIATE_TEST_SUITE_P(
    RefusedAtOnce, Replace,
    testing::Values(
        refused("QuantityExecutedAlready", kPartlyFilled, kA1 + "38=4|40=2|44=151",
                "102=99|39=1|58=BAD_ORDERQTY"),
        refused("QuantityBelowTheExecuted", kPartlyFilled, kA1 + "38=3|40=2|44=151",
                "102=99|39=1|58=BAD_ORDERQTY"),
        refused("PartlyFilled", kPartlyFilled, kA1 + "38=12|40=2|44=151",
                "102=99|39=1|37=O|58=CANNOT_MODIFY_PARTIAL_FILL"),
        refused("NoQuantity", kResting, kA1 + "40=2|44=151", "102=99|39=0|41=a1|58=MISSING_ORDERQTY"),
        refused("NoPrice", kResting, kA1 + "38=12|40=2", "102=99|39=0|41=a1|58=MISSING_PRICE"),
        refused("NoStopPrice", kArmed, kStopA1 + "38=3|40=3", "102=99|39=0|41=a1|58=MISSING_STOPPX"),
        refused("AStopPriceOnALimit", kResting, kA1 + "38=12|40=2|44=151|99=150",
                "102=99|39=0|58=UNEXPECTED_STOPPX"),
        refused("APriceOnAStop", kArmed, kStopA1 + "38=3|40=3|99=185|44=184",
                "102=99|39=0|58=UNEXPECTED_PRICE"),
        refused("OtherSymbol", kResting, "41=a1|55=GOOG-USD|54=1|38=12|40=2|44=151",
                "102=99|39=0|58=SYMBOL_CHANGED"),
        refused("OtherSide", kResting, "41=a1|55=AAPL-USD|54=2|38=12|40=2|44=151",
                "102=99|39=0|58=SIDE_CHANGED"),
        refused("OtherType", kArmed, kStopA1 + "38=3|40=J|99=185", "102=99|39=0|58=ORDTYPE_CHANGED"),
        refused("OtherTimeInForce", kResting, kA1 + "38=12|40=2|44=151|59=3",
                "102=99|39=0|58=TIMEINFORCE_CHANGED"),
        refused("OtherExecInst", kResting, kA1 + "38=12|40=2|44=151|18=6", "102=99|39=0|58=EXECINST_CHANGED"),
        refused("OtherAccount", kResting, kA1 + "1=zz|38=12|40=2|44=151", "102=99|39=0|58=ACCOUNT_CHANGED"),
        refused("WrongId", kResting, "41=zz|55=AAPL-USD|54=1|38=12|40=2|44=151",
                "102=1|39=8|37=NONE|41=zz|58=UNKNOWN_ORDER"),
        refused("Ended",
                kResting + "S order_response status=CANCELLED order_id=O client_order_id=$1\n< 150=4\n",
                kA1 + "38=12|40=2|44=151", "102=0|39=4|37=O|58=ORDER_ENDED"),
        refused("FiredStop", kFired, kStopA1 + "38=3|40=3|99=185", "102=0|39=0|37=P|198=Q|58=STOP_TRIGGERED"),
        refused("Market", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=1
            C add_order
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0
        )",
                kA1 + "38=12|40=1", "102=0|39=0|58=MARKET_ORDER"),
        refused("LinkDown", kResting + "down\n", kA1 + "38=12|40=2|44=151",
                "102=99|39=0|37=O|41=a1|58=QFEX_LINK_DOWN"),
        refused("OfUnknownOutcome", kLimit + "wait 5s\n< 150=A|39=A\n", kA1 + "38=12|40=2|44=151",
                "102=99|39=A|37=NONE|58=OUTCOME_UNKNOWN"),
        refused("OverTheRate",
                kResting + R"(S {"err":{"error_code":"RateLimited","incoming_message":null}})"
                           "\n",
                kA1 + "38=12|40=2|44=151", "102=99|39=0|58=RATE_LIMITED_LOCAL"),
        Conversation{"AnOlderIdNamesTheNewest",
                     kResting + kReplaceSent + kModified + "order_id=O" + kDone + R"(
            > 35=G|11=r2|41=a1|55=AAPL-USD|54=1|38=14|40=2|44=152
            < 35=9|102=1|434=2|39=0|11=r2|41=a1|37=O|58=NOT_THE_NEWEST_CLORDID OrigClOrdID(41) must be the order's newest ClOrdID, r1
        )"},
        Conversation{"TheLinkDoesNotTakeIt", kResting + R"(
            takes nothing
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 150=E|39=E
        )" + kRefused + "102=99|39=0|58=QFEX_LINK_DOWN\n"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(OneInFlight, Replace,
                         testing::Values(Conversation{"ThenAReplace", kResting + kReplaceSent + R"(
            > 35=G|11=r2|41=a1|55=AAPL-USD|54=1|38=14|40=2|44=152
            < 35=9|102=3|434=2|39=E|11=r2|41=a1|37=O|58=CHANGE_PENDING
        )" + kModified + "order_id=O" + kDone},
                                         Conversation{"ThenACancel", kResting + kReplaceSent + R"(
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 35=9|102=3|434=1|39=E|11=x1|41=a1|37=O|58=CHANGE_PENDING
        )" + kModified + "order_id=O" + kDone},
                                         Conversation{"AfterACancel", kResting + kCancelSent + R"(
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 35=9|102=3|434=2|39=6|11=r1|41=a1|37=O|58=CHANGE_PENDING
        )"},
                                         Conversation{"BeforeTheAckHeldThenSent", kLimit + R"(
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 150=E|39=E|11=r1|41=a1|37=NONE
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=E|11=a1|37=O
            C modify_order order_id=O quantity=12 price=151
        )" + kModified + "order_id=O" + kDone},
                                         Conversation{"BeforeTheAckAndRejected", kLimit + R"(
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 150=E|39=E
            S order_response status=FAILED_MARGIN_CHECK order_id= client_order_id=$1
            < 150=8|39=8|11=a1
            < 35=9|102=0|434=2|39=8|11=r1|41=a1
        )"},
                                         Conversation{"BeforeTheAckAndTooOld", kLimit + R"(
            wait 1s
            > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 150=E|39=E
            wait 4s
            < 150=A|39=E|11=a1|58=OUTCOME_UNKNOWN ACK_TIMEOUT
            wait 1s
            < 35=9|102=99|434=2|39=A|11=r1|41=a1|58=TOO_OLD
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=0|11=a1|58=RECONCILED
        )"},
                                         Conversation{"ModifiedWithoutARequestChangesNothing",
                                                      kResting + kModified + R"(order_id=O
            > 35=H|11=a1|55=AAPL-USD|54=1
            < 150=I|39=0|38=10|44=150.5
        )"}),
                         row_name);

}  // namespace
}  // namespace qb::bridge::test
