#include "client/client_settings.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>

#include "client/text_file.h"
#include "ops/settings_file.h"

namespace qb::client {
namespace {

using Result = boost::system::result<ClientSettings, SettingsMistakes>;

constexpr std::string_view kOwnKeys[] = {
    "BeginString",       "ConnectionType",
    "SocketConnectHost", "SocketConnectPort",
    "SenderCompID",      "TargetCompID",
    "HeartBtInt",        "Username",
    "Password",          "PasswordFile",
    "DataDictionary",    "StorePath",
    "SimControl",        "TransportDataDictionary",
    "AppDataDictionary", "DefaultApplVerID",
};

/// Keys of QuickFIX that make sense for one session to one bridge.
constexpr std::string_view kQuickfixKeys[] = {
    "ResetOnLogon",
    "ResetOnLogout",
    "ResetOnDisconnect",
    "ReconnectInterval",
    "LogonTimeout",
    "LogoutTimeout",
    "CheckLatency",
    "MaxLatency",
    "TimestampPrecision",
    "ValidateFieldsOutOfOrder",
    "ValidateFieldsHaveValues",
    "ValidateUserDefinedFields",
    "AllowUnknownMsgFields",
};

template <std::size_t Size>
const std::string_view* find_key(const std::string_view (&keys)[Size], std::string_view key) {
    const auto* found =
        std::find_if(keys, keys + Size, [&](auto known) { return ops::equal_ignoring_case(known, key); });
    return found == keys + Size ? nullptr : found;
}

std::optional<int> number_from(std::string_view text, int least, int most) {
    int value = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last || value < least || value > most) return std::nullopt;
    return value;
}

/// Fills the settings from a parsed file and collects what is wrong with it.
class Reader {
public:
    explicit Reader(ops::SettingsFile file) : file_(std::move(file)) {
        for (const auto& error : file_.errors) mistakes_.push_back(to_string(error));
    }

    Result read() {
        find_sections();
        if (!mistakes_.empty() || session_ == nullptr) return mistakes_;
        check_keys();
        read_session();
        read_password();
        read_control();
        read_quickfix_keys();
        if (!mistakes_.empty()) return mistakes_;
        return settings_;
    }

private:
    void fail(std::string_view key, std::string text) {
        const auto* setting = find(key);
        mistakes_.push_back(to_string(ops::ConfigError{file_.name, setting == nullptr ? 0 : setting->line,
                                                       "SESSION", std::string(key), std::move(text)}));
    }

    void find_sections() {
        for (const auto& section : file_.sections) {
            const bool is_default = ops::equal_ignoring_case(section.name, "DEFAULT");
            const ops::Section*& place = is_default ? default_ : session_;
            if (!is_default && !ops::equal_ignoring_case(section.name, "SESSION"))
                add_section_mistake(section, "is not known here; there are [DEFAULT] and [SESSION]");
            else if (place != nullptr)
                add_section_mistake(section, "stands here for the second time");
            else
                place = &section;
        }
        if (session_ == nullptr && mistakes_.empty())
            mistakes_.push_back(file_.name + ": there is no [SESSION]");
    }

    void add_section_mistake(const ops::Section& section, std::string text) {
        mistakes_.push_back(
            to_string(ops::ConfigError{file_.name, section.line, section.name, "", std::move(text)}));
    }

    void check_keys() {
        for (const auto* section : {default_, session_}) {
            if (section == nullptr) continue;
            for (const auto& setting : section->settings)
                if (find_key(kOwnKeys, setting.key) == nullptr &&
                    find_key(kQuickfixKeys, setting.key) == nullptr)
                    mistakes_.push_back(to_string(ops::ConfigError{file_.name, setting.line, section->name,
                                                                   setting.key, "is no key of this client"}));
        }
    }

    [[nodiscard]] const ops::Setting* find(std::string_view key) const {
        const auto* own = session_ == nullptr ? nullptr : session_->find(key);
        return own == nullptr && default_ != nullptr ? default_->find(key) : own;
    }

