#include "schedule.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>

#include "checker.h"
#include "faults.h"
#include "oms.h"
#include "support/verified.h"

namespace qb::simulation {
namespace {

using namespace std::chrono_literals;
using orders::Decimal;

Decimal decimal(std::int64_t coefficient, int scale) {
    return Decimal::from_parts(coefficient, scale).value();
}

/// Open questions of the venue's documentation that a schedule answers in some other way than usual.
constexpr std::array<std::string_view, 40> kQuestions{"Q1",
                                                      "Q3",
                                                      "Q3.stop_orders",
                                                      "Q7",
                                                      "Q8",
                                                      "Q8.v3_first",
                                                      "Q8.client_id",
                                                      "Q8.fill_type",
                                                      "Q9",
                                                      "Q9.channel",
                                                      "Q9.quantities",
                                                      "Q11",
                                                      "Q12",
                                                      "Q12.client_id",
                                                      "Q12.old_id",
                                                      "Q12.failed",
                                                      "Q14",
                                                      "Q16",
                                                      "Q16.not_found",
                                                      "Q17",
                                                      "Q17.partly_filled",
                                                      "Q17.key",
                                                      "Q18",
                                                      "Q18.id",
                                                      "Q18.side",
                                                      "Q18.timestamp",
                                                      "Q18.order_id",
                                                      "Q20",
                                                      "Q20.client_id",
                                                      "Q21",
                                                      "Q21.market",
                                                      "Q22",
                                                      "Q22.filled",
                                                      "Q22.remaining",
                                                      "Q22.duplicate",
                                                      "Q23",
                                                      "Q24",
                                                      "Q27",
                                                      "Q28",
                                                      "Q29"};

/// A venue that lists no stops: one that is still armed cannot be told from one that is gone.
bool cannot_be_resolved(std::string_view variant) { return variant == "missing"; }

void draw_manner(Dice& dice, sim::Options& options) {
    if (dice.one_in(2)) return;
    for (int left = dice.between(1, 3); left > 0; --left) {
        const auto name = dice.of(kQuestions);
        for (const auto& row : sim::switch_table()) {
            if (row.name != name) continue;
            auto variants = sim::variants_of(row);
            std::erase_if(variants, cannot_be_resolved);
            options.switches[std::string(name)] = dice.of(variants);
        }
    }
}

sim::Options venue_options(std::uint64_t seed, Dice& dice, std::size_t accounts) {
    sim::Options options;
    draw_manner(dice, options);
    for (std::size_t i = 0; i < accounts; ++i) {
        const auto& account = kAccounts.at(i);
        options.accounts.push_back({.public_key = std::string(account.public_key),
                                    .secret = std::string(account.secret),
                                    .account_id = std::string(account.name)});
    }
    std::erase_if(options.symbols, [](const auto& rules) { return rules.symbol != "AAPL-USD"; });
    options.seed = seed;
    return options;
}

bool has_traded(const Oms& oms) {
    const auto& orders = oms.ledger().orders();
    return std::any_of(orders.begin(), orders.end(), [](const auto& order) { return order.accepted; });
}

/// What a world leaves behind.
struct Leftover {
    std::unique_ptr<test::FakeDisk> disk;
    ops::BridgeConfig config;
};

/// One world: everybody in it, and the plan of what happens to them.
class World {
public:
    World(std::uint64_t seed, bool traced)
        : dice_(seed),
          agenda_(start_of(dice_)),
          trace_(agenda_, traced),
          settings_(settings_for(dice_)),
          venue_(agenda_, trace_, venue_options(seed, dice_, settings_.bridge.accounts.size())),
          bridge_(agenda_, trace_, roads_, settings_.bridge),
          faults_(agenda_, trace_, dice_, venue_, roads_, bridge_, omses_) {
        for (const auto& account : settings_.bridge.accounts)
            roads_.push_back({account.name, agenda_, trace_, venue_, Dice(seed + 1 + roads_.size()),
                              microseconds(500 * dice_.between(1, 20))});
        for (const auto& party : settings_.parties)
            omses_.emplace_back(agenda_, trace_, bridge_, dice_, figures_, party);
        draw_faults();
        for (const auto& [name, variant] : venue_.venue().options().switches)
            trace_.line("venue", name + " is " + variant);
    }

