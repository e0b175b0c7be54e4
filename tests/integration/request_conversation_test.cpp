#include <gtest/gtest.h>

#include <set>

#include "support/world.h"

// Status requests and mass cancels, and cancels over the rate: end to end over TCP and TLS.
namespace qb::test {
namespace {

class RequestConversation : public World {
protected:
    void begin() {
        start_venue();
        start_bridge();
        oms = desk();
    }
    void accepted(const std::string& body) {
        oms->send(body);
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "0") << report.readable();
    }
    std::unique_ptr<FixPeer> oms;
};

TEST_F(RequestConversation, AStatusRequestShowsTheOrderAsItStands) {
    begin();
    accepted(stop("a1"));
    oms->send("35=H|11=a1|55=AAPL-USD|54=2|790=q1|");
    const auto status = next(*oms);
    EXPECT_EQ(status[150], "I") << status.readable();
    EXPECT_EQ(status[39], "0");
    EXPECT_EQ(status[17], "0");
    EXPECT_EQ(status[790], "q1");
    EXPECT_EQ(status[37], venue->orders().at(0).order_id);
    oms->send("35=H|11=nobody|55=AAPL-USD|54=2|");
    const auto unknown = next(*oms);
    EXPECT_EQ(unknown[150], "I") << unknown.readable();
    EXPECT_EQ(unknown[39], "8");
    EXPECT_EQ(unknown[103], "5");
}

TEST_F(RequestConversation, AMassStatusRequestShowsEveryOpenOrderAndSaysWhichIsTheLast) {
    begin();
    accepted(stop("a1"));
    accepted(stop("a2", "2"));
    accepted(stop("b1", "1", "50000", "2", "BTC-USD"));
    oms->send("35=AF|584=m1|585=1|55=AAPL-USD|");
    std::set<std::string> seen;
    for (int i = 0; i < 2; ++i) {
        const auto status = next(*oms);
        EXPECT_EQ(status[584], "m1") << status.readable();
        EXPECT_EQ(status[911], "2");
        EXPECT_EQ(status[912], i == 1 ? "Y" : "");
        seen.insert(status[11]);
    }
    EXPECT_EQ(seen, (std::set<std::string>{"a1", "a2"}));
    oms->send("35=AF|584=m2|585=1|55=MSFT-USD|");
    const auto none = next(*oms);
    EXPECT_EQ(none[37], "NONE") << none.readable();
    EXPECT_EQ(none[39], "8");
    EXPECT_EQ(none[911], "0");
    EXPECT_EQ(none[912], "Y");
}

TEST_F(RequestConversation, AMassCancelIsCountedAndThenToldOrderByOrder) {
    begin();
    accepted(stop("a1"));
    accepted(stop("a2", "2"));
    accepted(stop("b1", "1", "50000", "2", "BTC-USD"));
    oms->send("35=q|11=x1|530=1|55=AAPL-USD|60=" + fix_now() + "|");
    until([this] { return oms->has("r"); }, "the mass cancel is answered");
    EXPECT_FALSE(oms->has("8"));  // the answer comes first
    const auto answer = oms->take("r");
    EXPECT_EQ(answer[531], "1") << answer.readable();
    EXPECT_EQ(answer[533], "2");
    EXPECT_EQ(answer[11], "x1");
    std::set<std::string> ended;
    for (int i = 0; i < 2; ++i) {
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "4") << report.readable();
        EXPECT_FALSE(report.has(41));
        EXPECT_EQ(report[58].rfind("MASS_CANCEL", 0), 0U) << report[58];
        ended.insert(report[11]);
    }
    EXPECT_EQ(ended, (std::set<std::string>{"a1", "a2"}));
    int open = 0;
    for (const auto& order : venue->orders()) open += order.open ? 1 : 0;
    EXPECT_EQ(open, 1);
}

TEST_F(RequestConversation, WithTheLinkDownAMassCancelIsRefused) {
    begin();
    accepted(stop("a1"));
    venue.reset();
    until([this] { return !bridge->ready(); }, "the link is seen to be down");
    oms->send("35=q|11=x1|530=7|60=" + fix_now() + "|");
    const auto answer = next(*oms, "r");
    EXPECT_EQ(answer[531], "0") << answer.readable();
    EXPECT_EQ(answer[532], "0");  // stock: its 99 is not of the type that FIX 4.4 gave it
    EXPECT_EQ(answer[58].rfind("QFEX_LINK_DOWN", 0), 0U);
}

TEST_F(RequestConversation, WithoutPendingCancelOnlyTheOutcomeIsTold) {
    default_lines = "PendingCancel=N\n";
    begin();
    accepted(stop("a1"));
    oms->send("35=F|11=x1|41=a1|55=AAPL-USD|54=2|60=" + fix_now() + "|");
    const auto done = next(*oms);
    EXPECT_EQ(done[150], "4") << done.readable();
    EXPECT_EQ(done[11], "x1");
}

TEST_F(RequestConversation, CancelsOverTheRateWaitAndAreNotRefused) {
    account_lines = "CancelRate=1\n";
    begin();
    accepted(stop("a1"));
    accepted(stop("a2", "2"));
    for (const std::string id : {"a1", "a2"})
        oms->send("35=F|11=x" + id + "|41=" + id + "|55=AAPL-USD|54=2|60=" + fix_now() + "|");
    std::set<std::string> ended;
    for (int i = 0; i < 4; ++i) {
        const auto report = next(*oms);
        EXPECT_TRUE(report[150] == "6" || report[150] == "4") << report.readable();
        if (report[150] == "4") ended.insert(report[41]);
    }
    EXPECT_EQ(ended, (std::set<std::string>{"a1", "a2"}));
}

}  // namespace
}  // namespace qb::test
