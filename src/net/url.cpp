#include "net/url.h"

#include "net/ip_address.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <utility>

namespace qb::net {
namespace {

constexpr std::array<std::pair<std::string_view, Scheme>, 4> kSchemes{
    {{"ws", Scheme::Ws}, {"wss", Scheme::Wss}, {"http", Scheme::Http}, {"https", Scheme::Https}}};

constexpr std::uint16_t default_port(bool secure) { return secure ? 443 : 80; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_printable(char c) { return c > ' ' && c < '\x7f'; }

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

bool is_host_char(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; }

/// RFC 1123: labels of 1 to 63 characters, 253 in all.
bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253 || !std::ranges::all_of(host, is_host_char)) return false;
    for (std::size_t from = 0; from <= host.size();) {
        const auto dot = std::min(host.find('.', from), host.size());
        if (dot == from || dot - from > 63) return false;
        from = dot + 1;
    }
    return true;
}

bool is_ipv6(std::string_view host) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(std::string(host), error);
    return !error && host.find('%') == std::string_view::npos;
}

/// A name of digits and dots alone would be taken for something else by the system's resolver.
bool is_numeric_looking(std::string_view host) {
    return std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

bool is_ipv4(std::string_view host) {
    boost::system::error_code error;
    boost::asio::ip::make_address_v4(std::string(host), error);
    return !error;
}

std::optional<std::uint16_t> port_from(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return port;
}

struct Authority {
    bool has_port = false;
    std::string_view port;
    std::string host;
};

/// Takes "host", "host:port", "[v6]" or "[v6]:port" apart.
boost::system::result<Authority, std::string> split_authority(std::string_view text) {
    Authority result;
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::string("the address lacks its ']'");
        result.host = lower(text.substr(1, end - 1));
        if (!is_ipv6(result.host)) return std::string("what stands in brackets is not an IPv6 address");
        rest = text.substr(end + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        result.host = lower(text.substr(0, colon));
        if (result.host.empty()) return std::string("the host is missing");
        const bool valid = is_numeric_looking(result.host) ? is_ipv4(result.host) : is_host_name(result.host);
        if (!valid) return std::string("the host is not a name or address (IPv6 goes in brackets)");
        rest = text.substr(colon);
    }
    if (rest.empty()) return result;
    if (rest.front() != ':') return std::string("the host is followed by something other than ':port'");
    result.port = rest.substr(1);
    result.has_port = true;
    return result;
}

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            if (text.size() - i < 3) return {};
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return {};
            result += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return result;
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string Url::authority() const {
    const auto name = bracketed(host);
    return port == default_port(secure()) ? name : name + ":" + std::to_string(port);
}

std::string Url::printable() const {
    return std::string(to_string(scheme)) + "://" + authority() + std::string(target_path(target));
}

boost::system::result<Url, std::string> parse_url(std::string_view text) {
    if (!std::ranges::all_of(text, is_printable))
        return std::string("spaces, control or non-ASCII characters");
    const auto separator = text.find("://");
    if (separator == std::string_view::npos) return std::string("not an absolute URL (scheme://host...)");
    const auto scheme = lower(text.substr(0, separator));
    const auto* known = std::ranges::find(kSchemes, scheme, [](const auto& entry) { return entry.first; });
    if (known == kSchemes.end()) return std::string("the scheme is not one of ws, wss, http, https");

    Url url;
    url.scheme = known->second;
    const auto rest = text.substr(separator + 3);
    if (rest.find('#') != std::string_view::npos)
        return std::string("a fragment ('#...') has no meaning here");
    const auto end = std::min(rest.find_first_of("/?"), rest.size());
    if (rest.substr(0, end).find('@') != std::string_view::npos)
        return std::string("user and password do not belong in a URL");
    auto authority = split_authority(rest.substr(0, end));
    if (!authority) return authority.error();
    url.host = std::move(authority->host);
    url.port = default_port(url.secure());
    if (authority->has_port) {
        const auto port = port_from(authority->port);
        if (!port || *port == 0) return std::string("the port is not a number from 1 to 65535");
        url.port = *port;
    }
    url.target = rest.substr(end);
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    return url;
}

bool is_loopback(std::string_view host) {
    if (lower(host) == "localhost") return true;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(host), error);
    return !error && address.is_loopback();
}

std::optional<std::string> ip_address(std::string_view text) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(text), error);
    return error ? std::nullopt : std::optional(address.to_string());
}

boost::system::result<HostPort, std::string> parse_host_port(std::string_view text) {
    auto authority = split_authority(text);
    if (!authority) return {boost::system::in_place_error, authority.error()};
    if (!authority->has_port) return {boost::system::in_place_error, "the port is missing (host:port)"};
    const auto port = port_from(authority->port);
    if (!port) return {boost::system::in_place_error, "the port is not a number from 0 to 65535"};
    return HostPort{.host = std::move(authority->host), .port = *port};
}

std::string encode_query_value(std::string_view value) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string result;
    for (const char c : value) {
        if (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            result += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            result += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
    return result;
}

std::string_view target_path(std::string_view target) { return target.substr(0, target.find('?')); }

std::optional<std::string> query_value(std::string_view target, std::string_view name) {
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return {};
    auto rest = target.substr(mark + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        if (percent_decode(pair.substr(0, equals)) != name) continue;
        return percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    }
    return {};
}

}  // namespace qb::net
