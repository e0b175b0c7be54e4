#include "sim/venue.h"

#include <algorithm>
#include <stdexcept>

#include "sim/ids.h"

namespace qb::sim {
namespace {

constexpr std::ptrdiff_t kKeptCommands = 50'000;
constexpr std::size_t kKeptBytes = 32U << 20U;

/// With every id filled in, so that nothing else has to ask whether there is one.
Options completed(Options options) {
    if (options.accounts.empty()) throw std::runtime_error("the simulator needs at least one account");
    std::set<std::string> keys;
    for (auto& account : options.accounts) {
        if (account.public_key.empty()) throw std::runtime_error("an account has no public key");
        if (!keys.insert(account.public_key).second)
            throw std::runtime_error("public key " + account.public_key + " stands there twice");
        if (account.account_id.empty()) account.account_id = uuid_from_name("account", account.public_key);
    }
    return options;
}

bool concerns_commands(FaultKind kind) {
    switch (kind) {
    case FaultKind::DropBeforeCommand:
    case FaultKind::DropBeforeReply:
    case FaultKind::DropAfterReply:
    case FaultKind::LoseReply:
    case FaultKind::LoseReplies:
    case FaultKind::DoubleReply:
    case FaultKind::DelayReply: return true;
    case FaultKind::DropNow:
    case FaultKind::Garbage:
    case FaultKind::Oversized:
    case FaultKind::Silent:
    case FaultKind::RefuseConnections:
    case FaultKind::RefuseUpgrade: return false;
    }
    return false;
}

/// Counts one use of a fault; true when it is used up.
bool spend(Fault& fault) { return fault.count != 0 && --fault.count == 0; }

OrderView view_of(const Order& order, const Account& account) {
    return {.order_id = order.order_id,
            .client_order_id = order.client_order_id,
            .account_id = account.account_id,
            .symbol = order.symbol,
            .side = order.side,
            .type = order.type,
            .tif = order.tif,
            .status = order.status,
            .open = order.open,
            .quantity = order.quantity,
            .remaining = order.remaining,
            .price = order.price,
            .reduce_only = order.reduce_only,
            .quantity_text = order.quantity_text,
            .price_text = order.price_text};
}

}  // namespace

Venue::Venue(Options options)
    : options_(completed(std::move(options))),
      exchange_(options_, switches_),
      frames_(switches_, exchange_),
      keys_(options_) {
    limits_.resize(exchange_.accounts().size(), RateLimit(options_.rate_limits));
    for (const auto& [name, variant] : options_.switches)
        if (const auto set = switches_.set(name, variant); !set) throw std::runtime_error(set.error());
}

// --- connections ------------------------------------------------------------------------------------------

int Venue::upgrade_status(const std::optional<std::string>& api_key) {
    for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
        if (fault->kind != FaultKind::RefuseUpgrade) continue;
        const int status = fault->status;
        if (spend(*fault)) faults_.erase(fault);
        log("upgrade refused with HTTP " + std::to_string(status));
        return status;
    }
    if (!switches_.is("Q1.failure", "http_401") || !api_key || keys_.key_of(*api_key)) return 101;
    log("upgrade refused with HTTP 401: unknown api_key");
    return 401;
}

ConnectionId Venue::connected(std::string_view remote, const std::optional<std::string>& api_key, Now now) {
    const ConnectionId id = ++last_connection_;
    connections_.emplace(id, Connection{.remote = std::string(remote),
                                        .public_key = api_key.value_or(""),
                                        .auth_deadline = now.mono + options_.auth_deadline});
    log("connection " + std::to_string(id) + " from " + std::string(remote));
    if (silent_) outbox_.push({OutputKind::Pause, id});
    return id;
}

void Venue::ponged(ConnectionId id) {
    const auto found = connections_.find(id);
    if (found != connections_.end()) found->second.unanswered_ping.reset();
}

void Venue::disconnected(ConnectionId id, Now now, bool goodbye) {
    catch_up(now);
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    const Connection connection = std::move(found->second);
    connections_.erase(found);
    log("connection " + std::to_string(id) + " is gone");
    left(id, connection, goodbye, now);
}

