#include "replay/decode.h"

#include <gtest/gtest.h>

#include "unit/replay/log_text.h"

namespace qb::replay::test {
namespace {

struct Golden {
    std::string name;
    std::vector<std::string> logs;
    Format format;
    bool check;
    std::string expected;
    int code;
};

const Golden kGolden[] = {
    {"Text", {"oms.log", "fund.log", "old.fix"}, Format::Text, true, "decode.txt", kExitFound},
    {"Jsonl", {"oms.log", "fund.log", "old.fix"}, Format::Jsonl, true, "decode.jsonl", kExitFound},
    {"Csv", {"oms.log"}, Format::Csv, false, "decode.csv", kExitFound},
};

class Decoded : public testing::TestWithParam<Golden> {};
TEST_P(Decoded, AsCommitted) {
    const auto& row = GetParam();
    auto options = decode_options(row.format, row.check);
    options.log.logs.clear();
    for (const auto& log : row.logs) options.log.logs.push_back(golden_path(log));
    const auto got = run(decode, options);
    const auto folder = golden_path("");
    EXPECT_EQ(replaced(got.out, folder, ""), golden(row.expected));
    EXPECT_EQ(replaced(got.err, folder, ""),
              "oms.log:25: CUT_OFF: the line ends inside of the message, in field 6\nbad lines: 1\n"
              "lines without a FIX message: 1\n");
    EXPECT_EQ(got.code, row.code);
}
INSTANTIATE_TEST_SUITE_P(Logs, Decoded, testing::ValuesIn(kGolden),
                         [](const auto& row) { return row.param.name; });

TEST(Decode, GoodLogsEndWithZero) {
    auto options = decode_options(Format::Jsonl, true);
    options.log.logs = {golden_path("fund.log")};
    const auto got = run(decode, options);
    EXPECT_EQ(got.code, kExitGood);
    EXPECT_EQ(got.err, "");
}

TEST(Decode, MasksHiddenFieldsInEveryFormat) {
    const auto logon = message(
        "35=A|34=1|49=A|56=B|52=20260105-10:00:00|98=0|108=30|553=topsecret|554=topsecret|"
        "925=topsecret|95=9|96=topsecret|1401=9|1402=topsecret|1403=9|1404=topsecret|");
    for (const auto format : {Format::Text, Format::Jsonl, Format::Csv}) {
        const auto got = run(decode, decode_options(format, true), logon);
        EXPECT_EQ(got.out.find("topsecret"), std::string::npos) << got.out;
        EXPECT_NE(got.out.find("***"), std::string::npos);
    }
}

/// MsgSeqNum(34), or a whole body where it begins with 35=, and what --check says of it.
struct Sequence {
    std::string name;
    std::vector<std::string> bodies;
    std::string findings;
};
const Sequence kSequences[] = {
    {"InOrder", {"35=0|34=7|", "35=0|34=8|", "35=D|34=9|"}, ""},
    {"Gap", {"35=0|34=7|", "35=0|34=10|", "35=0|34=11|"}, "SEQ_GAP: MsgSeqNum(34) is 10 where 8 was next\n"},
    {"Low", {"35=0|34=7|", "35=0|34=6|", "35=0|34=7|"}, "SEQ_LOW: MsgSeqNum(34) is 6 where 8 was next\n"},
    {"ResentIsNoGap", {"35=0|34=7|", "35=0|34=5|43=Y|", "35=0|34=6|43=Y|", "35=0|34=8|"}, ""},
    {"GapBehindAResend", {"35=0|34=7|", "35=0|34=9|43=Y|"}, "SEQ_GAP: MsgSeqNum(34) is 9 where 8 was next\n"},
    {"GapFill", {"35=0|34=7|", "35=4|34=8|123=Y|36=12|", "35=0|34=12|"}, ""},
    {"GapFillOfAResend", {"35=0|34=7|", "35=4|34=3|43=Y|123=Y|36=7|", "35=0|34=8|"}, ""},
    {"Reset", {"35=0|34=7|", "35=4|34=1|36=20|", "35=0|34=20|"}, ""},
    {"LogonThatResets", {"35=0|34=7|", "35=A|34=1|141=Y|", "35=0|34=2|"}, ""},
    {"LogonThatBeginsAnew", {"35=0|34=7|", "35=A|34=1|", "35=0|34=2|"}, ""},
    {"LogonWithAGap", {"35=0|34=7|", "35=A|34=9|"}, "SEQ_GAP: MsgSeqNum(34) is 9 where 8 was next\n"},
};
class Numbers : public testing::TestWithParam<Sequence> {};
TEST_P(Numbers, AreFollowedPerDirection) {
    std::string log;
    int other = 100;
    for (const auto& body : GetParam().bodies) {
        log += message(body + "49=A|56=B|52=20260105-10:00:00|") + "\n";
        log += message("35=0|34=" + std::to_string(other++) + "|49=B|56=A|52=20260105-10:00:00|") + "\n";
    }
    auto options = decode_options(Format::Text, true);
    options.log.filter.sessions = {"A->B"};
    const auto got = run(decode, options, log);
    std::istringstream lines(got.out);
    std::string found;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("  ! SEQ")) found += line.substr(4) + '\n';
    EXPECT_EQ(found, GetParam().findings);
}
INSTANTIATE_TEST_SUITE_P(Check, Numbers, testing::ValuesIn(kSequences),
                         [](const auto& row) { return row.param.name; });

TEST(Check, CountsWhatTheFilterLeavesOut) {
    std::string log;
    for (int i = 1; i <= 3; ++i) log += heartbeat(i) + "\n";
    log += message("35=1|34=4|49=A|56=B|52=20260105-10:00:00|112=x|");
    auto options = decode_options(Format::Text, true);
    options.log.filter.msg_types = {"1"};
    EXPECT_EQ(run(decode, options, log).out.find("SEQ"), std::string::npos);
}

TEST(Check, AsksNoLengthOfAMaskedMessage) {
    const auto masked = replaced(message("35=A|34=1|49=A|56=B|52=20260105-10:00:00|98=0|108=30|554=pass|"),
                                 "554=pass", "554=***");
    const auto got = run(decode, decode_options(Format::Text, true), masked);
    EXPECT_EQ(got.code, kExitGood) << got.out;
}

}  // namespace
}  // namespace qb::replay::test
