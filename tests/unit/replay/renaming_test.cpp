#include "replay/renaming.h"

#include <gtest/gtest.h>

#include "unit/replay/recorded.h"

namespace qb::replay {
namespace {

using test::fields;
using test::text;

const std::map<std::string, std::string, std::less<>> kSymbols{{"AAPL", "AAPL-USD"}};

/// Two orders, of which the venue called the first one v1.
Recording two_orders() {
    return test::recording({{'>', "35=D|11=a|55=AAPL|60=1|"},
                            {'<', "35=8|11=a|37=NONE|"},
                            {'<', "35=8|11=a|37=v1|"},
                            {'>', "35=AF|584=m|585=7|"},
                            {'<', "35=8|584=m|11=a|37=v1|"},
                            {'>', "35=D|11=b|55=MSFT|60=1|"},
                            {'<', "35=8|11=b|37=v2|"}});
}

struct Row {
    std::string name, recorded, sent;
};

class Renamed : public testing::TestWithParam<Row> {};

TEST_P(Renamed, IsSentUnderTodaysNames) {
    const auto log = two_orders();
    Renaming renaming("p", kSymbols, log);
    EXPECT_EQ(text(renaming.to_send(log.requests[0], "now")), "35=D|11=p-1|55=AAPL-USD|60=now|");
    renaming.learn_order_id("a", fields("35=8|37=NONE|"));
    renaming.learn_order_id("a", fields("35=8|37=today1|"));
    renaming.learn_order_id("a", fields("35=8|37=later|"));
    renaming.learn_order_id("m", fields("35=8|584=m|37=today9|"));
    const Request request{
        .at = {}, .fields = fields(GetParam().recorded), .conversation = {}, .answers_before = 0};
    EXPECT_EQ(text(renaming.to_send(request, "now")), GetParam().sent);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Renamed,
    testing::Values(Row{"Cancel", "35=F|11=c|41=a|37=v1|60=1|", "35=F|11=p-2|41=p-1|37=today1|60=now|"},
                    Row{"SameIdAgain", "35=D|11=a|55=MSFT|", "35=D|11=p-1|55=MSFT|"},
                    Row{"Status", "35=H|11=a|790=a|", "35=H|11=p-1|790=a|"},
                    Row{"StatusOfAStranger", "35=H|11=z|", "35=H|11=z|"},
                    Row{"CancelOfAStranger", "35=F|11=c|41=z|37=v9|", "35=F|11=p-2|41=z|37=v9|"},
                    Row{"NotAnsweredYet", "35=F|11=c|37=v2|", "35=F|11=p-2|37=v2|"},
                    Row{"MassStatus", "35=AF|584=m|585=7|", "35=AF|584=m|585=7|"}),
    [](const auto& row) { return row.param.name; });

TEST(Renaming, AnswersComeBackInTheNamesOfTheLog) {
    const auto log = two_orders();
    Renaming renaming("p", kSymbols, log);
    for (const std::size_t i : {0U, 2U}) static_cast<void>(renaming.to_send(log.requests.at(i), "now"));
    for (const auto& [today, recorded] :
         {std::pair("35=8|11=p-1|41=p-2|55=AAPL-USD|38=1|", "35=8|11=a|41=b|55=AAPL|38=1|"),
          std::pair("35=j|379=p-2|58=no (p-1), p-2: p-11 p-1|", "35=j|379=b|58=no (a), b: p-11 a|"),
          std::pair("35=8|11=other|55=MSFT|58=|", "35=8|11=other|55=MSFT|58=|")}) {
        EXPECT_EQ(text(renaming.as_recorded(fields(today))), recorded);
    }
    EXPECT_EQ(renaming.new_id("b"), "p-2");
    EXPECT_FALSE(renaming.new_id("p-2"));
}

}  // namespace
}  // namespace qb::replay
