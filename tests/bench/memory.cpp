#include "bench/memory.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

#include "bench/bridge_party.h"
#include "bench/fix_line.h"
#include "bench/party.h"
#include "bench/venue.h"

namespace qb::bench {
namespace {

constexpr double kTargetPerLiveOrder = 1024;
constexpr double kNoGrowth = 1;  // bytes per order: one block of the allocator in hundreds of orders
/// An ended order may be held for a moment (settling of stops, timers); what is left after this stays.
constexpr std::chrono::seconds kSettle{5};

/// A fresh bridge with its venue, and what it holds.
class Scene {
public:
    Scene(const Ground& ground, const std::string& name)
        : folder_(ground.folder / name),
          files_(ground.certs.good()),
          venue_("venue", [this](const auto& announce) { run_scripted_venue(files_, announce); }),
          bridge_("bridge",
                  [&](const auto& announce) {
                      run_bridge(folder_, venue_.port(), ground.certs.ca_file(), announce);
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

private:
    std::filesystem::path folder_;
    net::TlsFiles files_;
    Party venue_;
    Party bridge_;

public:
    FixLine line;
};

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
    Scene scene(ground, "live");
    for (std::size_t i = 0; i < settings.live_from; ++i) scene.line.order();
    const auto from = scene.size();
    for (std::size_t i = settings.live_from; i < settings.live_to; ++i) scene.line.order();
    const auto to = scene.size();
    table.heading("Live stop orders, " + std::to_string(settings.live_from) + " to " +
                  std::to_string(settings.live_to));
    rows("live", from, to, static_cast<double>(settings.live_to - settings.live_from), kTargetPerLiveOrder,
         "<= 1024", table);
}

void measure_ended(const Ground& ground, Table& table) {
    const auto count = ground.settings.ended;
    if (count == 0) return;
    Scene scene(ground, "ended");
    const auto run = [&](std::size_t orders) {
        for (std::size_t i = 0; i < orders; ++i) scene.line.order_that_ends();
        std::this_thread::sleep_for(kSettle);
        return scene.size();
    };
    const auto from = run(count / 10);
    const auto to = run(count);
    table.heading("Stop orders that triggered, filled and ended: " + std::to_string(count));
    rows("ended", from, to, static_cast<double>(count), kNoGrowth, "none", table);
}

}  // namespace

void measure_memory(const Ground& ground, Table& table) {
    measure_live(ground, table);
    measure_ended(ground, table);
}

}  // namespace qb::bench
