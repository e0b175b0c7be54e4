#include "sim/switches.h"

#include <gtest/gtest.h>

#include <fstream>
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

TEST(Switches, CoverEveryOpenQuestion) {
    std::set<std::string> questions;
    for (const auto& row : switch_table())
        questions.insert(std::string(row.name.substr(0, row.name.find('.'))));
    for (int number = 1; number <= 32; ++number)
        EXPECT_TRUE(questions.contains("Q" + std::to_string(number))) << number;
}

/// As a line of the README's table has them.
std::string variants_in_words(const SwitchRow& row) {
    if (row.variants.starts_with("ms")) return std::string(row.variants.substr(2)) + " ms";
    std::string words;
    for (const auto variant : variants_of(row)) words.append(words.empty() ? "" : ", ").append(variant);
    return words;
}

TEST(Switches, StandInTheReadmeAsInTheTable) {
    std::ifstream file(QB_SOURCE_DIR "/src/sim/README.md");
    std::set<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.insert(line);
    for (const auto& row : switch_table()) {
        const auto line = "| " + std::string(row.name) + " | " + variants_in_words(row) + " | " +
                          std::string(row.effect) + " |";
        EXPECT_TRUE(lines.contains(line)) << line;
    }
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
