#include "desk.h"

/// ReplacePartiallyFilled=cancel-new: a partly filled order is cancelled at the venue, its executions are
/// read, and its rest is added anew, once or never. To the OMS it stays one order.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

class RestsOf : public Desk {
protected:
    /// Order 1, a limit of 10 at 150 that the venue knows as O, with 4 executed.
    void partly_filled() {
        order("limit 1 qty=10 px=150 side=buy");
        venue("ack id=O cl=1 type=limit side=buy");
        venue("fill id=O cl=1 trade=T1 px=150 qty=4");
        said();
    }
    /// Its replace to 12 at 151 under way: the cancel is at the venue.
    void asked() {
        partly_filled();
        change("replace r1 of=c1 qty=12 px=151 new=77");
        said();
    }
    void cancelled() { venue("CANCELLED id=O cl=1 type=limit qty=10 rem=6"); }
    void trades_as_known() { trades({"id=O cl=1 trade=T1 px=150 qty=4"}); }
    /// The rest, 8 at 151, is at the venue and not answered.
    void added() {
        asked();
        cancelled();
        trades_as_known();
        ASSERT_EQ(said(), "> trades O; RestAdded 1 8; > add 1");
    }
    /// The replace is done; the venue calls the rest Q.
    void replaced() {
        added();
        venue("ack id=Q cl=77 type=limit");
        said();
    }
    void expect_sums(std::string_view quantity, std::string_view cum) {
        EXPECT_EQ(at(1).request.quantity, number(quantity));
        EXPECT_EQ(at(1).cum_qty, number(cum));
        EXPECT_EQ(at(1).cum_qty.plus(at(1).leaves_qty()), at(1).request.quantity);
    }
};

// ---- from the request to the answer

TEST_F(RestsOf, TheOrderIsCancelledReadAndItsRestAdded) {
    partly_filled();
    change("replace r1 of=c1 qty=12 px=151 new=77");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; ChangeSent 1 by cancel; > cancel 1");
    cancelled();
    EXPECT_EQ(said(), "> trades O");  // also when the cancel's own figures agree
    expect_sums("10", "4");
    trades_as_known();
    EXPECT_EQ(said(), "RestAdded 1 8; > add 1");
    expect_sums("10", "4");
    EXPECT_EQ(at(1).venue_quantity(), number("8"));
    EXPECT_EQ(at(1).present_client_order_id(), client_id(77));
    EXPECT_EQ(at(1).present_venue_id(), "");
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), "Aliased 1 Q; Replaced 1 of c1");
    expect_sums("12", "4");
    EXPECT_EQ(at(1).request.cl_ord_id, "r1");
    EXPECT_EQ(at(1).request.price, number("151"));
    EXPECT_EQ(at(1).venue_ids.front(), "O");
    EXPECT_EQ(at(1).present_venue_id(), "Q");
    pass(60s);
    EXPECT_EQ(said(), "");
}

TEST_F(RestsOf, ASessionThatDoesNotHaveItIsRefused) {
    partly_filled();
    change("replace r1 of=c1 qty=12 px=151");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 CANNOT_MODIFY_PARTIAL_FILL");
}

TEST_F(RestsOf, NoMoreThanWhatIsExecutedIsRefused) {
    partly_filled();
    change("replace r1 of=c1 qty=4 px=151 new=77");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 BAD_ORDERQTY");
}

TEST_F(RestsOf, AnOrderThatCannotRestIsNotAddedAnew) {
    order("ioc 1 qty=10 px=150 side=buy");
    venue("ack id=O cl=1 type=limit side=buy");
    venue("fill id=O cl=1 trade=T1 px=150 qty=4");
    said();
    change("replace r1 of=c1 qty=12 px=151 new=77");
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 CANNOT_MODIFY_PARTIAL_FILL");
}

TEST_F(RestsOf, AnUnfilledOrderIsModified) {
    order("limit 1 qty=10 px=150 side=buy");
    venue("ack id=O cl=1 type=limit side=buy");
    said();
    change("replace r1 of=c1 qty=12 px=151 new=77");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; ChangeSent 1; > modify 1");
    venue("MODIFIED id=O cl=1 qty=12 px=151");
    EXPECT_EQ(said(), "Replaced 1 of c1");
}

TEST_F(RestsOf, AFillThatOvertakesTheModifyTurnsItIntoACancel) {
    order("limit 1 qty=10 px=150 side=buy");
    venue("ack id=O cl=1 type=limit side=buy");
    change("replace r1 of=c1 qty=12 px=151 new=77");
    venue("fill id=O cl=1 trade=T1 px=150 qty=4");
    said();
    venue("CANNOT_MODIFY_PARTIAL_FILL id=O cl=1");
    EXPECT_EQ(said(), "> order O");
    orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6 px=150"});
    EXPECT_EQ(said(), "ChangeSent 1 by cancel; > cancel 1");
    cancelled();
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; RestAdded 1 8; > add 1");
}

