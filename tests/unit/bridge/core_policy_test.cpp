/// What the core does for a session that is away, over the order rate, or that wants to hear of the link;
/// with the time passed in.
#include <gtest/gtest.h>

#include <algorithm>

#include "journal/reader.h"
#include "unit/bridge/core_rig.h"
#include "unit/bridge/venue_text.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::advance;
using fix::test::Received;
using fix::test::set_wall;
using fix::test::stop_order;

class CorePolicy : public testing::Test {
protected:
    CorePolicy() { set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h)); }
};

/// An order_response about the stop whose add_order is `add`; the venue calls it V1.
void respond(CoreRig& rig, const std::string& add, const std::string& status) {
    rig.core().venue_frame(0,
                           R"({"order_response":{"order_id":"V1","symbol":"AAPL-USD","status":")" + status +
                               R"(","side":"SELL","type":"STOP_LOSS","quantity":5,"price":190,)" +
                               R"("quantity_remaining":5,"client_order_id":")" +
                               member(add, "client_order_id") + R"("}})",
                           now());
    rig.end_turn();
}

/// Lets time pass up to the core's next deadlines and beyond.
void pass(CoreRig& rig, microseconds time) {
    advance(time);
    for (int i = 0; i < 3; ++i) {
        rig.core().timer(now());
        rig.end_turn();
    }
}

/// What waited for the session: its reports after a Logon with the next number.
std::vector<Received> reports_after_logon(CoreRig& rig, int next) {
    auto again = rig.connect(next);
    again.logon();
    rig.go_on();
    return again.read("8");
}

constexpr std::string_view kCancel = R"({"type":"cancel_stop_order","params":{"stop_order_id":"V1"}})";

/// A session with one live stop a1; port.sent is empty afterwards. `add` is its add_order.
struct WithAStop {
    explicit WithAStop(std::string_view session_lines) : rig(session_lines) {
        rig.serve();
        oms.emplace(rig.logged_on());
        oms->send(stop_order("a1"));
        add = rig.port.sent.at(0);
        respond(rig, add, "ACK");
        oms->read();
        rig.port.sent.clear();
    }
    void log_out() {
        oms->send("35=5|");
        oms->read();
        oms->close();
    }
    CoreRig rig;
    std::optional<Client> oms;
    std::string add;
};

std::string only(const std::vector<std::string>& sent) {
    return sent.size() == 1 ? sent.front() : std::to_string(sent.size()) + " commands";
}

/// A session with an order a1 of 10 at 100 of which 4 are executed; the venue calls it V1.
struct WithAPartlyFilledOrder {
    WithAPartlyFilledOrder()
        : rig("ReplacePartiallyFilled=cancel-new\n"), oms((rig.serve(), rig.logged_on())) {
        oms.send("35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=100|59=1|60=20250611-12:00:00|");
        order = R"("order_id":"V1","symbol":"AAPL-USD","side":"BUY","client_order_id":")" +
                member(rig.port.sent.at(0), "client_order_id") + '"';
        frame(R"({"order_response":{"status":"ACK","type":"LIMIT",)" + order + "}}");
        frame(R"({"fill_response":{)" + trade() + "}}");
    }
    void frame(const std::string& text) {
        rig.core().venue_frame(0, text, now());
        rig.end_turn();
    }
    /// To 12, by a cancel that has left.
    void replace() { oms.send("35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=100|60=20250611-12:00:00|"); }
    /// The executions of the order are read next.
    void cancelled() {
        frame(R"({"order_response":{"status":"CANCELLED","type":"LIMIT","quantity":10,"price":100,)"
              R"("quantity_remaining":6,)" +
              order + "}}");
    }
    void trades_as_known() {
        rig.port.sent.clear();
        frame(R"({"user_trades":[{)" + trade() + R"(}],"count":1})");
    }
    std::string trade() const { return R"("trade_id":"t1","price":100,"quantity":4,)" + order; }

    CoreRig rig;
    Client oms;
    std::string order;  ///< the order's members in a frame
};

// ---- CancelOnDisconnect, CancelOnLogout

TEST_F(CorePolicy, ALossCancelsTheStopsAfterTheGraceAndTheReportWaits) {
    WithAStop world("CancelOnDisconnect=10\n");
    auto& rig = world.rig;
    world.oms->close();
    pass(rig, 10s - 1us);
    EXPECT_TRUE(rig.port.sent.empty());
    pass(rig, 1us);
    EXPECT_EQ(only(rig.port.sent), kCancel);
    respond(rig, world.add, "CANCELLED");
    EXPECT_EQ(rig.core().reports().parked(0), 1U);
    const auto got = reports_after_logon(rig, world.oms->next());
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][150], "4") << got[0].text;
    EXPECT_TRUE(got[0][58].starts_with("CANCEL_ON_DISCONNECT ")) << got[0][58];
}

