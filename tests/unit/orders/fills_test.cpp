#include "desk.h"

/// Executions, what is done about missing ones, and how orders end that cannot rest.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;
class Fills : public Desk {};

TEST_F(Fills, LimitFillsInTwoParts) {  // 10.1
    live("limit 1 qty=10 px=150.5 side=buy");
    venue("fill trade=T1 id=O cl=1 qty=4 rem=6 px=150.4 side=buy aggressor=buy at=1100");
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T1");
    EXPECT_EQ(said(), "Filled 1 T1 4@150.4 taker");
    EXPECT_EQ(at(1).leaves_qty(), Decimal::parse("6"));
    venue("fill trade=T2 id=O cl=1 qty=6 rem=0 px=150.5 side=buy aggressor=sell");
    venue("FILLED id=O cl=1 qty=10 rem=0 trade=T2");
    EXPECT_EQ(said(), "Filled 1 T2 6@150.5 maker");
    EXPECT_EQ(at(1).state, OrderState::Filled);
    EXPECT_EQ(at(1).avg_px(), Decimal::parse("150.46"));
    pass(20s);
    EXPECT_TRUE(said_nothing());
}

TEST_F(Fills, FilledFirstThenTheFill) {  // Q22
    live("limit 1 qty=10");
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T1");
    EXPECT_TRUE(said_nothing());
    pass(900ms);
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
    pass(20s);
    EXPECT_TRUE(said_nothing()) << "no read is needed any more";
}

