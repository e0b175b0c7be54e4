#include "ops/config.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "mapping/dialect.h"
#include "ops/key_table.h"
#include "orders/decimal.h"

namespace qb::ops {
namespace {

constexpr std::string_view kMask = "***";

/// Reads the keys of one section, with [DEFAULT] behind it; every mistake goes into one list, every key in
/// effect into the record for the journal.
class Keys {
public:
    Keys(char kind, std::string file, const Section& own, const Section* defaults,
         std::vector<ConfigError>& errors, std::string& effective)
        : kind_(kind),
          file_(std::move(file)),
          own_(own),
          defaults_(defaults),
          errors_(errors),
          effective_(effective) {}

    void fail(std::string_view key, std::string text) {
        const auto* setting = find(key);
        errors_.push_back({file_, setting != nullptr ? setting->line : own_.line, own_.name, std::string(key),
                           std::move(text)});
    }

    /// The text of a key, its default when absent.
    std::string text(std::string_view key) { return note(key, raw(key)); }

    std::string required(std::string_view key) {
        if (find(key) == nullptr || raw(key).empty()) fail(key, "is missing: " + std::string(row(key).unit));
        return text(key);
    }

    std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most) {
        const auto value = text(key);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size() || number < least || number > most) {
            fail(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                          " (" + std::string(row(key).unit) + ")");
            return least;
        }
        return number;
    }

    std::chrono::seconds whole_seconds(std::string_view key, int least, int most) {
        return std::chrono::seconds{integer(key, least, most)};
    }

    /// Seconds with up to six decimals.
    std::chrono::microseconds seconds(std::string_view key, int least, int most) {
        const auto value = orders::Decimal::parse(text(key));
        const auto low = orders::Decimal::from_parts(least, 0);
        const auto high = orders::Decimal::from_parts(most, 0);
        if (!value || value->scale() > 6 || *value < *low || *value > *high) {
            fail(key, "must be seconds from " + std::to_string(least) + " to " + std::to_string(most) +
                          ", with at most six decimals");
            return {};
        }
        std::int64_t us = value->coefficient();
        for (int scale = value->scale(); scale < 6; ++scale) us *= 10;
        return std::chrono::microseconds{us};
    }

    bool yes_no(std::string_view key) {
        const auto value = text(key);
        if (value != "Y" && value != "N") fail(key, "must be Y or N");
        return value == "Y";
    }

    template <class Value, std::size_t N>
    Value word(std::string_view key, const std::array<std::pair<std::string_view, Value>, N>& words) {
        const auto value = text(key);
        std::string list;
        for (const auto& [name, meaning] : words) {
            if (value == name) return meaning;
            list += (list.empty() ? "" : ", ") + std::string(name);
        }
        fail(key, "must be one of: " + list);
        return words.front().second;
    }

    /// A secret given as text or as a file that nobody else may read.
    Secret secret(std::string_view key, std::string_view file_key) {
        const auto* direct = find(key);
        const auto* file = file_key.empty() ? nullptr : find(file_key);
        if (direct != nullptr && file != nullptr) {
            fail(file_key, "is given together with " + std::string(key) + ": use one of them");
        }
        if (file != nullptr) return secret_from_file(file_key, path(file_key));
        if (direct == nullptr) return {};
        record(key, kMask);
        return Secret(std::string_view(direct->value));
    }

    /// A path counts from the configuration file's own folder.
    std::string path(std::string_view key) {
        const auto value = text(key);
        if (value.empty()) return value;
        return (std::filesystem::path(file_).parent_path() / value).lexically_normal().string();
    }

    std::string readable_file(std::string_view key) {
        auto name = path(key);
        std::ifstream in(name);
        if (!name.empty() && in.peek() == std::ifstream::traits_type::eof())
            fail(key, "names a file that cannot be read or is empty: " + name);
        return name;
    }