TEST_F(RestsOf, TheModifysRefusalComeOnceMoreDoesNotAnswerTheCancel) {
    order("limit 1 qty=10 px=150 side=buy");
    venue("ack id=O cl=1 type=limit side=buy");
    change("replace r1 of=c1 qty=12 px=151 new=77");
    venue("fill id=O cl=1 trade=T1 px=150 qty=4");
    venue("CANNOT_MODIFY_PARTIAL_FILL id=O cl=1");
    orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6 px=150"});
    ASSERT_TRUE(said().ends_with("ChangeSent 1 by cancel; > cancel 1"));
    venue("CANNOT_MODIFY_PARTIAL_FILL id=O cl=1");
    venue("err code=CANNOT_MODIFY_PARTIAL_FILL echo=modify_order id=O");
    EXPECT_TRUE(said_nothing());
    cancelled();
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; RestAdded 1 8; > add 1");
}

TEST_F(RestsOf, AReplaceHeldUntilTheFirstAnswerKnowsOfTheFill) {
    order("limit 1 qty=10 px=150 side=buy");
    change("replace r1 of=c1 qty=12 px=151 new=77");
    said();
    venue("fill id=O cl=1 trade=T1 px=150 qty=4");
    EXPECT_EQ(said(), "Acked 1 O; Filled 1 T1 4@150; ChangeSent 1 by cancel; > cancel 1");
}

TEST_F(RestsOf, ACancelMeanwhileIsRefused) {
    added();
    change("cancel x1 of=c1");
    change("replace r2 of=c1 qty=13 px=151 new=78");
    EXPECT_EQ(said(), "ChangeRefused 1 x1 3 CHANGE_PENDING; ChangeRefused 1 r2 3 CHANGE_PENDING");
}

TEST_F(RestsOf, TheNextReplaceTakesTheSameWay) {
    replaced();
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");
    change("replace r2 of=r1 qty=20 px=152 new=78");
    EXPECT_EQ(said(), "Filled 1 T2 3@151; ChangeAccepted 1 r2 of r1; ChangeSent 1 by cancel; > cancel 1");
    venue("CANCELLED id=Q cl=77 type=limit qty=8 rem=5");
    EXPECT_EQ(said(), "> trades O");
    trades_as_known();
    trades({"id=Q cl=77 trade=T2 px=151 qty=3"});
    EXPECT_EQ(said(), "> trades Q; RestAdded 1 13; > add 1");
    venue("ack id=R cl=78 type=limit");
    EXPECT_EQ(said(), "Aliased 1 R; Replaced 1 of r1");
    expect_sums("20", "7");
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");  // told twice
    EXPECT_EQ(said(), "");
}

// ---- executions between

TEST_F(RestsOf, AnExecutionAheadOfTheCancelMakesTheRestSmaller) {
    asked();
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    EXPECT_EQ(said(), "Filled 1 T2 1@150");
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=5");
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=1"});
    EXPECT_EQ(said(), "> trades O; RestAdded 1 7; > add 1");
}

TEST_F(RestsOf, AnExecutionThatOnlyTheTradesShowMakesTheRestSmaller) {
    asked();
    venue("CANCELLED id=O cl=1 type=limit qty=0 rem=0");  // figures that say nothing
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=2"});
    EXPECT_EQ(said(), "> trades O; Filled 1 T2 2@150; RestAdded 1 6; > add 1");
}

TEST_F(RestsOf, WhereTheCancelKnowsOfMoreTheTradesAreReadTwice) {
    asked();
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=3");
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; ! FILL_WITHOUT_TRADE 1");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=3"});
    EXPECT_EQ(said(), "Filled 1 T2 3@150; RestAdded 1 5; > add 1");
}

TEST_F(RestsOf, NothingIsAddedWhileTheCancelKnowsOfMoreThanTheTrades) {
    asked();
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=3");
    for (int second = 0; second < 5; ++second) {
        trades_as_known();
        pass(1s);
    }
    EXPECT_EQ(said().find("RestAdded"), std::string::npos);
    EXPECT_EQ(at(1).pending(), nullptr);
}

