#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

#include "integration/bridge_process.h"
#include "support/replay.h"
#include "torture/checker.h"
#include "torture/desk.h"
#include "torture/load.h"
#include "torture/oms_session.h"

// The bridge killed with SIGKILL again and again at moments that nobody chose, under load; afterwards the OMS
// must have been told exactly what the venue did.
namespace qb::torture {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Under the sanitizers the program starts some ten times as slowly.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t kKills = 25;
#else
constexpr std::uint64_t kKills = 200;
#endif

/// order_responses, fills, stop_orders.
constexpr std::size_t kChannels = 3;

/// When in its life a process is killed.
enum class Moment { Starting, LoggingOn, UnderLoad, LinkLost };

class Torture : public test::BridgeProcess {
protected:
    Torture() : seed(test::from_environment("QB_TORTURE_SEED", std::random_device{}())), dice(seed) {
        bridge_lines = "JournalReserve=1048576\n";
        default_lines = "Values=extended\n";
        account_lines = "AckTimeout=1\nOrderRate=10000\nCancelRate=10000\n";
        sim::Options options;
        options.max_open_orders = 5'000;
        options.rate_limits = {0, 0};
        start_venue(std::move(options));
        move_markets();
    }
    ~Torture() override {
        const char* keep = std::getenv("QB_TORTURE_KEEP");
        if (keep != nullptr) std::filesystem::copy(folder, keep, std::filesystem::copy_options::recursive);
    }

