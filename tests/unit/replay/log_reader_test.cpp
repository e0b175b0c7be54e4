#include "replay/log_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "mapping/time_text.h"
#include "unit/replay/log_text.h"
#include "unit/replay/pieces.h"

namespace qb::replay::test {
namespace {

/// What a reader gives: "line type/number time" of a message, "line FAULT" of a bad line.
std::vector<std::string> read_all(std::unique_ptr<ByteSource> source) {
    LogReader reader(std::move(source));
    std::vector<std::string> lines;
    for (auto step = reader.next(); step != Log::Step::End; step = reader.next()) {
        if (step == Log::Step::BadLine) {
            const auto& bad = reader.bad_line();
            lines.push_back(std::to_string(bad.line) + " " + std::string(to_string(bad.damage.fault)));
            continue;
        }
        const auto& entry = reader.entry();
        const auto& message = entry.message;
        lines.push_back(std::to_string(entry.line) + " " + std::string(message.value(35)) + "/" +
                        std::string(message.value(34)) + " " +
                        (entry.time ? mapping::fix_timestamp(*entry.time, 6) : "-"));
    }
    return lines;
}

std::vector<std::string> read_text(const std::string& text) { return read_all(memory_source(text)); }
using Lines = std::vector<std::string>;

struct Shape {
    std::string name, line, expected;
};

const std::string kHeartbeat = heartbeat(1);
const std::string kOwnTime = "1 0/1 20260105-10:00:00.000000";  // SendingTime(52)
const std::string kLineTime = "1 0/1 20260105-11:22:33.123456";

const Shape kShapes[] = {
    {"Bars", kHeartbeat, kOwnTime},
    {"Soh", replaced(kHeartbeat, "|", "\x01"), kOwnTime},
    {"CaretA", replaced(kHeartbeat, "|", "^A"), kOwnTime},
    {"QuickFix", "20260105-11:22:33.123456 : " + replaced(kHeartbeat, "|", "\x01"), kLineTime},
    {"NoSeparatorAtTheEnd", kHeartbeat.substr(0, kHeartbeat.size() - 1), kOwnTime},
    {"Rfc3339", "2026-01-05T11:22:33.123456Z IN " + kHeartbeat, kLineTime},
    {"WithOffset", "2026-01-05T13:22:33.123456+02:00 " + kHeartbeat, kLineTime},
    {"BlankAndComma", "2026-01-05 11:22:33,123456 [main] INFO fix - " + kHeartbeat, kLineTime},
    {"InBrackets", "[20260105-11:22:33.123456] <" + kHeartbeat + ">", kLineTime},
    {"Quoted", "\"" + kHeartbeat + "\", sent", kOwnTime},
    {"NoDate", "11:22:33.123 " + kHeartbeat, kOwnTime},
    {"NoTime", message("35=0|34=1|49=A|56=B|"), "1 0/1 -"},
    {"LongNumberBeforeIt", "108=FIX.4.4|9=1| " + kHeartbeat, kOwnTime},
};

class LineShape : public testing::TestWithParam<Shape> {};
TEST_P(LineShape, GivesItsMessage) {
    for (const char* end : {"", "\n", "\r\n", "\n\n\r\n"})
        EXPECT_EQ(read_text(GetParam().line + end), Lines{GetParam().expected});
}
INSTANTIATE_TEST_SUITE_P(Reader, LineShape, testing::ValuesIn(kShapes),
                         [](const auto& row) { return row.param.name; });

std::string mixed_log() {
    std::string text = "Created session\n" + heartbeat(1) + "\n\n" + heartbeat(2) + heartbeat(3) + " end\r\n";
    text += "8=FIX.4.4|9=20|35=0|\n" + heartbeat(4, "95=10|96=a\n|b\n8=F|x|") + heartbeat(5) + "\n";
    return text + "9=5|35=0|\n\x01\x02\x03\n" + heartbeat(6, "0=1|") + heartbeat(7);
}

TEST(LogReader, MixesMessagesBadLinesAndProse) {
    const std::string at = " 20260105-10:00:00.000000";
    const Lines expected{"2 0/1" + at, "4 0/2" + at,        "4 0/3" + at,  "5 CUT_OFF",  "6 0/4" + at,
                         "8 0/5" + at, "9 NO_BEGIN_STRING", "10 NOT_TEXT", "11 BAD_TAG", "11 0/7" + at};
    EXPECT_EQ(read_text(mixed_log()), expected);
}

TEST(LogReader, ReadsTheSameInPiecesOfAnySize) {
    const auto text = mixed_log();
    const auto packed = gzipped(text) + gzipped(heartbeat(8));
    const auto whole = read_text(text);
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U}) {
        EXPECT_EQ(read_all(std::make_unique<Pieces>(text, piece)), whole);
        auto unpacked = read_all(unzipped(std::make_unique<Pieces>(packed, piece)));
        EXPECT_EQ(unpacked.back(), "11 0/8 20260105-10:00:00.000000");  // of the second member
        unpacked.pop_back();
        EXPECT_EQ(unpacked, whole);
    }
}