TEST_F(Fills, OneSummaryFilledForSeveralFills) {  // Q22
    live("limit 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("FILLED id=O cl=1 qty=10 rem=0 trade=T2");
    venue("fill trade=T2 id=O cl=1 qty=6 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Filled 1 T2 6@150");
    EXPECT_TRUE(at(1).ended());
}

TEST_F(Fills, ARepeatedTradeIsReportedOnce) {
    live("limit 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("fill trade=T1 id=O qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
}

TEST_F(Fills, TheSameTradeOnTwoOrdersIsTwoFills) {
    order("limit 1");
    order("limit 2 side=buy");
    venue("fill trade=T1 id=A cl=1 qty=1 px=150");
    venue("fill trade=T1 id=B cl=2 qty=1 px=150");
    EXPECT_TRUE(at(1).ended() && at(2).ended());
}

TEST_F(Fills, AFillBeforeTheAckMakesTheAckUp) {
    order("limit 1 qty=10");
    said();
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Acked 1 O; Filled 1 T1 4@150");
    venue("ack id=O cl=1 qty=10 rem=10");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Fills, AMadeUpAckMayKnowNoId) {
    order("limit 1 qty=10");
    said();
    venue("fill trade=T1 cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Acked 1; Filled 1 T1 4@150");
    venue("ack id=O cl=1");
    EXPECT_EQ(said(), "Aliased 1 O");
    EXPECT_EQ(at(1).venue_ids.front(), "O");
}

TEST_F(Fills, FilledBeforeTheAckMakesTheAckUpToo) {
    order("limit 1 qty=10");
    said();
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T1");
    EXPECT_EQ(said(), "Acked 1 O");
}

TEST_F(Fills, AFillOfAnUnknownOrderSettlesIt) {
    order("limit 1 qty=10");
    pass(5s);
    said();
    venue("fill trade=T1 id=O cl=1 qty=10 px=150");
    EXPECT_EQ(said(), "Acked 1 O; Filled 1 T1 10@150");
    EXPECT_EQ(manager->unknown(), 0U);
}

struct NoteRow {
    std::string name, words;
    bool reads;
};
class WithoutFill : public Fills, public testing::WithParamInterface<NoteRow> {};
TEST_P(WithoutFill, TradesAreReadAfterOneSecond) {
    live("limit 1 qty=10");
    venue(GetParam().words);
    pass(999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O cl=1 qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
    pass(60s);
    EXPECT_TRUE(said_nothing());
}
INSTANTIATE_TEST_SUITE_P(Rows, WithoutFill,
                         testing::Values(NoteRow{"Trade", "FILLED id=O cl=1 trade=T1", true},
                                         NoteRow{"Remaining", "FILLED id=O cl=1 qty=10 rem=6", true},
                                         NoteRow{"NoFigures", "FILLED id=O cl=1", true},
                                         NoteRow{"FillWithoutTradeId", "fill id=O cl=1 qty=4 px=150", true}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Fills, AFillWithoutAUsablePriceIsReadInstead) {  // Q21: a price is never made up
    live("limit 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4");
    venue("fill trade=T2 id=O cl=1 qty=4 px=0");
    venue("fill trade=T3 id=O cl=1 qty=0 px=5");
    EXPECT_EQ(said(), "! FILL_WITHOUT_TRADE 1; ! FILL_WITHOUT_TRADE 1; ! FILL_WITHOUT_TRADE 1");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=4 px=150", "trade=T2 id=O qty=4 px=151", "trade=T3 id=O qty=2 px=152"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Filled 1 T2 4@151; Filled 1 T3 2@152");
}

TEST_F(Fills, AnExecutionThatNoTradeShowsIsReadAgainWithBackoff) {
    live("limit 1 qty=10");
    venue("FILLED id=O cl=1 qty=10 rem=0 trade=T1");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({});
    EXPECT_EQ(said(), "! FILL_WITHOUT_TRADE 1");
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        pass(wait - 1ms);
        EXPECT_TRUE(said_nothing()) << wait.count();
        pass(1ms);
        EXPECT_EQ(said(), "> trades O");
        trades({});
        EXPECT_EQ(said(), "! FILL_WITHOUT_TRADE 1");
    }
    EXPECT_EQ(at(1).state, OrderState::Live) << "never guessed";
    venue("fill trade=T1 id=O cl=1 qty=10 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 10@150");
    pass(29s);
    EXPECT_TRUE(said_nothing());
}

TEST_F(Fills, TradesArePaged) {
    live("limit 1 qty=1000");
    venue("FILLED id=O cl=1 qty=1000 rem=0");
    pass(1s);
    said();
    std::vector<std::string> page;
    for (int i = 0; i < kTradesPage; ++i)
        page.push_back("trade=A" + std::to_string(i) + " id=O qty=1 px=150");
    trades(page);
    EXPECT_EQ(lines.back(), "> trades O+200");
    said();
    trades({"trade=B id=O qty=800 px=151"});
    EXPECT_EQ(said(), "Filled 1 B 800@151");
}

TEST_F(Fills, DigitsTheVenueDropsDoNotKeepAnOrderOpen) {
    live("limit 1 qty=1.23456789012345678");
    venue("fill trade=T1 id=O cl=1 qty=1 px=150");
    venue("fill trade=T2 id=O cl=1 qty=0.23456789012346 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 1@150; Filled 1 T2 0.23456789012345678@150");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

TEST_F(Fills, TooMuchIsReportedWithAnAlarm) {
    live("limit 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("fill trade=T2 id=O cl=1 qty=7 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Filled 1 T2 7@150; ! OVERFILL 1");
    EXPECT_EQ(at(1).cum_qty, Decimal::parse("11"));
    EXPECT_EQ(at(1).leaves_qty(), Decimal{});
}

TEST_F(Fills, LateFillsAreNeverDropped) {
    live("limit 1 qty=10");
    venue("CANCELLED id=O cl=1 qty=10 rem=10");
    said();
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150 late; ! LATE_FILL 1");
    EXPECT_EQ(at(1).state, OrderState::Cancelled);
    EXPECT_EQ(at(1).leaves_qty(), Decimal{});
    venue("fill trade=T2 id=O cl=1 qty=6 px=150");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

TEST_F(Fills, AFillOfARejectedOrderIsLateToo) {
    order("limit 1 qty=10");
    venue("REJECTED cl=1 id=O");
    said();
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150 late; ! LATE_FILL 1");
    EXPECT_EQ(at(1).state, OrderState::Cancelled);
}

TEST_F(Fills, FilledForAnEndedOrderIsFollowedUp) {
    live("limit 1 qty=10");
    venue("CANCELLED id=O cl=1 qty=10 rem=10");
    said();
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T9");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T9 id=O qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T9 4@150 late; ! LATE_FILL 1");
}

TEST_F(Fills, ASnapshotThatShowsLessRemainingStartsARead) {  // Q17: status ACK on a partly filled row
    live("limit 1 qty=10");
    orders({"ack id=O cl=1 qty=10 rem=6 type=limit"});
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
    orders({"ack id=O cl=1 qty=10 rem=6 type=limit"});
    pass(5s);
    EXPECT_TRUE(said_nothing());
}

// The end comes after the fills.

TEST_F(Fills, ACancelThatKnowsOfMoreFillsWaitsForThem) {
    live("limit 1 qty=10");
    venue("CANCELLED id=O cl=1 qty=10 rem=6 at=1200");
    EXPECT_TRUE(said_nothing());
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Ended 1 Cancelled CANCELLED");
    EXPECT_EQ(at(1).ended_at, WallTime{1200s});
}

TEST_F(Fills, ACancelThatOnlySeemsToKnowMoreEndsAfterTheRead) {  // remaining may be 0 in CANCELLED
    live("limit 1 qty=10");
    venue("CANCELLED id=O cl=1 qty=10 rem=0");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
}

TEST_F(Fills, AFailedReadDoesNotEndTheOrder) {
    live("limit 1 qty=10");
    venue("CANCELLED id=O cl=1 qty=10 rem=0");
    pass(1s);
    said();
    manager->query_failed(QueryTrades{"O", 0}, now, *this);
    EXPECT_TRUE(said_nothing());
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    pass(5s);  // no answer
    EXPECT_TRUE(said_nothing());
    pass(2s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=10 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 10@150");
}

// Orders that cannot rest: script 10.2, Q29.

TEST_F(Fills, MarketFull) {
    live("market 1");
    venue("fill trade=T1 id=O cl=1 qty=1 px=150");
    venue("FILLED id=O cl=1 qty=1 rem=0 trade=T1");
    EXPECT_EQ(said(), "Filled 1 T1 1@150");
    pass(10s);
    EXPECT_TRUE(said_nothing());
}

struct EndRow {
    std::string name, kind, words, word;
};
class IocWithoutFill : public Fills, public testing::WithParamInterface<EndRow> {};
TEST_P(IocWithoutFill, EndsAtOnce) {
    live(GetParam().kind + " 1 qty=10");
    venue(GetParam().words);
    EXPECT_EQ(said(), "Ended 1 Cancelled " + GetParam().word);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, IocWithoutFill,
    testing::Values(EndRow{"Cancelled", "ioc", "CANCELLED id=O cl=1 qty=10 rem=10", "CANCELLED"},
                    EndRow{"IocCancelled", "market", "IOC_CANCELLED id=O cl=1 qty=10 rem=10",
                           "IOC_CANCELLED"},
                    EndRow{"NoFigures", "market", "IOC_CANCELLED id=O cl=1", "IOC_CANCELLED"},
                    EndRow{"Fok", "fok", "CANCELLED id=O cl=1 qty=10 rem=10", "CANCELLED"}),
    [](const auto& row) { return row.param.name; });

class IocPartial : public Fills, public testing::WithParamInterface<EndRow> {};
TEST_P(IocPartial, EndsOnceItsFillIsKnown) {
    live("ioc 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T1");
    said();
    venue(GetParam().words);
    EXPECT_EQ(said(), "Ended 1 Cancelled " + GetParam().word);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, IocPartial,
    testing::Values(EndRow{"Partially", "", "IOC_PARTIALLY_FILLED id=O cl=1 qty=10 rem=6",
                           "IOC_PARTIALLY_FILLED"},
                    EndRow{"IocCancelled", "", "IOC_CANCELLED id=O cl=1 qty=10 rem=6", "IOC_CANCELLED"},
                    EndRow{"Cancelled", "", "CANCELLED id=O cl=1 qty=10 rem=6", "CANCELLED"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Fills, AnIocEndAheadOfItsFillsWaitsForThem) {
    live("ioc 1 qty=10");
    venue("IOC_PARTIALLY_FILLED id=O cl=1");
    EXPECT_TRUE(said_nothing());
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Ended 1 Cancelled IOC_PARTIALLY_FILLED");
}

TEST_F(Fills, AnIocEndBeforeTheAck) {
    order("ioc 1 qty=10");
    said();
    venue("IOC_PARTIALLY_FILLED id=O cl=1 qty=10 rem=6");
    EXPECT_EQ(said(), "Acked 1 O");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Ended 1 Cancelled IOC_PARTIALLY_FILLED");
}

TEST_F(Fills, SilenceAfterAPartialIsAskedAbout) {
    live("ioc 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    venue("FILLED id=O cl=1 qty=10 rem=6 trade=T1");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order O");
    orders({});
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=4 px=150"});
    EXPECT_EQ(said(), "Ended 1 Cancelled IOC_REMAINDER_CANCELLED");
}

TEST_F(Fills, SoIsThatOfAMarketOrder) {
    live("market 1 qty=10");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order O");
}

TEST_F(Fills, TheLastReadMayFindMore) {
    live("ioc 1 qty=10");
    pass(1s);
    EXPECT_EQ(said(), "> order O");
    venue("NO_SUCH_ORDER id=O");  // Q16
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=10 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 10@150");
}

TEST_F(Fills, AnErrorMaySayNotOpen) {  // Q16
    live("ioc 1 qty=10");
    pass(1s);
    said();
    venue("err code=InvalidParameter echo=get_order id=O");
    EXPECT_EQ(said(), "> trades O");
}

TEST_F(Fills, AnOpenIocIsAskedAboutAgain) {
    live("ioc 1 qty=10");
    pass(1s);
    said();
    orders({"ack id=O cl=1 qty=10 rem=10 type=limit"});
    EXPECT_TRUE(said_nothing());
    pass(999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "> order O");
}

TEST_F(Fills, AnUnansweredQuestionIsAskedAgain) {
    live("ioc 1 qty=10");
    pass(1s);
    said();
    pass(5s);
    EXPECT_TRUE(said_nothing());
    pass(1s);
    EXPECT_EQ(said(), "> order O");
}

TEST_F(Fills, AnAnswerThatMayBeTheOverdueOneIsNotBelieved) {
    live("ioc 1 qty=10");
    pass(7s);
    EXPECT_EQ(said(), "> order O; > order O");
    orders({});  // could belong to the first question
    EXPECT_TRUE(said_nothing());
    orders({});
    EXPECT_EQ(said(), "> trades O");
}

TEST_F(Fills, ALostAnswerDoesNotBlockTheReadsForEver) {
    live("ioc 1 qty=10");
    pass(7s);
    orders({});
    said();
    pass(10s);
    EXPECT_EQ(said(), "> order O");
    orders({});
    EXPECT_EQ(said(), "> trades O");
}

TEST_F(Fills, TheLinkIsWaitedFor) {
    live("ioc 1 qty=10");
    manager->link_lost("LINK_LOST", now, *this);
    pass(30s);
    EXPECT_TRUE(said_nothing());
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O");
}

TEST_F(Fills, AReadUnderWayWhenTheLinkIsLostIsAskedAgain) {
    live("ioc 1 qty=10");
    pass(1s);
    manager->link_lost("LINK_LOST", now, *this);
    said();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O");
}

TEST_F(Fills, AVanishedLimitIsReadFromTheHistory) {
    live("limit 1 qty=10");
    venue("ODD_WORD id=O cl=1");
    said();
    orders({});
    EXPECT_EQ(said(), "> trades O; > history 01");
    trades({});
    EXPECT_TRUE(said_nothing());
    history({"CANCELLED id=O cl=1 qty=10 filled=0 at=1300"});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
    EXPECT_EQ(at(1).ended_at, WallTime{1300s});
}

TEST_F(Fills, ReadsOfOneKindGoOutOneAtATime) {
    order("ioc 1");
    order("ioc 2");
    venue("ack id=A cl=1");
    venue("ack id=B cl=2");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order A");
    orders({"ack id=Z cl=9 rem=1", "ack id=Y rem=1"});  // somebody's snapshot: not the answer
    EXPECT_TRUE(said_nothing());
    orders({});
    EXPECT_EQ(said(), "> order B; > trades A");
}

// Memory.

TEST_F(Fills, EndedOrdersLeaveMemoryAndStayKnown) {
    live("limit 1");
    venue("fill trade=T1 id=O cl=1 qty=1 px=150");
    said();
    pass(30s);
    EXPECT_EQ(said(), "Archived 1");
    EXPECT_EQ(manager->in_memory(), 0U);
    venue("FILLED id=O cl=1 qty=1 rem=0 trade=T1");
    venue("fill trade=T1 id=O cl=1 qty=1 px=150");
    venue("CANCELLED id=O");
    venue("err code=InvalidOrder echo=add_order cl=1");
    EXPECT_TRUE(said_nothing());
    order("limit 2 cl=c1");
    EXPECT_EQ(said(), "Duplicate 1");
}

TEST_F(Fills, ALateFillBringsAnArchivedOrderBack) {
    live("limit 1 qty=2");
    venue("CANCELLED id=O cl=1 qty=2 rem=2");
    pass(30s);
    said();
    venue("fill trade=T1 id=O qty=1 px=150");
    EXPECT_EQ(said(), "Restored 1; Filled 1 T1 1@150 late; ! LATE_FILL 1");
    pass(30s);
    EXPECT_EQ(said(), "Archived 1");
    venue("FILLED id=O trade=T2");
    EXPECT_EQ(said(), "Restored 1");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=1 px=150", "trade=T2 id=O qty=1 px=150"});
    EXPECT_EQ(said(), "Filled 1 T2 1@150 late; ! LATE_FILL 1");
    pass(40s);
    EXPECT_EQ(said(), "Archived 1");
}

TEST_F(Fills, AClientIdOfZerosNamesNoOrder) {  // refused orders have no id at the venue
    order("limit 1 refused=NO");
    pass(30s);
    said();
    auto fill = fill_from("fill trade=T1 id=X type=limit qty=1 px=150");
    fill.client_order_id = std::string(32, '0');
    feed(fill);
    fill.order_id = "Y";
    feed(fill);
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ! FOREIGN_EVENT");
}

TEST_F(Fills, AnOrderThatIsBackInMemoryIsNotTakenFromTheArchiveAgain) {
    live("limit 1 qty=3");
    venue("CANCELLED id=O cl=1 qty=3 rem=3");
    pass(30s);
    said();
    venue("fill trade=T1 id=O qty=1 px=150");
    venue("fill trade=T2 id=O qty=1 px=150");
    venue("fill trade=T1 id=O qty=1 px=150");
    EXPECT_EQ(said(),
              "Restored 1; Filled 1 T1 1@150 late; ! LATE_FILL 1; "
              "Filled 1 T2 1@150 late; ! LATE_FILL 1");
}

TEST_F(Fills, TooManyEndedOrdersLeaveOldestFirst) {
    settings.archive_over = 2;
    manager = std::make_unique<OrderManager>(settings, archive);
    for (const char* key : {"3", "1", "2"}) {
        order(std::string("limit ") + key);
        venue(std::string("REJECTED cl=") + key);
    }
    EXPECT_TRUE(said().ends_with("Ended 2 Rejected REJECTED; Archived 3"));
}

TEST_F(Fills, RefusedOrdersLeaveMemoryToo) {
    order("limit 1 refused=NO");
    said();
    pass(30s);
    EXPECT_EQ(said(), "Archived 1");
}

TEST_F(Fills, AfterARestartEndedOrdersStillLeave) {
    live("limit 1");
    venue("REJECTED id=O cl=1");
    restart();
    said();
    pass(30s);
    EXPECT_EQ(said(), "Archived 1");
}

TEST_F(Fills, AfterARestartAnIocOrderIsAskedAbout) {
    live("ioc 1 qty=10");
    restart();
    manager->link_serving(now, *this);
    orders({"ack id=O cl=1 type=limit qty=10 rem=10"});
    said();
    pass(1s);
    EXPECT_EQ(said(), "> order O");
}

}  // namespace
}  // namespace qb::orders::test
