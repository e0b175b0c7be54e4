#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "unit/spec/spec_support.h"

/// fix_spec/messages.md against the dictionaries: its examples are whole messages that a session takes, and
/// its tables say what the dictionaries say.
namespace qb::spec {
namespace {

struct Field {
    int tag = 0;
    std::string name, value;  ///< the name from a table, the value from an example
};

/// What stands under a title like "### Logon (A)".
struct Page {
    std::string type;
    std::vector<Field> table;
    std::set<int> required;             ///< the table's tags with a Y
    std::vector<std::string> examples;  ///< '|' is SOH
};

/// One line of the file; examples go on in indented lines.
void read_line(const std::string& line, std::vector<Page>& pages) {
    static const std::regex title(R"(### \w+ \((\w+)\))");
    static const std::regex row(R"(\| (\d+) \| (\w+) \| ([YCNS]) \| .*\|)");
    std::smatch part;
    if (std::regex_match(line, part, title)) {
        pages.emplace_back().type = part[1];
    } else if (pages.empty()) {
        return;  // the introduction
    } else if (std::regex_match(line, part, row)) {
        const int tag = std::stoi(part[1]);
        pages.back().table.push_back({.tag = tag, .name = part[2], .value = {}});
        if (part[3] == "Y") pages.back().required.insert(tag);
    } else if (line.starts_with("8=FIX")) {
        pages.back().examples.push_back(line);
    } else if (line.starts_with("    ") && !pages.back().examples.empty()) {
        pages.back().examples.back() += line.substr(line.find_first_not_of(' '));
    }
}

/// `pages` and what a file of the project adds to them.
std::vector<Page> read_file(const char* path, std::vector<Page> pages) {
    std::ifstream file(std::string(QB_SOURCE_DIR "/") + path);
    for (std::string line; std::getline(file, line);) read_line(line, pages);
    return pages;
}

const std::vector<Page>& pages() {
    static const auto all = read_file("fix_spec/messages.md", {});
    return all;
}

std::vector<Field> fields_of(const std::string& example) {
    std::vector<Field> fields;
    std::istringstream text(example);
    for (std::string field; std::getline(text, field, '|');) {
        const auto equals = field.find('=');
        fields.push_back(
            {.tag = std::stoi(field.substr(0, equals)), .name = {}, .value = field.substr(equals + 1)});
    }
    return fields;
}

/// Values of a tag in all examples of a message type.
std::set<std::string> shown(const std::string& type, int tag) {
    std::set<std::string> values;
    for (const Page& page : pages()) {
        if (page.type != type) continue;
        for (const auto& example : page.examples)
            for (const Field& field : fields_of(example))
                if (field.tag == tag) values.insert(field.value);
    }
    return values;
}

/// What a session would find wrong; empty when nothing. BodyLength(9) and CheckSum(10) are checked too.
std::string fault(const FIX::DataDictionary& dictionary, std::string message) {
    std::replace(message.begin(), message.end(), '|', '\001');
    try {
        dictionary.validate(FIX::Message(message, dictionary, true));
        return "";
    } catch (const std::exception& e) {
        return e.what();
    }
}

TEST(MessagesPage, ShowsMessagesThatASessionTakes) {
    for (const Page& page : pages()) {
        for (const auto& example : page.examples) {
            EXPECT_EQ(fault(bridge_dictionary(), example), "") << example;
            EXPECT_EQ(fault(client_dictionary(), example), "") << example;
            EXPECT_NE(example.find("|35=" + page.type + '|'), std::string::npos) << example;
        }
    }
}

TEST(Readme, ShowsMessagesThatASessionTakes) {
    const Page untitled = read_file("README.md", std::vector<Page>(1)).front();
    EXPECT_FALSE(untitled.examples.empty());
    for (const auto& example : untitled.examples)
        EXPECT_EQ(fault(bridge_dictionary(), example), "") << example;
}

TEST(MessagesPage, ShowsEveryMessage) {
    for (const char* type :
         {"A", "0", "1", "2", "3", "4", "5", "D", "F", "G", "H", "AF", "q", "8", "9", "r", "j"})
        EXPECT_EQ(shown(type, 35), std::set<std::string>{type});
}

TEST(MessagesPage, ShowsEveryKindOfOrderAndReport) {
    EXPECT_EQ(shown("D", 40), (std::set<std::string>{"1", "2", "3", "J"}));
    EXPECT_EQ(shown("D", 18), (std::set<std::string>{"6", "E"}));
    EXPECT_EQ(shown("8", 150),
              (std::set<std::string>{"0", "4", "5", "6", "8", "A", "D", "E", "F", "I", "L"}));
}

TEST(MessagesPage, NamesFieldsAsTheDictionaryDoes) {
    for (const Page& page : pages()) {
        for (const Field& field : page.table) {
            EXPECT_TRUE(bridge_dictionary().isMsgField(page.type, field.tag))
                << page.type << ' ' << field.tag;
            std::string name;
            EXPECT_TRUE(bridge_dictionary().getFieldName(field.tag, name)) << field.tag;
            EXPECT_EQ(field.name, name) << page.type << ' ' << field.tag;
        }
    }
}

TEST(MessagesPage, RequiresWhatTheDictionaryRequires) {
    for (const Page& page : pages())
        for (int tag = 1; tag <= kHighestTag; ++tag)
            EXPECT_EQ(page.required.contains(tag), bridge_dictionary().isRequiredField(page.type, tag))
                << page.type << ' ' << tag;
}

TEST(MessagesPage, ExplainsEveryTagOfItsExamples) {
    for (const Page& page : pages()) {
        std::set<int> explained;
        for (const Field& field : page.table) explained.insert(field.tag);
        for (const auto& example : page.examples) {
            for (const Field& field : fields_of(example)) {
                const bool around = bridge_dictionary().isHeaderField(field.tag) ||
                                    bridge_dictionary().isTrailerField(field.tag);
                EXPECT_TRUE(around || explained.contains(field.tag)) << page.type << ' ' << field.tag;
            }
        }
    }
}

}  // namespace
}  // namespace qb::spec
