#include "client/variables.h"

#include <gtest/gtest.h>

#include "client/number_text.h"
#include "client/utc_text.h"

namespace qb::client {
namespace {

const Variables kSome{.orders = {"r-1", "mine", "r-2"},
                      .saved = {{"oid", "5b30"}, {"a_1", "x"}},
                      .fresh = "r-3",
                      .now = "20260105-10:00:00.000"};

struct Text {
    std::string name, text, becomes;
};
class Substitution : public testing::TestWithParam<Text> {};

TEST_P(Substitution, ReplacesNames) {
    const auto result = substitute(GetParam().text, kSome);
    ASSERT_TRUE(result) << result.error();
    EXPECT_EQ(*result, GetParam().becomes);
}
INSTANTIATE_TEST_SUITE_P(Rules, Substitution,
                         testing::Values(Text{"Plain", "abc", "abc"}, Text{"Empty", "", ""},
                                         Text{"Last", "$last", "r-2"}, Text{"First", "$1", "r-1"},
                                         Text{"Second", "<$2>", "<mine>"}, Text{"New", "$new", "r-3"},
                                         Text{"Now", "$now", "20260105-10:00:00.000"},
                                         Text{"Saved", "a$oid.b", "a5b30.b"}, Text{"Underscore", "$a_1", "x"},
                                         Text{"Several", "$1$2", "r-1mine"}, Text{"LoneDollar", "5$", "5$"},
                                         Text{"DollarBlank", "a $ b", "a $ b"},
                                         Text{"Doubled", "$$1", "$r-1"}),
                         [](const auto& row) { return row.param.name; });

TEST(SubstitutionFails, ForANameThatStandsForNothing) {
    EXPECT_EQ(substitute("x $nope", kSome).error(), "$nope stands for nothing so far");
    EXPECT_EQ(substitute("$4", kSome).error(), "$4 stands for nothing so far");
    EXPECT_EQ(substitute("$0", kSome).error(), "$0 stands for nothing so far");
    EXPECT_EQ(substitute("$last", Variables{}).error(), "$last stands for nothing so far");
}

TEST(DecimalText, IsWhatFixAndJsonBothTake) {
    for (const auto* text : {"0", "1", "-1", "0.1", "10.00", "100000.10", "123456789012345678901234567890"})
        EXPECT_TRUE(is_decimal_text(text)) << text;
    for (const auto* text : {"", "-", ".5", "5.", "01", "+1", "1e3", "1 ", "0x1", "1.2.3", "--1"})
        EXPECT_FALSE(is_decimal_text(text)) << text;
}

TEST(UtcText, HasMilliseconds) {
    const std::chrono::system_clock::time_point time{std::chrono::milliseconds(1'767'607'205'007)};
    EXPECT_EQ(utc_timestamp(time), "20260105-10:00:05.007");
    EXPECT_EQ(utc_time_of_day(time), "10:00:05.007");
    EXPECT_EQ(short_unique_text(time), "mk0zowb3");
    EXPECT_NE(short_unique_text(time), short_unique_text(time + std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace qb::client
