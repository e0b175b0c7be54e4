#include "stops.h"

/// Ids that nobody owns: a stop of ours that fired, or somebody's order.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class UnprovenType : public Stops, public testing::WithParamInterface<TypeRow> {};
TEST_P(UnprovenType, IsAdoptedOnlyOnceTheStopIsKnownToBeGone) {
    armed();
    venue("ack id=Q px=190 qty=2 rem=2 type=" + GetParam().type);
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order P1");
    venue("fill trade=T1 id=Q qty=2 px=189 type=" + GetParam().type);
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    orders({});
    EXPECT_TRUE(said().starts_with("SettlingBegan 1 NOT_OPEN; Aliased 1 Q; Triggered 1; Filled 1 T1 2@189"));
    EXPECT_EQ(at(1).state, OrderState::Filled);
}
TEST_P(UnprovenType, IsAStrangersWhenTheStopIsStillOpen) {
    armed();
    venue("ack id=Q px=190 qty=2 rem=2 type=" + GetParam().type);
    said();
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_TRUE(said_nothing());
    pass(1s);
    EXPECT_EQ(said(), "> order P1") << "a venue may list a stop a moment longer";
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    pass(20s);
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(at(1).state, OrderState::Live);
    EXPECT_FALSE(at(1).triggered);
}
INSTANTIATE_TEST_SUITE_P(Rows, UnprovenType,
                         testing::Values(TypeRow{"Market", "market"}, TypeRow{"StopLoss", "stop_loss"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Stops, ANewStopOfAStrangerIsNotOurs) {
    armed();
    venue("ack id=Z type=stop_loss qty=1 px=150");
    venue("ack id=Z2 type=take_profit qty=1 px=190");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; ! FOREIGN_EVENT");
}

TEST_F(Stops, AmongSeveralTheVenueIsAsked) {
    armed(1, "qty=2 px=190");
    armed(2, "qty=2 px=189");
    venue("ack id=Q type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order P1");
    venue("fill trade=T1 id=Q type=stop_market qty=2 px=188");
    said();
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_EQ(said(), "> order P2") << "1 may have been listed in the moment it fired";
    orders({});
    EXPECT_TRUE(said().starts_with("SettlingBegan 2 NOT_OPEN; Aliased 2 Q; Triggered 2; Filled 2 T1 2@188"));
    EXPECT_FALSE(at(1).triggered);
}

TEST_F(Stops, ALastSuspectThatMayBeArmedIsAskedAbout) {
    armed(1, "qty=2 px=190");
    armed(2, "qty=2 px=189");
    venue("ack id=Q type=stop_market qty=2 rem=2");
    venue("REJECTED id=P2 type=stop_loss");
    said();
    venue("fill trade=T1 id=Q type=stop_market qty=2 px=188");
    EXPECT_EQ(said(), "! FOREIGN_EVENT") << "another stop's end does not make it this one";
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    EXPECT_FALSE(at(1).triggered);
}

// Strangers: remembered for a moment, and nobody's but their owner's.

TEST_F(Stops, WhatWasHeardOfAnIdIsItsOwnersNews) {
    armed();
    venue("fill trade=T1 id=Q type=market qty=2 px=189");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order P1");
    venue("ack id=Q cl=1 type=market qty=2 rem=2");
    EXPECT_EQ(said(), "Aliased 1 Q; Triggered 1; Filled 1 T1 2@189");
}

TEST_F(Stops, AnIdThatIsAnothersIsNotAdopted) {
    armed();
    order("market 2");
    said();
    venue("fill trade=T1 id=M type=market qty=1 px=189");
    EXPECT_EQ(said(), "! FOREIGN_EVENT; > order P1");
    venue("ack id=M cl=2 type=market qty=1 rem=1");
    EXPECT_EQ(said(), "Acked 2 M; Filled 2 T1 1@189");
    orders({});
    EXPECT_TRUE(said().starts_with("SettlingBegan 1 NOT_OPEN; > "));
    EXPECT_FALSE(at(1).triggered);
}

TEST_F(Stops, AStrangerIsNoStopThatCameLater) {
    armed(1);
    venue("fill trade=T9 id=Z type=market qty=2 px=189");
    armed(2);
    orders({"ack id=P1 cl=1 type=stop_loss qty=2 rem=2"});
    said();
    venue("CANCELLED id=P2 qty=0 rem=0");
    EXPECT_TRUE(said().starts_with("SettlingBegan 2 CANCELLED; > "));
    EXPECT_FALSE(at(2).triggered);
}

TEST_F(Stops, AStrangerIsForgottenAfterTenSeconds) {
    armed();
    venue("fill trade=T9 id=Z type=market qty=2 px=189");
    pass(11s);  // nobody answers whether the stop is still open
    said();
    venue("CANCELLED id=P1 qty=0 rem=0");
    EXPECT_TRUE(said().starts_with("SettlingBegan 1 CANCELLED"));
    EXPECT_FALSE(at(1).triggered);
}

TEST_F(Stops, SomebodysNewStopIsNotWhatAVanishedOneBecame) {
    armed();
    venue("CANCELLED id=P1 qty=0 rem=0");
    said();
    venue("ack id=Z px=190 qty=2 rem=2 type=stop_loss");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    venue("fill trade=T1 id=Z px=189 qty=2 type=stop_loss");
    EXPECT_EQ(said(), "Aliased 1 Z; Triggered 1; Filled 1 T1 2@189") << "a new stop does not execute";
}

// Too many stops to ask about each: the open set is read.

class ManyStops : public Stops {
protected:
    void armed_up_to(int last) {
        for (int i = 1; i <= last; ++i) armed(i, "qty=2 px=" + std::to_string(1000 + i));
    }
    std::vector<std::string> listed_but(int missing, int last) {
        std::vector<std::string> rows;
        for (int i = 1; i <= last; ++i) {
            const auto name = std::to_string(i);
            if (i != missing)
                rows.push_back("ack id=P" + name + " cl=" + name + " type=stop_loss qty=2 rem=2");
        }
        return rows;
    }
};

TEST_F(ManyStops, AreLookedUpTogether) {
    armed_up_to(10);
    venue("ack id=Q type=market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    pass(1s);
    EXPECT_EQ(said(), "> orders");
    orders(listed_but(4, 10));
    EXPECT_EQ(said(), "> order P4");
    orders({});
    EXPECT_TRUE(said().starts_with("SettlingBegan 4 NOT_OPEN"));
    trades({"trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    orders(listed_but(4, 10));
    history({});
    trades({"trade=T1 id=Q type=market qty=2 px=189 at=1001"});
    history({});
    EXPECT_TRUE(said().ends_with("Aliased 4 Q; Triggered 4; Filled 4 T1 2@189"));
}

TEST_F(ManyStops, AreLookedUpEveryTenSecondsAtMost) {
    armed_up_to(10);
    for (int i = 0; i < 20; ++i) venue("ack id=Z" + std::to_string(i) + " type=market qty=2 rem=2");
    said();
    pass(1s);
    EXPECT_EQ(said(), "> orders");
    orders(listed_but(0, 10));
    venue("ack id=Z99 type=market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT");
    pass(9999ms);
    EXPECT_TRUE(said_nothing());
    pass(1ms);
    EXPECT_EQ(said(), "> orders");
    orders(listed_but(0, 10));
    pass(60s);
    EXPECT_TRUE(said_nothing());
}

TEST_F(ManyStops, AreLookedUpAgainWhenTheReadFailed) {
    armed_up_to(10);
    venue("ack id=Q type=market qty=2 rem=2");
    pass(1s);
    said();
    manager->query_failed(QueryOpenOrders{"AAPL-USD", 0}, now, *this);
    pass(10s);
    EXPECT_EQ(said(), "> orders");
}

TEST_F(ManyStops, AreNotGoneThroughForEveryStranger) {
    armed_up_to(600);
    venue("ack id=Q type=stop_market qty=2 rem=2");
    EXPECT_EQ(said(), "! FOREIGN_EVENT") << "which of them it could be is not tried out";
    pass(1s);
    EXPECT_EQ(said(), "> orders");
}

}  // namespace
}  // namespace qb::orders::test
