#include "stops.h"

/// Answers that come late, twice, under another id or not at all: nothing is told that is not so.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class LostAnswers : public Desk {
protected:
    void replacing(const std::string& words = "qty=3 px=185") {
        live("stop 1 qty=2");
        change("replace r1 of=c1 " + words);
        said();
    }
};

TEST_F(LostAnswers, AStopOrderResponseUnderANewIdIsTheStopsIdFromThenOn) {
    replacing();
    venue("stop id=M cl=1 qty=3 px=185");
    EXPECT_EQ(said(), "Aliased 1 M; Replaced 1 of c1");
    change("cancel x1 of=r1");
    EXPECT_EQ(at(1).venue_ids.back(), "M");
}

TEST_F(LostAnswers, AStopOrderResponseUnderANewIdWithoutClientId) {
    replacing();
    venue("stop id=M qty=3 px=185");
    EXPECT_TRUE(said().starts_with("Aliased 1 M; Replaced 1 of c1"));
}

TEST_F(LostAnswers, TheOpenSetShowsTheNewIdOfAStopWhoseModifiedWasLost) {
    replacing();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O");
    orders({});
    EXPECT_TRUE(said().starts_with("SettlingBegan 1 NOT_OPEN"));
    orders({"ack id=M type=stop_loss qty=3 px=185 rem=3"});
    EXPECT_EQ(said(), "Aliased 1 M; SettlingEnded 1");
    pass(1s);
    EXPECT_EQ(said(), "> order M");
    orders({"ack id=M type=stop_loss qty=3 px=185 rem=3"});
    EXPECT_TRUE(said().starts_with("Replaced 1 of c1"));
}

TEST_F(LostAnswers, AnEndThatIsFoundWhenTheReplaceIsDueAnswersTheReplace) {
    manager->set_trigger_settle({5s});
    replacing();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    for (int read = 0; read < 3; ++read) orders({});  // the order, all that is open, the symbol's
    trades({});
    history({});
    trades({});
    history({});
    said();
    pass(5s);
    EXPECT_EQ(said(), "Ended 1 Cancelled NOT_OPEN; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(LostAnswers, AnOpenSetThatNobodyAskedForShowsTheNewIdToo) {
    replacing();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    orders({});
    orders({});  // the answer comes twice, and is taken for that of the next read
    said();
    orders({"ack id=M type=stop_loss qty=3 px=185 rem=3"});
    EXPECT_EQ(said(), "Aliased 1 M; SettlingEnded 1");
}

TEST_F(LostAnswers, ARowWithTheNewFiguresProvesTheReplace) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    orders({});
    said();
    orders({"ack id=M cl=1 type=limit qty=5 px=185 rem=5"});
    EXPECT_TRUE(said().starts_with("Aliased 1 M; Replaced 1 of c1"));
}

TEST_F(LostAnswers, TheOpenSetIsReadForTheNewIdOfAnOrderWhoseModifiedWasLost) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    said();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O");
    orders({});
    EXPECT_EQ(said(), "> orders; > trades O; > history 01");
    orders({"ack id=M cl=1 type=limit qty=5 px=185 rem=5"});
    EXPECT_EQ(said(), "Aliased 1 M; Replaced 1 of c1; > orders");
}

TEST_F(LostAnswers, TheOpenSetIsReadForAnOrderWhoseReplaceCameToNothing) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    venue("FAILED_MARGIN_CHECK id=O cl=1 type=limit qty=2 px=190 rem=2");
    orders({"ack id=O cl=1 type=limit qty=2 px=190 rem=2"});
    said();
    cancel_all(OwedCancel::OnDisconnect);
    venue("NO_SUCH_ORDER id=O");
    said();
    orders({});
    EXPECT_EQ(said(), "> orders; > trades O; > history 01");
    orders({"ack id=M cl=1 type=limit qty=2 px=190 rem=2"});
    EXPECT_TRUE(said().starts_with("Aliased 1 M"));
}

TEST_F(LostAnswers, ALookAtTheIdOfBeforeAReplaceSaysNothingOfTheOrder) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    venue("MODIFIED id=M cl=1 type=limit qty=5 px=185 rem=5");
    change("cancel x1 of=r1");
    said();
    orders({});  // O is gone
    EXPECT_EQ(said(), "> orders");
    orders({"ack id=M cl=1 type=limit qty=5 px=185 rem=5"});
    EXPECT_EQ(said(), "> order M");
    orders({"ack id=M cl=1 type=limit qty=5 px=185 rem=5"});
    pass(5s);
    EXPECT_EQ(said(), "> trades O; > order M");  // the cancel is not answered yet
}

TEST_F(LostAnswers, AFillUnderANewIdProvesTheReplace) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    said();
    venue("fill trade=T1 id=M cl=1 qty=2 px=185");
    EXPECT_TRUE(said().starts_with("Aliased 1 M; Replaced 1 of c1; Filled 1 T1 2@185"));
    EXPECT_FALSE(at(1).ended());
}

TEST_F(LostAnswers, AnOrderThatWasNeverChangedHasNoNewId) {
    live("limit 1 qty=2");
    change("cancel x1 of=c1");
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    said();
    orders({});
    EXPECT_EQ(said(), "> orders; > trades O; > history 01");
}

