#include "unit/bridge/wire_rows.h"

/// Orders that cannot rest (market, IOC, FOK, a fired stop) and how the venue may end them; post-only orders
/// that would take; what a market order may hold.
namespace qb::bridge::test {
namespace {

struct Kind {
    std::string name, accepted;  ///< 10 to sell, under O
};
const std::string kAckedAs =
    "S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10\n"
    "< 150=0|39=0|37=O\n";

std::vector<Kind> kinds() {
    const std::string order = "> 35=D|11=a1|55=AAPL-USD|54=2|38=10|";
    return {{"Market",
             order + "40=1\nC add_order order_type=MARKET order_time_in_force=IOC price=0\n" + kAckedAs},
            {"Ioc",
             order + "40=2|44=150|59=3\nC add_order order_type=LIMIT order_time_in_force=IOC\n" + kAckedAs},
            {"Fok",
             order + "40=2|44=150|59=4\nC add_order order_type=LIMIT order_time_in_force=FOK\n" + kAckedAs},
            {"FiredStop",
             order + "40=3|99=190|59=1\nC add_order\n" + kAckedAs +
                 "S order_response status=ACK order_id=O client_order_id=$1 type=STOP_MARKET\n< 150=L\n"}};
}

const std::string kFill =
    "S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150 quantity=4\n"
    "< 150=F|39=1|14=4|151=6\n";
const std::string kFilled =
    "S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=6 trade_id=T1\n";
const std::string kWord = "S order_response order_id=O client_order_id=$1 ";
const std::string kEnd = "< 150=4|39=4|11=a1|37=O|41=-|151=0|103=-|";

struct End {
    std::string name, script;
};
std::vector<End> ends() {
    return {
        {"FilledThenSilence", kFill + kFilled + "R otherwise: empty\nwait 999ms\nwait 1100ms\n" + kEnd +
                                  "14=4|58=IOC_REMAINDER_CANCELLED\n"},
        {"FilledThenCancelled",
         kFill + kFilled + kWord + "status=CANCELLED quantity_remaining=6\n" + kEnd + "14=4|58=CANCELLED\n"},
        {"CancelledWithZeroes", kFill + kFilled + kWord +
                                    "status=CANCELLED quantity=0 quantity_remaining=0\n" + kEnd +
                                    "14=4|58=CANCELLED\n"},
        {"FilledThenPartiallyFilled", kFill + kFilled + kWord +
                                          "status=IOC_PARTIALLY_FILLED quantity_remaining=6\n" + kEnd +
                                          "14=4|58=IOC_PARTIALLY_FILLED\n"},
        {"PartiallyFilledAlone", kFill + kWord +
                                     "status=IOC_PARTIALLY_FILLED quantity_remaining=6 trade_id=T1\n" + kEnd +
                                     "14=4|58=IOC_PARTIALLY_FILLED\n"},
        {"PartiallyFilledBeforeItsFill",
         kWord + "status=IOC_PARTIALLY_FILLED quantity_remaining=6 trade_id=T1\n" + kFill + kEnd +
             "14=4|58=IOC_PARTIALLY_FILLED\n"},
        {"PartiallyFilledAndTheFillIsLost",
         "R otherwise: empty\nR get_user_trades O: [order_id=O trade_id=T1 price=150 quantity=4]\n" + kWord +
             "status=IOC_PARTIALLY_FILLED quantity_remaining=6\nwait 1s\n< 150=F|39=1|14=4|151=6\n" + kEnd +
             "14=4|58=IOC_PARTIALLY_FILLED\n"},
        {"FilledThenIocCancelled", kFill + kFilled + kWord + "status=IOC_CANCELLED quantity_remaining=6\n" +
                                       kEnd + "14=4|58=IOC_CANCELLED\n"},
        {"NothingCancelled", "R otherwise: empty\n" + kWord + "status=CANCELLED quantity_remaining=10\n" +
                                 kEnd + "14=0|58=CANCELLED\n"},
        {"NothingIocCancelled",
         kWord + "status=IOC_CANCELLED quantity_remaining=10\n" + kEnd + "14=0|58=IOC_CANCELLED\n"},
        {"NothingAndSilence", "R otherwise: empty\nwait 5s\n" + kEnd + "14=0|58=*\n"},
        {"Complete", kFill + kFilled + R"(
            S fill_response order_id=O client_order_id=$1 trade_id=T2 price=149 quantity=6
            < 150=F|39=2|14=10|151=0|6=149.4
            S order_response status=FILLED order_id=O client_order_id=$1 quantity_remaining=0 trade_id=T2
        )"},
    };
}

std::vector<Conversation> all_ends() {
    std::vector<Conversation> rows;
    for (const auto& kind : kinds()) {
        for (const auto& end : ends())
            rows.push_back({kind.name + "_" + end.name, kind.accepted + end.script + "wait 60s\n"});
    }
    return rows;
}

class CannotRest : public Conversations {};
TEST_P(CannotRest, EndsOnceWithWhatWasExecuted) { play(); }
INSTANTIATE_TEST_SUITE_P(Ends, CannotRest, testing::ValuesIn(all_ends()), row_name);

/// A silent order is asked about with get_order: every way in which the venue may answer that.
Conversation asked(std::string name, const std::string& answer) {
    return {std::move(name), kinds()[1].accepted + kFill + "R otherwise: empty\nR get_order O: " + answer +
                                 "\nwait 2s\n" + kEnd + "14=4|58=IOC_REMAINDER_CANCELLED\n"};
}

INSTANTIATE_TEST_SUITE_P(
    Questions, CannotRest,
    testing::Values(
        asked("EmptyList", ""),
        asked("NoSuchOrder", "order_response status=NO_SUCH_ORDER order_id=O client_order_id="),
        asked("NoSuchOrderWithoutId", "order_response status=NO_SUCH_ORDER order_id= client_order_id="),
        asked(
            "Err",
            R"({"err":{"error_code":"InvalidParameter","incoming_message":{"type":"get_order","params":{"order_id":"O"}}}})"),
        asked("ErrWithoutEcho", R"({"err":{"error_code":"InvalidParameter"}})"),
        asked("ARowWithNothingLeft", "[order_id=O client_order_id=$1 status=CANCELLED quantity_remaining=0]"),
        Conversation{"AnOrderResponseThatSaysHow", kinds()[1].accepted + kFill + R"(
            R get_order O: order_response status=CANCELLED order_id=O client_order_id=$1 quantity_remaining=6
            wait 2s
        )" + kEnd + "14=4|58=CANCELLED\n"},
        Conversation{"StillOpenThenGone", kinds()[1].accepted + kFill + R"(
            R otherwise: empty
            R get_order O: [order_id=O client_order_id=$1 status=ACK quantity_remaining=6]
            wait 10s
            R get_order O:
            wait 30s
        )" + kEnd + "14=4|58=IOC_REMAINDER_CANCELLED\n"},
        Conversation{"TheReadFailsThenGone", kinds()[1].accepted + kFill + R"(
            R otherwise: empty
            R get_order O: fail
            wait 10s
            R get_order O:
            wait 30s
        )" + kEnd + "14=4|58=IOC_REMAINDER_CANCELLED\n"}),
    row_name);

class Unacknowledged : public Conversations {};
TEST_P(Unacknowledged, IsRejectedUnlessItExecuted) { play(); }

std::vector<Conversation> never_acked() {
    std::vector<Conversation> rows;
    for (const auto& kind : kinds()) {
        if (kind.name == "FiredStop") continue;
        const auto sent = kind.accepted.substr(0, kind.accepted.find("S order_response"));
        for (const std::string word : {"CANCELLED", "IOC_CANCELLED"}) {
            rows.push_back({kind.name + "_" + word, sent + kWord + "quantity_remaining=10 status=" + word +
                                                        "\n< 150=8|39=8|14=0|151=0|103=99|58=" + word +
                                                        "\nwait 60s\n"});
        }
        rows.push_back({kind.name + "_IOC_PARTIALLY_FILLED",
                        sent + kWord +
                            "quantity_remaining=6 trade_id=T1 status=IOC_PARTIALLY_FILLED\n< 150=0|39=0\n" +
                            kFill + kEnd + "14=4|58=IOC_PARTIALLY_FILLED\n"});
    }
    return rows;
}
INSTANTIATE_TEST_SUITE_P(Ends, Unacknowledged, testing::ValuesIn(never_acked()), row_name);

class PostOnlyThatWouldTake : public Conversations {};
TEST_P(PostOnlyThatWouldTake, IsRejectedOrCancelled) { play(); }

const std::string kPostOnly = R"(
    > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1|18=6
    C add_order order_type=ALO order_time_in_force=GTC
)";
Conversation crossing(const std::string& word, bool acked) {
    const std::string ack =
        acked ? "S order_response status=ACK order_id=O client_order_id=$1\n< 150=0|39=0\n" : "";
    return {word + (acked ? "AfterTheAck" : ""),
            kPostOnly + ack + kWord + "quantity_remaining=10 status=" + word + "\n< 14=0|151=0|58=" + word +
                (acked ? "|150=4|39=4\n" : "|150=8|39=8|103=99\n") + "wait 60s\n"};
}
INSTANTIATE_TEST_SUITE_P(Q28, PostOnlyThatWouldTake,
                         testing::Values(crossing("REJECTED", false), crossing("CANCELLED", false),
                                         crossing("REJECTED", true), crossing("CANCELLED", true)),
                         row_name);

class MarketOrder : public Conversations {};
TEST_P(MarketOrder, HasRulesOfItsOwn) { play(); }

Conversation market(std::string name, const std::string& fields, const std::string& then) {
    return {std::move(name), "> 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=1" + fields + "\n" + then};
}
const std::string kSentAsIoc = R"(
    C add_order order_type=MARKET order_time_in_force=IOC price=0 quantity=10
    S order_response status=ACK order_id=O client_order_id=$1
    < 150=0|39=0|40=1|59=3|44=-|636=Y
)";
INSTANTIATE_TEST_SUITE_P(
    Fields, MarketOrder,
    testing::Values(market("WithoutTimeInForce", "", kSentAsIoc), market("Day", "|59=0", kSentAsIoc),
                    market("Ioc", "|59=3", kSentAsIoc), market("AZeroPrice", "|44=0", kSentAsIoc),
                    market("APrice", "|44=150", "< 150=8|39=8|103=11|58=UNEXPECTED_PRICE\n"),
                    market("AStopPrice", "|99=150", "< 150=8|39=8|103=11|58=UNEXPECTED_STOPPX\n"),
                    market("Gtc", "|59=1", "< 150=8|39=8|103=11|58=UNSUPPORTED_TIMEINFORCE\n"),
                    market("Fok", "|59=4", "< 150=8|39=8|103=11|58=UNSUPPORTED_TIMEINFORCE\n"),
                    market("PostOnly", "|18=6", "< 150=8|39=8|103=11|58=UNSUPPORTED_EXECINST\n"),
                    market("ReduceOnly", "|18=E", R"(
                        C add_order reduce_only=true
                    )"),
                    market("ThePriceOfItsAckIsNone", "", R"(
                        C add_order
                        S order_response status=ACK order_id=O client_order_id= price=155.5
                        < 150=0|44=-
                    )"),
                    market("InvalidPrice", "", R"(
                        C add_order
                        S {"err":{"error_code":"InvalidPrice"}}
                        < 150=8|39=8|103=99|58=InvalidPrice
                    )")),
    row_name);

}  // namespace
}  // namespace qb::bridge::test
