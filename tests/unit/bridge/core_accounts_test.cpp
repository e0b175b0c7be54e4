/// Several accounts in one bridge: which one an order goes to, what a session sees over all of them, and what
/// stays apart.
#include <gtest/gtest.h>

#include <set>

#include "bridge/status.h"
#include "ops/metrics.h"
#include "unit/bridge/core_rig.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::Received;
using fix::test::set_wall;

constexpr AccountNumber kMain = 0, kHedge = 1;
constexpr std::string_view kBoth = "QfexAccount=main\nQfexAccounts=hedge\n";

class CoreAccounts : public testing::Test {
protected:
    CoreAccounts() { set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h)); }

    void serve_both() {
        rig.serve(kMain);
        rig.serve(kHedge);
    }

    /// A resting order; gives the one answer there is, or nothing.
    static std::optional<Received> order(Client& oms, const std::string& cl_ord_id,
                                         const std::string& account = {}, const std::string& more = {}) {
        oms.send("35=D|11=" + cl_ord_id + (account.empty() ? "|" : "|1=" + account + "|") +
                 "55=AAPL-USD|54=1|38=10|40=2|44=100|59=1|60=20250611-12:00:00|" + more);
        return only(oms.read("8"));
    }
    static std::optional<Received> only(std::vector<Received> messages) {
        EXPECT_LE(messages.size(), 1U);
        return messages.empty() ? std::nullopt : std::optional(messages.front());
    }
    /// The report that the request is answered with; a failure where there is not exactly one.
    static Received answer(Client& oms, const std::string& request, std::string_view type = "8") {
        oms.send(request);
        auto messages = oms.read(type);
        EXPECT_EQ(messages.size(), 1U) << request;
        return messages.empty() ? Received{} : messages.front();
    }

    void frame(AccountNumber account, const std::string& json) {
        rig.core().venue_frame(account, json, now());
        rig.end_turn();
    }
    /// The venue's ACK of the command sent last.
    void ack(AccountNumber account, const std::string& order_id) {
        const auto& sent = rig.port.sent.back();
        const std::string name = "\"client_order_id\":\"";
        const auto at = sent.find(name) + name.size();
        frame(account, R"({"order_response":{"order_id":")" + order_id + R"(","client_order_id":")" +
                           sent.substr(at, 32) +
                           R"(","symbol":"AAPL-USD","status":"ACK","side":"BUY","type":"LIMIT",)"
                           R"("quantity":10,"price":100,"quantity_remaining":10}})");
    }
    void fill(AccountNumber account, const std::string& order_id, const std::string& trade_id) {
        frame(account, R"({"fill_response":{"order_id":")" + order_id + R"(","trade_id":")" + trade_id +
                           R"(","symbol":"AAPL-USD","side":"BUY","price":100,"quantity":10}})");
    }
    void cancelled(AccountNumber account, const std::string& order_id) {
        frame(account, R"({"order_response":{"order_id":")" + order_id +
                           R"(","symbol":"AAPL-USD","status":"CANCELLED","side":"BUY","type":"LIMIT",)"
                           R"("quantity":10,"price":100,"quantity_remaining":10}})");
    }
    /// An order that the venue has, its reports read.
    void resting(Client& oms, const std::string& cl_ord_id, AccountNumber account,
                 const std::string& order_id) {
        order(oms, cl_ord_id, account == kMain ? "main" : "hedge");
        ack(account, order_id);
        const auto reports = oms.read("8");
        ASSERT_EQ(reports.size(), 1U);
        ASSERT_EQ(reports[0][150], "0");
    }
    std::size_t live(AccountNumber account) { return rig.core().accounts()[account].manager.live(); }

    CoreRig rig{kBoth, {}, CoreRig::account_section("hedge")};
};

// ---- which account

TEST_F(CoreAccounts, AnOrderGoesToTheAccountThatItNames) {
    serve_both();
    auto oms = rig.logged_on();
    order(oms, "a1");
    order(oms, "a2", "hedge");
    order(oms, "a3", "main");
    EXPECT_EQ(rig.port.sent_by, (std::vector{kMain, kHedge, kMain}));
    const auto refused = order(oms, "a4", "theirs");
    ASSERT_TRUE(refused);
    EXPECT_EQ((*refused)[103], "15") << refused->text;
    EXPECT_EQ(rig.port.sent.size(), 3U);
    EXPECT_EQ(live(kMain), 2U);
    EXPECT_EQ(live(kHedge), 1U);
}

