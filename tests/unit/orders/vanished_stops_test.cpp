#include "stops.h"

/// Stops that vanish: what the reads show, and when it is not guessed.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

TEST_F(Stops, ADisplacedStopIsCancelledAfterTheHold) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0 at=1050");
    EXPECT_EQ(said(), "SettlingBegan 1 CANCELLED; > orders; > trades P1; > history 01");
    trades({});
    EXPECT_EQ(said(), "> trades all");
    history({"CANCELLED id=P1 cl=1 qty=2 filled=0 type=stop_loss at=1050"});
    EXPECT_EQ(said(), "> history all");
    orders({});
    trades({});
    history({"CANCELLED id=P1 cl=1 qty=2 filled=0 type=stop_loss at=1050"});
    pass(1999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
    EXPECT_EQ(at(1).ended_at, WallTime{1050s});
}

TEST_F(Stops, TheHoldIsTheSessions) {
    settings.trigger_settle = {2s, 500ms};
    manager = std::make_unique<OrderManager>(settings, archive);
    manager->link_serving(now, *this);
    armed(1, "session=1");
    venue("CANCELLED id=P1 qty=0 rem=0");
    nothing_found();
    said();
    pass(500ms);
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
}

TEST_F(Stops, ARepeatedCancelChangesNothing) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    venue("CANCELLED id=P1 cl=1 qty=0 rem=0");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Stops, ATradeUnderTheStopsIdShowsItFired) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    trades({"trade=T1 id=P1 qty=2 px=189 at=1001"});
    EXPECT_EQ(said(), "Triggered 1; Filled 1 T1 2@189");
    orders({});
    history({});
    EXPECT_TRUE(at(1).ended());
}

TEST_F(Stops, AnUnownedTradeIsAdoptedWhenItIsTheOnlyOne) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    trades({});
    orders({});
    history({});
    trades({"trade=T0 id=OLD type=market qty=1 px=170 at=900",                   // older than the stop
            "trade=T2 id=BUY type=market side=buy qty=1 px=170 at=1001",         // other side
            "trade=T3 id=BIG type=market qty=3 px=170 at=1001",                  // larger than the stop
            "trade=T4 id=LIM type=limit qty=1 px=170 at=1001",                   // no market order
            "trade=T5 id=WEB cl=web type=market qty=1 px=170 at=1001",           // somebody's client id
            "trade=T6 id=SYM symbol=TSLA-USD type=market qty=1 px=170 at=1001",  // other symbol
            "trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    EXPECT_EQ(said(), "> trades all; > history all");
    history({});
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189");
}

TEST_F(Stops, AHistoricOrderWithOurClientIdShowsTheOtherId) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    history({"IOC_CANCELLED id=Q cl=1 type=stop_market qty=2 filled=0 at=1001"});
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Ended 1 Cancelled IOC_CANCELLED");
}

TEST_F(Stops, ExecutionsInTheHistoryWithoutTradesAreReadFor) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    history({"FILLED id=Q cl=1 type=stop_market qty=2 filled=2 at=1001"});
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1");
    trades({});  // the answer to the read that is no longer needed
    orders({});
    pass(1s);
    EXPECT_EQ(said(), "> trades P1");
    trades({});
    EXPECT_EQ(said(), "> trades Q");
    trades({"trade=T1 id=Q qty=2 px=189"});
    EXPECT_EQ(said(), "Filled 1 T1 2@189");
}

TEST_F(Stops, SeveralCandidatesAreNotGuessed) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    orders({});
    history({});
    said();
    trades({"trade=T1 id=Q1 type=market qty=2 px=189 at=1001",
            "trade=T2 id=Q2 type=market qty=1 px=189 at=1001"});
    said();
    history({});
    EXPECT_EQ(said(), "! SETTLING 1");
    pass(900ms);
    EXPECT_EQ(at(1).state, OrderState::Settling);
    pass(10s);
    EXPECT_EQ(at(1).state, OrderState::Settling);
}

