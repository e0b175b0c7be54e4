#include <gtest/gtest.h>

#include "unit/spec/messages_page.h"

/// The summary of all messages, FIX.4.4, which stands in README.md and in the rules of engagement: a table
/// with the required tags of each, and an example of each row in the table's order.
namespace qb::spec {
namespace {

struct Line {
    std::string text, type;
    std::string required;  ///< "11, 40=3; 99 or 44": what stands in front of the semicolon is always needed
};

struct Summary {
    std::vector<Line> table;
    std::vector<std::string> examples;  ///< without what every message has
};

/// Reads the chapter "Messages" of a file of the project. A row without a type of its own is a kind of the
/// message in the row above.
Summary read_summary(const char* path) {
    static const std::regex title(R"(## (\d+\. )?(\w.*))");
    static const std::regex row(R"(\| (?:\w+\((\w+)\))?.* \| (?:both|in|out) \| (.*) \| .* \|)");
    Summary summary;
    bool inside = false;
    std::ifstream file(std::string(QB_SOURCE_DIR "/") + path);
    for (std::string line; std::getline(file, line);) {
        std::smatch part;
        if (std::regex_match(line, part, title)) inside = part[2] == "Messages";
        if (!inside) continue;
        if (std::regex_match(line, part, row)) {
            const auto type = part[1].matched ? part[1].str() : summary.table.back().type;
            summary.table.push_back({.text = line, .type = type, .required = part[2]});
        } else {
            read_example(line, "35=", summary.examples);
        }
    }
    return summary;
}

/// An example of messages.md without 8, 9, 34, 49, 52, 56 and 10.
std::string without_frame(const std::string& example) {
    std::string text;
    for (const auto& [tag, value] : fields_of(example))
        if (!std::set{8, 9, 34, 49, 52, 56, 10}.contains(tag))
            text += std::to_string(tag) + '=' + value + '|';
    return text;
}

std::set<std::string> recorded() {
    std::set<std::string> all;
    for (const Page& page : pages())
        if (page.version == Version::Fix44)
            for (const auto& example : page.examples) all.insert(without_frame(example));
    return all;
}

/// Tags, each with the value it must have or none.
std::map<int, std::string> demanded(const Line& line) {
    static const std::regex field(R"((\d+)(?:=(\w+))?)");
    const auto always = line.required.substr(0, line.required.find(';'));
    std::map<int, std::string> all;
    for (std::sregex_iterator at(always.begin(), always.end(), field), end; at != end; ++at)
        all[std::stoi((*at)[1])] = (*at)[2];
    return all;
}

class MessageSummary : public testing::TestWithParam<const char*> {
protected:
    const Summary summary_ = read_summary(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Files, MessageSummary,
                         testing::Values("README.md", "fix_spec/rules-of-engagement.md"));

TEST_P(MessageSummary, HasEveryMessage) {
    std::set<std::string> listed;
    for (const Line& line : summary_.table) listed.insert(line.type);
    EXPECT_EQ(listed, types());
}

TEST_P(MessageSummary, NamesEveryTagThatTheDictionaryRequires) {
    for (const Line& line : summary_.table) {
        const auto tags = demanded(line);
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            if (bridge_dictionary().isRequiredField(line.type, tag)) {
                EXPECT_TRUE(tags.contains(tag)) << tag << " in " << line.text;
            }
        }
    }
}

TEST_P(MessageSummary, HasARecordedExampleOfEachRow) {
    ASSERT_EQ(summary_.examples.size(), summary_.table.size());
    const auto all = recorded();
    for (std::size_t i = 0; i < summary_.examples.size(); ++i) {
        const auto& example = summary_.examples[i];
        const Line& line = summary_.table[i];
        EXPECT_TRUE(all.contains(example)) << "not in messages.md: " << example;
        EXPECT_TRUE(example.starts_with("35=" + line.type + '|')) << example << " for " << line.text;
        for (const auto& [tag, value] : demanded(line)) {
            const auto field = '|' + std::to_string(tag) + '=' + (value.empty() ? "" : value + '|');
            EXPECT_NE(example.find(field), std::string::npos) << field << " in " << example;
        }
    }
}

TEST(MessageSummaries, AreTheSame) {
    const auto readme = read_summary("README.md"), rules = read_summary("fix_spec/rules-of-engagement.md");
    EXPECT_EQ(readme.examples, rules.examples);
    ASSERT_EQ(readme.table.size(), rules.table.size());
    for (std::size_t i = 0; i < readme.table.size(); ++i)
        EXPECT_EQ(readme.table[i].text, rules.table[i].text);
}

}  // namespace
}  // namespace qb::spec