TEST_F(CoreAccounts, AnAccountThatTheSessionMayNotUseIsNotTouched) {
    rig.restart_with("QfexAccount=main\n", CoreRig::account_section("hedge"));
    serve_both();
    auto oms = rig.logged_on();
    const auto refused = order(oms, "a1", "hedge");
    ASSERT_TRUE(refused);
    EXPECT_EQ((*refused)[103], "15") << refused->text;
    EXPECT_EQ(rig.core().accounts()[kHedge].manager.in_memory(), 0U);
    EXPECT_EQ(rig.core().accounts()[kMain].manager.in_memory(), 1U);
}

TEST_F(CoreAccounts, ARequestThatNamesAnotherAccountThanTheOrdersIsRefused) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kHedge, "V1");
    const std::string rest = "|41=a1|55=AAPL-USD|54=1|60=20250611-12:00:00|";
    const auto refused = answer(oms, "35=F|11=c1|1=main" + rest, "9");
    EXPECT_EQ(refused[102], "99") << refused.text;
    EXPECT_EQ(refused[58].substr(0, 15), "ACCOUNT_CHANGED");
    EXPECT_EQ(answer(oms, "35=F|11=c2|1=hedge" + rest)[150], "6");
    EXPECT_EQ(rig.port.sent_by, (std::vector{kHedge, kHedge}));
}

// ---- a session's ClOrdIDs

TEST_F(CoreAccounts, AClOrdIdIsTakenInEveryAccount) {
    serve_both();
    auto oms = rig.logged_on(1, "98=0|108=300|");
    resting(oms, "a1", kMain, "V1");
    const auto duplicate = [&] { return order(oms, "a1", "hedge"); };
    const auto expect_taken = [](const std::optional<Received>& report, std::string_view status) {
        ASSERT_TRUE(report);
        EXPECT_EQ((*report)[103], "6") << report->text;
        EXPECT_EQ((*report)[39], status);
        EXPECT_EQ((*report)[37], "V1");
    };
    expect_taken(duplicate(), "0");
    cancelled(kMain, "V1");
    oms.read();
    expect_taken(duplicate(), "4");
    rig.second(seconds(31));
    ASSERT_EQ(rig.core().accounts()[kMain].manager.in_memory(), 0U);  // archived
    expect_taken(duplicate(), "4");
    const auto next = oms.next();
    rig.restart();
    oms = rig.logged_on(next);
    serve_both();
    expect_taken(duplicate(), "4");
    EXPECT_EQ(rig.port.sent.size(), 1U);
}

TEST_F(CoreAccounts, AChangeMayNotTakeAClOrdIdOfAnotherAccount) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V1");
    resting(oms, "b1", kHedge, "V2");
    for (const std::string named : {"b1", "nobody"}) {
        const auto refused =
            answer(oms, "35=F|11=a1|41=" + named + "|55=AAPL-USD|54=1|60=20250611-12:00:00|", "9");
        EXPECT_EQ(refused[102], "6") << refused.text;
        EXPECT_EQ(refused[39], named == "b1" ? "0" : "8");
    }
    EXPECT_EQ(rig.port.sent.size(), 2U);
}

// ---- what a session sees

TEST_F(CoreAccounts, RequestsFindTheSessionsOrdersInEveryAccount) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V1");
    resting(oms, "b1", kHedge, "V2");
    EXPECT_EQ(answer(oms, "35=H|11=b1|55=AAPL-USD|54=1|")[37], "V2");
    oms.send("35=AF|584=m1|585=7|");
    const auto all = oms.read("8");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ((std::set{all[0][11], all[1][11]}), (std::set<std::string>{"a1", "b1"}));
    for (const auto& report : all) EXPECT_EQ(report[911], "2");
    EXPECT_EQ(all[0][912], "-");
    EXPECT_EQ(all[1][912], "Y");
    const auto one = answer(oms, "35=AF|584=m2|585=7|1=hedge|");
    EXPECT_EQ(one[11], "b1");
    EXPECT_EQ(one[911], "1");
    EXPECT_EQ(answer(oms, "35=AF|584=m3|585=7|1=theirs|")[37], "NONE");
}

