#include "desk.h"

/// An add whose answer was lost is looked for in the open orders, the trades and the history of ended orders.
/// It goes on as what it turns out to be; found nowhere, twice and two seconds apart, it never arrived.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class LookupsOf : public Desk {
protected:
    void unknown(const std::string& words) {
        order(words);
        pass(5s);
        said();
    }
    void history_of_symbol(const std::vector<std::string>& rows) {
        history(rows, QueryHistoricOrders{"AAPL-USD", {}, 0});
    }
    /// The two reads of the history: by client id nothing, of the symbol these.
    void only_in_history(const std::vector<std::string>& rows) {
        orders({});
        trades({});
        history({});
        history_of_symbol(rows);
    }
    void stop_shows_nothing() { only_in_history({}); }
    /// So many rounds in which the open set shows these, and no other list anything.
    void looks(int rounds, const std::vector<std::string>& open, std::chrono::seconds apart) {
        for (int round = 0; round < rounds; ++round) {
            orders(open);
            trades({});
            history({});
            history_of_symbol({});
            pass(apart);
        }
    }
    const std::string limit = "limit 1 qty=10 px=150 side=buy";
    const std::string stop = "stop 1 qty=2 px=190";
    const std::string armed = "ack id=P type=stop_loss qty=2 px=190 rem=2 at=1001";
};

TEST_F(LookupsOf, EveryPlaceIsAskedOnce) {
    order(limit);
    pass(5s);
    EXPECT_EQ(said(),
              "Accepted 1; > add 1; BecameUnknown 1 ACK_TIMEOUT; ! OUTCOME_UNKNOWN 1; "
              "> orders; > trades all; > history 01");
}

TEST_F(LookupsOf, SeveralShareTheReadsOfTheLists) {
    order("limit 1 qty=10 px=150");
    order("limit 2 qty=10 px=150");
    pass(5s);
    said();
    orders({});
    trades({});
    EXPECT_EQ(said(), "");
    history({});
    EXPECT_EQ(said(), "> history 02");
}

