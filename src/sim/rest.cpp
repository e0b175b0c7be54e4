#include "sim/rest.h"

#include <charconv>

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

using orders::to_string;

net::HttpResponse problem(int status, std::string_view title, std::string_view detail) {
    return {.status = status,
            .body = ObjectWriter()
                        .text("title", title)
                        .integer("status", status)
                        .text("detail", detail)
                        .raw("errors", "[]")
                        .done(),
            .content_type = "application/problem+json"};
}

template <class Number>
bool parse_whole(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

/// The filters and the page that both histories take.
struct Query {
    std::optional<std::string> symbol{}, id{};
    std::optional<Decimal> start{}, end{};  // Unix seconds, inclusive
    std::size_t limit = 100, offset = 0;

    [[nodiscard]] bool covers(WallTime time) const {
        const auto seconds = unix_seconds(time);
        return (!start || seconds >= *start) && (!end || seconds <= *end);
    }
    /// Whether a matching row is on the page; counts it.
    bool take(std::size_t& count) const {
        const auto place = count++;
        return place >= offset && place - offset < limit;
    }
};

boost::system::result<Query, net::HttpResponse> query_from(std::string_view target,
                                                           std::string_view id_name) {
    Query query;
    query.symbol = net::query_value(target, "symbol");
    query.id = net::query_value(target, id_name);
    for (const auto& [name, value] : {std::pair{"start", &query.start}, {"end", &query.end}}) {
        const auto text = net::query_value(target, name);
        if (!text) continue;
        *value = Decimal::parse(*text);
        if (!*value) return problem(422, "Unprocessable Entity", std::string(name) + " is not Unix seconds");
    }
    for (const auto& [name, value] : {std::pair{"limit", &query.limit}, {"offset", &query.offset}}) {
        const auto text = net::query_value(target, name);
        if (text && !parse_whole(*text, *value))
            return problem(422, "Unprocessable Entity", std::string(name) + " is not a whole number");
    }
    if (query.limit < 1 || query.limit > 1000)
        return problem(422, "Unprocessable Entity", "limit is not in 1..1000");
    return query;
}

net::HttpResponse page(const std::vector<std::string>& rows, std::size_t count) {
    return {.body = ObjectWriter()
                        .raw("data", array_of(rows))
                        .integer("count", static_cast<std::int64_t>(count))
                        .done()};
}

std::string words(const std::vector<std::string_view>& list) {
    std::vector<std::string> out;
    out.reserve(list.size());
    for (const auto word : list) out.push_back(quoted(word));
    return array_of(out);
}

std::string refdata_row(const Market& market, std::size_t number) {
    const auto& rules = market.rules;
    std::vector<std::string_view> types;
    for (const auto type : rules.order_types)  // the venue's own list does not name the stop types either
        if (!orders::is_stop(type)) types.push_back(to_string(type));
    return ObjectWriter()
        .text("clobPairId", std::to_string(number))
        .text("symbol", rules.symbol)
        .text("underlier_price", market.mark.to_string())
        .text("price_change_24h", "0")
        .integer("default_max_leverage", rules.max_leverage)
        .text("tick_size", rules.tick_size.to_string())
        .text("lot_size", rules.lot_size.to_string())
        .text("min_price", rules.min_price.to_string())
        .text("max_price", rules.max_price.to_string())
        .text("min_quantity", rules.min_quantity.to_string())
        .text("max_quantity", rules.max_quantity.to_string())
        .text("base_asset", rules.symbol.substr(0, rules.symbol.find('-')))
        .text("quote_asset", "USD")
        .text("margin_asset", "USD")
        .raw("order_time_in_force", words({"GTC", "IOC", "FOK"}))
        .raw("order_types", words(types))
        .raw("market_hours", "{}")
        .text("status", to_string(rules.status))
        .text("product_category", rules.product_category)
        .done();
}

void time_or_null(ObjectWriter& out, std::string_view key, const std::optional<WallTime>& time) {
    if (time)
        out.text(key, iso_time(*time));
    else
        out.null(key);
}

std::string historic_row(const Order& order, std::string_view client_id) {
    ObjectWriter out;
    out.text("order_id", order.order_id)
        .text("client_order_id", client_id)
        .text("terminal_status", order.status)
        .text("status_ts", iso_time(order.updated))
        .text("symbol", order.symbol)
        .text("side", to_string(order.side))
        .text("type", to_string(order.type))
        .text("time_in_force", to_string(order.tif))
        .number("quantity", order.quantity)
        .number("price", order.price)
        .number("filled_qty", order.filled);
    if (order.filled.is_zero())
        out.null("avg_price");
    else
        out.number("avg_price", order.notional.average(order.filled, 8));
    out.number("passive_qty", order.passive);
    time_or_null(out, "first_fill_ts", order.first_fill);
    time_or_null(out, "last_fill_ts", order.last_fill);
    const bool all = order.filled == order.quantity;
    out.text("execution_state", order.filled.is_zero() ? "UNFILLED" : all ? "FILLED" : "PARTIALLY_FILLED");
    return out.done();
}

std::string trade_row(const Trade& trade) {
    return ObjectWriter()
        .text("id", trade.trade_id)
        .text("order_timestamp", iso_time(trade.time))
        .text("symbol", trade.symbol)
        .number("price", trade.price)
        .number("quantity", trade.quantity)
        .text("side", to_string(trade.side))
        .number("fee", trade.fee)
        .number("margin_used", {})
        .text("order_type", to_string(trade.order_type))
        .text("tif", to_string(trade.tif))
        .text("order_id", trade.order_id)
        .number("realised_pnl_change", trade.realised_pnl)
        .done();
}

}  // namespace

