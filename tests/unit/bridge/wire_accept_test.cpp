#include "unit/bridge/wire_rows.h"

/// The venue takes an order: every way in which it may say so, and an execution that comes before it does.
namespace qb::bridge::test {
namespace {

class StopAccepted : public Conversations {};
TEST_P(StopAccepted, IsToldOnce) { play(); }

Conversation stop_answered(std::string name, const std::string& frames) {
    const std::string report =
        "\n< 150=0|39=0|11=a1|37=P|38=2|99=190|59=1|14=0|151=2|6=0|636=N|41=-|58=-|103=-|198=-\n";
    const auto end_of_first = frames.find('\n', 1);
    return {std::move(name), kStop + frames.substr(0, end_of_first) + report +
                                 (end_of_first == std::string::npos ? "" : frames.substr(end_of_first)) +
                                 "\nwait 10s\n"};
}

INSTANTIATE_TEST_SUITE_P(
    Variants, StopAccepted,
    testing::Values(
        stop_answered("OrderResponse", "S order_response status=ACK order_id=P client_order_id=$1"),
        stop_answered("OrderResponseEmptyClientId",
                      "S order_response status=ACK order_id=P client_order_id= quantity_remaining=2"),
        stop_answered("OrderResponseWithoutClientId", "S order_response status=ACK order_id=P"),
        stop_answered("StopOrderResponse", "S stop_order_response stop_order_id=P client_order_id=$1"),
        stop_answered("StopOrderResponseEmptyClientId",
                      "S stop_order_response stop_order_id=P client_order_id="),
        stop_answered("StopOrderResponseWithIsoTime",
                      "S stop_order_response stop_order_id=P update_time=2025-06-11T12:00:00Z"),
        stop_answered("BothKinds",
                      "S order_response status=ACK order_id=P client_order_id=\n"
                      "S stop_order_response stop_order_id=P client_order_id=$1"),
        stop_answered("BothKindsTheOtherWayRound",
                      "S stop_order_response stop_order_id=P client_order_id=\n"
                      "S order_response status=ACK order_id=P client_order_id="),
        stop_answered("ThenABareAck",
                      "S order_response status=ACK order_id=P client_order_id=\n"
                      R"(S {"ack":{"incoming_message":{"type":"add_order","params":{}}}})"),
        stop_answered("Doubled",
                      "S order_response status=ACK order_id=P client_order_id=$1\n"
                      "S order_response status=ACK order_id=P client_order_id=$1"),
        stop_answered("NumbersAsStrings", R"(S order_response status=ACK order_id=P quantity="2.0" )"
                                          R"(price="190.00" quantity_remaining="2")"),
        stop_answered("NumbersWithNoise",
                      "S order_response status=ACK order_id=P quantity=2.0000000000000004 "
                      "price=190.00000000000003"),
        stop_answered("Nulls",
                      "S order_response status=ACK order_id=P client_order_id=null trade_id=null "
                      "update_time=null take_profit=null"),
        stop_answered("FlatForm", R"(S {"type":"order_response","order_id":"P","client_order_id":"$1",)"
                                  R"("symbol":"AAPL-USD","status":"ACK","quantity":2,"price":190})"),
        stop_answered("UnknownMembers",
                      "S order_response status=ACK order_id=P client_order_id=$1 "
                      "$schema=x something_new=1"),
        stop_answered("ARowOfASnapshot",
                      R"(S {"all_orders_response":{"orders":[{"order_id":"P","client_order_id":"$1",)"
                      R"("symbol":"AAPL-USD","side":"SELL","type":"STOP_LOSS","status":"ACK","quantity":2,)"
                      R"("price":190,"quantity_remaining":2}],"twaps":null}})")),
    row_name);

class Accepted : public Conversations {};
TEST_P(Accepted, IsToldOnce) { play(); }

INSTANTIATE_TEST_SUITE_P(Variants, Accepted,
                         testing::Values(Conversation{"ABareAckOfAStopProvesNothing", kStop + R"(
            S {"ack":{"incoming_message":{"type":"add_order","params":{}}}}
            S order_response status=ACK order_id=P client_order_id=
            < 150=0|39=0|37=P
        )"},
                                         Conversation{"LimitWithClientId", kLimit + R"(
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            < 150=0|39=0|11=a1|37=O|38=10|44=150.5|59=1|14=0|151=10|6=0|636=Y
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            wait 10s
        )"},
                                         Conversation{"LimitWithoutClientId", kLimit + R"(
            S order_response status=ACK order_id=O client_order_id= quantity_remaining=10
            < 150=0|39=0|11=a1|37=O|636=Y
        )"},
                                         Conversation{"TimeIsTheVenues", kLimit + R"(
            S order_response status=ACK order_id=O client_order_id=$1 update_time=1749643199.5
            < 150=0|60=20250611-11:59:59.500000
        )"},
                                         Conversation{"TimeIsTheReceiptsWithoutOne", kLimit + R"(
            wait 1500ms
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|60=20250611-12:00:01.500000
        )"},
                                         Conversation{"PostOnly", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1|18=6
            C add_order order_type=ALO order_time_in_force=GTC
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=0|40=2|59=1|636=Y
        )"},
                                         Conversation{"TwoIdenticalStopsOneAfterTheOther", kStop + R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
            S order_response status=ACK order_id=P client_order_id=
            < 150=0|11=a1|37=P
            C add_order
            S order_response status=ACK order_id=P2 client_order_id=
            < 150=0|11=a2|37=P2
        )"},
                                         Conversation{"HandedOverIsSilentByDefault", kLimit},
                                         Conversation{"HandedOverIsToldWithPendingNew", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1
            < 150=A|39=A|11=a1|37=NONE|14=0|151=10|58=-
            C add_order
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=0|37=O
        )",
                                                      "PendingNew=Y\n"},
                                         Conversation{"DayIsSaidToRest", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=0
            C add_order order_time_in_force=GTC
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|59=1|58=DAY_AS_GTC
        )"}),
                         row_name);

class ExecutedBeforeItsAck : public Conversations {};
TEST_P(ExecutedBeforeItsAck, IsAcceptedFirst) { play(); }

INSTANTIATE_TEST_SUITE_P(Variants, ExecutedBeforeItsAck,
                         testing::Values(Conversation{"LimitByItsFill", kLimit + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4
            < 150=0|39=0|37=O|14=0|151=10|6=0
            < 150=F|39=1|37=O|14=4|151=6
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            wait 10s
        )"},
                                         Conversation{"LimitByFilled", kLimit + R"(
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 trade_id=T1
            < 150=0|39=0|37=O
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4
            < 150=F|39=1|14=4|151=6
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
        )"},
                                         Conversation{"LimitByFilledWithoutClientId", kLimit + R"(
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            S fill_response order_id=O client_order_id= trade_id=T1 price=150.4 quantity=4
            S order_response status=FILLED order_id=O client_order_id= quantity_remaining=6 trade_id=T1
            < 150=0|39=0|37=O
            wait 1s
            < 150=F|39=1|14=4|151=6
        )"},
                                         Conversation{"CompleteAtOnce", kLimit + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=10
            < 150=0|39=0|14=0|151=10
            < 150=F|39=2|14=10|151=0
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 trade_id=T1
            S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
            wait 10s
        )"},
                                         Conversation{"StopByItsFill", kStop + R"(
            S fill_response order_id=P client_order_id=$1 trade_id=T1 price=189.5 quantity=1
            < 150=0|39=0|37=P|636=N
            < 150=L|39=0|636=Y
            < 150=F|39=1|14=1|151=1
            S order_response status=ACK order_id=P client_order_id= quantity_remaining=2
        )"},
                                         Conversation{"StopByFilled", kStop + R"(
            S order_response status=FILLED order_id=P client_order_id=$1 quantity_remaining=0 trade_id=T1
            < 150=0|39=0|37=P
            < 150=L|39=0|636=Y
            S fill_response order_id=P client_order_id=$1 trade_id=T1 price=189.5 quantity=2
            < 150=F|39=2|14=2|151=0
        )"},
                                         Conversation{"StopWhoseAckIsTheTrigger", kStop + R"(
            S order_response status=ACK order_id=Q client_order_id=$1 type=STOP_MARKET
            < 150=0|39=0|37=Q|636=N
            < 150=L|39=0|37=Q|636=Y
        )"}),
                         row_name);

}  // namespace
}  // namespace qb::bridge::test
