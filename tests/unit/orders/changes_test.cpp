#include "desk.h"

/// Cancels and replaces: taken or refused, before and after every answer of the venue, in every race. Each
/// request gets exactly one final answer.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class ChangesOf : public Desk {
protected:
    void resting(int key = 1, const std::string& words = "qty=10 px=150 side=buy") {
        const auto name = std::to_string(key);
        order("limit " + name + " " + words);
        venue("ack id=O" + name + " cl=" + name + " type=limit side=buy");
        said();
    }
    void armed(int key = 1) {
        const auto name = std::to_string(key);
        order("stop " + name + " qty=2 px=190");
        venue("ack id=P" + name + " cl=" + name + " type=stop_loss");
        said();
    }
    /// A cancel or replace is at the venue.
    void asked(const std::string& words) {
        change(words);
        said();
    }
    void nothing_found() {  // the five reads of a vanished stop
        trades({});
        orders({});
        history({});
        trades({});
        history({});
    }
};

// ---- taken, refused, held

TEST_F(ChangesOf, ACancelGoesOutAndIsAnswered) {
    resting();
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1; ChangeSent 1; > cancel 1");
    venue("CANCELLED id=O1 cl=1 type=limit qty=10 rem=10");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
    EXPECT_EQ(at(1).request.cl_ord_id, "x1");
}

TEST_F(ChangesOf, AReplaceGoesOutAndIsAnswered) {
    resting();
    change("replace r1 of=c1 qty=15 px=152");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; ChangeSent 1; > modify 1");
    venue("MODIFIED id=O1 cl=1 type=limit qty=15 px=152 rem=15");
    EXPECT_EQ(said(), "Replaced 1 of c1");
    EXPECT_EQ(at(1).request.cl_ord_id, "r1");
    EXPECT_EQ(at(1).request.quantity, Decimal::parse("15"));
    EXPECT_EQ(at(1).request.price, Decimal::parse("152"));
}

TEST_F(ChangesOf, AChainKeepsItsOlderNamesForCancels) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("MODIFIED id=O1 qty=15 px=152");
    asked("replace r2 of=r1 qty=16 px=152");
    venue("MODIFIED id=O1 qty=16 px=152");
    said();
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1; ChangeSent 1; > cancel 1");
    venue("CANCELLED id=O1 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
}

struct RefusedRow {
    std::string name, change, answer;
};
class RefusedAtOnce : public ChangesOf, public testing::WithParamInterface<RefusedRow> {};
TEST_P(RefusedAtOnce, WithTheReasonAndNothingSent) {
    resting();
    change(GetParam().change);
    EXPECT_EQ(said(), GetParam().answer);
    EXPECT_EQ(at(1).pending(), nullptr);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, RefusedAtOnce,
    testing::Values(
        RefusedRow{"UnknownOrder", "cancel x1 of=c9", "ChangeRefused 0 x1 1 UNKNOWN_ORDER"},
        RefusedRow{"NoName", "cancel x1", "ChangeRefused 0 x1 1 UNKNOWN_ORDER"},
        RefusedRow{"OtherSessionsOrder", "cancel x1 of=c1 session=1", "ChangeRefused 0 x1 1 UNKNOWN_ORDER"},
        RefusedRow{"OtherSessionsOrderId", "cancel x1 id=O1 session=1", "ChangeRefused 0 x1 1 UNKNOWN_ORDER"},
        RefusedRow{"ClOrdIdTaken", "cancel c1 of=c1", "ChangeRefused 1 c1 6 DUPLICATE_CLORDID"},
        RefusedRow{"BadRequest", "cancel x1 of=c1 refused=ODD", "ChangeRefused 1 x1 99 ODD"},
        RefusedRow{"QuantityZero", "replace r1 of=c1 qty=0", "ChangeRefused 1 r1 99 BAD_ORDERQTY"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ChangesOf, OrderIdNamesTheOrderToo) {
    resting();
    change("cancel x1 id=O1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1; ChangeSent 1; > cancel 1");
}

TEST_F(ChangesOf, OneChangeAtATime) {
    resting();
    asked("cancel x1 of=c1");
    change("cancel x2 of=c1");
    change("replace r1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 x2 3 CHANGE_PENDING; ChangeRefused 1 r1 3 CHANGE_PENDING");
}

TEST_F(ChangesOf, AReplaceNamesTheNewestId) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("MODIFIED id=O1 qty=15 px=152");
    said();
    change("replace r2 of=c1 qty=16");
    EXPECT_EQ(said(), "ChangeRefused 1 r2 1 NOT_THE_NEWEST_CLORDID");
}

TEST_F(ChangesOf, TheIdOfAFailedReplaceNamesNothing) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("RATE_LIMITED id=O1");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 RATE_LIMITED");
    change("cancel x1 of=r1");
    EXPECT_EQ(said(), "ChangeRefused 0 x1 1 UNKNOWN_ORDER");
    change("cancel r1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 6 DUPLICATE_CLORDID");
}

