#include "unit/bridge/wire_rows.h"

/// A stop fires or vanishes. No source shows the frames of a trigger, so there is a row for each that is
/// thinkable.
namespace qb::bridge::test {
namespace {

class StopFires : public Conversations {};
TEST_P(StopFires, IsToldOnceAndBeforeItsFill) { play(); }

const std::string kTrigger = "\n< 150=L|39=0|11=a1|37=P|38=2|14=0|151=2|636=Y\n";
const std::string kWhole = "\n< 150=F|39=2|11=a1|37=P|31=189.5|32=2|14=2|151=0|6=189.5|527=T1\n";

/// v1: the stop's own id goes on, with fills of this type.
Conversation own_id_fill_first(const std::string& type) {
    return {"OwnIdFillFirst_" + type,
            kArmed + "S fill_response order_id=P trade_id=T1 price=189.5 quantity=2 order_type=" + type +
                kTrigger + kWhole +
                "S order_response status=FILLED order_id=P client_order_id= "
                "quantity_remaining=0 trade_id=T1\nwait 10s\n"};
}
Conversation own_id_filled_first(const std::string& type) {
    return {
        "OwnIdFilledFirst_" + type,
        kArmed +
            "S order_response status=FILLED order_id=P client_order_id= quantity_remaining=0 trade_id=T1" +
            kTrigger + "S fill_response order_id=P trade_id=T1 price=189.5 quantity=2 order_type=" + type +
            kWhole + "wait 10s\n"};
}
/// v2 and v3: `before` on the old id, then a new id; `ids` is what is echoed of our client id.
Conversation new_id(std::string name, const std::string& before, const std::string& ids,
                    const std::string& type) {
    const bool told = before.find("FILLED") != std::string::npos;
    return {std::move(name),
            kArmed + "R otherwise: empty\n" + before + (told ? kTrigger : "\n") +
                "S order_response status=ACK order_id=Q quantity_remaining=2 " + ids + " type=" + type +
                (told ? "\n" : "\n< 150=L|39=0|37=P|198=Q|14=0|151=2|636=Y\n") +
                "S fill_response order_id=Q trade_id=T1 price=189.5 quantity=2 " + ids +
                " order_type=" + type + kWhole +
                "S order_response status=FILLED order_id=Q quantity_remaining=0 trade_id=T1 " + ids +
                "\nwait 10s\n"};
}

const std::string kEcho = "client_order_id=$1", kNoEcho = "client_order_id=";
const std::string kSaysCancelled =
    "S order_response status=CANCELLED order_id=P client_order_id= "
    "quantity=0.0 quantity_remaining=0.0";
const std::string kSaysFilled =
    "S order_response status=FILLED order_id=P client_order_id= quantity_remaining=0";
const std::string kSaysStopResponse = "S stop_order_response stop_order_id=P client_order_id=";

INSTANTIATE_TEST_SUITE_P(
    Frames, StopFires,
    testing::Values(own_id_fill_first("STOP_LOSS"), own_id_fill_first("STOP_MARKET"),
                    own_id_fill_first("MARKET"), own_id_filled_first("STOP_LOSS"),
                    own_id_filled_first("STOP_MARKET"), own_id_filled_first("MARKET"),
                    new_id("NewIdEcho_STOP_MARKET", "", kEcho, "STOP_MARKET"),
                    new_id("NewIdEcho_MARKET", "", kEcho, "MARKET"),
                    new_id("NewIdNoEcho_STOP_MARKET", "", kNoEcho, "STOP_MARKET"),
                    new_id("NewIdNoEcho_MARKET", "", kNoEcho, "MARKET"),
                    new_id("CancelledThenEcho_STOP_MARKET", kSaysCancelled, kEcho, "STOP_MARKET"),
                    new_id("CancelledThenEcho_MARKET", kSaysCancelled, kEcho, "MARKET"),
                    new_id("CancelledThenNoEcho_STOP_MARKET", kSaysCancelled, kNoEcho, "STOP_MARKET"),
                    new_id("CancelledThenNoEcho_MARKET", kSaysCancelled, kNoEcho, "MARKET"),
                    new_id("FilledThenEcho_STOP_MARKET", kSaysFilled, kEcho, "STOP_MARKET"),
                    new_id("FilledThenNoEcho_MARKET", kSaysFilled, kNoEcho, "MARKET"),
                    new_id("StopResponseThenEcho_STOP_MARKET", kSaysStopResponse, kEcho, "STOP_MARKET"),
                    new_id("StopResponseThenNoEcho_STOP_MARKET", kSaysStopResponse, kNoEcho, "STOP_MARKET")),
    row_name);

INSTANTIATE_TEST_SUITE_P(Cases, StopFires,
                         testing::Values(Conversation{"OwnIdAckOfAnotherType", kArmed + R"(
            S order_response status=ACK order_id=P client_order_id= type=STOP_MARKET quantity_remaining=2
            < 150=L|39=0|636=Y|198=-
            S order_response status=ACK order_id=P client_order_id= type=STOP_MARKET quantity_remaining=2
        )"},
                                         Conversation{"FillUnderANewIdIsTheFirstSign", kArmed + R"(
            S fill_response order_id=Q client_order_id=$1 trade_id=T1 price=189.5 quantity=2 order_type=STOP_LOSS
            < 150=L|39=0|37=P|198=Q
            < 150=F|39=2|31=189.5|32=2
        )"},
                                         Conversation{"FillUnderANewIdWithoutClientId", kArmed + R"(
            S fill_response order_id=Q client_order_id= trade_id=T1 price=189.5 quantity=2 order_type=STOP_MARKET
            < 150=L|39=0|37=P|198=Q
            < 150=F|39=2|31=189.5|32=2
        )"},
                                         Conversation{"InTwoParts", kFired + R"(
            S fill_response order_id=Q client_order_id=$1 trade_id=T1 price=189.5 quantity=0.4
            < 150=F|39=1|14=0.4|151=1.6|37=P|198=Q
            S order_response status=FILLED order_id=Q client_order_id=$1 quantity_remaining=1.6 trade_id=T1
            S fill_response order_id=Q client_order_id=$1 trade_id=T2 price=189.4 quantity=1.6
            < 150=F|39=2|14=2.0|151=0|6=189.42
            S order_response status=FILLED order_id=Q client_order_id=$1 quantity_remaining=0 trade_id=T2
            wait 10s
        )"},
                                         Conversation{"FilledWithoutTradeIsNoFill", kArmed + R"(
            S order_response status=FILLED order_id=P client_order_id= quantity_remaining=0 price=189.5
            < 150=L|39=0|14=0|151=2
            wait 500ms
            S fill_response order_id=P trade_id=T1 price=189.5 quantity=2
            < 150=F|39=2|31=189.5|14=2
        )"},
                                         Conversation{"FilledWithoutTradeAndTheFillsAreRead", kArmed + R"(
            R otherwise: empty
            R get_user_trades P: [order_id=P trade_id=T1 price=189.5 quantity=2]
            S order_response status=FILLED order_id=P client_order_id= quantity_remaining=0
            < 150=L|39=0|14=0|151=2
            wait 1s
            < 150=F|39=2|31=189.5|14=2|151=0
        )"},
                                         Conversation{"TheOldIdsEndAfterTheNewIdIsNoEnd", kFired + R"(
            S order_response status=CANCELLED order_id=P client_order_id=$1 quantity=0 quantity_remaining=0
            S order_response status=FILLED order_id=P client_order_id=$1 quantity_remaining=0
            S fill_response order_id=Q client_order_id=$1 trade_id=T1 price=189.5 quantity=2
            < 150=F|39=2|14=2|151=0
        )"},
                                         Conversation{"ReportD", kArmed + R"(
            S fill_response order_id=P trade_id=T1 price=189.5 quantity=2
            < 150=D|39=0|378=99|636=Y|58=TRIGGERED|14=0|151=2
            < 150=F|39=2
        )",
                                                      "Values=stock\n"},
                                         Conversation{"ReportDByChoice", kArmed + R"(
            S fill_response order_id=P trade_id=T1 price=189.5 quantity=2
            < 150=D|39=0|378=99|636=Y
            < 150=F|39=2
        )",
                                                      "Values=extended\nTriggerReport=D\n"},
                                         Conversation{"ReportLByChoice", kArmed + R"(
            S fill_response order_id=P trade_id=T1 price=189.5 quantity=2
            < 150=L|39=0|378=-|636=Y
            < 150=F|39=2
        )",
                                                      "Values=extended\nTriggerReport=L\n"},
                                         Conversation{"NoReportByChoice", kArmed + R"(
            S fill_response order_id=P trade_id=T1 price=189.5 quantity=2
            < 150=F|39=2|14=2|151=0
        )",
                                                      "Values=extended\nTriggerReport=none\n"},
                                         Conversation{"OfTwoStopsThatCouldBeItNoneIsGuessed", kArmed + R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=2|40=3|99=180|59=1
            C add_order
            S order_response status=ACK order_id=P2 client_order_id= quantity_remaining=2 of=2
            < 150=0|11=a2|37=P2
            R get_order P: [order_id=P client_order_id= status=ACK quantity_remaining=2]
            R get_order P2: silent
            S order_response status=ACK order_id=Q client_order_id= type=STOP_MARKET quantity_remaining=2
        )"}),
                         row_name);

