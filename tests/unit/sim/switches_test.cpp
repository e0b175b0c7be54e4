#include "sim/switches.h"

#include <gtest/gtest.h>

#include <set>

namespace qb::sim {
namespace {

TEST(Switches, StartWithTheFirstVariant) {
    const Switches switches;
    EXPECT_EQ(switches.value("Q8"), "v1");
    EXPECT_TRUE(switches.is("Q8", "v1"));
    EXPECT_FALSE(switches.is("Q8", "v2"));
    EXPECT_EQ(switches.ms("Q32.delay"), std::chrono::milliseconds(2000));
}

TEST(Switches, TakeEveryVariantOfTheTable) {
    Switches switches;
    for (const auto& row : switch_table()) {
        for (const auto variant : variants_of(row)) {
            EXPECT_TRUE(switches.set(row.name, variant)) << row.name << "=" << variant;
            EXPECT_EQ(switches.value(row.name), variant);
        }
    }
}

TEST(Switches, CoverTheQuestionsTheyAreSaidToCover) {
    std::set<std::string> questions;
    for (const auto& row : switch_table())
        questions.insert(std::string(row.name.substr(0, row.name.find('.'))));
    for (const char* question : {"Q1", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "Q14", "Q20", "Q21",
                                 "Q22", "Q23", "Q28", "Q29", "Q30", "Q31", "Q32"})
        EXPECT_TRUE(questions.contains(question)) << question;
}

TEST(Switches, RefuseAnUnknownNameWithTheList) {
    Switches switches;
    const auto done = switches.set("Q99", "v1");
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().find("Q8.fill_type"), std::string::npos);
}

TEST(Switches, RefuseAnUnknownVariantWithTheChoices) {
    Switches switches;
    for (const char* variant : {"v4", "", "v1|v2", "|", "V1"}) {
        const auto done = switches.set("Q8", variant);
        ASSERT_FALSE(done) << variant;
        EXPECT_NE(done.error().find("v1|v2|v3"), std::string::npos);
        EXPECT_EQ(switches.value("Q8"), "v1");
    }
    for (const char* ms : {"-1", "60001", "1s", ""}) EXPECT_FALSE(switches.set("Q32.delay", ms)) << ms;
    EXPECT_TRUE(switches.set("Q32.delay", "60000"));
}

TEST(Switches, AnAskingForWhatIsNotThereIsASlip) {
    const Switches switches;
    EXPECT_THROW(static_cast<void>(switches.is("Q99", "v1")), std::logic_error);
    EXPECT_THROW(static_cast<void>(switches.is("Q8", "v9")), std::logic_error);
}

}  // namespace
}  // namespace qb::sim