TEST_F(LookupsOf, TheOpenSetHasIt) {
    unknown(limit);
    orders({"ack id=O cl=1 type=limit side=buy qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "Acked 1 O");
    trades({});
    history({});
    pass(1min);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(manager->unknown(), 0U);
}

TEST_F(LookupsOf, TheOpenSetHasItPartlyFilled) {
    unknown(limit);
    orders({"ack id=O cl=1 type=limit side=buy qty=10 px=150 rem=6"});
    EXPECT_EQ(said(), "Acked 1 O");
    trades({"trade=T1 id=O cl=1 side=buy qty=4 px=150"});
    EXPECT_EQ(said(), "Filled 1 T1 4@150");
}

TEST_F(LookupsOf, TheTradesHaveItAndItIsAskedWhetherItIsOpen) {
    unknown(limit);
    orders({});
    trades({"trade=T1 id=O cl=1 side=buy qty=4 px=150"});
    EXPECT_EQ(said(), "Acked 1 O; Filled 1 T1 4@150; > order O");
    orders({});
    EXPECT_EQ(said(), "> trades O");
    trades({"trade=T1 id=O cl=1 side=buy qty=4 px=150"});
    history({});  // the answer to the look-up, which nobody waits for any more
    history({"CANCELLED id=O cl=1 type=limit side=buy qty=10 filled=4"});
    EXPECT_EQ(said(), "> history 01; Ended 1 Cancelled CANCELLED");
}

TEST_F(LookupsOf, TheTradesHaveItExecuted) {
    unknown(limit);
    trades({"trade=T1 id=O cl=1 side=buy qty=10 px=150"});
    EXPECT_EQ(said(), "Acked 1 O; Filled 1 T1 10@150");
    EXPECT_EQ(at(1).state, OrderState::Filled);
}

TEST_F(LookupsOf, TheHistoryHasItCancelled) {
    unknown(limit);
    orders({});
    trades({});
    history({"CANCELLED id=O cl=1 type=limit side=buy qty=10 filled=0"});
    EXPECT_EQ(said(), "Acked 1 O");
    pass(1s);
    EXPECT_EQ(said(), "> trades O");
    trades({});
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED");
}

TEST_F(LookupsOf, TheHistoryHasItRefused) {
    unknown(limit);
    orders({});
    trades({});
    history({"FAILED_MARGIN_CHECK id=O cl=1 type=limit side=buy qty=10 filled=0"});
    EXPECT_EQ(said(), "Ended 1 Rejected FAILED_MARGIN_CHECK");
}

TEST_F(LookupsOf, NowhereOnceDecidesNothing) {
    unknown(limit);
    shows_nothing();
    pass(1999ms);
    EXPECT_EQ(said(), "");
    EXPECT_EQ(at(1).state, OrderState::Unknown);
}

TEST_F(LookupsOf, NowhereTwiceItNeverArrived) {
    unknown(limit);
    shows_nothing();
    pass(2s);
    EXPECT_EQ(said(), "> orders; > trades all; > history 01");
    shows_nothing();
    EXPECT_EQ(said(), "Ended 1 Rejected NOT_AT_VENUE");
    EXPECT_EQ(at(1).refusal.ord_rej_reason, 99);
}

TEST_F(LookupsOf, TheSecondLookFindsWhatWasStillOnItsWay) {
    unknown(limit);
    shows_nothing();
    pass(2s);
    orders({"ack id=O cl=1 type=limit side=buy qty=10 px=150 rem=10"});
    EXPECT_EQ(said(), "> orders; > trades all; > history 01; Acked 1 O");
}

struct ClientIds : Desk {
    using Desk::client_id;
};
struct Failing {
    std::string name;
    Command query;
};
class AReadThatFails : public LookupsOf, public testing::WithParamInterface<Failing> {};
TEST_P(AReadThatFails, DecidesNothing) {
    unknown(limit);
    manager->query_failed(GetParam().query, now, *this);
    shows_nothing();
    EXPECT_EQ(said(), "! OUTCOME_UNKNOWN 1");
    pass(1s);
    EXPECT_EQ(said(), "> orders; > trades all; > history 01");
    shows_nothing();
    pass(2s);
    EXPECT_EQ(said(), "> orders; > trades all; > history 01");
    shows_nothing();
    EXPECT_EQ(said(), "Ended 1 Rejected NOT_AT_VENUE");
}
INSTANTIATE_TEST_SUITE_P(
    Rows, AReadThatFails,
    testing::Values(Failing{"OpenSet", QueryOpenOrders{{}, 0}}, Failing{"Trades", QueryTrades{{}, 0}},
                    Failing{"History", QueryHistoricOrders{"AAPL-USD", to_hex(ClientIds::client_id(1)), 0}}),
    [](const auto& row) { return row.param.name; });

TEST_F(LookupsOf, ARowOfItThatIsNotOpenProvesThatItWasThere) {
    unknown(limit);
    for (int look = 0; look < 3; ++look) {
        orders({"CANCELLED id=O cl=1 type=limit side=buy qty=10 px=150 rem=0"});
        trades({});
        history({});
        pass(4s);
    }
    EXPECT_EQ(at(1).state, OrderState::Unknown);
}

TEST_F(LookupsOf, ALateAnswerEndsTheSearch) {
    unknown(limit);
    venue("ack id=O cl=1");
    EXPECT_EQ(said(), "Acked 1 O");
    shows_nothing();
    pass(1min);
    EXPECT_EQ(said(), "");
}

TEST_F(LookupsOf, ALostLinkBeginsItAnew) {
    unknown(limit);
    shows_nothing();
    manager->link_lost("LINK_LOST", now, *this);
    pass(1min);
    EXPECT_EQ(said(), "");
    manager->link_serving(now, *this);
    EXPECT_EQ(said(), "> orders; > trades all; > history 01");
    shows_nothing();
    EXPECT_EQ(at(1).state, OrderState::Unknown);
    pass(2s);
    shows_nothing();
    EXPECT_EQ(at(1).state, OrderState::Rejected);
}

TEST_F(LookupsOf, ACancelThatWaitsForTheOutcomeIsAnswered) {
    unknown(limit);
    change("cancel x1 of=c1");
    said();
    shows_nothing();
    pass(2s);
    shows_nothing();
    EXPECT_TRUE(said().ends_with("Ended 1 Rejected NOT_AT_VENUE; ChangeRefused 1 x1 0 ORDER_ENDED"));
}

// ---- stops, whose client id the venue may not tell

TEST_F(LookupsOf, AnArmedStopIsKnownByItsShape) {
    unknown(stop);
    orders({armed});
    trades({});
    history({});
    EXPECT_EQ(said(), "> history all");
    history_of_symbol({});
    EXPECT_EQ(said(), "Acked 1 P");
    EXPECT_EQ(at(1).state, OrderState::Live);
}

TEST_F(LookupsOf, AStopThatEndedIsKnownByItsShapeAndSearchedFor) {
    unknown(stop);
    only_in_history({"CANCELLED id=P type=stop_loss side=sell qty=2 px=190 filled=0 at=1001"});
    EXPECT_EQ(said(), "> history all; Acked 1 P; > order P");
}

TEST_F(LookupsOf, AStopThatWasRefusedIsKnownByItsShape) {
    unknown(stop);
    only_in_history({"INVALID_STOPLOSS_PRICE id=P type=stop_loss side=sell qty=2 px=190 filled=0 at=1001"});
    EXPECT_EQ(said(), "> history all; Ended 1 Rejected INVALID_STOPLOSS_PRICE");
}

struct Other {
    std::string name, row;
};
class NotThisStop : public LookupsOf, public testing::WithParamInterface<Other> {};
TEST_P(NotThisStop, NeverArrived) {
    unknown(stop);
    looks(2, {GetParam().row}, 2s);
    EXPECT_EQ(at(1).state, OrderState::Rejected);
    EXPECT_EQ(at(1).refusal.word, "NOT_AT_VENUE");
}
INSTANTIATE_TEST_SUITE_P(
    Rows, NotThisStop,
    testing::Values(Other{"AnotherSide", "ack id=P type=stop_loss side=buy qty=2 px=190 rem=2 at=1001"},
                    Other{"AnotherKind", "ack id=P type=take_profit qty=2 px=190 rem=2 at=1001"},
                    Other{"AnotherQuantity", "ack id=P type=stop_loss qty=1 px=190 rem=1 at=1001"},
                    Other{"AnotherTrigger", "ack id=P type=stop_loss qty=2 px=191 rem=2 at=1001"},
                    Other{"AnotherSymbol",
                          "ack id=P symbol=TSLA-USD type=stop_loss qty=2 px=190 rem=2 at=1001"},
                    Other{"AnothersClientId", "ack id=P cl=99 type=stop_loss qty=2 px=190 rem=2 at=1001"},
                    Other{"ALimit", "ack id=P type=limit qty=2 px=190 rem=2 at=1001"}),
    [](const auto& row) { return row.param.name; });

class PerhapsThisStop : public LookupsOf, public testing::WithParamInterface<Other> {};
TEST_P(PerhapsThisStop, StaysUnknown) {
    unknown(stop);
    looks(3, {GetParam().row}, 4s);
    EXPECT_EQ(at(1).state, OrderState::Unknown);
    EXPECT_NE(said().find("! OUTCOME_UNKNOWN 1"), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(
    Rows, PerhapsThisStop,
    testing::Values(Other{"Older", "ack id=P type=stop_loss qty=2 px=190 rem=2 at=900"},
                    Other{"WithoutATime", "ack id=P type=stop_loss qty=2 px=190 rem=2"},
                    Other{"WithoutATrigger", "ack id=P type=stop_loss qty=2 rem=2 at=1001"},
                    Other{"FiredAlready", "ack id=P type=stop_market qty=2 rem=2 at=1001"}),
    [](const auto& row) { return row.param.name; });

TEST_F(LookupsOf, WhatAnEarlierLookShowedDecidesNothing) {
    unknown(stop);
    orders({"ack id=P type=stop_loss qty=2 rem=2 at=1001"});  // without its trigger: unclear
    trades({});
    history({});
    history_of_symbol({});
    for (int look = 0; look < 2; ++look) {
        pass(2s);
        stop_shows_nothing();
    }
    EXPECT_EQ(at(1).refusal.word, "NOT_AT_VENUE");
}

TEST_F(LookupsOf, WhereTheOpenSetLacksStopsAStopThatIsNowhereStaysUnknown) {
    settings.stops_are_listed = false;
    restart();
    manager->link_serving(now, *this);
    unknown(stop);
    for (int look = 0; look < 3; ++look) {
        stop_shows_nothing();
        pass(4s);
    }
    EXPECT_EQ(at(1).state, OrderState::Unknown);
    EXPECT_NE(said().find("! OUTCOME_UNKNOWN 1"), std::string::npos);
}

TEST_F(LookupsOf, ASetThatLackedAnArmedStopIsNotBelievedAboutStopsAgain) {
    order("stop 7 qty=1 px=180");
    venue("ack id=P7 cl=7 type=stop_loss qty=1 px=180 rem=1");
    order(stop);
    said();
    manager->link_lost("LINK_LOST", now, *this);
    manager->link_serving(now, *this);
    stop_shows_nothing();
    EXPECT_NE(said().find("> order P7"), std::string::npos);
    orders({"ack id=P7 type=stop_loss qty=1 px=180 rem=1"});
    for (int look = 0; look < 3; ++look) {
        pass(4s);
        stop_shows_nothing();
    }
    EXPECT_EQ(at(1).state, OrderState::Unknown);
}

TEST_F(LookupsOf, TwoThatFitAreNotGuessedBetween) {
    unknown(stop);
    orders({armed, "ack id=R type=stop_loss qty=2 px=190 rem=2 at=1001"});
    trades({});
    history({});
    history_of_symbol({});
    EXPECT_EQ(said(), "> history all; ! OUTCOME_UNKNOWN 1");
    EXPECT_EQ(at(1).state, OrderState::Unknown);
}

TEST_F(LookupsOf, AStopOfOursWithAnIdIsNotTakenForAnother) {
    order(stop);
    venue("ack id=P cl=1 type=stop_loss qty=2 px=190 rem=2");
    order("stop 2 qty=2 px=190");
    pass(5s);
    said();
    looks(2, {armed}, 2s);
    EXPECT_EQ(at(2).state, OrderState::Rejected);
    EXPECT_EQ(at(1).state, OrderState::Live);
}

}  // namespace
}  // namespace qb::orders::test
