#include "desk.h"

/// Which order an answer belongs to, and what it does to it.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;
class Answers : public Desk {};

TEST_F(Answers, AckIsTakenOnce) {
    order("limit 1 qty=10");
    said();
    venue("ack id=O cl=1 qty=10 px=190 rem=10 type=limit");
    EXPECT_EQ(said(), "Acked 1 O");
    venue("ack id=O cl=1 qty=10 px=190 rem=10 type=limit");
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).venue_ids, (VenueIds{"O"}));
}

TEST_F(Answers, ClientIdComesBeforeOrderIdBeforeContent) {
    order("limit 1");
    order("limit 2");
    venue("ack id=O2 cl=2 type=limit qty=1 px=190");
    EXPECT_EQ(at(2).venue_ids.size(), 1U);
    EXPECT_FALSE(at(1).acked);
    venue("ack id=O2 type=limit qty=1 px=190");  // known id, empty client id: not order 1
    EXPECT_FALSE(at(1).acked);
    venue("ack id=O1 type=limit qty=1 px=190");
    EXPECT_TRUE(at(1).acked);
}

TEST_F(Answers, ContentMatchesTheOldestUnansweredAdd) {  // Q7
    order("limit 1 qty=2");
    order("limit 2 qty=2");
    order("limit 3 qty=3");
    said();
    venue("ack id=X type=limit qty=2 px=190.0 rem=2");
    venue("ack id=Y type=limit qty=3.0 px=190 rem=3");
    EXPECT_EQ(said(), "Acked 1 X; Acked 3 Y");
}

struct ShapeRow {
    std::string name, words;
};
class OtherContent : public Answers, public testing::WithParamInterface<ShapeRow> {};
TEST_P(OtherContent, IsNotOurs) {
    order("stop 1 qty=2 px=190");
    said();
    venue(GetParam().words);
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
}
INSTANTIATE_TEST_SUITE_P(
    Rows, OtherContent,
    testing::Values(ShapeRow{"Symbol", "ack id=X type=stop_loss qty=2 px=190 symbol=TSLA-USD"},
                    ShapeRow{"Side", "ack id=X type=stop_loss qty=2 px=190 side=buy"},
                    ShapeRow{"Type", "ack id=X type=take_profit qty=2 px=190"},
                    ShapeRow{"Quantity", "ack id=X type=stop_loss qty=1 px=190"},
                    ShapeRow{"Price", "ack id=X type=stop_loss qty=2 px=191"},
                    ShapeRow{"NoQuantity", "ack id=X type=stop_loss px=190"},
                    ShapeRow{"NoPrice", "ack id=X type=stop_loss qty=2"},
                    ShapeRow{"AlienClientId", "ack id=X cl=web type=stop_loss qty=2 px=190"},
                    ShapeRow{"NothingAtAll", "ack"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Answers, PriceOfAMarketOrderIsNotCompared) {  // Q4, Q21
    order("market 1");
    said();
    venue("ack id=X type=market qty=1 px=222 rem=1");
    EXPECT_EQ(said(), "Acked 1 X");
}

TEST_F(Answers, FloatNoiseIsNotADifference) {  // Q30
    order("stop 1 qty=0.3 px=0.1");
    said();
    venue("ack id=X type=stop_loss qty=0.30000000000000004 px=0.1");
    EXPECT_EQ(said(), "Acked 1 X");
}

TEST_F(Answers, AStopOrderResponseAnswersTheAdd) {  // Q9
    order("stop 1");
    said();
    venue("stop id=P qty=1 px=190");
    EXPECT_EQ(said(), "Acked 1 P");
    venue("ack id=P type=stop_loss qty=1 px=190");
    venue("stop id=P cl=1 qty=1 px=190");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, AStopOrderResponseAfterTheOrderResponseIsIgnored) {
    order("stop 1");
    venue("ack id=P cl=1 type=stop_loss qty=1 px=190");
    said();
    venue("stop id=P cl=1 qty=1 px=190");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, AChangedStopIsLookedUp) {
    order("stop 1");
    venue("ack id=P cl=1 type=stop_loss qty=1 px=190");
    said();
    venue("stop id=P cl=1 qty=1 px=185");
    EXPECT_EQ(said(), "> order P");
    orders({"ack id=P cl=1 type=stop_loss qty=1 px=185 rem=1"});
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).request.stop_px, Decimal::parse("190"));
}

