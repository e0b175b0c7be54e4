/// What a turn leaves behind: pages that follow, commands the link does not take, ids, a journal that fails.
#include <gtest/gtest.h>

#include <cerrno>
#include <set>

#include "unit/bridge/core_rig.h"
#include "unit/bridge/venue_text.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::advance;
using fix::test::Received;
using fix::test::set_wall;
using fix::test::stop_order;

class CoreTurn : public testing::Test {
protected:
    CoreTurn() { set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h)); }
};

void send_refused_orders(Client& oms, int count) {
    for (int i = 0; i < count; ++i) oms.send(stop_order("r" + std::to_string(i)));
}

// ---- pages

TEST_F(CoreTurn, AResendGoesOnTurnByTurnWithoutInput) {
    CoreRig rig;
    auto oms = rig.logged_on();
    send_refused_orders(oms, 1000);
    oms.read();
    oms.send("35=2|7=2|16=0|");
    EXPECT_TRUE(rig.core().has_more());
    EXPECT_GE(rig.go_on(), 3);
    EXPECT_EQ(oms.read("8").size(), 1000U);
}

TEST_F(CoreTurn, ParkedReportsFollowTurnByTurnWithoutInput) {
    CoreRig rig;
    auto oms = rig.logged_on();
    rig.pipes[oms.id()].stuck = true;
    send_refused_orders(oms, 1000);
    EXPECT_FALSE(rig.core().has_more());  // the peer does not read
    const auto waiting = rig.core().reports().parked(0);
    ASSERT_GT(waiting, 600U);
    rig.pipes[oms.id()].stuck = false;
    rig.core().engine().written(oms.id(), 10'000'000);
    EXPECT_TRUE(rig.core().has_more());
    EXPECT_GE(rig.go_on(), 3);
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), waiting);
    for (std::size_t i = 0; i < waiting; ++i)
        ASSERT_EQ(got[i][11], "r" + std::to_string(1000 - waiting + i));  // in their order
}

TEST_F(CoreTurn, NothingIsLeftOfAPeerThatIsAway) {
    CoreRig rig;
    auto oms = rig.logged_on();
    rig.pipes[oms.id()].stuck = true;
    send_refused_orders(oms, 300);
    oms.close();
    ASSERT_GT(rig.core().reports().parked(0), 0U);
    EXPECT_FALSE(rig.core().has_more());
}

// ---- commands that the link does not take

TEST_F(CoreTurn, AnOrderThatTheLinkDoesNotTakeIsRefused) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    rig.port.takes = false;
    oms.send(stop_order("a1"));
    EXPECT_TRUE(oms.read().empty());
    EXPECT_TRUE(rig.core().has_more());
    EXPECT_EQ(rig.go_on(), 1);
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][150], "8") << got[0].text;
    EXPECT_EQ(got[0][39], "8");
    EXPECT_EQ(got[0][103], "2");
    EXPECT_TRUE(got[0][58].starts_with("QFEX_LINK_DOWN ")) << got[0][58];
    EXPECT_NE(got[0][58].find("nothing was sent"), std::string::npos);
    EXPECT_EQ(rig.core().accounts()[0].counters.not_sent, 1U);

    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    rig.restart();
    EXPECT_EQ(rig.core().accounts()[0].manager.unknown(), 0U);
    EXPECT_EQ(rig.core().accounts()[0].manager.live(), 0U);
}

TEST_F(CoreTurn, AnIdenticalStopBehindItIsTriedInItsPlace) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    rig.port.takes = false;
    const auto head = "|49=OMS|52=" + fix::test::utc_text(now().wall) + "|56=BRIDGE|";
    oms.raw(
        fix::test::frame("35=D|34=2" + head + stop_order("a1").substr(5)) +  // one turn: the second is held
        fix::test::frame("35=D|34=3" + head + stop_order("a2").substr(5)));
    rig.port.takes = true;
    EXPECT_EQ(rig.go_on(), 1);
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][11], "a1");
    EXPECT_EQ(rig.port.sent.size(), 1U);
    EXPECT_EQ(rig.core().accounts()[0].manager.live(), 1U);
}

TEST_F(CoreTurn, OrdersPauseWhenAReadIsRefusedForItsRate) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    const auto words_of = [&](std::string_view cl_ord_id) {
        oms.send("35=D|11=" + std::string(cl_ord_id) +
                 "|55=AAPL-USD|54=1|38=1|40=2|44=100|59=1|60=20250611-12:00:00|");
        const auto got = oms.read("8");
        return got.empty() ? std::string() : got.front()[58];
    };
    const orders::QueryHistoricOrders query{.symbol = "AAPL-USD", .client_order_id = {}, .offset = 0};
    rig.core().query_failed(0, query, {.fault = qfex::RestFault::VenueFailed, .status = 500, .text = "no"},
                            now());
    rig.end_turn();
    EXPECT_EQ(words_of("a1"), "");
    rig.core().query_failed(
        0, query, {.fault = qfex::RestFault::RateLimited, .status = 429, .text = "slow", .retry_after = 20s},
        now());
    rig.end_turn();
    advance(19s);
    EXPECT_TRUE(words_of("a2").starts_with("RATE_LIMITED_LOCAL"));
    advance(7s);  // the hint, and up to a quarter more
    EXPECT_EQ(words_of("a3"), "");
}