    Outcome play();
    /// For a re-run; nothing where the power took turns.
    std::optional<Leftover> leftover();

private:
    static WallTime start_of(Dice& dice) {
        using namespace std::chrono;
        const WallTime midnight = sys_days(2026y / 11 / 26);
        return dice.one_in(4) ? midnight - seconds(dice.between(1, 20)) : midnight + hours(12);
    }

    void draw_faults();
    void forget_what_power_took();
    void step();
    /// A read whose answer is lost on a living line is given up after five seconds, and the next answer is
    /// not believed, because it may be the lost one: replies have no ids. The same where get_order is
    /// answered by an order_response, which may be news as well.
    [[nodiscard]] bool answers_are_doubtful() const {
        return faults_.answers_are_lost() || venue_.venue().switches().is("Q16", "order_response");
    }
    void move_market();
    [[nodiscard]] Checker checker();
    void ask_for_states();
    void quiet_down();
    static void count(const Oms& oms, Outcome& outcome);
    void finish(Outcome& outcome);
    void complain(const std::string& text) { complaints_.push_back(text); }
    [[nodiscard]] bool wrong() const {
        return !complaints_.empty() || std::any_of(omses_.begin(), omses_.end(),
                                                   [](const Oms& oms) { return !oms.complaints().empty(); });
    }

