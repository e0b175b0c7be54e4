#pragma once

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "unit/spec/spec_support.h"

/// fix_spec/messages.md as the tests read it: one page for each title such as "### Logon (A)", which is of
/// FIX.4.4, or "### Logon (A) on FIX.5.0SP2", which says what differs there.
namespace qb::spec {

struct Row {
    std::string name;
    char mark;  ///< Y, C, N or S; '-': the version does not have the tag
};
using Table = std::map<int, Row>;
using Fields = std::vector<std::pair<int, std::string>>;

struct Page {
    std::string type;
    Version version = Version::Fix44;
    Table table;
    std::vector<std::string> examples;  ///< '|' is SOH
};

inline Fields fields_of(const std::string& example) {
    Fields fields;
    std::istringstream text(example);
    for (std::string field; std::getline(text, field, '|');) {
        const auto equals = field.find('=');
        fields.emplace_back(std::stoi(field.substr(0, equals)), field.substr(equals + 1));
    }
    return fields;
}

/// A row is of one tag, or of several: "| 49, 56 | SenderCompID, TargetCompID | Y | ... |".
inline void read_row(const std::smatch& row, Table& table) {
    std::istringstream tags(row[1]), names(row[2]);
    std::string tag, name;
    while (std::getline(tags, tag, ',') && std::getline(names >> std::ws, name, ','))
        table[std::stoi(tag)] = {.name = name, .mark = row[3].str().front()};
}

/// An example, which goes on in indented lines.
inline void read_example(const std::string& line, std::string_view begin,
                         std::vector<std::string>& examples) {
    if (line.starts_with(begin))
        examples.push_back(line);
    else if (line.starts_with("    ") && !examples.empty())
        examples.back() += line.substr(line.find_first_not_of(' '));
}

inline std::vector<Page> read_pages() {
    static const std::regex title(R"(### \w+ \((\w+)\)( on (.+))?)");
    static const std::regex row(R"(\| (\d[\d, ]*) \| (\w[\w, ]*) \| ([YCNS-]) \| .*\|)");
    static const std::map<std::string, Version> versions{
        {"", Version::Fix44}, {"FIX.4.2", Version::Fix42}, {"FIX.5.0SP2", Version::Fix50Sp2}};
    std::vector<Page> pages;
    std::ifstream file(QB_SOURCE_DIR "/fix_spec/messages.md");
    for (std::string line; std::getline(file, line);) {
        std::smatch part;
        if (std::regex_match(line, part, title))
            pages.push_back({.type = part[1], .version = versions.at(part[3]), .table = {}, .examples = {}});
        else if (pages.empty())
            continue;  // the introduction
        else if (std::regex_match(line, part, row))
            read_row(part, pages.back().table);
        else
            read_example(line, "8=FIX", pages.back().examples);
    }
    return pages;
}

inline const std::vector<Page>& pages() {
    static const auto all = read_pages();
    return all;
}

/// The types that have a page.
inline std::set<std::string> types() {
    std::set<std::string> all;
    for (const Page& page : pages()) all.insert(page.type);
    return all;
}

/// What the tables say of a message of the version: those of FIX.4.4, and over them what differs.
inline Table table_of(Version version, const std::string& type) {
    Table table;
    for (const auto one : {Version::Fix44, version})
        for (const Page& page : pages())
            if (page.type == type && page.version == one)
                for (const auto& [tag, row] : page.table) table[tag] = row;
    return table;
}

/// Values of a tag in all examples of a message type.
inline std::set<std::string> shown(Version version, const std::string& type, int tag) {
    std::set<std::string> values;
    for (const Page& page : pages()) {
        if (page.type != type || page.version != version) continue;
        for (const auto& example : page.examples)
            for (const auto& [number, value] : fields_of(example))
                if (number == tag) values.insert(value);
    }
    return values;
}

}  // namespace qb::spec
