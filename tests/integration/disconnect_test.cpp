#include <gtest/gtest.h>

#include <set>

#include "support/world.h"

// What happens to the orders when the OMS drops, logs out or never comes back, when the bridge dies, and when
// the link drops; and what a session hears of it. Over TCP and TLS, with short graces.
namespace qb::test {
namespace {

class Disconnect : public World {
protected:
    void begin() {
        start_venue();
        start_bridge();
        oms = desk();
    }
    void accepted(FixPeer& peer, const std::string& body) {
        peer.send(body);
        const auto report = next(peer);
        EXPECT_EQ(report[150], "0") << report.readable();
    }
    static std::string limit(const std::string& cl_ord_id) {
        return "35=D|11=" + cl_ord_id + "|55=AAPL-USD|54=1|38=1|40=2|44=150|59=1|60=" + fix_now() + "|";
    }
    /// The same OMS on a new connection.
    void come_back() {
        const auto next_out = oms->next_out;
        oms = std::make_unique<FixPeer>(io);
        oms->next_out = next_out;
        oms->connect(bridge->fix_port());
        oms->logon();
        next(*oms, "A");
    }
    void until_nothing_is_open() {
        until([this] { return venue->open_orders().empty(); }, "the orders are cancelled");
    }
    void lose_the_link() {
        venue->inject({.kind = sim::FaultKind::RefuseConnections, .count = 0});
        venue->inject({.kind = sim::FaultKind::DropNow});
        until([this] { return !bridge->ready(); }, "the link is seen to be down");
    }
    void give_the_link_back() {
        venue->clear_faults();
        until([this] { return bridge->ready(); }, "the link is back");
    }
    /// Types of the commands from the `from`th on, without those that set the link up.
    std::vector<std::string> commands_since(std::size_t from) {
        std::vector<std::string> out;
        for (std::size_t i = from; i < venue->commands().size(); ++i) {
            const auto& type = venue->commands()[i].type;
            if (type != "auth" && type != "subscribe") out.push_back(type);
        }
        return out;
    }
    std::unique_ptr<FixPeer> oms;
};

TEST_F(Disconnect, AnOmsThatDropsLosesItsOrdersAndHearsOfItWhenItIsBack) {
    default_lines = "CancelOnDisconnect=0.2\n";
    begin();
    accepted(*oms, stop("a1"));
    accepted(*oms, limit("a2"));
    oms->drop();
    until_nothing_is_open();
    come_back();
    std::set<std::string> ended;
    for (int i = 0; i < 2; ++i) {
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "4") << report.readable();
        EXPECT_EQ(report[58].rfind("CANCEL_ON_DISCONNECT ", 0), 0U) << report[58];
        ended.insert(report[11]);
    }
    EXPECT_EQ(ended, (std::set<std::string>{"a1", "a2"}));
}

TEST_F(Disconnect, AnOmsThatLogsOutLosesThemWhereItAskedForThat) {
    default_lines = "CancelOnLogout=Y\n";
    begin();
    accepted(*oms, stop("a1"));
    oms->send("35=5|");
    next(*oms, "5");
    until_nothing_is_open();
    come_back();
    EXPECT_EQ(next(*oms)[58].rfind("CANCEL_ON_LOGOUT ", 0), 0U);
}

/// The other session drops later and with the same grace: when its order is gone, this one's time has passed.
TEST_F(Disconnect, AnOmsThatIsBackWithinTheGraceKeepsThem) {
    default_lines = "CancelOnDisconnect=0.5\n";
    more_sections = "[SESSION]\nTargetCompID=DESK2\nUsername=desk\nPassword=desk-pass-3Tz9\n";
    begin();
    const FixPeer::Identity second{.sender = "DESK2"};
    auto other = desk(second);
    accepted(*oms, stop("a1"));
    accepted(*other, stop("b1", "2"));
    oms->drop();
    settle();
    come_back();
    other->drop();
    until([this] { return venue->open_orders().size() < 2; }, "the other's order is cancelled");
    settle();
    ASSERT_EQ(venue->open_orders().size(), 1U);
    EXPECT_EQ(venue->open_orders()[0].quantity_text, "1");
    EXPECT_FALSE(oms->has("8"));
}

TEST_F(Disconnect, AfterTheBridgesDeathOrdersOfASessionThatNeverReturnsAreCancelled) {
    default_lines = "CancelOnDisconnect=0.2\n";
    begin();
    accepted(*oms, stop("a1"));
    kill_bridge();
    start_bridge();
    until_nothing_is_open();
    EXPECT_EQ(venue->count("cancel_stop_order"), 1U);
}

TEST_F(Disconnect, WithTheLinkDownTheCancelsAreOwedAndGoFirst) {
    default_lines = "CancelOnDisconnect=Y\n";
    begin();
    accepted(*oms, stop("a1"));
    lose_the_link();
    oms->drop();
    settle();
    const auto before = venue->commands().size();
    give_the_link_back();
    until_nothing_is_open();
    const auto sent = commands_since(before);
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(sent.front(), "cancel_stop_order");
    come_back();
    EXPECT_EQ(next(*oms)[58].rfind("CANCEL_ON_DISCONNECT ", 0), 0U);
}

TEST_F(Disconnect, AnAddThatIsNotAnsweredYetIsCancelledAtItsAck) {
    default_lines = "CancelOnDisconnect=Y\n";
    begin();
    venue->inject({.kind = sim::FaultKind::DelayReply,
                   .command = "add_order",
                   .delay = std::chrono::milliseconds(500)});
    oms->send(stop("a1"));
    until([this] { return venue->count("add_order") == 1; }, "the venue has the order");
    oms->drop();
    settle();
    EXPECT_EQ(venue->count("cancel_stop_order"), 0U);
    until_nothing_is_open();
    EXPECT_EQ(venue->count("cancel_stop_order"), 1U);
    EXPECT_EQ(venue->count("add_order"), 1U);
}

// ---- the venue's own

class VenueDisconnect : public Disconnect {
protected:
    VenueDisconnect() {
        account_lines = "VenueCancelOnDisconnect=Y\n";
        default_lines = "TriggerSettle=0.1\n";
    }
    void two_orders_and_a_lost_link() {
        accepted(*oms, limit("a1"));
        accepted(*oms, stop("a2"));
        venue->inject({.kind = sim::FaultKind::DropNow});
    }
};

TEST_F(VenueDisconnect, IsArmedOnEveryConnectionBeforeOrdersFlow) {
    begin();
    ASSERT_EQ(venue->connections().size(), 1U);
    EXPECT_TRUE(venue->connections()[0].cancel_on_disconnect);
    venue->inject({.kind = sim::FaultKind::DropNow});
    until([this] { return venue->count("cancel_on_disconnect") == 2; }, "the new connection is armed");
}

TEST_F(VenueDisconnect, WhatTheVenueCancelledIsToldAndAStopThatSurvivedIsNot) {
    begin();
    two_orders_and_a_lost_link();
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "4") << report.readable();
    EXPECT_EQ(report[11], "a1");
    EXPECT_EQ(report[14], "0");
    EXPECT_EQ(report[58].rfind("CANCELLED", 0), 0U) << report[58];
    settle();
    EXPECT_FALSE(oms->has("8"));
    oms->send("35=H|11=a2|55=AAPL-USD|54=2|");
    EXPECT_EQ(next(*oms)[39], "0");
}

