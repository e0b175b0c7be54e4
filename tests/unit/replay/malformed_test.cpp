#include <gtest/gtest.h>

#include "unit/replay/log_text.h"

// What is wrong with a log, and what is said about it, word for word. Each line is followed by a good one,
// which must come out.
namespace qb::replay::test {
namespace {

struct Malformed {
    std::string name;
    std::string line;
    std::string err;            ///< without "-:1: "; empty: the line is read
    std::string findings = {};  ///< of `decode --check`, a line each
    int messages = 0;           ///< of the line
};

std::string with_value(std::string_view value) { return heartbeat(1, "58=" + std::string(value) + "|"); }

/// A D with two parties whose number is told as `count`.
std::string with_parties(std::string_view count) {
    return message(
        "35=D|34=1|49=A|56=B|52=20260105-10:00:00.000|11=a1|453=" + std::string(count) +
        "|448=P1|447=D|452=1|448=P2|447=D|452=3|54=1|55=AAPL-USD|38=5|40=2|44=190|60=20260105-10:00:00.000|");
}

std::string with_checksum(std::string_view checksum) {
    auto text = heartbeat(1);
    return text.substr(0, text.rfind("10=")) + "10=" + std::string(checksum) + "|";
}

const std::string kNul(1, '\0');

const Malformed kMalformed[] = {
    {"CutInsideOfAField", "8=FIX.4.4|9=60|35=0|34=1|49=A",
     "CUT_OFF: the line ends inside of the message, in field 5"},
    {"CutBehindASeparator", "8=FIX.4.4|9=60|35=0|34=1|",
     "CUT_OFF: the line ends inside of the message, in field 5"},
    {"CutInBeginString", "8=FIX.4", "CUT_OFF: the line ends inside of the message, in field 1"},
    {"NoBeginString", "9=5|35=0|34=1|49=A|10=100|", "NO_BEGIN_STRING: FIX fields, but no BeginString(8)"},
    {"NoSeparator", "8=FIX.4.4 9=5 35=0 10=000 ",
     "NO_EQUALS: no separator (SOH, | or ^A) behind BeginString(8)"},
    {"WrongChecksum", with_checksum("999"), "", "CHECKSUM: CheckSum(10) is 999, counted 057\n", 1},
    {"ShortChecksum", with_checksum("7"), "", "CHECKSUM: CheckSum(10) is 7, counted 057\n", 1},
    {"WrongLength", replaced(heartbeat(1), "|9=45|", "|9=46|"), "",
     "LENGTH: BodyLength(9) is 46, counted 45\nCHECKSUM: CheckSum(10) is 057, counted 058\n", 1},
    {"NoEquals", heartbeat(1, "58|"), "NO_EQUALS: field 8 has no '='"},
    {"EmptyField", heartbeat(1, "|"), "NO_EQUALS: field 8 has no '='"},
    {"TagZero", heartbeat(1, "0=x|"),
     "BAD_TAG: field 8 does not begin with a number from 1 to 999999999 and '='"},
    {"HugeTag", heartbeat(1, "4294967297=x|"),
     "BAD_TAG: field 8 does not begin with a number from 1 to 999999999 and '='"},
    {"NegativeTag", heartbeat(1, "-1=x|"),
     "BAD_TAG: field 8 does not begin with a number from 1 to 999999999 and '='"},
    {"NoTag", heartbeat(1, "=x|"),
     "BAD_TAG: field 8 does not begin with a number from 1 to 999999999 and '='"},
    {"EmptyValue", with_value(""), "", "EMPTY: Text(58) has no value\n", 1},
    {"Nul", with_value("a" + kNul + "b"), "", "NUL: Text(58) holds a zero byte\n", 1},
    {"NoChecksum", with_checksum("").substr(0, heartbeat(1).rfind("10=")),
     "NO_CHECKSUM: the line ends before CheckSum(10)"},
    {"TwoOnALine", heartbeat(1) + heartbeat(2), "", "", 2},
    {"TwoOnALineTheFirstCutOff", "8=FIX.4.4|9=60|35=0|34=1|" + heartbeat(2),
     "OVERRUN: another message begins before CheckSum(10)", "", 1},
    {"TenMegabytesInAMessage", "8=FIX.4.4|9=60|35=0|58=" + std::string(10'000'000, 'x'),
     "TOO_LONG: no message ends within 1048576 bytes"},
    {"TenMegabytesWithoutAMessage", std::string(10'000'000, 'x'),
     "TOO_LONG: no message ends within 1048576 bytes"},
    {"InvalidUtf8", with_value("caf\xe9"), "", "UTF8: Text(58) is no UTF-8\n", 1},
    {"CarriageReturn", heartbeat(1) + "\r", "", "", 1},
    {"PipeInsideOfAValue", with_value("this|that"), "NO_EQUALS: field 9 has no '='"},
    {"TooFewEntries", with_parties("3"), "", "GROUP_COUNT: NoPartyIDs(453) says 3, found 2\n", 1},
    {"TooManyEntries", with_parties("1"), "", "GROUP_COUNT: NoPartyIDs(453) says 1, found 2\n", 1},
    {"CountIsNoNumber", with_parties("two"), "", "GROUP_COUNT: NoPartyIDs(453) says two, found 2\n", 1},
    {"BinaryGarbage", "\x7f\x45\x4c\x46\x02\x01\x01" + kNul + kNul + "\xff\xfe",
     "NOT_TEXT: bytes that are no text"},
    {"DataLongerThanTheLog", heartbeat(1, "95=99999999|96=x|"),
     "CUT_OFF: the line ends inside of the message, in field 9"},
    {"NoMsgType", message("34=1|49=A|56=B|52=20260105-10:00:00.000|"), "",
     "HEADER_ORDER: BodyLength(9) and MsgType(35) are not the second and third field\n"
     "UNKNOWN_TYPE: the dictionary has no such MsgType(35)\nMISSING: MsgType(35) is missing\n",
     1},
    {"UnknownType", message("35=ZZ|34=1|49=A|56=B|52=20260105-10:00:00.000|"), "",
     "UNKNOWN_TYPE: the dictionary has no such MsgType(35)\n", 1},
    {"UnknownVersion", message("35=0|34=1|49=A|56=B|52=20260105-10:00:00.000|", "FIX.9.9"), "",
     "UNKNOWN_VERSION: there is no dictionary of this BeginString(8)\n", 1},
    {"MissingFields", message("35=1|34=1|49=A|52=20260105-10:00:00.000|"), "",
     "MISSING: TargetCompID(56) is missing\nMISSING: TestReqID(112) is missing\n", 1},
    {"Prose", "20260105-10:00:00 : Created session", "", "", 0},
    {"Blank", "", "", "", 0},
};

int count(const std::string& text, std::string_view what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

/// The lines that tell findings, without what marks them.
std::string findings_in(const std::string& out) {
    std::istringstream lines(out);
    std::string found;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("  ! ")) found += line.substr(4) + '\n';
    return found;
}

class MalformedLine : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedLine, IsToldAndTheRestGoesOn) {
    const auto& row = GetParam();
    const auto good = message("35=0|34=7|49=C|56=D|52=20260105-10:00:00.000|");
    const auto got = run(decode, decode_options(Format::Text, true), row.line + '\n' + good + '\n');
    const std::string err = row.err.empty() ? "" : "-:1: " + row.err + "\nbad lines: 1\n";
    const std::string other = row.name == "Prose" ? "lines without a FIX message: 1\n" : "";
    EXPECT_EQ(got.err, err + other);
    EXPECT_EQ(findings_in(got.out), row.findings);
    EXPECT_EQ(count(got.out, "-:1 "), row.messages);
    EXPECT_EQ(count(got.out, "-:2 2026-01-05T10:00:00.000000Z C->D Heartbeat(0)"), 1) << got.out;
    EXPECT_EQ(got.code, err.empty() && row.findings.empty() ? kExitGood : kExitFound);
}

INSTANTIATE_TEST_SUITE_P(Corpus, MalformedLine, testing::ValuesIn(kMalformed),
                         [](const auto& row) { return row.param.name; });

TEST(MalformedLog, GzipThatIsCutOffGivesWhatItHoldsAndSaysWhereItEnds) {
    std::string text;
    for (int i = 1; i <= 2000; ++i) text += heartbeat(i) + '\n';
    const auto packed = gzipped(text);
    const auto got = run(decode, decode_options(), packed.substr(0, packed.size() / 2));
    const auto whole = count(got.out, "Heartbeat(0)\n");
    EXPECT_GT(whole, 100);
    EXPECT_LT(whole, 2000);
    EXPECT_TRUE(got.err.ends_with(": GZIP_CUT: the file ends inside of its compressed data\nbad lines: " +
                                  std::to_string(count(got.err, "-:")) + "\n"))
        << got.err;
    EXPECT_EQ(got.code, kExitFound);
}

TEST(MalformedLog, GzipThatIsDamagedIsTold) {
    auto packed = gzipped(heartbeat(1) + '\n');
    packed[packed.size() - 5] = static_cast<char>(packed[packed.size() - 5] ^ 0x55);  // its CRC
    const auto got = run(decode, decode_options(), packed);
    EXPECT_EQ(got.err, "-:2: GZIP_DAMAGED: the compressed data is damaged\nbad lines: 1\n");
    EXPECT_EQ(count(got.out, "-:1 "), 1);
}

TEST(MalformedLog, EveryPrefixOfALogonKeepsThePasswordsBack) {
    const auto logon = message(
        "35=A|34=1|49=A|56=B|52=20260105-10:00:00.000|98=0|108=30|553=u5er|0554=s3cret|95=6|96=s3|3=s|925="
        "n3w|");
    std::string log;
    for (std::size_t size = 0; size <= logon.size(); ++size) log += logon.substr(0, size) + '\n';
    for (const auto format : {Format::Text, Format::Jsonl, Format::Csv}) {
        const auto got = run(decode, decode_options(format, true), log);
        for (const char* secret : {"u5er", "s3", "n3w"}) {
            EXPECT_EQ(got.out.find(secret), std::string::npos) << got.out;
            EXPECT_EQ(got.err.find(secret), std::string::npos) << got.err;
        }
        EXPECT_GT(count(got.err, "CUT_OFF"), 100);
        EXPECT_GT(count(got.out, "***"), 4);
    }
}

}  // namespace
}  // namespace qb::replay::test