void Venue::drop(ConnectionId id, OutputKind how, Now now) {
    if (!connections_.contains(id)) return;
    outbox_.push({how, id});
    disconnected(id, now);
}

void Venue::drop_all(Now now) {
    for (const auto id : connection_ids()) drop(id, OutputKind::Abort, now);
}

std::vector<ConnectionId> Venue::connection_ids() const {
    std::vector<ConnectionId> ids;
    for (const auto& [id, connection] : connections_) ids.push_back(id);
    return ids;
}

void Venue::catch_up(Now now) {
    release_held(now);
    cancel_due(now);
}

void Venue::tick(Now now) {
    catch_up(now);
    if (silent_) return;
    outbox_.release_due(now.mono);
    for (const auto id : connection_ids()) {
        const auto found = connections_.find(id);
        if (found == connections_.end()) continue;  // an earlier one took it along
        auto& connection = found->second;
        if (connection.key) {
            ping(id, connection, now);
        } else if (now.mono >= connection.auth_deadline) {
            log("connection " + std::to_string(id) + ": no auth in time");
            drop(id, OutputKind::Close, now);
        }
    }
}

void Venue::ping(ConnectionId id, Connection& connection, Now now) {
    const auto interval = switches_.ms("Q2"), patience = switches_.ms("Q2.no_pong");
    if (patience.count() > 0 && connection.unanswered_ping &&
        now.mono >= *connection.unanswered_ping + patience) {
        log("connection " + std::to_string(id) + ": no pong in time");
        return drop(id, OutputKind::Close, now);
    }
    if (interval.count() == 0 || now.mono < connection.next_ping) return;
    connection.next_ping = now.mono + interval;
    connection.unanswered_ping = connection.unanswered_ping.value_or(now.mono);
    outbox_.push({OutputKind::Ping, id});
}

std::optional<MonoTime> Venue::next_deadline_of(const Connection& connection) const {
    if (!connection.key) return connection.auth_deadline;
    std::optional<MonoTime> next;
    if (switches_.ms("Q2").count() > 0) next = connection.next_ping;
    const auto patience = switches_.ms("Q2.no_pong");
    if (patience.count() > 0 && connection.unanswered_ping) {
        const auto lost = *connection.unanswered_ping + patience;
        next = std::min(next.value_or(lost), lost);
    }
    return next;
}

std::optional<MonoTime> Venue::next_deadline() const {
    auto next = next_wait();
    const auto consider = [&](std::optional<MonoTime> due) {
        if (due) next = std::min(next.value_or(*due), *due);
    };
    if (silent_) return next;
    consider(outbox_.next_due());
    for (const auto& [id, connection] : connections_) consider(next_deadline_of(connection));
    return next;
}

void Venue::send(ConnectionId to, const std::string& text, std::chrono::milliseconds delay, Now now) {
    if (silent_) return;
    if (options_.log) log("connection " + std::to_string(to) + " <- " + text);
    outbox_.send(to, text, delay, now.mono);
}

/// Whether the connection belongs to the order's account and hears of the orders of others (Q24).
bool Venue::is_told(ConnectionId id, const Connection& connection, const Order& order) const {
    if (!connection.key || connection.account != order.account) return false;
    return id == order.origin || switches_.is("Q24", "account") || !connections_.contains(order.origin);
}

bool Venue::wants(const Connection& connection, Audience audience, bool asked) {
    const auto subscribed = [&](std::string_view c) { return connection.channels.contains(c); };
    switch (audience) {
    case Audience::Requester: return asked;
    case Audience::Orders: return subscribed("order_responses");
    case Audience::Fills: return subscribed("fills");
    case Audience::Stops: return subscribed("stop_orders");
    case Audience::OrdersOrStops: return subscribed("order_responses") || subscribed("stop_orders");
    }
    return false;
}

void Venue::deliver(const Current* current, Now now) {
    for (const auto& event : exchange_.take_events()) {
        if (muted_) continue;
        for (const auto& shown : frames_.show(event, current == nullptr ? nullptr : current->message)) {
            for (const auto& [id, connection] : connections_) {
                if (!is_told(id, connection, event.order)) continue;
                const bool asked = current != nullptr && current->id == id;
                if (wants(connection, shown.audience, asked)) send(id, shown.text, shown.delay, now);
            }
        }
    }
}