    std::vector<std::string> list(std::string_view key) {
        std::vector<std::string> items;
        const std::string text = raw(key);
        std::string_view rest = text;
        note(key, text);
        while (!rest.empty()) {
            auto item = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), item.size() + 1));
            while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
            while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
            if (!item.empty()) items.emplace_back(item);
        }
        return items;
    }

    [[nodiscard]] bool given(std::string_view key) const { return find(key) != nullptr; }

    /// Unknown, misspelt, refused and fixed keys of the section itself.
    void check_names(const Section& section) {
        for (const auto& setting : section.settings) check_name(section, setting);
    }

private:
    [[nodiscard]] const Setting* find(std::string_view key) const {
        if (const auto* setting = own_.find(key)) return setting;
        return defaults_ != nullptr ? defaults_->find(key) : nullptr;
    }
    [[nodiscard]] const KeyRow& row(std::string_view key) const { return *find_key(kind_, key); }
    [[nodiscard]] std::string raw(std::string_view key) const {
        const auto* setting = find(key);
        return setting != nullptr ? setting->value : std::string(row(key).default_text);
    }
    std::string note(std::string_view key, std::string value) {
        record(key, value);
        return value;
    }
    void record(std::string_view key, std::string_view value) {
        effective_ += '[' + own_.name + "] ";
        effective_ += key;
        effective_ += '=';
        effective_ += value;
        effective_ += '\n';
    }

    Secret secret_from_file(std::string_view key, const std::string& name) {
        struct stat info {};
        if (::stat(name.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
            fail(key, "names a file that cannot be read: " + name);
            return {};
        }
        if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
            fail(key, "names a file that others may open; do: chmod 600 " + name);
            return {};
        }
        std::ifstream in(name, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        std::string content = text.str();
        while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
        if (content.empty()) fail(key, "names a file that is empty or cannot be read: " + name);
        return Secret(std::move(content));
    }

    void check_name(const Section& section, const Setting& setting) {
        const auto say = [&](std::string text) {
            errors_.push_back({file_, setting.line, section.name, setting.key, std::move(text)});
        };
        const auto* known = find_key(kind_, setting.key);
        if (known == nullptr) {
            const auto near = nearest_key(kind_, setting.key);
            return say(near.empty()
                           ? "is not a key of this section"
                           : "is not a key of this section; did you mean " + std::string(near) + "?");
        }
        if (known->use == KeyUse::Refused) return say("cannot be used: " + std::string(known->note));
        if (known->use == KeyUse::Fixed && setting.value != known->default_text) {
            say("can only be " + std::string(known->default_text) + ": " + std::string(known->note));
        }
    }

    char kind_;
    std::string file_;
    const Section& own_;
    const Section* defaults_;
    std::vector<ConfigError>& errors_;
    std::string& effective_;
};

bool is_loopback_address(const std::string& host) { return net::is_loopback(host); }

// ---- [BRIDGE]

void read_status_address(Keys& keys, BridgeConfig& config) {
    const auto text = keys.text("StatusAddress");
    if (text.empty()) return;
    const auto address = net::parse_host_port(text);
    if (!address) return keys.fail("StatusAddress", address.error());
    config.status_address = *address;
}

