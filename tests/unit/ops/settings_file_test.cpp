#include "ops/settings_file.h"

#include <gtest/gtest.h>

#include <ostream>

#include "unit/ops/folder.h"

namespace qb::ops {
namespace {

/// What was read, "[NAME] key=value@line" a setting, then "! line section key: text" a mistake.
std::string told(const SettingsFile& file) {
    std::string out;
    for (const auto& section : file.sections) {
        out += '[' + section.name + ']';
        for (const auto& s : section.settings) {
            out += ' ' + s.key + '=' + s.value + '@' + std::to_string(s.line);
        }
    }
    for (const auto& e : file.errors) {
        out += "! " + std::to_string(e.line) + ' ' + e.section + '|' + e.key + '|' + e.text;
    }
    return out;
}

constexpr std::string_view kForm = "a line is [SECTION], Key=Value or a # comment";

struct Row {
    std::string text, expected;
};

TEST(SettingsText, Table) {
    const std::string form(kForm);
    const std::string lengthy(5000, 'v');
    for (const auto& [text, expected] : {
             Row{"", ""},
             {"[A]\nk=v", "[A] k=v@2"},
             {"[A]\nk=v\n", "[A] k=v@2"},
             {"[A]\r\nk=v\r\n\r\nl=w\r\n", "[A] k=v@2 l=w@4"},
             {"# c\n  # d\n\n\t\n[A]\nk=v", "[A] k=v@6"},
             {"[A]\nk=v # not a comment", "[A] k=v # not a comment@2"},
             {" [ A ] \n k = v w ", "[A] k=v w@2"},
             {"[A]\nk=", "[A] k=@2"},
             {"[A]\nk=a=b", "[A] k=a=b@2"},
             {"[A]\n[A]\nk=v", "[A][A] k=v@3"},
             {"[A]\nk=" + lengthy + "\nl=w", "[A] k=" + lengthy + "@2 l=w@3"},
             {"k=v\n[A]", "[A]! 1 |k|stands before the first [SECTION]"},
             {"[A]\nk=v\nK=w", "[A] k=v@2! 3 A|K|is given twice in one section, first in line 2"},
             {"[A]\njunk\nk=v", "[A] k=v@3! 2 A||" + form},
             {"[A]\n=v", "[A]! 2 A||" + form},
             {"[A]\nk y=v", "[A]! 2 A||" + form},
             {"[A]\nsecret/key+text==", "[A]! 2 A||" + form},
             {"[A]\nSecretKey: abc=", "[A]! 2 A||" + form},
             {"[A]\n" + std::string(41, 'a') + "=", "[A]! 2 A||" + form},
             {"[A\nk=v", "! 1 ||a section is written [NAME]! 2 |k|stands before the first [SECTION]"},
             {"[", "! 1 ||a section is written [NAME]"},
             {"[]", "! 1 ||a section is written [NAME]"},
         }) {
        EXPECT_EQ(told(parse_settings("f", text)), expected) << text;
    }
}

TEST(SettingsText, TakesTheEnvironment) {
    const test::Environment one("QB_TEST_ONE", "1");
    const test::Environment dollar("QB_TEST_DOLLAR", "${QB_TEST_ONE}");
    for (const auto& [value, expected] : {Row{"${QB_TEST_ONE}", "1"},
                                          {"a${QB_TEST_ONE}b${QB_TEST_ONE}", "a1b1"},
                                          {"${QB_TEST_DOLLAR}", "${QB_TEST_ONE}"},
                                          {"$QB_TEST_ONE", "$QB_TEST_ONE"},
                                          {"{QB_TEST_ONE}", "{QB_TEST_ONE}"}}) {
        EXPECT_EQ(told(parse_settings("f", "[A]\nk=" + value)), "[A] k=" + expected + "@2");
    }
    EXPECT_EQ(told(parse_settings("f", "[A]\nk=x${QB_TEST_UNSET}")),
              "[A]! 2 A|k|takes ${QB_TEST_UNSET}, but that environment variable is not set");
    for (const char* value : {"${QB_TEST_ONE", "${QB_TEST_ONE}${", "a${b"})
        EXPECT_EQ(told(parse_settings("f", "[A]\nk=" + std::string(value))),
                  "[A]! 2 A|k|has a ${ without its }");
}

TEST(SettingsText, NamesNoVariableWhereASecretMayStand) {
    const std::string quiet = "takes an environment variable that is not set";
    for (const auto& key : std::vector<std::string>{"Password", "passwordfile", "SecretKey", "SecretKeyFile",
                                                    "Jwt", "JwtFile", "Passwrd", "SecretKeys"})
        EXPECT_EQ(told(parse_settings("f", "[A]\n" + key + "=a${b}c")), "[A]! 2 A|" + key + '|' + quiet);
    EXPECT_EQ(told(parse_settings("f", "[A]\nk=a${not a name}c")), "[A]! 2 A|k|" + quiet);
    EXPECT_EQ(told(parse_settings("f", "[A]\nPublicKey=${QB_TEST_UNSET}")),
              "[A]! 2 A|PublicKey|takes ${QB_TEST_UNSET}, but that environment variable is not set");
}

TEST(SettingsText, KeysAreFoundInAnyCase) {
    const auto file = parse_settings("f", "[A]\nKey=v");
    ASSERT_NE(file.sections.at(0).find("kEY"), nullptr);
    EXPECT_EQ(file.sections.at(0).find("kEY")->value, "v");
    EXPECT_EQ(file.sections.at(0).find("Ke"), nullptr);
}

TEST(SettingsText, AnErrorIsOneLineForAPerson) {
    EXPECT_EQ(to_string(ConfigError{"f.cfg", 3, "SESSION", "Key", "is wrong"}),
              "f.cfg:3: [SESSION] Key is wrong");
    EXPECT_EQ(to_string(ConfigError{"f.cfg", 0, "", "", "is wrong"}), "f.cfg: is wrong");
}

TEST(SettingsOnDisk, WhatCannotBeReadIsOneMistake) {
    const test::Folder folder;
    folder.write("good", "[A]\nk=v");
    EXPECT_EQ(told(read_settings_file(folder / "good")), "[A] k=v@2");
    folder.write("empty", "");
    for (const char* name : {"missing", ".", "empty"}) {
        const auto file = read_settings_file(folder / name);
        ASSERT_EQ(file.errors.size(), 1U) << name;
        EXPECT_EQ(file.errors[0].file, folder / name);
        EXPECT_EQ(file.errors[0].line, 0);
    }
}

}  // namespace
}  // namespace qb::ops