TEST_F(CoreAccounts, AnOrderIdThatTwoAccountsHaveMeansTheNamedAccounts) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V");
    resting(oms, "b1", kHedge, "V");
    const std::string rest = "37=V|55=AAPL-USD|54=1|60=20250611-12:00:00|";
    EXPECT_EQ(answer(oms, "35=F|11=c1|1=hedge|" + rest)[41], "b1");
    EXPECT_EQ(answer(oms, "35=F|11=c2|" + rest)[41], "a1");
}

TEST_F(CoreAccounts, AMassCancelReachesEveryAccountAndCountsOnce) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V1");
    resting(oms, "b1", kHedge, "V2");
    const auto done = answer(oms, "35=q|11=x1|530=7|60=20250611-12:00:00|", "r");
    EXPECT_EQ(done[531], "7") << done.text;
    EXPECT_EQ(done[533], "2");
    EXPECT_EQ(rig.port.sent_by, (std::vector{kMain, kHedge, kMain, kHedge}));
    cancelled(kHedge, "V2");
    EXPECT_EQ(only(oms.read("8")).value()[11], "b1");
    EXPECT_EQ(live(kMain), 1U);
}

TEST_F(CoreAccounts, AMassCancelPassesOverAnAccountWhoseLinkIsDownAndSaysSo) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V1");
    resting(oms, "b1", kHedge, "V2");
    rig.core().link_down(kHedge, "gone", now());
    rig.end_turn();
    oms.send("35=q|11=x1|530=7|60=20250611-12:00:00|");
    const auto got = oms.read();
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0][533], "1") << got[0].text;
    EXPECT_EQ(got[1][11], "b1");
    EXPECT_EQ(got[1][150], "D") << got[1].text;
    EXPECT_EQ(got[1][378], "99");
    EXPECT_EQ(got[1][39], "0");
    EXPECT_TRUE(got[1][58].starts_with("MASS_CANCEL_FAILED QFEX_LINK_DOWN ")) << got[1][58];
    EXPECT_EQ(rig.port.sent_by, (std::vector{kMain, kHedge, kMain}));

    rig.core().link_down(kMain, "gone", now());
    rig.end_turn();
    const auto refused = answer(oms, "35=q|11=x2|530=7|60=20250611-12:00:00|", "r");
    EXPECT_EQ(refused[531], "0") << refused.text;
    EXPECT_EQ(refused[532], "0");  // stock FIX 4.4 has no 99 here
    EXPECT_TRUE(refused[58].starts_with("QFEX_LINK_DOWN ")) << refused[58];
}

TEST_F(CoreAccounts, TwoSessionsOnOneAccountSeeTheirOwnOrdersAlone) {
    rig.restart_with(kBoth,
                     CoreRig::account_section("hedge") + "[SESSION]\nTargetCompID=OMS2\nQfexAccount=main\n");
    serve_both();
    auto oms = rig.logged_on();
    auto other = rig.logged_on(1, "98=0|108=30|", 1);
    resting(oms, "a1", kMain, "V1");
    resting(other, "a1", kMain, "V2");
    EXPECT_EQ(answer(oms, "35=H|11=a1|55=AAPL-USD|54=1|")[37], "V1");
    EXPECT_EQ(answer(other, "35=H|11=a1|55=AAPL-USD|54=1|")[37], "V2");
    const auto unknown = answer(other, "35=F|11=c1|37=V1|55=AAPL-USD|54=1|60=20250611-12:00:00|", "9");
    EXPECT_EQ(unknown[102], "1") << unknown.text;
    EXPECT_EQ(answer(other, "35=AF|584=m1|585=7|")[37], "V2");
    EXPECT_EQ(answer(other, "35=q|11=x1|530=7|60=20250611-12:00:00|", "r")[533], "1");
    cancelled(kMain, "V2");
    EXPECT_EQ(only(other.read("8")).value()[150], "4");
    EXPECT_TRUE(oms.read().empty());
}

