#include "sim/frames.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

using orders::OrderType;
using orders::Side;
using orders::to_string;

std::string wrapped(std::string_view key, std::string_view object) {
    return ObjectWriter().raw(key, object).done();
}

Side opposite(Side side) { return side == Side::Buy ? Side::Sell : Side::Buy; }

bool is_market_like(OrderType type) { return type == OrderType::Market || type == OrderType::StopMarket; }

}  // namespace

Decimal unix_seconds(WallTime time) {
    return Decimal::from_parts(time.time_since_epoch().count(), 6).value_or(Decimal{});
}

Decimal unix_milliseconds(WallTime time) {
    return Decimal::from_parts(time.time_since_epoch().count(), 3).value_or(Decimal{});
}

std::string iso_time(WallTime time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    std::array<char, 48> text{};
    (void)std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int{date.year()},
                        unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(clock.hours().count()),
                        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                        static_cast<int>(clock.subseconds().count()));
    return text.data();
}

NumberStyle Frames::style() const {
    if (switches_.is("Q30", "strings")) return NumberStyle::Strings;
    if (switches_.is("Q30", "noise")) return NumberStyle::Noise;
    return switches_.is("Q30", "nulls") ? NumberStyle::Nulls : NumberStyle::Plain;
}

std::string_view Frames::client_id_shown(const Order& order) const {
    if (order.fired && switches_.is("Q8.client_id", "empty")) return "";
    if (order.fired) return order.client_order_id;
    if (order.is_stop() && switches_.is("Q7", "empty")) return "";
    return order.client_order_id;
}

Decimal Frames::price_shown(const Order& order, const Trade* trade) const {
    if (!is_market_like(order.type))
        return trade != nullptr && switches_.is("Q21", "execution") ? trade->price : order.price;
    if (switches_.is("Q21.market", "execution") && trade != nullptr) return trade->price;
    if (!switches_.is("Q21.market", "band")) return {};
    const auto market = exchange_.markets().find(order.symbol);
    if (market == exchange_.markets().end()) return {};
    const auto& rules = market->second.rules;
    return order.side == Side::Buy ? rules.max_price_band.value_or(rules.max_price)
                                   : rules.min_price_band.value_or(rules.min_price);
}

// --- orders, fills, stops ---------------------------------------------------------------------------------

std::string Frames::order_object(const Order& order, bool refused_add, Cause cause, const Trade* trade,
                                 bool with_remaining) const {
    const bool zeroed = cause == Cause::Cancel && order.is_stop() && switches_.is("Q9.quantities", "zero") &&
                        order.status == "CANCELLED";
    std::string_view client_id = client_id_shown(order);
    if (refused_add) client_id = order.client_order_id;
    if (refused_add && !switches_.is("Q20.client_id", "echo")) client_id = {};
    ObjectWriter out(style());
    if (!refused_add || switches_.is("Q20", "fresh"))
        out.text("order_id", order.order_id);
    else if (switches_.is("Q20", "empty"))
        out.text("order_id", "");
    out.text("symbol", order.symbol)
        .text("status", order.status)
        .number("quantity", zeroed ? Decimal{} : order.quantity)
        .number("price", price_shown(order, trade))
        .number_or_unset("take_profit", order.take_profit)
        .number_or_unset("stop_loss", order.stop_loss)
        .text("side", to_string(order.side))
        .text("type", to_string(order.type))
        .text("time_in_force", to_string(order.tif))
        .text("user_id", exchange_.accounts()[order.account].user_id)
        .text_or_unset("client_order_id", client_id);
    if (with_remaining) out.number("quantity_remaining", zeroed ? Decimal{} : order.remaining);
    out.number("update_time", unix_seconds(order.updated));
    if (trade != nullptr)
        out.text("trade_id", trade->trade_id);
    else
        out.null("trade_id");
    return out.done();
}

std::string Frames::order_response(const Event& event) const {
    return wrapped("order_response",
                   order_object(event.order, event.refused_add, event.cause, nullptr, true));
}

