#include "desk.h"

/// Orders and replaces over the order rate: they wait as long as their session lets them, go in order, and
/// each gets one answer whatever happens meanwhile.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class Queue : public Desk {
protected:
    Queue() { limits(3s); }
    void limits(std::chrono::microseconds delay, std::chrono::microseconds age = 5s) {
        // session 1 does not let its orders wait
        manager->set_wait_limits({{.max_order_age = age, .max_queue_delay = delay}, {.max_order_age = age}});
    }
    void queued(const std::string& words) {
        over_rate = true;
        order(words);
        over_rate = false;
        said();
    }
};

TEST_F(Queue, WithoutADelayOrdersOverTheRateAreRefusedAtOnce) {
    over_rate = true;
    order("stop 1 session=1");
    EXPECT_EQ(said(), "Refused 1 RATE_LIMITED_LOCAL");
    EXPECT_EQ(at(1).refusal.ord_rej_reason, 99);
    EXPECT_EQ(manager->queued(), 0U);
}

TEST_F(Queue, OrdersWaitAndGoInTheOrderInWhichTheyCame) {
    over_rate = true;
    order("limit 1 qty=1 px=150");
    order("stop 2 qty=1 px=190");
    order("limit 3 qty=1 px=151");
    EXPECT_EQ(said(), "Accepted 1 held; Accepted 2 held; Accepted 3 held");
    shares(2);
    EXPECT_EQ(said(), "Released 1; > add 1; Released 2; > add 2");
    EXPECT_EQ(manager->queued(), 1U);
    shares(1);
    EXPECT_EQ(said(), "Released 3; > add 3");
    venue("ack id=O3 cl=3 type=limit");
    EXPECT_EQ(said(), "Acked 3 O3");
}

TEST_F(Queue, AnOrderThatGetsNoShareInTimeIsRefusedOnce) {
    queued("limit 1 qty=1 px=150");
    pass(2999ms);
    EXPECT_EQ(said(), "");
    pass(1ms);
    EXPECT_EQ(said(), "Ended 1 Rejected RATE_LIMITED_LOCAL");
    pass(10s);
    shares(1);
    EXPECT_EQ(said(), "");
}

TEST_F(Queue, ADelayAsLongAsTheGreatestAgeGivesOneAnswer) {
    limits(5s, 5s);
    queued("stop 1");
    pass(5s);
    EXPECT_EQ(said(), "Ended 1 Rejected RATE_LIMITED_LOCAL");
}

TEST_F(Queue, ItsTimeBeginsAnewForNobody) {
    limits(3s, 4s);
    order("stop 1");
    said();
    queued("stop 2");  // a twin of 1
    pass(2s);
    shares(1);  // it has its share and waits for the answer to 1
    EXPECT_EQ(said(), "");
    pass(2s);
    EXPECT_EQ(said(), "Ended 2 Rejected HELD_TOO_LONG");
}

TEST_F(Queue, ATwinWithItsShareGoesWhenTheFirstIsAnswered) {
    order("stop 1");
    queued("stop 2");
    queued("stop 3");
    said();
    shares(1);
    EXPECT_EQ(said(), "");
    venue("ack id=P1 cl=1 type=stop_loss qty=1 px=190");
    EXPECT_EQ(said(), "Acked 1 P1; Released 2; > add 2");
    venue("ack id=P2 cl=2 type=stop_loss qty=1 px=190");
    EXPECT_EQ(said(), "Acked 2 P2");  // 3 still waits for its share
    shares(1);
    EXPECT_EQ(said(), "Released 3; > add 3");
}

TEST_F(Queue, ALostLineRefusesAllOfItAtOnce) {
    queued("limit 1 qty=1 px=150");
    queued("stop 2");
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "Ended 1 Rejected QFEX_LINK_DOWN; Ended 2 Rejected QFEX_LINK_DOWN");
    EXPECT_EQ(at(1).refusal.ord_rej_reason, 2);
    EXPECT_EQ(manager->queued(), 0U);
    manager->link_serving(now, *this);
    shares(2);
    pass(10s);
    EXPECT_EQ(said(), "");
}

