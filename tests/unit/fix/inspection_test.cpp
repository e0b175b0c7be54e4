#include "fix/inspection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace qb::fix {
namespace {

class InspectionTest : public testing::Test {
protected:
    InspectionTest() {
        for (const int tag : {34, 36, 453}) integers.add(tag);
    }
    Inspection of(std::string message) {
        text_ = std::move(message);
        std::replace(text_.begin(), text_.end(), '|', '\x01');
        return inspect(text_, integers);
    }
    std::string text_;
    IntegerTags integers;
};

TEST_F(InspectionTest, FindsTheFieldsByNumber) {
    const auto found = of("8=FIX.4.4|9=5|35=A|49=OMS|56=BRIDGE|34=7|553=joe|554=pw|141=Y|");
    EXPECT_EQ(found.begin_string, "FIX.4.4");
    EXPECT_EQ(found.msg_type, "A");
    EXPECT_EQ(found.sender, "OMS");
    EXPECT_EQ(found.target, "BRIDGE");
    EXPECT_EQ(found.msg_seq_num, "7");
    EXPECT_EQ(found.username, "joe");
    EXPECT_EQ(found.password, "pw");
    EXPECT_EQ(found.reset_seq_num, "Y");
    EXPECT_EQ(found.heart_bt_int.data(), nullptr);
    EXPECT_FALSE(found.repeated);
    EXPECT_EQ(found.fault, Inspection::Fault::None);
}

/// QuickFIX takes it for that tag; a password under it would be no password here.
TEST_F(InspectionTest, ATagWithLeadingZerosIsNone) {
    for (const auto* text : {"35=A|0554=pw|", "35=0|0034=7|", "35=0|00=1|", "35=0|-01=1|"}) {
        const auto found = of(text);
        EXPECT_EQ(found.fault, Inspection::Fault::BadTag) << text;
        EXPECT_EQ(found.msg_seq_num.data(), nullptr);
        EXPECT_EQ(found.password.data(), nullptr);
    }
}

TEST_F(InspectionTest, NoticesRepeatedFields) {
    EXPECT_TRUE(of("49=A|49=B|").repeated);
    EXPECT_FALSE(of("58=A|58=B|").repeated);
    EXPECT_TRUE(of("49=|49=B|").repeated);
}

TEST_F(InspectionTest, NoticesFieldsWithoutAValidTag) {
    for (const auto* text :
         {"35=0|garbage|", "35=0|x=1|", "35=0|4294967354=1|", "35=0|=1|", "35=0||", "35=0|-=1|"})
        EXPECT_EQ(of(text).fault, Inspection::Fault::BadTag) << text;
    EXPECT_EQ(of("35=0|-1=HI|").fault, Inspection::Fault::None);
    EXPECT_EQ(of("35=0|0=HI|").fault, Inspection::Fault::None);
}

TEST_F(InspectionTest, NoticesIntegersThatWouldOverflow) {
    EXPECT_EQ(of("34=999999999|").fault, Inspection::Fault::None);
    EXPECT_EQ(of("36=-999999999|").fault, Inspection::Fault::None);
    const auto found = of("35=4|36=1000000000|453=99999999999|");
    EXPECT_EQ(found.fault, Inspection::Fault::BadInteger);
    EXPECT_EQ(found.fault_tag, 36);
    EXPECT_EQ(of("58=1000000000|").fault, Inspection::Fault::None);
}

TEST_F(InspectionTest, NoticesASecondFrameInside) {
    EXPECT_EQ(of("8=F|9=5|35=0|10=000|").fault, Inspection::Fault::None);
    for (const auto* text :
         {"8=F|9=5|35=0|8=F|10=000|", "8=F|9=5|35=0|9=5|10=000|", "8=F|9=5|35=0|10=000|10=000|"})
        EXPECT_EQ(of(text).fault, Inspection::Fault::Repeated) << text;
}

TEST(SmallNumber, TakesNineDigitsAndNoSign) {
    EXPECT_EQ(small_number("0"), 0);
    EXPECT_EQ(small_number("999999999"), 999999999);
    for (const auto* text : {"", "-1", "+1", "1000000000", " 1", "1x"})
        EXPECT_FALSE(small_number(text)) << text;
}

}  // namespace
}  // namespace qb::fix
