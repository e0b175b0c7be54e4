#include "replay/map.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/replay/log_text.h"

namespace qb::replay::test {
namespace {

MapOptions map_options() {
    MapOptions options;
    options.log = decode_options().log;
    return options;
}

/// A message of the client with a number that plays no part.
std::string from_client(std::string_view body, std::string_view begin_string = "FIX.4.4") {
    return message("35=" + std::string(body.substr(0, body.find('|'))) +
                       "|34=77|49=FUND|52=20260105-10:00:00.000|56=VENUE" +
                       std::string(body.substr(body.find('|'))),
                   begin_string) +
           "\n";
}
const std::string kTime = "60=20260105-10:00:00|";

/// What each line of the output has behind "rules_of".
std::string mapped(const std::string& log, const MapOptions& options = map_options()) {
    const auto got = run(map, options, log);
    std::istringstream lines(got.out);
    std::string shown = got.err;
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find("\"commands\":");
        shown += (at == std::string::npos ? line : line.substr(at, line.size() - at - 1)) + '\n';
    }
    return shown;
}

struct Mapped {
    std::string name, log, expected;
};

const std::string kStop = from_client("D|11=a1|55=AAPL-USD|54=2|38=2.50|40=3|99=190.10|59=1|" + kTime);
const std::string kStopAdd =
    R"("commands":[{"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL","order_type":"STOP_LOSS",)"
    R"("order_time_in_force":"GTC","quantity":2.50,"price":190.10,"client_order_id":"<client_order_id>"}}],"answers":[])"
    "\n";
const std::string kLimit = from_client("D|11=b1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1|18=E|" + kTime);
const std::string kLimitAdd =
    R"("commands":[{"type":"add_order","params":{"symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT",)"
    R"("order_time_in_force":"GTC","quantity":10,"price":150.5,"reduce_only":true,)"
    R"("client_order_id":"<client_order_id>"}}],"answers":[])"
    "\n";

const Mapped kMapped[] = {
    {"Stop", kStop, kStopAdd},
    {"Limit", kLimit, kLimitAdd},
    {"StopLimitIsRefused", from_client("D|11=a1|55=AAPL-USD|54=2|38=2|40=4|44=1|99=2|59=1|" + kTime),
     R"("commands":[],"answers":[{"35":"8","6":"0","11":"a1","14":"0","37":"NONE","38":"2","39":"8",)"
     R"("40":"4","44":"1","54":"2","55":"AAPL-USD",)"
     R"("58":"UNSUPPORTED_ORDTYPE the venue has no stop-limit order; send OrdType(40)=3 with StopPx(99) )"
     R"(and without Price(44) for a stop that becomes a market order when the mark price reaches it",)"
     R"("59":"1","99":"2","103":"11","150":"8","151":"0"}])"
     "\n"},
    {"MissingFieldIsRejected", from_client("D|11=a1|54=2|38=2|40=3|99=2|59=1|" + kTime),
     R"("commands":[],"answers":[{"35":"3","58":"Required tag missing","371":"55","372":"D","373":"1"}])"
     "\n"},
    {"UnknownValueIsRejected", from_client("D|11=a1|55=X|54=Z|38=2|40=3|99=2|59=1|" + kTime),
     R"("commands":[],"answers":[{"35":"3","58":"Value is incorrect (out of range) for this tag",)"
     R"("371":"54","372":"D","373":"5"}])"
     "\n"},
    {"OtherTypesAreNotSupported", from_client("E|66=1|"),
     R"("commands":[],"answers":[{"35":"j","58":"Unsupported message type","372":"E","380":"3"}])"
     "\n"},
    {"Duplicate", kStop + kStop,
     kStopAdd +
         R"("commands":[],"answers":[{"35":"8","6":"0","11":"a1","14":"0","37":"<venue id 1 of a1>",)"
         R"("38":"2.50","39":"0","40":"3","54":"2","55":"AAPL-USD",)"
         R"("58":"DUPLICATE_CLORDID ClOrdID(11) belongs to the order shown here; nothing was sent","59":"1",)"
         R"("99":"190.10","103":"6","150":"8","151":"2.50","636":"N"}])"
         "\n"},
    {"CancelOfAStop", kStop + from_client("F|11=a2|41=a1|55=AAPL-USD|54=2|" + kTime),
     kStopAdd +
         R"("commands":[{"type":"cancel_stop_order","params":{"stop_order_id":"<venue id 1 of a1>"}}],)"
         R"("answers":[{"35":"8","6":"0","11":"a2","14":"0","37":"<venue id 1 of a1>","38":"2.50","39":"6",)"
         R"("40":"3","41":"a1","54":"2","55":"AAPL-USD","59":"1","99":"190.10","150":"6","151":"2.50"}])"
         "\n"},
    {"CancelOfALimit", kLimit + from_client("F|11=b2|41=b1|55=AAPL-USD|54=1|" + kTime),
     kLimitAdd +
         R"("commands":[{"type":"cancel_order","params":{"symbol":"AAPL-USD",)"
         R"("order_id":"<venue id 1 of b1>","cancel_order_id_type":"order_id"}}],"answers":[{"35":"8",)"
         R"("6":"0","11":"b2","14":"0","37":"<venue id 1 of b1>","38":"10","39":"6","40":"2","41":"b1",)"
         R"("44":"150.5","54":"1","55":"AAPL-USD","59":"1","150":"6","151":"10"}])"
         "\n"},
    {"CancelOfAnUnknownOrder", from_client("F|11=a2|41=zz|55=AAPL-USD|54=2|" + kTime),
     R"("commands":[],"answers":[{"35":"9","11":"a2","37":"NONE","39":"8","41":"zz",)"
     R"("58":"UNKNOWN_ORDER the session has no order of that ClOrdID or OrderID","102":"1","434":"1"}])"
     "\n"},
    {"CancelOfACancelledOrder",
     kStop + from_client("F|11=a2|41=a1|55=AAPL-USD|54=2|" + kTime) +
         from_client("F|11=a3|41=a1|55=AAPL-USD|54=2|" + kTime),
     kStopAdd +
         R"("commands":[{"type":"cancel_stop_order","params":{"stop_order_id":"<venue id 1 of a1>"}}],)"
         R"("answers":[{"35":"8","6":"0","11":"a2","14":"0","37":"<venue id 1 of a1>","38":"2.50","39":"6",)"
         R"("40":"3","41":"a1","54":"2","55":"AAPL-USD","59":"1","99":"190.10","150":"6","151":"2.50"}])"
         "\n"
         R"("commands":[],"answers":[{"35":"9","11":"a3","37":"<venue id 1 of a1>","39":"4","41":"a1",)"
         R"("58":"ORDER_ENDED the order has ended","102":"0","434":"1"}])"
         "\n"},
    {"ReplaceOfAStop", kStop + from_client("G|11=a2|41=a1|55=AAPL-USD|54=2|38=3|40=3|99=185|" + kTime),
     kStopAdd +
         R"("commands":[{"type":"modify_stop_order","params":{"stop_order_id":"<venue id 1 of a1>",)"
         R"("symbol":"AAPL-USD","side":"SELL","order_type":"STOP_LOSS","quantity":3,"price":185}}],)"
         R"("answers":[{"35":"8","6":"0","11":"a2","14":"0","37":"<venue id 1 of a1>","38":"2.50","39":"E",)"
         R"("40":"3","41":"a1","54":"2","55":"AAPL-USD","59":"1","99":"190.10","150":"E","151":"2.50"}])"
         "\n"},
    {"ReplaceOfALimitTwice",
     kLimit + from_client("G|11=b2|41=b1|55=AAPL-USD|54=1|38=12|40=2|44=151|" + kTime) +
         from_client("G|11=b3|41=b2|55=AAPL-USD|54=1|38=13|40=2|44=152|" + kTime),
     kLimitAdd +
         R"("commands":[{"type":"modify_order","params":{"order_id":"<venue id 1 of b1>",)"
         R"("symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":true,"quantity":12,)"
         R"("price":151,"take_profit":0,"stop_loss":0}}],"answers":[{"35":"8","6":"0","11":"b2","14":"0",)"
         R"("37":"<venue id 1 of b1>","38":"10","39":"E","40":"2","41":"b1","44":"150.5","54":"1",)"
         R"("55":"AAPL-USD","59":"1","150":"E","151":"10"}])"
         "\n"
         R"("commands":[{"type":"modify_order","params":{"order_id":"<venue id 1 of b1>",)"
         R"("symbol":"AAPL-USD","side":"BUY","order_type":"LIMIT","reduce_only":true,"quantity":13,)"
         R"("price":152,"take_profit":0,"stop_loss":0}}],"answers":[{"35":"8","6":"0","11":"b3","14":"0",)"
         R"("37":"<venue id 1 of b1>","38":"12","39":"E","40":"2","41":"b2","44":"151","54":"1",)"
         R"("55":"AAPL-USD","59":"1","150":"E","151":"12"}])"
         "\n"},
    {"Status", kStop + from_client("H|11=a1|55=AAPL-USD|54=2|"),
     kStopAdd + R"("commands":[],"answers":[{"35":"8","6":"0","11":"a1","14":"0","37":"<venue id 1 of a1>",)"
                R"("38":"2.50","39":"0","40":"3","54":"2","55":"AAPL-USD","59":"1","99":"190.10","150":"I",)"
                R"("151":"2.50","636":"N"}])"
                "\n"},
    {"MassStatus", from_client("AF|584=m1|585=7|"),
     R"("commands":[],"answers":[{"35":"8","6":"0","14":"0","37":"NONE","39":"8","54":"7","55":"[N/A]",)"
     R"("58":"NO_ORDERS the session has no such order","150":"I","151":"0","584":"m1","911":"0",)"
     R"("912":"Y"}])"
     "\n"},
    {"MassCancel", kStop + from_client("q|11=q1|530=7|" + kTime),
     kStopAdd +
         R"("commands":[{"type":"cancel_stop_order","params":{"stop_order_id":"<venue id 1 of a1>"}}],)"
         R"("answers":[{"35":"r","11":"q1","37":"NONE","530":"7","531":"7","533":"1"}])"
         "\n"},
    {"OldVersion", from_client("D|11=a1|21=1|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1|" + kTime, "FIX.4.2"),
     R"("commands":[{"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL",)"
     R"("order_type":"STOP_LOSS","order_time_in_force":"GTC","quantity":2,"price":190,)"
     R"("client_order_id":"<client_order_id>"}}],"answers":[])"
     "\n"},
    {"NewVersion", from_client("D|11=a1|55=AAPL-USD|54=2|38=2|40=J|99=190|59=1|" + kTime, "FIXT.1.1"),
     R"("commands":[{"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL",)"
     R"("order_type":"TAKE_PROFIT","order_time_in_force":"GTC","quantity":2,"price":190,)"
     R"("client_order_id":"<client_order_id>"}}],"answers":[])"
     "\n"},
    {"NoSuchVersion", from_client("D|11=a1|55=AAPL-USD|", "FIX.4.0"),
     R"({"log":"-","line":1,"time":"2026-01-05T10:00:00.000000Z","client":"FUND","msg_type":"D",)"
     R"("cl_ord_id":"a1","not_played":"no session of its BeginString(8) is configured"})"
     "\n"},
    {"PossDup", from_client("D|43=Y|11=a1|55=AAPL-USD|"),
     R"({"log":"-","line":1,"time":"2026-01-05T10:00:00.000000Z","client":"FUND","msg_type":"D",)"
     R"("cl_ord_id":"a1","not_played":"PossDupFlag(43)=Y"})"
     "\n"},
    {"SessionMessagesAreNotTheirs", from_client("0|") + from_client("8|11=a1|"), ""},
};

class MessageMapped : public testing::TestWithParam<Mapped> {};
TEST_P(MessageMapped, ToWhatTheBridgeWouldSend) { EXPECT_EQ(mapped(GetParam().log), GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(Map, MessageMapped, testing::ValuesIn(kMapped),
                         [](const auto& row) { return row.param.name; });

TEST(Map, CommittedLogsGiveTheCommittedAnswers) {
    auto options = map_options();
    options.log.logs = {golden_path("oms.log"), golden_path("fund.log"), golden_path("old.fix")};
    const auto got = run(map, options);
    EXPECT_EQ(replaced(got.out, golden_path(""), ""), golden("map.jsonl"));
    EXPECT_EQ(got.code, kExitFound);
}

TEST(Map, ClientsWithTheSameIdsAreKeptApart) {
    const auto other = replaced(kStop, "49=FUND", "49=DESK");
    EXPECT_EQ(mapped(kStop + other), kStopAdd + kStopAdd);
}

TEST(Map, MistakesOfAConfigurationAreAllNamed) {
    auto options = map_options();
    options.config = "/nonexistent/bridge.cfg";
    EXPECT_THROW(run(map, options), std::runtime_error);
}

}  // namespace
}  // namespace qb::replay::test
