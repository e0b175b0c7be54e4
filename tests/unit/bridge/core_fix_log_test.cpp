/// FixLog=Y: what stands in a session's FIX log, compared with the journal.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bridge/status.h"
#include "journal/reader.h"
#include "ops/fix_log.h"
#include "records/rows.h"
#include "unit/bridge/core_rig.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using fix::test::set_wall;
using fix::test::stop_order;

constexpr sys_days kWednesday = 2025y / 6 / 11;
constexpr std::string_view kLogged = "FixLog=Y\nUsername=desk\nPassword=open-sesame\n";
constexpr std::string_view kLogon = "98=0|108=30|553=desk|554=open-sesame|";

class CoreFixLog : public testing::Test {
protected:
    CoreFixLog() { set_wall(WallTime(kWednesday + 12h)); }

    /// As the server begins.
    static void begin(CoreRig& rig) {
        std::filesystem::create_directory(rig.data_dir());
        rig.core().begin_fix_logs();
    }

    static std::string text_of(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::string log_of(const CoreRig& rig, const std::string& day = "20250611") {
        return text_of(rig.data_dir() + "/fixlog/FIX.4.4~BRIDGE~OMS." + day + ".001.log");
    }
    /// The messages of the first session that the journal has, as the FIX log writes them.
    static std::string lines_of_journal(CoreRig& rig) {
        const auto disk = rig.disk.copy();
        auto reader = journal::Reader::open(*disk);
        if (!reader) throw std::runtime_error("the journal cannot be read");
        std::string turn, out;
        std::vector<journal::FixChange> changes;
        std::vector<std::pair<ops::FixDirection, std::string>> messages;
        for (auto row = reader->next(); row && *row; row = reader->next()) {
            const auto& found = **row;
            if (const auto times = journal::turn_end(found, changes)) {
                for (const auto& [direction, text] : messages)
                    out += ops::fix_log_line(WallTime(microseconds(times->wall_us)), direction, text);
                messages.clear();
            }
            const bool in = found.kind == journal::RowKind::FixIn;
            if (!in && found.kind != journal::RowKind::FixOut) continue;
            const auto fix = records::read_fix(found.version, found.payload);
            if (fix && fix->session == 0)
                messages.emplace_back(in ? ops::FixDirection::In : ops::FixDirection::Out, fix->text);
        }
        return out;
    }
    static std::uint64_t lines_lost(CoreRig& rig) {
        const auto deadline = steady_clock::now() + 10s;
        while (rig.core().fix_log_lines_lost() == 0 && steady_clock::now() < deadline)
            rig.core().hand_over_fix_logs();
        return rig.core().fix_log_lines_lost();
    }
};

TEST_F(CoreFixLog, HoldsEveryMessageOfTheJournalInItsOrder) {
    CoreRig rig(kLogged, {}, "[SESSION]\nTargetCompID=QUIET\n");
    begin(rig);
    auto oms = rig.logged_on(1, kLogon);
    oms.send("35=1|112=there?|");
    oms.send(stop_order("a1"));
    oms.send("35=AB|11=x|");
    set_wall(WallTime(kWednesday + 24h));
    auto other = rig.logged_on(1, "98=0|108=30|", 1);
    oms.send(stop_order("a2"));
    oms.send("35=5|");
    rig.kill();
    const auto lines = log_of(rig) + log_of(rig, "20250612");
    EXPECT_EQ(lines, lines_of_journal(rig));
    for (const auto* part : {" : <- 8=FIX.4.4\x01", " : -> 8=FIX.4.4\x01",
                             "\x01"
                             "35=A\x01",
                             "\x01"
                             "35=0\x01",
                             "\x01"
                             "35=8\x01",
                             "\x01"
                             "35=j\x01",
                             "\x01"
                             "35=5\x01",
                             "\x01"
                             "554=***\x01"}) {
        EXPECT_NE(lines.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(lines.find("open-sesame"), std::string::npos);
    EXPECT_NE(log_of(rig, "20250612")
                  .find("\x01"
                        "11=a2\x01"),
              std::string::npos);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(rig.data_dir() + "/fixlog"), {}), 2);
}

TEST_F(CoreFixLog, HoldsWhatIsSentAgainAsItIsSent) {
    CoreRig rig(kLogged);
    begin(rig);
    auto oms = rig.logged_on(1, kLogon);
    oms.send(stop_order("a1"));
    oms.send("35=2|7=1|16=0|");
    rig.kill();
    const auto again = log_of(rig).find(
        "\x01"
        "43=Y\x01");
    ASSERT_NE(again, std::string::npos);
    EXPECT_EQ(lines_of_journal(rig).find("\x01"
                                         "43=Y\x01"),
              std::string::npos);
}

TEST_F(CoreFixLog, LacksATurnThatTheJournalDidNotTake) {
    CoreRig rig(kLogged);
    begin(rig);
    auto oms = rig.logged_on(1, kLogon);
    rig.turn_goes_on = true;
    oms.send(stop_order("a1"));
    rig.disk.stop_after(0);
    ASSERT_TRUE(rig.try_end_turn());
    rig.kill();
    EXPECT_NE(log_of(rig).find("\x01"
                               "35=A\x01"),
              std::string::npos);
    EXPECT_EQ(log_of(rig).find("\x01"
                               "11=a1\x01"),
              std::string::npos);
}

TEST_F(CoreFixLog, IsNotThereUnlessASessionWantsIt) {
    CoreRig rig;
    begin(rig);
    rig.logged_on();
    EXPECT_FALSE(rig.core().hand_over_fix_logs());
    rig.kill();
    EXPECT_FALSE(std::filesystem::exists(rig.data_dir() + "/fixlog"));
}

TEST_F(CoreFixLog, IsNotWrittenByACoreThatNobodyAskedForIt) {
    CoreRig rig(kLogged);
    std::filesystem::create_directory(rig.data_dir());
    rig.logged_on(1, kLogon);
    rig.kill();
    EXPECT_FALSE(std::filesystem::exists(rig.data_dir() + "/fixlog"));
}

TEST_F(CoreFixLog, WhatCannotBeWrittenIsToldAndTradingGoesOn) {
    CoreRig rig(kLogged);
    rig.core().begin_fix_logs();  // without a folder for them
    auto oms = rig.logged_on(1, kLogon);
    EXPECT_EQ(lines_lost(rig), 2U);
    for (int i = 0; i < 3; ++i) rig.second();
    oms.send(stop_order("a1"));
    EXPECT_EQ(oms.read("8").size(), 1U);
    const auto metrics = metrics_of(rig.core(), LinkStates(1), 0);
    const auto lost = std::find_if(metrics.begin(), metrics.end(), [](const auto& metric) {
        return metric.name == "qfex_bridge_fix_log_lines_lost_total";
    });
    ASSERT_NE(lost, metrics.end());
    EXPECT_GE(lost->value, 2U);
    const auto log = rig.log_text();
    const auto told = log.find("fixlog.lost Lines=2");
    ASSERT_NE(told, std::string::npos) << log;
    EXPECT_EQ(log.find("fixlog.lost", told + 1), std::string::npos) << "told once a minute";
}

}  // namespace
}  // namespace qb::bridge::test
