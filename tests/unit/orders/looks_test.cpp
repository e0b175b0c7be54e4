#include "desk.h"

/// Looks at an order that the venue may no longer have: until they tell, and no look for another.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;
class Looks : public Desk {};

TEST_F(Looks, AVanishedLimitIsLookedAtUntilItsHistoryTells) {
    live("limit 1 qty=10");
    venue("ODD_WORD id=O cl=1");
    said();
    for (const auto wait : {1s, 2s, 4s, 8s, 16s}) {
        orders({});
        EXPECT_EQ(said(), "> trades O; > history 01");
        trades({});
        history({});
        EXPECT_TRUE(said_nothing());
        pass(wait - 1ms);
        EXPECT_TRUE(said_nothing()) << wait.count();
        pass(1ms);
        EXPECT_EQ(said(), "> order O");
    }
    for (int i = 0; i < 2; ++i) {
        orders({});
        said();
        trades({});
        manager->query_failed(commands.back(), now, *this);
        EXPECT_EQ(said(), "! SETTLING 1");
        EXPECT_EQ(at(1).state, OrderState::Live) << "never guessed";
        pass(30s);
        EXPECT_EQ(said(), "> order O");
    }
    orders({});
    trades({"trade=T1 id=O qty=4 px=150"});
    history({"CANCELLED id=O cl=1 qty=10 filled=4"});
    EXPECT_TRUE(said().ends_with("Filled 1 T1 4@150; Ended 1 Cancelled CANCELLED"));
    pass(29s);
    EXPECT_TRUE(said_nothing());
}

TEST_F(Looks, NoSuchOrderWithTheIdAsAClientIdIsTheAnswer) {  // Q14
    live("limit 1 qty=10");
    venue("ODD_WORD id=O cl=1");
    said();
    venue("NO_SUCH_ORDER cl=O");
    EXPECT_EQ(said(), "> trades O; > history 01");
}

TEST_F(Looks, AVanishedLimitThatIsOpenAfterAllIsLeftAlone) {
    live("limit 1 qty=10");
    venue("ODD_WORD id=O cl=1");
    orders({});
    trades({});
    history({});
    pass(1s);
    said();
    orders({"ack id=O cl=1 qty=10 rem=10 type=limit"});
    pass(60s);
    EXPECT_TRUE(said_nothing());
    EXPECT_EQ(manager->next_deadline(), std::nullopt);
}

TEST_F(Looks, AFailedLookAtARestingOrderIsRepeated) {
    live("limit 1 qty=10");
    venue("ODD_WORD id=O cl=1");
    for (const auto wait : {1s, 2s, 4s}) {
        said();
        manager->query_failed(QueryOrder{"O", "AAPL-USD"}, now, *this);
        pass(wait - 1ms);
        EXPECT_TRUE(said_nothing()) << wait.count();
        pass(1ms);
        EXPECT_EQ(said(), "> order O");
    }
    orders({"ack id=O cl=1 qty=10 rem=10 type=limit"});
    pass(60s);
    EXPECT_TRUE(said_nothing());
}

TEST_F(Looks, AHistoryThatAnswersAnOlderReadIsNews) {
    for (const char* key : {"1", "2"}) {
        order(std::string("limit ") + key + " qty=10");
        venue("ack id=O" + std::string(key) + " cl=" + key);
        venue("ODD_WORD id=O" + std::string(key));
    }
    orders({});
    orders({});
    ASSERT_EQ(describe(commands.back()), "> history 01");
    const auto first = std::get<QueryHistoricOrders>(commands.back());
    trades({});
    trades({});
    pass(5s);
    ASSERT_EQ(describe(commands.back()), "> history 02");
    said();
    history({"CANCELLED id=O1 cl=1 qty=10 filled=0"}, first);
    EXPECT_EQ(said(), "Ended 1 Cancelled CANCELLED") << "what it shows is true all the same";
    history({"CANCELLED id=O2 cl=2 qty=10 filled=0"});
    EXPECT_EQ(said(), "Ended 2 Cancelled CANCELLED");
}

TEST_F(Looks, AHistoryThatAnswersAnOlderReadDoesNotAnswerTheNext) {
    order("ioc 1 qty=10");
    order("ioc 2 qty=10");
    venue("fill trade=T1 cl=1 qty=1 px=150");  // no venue id is known: their history is asked for
    venue("fill trade=T2 cl=2 qty=1 px=150");
    pass(1s);
    ASSERT_EQ(describe(commands.back()), "> history 01");
    const auto first = std::get<QueryHistoricOrders>(commands.back());
    pass(5s);
    ASSERT_EQ(describe(commands.back()), "> history 02");
    said();
    history({}, first);
    pass(1s);
    EXPECT_TRUE(said_nothing()) << "the second read is still out";
    history({});
    EXPECT_EQ(said(), "> history 01");
}

}  // namespace
}  // namespace qb::orders::test
