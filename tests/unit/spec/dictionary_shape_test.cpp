#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "support/tag_list.h"
#include "unit/spec/spec_support.h"
#include "unit/spec/standard_fields.h"

/// What holds of the dictionary files as a whole, whatever message is sent.
namespace qb::spec {
namespace {

using test::tags_of;
using Tags = std::set<int>;

const std::vector<std::string> kSessionTypes = {"0", "1", "2", "3", "4", "5", "A"};

std::vector<std::string> from_oms(Version version) {
    if (version == Version::Fix42) return {"D", "F", "G", "H"};
    return {"D", "F", "G", "H", "AF", "q"};
}

std::vector<std::string> every_type_with_fields(Version version) {
    auto types = kSessionTypes;
    for (auto& type : from_oms(version)) types.push_back(type);
    for (const char* type : {"8", "9", "j", "B"}) types.emplace_back(type);
    if (version != Version::Fix42) types.emplace_back("r");
    return types;
}

/// Members of a group, nested groups' members included.
void collect_group(const FIX::DataDictionary& dictionary, const std::string& type, int count_tag,
                   Tags& tags) {
    int delimiter = 0;
    const FIX::DataDictionary* group = nullptr;
    if (!dictionary.getGroup(type, count_tag, delimiter, group)) return;
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (!group->isField(tag)) continue;
        tags.insert(tag);
        collect_group(*group, type, tag, tags);
    }
}

/// Every tag a message may carry in its body, inside groups too.
Tags body_tags(const Book& rules, const std::string& type) {
    const auto& dictionary = rules.of(type);
    Tags tags;
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (!dictionary.isMsgField(type, tag)) continue;
        tags.insert(tag);
        collect_group(dictionary, type, tag, tags);
    }
    return tags;
}

Tags required_tags(const Book& rules, const std::string& type) {
    Tags tags;
    for (int tag = 1; tag <= kHighestTag; ++tag)
        if (rules.of(type).isRequiredField(type, tag)) tags.insert(tag);
    return tags;
}

/// Session and application dictionary; twice the same one up to FIX 4.4.
std::vector<const FIX::DataDictionary*> files_of(const Book& rules) {
    return {rules.session.get(), rules.application.get()};
}

/// Every value a list could hold: FIX codes are one character or a small number.
std::vector<std::string> candidate_values() {
    std::vector<std::string> values;
    for (char c = '!'; c <= '~'; ++c) values.emplace_back(1, c);
    for (int number = 10; number <= 200; ++number) values.push_back(std::to_string(number));
    return values;
}

class EveryFile : public testing::TestWithParam<std::tuple<Version, Side>> {
protected:
    const Version version = std::get<0>(GetParam());
    const Book& rules = book(version, std::get<1>(GetParam()));
};
INSTANTIATE_TEST_SUITE_P(Files, EveryFile,
                         testing::Combine(testing::ValuesIn(kVersions),
                                          testing::Values(Side::Bridge, Side::Client)),
                         [](const auto& row) {
                             std::ostringstream name;
                             name << std::get<0>(row.param) << std::get<1>(row.param);
                             return name.str();
                         });

TEST_P(EveryFile, IsOfItsVersion) {
    EXPECT_EQ(rules.session->getVersion(), rules.begin_string);
    // QuickFIX 1.15 does not look at the service pack.
    EXPECT_EQ(rules.application->getVersion(), version == Version::Fix50Sp2 ? "FIX.5.0" : rules.begin_string);
}

TEST_P(EveryFile, HasNoDataFieldAndNoUncheckedType) {
    for (const auto* dictionary : files_of(rules))
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            if (!dictionary->isField(tag)) continue;
            auto type = FIX::TYPE::Unknown;
            ASSERT_TRUE(dictionary->getFieldType(tag, type)) << tag;
            EXPECT_NE(type, FIX::TYPE::Data) << tag;
            EXPECT_NE(type, FIX::TYPE::XmlData) << tag;
            EXPECT_NE(type, FIX::TYPE::Unknown) << tag << " has a type QuickFIX 1.15 does not know";
            EXPECT_FALSE(dictionary->isDataField(tag)) << tag;
        }
}

TEST_P(EveryFile, DeclaresNoFieldThatNoMessageUses) {
    for (const auto* dictionary : files_of(rules)) {
        Tags used;
        for (const auto& type : every_type_with_fields(version))
            if (&rules.of(type) == dictionary) used.merge(body_tags(rules, type));
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            if (dictionary->isHeaderField(tag) || dictionary->isTrailerField(tag)) used.insert(tag);
            collect_group(*dictionary, "_header_", tag, used);
        }
        for (int tag = 1; tag <= kHighestTag; ++tag)
            EXPECT_EQ(dictionary->isField(tag), used.contains(tag)) << "tag " << tag;
    }
}

