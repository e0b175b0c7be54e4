#include "unit/bridge/wire_rows.h"

/// Where two things meet: a change and a lost link, a restart and a fill, a mass cancel and a replace.
namespace qb::bridge::test {
namespace {

class Mixed : public Conversations {};
TEST_P(Mixed, IsToldExactlyOnce) { play(); }

const std::string kFill1 =
    "S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4\n";
const std::string kFill2 =
    "S fill_response order_id=O client_order_id=$1 trade_id=T2 price=150.5 quantity=6\n";
const std::string kIoc = R"(
    > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=3
    C add_order order_time_in_force=IOC
    S order_response status=ACK order_id=O client_order_id=$1
    < 150=0|39=0
)";
const std::string kVanished =
    "R otherwise: empty\nS order_response status=CANCELLED order_id=P client_order_id=\n";
const std::string kModified =
    "S order_response status=MODIFIED order_id=O client_order_id=$1 quantity=12 price=151\n";
const std::string kDoneReplace = "< 150=5|39=0|11=r1|41=a1|38=12|44=151\n";
const std::string kMassCancel = "> 35=q|11=q1|530=7\n< 35=r|531=7|533=1\n";
const std::string kMassCancelled = "< 150=4|39=4|41=-|14=0|151=0|58=MASS_CANCEL|";

INSTANTIATE_TEST_SUITE_P(
    Executions, Mixed,
    testing::Values(Conversation{"MoreThanWasOrdered", kResting + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=12
            < 150=F|39=2|32=12|14=12|151=0
        )"},
                    Conversation{"PartsThatADoubleCannotAdd", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=0.3|40=2|44=150.5|59=1
            C add_order quantity=0.3
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=0
            S fill_response order_id=O trade_id=T1 price=150 quantity=0.1
            < 150=F|39=1|14=0.1|151=0.2
            S fill_response order_id=O trade_id=T2 price=150 quantity=0.19999999999999998
            < 150=F|39=2|14=0.3|151=0|6=150
            wait 10s
        )"},
                    Conversation{"MoreDigitsThanTheVenueKeeps", R"(
            > 35=D|11=a1|55=AAPL-USD|54=1|38=0.123456789012345678|40=2|44=150.5|59=1
            C add_order quantity=0.123456789012345678
            S order_response status=ACK order_id=O client_order_id= quantity=0.12345678901234568
            < 150=0|39=0|38=0.123456789012345678
            S fill_response order_id=O trade_id=T1 price=150 quantity=0.12345678901234568
            < 150=F|39=2|14=0.123456789012345678|151=0
            wait 10s
        )"},
                    Conversation{"OverARestart", kPartlyFilled + "restart\n" + kFill1 + kFill2 + R"(
            < 150=F|39=2|11=a1|32=6|14=10|151=0|6=150.46
        )" + kFill2},
                    Conversation{"OfBothIdsOfAReplacedOrder", kResting + kReplaceSent + R"(
            R get_user_trades O:
            R get_user_trades O2: [order_id=O2 trade_id=T1 price=151 quantity=2]
            S order_response status=MODIFIED order_id=O2 client_order_id=$1 quantity=12 price=151
            < 150=5|198=O2
            S fill_response order_id=O2 client_order_id=$1 trade_id=T1 price=151 quantity=2
            < 150=F|39=1|11=r1|14=2|151=10
            S fill_response order_id=O client_order_id=$1 trade_id=T1 price=151 quantity=2
            wait 10s
        )"},
                    Conversation{"AnIocOrderOverALostLink", kIoc + kFill1 + R"(
            < 150=F|39=1|14=4|151=6
            R otherwise: empty
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4] [order_id=O trade_id=T2 price=150.5 quantity=5]
            down
            wait 10s
            up
            < 150=F|39=1|14=9|151=1
            < 150=4|39=4|14=9|151=0|58=IOC_REMAINDER_CANCELLED
        )"},
                    Conversation{"AFiredStopOverALostLink", kFired + R"(
            R otherwise: empty
            R get_user_trades Q: [order_id=Q trade_id=T1 price=189 quantity=2]
            down
            wait 3s
            up
            < 150=F|39=2|14=2|151=0
            wait 30s
        )"},
                    Conversation{"AnIocOrderOverARestart", kIoc + kFill1 + R"(
            < 150=F|39=1|14=4|151=6
            R otherwise: empty
            restart
            wait 30s
            < 150=4|39=4|14=4|151=0|58=IOC_REMAINDER_CANCELLED
        )"},
                    Conversation{"AnAnswerWithoutAWordIsNone", kLimit + R"(
            S order_response order_id=O client_order_id=$1
            wait 5s
            < 150=A|39=A|58=OUTCOME_UNKNOWN ACK_TIMEOUT
        )"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(Stops, Mixed,
                         testing::Values(Conversation{"VanishedOverARestart", kArmed + kVanished + R"(
            wait 1s
            restart
            wait 2s
            < 150=4|39=4|14=0|151=0|58=CANCELLED
        )"},
                                         Conversation{"VanishedOverALostLink", kArmed + R"(
            S order_response status=CANCELLED order_id=P client_order_id=
            down
            wait 10s
            R otherwise: empty
            R get_user_trades P: [order_id=P trade_id=T1 price=189 quantity=2]
            up
            < 150=L|39=0
            < 150=F|39=2|14=2|151=0
            wait 30s
        )"},
                                         Conversation{"VanishedWhileAReplaceIsUnderWay",
                                                      kArmed + kStopReplaceSent + kVanished + R"(
            wait 10s
            < 150=4|39=4|11=a1|41=-|14=0|151=0|58=CANCELLED
            < 35=9|102=0|39=4|434=2|11=r1|41=a1
        )"},
                                         Conversation{"ReplacedUnderANewId", kArmed + kStopReplaceSent + R"(
            R otherwise: empty
            S order_response status=MODIFIED order_id=P2 client_order_id= quantity=3 price=185
            < 150=5|39=0|11=r1|41=a1|37=P|198=P2|38=3|99=185|636=N
            S order_response status=CANCELLED order_id=P client_order_id= quantity=0 quantity_remaining=0
            wait 10s
            S fill_response order_id=P2 trade_id=T1 price=184 quantity=3 order_type=STOP_LOSS
            < 150=L|39=0|11=r1
            < 150=F|39=2|11=r1|14=3|151=0
        )"},
                                         Conversation{"ReplacedThenFiredUnderAnotherId",
                                                      kArmed + kStopReplaceSent + R"(
            S order_response status=MODIFIED order_id=P client_order_id= quantity=3 price=185
            < 150=5|11=r1
            S order_response status=ACK order_id=Q client_order_id= type=STOP_MARKET quantity=3 quantity_remaining=3
            < 150=L|39=0|11=r1|37=P|198=Q
            S fill_response order_id=Q client_order_id= trade_id=T1 price=184 quantity=3 order_type=STOP_MARKET
            < 150=F|39=2|11=r1|14=3|151=0
        )"}),
                         row_name);

INSTANTIATE_TEST_SUITE_P(
    Changes, Mixed,
    testing::Values(Conversation{"AHeldReplaceAndALostLink", kLimit + kReplace + R"(
            down
            < 150=A|39=E|11=a1|58=OUTCOME_UNKNOWN LINK_LOST
            < 35=9|102=99|434=2|39=A|11=r1|41=a1|58=QFEX_LINK_DOWN
            up
            wait 60s
        )"},
                    Conversation{"AHeldCancelOverARestart", kLimit + kCancel + R"(
            restart
            < 150=A|39=6|11=a1|58=OUTCOME_UNKNOWN RESTART
            S order_response status=ACK order_id=O client_order_id=$1
            < 150=0|39=6|11=a1|58=RECONCILED
            C cancel_order order_id=O
        )"},
                    Conversation{"TheNameOfTheOrderItself", kResting + R"(
            > 35=F|11=a1|41=a1|55=AAPL-USD|54=1
            < 35=9|102=6|39=0|11=a1|41=a1|58=DUPLICATE_CLORDID
            > 35=G|11=a1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
            < 35=9|102=6|39=0|11=a1|41=a1|58=DUPLICATE_CLORDID
        )"},
                    Conversation{"GoneWithExecutionsThatWereMissed", kResting + kCancelSent + R"(
            R otherwise: empty
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=4]
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            < 150=F|39=6|11=a1|14=4|151=6
            < 150=4|39=4|11=x1|41=a1|14=4|151=0
        )"},
                    Conversation{"ReadAfterTheRequestWasAnswered", kResting + kCancelSent + R"(
            R otherwise: empty
            R history $1: fail
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            wait 5s
            < 35=9|102=99|39=0|11=x1|41=a1|58=RECONCILING
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
            wait 60s
            < 150=4|39=4|11=a1|41=-|14=0|151=0|58=CANCELLED
        )"},
                    Conversation{"AHistoryThatLagsBehind", kResting + kCancelSent + R"(
            R otherwise: empty
            S order_response status=NO_SUCH_ORDER order_id=O client_order_id=
            wait 2s
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
            wait 2900ms
            < 150=4|39=4|11=x1|41=a1|14=0|151=0|58=CANCELLED
        )"},
                    Conversation{"AThrottledCancelAndALostLink", kResting + kCancelSent + R"(
            R otherwise: empty
            R history $1: [order_id=O client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
            S order_response status=RATE_LIMITED order_id=O client_order_id=$1
            down
            wait 10s
            up
            < 150=4|39=4|11=x1|41=a1|14=0|151=0
        )"}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    MassCancels, Mixed,
    testing::Values(Conversation{"BehindAReplaceThatIsDone",
                                 kResting + kReplaceSent + kMassCancel + kModified + kDoneReplace + R"(
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity=12
        )" + kMassCancelled + "11=r1\n"},
                    Conversation{"BehindAReplaceThatIsRefused", kResting + kReplaceSent + kMassCancel + R"(
            S order_response status=RATE_LIMITED order_id=O client_order_id=$1
            < 35=9|102=99|11=r1|41=a1|58=RATE_LIMITED
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kMassCancelled + "11=a1\n"},
                    Conversation{"ThenACancelOfOne", kResting + kMassCancel + R"(
            C cancel_order order_id=O
            > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
            < 35=9|102=3|39=0|11=x1|41=a1|58=CHANGE_PENDING
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kMassCancelled + "11=a1\n"},
                    Conversation{"RepeatedAfterALostLink", kResting + kMassCancel + R"(
            C cancel_order order_id=O
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]
            R get_user_orders: [order_id=O client_order_id=$1 status=ACK quantity_remaining=10]
            down
            up
            wait 2s
            C cancel_order order_id=O
            S order_response status=CANCELLED order_id=O client_order_id=$1
        )" + kMassCancelled + "11=a1\n"},
                    Conversation{"OfAStopThatFires", kArmed + kMassCancel + R"(
            C cancel_stop_order stop_order_id=P
            S fill_response order_id=P trade_id=T1 price=189 quantity=2
            < 150=L|39=0|11=a1
            < 150=F|39=2|11=a1|14=2|151=0
            S order_response status=NO_SUCH_ORDER order_id=P client_order_id=
            wait 30s
        )"}),
    row_name);

}  // namespace
}  // namespace qb::bridge::test
