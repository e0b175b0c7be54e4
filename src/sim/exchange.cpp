#include "sim/exchange.h"

#include <algorithm>

#include "sim/decimal_math.h"
#include "sim/ids.h"
#include "sim/order_check.h"

namespace qb::sim {
namespace {

Decimal whole(std::int64_t value) { return *Decimal::from_parts(value, 0); }

Account account_from(const AccountOptions& options, const std::vector<SymbolRules>& symbols) {
    Account account;
    account.account_id = options.account_id;
    account.user_id = uuid_from_name("user", options.account_id);
    account.balance = options.balance;
    for (const auto& rules : symbols) {
        const auto own = options.positions.find(rules.symbol);
        const Decimal quantity = own == options.positions.end() ? rules.initial_position : own->second;
        if (!quantity.is_zero()) account.positions[rules.symbol] = {quantity, rules.mark_price, {}};
    }
    return account;
}

}  // namespace

Exchange::Exchange(const Options& options, const Switches& switches)
    : options_(options), switches_(switches), id_state_(options.seed != 0 ? options.seed : random_seed()) {
    for (const auto& account : options.accounts)
        if (!account_of(account.account_id)) accounts_.push_back(account_from(account, options.symbols));
    open_counts_.resize(accounts_.size());
    for (const auto& rules : options.symbols) {
        Market market{.rules = rules, .mark = rules.mark_price};
        market.book.replace(rules.bids, rules.asks);
        markets_.insert_or_assign(rules.symbol, std::move(market));
    }
}

std::string Exchange::next_id() { return next_uuid(id_state_); }

const Order* Exchange::find(std::string_view order_id) const {
    const auto found = by_id_.find(order_id);
    return found == by_id_.end() ? nullptr : found->second;
}

Market* Exchange::market(std::string_view symbol) {
    const auto found = markets_.find(symbol);
    return found == markets_.end() ? nullptr : &found->second;
}

std::optional<std::size_t> Exchange::account_of(std::string_view account_id) const {
    const auto found = std::find_if(accounts_.begin(), accounts_.end(),
                                    [&](const Account& a) { return a.account_id == account_id; });
    if (found == accounts_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - accounts_.begin());
}

Decimal Exchange::position_of(std::size_t account, std::string_view symbol) const {
    const auto& positions = accounts_[account].positions;
    const auto found = positions.find(std::string(symbol));
    return found == positions.end() ? Decimal{} : found->second.quantity;
}

Decimal Exchange::available_balance(const Account& account, const Order* replaced) const {
    const auto margin = [&](std::string_view symbol, Decimal quantity, Decimal price) {
        orders::Notional notional;
        notional.add(price, quantity);
        const auto found = markets_.find(symbol);
        return notional.average(whole(found == markets_.end() ? 1 : found->second.rules.max_leverage), 4);
    };
    Decimal free = difference(account.balance, account.fees);
    for (const auto& [symbol, position] : account.positions) {
        free = sum(free, position.realised_pnl);
        free = difference(free, margin(symbol, magnitude(position.quantity), position.average_price));
    }
    for (const auto* order : open_)
        if (order->is_working() && order != replaced && &accounts_[order->account] == &account)
            free = difference(free, margin(order->symbol, order->remaining, order->price));
    return free.is_negative() ? Decimal{} : free;
}

bool Exchange::client_id_used(std::size_t account, std::string_view client_order_id) const {
    return !client_order_id.empty() && std::any_of(orders_.begin(), orders_.end(), [&](const Order& order) {
        return order.account == account && order.client_order_id == client_order_id;
    });
}

std::vector<const Order*> Exchange::open_orders(std::size_t account) const {
    std::vector<const Order*> found;
    for (const auto* order : open_)
        if (order->open && order->account == account) found.push_back(order);
    return found;
}

// --- the life of an order ---------------------------------------------------------------------------------

Order& Exchange::record(const NewOrder& request, WallTime now) {
    Order& order = orders_.emplace_back();
    static_cast<NewOrder&>(order) = request;
    order.order_id = next_id();
    order.quantity = order.remaining = request.quantity.normalized();
    if (order.is_stop()) order.tif = orders::TimeInForce::Gtc;
    if (order.type == orders::OrderType::Market) order.price = {};
    order.created = order.updated = now;
    order.priority = next_priority_++;
    by_id_.emplace(order.order_id, &order);
    return order;
}

void Exchange::open(Order& order) {
    order.open = true;
    open_.push_back(&order);
    ++open_counts_[order.account];
    if (order.is_armed()) {
        auto& total = armed_[group_of(order)];
        total = sum(total, order.remaining);
    }
}

void Exchange::disarm(const Order& stop) {
    auto& total = armed_[group_of(stop)];
    total = difference(total, stop.remaining);
}

void Exchange::close(Order& order) {
    if (!order.open) return;
    if (order.is_armed()) disarm(order);
    order.open = false;
    --open_counts_[order.account];
    if (++ended_in_open_ > 64 && ended_in_open_ > open_.size() / 2) {
        std::erase_if(open_, [](const Order* o) { return !o->open; });
        ended_in_open_ = 0;
    }
}

void Exchange::report(Order& order, std::string_view status, Cause cause, WallTime now) {
    order.status = status;
    order.updated = now;
    events_.push_back({.kind = EventKind::Changed, .cause = cause, .order = order});
}

void Exchange::end(Order& order, std::string_view status, Cause cause, WallTime now) {
    close(order);
    report(order, status, cause, now);
    if (!order.stops_attached || !order.filled.is_zero()) return;
    for (auto* stop : select_open([&](const Order& o) { return o.attached_to == order.order_id; }))
        end(*stop, "CANCELLED", Cause::Unasked, now);
}

void Exchange::refuse(const NewOrder& request, std::string_view status, WallTime now) {
    report(record(request, now), status, Cause::Add, now);
    events_.back().refused_add = true;
}

/// A copy of the wanted part of the open orders, so that they may end while they are walked through.
std::vector<Order*> Exchange::select_open(const std::function<bool(const Order&)>& wanted) const {
    std::vector<Order*> found;
    for (auto* order : open_)
        if (order->open && wanted(*order)) found.push_back(order);
    return found;
}

/// A book order that a cancel finds: one that the speed bump holds back only where the switch says so.
bool Exchange::is_cancellable(const Order& order) const {
    return order.is_working() && (!order.waiting || switches_.is("Q27.cancel", "cancelled"));
}

bool Exchange::cancel(std::size_t account, std::string_view symbol, std::string_view order_id, WallTime now) {
    const auto found = by_id_.find(order_id);
    if (found == by_id_.end()) return false;
    Order& order = *found->second;
    if (order.account != account || order.symbol != symbol || !is_cancellable(order)) return false;
    end(order, "CANCELLED", Cause::Cancel, now);
    return true;
}

std::size_t Exchange::cancel_by_client_id(std::size_t account, std::string_view symbol,
                                          std::string_view client_order_id, WallTime now) {
    const auto found = select_open([&](const Order& o) {
        return o.account == account && o.symbol == symbol && is_cancellable(o) &&
               o.client_order_id == client_order_id;
    });
    for (auto* order : found) end(*order, "CANCELLED", Cause::Cancel, now);
    return found.size();
}

bool Exchange::cancel_stop(std::size_t account, std::string_view stop_order_id, WallTime now) {
    const auto found = by_id_.find(stop_order_id);
    if (found == by_id_.end()) return false;
    Order& stop = *found->second;
    if (stop.account != account || !stop.is_armed()) return false;
    end(stop, "CANCELLED", Cause::Cancel, now);
    return true;
}

void Exchange::cancel_unseen(const NewOrder& request, Cause cause, WallTime now) {
    end(record(request, now), "CANCELLED", cause, now);
}

std::size_t Exchange::cancel_all(const Scope& scope, Cause cause, WallTime now) {
    const auto found = select_open(
        [&](const Order& o) { return scope.covers(o) && (o.is_stop() ? scope.stops : is_cancellable(o)); });
    for (auto* order : found)
        if (order->open) end(*order, "CANCELLED", cause, now);  // an earlier one may have taken it along
    return found.size();
}

Exchange::Result Exchange::end_order(std::string_view order_id, std::string_view status, WallTime now) {
    const auto found = by_id_.find(order_id);
    if (found == by_id_.end() || !found->second->open) return "no open order " + std::string(order_id);
    end(*found->second, status, Cause::Unasked, now);
    return {};
}

// --- the market and the operator --------------------------------------------------------------------------

Exchange::Result Exchange::set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks,
                                    WallTime now) {
    auto* market = this->market(symbol);
    if (market == nullptr) return "unknown symbol " + std::string(symbol);
    for (const auto* side : {&bids, &asks})
        for (const auto& level : *side)
            if (!level.price.is_positive() || level.quantity.is_negative() ||
                !is_multiple(level.quantity, market->rules.lot_size))
                return "a level needs a positive price and a quantity in lots of " +
                       market->rules.lot_size.to_string();
    market->book.replace(std::move(bids), std::move(asks));
    const auto& best_bids = market->book.bids();
    const auto& best_asks = market->book.asks();
    if (!best_bids.empty() && !best_asks.empty() && best_bids.front().price >= best_asks.front().price) {
        market->book.replace({}, {});
        return "the best bid is not below the best ask; the book is now empty";
    }
    match_resting(market->rules.symbol, now);
    displace_after_shrink(now);
    return {};
}