TEST_F(CorePolicy, ItsFiringIsARowOfTheJournal) {
    WithAStop world("CancelOnDisconnect=Y\n");
    world.oms->close();
    pass(world.rig, 0s);
    EXPECT_EQ(only(world.rig.port.sent), kCancel);
    auto reader = journal::Reader::open(world.rig.disk);
    ASSERT_TRUE(reader);
    std::vector<std::string> fired;
    for (auto row = reader->next(); row && *row; row = reader->next()) {
        if ((*row)->kind != journal::RowKind::Timer) continue;
        const auto event = records::read_event((*row)->version, (*row)->payload);
        if (event) fired.push_back(std::to_string(event->number) + " " + std::string(event->word));
    }
    EXPECT_EQ(fired, std::vector<std::string>{"0 CANCEL_ON_DISCONNECT"});
}

TEST_F(CorePolicy, ALogonWithinTheGraceKeepsTheOrders) {
    WithAStop world("CancelOnDisconnect=10\n");
    world.oms->close();
    pass(world.rig, 9s);
    auto again = world.rig.logged_on(world.oms->next(), "98=0|108=300|");
    pass(world.rig, 1min);
    EXPECT_TRUE(world.rig.port.sent.empty());
}

TEST_F(CorePolicy, ALogonInTheTurnOfTheLossIsTooLateForAtOnce) {
    WithAStop world("CancelOnDisconnect=Y\n");
    auto& rig = world.rig;
    rig.core().fix_closed(world.oms->id(), now());
    auto again = rig.logged_on(world.oms->next());
    EXPECT_EQ(only(rig.port.sent), kCancel);
}

TEST_F(CorePolicy, TheEndOfTheHoursKeepsTheOrders) {
    WithAStop world("CancelOnDisconnect=Y\nCancelOnLogout=Y\nStartTime=08:00:00\nEndTime=12:00:05\n");
    for (int i = 0; i < 10; ++i) world.rig.second();
    EXPECT_FALSE(world.rig.core().sessions()[0].logged_on);
    pass(world.rig, 1h);
    EXPECT_TRUE(world.rig.port.sent.empty());
}

TEST_F(CorePolicy, ALogonThatIsRefusedDoesNot) {
    WithAStop world("CancelOnDisconnect=10\n");
    world.oms->close();
    auto low = world.rig.connect(1);
    low.logon();
    ASSERT_EQ(low.read("5").size(), 1U);  // MsgSeqNum too low
    low.close();
    pass(world.rig, 10s);
    EXPECT_EQ(only(world.rig.port.sent), kCancel);
}

struct Leaving {
    std::string name, lines;
    bool logout;
    std::string word;  ///< empty: the orders stay
};
class CorePolicyOf : public CorePolicy, public testing::WithParamInterface<Leaving> {};
TEST_P(CorePolicyOf, Decides) {
    WithAStop world(GetParam().lines);
    if (GetParam().logout)
        world.log_out();
    else
        world.oms->close();
    pass(world.rig, 1h);
    const auto& sent = world.rig.port.sent;  // an unanswered cancel is followed by a read
    EXPECT_EQ(std::count(sent.begin(), sent.end(), kCancel), GetParam().word.empty() ? 0 : 1);
    EXPECT_TRUE(sent.empty() || sent.front() == kCancel);
    if (GetParam().word.empty()) return;
    respond(world.rig, world.add, "CANCELLED");
    const auto got = reports_after_logon(world.rig, world.oms->next());
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0][58].starts_with(GetParam().word + " ")) << got[0][58];
}
INSTANTIATE_TEST_SUITE_P(
    Settings, CorePolicyOf,
    testing::Values(
        Leaving{"NothingSetAndALoss", "", false, ""}, Leaving{"NothingSetAndALogout", "", true, ""},
        Leaving{"OnDisconnectAndALogout", "CancelOnDisconnect=5\n", true, ""},
        Leaving{"OnLogoutAndALoss", "CancelOnLogout=Y\n", false, ""},
        Leaving{"OnLogoutAndALogout", "CancelOnLogout=Y\n", true, "CANCEL_ON_LOGOUT"},
        Leaving{"BothAndALogout", "CancelOnDisconnect=5\nCancelOnLogout=Y\n", true, "CANCEL_ON_LOGOUT"},
        Leaving{"BothAndALoss", "CancelOnDisconnect=5\nCancelOnLogout=Y\n", false, "CANCEL_ON_DISCONNECT"}),
    [](const auto& row) { return row.param.name; });