class FiredStopFails : public Conversations {};
TEST_P(FiredStopFails, EndsWithTheVenuesWord) { play(); }

Conversation fails_under_own_id(const std::string& word, const std::string& trigger) {
    return {"OwnId_" + word,
            kArmed + "S order_response order_id=P client_order_id= quantity_remaining=2 status=" + word +
                trigger + "\n< 150=4|39=4|11=a1|37=P|14=0|151=0|58=" + word + "\nwait 10s\n"};
}
Conversation fails_under_new_id(const std::string& word) {
    return {"NewId_" + word, kFired +
                                 "S order_response order_id=Q client_order_id=$1 type=STOP_MARKET "
                                 "quantity_remaining=2 status=" +
                                 word + "\n< 150=4|39=4|11=a1|37=P|198=Q|14=0|151=0|58=" + word +
                                 "\nwait 10s\n"};
}
Conversation fails_at_once_under_new_id(const std::string& word) {
    return {"NewIdAtOnce_" + word, kArmed +
                                       "S order_response order_id=Q client_order_id=$1 type=STOP_MARKET "
                                       "quantity_remaining=2 status=" +
                                       word + "\n< 150=L|39=0|37=P|198=Q" +
                                       "\n< 150=4|39=4|14=0|151=0|58=" + word + "\nwait 10s\n"};
}