TEST_F(ChangesOf, AnEndedOrderIsTooLate) {
    resting();
    venue("CANCELLED id=O1 type=limit");
    said();
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 x1 0 ORDER_ENDED");
    pass(60s);
    said();
    change("cancel x2 of=c1");  // left memory meanwhile
    EXPECT_EQ(said(), "ChangeRefused 1 x2 0 ORDER_ENDED");
}

TEST_F(ChangesOf, AnOrderThatWasFilledBeforeItGrewIsOpenAtTheVenue) {  // known limit: rules of engagement
    live("limit 1 qty=2 px=150");
    change("replace r1 of=c1 qty=4 px=150");
    said();
    venue("fill id=O cl=1 trade=T1 px=150 qty=2");
    EXPECT_EQ(said(), "Filled 1 T1 2@150; ChangeRefused 1 r1 0 ORDER_ENDED");
    venue("MODIFIED id=O cl=1 qty=4 px=150 type=limit");
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1");
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    EXPECT_EQ(said(), "Filled 1 T2 1@150 late; ! LATE_FILL 1; ! OVERFILL 1");
}

TEST_F(ChangesOf, APartlyFilledOrderIsNotReplaced) {
    resting();
    venue("fill trade=T1 id=O1 qty=4 px=150");
    said();
    change("replace r1 of=c1 qty=4");
    change("replace r2 of=c1 qty=8");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 BAD_ORDERQTY; ChangeRefused 1 r2 99 CANNOT_MODIFY_PARTIAL_FILL");
}

TEST_F(ChangesOf, ThePossResendOfARequestShowsTheOrder) {
    resting();
    asked("cancel x1 of=c1");
    change("cancel x1 of=c1 resend");
    EXPECT_EQ(said(), "ChangeRepeated 1");
    venue("CANCELLED id=O1 type=limit");
    said();
    change("cancel x1 of=c1 resend");
    EXPECT_EQ(said(), "ChangeRepeated 1");
}

TEST_F(ChangesOf, AClosedGateRefuses) {
    resting();
    change_gate = CancelRefusal{99, "QFEX_LINK_DOWN", "text"};
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 x1 99 QFEX_LINK_DOWN");
}

// ---- before the order's first answer