TEST_F(CorePolicy, AStartCountsAsALossAndTheCancelsGoFirstWhenTheLinkServes) {
    WithAStop world("CancelOnDisconnect=10\n");
    auto& rig = world.rig;
    world.log_out();  // also of a session that had logged out
    rig.restart();
    pass(rig, 10s - 1us);
    EXPECT_EQ(rig.core().accounts()[0].manager.live(), 1U);
    pass(rig, 1us);
    EXPECT_TRUE(rig.port.sent.empty());  // the link is down: owed
    rig.restart();                       // and still owed after another one
    pass(rig, 1us);
    rig.serve();
    ASSERT_FALSE(rig.port.sent.empty());
    EXPECT_EQ(rig.port.sent.front(), kCancel);
    respond(rig, world.add, "CANCELLED");
    pass(rig, 1s);  // what was executed while the bridge was away is read first
    rig.core().venue_frame(0, R"({"user_trades":[],"count":0})", now());
    rig.end_turn();
    EXPECT_EQ(rig.core().accounts()[0].manager.live(), 0U);
    EXPECT_EQ(rig.core().reports().parked(0), 1U);
}

TEST_F(CorePolicy, AnUnansweredOrderIsCancelledAtItsAck) {
    CoreRig rig("CancelOnDisconnect=Y\n");
    rig.serve();
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    const auto add = rig.port.sent.at(0);
    oms.close();
    pass(rig, 0s);
    EXPECT_EQ(rig.port.sent.size(), 1U);
    respond(rig, add, "ACK");
    EXPECT_EQ(rig.port.sent.back(), kCancel);
}

TEST_F(CorePolicy, WhileTheBridgeStopsNothingIsCancelled) {
    WithAStop world("CancelOnDisconnect=Y\nCancelOnLogout=Y\n");
    world.rig.core().stop_taking_orders(now());
    world.rig.end_turn();
    world.log_out();
    pass(world.rig, 1min);
    EXPECT_TRUE(world.rig.port.sent.empty());
}

// ---- MaxQueueDelay

std::string limit_order(int number) {
    return "35=D|11=q" + std::to_string(number) +
           "|55=AAPL-USD|54=1|38=1|40=2|44=100|59=1|60=20250611-12:00:00|";
}

/// One order more than a second's worth of OrderRate.
void send_over_the_rate(Client& oms) {
    for (int i = 0; i <= 150; ++i) oms.send(limit_order(i));
}

TEST_F(CorePolicy, WithoutADelayAnOrderOverTheRateIsRefusedAtOnce) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][11], "q150");
    EXPECT_EQ(got[0][103], "99");
    EXPECT_TRUE(got[0][58].starts_with("RATE_LIMITED_LOCAL ")) << got[0][58];
    EXPECT_EQ(rig.port.sent.size(), 150U);
}

TEST_F(CorePolicy, WithOneItGoesWhenItsShareComes) {
    CoreRig rig("MaxQueueDelay=2\n");
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    EXPECT_TRUE(oms.read("8").empty());
    EXPECT_EQ(rig.port.sent.size(), 150U);
    ASSERT_TRUE(rig.core().next_deadline());
    EXPECT_LE(*rig.core().next_deadline() - now().mono, microseconds(1s) / 150 + 1us);
    pass(rig, *rig.core().next_deadline() - now().mono);
    EXPECT_EQ(rig.port.sent.size(), 151U);
    EXPECT_TRUE(oms.read("8").empty());
}

TEST_F(CorePolicy, APauseOfTheVenueThatIsTooLongRefusesIt) {
    CoreRig rig("MaxQueueDelay=2\n");
    rig.serve();
    auto oms = rig.logged_on();
    rig.core().venue_frame(
        0, R"({"err":{"error_code":"RateLimited","incoming_message":{"type":"get_order"},"retry_after":30}})",
        now());
    rig.end_turn();
    oms.send(limit_order(1));
    oms.send(limit_order(2));
    pass(rig, 2s - 1us);
    EXPECT_TRUE(oms.read("8").empty());
    pass(rig, 1us);
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 2U);
    for (const auto& report : got) EXPECT_TRUE(report[58].starts_with("RATE_LIMITED_LOCAL ")) << report[58];
    EXPECT_TRUE(rig.port.sent.empty());
}

TEST_F(CorePolicy, AStopAnswersWhatWaits) {
    CoreRig rig("MaxQueueDelay=5\n");
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    rig.core().stop_taking_orders(now());
    rig.end_turn();
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0][58].starts_with("BRIDGE_STOPPING ")) << got[0][58];
    EXPECT_EQ(rig.port.sent.size(), 150U);
}

