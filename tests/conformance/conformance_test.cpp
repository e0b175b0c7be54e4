#include <gtest/gtest.h>

#include <fstream>

#include "conformance/core_wire.h"
#include "conformance/runs.h"
#include "conformance/table.h"

namespace qb::conformance {
namespace {

class Session : public testing::TestWithParam<Run> {};

TEST_P(Session, KeepsTo) {
    CoreWire wire(GetParam().script, GetParam().version);
    const auto fault = play(GetParam().script, GetParam().version, wire);
    EXPECT_EQ(fault, "");
}
INSTANTIATE_TEST_SUITE_P(Cases, Session, testing::ValuesIn(runs_of(all_cases())), run_name);

std::vector<std::string> lines_of(const std::string& file) {
    std::ifstream in(std::string(QB_SOURCE_DIR) + "/tests/conformance/" + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

TEST(ResultsTable, IsWhatTheCasesSay) {
    const auto cases = all_cases();
    ASSERT_FALSE(cases.empty());
    const auto readme = lines_of("README.md");
    std::vector<std::string> in_readme;
    for (const auto& line : readme)
        if (line.starts_with("| [") && line.find("](cases/") != std::string::npos) in_readme.push_back(line);
    const auto rows = table_rows(cases);
    EXPECT_EQ(in_readme, rows) << "the table must be:\n" << joined(rows);
}

struct Unlike {
    std::string name, expected, got;
};
class Comparison : public testing::TestWithParam<Unlike> {};

TEST_P(Comparison, SeesTheDifference) {
    const auto bytes = bytes_of(GetParam().got, fix::test::now().wall);
    const Arrival same{fix::test::bars(bytes), fix::test::now().wall};
    EXPECT_NE(difference(GetParam().expected, same), "");
    EXPECT_EQ(difference(same.text, same), "");
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Comparison,
    testing::Values(Unlike{"Value", "8=FIX.4.4|35=0|112=a|", "8=FIX.4.4|35=0|112=b|"},
                    Unlike{"Missing", "8=FIX.4.4|35=0|34=1|112=a|", "8=FIX.4.4|35=0|34=1|"},
                    Unlike{"OneMore", "8=FIX.4.4|35=0|34=1|", "8=FIX.4.4|35=0|34=1|112=a|"},
                    Unlike{"Order", "8=FIX.4.4|35=0|34=1|49=a|", "8=FIX.4.4|35=0|49=a|34=1|"},
                    Unlike{"Empty", "8=FIX.4.4|35=0|112=*|", "8=FIX.4.4|35=0|112=|"},
                    Unlike{"Beginning", "8=FIX.4.4|35=0|112=ab*|", "8=FIX.4.4|35=0|112=ba|"},
                    Unlike{"Late", "8=FIX.4.4|35=0|52=<TIME>|", "8=FIX.4.4|35=0|52=<TIME-3>|"},
                    Unlike{"Early", "8=FIX.4.4|35=0|52=<TIME>|", "8=FIX.4.4|35=0|52=<TIME+1>|"}),
    [](const auto& row) { return row.param.name; });

TEST(Comparison, MeasuresTheFrame) {
    const auto now = fix::test::now().wall;
    const auto good = fix::test::bars(bytes_of("8=FIX.4.4|35=0|34=1|", now));
    EXPECT_EQ(difference("8=FIX.4.4|35=0|34=1|", {good, now}), "");
    for (const auto* bad : {"8=FIX.4.4|9=11|35=0|34=1|", "8=FIX.4.4|9=9|35=0|34=1|",
                            "8=FIX.4.4|35=0|34=1|10=000|", "8=FIX.4.4|35=0|9=10|34=1|"}) {
        const auto text = fix::test::bars(bytes_of(bad, now));
        EXPECT_NE(difference("8=FIX.4.4|35=0|34=1|", {text, now}), "") << text;
    }
}

}  // namespace
}  // namespace qb::conformance