TEST_F(RestsOf, AfterTheCancelOfSomebodyElseNothingIsAdded) {
    asked();
    venue("NO_SUCH_ORDER id=O");
    orders({});
    trades_as_known();
    history({"CANCELLED id=O cl=1 filled=4"});
    trades_as_known();
    EXPECT_EQ(said(),
              "> order O; > trades O; > history 01; > trades O; Ended 1 Cancelled CANCELLED; "
              "ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, WhatWasOverBeforeTheRequestIsNotAddedAnew) {
    partly_filled();
    venue("CANCELLED id=O cl=1 trade=T2 type=limit");  // on the venue's web page; T2 is not known yet
    change("replace r1 of=c1 qty=12 px=151 new=77");
    said();
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    EXPECT_EQ(said(), "Filled 1 T2 1@150; Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, WhatWasGoneBeforeTheRequestIsNotAddedAnew) {
    partly_filled();
    venue("ODD_WORD id=O cl=1");
    orders({});
    EXPECT_EQ(said(), "! UNKNOWN_STATUS 1; > order O; > trades O; > history 01");
    change("replace r1 of=c1 qty=12 px=151 new=77");
    EXPECT_EQ(said(), "ChangeAccepted 1 r1 of c1; ChangeSent 1 by cancel; > cancel 1");
    trades_as_known();
    history({"CANCELLED id=O cl=1 filled=4"});
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, AnEndWhileTheCancelIsThrottledIsNotItsDoing) {
    asked();
    venue("RATE_LIMITED id=O cl=1");
    cancelled();
    pass(2s);  // the cancel is repeated meanwhile
    trades_as_known();
    EXPECT_EQ(said(),
              "> trades O; ChangeSent 1 by cancel; > cancel 1; Ended 1 Cancelled CANCELLED; "
              "ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, AnEndWhileTheCancelWaitsForItsShareIsNotItsDoing) {
    asked();
    manager->change_waits(1);
    cancelled();
    manager->change_left(1, now);
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, AnEndAheadOfTheWordThatTheCancelIsThrottledIsNotItsDoing) {
    asked();
    cancelled();
    venue("RATE_LIMITED id=O cl=1");
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
    pass(10s);
    EXPECT_EQ(said(), "");
}

struct TimeOfEnd {
    std::string name, at;  // the cancel left at 1000
    std::string said;
};
class EndInTheHistory : public RestsOf, public testing::WithParamInterface<TimeOfEnd> {};
TEST_P(EndInTheHistory, IsTheCancelsDoingOnlyAfterIt) {
    asked();
    pass(5s);
    orders({});
    trades_as_known();
    said();
    history({"CANCELLED id=O cl=1 filled=4 at=" + GetParam().at});
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; " + GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, EndInTheHistory,
    testing::Values(TimeOfEnd{"LongBefore", "998",
                              "Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED"},
                    TimeOfEnd{"WithinTheClocksSlack", "999", "RestAdded 1 8; > add 1"},
                    TimeOfEnd{"After", "1001", "RestAdded 1 8; > add 1"}),
    [](const auto& row) { return row.param.name; });

TEST_F(RestsOf, ACancelThatStillWaitsWhenTheLineBreaksWasNotSent) {
    asked();
    manager->change_waits(1);
    manager->link_lost("LINK_LOST", now, *this);
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 QFEX_LINK_DOWN");
    EXPECT_FALSE(manager->owes_a_cancel(1));
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(RestsOf, ACancelThatWaitedAndLeftIsFollowedByTheRest) {
    asked();
    manager->change_waits(1);
    manager->change_left(1, now);
    cancelled();
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; RestAdded 1 8; > add 1");
}

TEST_F(RestsOf, AnOrderWithoutAnIdIsNotCancelledForIt) {
    order("limit 1 qty=10 px=150 side=buy");
    venue("ack cl=1 type=limit side=buy");
    venue("fill cl=1 trade=T1 px=150 qty=4");
    change("replace r1 of=c1 qty=12 px=151 new=77");
    EXPECT_EQ(said(),
              "Accepted 1; > add 1; Acked 1; Filled 1 T1 4@150; ChangeAccepted 1 r1 of c1; "
              "ChangeRefused 1 r1 99 NO_VENUE_ID");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(RestsOf, ALookFromBeforeTheCancelIsNotTheFirstOfTwo) {
    asked();
    venue("FILLED id=O cl=1 trade=T2 type=limit");
    pass(1s);
    trades_as_known();
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=0");
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=1"});
    EXPECT_EQ(said(), "> trades O; ! FILL_WITHOUT_TRADE 1; > trades O; Filled 1 T2 1@150");
    pass(1s);
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; RestAdded 1 7; > add 1");
}

TEST_F(RestsOf, FiguresThatNoTradeConfirmsAreNotBelieved) {
    asked();
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=0");
    trades_as_known();
    pass(1s);
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; > trades O; RestAdded 1 8; > add 1");
}

TEST_F(RestsOf, AReadFromBeforeTheCancelDoesNotCount) {
    asked();
    venue("FILLED id=O cl=1 type=limit qty=10 rem=6");
    venue("FILLED id=O cl=1 trade=T2 type=limit");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    cancelled();
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=1"});
    EXPECT_EQ(said(), "Filled 1 T2 1@150; > trades O");
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=1",
            "id=O cl=1 trade=T3 px=150 qty=2"});
    EXPECT_EQ(said(), "Filled 1 T3 2@150; RestAdded 1 5; > add 1");
}

TEST_F(RestsOf, FilledMeanwhileIsTooLate) {
    asked();
    venue("fill id=O cl=1 trade=T2 px=150 qty=6");
    EXPECT_EQ(said(), "Filled 1 T2 6@150; ChangeRefused 1 r1 0 ORDER_ENDED");
    EXPECT_EQ(at(1).state, OrderState::Filled);
    venue("NO_SUCH_ORDER id=O");
    EXPECT_EQ(said(), "");
}

struct Less {
    std::string name, executed;
};
class AsMuchAsWanted : public RestsOf, public testing::WithParamInterface<Less> {};
TEST_P(AsMuchAsWanted, LeavesNothingToAddAndTheOrderIsFilled) {
    partly_filled();
    change("replace r1 of=c1 qty=6 px=151 new=77");
    venue("fill id=O cl=1 trade=T2 px=150 qty=" + GetParam().executed);
    said();
    venue("CANCELLED id=O cl=1 type=limit");
    trades({});
    EXPECT_EQ(said(), "> trades O; Ended 1 Filled REPLACE_EXECUTED; ChangeRefused 1 r1 0 ORDER_ENDED");
    EXPECT_EQ(at(1).state, OrderState::Filled);
    EXPECT_EQ(at(1).request.quantity, at(1).cum_qty);
    EXPECT_EQ(at(1).request.cl_ord_id, "c1");
}
INSTANTIATE_TEST_SUITE_P(Rows, AsMuchAsWanted, testing::Values(Less{"AsMuch", "2"}, Less{"More", "3"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(RestsOf, TheRestsExecutionsCountOnTheSameOrder) {
    replaced();
    venue("FILLED id=Q cl=77 trade=T2 qty=8 rem=5 type=limit");
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");
    EXPECT_EQ(said(), "Filled 1 T2 3@151");
    expect_sums("12", "7");
    venue("FILLED id=Q cl=77 qty=8 rem=0 type=limit");  // the venue's figures are those of the rest
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades_as_known();
    trades({"id=Q cl=77 trade=T2 px=151 qty=3", "id=Q cl=77 trade=T3 px=151 qty=5"});
    EXPECT_EQ(said(), "> trades Q; Filled 1 T3 5@151");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

TEST_F(RestsOf, TheRestCanBeCancelled) {
    replaced();
    change("cancel x1 of=r1");
    venue("CANCELLED id=Q cl=77 qty=8 rem=8 type=limit");
    EXPECT_EQ(said(),
              "ChangeAccepted 1 x1 of r1; ChangeSent 1; > cancel 1; Ended 1 Cancelled CANCELLED of r1");
}

// ---- executions of the former order after its rest was sent

TEST_F(RestsOf, ALateExecutionOfTheFormerOrderHasTheRestCancelled) {
    added();
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    EXPECT_EQ(said(), "Filled 1 T2 1@150; ! OVERFILL 1; CancelOwed 1 REPLACE_OVERTAKEN");
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), "Aliased 1 Q; Replaced 1 of c1; ChangeSent 1; > cancel 1");
    expect_sums("12", "5");
    venue("CANCELLED id=Q cl=77 qty=8 rem=8 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled REPLACE_OVERTAKEN");
}

TEST_F(RestsOf, ALateExecutionAfterTheReplaceHasTheRestCancelledToo) {
    replaced();
    venue("FILLED id=O cl=1 trade=T2 type=limit");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({"id=O cl=1 trade=T2 px=150 qty=1"});
    EXPECT_EQ(said(),
              "Filled 1 T2 1@150; ! OVERFILL 1; CancelOwed 1 REPLACE_OVERTAKEN; ChangeSent 1; > cancel 1");
}

TEST_F(RestsOf, LateExecutionsThatReachTheNewQuantityRefuseTheReplace) {
    partly_filled();
    change("replace r1 of=c1 qty=6 px=151 new=77");
    cancelled();
    trades_as_known();
    venue("fill id=O cl=1 trade=T2 px=150 qty=3");
    said();
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), "Aliased 1 Q; ChangeRefused 1 r1 99 REPLACE_OVERTAKEN; ChangeSent 1; > cancel 1");
    EXPECT_EQ(at(1).present_venue_id(), "Q");
    venue("CANCELLED id=Q cl=77 qty=2 rem=2 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled REPLACE_OVERTAKEN");
}

TEST_F(RestsOf, ARestThatIsExecutedAfterItsReplaceWasRefusedEndsTheOrderAsFilled) {
    partly_filled();
    change("replace r1 of=c1 qty=6 px=151 new=77");
    cancelled();
    trades_as_known();
    venue("fill id=O cl=1 trade=T2 px=150 qty=3");
    venue("ack id=Q cl=77 type=limit");
    said();
    venue("fill id=Q cl=77 trade=T3 px=151 qty=2");
    EXPECT_EQ(said(), "Filled 1 T3 2@151");
    EXPECT_EQ(at(1).state, OrderState::Filled);
    expect_sums("9", "9");  // it was 10, of which nothing is open any more
}

TEST_F(RestsOf, LateExecutionsThatFillTheOldQuantityDoNotEndTheOrderWhileItsRestIsOut) {
    added();
    venue("fill id=O cl=1 trade=T2 px=150 qty=6");
    EXPECT_EQ(said(), "Filled 1 T2 6@150; ! OVERFILL 1; CancelOwed 1 REPLACE_OVERTAKEN");
    EXPECT_EQ(at(1).state, OrderState::Live);
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), "Aliased 1 Q; Replaced 1 of c1; ChangeSent 1; > cancel 1");
    expect_sums("12", "10");
    venue("CANCELLED id=Q cl=77 qty=8 rem=8 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled REPLACE_OVERTAKEN");
}

TEST_F(RestsOf, LateExecutionsThatMakeItWholeLeaveTheRestToBeCancelled) {
    partly_filled();
    change("replace r1 of=c1 qty=8 px=151 new=77");
    cancelled();
    trades_as_known();
    venue("ack id=Q cl=77 type=limit");
    said();
    venue("fill cl=1 trade=T2 px=150 qty=4");  // without the venue's id
    EXPECT_EQ(said(),
              "Filled 1 T2 4@150; ! OVERFILL 1; CancelOwed 1 REPLACE_OVERTAKEN; ChangeSent 1; > cancel 1");
    EXPECT_EQ(at(1).state, OrderState::Live);
    expect_sums("8", "8");
    venue("CANCELLED id=Q cl=77 qty=4 rem=4 type=limit");
    EXPECT_EQ(said(), "Ended 1 Cancelled REPLACE_OVERTAKEN");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

TEST_F(RestsOf, AnOvertakenRestEndsWithItsOwnLastExecution) {
    replaced();
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    said();
    venue("fill id=Q cl=77 trade=T3 px=151 qty=7");
    EXPECT_EQ(said(), "Filled 1 T3 7@151");
    EXPECT_EQ(at(1).state, OrderState::Live);
    venue("fill id=Q cl=77 trade=T4 px=151 qty=1");
    EXPECT_EQ(said(), "Filled 1 T4 1@151; ! OVERFILL 1");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

// ---- every answer to the rest

struct Answer {
    std::string name, frame, said;
};
const std::string kLost = "ChangeRefused 1 r1 99 REPLACE_LOST over; Ended 1 Cancelled REPLACE_LOST";
const std::string kDone = "Aliased 1 Q; Replaced 1 of c1";
class AnswerToTheRest : public RestsOf, public testing::WithParamInterface<Answer> {};
TEST_P(AnswerToTheRest, IsTold) {
    added();
    venue(GetParam().frame);
    EXPECT_EQ(said(), GetParam().said);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, AnswerToTheRest,
    testing::Values(
        Answer{"Ack", "ack id=Q cl=77 type=limit", kDone},
        Answer{"AckByContent", "ack id=Q type=limit side=buy qty=8 px=151", kDone},
        Answer{"AckOfAnotherSize", "ack id=Z type=limit side=buy qty=12 px=151", "! FOREIGN_EVENT"},
        Answer{"AckWithoutId", "ack cl=77 type=limit", "Replaced 1 of c1"},
        Answer{"Modified", "MODIFIED id=Q cl=77 type=limit", kDone},
        Answer{"Fill", "fill id=Q cl=77 trade=T2 px=151 qty=3", kDone + "; Filled 1 T2 3@151"},
        Answer{"FillOfAllOfIt", "fill id=Q cl=77 trade=T2 px=151 qty=8", kDone + "; Filled 1 T2 8@151"},
        Answer{"Filled", "FILLED id=Q cl=77 trade=T2 qty=8 rem=5 type=limit", kDone},
        Answer{"Rejected", "FAILED_MARGIN_CHECK id=Z cl=77", kLost},
        Answer{"RejectedByContent", "REJECTED type=limit side=buy qty=8 px=151", kLost},
        Answer{"OddWord", "ODD_WORD id=Z cl=77", kLost},
        Answer{"Cancelled", "CANCELLED id=Z cl=77 qty=8 rem=8 type=limit", kLost},
        Answer{"CancelledWithExecutions", "CANCELLED id=Q cl=77 qty=8 rem=5 type=limit", kDone},
        Answer{"Error", "err code=InvalidOrder echo=add_order cl=77", kLost},
        Answer{"ErrorWithoutEcho", "err code=InvalidOrder", kLost},
        Answer{"ErrorWithoutName", "err code=InvalidOrder echo=add_order", kLost},
        Answer{"Throttled", "err code=RateLimited echo=add_order cl=77", kLost},
        Answer{"ServerError", "err code=ServerError echo=add_order cl=77",
               "RestUnknown 1 SERVER_ERROR; ! OUTCOME_UNKNOWN 1; > orders; > trades all; > history 4d"},
        Answer{"CancelledTwice", "CANCELLED id=O cl=1 type=limit qty=10 rem=6", ""},
        Answer{"FormerOrderUnknown", "NO_SUCH_ORDER id=O", ""},
        Answer{"FormerOrderKnownFill", "fill id=O cl=1 trade=T1 px=150 qty=4", ""},
        Answer{"FormerOrderFilledAgain", "FILLED id=O cl=1 trade=T1 type=limit qty=10 rem=6", ""},
        Answer{"NoSuchOrderOfTheRest", "NO_SUCH_ORDER cl=77", "! UNKNOWN_STATUS 1"},
        Answer{"ErrorOfTheFormer", "err code=InvalidOrder echo=add_order cl=1", "! UNMATCHED_ERROR 1"}),
    [](const auto& row) { return row.param.name; });

TEST_F(RestsOf, AnExecutedRestThatEndsIsReadBeforeItsEnd) {
    added();
    venue("CANCELLED id=Q cl=77 qty=8 rem=5 type=limit");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades_as_known();
    trades({"id=Q cl=77 trade=T2 px=151 qty=3"});
    EXPECT_EQ(said(), "> trades Q; Filled 1 T2 3@151; Ended 1 Cancelled CANCELLED");
}

TEST_F(RestsOf, ASnapshotThatShowsTheRestAnswersForIt) {
    added();
    orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6",  // an old row
            "ack id=Q cl=77 type=limit side=buy qty=8 rem=8"});
    EXPECT_EQ(said(), kDone);
}

TEST_F(RestsOf, TheHistoryAnswersForTheRestToo) {
    added();
    history({"REJECTED id=Z cl=77 filled=0"}, QueryHistoricOrders{"AAPL-USD", "", 0});
    EXPECT_EQ(said(), kLost);
}

TEST_F(RestsOf, TheHistoryOfAnExecutedRestLeadsToItsTrades) {
    added();
    history({"CANCELLED id=O cl=1 filled=4", "CANCELLED id=Q cl=77 filled=3"},
            QueryHistoricOrders{"AAPL-USD", "", 0});
    EXPECT_EQ(said(), kDone);
    pass(1s);
    trades_as_known();
    trades({"id=Q cl=77 trade=T2 px=151 qty=3"});
    EXPECT_EQ(said(), "> trades O; > trades Q; Filled 1 T2 3@151; Ended 1 Cancelled CANCELLED");
}

TEST_F(RestsOf, TheLinkThatDoesNotTakeTheRestLosesIt) {
    added();
    manager->not_sent(SendAddOrder{1}, now, *this);
    EXPECT_EQ(said(), kLost);
}

TEST_F(RestsOf, LateNewsOfALostRestIsTheOrders) {
    added();
    venue("FAILED_MARGIN_CHECK id=Z cl=77");
    said();
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");
    EXPECT_EQ(said(), "Aliased 1 Q; Filled 1 T2 3@151 late; ! LATE_FILL 1");
    pass(60s);
    said();
    venue("fill id=Q cl=77 trade=T3 px=151 qty=1");  // left memory meanwhile
    EXPECT_EQ(said(), "Restored 1; Filled 1 T3 1@151 late; ! LATE_FILL 1");
}

// ---- the rest of unknown outcome

class UnknownRest : public RestsOf {
protected:
    void unknown() {
        added();
        pass(5s);
        ASSERT_EQ(said(),
                  "RestUnknown 1 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 1; > orders; > trades all; > history 4d");
    }
};

TEST_F(UnknownRest, StaysPendingAndIsCounted) {
    unknown();
    shows_nothing();
    EXPECT_EQ(manager->unknown(), 1U);
    ASSERT_NE(at(1).pending(), nullptr);
    expect_sums("10", "4");
    pass(1s);
    EXPECT_EQ(said(), "");
    change("cancel x1 of=c1");
    EXPECT_EQ(said(), "ChangeRefused 1 x1 3 CHANGE_PENDING");
}

TEST_F(UnknownRest, IsNeverSentAgain) {
    unknown();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    shows_nothing();
    pass(2s);
    shows_nothing();
    const std::string told = said();
    EXPECT_EQ(told.find("> add"), std::string::npos);
    EXPECT_TRUE(told.ends_with(kLost));  // nowhere, twice
    EXPECT_NE(at(1).refusal.text.find("NOT_AT_VENUE"), std::string::npos);
}

TEST_F(UnknownRest, IsFoundInTheOpenSet) {
    unknown();
    orders({"ack id=Q cl=77 type=limit qty=8 px=151 rem=8"});
    EXPECT_EQ(said(), kDone);
}

TEST_F(UnknownRest, IsFoundInTheHistory) {
    unknown();
    orders({});
    trades({});
    history({"CANCELLED id=Q cl=77 filled=0"});
    EXPECT_EQ(said(), kLost);
}

TEST_F(UnknownRest, ALateAckIsTheAnswer) {
    unknown();
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), kDone);
    EXPECT_EQ(manager->unknown(), 0U);
}

