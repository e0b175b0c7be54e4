/// Answering ResendRequest(2): every number once, in pages, in bounded memory.
#include <gtest/gtest.h>

#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

using std::chrono::seconds;

/// What a peer that asked from `begin` makes of the answer: the numbers that came, and that none is missing.
struct Resent {
    std::vector<std::string> exec_ids;
    int expected;

    explicit Resent(int begin) : expected(begin) {}
    void take(const std::vector<Received>& messages) {
        for (const auto& message : messages) {
            if (message[43] != "Y") continue;
            EXPECT_EQ(message.number(), expected) << message.text;
            EXPECT_NE(message[122], "-") << message.text;
            if (message.type() == "4") {
                EXPECT_EQ(message[123], "Y");
                EXPECT_GT(std::stoi(message[36]), expected);
                expected = std::stoi(message[36]);
            } else {
                exec_ids.push_back(message[17]);
                ++expected;
            }
        }
    }
};

std::vector<std::string> names(int from, int to) {
    std::vector<std::string> out;
    for (int i = from; i <= to; ++i) out.push_back("e" + std::to_string(i));
    return out;
}

void send_reports(Rig& rig, int from, int to) {
    for (int i = from; i <= to; ++i) ASSERT_EQ(rig.report("e" + std::to_string(i)), SendResult::Sent);
    rig.flush();
}

TEST(Resend, GivesEveryNumberOfTheRange) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 3);
    oms.send("35=1|112=x|");  // a heartbeat of ours between the reports
    send_reports(rig, 4, 5);
    oms.read();
    oms.send("35=2|7=1|16=0|");
    Resent all(1);
    all.take(oms.read());
    EXPECT_EQ(all.exec_ids, names(1, 5));
    EXPECT_EQ(all.expected, 8);
    oms.send("35=2|7=3|16=4|");
    Resent part(3);
    part.take(oms.read());
    EXPECT_EQ(part.exec_ids, names(2, 3));
    EXPECT_EQ(part.expected, 5);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 5);
}

TEST(Resend, AnEndBehindTheLastNumberMeansTheLastNumber) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 3);
    oms.read();
    oms.send("35=2|7=2|16=999999|");
    Resent all(2);
    all.take(oms.read());
    EXPECT_EQ(all.exec_ids, names(1, 3));
    EXPECT_EQ(all.expected, 5);
}

TEST(Resend, LongRangesGoInPagesAsThePeerReads) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    rig.pipes[oms.id()].stuck = true;
    oms.send("35=2|7=1|16=0|");
    EXPECT_TRUE(rig.engine().resending(0));
    const auto first_page = rig.engine().output_bytes(0);
    EXPECT_LT(first_page, 200U * 450U);
    EXPECT_FALSE(rig.engine().resend_due());  // nothing more while this is unread
    EXPECT_EQ(rig.report("new"), SendResult::NotReady);
    EXPECT_FALSE(rig.engine().ready(0));
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);  // the request is counted at once

    auto& pipe = rig.pipes[oms.id()];
    pipe.stuck = false;
    Resent all(1);
    all.take(split_messages(pipe.received));
    pipe.received.clear();
    rig.engine().written(oms.id(), first_page);
    EXPECT_TRUE(rig.engine().resend_due());
    rig.engine().feed_resend(now());
    rig.flush();
    EXPECT_FALSE(rig.engine().resending(0));
    EXPECT_EQ(rig.report("new"), SendResult::Sent);
    EXPECT_EQ(rig.engine().counters().resend_pages, 6U);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 3);  // and not again with each page
}

TEST(Resend, PagesMakeOneUnbrokenSequence) {
    Rig rig;
    auto oms = rig.logged_on();
    for (int i = 0; i < 30; ++i) {
        send_reports(rig, i * 30 + 1, i * 30 + 30);
        for (int j = 0; j < 13; ++j) oms.send("35=1|112=x|");
    }
    oms.read();
    oms.send("35=2|7=1|16=0|");
    Resent all(1);
    all.take(oms.read());
    EXPECT_EQ(all.exec_ids, names(1, 900));
    EXPECT_EQ(all.expected, rig.engine().numbers(0).next_sender);
    oms.send(stop_order("a1"));
    EXPECT_EQ(rig.orders.size(), 1U);
}

