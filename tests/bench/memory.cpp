#include "bench/memory.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "bench/bridge_party.h"
#include "bench/fix_line.h"
#include "bench/party.h"
#include "bench/venue.h"

namespace qb::bench {
namespace {

constexpr double kTargetPerLiveOrder = 1024;
constexpr double kNoGrowth =
    4;  // bytes per order: the allocator's smallest block, of 32, in one order of eight
/// The bridge lets an ended order go after 30 s, or sooner when many have ended.
constexpr std::chrono::seconds kGoneWithin{40};

/// A fresh bridge with its venue, and what it holds.
class Scene {
public:
    Scene(const Ground& ground, const std::string& name, int repeat_on_reset)
        : folder_(ground.folder / name),
          files_(ground.certs.good()),
          venue_("venue", [this](const auto& announce) { run_scripted_venue(files_, announce); }),
          bridge_("bridge",
                  [&](const auto& announce) {
                      run_bridge({.folder = folder_,
                                  .venue_port = venue_.port(),
                                  .ca_file = ground.certs.ca_file(),
                                  .log_level = ground.settings.log_level,
                                  .repeat_on_reset = repeat_on_reset},
                                 announce);
                  }),
          line(bridge_.port()) {}

    struct Size {
        double heap, mapped, journal;
    };
    [[nodiscard]] Size size() const {
        std::uintmax_t journal = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "data")) {
            if (entry.is_regular_file()) journal += entry.file_size();
        }
        const auto usage = bridge_.usage();
        return {static_cast<double>(usage.heap_bytes), static_cast<double>(usage.file_bytes),
                static_cast<double>(journal)};
    }
    [[nodiscard]] std::uint64_t in_memory() const { return orders_in_memory(bridge_.ports().status); }

private:
    std::filesystem::path folder_;
    net::TlsFiles files_;
    Party venue_;
    Party bridge_;

public:
    FixLine line;
};

/// Waits until the bridge holds no more orders than it did at the first look: what it holds besides is then
/// what ended orders leave behind.
void wait_until_gone(const Scene& scene, std::uint64_t at_first) {
    const auto deadline = std::chrono::steady_clock::now() + kGoneWithin;
    while (scene.in_memory() > at_first) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("ended orders are still in memory");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void rows(const std::string& kind, const Scene::Size& from, const Scene::Size& to, double orders,
          double target, const std::string& target_text, Table& table) {
    const double heap = (to.heap - from.heap) / orders;
    table.row("heap per " + kind + " order, bytes", number(heap, 1), target_text, verdict(heap <= target));
    table.row("resident file pages per " + kind + " order, bytes",
              number((to.mapped - from.mapped) / orders, 1));
    table.row("journal folder per " + kind + " order, bytes",
              number((to.journal - from.journal) / orders, 1));
}

void measure_live(const Ground& ground, Table& table) {
    const auto& settings = ground.settings;
    if (settings.live_to <= settings.live_from) return;
    Scene scene(ground, "live", BridgeSetup{}.repeat_on_reset);
    scene.line.orders(settings.live_from, Fate::Rests);
    const auto from = scene.size();
    const auto count = settings.live_to - settings.live_from;
    scene.line.orders(count, Fate::Rests);
    const auto to = scene.size();
    if (scene.in_memory() != settings.live_to) throw std::runtime_error("not every order is live");
    table.heading("Live stop orders, " + std::to_string(settings.live_from) + " to " +
                  std::to_string(settings.live_to));
    rows("live", from, to, static_cast<double>(count), kTargetPerLiveOrder, "<= 1024", table);
}

/// RepeatOnReset is off: it keeps 16 bytes for each report of the last 60 s, which a short run would take for
/// growth.
void measure_ended(const Ground& ground, Table& table) {
    const auto count = ground.settings.ended;
    if (count == 0) return;
    Scene scene(ground, "ended", 0);
    scene.line.orders(count / 10, Fate::Ends);
    const auto at_first = scene.in_memory();
    const auto from = scene.size();
    scene.line.orders(count, Fate::Ends);
    wait_until_gone(scene, at_first);
    const auto to = scene.size();
    table.heading("Stop orders that triggered, filled and ended: " + std::to_string(count));
    rows("ended", from, to, static_cast<double>(count), kNoGrowth, "none", table);
}

}  // namespace

void measure_memory(const Ground& ground, Table& table) {
    measure_live(ground, table);
    measure_ended(ground, table);
}

}  // namespace qb::bench
