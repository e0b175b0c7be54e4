#include "replay/tables.h"

#include <gtest/gtest.h>

#include <array>
#include <sstream>

namespace qb::replay {
namespace {

constexpr std::array kColumns{Column{"row", Column::Type::Integer}, Column{"text"}, Column{"more"}};
constexpr Table kTable{"things", kColumns};
constexpr Table kOther{"others", kColumns};

struct Written {
    std::string name, text, csv, json;
};
class TextInATable : public testing::TestWithParam<Written> {};

TEST_P(TextInATable, ComesBackAsItWas) {
    std::ostringstream csv, jsonl;
    CsvSink comma(csv, kTable);
    JsonlSink lines(jsonl, kTable);
    const std::array<std::string, 3> cells{"7", GetParam().text, ""};
    for (RowSink* sink : {static_cast<RowSink*>(&comma), static_cast<RowSink*>(&lines)}) {
        EXPECT_TRUE(sink->wants(kTable));
        EXPECT_FALSE(sink->wants(kOther));
        sink->row(kTable, cells);
        sink->row(kOther, cells);
        sink->finish();
    }
    EXPECT_EQ(csv.str(), "row,text,more\r\n7," + GetParam().csv + ",\r\n");
    EXPECT_EQ(jsonl.str(), "{\"row\":7" + GetParam().json + "}\n");
}

INSTANTIATE_TEST_SUITE_P(Rules, TextInATable,
                         testing::Values(Written{"Plain", "a b", "a b", R"(,"text":"a b")"},
                                         Written{"Empty", "", "", ""},
                                         Written{"Comma", "a,b", "\"a,b\"", R"(,"text":"a,b")"},
                                         Written{"Quote", "a\"b", "\"a\"\"b\"", R"(,"text":"a\"b")"},
                                         Written{"Line", "a\nb", "\"a\nb\"", R"(,"text":"a\u000Ab")"},
                                         Written{"Formula", "=1+1", "'=1+1", R"(,"text":"=1+1")"},
                                         Written{"QuotedFormula", "=1,1", "\"'=1,1\"", R"(,"text":"=1,1")"},
                                         Written{"MinusText", "-x", "'-x", R"(,"text":"-x")"},
                                         Written{"MinusNumber", "-1.5", "-1.5", R"(,"text":"-1.5")"},
                                         Written{"Umlaut", "\xC3\xA4", "\xC3\xA4", ",\"text\":\"\xC3\xA4\""},
                                         Written{"NoUtf8",
                                                 "a\xE4"
                                                 "b",
                                                 "a\xE4"
                                                 "b",
                                                 ",\"text\":\"a\xEF\xBF\xBD"
                                                 "b\""}),
                         [](const auto& row) { return row.param.name; });

struct Bytes {
    std::string name, bytes, utf8;
};
class Utf8 : public testing::TestWithParam<Bytes> {};
TEST_P(Utf8, IsAllThatComesOut) { EXPECT_EQ(as_utf8(GetParam().bytes), GetParam().utf8); }

const std::string kNone = "\xEF\xBF\xBD";

INSTANTIATE_TEST_SUITE_P(Rfc3629, Utf8,
                         testing::Values(Bytes{"Ascii", "abc", "abc"}, Bytes{"Two", "\xC2\x80", "\xC2\x80"},
                                         Bytes{"Three", "\xE0\xA0\x80", "\xE0\xA0\x80"},
                                         Bytes{"Four", "\xF0\x90\x80\x80", "\xF0\x90\x80\x80"},
                                         Bytes{"Overlong", "\xC0\x80", kNone + kNone},
                                         Bytes{"OverlongThree", "\xE0\x80\x80", kNone + kNone + kNone},
                                         Bytes{"Surrogate", "\xED\xA0\x80", kNone + kNone + kNone},
                                         Bytes{"Beyond", "\xF4\x90\x80\x80", kNone + kNone + kNone + kNone},
                                         Bytes{"CutShort", "\xE0\xA0", kNone + kNone},
                                         Bytes{"TailAlone", "a\x80", "a" + kNone}),
                         [](const auto& row) { return row.param.name; });

TEST(Output, ThatCannotBeWrittenIsAnError) {
    std::ostringstream out;
    CsvSink sink(out, kTable);
    out.setstate(std::ios::badbit);
    const std::array<std::string, 3> cells;
    EXPECT_THROW(sink.row(kTable, cells), std::runtime_error);
    EXPECT_THROW(sink.finish(), std::runtime_error);
}

}  // namespace
}  // namespace qb::replay
