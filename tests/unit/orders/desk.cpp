#include "desk.h"

#include <algorithm>
#include <sstream>

namespace qb::orders::test {
namespace {

/// "word key=value key=value" taken apart.
struct Words {
    std::vector<std::string> plain;
    std::map<std::string, std::string> named;

    explicit Words(const std::string& text) {
        std::istringstream in(text);
        for (std::string word; in >> word;) {
            const auto equals = word.find('=');
            if (equals == std::string::npos) {
                plain.push_back(word);
            } else {
                named[word.substr(0, equals)] = word.substr(equals + 1);
            }
        }
    }
    [[nodiscard]] std::string get(const std::string& name, const std::string& fallback = {}) const {
        const auto found = named.find(name);
        return found == named.end() ? fallback : found->second;
    }
    [[nodiscard]] std::optional<Decimal> number(const std::string& name) const {
        return Decimal::parse_venue(get(name));
    }
    [[nodiscard]] bool has(const std::string& word) const {
        return std::find(plain.begin(), plain.end(), word) != plain.end();
    }
    [[nodiscard]] std::optional<WallTime> time() const {
        if (get("at").empty()) return std::nullopt;
        return WallTime{std::chrono::seconds{std::stoll(get("at"))}};
    }
    /// cl=7: the client id of order 7; cl=anything else: that text.
    [[nodiscard]] std::string client() const {
        const std::string text = get("cl");
        if (text.empty() || !std::all_of(text.begin(), text.end(), ::isdigit)) return text;
        Id128 id;
        id.bytes[0] = 0xc1;
        const auto key = std::stoull(text);
        for (int i = 0; i < 8; ++i)
            id.bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(key >> (8 * i));
        return to_hex(id);
    }
};

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

OrderRequest request_from(const Words& words) {
    OrderRequest request;
    const std::string kind = words.plain.at(0);
    request.session = static_cast<SessionIndex>(std::stoi(words.get("session", "0")));
    request.cl_ord_id = words.get("cl", "c" + words.plain.at(1));
    request.symbol = words.get("symbol", "AAPL-USD");
    request.fix_symbol = request.symbol;
    request.side = words.get("side", "sell") == "sell" ? Side::Sell : Side::Buy;
    request.fix_side = request.side == Side::Sell ? '2' : '1';
    request.quantity = Decimal::parse(words.get("qty", "1")).value_or(Decimal{});
    request.poss_resend = words.has("resend");
    const auto price = Decimal::parse(words.get("px", "190"));
    const bool stop = kind == "stop" || kind == "mit";
    request.fix_ord_type = kind == "stop" || words.has("tagged") ? '3'
                           : kind == "mit"                       ? 'J'
                           : kind == "market"                    ? '1'
                                                                 : '2';
    request.type = kind == "stop"     ? OrderType::StopLoss
                   : kind == "mit"    ? OrderType::TakeProfit
                   : kind == "market" ? OrderType::Market
                                      : OrderType::Limit;
    request.tif = kind == "ioc" || kind == "market" ? TimeInForce::Ioc
                  : kind == "fok"                   ? TimeInForce::Fok
                                                    : TimeInForce::Gtc;
    if (stop) request.stop_px = price;
    if (!stop && kind != "market") request.price = price;
    return request;
}

bool same(const std::optional<Order>& order, const auto& wanted) { return order && wanted(*order); }

std::string hex_key(const std::string& client) { return client.empty() ? "all" : client.substr(30); }

struct DescribeFact {
    static std::string key(OrderKey key) { return " " + std::to_string(key); }
    static std::string words(const std::string& text) { return text.empty() ? "" : " " + text; }
    std::string operator()(const Accepted& f) const { return key(f.key) + (f.held ? " held" : ""); }
    std::string operator()(const Released& f) const { return key(f.key); }
    std::string operator()(const Refused& f) const { return key(f.key) + words(f.refusal.word); }
    std::string operator()(const Duplicate& f) const {
        return key(f.key) + (f.same_poss_resend ? " same" : "");
    }
    std::string operator()(const Acked& f) const { return key(f.key) + words(f.venue_id); }
    std::string operator()(const Aliased& f) const { return key(f.key) + words(f.venue_id); }
    std::string operator()(const Triggered& f) const { return key(f.key); }
    std::string operator()(const Filled& f) const {
        return key(f.key) + words(f.trade_id) + " " + f.quantity.to_string() + "@" + f.price.to_string() +
               (f.late ? " late" : "") + (f.liquidity == Liquidity::Removed ? " taker" : "") +
               (f.liquidity == Liquidity::Added ? " maker" : "");
    }
    std::string operator()(const Ended& f) const {
        return key(f.key) + " " + std::string(to_string(f.state)) + words(f.refusal.word) +
               (f.orig_cl_ord_id.empty() ? "" : " of " + f.orig_cl_ord_id);
    }
    std::string operator()(const BecameUnknown& f) const { return key(f.key) + words(f.cause); }
    std::string operator()(const SettlingBegan& f) const { return key(f.key) + words(f.word); }
    std::string operator()(const SettlingEnded& f) const { return key(f.key); }
    std::string operator()(const Archived& f) const { return key(f.order.key); }
    std::string operator()(const Restored& f) const { return key(f.order.key); }
    std::string operator()(const ChangeAccepted& f) const {
        return key(f.key) + words(f.change.cl_ord_id) + " of " + f.change.orig_cl_ord_id;
    }
    std::string operator()(const ChangeSent& f) const {
        return key(f.key) + (f.by_cancel ? " by cancel" : "");
    }
    std::string operator()(const ChangeRefused& f) const {
        return key(f.key) + words(f.request.cl_ord_id) + " " + std::to_string(f.refusal.cxl_rej_reason) +
               words(f.refusal.word) + (f.order_is_over ? " over" : "");
    }
    std::string operator()(const Replaced& f) const { return key(f.key) + " of " + f.orig_cl_ord_id; }
    std::string operator()(const CancelOwed& f) const {
        return key(f.key) + words(std::string(to_string(f.why)));
    }
    std::string operator()(const OwedCancelFailed& f) const { return key(f.key) + words(f.refusal.word); }
    std::string operator()(const ChangeRepeated& f) const { return key(f.key); }
    std::string operator()(const RestAdded& f) const { return key(f.key) + " " + f.quantity.to_string(); }
    std::string operator()(const RestUnknown& f) const { return key(f.key) + words(f.cause); }
};

struct DescribeCommand {
    static std::string page(int offset) { return offset == 0 ? "" : "+" + std::to_string(offset); }
    std::string operator()(const SendAddOrder& c) const { return "add " + std::to_string(c.key); }
    std::string operator()(const SendCancel& c) const { return "cancel " + std::to_string(c.key); }
    std::string operator()(const SendModify& c) const { return "modify " + std::to_string(c.key); }
    std::string operator()(const QueryOrder& c) const { return "order " + c.order_id; }
    std::string operator()(const QueryOpenOrders& c) const { return "orders" + page(c.offset); }
    std::string operator()(const QueryTrades& c) const {
        return "trades " + (c.order_id.empty() ? "all" : c.order_id) + page(c.offset);
    }
    std::string operator()(const QueryHistoricOrders& c) const {
        return "history " + hex_key(c.client_order_id) + page(c.offset);
    }
};

}  // namespace

StatusClass class_of(std::string_view status) {
    if (status == "ACK") return StatusClass::Live;
    if (status == "MODIFIED") return StatusClass::Modified;
    if (status == "FILLED") return StatusClass::Fill;
    if (status == "CANCELLED" || status == "CANCELLED_STP" || status.substr(0, 4) == "IOC_")
        return StatusClass::Ended;
    if (status == "NO_SUCH_ORDER") return StatusClass::CancelRefused;
    if (status.substr(0, 13) == "CANNOT_MODIFY") return StatusClass::ModifyRefused;
    if (status == "ODD_WORD") return StatusClass::Unrecognised;
    return StatusClass::Refused;
}

OrderUpdate update_from(const std::string& text) {
    const Words words(text);
    OrderUpdate update;
    update.status = words.plain.empty() ? "ACK" : upper(words.plain.front());
    update.status_class = class_of(update.status);
    update.order_id = words.get("id");
    update.client_order_id = words.client();
    update.symbol = words.get("symbol", "AAPL-USD");
    update.side = side_from_venue(upper(words.get("side", "sell")));
    update.type = order_type_from_venue(upper(words.get("type")));
    update.quantity = words.number("qty");
    update.price = words.number("px");
    update.remaining = words.number("rem");
    update.trade_id = words.get("trade");
    update.at = words.time();
    return update;
}

FillEvent fill_from(const std::string& text) {
    const Words words(text);
    FillEvent fill;
    fill.trade_id = words.get("trade");
    fill.order_id = words.get("id");
    fill.client_order_id = words.client();
    fill.symbol = words.get("symbol", "AAPL-USD");
    fill.side = side_from_venue(upper(words.get("side", "sell")));
    fill.aggressor_side = side_from_venue(upper(words.get("aggressor")));
    fill.type = order_type_from_venue(upper(words.get("type")));
    fill.price = words.number("px");
    fill.quantity = words.number("qty");
    fill.remaining = words.number("rem");
    fill.at = words.time();
    return fill;
}

HistoricOrder historic_from(const std::string& text) {
    const Words words(text);
    HistoricOrder row;
    row.order_id = words.get("id");
    row.client_order_id = words.client();
    row.symbol = words.get("symbol", "AAPL-USD");
    row.terminal_status = upper(words.plain.front());
    row.status_class = class_of(row.terminal_status);
    row.side = side_from_venue(upper(words.get("side", "sell")));
    row.type = order_type_from_venue(upper(words.get("type")));
    row.quantity = words.number("qty");
    row.price = words.number("px");
    row.filled_quantity = words.number("filled");
    row.at = words.time();
    return row;
}

std::string describe(const Fact& fact) {
    return std::string(name_of(fact)) + std::visit(DescribeFact{}, fact);
}
std::string describe(const Command& command) { return "> " + std::visit(DescribeCommand{}, command); }

std::optional<Order> FakeArchive::by_cl_ord_id(SessionIndex session, std::string_view cl_ord_id) const {
    for (const auto& [key, order] : orders) {
        if (order.request.session != session) continue;
        const auto& others = order.changes->ids;
        const bool other = std::any_of(others.begin(), others.end(),
                                       [cl_ord_id](const OtherId& id) { return id.text == cl_ord_id; });
        if (other || order.request.cl_ord_id == cl_ord_id) return order;
    }
    return std::nullopt;
}

std::optional<Order> FakeArchive::by_client_order_id(const Id128& id) const {
    for (const auto& [key, order] : orders) {
        const auto& rests = order.changes->rests;
        const bool of_rest = std::any_of(rests.begin(), rests.end(),
                                         [&id](const auto& rest) { return rest.client_order_id == id; });
        if (of_rest || order.client_order_id == id) return order;
    }
    return std::nullopt;
}

std::optional<Order> FakeArchive::by_venue_id(std::string_view venue_id) const {
    for (const auto& [key, order] : orders) {
        for (const auto& id : order.venue_ids) {
            if (id == venue_id) return order;
        }
    }
    return std::nullopt;
}

Desk::Desk() : now{WallTime{std::chrono::seconds{1000}}, MonoTime{std::chrono::seconds{50}}} {
    manager = std::make_unique<OrderManager>(settings, archive);
    manager->link_serving(now, *this);
}

void Desk::TearDown() {
    OrderManager again(settings, archive);
    for (const auto& fact : facts) ASSERT_TRUE(again.apply(fact)) << describe(fact);
    std::vector<Order> mine;
    std::vector<Order> replayed;
    manager->for_each([&](const Order& order) { mine.push_back(order); });
    again.for_each([&](const Order& order) { replayed.push_back(order); });
    EXPECT_EQ(mine.size(), replayed.size());
    EXPECT_TRUE(mine == replayed);
    EXPECT_EQ(manager->live(), again.live());
    EXPECT_EQ(manager->unknown(), again.unknown());
}

Id128 Desk::client_id(OrderKey key) {
    return id128_from_hex(Words("cl=" + std::to_string(key)).client()).value();
}

void Desk::order(const std::string& text) {
    const Words words(text);
    NewOrder fresh;
    fresh.key = std::stoull(words.plain.at(1));
    fresh.client_order_id = client_id(fresh.key);
    fresh.request = request_from(words);
    if (!words.get("refused").empty()) fresh.refusal = Refusal{11, words.get("refused"), "text"};
    manager->handle(
        fresh, now,
        [this]() -> GateWord<Refusal> {
            ++gate_asked;
            if (over_rate && !gate) return GateWord<Refusal>::over_rate();
            return gate;
        },
        *this);
}

void Desk::change(const std::string& text) {
    const Words words(text);
    NewChange fresh;
    ChangeRequest& request = fresh.request;
    request.kind = words.plain.at(0) == "cancel" ? ChangeKind::Cancel : ChangeKind::Replace;
    request.session = static_cast<SessionIndex>(std::stoi(words.get("session", "0")));
    request.cl_ord_id = words.plain.at(1);
    request.orig_cl_ord_id = words.get("of");
    request.order_id = words.get("id");
    request.poss_resend = words.has("resend");
    fresh.cl_ord_id_taken = words.has("taken");
    if (request.kind == ChangeKind::Replace) {
        request.quantity = Decimal::parse(words.get("qty", "2"));
        request.price = Decimal::parse(words.get("px", "185"));
    }
    if (!words.get("new").empty()) fresh.rest_id = client_id(std::stoull(words.get("new")));
    if (!words.get("refused").empty()) fresh.refusal = CancelRefusal{99, words.get("refused"), "text"};
    manager->handle(
        fresh, now,
        [this, replace = request.kind == ChangeKind::Replace]() -> GateWord<CancelRefusal> {
            if (replace) return replace_gate();
            return change_gate;
        },
        *this);
}

void Desk::shares(int count) {
    manager->release_queued([&count](const Command&) { return count-- > 0; }, now, *this);
}

std::size_t Desk::cancel_all(OwedCancel why, SessionIndex session) {
    const auto of_session = [session](const Order& order) { return order.request.session == session; };
    const auto count = manager->cancellable(why, of_session);
    manager->cancel_all(why, of_session, now, *this);
    return count;
}

void Desk::refuse_cancels(OwedCancel why) {
    manager->refuse_cancels(
        why, [](const Order&) { return true; }, {kOtherReason, "QFEX_LINK_DOWN", "text"}, now, *this);
}

void Desk::live(const std::string& words) {
    order(words);
    venue("ack id=O cl=1");
    said();
}

void Desk::venue(const std::string& text) {
    const Words words(text);
    const std::string kind = words.plain.at(0);
    if (kind == "fill") return feed(fill_from(text));
    if (kind == "bare") return feed(VenueAck{words.get("echo")});
    if (kind == "err") {
        return feed(VenueError{.code = words.get("code"),
                               .message = words.get("message"),
                               .echo_type = words.get("echo"),
                               .echo_client_order_id = words.client(),
                               .echo_order_id = words.get("id")});
    }
    if (kind == "stop") {
        return feed(StopUpdate{words.get("id"), words.client(), words.get("symbol", "AAPL-USD"),
                               side_from_venue(upper(words.get("side", "sell"))),
                               order_type_from_venue(upper(words.get("type", "stop_loss"))),
                               words.number("qty"), words.number("px"), words.time()});
    }
    feed(update_from(text));
}

void Desk::feed(const VenueEvent& event) { manager->handle(event, now, *this); }

void Desk::orders(const std::vector<std::string>& rows) {
    OrdersList list;
    for (const auto& row : rows) list.orders.push_back(update_from(row));
    feed(list);
}

void Desk::trades(const std::vector<std::string>& rows) {
    TradesList list;
    for (const auto& row : rows) list.trades.push_back(fill_from(row));
    feed(list);
}

void Desk::history(const std::vector<std::string>& rows, std::optional<QueryHistoricOrders> query) {
    HistoricOrdersList list;
    for (const auto& row : rows) list.orders.push_back(historic_from(row));
    for (const auto& asked : commands) {
        const auto* historic = std::get_if<QueryHistoricOrders>(&asked);
        if (historic != nullptr && !query) list.query = *historic;
    }
    if (query) list.query = *query;
    feed(list);
}

void Desk::shows_nothing() {
    orders({});
    trades({});
    history({});
}

void Desk::pass(std::chrono::microseconds time) {
    const MonoTime end = now.mono + time;
    for (auto due = manager->next_deadline(); due && *due <= end; due = manager->next_deadline()) {
        const auto step = std::max(*due, now.mono) - now.mono;
        now = {now.wall + step, now.mono + step};
        manager->on_timer(now, *this);
    }
    now = {now.wall + (end - now.mono), end};
}

std::string Desk::said() {
    std::string all;
    for (const auto& line : lines) all += (all.empty() ? "" : "; ") + line;
    lines.clear();
    return all;
}

const Order& Desk::at(OrderKey key) const {
    const Order* order = manager->find(key);
    if (order == nullptr) throw std::out_of_range("no order " + std::to_string(key));
    return *order;
}

void Desk::fact(const Fact& fact, const Order& order) {
    EXPECT_EQ(key_of(fact), order.key);
    facts.push_back(fact);
    lines.push_back(describe(fact));
    if (const auto* archived = std::get_if<Archived>(&fact)) archive.orders[order.key] = archived->order;
}

void Desk::command(const Command& command) {
    commands.push_back(command);
    lines.push_back(describe(command));
}

void Desk::alarm(Alarm alarm, const Order* order, std::string_view) {
    lines.push_back("! " + std::string(to_string(alarm)) + (order ? " " + std::to_string(order->key) : ""));
}

GateWord<CancelRefusal> Desk::replace_gate() {
    ++gates_of_replaces;
    if (over_rate && !change_gate) return GateWord<CancelRefusal>::over_rate();
    return change_gate;
}

void Desk::restart(std::chrono::microseconds down) {
    manager = std::make_unique<OrderManager>(settings, archive);
    for (const auto& fact : facts) ASSERT_TRUE(manager->apply(fact)) << describe(fact);
    now = {now.wall + down, MonoTime{std::chrono::seconds{3}}};
    manager->resume(now);
    manager->link_lost("RESTART", now, *this);
}

}  // namespace qb::orders::test
