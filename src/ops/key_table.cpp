#include "ops/key_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "ops/settings_file.h"

namespace qb::ops {
namespace {

constexpr auto kFixed = KeyUse::Fixed;
constexpr auto kRefused = KeyUse::Refused;
constexpr std::string_view kJournal = "the journal in DataDir keeps messages and numbers";
constexpr std::string_view kInitiator = "is a key of initiators; the bridge accepts connections";
constexpr std::string_view kNoTls = "TLS for FIX belongs in front of the bridge (stunnel, a mesh, a VPN)";
constexpr std::string_view kLater = "this version serves only the default";

// Source: rules of engagement, "Configuration"; QuickFIX 1.15 SessionSettings.h for the keys that are
// refused.
constexpr auto kRows = std::to_array<KeyRow>({
    {'B', "DataDir", "", "folder of the journal; made when missing, mode 0700; required"},
    {'B', "StatusAddress", "", "address:port of the status server, or localhost:port; absent: none"},
    {'B', "LogLevel", "info", "debug, info, warn or error"},
    {'B', "LogFormat", "text", "text or json"},
    {'B', "LogFile", "", "file; absent: standard output"},
    {'B', "JournalSync", "process",
     "process (survives kill -9) or power (also a power failure; an fsync per turn)"},
    {'B', "JournalReserve", "67108864", "bytes taken on disk ahead of need"},
    {'B', "JournalKeepDays", "7",
     "whole days a closed segment of the journal is kept, longer where it is needed"},
    {'B', "JournalRetired", "remove",
     "remove, or keep: a closed segment is moved to DataDir/retired instead"},
    {'B', "LogonTimeout", "10", "seconds from connect to an accepted Logon"},
    {'B', "MaxPendingConnections", "64", "connections not yet logged on"},
    {'B', "MaxMessageSize", "65536", "bytes of one FIX message"},

    {'S', "BeginString", "FIX.4.4", "FIX.4.4, FIX.4.2, or FIXT.1.1 for FIX.5.0SP2"},
    {'S', "SenderCompID", "", "the bridge's own CompID; required"},
    {'S', "TargetCompID", "", "the OMS's CompID; required"},
    {'S', "SocketAcceptAddress", "127.0.0.1", "IP address to listen on"},
    {'S', "SocketAcceptPort", "", "port; sessions may share one; required"},
    {'S', "DataDictionary", "", "fix_spec/FIX44.xml or FIX42.xml; required, but not with FIXT.1.1"},
    {'S', "DefaultApplVerID", "9", "9 or FIX.5.0SP2; FIXT.1.1 alone"},
    {'S', "TransportDataDictionary", "", "fix_spec/FIXT11.xml; required with FIXT.1.1, and not read else"},
    {'S', "AppDataDictionary", "", "fix_spec/FIX50SP2.xml; required with FIXT.1.1, and not read else"},
    {'S', "QfexAccount", "", "Name of an [ACCOUNT]; default: the only one, required where there are several"},
    {'S', "QfexAccounts", "", "comma list of names that Account(1) may carry"},
    {'S', "Username", "", "Username(553) the Logon must carry; absent: not asked for"},
    {'S', "Password", "", "Password(554) the Logon must carry; better PasswordFile"},
    {'S', "PasswordFile", "", "file whose text is the password; mode 0600 or tighter"},
    {'S', "AllowedAddresses", "", "comma list of IP networks; required when the listener is not loopback"},
    {'S', "Values", "", "stock or extended; default: stock, with FIXT.1.1 extended"},
    {'S', "TriggerReport", "", "L, D or none; default: L with Values=extended and with FIXT.1.1, else D"},
    {'S', "TriggerSettle", "2", "seconds a vanished stop is held at most before its end is reported"},
    {'S', "TriggerDirection", "N",
     "Y: a stop whose TriggerPriceDirection(1109) is that of a take-profit becomes one"},
    {'S', "StopKindTag", "5001", "FIX.4.2 alone: tag whose SL or TP says what OrdType(40)=3 is"},
    {'S', "DayOrders", "reject", "reject, or gtc: Day is taken as GTC"},
    {'S', "PendingNew", "N", "Y: 150=A when an order is handed to the venue"},
    {'S', "ReportFees", "N", "Y: the venue's fee in the NoMiscFees(136) group"},
    {'S', "MaxSendBuffer", "8388608", "bytes waiting for a slow reader before its connection is closed"},
    {'S', "RepeatOnReset", "60", "whole seconds; 0: off"},
    {'S', "AllowUnknownFields", "N", "Y: tags that the dictionary does not know are let through"},
    {'S', "StartTime", "", "HH:MM:SS; absent with EndTime: open at all times"},
    {'S', "EndTime", "", "HH:MM:SS"},
    {'S', "StartDay", "", "Sunday .. Saturday"},
    {'S', "EndDay", "", "Sunday .. Saturday"},
    {'S', "UseLocalTime", "N", "Y: the times are local, not UTC"},
    {'S', "ResetOnLogon", "N", "Y: numbers begin at 1 with each logon"},
    {'S', "ResetOnLogout", "N", "Y: numbers begin at 1 after each logout"},
    {'S', "ResetOnDisconnect", "N", "Y: numbers begin at 1 after each disconnect"},
    {'S', "CheckLatency", "Y", "N: SendingTime(52) is not compared with the clock"},
    {'S', "MaxLatency", "120", "whole seconds SendingTime(52) may be off"},
    {'S', "TimestampPrecision", "",
     "decimals of the seconds in SendingTime(52), 0 to 6; default: 6, with FIX.4.2 3"},
    {'S', "LogoutTimeout", "2", "whole seconds to wait for the answer to our Logout"},
    {'S', "ConnectionType", "acceptor", "acceptor", kFixed, "the bridge accepts connections"},
    {'S', "UseDataDictionary", "Y", "", kFixed, "messages are always checked"},
    {'S', "CheckCompID", "Y", "", kFixed, "CompIDs are always checked"},
    {'S', "PersistMessages", "Y", "", kFixed, "messages are always kept"},
    {'S', "ValidateLengthAndChecksum", "Y", "", kFixed, "always checked"},
    {'S', "ValidateFieldsOutOfOrder", "Y", "", kFixed, "always checked"},
    {'S', "ValidateFieldsHaveValues", "Y", "", kFixed, "always checked"},
    {'S', "ValidateUserDefinedFields", "Y", "", kFixed, "use AllowUnknownFields"},
    {'S', "AllowUnknownMsgFields", "N", "", kFixed, "use AllowUnknownFields"},
    {'S', "PreserveMessageFieldsOrder", "N", "", kFixed, kLater},
    {'S', "SendRedundantResendRequests", "N", "", kFixed, kLater},
    {'S', "SocketReuseAddress", "Y", "", kFixed, "always set"},
    {'S', "SocketNodelay", "Y", "", kFixed, "always set"},
    {'S', "PendingCancel", "Y", "N: no 150=6 and 150=E, and no 39=6 and 39=E while a change is under way"},
    {'S', "ReplacePartiallyFilled", "reject",
     "reject, or cancel-new: a partly filled order is cancelled and its rest added anew"},
    {'S', "CancelOnDisconnect", "N",
     "N, Y (at once), or seconds after which the orders of a session that is away are cancelled"},
    {'S', "CancelOnLogout", "N", "Y: after a Logout as well"},
    {'S', "DropCopy", "N", "Y: gets a copy of every report of its accounts, and may only ask for status"},
    {'S', "LinkNews", "N", "Y: News(B) when the venue link is lost and when it is back"},
    {'S', "FixLog", "N", "Y: a FIX log of the session's messages in DataDir/fixlog, for people"},
    {'S', "FixLogSize", "67108864", "bytes after which the FIX log goes on in its next file"},
    {'S', "MaxQueueDelay", "0", "seconds an order over the rate may wait; 0: it is refused at once"},
    {'S', "MaxOrderAge", "5", "seconds; an order that waited longer is never sent"},
    {'S', "FileStorePath", "", "", kRefused, kJournal},
    {'S', "FileLogPath", "", "", kRefused, kJournal},
    {'S', "FileLogBackupPath", "", "", kRefused, kJournal},
    {'S', "RefreshOnLogon", "", "", kRefused, kJournal},
    {'S', "HeartBtInt", "", "", kRefused, "the OMS chooses it in its Logon(A), 5..300 seconds"},
    {'S', "LogonTimeout", "", "", kRefused, "stands in [BRIDGE]: it counts before the session is known"},
    {'S', "MillisecondsInTimeStamp", "", "", kRefused, "use TimestampPrecision"},
    {'S', "SessionQualifier", "", "", kRefused, "an acceptor cannot tell two such sessions apart"},
    {'S', "SendResetSeqNumFlag", "", "", kRefused, "does nothing in QuickFIX 1.15"},
    {'S', "HttpAcceptPort", "", "", kRefused,
     "opens an administration page without a password; use StatusAddress"},
    {'S', "LogonTime", "", "", kRefused, "use StartTime and EndTime"},
    {'S', "LogoutTime", "", "", kRefused, "use StartTime and EndTime"},
    {'S', "LogonDay", "", "", kRefused, "use StartDay and EndDay"},
    {'S', "LogoutDay", "", "", kRefused, "use StartDay and EndDay"},
    {'S', "ReconnectInterval", "", "", kRefused, kInitiator},
    {'S', "SocketConnectHost", "", "", kRefused, kInitiator},
    {'S', "SocketConnectPort", "", "", kRefused, kInitiator},
    {'S', "SocketConnectSourceHost", "", "", kRefused, kInitiator},
    {'S', "SocketConnectSourcePort", "", "", kRefused, kInitiator},
    {'S', "SocketSendBufferSize", "", "", kRefused, "the system chooses; see MaxSendBuffer"},
    {'S', "SocketReceiveBufferSize", "", "", kRefused, "the system chooses"},
    {'S', "ServerCertificateFile", "", "", kRefused, kNoTls},
    {'S', "ServerCertificateKeyFile", "", "", kRefused, kNoTls},
    {'S', "CertificationAuthoritiesFile", "", "", kRefused, kNoTls},
    {'S', "CertificationAuthoritiesDirectory", "", "", kRefused, kNoTls},
    {'S', "CertificateRevocationListFile", "", "", kRefused, kNoTls},
    {'S', "CertificateVerifyLevel", "", "", kRefused, kNoTls},
    {'S', "SSLProtocol", "", "", kRefused, kNoTls},
    {'S', "SSLCipherSuite", "", "", kRefused, kNoTls},

    {'A', "Name", "", "what Account(1) and QfexAccount say; required"},
    {'A', "Url", "", "wss://host of the trade WebSocket; ws:// only to loopback; required"},
    {'A', "RestUrl", "", "https://host of the REST API; http:// only to loopback; required"},
    {'A', "CaFile", "", "PEM file of authorities; absent: the system's"},
    {'A', "PublicKey", "", "QFEX public key; required unless Jwt"},
    {'A', "SecretKey", "", "QFEX secret key; better SecretKeyFile"},
    {'A', "SecretKeyFile", "", "file whose text is the secret key; mode 0600 or tighter"},
    {'A', "Jwt", "", "token instead of the key pair; better JwtFile"},
    {'A', "JwtFile", "", "file whose text is the token; mode 0600 or tighter"},
    {'A', "AccountId", "", "UUID of a subaccount; absent: the primary account"},
    {'A', "AckTimeout", "5", "seconds after which an unanswered order's outcome is unknown"},
    {'A', "OrderRate", "150", "weight units a second for orders (the venue allows a user 200)"},
    {'A', "CancelRate", "150", "weight units a second for cancels"},
    {'A', "VenueCancelOnDisconnect", "N",
     "Y: the venue cancels the account's open orders when it loses the bridge"},
    {'A', "VenueListsStops", "Y", "N: the venue's open orders lack its stops; a lost one stays pending"},

    {'Y', "Name", "", "what the OMS writes in Symbol(55); required"},
    {'Y', "Venue", "", "what QFEX writes; required"},
});

/// Levenshtein distance, ignoring case.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = std::tolower(static_cast<unsigned char>(a[i - 1])) ==
                              std::tolower(static_cast<unsigned char>(b[j - 1]));
            const auto here = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0U : 1U)});
            diagonal = std::exchange(row[j], here);
        }
    }
    return row.back();
}

}  // namespace

std::span<const KeyRow> key_rows() { return kRows; }

const KeyRow* find_key(char section, std::string_view key) {
    const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const KeyRow& row) {
        return row.section == section && equal_ignoring_case(row.key, key);
    });
    return found == kRows.end() ? nullptr : &*found;
}

std::string_view nearest_key(char section, std::string_view key) {
    std::string_view best;
    std::size_t best_distance = 3;  // farther ones are no help
    for (const auto& row : kRows) {
        if (row.section != section || row.use == KeyUse::Refused) continue;
        const auto d = distance(row.key, key);
        if (d < best_distance) {
            best = row.key;
            best_distance = d;
        }
    }
    return best;
}

bool may_hold_secret(std::string_view key) {
    constexpr auto kSecrets = std::to_array<std::string_view>(
        {"Password", "PasswordFile", "SecretKey", "SecretKeyFile", "Jwt", "JwtFile"});
    return std::any_of(kSecrets.begin(), kSecrets.end(), [&](std::string_view secret) {
        return secret == nearest_key('S', key) || secret == nearest_key('A', key);
    });
}

}  // namespace qb::ops