TEST_F(Queue, AStopOfTheBridgeRefusesAllOfIt) {
    live("limit 1 qty=10 px=150");
    queued("limit 2 qty=1 px=150");
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151");
    said();
    manager->refuse_queued({99, "BRIDGE_STOPPING", "text"}, now, *this);
    EXPECT_EQ(said(), "Ended 2 Rejected BRIDGE_STOPPING; ChangeRefused 1 r1 99 BRIDGE_STOPPING");
    EXPECT_EQ(manager->queued(), 0U);
}

TEST_F(Queue, AfterARestartItIsRefusedAndNotSent) {
    queued("limit 1 qty=1 px=150");
    restart();
    manager->link_lost("RESTART", now, *this);
    EXPECT_EQ(said(), "Ended 1 Rejected QFEX_LINK_DOWN");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "");
}

TEST_F(Queue, ACancelOfAQueuedOrderEndsItUnsent) {
    queued("limit 1 qty=1 px=150");
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1; Ended 1 Cancelled CANCELLED of c1");
    EXPECT_EQ(manager->queued(), 0U);
    shares(1);
    EXPECT_EQ(said(), "");
}

TEST_F(Queue, ACancelThatTheBridgeOwesEndsItUnsent) {
    queued("limit 1 qty=1 px=150");
    EXPECT_EQ(cancel_all(OwedCancel::OnDisconnect), 1U);
    EXPECT_EQ(said(), "CancelOwed 1 CANCEL_ON_DISCONNECT; Ended 1 Cancelled CANCEL_ON_DISCONNECT");
    EXPECT_EQ(manager->queued(), 0U);
}

TEST_F(Queue, AReplaceOverTheRateWaitsBehindWhatCameFirst) {
    live("limit 1 qty=10 px=150");
    queued("limit 2 qty=1 px=150");
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1");
    venue("fill id=O cl=1 trade=T1 qty=1 px=150");  // moves it on, but not past the queue
    EXPECT_EQ(said(), "Filled 1 T1 1@150");
    shares(1);
    EXPECT_EQ(said(), "Released 2; > add 2");
    shares(1);
    EXPECT_EQ(said(), "ChangeSent 1; > modify 1");
}

TEST_F(Queue, ACancelComesBeforeAReplaceThatWaits) {
    live("limit 1 qty=10 px=150");
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151");
    change("replace r2 of=c1 qty=3 px=151");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; ChangeRefused 1 r2 3 CHANGE_PENDING");
    change("cancel x1 of=c1 refused=BAD_CLORDID");  // one that is refused leaves the replace as it is
    EXPECT_EQ(said(), "ChangeRefused 1 x1 99 BAD_CLORDID");
    change("cancel x2 of=c1");
    EXPECT_EQ(
        said(),
        "ChangeRefused 1 r1 99 CANCEL_COMES_FIRST; ChangeAccepted 1 x2 of c1; ChangeSent 1; > cancel 1");
    EXPECT_EQ(manager->queued(), 0U);
    shares(1);
    EXPECT_EQ(said(), "");
}

TEST_F(Queue, ACancelOfAWaitingOrderAnswersItsReplaceToo) {
    queued("limit 1 qty=1 px=150");
    change("replace r1 of=c1 qty=2 px=151");
    said();
    change("cancel x1 of=c1");
    EXPECT_EQ(said(),
              "ChangeRefused 1 r1 99 CANCEL_COMES_FIRST; ChangeAccepted 1 x1 of c1; "
              "Ended 1 Cancelled CANCELLED of c1");
    EXPECT_EQ(manager->queued(), 0U);
}

TEST_F(Queue, AReplaceThatGetsNoShareIsRefusedOnce) {
    live("limit 1 qty=10 px=150");
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151");
    said();
    pass(10s);
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 RATE_LIMITED_LOCAL");
    change("replace r2 of=c1 qty=2 px=151 session=0");
    EXPECT_EQ(said(), "ChangeAccepted 1 r2 of c1");
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "ChangeRefused 1 r2 99 QFEX_LINK_DOWN");
    EXPECT_EQ(manager->queued(), 0U);
}

