#include "sequence.h"

#include <algorithm>
#include <stdexcept>

#include "describe.h"
#include "mapping/refusal_table.h"

namespace qb::model {
namespace {

using namespace std::chrono_literals;
using orders::OrderType;
using orders::TimeInForce;

constexpr int kAll = 1000;

struct Kind {
    char fix_ord_type;
    OrderType type;
    char fix_tif;
    TimeInForce tif;
};
constexpr std::array<Kind, 8> kKinds{{
    {'3', OrderType::StopLoss, '1', TimeInForce::Gtc},
    {'3', OrderType::StopLoss, '1', TimeInForce::Gtc},
    {'J', OrderType::TakeProfit, '1', TimeInForce::Gtc},
    {'2', OrderType::Limit, '1', TimeInForce::Gtc},
    {'2', OrderType::Limit, '1', TimeInForce::Gtc},
    {'2', OrderType::Limit, '3', TimeInForce::Ioc},
    {'2', OrderType::Limit, '4', TimeInForce::Fok},
    {'1', OrderType::Market, '3', TimeInForce::Ioc},
}};

constexpr int kResting = 3;  // of these, an order that rests

SessionManner session_manner(Dice& dice) {
    return {.pending_new = dice.one_in(4),
            .pending_cancel = !dice.one_in(4),
            .trigger_report = dice.of(std::array{'L', 'D', 'D', 'n'}),
            .replaces_partly_filled = !dice.one_in(3),
            .max_queue_delay = std::chrono::milliseconds{dice.one_in(2) ? dice.between(1, 5) * 1000 : 0}};
}

mapping::Dialect dialect_for(const SessionManner& session) {
    auto dialect = mapping::dialect_for("FIX.4.4").value();
    dialect.pending_new = session.pending_new;
    dialect.pending_cancel = session.pending_cancel;
    dialect.trigger_report = session.trigger_report == 'L'   ? mapping::TriggerReport::Triggered
                             : session.trigger_report == 'D' ? mapping::TriggerReport::Restated
                                                             : mapping::TriggerReport::None;
    return dialect;
}

orders::ManagerSettings settings_for(const SessionManner& session, bool forgets, bool cancels_all,
                                     bool lists_stops) {
    orders::ManagerSettings settings;
    settings.wait_limits = {{.max_order_age = kMaxOrderAge, .max_queue_delay = session.max_queue_delay}};
    settings.cancelled_on_loss = cancels_all;
    settings.stops_are_listed = lists_stops;
    settings.refusal_for = mapping::refusal_for;
    if (forgets) settings.archive_after = 1s;
    return settings;
}

}  // namespace

Sequence::Sequence(std::uint64_t seed, bool traced)
    : dice_(seed),
      traced_(traced),
      forgets_(dice_.one_in(3)),
      cancels_all_(dice_.one_in(3)),
      session_(session_manner(dice_)),
      manner_(VenueManner::of(dice_, forgets_, cancels_all_)),
      oms_(session_),
      bridge_(dialect_for(session_), settings_for(session_, forgets_, cancels_all_, manner_.lists_stops),
              session_.replaces_partly_filled),
      venue_(dice_, manner_),
      max_orders_(dice_.between(1, 4)) {
    bridge_.on_report = [this](const FIX::Message& message) { hear(message); };
    bridge_.on_command = [this](const orders::Command& command, const orders::Order* order) {
        return take(command, order);
    };
    bridge_.cancel_waits = [this] { return dice_.one_in(20); };
    bridge_.over_rate = [this] { return dice_.one_in(session_.max_queue_delay.count() > 0 ? 5 : 20); };
}

Outcome Sequence::play() {
    try {
        const int steps = dice_.between(10, 40);
        for (; outcome_.steps < steps && !wrong(); ++outcome_.steps) step();
        carry_on();
        if (!wrong()) wind_up();
    } catch (const std::exception& error) {
        oms_.complain(std::string("exception: ") + error.what());
    }
    outcome_.complaints = oms_.complaints();
    return std::move(outcome_);
}

void Sequence::step() {
    if (bridge_.cancels_wait() && dice_.one_in(3)) bridge_.release_cancels();
    if (bridge_.queued() > 0 && dice_.one_in(4)) bridge_.release_orders(dice_.between(1, 2));
    if (!bridge_.serving() && dice_.one_in(3)) return link_up();
    if (session_.replaces_partly_filled && some_partly_filled() && dice_.one_in(3))
        return cancel_or_replace();
    const int what = dice_.below(100);
    if (what < 13 || oms_.orders() == 0) return new_order();
    if (what < 26) return cancel_or_replace();
    if (what < 29) return status();
    if (what < 30) return mass_cancel();
    if (what < 31) return session_lost();
    if (what < 52) {
        note([&] { return "  venue works"; });
        venue_.work(bridge_.now().wall);
        return;
    }
    if (what < 59) {
        note([&] { return "  venue acts"; });
        return venue_.act(bridge_.now().wall);
    }
    if (what < 84) return deliver();
    if (what < 94) return time_passes();
    if (what < 96) return break_link();
    if (what < 98) return restart();
    read_fails();
}

/// What is under way goes on for a while, and the venue is as it always was.
void Sequence::carry_on() {
    constexpr int kRounds = 12;
    for (int round = 0; round < kRounds && bridge_.serving() && !wrong(); ++round) {
        bool waits = false;
        for (std::size_t i = 0; i < oms_.orders(); ++i) waits = waits || oms_.waits(i);
        if (!waits) return;
        if (dice_.one_in(6)) venue_.act(bridge_.now().wall);
        venue_.work(bridge_.now().wall);
        deliver();
        if (dice_.one_in(4)) bridge_.pass(std::chrono::milliseconds{dice_.below(500)});
        bridge_.release_cancels();
        bridge_.release_orders(1);
    }
}

// ---- the OMS

orders::OrderRequest Sequence::request_for(const Oms::NewOrder& order, int kind) {
    const Kind& row = kKinds.at(static_cast<std::size_t>(kind));
    orders::OrderRequest request;
    request.cl_ord_id = order.cl_ord_id;
    request.fix_symbol = request.symbol = "AAPL-USD";
    request.side = orders::Side::Sell;
    request.fix_side = '2';
    request.fix_ord_type = row.fix_ord_type;
    request.type = row.type;
    request.fix_tif = row.fix_tif;
    request.tif = row.tif;
    request.quantity = orders::Decimal::parse(text_of(order.quantity, dice_.one_in(2))).value();
    request.poss_resend = order.resend;
    const auto price = orders::Decimal::parse(text_of(order.price, dice_.one_in(2)));
    if (order.stop) request.stop_px = price;
    if (!order.stop && !order.market) request.price = price;
    return request;
}

void Sequence::new_order() {
    const bool again = !sent_.empty() && (dice_.one_in(8) || static_cast<int>(sent_.size()) >= max_orders_);
    const bool resting = session_.replaces_partly_filled && !dice_.one_in(3);
    const int kind = again ? 0 : resting ? kResting : dice_.below(static_cast<int>(kKinds.size()));
    Oms::NewOrder order;
    std::size_t number = sent_.size();
    if (again) {
        number = static_cast<std::size_t>(dice_.below(static_cast<int>(sent_.size())));
        order = sent_[number];
        order.cl_ord_id = dice_.one_in(2) ? oms_.newest_id(number) : order.cl_ord_id;
        order.resend = dice_.one_in(2);
    } else {
        const OrderType type = kKinds.at(static_cast<std::size_t>(kind)).type;
        const bool rests =
            type == OrderType::Limit && kKinds.at(static_cast<std::size_t>(kind)).tif == TimeInForce::Gtc;
        order = {.cl_ord_id = fresh_id("c"),
                 .stop = orders::is_stop(type),
                 .market = type == OrderType::Market,
                 .rests = rests,
                 .quantity = 25 * dice_.between(1, 6),
                 .price = 19'000 + 50 * dice_.between(-1, 1),
                 .resend = dice_.one_in(20)};
        sent_.push_back(order);
        kinds_.push_back(kind);
    }
    note([&] {
        return "OMS D 11=" + order.cl_ord_id + " 38=" + text_of(order.quantity) +
               (order.resend ? " 97=Y" : "");
    });
    const auto request = request_for(order, kinds_[number]);
    oms_.clock(bridge_.now().wall.time_since_epoch());
    oms_.sends(order);
    if (!again) keys_.push_back(0);
    if (!again) unsent_.emplace(order.cl_ord_id, bridge_.now().wall);
    const auto waiting = bridge_.queued();
    const auto key = bridge_.new_order(request);
    if (!again) keys_.back() = key;
    if (bridge_.queued() > waiting && !order.stop) queue_.push_back(order.cl_ord_id);
    oms_.done();
}

std::string Sequence::some_order_id() {
    const auto number = static_cast<std::size_t>(dice_.below(static_cast<int>(oms_.orders())));
    if (dice_.one_in(15)) return "nobody";
    return dice_.one_in(10) ? oms_.oldest_id(number) : oms_.newest_id(number);
}

bool Sequence::some_partly_filled() const {
    bool some = false;
    for (std::size_t i = 0; i < oms_.orders(); ++i)
        some = some || (oms_.partly_filled(i) && oms_.changeable(i));
    return some;
}

/// Mostly one that can be changed, so that not every request is senseless.
std::string Sequence::order_to_change() {
    std::vector<std::size_t> changeable;
    for (std::size_t i = 0; i < oms_.orders(); ++i) {
        if (!oms_.changeable(i)) continue;
        changeable.insert(changeable.end(), oms_.partly_filled(i) ? 5 : 1, i);
    }
    if (dice_.one_in(5)) return some_order_id();
    if (changeable.empty()) return {};
    return oms_.newest_id(dice_.of(changeable));
}

void Sequence::cancel_or_replace() {
    Oms::Change change;
    change.cancel = dice_.one_in(3);
    change.cl_ord_id = fresh_id("r");
    if (dice_.one_in(15)) change.cl_ord_id = sent_[0].cl_ord_id;
    change.orig_cl_ord_id = order_to_change();
    if (change.orig_cl_ord_id.empty()) return deliver();
    const int named = oms_.order_of(change.orig_cl_ord_id);
    if (named >= 0 && oms_.partly_filled(static_cast<std::size_t>(named))) change.cancel = dice_.one_in(6);
    change.quantity = 25 * dice_.between(dice_.one_in(3) ? 1 : 6, 8);
    change.price = 18'000 + ids_;  // no two alike: an answer without ids could not tell them apart
    // Without PendingCancel the OMS cannot tell a request that was never taken, whose id is free again.
    if (session_.pending_cancel && !changes_.empty() && dice_.one_in(12)) {
        change = changes_.begin()->second;
        change.resend = dice_.one_in(2);
    } else {
        changes_[change.cl_ord_id] = change;
    }
    orders::ChangeRequest request;
    request.kind = change.cancel ? orders::ChangeKind::Cancel : orders::ChangeKind::Replace;
    request.cl_ord_id = change.cl_ord_id;
    request.orig_cl_ord_id = change.orig_cl_ord_id;
    request.poss_resend = change.resend;
    if (!change.cancel) {
        request.quantity = orders::Decimal::parse(text_of(change.quantity, dice_.one_in(2)));
        request.price = orders::Decimal::parse(text_of(change.price, dice_.one_in(2)));
    }
    note([&] {
        return std::string("OMS ") + (change.cancel ? "F" : "G") + " 11=" + change.cl_ord_id +
               " 41=" + change.orig_cl_ord_id + " 38=" + text_of(change.quantity) +
               " px=" + text_of(change.price) + (change.resend ? " 97=Y" : "");
    });
    oms_.clock(bridge_.now().wall.time_since_epoch());
    if (!change.cancel && oms_.order_of(change.cl_ord_id) < 0) unsent_[change.cl_ord_id] = bridge_.now().wall;
    oms_.sends(change);
    bridge_.change(request);
    oms_.done();
}

void Sequence::status() {
    const auto id = some_order_id();
    note([&] { return "OMS H 11=" + id; });
    oms_.asks_status(id);
    bridge_.status_request(id);
    oms_.done();
}

void Sequence::mass_cancel() {
    if (!bridge_.serving()) return;
    note([&] { return "OMS q"; });
    oms_.sends_mass_cancel();
    bridge_.mass_cancel();
    oms_.done();
}

/// The bridge cancels for the absent; what the OMS missed reaches it in the same order at its next logon.
void Sequence::session_lost() {
    note([&] { return "OMS is lost"; });
    oms_.loses_line();
    bridge_.session_lost();
}

// ---- what happens between them

bool Sequence::take(const orders::Command& command, const orders::Order* order) {
    const bool taken = link_takes_ && !dice_.percent(1);
    note([&] { return "  > " + describe(command, order) + (taken ? "" : " NOT SENT"); });
    if (std::holds_alternative<orders::SendAddOrder>(command)) {
        check_add(*order);
    } else if (std::holds_alternative<orders::SendModify>(command)) {
        check_age(order->pending()->cl_ord_id);
    }
    if (taken) venue_.send(command, order);
    return taken;
}

void Sequence::feed(const orders::VenueEvent& event) {
    note([&] { return "  < " + describe(event); });
    bridge_.feed(event);
}

void Sequence::deliver() {
    for (int i = dice_.between(1, 3); i > 0 && bridge_.serving() && !wrong(); --i) {
        if (const auto event = venue_.say(true, bridge_.now().wall)) feed(*event);
    }
}

void Sequence::time_passes() {
    const auto time = std::chrono::milliseconds{dice_.one_in(3) ? dice_.below(6000) : dice_.below(600)};
    note([&] { return "  " + std::to_string(time.count()) + " ms"; });
    bridge_.pass(time);
}

void Sequence::lose_line() {
    venue_.hang_up(bridge_.now().wall);
    if (cancels_all_ && bridge_.serving()) venue_.cancel_all(bridge_.now().wall);
}

void Sequence::break_link() {
    if (!bridge_.serving()) return;
    note([&] { return "  link lost"; });
    lose_line();
    link_takes_ = false;
    bridge_.link(false);
}

void Sequence::link_up() {
    note([&] { return "  link serving"; });
    venue_.hang_up(bridge_.now().wall);  // what it said meanwhile, nobody heard
    link_takes_ = true;
    bridge_.link(true);
}

void Sequence::restart() {
    const bool from_state = dice_.one_in(2);
    note([&] { return std::string("  restart ") + (from_state ? "from state" : "from facts"); });
    ++outcome_.counts.restarts;
    if (bridge_.serving() && dice_.one_in(2)) bridge_.stop();
    if (!bridge_.facts_are_enough()) oms_.complain("the facts alone do not give the same orders");
    lose_line();
    link_takes_ = false;
    bridge_.restart(std::chrono::milliseconds{dice_.below(5000)}, from_state);
}

void Sequence::read_fails() {
    const auto query = venue_.fail_read();
    if (!query) return;
    note([&] { return "  a read failed: " + describe(*query, nullptr); });
    bridge_.query_failed(*query);
}

void Sequence::exchange_all() {
    for (int i = 0; i < 1000 && !venue_.idle() && !wrong(); ++i) {
        while (venue_.work(bridge_.now().wall)) {
        }
        if (const auto event = venue_.say(false, bridge_.now().wall)) feed(*event);
    }
}

/// The venue does what it is told: a request about an order that it has open does not wait for ever.
void Sequence::quiet_down() {
    constexpr int kRounds = 30;
    venue_.become_plain();
    for (int round = 0; round < kRounds && !wrong(); ++round) {
        bridge_.release_cancels();
        bridge_.release_orders(kAll);
        exchange_all();
        bool waits = false;
        for (std::size_t i = 0; i < oms_.orders(); ++i) waits = waits || unfinished(i);
        if (!waits) return;
        bridge_.pass(3s);
    }
    if (!wrong()) oms_.complain("the bridge does not get done what it has to do at the venue");
}

/// The venue ends everything, tells everything, and answers every read; then each request has its answer and
/// the OMS knows all that was executed.
void Sequence::wind_up() {
    constexpr int kRounds = 40;
    note([&] { return "  -- winding up"; });
    if (!bridge_.serving()) link_up();
    quiet_down();
    for (int round = 0; round < kRounds && !wrong(); ++round) {
        bridge_.release_cancels();
        bridge_.release_orders(kAll);
        exchange_all();
        venue_.wind_up(bridge_.now().wall, round % 8 == 0);
        if (!venue_.idle()) continue;
        const auto due = bridge_.next_deadline();
        if (oms_.all_answered() && round > 8) break;
        bridge_.pass(due ? std::max(*due - bridge_.now().mono, 0us) : 1s);
    }
    if (wrong()) return;
    bridge_.pass(90s);  // nothing may come out of it any more
    oms_.at_end();
    check_sums();
    if (!bridge_.facts_are_enough()) oms_.complain("the facts alone do not give the same orders");
}

}  // namespace qb::model