TEST_F(ChangesOf, ACancelWaitsForTheAck) {
    order("limit 1 qty=10 px=150");
    said();
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1");
    venue("ack id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "Acked 1 O1; ChangeSent 1; > cancel 1");
}

TEST_F(ChangesOf, ACancelWaitingForTheAckMeetsAReject) {
    order("limit 1 qty=10 px=150");
    asked("cancel x1 of=c1");
    venue("REJECTED cl=1");
    EXPECT_EQ(said(), "Ended 1 Rejected REJECTED; ChangeRefused 1 x1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, ACancelWaitingForTheAckMeetsAFill) {
    order("limit 1 qty=10 px=150");
    asked("cancel x1 of=c1");
    venue("fill trade=T1 id=O1 cl=1 qty=10 px=150");
    EXPECT_EQ(said(), "Acked 1 O1; Filled 1 T1 10@150; ChangeRefused 1 x1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, AReplaceWaitsForTheAckButNotForEver) {
    order("limit 1 qty=10 px=150");
    asked("replace r1 of=c1 qty=15 px=152");
    venue("ack id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "Acked 1 O1; ChangeSent 1; > modify 1");
    order("limit 2 qty=10 px=151");
    asked("replace r2 of=c2 qty=15 px=152");
    pass(5s);
    EXPECT_EQ(said(),
              "BecameUnknown 2 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 2; ChangeRefused 2 r2 99 TOO_OLD; > order O1; "
              "> trades all; > history 02");
}

TEST_F(ChangesOf, TheCancelOfAnUnknownOrderIsHeldWithoutALink) {
    order("limit 1 qty=10 px=150");
    manager->link_lost("LINK_LOST", now, *this);
    said();
    change_gate = CancelRefusal{99, "QFEX_LINK_DOWN", "text"};
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1");
    change("replace r1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 3 CHANGE_PENDING");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders; > trades all; > history 01");
    venue("ack id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "Acked 1 O1; ChangeSent 1; > cancel 1");
}

TEST_F(ChangesOf, AHeldStopIsCancelledWithoutTheVenue) {
    order("stop 1");
    order("stop 2");
    said();
    change("cancel x1 of=c2");
    EXPECT_EQ(said(), "ChangeAccepted 2 x1 of c2; Ended 2 Cancelled CANCELLED of c2");
    venue("ack id=P1 type=stop_loss qty=1 px=190");
    EXPECT_EQ(said(), "Acked 1 P1");
}

// ---- stops

TEST_F(ChangesOf, AStopsCancelIsBelievedAtOnce) {
    armed();
    asked("cancel x1 of=c1");
    venue("CANCELLED id=P1 type=stop_loss qty=0 rem=0");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
}

struct AnsweredRow {
    std::string name, change, frame, outcome;
};
class StopModified : public ChangesOf, public testing::WithParamInterface<AnsweredRow> {};
TEST_P(StopModified, InEveryShape) {
    armed();
    asked("replace r1 of=c1 qty=2 px=185");
    venue(GetParam().frame);
    EXPECT_EQ(said(), GetParam().outcome);
    EXPECT_EQ(at(1).request.stop_px, Decimal::parse(GetParam().outcome.empty() ? "190" : "185"));
    EXPECT_FALSE(at(1).request.price);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, StopModified,
    testing::Values(AnsweredRow{"OrderResponse", "", "MODIFIED id=P1 type=stop_loss qty=2 px=185",
                                "Replaced 1 of c1"},
                    AnsweredRow{"StopResponse", "", "stop id=P1 qty=2 px=185", "Replaced 1 of c1"},
                    AnsweredRow{"StopResponseWithTheOldFigures", "", "stop id=P1 qty=2 px=190", ""},
                    AnsweredRow{"NewIdWithClientId", "", "MODIFIED id=P9 cl=1 type=stop_loss qty=2 px=185",
                                "Aliased 1 P9; Replaced 1 of c1"},
                    AnsweredRow{"NewIdByContent", "", "MODIFIED id=P9 type=stop_loss qty=2 px=185",
                                "Aliased 1 P9; Replaced 1 of c1"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ChangesOf, ABareAckIsVerified) {
    armed();
    asked("cancel x1 of=c1");
    venue("bare echo=cancel_stop_order");
    EXPECT_EQ(said(), "");
    pass(1s);
    EXPECT_EQ(said(), "> order P1");
    orders({});
    EXPECT_EQ(said(), "SettlingBegan 1 NOT_OPEN; > orders; > trades P1; > history 01");
    nothing_found();
    pass(2s);
    EXPECT_NE(said().find("Ended 1 Cancelled NOT_OPEN of c1"), std::string::npos);
}

TEST_F(ChangesOf, ABareAckOfAModifyIsVerifiedByItsFigures) {
    armed();
    asked("replace r1 of=c1 qty=2 px=185");
    venue("bare echo=modify_stop_order");
    pass(1s);
    said();
    orders({"ack id=P1 type=stop_loss qty=2 px=185 rem=2"});
    EXPECT_EQ(said(), "Replaced 1 of c1");
}

TEST_F(ChangesOf, ANewIdAfterAModifyTakesOver) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("MODIFIED id=O9 cl=1 type=limit qty=15 px=152 rem=15");
    EXPECT_EQ(said(), "Aliased 1 O9; Replaced 1 of c1");
    venue("CANCELLED id=O1 type=limit qty=10 rem=10");  // the old id's end is no news
    EXPECT_EQ(said(), "");
    venue("fill trade=T1 id=O9 qty=15 px=152");
    EXPECT_EQ(said(), "Filled 1 T1 15@152");
}

TEST_F(ChangesOf, FillsOfTheNewIdBeforeItIsKnownAreRead) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("MODIFIED id=O9 cl=1 type=limit qty=15 px=152 rem=15");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> trades O1");
    trades({});
    EXPECT_EQ(said(), "> trades O9");
    trades({"trade=T1 id=O9 qty=3 px=152"});
    EXPECT_EQ(said(), "Filled 1 T1 3@152");
}

TEST_F(ChangesOf, AStopFiresAfterAModifyWithANewId) {
    armed();
    asked("replace r1 of=c1 qty=2 px=185");
    venue("MODIFIED id=P9 cl=1 type=stop_loss qty=2 px=185");
    said();
    venue("FILLED id=P9 type=stop_loss qty=2 rem=0");  // v3: a sign only, the execution has another id
    pass(1s);
    EXPECT_NE(said().find("Triggered 1"), std::string::npos);
    trades({});
    trades({});
    EXPECT_NE(said().find("> orders"), std::string::npos);  // its child is searched for
}

// ---- races

TEST_F(ChangesOf, AFillThatWinsTheRace) {
    resting();
    asked("cancel x1 of=c1");
    venue("fill trade=T1 id=O1 qty=10 px=150");
    EXPECT_EQ(said(), "Filled 1 T1 10@150; ChangeRefused 1 x1 0 ORDER_ENDED");
    venue("NO_SUCH_ORDER id=O1");
    EXPECT_EQ(said(), "");
}

TEST_F(ChangesOf, ACancelAfterAPartialFill) {
    resting();
    venue("fill trade=T1 id=O1 qty=4 px=150");
    asked("cancel x1 of=c1");
    venue("CANCELLED id=O1 type=limit qty=10 rem=0");  // the remaining may be 0: quantities come from fills
    EXPECT_EQ(said(), "");
    pass(1s);
    said();
    trades({"trade=T1 id=O1 qty=4 px=150"});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
}

TEST_F(ChangesOf, AnUnaskedEndAnswersTheReplace) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("CANCELLED_STP id=O1 type=limit qty=10 rem=10");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED_STP; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, AStopThatFiresUnderACancel) {
    armed();
    asked("cancel x1 of=c1");
    venue("fill trade=T1 id=P1 type=stop_loss qty=2 px=189");
    EXPECT_EQ(said(), "Triggered 1; Filled 1 T1 2@189; ChangeRefused 1 x1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, AFiredStopsRemainderAnswersTheCancel) {
    armed();
    asked("cancel x1 of=c1");
    venue("fill trade=T1 id=P1 type=stop_market qty=1 px=189");
    venue("IOC_PARTIALLY_FILLED id=P1 type=stop_market qty=2 rem=1");
    EXPECT_EQ(said(), "Triggered 1; Filled 1 T1 1@189; Ended 1 Cancelled IOC_PARTIALLY_FILLED of c1");
}

TEST_F(ChangesOf, ACancelDuringSettlingGetsTheOutcome) {
    armed();
    venue("CANCELLED id=P1 type=stop_loss");
    said();
    change("replace r0 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 r0 3 SETTLING");
    change("cancel x1 of=c1");
    change("replace r1 of=c1");
    EXPECT_EQ(said(), "ChangeAccepted 1 x1 of c1; ChangeRefused 1 r1 3 CHANGE_PENDING");
    nothing_found();
    pass(2s);
    EXPECT_NE(said().find("Ended 1 Cancelled CANCELLED of c1"), std::string::npos);
}

TEST_F(ChangesOf, AReplaceOfAFiredStopIsTooLate) {
    armed();
    venue("fill trade=T1 id=P1 type=stop_loss qty=1 px=189");
    said();
    change("replace r1 of=c1 qty=3");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 0 STOP_TRIGGERED");
}

// ---- refused by the venue

TEST_F(ChangesOf, ARefusedModifyIsToldOnceTheOrderIsKnownToBeOpen) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("FAILED_MARGIN_CHECK id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "> order O1");
    orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 FAILED_MARGIN_CHECK");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(ChangesOf, ARefusedModifyOfAnOrderThatIsShownPartlyFilledByAnOrderResponse) {  // Q16
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("fill trade=T1 id=O1 cl=1 qty=4 px=150");
    said();
    venue("CANNOT_MODIFY_PARTIAL_FILL id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "> order O1");
    venue("FILLED id=O1 cl=1 type=limit qty=10 px=150 rem=6");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 CANNOT_MODIFY_PARTIAL_FILL");
}

TEST_F(ChangesOf, ARefusedModifyOfAnOrderThatIsGone) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    venue("CANNOT_MODIFY_NO_SUCH_ORDER id=O1");
    orders({});
    said();
    history({"CANCELLED id=O1 type=limit qty=10 filled=0"});
    trades({});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, NoSuchOrderReadsTheFillsFirst) {
    resting();
    asked("cancel x1 of=c1");
    venue("NO_SUCH_ORDER id=O1");
    EXPECT_EQ(said(), "> order O1");
    orders({});
    said();
    trades({"trade=T1 id=O1 qty=10 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 10@150; ChangeRefused 1 x1 0 ORDER_ENDED");
}

TEST_F(ChangesOf, NoSuchOrderWithoutAnEndIsAnsweredInTime) {
    resting();
    asked("cancel x1 of=c1");
    venue("NO_SUCH_ORDER id=O1");
    orders({});
    trades({});
    history({});
    said();
    pass(5s);
    EXPECT_NE(said().find("ChangeRefused 1 x1 99 RECONCILING"), std::string::npos);
    EXPECT_EQ(at(1).state, OrderState::Live);  // not guessed
}

TEST_F(ChangesOf, ACancelOfTheBridgeThatTheLinkDidNotTakeIsRepeated) {
    resting();
    cancel_all(OwedCancel::OnDisconnect);
    said();
    for (const auto pause : {1s, 2s, 4s}) {
        manager->change_waits(1);  // as with every cancel until its turn is over
        manager->not_sent(SendCancel{1}, now, *this);
        pass(pause - 1ms);
        EXPECT_EQ(said(), "");
        pass(1ms);
        EXPECT_EQ(said(), "ChangeSent 1; > cancel 1");
    }
    venue("CANCELLED id=O1 cl=1 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCEL_ON_DISCONNECT");
}

TEST_F(ChangesOf, ACancelThatOvertookItsOrderIsRepeated) {
    resting();
    asked("cancel x1 of=c1");
    venue("NO_SUCH_ORDER id=O1");
    orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
    said();
    pass(200ms);
    EXPECT_EQ(said(), "ChangeSent 1; > cancel 1");
}

TEST_F(ChangesOf, ARateLimitedCancelIsRepeatedByTheBridge) {
    resting();
    asked("cancel x1 of=c1");
    venue("err code=RateLimited echo=cancel_order id=O1");
    EXPECT_EQ(said(), "");
    pass(1s);
    EXPECT_EQ(said(), "ChangeSent 1; > cancel 1");
    venue("CANCELLED id=O1 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
}

struct RefusalShape {
    std::string name, frame;
};
class CancelRefusedBy : public ChangesOf, public testing::WithParamInterface<RefusalShape> {};
TEST_P(CancelRefusedBy, IsAttributed) {
    resting();
    asked("cancel x1 of=c1");
    venue(GetParam().frame);
    EXPECT_EQ(said(), "> order O1");
}
INSTANTIATE_TEST_SUITE_P(
    Rows, CancelRefusedBy,
    testing::Values(RefusalShape{"ById", "NO_SUCH_ORDER id=O1"},
                    RefusalShape{"IdInTheOtherField", "NO_SUCH_ORDER cl=O1"},
                    RefusalShape{"WithoutAnId", "NO_SUCH_ORDER symbol=AAPL-USD"},
                    RefusalShape{"Rejected", "REJECTED id=O1"}, RefusalShape{"UnknownWord", "ODD_WORD id=O1"},
                    RefusalShape{"Err", "err code=InvalidParameter echo=cancel_order id=O1"},
                    RefusalShape{"ErrWithoutId", "err code=InvalidParameter echo=cancel_order"},
                    RefusalShape{"ErrWithoutEcho", "err code=InvalidParameter"},
                    RefusalShape{"ServerError", "err code=ServerError echo=cancel_order id=O1"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ChangesOf, AnUnansweredCancelIsAskedAbout) {
    resting();
    asked("cancel x1 of=c1");
    pass(5s);
    EXPECT_EQ(said(), "> order O1");
    for (int i = 0; i < 2; ++i) {
        orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
        pass(1s);
    }
    said();
    orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "ChangeRefused 1 x1 99 NOT_CONFIRMED");
}

// ---- the line breaks

TEST_F(ChangesOf, ASentChangeIsAskedAboutWhenTheLineIsBack) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    manager->link_lost("LINK_LOST", now, *this);
    pass(60s);
    EXPECT_EQ(said(), "");
    EXPECT_NE(at(1).pending(), nullptr);
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O1");
    orders({"ack id=O1 type=limit qty=15 px=152 rem=15"});
    EXPECT_EQ(said(), "Replaced 1 of c1; > orders");
}

TEST_F(ChangesOf, ACancelThatStillWaitsWhenTheLineBreaksWasNotSent) {
    live("limit 1 qty=10 px=150");
    change("cancel x1 of=c1");
    manager->change_waits(1);
    said();
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "ChangeRefused 1 x1 99 QFEX_LINK_DOWN");
    EXPECT_FALSE(manager->owes_a_cancel(1));
}

TEST_F(ChangesOf, AnOwedCancelThatStillWaitsWhenTheLineBreaksStaysOwed) {
    live("limit 1 qty=10 px=150");
    cancel_all(OwedCancel::MassCancel);
    manager->change_waits(1);
    said();
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "");
    EXPECT_TRUE(manager->owes_a_cancel(1));
}

TEST_F(ChangesOf, AChangeSurvivesARestart) {
    resting();
    asked("cancel x1 of=c1");
    restart();
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O1");
    venue("CANCELLED id=O1 type=limit");  // the open set is not read yet: executions may have been missed
    pass(1s);
    EXPECT_EQ(said(), "> trades O1");
    trades({});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED of c1");
}

TEST_F(ChangesOf, WhatTheLinkDidNotTakeIsRefused) {
    resting();
    asked("cancel x1 of=c1");
    manager->not_sent(SendCancel{1}, now, *this);
    EXPECT_EQ(said(), "ChangeRefused 1 x1 99 QFEX_LINK_DOWN");
    order("limit 2 qty=1 px=150");
    said();
    manager->not_sent(SendAddOrder{2}, now, *this);
    EXPECT_EQ(said(), "Ended 2 Rejected QFEX_LINK_DOWN");
}

// ---- cancels that the bridge owes

TEST_F(ChangesOf, AMassCancelCountsWhatItCancels) {
    resting(1);
    armed(2);
    order("limit 3 qty=10 px=150");
    resting(4);
    asked("cancel x4 of=c4");
    resting(5, "qty=1 px=150 side=buy session=1");
    said();
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 3U);  // 4 is being cancelled, 5 is another session's
    EXPECT_EQ(said(),
              "CancelOwed 1 MASS_CANCEL; ChangeSent 1; > cancel 1; CancelOwed 2 MASS_CANCEL; ChangeSent 2; "
              "> cancel 2; CancelOwed 3 MASS_CANCEL");
    venue("ack id=O3 cl=3 type=limit");
    EXPECT_EQ(said(), "Acked 3 O3; ChangeSent 3; > cancel 3");
    venue("CANCELLED id=O3 type=limit");
    venue("CANCELLED id=P2 type=stop_loss qty=0 rem=0");
    EXPECT_EQ(said(), "Ended 3 Cancelled MASS_CANCEL; Ended 2 Cancelled MASS_CANCEL");
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 0U);
}

TEST_F(ChangesOf, ARefusedOwedCancelIsSaid) {
    resting();
    cancel_all(OwedCancel::MassCancel);
    venue("PERMISSION_DENIED id=O1");
    said();
    orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "! NOT_CANCELLED 1; OwedCancelFailed 1 PERMISSION_DENIED");
}

TEST_F(ChangesOf, CancelsRefusedTogetherLeaveTheOrdersAndTheirChangesAsTheyAre) {
    resting(1);
    resting(2);
    asked("replace r2 of=c2 qty=15 px=152");
    resting(3);
    asked("cancel x3 of=c3");
    said();
    refuse_cancels(OwedCancel::MassCancel);
    EXPECT_EQ(said(),
              "CancelOwed 1 MASS_CANCEL; ! NOT_CANCELLED 1; OwedCancelFailed 1 QFEX_LINK_DOWN; "
              "CancelOwed 2 MASS_CANCEL; ! NOT_CANCELLED 2; OwedCancelFailed 2 QFEX_LINK_DOWN");
    venue("MODIFIED id=O2 qty=15 px=152");
    EXPECT_EQ(said(), "Replaced 2 of c2");
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 2U);
}

TEST_F(ChangesOf, AClOrdIdThatAnotherAccountHasIsADuplicate) {
    resting(1);
    for (const std::string of : {"of=c1", "of=c1 resend", "of=nobody"}) {
        said();
        change("cancel x1 taken " + of);
        const std::string key = of == "of=nobody" ? "0" : "1";
        EXPECT_EQ(said(), "ChangeRefused " + key + " x1 6 DUPLICATE_CLORDID");
    }
}

TEST_F(ChangesOf, AnOwedCancelIsRepeatedAfterALostLine) {
    resting();
    cancel_all(OwedCancel::OnDisconnect);
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    said();
    for (int i = 0; i < 4; ++i) {  // one of them is the open set
        orders({"ack id=O1 type=limit qty=10 px=150 rem=10"});
        pass(1s);
    }
    EXPECT_NE(said().find("ChangeSent 1; > cancel 1"), std::string::npos);
    venue("CANCELLED id=O1 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCEL_ON_DISCONNECT");
}

TEST_F(ChangesOf, AnOwedCancelGoesOnWhenOneLookMissedTheOrder) {
    resting();
    cancel_all(OwedCancel::MassCancel);
    venue("err code=ServerError echo=cancel_order id=O1");
    said();
    orders({});
    for (int i = 0; i < 6; ++i) {
        history({});
        trades({});
        orders({"ack id=O1 cl=1 type=limit qty=10 px=150 rem=10"});
        pass(1s);
    }
    EXPECT_NE(said().find("ChangeSent 1; > cancel 1"), std::string::npos);
}

TEST_F(ChangesOf, ACancelOwedWhileTheLineIsDownGoesFirstWhenItIsBack) {
    resting(1);
    armed(2);
    order("limit 3 qty=10 px=150");
    said();
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "BecameUnknown 3 LINK_LOST; ! OUTCOME_UNKNOWN 3");
    EXPECT_EQ(cancel_all(OwedCancel::OnDisconnect), 3U);
    EXPECT_EQ(said(),
              "CancelOwed 1 CANCEL_ON_DISCONNECT; CancelOwed 2 CANCEL_ON_DISCONNECT; "
              "CancelOwed 3 CANCEL_ON_DISCONNECT");
    pass(1h);
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(),
              "ChangeSent 1; > cancel 1; ChangeSent 2; > cancel 2; > orders; > trades all; > history 03");
    orders({"ack id=O1 cl=1 type=limit qty=10 px=150 rem=10",
            "ack id=P2 cl=2 type=stop_loss qty=2 px=190 rem=2",
            "ack id=O3 cl=3 type=limit qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "Acked 3 O3; ChangeSent 3; > cancel 3");  // it turns out live
    venue("CANCELLED id=O3 type=limit");
    EXPECT_EQ(said(), "Ended 3 Cancelled CANCEL_ON_DISCONNECT");
}

TEST_F(ChangesOf, ACancelOwedOverARestartGoesWhenTheLineIsBack) {
    resting();
    manager->link_lost("LINK_LOST", now, *this);
    cancel_all(OwedCancel::OnDisconnect);
    restart();
    manager->link_lost("RESTART", now, *this);
    said();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "ChangeSent 1; > cancel 1; > orders");
}

TEST_F(ChangesOf, AnOwedCancelWaitsForTheModifyUnderWay) {
    resting();
    asked("replace r1 of=c1 qty=15 px=152");
    cancel_all(OwedCancel::OnLogout);
    EXPECT_EQ(said(), "CancelOwed 1 CANCEL_ON_LOGOUT");
    venue("MODIFIED id=O1 qty=15 px=152");
    EXPECT_EQ(said(), "Replaced 1 of c1; ChangeSent 1; > cancel 1");
}

TEST_F(ChangesOf, AnOwedCancelComesBeforeAReplaceThatWaits) {
    order("limit 1 qty=10 px=150");
    asked("replace r1 of=c1 qty=15 px=152");
    cancel_all(OwedCancel::OnDisconnect);
    EXPECT_EQ(said(), "CancelOwed 1 CANCEL_ON_DISCONNECT; ChangeRefused 1 r1 99 CANCEL_COMES_FIRST");
}

}  // namespace
}  // namespace qb::orders::test