net::HttpResponse Rest::answer(const net::HttpRequest& request, Now now) {
    const auto path = net::target_path(request.target);
    const bool known = path == "/refdata" || path == "/user/historic-orders" || path == "/user/trade" ||
                       path == "/user/positions";
    if (!known) return problem(404, "Not Found", "There is no such page.");
    if (request.method != "GET") return problem(405, "Method Not Allowed", "This page is read with GET.");
    if (request.header("User-Agent").empty()) return problem(403, "Forbidden", "error 1010");
    if (path == "/refdata") return refdata(request.target);
    auto account = account_of(request, now);
    if (auto* refusal = std::get_if<net::HttpResponse>(&account)) return std::move(*refusal);
    const auto index = std::get<std::size_t>(account);
    if (path == "/user/historic-orders") return historic_orders(request.target, index);
    if (path == "/user/trade") return trades(request.target, index);
    return positions(index);
}

std::optional<std::size_t> Rest::key_of(const net::HttpRequest& request, Now now) {
    constexpr std::string_view kBearer = "Bearer ";
    const auto authorization = request.header("Authorization");
    if (authorization.starts_with(kBearer))
        return venue_.keys().key_of_token(authorization.substr(kBearer.size()));
    Proof proof{.public_key = std::string(request.header("x-qfex-public-key")),
                .nonce = std::string(request.header("x-qfex-nonce")),
                .signature = std::string(request.header("x-qfex-hmac-signature"))};
    const bool dated = parse_whole(request.header("x-qfex-timestamp"), proof.unix_ts);
    const auto key = venue_.keys().check(proof, now.wall);
    return dated && key ? std::optional(*key) : std::nullopt;
}

std::variant<std::size_t, net::HttpResponse> Rest::account_of(const net::HttpRequest& request, Now now) {
    const auto key = key_of(request, now);
    if (!key) return problem(401, "Unauthorized", "The request has no signature or token of a known key.");
    const auto& account = venue_.options().accounts[*key];
    const auto wanted = request.header("x-qfex-requested-account-id");
    if (!wanted.empty() && wanted != account.account_id)
        return problem(403, "Forbidden", "The key has no such account.");
    return venue_.exchange().account_of(account.account_id).value();
}

net::HttpResponse Rest::refdata(std::string_view target) const {
    const auto ticker = net::query_value(target, "ticker");
    std::vector<std::string> rows;
    std::size_t number = 0;
    for (const auto& [symbol, market] : venue_.exchange().markets()) {
        ++number;
        if (!ticker || *ticker == symbol) rows.push_back(refdata_row(market, number));
    }
    return {.body = ObjectWriter().text("type", "refdata").raw("data", array_of(rows)).done()};
}

net::HttpResponse Rest::historic_orders(std::string_view target, std::size_t account) const {
    const auto query = query_from(target, "client_order_id");
    if (!query) return query.error();
    std::vector<std::string> rows;
    std::size_t count = 0;
    const auto& orders = venue_.exchange().orders();
    for (auto order = orders.rbegin(); order != orders.rend(); ++order) {  // newest first
        const auto client_id = venue_.frames().client_id_shown(*order);
        if (order->account != account || order->open || order->is_superseded()) continue;
        if ((query->symbol && order->symbol != *query->symbol) || (query->id && client_id != *query->id))
            continue;
        if (query->covers(order->updated) && query->take(count))
            rows.push_back(historic_row(*order, client_id));
    }
    return page(rows, count);
}

net::HttpResponse Rest::trades(std::string_view target, std::size_t account) const {
    const auto query = query_from(target, "exchange_order_id");
    if (!query) return query.error();
    std::vector<std::string> rows;
    std::size_t count = 0;
    const auto& trades = venue_.exchange().trades();
    for (auto trade = trades.rbegin(); trade != trades.rend(); ++trade) {
        if (trade->account != account || (query->symbol && trade->symbol != *query->symbol) ||
            (query->id && trade->order_id != *query->id))
            continue;
        if (query->covers(trade->time) && query->take(count)) rows.push_back(trade_row(*trade));
    }
    return page(rows, count);
}

net::HttpResponse Rest::positions(std::size_t index) const {
    const auto& exchange = venue_.exchange();
    const auto& account = exchange.accounts()[index];
    std::vector<std::string> rows;
    Decimal realised;
    for (const auto& [symbol, position] : account.positions) {
        realised = sum(realised, position.realised_pnl);
        rows.push_back(ObjectWriter()
                           .text("symbol", symbol)
                           .number("position", position.quantity)
                           .number("average_price", position.average_price)
                           .number("realised_pnl", position.realised_pnl)
                           .done());
    }
    const auto balance = ObjectWriter()
                             .text("user_id", account.user_id)
                             .number("deposit", account.balance)
                             .number("realised_pnl", realised)
                             .number("available_balance", exchange.available_balance(account))
                             .number("fees", account.fees)
                             .done();
    return {.body = ObjectWriter().raw("balance", balance).raw("positions", array_of(rows)).done()};
}

}  // namespace qb::sim
