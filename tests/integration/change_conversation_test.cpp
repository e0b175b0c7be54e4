#include <gtest/gtest.h>

#include "support/world.h"

// Cancels and replaces, end to end over TCP and TLS: what the OMS sees and what the venue has.
namespace qb::test {
namespace {

class ChangeConversation : public World {
protected:
    ChangeConversation() {
        default_lines = "Values=extended\n";
        start_venue();
        start_bridge();
        oms = desk();
    }
    FixFields accepted(const std::string& body) {
        oms->send(body);
        auto report = next(*oms);
        EXPECT_EQ(report[150], "0") << report.readable();
        return report;
    }
    static std::string limit(const std::string& id, const std::string& price = "150") {
        return "35=D|11=" + id + "|55=AAPL-USD|54=1|38=10|40=2|44=" + price + "|59=1|60=" + fix_now() + "|";
    }
    static std::string cancel(const std::string& id, const std::string& of, const std::string& side = "2") {
        return "35=F|11=" + id + "|41=" + of + "|55=AAPL-USD|54=" + side + "|60=" + fix_now() + "|";
    }
    static std::string replace_stop(const std::string& id, const std::string& of, const std::string& quantity,
                                    const std::string& price) {
        return "35=G|11=" + id + "|41=" + of + "|55=AAPL-USD|54=2|38=" + quantity + "|40=3|99=" + price +
               "|60=" + fix_now() + "|";
    }

    std::unique_ptr<FixPeer> oms;
};

TEST_F(ChangeConversation, AStopIsCancelled) {
    accepted(stop("a1"));
    oms->send(cancel("x1", "a1"));
    const auto pending = next(*oms);
    EXPECT_EQ(pending[150], "6") << pending.readable();
    EXPECT_EQ(pending[39], "6");
    EXPECT_EQ(pending[11], "x1");
    EXPECT_EQ(pending[41], "a1");
    const auto done = next(*oms);
    EXPECT_EQ(done[150], "4") << done.readable();
    EXPECT_EQ(done[39], "4");
    EXPECT_EQ(done[11], "x1");
    EXPECT_EQ(done[41], "a1");
    EXPECT_EQ(done[151], "0");
    EXPECT_FALSE(venue->orders().at(0).open);
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(ChangeConversation, AStopsTriggerIsMovedAndDigitsPass) {
    accepted(stop("a1", "1"));
    oms->send(replace_stop("r1", "a1", "1.50", "185.50"));
    const auto pending = next(*oms);
    EXPECT_EQ(pending[150], "E") << pending.readable();
    EXPECT_EQ(pending[38], "1");  // the old one
    EXPECT_EQ(pending[99], "190");
    const auto done = next(*oms);
    EXPECT_EQ(done[150], "5") << done.readable();
    EXPECT_EQ(done[39], "0");
    EXPECT_EQ(done[11], "r1");
    EXPECT_EQ(done[41], "a1");
    EXPECT_EQ(done[38], "1.50");
    EXPECT_EQ(done[99], "185.50");
    EXPECT_EQ(done[151], "1.50");
    mark("AAPL-USD", "184");
    EXPECT_EQ(next(*oms)[150], "L");
    const auto fill = next(*oms);
    EXPECT_EQ(fill[150], "F") << fill.readable();
    EXPECT_EQ(fill[11], "r1");
}

TEST_F(ChangeConversation, ALimitIsReplacedAndThenCancelledByItsFirstName) {
    accepted(limit("l1"));
    oms->send("35=G|11=r1|41=l1|55=AAPL-USD|54=1|38=12|40=2|44=151|60=" + fix_now() + "|");
    EXPECT_EQ(next(*oms)[150], "E");
    EXPECT_EQ(next(*oms)[150], "5");
    oms->send(cancel("x1", "l1", "1"));
    EXPECT_EQ(next(*oms)[150], "6");
    const auto done = next(*oms);
    EXPECT_EQ(done[150], "4") << done.readable();
    EXPECT_EQ(done[41], "l1");
    EXPECT_FALSE(venue->orders().back().open);
}

TEST_F(ChangeConversation, AnOlderIdStaysTakenAndTheAnswerCarriesIt) {
    accepted(stop("a1"));
    oms->send(replace_stop("r1", "a1", "2", "185"));
    EXPECT_EQ(next(*oms)[150], "E");
    EXPECT_EQ(next(*oms)[150], "5");
    oms->send(stop("a1"));
    const auto duplicate = next(*oms);
    EXPECT_EQ(duplicate[150], "8") << duplicate.readable();
    EXPECT_EQ(duplicate[103], "6");
    EXPECT_EQ(duplicate[11], "a1");
    EXPECT_EQ(duplicate[38], "2");
    EXPECT_EQ(venue->orders().size(), 1U);
}

TEST_F(ChangeConversation, AnUnknownOrderIsRefused) {
    oms->send(cancel("x1", "nobody"));
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], "1") << refused.readable();
    EXPECT_EQ(refused[39], "8");
    EXPECT_EQ(refused[37], "NONE");
    EXPECT_EQ(refused[434], "1");
    EXPECT_EQ(refused[11], "x1");
    EXPECT_EQ(refused[41], "nobody");
}

TEST_F(ChangeConversation, AnEndedOrderIsTooLate) {
    accepted(stop("a1"));
    oms->send(cancel("x1", "a1"));
    next(*oms);
    next(*oms);
    oms->send(cancel("x2", "a1"));
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], "0") << refused.readable();
    EXPECT_EQ(refused[39], "4");
}