// ---- what stays apart

TEST_F(CoreAccounts, OneTradeFillsAnOrderOfEachAccountEvenUnderOneOrderId) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V");
    resting(oms, "b1", kHedge, "V");
    for (const auto& [account, cl_ord_id] : {std::pair{kHedge, "b1"}, std::pair{kMain, "a1"}}) {
        for (int i = 0; i < 2; ++i) fill(account, "V", "T");  // once more says nothing
        const auto report = only(oms.read("8"));
        ASSERT_TRUE(report);
        EXPECT_EQ((*report)[150], "F") << report->text;
        EXPECT_EQ((*report)[11], cl_ord_id);
        EXPECT_EQ((*report)[14], "10");
    }
}

TEST_F(CoreAccounts, AnEventOfOneAccountDoesNotBringBackAnArchivedOrderOfAnother) {
    serve_both();
    auto oms = rig.logged_on(1, "98=0|108=300|");
    resting(oms, "a1", kMain, "V");
    cancelled(kMain, "V");
    rig.second(seconds(31));
    oms.read();
    ASSERT_EQ(rig.core().accounts()[kMain].manager.in_memory(), 0U);
    fill(kHedge, "V", "T");
    rig.second(seconds(31));
    EXPECT_TRUE(oms.read("8").empty());
    fill(kMain, "V", "T");
    EXPECT_EQ(only(oms.read("8")).value()[150], "F");
}

TEST_F(CoreAccounts, ALinkThatIsDownDisturbsItsOwnAccountAlone) {
    serve_both();
    auto oms = rig.logged_on();
    order(oms, "a1");
    order(oms, "b1", "hedge");
    rig.core().link_down(kHedge, "gone", now());
    rig.end_turn();
    const auto unknown = only(oms.read("8"));
    ASSERT_TRUE(unknown);
    EXPECT_EQ((*unknown)[11], "b1");
    EXPECT_EQ((*unknown)[58].substr(0, 15), "OUTCOME_UNKNOWN") << unknown->text;
    const auto refused = order(oms, "b2", "hedge");
    ASSERT_TRUE(refused);
    EXPECT_EQ((*refused)[58].substr(0, 14), "QFEX_LINK_DOWN") << refused->text;
    EXPECT_FALSE(order(oms, "a2"));
    EXPECT_EQ(rig.port.sent_by, (std::vector{kMain, kHedge, kMain}));
}

// ---- over a restart

TEST_F(CoreAccounts, ARestartBringsTheOrdersOfEachBack) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V");
    resting(oms, "b1", kHedge, "V");
    for (int i = 0; i < 2; ++i) {
        const auto next = oms.next();
        rig.restart();
        oms = rig.logged_on(next);
        EXPECT_EQ(live(kMain), 1U);
        EXPECT_EQ(live(kHedge), 1U);
        fix::test::advance(days(1));  // the next turn begins a segment, with the state of both
        rig.second();
        oms = rig.logged_on(oms.next());
    }
    serve_both();
    fill(kHedge, "V", "T");
    EXPECT_EQ(only(oms.read("8")).value()[11], "b1");
}

/// The journal's number of a session stays when its place in the configuration does not.
TEST_F(CoreAccounts, ASessionThatMovesUpInTheConfigurationKeepsItsOrders) {
    const auto session = [](const std::string& oms) {
        return "[SESSION]\nTargetCompID=" + oms + "\nQfexAccount=main\n";
    };
    const auto hedge = CoreRig::account_section("hedge");
    rig.restart_with(kBoth, hedge + session("OMS2") + session("OMS3"));
    serve_both();
    auto oms = rig.logged_on(1, "98=0|108=30|", 2);
    resting(oms, "a1", kMain, "V1");
    const auto next = oms.next();
    rig.restart_with(kBoth, hedge + session("OMS3"));
    serve_both();
    oms = rig.logged_on(next, "98=0|108=30|", 1);
    EXPECT_EQ(answer(oms, "35=H|11=a1|55=AAPL-USD|54=1|")[37], "V1");
    fill(kMain, "V1", "T");
    EXPECT_EQ(only(oms.read("8")).value()[11], "a1");
}

