#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "orders/secret.h"

namespace qb::qfex {

/// Deadlines and limits of the venue link. The defaults are meant for production; tests shrink them.
struct LinkSettings {
    std::chrono::milliseconds connect_timeout{10'000};   ///< look-up, TCP, TLS and upgrade together
    std::chrono::milliseconds auth_timeout{10'000};      ///< the venue itself waits one minute for auth
    std::chrono::milliseconds subscribe_timeout{5'000};  ///< per channel that must be confirmed
    std::chrono::milliseconds optional_subscribe_timeout{2'000};  ///< for a channel we can do without
    std::chrono::milliseconds ping_interval{15'000};
    std::chrono::milliseconds silence_limit{45'000};  ///< nothing heard, not even a pong: link dropped
    std::chrono::milliseconds backoff_first{1'000};   ///< doubles with each failure in a row ...
    std::chrono::milliseconds backoff_max{30'000};    ///< ... up to here
    std::chrono::milliseconds backoff_reset{
        30'000};  ///< a link that served so long begins at the first again
    std::chrono::milliseconds refused_retry{300'000};  ///< pause after a refused key or certificate
    std::chrono::milliseconds close_timeout{2'000};    ///< stop(): goodbye and the venue's answer
    std::chrono::milliseconds write_stall{10'000};     ///< one frame not taken by the venue for so long
    std::size_t max_frame_bytes = 1U << 20U;           ///< incoming; a longer one ends the connection
    std::size_t max_queue_bytes = 4U << 20U;           ///< outgoing, not yet taken; beyond it send() refuses
    std::chrono::milliseconds rest_deadline{10'000};   ///< one REST read, from look-up to the last byte
    std::size_t max_rest_body_bytes = 4U << 20U;
};

/// One account at the venue: the [ACCOUNT] section of the configuration.
struct AccountSettings {
    std::string name;        ///< Name: what the bridge calls the account
    std::string url;         ///< Url: wss://..., the trade WebSocket; ws:// only to loopback
    std::string rest_url;    ///< RestUrl: https://..., no path; http:// only to loopback
    std::string ca_file;     ///< CaFile: PEM; empty: the system's authorities
    std::string public_key;  ///< PublicKey; not to be logged either
    Secret secret_key;       ///< SecretKey, its text bytes as issued
    Secret jwt;              ///< Jwt: instead of the key pair
    std::string account_id;  ///< AccountId: UUID of a subaccount; empty: the primary account
    std::string client_tag;  ///< sent as x-qfex-client when not empty
    std::chrono::milliseconds ack_timeout{5'000};  ///< AckTimeout: an unanswered command is unknown after it
    int order_rate = 150;   ///< OrderRate: weight units per second, general bucket (the venue allows 200)
    int cancel_rate = 150;  ///< CancelRate: same, cancel bucket
    /// VenueCancelOnDisconnect: the venue cancels the account's open orders when it loses our connection.
    bool venue_cancel_on_disconnect = false;
    /// VenueListsStops: armed stops are among the open orders that the venue lists, as its documents say.
    bool venue_lists_stops = true;
    LinkSettings link;

    [[nodiscard]] bool uses_key() const { return !public_key.empty(); }
};

/// A setting that cannot work. The text never repeats a key, a secret or a URL.
struct SettingMistake {
    std::string key;  ///< as in the configuration file: "Url", "SecretKey", ...
    std::string text;
};

/// Everything that is wrong with the account, all at once; empty when it can be used.
[[nodiscard]] std::vector<SettingMistake> mistakes_in(const AccountSettings& account);

/// Text that came from outside, made fit for a log: at most 200 characters, printable, and every
/// occurrence of the account's public key, secret or token replaced by "***".
[[nodiscard]] std::string foreign_text(std::string text, const AccountSettings& account);

/// True when a frame holds the account's public key, secret or token, as it stands or in JSON's escapes.
[[nodiscard]] bool holds_credentials(std::string_view frame, const AccountSettings& account);

}  // namespace qb::qfex