std::string Frames::filled(const Event& event) const {
    const bool with_remaining = !switches_.is("Q22.remaining", "only_fill_response");
    return wrapped("order_response",
                   order_object(event.order, false, event.cause, &event.trade, with_remaining));
}

std::string Frames::fill_response(const Event& event) const {
    const auto& trade = event.trade;
    ObjectWriter out(style());
    out.text("trade_id", trade.trade_id)
        .text("user_id", exchange_.accounts()[trade.account].user_id)
        .text("symbol", trade.symbol)
        .number("price", trade.price)
        .number("quantity", trade.quantity)
        .text("side", to_string(trade.side))
        .text("aggressor_side", to_string(trade.taker ? trade.side : opposite(trade.side)))
        .text("order_id", trade.order_id)
        .number("fee", trade.fee)
        .text("order_type", to_string(trade.order_type))
        .text("tif", to_string(trade.tif))
        .number("order_price", event.order.price)
        .text_or_unset("client_order_id", trade.client_order_id);
    if (!switches_.is("Q22.remaining", "only_order_response"))
        out.number("remaining_quantity", event.order.remaining);
    out.number_or_unset("take_profit", event.order.take_profit)
        .number_or_unset("stop_loss", event.order.stop_loss)
        .text("execution_type", "NEW")
        .number("timestamp", unix_seconds(trade.time))
        .number("realised_pnl", trade.realised_pnl);
    return wrapped("fill_response", out.done());
}

std::string Frames::stop_order_response(const Order& stop) const {
    return wrapped("stop_order_response", stop_object(stop));
}

std::string Frames::stop_object(const Order& stop) const {
    ObjectWriter out(style());
    out.text("stop_order_id", stop.order_id)
        .text("user_id", exchange_.accounts()[stop.account].user_id)
        .text("symbol", stop.symbol)
        .number("price", stop.price)
        .number("quantity", stop.quantity)
        .text("direction", to_string(stop.side))
        .text("stop_order_type", to_string(stop.type))
        .text_or_unset("client_order_id", client_id_shown(stop))
        .text("update_time", iso_time(stop.updated));
    return out.done();
}

std::vector<Shown> Frames::show(const Event& event, const Json* incoming) const {
    std::vector<Shown> out;
    const bool untold =
        !event.order.attached_to.empty() && !event.order.fired && !switches_.is("Q13", "acks");
    if (untold) return out;
    switch (event.kind) {
    case EventKind::StopNotice:
        out.push_back({Audience::OrdersOrStops, stop_order_response(event.order)});
        return out;
    case EventKind::Executed: show_execution(event, out); break;
    case EventKind::Changed: {
        const auto& status = event.order.status;
        const bool done =
            !event.refused_add && (status == "ACK" || status == "CANCELLED" || status == "MODIFIED");
        if (event.order.is_stop() && done && event.cause != Cause::Unasked)
            show_stop_answer(event, incoming, out);
        else
            out.push_back({Audience::Orders, order_response(event)});
        break;
    }
    }
    if (event.order.is_stop() && !event.refused_add && switches_.is("Q9.channel", "duplicates"))
        out.push_back({Audience::Stops, stop_order_response(event.order)});
    return out;
}

void Frames::show_stop_answer(const Event& event, const Json* incoming, std::vector<Shown>& out) const {
    const auto& variant = switches_.value("Q9");
    if (variant.starts_with("order_response")) out.push_back({Audience::Orders, order_response(event)});
    if (variant.ends_with("stop_order_response"))
        out.push_back({Audience::OrdersOrStops, stop_order_response(event.order)});
    if (variant.ends_with("ack")) out.push_back({Audience::Requester, ack(incoming)});
}

void Frames::show_execution(const Event& event, std::vector<Shown>& out) const {
    std::vector<Shown> fills, confirmations;
    if (switches_.is("Q22.fills", "sent"))
        fills.assign(switches_.is("Q22.duplicate", "yes") ? 2 : 1, {Audience::Fills, fill_response(event)});
    if (!event.fill_only && (event.last_fill || switches_.is("Q22.filled", "per_fill")))
        confirmations.push_back({Audience::Orders, filled(event)});
    auto& first = switches_.is("Q22", "fill_first") ? fills : confirmations;
    auto& second = switches_.is("Q22", "fill_first") ? confirmations : fills;
    for (auto& shown : second) shown.delay = switches_.ms("Q22.gap");
    for (auto* part : {&first, &second})
        for (auto& shown : *part) out.push_back(std::move(shown));
}

