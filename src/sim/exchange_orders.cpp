// Exchange: how orders and stops come in and are changed.
#include "sim/decimal_math.h"
#include "sim/exchange.h"
#include "sim/order_check.h"
#include "sim/trigger.h"

namespace qb::sim {

using orders::OrderType;
using orders::Side;

std::string_view Exchange::fault_of_add(const NewOrder& request) const {
    if (switches_.is("Q6", "rejected") && client_id_used(request.account, request.client_order_id))
        return "REJECTED";
    const auto market = markets_.find(request.symbol);
    const auto& account = accounts_[request.account];
    AccountFacts facts{.in_liquidation = account.in_liquidation,
                       .open_orders = open_counts_[request.account],
                       .max_open_orders = options_.max_open_orders,
                       .position = position_of(request.account, request.symbol)};
    if (!orders::is_stop(request.type)) facts.available = available_balance(account);
    return fault_of_order(request, market == markets_.end() ? nullptr : &market->second, facts, switches_);
}

void Exchange::add(const NewOrder& request, WallTime now) {
    if (const auto fault = fault_of_add(request); !fault.empty()) return refuse(request, fault, now);
    if (orders::is_stop(request.type))
        add_stop(request, now);
    else
        add_to_book(request, now);
    displace_after_shrink(now);
}

void Exchange::add_refused(const NewOrder& request, std::string_view status, bool ack_first, WallTime now) {
    if (!ack_first) return refuse(request, status, now);
    Order& order = record(request, now);
    open(order);
    report(order, "ACK", Cause::Add, now);
    end(order, status, Cause::Unasked, now);
}

void Exchange::add_to_book(NewOrder request, WallTime now) {
    if (request.reduce_only) {
        const Decimal closing = reducible(position_of(request.account, request.symbol), request.side);
        const bool beyond = request.quantity > closing;
        if (closing.is_zero() || (beyond && switches_.is("Q5.over_position", "rejected")))
            return refuse(request, "REJECTED", now);
        request.quantity = smaller(request.quantity, closing);
    }
    if (request.type == OrderType::Alo && would_take(request)) {
        const bool rejected = switches_.is("Q28", "rejected") || switches_.is("Q28", "ack_rejected");
        const bool ack_first = switches_.is("Q28", "ack_rejected") || switches_.is("Q28", "ack_cancelled");
        return add_refused(request, rejected ? "REJECTED" : "CANCELLED", ack_first, now);
    }
    Order& order = record(request, now);
    open(order);
    report(order, "ACK", Cause::Add, now);
    if (order.type != OrderType::Alo) take_from_book(order, order.remaining, now);
}

/// What stands against a stop beyond the checks of every order; `already_armed`: its siblings' quantity.
std::string_view Exchange::fault_of_stop(const NewOrder& stop, Decimal already_armed) const {
    const Decimal closing = reducible(position_of(stop.account, stop.symbol), stop.side);
    if (closing.is_zero() && switches_.is("Q11.no_position", "rejected")) return "REJECTED";
    const Decimal mark = markets_.find(stop.symbol)->second.mark;
    const bool passed = mark.is_positive() && fires(stop.type, stop.side, stop.price, mark);
    if (passed && switches_.is("Q11", "invalid")) return invalid_trigger(stop.type);
    if (closing.is_zero()) return {};
    if (stop.quantity > closing) return "REJECTED";
    if (switches_.is("Q11.exceeds", "rejected") && sum(already_armed, stop.quantity) > closing)
        return "REJECTED";
    return {};
}

void Exchange::add_stop(const NewOrder& request, WallTime now) {
    const auto armed = armed_.find({request.account, request.symbol, request.type, request.side});
    const auto fault = fault_of_stop(request, armed == armed_.end() ? Decimal{} : armed->second);
    if (!fault.empty()) return refuse(request, fault, now);
    Order& stop = record(request, now);
    open(stop);
    report(stop, "ACK", Cause::Add, now);
    settle_stop(stop, now);
}

/// After a stop has come or changed: others give way to it, and it fires where the mark has passed it.
void Exchange::settle_stop(Order& stop, WallTime now) {
    if (!reducible(position_of(stop.account, stop.symbol), stop.side).is_zero())
        displace_stops(group_of(stop), &stop, now);
    const Decimal mark = markets_.find(stop.symbol)->second.mark;
    if (mark.is_positive() && fires(stop.type, stop.side, stop.price, mark)) fire(stop, now);
}

std::string_view Exchange::fault_of_modify(const Order* order, std::size_t account,
                                           const Change& change) const {
    constexpr std::string_view kNone = "CANNOT_MODIFY_NO_SUCH_ORDER";
    if (order == nullptr || order->account != account || !order->open || order->is_stop() != change.stop)
        return kNone;
    if ((change.symbol && *change.symbol != order->symbol) || (change.side && *change.side != order->side) ||
        (change.type && *change.type != order->type) ||
        (change.reduce_only && *change.reduce_only != order->reduce_only))
        return kNone;
    if (!order->filled.is_zero()) return "CANNOT_MODIFY_PARTIAL_FILL";
    NewOrder wanted = *order;
    wanted.quantity = change.quantity.value_or(order->quantity);
    wanted.price = change.price.value_or(order->price);
    const auto& market = markets_.find(order->symbol)->second;
    if (const auto fault = fault_of_numbers(wanted, market.rules, switches_); !fault.empty()) return fault;
    if (order->is_stop())
        return fault_of_stop(wanted, difference(armed_.find(group_of(*order))->second, order->remaining));
    if (order->type == OrderType::Alo && would_take(wanted)) return "CANNOT_MODIFY_ALO_WOULD_CROSS";
    AccountFacts facts{.max_open_orders = 1,
                       .position = position_of(account, order->symbol),
                       .available = available_balance(accounts_[account], order)};
    return fault_of_order(wanted, &market, facts, switches_);
}

void Exchange::modify(std::size_t account, const Change& change, WallTime now) {
    const auto found = by_id_.find(change.order_id);
    Order* order = found == by_id_.end() ? nullptr : found->second;
    if (const auto fault = fault_of_modify(order, account, change); !fault.empty()) {
        Event event{.kind = EventKind::Changed, .cause = Cause::Modify};
        if (order != nullptr && order->account == account) {
            event.order = *order;
        } else {
            event.order.account = account;
            event.order.order_id = change.order_id;
            event.order.symbol = change.symbol.value_or("");
            event.order.side = change.side.value_or(Side::Buy);
            event.order.type = change.type.value_or(change.stop ? OrderType::StopLoss : OrderType::Limit);
        }
        event.order.status = fault;
        event.order.updated = now;
        events_.push_back(std::move(event));
        return;
    }
    if (order->is_stop()) disarm(*order);
    order->quantity = order->remaining = change.quantity.value_or(order->quantity).normalized();
    order->price = change.price.value_or(order->price);
    order->priority = next_priority_++;
    if (order->is_stop()) armed_[group_of(*order)] = sum(armed_[group_of(*order)], order->remaining);
    report(*order, "MODIFIED", Cause::Modify, now);
    if (order->is_stop())
        settle_stop(*order, now);
    else if (order->type == OrderType::Limit)
        take_from_book(*order, order->remaining, now);
    displace_after_shrink(now);
}

}  // namespace qb::sim
