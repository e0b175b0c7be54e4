#include "replay/orders.h"

#include <gtest/gtest.h>

#include "unit/replay/log_text.h"

namespace qb::replay::test {
namespace {

LogOptions log_options(Format format) { return decode_options(format).log; }

Outcome orders_of(const std::string& log, Format format = Format::Text, FilterOptions filter = {}) {
    auto options = log_options(format);
    options.filter = std::move(filter);
    return run(orders, options, log);
}

struct Golden {
    std::string name;
    Format format;
    std::string expected;
};
class OrdersOf : public testing::TestWithParam<Golden> {};
TEST_P(OrdersOf, TheCommittedLogs) {
    auto options = log_options(GetParam().format);
    // The same session twice: what was seen in one log is no news in the other.
    options.logs = {golden_path("oms.log"), golden_path("fund.log"), golden_path("old.fix"),
                    golden_path("oms.log")};
    const auto got = run(orders, options);
    EXPECT_EQ(got.out, golden(GetParam().expected));
    EXPECT_EQ(got.code, kExitFound);
}
INSTANTIATE_TEST_SUITE_P(Golden, OrdersOf,
                         testing::Values(Golden{"Text", Format::Text, "orders.txt"},
                                         Golden{"Jsonl", Format::Jsonl, "orders.jsonl"},
                                         Golden{"Csv", Format::Csv, "orders.csv"}),
                         [](const auto& row) { return row.param.name; });

std::string in(std::string_view body, int second) {
    return message(std::string(body) + "49=A|56=B|52=20260105-10:00:0" + std::to_string(second) + "|") + "\n";
}
std::string out(std::string_view body, int second) {
    return message(std::string(body) + "49=B|56=A|52=20260105-10:00:0" + std::to_string(second) + "|") + "\n";
}
const std::string kOrder = "35=D|34=1|11=a1|55=X|54=1|38=5|40=1|";

struct Life {
    std::string name, log, expected;
};
const std::string kHead = "A->B a1";
const std::string kTerms = ": Buy 5 X Market";
const std::string kReceived = ", received 2026-01-05T10:00:01.000000Z";
const std::string kAcknowledged = ", acknowledged 2026-01-05T10:00:02.000000Z (after 1000000 us)";

const Life kLives[] = {
    {"Unanswered", in(kOrder, 1), kHead + kTerms + ", no report" + kReceived + "\n"},
    {"PendingIsNoAcknowledgement", in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=1|150=A|39=A|14=0|", 2),
     kHead + " OrderID=v" + kTerms + ", PendingNew CumQty=0" + kReceived + "\n"},
    {"FillIsOne", in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=1|150=F|39=2|14=5|6=7.25|", 2),
     kHead + " OrderID=v" + kTerms + ", Filled CumQty=5 AvgPx=7.25" + kReceived + kAcknowledged +
         ", ended 2026-01-05T10:00:02.000000Z\n"},
    {"RejectIsNone", in(kOrder, 1) + out("35=8|34=1|11=a1|37=NONE|17=1|150=8|39=8|103=3|58=NO|", 2),
     kHead + kTerms + ", Rejected" + kReceived +
         ", ended 2026-01-05T10:00:02.000000Z, OrdRejReason=ExceedsLimit, Text=NO\n"},
    {"ReportTwiceCountsOnce",
     in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=1|150=F|39=1|14=1|6=7|", 2) +
         out("35=8|34=2|11=a1|37=v|17=2|150=F|39=1|14=2|6=7|", 3) +
         out("35=8|34=1|43=Y|11=a1|37=v|17=1|150=F|39=1|14=1|6=7|", 4),
     kHead + " OrderID=v" + kTerms + ", PartiallyFilled CumQty=2 AvgPx=7" + kReceived + kAcknowledged + "\n"},
    {"StatusAnswerIsNoEvent", in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=0|150=I|39=0|14=0|", 2),
     kHead + " OrderID=v" + kTerms + ", New CumQty=0" + kReceived + "\n"},
    {"StatusAnswerOfAnUnknownOrderIsNoOrder", out("35=8|34=1|11=zz|37=NONE|17=0|150=I|39=8|103=5|14=0|", 2),
     ""},
    {"SecondOrderWithTheIdIsNotTheFirst",
     in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=1|150=0|39=0|14=0|", 2) +
         in("35=D|34=2|11=a1|55=Y|54=2|38=9|40=1|", 3) +
         out("35=8|34=2|11=a1|37=v|17=2|150=8|39=8|103=6|14=0|", 4),
     kHead + " OrderID=v" + kTerms + ", New CumQty=0" + kReceived + kAcknowledged + "\n"},
    {"RejectedChangeLeavesTheTerms",
     in(kOrder, 1) + out("35=8|34=1|11=a1|37=v|17=1|150=0|39=0|14=0|", 2) +
         in("35=G|34=2|11=a2|41=a1|55=X|54=1|38=7|40=1|", 3) +
         out("35=9|34=2|11=a2|41=a1|37=v|39=0|434=2|102=99|", 4),
     kHead + " > a2 (G rejected) OrderID=v" + kTerms + ", New CumQty=0" + kReceived + kAcknowledged + "\n"},
    {"ReportsAlone",
     out("35=8|34=1|11=a1|37=v|17=1|150=0|39=0|14=0|55=X|54=1|38=5|40=1|", 2) +
         out("35=8|34=2|11=c1|41=a1|37=v|17=2|150=4|39=4|14=0|58=bye|", 3),
     kHead + " > c1 () OrderID=v" + kTerms +
         ", Canceled CumQty=0, acknowledged 2026-01-05T10:00:02.000000Z, ended 2026-01-05T10:00:03.000000Z, "
         "Text=bye\n"},
    {"CancelOfAnOrderThatIsNotInTheLog", in("35=F|34=2|11=c1|41=a1|55=X|54=1|", 3),
     kHead + " > c1 (F open): Buy X, no report\n"},
};

class OrderLife : public testing::TestWithParam<Life> {};
TEST_P(OrderLife, ComesToOneRow) { EXPECT_EQ(orders_of(GetParam().log).out, GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(Messages, OrderLife, testing::ValuesIn(kLives),
                         [](const auto& row) { return row.param.name; });

TEST(OrdersFilter, ShowsWholeOrdersThatFit) {
    const auto log = in(kOrder, 1) + out("35=8|34=1|11=a1|37=v1|17=1|150=0|39=0|14=0|", 2) +
                     in("35=D|34=2|11=b1|55=Y|54=1|38=5|40=1|", 3) +
                     in("35=G|34=3|11=a2|41=a1|55=X|54=1|38=6|40=1|", 4);
    const auto shown = [&](const FilterOptions& filter) {
        std::istringstream lines(orders_of(log, Format::Text, filter).out);
        std::string ids;
        for (std::string line; std::getline(lines, line);) ids += line.substr(5, 2) + ' ';
        return ids;
    };
    EXPECT_EQ(shown({}), "a1 b1 ");
    EXPECT_EQ(shown({.to = "20260105-10:00:02"}), "a1 ");
    EXPECT_EQ(shown({.from = "20260105-10:00:02"}), "b1 ");
    EXPECT_EQ(shown({.symbols = {"Y"}}), "b1 ");
    EXPECT_EQ(shown({.cl_ord_ids = {"a2"}}), "a1 ");
    EXPECT_EQ(shown({.order_ids = {"v1"}}), "a1 ");
    EXPECT_EQ(shown({.sessions = {"C->D"}}), "");
}

}  // namespace
}  // namespace qb::replay::test
