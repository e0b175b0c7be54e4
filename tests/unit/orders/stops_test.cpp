#include "stops.h"

/// Stops: how they fire (no source shows the frames, so every variant of Q8) and fail.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

// v1: the stop's own id goes on.

TEST_F(Stops, FireUnderTheirOwnId) {
    armed();
    venue("fill trade=T1 id=P1 type=stop_loss qty=1 px=189.5 aggressor=sell");
    EXPECT_EQ(said(), "Triggered 1; Filled 1 T1 1@189.5 taker");
    venue("FILLED id=P1 type=stop_loss qty=2 rem=1 trade=T1");
    venue("fill trade=T2 id=P1 type=stop_market qty=1 px=189.4");
    venue("FILLED id=P1 type=stop_loss qty=2 rem=0 trade=T2");
    EXPECT_EQ(said(), "Filled 1 T2 1@189.4");
}

TEST_F(Stops, FilledWithATradeIsATriggerSignAndNoFill) {
    armed();
    venue("FILLED id=P1 type=stop_loss qty=2 rem=0 trade=T1");
    EXPECT_EQ(said(), "Triggered 1");
    venue("fill trade=T1 id=P1 type=stop_loss qty=2 px=189.5");
    EXPECT_EQ(said(), "Filled 1 T1 2@189.5");
}

TEST_F(Stops, FireBeforeTheirAck) {
    order("stop 1");
    said();
    venue("fill trade=T1 id=P1 cl=1 type=stop_loss qty=1 px=189.5");
    EXPECT_EQ(said(), "Acked 1 P1; Triggered 1; Filled 1 T1 1@189.5");
}

TEST_F(Stops, AnAckThatIsAlreadyTheTrigger) {  // Q11
    order("stop 1");
    said();
    venue("ack id=Q cl=1 type=stop_market qty=1 rem=1");
    EXPECT_EQ(said(), "Acked 1 Q; Triggered 1");
}

