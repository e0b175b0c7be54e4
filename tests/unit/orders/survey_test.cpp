#include "desk.h"

/// After a loss of the link: what is left is read, more than once where the venue cancels the orders then,
/// and an order that is gone is asked about before its end is told.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class SurveyOf : public Desk {
protected:
    SurveyOf() {
        settings.cancelled_on_loss = true;
        manager = std::make_unique<OrderManager>(settings, archive);
        manager->link_serving(now, *this);
        EXPECT_EQ(said(), "");  // there is nothing to compare
        order("limit 1 qty=10 px=150 side=buy");
        venue("ack id=O1 cl=1 type=limit side=buy");
        order("stop 2 qty=2 px=190");
        venue("ack id=P2 cl=2 type=stop_loss");
        manager->link_lost("LINK_LOST", now, *this);
        said();
        manager->link_serving(now, *this);
        EXPECT_EQ(said(), "> orders");
    }
    const std::string limit_row = "ack id=O1 cl=1 type=limit side=buy qty=10 px=150 rem=10";
    const std::string stop_row = "ack id=P2 cl=2 type=stop_loss qty=2 px=190 rem=2";
};

TEST_F(SurveyOf, WhatIsStillOpenIsLookedAtThreeTimesAndStaysAsItIs) {
    orders({limit_row, stop_row});
    pass(999ms);
    EXPECT_EQ(said(), "");
    pass(1ms);
    EXPECT_EQ(said(), "> orders");
    orders({limit_row, stop_row});
    pass(3s);
    EXPECT_EQ(said(), "> orders");
    orders({limit_row, stop_row});
    pass(1min);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(manager->live(), 2U);
}

TEST_F(SurveyOf, AnOrderThatIsGoneIsReadBeforeItsEndIsTold) {
    orders({stop_row});
    EXPECT_EQ(said(), "> order O1");
    orders({});
    EXPECT_EQ(said(), "> trades O1; > history 01");
    trades({});
    history({"CANCELLED id=O1 cl=1 type=limit side=buy qty=10 filled=0"});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
    EXPECT_EQ(manager->live(), 1U);
}

TEST_F(SurveyOf, ACancelThatRunsLateIsSeenByTheSecondLook) {
    orders({limit_row, stop_row});
    pass(1s);
    said();
    orders({stop_row});
    EXPECT_EQ(said(), "> order O1");
}

TEST_F(SurveyOf, AnOrderThatTheSetLeavesOutButTheVenueHasStaysLive) {
    orders({limit_row});
    EXPECT_EQ(said(), "> order P2");
    orders({stop_row});
    EXPECT_EQ(said(), "");
    EXPECT_EQ(at(2).state, OrderState::Live);
}

TEST_F(SurveyOf, WhereTheSetLeavesOutManyTheyAreAskedAboutByAndBy) {
    for (int key = 3; key <= 100; ++key) {
        const std::string name = std::to_string(key);
        order("limit " + name + " qty=1 px=150");
        venue("ack id=O" + name + " cl=" + name + " type=limit");
    }
    said();
    // The answer to the read in flight, and to each get_order: the set shows nothing, every order is open.
    const auto asked_about = [&] {
        std::vector<std::string> asked;
        orders({});
        for (std::string one = said(); one.starts_with("> order "); one = said()) {
            asked.push_back(one.substr(8));
            orders({"ack id=" + asked.back() + " type=limit rem=1"});
        }
        return asked;
    };
    EXPECT_EQ(asked_about().size(), 2U);  // the others are younger than the question
    pass(1s);
    EXPECT_EQ(said(), "> orders");
    EXPECT_EQ(asked_about().size(), 64U);
    pass(3s);
    EXPECT_EQ(said(), "> orders");
    EXPECT_EQ(asked_about().size(), 64U);
    pass(3s);
    EXPECT_EQ(said(), "> orders");
    const auto others = asked_about();
    EXPECT_EQ(others.size(), 36U);
    EXPECT_EQ(others.front(), "O65");
    pass(1min);
    EXPECT_EQ(said(), "");
}

TEST_F(SurveyOf, AReadThatFailsIsMadeAgain) {
    manager->query_failed(QueryOpenOrders{{}, 0}, now, *this);
    EXPECT_EQ(said(), "");
    pass(1s);
    EXPECT_EQ(said(), "> orders");
    orders({limit_row, stop_row});
    pass(1s);
    EXPECT_EQ(said(), "> orders");
}

TEST_F(SurveyOf, AnOrderTakenAfterTheQuestionNeedNotBeInTheAnswer) {
    order("limit 3 qty=1 px=150");
    venue("ack id=O3 cl=3 type=limit");
    said();
    orders({limit_row, stop_row});
    EXPECT_EQ(said(), "");
}

TEST_F(SurveyOf, AnotherLossBeginsItAnew) {
    orders({limit_row, stop_row});
    manager->link_lost("LINK_LOST", now, *this);
    pass(10s);
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders");
}

TEST_F(SurveyOf, WhereTheVenueCancelsNothingTheSetIsReadOnce) {
    settings.cancelled_on_loss = false;
    restart();
    manager->link_lost("RESTART", now, *this);
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders");
    orders({limit_row, stop_row});
    pass(1min);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(manager->live(), 2U);
}

TEST_F(SurveyOf, ExecutionsThatWereMissedAreReadBeforeAnythingElse) {
    orders({"filled id=O1 cl=1 type=limit side=buy qty=10 px=150 rem=6", stop_row});
    pass(1s);
    EXPECT_EQ(said(), "> orders; > trades O1");
    trades({"trade=T1 id=O1 cl=1 side=buy qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
}

TEST_F(SurveyOf, AnEndToldBeforeTheSetIsReadWaitsForTheTrades) {
    venue("cancelled id=O1 cl=1 type=limit side=buy qty=0 rem=0");
    pass(1s);
    EXPECT_EQ(said(), "> trades O1");
    trades({"trade=T1 id=O1 cl=1 side=buy qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Ended 1 Cancelled CANCELLED");
}

}  // namespace
}  // namespace qb::orders::test