TEST_F(UnknownRest, ALateRefusalIsTheAnswer) {
    unknown();
    venue("REJECTED cl=77");
    EXPECT_EQ(said(), kLost);
    EXPECT_EQ(manager->unknown(), 0U);
}

TEST_F(UnknownRest, ContentAloneDoesNotRefuseIt) {
    unknown();
    venue("REJECTED type=limit side=buy qty=8 px=151");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
}

TEST_F(UnknownRest, AnEndMayHaveMissedItsExecutions) {
    unknown();
    shows_nothing();
    venue("CANCELLED id=Q cl=77 qty=8 rem=8 type=limit");
    EXPECT_EQ(said(), kDone);
    pass(1s);
    trades_as_known();
    trades({"id=Q cl=77 trade=T2 px=151 qty=3"});
    EXPECT_EQ(said(), "> trades O; > trades Q; Filled 1 T2 3@151; Ended 1 Cancelled CANCELLED");
}

TEST_F(UnknownRest, AMassCancelWaitsForItsFate) {
    unknown();
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 1U);
    EXPECT_EQ(said(), "CancelOwed 1 MASS_CANCEL");
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), kDone + "; ChangeSent 1; > cancel 1");
}

// ---- the cancel

TEST_F(RestsOf, ARefusedCancelLeavesTheOrderAsItWas) {
    asked();
    venue("err code=PermissionDenied echo=cancel_order id=O");
    EXPECT_EQ(said(), "> order O");
    orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6"});
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 PermissionDenied");
    EXPECT_EQ(at(1).state, OrderState::Live);
    expect_sums("10", "4");
    venue("CANCELLED id=O cl=1 type=limit qty=10 rem=6");  // later, for another reason: nothing is added
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
}

