#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "unit/bridge/core_rig.h"
#include "unit/bridge/venue_text.h"

namespace qb::bridge::test {

/// A bridge that keeps a day, begun at noon. Segment n is begun at the midnight of day n - 1.
class Days {
public:
    explicit Days(std::string_view bridge_lines = "JournalKeepDays=1\n")
        : rig((at_noon(), ""), bridge_lines) {
        rig.verifies = false;  // a journal whose beginning was removed is not run again whole
    }

    /// The next midnight and a few seconds.
    void next_day() {
        midnight();
        for (int i = 0; i < 5; ++i) rig.second();
    }
    void midnight() {
        const auto wall = now().wall;
        rig.second(std::chrono::floor<std::chrono::days>(wall) + std::chrono::days(1) - wall);
    }
    void pass(int count) {
        for (int i = 0; i < count; ++i) next_day();
    }
    std::uint32_t oldest() { return rig.core().journal().segments().front().number; }

    void order(Client& oms, std::string_view cl_ord_id) { oms.send(fix::test::stop_order(cl_ord_id)); }
    /// A limit order: the venue's word alone ends it.
    void limit_order(Client& oms, std::string_view cl_ord_id) {
        oms.send("35=D|11=" + std::string(cl_ord_id) +
                 "|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=20250611-12:00:00|");
    }
    void venue(std::string_view words) {
        std::vector<std::string> adds;
        for (const auto& command : rig.port.sent)
            if (command.find("add_order") != std::string::npos) adds.push_back(command);
        rig.core().venue_frame(0, venue_frame(words, adds), now());
        rig.end_turn();
    }
    void goodbye(Client& oms) {
        oms.send("35=5|");
        oms.read();
        oms.close();
    }
    /// The OMS logs on with numbers that begin anew, takes what waits for it, and says goodbye.
    void new_epoch() {
        auto oms = rig.connect();
        oms.logon("98=0|108=30|141=Y|");
        rig.go_on();
        oms.read();
        goodbye(oms);
    }
    /// An order that is refused, because no link serves, and archived.
    void refused_order(std::string_view cl_ord_id) {
        auto oms = rig.logged_on();
        order(oms, cl_ord_id);
        next_number = oms.next() + 1;
        goodbye(oms);
        rig.second(std::chrono::seconds(31));
    }

    CoreRig rig;
    int next_number = 0;

private:
    static void at_noon() {
        fix::test::set_wall(
            WallTime(std::chrono::sys_days(std::chrono::June / 11 / 2025) + std::chrono::hours(12)));
    }
};

}  // namespace qb::bridge::test
