#include "ops/config.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fix/dictionaries.h"
#include "ops/config_sections.h"
#include "ops/key_table.h"

/// The file as a whole: which sections it must have, and what must fit between them.
namespace qb::ops {
namespace {

/// Whether one of two servers keeps the other from its port. "::" takes the port of IPv4 too.
bool collide(const net::HostPort& a, const net::HostPort& b) {
    const auto covers = [](const std::string& wide, const std::string& host) {
        return wide == "::" || (wide == "0.0.0.0" && host.find(':') == std::string::npos);
    };
    return a.port == b.port && a.port != 0 &&
           (a.host == b.host || covers(a.host, b.host) || covers(b.host, a.host));
}

// Units a second that the venue allows a user in each of its two buckets, over all connections: QFEX docs,
// "Rate Limits".
constexpr int kVenueRate = 200;

/// Certainly one user: a user may have several keys, but a key has one user.
bool same_user(const qfex::AccountSettings& a, const qfex::AccountSettings& b) {
    const bool same_key = !a.public_key.empty() && a.public_key == b.public_key;
    return same_key || (!a.jwt.empty() && a.jwt.reveal() == b.jwt.reveal());
}

/// Whether both are the same account of the venue, as far as can be told from here.
bool same_at_venue(const qfex::AccountSettings& a, const qfex::AccountSettings& b) {
    const bool same_key =
        a.uses_key() ? a.public_key == b.public_key : !a.jwt.empty() && a.jwt.reveal() == b.jwt.reveal();
    // A UUID is an account's whatever the key; without one the account is the key's own.
    return equal_ignoring_case(a.account_id, b.account_id) && (same_key || !a.account_id.empty());
}

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
        check_accounts();
        check_session_accounts();
        warn_of_rates("OrderRate", &qfex::AccountSettings::order_rate);
        warn_of_rates("CancelRate", &qfex::AccountSettings::cancel_rate);
        warn_of_unread_keys(defaults);
        check_addresses();
        check_identities();
        check_symbols();
        out_.config.effective = std::move(effective_);
        std::stable_sort(out_.errors.begin(), out_.errors.end(),
                         [](const ConfigError& a, const ConfigError& b) { return a.line < b.line; });
        return std::move(out_);
    }

private:
    SectionKeys keys(char kind, const Section& own, const Section* defaults) {
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
        if (!effective_.empty()) effective_ += '\n';
        if (equal_ignoring_case(section.name, "BRIDGE")) {
            auto k = keys('B', section, nullptr);
            k.check_names(section);
            read_bridge(k, out_.config);
        } else if (equal_ignoring_case(section.name, "SESSION")) {
            auto k = keys('S', section, defaults);
            k.check_names(section);
            out_.config.sessions.push_back(read_session(k, dictionaries_));
            session_sections_.push_back(&section);
            if (!k.given("DayOrders") && !out_.config.sessions.back().drop_copy) {
                out_.warnings.push_back(
                    {file_.name, section.line, section.name, "DayOrders",
                     "is not set: orders with TimeInForce(59)=0 or none, FIX's default, are refused"});
            }
        } else if (equal_ignoring_case(section.name, "ACCOUNT")) {
            auto k = keys('A', section, nullptr);
            k.check_names(section);
            out_.config.accounts.push_back(read_account(k));
            account_sections_.push_back(&section);
        } else if (equal_ignoring_case(section.name, "SYMBOL")) {
            auto k = keys('Y', section, nullptr);
            k.check_names(section);
            out_.config.symbols.push_back(read_symbol(k));
            symbol_sections_.push_back(&section);
        } else if (!equal_ignoring_case(section.name, "DEFAULT")) {
            fail(section, "", "is not a section: BRIDGE, DEFAULT, SESSION, ACCOUNT or SYMBOL");
        }
    }

    void warn(const Section& section, const Setting& setting, std::string text) {
        out_.warnings.push_back({file_.name, setting.line, section.name, setting.key, std::move(text)});
    }

