#include "sim/control.h"

#include <algorithm>
#include <array>

#include "sim/config_json.h"

namespace qb::sim {
namespace {

constexpr std::string_view kPaths =
    "GET /state /switches; POST /mark /book /position /switch /fault /reject /foreign /end /symbol /account "
    "/restart";

net::HttpResponse refusal(int status, std::string_view text) {
    return {.status = status, .body = ObjectWriter().text("error", text).done()};
}

struct FaultName {
    std::string_view name;
    FaultKind kind;
};
constexpr std::array<FaultName, 13> kFaults{{
    {"drop_now", FaultKind::DropNow},
    {"drop_before_command", FaultKind::DropBeforeCommand},
    {"drop_before_reply", FaultKind::DropBeforeReply},
    {"drop_after_reply", FaultKind::DropAfterReply},
    {"lose_reply", FaultKind::LoseReply},
    {"lose_replies", FaultKind::LoseReplies},
    {"double_reply", FaultKind::DoubleReply},
    {"delay_reply", FaultKind::DelayReply},
    {"garbage", FaultKind::Garbage},
    {"oversized", FaultKind::Oversized},
    {"silent", FaultKind::Silent},
    {"refuse_connections", FaultKind::RefuseConnections},
    {"refuse_upgrade", FaultKind::RefuseUpgrade},
}};

std::string fault_names() {
    std::string names = "clear";
    for (const auto& row : kFaults) names.append(", ").append(row.name);
    return names;
}

std::string lacks(std::string_view key) {
    return "\"" + std::string(key) + "\" is missing or of a wrong type";
}

bool flag(const Json& body, std::string_view key) {
    const auto* value = body.find(key);
    return value != nullptr && value->boolean;
}

/// A whole number within bounds; the standard where the key is absent, empty where it is wrong.
std::optional<std::int64_t> whole(const Json& body, std::string_view key, std::int64_t standard,
                                  std::int64_t most) {
    if (body.find(key) == nullptr) return standard;
    const auto value = body.decimal_of(key);
    if (!value || value->scale() != 0 || value->is_negative() || value->coefficient() > most)
        return std::nullopt;
    return value->coefficient();
}

/// A fill executes at its price, whatever its type; an order of type MARKET alone may have none.
boost::system::result<NewOrder, std::string> foreign_order_from(const Json& body, bool fill) {
    const auto symbol = body.text_of("symbol");
    const auto side = orders::side_from_venue(body.text_of("side").value_or(""));
    const auto quantity = body.decimal_of("quantity");
    const auto type = orders::order_type_from_venue(body.text_of("type").value_or("LIMIT"));
    const auto tif = orders::time_in_force_from_venue(body.text_of("tif").value_or("GTC"));
    if (!symbol || !side || !quantity || !type || !tif)
        return std::string(
            "a foreign order needs symbol, side, quantity and price; type and tif are optional");
    if (!quantity->is_positive()) return std::string("\"quantity\" must be positive");
    const auto price = body.decimal_of("price");
    const bool needs_price = fill || *type != orders::OrderType::Market;
    if ((!price && (needs_price || body.find("price") != nullptr)) || (needs_price && !price->is_positive()))
        return std::string("\"price\" must be a positive number");
    NewOrder order;
    order.symbol = *symbol;
    order.side = *side;
    order.type = *type;
    order.tif = *tif;
    order.quantity = quantity->normalized();
    order.price = price.value_or(Decimal{});
    order.client_order_id = body.text_of("client_order_id").value_or("");
    return order;
}

}  // namespace

Control::Action Control::action_named(std::string_view path) {
    struct Row {
        std::string_view path;
        Action action;
    };
    static constexpr std::array<Row, 11> kRows{{
        {"/mark", &Control::mark},
        {"/book", &Control::book},
        {"/position", &Control::position},
        {"/switch", &Control::set_switch},
        {"/fault", &Control::fault},
        {"/reject", &Control::reject},
        {"/foreign", &Control::foreign},
        {"/end", &Control::end},
        {"/symbol", &Control::symbol},
        {"/account", &Control::account},
        {"/restart", &Control::restart},
    }};
    for (const auto& row : kRows)
        if (row.path == path) return row.action;
    return nullptr;
}

net::HttpResponse Control::answer(std::string_view method, std::string_view path, std::string_view body,
                                  Now now) {
    const bool get = method == "GET";
    if (get && path == "/state") return {.body = state_json(venue_)};
    if (get && path == "/switches") return {.body = switches_json(venue_.switches())};
    const auto action = action_named(path);
    if (action == nullptr) return refusal(404, "there are " + std::string(kPaths));
    if (method != "POST") return refusal(405, "this path takes POST");
    const auto json = parse_json(body.empty() ? "{}" : body);
    if (!json || !json->is(Json::Kind::Object)) return refusal(400, "the body is not a JSON object");
    const auto done = (this->*action)(*json, now);
    return done ? net::HttpResponse{.body = R"({"ok":true})"} : refusal(400, done.error());
}

Control::Done Control::mark(const Json& body, Now now) {
    if (auto known = only_keys(body, {"symbol", "price"}); !known) return known;
    const auto price = body.decimal_of("price");
    if (!price) return lacks("price");
    return venue_.set_mark(body.text_of("symbol").value_or(""), *price, now);
}

Control::Done Control::book(const Json& body, Now now) {
    if (auto known = only_keys(body, {"symbol", "bids", "asks"}); !known) return known;
    auto bids = levels_from(body.find("bids"));
    if (!bids) return bids.error();
    auto asks = levels_from(body.find("asks"));
    if (!asks) return asks.error();
    return venue_.set_book(body.text_of("symbol").value_or(""), std::move(*bids), std::move(*asks), now);
}

Control::Done Control::position(const Json& body, Now now) {
    if (auto known = only_keys(body, {"account", "symbol", "quantity"}); !known) return known;
    const auto quantity = body.decimal_of("quantity");
    if (!quantity) return lacks("quantity");
    return venue_.set_position(body.text_of("account").value_or(""), body.text_of("symbol").value_or(""),
                               *quantity, now);
}

/// All or nothing: a wrong one among several leaves every switch as it was.
Control::Done Control::set_switch(const Json& body, Now) {
    Switches trial;
    for (std::size_t i = 0; i < body.keys.size(); ++i)
        if (auto done = trial.set(body.keys[i], body.items[i].text); !done) return done;
    for (std::size_t i = 0; i < body.keys.size(); ++i)
        static_cast<void>(venue_.set_switch(body.keys[i], body.items[i].text));
    return {};
}

Control::Done Control::fault(const Json& body, Now now) {
    auto known = only_keys(body, {"kind", "command", "count", "ms", "text", "bytes", "status"});
    if (!known) return known;
    const auto kind = body.text_of("kind").value_or("");
    if (kind == "clear") {
        venue_.clear_faults();
        return {};
    }
    Fault fault;
    const auto row = std::find_if(kFaults.begin(), kFaults.end(),
                                  [&](const FaultName& name) { return name.name == kind; });
    if (row == kFaults.end()) return "\"kind\" is one of " + fault_names();
    fault.kind = row->kind;
    fault.command = body.text_of("command").value_or("");
    fault.text = body.text_of("text").value_or(fault.text);
    const auto count = whole(body, "count", 1, 1'000'000);
    const auto ms = whole(body, "ms", 1000, 600'000);
    const auto bytes = whole(body, "bytes", static_cast<std::int64_t>(fault.bytes), 64 << 20);
    const auto status = whole(body, "status", fault.status, 599);
    if (!count || !ms || !bytes || !status || *status < 400)
        return std::string("count, ms (0..600000), bytes and status (400..599) are whole numbers");
    fault.count = static_cast<std::size_t>(*count);
    fault.delay = std::chrono::milliseconds(*ms);
    fault.bytes = static_cast<std::size_t>(*bytes);
    fault.status = static_cast<int>(*status);
    venue_.inject(fault, now);
    return {};
}

Control::Done Control::reject(const Json& body, Now) {
    auto known = only_keys(body, {"status", "err", "command", "message", "ack_first", "carry_out"});
    if (!known) return known;
    ScriptedAnswer answer;
    answer.status = body.text_of("status").value_or("");
    answer.error_code = body.text_of("err").value_or("");
    if (answer.status.empty() == answer.error_code.empty())
        return std::string(R"(exactly one of "status" and "err" is needed)");
    answer.command = body.text_of("command").value_or(answer.command);
    answer.message = body.text_of("message").value_or("");
    answer.ack_first = flag(body, "ack_first");
    answer.carry_out = flag(body, "carry_out");
    venue_.script(answer);
    return {};
}

Control::Done Control::foreign(const Json& body, Now now) {
    auto known = only_keys(body, {"account", "kind", "symbol", "side", "quantity", "price", "type", "tif",
                                  "client_order_id", "frame"});
    if (!known) return known;
    const auto account = venue_.account_named(body.text_of("account").value_or(""));
    if (!account) return std::string("unknown account");
    if (const auto* frame = body.find("frame")) {
        venue_.broadcast(*account, frame->is(Json::Kind::String) ? frame->text : to_text(*frame), now);
        return {};
    }
    const auto kind = body.text_of("kind").value_or("order");
    if (kind != "order" && kind != "fill") return std::string("\"kind\" is order or fill");
    const bool fill = kind == "fill";
    auto order = foreign_order_from(body, fill);
    if (!order) return order.error();
    order->account = *account;
    return fill ? venue_.foreign_fill(*order, now) : venue_.foreign_order(*order, now);
}

Control::Done Control::end(const Json& body, Now now) {
    auto known = only_keys(body, {"order_id", "client_order_id", "status"});
    if (!known) return known;
    auto id = body.text_of("order_id").value_or("");
    if (const auto client_id = body.text_of("client_order_id"))
        for (const auto& order : venue_.orders(true))
            if (order.client_order_id == *client_id) id = order.order_id;
    return venue_.end_order(id, body.text_of("status").value_or("CANCELLED"), now);
}

Control::Done Control::symbol(const Json& body, Now now) {
    const auto name = body.text_of("symbol").value_or("");
    auto* market = venue_.exchange().market(name);
    if (market == nullptr) return "unknown symbol " + name;
    for (const auto* key : {"mark_price", "bids", "asks", "initial_position"})
        if (body.find(key) != nullptr) return "\"" + std::string(key) + "\" has a path of its own";
    static_cast<void>(now);
    return change_symbol(body, market->rules);
}

Control::Done Control::account(const Json& body, Now) {
    auto known = only_keys(body, {"account", "balance", "in_liquidation", "kyc", "terms", "can_trade"});
    if (!known) return known;
    const auto name = body.text_of("account").value_or("");
    const auto index = venue_.account_named(name);
    if (!index) return "unknown account " + name;
    auto& account = venue_.exchange().accounts()[*index];
    if (body.find("balance") != nullptr) {
        const auto balance = body.decimal_of("balance");
        if (!balance) return lacks("balance");
        account.balance = *balance;
    }
    if (body.find("in_liquidation") != nullptr) account.in_liquidation = flag(body, "in_liquidation");
    if (body.find("kyc") != nullptr) account.kyc_done = flag(body, "kyc");
    if (body.find("terms") != nullptr) account.terms_accepted = flag(body, "terms");
    if (body.find("can_trade") != nullptr) venue_.set_can_trade(name, flag(body, "can_trade"));
    return {};
}

Control::Done Control::restart(const Json& body, Now) {
    if (auto known = only_keys(body, {"down_ms"}); !known) return known;
    const auto down = whole(body, "down_ms", 0, 600'000);
    if (!down) return lacks("down_ms");
    restart_(std::chrono::milliseconds(*down));
    return {};
}

}  // namespace qb::sim
