#include "schedule.h"

#include <algorithm>

#include "checker.h"
#include "faults.h"
#include "oms.h"

namespace qb::simulation {
namespace {

using namespace std::chrono_literals;
using orders::Decimal;

Decimal decimal(std::int64_t coefficient, int scale) {
    return Decimal::from_parts(coefficient, scale).value();
}

sim::Options venue_options(std::uint64_t seed) {
    sim::Options options;
    options.accounts = {{.public_key = kPublicKey, .secret = kSecret}};
    std::erase_if(options.symbols, [](const auto& rules) { return rules.symbol != "AAPL-USD"; });
    options.seed = seed;
    return options;
}

/// One world: everybody in it, and the plan of what happens to them.
class World {
public:
    World(std::uint64_t seed, bool traced)
        : dice_(seed),
          agenda_(start_of(dice_)),
          trace_(agenda_, traced),
          config_(settings_for(dice_)),
          venue_(agenda_, trace_, venue_options(seed)),
          road_{agenda_, trace_, venue_, Dice(seed + 1), microseconds(500 * dice_.between(1, 20))},
          bridge_(agenda_, trace_, road_, config_),
          oms_(agenda_, trace_, bridge_, dice_),
          faults_(agenda_, trace_, dice_, venue_, road_, bridge_, oms_) {
        draw_faults();
    }

    Outcome play();

private:
    static WallTime start_of(Dice& dice) {
        using namespace std::chrono;
        const WallTime midnight = sys_days(2026y / 11 / 26);
        return dice.one_in(4) ? midnight - seconds(dice.between(1, 20)) : midnight + hours(12);
    }

    void draw_faults();
    void step();
    void move_market();
    void quiet_down();
    void finish(Outcome& outcome);
    void complain(const std::string& text) { complaints_.push_back(text); }
    [[nodiscard]] bool wrong() const { return !complaints_.empty() || !oms_.complaints().empty(); }

    Dice dice_;
    Agenda agenda_;
    Trace trace_;
    ops::BridgeConfig config_;
    VenueEnd venue_;
    VenueRoad road_;
    BridgeEnd bridge_;
    Oms oms_;
    Faults faults_;
    std::vector<FaultKind> kinds_;  ///< that happen here
    std::vector<std::string> complaints_;
};

Outcome World::play() {
    bridge_.start();
    oms_.start();
    agenda_.run_for(500ms);
    const int steps = dice_.between(10, 30);
    for (int i = 0; i < steps && !wrong(); ++i) {
        step();
        agenda_.run_for(milliseconds(dice_.of(std::array{0, 1, 20, 50, 100, 300, 1000})));
    }
    if (!wrong()) quiet_down();
    Outcome outcome;
    finish(outcome);
    return outcome;
}

/// One schedule in eight has no fault, half of the others have those of one kind alone.
void World::draw_faults() {
    if (const char* only = std::getenv("QB_ONLY")) {
        for (const char* c = only; *c; ++c)
            kinds_.push_back(kFaultKinds.at(static_cast<std::size_t>(*c - '0')));
        return;
    }
    if (dice_.one_in(8)) return;
    const bool one_kind = dice_.one_in(2);
    for (int left = one_kind ? 1 : dice_.between(2, 4); left > 0; --left)
        kinds_.push_back(dice_.of(kFaultKinds));
}

void World::step() {
    if (!kinds_.empty() && dice_.percent(15)) return faults_.happen(dice_.of(kinds_));
    if (dice_.percent(70)) return oms_.act();
    move_market();
}

void World::move_market() {
    const std::int64_t middle = 20'000 + dice_.between(-160, 160);
    const auto level = [&](std::int64_t cents) {
        return std::vector<sim::Level>{{decimal(cents, 2), decimal(dice_.between(1, 12), 0)},
                                       {decimal(cents, 2), decimal(dice_.between(1, 3000), 3)}};
    };
    trace_.line("market", std::to_string(middle));
    venue_.act([&](sim::Venue& venue, Now now) {
        (void)venue.set_book("AAPL-USD", level(middle - 1), level(middle + 1), now);
        (void)venue.set_mark("AAPL-USD", decimal(middle, 2), now);
    });
}

/// The faults are over: in ten seconds everything is resolved, and after cancels of what is live nothing is
/// open.
void World::quiet_down() {
    faults_.end();
    const Checker checker(oms_.ledger(), venue_.venue(), [this](const std::string& text) { complain(text); });
    // A read whose answer is lost on a living line is given up after six seconds, and the next answer is not
    // believed, because it may be the lost one: replies have no ids.
    agenda_.run_for(faults_.answers_are_lost() ? 20s : 10s);
    if (wrong()) return;
    oms_.ask_for_states();
    agenda_.run_for(1s);
    checker.everything_is_answered();
    if (wrong()) return;
    oms_.cancel_live();
    agenda_.run_for(10s);
    oms_.ask_for_states();
    agenda_.run_for(1s);
    checker.everything_is_answered();
    checker.books_agree();
    checker.orders_left_once();
}

void World::finish(Outcome& outcome) {
    for (const auto& name : bridge_.disk().names())
        if (name.ends_with(".qj")) outcome.segments.push_back(bridge_.disk().bytes(name));
    if (!wrong()) {
        const Checker checker(oms_.ledger(), venue_.venue(),
                              [this](const std::string& text) { complain(text); });
        checker.journal_has_everything(outcome.segments);
    }
    outcome.complaints = oms_.complaints();
    outcome.complaints.insert(outcome.complaints.end(), complaints_.begin(), complaints_.end());
    for (const auto& order : oms_.ledger().orders()) {
        ++outcome.orders;
        outcome.accepted += order.accepted ? 1 : 0;
        outcome.unknown += order.unknown ? 1 : 0;
        outcome.cancelled += order.ended ? 1 : 0;
        outcome.replaced += static_cast<int>(order.ids.size()) - 1;
        outcome.fills += static_cast<int>(order.fills.size());
    }
    outcome.starts = bridge_.starts();
    outcome.trace = trace_.lines();
}

}  // namespace

Outcome play(std::uint64_t seed, bool traced) { return World(seed, traced).play(); }

}  // namespace qb::simulation