INSTANTIATE_TEST_SUITE_P(
    Words, FiredStopFails,
    testing::Values(fails_under_own_id("REJECTED", ""), fails_under_own_id("FAILED_MARGIN_CHECK", ""),
                    fails_under_own_id("IOC_CANCELLED", kTrigger), fails_under_new_id("REJECTED"),
                    fails_under_new_id("FAILED_MARGIN_CHECK"), fails_under_new_id("IOC_CANCELLED"),
                    fails_under_new_id("CANCELLED"), fails_at_once_under_new_id("REJECTED"),
                    fails_at_once_under_new_id("FAILED_MARGIN_CHECK"),
                    fails_at_once_under_new_id("IOC_CANCELLED"), fails_at_once_under_new_id("CANCELLED"),
                    Conversation{"FilledThenIocCancelled", kArmed + kSaysFilled + kTrigger + R"(
                        R otherwise: empty
                        S order_response status=IOC_CANCELLED order_id=Q client_order_id=$1 type=STOP_MARKET
                        < 150=4|39=4|14=0|151=0|58=IOC_CANCELLED
                    )"}),
    row_name);

class StopVanishes : public Conversations {};
TEST_P(StopVanishes, IsReadBeforeAnythingIsSaid) { play(); }

const std::string kGone = kSaysCancelled + "\n";

INSTANTIATE_TEST_SUITE_P(Answers, StopVanishes,
                         testing::Values(Conversation{"NothingShowsAnExecution",
                                                      kArmed + "R otherwise: empty\n" + kGone + R"(
            wait 1999ms
            wait 1ms
            < 150=4|39=4|11=a1|41=-|37=P|14=0|151=0|58=CANCELLED
            wait 60s
        )"},
                                         Conversation{"HeldAsLongAsConfigured",
                                                      kArmed + "R otherwise: empty\n" + kGone + R"(
            wait 499ms
            wait 1ms
            < 150=4|39=4|58=CANCELLED
        )",
                                                      "Values=extended\nTriggerSettle=0.5\n"},
                                         Conversation{"SaidWithItsRealQuantities", kArmed + R"(
            R otherwise: empty
            S order_response status=CANCELLED order_id=P client_order_id=$1 quantity_remaining=2 update_time=1749643200.25
            wait 2s
            < 150=4|39=4|14=0|151=0|58=CANCELLED|60=20250611-12:00:00.250000
        )"},
                                         Conversation{"ForSelfTradePrevention", kArmed + R"(
            R otherwise: empty
            S order_response status=CANCELLED_STP order_id=P client_order_id= quantity_remaining=2
            wait 2s
            < 150=4|39=4|14=0|151=0|58=CANCELLED_STP
        )"},
                                         Conversation{"TradesUnderItsOwnId", kArmed + R"(
            R otherwise: empty
            R get_user_trades P: [order_id=P trade_id=T1 price=189.5 quantity=2 timestamp=1749643200]
        )" + kGone + kTrigger + kWhole + "wait 10s\n"},
                                         Conversation{"TradesUnderAnotherId", kArmed + R"(
            R otherwise: empty
            R get_user_trades: [order_id=Q trade_id=T1 price=189.5 quantity=2 order_type=STOP_MARKET timestamp=1749643200]
        )" + kGone + "< 150=L|39=0|37=P|198=Q\n" + kWhole + "wait 10s\n"},
                                         Conversation{"TradesUnderAnotherIdAsMarket", kArmed + R"(
            R otherwise: empty
            R get_user_trades: [order_id=Q trade_id=T1 price=189.5 quantity=2 order_type=MARKET timestamp=1749643200]
            R history: [order_id=Q type=MARKET client_order_id= terminal_status=FILLED filled_qty=2 status_ts=1749643200]
        )" + kGone + "< 150=L|39=0|37=P|198=Q\n" + kWhole + "wait 10s\n"},
                                         Conversation{"HistoryHasItFilled", kArmed + R"(
            R otherwise: empty
            R history $1: [order_id=Q client_order_id=$1 type=STOP_MARKET terminal_status=FILLED filled_qty=2]
            R get_user_trades Q: [order_id=Q trade_id=T1 price=189.5 quantity=2 order_type=STOP_MARKET]
        )" + kGone + "< 150=L|39=0|37=P|198=Q\nwait 1s\n" + kWhole + "wait 10s\n"},
                                         Conversation{"HistoryHasItCancelled", kArmed + R"(
            R otherwise: empty
            R history $1: [order_id=P client_order_id=$1 terminal_status=CANCELLED filled_qty=0]
        )" + kGone + "wait 2s\n< 150=4|39=4|14=0|58=CANCELLED\n"},
                                         Conversation{"OpenOrdersHaveWhatItBecame", kArmed + R"(
            R otherwise: empty
            R get_user_orders: [order_id=Q client_order_id=$1 type=MARKET status=ACK quantity_remaining=2]
        )" + kGone + R"(
            < 150=L|39=0|37=P|198=Q
            S fill_response order_id=Q trade_id=T1 price=189.5 quantity=2 client_order_id=$1
        )" + kWhole},
                                         Conversation{"StillListedItStaysAsItWas", kArmed + R"(
            R otherwise: empty
            R get_user_orders: [order_id=P client_order_id= status=ACK quantity_remaining=2]
        )" + kGone + R"(
            wait 10s
            > 35=H|11=a1|55=AAPL-USD|54=2
            < 150=I|39=0|14=0|151=2|58=-
        )"},
                                         Conversation{"SeveralCouldBeItNoneIsGuessed", kArmed + R"(
            R otherwise: empty
            R get_user_trades: [order_id=Q trade_id=T1 price=189.5 quantity=2 order_type=MARKET timestamp=1749643200] [order_id=Q2 trade_id=T2 price=189.5 quantity=2 order_type=MARKET timestamp=1749643200]
        )" + kGone + R"(
            wait 30s
            > 35=H|11=a1|55=AAPL-USD|54=2
            < 150=I|39=0|58=SETTLING
        )"}),
                         row_name);

/// One of the reads does not answer: the order stays open and visible, and a later answer decides.
Conversation unreadable(std::string name, const std::string& read, const std::string& how) {
    return {std::move(name), kArmed + "R otherwise: empty\nR " + read + ": " + how + "\n" + kGone + R"(
        wait 20s
        > 35=H|11=a1|55=AAPL-USD|54=2
        < 150=I|39=0|17=0|14=0|151=2|58=SETTLING
        > 35=G|11=r1|41=a1|55=AAPL-USD|54=2|38=3|40=3|99=185
        < 35=9|102=3|434=2|39=0|11=r1|41=a1|58=SETTLING
        > 35=F|11=x1|41=a1|55=AAPL-USD|54=2
        < 150=6|39=6|11=x1|41=a1
        > 35=H|11=a1|55=AAPL-USD|54=2
        < 150=I|39=6|58=SETTLING
        R )" + read + R"(:
        wait 60s
        < 150=4|39=4|11=x1|41=a1|14=0|151=0|58=CANCELLED
    )"};
}

INSTANTIATE_TEST_SUITE_P(Unreadable, StopVanishes,
                         testing::Values(unreadable("TradesFail", "get_user_trades", "fail"),
                                         unreadable("OwnTradesFail", "get_user_trades P", "fail"),
                                         unreadable("OpenOrdersFail", "get_user_orders", "fail"),
                                         unreadable("HistoryFails", "history", "fail"),
                                         unreadable("OwnHistoryFails", "history $1", "fail"),
                                         unreadable("OpenOrdersAreSilent", "get_user_orders", "silent"),
                                         Conversation{"ThenItTurnsOutFired", kArmed + R"(
                        R otherwise: empty
                        R history: fail
                    )" + kGone + R"(
                        wait 3s
                        > 35=F|11=x1|41=a1|55=AAPL-USD|54=2
                        < 150=6|39=6|11=x1|41=a1
                        S fill_response order_id=Q client_order_id=$1 trade_id=T1 price=189.5 quantity=2
                        < 150=L|39=6|11=a1
                        < 150=F|39=6|11=a1|14=2|151=0
                        < 35=9|102=0|39=2|11=x1|41=a1|434=1
                    )"}),
                         row_name);

}  // namespace
}  // namespace qb::bridge::test
