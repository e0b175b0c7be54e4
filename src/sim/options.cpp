#include "sim/options.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sim/config_json.h"

namespace qb::sim {
namespace {

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}
[[noreturn]] void refuse(const std::string& where, const std::string& name, const std::string& what) {
    refuse(where + ", " + name, what);
}

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse(path, "cannot be read");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Json json_of_file(const std::string& path) {
    auto json = parse_json(text_of_file(path));
    if (!json) refuse(path, "not JSON");
    return std::move(*json);
}

std::string trimmed(std::string text) {
    const auto last = text.find_last_not_of(" \t\r\n");
    text.erase(last == std::string::npos ? 0 : last + 1);
    return text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string required(const Json& object, std::string_view key, const std::string& where) {
    const auto text = object.text_of(key);
    if (!text || text->empty()) refuse(where, "\"" + std::string(key) + "\" is missing or not a text");
    return *text;
}

/// The secret itself, or where to find it, so that a configuration can be shown to others.
std::string secret_of(const Json& account, const std::string& where) {
    if (const auto file = account.text_of("secret_file")) return trimmed(text_of_file(*file));
    if (const auto name = account.text_of("secret_env")) {
        const char* value = std::getenv(name->c_str());
        if (value == nullptr) refuse(where, "environment variable " + *name + " is not set");
        return value;
    }
    return account.text_of("secret").value_or("");
}

AccountOptions account_from(const Json& json, const std::string& where) {
    const auto known = only_keys(json, {"public_key", "secret", "secret_file", "secret_env", "account_id",
                                        "jwt", "can_trade", "balance", "positions"});
    if (!known) refuse(where, known.error());
    AccountOptions account;
    account.public_key = required(json, "public_key", where);
    account.secret = secret_of(json, where);
    account.account_id = json.text_of("account_id").value_or("");
    account.jwt = json.text_of("jwt").value_or("");
    if (account.secret.empty() && account.jwt.empty()) refuse(where, "neither secret nor jwt");
    if (const auto* flag = json.find("can_trade")) account.can_trade = flag->boolean;
    if (json.find("balance") != nullptr) {
        const auto balance = json.decimal_of("balance");
        if (!balance) refuse(where, "wrong value of \"balance\"");
        account.balance = *balance;
    }
    if (const auto* positions = json.find("positions")) {
        for (const auto& symbol : positions->keys) {
            const auto quantity = positions->decimal_of(symbol);
            if (!quantity) refuse(where, "wrong position in " + symbol);
            account.positions[symbol] = *quantity;
        }
    }
    return account;
}

std::vector<SymbolRules> symbols_from(const Json& array, const std::string& where) {
    if (!array.is(Json::Kind::Array) || array.items.empty()) refuse(where, "symbols are an array of objects");
    const auto known = default_symbols();
    std::vector<SymbolRules> symbols;
    for (const auto& item : array.items) {
        const auto name = required(item, "symbol", where);
        const auto standard =
            std::find_if(known.begin(), known.end(), [&](const SymbolRules& r) { return r.symbol == name; });
        SymbolRules rules = standard == known.end() ? SymbolRules{} : *standard;
        rules.symbol = name;
        if (const auto done = change_symbol(item, rules); !done) refuse(where, name, done.error());
        symbols.push_back(std::move(rules));
    }
    return symbols;
}

net::HostPort address_of(const Json& json, std::string_view key, const std::string& where) {
    const auto address = net::parse_host_port(required(json, key, where));
    if (!address) refuse(where, std::string(key) + ": " + address.error());
    return *address;
}

/// A whole number of at least zero, left alone where the key is absent.
template <class Target>
void read_whole(const Json& json, std::string_view key, Target& target, const std::string& where) {
    if (json.find(key) == nullptr) return;
    const auto value = json.decimal_of(key);
    if (!value || value->scale() != 0 || value->is_negative())
        refuse(where, "\"" + std::string(key) + "\" is not a whole number");
    target = Target(static_cast<Target>(value->coefficient()));
}

template <class Rep, class Period>
void read_duration(const Json& json, std::string_view key, std::chrono::duration<Rep, Period>& target,
                   const std::string& where) {
    Rep count = target.count();
    read_whole(json, key, count, where);
    target = std::chrono::duration<Rep, Period>(count);
}

void read_rate(const Json& json, std::string_view key, int& target, const std::string& where) {
    constexpr std::int64_t kMost = 1'000'000;
    std::int64_t rate = target;
    read_whole(json, key, rate, where);
    if (rate > kMost) refuse(where, "\"" + std::string(key) + "\" is above " + std::to_string(kMost));
    target = static_cast<int>(rate);
}

void read_network(const Json& json, Options& options, const std::string& where) {
    if (json.find("listen") != nullptr) {
        const auto address = address_of(json, "listen", where);
        options.host = address.host;
        options.port = address.port;
    }
    if (json.find("control") != nullptr) options.control = address_of(json, "control", where);
    if (json.find("certificate_file") != nullptr || json.find("key_file") != nullptr)
        options.tls =
            net::TlsFiles{required(json, "certificate_file", where), required(json, "key_file", where)};
}

}  // namespace

std::optional<AccountOptions> account_from_text(std::string_view text) {
    const auto first = text.find(':');
    if (first == std::string_view::npos || first == 0) return std::nullopt;
    AccountOptions account;
    account.public_key = text.substr(0, first);
    const auto rest = text.substr(first + 1);
    const auto second = rest.find(':');
    account.secret = rest.substr(0, second);
    if (second != std::string_view::npos) account.account_id = rest.substr(second + 1);
    if (account.secret.empty()) return std::nullopt;
    return account;
}

void add_accounts_from_file(const std::string& path, Options& options) {
    std::istringstream lines(text_of_file(path));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        line = trimmed(line.substr(0, line.find('#')));
        if (line.empty()) continue;
        auto account = account_from_text(line);
        if (!account) refuse(path + ":" + std::to_string(number), "not PUBLIC:SECRET[:ACCOUNT_ID]");
        options.accounts.push_back(std::move(*account));
    }
}