TEST_F(Answers, ABareAckProvesNoOrder) {  // Q9
    order("stop 1");
    said();
    venue("bare echo=add_order");
    venue("bare");
    EXPECT_TRUE(said_nothing());
    pass(5s);
    EXPECT_EQ(said(),
              "BecameUnknown 1 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 1; > orders; > trades all; > history 01");
}

// Rejects: protocol scripts 10.3 and 10.11, Q6, Q10, Q11, Q20, Q23.

struct RejectRow {
    std::string name, words, word;
};
class Rejects : public Answers, public testing::WithParamInterface<RejectRow> {};
TEST_P(Rejects, EndTheUnansweredOrder) {
    order("stop 1");
    order("stop 2 px=50");
    venue("ack id=P2 cl=2 type=stop_loss");
    said();
    venue(GetParam().words);
    EXPECT_EQ(said(), "Ended 1 Rejected " + GetParam().word);
    EXPECT_EQ(at(1).leaves_qty(), Decimal{});
}
INSTANTIATE_TEST_SUITE_P(
    Rows, Rejects,
    testing::Values(
        RejectRow{"ByClientId", "FAILED_MARGIN_CHECK cl=1 id=fresh", "FAILED_MARGIN_CHECK"},
        RejectRow{"EmptyOrderId", "INVALID_STOPLOSS_PRICE cl=1", "INVALID_STOPLOSS_PRICE"},
        RejectRow{"ByContent", "REJECTED type=stop_loss qty=1 px=190", "REJECTED"},
        RejectRow{"ByContentWithFreshId", "QUANTITY_LESS_THAN_MIN_QUANTITY id=f type=stop_loss qty=1 px=190",
                  "QUANTITY_LESS_THAN_MIN_QUANTITY"},
        RejectRow{"Throttled", "RATE_LIMITED cl=1", "RATE_LIMITED"},
        RejectRow{"OddWord", "ODD_WORD cl=1", "ODD_WORD"},
        RejectRow{"CancelledBeforeAnyAck", "CANCELLED cl=1 qty=1 rem=1", "CANCELLED"},
        RejectRow{"ErrWithEcho", "err code=InvalidOrder echo=add_order cl=1", "InvalidOrder"},
        RejectRow{"ErrRateLimited", "err code=RateLimited echo=add_order cl=1", "RateLimited"},
        RejectRow{"ErrEchoWithoutClientId", "err code=InvalidParameter echo=add_order", "InvalidParameter"},
        RejectRow{"ErrWithoutEcho", "err code=PermissionDenied", "PermissionDenied"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Answers, ARejectKeepsTheVenuesIdUnlessItIsAnothers) {
    order("limit 1");
    order("limit 2");
    order("limit 3");
    venue("REJECTED cl=1 id=X");
    EXPECT_EQ(at(1).venue_ids, (VenueIds{"X"}));
    venue("ack cl=2 id=Y type=limit");
    venue("REJECTED cl=3 id=Y");
    EXPECT_TRUE(at(3).venue_ids.empty());
}

Refusal table(std::string_view word, std::string_view message) {
    return {word == "FAILED_MARGIN_CHECK" ? 3 : 99, std::string(word), "by table: " + std::string(message)};
}

TEST_F(Answers, ReasonsComeFromTheTableOfTheMapping) {
    settings.refusal_for = table;
    manager = std::make_unique<OrderManager>(settings, archive);
    order("stop 1");
    order("stop 2 px=1");
    venue("FAILED_MARGIN_CHECK cl=1");
    venue("err code=KycRequired message=please echo=add_order cl=2");
    EXPECT_EQ(at(1).refusal, (Refusal{3, "FAILED_MARGIN_CHECK", "by table: "}));
    EXPECT_EQ(at(2).refusal, (Refusal{99, "KycRequired", "by table: please"}));
}

TEST_F(Answers, ServerErrorLeavesTheOutcomeUnknown) {
    order("stop 1");
    said();
    venue("err code=ServerError echo=add_order cl=1");
    EXPECT_EQ(said(),
              "BecameUnknown 1 SERVER_ERROR; ! OUTCOME_UNKNOWN 1; > orders; > trades all; > history 01");
    venue("err code=ServerError echo=add_order cl=1");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, AnErrorWithoutEchoIsNotGuessedAmongSeveral) {  // Q23
    order("limit 1");
    order("limit 2");
    said();
    venue("err code=InvalidOrder");
    venue("err code=InvalidOrder echo=add_order");
    EXPECT_EQ(said(), "! UNMATCHED_ERROR; ! UNMATCHED_ERROR");
    EXPECT_EQ(manager->live(), 2U);
}

TEST_F(Answers, AnErrorThatSaysNothingChangesNothing) {
    order("limit 1");
    said();
    venue("err");
    venue("err echo=add_order cl=1");
    EXPECT_EQ(said(), "! UNMATCHED_ERROR; ! UNMATCHED_ERROR");
    pass(5s);
    EXPECT_EQ(said(),
              "BecameUnknown 1 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 1; > orders; > trades all; > history 01");
}

TEST_F(Answers, AnAnswerWithoutAStatusIsNoReject) {
    order("limit 1");
    said();
    auto wordless = update_from("x cl=1 id=O type=limit qty=1 px=190");
    wordless.status.clear();
    wordless.status_class = StatusClass::Unrecognised;
    feed(wordless);
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1");
    EXPECT_EQ(at(1).state, OrderState::PendingNew);
    venue("ack id=O cl=1");
    said();
    feed(wordless);
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order O");
}

struct ErrorRow {
    std::string name, words;
};
class ErrorWithoutIds : public Answers, public testing::WithParamInterface<ErrorRow> {};
TEST_P(ErrorWithoutIds, SaysNothingOfAnOrderWhoseOutcomeIsUnknown) {
    order("limit 1");
    pass(5s);
    said();
    venue(GetParam().words);
    EXPECT_EQ(said(), "! UNMATCHED_ERROR");
    order("limit 2");
    said();
    venue(GetParam().words);
    EXPECT_EQ(said(), "! UNMATCHED_ERROR") << "it may be the late answer to the first";
    EXPECT_EQ(at(1).state, OrderState::Unknown);
    EXPECT_EQ(at(2).state, OrderState::PendingNew);
}
INSTANTIATE_TEST_SUITE_P(Rows, ErrorWithoutIds,
                         testing::Values(ErrorRow{"NoEcho", "err code=InvalidOrder"},
                                         ErrorRow{"EchoOfAnAdd", "err code=InvalidOrder echo=add_order"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Answers, AnErrorMayBeTheLateAnswerToAReadThatWasGivenUp) {
    order("ioc 1");
    venue("ack cl=1 id=O");
    pass(6s);  // asked after 1 s, given up after 5 more
    order("limit 2");
    said();
    venue("err code=InvalidParameter");
    EXPECT_EQ(said(), "! UNMATCHED_ERROR");
    EXPECT_EQ(at(2).state, OrderState::PendingNew);
}

TEST_F(Answers, AReadUnderWayMakesAnErrorAmbiguous) {
    order("limit 1");
    venue("ack cl=1 id=O");
    venue("ODD_WORD cl=1 id=O");
    order("limit 2");
    said();
    venue("err code=InvalidOrder");
    EXPECT_EQ(said(), "! UNMATCHED_ERROR");
}

TEST_F(Answers, ErrorsThatConcernNoOrderAreIgnored) {
    order("limit 1");
    said();
    venue("err code=AlreadyAuthenticated");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, AnErrorOfSomebodyElsesAddIsForeign) {
    order("limit 1");
    said();
    venue("err code=InvalidOrder echo=add_order cl=web-7");
    venue("err code=InvalidOrder echo=cancel_order id=O");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ! UNMATCHED_ERROR");
}

TEST_F(Answers, AnErrorForAnAcceptedOrderEndsNothing) {
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("err code=InvalidOrder echo=add_order cl=1");
    EXPECT_EQ(said(), "! UNMATCHED_ERROR 1; > order O");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

// After the ACK.

TEST_F(Answers, ARefusalAfterTheAckEndsAsCancelled) {
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("FAILED_MARGIN_CHECK cl=1 id=O");
    EXPECT_EQ(said(), "! REFUSED_AFTER_ACK 1; Ended 1 Cancelled FAILED_MARGIN_CHECK");
}

TEST_F(Answers, BeingThrottledEndsNoAcceptedOrder) {
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("RATE_LIMITED cl=1 id=O");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order O");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(Answers, UnknownWordsKeepTheStateAndAreLookedUp) {
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("ODD_WORD cl=1 id=O");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order O");
    orders({"ack id=O cl=1 rem=1 qty=1"});
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(Answers, AModifyNobodyAskedForChangesNothing) {
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("MODIFIED cl=1 id=O qty=5 px=7 rem=5");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1");
    EXPECT_EQ(at(1).request.quantity, Decimal::parse("1"));
    EXPECT_EQ(at(1).request.price, Decimal::parse("190"));
}

TEST_F(Answers, UnsolicitedCancelOfALimit) {
    order("limit 1 qty=10");
    venue("ack cl=1 id=O");
    venue("fill trade=T1 id=O cl=1 qty=4 px=150.4");
    said();
    venue("CANCELLED_STP cl=1 id=O qty=10 rem=6 at=1234");  // 10.7
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED_STP");
    EXPECT_EQ(at(1).cum_qty, Decimal::parse("4"));
    EXPECT_EQ(at(1).ended_at, WallTime{1234s});
    venue("CANCELLED cl=1 id=O qty=10 rem=6");
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, EndedOrdersIgnoreLaterWords) {
    order("limit 1");
    venue("REJECTED cl=1 id=O");
    said();
    for (const char* word : {"MODIFIED", "CANCELLED", "REJECTED", "NO_SUCH_ORDER", "ODD_WORD"}) {
        venue(std::string(word) + " cl=1 id=O qty=1 rem=1");
    }
    EXPECT_TRUE(said_nothing());
}

TEST_F(Answers, StrangersAreLoggedAndNothingElse) {  // Q24, Q31
    order("limit 1");
    venue("ack cl=1 id=O");
    said();
    venue("ack id=Z cl=web type=limit qty=1 px=190");
    venue("fill trade=T9 id=Z cl=web qty=1 px=1");
    venue("fill trade=T9 id=liquidation type=limit qty=1 px=1");
    venue("CANCELLED id=Z");
    venue("stop id=Z qty=1 px=1");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ! FOREIGN_EVENT; ! FOREIGN_EVENT; ! FOREIGN_EVENT; ! FOREIGN_EVENT");
}

// Words on an order of unknown outcome, and on one that was reported as rejected.

TEST_F(Answers, TheEndOfAnOrderOfUnknownOutcomeComesAfterItsFills) {
    order("limit 1 qty=10");
    pass(5s);
    shows_nothing();
    said();
    venue("CANCELLED id=O cl=1 qty=10 rem=0");
    EXPECT_EQ(said(), "Acked 1 O");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150; Ended 1 Cancelled CANCELLED");
}

TEST_F(Answers, AVanishedStopOfUnknownOutcomeIsReadFirst) {
    order("stop 1");
    pass(5s);
    shows_nothing();
    history({});  // of the symbol
    said();
    venue("CANCELLED id=P cl=1 qty=0 rem=0");
    EXPECT_EQ(said(), "Acked 1 P; SettlingBegan 1 CANCELLED; > orders; > trades P; > history 01");
}

TEST_F(Answers, ContentAloneRefusesNoOrderOfUnknownOutcome) {
    order("limit 1");
    pass(5s);
    said();
    venue("REJECTED id=X type=limit qty=1 px=190");
    venue("CANCELLED id=X type=limit qty=1 px=190");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ! FOREIGN_EVENT");
    venue("REJECTED cl=1");
    EXPECT_EQ(said(), "Ended 1 Rejected REJECTED");
}

TEST_F(Answers, ARejectedOrderThatTheVenueHasIsAnAlarm) {
    order("limit 1");
    venue("REJECTED cl=1 id=O");
    said();
    venue("ack cl=1 id=O type=limit qty=1 px=190");
    EXPECT_EQ(said(), "! OPEN_AFTER_REJECT 1");
    orders({"ack id=O cl=1 type=limit qty=1 rem=1"});
    EXPECT_EQ(said(), "! OPEN_AFTER_REJECT 1");
    orders({"CANCELLED id=O cl=1 type=limit qty=1 rem=0"});
    EXPECT_TRUE(said_nothing());
    pass(30s);
    said();
    venue("ack cl=1 id=O type=limit qty=1 px=190");
    EXPECT_EQ(said(), "! OPEN_AFTER_REJECT 1") << "out of memory, not out of mind";
    EXPECT_EQ(manager->in_memory(), 0U);
}

TEST_F(Answers, SnapshotRowsMayAnswerAnAddByClientIdAndAreNoExecutions) {
    order("limit 1 qty=10");
    order("stop 2");
    said();
    orders({"FILLED id=O cl=1 qty=10 rem=6", "ack id=Z qty=1 px=190 rem=1 type=stop_loss"});
    EXPECT_EQ(said(), "Acked 1 O");
    EXPECT_FALSE(at(2).acked) << "content alone does not tie a row of a list to an add";
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O cl=1 qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
}

}  // namespace
}  // namespace qb::orders::test
