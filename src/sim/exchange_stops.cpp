// Exchange: how stops fire and how they give way.
#include "sim/decimal_math.h"
#include "sim/exchange.h"
#include "sim/order_check.h"
#include "sim/trigger.h"

namespace qb::sim {

using orders::OrderType;

Exchange::Result Exchange::set_mark(std::string_view symbol, Decimal price, WallTime now) {
    auto* market = this->market(symbol);
    if (market == nullptr) return "unknown symbol " + std::string(symbol);
    if (!price.is_positive()) return "a mark price is positive";
    market->mark = price;
    fire_stops(market->rules.symbol, now);
    return {};
}

void Exchange::fire_stops(const std::string& symbol, WallTime now) {
    const Decimal mark = markets_.find(symbol)->second.mark;
    std::vector<Order*> reached;
    for (auto* order : open_)
        if (order->is_armed() && order->symbol == symbol &&
            fires(order->type, order->side, order->price, mark))
            reached.push_back(order);
    for (auto* stop : reached) {
        if (stop->is_armed()) fire(*stop, now);  // an earlier one may have taken the position away
        displace_after_shrink(now);
    }
}

void Exchange::fire(Order& stop, WallTime now) {
    disarm(stop);
    stop.fired = true;
    stop.stop_type = stop.type;
    const Decimal closing = reducible(position_of(stop.account, stop.symbol), stop.side);
    if (closing.is_zero()) {
        if (switches_.is("Q8.gone", "rejected")) return end(stop, "REJECTED", Cause::Unasked, now);
        if (switches_.is("Q8.gone", "cancelled")) return end(stop, "CANCELLED", Cause::Unasked, now);
        close(stop);
        stop.status = "CANCELLED";
        stop.updated = now;  // only the histories will say so
        return;
    }
    const Decimal quantity = smaller(stop.remaining, closing);
    const auto& failure = switches_.value("Q8.failure");
    if (switches_.is("Q8", "v1")) {
        if (failure != "none") return end(stop, failure, Cause::Unasked, now);
        return take_from_book(stop, quantity, now);
    }
    if (switches_.is("Q8", "v3")) announce_end_of_stop(stop, now);
    if (stop.open) {
        close(stop);
        stop.status = Order::kTriggered;
    }
    Order& child = child_of(stop, quantity, now);
    const bool refused = failure == "REJECTED" || failure == "FAILED_MARGIN_CHECK";
    if (!refused) report(child, "ACK", Cause::Unasked, now);
    if (failure != "none") return end(child, failure, Cause::Unasked, now);
    take_from_book(child, quantity, now);
}

void Exchange::announce_end_of_stop(Order& stop, WallTime now) {
    if (switches_.is("Q8.v3_first", "cancelled")) return end(stop, "CANCELLED", Cause::Unasked, now);
    if (switches_.is("Q8.v3_first", "filled")) {
        stop.remaining = {};
        return end(stop, "FILLED", Cause::Unasked, now);
    }
    events_.push_back({.kind = EventKind::StopNotice, .order = stop});
}

Order& Exchange::child_of(const Order& stop, Decimal quantity, WallTime now) {
    NewOrder request = stop;
    request.type = switches_.is("Q8.fill_type", "MARKET") ? OrderType::Market : OrderType::StopMarket;
    request.tif = orders::TimeInForce::Ioc;
    request.quantity = quantity;
    request.price = {};
    Order& child = record(request, now);
    child.fired = true;
    child.stop_type = stop.type;
    open(child);
    return child;
}

/// Cancels the oldest of a group until what is left fits the position; `keep` stays in any case.
void Exchange::displace_stops(const StopGroup& group, const Order* keep, WallTime now) {
    const auto total = armed_.find(group);
    if (total == armed_.end()) return;
    const Decimal closing = reducible(position_of(group.account, group.symbol), group.side);
    if (total->second <= closing) return;
    const auto members =
        select_open([&](const Order& o) { return o.is_armed() && &o != keep && group_of(o) == group; });
    for (auto* stop : members) {
        if (total->second <= closing) return;
        end(*stop, "CANCELLED", Cause::Unasked, now);
    }
}

void Exchange::displace_after_shrink(WallTime now) {
    for (const auto& [account, symbol] : std::exchange(shrunk_, {})) {
        if (switches_.is("Q11.shrink", "keep")) continue;
        for (const auto type : {OrderType::StopLoss, OrderType::TakeProfit})
            for (const auto side : {orders::Side::Buy, orders::Side::Sell})
                displace_stops({account, symbol, type, side}, nullptr, now);
    }
}

}  // namespace qb::sim