    /// One start of the program, up to its kill.
    void life(Moment moment) {
        spawn_and_wait(moment == Moment::Starting);
        if (moment == Moment::Starting || HasFailure()) return kill_it();
        log_on();
        if (moment == Moment::LoggingOn) {
            pass(milliseconds(dice.below(15)));
            return kill_it();
        }
        wait_until_trading();
        trade(milliseconds(dice.between(10, 200)));
        if (moment == Moment::LinkLost) {
            venue->inject({.kind = sim::FaultKind::DropNow});
            trade(milliseconds(dice.between(0, 1'300)));  // it is back after a second
        }
        kill_it();
    }

    /// The program's last life: all that is open is decided.
    void last_life() {
        spawn_and_wait(false);
        log_on();
        wait_until_trading();
        trade(milliseconds(200));
        until_settled([this] { return desk.settled(); }, "every order and request has its last word");
        quiet(milliseconds(1'500));  // for an answer too many
        oms.send(desk.ask_for_all());
        until_settled([this] { return desk.settled(); }, "the list of all orders");
    }

    void spawn_and_wait(bool briefly) {
        last_connection = newest_connection();
        spawn("run");
        const auto began = steady_clock::now();
        if (briefly) return pass(milliseconds(dice.below(80)));
        until([this] { return listening() || !runs(); }, "it listens");
        ASSERT_TRUE(listening() && runs()) << "the bridge does not start: " << log();
        spent.starting += steady_clock::now() - began;
        ++spent.starts;
    }

    void log_on() {
        waiting_for_logon = oms.counts().logons;
        logging_on_since = steady_clock::now();
        const bool reset = dice.one_in(20);
        reset_since = reset_since || reset;
        ASSERT_TRUE(oms.log_on(listening().value_or(0), reset));
    }

    void wait_until_trading() {
        until(
            [this] {
                oms.read();
                return oms.counts().logons > waiting_for_logon;
            },
            "the logon is answered");
        spent.logging_on += steady_clock::now() - logging_on_since;
        send_again();
        until(
            [this] {
                oms.read();
                return link_is_up();
            },
            "the link is up");
        spent.linking += steady_clock::now() - logging_on_since;
        ++spent.links;
    }

    /// What was sent before a reset of the numbers and has no answer: nobody resends it.
    void send_again() {
        if (!std::exchange(reset_since, false)) return;
        for (const auto& message : desk.unanswered()) oms.send(message);
    }

    /// Load until the time is over or the bridge hangs up.
    void trade(milliseconds length) {
        const auto began = steady_clock::now();
        const auto end = began + length;
        while (steady_clock::now() < end && oms.connected()) {
            for (int burst = dice.below(4); burst > 0; --burst) {
                if (const auto message = trader.act(); !message.empty()) oms.send(message);
            }
            if (dice.one_in(3)) move_markets();
            pass(milliseconds(dice.between(1, 4)));
        }
        spent.trading += steady_clock::now() - began;
    }

    void kill_it() {
        const auto began = steady_clock::now();
        kill(pid_, SIGKILL);
        EXPECT_EQ(wait_for_exit(), -SIGKILL) << "it ended by itself: " << log();
        if (dice.one_in(4)) oms.drop();  // what is on its way is lost
        until(
            [this] {
                oms.read();
                return !oms.connected();
            },
            "the connection ends");
        for (int i = dice.below(3); i > 0; --i) move_markets();
        spent.ending += steady_clock::now() - began;
    }

    void move_markets() {
        for (auto& market : trader.markets) {
            market.move(dice);
            mark(market.symbol, market.mark());
            book(market.symbol, market.levels(dice, true), market.levels(dice, false));
        }
    }

    /// Lets the loop run.
    void pass(milliseconds length) {
        const auto end = steady_clock::now() + length;
        do {
            io.restart();
            io.run_one_for(milliseconds(1));
            oms.read();
        } while (steady_clock::now() < end);
    }

    void quiet(milliseconds length) { pass(length); }

    /// As until(), and patient: reads that fail are made again after up to half a minute.
    void until_settled(const std::function<bool()>& done, std::string_view what) {
        const auto deadline = steady_clock::now() + std::chrono::seconds(40);
        while (!done() && steady_clock::now() < deadline) pass(milliseconds(5));
        EXPECT_TRUE(done()) << what;
    }

    [[nodiscard]] bool runs() const {
        siginfo_t info{};
        return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == 0;
    }
    [[nodiscard]] sim::ConnectionId newest_connection() const {
        sim::ConnectionId newest = 0;
        for (const auto& connection : venue->connections()) newest = std::max(newest, connection.id);
        return newest;
    }
    [[nodiscard]] bool link_is_up() const {
        const auto all = venue->connections();
        return std::any_of(all.begin(), all.end(), [this](const auto& c) {
            return c.id > last_connection && c.authenticated && c.channels.size() >= kChannels;
        });
    }

    /// Everything sent and heard that names one of these ids.
    [[nodiscard]] std::string story_of(const std::vector<std::string>& ids) const {
        std::string story;
        for (const auto& line : oms.transcript()) {
            const bool named = std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
                return line.find("|11=" + id + "|") != std::string::npos ||
                       line.find("|41=" + id + "|") != std::string::npos;
            });
            if (named) story += "  " + line + "\n";
        }
        return story;
    }

    void expect_no_complaint() {
        constexpr int kShown = 5;
        int shown = 0;
        for (const auto& difference : differences(desk, *venue)) {
            if (++shown <= kShown) ADD_FAILURE() << difference.text << "\n" << story_of(difference.ids);
        }
        for (const auto* complaints : {&oms.complaints(), &desk.complaints()}) {
            for (const auto& complaint : *complaints) {
                if (++shown <= kShown) ADD_FAILURE() << complaint;
            }
        }
        EXPECT_EQ(shown, 0) << "differences and complaints; QB_TORTURE_SEED=" << seed;
        EXPECT_TRUE(oms.complete()) << "messages are missing";
    }

    void tell(std::uint64_t kills) const {
        const auto each = [](steady_clock::duration sum, int count) {
            return std::to_string(std::chrono::duration_cast<milliseconds>(sum).count() /
                                  std::max(count, 1)) +
                   " ms";
        };
        const auto& heard = desk.counts();
        const auto& line = oms.counts();
        std::cout << "QB_TORTURE_SEED=" << seed << ", " << kills << " kills, " << desk.orders().size()
                  << " orders, " << desk.requests().size() << " requests, " << heard.executions
                  << " executions (" << heard.late << " late), " << heard.unknown << " unknown outcomes, "
                  << heard.not_at_venue << " of them never at the venue, " << line.resets << " resets, "
                  << line.gaps << " gaps, " << line.repeated << " messages of the bridge and " << line.resent
                  << " of the OMS sent again\n"
                  << "start to listening " << each(spent.starting, spent.starts) << ", logon "
                  << each(spent.logging_on, spent.links) << ", connect to link up "
                  << each(spent.linking, spent.links) << ", trading " << each(spent.trading, spent.links)
                  << ", kill " << each(spent.ending, static_cast<int>(kills)) << "\n";
    }

    const std::uint64_t seed;
    Dice dice;
    Desk desk;
    OmsSession oms{io, [this](const test::FixFields& message) { desk.hears(message); }};
    Trader trader{dice, desk};
    sim::ConnectionId last_connection = 0;
    int waiting_for_logon = 0;
    bool reset_since = false;  ///< the numbers, and what it left unanswered was not sent again yet
    steady_clock::time_point logging_on_since{};
    struct {
        steady_clock::duration starting{}, logging_on{}, linking{}, trading{}, ending{};
        int starts = 0, links = 0;
    } spent;
};

TEST_F(Torture, WhatTheOmsWasToldIsWhatTheVenueDid) {
    const auto kills = test::from_environment("QB_TORTURE_KILLS", kKills);
    for (std::uint64_t i = 0; i < kills && !HasFailure(); ++i) {
        const int roll = dice.below(100);
        life(roll < 15   ? Moment::Starting
             : roll < 30 ? Moment::LoggingOn
             : roll < 96 ? Moment::UnderLoad
                         : Moment::LinkLost);
    }
    if (!HasFailure()) last_life();
    tell(kills);
    RecordProperty("kills", static_cast<int>(kills));
    expect_no_complaint();
    constexpr std::uint64_t kMany = 100;
    if (kills < kMany) return;
    // It was worth watching. When a kill strikes is the machine's: what depends on that has to occur at all.
    const int some = static_cast<int>(kills / 10);
    EXPECT_GT(desk.counts().executions, some);
    EXPECT_GT(desk.counts().triggers, some);
    EXPECT_GT(desk.counts().unknown, some / 4);
    EXPECT_GT(oms.counts().repeated, 0);
    EXPECT_GT(oms.counts().resent, 0);
}

}  // namespace
}  // namespace qb::torture
