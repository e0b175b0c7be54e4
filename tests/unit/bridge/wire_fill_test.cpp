#include "unit/bridge/wire_rows.h"

/// Executions, and the ends that come unasked: every shape and order in which the venue may tell them.
namespace qb::bridge::test {
namespace {

const std::string kFour = "\n< 150=F|39=1|11=a1|37=O|31=150.4|32=4|14=4|151=6|6=150.4|527=T1|58=-|103=-\n";
const std::string kSix = "\n< 150=F|39=2|11=a1|37=O|31=150.5|32=6|14=10|151=0|6=150.46|527=T2\n";
const std::string kFill1 =
    "\nS fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4";
const std::string kFill2 =
    "\nS fill_response order_id=O client_order_id=$1 trade_id=T2 price=150.5 quantity=6";
const std::string kFilled1 =
    "\nS order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 trade_id=T1";
const std::string kFilled2 =
    "\nS order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 trade_id=T2";
const std::string kQuiet = "\nwait 10s\n";

class Fill : public Conversations {};
TEST_P(Fill, IsToldOnce) { play(); }

Conversation fills(std::string name, const std::string& script,
                   std::string session_lines = "Values=extended\n") {
    return {std::move(name), kResting + script + kQuiet, std::move(session_lines)};
}
/// FILLED came and its fill did not: what this read shows is reported, a second later.
Conversation fill_read(std::string name, const std::string& trades) {
    return fills(std::move(name),
                 "R get_user_trades O: " + trades + kFilled1 + "\nwait 999ms\nwait 1ms\n" + kFour);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, Fill,
    testing::Values(fills("FillsFirst", kFill1 + kFour + kFilled1 + kFill2 + kSix + kFilled2),
                    fills("FilledFirst", kFilled1 + kFill1 + kFour + kFilled2 + kFill2 + kSix),
                    fills("FilledFirstByAlmostASecond", kFilled1 + "\nwait 999ms\n" + kFill1 + kFour),
                    fills("OneFilledForBoth", kFill1 + kFour + kFill2 + kSix + kFilled2),
                    fills("OneFilledBeforeBoth", kFilled2 + kFill1 + kFour + kFill2 + kSix),
                    fills("NoFilledAtAll", kFill1 + kFour + kFill2 + kSix),
                    fills("FilledWithoutTradeId",
                          "S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 "
                          "trade_id=null" +
                              kFill1 + kFour),
                    fills("RemainingOnTheFillAlone",
                          kFill1 + " remaining_quantity=6" + kFour +
                              "S order_response status=FILLED order_id=O client_order_id=$1 trade_id=T1"),
                    fills("Doubled", kFill1 + kFour + kFill1 + kFilled1 + kFilled1 + kFill1),
                    fills("WithoutClientId",
                          "S fill_response order_id=O client_order_id= trade_id=T1 price=150.4 quantity=4" +
                              kFour),
                    fills("WithoutOrderId",
                          "S fill_response client_order_id=$1 trade_id=T1 price=150.4 quantity=4" + kFour),
                    fills("AFractionThatADoubleCannotHold", kFill1 + ".0000000000000004" + kFour)),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Shapes, Fill,
    testing::Values(
        fills("NumbersAsStrings", R"(S fill_response order_id=O trade_id=T1 price="150.40" quantity="4.0")"
                                  "\n< 150=F|39=1|31=150.40|32=4.0|14=4.0|151=6.0"),
        fills("Nulls", kFill1 + " fee=null timestamp=null remaining_quantity=null" + kFour),
        fills("FlatForm",
              R"(S {"type":"fill_response","order_id":"O","trade_id":"T1","price":150.4,"quantity":4})" +
                  kFour),
        fills("AListOfFills", R"(S {"fills":[{"order_id":"O","trade_id":"T1","price":150.4,"quantity":4},)"
                              R"({"order_id":"O","trade_id":"T2","price":150.5,"quantity":6}]})" +
                                  kFour + kSix),
        fills("AnArrayFrame",
              R"(S [{"fill_response":{"order_id":"O","trade_id":"T1","price":150.4,"quantity":4}},)"
              R"({"order_response":{"order_id":"O","status":"FILLED","trade_id":"T1"}}])" +
                  kFour),
        fills("IdForTradeId",
              R"(S {"fill_response":{"order_id":"O","id":"T1","price":150.4,"quantity":4}})" + kFour),
        fills("UnsolicitedTradesList",
              "R otherwise: empty\nS {\"user_trades\":[{\"trade_id\":\"T1\",\"order_id\":\"O\","
              "\"price\":150.4,\"quantity\":4}],\"count\":1}" +
                  kFour),
        fills("LiquidityRemoved", kFill1 + " aggressor_side=BUY" + "\n< 150=F|851=2\n"),
        fills("LiquidityAdded", kFill1 + " aggressor_side=SELL" + "\n< 150=F|851=1\n"),
        fills("LiquidityUntold", kFill1 + "\n< 150=F|851=-\n"),
        fills("TimeIsTheVenues",
              kFill1 + " timestamp=1749643199.123456" + "\n< 150=F|60=20250611-11:59:59.123456\n"),
        fills("FeesByDefault", kFill1 + " fee=0.00045" + "\n< 150=F|136=-\n"),
        fills("FeesWhenWanted", kFill1 + " fee=0.00045" + "\n< 150=F|136=1|137=0.00045|138=USD|139=4\n",
              "ReportFees=Y\n"),
        fills("ThePriceOfFilledIsNone", R"(
            R otherwise: empty
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 price=150.4
            wait 60s
        )")),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Read, Fill,
    testing::Values(fill_read("FromTheTrades", "[order_id=O trade_id=T1 price=150.4 quantity=4]"),
                    fill_read("FromRowsWithId", "[order_id=O id=T1 price=150.4 quantity=4]"),
                    fill_read("FromRowsOfOtherOrdersToo",
                              "[order_id=Z trade_id=T9 price=1 quantity=1] "
                              "[order_id=O trade_id=T1 price=150.4 quantity=4]"),
                    fill_read("FromTheOtherShape",
                              R"({"user_trades_response":[{"trade_id":"T1","order_id":"O","price":150.4,)"
                              R"("quantity":4,"side":"BUY","order_type":"LIMIT","tif":"GTC"}]})"),
                    fills("WithItsTime",
                          "R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4 "
                          "order_timestamp=1749643199.5]" +
                              kFilled1 + "\nwait 1s\n< 150=F|60=20250611-11:59:59.500000\n"),
                    fills("AndThenLive",
                          "R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]" + kFilled1 +
                              "\nwait 1s\n" + kFour + kFill1 + kFill2 + kSix),
                    fills("UntilTheTradesHaveIt", "R get_user_trades O:" + kFilled1 + R"(
            wait 3s
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            wait 30s
        )" + kFour),
                    fills("AlsoAfterAFailedRead", "R get_user_trades O: fail" + kFilled1 + R"(
            wait 3s
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            wait 30s
        )" + kFour)),
    row_name);

INSTANTIATE_TEST_SUITE_P(Cases, Fill,
                         testing::Values(fills("OneTradeOfTwoOrdersIsTwoFills", R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=4|40=2|44=150.4|59=1
            C add_order
            S order_response status=ACK order_id=O2 client_order_id=$2 of=2
            < 150=0|11=a2
        )" + kFill1 + kFour + R"(
            S fill_response order_id=O2 client_order_id=$2 trade_id=T1 price=150.4 quantity=4 of=2
            < 150=F|11=a2|39=2|37=O2|527=T1|14=4|151=0
        )"),
                                         fills("AStrangersFillIsNobodys", R"(
            S fill_response order_id=Z client_order_id= trade_id=T7 price=150.4 quantity=4
            S fill_response order_id=Z client_order_id=web-1 trade_id=T8 price=150.4 quantity=4
            S order_response status=FILLED order_id=Z client_order_id=web-1 quantity_remaining=0 trade_id=T8
        )")),
                         row_name);

class LateFill : public Conversations {};
TEST_P(LateFill, IsNeverDropped) { play(); }

const std::string kCancelledUnasked =
    kResting +
    "S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10\n"
    "< 150=4|39=4|14=0|151=0|58=CANCELLED\n";
const std::string kLate = "\n< 150=F|39=4|11=a1|37=O|31=150.4|32=4|14=4|151=0|6=150.4|58=LATE_FILL\n";

INSTANTIATE_TEST_SUITE_P(
    Cases, LateFill,
    testing::Values(
        Conversation{"AfterACancel", kCancelledUnasked + kFill1 + kLate + kFill1 + kQuiet},
        Conversation{"WhenItWasArchived", kCancelledUnasked + "wait 120s" + kFill1 + kLate + kFill1 + kQuiet},
        Conversation{"ThatMakesItWhole", kCancelledUnasked + kFill1 + kLate + kFill2 +
                                             "\n< 150=F|39=2|14=10|151=0|58=LATE_FILL\n" + kQuiet},
        Conversation{"KnownByFilledAlone", kCancelledUnasked +
                                               "R get_user_trades O: [order_id=O trade_id=T1 "
                                               "price=150.4 quantity=4]" +
                                               kFilled1 + "\nwait 1s" + kLate + kQuiet},
        Conversation{"OfARejectedOrder", kLimit + R"(
            S order_response status=FAILED_MARGIN_CHECK order_id=O client_order_id=$1
            < 150=8|39=8|37=O
        )" + kFill1 + "\n< 150=F|39=4|14=4|151=0|58=LATE_FILL\n" +
                                             kQuiet},
        Conversation{"AfterTheOmsCancelledIt", kResting + kCancelSent + R"(
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=10
            < 150=4|39=4|11=x1|41=a1|14=0
        )" + kFill1 + "\n< 150=F|39=4|11=x1|37=O|31=150.4|32=4|14=4|151=0|58=LATE_FILL\n" +
                                                   kQuiet}),
    row_name);

class CancelledUnasked : public Conversations {};
TEST_P(CancelledUnasked, KeepsItsExecutions) { play(); }

Conversation cancelled(std::string name, const std::string& frame, const std::string& word = "CANCELLED") {
    return {std::move(name), kResting + "S order_response order_id=O " + frame + " status=" + word +
                                 "\n< 150=4|39=4|11=a1|41=-|37=O|14=0|151=0|103=-|58=" + word +
                                 "\nS order_response order_id=O " + frame + " status=" + word + kQuiet};
}
Conversation cancelled_partly(const std::string& word, const std::string& remaining) {
    return {"Partly_" + word, kPartlyFilled +
                                  "S order_response order_id=O client_order_id=$1 status=" + word + " " +
                                  remaining + "\n< 150=4|39=4|41=-|14=4|151=0|6=150.4|58=" + word + kQuiet};
}

INSTANTIATE_TEST_SUITE_P(
    Words, CancelledUnasked,
    testing::Values(cancelled("WithAllOfItLeft", "client_order_id=$1 quantity_remaining=10"),
                    cancelled("WithZeroes", "client_order_id=$1 quantity=0.0 quantity_remaining=0.0"),
                    cancelled("WithoutRemainder", "client_order_id=$1"),
                    cancelled("WithoutClientId", "client_order_id="),
                    cancelled("ForSelfTradePrevention", "client_order_id=$1 quantity_remaining=10",
                              "CANCELLED_STP"),
                    cancelled("AsIfItWereIoc", "client_order_id=$1 quantity_remaining=10", "IOC_CANCELLED"),
                    cancelled_partly("CANCELLED", "quantity_remaining=6"),
                    cancelled_partly("CANCELLED_STP", "quantity_remaining=6"),
                    Conversation{"FillsThatItImpliesComeFirst", kResting + R"(
            R get_user_trades O: [order_id=O trade_id=T1 price=150.4 quantity=4]
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=6
            wait 1s
        )" + kFour + "< 150=4|39=4|14=4|151=0|58=CANCELLED\n" + kQuiet},
                    Conversation{"FillsThatItWronglyImpliesAreNotMadeUp", kResting + R"(
            R get_user_trades O:
            S order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=0
            wait 1s
            < 150=4|39=4|14=0|151=0|58=CANCELLED
        )" + kQuiet},
                    Conversation{"BothSidesOfASelfTrade", kResting + R"(
            > 35=D|11=a2|55=AAPL-USD|54=2|38=4|40=2|44=150.5|59=3
            C add_order order_time_in_force=IOC
            S order_response status=ACK order_id=O2 client_order_id=$2 of=2
            < 150=0|11=a2
            S order_response status=CANCELLED_STP order_id=O client_order_id=$1 quantity_remaining=10
            < 150=4|11=a1|39=4|58=CANCELLED_STP
            S order_response status=IOC_CANCELLED order_id=O2 client_order_id=$2 quantity_remaining=4 of=2
            < 150=4|11=a2|39=4|14=0|58=IOC_CANCELLED
        )"},
                    Conversation{"AStrangersEndIsNobodys", kResting + R"(
            S order_response status=CANCELLED order_id=Z client_order_id= quantity_remaining=10
            S order_response status=CANCELLED order_id=Z client_order_id=web-1 quantity_remaining=10
        )"}),
    row_name);

}  // namespace
}  // namespace qb::bridge::test