TEST_F(VenueDisconnect, AVenueThatCancelsStopsAsWellAndLateIsReportedTruthfully) {
    begin();
    ASSERT_TRUE(venue->set_switch("Q19.stops", "cancelled"));
    ASSERT_TRUE(venue->set_switch("Q19.delay", "300"));
    two_orders_and_a_lost_link();
    std::set<std::string> ended;
    for (int i = 0; i < 2; ++i) {
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "4") << report.readable();
        ended.insert(report[11]);
    }
    EXPECT_EQ(ended, (std::set<std::string>{"a1", "a2"}));
}

TEST_F(VenueDisconnect, WithoutTheVenuesConsentNoOrderGoes) {
    link.subscribe_timeout = std::chrono::milliseconds(200);
    start_venue();
    venue->inject({.kind = sim::FaultKind::LoseReplies, .command = "cancel_on_disconnect", .count = 0});
    start_bridge(false);
    until([this] { return venue->count("cancel_on_disconnect") == 2; }, "it is asked for, and again");
    oms = desk();
    oms->send(stop("a1"));
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "8") << report.readable();
    EXPECT_EQ(report[58].rfind("QFEX_LINK_DOWN", 0), 0U);
    venue->clear_faults();
    until([this] { return bridge->ready(); }, "a connection is armed");
    EXPECT_EQ(venue->count("add_order"), 0U);
}

// ---- news and the queue

TEST_F(Disconnect, ASessionHearsOfTheLink) {
    default_lines = "LinkNews=Y\n";
    begin();
    lose_the_link();
    const auto down = next(*oms, "B");
    EXPECT_EQ(down[148], "QFEX link down: main") << down.readable();
    EXPECT_EQ(down[33], "1");
    EXPECT_EQ(down[58].rfind("QFEX_LINK_DOWN ", 0), 0U) << down[58];
    give_the_link_back();
    EXPECT_EQ(next(*oms, "B")[148], "QFEX link up: main");
}

TEST_F(Disconnect, AnOrderOverTheRateGoesWhenItsShareComes) {
    default_lines = "MaxQueueDelay=4\n";
    account_lines = "OrderRate=1\n";
    begin();
    oms->send(stop("a1"));
    oms->send(stop("a2", "2"));
    oms->send(stop("a3", "3"));
    oms->send("35=F|11=x3|41=a3|55=AAPL-USD|54=2|60=" + fix_now() + "|");  // never sent
    std::vector<std::string> told;
    for (int i = 0; i < 4; ++i) {
        const auto report = next(*oms);
        told.push_back(report[11] + " " + report[150]);
    }
    EXPECT_EQ(std::set<std::string>(told.begin(), told.end()),
              (std::set<std::string>{"a1 0", "a2 0", "x3 6", "x3 4"}));
    EXPECT_EQ(told.back(), "a2 0");
    EXPECT_EQ(venue->count("add_order"), 2U);
    EXPECT_EQ(venue->count("cancel_stop_order"), 0U);
}

}  // namespace
}  // namespace qb::test
