/// Mutated conversations, under whatever sanitizer the build has: nothing crashes, nothing escapes, and
/// another session goes on trading. Each version is played for its share of the rounds.
#include <gtest/gtest.h>

#include <random>

#include "fix/wire_text.h"
#include "unit/fix/versions.h"

namespace qb::fix::test {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

/// Bodies without header, in "35=..." form.
const std::vector<std::string>& seeds() {
    static const std::vector<std::string> all{"35=0|",
                                              "35=0|112=x|",
                                              "35=1|112=x|",
                                              "35=2|7=1|16=0|",
                                              "35=2|7=1|16=300|",
                                              "35=3|45=1|58=no|",
                                              "35=4|36=9|",
                                              "35=4|123=Y|36=4|",
                                              "35=5|58=bye|",
                                              "35=A|98=0|108=30|",
                                              "35=A|98=0|108=30|141=Y|",
                                              "35=A|98=0|108=30|95=3|96=abc|553=a|554=b|",
                                              "35=A|98=0|108=30|1137=9|",
                                              "35=A|98=0|108=30|1137=9|141=Y|384=1|372=D|385=R|",
                                              order("a1"),
                                              order("a2", "453=2|448=P|447=D|452=3|448=Q|447=D|452=1|"),
                                              order("a3", "18=6|1109=D|"),
                                              order("a4", "5001=TP|"),
                                              "35=F|11=c|41=a|55=X|54=1|60=20250611-12:00:00|",
                                              "35=G|11=c|41=a|21=1|55=X|54=1|38=1|40=3|60=20250611-12:00:00|",
                                              "35=H|11=c|55=X|54=1|",
                                              "35=q|11=c|530=7|60=20250611-12:00:00|",
                                              "35=AF|584=m|585=7|",
                                              "35=R|131=r|146=1|55=X|",
                                              "35=E|66=l|",
                                              "35=ZZ|1=2|",
                                              "35=n|212=5|213=<a/>|",
                                              "35=8|37=1|"};
    return all;
}

const std::vector<std::string>& splinters() {
    static const std::vector<std::string> all{"\x01",
                                              "=",
                                              "8=FIX.4.4\x01",
                                              "9=",
                                              "9=0\x01",
                                              "9=99999\x01",
                                              "10=",
                                              "10=000\x01",
                                              "35=A\x01",
                                              "35=",
                                              "34=",
                                              "34=0\x01",
                                              "34=-1\x01",
                                              "34=4294967298\x01",
                                              "-",
                                              "2147483648",
                                              "99999999999",
                                              "43=Y\x01",
                                              "122=",
                                              "122=20250611-12:00:00\x01",
                                              "97=Y\x01",
                                              "52=\x01",
                                              "52=99999999-99:99:99\x01",
                                              "49=\x01",
                                              "56=X\x01",
                                              "141=Y\x01",
                                              "123=Y\x01",
                                              "36=2147483647\x01",
                                              "7=0\x01",
                                              "16=2147483647\x01",
                                              "627=1\x01",
                                              "628=A\x01",
                                              "453=9999\x01",
                                              "448=\x01",
                                              "95=10000000\x01",
                                              "96=x\x01",
                                              "90=5\x01"
                                              "91=abc\x01",
                                              "93=9\x01"
                                              "89=x\x01",
                                              std::string(1, '\0'),
                                              "\xff\xfe",
                                              std::string(300, '9'),
                                              std::string(300, '8'),
                                              "8=FIX",
                                              "8=FIX.4.2\x01",
                                              "8=FIXT.1.1\x01",
                                              "1128=9\x01",
                                              "1128=6\x01",
                                              "1137=9\x01",
                                              "20=0\x01",
                                              "5001=SL\x01"};
    return all;
}

void mutate(std::string& bytes, Random& random) {
    const auto times = below(random, 4);
    for (std::size_t i = 0; i < times; ++i) {
        const auto at = below(random, bytes.size() + 1);
        const auto count = std::min(below(random, 12), bytes.size() - at);
        switch (below(random, 5)) {
        case 0: bytes.erase(at, count); break;
        case 1: bytes.insert(at, splinters()[below(random, splinters().size())]); break;
        case 2: bytes.replace(at, count, splinters()[below(random, splinters().size())]); break;
        case 3: bytes.insert(at, bytes.substr(below(random, bytes.size() + 1), 30)); break;
        case 4:
            if (at < bytes.size()) bytes[at] = static_cast<char>(random());
            break;
        }
    }
}

/// A message with defects in its fields, in a frame that is right most of the time.
std::string message(Random& random, int number, const std::string& begin_string) {
    auto body = seeds()[below(random, seeds().size())];
    const auto behind_type = body.find('|') + 1;
    const int shown = number + (below(random, 20) == 0 ? static_cast<int>(below(random, 7)) - 3 : 0);
    body.insert(behind_type,
                "34=" + std::to_string(shown) + "|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|");
    body = soh(body);
    mutate(body, random);
    auto text = make_frame(begin_string, body);
    if (below(random, 4) == 0) mutate(text, random);
    return text;
}

class Fuzz : public testing::TestWithParam<Version> {};
INSTANTIATE_TEST_SUITE_P(Versions, Fuzz, testing::Values(kFix42, kFix44, kFix50),
                         [](const auto& row) { return row.param.name; });

TEST_P(Fuzz, NothingAPeerSendsHurtsAnybodyElse) {
    const auto& version = GetParam();
    Random random(20250611);
    Rig rig({session_of(version), session_of(version, "OTHER")});
    rig.report_in_order = true;
    auto other = rig.logged_on(1, 1, version.logon);
    int messages = 0;
    int logons = 0;
    std::size_t other_orders = 0;
    std::string last;
    for (int round = 0; round < 2000; ++round) {
        auto peer = rig.connect(rig.engine().numbers(0).next_target);
        if (below(random, 4) != 0) peer.logon(version.logon + (below(random, 3) == 0 ? "141=Y|" : ""));
        logons += rig.engine().logged_on(0) ? 1 : 0;
        const auto count = below(random, 40);
        for (std::size_t i = 0; i < count && !peer.is_closed(); ++i, ++messages) {
            const auto text = message(random, rig.engine().numbers(0).next_target, version.begin_string);
            last = text;
            const auto cut = below(random, text.size() + 1);
            rig.engine().bytes(peer.id(), text.substr(0, cut), now());
            rig.engine().bytes(peer.id(), text.substr(cut), now());
            rig.flush();
        }
        if (round % 10 == 0) {
            rig.tick();
            other.send(order("o"));
            ++other_orders;
            ASSERT_FALSE(other.read("8").empty()) << round;
        }
        peer.close();
        rig.pipes.erase(peer.id());
        for (const auto& line : rig.log_lines) {
            EXPECT_EQ(line.find("gave up"), std::string::npos) << line << " in " << bars(last);
        }
        rig.log_lines.clear();
        ASSERT_FALSE(rig.engine().poisoned()) << rig.engine().poison();
    }
    EXPECT_FALSE(other.is_closed());
    EXPECT_EQ(rig.dropped(DropCause::EngineFailure), 0);
    // The test is worth something only while it gets somewhere.
    EXPECT_GT(messages, 4000);
    EXPECT_GT(logons, 800);
    EXPECT_GT(rig.orders.size() - other_orders, 150U);
    EXPECT_GT(rig.engine().counters().garbled, 500U);
    EXPECT_GT(rig.engine().counters().unsupported, 50U);
}

TEST_P(Fuzz, NothingAStrangerSendsCostsMoreThanHisConnection) {
    const auto& version = GetParam();
    Random random(4);
    Rig rig({session_of(version)});
    for (int round = 0; round < 1700; ++round) {
        auto text = frame("35=A|34=1|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|" + version.logon,
                          version.begin_string);
        mutate(text, random);
        mutate(text, random);
        auto peer = rig.connect();
        peer.raw(bars(text));
        peer.close();
        rig.pipes.erase(peer.id());
        rig.log_lines.clear();
        ASSERT_FALSE(rig.engine().poisoned()) << rig.engine().poison();
    }
    EXPECT_EQ(rig.dropped(DropCause::EngineFailure), 0);
    EXPECT_TRUE(rig.orders.empty());
}

}  // namespace
}  // namespace qb::fix::test
