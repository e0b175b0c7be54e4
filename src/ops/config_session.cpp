#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <optional>
#include <utility>

#include "fix/dictionaries.h"
#include "net/ip_address.h"
#include "ops/config_sections.h"

/// [SESSION]: who the OMS is and where it comes from, when the session is open, and which dialect it speaks.
namespace qb::ops {
namespace {

std::optional<int> read_day(SectionKeys& keys, std::string_view key) {
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

std::string read_time(SectionKeys& keys, std::string_view key) {
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

std::optional<fix::Schedule> read_schedule(SectionKeys& keys) {
    fix::Schedule schedule;
    schedule.use_local_time = keys.yes_no("UseLocalTime");
    const bool any =
        keys.given("StartTime") || keys.given("EndTime") || keys.given("StartDay") || keys.given("EndDay");
    if (!any) {
        if (schedule.use_local_time) keys.fail("UseLocalTime", "needs StartTime and EndTime beside it");
        return std::nullopt;
    }
    schedule.start_time = read_time(keys, "StartTime");
    schedule.end_time = read_time(keys, "EndTime");
    schedule.start_day = read_day(keys, "StartDay");
    schedule.end_day = read_day(keys, "EndDay");
    if (schedule.start_day.has_value() != schedule.end_day.has_value()) {
        keys.fail(schedule.start_day ? "EndDay" : "StartDay", "is missing: both days or none");
    }
    if (!schedule.start_day && schedule.start_time == schedule.end_time) {
        keys.fail("EndTime", "equals StartTime; for a session that is always open leave both out");
    }
    return schedule;
}

void read_allowed_addresses(SectionKeys& keys, fix::SessionSettings& session) {
    for (const auto& item : keys.list("AllowedAddresses")) {
        if (const auto range = fix::AddressRange::parse(item)) {
            session.allowed_addresses.push_back(*range);
        } else {
            keys.fail("AllowedAddresses", "has an entry that is no IP network: " + item);
        }
    }
    if (session.allowed_addresses.empty() && !net::is_loopback(session.listen.host)) {
        keys.fail("AllowedAddresses", "is missing: required because SocketAcceptAddress is not loopback");
    }
}

/// "FIX.4.2, FIX.4.4, FIXT.1.1"
std::string served_versions() {
    std::string list, last;
    for (const auto& row : mapping::version_rows()) {
        if (row.begin_string != last) list += (list.empty() ? "" : ", ") + std::string(row.begin_string);
        last = row.begin_string;
    }
    return list;
}

/// What the version and Values= say; everything else at its default.
mapping::Dialect read_version(SectionKeys& keys) {
    using mapping::Values;
    constexpr std::array<std::pair<std::string_view, Values>, 2> kValues{
        {{"stock", Values::Stock}, {"extended", Values::Extended}}};
    const auto values = keys.given("Values") ? std::optional(keys.word("Values", kValues)) : std::nullopt;
    if (const auto dialect = mapping::dialect_for(keys.text("BeginString"), values)) return *dialect;
    keys.fail("BeginString", "must be one of: " + served_versions());
    return *mapping::dialect_for("FIX.4.4", values);
}

void read_dialect(SectionKeys& keys, mapping::Dialect& dialect) {
    using mapping::DayOrders;
    using mapping::TriggerReport;
    constexpr std::array<std::pair<std::string_view, TriggerReport>, 3> kReports{
        {{"L", TriggerReport::Triggered}, {"D", TriggerReport::Restated}, {"none", TriggerReport::None}}};
    const auto by_version = dialect.trigger_report;
    if (keys.given("TriggerReport")) dialect.trigger_report = keys.word("TriggerReport", kReports);
    if (dialect.trigger_report == TriggerReport::Triggered && by_version != TriggerReport::Triggered) {
        keys.fail("TriggerReport", "L needs Values=extended: the stock dictionary has no ExecType(150)=L");
    }
    if (dialect.stop_kind_tag)
        dialect.stop_kind_tag = static_cast<int>(keys.integer("StopKindTag", 5000, 39'999));
    constexpr std::array<std::pair<std::string_view, DayOrders>, 2> kDays{
        {{"reject", DayOrders::Reject}, {"gtc", DayOrders::TakeAsGtc}}};
    dialect.day_orders = keys.word("DayOrders", kDays);
    dialect.trigger_direction = keys.yes_no("TriggerDirection");
    dialect.pending_new = keys.yes_no("PendingNew");
    dialect.pending_cancel = keys.yes_no("PendingCancel");
    dialect.report_fees = keys.yes_no("ReportFees");
}

std::string read_comp_id(SectionKeys& keys, std::string_view key) {
    auto text = keys.required(key);
    const bool good =
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '='; });
    if (!good) keys.fail(key, "may hold printable ASCII characters only");
    return text;
}

void read_identity(SectionKeys& keys, fix::SessionSettings& session) {
    session.sender_comp_id = read_comp_id(keys, "SenderCompID");
    session.target_comp_id = read_comp_id(keys, "TargetCompID");
    session.listen.host = keys.text("SocketAcceptAddress");
    if (const auto address = net::ip_address(session.listen.host)) {
        session.listen.host = *address;
    } else {
        keys.fail("SocketAcceptAddress", "must be an IP address: a host name is not looked up");
    }
    if (!keys.given("SocketAcceptPort")) {
        keys.fail("SocketAcceptPort", "is missing: the TCP port to listen on");
    } else {
        session.listen.port = static_cast<std::uint16_t>(keys.integer("SocketAcceptPort", 0, 65'535));
    }
}

/// Which dictionaries there are depends on whether the version's Logon says what the application messages
/// are.
void read_dictionaries(SectionKeys& keys, const mapping::VersionRow& version, fix::SessionSettings& session) {
    const auto file = [&](std::string_view key) {
        return keys.required(key).empty() ? std::string() : keys.readable_file(key).value_or("");
    };
    session.begin_string = version.begin_string;
    session.default_appl_ver_id = version.default_appl_ver_id;
    if (version.default_appl_ver_id.empty()) {
        session.dictionary = file("DataDictionary");
        return;
    }
    session.transport_dictionary = file("TransportDataDictionary");
    session.dictionary = file("AppDataDictionary");
    const auto given = keys.text("DefaultApplVerID");
    if (given != version.default_appl_ver_id && given != version.application_version)
        keys.fail("DefaultApplVerID", "must be " + session.default_appl_ver_id + " or " +
                                          std::string(version.application_version));
}

/// Only their absence means that nothing is asked for. An empty one is a variable that was not filled, and
/// would let everybody in.
void read_credentials(SectionKeys& keys, fix::SessionSettings& session) {
    const auto user = keys.text("Username");
    session.username = Secret(std::string_view(user));
    session.password = keys.secret("Password", "PasswordFile");
    const bool has_user = keys.given("Username"), has_text = keys.given("Password");
    const bool has_password = has_text || keys.given("PasswordFile");
    constexpr const char* kEmpty = "is empty: leave it out where it is not asked for";
    if (has_user && user.empty()) keys.fail("Username", kEmpty);
    if (has_text && session.password.empty()) keys.fail("Password", kEmpty);
    if (has_password && !has_user) keys.fail("Username", "is missing beside the password");
    if (has_user && !has_password)
        keys.fail("Password", "is missing beside Username: set Password or PasswordFile");
}

/// Loaded as the engine will load it, so that what is wrong with it shows here already.
void check_dictionary(SectionKeys& keys, const fix::SessionSettings& session,
                      fix::Dictionaries& dictionaries) {
    const bool split = !session.default_appl_ver_id.empty();
    if (session.dictionary.empty() || (split && session.transport_dictionary.empty()))
        return;  // told already
    try {
        static_cast<void>(dictionaries.load(session));
    } catch (const std::exception& error) {
        const std::string_view text = error.what();
        const bool transport = split && text.starts_with(session.transport_dictionary + ":");
        keys.fail(!split      ? "DataDictionary"
                  : transport ? "TransportDataDictionary"
                              : "AppDataDictionary",
                  "names a file that cannot be used: " + std::string(text));
    }
}

/// CancelOnDisconnect=N|Y|seconds.
DisconnectPolicy read_disconnect(SectionKeys& keys) {
    constexpr int kLongestGrace = 86'400;
    DisconnectPolicy policy;
    policy.grace = keys.off_or_seconds("CancelOnDisconnect", kLongestGrace);
    policy.on_logout = keys.yes_no("CancelOnLogout");
    return policy;
}

/// A drop-copy session has no orders that anything could become of.
bool read_drop_copy(SectionKeys& keys, const DisconnectPolicy& disconnect) {
    const bool drop_copy = keys.yes_no("DropCopy");
    if (!drop_copy) return false;
    constexpr const char* kNoOrders = "must be N beside DropCopy=Y: the session has no orders of its own";
    if (disconnect.grace) keys.fail("CancelOnDisconnect", kNoOrders);
    if (disconnect.on_logout) keys.fail("CancelOnLogout", kNoOrders);
    return true;
}

orders::WaitLimits read_wait_limits(SectionKeys& keys) {
    orders::WaitLimits limits;
    limits.max_order_age = keys.seconds("MaxOrderAge", 1, 60);
    limits.max_queue_delay = keys.seconds("MaxQueueDelay", 0, 60);
    if (limits.max_queue_delay > limits.max_order_age) {
        keys.fail("MaxQueueDelay", "must not be above MaxOrderAge: what is older than that is never sent");
    }
    return limits;
}

/// What FixLogSize says counts with FixLog=Y alone, but is looked at in any case.
std::optional<std::uint64_t> read_fix_log(SectionKeys& keys) {
    const auto bytes = static_cast<std::uint64_t>(keys.integer("FixLogSize", 1 << 20, std::int64_t{1} << 40));
    return keys.yes_no("FixLog") ? std::optional(bytes) : std::nullopt;
}

}  // namespace

SessionConfig read_session(SectionKeys& keys, fix::Dictionaries& dictionaries) {
    SessionConfig config;
    auto& session = config.fix;
    config.dialect = read_version(keys);
    const auto& version = config.dialect.version;
    read_identity(keys, session);
    read_dictionaries(keys, version, session);
    read_credentials(keys, session);
    read_allowed_addresses(keys, session);
    read_dialect(keys, config.dialect);
    session.order_tag = config.dialect.stop_kind_tag;
    config.account = keys.text("QfexAccount");
    config.accounts = keys.list("QfexAccounts");
    config.trigger_settle = keys.seconds("TriggerSettle", 0, 60);
    config.disconnect = read_disconnect(keys);
    config.drop_copy = read_drop_copy(keys, config.disconnect);
    config.wait_limits = read_wait_limits(keys);
    session.link_news = keys.yes_no("LinkNews");
    constexpr std::array<std::pair<std::string_view, bool>, 2> kPartlyFilled{
        {{"reject", false}, {"cancel-new", true}}};
    config.replace_partly_filled = keys.word("ReplacePartiallyFilled", kPartlyFilled);
    config.fix_log_bytes = read_fix_log(keys);
    session.max_send_buffer = static_cast<std::size_t>(keys.integer("MaxSendBuffer", 1 << 20, 1 << 30));
    session.repeat_on_reset = keys.whole_seconds("RepeatOnReset", 0, 3600);
    session.schedule = read_schedule(keys);
    session.reset_on_logon = keys.yes_no("ResetOnLogon");
    session.reset_on_logout = keys.yes_no("ResetOnLogout");
    session.reset_on_disconnect = keys.yes_no("ResetOnDisconnect");
    session.check_latency = keys.yes_no("CheckLatency");
    session.max_latency = keys.whole_seconds("MaxLatency", 1, 3600);
    session.timestamp_precision = keys.given("TimestampPrecision")
                                      ? static_cast<int>(keys.integer("TimestampPrecision", 0, 6))
                                      : version.timestamp_decimals;
    session.logout_timeout = keys.whole_seconds("LogoutTimeout", 1, 60);
    session.allow_unknown_fields = keys.yes_no("AllowUnknownFields");
    check_dictionary(keys, session, dictionaries);
    return config;
}

std::vector<std::string_view> unread_keys(const SessionConfig& session) {
    std::vector<std::string_view> keys{"DefaultApplVerID", "TransportDataDictionary", "AppDataDictionary"};
    if (!session.fix.default_appl_ver_id.empty()) keys = {"DataDictionary"};
    if (!session.dialect.stop_kind_tag) keys.emplace_back("StopKindTag");
    return keys;
}

}  // namespace qb::ops
