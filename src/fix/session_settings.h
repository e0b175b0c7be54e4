#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fix/address_range.h"
#include "orders/secret.h"
#include "orders/types.h"

/// What the FIX room needs to know from the configuration. Plain values: who fills them has checked them,
/// the engine checks only what it depends on (see Engine).
namespace qb::fix {

using orders::SessionIndex;

/// Where a listener binds. Sessions with equal addresses share one listener.
struct ListenAddress {
    std::string host = "127.0.0.1";  ///< SocketAcceptAddress: an IP literal
    std::uint16_t port = 0;          ///< SocketAcceptPort; 0 lets the system choose
    bool operator==(const ListenAddress&) const = default;
};

/// When a session is open. QuickFIX resets its numbers once after the end of each period.
///
/// Times are UTC, "HH:MM:SS", unless use_local_time. Two traps of QuickFIX 1.15: equal start and end times
/// mean one period per UTC calendar day whatever the time, and a week that crosses Sunday is split on Sunday.
struct Schedule {
    std::string start_time;        ///< StartTime
    std::string end_time;          ///< EndTime
    std::optional<int> start_day;  ///< StartDay, 1 = Sunday .. 7 = Saturday; both days or none
    std::optional<int> end_day;    ///< EndDay
    bool use_local_time = false;   ///< UseLocalTime
};

/// One [SESSION].
struct SessionSettings {
    std::string begin_string = "FIX.4.4";
    std::string default_appl_ver_id;  ///< DefaultApplVerID(1137) of both Logons; empty: the version has none
    std::string sender_comp_id;       ///< ours: SenderCompID(49) of what we send
    std::string target_comp_id;       ///< the OMS's
    ListenAddress listen;

    /// Username(553), Password(554); an empty one is not asked for.
    Secret username;
    Secret password;
    /// Sources that may log on; empty = all. AllowedAddresses.
    std::vector<AddressRange> allowed_addresses;

    std::size_t max_send_buffer = std::size_t{8} << 20;  ///< bytes not yet taken by the peer; MaxSendBuffer
    std::chrono::seconds repeat_on_reset{60};            ///< RepeatOnReset; used by the bridge
    bool link_news = false;                              ///< LinkNews; used by the bridge

    std::optional<Schedule> schedule;  ///< absent: open at all times, never reset by the clock
    bool reset_on_logon = false;       ///< ResetOnLogon
    bool reset_on_logout = false;      ///< ResetOnLogout
    bool reset_on_disconnect = false;  ///< ResetOnDisconnect

    bool check_latency = true;               ///< CheckLatency
    std::chrono::seconds max_latency{120};   ///< MaxLatency: how far SendingTime(52) may be off
    int timestamp_precision = 6;             ///< TimestampPrecision: 0..9 decimals of the seconds
    std::chrono::seconds logout_timeout{2};  ///< LogoutTimeout: wait for the peer's Logout

    /// Paths of dictionaries without DATA fields. That of the application messages: DataDictionary, with
    /// default_appl_ver_id AppDataDictionary.
    std::string dictionary;
    std::string
        transport_dictionary;      ///< TransportDataDictionary; empty: `dictionary` has these messages too
    std::optional<int> order_tag;  ///< a tag of D and G beside the dictionary's: StopKindTag
    bool allow_unknown_fields = false;  ///< AllowUnknownFields: pass tags that the dictionary does not know

    /// "FIX.4.4:BRIDGE->OMS", as in log lines.
    [[nodiscard]] std::string name() const {
        return begin_string + ":" + sender_comp_id + "->" + target_comp_id;
    }
};

/// Limits on peers that nobody has vouched for yet, and on any single message.
struct FrontDoorSettings {
    std::chrono::milliseconds logon_timeout{10'000};  ///< LogonTimeout: from connect to an accepted Logon
    std::size_t max_pending_connections = 64;         ///< MaxPendingConnections: not yet logged on
    std::size_t max_message_size = 65'536;            ///< MaxMessageSize: bytes from 8= to the end of 10=
};

}  // namespace qb::fix