TEST_F(Queue, AReplaceWithoutADelayIsRefusedAtOnce) {
    order("limit 1 qty=10 px=150 session=1");
    venue("ack id=O cl=1");
    said();
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151 session=1");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 RATE_LIMITED_LOCAL");
}

TEST_F(Queue, AnOrderKeepsItsPlaceWhenAReplaceOfItIsRefused) {
    limits(5s, 6s);
    queued("limit 1 qty=1 px=150");
    change("replace r1 of=c1 qty=2 px=151");  // waits for the order's answer
    said();
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel, 1), 0U);
    EXPECT_EQ(manager->queued(), 1U);
    shares(1);
    EXPECT_EQ(said(), "Released 1; > add 1");
    venue("ack id=O cl=1");
    EXPECT_EQ(said(), "Acked 1 O; ChangeSent 1; > modify 1");
}

// ---- a replace of an order that was not sent yet

TEST_F(Queue, AReplaceOfAQueuedOrderTakesItsOwnShareWhenItComesDue) {
    limits(5s, 6s);
    queued("limit 1 qty=1 px=150");
    over_rate = true;
    change("replace r1 of=c1 qty=2 px=151");
    shares(1);
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; Released 1; > add 1");
    venue("ack id=O cl=1");
    EXPECT_EQ(said(), "Acked 1 O");
    EXPECT_EQ(manager->queued(), 1U);
    shares(1);
    EXPECT_EQ(said(), "ChangeSent 1; > modify 1");
}

TEST_F(Queue, AReplaceOfAHeldOrderIsRefusedWhereItMayNotWaitForItsShare) {
    order("stop 1 session=1");
    order("stop 2 session=1");
    change("replace r2 of=c2 qty=2 px=185 session=1");
    venue("ack id=P1 cl=1 type=stop_loss qty=1 px=190");
    said();
    over_rate = true;
    venue("ack id=P2 cl=2 type=stop_loss qty=1 px=190");
    EXPECT_EQ(said(), "Acked 2 P2; ChangeRefused 2 r2 99 RATE_LIMITED_LOCAL");
}

TEST_F(Queue, AReplaceOfAHeldOrderIsRefusedByTheGateWhenItComesDue) {
    order("stop 1");
    order("stop 2");
    change("replace r2 of=c2 qty=2 px=185");
    venue("ack id=P1 cl=1 type=stop_loss qty=1 px=190");
    said();
    change_gate = CancelRefusal{99, "BRIDGE_STOPPING", "text"};
    venue("ack id=P2 cl=2 type=stop_loss qty=1 px=190");
    EXPECT_EQ(said(), "Acked 2 P2; ChangeRefused 2 r2 99 BRIDGE_STOPPING");
}

TEST_F(Queue, AReplaceOfAHeldOrderPassesTheGateOnce) {
    order("stop 1");
    order("stop 2");
    change("replace r2 of=c2 qty=2 px=185");
    venue("ack id=P1 cl=1 type=stop_loss qty=1 px=190");
    venue("ack id=P2 cl=2 type=stop_loss qty=1 px=190");
    EXPECT_EQ(
        said(),
        "Accepted 1; > add 1; Accepted 2 held; ChangeAccepted 2 r2 of c2; Acked 1 P1; Released 2; > add 2; "
        "Acked 2 P2; ChangeSent 2; > modify 2");
    EXPECT_EQ(gates_of_replaces, 1);
}

TEST_F(Queue, IsBounded) {
    over_rate = true;
    for (int key = 1; key <= 4096; ++key) order("limit " + std::to_string(key) + " qty=1 px=150");
    said();
    order("limit 4097 qty=1 px=150");
    EXPECT_EQ(said(), "Refused 4097 RATE_LIMITED_LOCAL");
}

}  // namespace
}  // namespace qb::orders::test
