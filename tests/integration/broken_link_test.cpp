#include <gtest/gtest.h>

#include "support/world.h"

// The conversation broken at each of its steps in turn, on the venue's side and on the OMS's. What must hold
// every time: the venue gets an order at most once, the OMS gets one answer and is never told a guess, and
// trading goes on.
namespace qb::test {
namespace {

class BrokenLink : public World {
protected:
    BrokenLink() {
        default_lines = "Values=extended\n";
        account_lines = "AckTimeout=1\n";
        start_venue();
        start_bridge();
        oms = desk();
    }

    void fault(sim::FaultKind kind) {
        sim::Fault f;
        f.kind = kind;
        f.command = "add_order";
        venue->inject(f);
    }

    /// A further order is acknowledged: the link is back and nothing is stuck.
    void expect_trading(const std::string& cl_ord_id) {
        until([this] { return bridge->ready(); }, "the link is back");
        oms->send(stop(cl_ord_id, "2", "180"));
        const auto report = next(*oms);
        EXPECT_EQ(report[11], cl_ord_id) << report.readable();
        EXPECT_EQ(report[150], "0");
    }

    std::unique_ptr<FixPeer> oms;
};

struct Break {
    std::string name;
    sim::FaultKind kind;
    std::string exec_type;  ///< 150 of the first answer
    std::string learnt;     ///< A: 150 of what the venue turns out to have
};

class BrokenAtTheVenue : public BrokenLink, public testing::WithParamInterface<Break> {};

TEST_P(BrokenAtTheVenue, OneAnswerNoSecondOrderAndTradingGoesOn) {
    fault(GetParam().kind);
    oms->send(stop("a1"));
    const auto answer = next(*oms);
    EXPECT_EQ(answer[11], "a1");
    EXPECT_EQ(answer[150], GetParam().exec_type) << answer.readable();
    EXPECT_EQ(answer[58].rfind("OUTCOME_UNKNOWN", 0) == 0, GetParam().exec_type == "A") << answer[58];
    if (GetParam().exec_type == "A") {
        const auto learnt = next(*oms);
        EXPECT_EQ(learnt[11], "a1");
        EXPECT_EQ(learnt[150], GetParam().learnt) << learnt.readable();
        EXPECT_EQ(learnt[58].rfind("RECONCILED", 0), 0U) << learnt[58];
    }
    expect_trading("a2");
    settle();
    EXPECT_TRUE(oms->inbox.empty()) << oms->inbox.front().readable();
    EXPECT_LE(venue->count("add_order"), 2U);
}

INSTANTIATE_TEST_SUITE_P(Steps, BrokenAtTheVenue,
                         testing::Values(Break{"BeforeTheCommandIsCarriedOut",
                                               sim::FaultKind::DropBeforeCommand, "A", "8"},
                                         Break{"BeforeTheReply", sim::FaultKind::DropBeforeReply, "A", "0"},
                                         Break{"AfterTheReply", sim::FaultKind::DropAfterReply, "0", ""},
                                         Break{"ReplyLost", sim::FaultKind::LoseReplies, "A", "0"},
                                         Break{"ReplyDoubled", sim::FaultKind::DoubleReply, "0", ""}),
                         [](const auto& row) { return row.param.name; });

TEST_F(BrokenLink, ALateAckStillCounts) {
    sim::Fault f;
    f.kind = sim::FaultKind::DelayReply;
    f.command = "add_order";
    f.delay = std::chrono::milliseconds(1500);
    venue->inject(f);
    oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "A");
    const auto late = next(*oms);
    EXPECT_EQ(late[150], "0") << late.readable();
    EXPECT_EQ(late[39], "0");
}

TEST_F(BrokenLink, GarbageAndOversizedFramesCostNoOrder) {
    oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "0");
    for (const auto kind : {sim::FaultKind::Garbage, sim::FaultKind::Oversized}) {
        sim::Fault f;
        f.kind = kind;
        venue->inject(f);
        settle();
    }
    expect_trading("a2");
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(BrokenLink, AConnectionThatDiesInsideAnOrderLosesItOnceAndForAll) {
    const auto whole = oms->frame(stop("a1"), oms->next_out);
    for (std::size_t cut = 1; cut < whole.size(); cut += 17) {
        oms->send_bytes(std::string_view(whole).substr(0, cut));
        oms->drop();
        settle();
        const auto expected = oms->next_out;
        oms = std::make_unique<FixPeer>(io);
        oms->next_out = expected;
        oms->connect(bridge->fix_port());
        oms->logon();
        next(*oms, "A");
        EXPECT_EQ(venue->count("add_order"), 0U) << "cut after " << cut;
    }
    oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "0");
    EXPECT_EQ(venue->count("add_order"), 1U);
}

TEST_F(BrokenLink, AnOrderSentTwiceWithPossDupReachesTheVenueOnce) {
    const auto number = oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "0");
    oms->drop();
    settle();
    const auto next_out = oms->next_out;
    oms = std::make_unique<FixPeer>(io);
    oms->next_out = next_out;
    oms->connect(bridge->fix_port());
    oms->logon();
    next(*oms, "A");
    auto again = stop("a1");
    again.insert(again.find('|') + 1, "43=Y|122=" + fix_now() + "|");
    oms->send_numbered(again, number);
    settle();
    EXPECT_EQ(venue->count("add_order"), 1U);
}

}  // namespace
}  // namespace qb::test