void symbols_from_file(const std::string& path, Options& options) {
    options.symbols = symbols_from(json_of_file(path), path);
}

Options options_from_file(const std::string& path) {
    const Json json = json_of_file(path);
    const auto known =
        only_keys(json, {"listen", "control", "certificate_file", "key_file", "accounts", "accounts_file",
                         "symbols", "symbols_file", "switches", "auth_deadline_ms", "clock_skew_s",
                         "nonce_window_s", "max_open_orders", "rate_per_s", "cancel_rate_per_s", "seed"});
    if (!known) refuse(path, known.error());
    Options options;
    read_network(json, options, path);
    if (const auto* accounts = json.find("accounts"))
        for (const auto& account : accounts->items) options.accounts.push_back(account_from(account, path));
    if (const auto file = json.text_of("accounts_file")) add_accounts_from_file(*file, options);
    if (const auto* symbols = json.find("symbols")) options.symbols = symbols_from(*symbols, path);
    if (const auto file = json.text_of("symbols_file")) symbols_from_file(*file, options);
    if (const auto* switches = json.find("switches"))
        for (std::size_t i = 0; i < switches->keys.size(); ++i)
            options.switches[switches->keys[i]] = switches->items[i].text;
    read_duration(json, "auth_deadline_ms", options.auth_deadline, path);
    read_duration(json, "clock_skew_s", options.clock_skew, path);
    read_duration(json, "nonce_window_s", options.nonce_window, path);
    read_whole(json, "max_open_orders", options.max_open_orders, path);
    read_rate(json, "rate_per_s", options.rate_limits.general, path);
    read_rate(json, "cancel_rate_per_s", options.rate_limits.cancel, path);
    read_whole(json, "seed", options.seed, path);
    return options;
}

}  // namespace qb::sim
