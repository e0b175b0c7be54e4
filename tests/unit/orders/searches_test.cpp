#include "stops.h"

/// The search for the order that a stop became: how long it goes on, and which executions it can be.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class HuntOfAFiredStop : public Stops {
protected:
    void hunted() {
        armed();
        venue("FILLED id=P1 qty=2 rem=0");
        pass(1s);
        trades({});
        ASSERT_EQ(describe(commands.back()), "> history 01");
        said();
    }
};

TEST_F(HuntOfAFiredStop, IsOverWhenTheOtherIdIsKnown) {
    hunted();
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q");
    trades({});
    orders({});
    history({});
    trades({"trade=T9 id=WEB type=market qty=1 px=189 at=1002"});
    history({});
    EXPECT_EQ(said().find("WEB"), std::string::npos);
    venue("fill trade=T1 id=Q cl=1 type=market qty=2 px=189");
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
}

TEST_F(HuntOfAFiredStop, IsNotTakenUpAgainWhenTheOtherIdIsKnown) {
    hunted();
    trades({});
    manager->query_failed(QueryOpenOrders{"AAPL-USD", 0}, now, *this);
    history({});
    trades({});
    history({});
    EXPECT_TRUE(said().ends_with("! SETTLING 1"));
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    said();
    pass(10s);
    EXPECT_EQ(said().find("> orders"), std::string::npos);
}

// When can it have fired? What was executed before is somebody else's.

class LongArmed : public Stops {
protected:
    LongArmed() {
        armed();
        pass(3600s);  // it is 4600 now
    }
    /// Answers the reads of a search; `rows` are the account's trades.
    void search_shows(const std::vector<std::string>& rows) {
        trades({});
        orders({});
        history({});
        trades(rows);
        history({});
    }
};