TEST_P(EveryFile, KnowsTheWholeStandardHeaderAndTrailer) {
    const std::map<Version, std::string> own = {
        {Version::Fix42, "370"}, {Version::Fix44, "627"}, {Version::Fix50Sp2, "627 1128 1129 1156"}};
    auto header = tags_of("8 9 34 35 43 49 50 52 56 57 90 91 97 115 116 122 128 129 142-145 212 213 347 369");
    header.merge(tags_of(own.at(version)));
    const auto trailer = tags_of("10 89 93");
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        EXPECT_EQ(rules.session->isHeaderField(tag), header.contains(tag)) << tag;
        EXPECT_EQ(rules.session->isTrailerField(tag), trailer.contains(tag)) << tag;
    }
    EXPECT_EQ(rules.session->isGroup("_header_", 627), header.contains(627));
}

TEST_P(EveryFile, RequiresWhatTheRulesOfEngagementRequire) {
    std::size_t rows = 0;
    for (const auto& row : kRequiredFields) {
        if (row.version != version) continue;
        ++rows;
        EXPECT_EQ(required_tags(rules, std::string(row.type)), tags_of(row.tags)) << row.type;
    }
    EXPECT_EQ(rows, every_type_with_fields(version).size());
}

TEST_P(EveryFile, TakesEveryStandardFieldOfTheInboundMessages) {
    std::size_t rows = 0;
    for (const auto& row : kStandardFields) {
        if (row.version != version) continue;
        ++rows;
        const auto declared = body_tags(rules, std::string(row.type));
        for (const int tag : tags_of(row.tags))
            EXPECT_TRUE(declared.contains(tag)) << row.type << " lacks " << tag;
    }
    EXPECT_EQ(rows, from_oms(version).size());
    EXPECT_FALSE(body_tags(rules, "D").contains(555)) << "NoLegs is no field of NewOrderSingle";
}

TEST_P(EveryFile, TakesTheTagsFromOtherVersionsThatAnOrderMayCarry) {
    const std::map<Version, std::string> extra = {
        {Version::Fix42, "453 528 529 581-583 640 847 5001"}, {Version::Fix44, ""}, {Version::Fix50Sp2, ""}};
    auto tags = tags_of("47 1028 1089 1100-1114 1138 1385");
    tags.merge(tags_of(extra.at(version)));
    for (const int tag : tags) {
        EXPECT_TRUE(rules.application->isMsgField("D", tag)) << tag;
        EXPECT_TRUE(rules.application->isMsgField("G", tag)) << tag;
    }
    EXPECT_TRUE(rules.application->isMsgField("F", 1028));
}

TEST_P(EveryFile, TakesCredentialsInTheLogon) {
    for (const int tag : {553, 554}) EXPECT_TRUE(rules.session->isMsgField("A", tag)) << tag;
    EXPECT_EQ(rules.session->isRequiredField("A", 1137), version == Version::Fix50Sp2);
}

TEST_P(EveryFile, HasTheReportsOfItsVersion) {
    const std::map<Version, std::string> fields = {
        {Version::Fix42, "1 6 11 14 17 20 31 32 37-41 44 54 55 58-60 99 103 150 151 198 378"},
        {Version::Fix44,
         "1 6 11 14 17 31 32 37-41 44 54 55 58-60 99 103 136-139 150 151 198 378 "
         "527 584 636 790 797 851 891 911 912"},
        {Version::Fix50Sp2,
         "1 6 11 14 17 31 32 37-41 44 54 55 58-60 99 103 136-139 150 151 198 378 "
         "584 636 790 797 851 880 891 911 912"}};
    EXPECT_EQ(body_tags(rules, "8"), tags_of(fields.at(version)));
    EXPECT_EQ(rules.application->isGroup("8", 136), version != Version::Fix42) << "fees";
    EXPECT_EQ(rules.application->isMsgField("r", 1369), version == Version::Fix50Sp2);
    EXPECT_TRUE(rules.application->isGroup("B", 33)) << "lines of News";
}

