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
    const auto fault =
        fault_of_order(request, market == markets_.end() ? nullptr : &market->second, facts, switches_);
    return fault.empty() ? fault_of_attached(request) : fault;
}

/// The stops that an order brings along, as they will be.
std::vector<NewOrder> Exchange::attached_stops(const NewOrder& order) {
    std::vector<NewOrder> stops;
    for (const auto& [type, trigger] :
         {std::pair{OrderType::TakeProfit, order.take_profit}, {OrderType::StopLoss, order.stop_loss}})
        if (!trigger.is_zero())
            stops.push_back({.account = order.account,
                             .symbol = order.symbol,
                             .side = order.side == Side::Buy ? Side::Sell : Side::Buy,
                             .type = type,
                             .tif = orders::TimeInForce::Gtc,
                             .quantity = order.quantity,
                             .price = trigger,
                             .origin = order.origin});
    return stops;
}

std::string_view Exchange::fault_of_attached(const NewOrder& order) const {
    for (const auto& stop : attached_stops(order)) {
        const auto& market = markets_.find(order.symbol)->second;
        if (const auto fault = fault_of_numbers(stop, market.rules, switches_); !fault.empty()) return fault;
        if (has_passed(stop) && switches_.is("Q11", "invalid")) return invalid_trigger(stop.type);
    }
    return {};
}

/// Arms what the order brings along, once. A trigger that the mark has passed by then fires at the next mark.
void Exchange::attach_stops(Order& order, std::string_view moment, WallTime now) {
    if (order.stops_attached || !switches_.is("Q13.created", moment)) return;
    for (const auto& request : attached_stops(order)) {
        order.stops_attached = true;
        Order& stop = record(request, now);
        stop.attached_to = order.order_id;
        open(stop);
        report(stop, "ACK", Cause::Unasked, now);
    }
}

bool Exchange::admit(const NewOrder& request, WallTime now) {
    const auto fault = fault_of_add(request);
    if (!fault.empty()) refuse(request, fault, now);
    return fault.empty();
}

