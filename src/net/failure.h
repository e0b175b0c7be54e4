#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qb::net {

/// How far a connection had come when it ended.
enum class Stage : std::uint8_t {
    Resolve,  ///< looking up the host name
    Connect,  ///< TCP
    Tls,      ///< TLS handshake and verification of the peer
    Upgrade,  ///< WebSocket upgrade; for plain HTTP: request sent, answer not complete
    Open,     ///< established
};

/// Why a connection or a request ended, in terms an operator can act on.
enum class Cause : std::uint8_t {
    BadOptions,          ///< a header with forbidden characters, no trust for a secure URL: nothing was sent
    NameNotResolved,     ///< the host name has no address
    ConnectFailed,       ///< refused, unreachable
    CertificateRefused,  ///< untrusted, expired, not for servers, revoked by its own dates, ...
    HostNameMismatch,    ///< a trusted certificate of another host
    TlsFailed,           ///< the handshake broke for another reason
    UpgradeRefused,      ///< an HTTP status other than 101, see http_status
    BadHttp,             ///< the answer is not HTTP, or not a WebSocket upgrade
    TooLarge,            ///< a frame, header or body over its limit
    Timeout,             ///< the deadline passed; the stage says during what
    WriteStall,          ///< the peer took no bytes for the whole write deadline
    ProtocolError,       ///< the peer broke RFC 6455 (bad frame, text that is not UTF-8)
    PeerClosed,          ///< a WebSocket close frame came in, see ws_code
    ConnectionLost,      ///< end of stream or reset without a goodbye
    ClosedHere,          ///< close() ran to its end
    AbortedHere,         ///< abort()
};

constexpr std::string_view to_string(Stage stage) {
    switch (stage) {
    case Stage::Resolve: return "resolve";
    case Stage::Connect: return "connect";
    case Stage::Tls: return "tls";
    case Stage::Upgrade: return "upgrade";
    case Stage::Open: return "open";
    }
    return "?";
}

constexpr std::string_view to_string(Cause cause) {
    switch (cause) {
    case Cause::BadOptions: return "bad_options";
    case Cause::NameNotResolved: return "name_not_resolved";
    case Cause::ConnectFailed: return "connect_failed";
    case Cause::CertificateRefused: return "certificate_refused";
    case Cause::HostNameMismatch: return "host_name_mismatch";
    case Cause::TlsFailed: return "tls_failed";
    case Cause::UpgradeRefused: return "upgrade_refused";
    case Cause::BadHttp: return "bad_http";
    case Cause::TooLarge: return "too_large";
    case Cause::Timeout: return "timeout";
    case Cause::WriteStall: return "write_stall";
    case Cause::ProtocolError: return "protocol_error";
    case Cause::PeerClosed: return "peer_closed";
    case Cause::ConnectionLost: return "connection_lost";
    case Cause::ClosedHere: return "closed_here";
    case Cause::AbortedHere: return "aborted_here";
    }
    return "?";
}

/// The text is for logs: printable ASCII, and it never holds a query or a header value, not even where
/// the peer repeats one.
struct Failure {
    Stage stage{};
    Cause cause{};
    std::string text{};
};

}  // namespace qb::net