TEST_F(CorePolicy, AStopWaitsForAReplaceBetweenItsCancelAndItsAdd) {
    WithAPartlyFilledOrder world;
    EXPECT_TRUE(world.rig.core().answered());
    world.replace();
    EXPECT_FALSE(world.rig.core().answered());
    world.cancelled();
    EXPECT_FALSE(world.rig.core().answered());  // its executions are read
}

TEST_F(CorePolicy, ARestWaitsForTheEndOfAPauseOfTheVenue) {
    WithAPartlyFilledOrder world;
    auto& rig = world.rig;
    world.replace();
    world.cancelled();
    world.frame(
        R"({"err":{"error_code":"RateLimited","incoming_message":{"type":"get_order"},"retry_after":2}})");
    world.trades_as_known();
    pass(rig, 1900ms);
    EXPECT_TRUE(rig.port.sent.empty());
    pass(rig, 600ms);  // the pause and its quarter of chance
    EXPECT_EQ(member(only(rig.port.sent), "type"), "add_order");
    EXPECT_EQ(member(only(rig.port.sent), "quantity"), "8");
}

TEST_F(CorePolicy, AfterAKillWhatWaitedIsRefusedOnceAndNeverSent) {
    CoreRig rig("MaxQueueDelay=5\n");
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    rig.restart();
    rig.serve();
    pass(rig, 10s);
    EXPECT_EQ(std::count_if(rig.port.sent.begin(), rig.port.sent.end(),
                            [](const auto& text) { return text.find("add_order") != text.npos; }),
              150);
    rig.restart();
    int refused = 0;
    for (const auto& report : reports_after_logon(rig, oms.next())) {
        if (report[11] != "q150") continue;
        ++refused;
        EXPECT_EQ(report[103], "2") << report.text;
        EXPECT_TRUE(report[58].starts_with("QFEX_LINK_DOWN ")) << report[58];
    }
    EXPECT_EQ(refused, 1);
}

TEST_F(CorePolicy, ALostLineIsGivenNothingThatWaited) {
    CoreRig rig("MaxQueueDelay=5\n");
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    advance(1s);  // its share has come
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    EXPECT_EQ(rig.port.sent.size(), 150U);
    auto got = oms.read("8");
    std::erase_if(got, [](const auto& report) { return report[11] != "q150"; });
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0][58].starts_with("QFEX_LINK_DOWN ")) << got[0][58];
}

TEST_F(CorePolicy, ACancelThatWaitsWhenTheLineBreaksNeverLeaves) {
    WithAStop world("");
    world.rig.core().venue_frame(
        0,
        R"({"err":{"error_code":"RateLimited","incoming_message":{"type":"cancel_order"},"retry_after":30}})",
        now());
    world.rig.end_turn();
    world.oms->send("35=F|11=x1|41=a1|55=AAPL-USD|54=2|60=20250611-12:00:00|");
    world.oms->read();
    advance(31s);  // its share has come
    world.rig.core().link_down(0, "gone", now());
    world.rig.end_turn();
    const auto got = world.oms->read("9");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0][58].starts_with("QFEX_LINK_DOWN ")) << got[0][58];
    EXPECT_FALSE(world.rig.core().next_deadline() && *world.rig.core().next_deadline() <= now().mono);
    world.rig.serve();
    pass(world.rig, 1min);
    EXPECT_EQ(std::count(world.rig.port.sent.begin(), world.rig.port.sent.end(), kCancel), 0);
}

// ---- what happens between a decision and the end of its turn

TEST_F(CorePolicy, AnEndInTheTurnOfTheCancelIsNotItsDoing) {
    WithAPartlyFilledOrder world;
    world.rig.turn_goes_on = true;
    world.replace();
    world.cancelled();  // before the cancel can have left
    world.trades_as_known();
    EXPECT_TRUE(world.rig.port.sent.empty());
    const auto got = world.oms.read("9");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][102], "0") << got[0].text;
    EXPECT_EQ(got[0][39], "4") << got[0].text;
}

TEST_F(CorePolicy, ACancelThatLeftWithItsTurnHasADeadline) {
    WithAPartlyFilledOrder world;
    world.replace();
    world.rig.port.sent.clear();
    pass(world.rig, 5s);
    EXPECT_EQ(member(only(world.rig.port.sent), "type"), "get_order");
}

