#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fix/session_settings.h"
#include "mapping/dialect.h"
#include "net/url.h"
#include "ops/log.h"
#include "ops/settings_file.h"
#include "orders/wait_limits.h"
#include "qfex/account_settings.h"

namespace qb::ops {

/// What becomes of a session's live orders when the session is gone.
struct DisconnectPolicy {
    /// CancelOnDisconnect: they are cancelled when the session has been away this long; empty: they stay.
    std::optional<std::chrono::microseconds> grace;
    /// CancelOnLogout: after a completed Logout as well, after the same grace, at once where there is none.
    bool on_logout = false;
};

/// One [SESSION] with what it takes over from [DEFAULT].
struct SessionConfig {
    fix::SessionSettings fix;
    mapping::Dialect dialect;
    std::string account;                ///< QfexAccount
    std::vector<std::string> accounts;  ///< names Account(1) may carry: QfexAccount and QfexAccounts
    std::chrono::microseconds trigger_settle{2'000'000};
    DisconnectPolicy disconnect;         ///< CancelOnDisconnect, CancelOnLogout
    bool drop_copy = false;              ///< DropCopy: copies of all reports of its accounts; owns no orders
    orders::WaitLimits wait_limits;      ///< MaxOrderAge, MaxQueueDelay
    bool replace_partly_filled = false;  ///< ReplacePartiallyFilled=cancel-new: by cancel and new order
    /// FixLog=Y: FixLogSize, where a file ends and the next begins.
    std::optional<std::uint64_t> fix_log_bytes;
};

/// One [SYMBOL].
struct SymbolConfig {
    std::string name;   ///< what the OMS writes
    std::string venue;  ///< what QFEX writes
};

enum class JournalSync : std::uint8_t { Process, Power };
/// What becomes of closed segments that are not kept any more.
enum class JournalRetired : std::uint8_t { Remove, Keep };

/// The whole configuration, checked: what main and the tests start a bridge with.
struct BridgeConfig {
    std::string data_dir;
    std::optional<net::HostPort> status_address;
    Log::Options log;
    JournalSync journal_sync = JournalSync::Process;
    std::uint64_t journal_reserve = std::uint64_t{64} << 20;  ///< bytes
    std::chrono::days journal_keep{7};                        ///< closed segments, JournalKeepDays
    JournalRetired journal_retired = JournalRetired::Remove;
    fix::FrontDoorSettings front_door;
    std::vector<SessionConfig> sessions;
    std::vector<qfex::AccountSettings> accounts;
    std::vector<SymbolConfig> symbols;
    /// Every key in effect, `[SECTION] Key=Value` a line, secrets as ***, an empty line between sections:
    /// written to the journal.
    std::string effective;
};

struct LoadedConfig {
    BridgeConfig config;  ///< usable only when there are no errors
    std::vector<ConfigError> errors;
    std::vector<ConfigError> warnings;
};

/// Reads and checks a configuration file: every mistake at once, each with file, section and key. Files that
/// it names are looked at (key files must not be readable by others; dictionaries and authorities are
/// loaded); no address is contacted. Relative paths in it count from the file's own folder.
[[nodiscard]] LoadedConfig load_config(const std::string& path);
/// The same from text; `path` is what errors name and what relative paths count from.
[[nodiscard]] LoadedConfig load_config_text(const std::string& path, std::string_view text);

/// What a key is, for the documentation check of config/bridge.cfg.
struct KeyInfo {
    std::string_view sections;  ///< "BRIDGE", "SESSION" ([DEFAULT] too), "ACCOUNT", "SYMBOL"
    std::string_view key;
    std::string_view default_text;  ///< empty: required or none
    std::string_view unit;
};
[[nodiscard]] std::vector<KeyInfo> documented_keys();

}  // namespace qb::ops