    [[nodiscard]] std::string text(std::string_view key, std::string standard = {}) const {
        const auto* setting = find(key);
        return setting == nullptr ? std::move(standard) : setting->value;
    }

    std::string required(std::string_view key) {
        auto value = text(key);
        if (value.empty()) fail(key, "is needed");
        return value;
    }

    int number(std::string_view key, const std::string& value, int least, int most) {
        const auto found = number_from(value, least, most);
        if (!found && !value.empty())
            fail(key, "is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return found.value_or(least);
    }

    [[nodiscard]] std::string path_of(const std::string& value) const {
        if (value.empty()) return {};
        return (std::filesystem::path(file_.name).parent_path() / value).string();
    }

    void read_session() {
        if (text("ConnectionType", "initiator") != "initiator") fail("ConnectionType", "is initiator");
        settings_.host = required("SocketConnectHost");
        settings_.port = static_cast<std::uint16_t>(number("SocketConnectPort", required("SocketConnectPort"),
                                                           1, std::numeric_limits<std::uint16_t>::max()));
        settings_.sender_comp_id = required("SenderCompID");
        settings_.target_comp_id = required("TargetCompID");
        settings_.heartbeat_seconds = number("HeartBtInt", text("HeartBtInt", "30"), 1, 3600);
        settings_.store_path = path_of(text("StorePath"));
        read_version();
    }

    void read_version() {
        constexpr std::string_view kVersions[] = {"FIX.4.2", "FIX.4.4", "FIXT.1.1"};
        auto version = text("BeginString", settings_.begin_string);
        if (find_key(kVersions, version) == nullptr)
            return fail("BeginString", "is FIX.4.2, FIX.4.4 or FIXT.1.1");
        settings_.begin_string = std::move(version);
        if (settings_.begin_string != "FIXT.1.1") {
            settings_.dictionary = dictionary("DataDictionary");
            return;
        }
        settings_.transport_dictionary = dictionary("TransportDataDictionary");
        settings_.dictionary = dictionary("AppDataDictionary");
        const auto application = text("DefaultApplVerID", "9");
        if (application != "9" && application != "FIX.5.0SP2") fail("DefaultApplVerID", "is 9, FIX.5.0SP2");
    }

    std::string dictionary(std::string_view key) {
        auto path = path_of(required(key));
        std::error_code ignored;
        if (!path.empty() && !std::filesystem::is_regular_file(path, ignored))
            fail(key, "there is no file " + path);
        return path;
    }

    void read_password() {
        settings_.username = text("Username");
        settings_.password = text("Password");
        const auto file = path_of(text("PasswordFile"));
        if (file.empty()) return;
        if (!settings_.password.empty()) return fail("PasswordFile", "and Password exclude each other");
        auto password = text_of_file(file);
        if (!password) return fail("PasswordFile", "names a file that cannot be opened");  // or a password
        settings_.password = std::move(*password);
        settings_.password.erase(settings_.password.find_last_not_of("\r\n") + 1);
    }

    void read_control() {
        const auto value = text("SimControl");
        if (value.empty()) return;
        const auto address = net::parse_host_port(value);
        if (address.has_error()) return fail("SimControl", address.error());
        take_control(*address);
    }

    void take_control(const net::HostPort& address) {
        if (!net::is_loopback(address.host)) return fail("SimControl", "is plain HTTP and stays on loopback");
        settings_.control = address;
    }

    void read_quickfix_keys() {
        for (const auto key : kQuickfixKeys)
            if (const auto* setting = find(key)) settings_.quickfix.emplace(key, setting->value);
    }

    ops::SettingsFile file_;
    const ops::Section* default_ = nullptr;
    const ops::Section* session_ = nullptr;
    ClientSettings settings_;
    SettingsMistakes mistakes_;
};

}  // namespace

Result load_settings(const std::string& path) { return Reader(ops::read_settings_file(path)).read(); }

Result load_settings_text(const std::string& path, std::string_view text) {
    return Reader(ops::parse_settings(path, text)).read();
}

}  // namespace qb::client