struct WordRow {
    std::string name, words, said;
};
class FiredAtAKnownTime : public LongArmed, public testing::WithParamInterface<WordRow> {};
TEST_P(FiredAtAKnownTime, IsNoExecutionFromBefore) {
    venue(GetParam().words);
    pass(1s);
    if (at(1).triggered) trades({});
    said();
    search_shows({"trade=T1 id=OLD type=market qty=2 px=189 at=4000"});
    pass(2s);
    EXPECT_EQ(said().find("OLD"), std::string::npos);
    EXPECT_EQ(at(1).venue_ids, (VenueIds{"P1"}));
}
TEST_P(FiredAtAKnownTime, IsAnExecutionFromThen) {
    venue(GetParam().words);
    pass(1s);
    if (at(1).triggered) trades({});
    said();
    search_shows({"trade=T0 id=OLD type=market qty=2 px=189 at=4000",
                  "trade=T1 id=Q type=market qty=2 px=189 at=4600"});
    EXPECT_TRUE(said().ends_with(GetParam().said));
}
INSTANTIATE_TEST_SUITE_P(Rows, FiredAtAKnownTime,
                         testing::Values(WordRow{"CancelledWithTime", "CANCELLED id=P1 qty=0 rem=0 at=4600",
                                                 "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189"},
                                         WordRow{"Cancelled", "CANCELLED id=P1 qty=0 rem=0",
                                                 "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189"},
                                         WordRow{"FilledWithTime", "FILLED id=P1 qty=2 rem=0 at=4600",
                                                 "Aliased 1 Q; Filled 1 T1 2@189"},
                                         WordRow{"Filled", "FILLED id=P1 qty=2 rem=0",
                                                 "Aliased 1 Q; Filled 1 T1 2@189"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(LongArmed, TheTimeOfTheSignOutlivesARestart) {
    venue("FILLED id=P1 qty=2 rem=0");
    restart();
    manager->link_serving(now, *this);
    pass(1s);
    orders({});
    trades({});
    search_shows({"trade=T1 id=OLD type=market qty=2 px=189 at=4000"});
    EXPECT_EQ(at(1).venue_ids, (VenueIds{"P1"}));
}

TEST_F(LongArmed, AStopThatIsNotFoundMayHaveFiredAtAnyTime) {
    venue("ODD_WORD id=P1");
    orders({});
    search_shows({"trade=T1 id=Q type=market qty=2 px=189 at=4000"});
    EXPECT_TRUE(said().ends_with("Aliased 1 Q; Triggered 1; Filled 1 T1 2@189"));
}

TEST_F(LongArmed, AStopThatIsNotFoundHasNotFiredBeforeItWasLastShownOpen) {
    venue("ODD_WORD id=P1");
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    pass(100s);
    venue("ODD_WORD id=P1");
    orders({});
    said();
    search_shows({"trade=T1 id=OLD type=market qty=2 px=189 at=4000"});
    pass(2s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled NOT_OPEN"));
}

TEST_F(LongArmed, AnExecutionJustBeforeTheCancelIsNotGuessed) {  // closed by hand, and the stop displaced
    venue("CANCELLED id=P1 qty=0 rem=0 at=4600");
    said();
    trades({});
    orders({});
    history({});
    trades({"trade=T1 id=WEB type=market qty=2 px=189 at=4599"});
    history({});
    EXPECT_TRUE(said().ends_with("! SETTLING 1"));
    EXPECT_EQ(at(1).state, OrderState::Settling);
}

TEST_F(LongArmed, AStrangerSeenBeforeTheCancelIsNotAdoptedAtOnce) {
    venue("fill trade=T1 id=WEB type=market qty=2 px=189 at=4599");
    said();
    pass(1ms);
    venue("CANCELLED id=P1 qty=0 rem=0 at=4600");
    EXPECT_TRUE(said().starts_with("SettlingBegan 1 CANCELLED; > "));
    EXPECT_FALSE(at(1).triggered);
}

TEST_F(LongArmed, TheTradesAreReadBackToThatTimeOnly) {
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    ASSERT_EQ(describe(commands.back()), "> trades all");
    std::vector<std::string> page;
    for (int i = 0; i < kTradesPage; ++i) {
        page.push_back("trade=A" + std::to_string(i) + " id=Z" + std::to_string(i) +
                       " type=market side=buy qty=1 px=150 at=" + std::to_string(4000 - i));
    }
    said();
    trades(page);
    EXPECT_TRUE(said_nothing()) << "no second page";
}

// Strangers of the lists.

TEST_F(Stops, AnOrderWithSomebodysClientIdIsNotWhatTheStopBecame) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    orders({});
    history({});
    trades({"trade=T1 id=WEB type=market qty=2 px=189 at=1001"});  // this list may show no client id
    history({"FILLED id=WEB cl=web type=market qty=2 filled=2 at=1001"});
    pass(2s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(Stops, ALargerOrderExecutedInPartsIsNotWhatTheStopBecame) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    orders({});
    history({});
    history({"FILLED id=WEB type=market qty=10 filled=10 at=1001"});
    trades({"trade=T1 id=WEB type=market qty=2 px=189 at=1001"});
    pass(2s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

class EndlessTrades : public Stops {  // Q18: rows without times, so nothing tells where to stop
protected:
    /// Everything that is read of the account's trades is full of rows like this one.
    void shows(const std::string& row) {
        armed();
        venue("CANCELLED id=P1 qty=0 rem=0");
        orders({});
        history({});
        history({});
        trades({});
        const std::vector<std::string> page(kTradesPage, row);
        for (int i = 0; i < 60 && describe(commands.back()).starts_with("> trades all"); ++i) trades(page);
        pass(2s);
    }
};

TEST_F(EndlessTrades, ThatCannotFitDecide) {
    shows("trade=T1 id=Z type=market side=buy qty=1 px=150");
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(EndlessTrades, ThatMayFitDecideNothing) {
    shows("trade=T1 id=Z type=market side=sell qty=1 px=150");
    EXPECT_EQ(at(1).state, OrderState::Settling);
}

}  // namespace
}  // namespace qb::orders::test