void read_bridge(Keys& keys, BridgeConfig& config) {
    keys.required("DataDir");
    config.data_dir = keys.path("DataDir");
    read_status_address(keys, config);
    constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels{{{"info", LogLevel::Info},
                                                                            {"debug", LogLevel::Debug},
                                                                            {"warn", LogLevel::Warn},
                                                                            {"error", LogLevel::Error}}};
    config.log.level = keys.word("LogLevel", kLevels);
    constexpr std::array<std::pair<std::string_view, LogFormat>, 2> kFormats{
        {{"text", LogFormat::Text}, {"json", LogFormat::Json}}};
    config.log.format = keys.word("LogFormat", kFormats);
    config.log.file = keys.path("LogFile");
    constexpr std::array<std::pair<std::string_view, JournalSync>, 2> kSyncs{
        {{"process", JournalSync::Process}, {"power", JournalSync::Power}}};
    config.journal_sync = keys.word("JournalSync", kSyncs);
    config.journal_reserve =
        static_cast<std::uint64_t>(keys.integer("JournalReserve", 1 << 20, std::int64_t{1} << 36));
    auto& door = config.front_door;
    door.logon_timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(keys.seconds("LogonTimeout", 1, 300));
    door.max_pending_connections = static_cast<std::size_t>(keys.integer("MaxPendingConnections", 1, 10'000));
    door.max_message_size = static_cast<std::size_t>(keys.integer("MaxMessageSize", 1024, 1 << 24));
}

// ---- [SESSION]

std::optional<int> read_day(Keys& keys, std::string_view key) {
    constexpr std::array<std::string_view, 7> kDays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
    const auto text = keys.text(key);
    if (text.empty()) return std::nullopt;
    for (std::size_t i = 0; i < kDays.size(); ++i) {
        const bool same =
            equal_ignoring_case(text, kDays.at(i)) || equal_ignoring_case(text, kDays.at(i).substr(0, 3));
        if (same) return static_cast<int>(i) + 1;
    }
    keys.fail(key, "must be a day of the week in English");
    return std::nullopt;
}

std::string read_time(Keys& keys, std::string_view key) {
    auto text = keys.text(key);
    const auto two = [&](std::size_t at, int most) {
        return std::isdigit(static_cast<unsigned char>(text[at])) != 0 &&
               std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0 &&
               (text[at] - '0') * 10 + (text[at + 1] - '0') <= most;
    };
    const bool good =
        text.size() == 8 && text[2] == ':' && text[5] == ':' && two(0, 23) && two(3, 59) && two(6, 59);
    if (!good) keys.fail(key, "must be a time of day, HH:MM:SS");
    return text;
}

std::optional<fix::Schedule> read_schedule(Keys& keys) {
    const bool any =
        keys.given("StartTime") || keys.given("EndTime") || keys.given("StartDay") || keys.given("EndDay");
    if (!any) return std::nullopt;
    fix::Schedule schedule;
    schedule.start_time = read_time(keys, "StartTime");
    schedule.end_time = read_time(keys, "EndTime");
    schedule.start_day = read_day(keys, "StartDay");
    schedule.end_day = read_day(keys, "EndDay");
    schedule.use_local_time = keys.yes_no("UseLocalTime");
    if (schedule.start_day.has_value() != schedule.end_day.has_value()) {
        keys.fail(schedule.start_day ? "EndDay" : "StartDay", "is missing: both days or none");
    }
    if (!schedule.start_day && schedule.start_time == schedule.end_time) {
        keys.fail("EndTime", "equals StartTime; for a session that is always open leave both out");
    }
    return schedule;
}

void read_allowed_addresses(Keys& keys, fix::SessionSettings& session) {
    for (const auto& item : keys.list("AllowedAddresses")) {
        if (const auto range = fix::AddressRange::parse(item)) {
            session.allowed_addresses.push_back(*range);
        } else {
            keys.fail("AllowedAddresses", "has an entry that is no IP network: " + item);
        }
    }
    if (session.allowed_addresses.empty() && !is_loopback_address(session.listen.host)) {
        keys.fail("AllowedAddresses", "is missing: required because SocketAcceptAddress is not loopback");
    }
}

mapping::Dialect read_dialect(Keys& keys, const std::string& begin_string) {
    using mapping::DayOrders;
    using mapping::TriggerReport;
    using mapping::Values;
    constexpr std::array<std::pair<std::string_view, Values>, 2> kValues{
        {{"stock", Values::Stock}, {"extended", Values::Extended}}};
    const auto values = keys.word("Values", kValues);
    auto dialect = mapping::dialect_for(begin_string, values);
    if (!dialect) {
        keys.fail("BeginString", "must be FIX.4.4: no other version is served by this version of the bridge");
        dialect = mapping::dialect_for("FIX.4.4", values);
    }
    constexpr std::array<std::pair<std::string_view, TriggerReport>, 3> kReports{
        {{"L", TriggerReport::Triggered}, {"D", TriggerReport::Restated}, {"none", TriggerReport::None}}};
    if (keys.given("TriggerReport")) dialect->trigger_report = keys.word("TriggerReport", kReports);
    if (dialect->trigger_report == TriggerReport::Triggered && values == Values::Stock) {
        keys.fail("TriggerReport", "L needs Values=extended: the stock dictionary has no ExecType(150)=L");
    }
    constexpr std::array<std::pair<std::string_view, DayOrders>, 2> kDays{
        {{"reject", DayOrders::Reject}, {"gtc", DayOrders::TakeAsGtc}}};
    dialect->day_orders = keys.word("DayOrders", kDays);
    dialect->trigger_direction = keys.yes_no("TriggerDirection");
    dialect->pending_new = keys.yes_no("PendingNew");
    dialect->report_fees = keys.yes_no("ReportFees");
    return *dialect;
}

std::string read_comp_id(Keys& keys, std::string_view key) {
    auto text = keys.required(key);
    const bool good =
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '='; });
    if (!good) keys.fail(key, "may hold printable ASCII characters only");
    return text;
}

