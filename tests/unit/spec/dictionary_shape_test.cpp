#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "unit/spec/spec_support.h"

/// What holds of the two dictionary files as a whole, whatever message is sent.
namespace qb::spec {
namespace {

using Tags = std::set<int>;

const std::vector<std::string> kSessionTypes = {"0", "1", "2", "3", "4", "5", "A"};
const std::vector<std::string> kFromOms = {"D", "F", "G", "H", "AF", "q"};
const std::vector<std::string> kToOms = {"8", "9", "r", "j", "B"};

std::vector<std::string> every_type_with_fields() {
    auto types = kSessionTypes;
    types.insert(types.end(), kFromOms.begin(), kFromOms.end());
    types.insert(types.end(), kToOms.begin(), kToOms.end());
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
Tags body_tags(const FIX::DataDictionary& dictionary, const std::string& type) {
    Tags tags;
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (!dictionary.isMsgField(type, tag)) continue;
        tags.insert(tag);
        collect_group(dictionary, type, tag, tags);
    }
    return tags;
}

Tags required_tags(const FIX::DataDictionary& dictionary, const std::string& type) {
    Tags tags;
    for (int tag = 1; tag <= kHighestTag; ++tag)
        if (dictionary.isRequiredField(type, tag)) tags.insert(tag);
    return tags;
}

/// Every value a list could hold: FIX codes are one character or a small number.
std::vector<std::string> candidate_values() {
    std::vector<std::string> values;
    for (char c = '!'; c <= '~'; ++c) values.emplace_back(1, c);
    for (int number = 10; number <= 200; ++number) values.push_back(std::to_string(number));
    return values;
}

class BothDictionaries : public testing::TestWithParam<const char*> {
protected:
    const FIX::DataDictionary dictionary = load(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Files, BothDictionaries, testing::Values("FIX44.xml", "client/FIX44.xml"),
                         [](const auto& file) { return file.index == 0 ? "Bridge" : "Client"; });

TEST_P(BothDictionaries, AreFix44) { EXPECT_EQ(dictionary.getVersion(), "FIX.4.4"); }

TEST_P(BothDictionaries, HaveNoDataFieldAndNoUncheckedType) {
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (!dictionary.isField(tag)) continue;
        auto type = FIX::TYPE::Unknown;
        ASSERT_TRUE(dictionary.getFieldType(tag, type)) << tag;
        EXPECT_NE(type, FIX::TYPE::Data) << tag;
        EXPECT_NE(type, FIX::TYPE::XmlData) << tag;
        EXPECT_NE(type, FIX::TYPE::Unknown) << tag << " has a type QuickFIX 1.15 does not know";
        EXPECT_FALSE(dictionary.isDataField(tag)) << tag;
    }
}

TEST_P(BothDictionaries, DeclareNoFieldThatNoMessageUses) {
    Tags used;
    for (const auto& type : every_type_with_fields()) used.merge(body_tags(dictionary, type));
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        if (dictionary.isHeaderField(tag) || dictionary.isTrailerField(tag)) used.insert(tag);
        collect_group(dictionary, "_header_", tag, used);
    }
    for (int tag = 1; tag <= kHighestTag; ++tag)
        EXPECT_EQ(dictionary.isField(tag), used.contains(tag)) << "tag " << tag;
}

TEST_P(BothDictionaries, KnowTheWholeStandardHeaderAndTrailer) {
    for (const int tag : {8,  9,   35, 49,  56,  34,  52,  43,  97,  122, 115, 128, 90, 91,
                          50, 142, 57, 143, 116, 144, 129, 145, 212, 213, 347, 369, 627})
        EXPECT_TRUE(dictionary.isHeaderField(tag)) << tag;
    for (const int tag : {93, 89, 10}) EXPECT_TRUE(dictionary.isTrailerField(tag)) << tag;
    EXPECT_TRUE(dictionary.isGroup("_header_", 627));
}

TEST_P(BothDictionaries, RequireWhatTheRulesOfEngagementRequire) {
    const std::map<std::string, Tags> documented = {
        {"A", {98, 108}},
        {"0", {}},
        {"1", {112}},
        {"2", {7, 16}},
        {"3", {45}},
        {"4", {36}},
        {"5", {}},
        {"D", {11, 38, 40, 54, 55, 60}},
        {"F", {11, 54, 55, 60}},
        {"G", {11, 40, 41, 54, 55, 60}},
        {"H", {11, 54, 55}},
        {"AF", {584, 585}},
        {"q", {11, 60, 530}},
        {"8", {6, 14, 17, 37, 39, 54, 55, 150, 151}},
        {"9", {11, 37, 39, 41, 434}},
        {"r", {37, 530, 531}},
        {"j", {372, 380}},
        {"B", {33, 148}},
    };
    for (const auto& type : every_type_with_fields())
        EXPECT_EQ(required_tags(dictionary, type), documented.at(type)) << type;
}

// The fields of FIX 4.4 volume 4 and 6, written out here a second time so that a lost one is noticed.
TEST_P(BothDictionaries, TakeEveryStandardFieldOfTheInboundMessages) {
    const Tags instrument = {55,  65,  48,  22,  454, 455, 456, 460, 461, 167, 762, 200, 541,
                             201, 224, 225, 239, 226, 227, 228, 255, 543, 470, 471, 472, 240,
                             202, 947, 206, 231, 223, 207, 106, 348, 349, 107, 350, 351, 691,
                             667, 875, 876, 864, 865, 866, 867, 868, 873, 874};
    const Tags underlying = {311, 312, 309, 305, 457, 458, 459, 462, 463, 310, 763, 313, 542,
                             315, 241, 242, 243, 244, 245, 246, 256, 595, 592, 593, 594, 247,
                             316, 941, 317, 436, 435, 308, 306, 362, 363, 307, 364, 365, 877,
                             878, 318, 879, 810, 882, 883, 884, 885, 886, 887, 888, 889};
    const Tags parties = {453, 448, 447, 452, 802, 523, 803};
    const Tags financing = {913, 914, 915, 918, 788, 916, 917, 919, 898};
    const Tags quantity = {38, 152, 516, 468, 469};
    const Tags order = {1,   11,  12,  13,  15,  18,  21,  40,  44,  54,  58,  59,  60,  63,  64,  70,
                        75,  77,  78,  79,  80,  99,  100, 110, 111, 114, 120, 121, 126, 168, 192, 193,
                        203, 210, 211, 218, 220, 221, 222, 229, 235, 236, 336, 354, 355, 376, 377, 386,
                        388, 389, 423, 427, 432, 467, 479, 480, 481, 494, 497, 513, 524, 525, 526, 528,
                        529, 538, 539, 544, 545, 581, 582, 583, 589, 590, 591, 625, 635, 640, 660, 661,
                        662, 663, 696, 697, 698, 699, 701, 711, 736, 761, 775, 804, 805, 835, 836, 837,
                        838, 840, 841, 842, 843, 844, 846, 847, 848, 849, 854};
    const auto all = [](std::initializer_list<Tags> parts) {
        Tags tags;
        for (auto part : parts) tags.merge(part);
        return tags;
    };
    const std::map<std::string, Tags> standard = {
        {"D", all({instrument,
                   underlying,
                   parties,
                   financing,
                   quantity,
                   order,
                   {23, 81, 117, 140, 232, 233, 234}})},
        {"G", all({instrument, underlying, parties, financing, quantity, order, {37, 41, 66, 586}})},
        {"F", all({instrument,
                   underlying,
                   parties,
                   financing,
                   quantity,
                   {41, 37, 11, 526, 583, 66, 586, 1, 660, 581, 711, 54, 60, 376, 58, 354, 355}})},
        {"H", all({instrument, underlying, parties, financing, {37, 11, 526, 583, 790, 1, 660, 711, 54}})},
        {"AF", all({instrument, underlying, parties, {584, 585, 1, 660, 336, 625, 54}})},
        {"q", all({instrument, underlying, {11, 526, 530, 336, 625, 54, 60, 58, 354, 355}})},
    };
    for (const auto& type : kFromOms) {
        const auto declared = body_tags(dictionary, type);
        for (const int tag : standard.at(type))
            EXPECT_TRUE(declared.contains(tag)) << type << " lacks " << tag;
    }
    EXPECT_FALSE(body_tags(dictionary, "D").contains(555)) << "NoLegs is no field of NewOrderSingle";
}

TEST_P(BothDictionaries, TakeTheTagsFromOtherVersionsThatAnOrderMayCarry) {
    for (const int tag : {47,   1028, 1089, 1100, 1101, 1102, 1103, 1104, 1105, 1106,
                          1107, 1108, 1109, 1110, 1111, 1112, 1113, 1114, 1138, 1385}) {
        EXPECT_TRUE(dictionary.isMsgField("D", tag)) << tag;
        EXPECT_TRUE(dictionary.isMsgField("G", tag)) << tag;
    }
}

TEST_P(BothDictionaries, DeclareTheGroupsOfTheReports) {
    EXPECT_TRUE(dictionary.isGroup("8", 136)) << "fees";
    EXPECT_TRUE(dictionary.isGroup("B", 33)) << "lines of News";
}

TEST(BridgeDictionary, KnowsEveryMessageTypeOfFix44AndNoOther) {
    const std::string one_character =
        "0123456789ABCDEFGHJKLMNPQRSTVWXYZabcdefghijklmnopqrstuvwxyz";  // I, O and U are not assigned
    const std::vector<std::string> two_characters = {
        "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AJ", "AK", "AL", "AM", "AN", "AO", "AP", "AQ",
        "AR", "AS", "AT", "AU", "AV", "AW", "AX", "AY", "AZ", "BA", "BB", "BC", "BD", "BE", "BF", "BG", "BH"};
    for (const char type : one_character)
        EXPECT_TRUE(bridge_dictionary().isMsgType(std::string(1, type))) << type;
    for (const auto& type : two_characters) EXPECT_TRUE(bridge_dictionary().isMsgType(type)) << type;
    for (const char* type : {"I", "O", "U", "BI", "BN", "CA", "ZZ", "U1", "!", ""})
        EXPECT_FALSE(bridge_dictionary().isMsgType(type)) << type;
}

TEST(ClientDictionary, KnowsExactlyTheConversationWithTheBridge) {
    for (const auto& type : every_type_with_fields())
        EXPECT_TRUE(client_dictionary().isMsgType(type)) << type;
    for (const char* type : {"6", "E", "J", "V", "s", "AE", "BE"})
        EXPECT_FALSE(client_dictionary().isMsgType(type)) << type;
}

TEST(ClientDictionary, AgreesWithTheBridgesInEveryMessage) {
    for (const auto& type : every_type_with_fields()) {
        EXPECT_EQ(body_tags(client_dictionary(), type), body_tags(bridge_dictionary(), type)) << type;
        for (int tag = 1; tag <= kHighestTag; ++tag) {
            EXPECT_EQ(client_dictionary().isMsgField(type, tag), bridge_dictionary().isMsgField(type, tag))
                << type << ' ' << tag;
            EXPECT_EQ(client_dictionary().isGroup(type, tag), bridge_dictionary().isGroup(type, tag))
                << type << ' ' << tag;
        }
    }
}

TEST(ClientDictionary, AgreesWithTheBridgesInEveryField) {
    const auto values = candidate_values();
    for (int tag = 1; tag <= kHighestTag; ++tag) {
        ASSERT_EQ(client_dictionary().isField(tag), bridge_dictionary().isField(tag)) << tag;
        if (!client_dictionary().isField(tag)) continue;
        std::string client_name, bridge_name;
        ASSERT_TRUE(client_dictionary().getFieldName(tag, client_name));
        ASSERT_TRUE(bridge_dictionary().getFieldName(tag, bridge_name));
        EXPECT_EQ(client_name, bridge_name);
        auto client_type = FIX::TYPE::Unknown;
        auto bridge_type = FIX::TYPE::Unknown;
        ASSERT_TRUE(client_dictionary().getFieldType(tag, client_type));
        ASSERT_TRUE(bridge_dictionary().getFieldType(tag, bridge_type));
        EXPECT_EQ(client_type, bridge_type) << client_name;
        for (const auto& value : values)
            EXPECT_EQ(client_dictionary().isFieldValue(tag, value),
                      bridge_dictionary().isFieldValue(tag, value))
                << client_name << '=' << value;
    }
}

}  // namespace
}  // namespace qb::spec
