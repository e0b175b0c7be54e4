#include "replay/text_out.h"

#include <gtest/gtest.h>

#include <sstream>

#include "mapping/time_text.h"

namespace qb::replay::test {
namespace {

template <class Put>
std::string written(Put put) {
    std::ostringstream stream;
    {
        TextOut out(stream);
        put(out);
    }
    return stream.str();
}

struct Escape {
    std::string name, text, json, csv, plain;
};
const Escape kEscapes[] = {
    {"Plain", "AAPL-USD", "AAPL-USD", "AAPL-USD", "AAPL-USD"},
    {"Quote", "a\"b\\", R"(a\"b\\)", "\"a\"\"b\\\"", "a\"b\\"},
    {"Comma", "a,b", "a,b", "\"a,b\"", "a,b"},
    {"LineEnd", "a\nb\r", R"(a\u000ab\u000d)", "\"a\nb\r\"", R"(a\x0ab\x0d)"},
    {"ZeroAndDelete", std::string("a\0\x7f", 3), R"(a\u0000\u007f)", std::string("a\0\x7f", 3),
     R"(a\x00\x7f)"},
    {"Utf8", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
     "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"Latin1", "caf\xe9!", R"(caf\ufffd!)", "caf\xe9!", R"(caf\xe9!)"},
    {"CutShort", "\xe2\x82", R"(\ufffd\ufffd)", "\xe2\x82", R"(\xe2\x82)"},
    {"Overlong", "\xc0\xaf", R"(\ufffd\ufffd)", "\xc0\xaf", R"(\xc0\xaf)"},
    {"OverlongOfThree", "\xe0\x80\xaf", R"(\ufffd\ufffd\ufffd)", "\xe0\x80\xaf", R"(\xe0\x80\xaf)"},
    {"Surrogate", "\xed\xa0\x80", R"(\ufffd\ufffd\ufffd)", "\xed\xa0\x80", R"(\xed\xa0\x80)"},
    {"BeyondUnicode", "\xf4\x90\x80\x80", R"(\ufffd\ufffd\ufffd\ufffd)", "\xf4\x90\x80\x80",
     R"(\xf4\x90\x80\x80)"},
    {"Formula", "=1+2", "=1+2", "\"'=1+2\"", "=1+2"},
    {"NegativeNumber", "-1.5", "-1.5", "-1.5", "-1.5"},
};

class Escaped : public testing::TestWithParam<Escape> {};
TEST_P(Escaped, AsTheFormatWants) {
    const auto& row = GetParam();
    EXPECT_EQ(written([&](TextOut& out) { out.json(row.text); }), row.json);
    EXPECT_EQ(written([&](TextOut& out) { out.csv(row.text); }), row.csv);
    EXPECT_EQ(written([&](TextOut& out) { out.plain(row.text); }), row.plain);
}
INSTANTIATE_TEST_SUITE_P(TextOut, Escaped, testing::ValuesIn(kEscapes),
                         [](const auto& row) { return row.param.name; });

TEST(TextOut, TimesAreExactWhateverSecondCameBefore) {
    const auto shown = written([](TextOut& out) {
        for (const char* text : {"20260105-10:00:00.000001", "20260105-10:00:00.999999", "20260105-10:00:01",
                                 "20260105-10:00:00.5", "19710101-00:00:00"}) {
            out.time(*mapping::time_from_fix(text));
            out << ' ';
        }
    });
    EXPECT_EQ(shown,
              "2026-01-05T10:00:00.000001Z 2026-01-05T10:00:00.999999Z 2026-01-05T10:00:01.000000Z "
              "2026-01-05T10:00:00.500000Z 1971-01-01T00:00:00.000000Z ");
}

}  // namespace
}  // namespace qb::replay::test
