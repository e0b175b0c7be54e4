#include "bench/round_trip.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bench/bridge_party.h"
#include "bench/echo.h"
#include "bench/executor.h"
#include "bench/fix_line.h"
#include "bench/party.h"
#include "bench/statistics.h"
#include "bench/venue.h"

namespace qb::bench {
namespace {

constexpr double kTargetRatio = 1.25;
constexpr double kMaxDrift = 0.25;
constexpr double kMinShare = 0.9;
constexpr int kWarmUpRounds = 2;

/// One kind of round trip, with the process that is on its other end.
struct Lane {
    const char* name;
    const Party& party;
    std::vector<double> rounds{};  ///< medians, microseconds
    Usage before{};

    template <class Trip>
    void round(int trips, Trip trip) {
        std::vector<double> times;
        times.reserve(static_cast<std::size_t>(trips));
        for (int i = 0; i < trips; ++i)
            times.push_back(std::chrono::duration<double, std::micro>(trip()).count());
        rounds.push_back(median(std::move(times)));
    }

    /// What has been so far was warming up.
    void begin() {
        rounds.clear();
        before = party.usage();
    }
};

std::string per_order(std::optional<std::uint64_t> from, std::optional<std::uint64_t> to, double orders) {
    if (!from || !to) return "not measured here";
    return number(static_cast<double>(*to - *from) / orders, 1);
}

void usage_rows(const Lane& lane, double orders, Table& table) {
    const std::string who(lane.name);
    const auto& before = lane.before;
    const auto after = lane.party.usage();
    table.row(who + ": CPU time per order, us",
              number(static_cast<double>(after.cpu_ns - before.cpu_ns) / 1000 / orders, 1));
    table.row(who + ": instructions per order", per_order(before.instructions, after.instructions, orders));
    table.row(who + ": system calls per order", per_order(before.system_calls, after.system_calls, orders));
}

void lane_row(const Lane& lane, Table& table) {
    table.row(std::string(lane.name) + ": round trip, us", number(median(lane.rounds), 1), {},
              "drift " + number(100 * drift(lane.rounds), 0) + " %");
}

/// Tells how much of the core's time went to this measurement. There is always someone to run in a round
/// trip, so what is missing went to others, and with it the caches.
class CoreShare {
public:
    explicit CoreShare(std::vector<const Lane*> lanes) : lanes_(std::move(lanes)) {}
    /// The lanes have begun too.
    void begin() {
        begun_ = Clock::now();
        own_before_ = cpu_ns_of_this_process();
    }
    [[nodiscard]] double share() const {
        auto cpu_ns = cpu_ns_of_this_process() - own_before_;
        for (const auto* lane : lanes_) cpu_ns += lane->party.usage().cpu_ns - lane->before.cpu_ns;
        return static_cast<double>(cpu_ns) /
               std::chrono::duration<double, std::nano>(Clock::now() - begun_).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    std::vector<const Lane*> lanes_;
    Clock::time_point begun_;
    std::uint64_t own_before_ = 0;
};

void ratio_row(const Lane& bridge, const Lane& executor, const Lane& echo, double share, Table& table) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < bridge.rounds.size(); ++i)
        ratios.push_back(bridge.rounds[i] / (executor.rounds[i] + echo.rounds[i]));
    const double ratio = median(ratios);
    const bool noisy =
        drift(executor.rounds) > kMaxDrift || drift(echo.rounds) > kMaxDrift || share < kMinShare;
    table.row("bridge / (executor + echo), median of rounds", number(ratio, 2), "<= 1.25",
              noisy ? "noisy, no verdict" : verdict(ratio <= kTargetRatio));
    table.row("share of the core's time, %", number(100 * share, 0), ">= 90");
}

void with_floors(const Ground& ground, Lane& venue, Lane& bridge, FixLine& bridge_line, Table& table) {
    const auto& settings = ground.settings;
    const auto files = ground.certs.good();
    const auto store = ground.folder / "executor";
    const Party executor_party("executor", [&](const auto& announce) { run_executor(store, announce); });
    const Party echo_party("echo", [&](const auto& announce) { run_echo(files, announce); });
    Lane executor{"QuickFIX executor", executor_party};
    Lane echo{"TLS WebSocket echo", echo_party};
    FixLine executor_line(executor_party.port());
    EchoLine echo_line(echo_party.port(), ground.certs.ca_file());

    CoreShare core({&venue, &bridge, &executor, &echo});
    for (int i = -kWarmUpRounds; i < settings.rounds; ++i) {
        if (i == 0) {
            for (Lane* lane : {&venue, &bridge, &executor, &echo}) lane->begin();
            core.begin();
        }
        executor.round(settings.orders, [&] { return executor_line.order(); });
        echo.round(settings.orders, [&] { return echo_line.echo(); });
        bridge.round(settings.orders, [&] { return bridge_line.order(); });
    }
    const double share = core.share();
    for (const Lane* lane : {&executor, &echo, &bridge}) lane_row(*lane, table);
    ratio_row(bridge, executor, echo, share, table);
    for (const Lane* lane : {&executor, &echo}) usage_rows(*lane, settings.rounds * settings.orders, table);
}

void bridge_alone(const Settings& settings, Lane& venue, Lane& bridge, FixLine& line, Table& table) {
    venue.begin();
    bridge.begin();
    for (int i = 0; i < settings.rounds; ++i) bridge.round(settings.orders, [&] { return line.order(); });
    lane_row(bridge, table);
}

}  // namespace

void measure_round_trip(const Ground& ground, Table& table) {
    const auto& settings = ground.settings;
    if (settings.rounds == 0) return;
    const auto files = ground.certs.good();
    const Party venue_party("venue", [&](const auto& announce) { run_scripted_venue(files, announce); });
    const Party bridge_party("bridge", [&](const auto& announce) {
        run_bridge({.folder = ground.folder / "bridge",
                    .venue_port = venue_party.port(),
                    .ca_file = ground.certs.ca_file(),
                    .log_level = settings.log_level},
                   announce);
    });
    FixLine line(bridge_party.port());
    Lane venue{"scripted venue", venue_party};
    Lane bridge{"bridge", bridge_party};
    table.heading("Round trip of one stop order; " + std::to_string(settings.rounds) + " rounds of " +
                  std::to_string(settings.orders));
    if (settings.floors) {
        with_floors(ground, venue, bridge, line, table);
    } else {
        bridge_alone(settings, venue, bridge, line, table);
    }
    for (const Lane* lane : {&venue, &bridge}) usage_rows(*lane, settings.rounds * settings.orders, table);
}

}  // namespace qb::bench
