// Venue: what the commands of a connection do.
#include <algorithm>
#include <charconv>

#include "sim/venue.h"

namespace qb::sim {
namespace {

constexpr std::array<std::string_view, 5> kChannels{"order_responses", "stop_orders", "fills", "positions",
                                                    "balances"};

std::optional<std::int64_t> whole_number(const Json& object, std::string_view key) {
    const auto* json = object.find(key);
    if (json == nullptr || !json->is(Json::Kind::Number)) return std::nullopt;
    std::int64_t value = 0;
    const auto* end = json->text.data() + json->text.size();
    const auto [stop, error] = std::from_chars(json->text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<Proof> proof_from(const Json& hmac) {
    const auto key = hmac.text_of("public_key");
    const auto nonce = hmac.text_of("nonce");
    const auto signature = hmac.text_of("signature");
    const auto unix_ts = whole_number(hmac, "unix_ts");
    if (!key || !nonce || !signature || !unix_ts) return std::nullopt;
    return Proof{*key, *nonce, *unix_ts, *signature};
}

/// Whether a key or a token may be in a frame: of such a frame only the type is kept, logged and echoed.
bool may_hold_secret(const std::optional<Json>& message, std::string_view type, std::string_view frame) {
    if (type == "auth") return true;
    const auto named = [&](std::string_view key) {
        if (!message) return frame.find(key) != std::string_view::npos;
        const Json* params = message->find("params");
        return message->find(key) != nullptr || (params != nullptr && params->find(key) != nullptr);
    };
    return named("hmac") || named("jwt");
}

}  // namespace

Venue::Command Venue::command_named(std::string_view type) {
    struct Row {
        std::string_view type;
        Command command;
    };
    static constexpr std::array<Row, 17> kRows{{
        {"subscribe", &Venue::subscribe},
        {"unsubscribe", &Venue::unsubscribe},
        {"add_order", &Venue::add_order},
        {"cancel_order", &Venue::cancel_order},
        {"cancel_stop_order", &Venue::cancel_stop_order},
        {"cancel_all_orders", &Venue::cancel_all_orders},
        {"modify_order", &Venue::modify_order},
        {"modify_stop_order", &Venue::modify_stop_order},
        {"get_order", &Venue::get_order},
        {"get_user_orders", &Venue::get_user_orders},
        {"get_user_trades", &Venue::get_user_trades},
        {"cancel_on_disconnect", &Venue::cancel_on_disconnect},
        {"close_position", &Venue::not_simulated},
        {"add_twap", &Venue::not_simulated},
        {"get_user_leverage", &Venue::not_simulated},
        {"set_user_leverage", &Venue::not_simulated},
        {"get_available_leverage_levels", &Venue::not_simulated},
    }};
    for (const auto& row : kRows)
        if (row.type == type) return row.command;
    return nullptr;
}

void Venue::received(ConnectionId id, std::string_view frame, Now now) {
    catch_up(now);
    const auto found = connections_.find(id);
    if (found == connections_.end()) return;
    const auto message = parse_json(frame);
    const auto type = known_type(message);
    const bool known = found->second.key.has_value();
    const bool secret = !known || may_hold_secret(message, type, frame);
    const auto masked = ObjectWriter().text("type", type).raw("params", "{}").done();
    record_command(id, type, secret ? masked : frame);
    auto faults = known || type == "auth" ? faults_of(type) : CommandFaults{};
    if (faults.drop_before) return drop(id, OutputKind::Abort, now);
    outbox_.begin_reply(id, faults.fate);
    carry_out({id, &found->second, secret || !message ? nullptr : &*message, nullptr, now, &faults}, message,
              secret ? std::string_view{} : frame);
    outbox_.end_reply();
    if (faults.drop_after) drop(id, OutputKind::Abort, now);
}

/// The command's type, "other" for a word that is none, empty where there is no word.
std::string Venue::known_type(const std::optional<Json>& message) {
    const auto type = message ? message->text_of("type") : std::nullopt;
    if (!type || *type == "auth" || command_named(*type) != nullptr) return type.value_or("");
    return "other";
}

void Venue::carry_out(Current current, const std::optional<Json>& message, std::string_view echo) {
    current.params = message ? message->find("params") : nullptr;
    const auto type = message ? message->text_of("type") : std::nullopt;
    if (!type || current.params == nullptr || !current.params->is(Json::Kind::Object))
        return reply(current,
                     frames_.error("InvalidJSONFormat", "The message is not a command.", nullptr, echo));
    if (*type == "auth") return auth(current);
    if (current.connection->key) return dispatch(current, *type);
    if (switches_.is("Q25", "err")) return fail(current, "PermissionDenied", "Authenticate first.");
    if (switches_.is("Q25", "close")) drop(current.id, OutputKind::Close, current.now);
}

void Venue::dispatch(const Current& current, std::string_view type) {
    const auto command = command_named(type);
    const auto wait = limits_[current.connection->account].charge(type, current.now.mono);
    if (wait.count() != 0)
        refuse_over_limit(current, type, wait);
    else if (command == nullptr)
        return fail(current, "InvalidJSONFormat", "Unknown command.");
    else if (!answer_as_scripted(current, type, command))
        (this->*command)(current);
    deliver(&current, current.now);
}

void Venue::refuse_over_limit(const Current& current, std::string_view type, std::chrono::milliseconds wait) {
    log("connection " + std::to_string(current.id) + " is over its rate limit");
    const bool about_an_order = type == "add_order" || type == "cancel_order" ||
                                type == "cancel_stop_order" || type.starts_with("modify_");
    if (about_an_order && switches_.is("Q26.form", "status"))
        return answer_with_status(current, type, "RATE_LIMITED", false);
    reply(current, frames_.rate_limited(wait, current.message));
}

bool Venue::answer_as_scripted(const Current& current, std::string_view type, Command command) {
    const auto found = std::find_if(scripted_.begin(), scripted_.end(),
                                    [&](const ScriptedAnswer& s) { return s.command == type; });
    if (found == scripted_.end()) return false;
    const ScriptedAnswer script = *found;
    scripted_.erase(found);
    if (!script.error_code.empty()) {
        if (script.carry_out) {
            muted_ = true;
            (this->*command)(current);
            deliver(&current, current.now);
            muted_ = false;
        }
        fail(current, script.error_code, script.message);
        return true;
    }
    answer_with_status(current, type, script.status, script.ack_first);
    return true;
}

/// Whatever the command asks for: its order gets this status.
void Venue::answer_with_status(const Current& current, std::string_view type, std::string_view status,
                               bool ack_first) {
    if (type == "add_order") {
        auto order = new_order_from(*current.params, switches_);
        if (!order) return fail(current, order.error().error_code, order.error().message);
        order->account = current.connection->account;
        order->origin = current.id;
        return exchange_.add_refused(*order, status, ack_first, current.now.wall);
    }
    const auto id =
        current.params->text_of(current.params->find("stop_order_id") ? "stop_order_id" : "order_id");
    const Order* order = exchange_.find(id.value_or(""));
    Event event{.kind = EventKind::Changed, .cause = Cause::Unasked};
    if (order != nullptr && order->account == current.connection->account)
        event.order = *order;
    else
        event.order.order_id = id.value_or("");
    event.order.account = current.connection->account;
    event.order.status = status;
    event.order.updated = current.now.wall;
    for (const auto& shown : frames_.show(event, current.message)) reply_if_subscribed(current, shown.text);
}

// --- answers ----------------------------------------------------------------------------------------------

void Venue::reply(const Current& current, const std::string& text) {
    if (!muted_) send(current.id, text, {}, current.now);
}

void Venue::reply_if_subscribed(const Current& current, const std::string& text) {
    if (current.connection->channels.contains("order_responses")) reply(current, text);
}

void Venue::fail(const Current& current, std::string_view code, std::string_view message) {
    reply(current, frames_.error(code, message, current.message));
}

void Venue::no_such_order(const Current& current, std::string_view requested) {
    const auto symbol = current.params->text_of("symbol").value_or("");
    const auto& account = exchange_.accounts()[current.connection->account];
    const auto text = frames_.no_such_order(requested, symbol, account, current.message, current.now.wall);
    if (switches_.is("Q14", "err")) return reply(current, text);
    reply_if_subscribed(current, text);
}

void Venue::not_simulated(const Current& current) {
    fail(current, "InvalidParameter", "This command is not simulated.");
}

// --- auth and channels ------------------------------------------------------------------------------------

void Venue::auth(const Current& current) {
    auto& connection = *current.connection;
    if (connection.key)
        return reply(current, frames_.error("AlreadyAuthenticated", "Already authenticated.", nullptr));
    const auto key = key_shown(current);
    if (!key) return refuse_auth(current, key.error());
    const auto& account = options_.accounts[*key];
    if (!connection.public_key.empty() && connection.public_key != account.public_key)
        return refuse_auth(current, "another key than the api_key of the URL");
    if (const auto wanted = current.params->text_of("account_id"); wanted && *wanted != account.account_id)
        return refuse_auth(current, "the key has no such account_id");
    connection.key = *key;
    connection.public_key = account.public_key;
    connection.account = exchange_.account_of(account.account_id).value();
    connection.next_ping = current.now.mono + switches_.ms("Q2");
    log("connection " + std::to_string(current.id) + " authenticated as " + account.public_key);
    reply(current, frames_.auth_succeeded());
}

boost::system::result<std::size_t, std::string> Venue::key_shown(const Current& current) {
    const Json* hmac = current.params->find("hmac");
    const auto jwt = current.params->text_of("jwt");
    if ((hmac != nullptr) == jwt.has_value()) return std::string("not exactly one of hmac and jwt");
    if (jwt) {
        const auto key = keys_.key_of_token(*jwt);
        if (!key) return std::string("unknown token");
        return *key;
    }
    const auto proof = proof_from(*hmac);
    if (!proof) return std::string("hmac lacks a field");
    return keys_.check(*proof, current.now.wall);
}

void Venue::refuse_auth(const Current& current, std::string_view reason) {
    log("connection " + std::to_string(current.id) + " auth refused: " + std::string(reason));
    const auto text = frames_.auth_failed();
    if (text.empty()) return drop(current.id, OutputKind::Close, current.now);
    reply(current, text);
}

void Venue::subscribe(const Current& current) { change_channels(current, true); }
void Venue::unsubscribe(const Current& current) { change_channels(current, false); }

void Venue::change_channels(const Current& current, bool add) {
    const Json* channels = current.params->find("channels");
    if (channels == nullptr || !channels->is(Json::Kind::Array) || channels->items.empty())
        return fail(current, "InvalidJSONFormat", "Missing or mistyped field: channels");
    for (const auto& channel : channels->items) {
        if (!channel.is(Json::Kind::String))
            return fail(current, "InvalidJSONFormat", "A channel is a string.");
        if (std::find(kChannels.begin(), kChannels.end(), channel.text) == kChannels.end())
            return fail(current, "InvalidParameter", "Unknown channel.");
    }
    const auto is_stops = [](const Json& channel) { return channel.text == "stop_orders"; };
    const bool with_stops = add && std::any_of(channels->items.begin(), channels->items.end(), is_stops);
    if (with_stops && switches_.is("Q3.stop_orders", "err"))
        return fail(current, "InvalidParameter", "There is no channel stop_orders.");
    for (const auto& channel : channels->items) {
        if (add)
            current.connection->channels.insert(channel.text);
        else
            current.connection->channels.erase(channel.text);
        const bool silent = add && is_stops(channel) && switches_.is("Q3.stop_orders", "silent");
        const bool told = &channel == &channels->items.front() || !switches_.is("Q3", "one_for_list");
        if (told && !silent) reply(current, frames_.channel_changed(channel.text, add));
    }
}

void Venue::cancel_on_disconnect(const Current& current) {
    const Json* flag = current.params->find("cancel_on_disconnect");
    if (flag == nullptr || !flag->is(Json::Kind::Bool))
        return fail(current, "InvalidJSONFormat", "Missing or mistyped field: cancel_on_disconnect");
    current.connection->cancel_on_disconnect = flag->boolean;
    reply(current, Frames::ack(current.message));
}

// --- orders -----------------------------------------------------------------------------------------------

std::optional<CommandFault> Venue::account_fault(const Current& current) const {
    const auto& account = exchange_.accounts()[current.connection->account];
    if (!account.kyc_done) return CommandFault{"KycRequired", "The account has not completed KYC."};
    if (!account.terms_accepted) return CommandFault{"TncRequired", "The terms have not been accepted."};
    return std::nullopt;
}

bool Venue::may_trade(const Current& current) const {
    return options_.accounts[current.connection->key.value()].can_trade;
}

void Venue::foreign_noise(const NewOrder& order, Now now) {
    const auto* market = exchange_.market(order.symbol);
    if (market == nullptr || switches_.is("Q31", "none")) return;
    NewOrder noise;
    noise.account = order.account;
    noise.symbol = order.symbol;
    noise.side = order.side;
    noise.type = orders::OrderType::Limit;
    noise.tif = orders::TimeInForce::Ioc;
    noise.quantity = market->rules.lot_size;
    noise.price = market->mark;
    if (switches_.is("Q31.client_id", "alien")) noise.client_order_id = "placed-elsewhere";
    static_cast<void>(exchange_.foreign_fill(noise, now.wall));
}

void Venue::add_order(const Current& current) {
    auto order = new_order_from(*current.params, switches_);
    if (!order) return fail(current, order.error().error_code, order.error().message);
    if (const auto fault = account_fault(current)) return fail(current, fault->error_code, fault->message);
    order->account = current.connection->account;
    order->origin = current.id;
    if (switches_.is("Q6", "err") && exchange_.client_id_used(order->account, order->client_order_id))
        return fail(current, "InvalidOrder", "The client_order_id was used before.");
    foreign_noise(*order, current.now);
    if (!may_trade(current))
        return exchange_.add_refused(*order, "PERMISSION_DENIED", false, current.now.wall);
    if (!hold_add(current, *order)) exchange_.add(*order, current.now.wall);
}

void Venue::cancel_order(const Current& current) {
    const auto symbol = required_text(*current.params, "symbol");
    const auto id = required_text(*current.params, "order_id");
    const auto kind = required_text(*current.params, "cancel_order_id_type");
    for (const auto* param : {&symbol, &id, &kind})
        if (!*param) return fail(current, param->error().error_code, param->error().message);
    const auto account = current.connection->account;
    bool found = false;
    if (*kind == "order_id")
        found = exchange_.cancel(account, *symbol, *id, current.now.wall);
    else if (*kind == "client_order_id")
        found = cancel_by_client_id(current, *symbol, *id) != 0;
    else if (*kind != "twap_id" && *kind != "client_twap_id")  // there are none to find
        return fail(current, "InvalidJSONFormat", "Missing or mistyped field: cancel_order_id_type");
    if (!found) no_such_order(current, *id);
}

std::size_t Venue::cancel_by_client_id(const Current& current, std::string_view symbol,
                                       std::string_view client_order_id) {
    const auto account = current.connection->account;
    const auto wanted = [&](const NewOrder& order) {
        return order.account == account && order.symbol == symbol && order.client_order_id == client_order_id;
    };
    return cancel_held(wanted, Cause::Cancel, current.now) +
           exchange_.cancel_by_client_id(account, symbol, client_order_id, current.now.wall);
}

void Venue::cancel_stop_order(const Current& current) {
    const auto id = required_text(*current.params, "stop_order_id");
    if (!id) return fail(current, id.error().error_code, id.error().message);
    if (!exchange_.cancel_stop(current.connection->account, *id, current.now.wall))
        no_such_order(current, *id);
}

void Venue::cancel_all_orders(const Current& current) {
    Exchange::Scope scope{.account = current.connection->account, .stops = switches_.is("Q15", "with_stops")};
    const auto symbol = current.params->text_of("symbol");
    if (symbol && switches_.is("Q15.symbol", "err"))
        return fail(current, "InvalidParameter", "cancel_all_orders takes no symbol.");
    if (symbol && switches_.is("Q15.symbol", "honoured")) scope.symbol = *symbol;
    if (switches_.is("Q15.ack", "first")) reply(current, Frames::ack(current.message));
    cancel_open(scope, Cause::Cancel, current.now);
    deliver(&current, current.now);
    if (switches_.is("Q15.ack", "last")) reply(current, Frames::ack(current.message));
}

void Venue::modify_order(const Current& current) { modify(current, false); }
void Venue::modify_stop_order(const Current& current) { modify(current, true); }

void Venue::modify(const Current& current, bool stop) {
    const auto change = change_from(*current.params, stop, switches_);
    if (!change) return fail(current, change.error().error_code, change.error().message);
    const auto account = current.connection->account;
    const auto* order = exchange_.find(change->order_id);
    const bool own = order != nullptr && order->open && order->account == account;
    const bool mismatch = own && change->reduce_only.value_or(order->reduce_only) != order->reduce_only;
    if (mismatch && switches_.is("Q5.mismatch", "err"))
        return fail(current, "InvalidOrder", "reduce_only is not that of the order.");
    if (!hold_change(current, *change)) exchange_.modify(account, *change, current.now.wall);
}

}  // namespace qb::sim