TEST(Resend, LastsLongerThanMaxLatency) {
    Rig rig;
    auto oms = rig.logged_on(1, 0, "98=0|108=300|");
    send_reports(rig, 1, 500);
    oms.read();
    auto& pipe = rig.pipes[oms.id()];
    pipe.stuck = true;
    oms.send("35=2|7=1|16=0|");
    Resent all(1);
    while (rig.engine().resending(0)) {
        for (int i = 0; i < 200; ++i) rig.tick();
        ASSERT_FALSE(oms.is_closed());
        rig.engine().written(oms.id(), rig.engine().output_bytes(0));
        rig.engine().feed_resend(now());
    }
    pipe.stuck = false;
    EXPECT_FALSE(oms.is_closed());
    EXPECT_EQ(rig.engine().counters().resend_pages, 3U);
}

TEST(Resend, ASecondRequestWhileTheFirstGoesOn) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    rig.pipes[oms.id()].stuck = true;
    oms.send("35=2|7=1|16=0|");
    oms.send("35=2|7=1|16=0|");
    oms.send("35=2|7=500|16=900|");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 5);
    EXPECT_TRUE(rig.engine().resending(0));
    auto pages = rig.engine().counters().resend_pages;
    while (rig.engine().resending(0)) {
        std::string bytes;
        rig.engine().take_output(oms.id(), bytes);
        rig.engine().written(oms.id(), 10'000'000);
        rig.engine().feed_resend(now());
    }
    EXPECT_EQ(rig.engine().counters().resend_pages - pages, 6U);  // 1..1001 once
}

/// Each could have up to 200 messages at once: everybody else would wait for all of them.
TEST(Resend, ManyShortRequestsCostOnePageATurn) {
    for (const bool session_messages : {false, true}) {
        Rig rig;
        auto oms = rig.logged_on();
        if (!session_messages) send_reports(rig, 1, 250);
        if (session_messages)
            for (int i = 0; i < 250; ++i) oms.send("35=1|112=x|");
        oms.read();
        const auto next = oms.next();
        std::string bytes;
        for (int i = 0; i < 100; ++i) {
            bytes += soh(frame("35=2|34=" + std::to_string(next + i) + "|49=OMS|52=" + utc_text(now().wall) +
                               "|56=BRIDGE|7=" + std::to_string(2 + i % 2) + "|16=190|"));
        }
        const auto before = rig.engine().counters();
        rig.engine().bytes(oms.id(), bytes, now());
        EXPECT_LT(rig.engine().counters().messages_out - before.messages_out, 200U);
        EXPECT_EQ(rig.engine().counters().resend_pages - before.resend_pages, 1U);
        EXPECT_EQ(rig.engine().numbers(0).next_target, next + 100);  // all of them are counted
        rig.flush();
        EXPECT_FALSE(rig.engine().resending(0));
        EXPECT_EQ(rig.engine().counters().resend_pages - before.resend_pages, 2U);
        const auto got = oms.read();
        const auto half = got.begin() + static_cast<std::ptrdiff_t>(got.size() / 2);
        Resent first(2), second(2);
        first.take({got.begin(), half});
        second.take({half, got.end()});
        EXPECT_EQ(first.expected, 191);
        EXPECT_EQ(second.expected, 191);
        EXPECT_FALSE(oms.is_closed());
    }
}

TEST(Resend, AShortRequestWaitsForAPeerThatDoesNotRead) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 300);
    oms.read();
    rig.pipes[oms.id()].stuck = true;
    while (rig.engine().output_bytes(0) <= 65'536) ASSERT_EQ(rig.report("more"), SendResult::Sent);
    rig.flush();
    const auto before = rig.engine().counters().messages_out;
    oms.send("35=2|7=2|16=50|");
    EXPECT_EQ(rig.engine().counters().messages_out, before);
    EXPECT_TRUE(rig.engine().resending(0));
    rig.pipes[oms.id()].stuck = false;
    rig.engine().written(oms.id(), 10'000'000);
    rig.engine().feed_resend(now());
    rig.flush();
    Resent part(2);
    part.take(oms.read());
    EXPECT_EQ(part.expected, 51);
}

TEST(Resend, AWrongRequestIsRejectedAlsoWhileOneGoesOn) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    rig.engine().bytes(
        oms.id(), soh(frame("35=2|34=2|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|7=1|16=0|")), now());
    ASSERT_TRUE(rig.engine().resending(0));
    rig.engine().bytes(oms.id(),
                       soh(frame("35=2|34=3|49=OMS|52=" + utc_text(now().wall) + "|56=BRIDGE|7=9000|16=0|")),
                       now());
    rig.flush();
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][371], "7");
    EXPECT_EQ(rig.engine().numbers(0).next_target, 4);
}