void read_identity(Keys& keys, fix::SessionSettings& session) {
    session.begin_string = keys.text("BeginString");
    session.sender_comp_id = read_comp_id(keys, "SenderCompID");
    session.target_comp_id = read_comp_id(keys, "TargetCompID");
    session.listen.host = keys.text("SocketAcceptAddress");
    const auto address = net::parse_host_port(session.listen.host.find(':') == std::string::npos
                                                  ? session.listen.host + ":0"
                                                  : '[' + session.listen.host + "]:0");
    if (!address) keys.fail("SocketAcceptAddress", "must be an IP address");
    if (!keys.given("SocketAcceptPort")) {
        keys.fail("SocketAcceptPort", "is missing: the TCP port to listen on");
    } else {
        session.listen.port = static_cast<std::uint16_t>(keys.integer("SocketAcceptPort", 0, 65'535));
    }
    session.dictionary = (keys.required("DataDictionary"), keys.readable_file("DataDictionary"));
    const auto user = keys.text("Username");
    session.username = Secret(std::string_view(user));
    session.password = keys.secret("Password", "PasswordFile");
    if (session.username.empty() && !session.password.empty())
        keys.fail("Username", "is missing beside the password");
    if (!session.username.empty() && session.password.empty()) {
        keys.fail("Password", "is missing beside Username: set Password or PasswordFile");
    }
}

SessionConfig read_session(Keys& keys) {
    SessionConfig config;
    auto& session = config.fix;
    read_identity(keys, session);
    read_allowed_addresses(keys, session);
    config.dialect = read_dialect(keys, session.begin_string);
    config.account = keys.text("QfexAccount");
    config.accounts = keys.list("QfexAccounts");
    config.trigger_settle = keys.seconds("TriggerSettle", 0, 60);
    session.max_send_buffer = static_cast<std::size_t>(keys.integer("MaxSendBuffer", 1 << 20, 1 << 30));
    session.repeat_on_reset = keys.whole_seconds("RepeatOnReset", 0, 3600);
    session.schedule = read_schedule(keys);
    session.reset_on_logon = keys.yes_no("ResetOnLogon");
    session.reset_on_logout = keys.yes_no("ResetOnLogout");
    session.reset_on_disconnect = keys.yes_no("ResetOnDisconnect");
    session.check_latency = keys.yes_no("CheckLatency");
    session.max_latency = keys.whole_seconds("MaxLatency", 1, 3600);
    session.timestamp_precision = static_cast<int>(keys.integer("TimestampPrecision", 0, 6));
    session.logout_timeout = keys.whole_seconds("LogoutTimeout", 1, 60);
    session.allow_unknown_fields = keys.yes_no("AllowUnknownFields");
    return config;
}

// ---- [ACCOUNT], [SYMBOL]

qfex::AccountSettings read_account(Keys& keys) {
    qfex::AccountSettings account;
    account.name = keys.text("Name");
    account.url = keys.text("Url");
    account.rest_url = keys.text("RestUrl");
    account.ca_file = keys.readable_file("CaFile");
    account.public_key = std::string(keys.secret("PublicKey", "").reveal());
    account.secret_key = keys.secret("SecretKey", "SecretKeyFile");
    account.jwt = keys.secret("Jwt", "JwtFile");
    account.account_id = keys.text("AccountId");
    account.ack_timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(keys.seconds("AckTimeout", 1, 300));
    account.order_rate = static_cast<int>(keys.integer("OrderRate", 1, 10'000));
    account.cancel_rate = static_cast<int>(keys.integer("CancelRate", 1, 10'000));
    for (const auto& mistake : qfex::mistakes_in(account)) keys.fail(mistake.key, mistake.text);
    return account;
}

SymbolConfig read_symbol(Keys& keys) { return {keys.required("Name"), keys.required("Venue")}; }

// ---- the file as a whole

class Loader {
public:
    explicit Loader(SettingsFile file) : file_(std::move(file)) { out_.errors = std::move(file_.errors); }

    LoadedConfig load() {
        if (file_.sections.empty() && !out_.errors.empty()) return std::move(out_);  // nothing to look at
        const auto* bridge = only("BRIDGE");
        const auto* defaults = only("DEFAULT");
        const Section empty;
        if (bridge == nullptr) fail(empty, "", "has no [BRIDGE] section");
        if (defaults != nullptr) keys('S', *defaults, nullptr).check_names(*defaults);
        for (const auto& section : file_.sections) read(section, defaults);
        if (out_.config.sessions.empty()) fail(empty, "", "has no [SESSION] section");
        if (out_.config.accounts.empty()) fail(empty, "", "has no [ACCOUNT] section");
        if (out_.config.accounts.size() > 1) {
            fail(empty, "", "has more than one [ACCOUNT]: this version of the bridge serves one account");
        }
        check_accounts();
        check_addresses();
        check_identities();
        check_symbols();
        out_.config.effective = std::move(effective_);
        std::stable_sort(out_.errors.begin(), out_.errors.end(),
                         [](const ConfigError& a, const ConfigError& b) { return a.line < b.line; });
        return std::move(out_);
    }

private:
    Keys keys(char kind, const Section& own, const Section* defaults) {
        return {kind, file_.name, own, defaults, out_.errors, effective_};
    }

    void fail(const Section& section, std::string_view key, std::string text) {
        out_.errors.push_back({file_.name, section.line, section.name, std::string(key), std::move(text)});
    }

    const Section* only(std::string_view name) {
        const Section* found = nullptr;
        for (const auto& section : file_.sections) {
            if (!equal_ignoring_case(section.name, name)) continue;
            if (found != nullptr)
                fail(section, "", "is given twice, first in line " + std::to_string(found->line));
            if (found == nullptr) found = &section;
        }
        return found;
    }

    void read(const Section& section, const Section* defaults) {
        if (equal_ignoring_case(section.name, "BRIDGE")) {
            auto k = keys('B', section, nullptr);
            k.check_names(section);
            read_bridge(k, out_.config);
        } else if (equal_ignoring_case(section.name, "SESSION")) {
            auto k = keys('S', section, defaults);
            k.check_names(section);
            out_.config.sessions.push_back(read_session(k));
            session_sections_.push_back(&section);
            if (!k.given("DayOrders")) {
                out_.warnings.push_back(
                    {file_.name, section.line, section.name, "DayOrders",
                     "is not set: orders with TimeInForce(59)=0 or none, FIX's default, are refused"});
            }
        } else if (equal_ignoring_case(section.name, "ACCOUNT")) {
            auto k = keys('A', section, nullptr);
            k.check_names(section);
            out_.config.accounts.push_back(read_account(k));
        } else if (equal_ignoring_case(section.name, "SYMBOL")) {
            auto k = keys('Y', section, nullptr);
            k.check_names(section);
            out_.config.symbols.push_back(read_symbol(k));
            symbol_sections_.push_back(&section);
        } else if (!equal_ignoring_case(section.name, "DEFAULT")) {
            fail(section, "", "is not a section: BRIDGE, DEFAULT, SESSION, ACCOUNT or SYMBOL");
        }
    }

    [[nodiscard]] bool has_account(const std::string& name) const {
        return std::any_of(out_.config.accounts.begin(), out_.config.accounts.end(),
                           [&](const auto& account) { return account.name == name; });
    }

    void check_accounts() {
        for (std::size_t i = 0; i < out_.config.sessions.size(); ++i) {
            auto& session = out_.config.sessions[i];
            if (session.account.empty() && out_.config.accounts.size() == 1) {
                session.account = out_.config.accounts.front().name;
            }
            if (!has_account(session.account))
                fail(*session_sections_[i], "QfexAccount", "names no [ACCOUNT]");
            for (const auto& name : session.accounts) {
                if (!has_account(name))
                    fail(*session_sections_[i], "QfexAccounts", "names no [ACCOUNT]: " + name);
            }
            session.accounts.push_back(session.account);
        }
    }

    void check_addresses() {
        const auto& status = out_.config.status_address;
        if (!status || status->port == 0) return;
        for (std::size_t i = 0; i < out_.config.sessions.size(); ++i) {
            const auto& listen = out_.config.sessions[i].fix.listen;
            if (listen.port != status->port) continue;
            const bool any = listen.host == "0.0.0.0" || listen.host == "::" || status->host == "0.0.0.0" ||
                             status->host == "::" || status->host == "localhost";
            if (any || listen.host == status->host) {
                fail(*session_sections_[i], "SocketAcceptPort", "is the port of StatusAddress as well");
            }
        }
    }

    void check_identities() {
        for (std::size_t i = 0; i < out_.config.sessions.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (out_.config.sessions[i].fix.name() != out_.config.sessions[j].fix.name()) continue;
                fail(*session_sections_[i], "TargetCompID",
                     "names the same session as line " + std::to_string(session_sections_[j]->line));
            }
        }
    }

    /// One name of the OMS means one symbol; one symbol may have several names.
    void check_symbols() {
        const auto& symbols = out_.config.symbols;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (symbols[i].name.empty() || symbols[i].name != symbols[j].name) continue;
                fail(*symbol_sections_[i], "Name",
                     "is given twice, first in line " + std::to_string(symbol_sections_[j]->line));
            }
        }
    }

    SettingsFile file_;
    LoadedConfig out_;
    std::string effective_;
    std::vector<const Section*> session_sections_;
    std::vector<const Section*> symbol_sections_;
};

}  // namespace

LoadedConfig load_config(const std::string& path) { return Loader(read_settings_file(path)).load(); }

LoadedConfig load_config_text(const std::string& path, std::string_view text) {
    return Loader(parse_settings(path, text)).load();
}

std::vector<KeyInfo> documented_keys() {
    std::vector<KeyInfo> out;
    for (const auto& row : key_rows()) {
        if (row.use == KeyUse::Refused) continue;
        const std::string_view section = row.section == 'B'   ? "BRIDGE"
                                         : row.section == 'S' ? "SESSION"
                                         : row.section == 'A' ? "ACCOUNT"
                                                              : "SYMBOL";
        out.push_back({section, row.key, row.default_text, row.unit});
    }
    return out;
}

}  // namespace qb::ops