// --- the operator -----------------------------------------------------------------------------------------

std::optional<std::size_t> Venue::account_named(std::string_view name) const {
    if (name.empty()) return 0;
    if (const auto key = keys_.key_of(name)) return exchange_.account_of(options_.accounts[*key].account_id);
    return exchange_.account_of(name);
}

Venue::Result Venue::set_mark(std::string_view symbol, Decimal price, Now now) {
    log("mark " + std::string(symbol) + " " + price.to_string());
    auto done = exchange_.set_mark(symbol, price, now.wall);
    deliver(nullptr, now);
    return done;
}

Venue::Result Venue::set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks,
                              Now now) {
    log("book " + std::string(symbol) + ": " + std::to_string(bids.size()) + " bids, " +
        std::to_string(asks.size()) + " asks");
    auto done = exchange_.set_book(symbol, std::move(bids), std::move(asks), now.wall);
    deliver(nullptr, now);
    return done;
}

Venue::Result Venue::set_position(std::string_view account, std::string_view symbol, Decimal quantity,
                                  Now now) {
    const auto index = account_named(account);
    if (!index) return "unknown account " + std::string(account);
    log("position " + std::string(symbol) + " " + quantity.to_string());
    auto done = exchange_.set_position(*index, symbol, quantity, now.wall);
    deliver(nullptr, now);
    return done;
}

Venue::Result Venue::set_switch(std::string_view name, std::string_view variant) {
    auto done = switches_.set(name, variant);
    if (done) log("switch " + std::string(name) + " is " + std::string(variant));
    return done;
}

Venue::Result Venue::end_order(std::string_view order_id, std::string_view status, Now now) {
    auto done = exchange_.end_order(order_id, status, now.wall);
    deliver(nullptr, now);
    return done;
}

Venue::Result Venue::foreign_order(const NewOrder& order, Now now) {
    exchange_.add(order, now.wall);
    deliver(nullptr, now);
    return {};
}

Venue::Result Venue::foreign_fill(const NewOrder& order, Now now) {
    auto done = exchange_.foreign_fill(order, now.wall);
    deliver(nullptr, now);
    return done;
}

void Venue::broadcast(std::size_t account, std::string_view text, Now now) {
    for (const auto& [id, connection] : connections_)
        if (connection.key && connection.account == account) send(id, std::string(text), {}, now);
}

void Venue::inject(const Fault& fault, Now now) {
    if (concerns_commands(fault.kind) || fault.kind == FaultKind::RefuseUpgrade) {
        faults_.push_back(fault);
        return;
    }
    switch (fault.kind) {
    case FaultKind::DropNow: drop_all(now); break;
    case FaultKind::Garbage:
        for (const auto id : connection_ids()) send(id, fault.text, {}, now);
        break;
    case FaultKind::Oversized: {
        if (silent_) break;
        const std::string text = R"({"filler":")" + std::string(fault.bytes, 'x') + R"("})";
        for (const auto id : connection_ids()) outbox_.push({OutputKind::Text, id, text});
        break;
    }
    case FaultKind::Silent:
        silent_ = true;
        for (const auto id : connection_ids()) outbox_.push({OutputKind::Pause, id});
        break;
    default: outbox_.push({OutputKind::Refuse}); break;
    }
}

void Venue::clear_faults() {
    faults_.clear();
    outbox_.push({OutputKind::Listen});
    if (!std::exchange(silent_, false)) return;
    for (const auto id : connection_ids()) outbox_.push({OutputKind::Resume, id});
}

void Venue::script(const ScriptedAnswer& answer) { scripted_.push_back(answer); }

void Venue::set_can_trade(std::string_view account, bool can_trade) {
    const auto index = account_named(account);
    for (auto& options : options_.accounts)
        if (index && options.account_id == exchange_.accounts()[*index].account_id)
            options.can_trade = can_trade;
}

