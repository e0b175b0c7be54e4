#include "faults.h"

#include <cerrno>

namespace qb::simulation {

using namespace std::chrono_literals;
using orders::Decimal;

void Faults::happen(FaultKind kind) {
    switch (kind) {
    case FaultKind::Link: return link();
    case FaultKind::Venue: return venue();
    case FaultKind::Session: return session();
    case FaultKind::Process: return process();
    case FaultKind::Power: return power();
    case FaultKind::Disk: return disk();
    case FaultKind::Clock: return clock();
    }
}

void Faults::end() {
    say("the end of all faults");
    over_ = true;
    venue_.set_listening(true);
    venue_.act([](sim::Venue& venue, Now) { venue.clear_faults(); });
    for (auto& road : roads_) road.stalled = false;
    bridge_.crash_never();
    bridge_.disk().script = nullptr;
    bridge_.disk().capacity = std::numeric_limits<std::uint64_t>::max();
    agenda_.set_machine_wrong_by(0us);
    for (auto& oms : omses_) {
        oms.bridge_refuses(false);
        oms.session().stop_reading(false);
        oms.session().resends = true;
    }
}

// ---- between the bridge and the venue

void Faults::link() {
    const int what = dice_.below(10);
    if (what < 6) return cut_link(one_of(roads_));
    if (what < 7) return stall_link(one_of(roads_));
    if (what < 9) return venue_restarts(milliseconds(dice_.of(std::array{0, 200, 3000})));
    say("upgrades are refused");
    const int status = dice_.of(std::array{401, 429, 503});
    venue_.act([&](sim::Venue& venue, Now now) {
        venue.inject({.kind = sim::FaultKind::RefuseUpgrade, .count = 2, .status = status}, now);
        venue.drop_all(now);
    });
}

/// At any byte of what is under way; each end hears of it soon, late or not at all.
void Faults::cut_link(const VenueRoad& road) {
    if (!road.line) return;
    static constexpr std::array kHears{0, 0, 30, 400, -1};
    const auto hears = [&]() -> std::optional<microseconds> {
        const int after = dice_.of(kHears);
        return after < 0 ? std::nullopt : std::optional<microseconds>(milliseconds(after));
    };
    const Line::Cut cut{.to_other = some_of(road.line->under_way(Side::Other)),
                        .to_bridge = some_of(road.line->under_way(Side::Bridge)),
                        .other_hears = hears(),
                        .bridge_hears = hears()};
    say(road.name + " link cut: " + std::to_string(cut.to_other) + " bytes more to the venue, " +
        std::to_string(cut.to_bridge) + " to the bridge" +
        (cut.bridge_hears ? "" : ", which does not hear of it"));
    road.line->cut(cut);
}

/// The network takes nothing more, until the write that waits is given up.
void Faults::stall_link(VenueRoad& road) {
    if (!road.line) return;
    say(road.name + " link stalled");
    road.stalled = true;
    const auto time = some_time(100, 2000);
    agenda_.after(time, [line = road.line] {
        line->cut({.to_other = 0, .to_bridge = 0, .other_hears = 0us, .bridge_hears = 0us});
    });
}

void Faults::venue_restarts(milliseconds down) {
    say("the venue restarts, down for " + std::to_string(down.count()) + " ms");
    venue_.act([](sim::Venue& venue, Now now) { venue.drop_all(now); });
    if (down.count() == 0) return;
    venue_.set_listening(false);
    agenda_.after(down, [this] { venue_.set_listening(true); });
}

// ---- the venue's answers

void Faults::venue() {
    const int what = dice_.below(10);
    if (what < 6) return spoil_an_answer();
    if (what < 7) return silent_venue();
    venue_acts();
}

/// Lost, late, doubled; one that is late lets those behind it overtake.
void Faults::spoil_an_answer() {
    answers_are_lost_ = true;
    using sim::FaultKind;
    static constexpr std::array kKinds{FaultKind::DropBeforeCommand, FaultKind::DropBeforeReply,
                                       FaultKind::DropAfterReply,    FaultKind::LoseReply,
                                       FaultKind::LoseReplies,       FaultKind::DoubleReply,
                                       FaultKind::DelayReply,        FaultKind::DelayReply};
    static const std::vector<std::string> kCommands{
        "",          "add_order",         "add_order",      "cancel_order", "modify_order",
        "get_order", "cancel_stop_order", "get_user_trades"};
    const sim::Fault fault{.kind = dice_.of(kKinds),
                           .command = dice_.of(kCommands),
                           .count = static_cast<std::size_t>(dice_.between(1, 2)),
                           .delay = milliseconds(dice_.of(std::array{20, 300, 1500, 3500}))};
    say("answer fault " + std::to_string(static_cast<int>(fault.kind)) + " for " + fault.command);
    venue_.act([&](sim::Venue& venue, Now now) { venue.inject(fault, now); });
}

void Faults::silent_venue() {
    answers_are_lost_ = true;
    say("the venue falls silent");
    venue_.act([](sim::Venue& venue, Now now) { venue.inject({.kind = sim::FaultKind::Silent}, now); });
    agenda_.after(some_time(100, 4000), [this] {
        say("the venue speaks again");
        venue_.act([](sim::Venue& venue, Now) { venue.clear_faults(); });
    });
}

void Faults::venue_acts() {
    const int what = dice_.below(4);
    venue_.act([&](sim::Venue& venue, Now now) {
        if (what == 0) return venue.inject({.kind = sim::FaultKind::Garbage}, now);
        if (what == 1) {
            const bool server_error = dice_.one_in(2);
            return venue.script({.error_code = server_error ? "ServerError" : "InvalidOrder",
                                 .carry_out = server_error && dice_.one_in(2)});
        }
        const auto open = venue.orders(true);
        if (open.empty()) return;
        const auto& order = dice_.of(open);
        say("the venue ends " + order.order_id);
        (void)venue.end_order(order.order_id, "CANCELLED", now);
    });
}

// ---- the OMS and its line

void Faults::session() {
    auto& oms = one_of(omses_);
    auto& session = oms.session();
    const std::string name(oms.party().comp_id);
    const int what = dice_.below(9);
    session.resends = !dice_.one_in(4);
    session.pause = some_time(50, 2000);
    if (what == 0) {
        say(name + " closes its connection");
        session.disconnect();
    } else if (what == 1) {
        session.log_out();
    } else if (what == 2) {
        say(name + " will log on with 141=Y");
        session.reset_at_next_logon();
        if (dice_.one_in(2)) session.disconnect();
    } else if (what == 3) {
        session.reset_now();
    } else if (what == 4) {
        say(name + " stops reading");
        session.stop_reading(true);
        agenda_.after(some_time(100, 4000), [&session] { session.stop_reading(false); });
    } else {
        const bool half_open = what == 5;
        say(name + (half_open ? "'s line is half open" : "'s line is cut"));
        session.lose_line(dice_, half_open);
        if (dice_.one_in(4)) session.reset_at_next_logon();
    }
}

// ---- the bridge's machine

void Faults::process() {
    const int what = dice_.below(10);
    bridge_.down_time = some_time(50, 2000);
    if (what == 0) return bridge_.stop();
    if (what < 3) return bridge_.kill("killed");
    bridge_.crash_after(static_cast<std::uint64_t>(dice_.below(15)));
}

/// The process may die before the power does; of what was not synced some blocks survive.
void Faults::power() {
    say("the power will fail");
    bridge_.before_start = [this](test::FakeDisk& disk) {
        say("the power had failed");
        if (dice_.one_in(3)) return disk.lose_power();
        disk.lose_power([this](const std::string&, std::uint64_t) { return dice_.one_in(2); });
    };
    process();
}

void Faults::disk() {
    auto& disk = bridge_.disk();
    if (dice_.one_in(3)) {
        std::uint64_t used = 0;
        for (const auto& name : disk.names()) used += disk.bytes(name).size();
        disk.capacity = used + static_cast<std::uint64_t>(dice_.between(0, 40'000));
        say("the disk is nearly full");
        agenda_.after(some_time(200, 4000),
                      [&disk] { disk.capacity = std::numeric_limits<std::uint64_t>::max(); });
        return;
    }
    const int error = dice_.one_in(2) ? EIO : ENOSPC;
    const bool for_good = dice_.one_in(2);
    say(std::string("disk error ") + (error == EIO ? "EIO" : "ENOSPC") + (for_good ? " for good" : " once"));
    auto script = [left = dice_.below(20), error, for_good, part = dice_.below(300)](
                      test::FakeDisk::Op op, const std::string&) mutable {
        if (--left >= 0 || (left < -1 && !for_good)) return test::FakeDisk::Verdict{};
        test::FakeDisk::Verdict verdict{test::FakeDisk::error(error), {}};
        if (op == test::FakeDisk::Op::Write) verdict.bytes = static_cast<std::size_t>(part);
        return verdict;
    };
    if (!dice_.one_in(4)) {
        disk.script = std::move(script);
        return;
    }
    // The next start meets it.
    bridge_.before_start = [this, script = std::move(script)](test::FakeDisk& there) {
        if (!over_) there.script = script;
    };
    bridge_.kill("killed");
}

void Faults::clock() {
    static constexpr std::array<std::chrono::seconds, 9> kErrors{0s,   1s,    -1s,     25s,     -25s,
                                                                 100s, -100s, 90'000s, -90'000s};
    const auto error = dice_.of(kErrors);
    say("the machine's clock is wrong by " + std::to_string(error.count()) + " s");
    agenda_.set_machine_wrong_by(error);
    for (auto& oms : omses_) oms.bridge_refuses(std::chrono::abs(error) > 110s);
}

}  // namespace qb::simulation