TEST_F(CoreAccounts, AnAccountThatIsNotConfiguredAnyMoreKeepsItsOrders) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "a1", kMain, "V1");
    resting(oms, "b1", kHedge, "V2");
    const auto next = oms.next();
    rig.restart_with("QfexAccount=main\n", {});
    oms = rig.logged_on(next);
    rig.serve(kMain);
    EXPECT_EQ(answer(oms, "35=H|11=b1|55=AAPL-USD|54=1|")[39], "0");
    const auto refused = answer(oms, "35=F|11=c1|41=b1|55=AAPL-USD|54=1|60=20250611-12:00:00|", "9");
    EXPECT_EQ(refused[102], "99") << refused.text;
    EXPECT_EQ(refused[58].substr(0, 14), "QFEX_LINK_DOWN");
    EXPECT_EQ(order(oms, "b1").value()[103], "6");
    EXPECT_EQ(order(oms, "b2", "hedge").value()[103], "15");
    EXPECT_FALSE(order(oms, "a2"));
    EXPECT_TRUE(not_ready_because(rig.core(), LinkStates(2)).empty());

    const auto then = oms.next();
    rig.restart_with(kBoth, CoreRig::account_section("new") + CoreRig::account_section("hedge"));
    EXPECT_EQ(rig.core().accounts()[kHedge].name, "hedge");  // its number stays with it
    EXPECT_EQ(rig.core().accounts()[2].name, "new");
    serve_both();
    oms = rig.logged_on(then);
    oms.read();
    fill(kHedge, "V2", "T");
    EXPECT_EQ(only(oms.read("8")).value()[11], "b1");
}

TEST_F(CoreAccounts, TheLogNamesAnAccountThatIsGoneAndHowManyOrdersItHas) {
    serve_both();
    auto oms = rig.logged_on();
    resting(oms, "b1", kHedge, "V2");
    rig.restart_with("QfexAccount=main\n", {});
    const auto log = rig.log_text();
    EXPECT_NE(log.find("account.unconfigured Account=hedge LiveOrders=1"), std::string::npos) << log;
}

// ---- what is shown

TEST_F(CoreAccounts, ReadyMeansThatEveryAccountCanTrade) {
    LinkStates links(2);
    links[kHedge].text = "waiting for the venue";
    EXPECT_EQ(not_ready_because(rig.core(), links).size(), 2U);
    rig.serve(kMain);
    EXPECT_EQ(
        not_ready_because(rig.core(), links),
        std::vector<std::string>{"the venue link of account hedge is not serving: waiting for the venue"});
    rig.serve(kHedge);
    EXPECT_TRUE(not_ready_because(rig.core(), links).empty());
}

TEST_F(CoreAccounts, MetricsAndStatusShowEachAccount) {
    rig.serve(kHedge);
    auto oms = rig.logged_on();
    resting(oms, "b1", kHedge, "V2");
    order(oms, "a1");
    LinkStates links(2);
    links[kHedge].counters.drops = 3;
    const auto text = ops::metrics_text(metrics_of(rig.core(), links, 0));
    for (const std::string line :
         {"orders_sent_total{account=\"main\"} 0", "orders_sent_total{account=\"hedge\"} 1",
          "orders_refused_total{account=\"main\"} 1", "orders_live{account=\"hedge\"} 1",
          "link_serving{account=\"main\"} 0", "link_serving{account=\"hedge\"} 1",
          "link_drops_total{account=\"hedge\"} 3", "alarms_total{account=\"hedge\",alarm=\"LATE_FILL\"} 0"}) {
        EXPECT_NE(text.find("qfex_bridge_" + line + "\n"), std::string::npos) << line << '\n' << text;
    }
    const auto status = status_json(rig.core(), links, "test");
    for (const std::string part : {R"("name":"main","configured":true,"orders":{"live":0)",
                                   R"("name":"hedge","configured":true,"orders":{"live":1)"}) {
        EXPECT_NE(status.find(part), std::string::npos) << status;
    }
}

}  // namespace
}  // namespace qb::bridge::test