void Exchange::add(const NewOrder& request, WallTime now) {
    if (!admit(request, now)) return;
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

/// The order with no more than what it may reduce; empty: it has been refused.
std::optional<NewOrder> Exchange::clipped(NewOrder request, WallTime now) {
    if (!request.reduce_only) return request;
    const Decimal closing = reducible(position_of(request.account, request.symbol), request.side);
    const bool beyond = request.quantity > closing;
    if (closing.is_zero() || (beyond && switches_.is("Q5.over_position", "rejected"))) {
        refuse(request, "REJECTED", now);
        return std::nullopt;
    }
    request.quantity = smaller(request.quantity, closing);
    return request;
}

Order& Exchange::open_order(const NewOrder& request, WallTime now) {
    Order& order = record(request, now);
    open(order);
    report(order, "ACK", Cause::Add, now);
    attach_stops(order, "at_ack", now);
    return order;
}

void Exchange::add_to_book(const NewOrder& request, WallTime now) {
    const auto order = clipped(request, now);
    if (!order) return;
    const bool ack_first = switches_.is("Q28", "ack_rejected") || switches_.is("Q28", "ack_cancelled");
    if (order->type == OrderType::Alo && !ack_first && would_take(*order))
        return refuse(*order, switches_.is("Q28", "rejected") ? "REJECTED" : "CANCELLED", now);
    enter(open_order(*order, now), now);
}

std::string Exchange::acknowledge(const NewOrder& request, WallTime now) {
    const auto order = clipped(request, now);
    if (!order) return {};
    Order& opened = open_order(*order, now);
    opened.waiting = true;
    return opened.order_id;
}

void Exchange::enter(std::string_view order_id, WallTime now) {
    const auto found = by_id_.find(order_id);
    if (found == by_id_.end() || !found->second->open) return;
    found->second->priority = next_priority_++;
    enter(*found->second, now);
    displace_after_shrink(now);
}

void Exchange::enter(Order& order, WallTime now) {
    order.waiting = false;
    if (order.type != OrderType::Alo) return take_from_book(order, order.remaining, now);
    if (!would_take(order)) return;
    const bool rejected = switches_.is("Q28", "rejected") || switches_.is("Q28", "ack_rejected");
    end(order, rejected ? "REJECTED" : "CANCELLED", Cause::Unasked, now);
}

// --- stops ------------------------------------------------------------------------------------------------

/// Whether the mark has reached the trigger already.
bool Exchange::has_passed(const NewOrder& stop) const {
    const Decimal mark = markets_.find(stop.symbol)->second.mark;
    return mark.is_positive() && fires(stop.type, stop.side, stop.price, mark);
}

/// What stands against a stop beyond the checks of every order; `already_armed`: its siblings' quantity.
std::string_view Exchange::fault_of_stop(const NewOrder& stop, Decimal already_armed) const {
    const Decimal closing = reducible(position_of(stop.account, stop.symbol), stop.side);
    if (closing.is_zero() && switches_.is("Q11.no_position", "rejected")) return "REJECTED";
    if (has_passed(stop) && switches_.is("Q11", "invalid")) return invalid_trigger(stop.type);
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
    if (has_passed(stop)) fire(stop, now);
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

/// A refusal of the request: the order keeps its own status.
void Exchange::refuse_change(Order* order, std::size_t account, const Change& change, std::string_view fault,
                             WallTime now) {
    Event event{.kind = EventKind::Changed, .cause = Cause::Modify};
    const bool own = order != nullptr && order->account == account;
    if (own) {
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
    // Of an order that was not found, or is partly filled, the documentation says that it stays.
    const bool stays = fault == "CANNOT_MODIFY_NO_SUCH_ORDER" || fault == "CANNOT_MODIFY_PARTIAL_FILL";
    if (own && !stays && switches_.is("Q12.failed", "cancels")) end(*order, "CANCELLED", Cause::Unasked, now);
}

bool Exchange::admit_change(std::size_t account, const Change& change, WallTime now) {
    const auto found = by_id_.find(change.order_id);
    Order* order = found == by_id_.end() ? nullptr : found->second;
    const auto fault = fault_of_modify(order, account, change);
    if (!fault.empty()) refuse_change(order, account, change, fault, now);
    return fault.empty();
}

/// The same order under a new id; the old one is gone, unless told otherwise.
Order& Exchange::renamed(Order& old, WallTime now) {
    close(old);
    old.status = Order::kReplaced;
    Order& order = record(old, now);
    order.priority = old.priority;
    order.attached_to = old.attached_to;
    order.stops_attached = old.stops_attached;
    order.waiting = old.waiting;
    if (switches_.is("Q12.client_id", "empty")) order.client_order_id.clear();
    open(order);
    for (auto* stop : open_)
        if (stop->attached_to == old.order_id) stop->attached_to = order.order_id;
    return order;
}

void Exchange::modify(std::size_t account, const Change& change, WallTime now) {
    if (!admit_change(account, change, now)) return;
    Order& old = *by_id_.find(change.order_id)->second;
    const bool has_new_id = switches_.is("Q12", "new");
    Order& order = has_new_id ? renamed(old, now) : old;
    if (order.is_stop()) disarm(order);
    order.quantity = order.remaining = change.quantity.value_or(order.quantity).normalized();
    const bool keeps_place = change.price.value_or(order.price) == order.price;
    order.price = change.price.value_or(order.price);
    if (!keeps_place || switches_.is("Q12.queue", "last")) order.priority = next_priority_++;
    if (order.is_stop()) armed_[group_of(order)] = sum(armed_[group_of(order)], order.remaining);
    report(order, "MODIFIED", Cause::Modify, now);
    if (has_new_id && switches_.is("Q12.old_id", "cancelled")) report(old, "CANCELLED", Cause::Unasked, now);
    if (order.is_stop())
        settle_stop(order, now);
    else if (order.type == OrderType::Limit && !order.waiting)
        take_from_book(order, order.remaining, now);
    displace_after_shrink(now);
}

}  // namespace qb::sim
