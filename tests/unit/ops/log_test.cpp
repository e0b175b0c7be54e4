#include "ops/log.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>

#include "unit/ops/folder.h"

namespace qb::ops {
namespace {

const WallTime kAt{std::chrono::microseconds{1'700'000'000'000'042}};

std::string text_line(std::string_view value, std::string_view text = {}) {
    return format_log_line(LogFormat::Text, LogLevel::Info, kAt, "e", {{"k", value}}, text);
}

TEST(LogTime, IsIsoWithMicroseconds) {
    EXPECT_EQ(iso_time(kAt), "2023-11-14T22:13:20.000042Z");
    EXPECT_EQ(iso_time(WallTime{}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(iso_time(WallTime{std::chrono::microseconds{-1}}), "1969-12-31T23:59:59.999999Z");
}

TEST(LogText, ValuesAreQuotedWhereTheyMust) {
    const std::string head = "2023-11-14T22:13:20.000042Z INFO  e";
    struct Row {
        std::string_view value;
        std::string expected;
    };
    for (const auto& [value, expected] : {Row{"plain", " k=plain"},
                                          {"", ""},
                                          {"two words", " k=\"two words\""},
                                          {"a=b", " k=\"a=b\""},
                                          {"q\"q", " k=\"q\\\"q\""},
                                          {"b\\b", " k=\"b\\\\b\""},
                                          {"a\nb", " k=\"a\\nb\""},
                                          {"a\rb", " k=\"a\\u000db\""},
                                          {"a\x01z", " k=\"a\\u0001z\""},
                                          {"\x1b[2J", " k=\"\\u001b[2J\""},
                                          {"\x7f", " k=\"\\u007f\""},
                                          {"\xc3\xa9", " k=\"\\u00c3\\u00a9\""}}) {
        EXPECT_EQ(text_line(value), head + expected);
    }
    EXPECT_EQ(text_line("v", "two\nlines"), head + " k=v: two\\nlines");
}

TEST(LogText, NamesTheLevel) {
    for (const auto& [level, name] :
         {std::pair(LogLevel::Debug, "DEBUG"), std::pair(LogLevel::Info, "INFO "),
          std::pair(LogLevel::Warn, "WARN "), std::pair(LogLevel::Error, "ERROR")}) {
        EXPECT_EQ(format_log_line(LogFormat::Text, level, WallTime{}, "e", {}, ""),
                  "1970-01-01T00:00:00.000000Z " + std::string(name) + " e");
    }
    EXPECT_EQ(log_level_from("warn"), LogLevel::Warn);
    EXPECT_EQ(log_level_from("WARN"), std::nullopt);
}

TEST(LogJson, EveryByteGivesOneObjectOnOneLine) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    const auto line =
        format_log_line(LogFormat::Json, LogLevel::Error, kAt, "e", {{"k", all}, {"n", ""}}, all);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    const auto object = boost::json::parse(line).as_object();
    EXPECT_EQ(object.at("time").as_string(), "2023-11-14T22:13:20.000042Z");
    EXPECT_EQ(object.at("level").as_string(), "error");
    EXPECT_EQ(object.at("event").as_string(), "e");
    const std::string value(object.at("k").as_string());
    EXPECT_EQ(value.substr(0, 0x7f), all.substr(0, 0x7f));
    EXPECT_EQ(object.at("n").as_string(), "");
    EXPECT_EQ(object.at("text"), object.at("k"));
}

TEST(LogFile, HoldsEachLineOnceAtItsLevelAndGrows) {
    const test::Folder folder;
    const Log::Options options{LogLevel::Info, LogFormat::Text, folder / "log"};
    for (int run = 0; run < 2; ++run) {
        Log log(options);
        EXPECT_FALSE(log.enabled(LogLevel::Debug));
        EXPECT_TRUE(log.enabled(LogLevel::Info));
        log.line(LogLevel::Debug, WallTime{}, "hidden", {});
        log.line(LogLevel::Info, WallTime{}, "one", {{"brace", "{}%v"}});
        log.line(LogLevel::Error, WallTime{}, "two", {}, "{} words");
        EXPECT_EQ(log.dropped(), 0U);
    }
    const std::string lines =
        "1970-01-01T00:00:00.000000Z INFO  one brace={}%v\n1970-01-01T00:00:00.000000Z ERROR two: {} words\n";
    EXPECT_EQ(test::text_of(folder / "log"), lines + lines);
}

/// Nothing is written before a batch is due, and then all of it is.
TEST(LogFile, LinesGatherUntilTheyAreDue) {
    const test::Folder folder;
    Log log({LogLevel::Info, LogFormat::Text, folder / "log"});
    EXPECT_FALSE(log.hand_over_due());
    log.line(LogLevel::Info, WallTime{}, "one", {});
    EXPECT_EQ(log.hand_over_due(), std::chrono::milliseconds(10));
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(10);
    while (std::chrono::steady_clock::now() < end) {
    }
    EXPECT_FALSE(log.hand_over_due());
}

TEST(LogFile, AWarningTakesTheGatheredLinesAlong) {
    const test::Folder folder;
    Log log({LogLevel::Info, LogFormat::Text, folder / "log"});
    log.line(LogLevel::Info, WallTime{}, "one", {});
    log.line(LogLevel::Warn, WallTime{}, "two", {});
    EXPECT_FALSE(log.hand_over_due());
}

TEST(LogFile, ABatchThatIsFullDoesNotWait) {
    const test::Folder folder;
    Log log({LogLevel::Info, LogFormat::Text, folder / "log"});
    log.line(LogLevel::Info, WallTime{}, "one", {{"Long", std::string(32 << 10, 'x')}});
    EXPECT_FALSE(log.hand_over_due());
}

TEST(LogFile, OneThatCannotBeOpenedIsRefused) {
    const test::Folder folder;
    EXPECT_THROW(Log({LogLevel::Info, LogFormat::Text, folder / "."}), std::runtime_error);
}

}  // namespace
}  // namespace qb::ops