Venue::CommandFaults Venue::faults_of(std::string_view type) {
    CommandFaults found;
    const bool plumbing = type == "auth" || type == "subscribe" || type == "unsubscribe";
    std::erase_if(faults_, [&](Fault& fault) {
        if (!concerns_commands(fault.kind)) return false;
        if (fault.command.empty() ? plumbing : fault.command != type) return false;
        switch (fault.kind) {
        case FaultKind::DropBeforeCommand: found.drop_before = true; break;
        case FaultKind::DropBeforeReply: found.fate.lose_all = found.drop_after = true; break;
        case FaultKind::DropAfterReply: found.drop_after = true; break;
        case FaultKind::LoseReply: found.fate.lose_first = true; break;
        case FaultKind::LoseReplies: found.fate.lose_all = true; break;
        case FaultKind::DoubleReply: found.fate.doubled = true; break;
        default: found.fate.delay += fault.delay; break;
        }
        return spend(fault);
    });
    const bool changes_orders =
        type == "add_order" || type.starts_with("cancel_") || type.starts_with("modify_");
    if (!changes_orders || type == "cancel_on_disconnect") return found;
    if (switches_.is("Q32", "delayed")) found.fate.delay += switches_.ms("Q32.delay");
    if (switches_.is("Q32", "lost")) found.fate.lose_all = true;
    if (switches_.is("Q32", "doubled")) found.fate.doubled = true;
    return found;
}

// --- views ------------------------------------------------------------------------------------------------

void Venue::record_command(ConnectionId id, std::string_view type, std::string_view frame) {
    if (std::ssize(commands_) >= 2 * kKeptCommands || kept_bytes_ >= 2 * kKeptBytes) {
        auto first = commands_.begin();
        for (; commands_.end() - first > kKeptCommands || kept_bytes_ > kKeptBytes; ++first)
            kept_bytes_ -= first->frame.size();
        commands_.erase(commands_.begin(), first);
    }
    commands_.push_back({id, std::string(type), std::string(frame)});
    kept_bytes_ += frame.size();
    ++command_counts_[std::string(type)];
    if (options_.log) log("connection " + std::to_string(id) + " -> " + std::string(frame));
}

std::size_t Venue::count(std::string_view type) const {
    const auto found = command_counts_.find(type);
    return found == command_counts_.end() ? 0 : found->second;
}

bool Venue::is_authenticated(ConnectionId connection) const {
    const auto found = connections_.find(connection);
    return found != connections_.end() && found->second.key;
}

std::vector<OrderView> Venue::orders(bool open_only) const {
    std::vector<OrderView> views;
    for (const auto& order : exchange_.orders())
        if (order.open || !open_only) views.push_back(view_of(order, exchange_.accounts()[order.account]));
    return views;
}

std::vector<TradeView> Venue::trades() const {
    std::vector<TradeView> views;
    for (const auto& trade : exchange_.trades())
        views.push_back({.trade_id = trade.trade_id,
                         .order_id = trade.order_id,
                         .client_order_id = trade.client_order_id,
                         .account_id = exchange_.accounts()[trade.account].account_id,
                         .symbol = trade.symbol,
                         .side = trade.side,
                         .taker = trade.taker,
                         .price = trade.price,
                         .quantity = trade.quantity,
                         .fee = trade.fee,
                         .time = trade.time});
    return views;
}

std::vector<PositionView> Venue::positions() const {
    std::vector<PositionView> views;
    for (const auto& account : exchange_.accounts())
        for (const auto& [symbol, position] : account.positions)
            views.push_back({account.account_id, symbol, position.quantity, position.average_price,
                             position.realised_pnl});
    return views;
}

std::vector<ConnectionView> Venue::connections() const {
    std::vector<ConnectionView> views;
    for (const auto& [id, connection] : connections_)
        views.push_back({.id = id,
                         .remote = connection.remote,
                         .public_key = connection.public_key,
                         .authenticated = connection.key.has_value(),
                         .channels = {connection.channels.begin(), connection.channels.end()},
                         .cancel_on_disconnect = connection.cancel_on_disconnect});
    return views;
}

}  // namespace qb::sim
