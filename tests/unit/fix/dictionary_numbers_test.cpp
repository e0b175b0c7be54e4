#include "fix/dictionary_numbers.h"

#include <gtest/gtest.h>

namespace qb::fix {
namespace {

struct Row {
    std::string name, xml;
    std::optional<std::string> odd = std::nullopt;
};
class FieldNumbers : public testing::TestWithParam<Row> {};
TEST_P(FieldNumbers, AreReadAsTheParserReadsThem) {
    EXPECT_EQ(odd_field_number(GetParam().xml, 50), GetParam().odd);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, FieldNumbers,
    testing::Values(
        Row{"InRange",
            R"(<fields><field number="1" name="A"/><field number='50' name='B'></field></fields>)"},
        Row{"Above", R"(<field number="51" name="A" type="DATA"/>)", "51"},
        Row{"TheLastOne", R"(<field number="5"/><field number="7"/><field name="A" number="99"/>)", "99"},
        Row{"BlanksAndLines", "<field\n\tname = 'x>y'\r\n number\n=\n'77' />", "77"},
        Row{"GivenTwice", R"(<field number="5" number="88"/>)", "88"},
        Row{"Zero", R"(<field number="0"/>)", "0"}, Row{"Negative", R"(<field number="-1"/>)", "-1"},
        Row{"Entity", R"(<field number="&#53;1"/>)", "&#53;1"}, Row{"Empty", R"(<field number=""/>)", ""},
        Row{"Overflow", R"(<field number="4294967297"/>)", "4294967297"},
        Row{"ZeroByte", std::string("<\0f\0i\0e\0l\0d\0", 12), "a zero byte"},
        Row{"UseOfAField", R"(<message><field name="A" required="Y"/></message>)"},
        Row{"AnotherElement", R"(<fieldset number="99"/><fields number="99">)"},
        Row{"NumberOfAnother", R"(<field name="A"/><value number="99"/>)"},
        Row{"InAValue", R"(<field name="number='99'" number="5"/>)"}, Row{"CutOff", R"(<field number="9)"},
        Row{"Nothing", ""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::fix
