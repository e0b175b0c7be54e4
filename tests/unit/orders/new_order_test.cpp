#include "desk.h"

/// A new order: taken, held, refused, recognised; and the add that nobody answers.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;
class NewOrders : public Desk {};

TEST_F(NewOrders, AnOrderIsAcceptedAndSent) {
    order("stop 1");
    EXPECT_EQ(said(), "Accepted 1; > add 1");
    EXPECT_EQ(at(1).state, OrderState::PendingNew);
    EXPECT_EQ(gate_asked, 1);
}

TEST_F(NewOrders, MappingsRefusalIsAnsweredAndTakesTheClOrdId) {
    order("stop 1 refused=MISSING_STOPPX");
    EXPECT_EQ(said(), "Refused 1 MISSING_STOPPX");
    EXPECT_EQ(gate_asked, 0);
    order("stop 2 cl=c1");
    EXPECT_EQ(said(), "Duplicate 1");
}

TEST_F(NewOrders, AClosedGateRefuses) {
    gate = Refusal{2, "QFEX_LINK_DOWN", "text"};
    order("stop 1");
    EXPECT_EQ(said(), "Refused 1 QFEX_LINK_DOWN");
    EXPECT_EQ(at(1).state, OrderState::Rejected);
}

TEST_F(NewOrders, TheGateIsNotAskedForDuplicates) {
    order("stop 1");
    gate = Refusal{2, "QFEX_LINK_DOWN", "text"};
    order("stop 2 cl=c1");
    EXPECT_EQ(gate_asked, 1);
    EXPECT_EQ(said(), "Accepted 1; > add 1; Duplicate 1");
}

TEST_F(NewOrders, AnUnusableClOrdIdLeavesNoTrace) {
    order("stop 1 cl=x refused=BAD_CLORDID");
    order("stop 2 cl=x refused=BAD_CLORDID");
    EXPECT_EQ(said(), "Refused 1 BAD_CLORDID; Refused 2 BAD_CLORDID");
    EXPECT_EQ(manager->in_memory(), 0U);
    EXPECT_EQ(manager->find(0, "x"), nullptr);
}

TEST_F(NewOrders, ClOrdIdsAreUniqueWithinTheirSessionAlone) {
    order("limit 1 cl=same");
    order("limit 2 cl=same session=1");
    EXPECT_EQ(said(), "Accepted 1; > add 1; Accepted 2; > add 2");
    EXPECT_EQ(manager->find(0, "same")->key, 1U);
    EXPECT_EQ(manager->find(1, "same")->key, 2U);
}

struct ResendRow {
    std::string name, words;
    bool same;
};
class PossResend : public NewOrders, public testing::WithParamInterface<ResendRow> {};

TEST_P(PossResend, IsTheSameOrderOnlyWhenEveryComparedFieldIs) {
    order("stop 1 cl=a qty=1.50 px=190");
    said();
    order("stop 2 cl=a " + GetParam().words);
    EXPECT_EQ(said(), GetParam().same ? "Duplicate 1 same" : "Duplicate 1");
}

INSTANTIATE_TEST_SUITE_P(Rows, PossResend,
                         testing::Values(ResendRow{"Same", "qty=1.50 px=190 resend", true},
                                         ResendRow{"SameByValue", "qty=1.5 px=190.0 resend", true},
                                         ResendRow{"NotMarked", "qty=1.50 px=190", false},
                                         ResendRow{"Quantity", "qty=1.51 px=190 resend", false},
                                         ResendRow{"StopPx", "qty=1.50 px=191 resend", false},
                                         ResendRow{"Symbol", "qty=1.50 px=190 symbol=TSLA-USD resend", false},
                                         ResendRow{"Side", "qty=1.50 px=190 side=buy resend", false}),
                         [](const auto& row) { return row.param.name; });

TEST_F(NewOrders, APossResendOfAnotherTypeIsADuplicate) {
    order("stop 1 cl=a");
    said();
    order("mit 2 cl=a resend");
    EXPECT_EQ(said(), "Duplicate 1");
}

TEST_F(NewOrders, APossResendOfTheOtherKindOfStopIsADuplicate) {
    order("stop 1 cl=a");
    said();
    order("mit 2 cl=a tagged resend");  // the same OrdType(40): StopKindTag made it a take profit
    EXPECT_EQ(said(), "Duplicate 1");
}

TEST_F(NewOrders, AnUnknownPossResendIsANewOrder) {
    order("stop 1 resend");
    EXPECT_EQ(said(), "Accepted 1; > add 1");
}

// Identical stops: an answer with an empty client id could be either's.

TEST_F(NewOrders, AnIdenticalStopIsHeldUntilTheFirstIsAnswered) {
    order("stop 1");
    order("stop 2 session=1");
    order("stop 3");
    EXPECT_EQ(said(), "Accepted 1; > add 1; Accepted 2 held; Accepted 3 held");
    venue("ack id=P1 type=stop_loss qty=1 px=190 rem=1");
    EXPECT_EQ(said(), "Acked 1 P1; Released 2; > add 2");
    venue("ack id=P2 type=stop_loss qty=1 px=190 rem=1");
    EXPECT_EQ(said(), "Acked 2 P2; Released 3; > add 3");
    EXPECT_EQ(at(3).state, OrderState::PendingNew);
}

