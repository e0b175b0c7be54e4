#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qb::net {

enum class Scheme : std::uint8_t { Ws, Wss, Http, Https };

constexpr std::string_view to_string(Scheme scheme) {
    switch (scheme) {
    case Scheme::Ws: return "ws";
    case Scheme::Wss: return "wss";
    case Scheme::Http: return "http";
    case Scheme::Https: return "https";
    }
    return "?";
}

/// An absolute URL of one of the four schemes, taken apart.
struct Url {
    Scheme scheme{};
    std::string host{};        ///< lower case; an IPv6 literal without its brackets
    std::uint16_t port = 0;    ///< the scheme's own (80, 443) where the text names none
    std::string target = "/";  ///< path and query as sent on the request line; begins with '/'

    [[nodiscard]] bool secure() const { return scheme == Scheme::Wss || scheme == Scheme::Https; }
    /// The Host header: brackets around IPv6, the port only where it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
    /// For logs: the query is dropped, because it may hold a key.
    [[nodiscard]] std::string printable() const;

    friend bool operator==(const Url&, const Url&) = default;
};

/// Reads "wss://host[:port][/path][?query]". The error says what is wrong and never repeats the text.
///
/// Refused: other schemes, user:password@, fragments, port 0, spaces, control and non-ASCII characters.
[[nodiscard]] boost::system::result<Url, std::string> parse_url(std::string_view text);

/// "localhost", 127.0.0.0/8 or ::1 (no brackets). Any other name is not, whatever it resolves to; in
/// return this room connects "localhost" to 127.0.0.1 and ::1 without asking the resolver.
[[nodiscard]] bool is_loopback(std::string_view host);

/// "host:port" or "[v6]:port", as in listen addresses; port 0 is allowed here.
struct HostPort {
    std::string host{};
    std::uint16_t port = 0;

    friend bool operator==(const HostPort&, const HostPort&) = default;
};
[[nodiscard]] boost::system::result<HostPort, std::string> parse_host_port(std::string_view text);

/// Percent-encodes everything but RFC 3986 "unreserved" characters.
[[nodiscard]] std::string encode_query_value(std::string_view value);

/// Path part of a request target: what stands before '?'.
[[nodiscard]] std::string_view target_path(std::string_view target);

/// First value of a query parameter of a request target, percent-decoded ('+' is a space); empty where
/// absent or where the encoding is broken.
[[nodiscard]] std::optional<std::string> query_value(std::string_view target, std::string_view name);

}  // namespace qb::net