    /// Keys of another FIX version. [DEFAULT] may hold what only some sessions read.
    void warn_of_unread_keys(const Section* defaults) {
        const auto& sessions = out_.config.sessions;
        std::map<std::string_view, std::size_t> unread_by;
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            for (const auto key : unread_keys(sessions[i])) {
                ++unread_by[key];
                if (const auto* setting = session_sections_[i]->find(key))
                    warn(*session_sections_[i], *setting,
                         "has no effect: a session with BeginString=" + sessions[i].fix.begin_string +
                             " does not read it");
            }
        }
        for (const auto& [key, count] : unread_by) {
            const auto* setting = defaults != nullptr ? defaults->find(key) : nullptr;
            if (setting != nullptr && count == sessions.size())
                warn(*defaults, *setting, "has no effect: no session has a BeginString that reads it");
        }
    }

    [[nodiscard]] bool has_account(const std::string& name) const {
        return std::any_of(out_.config.accounts.begin(), out_.config.accounts.end(),
                           [&](const auto& account) { return account.name == name; });
    }

    /// Two links to one account would hear every event twice.
    void check_accounts() {
        const auto& accounts = out_.config.accounts;
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const auto line = std::to_string(account_sections_[j]->line);
                if (!accounts[i].name.empty() && accounts[i].name == accounts[j].name)
                    fail(*account_sections_[i], "Name", "is given twice, first in line " + line);
                if (same_at_venue(accounts[i], accounts[j]))
                    fail(*account_sections_[i], accounts[i].uses_key() ? "PublicKey" : "Jwt",
                         "is that of line " + line + " with the same AccountId: one account, two names");
            }
        }
    }

    /// Told once for each user, at the account with which the sum goes over the limit.
    void warn_of_rates(std::string_view key, int qfex::AccountSettings::*rate) {
        const auto& accounts = out_.config.accounts;
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            int others = 0;
            std::string lines;
            for (std::size_t j = 0; j < i; ++j) {
                if (!same_user(accounts[i], accounts[j])) continue;
                others += accounts[j].*rate;
                lines += (lines.empty() ? "" : ", ") + std::to_string(account_sections_[j]->line);
            }
            const int sum = others + accounts[i].*rate;
            if (others > kVenueRate || sum <= kVenueRate) continue;
            const auto together =
                lines.empty() ? "" : " together with that of line " + lines + ", whose key is the same";
            out_.warnings.push_back({file_.name, account_sections_[i]->line, account_sections_[i]->name,
                                     std::string(key),
                                     "is " + std::to_string(sum) + " units a second" + together +
                                         "; the venue allows a user " + std::to_string(kVenueRate)});
        }
    }

    void check_session_accounts() {
        for (std::size_t i = 0; i < out_.config.sessions.size(); ++i) {
            auto& session = out_.config.sessions[i];
            if (session.account.empty() && out_.config.accounts.size() == 1) {
                session.account = out_.config.accounts.front().name;
            }
            if (session.account.empty() && out_.config.accounts.size() > 1)
                fail(*session_sections_[i], "QfexAccount",
                     "is missing: required where there are several [ACCOUNT] sections");
            else if (!has_account(session.account))
                fail(*session_sections_[i], "QfexAccount", "names no [ACCOUNT]");
            for (const auto& name : session.accounts) {
                if (!has_account(name))
                    fail(*session_sections_[i], "QfexAccounts", "names no [ACCOUNT]: " + name);
            }
            session.accounts.push_back(session.account);
        }
    }

    /// Sessions may share a listener; two that take each other's port cannot both be opened.
    void check_addresses() {
        const auto& sessions = out_.config.sessions;
        const auto& status = out_.config.status_address;
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            const auto& listen = sessions[i].fix.listen;
            if (status && collide({listen.host, listen.port}, *status))
                fail(*session_sections_[i], "SocketAcceptPort", "is the port of StatusAddress as well");
            for (std::size_t j = 0; j < i; ++j) {
                const auto& other = sessions[j].fix.listen;
                if (listen == other || !collide({listen.host, listen.port}, {other.host, other.port}))
                    continue;
                fail(*session_sections_[i], "SocketAcceptAddress",
                     "takes the same port as that of line " + std::to_string(session_sections_[j]->line) +
                         ": one of them is every address of this machine");
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
    fix::Dictionaries dictionaries_;
    std::string effective_;
    std::vector<const Section*> session_sections_;
    std::vector<const Section*> account_sections_;
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