TEST_F(CoreTurn, AKeyThatMayNotReadIsNamedInTheLog) {
    CoreRig rig;
    rig.core().query_failed(0, orders::QueryHistoricOrders{},
                            {.fault = qfex::RestFault::KeyRefused, .status = 403, .text = "GET x: HTTP 403"},
                            now());
    rig.end_turn();
    const auto log = rig.log_text();
    EXPECT_NE(log.find("ERROR venue.key_refused Account=main: GET x: HTTP 403; "), std::string::npos) << log;
}

TEST_F(CoreTurn, AnArchivedOrderThatCannotBeReadEndsTheBridgeAndSendsNothing) {
    CoreRig rig;
    auto oms = rig.logged_on(1, "98=0|108=300|");
    oms.send(stop_order("a1"));
    rig.serve();
    rig.second(seconds(31));
    ASSERT_EQ(rig.core().accounts()[0].manager.in_memory(), 0U);
    rig.disk.script = [](FakeDisk::Op op, const std::string&) -> FakeDisk::Verdict {
        if (op == FakeDisk::Op::Read) return {FakeDisk::error(EIO), {}};
        return {};
    };
    EXPECT_THROW(oms.send(stop_order("a1")), std::runtime_error);
    EXPECT_TRUE(rig.port.sent.empty());
}

// ---- ids

/// The same rows once more, as after a power failure that took them or with an older copy of the folder.
TEST_F(CoreTurn, RowsThatComeAgainGiveOtherIds) {
    CoreRig rig("PendingNew=Y\n");
    const auto backup = rig.disk.copy();
    std::set<std::string> keys, order_ids, exec_ids;
    for (int i = 0; i < 2; ++i) {
        rig.kill();
        for (const auto& name : rig.disk.names()) rig.disk.erase(name);
        for (const auto& name : backup->names()) rig.disk.put(name, backup->bytes(name));
        advance(seconds(1));
        rig.disk.restart();
        rig.start();
        rig.serve();
        auto oms = rig.logged_on();
        oms.send(stop_order("a1"));
        const auto got = oms.read("8");
        ASSERT_EQ(got.size(), 1U);
        EXPECT_LE(got[0][17].size(), 32U);
        exec_ids.insert(got[0][17]);
        keys.insert(got[0][17].substr(0, got[0][17].find('-')));
        order_ids.insert(member(rig.port.sent.back(), "client_order_id"));
    }
    EXPECT_EQ(keys.size(), 1U);  // the rows are the same
    EXPECT_EQ(exec_ids.size(), 2U);
    EXPECT_EQ(order_ids.size(), 2U);
}

// ---- the journal

TEST_F(CoreTurn, NoOrderIsTakenWhileTheDiskIsNearlyFull) {
    CoreRig rig;
    rig.serve();
    auto oms = rig.logged_on();
    rig.disk.capacity = rig.disk.bytes(rig.disk.names().front()).size();
    while (!rig.core().journal().low_space()) {
        rig.core().venue_frame(0, R"({"other":")" + std::string(100'000, 'x') + R"("})", now());
        rig.end_turn();
    }
    oms.send(stop_order("a1"));
    const auto got = oms.read("8");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0][150], "8") << got[0].text;
    EXPECT_EQ(got[0][103], "99");
    EXPECT_TRUE(got[0][58].starts_with("JOURNAL_LOW_SPACE ")) << got[0][58];
    EXPECT_TRUE(rig.port.sent.empty());

    rig.disk.capacity *= 2;
    rig.second();
    oms.send(stop_order("a2"));
    EXPECT_EQ(rig.port.sent.size(), 1U);
}

void tear_the_last_turn(CoreRig& rig) {
    rig.disk.stop_after(0, 40);
    rig.core().link_down(0, "so that there is a row", now());
    EXPECT_TRUE(rig.try_end_turn());
    rig.restart();
}

TEST_F(CoreTurn, ATornTurnIsToldWithWhatAPowerFailureMeans) {
    CoreRig rig;
    tear_the_last_turn(rig);
    const auto log = rig.log_text();
    EXPECT_NE(log.find("journal.cut"), std::string::npos) << log;
    EXPECT_NE(log.find("may be live at the venue"), std::string::npos) << log;
}

TEST_F(CoreTurn, WithEveryTurnSyncedNothingOfItHadLeft) {
    CoreRig rig({}, "JournalSync=power\n");
    tear_the_last_turn(rig);
    const auto log = rig.log_text();
    EXPECT_NE(log.find("nothing of it had left"), std::string::npos) << log;
    EXPECT_EQ(log.find("may be live"), std::string::npos) << log;
}

TEST_F(CoreTurn, ASegmentThatCannotBeBegunEndsTheBridgeWithItsCause) {
    CoreRig rig;
    rig.disk.script = [](FakeDisk::Op op, const std::string&) -> FakeDisk::Verdict {
        if (op == FakeDisk::Op::Sync) return {FakeDisk::error(EIO), {}};
        return {};
    };
    advance(days(1));
    rig.core().link_down(0, "so that there is a row", now());
    const auto error = rig.try_end_turn();
    ASSERT_TRUE(error);
    EXPECT_NE(error->text.find("(sync: Input/output error)"), std::string::npos) << error->text;
    const auto log = rig.log_text();
    EXPECT_EQ(log.find("the old one goes on"), std::string::npos) << log;
    EXPECT_NE(log.find("a new segment could not be begun"), std::string::npos) << log;
}

}  // namespace
}  // namespace qb::bridge::test