TEST(Resend, SoIsOneWhoseTimeIsOff) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    const auto request = [](int number, WallTime sent) {
        return soh(frame("35=2|34=" + std::to_string(number) + "|49=OMS|52=" + utc_text(sent) +
                         "|56=BRIDGE|7=1|16=0|"));
    };
    rig.engine().bytes(oms.id(), request(2, now().wall), now());
    rig.engine().bytes(oms.id(), request(3, now().wall - seconds(1000)), now());
    rig.flush();
    const auto got = oms.read("3");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][373], "10");
    EXPECT_EQ(got[0][372], "2");
}

TEST(Resend, EndsWithTheConnection) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    rig.pipes[oms.id()].stuck = true;
    oms.send("35=2|7=1|16=0|");
    oms.close();
    EXPECT_FALSE(rig.engine().resending(0));
    auto again = rig.logged_on(3);
    EXPECT_FALSE(rig.engine().resending(0));
    again.send("35=2|7=1|16=0|");
    Resent all(1);
    all.take(again.read());
    EXPECT_EQ(all.exec_ids, names(1, 1000));
}

TEST(Resend, EndsWithAResetOfTheNumbers) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 1000);
    oms.read();
    rig.pipes[oms.id()].stuck = true;
    oms.send("35=2|7=1|16=0|");
    ASSERT_TRUE(rig.engine().resending(0));
    oms.set_next(1);
    oms.logon("98=0|108=30|141=Y|");
    EXPECT_TRUE(rig.engine().logged_on(0));
    EXPECT_FALSE(rig.engine().resending(0));
}

TEST(Resend, AfterARestartComesFromTheJournal) {
    auto memory = std::make_shared<Memory>();
    {
        Rig rig({Rig::session()}, {}, memory);
        auto oms = rig.logged_on();
        send_reports(rig, 1, 700);
    }
    Rig rig({Rig::session()}, {}, memory);
    auto oms = rig.logged_on(2);
    oms.send("35=2|7=1|16=0|");
    Resent all(1);
    all.take(oms.read());
    EXPECT_EQ(all.exec_ids, names(1, 700));
    EXPECT_EQ(all.expected, 703);
}

TEST(Resend, ARequestThatIsAheadItselfIsAnsweredAndTheGapClosesLater) {
    Rig rig;
    auto oms = rig.logged_on();
    send_reports(rig, 1, 500);
    oms.read();
    oms.send_as(3, "35=2|7=1|16=0|");  // 2 was lost
    Resent all(1);
    all.take(oms.read());
    EXPECT_EQ(all.exec_ids, names(1, 500));
    EXPECT_EQ(rig.engine().numbers(0).next_target, 2);
    oms.send_as(4, "35=0|");
    ASSERT_EQ(oms.read("2").size(), 1U);
    oms.send_as(2, stop_order("a2"), "43=Y|122=" + utc_text(now().wall) + "|");
    oms.send_as(3, "35=4|123=Y|36=4|", "43=Y|122=" + utc_text(now().wall) + "|");
    EXPECT_EQ(rig.orders.size(), 1U);
    EXPECT_EQ(rig.engine().numbers(0).next_target, 5);
}

TEST(Resend, KeepsTheGroupsOfAReport) {
    Rig rig;
    auto oms = rig.logged_on();
    // As the journal would have it: a report with a fee group.
    rig.memory().sent[{0, 1}][2] = soh(frame(
        "35=8|34=2|49=BRIDGE|52=" + utc_text(now().wall) +
        "|56=OMS|6=0|11=a|14=0|17=e|37=o|39=0|40=3|54=2|55=X|150=0|151=5|136=2|137=1|139=4|137=2|139=7|"));
    rig.report("pushes the number on");
    rig.memory().sent[{0, 1}][2] = soh(frame(
        "35=8|34=2|49=BRIDGE|52=" + utc_text(now().wall) +
        "|56=OMS|6=0|11=a|14=0|17=e|37=o|39=0|40=3|54=2|55=X|150=0|151=5|136=2|137=1|139=4|137=2|139=7|"));
    rig.flush();
    oms.read();
    oms.send("35=2|7=2|16=2|");
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_NE(got[0].text.find("|136=2|137=1|139=4|137=2|139=7|"), std::string::npos) << got[0].text;
}

}  // namespace
}  // namespace qb::fix::test