TEST(LogReader, AWireWithoutLineEndsIsOneMessageBehindTheOther) {
    std::string wire;
    int count = 0;
    while (wire.size() < 3 * kMaxMessage) wire += replaced(heartbeat(++count), "|", "\x01");
    const auto lines = read_text(wire);
    ASSERT_EQ(lines.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        ASSERT_EQ(lines[static_cast<std::size_t>(i)].substr(0, 10).find("1 0/" + std::to_string(i + 1)), 0U);
}

TEST(LogReader, AMessageOfNearlyTheGreatestLengthIsReadWhereverItBegins) {
    const auto big = heartbeat(2, "58=" + std::string(kMaxMessage - 200, 'x') + "|");
    for (const std::size_t before : {0U, 1U, 1000U}) {
        std::string text;
        for (std::size_t i = 0; i < before; ++i) text += heartbeat(1) + "\n";
        const auto lines = read_text(text + big + "\n" + heartbeat(3));
        ASSERT_EQ(lines.size(), before + 2);
        EXPECT_NE(lines[before].find(" 0/2 "), std::string::npos);
        EXPECT_NE(lines[before + 1].find(" 0/3 "), std::string::npos);
    }
}

TEST(LogReader, ADataFieldMayHoldSeparatorsAndLineEndsThatItsLengthCovers) {
    const auto text = heartbeat(1, "95=8|96=a|b\n|c\n0|") + "\n" + heartbeat(2);
    LogReader reader(memory_source(text));
    ASSERT_EQ(reader.next(), Log::Step::Message);
    EXPECT_EQ(reader.entry().message.value(96), "a|b\n|c\n0");
}

TEST(LogReader, MutatedLogsGiveWholeMessagesOrBadLines) {
    std::mt19937 random(20260105);  // NOLINT(cert-msc51-cpp): the same each time
    const auto pick = [&](std::size_t count) { return random() % count; };
    std::size_t messages = 0;
    for (int round = 0; round < 3000; ++round) {
        auto text = mixed_log();
        for (auto changes = 1 + pick(4); changes > 0; --changes) {
            const auto at = pick(text.size());
            if (pick(3) == 0)
                text.erase(at, 1 + pick(20));
            else
                text[at] = "|=\n\x01^A80159FIX\0\xff"[pick(16)];
        }
        LogReader reader(memory_source(text));
        for (auto step = reader.next(); step != Log::Step::End; step = reader.next()) {
            if (step != Log::Step::Message) continue;
            const auto& message = reader.entry().message;
            ASSERT_GE(message.fields.size(), 2U);
            ASSERT_EQ(message.fields.front().tag, 8U);
            ASSERT_EQ(message.fields.back().tag, 10U);
            ASSERT_TRUE(message.text.starts_with("8=FIX"));
            const auto& last = message.fields.back().value;
            ASSERT_EQ(message.text.data() + message.text.size(), last.data() + last.size());
            ++messages;
        }
    }
    EXPECT_GT(messages, 10'000U);
}

TEST(LineTime, IsEmptyWhereTheLineBeginsWithSomethingElse) {
    for (const char* text : {"", "INFO 20260105-10:00:00 ", "20260105", "20261305-10:00:00",
                             "2026-01-05 x10:00:00", "12345678901234567890", "----------------------"})
        EXPECT_FALSE(line_time(text)) << text;
}

}  // namespace
}  // namespace qb::replay::test
