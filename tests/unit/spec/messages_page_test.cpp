#include <gtest/gtest.h>

#include <algorithm>
#include <exception>

#include "unit/spec/messages_page.h"

/// fix_spec/messages.md against the dictionaries of each version: its examples are whole messages that a
/// session takes, and its tables say what the dictionaries say.
namespace qb::spec {
namespace {

using Values = std::set<std::string>;

/// What a session would find wrong; empty when nothing. BodyLength(9) and CheckSum(10) are checked too.
std::string fault(const Book& rules, std::string message) {
    std::replace(message.begin(), message.end(), '|', '\001');
    try {
        validate_wire(rules, message);
        return "";
    } catch (const std::exception& e) {
        return e.what();
    }
}

/// The message has the field, be it in one of its groups.
bool has_field(const FIX::DataDictionary& dictionary, const std::string& type, int tag) {
    if (dictionary.isMsgField(type, tag)) return true;
    for (int count = 1; count <= kHighestTag; ++count) {
        int delimiter = 0;
        const FIX::DataDictionary* group = nullptr;
        if (dictionary.getGroup(type, count, delimiter, group) && group->isField(tag)) return true;
    }
    return false;
}

TEST(MessagesPage, ShowsMessagesThatASessionTakes) {
    for (const Page& page : pages()) {
        for (const auto& example : page.examples) {
            const auto& rules = book(page.version);
            EXPECT_EQ(fault(rules, example), "") << example;
            EXPECT_EQ(fault(book(page.version, Side::Client), example), "") << example;
            EXPECT_TRUE(example.starts_with("8=" + rules.begin_string + '|')) << example;
            EXPECT_NE(example.find("|35=" + page.type + '|'), std::string::npos) << example;
        }
    }
}

TEST(MessagesPage, ShowsEveryMessage) {
    EXPECT_EQ(types(), (Values{"A", "0", "1", "2", "3", "4", "5", "D", "F", "G", "H", "AF", "q", "8", "9",
                               "r", "j", "B"}));
    for (const auto& type : types()) EXPECT_EQ(shown(Version::Fix44, type, 35), Values{type});
}

TEST(MessagesPage, ShowsEveryKindOfOrderAndReport) {
    const auto v = Version::Fix44;
    EXPECT_EQ(shown(v, "D", 40), (Values{"1", "2", "3", "J"}));
    EXPECT_EQ(shown(v, "D", 18), (Values{"6", "E"}));
    EXPECT_EQ(shown(v, "8", 150), (Values{"0", "4", "5", "6", "8", "A", "D", "E", "F", "I", "L"}));
}

TEST(MessagesPage, ShowsCopiesAndOrdersPlacedElsewhere) {
    const auto v = Version::Fix44;
    EXPECT_EQ(shown(v, "8", 797), Values{"Y"});
    EXPECT_EQ(shown(v, "8", 115), Values{"DESK"});
    EXPECT_TRUE(shown(v, "8", 11).contains("NONE"));
    EXPECT_TRUE(shown(v, "j", 380).contains("6"));
}

TEST(MessagesPage, ShowsWhatDiffersInFix42) {
    const auto v = Version::Fix42;
    for (const char* type : {"D", "G", "H", "8", "9", "3", "j"}) EXPECT_EQ(shown(v, type, 35), Values{type});
    EXPECT_EQ(shown(v, "D", 5001), Values{"TP"});
    EXPECT_EQ(shown(v, "8", 20), (Values{"0", "3"}));
    EXPECT_EQ(shown(v, "8", 150), (Values{"0", "1", "2", "5", "8", "D"}));
    EXPECT_EQ(shown(v, "8", 378), Values{"4"});
    EXPECT_EQ(shown(v, "8", 103), Values{"0"});
}

TEST(MessagesPage, ShowsWhatDiffersInFix50Sp2) {
    const auto v = Version::Fix50Sp2;
    for (const char* type : {"A", "D", "AF", "q", "8", "9", "r", "j"})
        EXPECT_EQ(shown(v, type, 35), Values{type});
    EXPECT_EQ(shown(v, "A", 1137), Values{"9"});
    EXPECT_EQ(shown(v, "D", 40), (Values{"3", "J"}));
    EXPECT_EQ(shown(v, "8", 150), (Values{"0", "8", "F", "I", "L"}));
    EXPECT_FALSE(shown(v, "8", 880).empty());
    EXPECT_FALSE(shown(v, "r", 1369).empty());
}

class MessageTables : public testing::TestWithParam<Version> {
protected:
    /// Types that this version has, and have a page.
    [[nodiscard]] std::vector<std::string> served() const {
        std::vector<std::string> all;
        for (const auto& type : types())
            if (rules_.of(type).isMsgType(type)) all.push_back(type);
        return all;
    }
    const Version version_ = GetParam();
    const Book& rules_ = book(version_);
};
INSTANTIATE_TEST_SUITE_P(Versions, MessageTables, testing::ValuesIn(kVersions),
                         [](const auto& row) { return testing::PrintToString(row.param); });

TEST_P(MessageTables, AreOfMessagesThatTheVersionHas) {
    for (const Page& page : pages()) {
        if (page.version == version_) {
            EXPECT_TRUE(rules_.of(page.type).isMsgType(page.type)) << page.type;
        }
    }
}

TEST_P(MessageTables, NameFieldsAsTheDictionaryDoes) {
    for (const auto& type : served()) {
        const auto& dictionary = rules_.of(type);
        for (const auto& [tag, row] : table_of(version_, type)) {
            EXPECT_EQ(has_field(dictionary, type, tag), row.mark != '-') << type << ' ' << tag;
            if (row.mark == '-') continue;
            std::string name;
            EXPECT_TRUE(dictionary.getFieldName(tag, name)) << tag;
            EXPECT_EQ(row.name, name) << type << ' ' << tag;
        }
    }
}

TEST_P(MessageTables, RequireWhatTheDictionaryRequires) {
    for (const auto& type : served()) {
        const auto table = table_of(version_, type);
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            const auto row = table.find(tag);
            const bool required = row != table.end() && row->second.mark == 'Y';
            EXPECT_EQ(required, rules_.of(type).isRequiredField(type, tag)) << type << ' ' << tag;
        }
    }
}

TEST_P(MessageTables, ExplainEveryTagOfTheExamples) {
    for (const Page& page : pages()) {
        if (page.version != version_) continue;
        const auto table = table_of(version_, page.type);
        for (const auto& example : page.examples) {
            for (const auto& [tag, value] : fields_of(example)) {
                const bool around = rules_.session->isHeaderField(tag) || rules_.session->isTrailerField(tag);
                EXPECT_TRUE(around || table.contains(tag)) << page.type << ' ' << tag;
            }
        }
    }
}

}  // namespace
}  // namespace qb::spec