TEST_F(Stops, ACandidateThatTwoStopsCouldBeIsNotGuessed) {
    armed(1);
    armed(2, "qty=2 px=189");
    venue("CANCELLED id=P1 qty=0 rem=0");
    venue("CANCELLED id=P2 qty=0 rem=0");
    for (int i = 0; i < 12; ++i) {
        orders({});
        history({});
        trades({"trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    }
    EXPECT_EQ(at(1).state, OrderState::Settling);
    EXPECT_EQ(at(2).state, OrderState::Settling);
}

TEST_F(Stops, AnExecutionAfterTheOpenOnesWereListedMayBeAnotherStops) {
    const std::string other = "ack id=P2 cl=2 type=stop_loss qty=2 rem=2";
    const std::string execution = "trade=T1 id=Q type=market qty=2 px=189 at=1001";
    armed(1);
    armed(2, "qty=2 px=189");
    venue("CANCELLED id=P1 qty=0 rem=0");
    const auto look = [&] {
        trades({});
        orders({other});
        history({});
        trades({execution});
        history({});
    };
    look();
    EXPECT_TRUE(said().ends_with("> trades all; > history all"));
    pass(1s);
    said();
    look();  // the execution was known when the other one was still open
    EXPECT_TRUE(said().ends_with("Aliased 1 Q; Triggered 1; Filled 1 T1 2@189"));
}

TEST_F(Stops, ARowThatDoesNotTellEnoughIsNotGuessed) {  // Q18: no times in production rows
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    orders({});
    history({});
    said();
    trades({"trade=T1 id=Q type=market qty=2 px=189"});
    said();
    history({});
    EXPECT_EQ(said(), "! SETTLING 1");
    pass(1s);
    said();
    trades({});
    orders({});
    history({});
    trades({"trade=T1 id=Q type=market qty=2 px=189"});
    history({"FILLED id=Q type=market qty=2 filled=2 at=900"});  // the history knows it is older
    pass(2s);
    EXPECT_NE(said().find("Ended 1 Cancelled CANCELLED"), std::string::npos);
}

TEST_F(Stops, AFailedReadKeepsTheOrderSettling) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    trades({});
    orders({});
    history({});
    trades({});
    ASSERT_EQ(describe(commands.back()), "> history all");
    said();
    manager->query_failed(commands.back(), now, *this);
    EXPECT_EQ(said(), "! SETTLING 1");
    pass(1s);
    EXPECT_EQ(said(), "> orders; > trades P1; > history 01") << "all of it again";
    pass(1s);
    EXPECT_EQ(said(), "! SETTLING 1") << "the hold is over and nothing is known";
    EXPECT_EQ(at(1).state, OrderState::Settling);
    nothing_found();
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(Stops, ReadsThatAnswerTooLateStillDecide) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    pass(2s);
    EXPECT_EQ(said(), "! SETTLING 1");
    nothing_found();
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(Stops, AStopThatIsListedAMomentLongerIsCancelled) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    trades({});
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    history({});
    trades({});
    history({});
    EXPECT_EQ(said(), "> trades all; > history all");
    pass(999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "> orders; > trades P1; > history 01");
    nothing_found();
    pass(1s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(Stops, ALookThatWasUnderWayDoesNotOverruleACancel) {
    armed();
    venue("ODD_WORD id=P1");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order P1");
    venue("CANCELLED id=P1 qty=0 rem=0");
    EXPECT_EQ(said(), "SettlingBegan 1 CANCELLED; > trades P1; > history 01");
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_EQ(said(), "> orders");
    nothing_found();
    pass(2s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

TEST_F(Stops, AStopThatOneLookMissedIsLiveAtOnce) {
    armed();
    venue("ODD_WORD id=P1");
    orders({});
    EXPECT_TRUE(said().find("SettlingBegan 1 NOT_OPEN") != std::string::npos);
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_EQ(said(), "SettlingEnded 1");
}

TEST_F(Stops, AStopStillInTheOpenSetIsLive) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    trades({});
    history({});
    trades({});
    history({});
    pass(1s);
    said();
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_EQ(said(), "SettlingEnded 1");
    EXPECT_EQ(at(1).state, OrderState::Live);
    EXPECT_EQ(at(1).refusal, Refusal{});
    pass(20s);
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(Stops, ALateTriggerAfterTheEndIsStillFollowed) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    nothing_found();
    pass(40s);
    said();
    venue("ack id=Q cl=1 type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "Restored 1; Aliased 1 Q");
    venue("fill trade=T1 id=Q type=stop_market qty=2 px=189");
    EXPECT_EQ(said(), "Filled 1 T1 2@189 late; ! LATE_FILL 1");
}

TEST_F(Stops, ManyVanishedStopsShareTheWideReads) {
    for (int i = 1; i <= 4; ++i) armed(i, "qty=1 px=" + std::to_string(100 + i));
    commands.clear();
    for (int i = 1; i <= 4; ++i) venue("CANCELLED id=P" + std::to_string(i) + " qty=0 rem=0");
    int wide = 0;
    for (int i = 0; i < 40; ++i) {
        trades({});
        orders({});
        history({});
    }
    for (const auto& command : commands) {
        const auto* trades_read = std::get_if<QueryTrades>(&command);
        wide += trades_read != nullptr && trades_read->order_id.empty() ? 1 : 0;
    }
    EXPECT_LE(wide, 2);
    pass(2s);
    EXPECT_EQ(manager->live(), 0U);
}

TEST_F(Stops, ASettlingStopSettlesAfterARestart) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0 at=1050");
    restart();
    said();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders; > trades P1; > history 01");
    nothing_found();
    pass(2s);
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
    EXPECT_EQ(at(1).ended_at, WallTime{1050s});
}

TEST_F(Stops, ALinkLossWhileSettlingReadsAgain) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    manager->link_lost("LINK_LOST", now, *this);
    said();
    pass(10s);
    EXPECT_EQ(said(), "! SETTLING 1");
    EXPECT_EQ(at(1).state, OrderState::Settling);
    manager->link_serving(now, *this);
    nothing_found();
    EXPECT_TRUE(said().ends_with("Ended 1 Cancelled CANCELLED"));
}

}  // namespace
}  // namespace qb::orders::test
