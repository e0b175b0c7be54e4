#include "venue.h"

#include <algorithm>
#include <array>

namespace qb::model {
namespace {

using orders::OrderType;
using Words = const char*;

Hundredths from(const orders::Decimal& number) { return hundredths(number.to_string()).value_or(0); }

constexpr std::array<Words, 6> kRefusals{
    "FAILED_MARGIN_CHECK",    "REJECTED",     "INVALID_TICK_SIZE_PRECISION_PRICE",
    "REJECTED_MARKET_CLOSED", "RATE_LIMITED", "SOME_NEW_WORD"};
constexpr std::array<Words, 4> kErrors{"InvalidOrder", "RateLimited", "KycRequired", "InvalidParameter"};
constexpr std::array<Words, 4> kModifyRefusals{"FAILED_MARGIN_CHECK", "PRICE_GREATER_THAN_MAX_PRICE",
                                               "CANNOT_MODIFY_ALO_WOULD_CROSS", "RATE_LIMITED"};
constexpr std::array<Words, 3> kUnasked{"CANCELLED", "CANCELLED_STP", "CANCELLED"};

}  // namespace

VenueManner VenueManner::of(Dice& dice, bool forgets, bool cancels_all) {
    const auto yes = [&dice] { return dice.one_in(2); };
    VenueManner manner;
    manner.echo_stop = yes();
    manner.echo_child = yes();
    manner.echo_trades = yes();
    manner.dated_trades = yes();
    manner.filtered_trades = yes();
    manner.lists_stops = !dice.one_in(4);
    manner.new_modify_id = yes();
    manner.echo_modified = yes();
    manner.bare_cancels = yes();
    manner.bare_ends = yes();
    manner.slow_trades = yes();
    manner.trigger = dice.below(5);
    manner.stop_reply = dice.below(4);
    manner.filled = dice.below(4);
    manner.ioc_end = dice.below(3);
    manner.not_found = dice.below(4);
    manner.read_reply = dice.below(3);
    manner.child_type = dice.of(std::array{OrderType::StopMarket, OrderType::StopMarket, OrderType::Market});
    // Not played, because nothing could tell: a market order without client id that a stop became is taken
    // for an unanswered one of the same figures; a stop under a new id that no read shows is taken for ended.
    if (manner.child_type == OrderType::Market) manner.echo_child = true;
    if (manner.child_type == OrderType::Market && manner.trigger == 0) manner.echo_stop = true;
    if (manner.new_modify_id) manner.lists_stops = true;
    // Nor what an ended stop that left memory became, when it is first heard of later still: it could be any.
    if (forgets) manner.echo_child = true;
    if (cancels_all && manner.new_modify_id) manner.echo_stop = true;
    return manner;
}

Hundredths Venue::open_quantity(orders::OrderKey key) const {
    Hundredths sum = 0;
    const auto [first, last] = orders_.equal_range(key);
    for (auto known = first; known != last; ++known) {
        const Order& order = known->second;
        if (order.open) sum += order.quantity - order.executed;
    }
    return sum;
}

Hundredths Venue::executed(orders::OrderKey key) const {
    Hundredths sum = 0;
    const auto [first, last] = orders_.equal_range(key);
    for (auto known = first; known != last; ++known) sum += known->second.executed;
    return sum;
}

bool Venue::cancelled_unheard(orders::OrderKey key) const {
    const auto [first, last] = orders_.equal_range(key);
    const bool named = manner_.echo_stop && manner_.echo_child;
    return std::any_of(first, last, [named](const auto& known) {
        return known.second.lost_with_line && (named || !known.second.stop());
    });
}

Venue::Order* Venue::find(const std::string& id) {
    for (auto& [key, order] : orders_) {
        if (order.id == id || (order.client == id && !order.stop())) return &order;
    }
    return nullptr;
}

// ---- commands

/// The order as the command adds it.
Venue::Order Venue::added_by(const orders::Order& order) {
    const orders::OrderRequest& request = order.request;
    const bool rest = order.rest_is_out();
    Order added;
    added.key = order.key;
    added.client = to_hex(order.present_client_order_id());
    added.symbol = request.symbol;
    added.side = request.side;
    added.type = request.type;
    added.tif = request.tif;
    added.quantity = from(order.venue_quantity());
    const auto price = rest ? order.pending()->price : request.stop_px ? request.stop_px : request.price;
    added.price = from(price.value_or(orders::Decimal{}));
    return added;
}

void Venue::send(const orders::Command& command, const orders::Order* order) {
    Command sent;
    sent.what = command;
    if (order != nullptr) {
        const std::string_view id = order->present_venue_id();
        sent.id = id.empty() ? to_hex(order->present_client_order_id()) : std::string(id);
        if (std::holds_alternative<orders::SendAddOrder>(command)) sent.added = added_by(*order);
        if (std::holds_alternative<orders::SendModify>(command)) {
            sent.quantity = from(*order->pending()->quantity);
            sent.price = from(*order->pending()->price);
        }
    }
    inbox_.push_back(std::move(sent));
}

/// No order comes twice.
Venue::Order& Venue::admit(const Order& order) {
    for (const auto& [key, known] : orders_) sent_twice_ = sent_twice_ || known.client == order.client;
    return orders_.emplace(order.key, order)->second;
}

bool Venue::work(WallTime now) {
    cancel_doomed(now);
    if (inbox_.empty()) return false;
    const Command command = std::move(inbox_.front());
    inbox_.pop_front();
    if (std::holds_alternative<orders::SendAddOrder>(command.what)) add(command, now);
    if (std::holds_alternative<orders::SendCancel>(command.what)) cancel(command, now);
    if (std::holds_alternative<orders::SendModify>(command.what)) modify(command, now);
    if (const auto* one = std::get_if<orders::QueryOrder>(&command.what)) answer(*one, now);
    if (const auto* all = std::get_if<orders::QueryOpenOrders>(&command.what)) answer(*all, now);
    if (const auto* trades = std::get_if<orders::QueryTrades>(&command.what)) answer(*trades, now);
    if (const auto* ended = std::get_if<orders::QueryHistoricOrders>(&command.what)) answer(*ended);
    return true;
}

void Venue::add(const Command& command, WallTime now) {
    Order& order = admit(*command.added);
    const int fate = plain_ ? 0 : dice_.below(100);
    if (fate >= 76) return refuse_add(order, now);
    order.id = fresh_id("O");
    order.open = true;
    const bool silent = fate >= 70;  // nothing is said of it, whatever happened
    if (silent && dice_.one_in(2)) {
        say(orders::VenueError{.code = "ServerError",
                               .message = "internal",
                               .echo_type = "add_order",
                               .echo_client_order_id = order.client,
                               .echo_order_id = {}});
    }
    if (!silent) {
        if (order.stop()) {
            say_stop_done(order, "ACK", nullptr, now);
        } else {
            say_update(order, "ACK", now);
        }
    }
    match_at_once(order, now);
}

void Venue::refuse_add(Order& order, WallTime now) {
    order.word = dice_.of(kRefusals);
    order.ended_at = now;
    const int how = dice_.below(4);
    if (how == 0) {
        order.word = dice_.of(kErrors);
        return say(orders::VenueError{.code = order.word,
                                      .message = "no",
                                      .echo_type = "add_order",
                                      .echo_client_order_id = order.client,
                                      .echo_order_id = {}});
    }
    if (how == 1) return;  // it is lost, and nothing says so
    auto refusal = update(order, order.word, now);
    refusal.order_id = dice_.one_in(2) ? fresh_id("R") : "";
    const bool named = !refusal.client_order_id.empty();
    say(refusal, named);
}

/// An order that cannot rest, or a limit order that meets some of what it wants.
void Venue::match_at_once(Order& order, WallTime now) {
    const bool rests = order.tif == orders::TimeInForce::Gtc && order.type != OrderType::Market;
    if (rests && !order.fired) {
        const bool some = !order.stop() && !plain_ && order.quantity > 1 && !dice_.one_in(3);
        if (some) execute(order, dice_.between(1, static_cast<int>(order.quantity) / 2), now);
        return;
    }
    const bool all_or_none = order.tif == orders::TimeInForce::Fok && !order.fired;
    const int luck = dice_.below(4);
    if (luck < 2 || all_or_none) {
        if (all_or_none && luck >= 2) return end(order, "CANCELLED", now);
        while (order.open) execute(order, dice_.one_in(2) ? order.quantity : order.quantity / 2 + 1, now);
        return;
    }
    if (luck == 2 && order.quantity > 1)
        execute(order, dice_.between(1, static_cast<int>(order.quantity) - 1), now);
    const std::string word = manner_.ioc_end == 1 ? "CANCELLED"
                             : order.executed > 0 ? "IOC_PARTIALLY_FILLED"
                                                  : "IOC_CANCELLED";
    if (manner_.ioc_end != 0 || order.executed == 0) return end(order, word, now);
    order.open = false;  // the last partial FILLED was the last frame
    order.word = word;
    order.ended_at = now;
}

void Venue::cancel(const Command& command, WallTime now) {
    Order* order = find(command.id);
    const bool as_stop = order != nullptr && order->armed();
    const char* type = as_stop ? "cancel_stop_order" : "cancel_order";
    if (order == nullptr || !order->open) return no_such_order(command, type, "NO_SUCH_ORDER");
    if (!plain_ && dice_.percent(15) && trouble(command, type)) return;
    if (!as_stop) {  // it may execute until then
        const Hundredths left = order->quantity - order->executed;
        if (!plain_ && dice_.one_in(2)) execute(*order, dice_.between(1, static_cast<int>(left)), now);
        return order->open ? end(*order, "CANCELLED", now) : no_such_order(command, type, "NO_SUCH_ORDER");
    }
    order->open = false;
    order->word = "CANCELLED";
    order->ended_at = now;
    if (plain_ || !dice_.percent(5)) say_stop_done(*order, "CANCELLED", type, now);
}

/// The venue does not do it, or does not say; true: it is not done.
bool Venue::trouble(const Command& command, const char* type) {
    const int what = dice_.below(3);
    if (what == 0) {
        say(orders::VenueError{.code = "RateLimited",
                               .message = "slow down",
                               .echo_type = type,
                               .echo_client_order_id = {},
                               .echo_order_id = command.id});
    } else if (what == 1) {
        say(orders::VenueError{.code = "ServerError",
                               .message = "internal",
                               .echo_type = type,
                               .echo_client_order_id = {},
                               .echo_order_id = command.id});
    }
    return what != 1 || dice_.one_in(2);
}

void Venue::no_such_order(const Command& command, const char* type, const char* word) {
    if (manner_.not_found == 3) {
        return say(orders::VenueError{.code = "InvalidParameter",
                                      .message = "no such order",
                                      .echo_type = type,
                                      .echo_client_order_id = {},
                                      .echo_order_id = command.id});
    }
    orders::OrderUpdate refusal;
    refusal.status = word;
    refusal.status_class = std::string_view(word) == "NO_SUCH_ORDER" ? orders::StatusClass::CancelRefused
                                                                     : orders::StatusClass::ModifyRefused;
    if (manner_.not_found == 0) refusal.order_id = command.id;
    if (manner_.not_found == 1) refusal.client_order_id = command.id;
    say(refusal, manner_.not_found < 2);
}

void Venue::modify(const Command& command, WallTime now) {
    Order* order = find(command.id);
    const bool stop = order != nullptr && order->stop();
    const char* type = stop ? "modify_stop_order" : "modify_order";
    if (order == nullptr || !order->open || order->fired)
        return no_such_order(command, type, "CANNOT_MODIFY_NO_SUCH_ORDER");
    if (order->executed > 0) return say_update(*order, "CANNOT_MODIFY_PARTIAL_FILL", now);
    if (!plain_ && dice_.percent(15) && trouble(command, type)) return;
    if (!plain_ && dice_.percent(15)) {
        say_update(*order, dice_.of(kModifyRefusals), now);
        if (dice_.one_in(4)) end(*order, "CANCELLED", now);  // a failed modify may cost the order
        return;
    }
    order->quantity = command.quantity;
    order->price = command.price;
    if (manner_.new_modify_id) {
        order->former.push_back(order->id);
        order->id = fresh_id("M");
    }
    if (!plain_ && dice_.percent(5)) return;
    if (stop) return say_stop_done(*order, "MODIFIED", type, now);
    say_update(*order, "MODIFIED", now);
}

// ---- its own doings

void Venue::act(WallTime now) {
    std::vector<Order*> open;
    for (auto& [key, order] : orders_) {
        if (order.open) open.push_back(&order);
    }
    if (open.empty() || dice_.one_in(12)) return stranger(now);
    Order& order = *dice_.of(open);
    const int what = dice_.below(10);
    if (what == 0) return end(order, dice_.of(kUnasked), now);
    if (what == 1 && !order.stop()) return end(order, "FAILED_MARGIN_CHECK", now);  // after its acceptance
    if (order.armed()) return fire(order, now);
    const Hundredths left = order.quantity - order.executed;
    execute(order, dice_.one_in(3) ? left : dice_.between(1, static_cast<int>(left)), now);
}

void Venue::execute(Order& order, Hundredths quantity, WallTime now) {
    quantity = std::min(quantity, order.quantity - order.executed);
    const bool shared = dice_.one_in(10) && !last_trade_.empty();  // the other side of the same trade
    Trade trade{.id = shared ? last_trade_ : fresh_id("T"),
                .order_id = order.id,
                .price = 0,
                .quantity = quantity,
                .at = now,
                .maker = dice_.one_in(2),
                .told_at = {}};
    if (manner_.slow_trades && !plain_)
        trade.told_at = now + std::chrono::milliseconds{dice_.between(100, 3000)};
    const auto [first, last] = orders_.equal_range(order.key);
    const bool own = std::any_of(first, last, [&](const auto& known) {
        const auto& trades = known.second.trades;
        return std::any_of(trades.begin(), trades.end(), [&](const Trade& t) { return t.id == trade.id; });
    });
    if (own) trade.id = fresh_id("T");
    last_trade_ = trade.id;
    trade.price = 19'000 + dice_.between(-250, 250);
    order.executed += quantity;
    order.trades.push_back(trade);
    const bool complete = order.executed == order.quantity;
    if (complete) {
        order.open = false;
        order.word = "FILLED";
        order.ended_at = now;
    }
    const bool word_first = dice_.one_in(3);
    if (word_first) say_filled(order, trade, now);
    // A fill may be missing where FILLED names its trade.
    const bool named = manner_.filled <= 1 && !plain_;
    if (!named || !dice_.one_in(6)) say_fill(order, trade);
    if (!word_first) say_filled(order, trade, now);
}

void Venue::end(Order& order, const std::string& word, WallTime now) {
    order.open = false;
    order.word = word;
    order.ended_at = now;
    say_update(order, word, now);
}

/// The mark price reached the stop: it becomes a market order.
void Venue::fire(Order& order, WallTime now) {
    const int how = manner_.trigger;
    if (how == 2) {
        auto gone = update(order, "CANCELLED", now);
        if (manner_.bare_cancels) gone.quantity = gone.remaining = orders::Decimal{};
        say(gone);
    }
    if (how == 3) {
        auto gone = update(order, "FILLED", now);
        gone.remaining = orders::Decimal{};
        say(gone);
    }
    if (how == 4) say_stop(order, now);
    order.fired = true;
    if (how != 0) {
        order.former.push_back(order.id);
        order.id = fresh_id("Q");
        if (!dice_.one_in(4)) say_update(order, "ACK", now);
    }
    if (dice_.one_in(8)) return end(order, dice_.one_in(2) ? "REJECTED" : "FAILED_MARGIN_CHECK", now);
    match_at_once(order, now);
}

/// Somebody else's business on the same account. Nothing that could be a stop of ours.
void Venue::stranger(WallTime now) {
    orders::OrderUpdate update;
    update.order_id = fresh_id("S");
    update.client_order_id = dice_.one_in(2) ? "web" : "";
    update.symbol = "AAPL-USD";
    update.status = "ACK";
    update.status_class = orders::StatusClass::Live;
    update.side = dice_.one_in(2) ? orders::Side::Buy : orders::Side::Sell;
    update.type = OrderType::Limit;
    update.tif = orders::TimeInForce::Gtc;
    update.quantity = update.remaining = orders::Decimal::from_parts(777, 1);
    update.price = orders::Decimal::from_parts(77, 0);
    update.at = now;
    say(update);
}

}  // namespace qb::model