    Dice dice_;
    Agenda agenda_;
    Trace trace_;
    Settings settings_;
    VenueEnd venue_;
    std::deque<VenueRoad> roads_;  ///< by account
    BridgeEnd bridge_;
    FreshFigures figures_;
    std::deque<Oms> omses_;  ///< by session
    Faults faults_;
    std::vector<FaultKind> kinds_;  ///< that happen here
    std::vector<std::string> complaints_;
    bool forgets_ = false;  ///< the power fails and JournalSync is process
};

std::optional<Leftover> World::leftover() {
    if (forgets_) return std::nullopt;
    return Leftover{bridge_.disk().copy(), settings_.bridge};
}

Outcome World::play() {
    bridge_.start();
    for (auto& oms : omses_) oms.start();
    agenda_.run_for(500ms);
    const int steps = dice_.between(10, 30);
    for (int i = 0; i < steps && (forgets_ || !wrong()); ++i) {
        step();
        agenda_.run_for(milliseconds(dice_.of(std::array{0, 1, 20, 50, 100, 300, 1000})));
    }
    if (forgets_) {
        forget_what_power_took();
    } else if (!wrong()) {
        quiet_down();
    }
    Outcome outcome;
    finish(outcome);
    return outcome;
}

/// JournalSync=process: a power failure may take turns whose messages have left. The bridge then refuses to
/// start, or goes on without them; only what is made to be unique has to be that.
void World::forget_what_power_took() {
    faults_.end();
    agenda_.run_for(10s);
    checker().ids_are_unique();
    for (const auto& oms : omses_)
        for (const auto& text : oms.complaints())
            if (text.find(Ledger::kExecIdTwice) != std::string::npos) complain(text);
}

/// One schedule in eight has no fault, half of the others have those of one kind alone.
void World::draw_faults() {
    if (const char* only = std::getenv("QB_ONLY")) {
        for (const char* c = only; *c; ++c)
            kinds_.push_back(kFaultKinds.at(static_cast<std::size_t>(*c - '0')));
        return;
    }
    forgets_ = settings_.bridge.journal_sync == ops::JournalSync::Process;
    if (forgets_) {
        bridge_.give_up_on_refusal = true;
        for (auto& oms : omses_) oms.session().expects_forgetting = true;
        kinds_ = {FaultKind::Power, FaultKind::Power, FaultKind::Session};
        return;
    }
    if (dice_.one_in(8)) return;
    const bool one_kind = dice_.one_in(2);
    for (int left = one_kind ? 1 : dice_.between(2, 4); left > 0; --left)
        kinds_.push_back(dice_.of(kFaultKinds));
}

void World::step() {
    if (!kinds_.empty() && dice_.percent(15)) return faults_.happen(dice_.of(kinds_));
    auto& oms = omses_[static_cast<std::size_t>(dice_.below(static_cast<int>(omses_.size())))];
    if (dice_.percent(70)) return oms.act();
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

Checker World::checker() {
    std::vector<Book> books;
    for (const auto& oms : omses_)
        books.push_back({std::string(oms.party().comp_id),
                         std::string(kAccounts.at(oms.party().account).name), oms.ledger()});
    return {std::move(books), venue_.venue(), [this](const std::string& text) { complain(text); }};
}

void World::ask_for_states() {
    for (auto& oms : omses_) oms.ask_for_states();
    agenda_.run_for(1s);
}

/// The faults are over: in ten seconds everything is resolved, and after cancels of what is live nothing is
/// open.
void World::quiet_down() {
    faults_.end();
    agenda_.run_for(answers_are_doubtful() ? 20s : 10s);
    if (wrong()) return;
    ask_for_states();
    checker().everything_is_answered();
    if (wrong()) return;
    for (auto& oms : omses_) oms.cancel_live();
    agenda_.run_for(10s);
    ask_for_states();
    const auto judge = checker();
    judge.everything_is_answered();
    judge.books_agree();
    judge.orders_left_once();
    judge.ids_are_unique();
}

void World::finish(Outcome& outcome) {
    for (const auto& name : bridge_.disk().names())
        if (name.ends_with(".qj")) outcome.segments.push_back(bridge_.disk().bytes(name));
    if (!forgets_ && !wrong()) checker().journal_has_everything(outcome.segments);
    outcome.complaints = complaints_;
    for (const auto& oms : omses_) {
        count(oms, outcome);
        if (!forgets_)
            outcome.complaints.insert(outcome.complaints.end(), oms.complaints().begin(),
                                      oms.complaints().end());
    }
    outcome.worlds_of_two =
        omses_.size() == 2 && std::all_of(omses_.begin(), omses_.end(), has_traded) ? 1 : 0;
    outcome.starts = bridge_.starts();
    outcome.trace = trace_.lines();
}

void World::count(const Oms& oms, Outcome& outcome) {
    for (const auto& order : oms.ledger().orders()) {
        ++outcome.orders;
        outcome.accepted += order.accepted ? 1 : 0;
        outcome.unknown += order.was_unknown ? 1 : 0;
        outcome.cancelled += order.ended ? 1 : 0;
        outcome.replaced += static_cast<int>(order.ids.size()) - 1;
        outcome.fills += static_cast<int>(order.fills.size());
    }
    outcome.resets += oms.session().epoch() - 1;
    outcome.resent += oms.session().resent();
    outcome.repeated += oms.ledger().repeated();
}

}  // namespace

void Outcome::add(const Outcome& other) {
    orders += other.orders;
    accepted += other.accepted;
    fills += other.fills;
    replaced += other.replaced;
    cancelled += other.cancelled;
    unknown += other.unknown;
    worlds_of_two += other.worlds_of_two;
    starts += other.starts;
    resets += other.resets;
    resent += other.resent;
    repeated += other.repeated;
    rerun += other.rerun;
}

Outcome play(std::uint64_t seed, bool traced) {
    constexpr std::uint64_t kRerunEvery = 16;  // one costs as much as the schedule
    std::optional<Leftover> left;
    Outcome outcome;
    {
        World world(seed, traced);
        outcome = world.play();
        if (seed % kRerunEvery == 0 && outcome.complaints.empty()) left = world.leftover();
    }
    if (!left) return outcome;
    const auto rerun = test::verified(*left->disk, {}, "simulation", &left->config);
    if (rerun.code != replay::kExitGood) outcome.complaints.push_back("run again it differs:\n" + rerun.text);
    ++outcome.rerun;
    return outcome;
}

}  // namespace qb::simulation
