#include "fix/framer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fix/wire_text.h"

namespace qb::fix {
namespace {

using Kind = Framer::Kind;
using Mode = Framer::Mode;

constexpr std::size_t kMax = 1000;

std::string soh(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    return text;
}
std::string good(std::string_view name) {
    return make_frame("FIX.4.4", soh("35=0|58=" + std::string(name) + "|"));
}

/// What came out: the Text(58) of messages, and words for the rest.
std::vector<std::string> read_all(Framer& framer, Mode mode = Mode::Tolerant) {
    std::vector<std::string> out;
    for (;;) {
        const auto item = framer.next(mode);
        switch (item.kind) {
        case Kind::NeedMore: return out;
        case Kind::Garbled: out.emplace_back("garbled"); break;
        case Kind::NotFix: out.emplace_back("not fix"); return out;
        case Kind::TooLong: out.emplace_back("too long"); return out;
        case Kind::Message: {
            const auto at = item.text.find("58=") + 3;
            out.emplace_back(item.text.substr(at, item.text.find('\x01', at) - at));
        }
        }
    }
}
std::vector<std::string> read_all(const std::string& bytes, Mode mode = Mode::Tolerant) {
    Framer framer(kMax);
    framer.append(bytes);
    return read_all(framer, mode);
}
using Words = std::vector<std::string>;

TEST(Framer, CutsMessagesInAnyPieces) {
    const auto bytes = good("a") + good("b") + good("c");
    EXPECT_EQ(read_all(bytes), (Words{"a", "b", "c"}));
    for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
        Framer framer(kMax);
        Words got;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            framer.append(std::string_view(bytes).substr(at, piece));
            for (auto& word : read_all(framer)) got.push_back(word);
        }
        EXPECT_EQ(got, (Words{"a", "b", "c"})) << piece;
    }
}

TEST(Framer, IgnoresAWrongChecksum) {
    auto bad = good("x");
    bad[bad.size() - 2] = bad[bad.size() - 2] == '0' ? '1' : '0';
    EXPECT_EQ(read_all(good("a") + bad + good("b")), (Words{"a", "garbled", "b"}));
}

TEST(Framer, IgnoresABodyLengthThatIsTooShort) {
    EXPECT_EQ(read_all(good("a") + soh("8=FIX.4.4|9=5|35=0|58=x|10=000|") + good("b")),
              (Words{"a", "garbled", "b"}));
}

TEST(Framer, ABodyLengthThatEndsInsideTheNextMessageTakesItAlong) {
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=22|35=0|58=x|10=000|") + good("lost") + good("b")),
              (Words{"garbled", "b"}));
}

TEST(Framer, ABodyLengthOverWholeMessagesLosesNone) {
    const auto bad = soh("8=FIX.4.4|9=900|35=0|58=x|10=000|");
    EXPECT_EQ(read_all(bad + good("a")), Words{});  // could still be one message
    EXPECT_EQ(read_all(bad + good("a") + good("b")), (Words{"garbled", "a", "b"}));
}

TEST(Framer, ABodyLengthThatIsNoNumberIsSkipped) {
    for (const auto* length : {"abc", "", "-5", "12x", "9999999999", "0", " 5"})
        EXPECT_EQ(read_all(good("a") + soh("8=FIX.4.4|9=" + std::string(length) + "|35=0|58=x|10=000|") +
                           good("b")),
                  (Words{"a", "garbled", "b"}))
            << length;
}

TEST(Framer, TheFirstThreeFieldsMustBeInOrder) {
    EXPECT_EQ(read_all(soh("35=0|8=FIX.4.4|9=11|34=2|49=TW|10=121|") + good("a")),
              (Words{"garbled", "garbled", "a"}));
    EXPECT_EQ(read_all(make_frame("FIX.4.4", soh("34=3|35=0|")) + good("a")), (Words{"garbled", "a"}));
    EXPECT_EQ(read_all(soh("8=FIX.4.4|35=0|9=5|10=000|") + good("a")), (Words{"garbled", "a"}));
}

TEST(Framer, AMessageInsideATextIsNotAStart) {
    EXPECT_EQ(read_all(soh("garbage 58=FIX.4.4|") + good("a")), (Words{"garbled", "a"}));
}

TEST(Framer, CountsARunOfGarbageOnce) {
    Framer framer(kMax);
    framer.append(std::string(500, 'x'));
    EXPECT_EQ(read_all(framer), (Words{"garbled"}));
    framer.append(std::string(500, '8'));
    EXPECT_EQ(read_all(framer), Words{});
    framer.append(good("a"));
    EXPECT_EQ(read_all(framer), (Words{}));  // the last 8 of the garbage makes "88=FIX": no start
    framer.append(good("b"));
    EXPECT_EQ(read_all(framer), (Words{"b"}));
}

TEST(Framer, RefusesWhatIsTooLong) {
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=2000|35=0|")), (Words{"too long"}));
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=999999999|35=0|")), (Words{"too long"}));
    // Its BodyLength is small enough, but the end does not come.
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=5|35=0|") + std::string(kMax + 10, 'x')), (Words{"too long"}));
}

TEST(Framer, AStrangersFirstFlawIsFinal) {
    EXPECT_EQ(read_all("GET / HTTP/1.1\r\n", Mode::Strict), (Words{"not fix"}));
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=1234567|"), Mode::Strict), (Words{"not fix"}));
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=5|35=A|10=000|"), Mode::Strict), (Words{"not fix"}));
    EXPECT_EQ(read_all(soh("8=FIX.4.4|9=5|35=A|8=FIX.4.4|9=5|35=A|"), Mode::Strict), (Words{"not fix"}));
    EXPECT_EQ(read_all("8=FIX.4.4", Mode::Strict), Words{});
    EXPECT_EQ(read_all("8", Mode::Strict), Words{});
    EXPECT_EQ(read_all(good("a"), Mode::Strict), (Words{"a"}));
}

TEST(Framer, AFloodOfStartsIsNoWork) {
    std::string bytes;
    while (bytes.size() < (std::size_t{1} << 20)) bytes += " 8=FIX";
    EXPECT_EQ(read_all(bytes), (Words{"garbled"}));
}

TEST(Checksum, SumsModulo256) {
    EXPECT_EQ(checksum(""), 0U);
    EXPECT_EQ(checksum(std::string(3, '\xff')), (3U * 255U) % 256U);
}

}  // namespace
}  // namespace qb::fix