TEST_F(Stops, TheSameIdWithAnotherTypeIsATriggerSign) {
    armed();
    venue("ack id=P1 type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "Triggered 1");
}

// v2: a new id takes over.

class NewIdWithClientId : public Stops, public testing::WithParamInterface<TypeRow> {};
TEST_P(NewIdWithClientId, IsTheSameOrder) {
    armed();
    venue("ack id=Q cl=1 type=" + GetParam().type + " qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
    venue("fill trade=T1 id=Q type=" + GetParam().type + " qty=2 px=189");
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
    EXPECT_EQ(at(1).venue_ids, (VenueIds{"P1", "Q"}));
}
INSTANTIATE_TEST_SUITE_P(Rows, NewIdWithClientId,
                         testing::Values(TypeRow{"StopMarket", "stop_market"}, TypeRow{"Market", "market"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Stops, AFillUnderANewIdWithOurClientId) {
    armed();
    venue("fill trade=T1 id=Q cl=1 type=stop_loss qty=2 px=189");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189");
}

TEST_F(Stops, StopMarketWithoutClientIdIsTheOnlyStopThatFits) {
    armed(1);
    armed(2, "qty=1 px=180");    // too small
    armed(3, "qty=5 side=buy");  // other side
    venue("ack id=Q type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
    venue("fill trade=T1 id=Q type=stop_market qty=2 px=189");
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
}

TEST_F(Stops, AFillMayBeTheFirstSign) {
    armed();
    venue("fill trade=T1 id=Q type=stop_market qty=1 px=189");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Filled 1 T1 1@189");
}

TEST_F(Stops, AnUnansweredAddOfThatShapeComesFirst) {  // correlation before adoption
    armed(1);
    order("market 2 qty=2");
    said();
    venue("ack id=Q type=market qty=2 rem=2");
    EXPECT_EQ(said(), "Acked 2 Q");
    EXPECT_FALSE(at(1).triggered);
}

// v3: the stop goes first.

TEST_F(Stops, CancelledThenANewIdWithClientId) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    EXPECT_EQ(said(), "SettlingBegan 1 CANCELLED; > orders; > trades P1; > history 01");
    EXPECT_EQ(at(1).state, OrderState::Settling);
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
    EXPECT_EQ(at(1).state, OrderState::Live);
    venue("fill trade=T1 id=Q qty=2 px=189 cl=1");
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
}

TEST_F(Stops, OneThatIsCancelledBeforeAnyAckMayHaveFired) {  // Q9: a bare ack is no ACK
    order("stop 1 qty=2 px=190");
    venue("bare echo=add_order");
    said();
    venue("CANCELLED id=P1 cl=1 qty=2 rem=2");
    EXPECT_EQ(said(), "Acked 1 P1; SettlingBegan 1 CANCELLED; > orders; > trades P1; > history 01");
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    venue("fill trade=T1 id=Q qty=2 px=189 cl=1");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189");
}

class NewIdWhileSettling : public Stops, public testing::WithParamInterface<TypeRow> {};
TEST_P(NewIdWhileSettling, DecidesAtOnce) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    venue("ack id=Q px=190 qty=2 rem=2 type=" + GetParam().type);
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
}
INSTANTIATE_TEST_SUITE_P(Rows, NewIdWhileSettling,
                         testing::Values(TypeRow{"StopMarket", "stop_market"}, TypeRow{"Market", "market"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Stops, TheCancelOfTheOldIdAfterTheNewOneEndsNothing) {
    armed();
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    said();
    venue("CANCELLED id=P1 cl=1 qty=0 rem=0");
    venue("FILLED id=P1 qty=2 rem=0");
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(Stops, FilledWithoutTradeIsASignAloneAndTheOtherIdIsLookedFor) {
    armed();
    venue("FILLED id=P1 qty=2 rem=0");
    EXPECT_EQ(said(), "Triggered 1");
    venue("ack id=Q type=market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q");
    venue("fill trade=T1 id=Q type=market qty=2 px=189");
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
}

TEST_F(Stops, FilledWithoutTradeAndNothingLiveIsReadFromTheLists) {
    armed();
    venue("FILLED id=P1 qty=2 rem=0");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> trades P1");
    trades({});
    EXPECT_EQ(said(), "! FILL_WITHOUT_TRADE 1; > orders; > trades P1; > history 01");
    trades({});
    orders({});
    history({});
    trades({"trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    history({});
    EXPECT_NE(said().find("Aliased 1 Q; Filled 1 T1 2@189"), std::string::npos);
}

TEST_F(Stops, ARepeatedFilledWithoutTradeExpectsNoExecution) {
    armed();
    venue("FILLED id=P1 qty=2 rem=0");
    venue("FILLED id=P1 qty=2 rem=0");
    EXPECT_EQ(said(), "Triggered 1");
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    venue("fill trade=T1 id=Q cl=1 type=market qty=1 px=189");
    venue("IOC_PARTIALLY_FILLED id=Q cl=1 type=market qty=2 rem=1");
    EXPECT_EQ(said(), "Aliased 1 Q; Filled 1 T1 1@189; Ended 1 Cancelled IOC_PARTIALLY_FILLED");
}

TEST_F(Stops, FilledWithoutTradeOfTheOrderThatExecutesIsAnExecution) {
    armed();
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    venue("FILLED id=Q cl=1 type=market qty=2 rem=0");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> trades P1");
    trades({});
    EXPECT_EQ(said(), "> trades Q");
    trades({});
    EXPECT_EQ(said(), "! FILL_WITHOUT_TRADE 1");
    pass(30s);
    EXPECT_EQ(at(1).state, OrderState::Live) << "the venue is certain that it was filled";
}

TEST_F(Stops, FilledThatNamesNoIdIsReadForAndNoMore) {
    armed();
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    venue("fill trade=T1 id=Q cl=1 qty=1 px=189");
    venue("FILLED cl=1 qty=2 rem=0");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order Q; > trades P1");
    trades({});
    trades({"trade=T1 id=Q qty=1 px=189"});
    orders({});
    trades({});
    trades({"trade=T1 id=Q qty=1 px=189"});
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled IOC_REMAINDER_CANCELLED"));
}

TEST_F(Stops, AStopOrderResponseBeforeTheTriggerSaysNothing) {
    armed();
    venue("stop id=P1 qty=2 px=190");
    EXPECT_TRUE(said_nothing());
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
}

// A fired stop is an order that cannot rest.

TEST_F(Stops, AFiredStopsRemainderIsCancelled) {
    armed();
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    venue("fill trade=T1 id=Q cl=1 qty=1 px=189");
    venue("FILLED id=Q cl=1 qty=2 rem=1 trade=T1");
    said();
    venue("IOC_PARTIALLY_FILLED id=Q cl=1 qty=2 rem=1");
    EXPECT_EQ(said(), "Ended 1 Cancelled IOC_PARTIALLY_FILLED");
}

TEST_F(Stops, AFiredStopThatFallsSilentIsAskedAbout) {
    armed();
    venue("fill trade=T1 id=P1 type=stop_loss qty=1 px=189");
    venue("FILLED id=P1 qty=2 rem=1 trade=T1");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order P1");
    orders({});
    EXPECT_EQ(said(), "> trades P1");
    trades({"trade=T1 id=P1 qty=1 px=189"});
    EXPECT_EQ(said(), "Ended 1 Cancelled IOC_REMAINDER_CANCELLED");
}

TEST_F(Stops, AReadThatFailedForOneOfTheIdsDoesNotEndTheOrder) {
    armed();
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    venue("IOC_PARTIALLY_FILLED id=Q cl=1 type=market");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> trades P1");
    manager->query_failed(QueryTrades{"P1", 0}, now, *this);
    EXPECT_EQ(said(), "> trades Q");
    trades({});
    EXPECT_TRUE(said_nothing());
    pass(1s);
    EXPECT_EQ(said(), "> trades P1");
    trades({"trade=T1 id=P1 qty=1 px=189"});
    trades({});
    EXPECT_EQ(said(), "Filled 1 T1 1@189; > trades Q; Ended 1 Cancelled IOC_PARTIALLY_FILLED");
}

struct FailureRow {
    std::string name, words, said;
};
class TriggerFailure : public Stops, public testing::WithParamInterface<FailureRow> {};
TEST_P(TriggerFailure, EndsTheStop) {
    armed();
    venue(GetParam().words);
    EXPECT_EQ(said(), GetParam().said);
    EXPECT_TRUE(at(1).ended());
}
INSTANTIATE_TEST_SUITE_P(
    Rows, TriggerFailure,
    testing::Values(FailureRow{"IocWordOnTheStop", "IOC_CANCELLED id=P1 type=stop_loss qty=2 rem=2",
                               "Triggered 1; ! REFUSED_AFTER_ACK 1; Ended 1 Cancelled IOC_CANCELLED"},
                    FailureRow{"CancelledAsStopMarket", "CANCELLED id=P1 type=stop_market qty=2 rem=2",
                               "Triggered 1; ! REFUSED_AFTER_ACK 1; Ended 1 Cancelled CANCELLED"},
                    FailureRow{"RefusedAsStopMarket", "FAILED_MARGIN_CHECK id=P1 type=stop_market",
                               "Triggered 1; ! REFUSED_AFTER_ACK 1; Ended 1 Cancelled FAILED_MARGIN_CHECK"},
                    FailureRow{"RefusedUnderANewId", "REJECTED id=Q cl=1 type=stop_loss",
                               "Aliased 1 Q; Triggered 1; ! REFUSED_AFTER_ACK 1; Ended 1 Cancelled REJECTED"},
                    FailureRow{"RefusedNotCertainlyFired", "REJECTED id=P1 type=stop_loss",
                               "! REFUSED_AFTER_ACK 1; Ended 1 Cancelled REJECTED"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::orders::test