struct Different {
    std::string name, words;
};
class DifferentStops : public NewOrders, public testing::WithParamInterface<Different> {};
TEST_P(DifferentStops, AreNotHeld) {
    order("stop 1 qty=1 px=190");
    said();
    order(GetParam().words);
    EXPECT_EQ(said(), "Accepted 2; > add 2");
}
INSTANTIATE_TEST_SUITE_P(Rows, DifferentStops,
                         testing::Values(Different{"Price", "stop 2 qty=1 px=190.5"},
                                         Different{"Quantity", "stop 2 qty=2 px=190"},
                                         Different{"Side", "stop 2 qty=1 px=190 side=buy"},
                                         Different{"Type", "mit 2 qty=1 px=190"},
                                         Different{"Symbol", "stop 2 qty=1 px=190 symbol=TSLA-USD"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(NewOrders, EqualValuesInOtherDigitsAreIdentical) {
    order("stop 1 qty=1 px=190");
    order("stop 2 qty=1.000 px=190.00");
    EXPECT_EQ(said(), "Accepted 1; > add 1; Accepted 2 held");
}

TEST_F(NewOrders, DigitsTheVenueCannotSeeDoNotTellStopsApart) {
    order("stop 1 qty=1.00000000000000001");
    order("stop 2 qty=1");
    EXPECT_EQ(said(), "Accepted 1; > add 1; Accepted 2 held");
}

TEST_F(NewOrders, IdenticalLimitsAreNotHeld) {
    order("limit 1");
    order("limit 2");
    EXPECT_EQ(said(), "Accepted 1; > add 1; Accepted 2; > add 2");
}

TEST_F(NewOrders, ARejectReleasesToo) {
    order("stop 1");
    order("stop 2");
    said();
    venue("FAILED_MARGIN_CHECK cl=1");
    EXPECT_EQ(said(), "Ended 1 Rejected FAILED_MARGIN_CHECK; Released 2; > add 2");
}

TEST_F(NewOrders, AHeldOrderThatGetsTooOldIsRefused) {
    settings.ack_timeout = 60s;
    manager = std::make_unique<OrderManager>(settings, archive);
    order("stop 1");
    pass(1s);
    order("stop 2");
    said();
    pass(4999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "Ended 2 Rejected HELD_TOO_LONG");
}

TEST_F(NewOrders, AnUnknownOrderGoesOnHoldingItsTwins) {
    order("stop 1");
    pass(5s);
    EXPECT_EQ(said(),
              "Accepted 1; > add 1; BecameUnknown 1 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 1; "
              "> orders; > trades all; > history 01");
    order("stop 2");
    EXPECT_EQ(said(), "Accepted 2 held");
    venue("ack id=P1 type=stop_loss qty=1 px=190 rem=1");
    EXPECT_EQ(said(), "Acked 1 P1; Released 2; > add 2");
}

TEST_F(NewOrders, LosingTheLinkMakesSentOrdersUnknownAndRefusesHeldOnes) {
    order("stop 1");
    order("stop 2");
    order("limit 3");
    order("limit 4");
    venue("ack id=O4 cl=4");
    said();
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(
        said(),
        "BecameUnknown 1 LINK_LOST; ! OUTCOME_UNKNOWN 1; BecameUnknown 3 LINK_LOST; ! OUTCOME_UNKNOWN 3; "
        "Ended 2 Rejected QFEX_LINK_DOWN");
    EXPECT_EQ(at(2).refusal.ord_rej_reason, 2);
    EXPECT_EQ(at(4).state, OrderState::Live);
    EXPECT_EQ(manager->unknown(), 2U);
    EXPECT_EQ(manager->live(), 3U);
    pass(20s);
    EXPECT_TRUE(said_nothing()) << "unknown is said once";
}

TEST_F(NewOrders, AnOrderThatTheLinkDidNotTakeIsRefused) {
    order("stop 1");
    order("stop 2");
    order("limit 3");
    venue("ack id=O3 cl=3");
    said();
    manager->not_sent(SendAddOrder{1}, now, *this);
    EXPECT_EQ(said(), "Ended 1 Rejected QFEX_LINK_DOWN; Released 2; > add 2");
    EXPECT_EQ(at(1).refusal.ord_rej_reason, 2);
    pass(5s);
    EXPECT_EQ(said(),
              "BecameUnknown 2 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 2; > orders; > trades all; > history 02");
    manager->not_sent(SendAddOrder{2}, now, *this);
    EXPECT_EQ(said(), "Ended 2 Rejected QFEX_LINK_DOWN");
    EXPECT_EQ(manager->unknown(), 0U);
    for (const OrderKey key : {1U, 2U, 3U, 9U}) manager->not_sent(SendAddOrder{key}, now, *this);
    EXPECT_TRUE(said_nothing()) << "ended, acknowledged, not ours";
}

TEST_F(NewOrders, ARestartIsSaidOnceToo) {
    order("stop 1");
    order("stop 2");
    venue("ack id=P1 cl=1 type=stop_loss");
    said();
    restart();
    EXPECT_EQ(said(), "BecameUnknown 2 RESTART; ! OUTCOME_UNKNOWN 2");
    restart();
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(NewOrders, LateAnswersStillCount) {
    order("stop 1");
    order("limit 2");
    pass(5s);
    said();
    venue("ack id=P cl=1 type=stop_loss");
    EXPECT_EQ(said(), "Acked 1 P");
    EXPECT_EQ(at(1).state, OrderState::Live);
    venue("REJECTED cl=2");
    EXPECT_EQ(said(), "Ended 2 Rejected REJECTED");
    EXPECT_EQ(manager->unknown(), 0U);
}

TEST_F(NewOrders, ARestingOrderNeedsNoTimer) {
    order("stop 1");
    venue("ack id=P cl=1 type=stop_loss");
    EXPECT_EQ(manager->next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace qb::orders::test
