#include "sim/json.h"

#include <gtest/gtest.h>

namespace qb::sim {
namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

TEST(SimJson, KeepsTheDigitsOfNumbers) {
    for (const char* text : {"0.00012300", "100000.10", "1", "25242", "-0.5", "1e3", "1.50E-2", "0",
                             "12345678901234567890123", "0.1000000000000000000000000000001"}) {
        const auto json = parse_json(std::string(R"({"quantity":)") + text + "}");
        ASSERT_TRUE(json) << text;
        ASSERT_NE(json->find("quantity"), nullptr);
        EXPECT_EQ(json->find("quantity")->text, text);
    }
}

TEST(SimJson, ReadsEveryKindAndWritesItBack) {
    const std::string text = R"({"a":[1,2.5,true,false,null],"b":{"c":"x\"y\n"},"d":"é"})";
    const auto json = parse_json(text);
    ASSERT_TRUE(json);
    EXPECT_EQ(to_text(*json), text);
}

TEST(SimJson, UnescapesTextAndKeys) {
    const auto json = parse_json(R"({"a\tb":"\u0041\\\"\n"})");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->text_of("a\tb"), "A\\\"\n");
}

TEST(SimJson, RefusesWhatIsNotOneValue) {
    for (const char* text : {"", "{", "{}{}", "{\"a\":}", "[1,]", "nul", "{'a':1}", "\"\x01\"", "1 2"})
        EXPECT_FALSE(parse_json(text)) << text;
}

TEST(SimJson, RefusesDeepNesting) {
    EXPECT_FALSE(parse_json(std::string(5000, '[') + std::string(5000, ']')));
    EXPECT_TRUE(parse_json("[[[[1]]]]"));
}

TEST(SimJson, TakesTheLastOfTwoMembersOfOneName) {
    EXPECT_EQ(parse_json(R"({"a":"x","a":"y"})")->text_of("a"), "y");
}

TEST(SimJson, EchoTurnsIntegersIntoFloats) {
    EXPECT_EQ(to_text(*parse_json(R"({"q":10,"p":1.5,"e":1e3,"l":[2]})"), true),
              R"({"q":10.0,"p":1.5,"e":1e3,"l":[2.0]})");
}

struct Printed {
    std::string value, plain, strings, noise;
};
class NumberText : public testing::TestWithParam<Printed> {};

TEST_P(NumberText, LooksAsTheVenuePrintsDoubles) {
    const auto& row = GetParam();
    EXPECT_EQ(number_text(decimal(row.value)), row.plain);
    EXPECT_EQ(number_text(decimal(row.value), NumberStyle::Strings), row.strings);
    EXPECT_EQ(number_text(decimal(row.value), NumberStyle::Noise), row.noise);
    const auto back = Decimal::parse_venue(number_text(decimal(row.value), NumberStyle::Noise));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, decimal(row.value));
}

INSTANTIATE_TEST_SUITE_P(
    Values, NumberText,
    testing::Values(Printed{"10", "10.0", "\"10.0\"", "10.000000000000004"},
                    Printed{"0", "0.0", "\"0.0\"", "0.0"},
                    Printed{"0.3", "0.3", "\"0.3\"", "0.30000000000000004"},
                    Printed{"0.00012300", "0.000123", "\"0.000123\"", "0.00012300000000000004"},
                    Printed{"100000.10", "100000.1", "\"100000.1\"", "100000.10000000004"},
                    Printed{"-1.50", "-1.5", "\"-1.5\"", "-1.5000000000000004"}));

TEST(ObjectWriter, WritesMembersInOrder) {
    EXPECT_EQ(ObjectWriter().text("a", "x\"").number("b", decimal("1")).boolean("c", true).null("d").done(),
              R"({"a":"x\"","b":1.0,"c":true,"d":null})");
    EXPECT_EQ(ObjectWriter().done(), "{}");
}

TEST(ObjectWriter, ShowsUnsetValuesAsNullOnlyInThatStyle) {
    const auto written = [](NumberStyle style) {
        return ObjectWriter(style).text_or_unset("a", "").number_or_unset("b", {}).done();
    };
    EXPECT_EQ(written(NumberStyle::Plain), R"({"a":"","b":0.0})");
    EXPECT_EQ(written(NumberStyle::Nulls), R"({"a":null,"b":null})");
}

}  // namespace
}  // namespace qb::sim
