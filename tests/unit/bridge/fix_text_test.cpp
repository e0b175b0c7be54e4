#include "bridge/fix_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace qb::bridge {
namespace {

std::string fix(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    return text;
}

TEST(FixText, FindsTheMessageType) {
    EXPECT_EQ(msg_type_of(fix("8=FIX.4.4|9=5|35=AE|10=000|")), "AE");
    EXPECT_EQ(msg_type_of(fix("8=FIX.4.4|9=5|135=D|10=000|")), "");
    EXPECT_EQ(msg_type_of(fix("8=FIX.4.4|9=5|35=D")), "D");
    EXPECT_EQ(msg_type_of(""), "");
}

TEST(FixText, FindsTheSequenceNumber) {
    EXPECT_EQ(msg_seq_num_of(fix("8=FIX.4.4|9=5|35=D|34=017|10=000|")), "017");
    EXPECT_EQ(msg_seq_num_of(fix("8=FIX.4.4|9=5|35=D|134=5|10=000|")), "");
}

TEST(FixText, KnowsTheMessagesOfTheSession) {
    for (const char* type : {"0", "1", "2", "3", "4", "5", "A"}) {
        EXPECT_TRUE(is_session_message(fix("8=x|35=" + std::string(type) + "|"))) << type;
    }
    for (const char* type : {"", "6", "8", "9", "D", "F", "j", "AE", "01", "5A"}) {
        EXPECT_FALSE(is_session_message(fix("8=x|35=" + std::string(type) + "|"))) << type;
    }
}

TEST(FixText, AStatusAnswerIsNoNews) {
    EXPECT_TRUE(is_news_report(fix("8=x|35=8|17=12|")));
    EXPECT_TRUE(is_news_report(fix("8=x|35=8|17=01|")));
    EXPECT_TRUE(is_news_report(fix("8=x|35=8|117=0|17=3|")));
    EXPECT_FALSE(is_news_report(fix("8=x|35=8|17=0|")));
    EXPECT_FALSE(is_news_report(fix("8=x|35=D|17=12|")));
}

}  // namespace
}  // namespace qb::bridge