TEST_F(ChangeConversation, AVenueRefusalIsToldWithItsWordAndTheOrderLives) {
    accepted(limit("l1"));
    ASSERT_EQ(
        venue->control("POST", "/reject", R"({"status":"FAILED_MARGIN_CHECK","command":"modify_order"})")
            .status,
        200);
    oms->send("35=G|11=r1|41=l1|55=AAPL-USD|54=1|38=12|40=2|44=151|60=" + fix_now() + "|");
    EXPECT_EQ(next(*oms)[150], "E");
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[434], "2") << refused.readable();
    EXPECT_EQ(refused[102], "99");
    EXPECT_EQ(refused[39], "0");
    EXPECT_EQ(refused[58].rfind("FAILED_MARGIN_CHECK", 0), 0U) << refused[58];
    EXPECT_TRUE(venue->orders().back().open);
}

TEST_F(ChangeConversation, AnotherSessionsOrderIsNobodys) {
    kill_bridge();
    more_sections = "[SESSION]\nTargetCompID=OTHER\n";
    start_bridge();
    oms = desk("141=Y|");
    auto other = desk({.sender = "OTHER", .username = "", .password = ""});
    accepted(stop("same"));
    other->send(cancel("x1", "same"));
    EXPECT_EQ(next(*other, "9")[102], "1");
    EXPECT_TRUE(venue->orders().at(0).open);
}

TEST_F(ChangeConversation, WithTheLinkDownACancelIsRefusedAtOnce) {
    accepted(stop("a1"));
    venue.reset();
    until([this] { return !bridge->ready(); }, "the link is seen to be down");
    oms->send(cancel("x1", "a1"));
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], "99") << refused.readable();
    EXPECT_EQ(refused[58].rfind("QFEX_LINK_DOWN", 0), 0U);
}

TEST_F(ChangeConversation, AReplacedOrderSurvivesAKill) {
    accepted(stop("a1"));
    oms->send(replace_stop("r1", "a1", "2", "185"));
    EXPECT_EQ(next(*oms)[150], "E");
    EXPECT_EQ(next(*oms)[150], "5");
    const int number = oms->next_out;
    kill_bridge();
    start_bridge();
    oms = desk_again(number);
    oms->send(cancel("x1", "a1"));
    until([this] { return oms->has("8"); }, "the cancel is answered");
    EXPECT_EQ(next(*oms)[150], "6");
    const auto done = next(*oms);
    EXPECT_EQ(done[150], "4") << done.readable();
    EXPECT_EQ(done[38], "2");
}

}  // namespace
}  // namespace qb::test