TEST_F(LostAnswers, NewsWithTheNewFiguresProvesTheReplace) {
    replacing();
    venue("FILLED id=M cl=1 type=stop_loss qty=3 px=185 rem=0");
    EXPECT_TRUE(said().starts_with("Aliased 1 M; Replaced 1 of c1; Triggered 1"));
    EXPECT_FALSE(at(1).has_child());
}

TEST_F(LostAnswers, TheModifiedMayComeAfterTheStopFired) {
    replacing();
    venue("ack id=Q cl=1 type=stop_market qty=3 rem=3");
    venue("MODIFIED id=M cl=1 type=stop_loss qty=3 px=185 rem=3");
    EXPECT_TRUE(at(1).has_child());
}

TEST_F(LostAnswers, AnEarlierModifiedDoesNotAnswerThisReplace) {
    replacing();
    venue("MODIFIED id=O cl=1 type=stop_loss qty=3 px=185 rem=3");
    change("replace r2 of=r1 qty=4 px=184");
    said();
    venue("MODIFIED id=O cl=1 type=stop_loss qty=3 px=185 rem=3");
    EXPECT_TRUE(said_nothing());
    venue("MODIFIED id=O cl=1 type=stop_loss qty=4 px=184 rem=4");
    EXPECT_EQ(said(), "Replaced 1 of r1");
}

TEST_F(LostAnswers, MoreExecutedThanOrderedProvesTheReplace) {
    live("limit 1 qty=2");
    change("replace r1 of=c1 qty=5 px=185");
    said();
    venue("fill trade=T1 id=O cl=1 qty=3 px=185");
    EXPECT_EQ(said(), "Replaced 1 of c1; Filled 1 T1 3@185");
    EXPECT_FALSE(at(1).ended());
}

TEST_F(LostAnswers, ALateRefusalOfAReplaceDoesNotEndTheOrder) {
    replacing();
    venue("err code=InvalidOrder echo=modify_stop_order id=O");
    orders({"ack id=O type=stop_loss qty=2 px=190 rem=2"});
    said();
    venue("FAILED_MARGIN_CHECK id=O type=stop_loss qty=2 px=190");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order O");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(LostAnswers, TheEndAnswersAReplaceThatWasNotSent) {
    order("stop 1 qty=2");
    order("stop 2 qty=2");
    change("replace r1 of=c2");
    said();
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_TRUE(said().ends_with("ChangeRefused 2 r1 0 ORDER_ENDED"));
}

TEST_F(LostAnswers, TheEndOfAHeldStopAnswersAReplaceOfTheSameAge) {
    order("stop 1 qty=2");
    order("stop 2 qty=2");
    change("replace r1 of=c2");
    said();
    pass(5s);
    EXPECT_NE(said().find("ChangeRefused 2 r1 0 ORDER_ENDED; >"), std::string::npos);
}

TEST_F(LostAnswers, TheStopsOwnFilledAfterItsChildHasNoFigures) {
    order("stop 1 qty=2");
    venue("CANCELLED id=Q cl=1 type=stop_market qty=2 rem=1");
    venue("fill trade=T1 id=Q cl=1 qty=1 px=189");
    venue("FILLED id=O type=stop_loss cl=1 qty=2 rem=0");
    pass(1s);
    said();
    trades({"trade=T1 id=Q cl=1 qty=1 px=189"});
    trades({"trade=T1 id=Q cl=1 qty=1 px=189"});
    EXPECT_EQ(at(1).state, OrderState::Cancelled);
}

TEST_F(LostAnswers, ARefusalWithoutIdsMayAnswerTheCancelAndNotTheRead) {
    live("stop 1 qty=2");
    order("stop 2 qty=1");
    venue("ack id=P cl=2");
    change("cancel x1 of=c2");
    venue("ODD_WORD id=O");
    EXPECT_TRUE(said().ends_with("> order O"));
    venue("NO_SUCH_ORDER side=sell");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

// A stranger is taken for a fired stop only where no other order of ours could own it.

TEST_F(LostAnswers, AnUnansweredStopMayHaveFired) {
    live("stop 1 qty=2 px=190");
    order("stop 2 qty=2 px=180");
    said();
    venue("ack id=Q type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order O");
}

TEST_F(LostAnswers, ACancelledStopMayHaveFired) {
    live("stop 1 qty=2 px=190");
    order("stop 2 qty=2 px=180");
    venue("ack id=P cl=2");
    change("cancel x1 of=c2");
    venue("CANCELLED id=P cl=2");
    said();
    venue("ack id=Q type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order O");
}

TEST_F(LostAnswers, AFillOfAStrangerKnownToBeLargerIsNotTheStops) {
    live("stop 1 qty=2");
    venue("ack id=Q type=stop_market qty=3 rem=3");
    venue("fill trade=T1 id=Q type=stop_market qty=1 px=189");
    EXPECT_EQ(at(1).cum_qty, Decimal{});
}

TEST_F(LostAnswers, AStrangerThatHistoryShowsAsOursIsNotTheStops) {
    live("stop 1 qty=2");
    order("market 2 qty=2");
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    venue("CANCELLED id=O qty=0 rem=0");
    trades({});  // of the stop's own id
    trades({"trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    orders({});
    history({});
    history({"FILLED id=Q cl=2 type=market qty=2 filled=2 at=1001"});
    pass(3s);
    EXPECT_EQ(at(1).cum_qty, Decimal{});
}

}  // namespace
}  // namespace qb::orders::test
