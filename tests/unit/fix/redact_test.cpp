#include "fix/redact.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace qb::fix {
namespace {

std::string redacted(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    std::string scratch;
    std::string out(redact(text, scratch));
    std::replace(out.begin(), out.end(), '\x01', '|');
    return out;
}

TEST(Redact, HidesEachSecretTag) {
    EXPECT_EQ(redacted("35=A|553=joe|554=secret|108=30|"), "35=A|553=***|554=***|108=30|");
    EXPECT_EQ(redacted("925=new|96=raw|1402=x|1404=y|58=z|"), "925=***|96=***|1402=***|1404=***|58=z|");
}

TEST(Redact, HidesThemBehindLeadingZerosToo) {
    EXPECT_EQ(redacted("35=A|0554=a|0000553=b|108=30|"), "35=A|0554=***|0000553=***|108=30|");
    EXPECT_EQ(redacted("095=3|096=a|b|58=x|"), "095=3|096=***|58=x|");
    EXPECT_EQ(redacted("0=a|000=b|"), "0=a|000=b|");
}

TEST(Redact, KeepsFieldsWhoseNumberOnlyEndsLikeASecretOne) {
    EXPECT_EQ(redacted("1554=a|2553=b|896=c|1925=d|"), "1554=a|2553=b|896=c|1925=d|");
}

TEST(Redact, FindsAMessageInsideASentence) {
    EXPECT_EQ(redacted("refused: 8=FIX.4.4|554=pw|10=000|"), "refused: 8=FIX.4.4|554=***|10=000|");
    EXPECT_EQ(redacted("(554=pw"), "(554=***");
}

TEST(Redact, HidesAValueThatHoldsEqualSigns) { EXPECT_EQ(redacted("554=a=553=b|58=x|"), "554=***|58=x|"); }

TEST(Redact, RawDataReachesAsFarAsItsLengthSays) {
    EXPECT_EQ(redacted("95=5|96=a|b|c|58=x|"), "95=5|96=***|58=x|");
    EXPECT_EQ(redacted("95=999999999999999999999|96=a|58=x|"), "95=999999999999999999999|96=***|58=x|");
    EXPECT_EQ(redacted("95=4000|96=a|58=x|"), "95=4000|96=***");
}

TEST(Redact, LeavesATextWithoutSecretsWhereItIs) {
    const std::string text =
        "35=D\x01"
        "11=a\x01";
    std::string scratch;
    EXPECT_EQ(redact(text, scratch).data(), text.data());
}

TEST(Redact, EmptyAndCutTexts) {
    EXPECT_EQ(redacted(""), "");
    EXPECT_EQ(redacted("="), "=");
    EXPECT_EQ(redacted("554="), "554=***");
    EXPECT_EQ(redacted("95=|96="), "95=|96=***");
}

}  // namespace
}  // namespace qb::fix