// --- answers ----------------------------------------------------------------------------------------------

std::string Frames::auth_succeeded() const {
    if (switches_.is("Q1", "result_success"))
        return ObjectWriter().text("type", "auth").text("result", "success").done();
    if (switches_.is("Q1", "type_authenticated")) return ObjectWriter().text("type", "authenticated").done();
    if (switches_.is("Q1", "authenticated_object")) return ObjectWriter().raw("authenticated", "{}").done();
    return ObjectWriter().boolean("authenticated", true).done();
}

std::string Frames::auth_failed() const {
    if (switches_.is("Q1.failure", "authenticated_false"))
        return ObjectWriter().boolean("authenticated", false).done();
    if (switches_.is("Q1.failure", "result_failed"))
        return ObjectWriter().text("type", "auth").text("result", "failed").done();
    if (switches_.is("Q1.failure", "err"))
        return error("PermissionDenied", "Authentication failed.", nullptr);
    return {};
}

/// The request as the venue writes it out again: integers as floats, optional params that were not sent
/// as null (QFEX docs, error sample).
std::string Frames::echo(const Json& incoming) const {
    Json copy = incoming;
    const auto at = std::find(copy.keys.begin(), copy.keys.end(), "params") - copy.keys.begin();
    if (incoming.text_of("type") == "add_order" && switches_.is("Q23.optionals", "null")) {
        Json& params = copy.items[static_cast<std::size_t>(at)];
        for (const char* key : {"client_order_id", "take_profit", "stop_loss", "reduce_only"}) {
            if (std::find(params.keys.begin(), params.keys.end(), key) != params.keys.end()) continue;
            params.keys.emplace_back(key);
            params.items.emplace_back();
        }
    }
    return to_text(copy, true);
}

std::string Frames::error(std::string_view code, std::string_view message, const Json* incoming,
                          std::string_view raw) const {
    return error_frame(code, message, incoming, raw, {});
}

std::string Frames::rate_limited(std::chrono::milliseconds retry_after, const Json* incoming) const {
    const auto ms = std::to_string(retry_after.count());
    const auto seconds = Decimal::from_parts(retry_after.count(), 3).value_or(Decimal{}).to_string();
    std::string message = "You have exceeded the allowed message rate.";
    if (switches_.is("Q26", "message")) message += " Retry after " + seconds + " seconds.";
    std::string_view member;
    if (switches_.is("Q26", "retry_after_s")) member = seconds;
    if (switches_.is("Q26", "retry_after_ms")) member = ms;
    return error_frame("RateLimited", message, incoming, {}, member);
}

std::string Frames::error_frame(std::string_view code, std::string_view message, const Json* incoming,
                                std::string_view raw, std::string_view retry_after) const {
    ObjectWriter body;
    const bool flat = !switches_.is("Q23", "err");
    if (flat) body.text("type", switches_.is("Q23", "type_error") ? "error" : "Err");
    body.text("error_code", code);
    if (message.empty())
        body.null("message");
    else
        body.text("message", message);
    if (!retry_after.empty()) body.raw("retry_after", retry_after);
    const std::string text = incoming != nullptr ? echo(*incoming) : std::string(raw);
    if (!switches_.is("Q23.incoming", "absent")) {
        if (text.empty() || switches_.is("Q23.incoming", "null"))
            body.null("incoming_message");
        else if (incoming == nullptr || switches_.is("Q23.incoming", "string"))
            body.text("incoming_message", text);
        else
            body.raw("incoming_message", text);
    }
    return flat ? body.done() : wrapped("err", body.done());
}

std::string Frames::channel_changed(std::string_view channel, bool added) const {
    const std::string_view word = added ? "subscribed" : "unsubscribed";
    if (switches_.is("Q3", "type_subscribed"))
        return ObjectWriter().text("type", word).text("channel", channel).done();
    return ObjectWriter().text(word, channel).done();
}

