#include "client/expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/dictionary.h"

namespace qb::client {
namespace {

const Words& words() {
    static const Dictionary dictionary(QB_SOURCE_DIR "/fix_spec/client/FIX44.xml");
    return dictionary;
}

std::vector<Condition> conditions_of(const std::string& text) {
    return std::get<Expect>(*parse_command("expect " + text)).conditions;
}

struct Match {
    std::string name, conditions, message;
    std::vector<std::string> reasons;
};
class Matching : public testing::TestWithParam<Match> {};

TEST_P(Matching, NamesEachConditionThatFails) {
    const auto& row = GetParam();
    auto message = row.message;
    std::replace(message.begin(), message.end(), '|', '\x01');
    EXPECT_EQ(mismatches(conditions_of(row.conditions), fields_of(message), words()), row.reasons);
}
INSTANTIATE_TEST_SUITE_P(
    Rules, Matching,
    testing::Values(Match{"Equal", "150=0 39=0", "35=8|150=0|39=0|", {}},
                    Match{"Differs",
                          "150=0 39=0",
                          "35=8|150=8|39=8|",
                          {"150 ExecType is Rejected(8), not New(0)",
                           "39 OrdStatus is Rejected(8), not New(0)"}},
                    Match{"DigitForDigit", "38=1", "38=1.0|", {"38 OrderQty is 1.0, not 1"}},
                    Match{"Missing", "103=3", "35=8|", {"103 OrdRejReason is missing, not ExceedsLimit(3)"}},
                    Match{"Present", "37=*", "37=x|", {}},
                    Match{"PresentMissing", "37=*", "35=8|", {"37 OrderID is missing, but should be there"}},
                    Match{"Absent", "41=!", "35=8|", {}},
                    Match{"AbsentThere", "41=!", "41=x|", {"41 OrigClOrdID is x, but should not be there"}},
                    Match{"Regex", "58=/^FAILED_MARGIN/", "58=FAILED_MARGIN_CHECK x|", {}},
                    Match{"RegexSearches", "58=/MARGIN/", "58=FAILED_MARGIN_CHECK x|", {}},
                    Match{"RegexFails",
                          "58=/^REJECTED/",
                          "58=FAILED|",
                          {"58 Text is FAILED, which /^REJECTED/ does not match"}},
                    Match{"AnyOfSeveral", "448=B", "448=A|448=B|", {}},
                    Match{"NoneOfSeveral", "448=C", "448=A|448=B|", {"448 PartyID is A and B, not C"}},
                    Match{"EmptyIsNotMissing", "58=x", "58=|", {"58 Text is , not x"}},
                    Match{"UnknownTag", "9999=1", "9999=2|", {"9999 is 2, not 1"}},
                    Match{"SecretStaysHidden", "554=x", "554=hunter2|", {"554 Password is ***, not ***"}}),
    [](const auto& row) { return row.param.name; });

TEST(ConditionText, IsWhatTheScriptSaid) {
    const std::string text = "150=0 37=* 41=! 58=/^a b/";
    EXPECT_EQ(to_text(conditions_of(text)), text);
}

TEST(SessionMessages, AreMeantWhereTheTypeIsNamed) {
    EXPECT_EQ(session_type_wanted(conditions_of("112=x 35=0")), "0");
    EXPECT_EQ(session_type_wanted(conditions_of("35=A")), "A");
    EXPECT_EQ(session_type_wanted(conditions_of("35=8 150=0")), std::nullopt);
    EXPECT_EQ(session_type_wanted(conditions_of("35=3")), std::nullopt) << "Reject(3) answers orders";
    EXPECT_EQ(session_type_wanted(conditions_of("35=* 150=0")), std::nullopt);
    EXPECT_EQ(session_type_wanted(conditions_of("150=0")), std::nullopt);
}

}  // namespace
}  // namespace qb::client