// The message types of a version, in the ranges of their letters.
struct KnownTypes {
    std::string one_character, first_of_two, last_of_two;
    std::vector<std::string> unknown;
};
const std::map<Version, KnownTypes> kKnownTypes = {
    {Version::Fix42,
     {"0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghijklm", "", "", {"n", "q", "r", "s", "AF", "AE", "BH"}}},
    {Version::Fix44,
     {"0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghijklmnopqrstuvwxyz", "AA", "BH", {"BI", "BN", "CA"}}},
    {Version::Fix50Sp2,
     {"6789BCDEFGHJKLMNPQRSTVWXYZabcdefghijklmopqrstuvwxyz", "AA", "CE", {"n", "0", "A", "CF", "DA"}}},
};

class EachVersion : public testing::TestWithParam<Version> {
protected:
    const Version version = GetParam();
    const Book& bridge = book(version, Side::Bridge);
    const Book& client = book(version, Side::Client);
};
INSTANTIATE_TEST_SUITE_P(Versions, EachVersion, testing::ValuesIn(kVersions),
                         testing::PrintToStringParamName());

TEST_P(EachVersion, KnowsEveryMessageTypeOfFixAndNoOther) {
    const auto& known = kKnownTypes.at(version);
    for (const char type : known.one_character)
        EXPECT_TRUE(bridge.application->isMsgType(std::string(1, type))) << type;
    for (std::string type = known.first_of_two; !type.empty() && type <= known.last_of_two;) {
        EXPECT_TRUE(bridge.application->isMsgType(type)) << type;
        type = type[1] == 'Z' ? std::string{static_cast<char>(type[0] + 1), 'A'}
                              : std::string{type[0], static_cast<char>(type[1] + 1)};
    }
    for (const char* type : {"I", "O", "U", "ZZ", "U1", "!", ""})
        EXPECT_FALSE(bridge.application->isMsgType(type)) << type;
    for (const auto& type : known.unknown) EXPECT_FALSE(bridge.application->isMsgType(type)) << type;
    for (const auto& type : kSessionTypes) EXPECT_TRUE(bridge.session->isMsgType(type)) << type;
}

TEST_P(EachVersion, HasAClientThatKnowsExactlyTheConversationWithTheBridge) {
    for (const auto& type : every_type_with_fields(version))
        EXPECT_TRUE(client.of(type).isMsgType(type)) << type;
    for (const char* type : {"6", "E", "J", "V", "s", "AE", "BE"})
        EXPECT_FALSE(client.application->isMsgType(type)) << type;
}

TEST_P(EachVersion, HasAClientThatAgreesInEveryMessage) {
    for (const auto& type : every_type_with_fields(version)) {
        EXPECT_EQ(body_tags(client, type), body_tags(bridge, type)) << type;
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            EXPECT_EQ(client.of(type).isMsgField(type, tag), bridge.of(type).isMsgField(type, tag))
                << type << ' ' << tag;
            EXPECT_EQ(client.of(type).isGroup(type, tag), bridge.of(type).isGroup(type, tag))
                << type << ' ' << tag;
        }
    }
}

/// Name, type and values of every field.
void expect_same_fields(const FIX::DataDictionary& client, const FIX::DataDictionary& bridge) {
    const auto values = candidate_values();
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        ASSERT_EQ(client.isField(tag), bridge.isField(tag)) << tag;
        if (!client.isField(tag)) continue;
        std::string client_name, bridge_name;
        ASSERT_TRUE(client.getFieldName(tag, client_name));
        ASSERT_TRUE(bridge.getFieldName(tag, bridge_name));
        EXPECT_EQ(client_name, bridge_name);
        auto client_type = FIX::TYPE::Unknown;
        auto bridge_type = FIX::TYPE::Unknown;
        ASSERT_TRUE(client.getFieldType(tag, client_type));
        ASSERT_TRUE(bridge.getFieldType(tag, bridge_type));
        EXPECT_EQ(client_type, bridge_type) << client_name;
        for (const auto& value : values)
            EXPECT_EQ(client.isFieldValue(tag, value), bridge.isFieldValue(tag, value))
                << client_name << '=' << value;
    }
}

TEST_P(EachVersion, HasAClientThatAgreesInEveryField) {
    expect_same_fields(*client.session, *bridge.session);
    expect_same_fields(*client.application, *bridge.application);
}

TEST(Fixt, AgreesWithTheApplicationInTheFieldsThatBothDeclare) {
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        auto session_type = FIX::TYPE::Unknown;
        auto application_type = FIX::TYPE::Unknown;
        const auto& rules = book(Version::Fix50Sp2);
        if (!rules.session->getFieldType(tag, session_type) ||
            !rules.application->getFieldType(tag, application_type))
            continue;
        EXPECT_EQ(session_type, application_type) << tag;
    }
}

}  // namespace
}  // namespace qb::spec