std::string Frames::ack(const Json* incoming) {
    const std::string echoed = incoming == nullptr ? "{}" : to_text(*incoming, true);
    return wrapped("ack", ObjectWriter().raw("incoming_message", echoed).done());
}

std::string Frames::no_such_order(std::string_view requested_id, std::string_view symbol,
                                  const Account& account, const Json* incoming, WallTime now) const {
    if (switches_.is("Q14", "err")) return error("InvalidParameter", "No such order.", incoming);
    ObjectWriter out(style());
    out.text("order_id", switches_.is("Q14", "order_id") ? requested_id : "")
        .text("symbol", symbol)
        .text("status", "NO_SUCH_ORDER")
        .number("quantity", {})
        .number("price", {})
        .number_or_unset("take_profit", {})
        .number_or_unset("stop_loss", {})
        .text("user_id", account.user_id)
        .text_or_unset("client_order_id", switches_.is("Q14", "client_order_id") ? requested_id : "")
        .number("quantity_remaining", {})
        .number("update_time", unix_seconds(now))
        .null("trade_id");
    return wrapped("order_response", out.done());
}

// --- what is open, what has traded ------------------------------------------------------------------------

std::string Frames::order_state(const Order& order) const {
    return wrapped("order_response", order_object(order, false, Cause::Unasked, nullptr, true));
}

std::string Frames::row_of(const Order& order) const {
    Order copy = order;
    if (!copy.filled.is_zero()) copy.status = switches_.value("Q17.partly_filled");
    return order_object(copy, false, Cause::Unasked, nullptr, true);
}

std::string Frames::all_orders(const std::vector<const Order*>& rows) const {
    const bool apart = switches_.is("Q17", "stop_orders");
    std::vector<std::string> orders, stops;
    for (const auto* row : rows) {
        if (!row->is_stop() || switches_.is("Q17", "orders"))
            orders.push_back(row_of(*row));
        else if (apart)
            stops.push_back(stop_object(*row));
    }
    const bool old = switches_.is("Q17.key", "user_orders");
    ObjectWriter out;
    out.raw(old ? "user_orders" : "orders", array_of(orders));
    if (apart) out.raw("stop_orders", array_of(stops));
    if (switches_.is("Q17.twaps", "empty")) out.raw("twaps", "[]");
    if (switches_.is("Q17.twaps", "null")) out.null("twaps");
    if (!old) return wrapped("all_orders_response", out.done());
    return out.integer("count", static_cast<std::int64_t>(orders.size() + stops.size())).done();
}

std::string Frames::trade_row(const Trade& trade) const {
    ObjectWriter out;
    out.text(switches_.value("Q18.id"), trade.trade_id)
        .text("symbol", trade.symbol)
        .number("price", trade.price)
        .number("quantity", trade.quantity);
    if (!switches_.is("Q18.side", "aggressor_side")) out.text("side", to_string(trade.side));
    if (!switches_.is("Q18.side", "side"))
        out.text("aggressor_side", to_string(trade.taker ? trade.side : opposite(trade.side)));
    out.text("order_id", trade.order_id)
        .text("client_order_id", trade.client_order_id)
        .number("fee", trade.fee)
        .text("order_type", to_string(trade.order_type))
        .text("tif", to_string(trade.tif));
    if (!switches_.is("Q18.timestamp", "absent"))
        out.number(switches_.value("Q18.timestamp"), unix_seconds(trade.time));
    return out.done();
}

std::string Frames::user_trades(const std::vector<const Trade*>& rows, std::size_t count) const {
    std::vector<std::string> texts;
    texts.reserve(rows.size());
    for (const auto* trade : rows) texts.push_back(trade_row(*trade));
    ObjectWriter out;
    out.raw(switches_.value("Q18"), array_of(texts));
    if (switches_.is("Q18", "user_trades")) out.integer("count", static_cast<std::int64_t>(count));
    return out.done();
}

}  // namespace qb::sim