TEST_F(RestsOf, ACancelRefusedBecauseTheOrderFilledIsTooLate) {
    asked();
    venue("NO_SUCH_ORDER id=O");
    EXPECT_EQ(said(), "> order O");
    orders({});
    EXPECT_EQ(said(), "> trades O; > history 01");
    trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=6"});
    EXPECT_EQ(said(), "Filled 1 T2 6@150; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, AnUnansweredCancelThatTheHistoryConfirmsGoesOn) {
    asked();
    pass(5s);
    EXPECT_EQ(said(), "> order O");
    orders({});
    trades_as_known();
    said();
    history({"CANCELLED id=O cl=1 filled=4"});
    EXPECT_EQ(said(), "> trades O");
    trades_as_known();
    EXPECT_EQ(said(), "RestAdded 1 8; > add 1");
}

TEST_F(RestsOf, AnUnansweredCancelThatTheVenueDidNotDoIsRefused) {
    asked();
    for (int look = 0; look < 3; ++look) {
        pass(look == 0 ? 5s : 1s);
        EXPECT_EQ(said(), "> order O");
        orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6"});
    }
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 NOT_CONFIRMED");
}

TEST_F(RestsOf, TheLinkThatDoesNotTakeTheCancelRefusesTheReplace) {
    asked();
    manager->not_sent(SendCancel{1}, now, *this);
    EXPECT_EQ(said(), "ChangeRefused 1 r1 99 QFEX_LINK_DOWN");
}

TEST_F(RestsOf, AnEndThatIsNotTheCancelsAddsNothing) {
    asked();
    venue("CANCELLED_STP id=O cl=1 type=limit qty=10 rem=6");
    trades_as_known();
    EXPECT_EQ(said(), "> trades O; Ended 1 Cancelled CANCELLED_STP; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, AMassCancelMeanwhileAddsNothing) {
    asked();
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 1U);
    cancelled();
    EXPECT_EQ(said(),
              "CancelOwed 1 MASS_CANCEL; Ended 1 Cancelled MASS_CANCEL; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(RestsOf, ExecutionsThatCannotBeReadInTimeAddNothing) {
    asked();
    cancelled();
    for (int second = 0; second < 5; ++second) {
        manager->query_failed(QueryTrades{"O", 0}, now, *this);
        pass(1s);
    }
    EXPECT_NE(said().find("ChangeRefused 1 r1 99 RECONCILING"), std::string::npos);
    EXPECT_EQ(at(1).state, OrderState::Live);
    pass(2s);
    said();
    trades_as_known();
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
}

// ---- the venue's order rate pauses

class PausedRest : public RestsOf {
protected:
    /// The order is cancelled and read; its rest waits for the pause to end.
    void waits(std::chrono::microseconds pause) {
        asked();
        manager->pause_adds(now.mono + pause);
        cancelled();
        trades_as_known();
        EXPECT_EQ(said(), "> trades O");
    }
};

TEST_F(PausedRest, GoesWhenThePauseIsOver) {
    waits(2s);
    pass(1999ms);
    EXPECT_EQ(said(), "");
    pass(1ms);
    EXPECT_EQ(said(), "RestAdded 1 8; > add 1");
}

TEST_F(PausedRest, WaitsForALongerPauseToo) {
    waits(2s);
    manager->pause_adds(now.mono + 3s);
    manager->pause_adds(now.mono + 1s);  // shortens nothing
    pass(2999ms);
    EXPECT_EQ(said(), "");
    pass(1ms);
    EXPECT_EQ(said(), "RestAdded 1 8; > add 1");
}

TEST_F(PausedRest, IsLostAtTheChangesDeadline) {
    waits(30s);
    pass(4999ms);
    EXPECT_EQ(said(), "");
    pass(1ms);
    EXPECT_EQ(said(), kLost);
    EXPECT_EQ(at(1).refusal.text.substr(0, 19), "RATE_LIMITED_LOCAL ");
    pass(30s);
    EXPECT_EQ(said().find("add"), std::string::npos);
}

TEST_F(PausedRest, IsSmallerByAnExecutionMeanwhile) {
    waits(2s);
    venue("fill id=O cl=1 trade=T2 px=150 qty=1");
    EXPECT_EQ(said(), "Filled 1 T2 1@150");
    pass(2s);
    EXPECT_EQ(said(), "RestAdded 1 7; > add 1");
}

TEST_F(PausedRest, IsNotAddedWhenAMassCancelComes) {
    waits(2s);
    EXPECT_EQ(cancel_all(OwedCancel::MassCancel), 1U);
    pass(2s);
    EXPECT_EQ(said(),
              "CancelOwed 1 MASS_CANCEL; Ended 1 Cancelled MASS_CANCEL; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(PausedRest, IsLostWithTheLine) {
    waits(2s);
    manager->link_lost("LINK_LOST", now, *this);
    pass(2s);
    EXPECT_EQ(said(), kLost);
    EXPECT_EQ(at(1).refusal.text.substr(0, 15), "QFEX_LINK_DOWN ");
}

TEST_F(PausedRest, IsNotAddedWhenTheCancelTurnsOutNotToBeItsEnd) {
    waits(2s);
    venue("NO_SUCH_ORDER id=O");
    pass(2s);
    EXPECT_EQ(said(), "> order O; Ended 1 Cancelled CANCELLED; ChangeRefused 1 r1 0 ORDER_ENDED");
}

TEST_F(PausedRest, AnswersInTimeWhileAnExecutionIsMissing) {
    waits(30s);
    venue("FILLED id=O cl=1 trade=T2 type=limit");
    pass(5s);
    EXPECT_NE(said().find("ChangeRefused 1 r1 99 RECONCILING"), std::string::npos);
}

// ---- the link breaks, the bridge ends

struct Break {
    std::string name;
    bool restart;
};
class BrokenOff : public RestsOf, public testing::WithParamInterface<Break> {
protected:
    void line_breaks() {
        if (GetParam().restart) {
            restart();
        } else {
            manager->link_lost("LINK_LOST", now, *this);
        }
    }
    [[nodiscard]] std::string cause() const { return GetParam().restart ? "RESTART" : "LINK_LOST"; }
};
const std::string kLostToTheLine = "ChangeRefused 1 r1 99 REPLACE_LOST over; Ended 1 Cancelled REPLACE_LOST";

TEST_P(BrokenOff, BeforeTheCancelIsAnswered) {
    asked();
    line_breaks();
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> order O");
    orders({});
    trades_as_known();
    history({"CANCELLED id=O cl=1 filled=4"});
    trades_as_known();
    EXPECT_EQ(said(), "> orders; > trades O; > history 01; > trades O; " + kLostToTheLine);
    EXPECT_NE(at(1).refusal.text.find("QFEX_LINK_DOWN"), std::string::npos);
}

TEST_P(BrokenOff, BeforeTheCancelIsDone) {
    asked();
    line_breaks();
    manager->link_serving(now, *this);
    for (int look = 0; look < 4; ++look) {
        orders({"ack id=O cl=1 type=limit side=buy qty=10 rem=6"});
        pass(1s);
    }
    EXPECT_EQ(said(), "> order O; > orders; > order O; > order O; ChangeRefused 1 r1 99 NOT_CONFIRMED");
    change("replace r2 of=c1 qty=12 px=151 new=78");
    EXPECT_EQ(said(), "ChangeAccepted 1 r2 of c1; ChangeSent 1 by cancel; > cancel 1");
}

TEST_P(BrokenOff, WhileTheExecutionsAreRead) {
    asked();
    cancelled();
    said();
    line_breaks();
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    orders({});
    for (int round = 0; round < 3 && !at(1).ended(); ++round) {
        trades({"id=O cl=1 trade=T1 px=150 qty=4", "id=O cl=1 trade=T2 px=150 qty=1"});
        history({"CANCELLED id=O cl=1 filled=5"});
    }
    EXPECT_TRUE(at(1).ended());
    const std::string told = said();
    EXPECT_NE(told.find("Filled 1 T2 1@150"), std::string::npos);
    EXPECT_NE(told.find(kLostToTheLine), std::string::npos);
    EXPECT_EQ(told.find("> add"), std::string::npos);
}

TEST_P(BrokenOff, WhileTheRestIsNotAnswered) {
    added();
    line_breaks();
    EXPECT_EQ(said(), "RestUnknown 1 " + cause() + "; ! OUTCOME_UNKNOWN 1");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders; > trades all; > history 4d");
    EXPECT_TRUE(at(1).rest_is_out());
    venue("ack id=Q cl=77 type=limit");
    EXPECT_EQ(said(), kDone);
    expect_sums("12", "4");
}

TEST_P(BrokenOff, WhileTheRestIsUnknown) {
    added();
    pass(5s);
    said();
    line_breaks();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders; > trades all; > history 4d");
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");
    EXPECT_EQ(said(), kDone + "; Filled 1 T2 3@151");
}

TEST_P(BrokenOff, AfterTheReplace) {
    replaced();
    line_breaks();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders");
    venue("fill id=Q cl=77 trade=T2 px=151 qty=3");
    venue("fill id=O cl=1 trade=T1 px=150 qty=4");  // known
    EXPECT_EQ(said(), "Filled 1 T2 3@151");
    expect_sums("12", "7");
}

TEST_P(BrokenOff, AfterTheRestWasLost) {
    added();
    venue("FAILED_MARGIN_CHECK id=Z cl=77");
    said();
    line_breaks();
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(at(1).state, OrderState::Cancelled);
}

INSTANTIATE_TEST_SUITE_P(By, BrokenOff, testing::Values(Break{"TheLine", false}, Break{"ARestart", true}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::orders::test