Exchange::Result Exchange::set_position(std::size_t account, std::string_view symbol, Decimal quantity,
                                        WallTime now) {
    const auto* market = this->market(symbol);
    if (market == nullptr) return "unknown symbol " + std::string(symbol);
    if (!is_multiple(quantity, market->rules.lot_size))
        return "the quantity is not in lots of " + market->rules.lot_size.to_string();
    auto& position = accounts_[account].positions[market->rules.symbol];
    position.quantity = quantity.normalized();
    position.average_price = market->mark;
    shrunk_.emplace_back(account, market->rules.symbol);
    displace_after_shrink(now);
    return {};
}

Exchange::Result Exchange::foreign_fill(const NewOrder& request, WallTime now) {
    const auto* market = this->market(request.symbol);
    if (market == nullptr) return "unknown symbol " + request.symbol;
    if (!request.quantity.is_positive() || !is_multiple(request.quantity, market->rules.lot_size))
        return "the quantity is not in lots of " + market->rules.lot_size.to_string();
    Order& order = record(request, now);
    order.price = request.price;
    order.fired = order.is_stop();  // before open(), which would count it among the armed ones
    order.stop_type = order.type;
    open(order);
    execute(order, {.part = {request.price, order.quantity}, .trade_id = next_id(), .taker = true}, now);
    displace_after_shrink(now);
    return {};
}

}  // namespace qb::sim