/// Each report of the order, as ExecType(150) and the first word of Text(58).
std::vector<std::string> told(Client& oms, std::string_view cl_ord_id) {
    std::vector<std::string> all;
    for (auto& report : oms.read("8")) {
        const auto text = report[58];
        if (report[11] == cl_ord_id) all.push_back(report[150] + " " + text.substr(0, text.find(' ')));
    }
    return all;
}

TEST_F(CorePolicy, WhatComesFreeInTheTurnOfTheLossIsRefusedAndNotUnknown) {
    CoreRig rig("MaxQueueDelay=5\n");
    rig.serve();
    auto oms = rig.logged_on();
    send_over_the_rate(oms);
    advance(1s);
    rig.core().venue_frame(0, "{}", now());  // begins the turn, in which its share has come
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    EXPECT_EQ(rig.port.sent.size(), 150U);
    EXPECT_EQ(told(oms, "q150"), std::vector<std::string>{"8 QFEX_LINK_DOWN"});
}

TEST_F(CorePolicy, OrdersOfTheTurnOfTheLossAreRefusedAndNotUnknown) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    rig.turn_goes_on = true;
    oms.send(limit_order(1));
    oms.send(stop_order("a1"));
    oms.send(stop_order("a2"));  // held for its twin
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    EXPECT_TRUE(rig.port.sent.empty());
    std::vector<std::string> all;
    for (auto& report : oms.read("8"))
        all.push_back(report[11] + " " + report[150] + " " + report[58].substr(0, 14));
    std::sort(all.begin(), all.end());
    EXPECT_EQ(
        all, (std::vector<std::string>{"a1 8 QFEX_LINK_DOWN", "a2 8 QFEX_LINK_DOWN", "q1 8 QFEX_LINK_DOWN"}));
}

TEST_F(CorePolicy, ACancelOfTheTurnOfTheLossIsRefusedAndTheOrderLives) {
    WithAStop world("");
    world.rig.turn_goes_on = true;
    world.oms->send("35=F|11=x1|41=a1|55=AAPL-USD|54=2|60=20250611-12:00:00|");
    world.rig.core().link_down(0, "gone", now());
    world.rig.end_turn();
    world.rig.serve();
    pass(world.rig, 1min);
    EXPECT_EQ(std::count(world.rig.port.sent.begin(), world.rig.port.sent.end(), kCancel), 0);
    const auto got = world.oms->read("9");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_TRUE(got[0][58].starts_with("QFEX_LINK_DOWN ")) << got[0][58];
}

// ---- LinkNews

TEST_F(CorePolicy, ASessionThatIsLoggedOnHearsOfTheLink) {
    CoreRig rig("LinkNews=Y\n");
    auto oms = rig.logged_on();
    rig.serve();
    rig.core().link_down(0, "nothing heard for 45 s", now());
    rig.end_turn();
    const auto got = oms.read("B");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0][148], "QFEX link up: main");
    EXPECT_EQ(got[1][148], "QFEX link down: main");
    EXPECT_TRUE(got[1][58].starts_with("QFEX_LINK_DOWN ")) << got[1][58];
    EXPECT_NE(got[1][58].find("nothing heard for 45 s"), std::string::npos);
}

TEST_F(CorePolicy, ASessionThatIsAwayIsNotToldLater) {
    CoreRig rig("LinkNews=Y\n");
    rig.serve();
    EXPECT_EQ(rig.core().reports().parked(0), 0U);
}

TEST_F(CorePolicy, ASessionThatReportsStillWaitForIsNotTold) {
    CoreRig rig("LinkNews=Y\n");
    rig.serve();
    auto oms = rig.logged_on();
    for (int i = 0; i < 300; ++i) {
        if (i == 150) advance(1s);
        oms.send(limit_order(i));
    }
    oms.close();
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    auto again = rig.connect(oms.next());
    again.logon();
    ASSERT_GT(rig.core().reports().parked(0), 0U);
    rig.serve();
    rig.go_on();
    EXPECT_TRUE(again.read("B").empty());
    EXPECT_EQ(rig.core().reports().parked(0), 0U);
}

TEST_F(CorePolicy, NoSessionIsToldUnasked) {
    CoreRig rig;
    auto oms = rig.logged_on();
    rig.serve();
    EXPECT_TRUE(oms.read("B").empty());
}

TEST_F(CorePolicy, NewsIsNotRepeatedAfterAReset) {
    CoreRig rig("LinkNews=Y\n");
    auto oms = rig.logged_on();
    rig.serve();
    oms.close();
    auto again = rig.connect();
    again.logon("98=0|108=30|141=Y|");
    rig.go_on();
    EXPECT_TRUE(again.read("B").empty());
}

}  // namespace
}  // namespace qb::bridge::test
