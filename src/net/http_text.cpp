#include "net/http_text.h"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <ctime>

namespace qb::net {
namespace {

namespace beast = boost::beast;

/// RFC 9110, 5.6.2
bool is_token(std::string_view name) {
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f'; }

void add_header(std::string& text, std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
}

void add_headers(std::string& text, const Headers& headers) {
    for (const auto& [name, value] : headers) add_header(text, name, value);
}

/// RFC 9110, 5.6.7; the C locale is in force, the program never sets another.
std::string http_date() {
    const auto now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

std::optional<ResponseHead> head_of(std::string lines) {
    beast::http::response_parser<beast::http::empty_body> parser;
    beast::error_code error;
    lines += "\r\n\r\n";
    parser.put(boost::asio::buffer(lines), error);
    if (!parser.is_header_done()) return std::nullopt;
    const auto& head = parser.get();
    return ResponseHead{static_cast<int>(head.result_int()), headers_from(head)};
}

}  // namespace

std::string_view header_value(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (beast::iequals(key, name)) return value;
    return {};
}

bool are_valid(const Headers& headers) {
    return std::ranges::all_of(headers, [](const auto& header) {
        return is_token(header.first) && std::ranges::none_of(header.second, is_control);
    });
}

Headers headers_from(const beast::http::fields& fields) {
    Headers headers;
    for (const auto& field : fields) headers.emplace_back(field.name_string(), field.value());
    return headers;
}

std::string response_text(const HttpResponse& response, ResponseFlags flags) {
    const auto reason =
        beast::http::obsolete_reason(beast::http::int_to_status(static_cast<unsigned>(response.status)));
    std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
    text.append(reason).append("\r\n");
    add_header(text, "Date", http_date());
    add_headers(text, response.headers);
    if (!response.body.empty()) add_header(text, "Content-Type", response.content_type);
    add_header(text, "Content-Length", std::to_string(response.body.size()));
    add_header(text, "Connection", flags.keep_alive ? "keep-alive" : "close");
    text += "\r\n";
    if (!flags.head_only) text += response.body;
    return text;
}

std::string request_text(std::string_view method, const HttpCall& call) {
    std::string text(method);
    text.append(" ").append(call.url.target).append(" HTTP/1.1\r\n");
    add_header(text, "Host", call.url.authority());
    add_headers(text, call.headers);
    if (!call.body.empty() || method == "POST")
        add_header(text, "Content-Length", std::to_string(call.body.size()));
    add_header(text, "Connection", "close");
    return text + "\r\n" + call.body;
}

std::optional<ResponseHead> response_head(std::string_view begin) {
    constexpr std::string_view kLineEnd = "\r\n";
    const auto first = begin.find(kLineEnd);
    if (first == std::string_view::npos) return std::nullopt;
    const auto last = std::min(begin.find("\r\n\r\n"), begin.rfind(kLineEnd));
    auto head = head_of(std::string(begin.substr(0, last)));
    return head ? head : head_of(std::string(begin.substr(0, first)));
}

HttpResponse error_response(int status, std::string_view text) {
    return {.status = status, .body = R"({"error":")" + std::string(text) + "\"}\n"};
}

std::vector<std::string> secrets_of(std::string_view target, const Headers& headers) {
    std::vector<std::string> secrets;
    const auto add = [&](std::string_view secret) {
        // A shorter text is no secret, and would be found in any sentence.
        if (secret.size() >= 4) secrets.emplace_back(secret);
    };
    const auto path = target_path(target);
    auto query = target.substr(std::min(path.size() + 1, target.size()));
    add(query);
    while (!query.empty()) {
        const auto pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const auto name = pair.substr(0, pair.find('='));
        add(pair.substr(std::min(name.size() + 1, pair.size())));
        if (const auto value = query_value("?" + std::string(pair), name)) add(*value);
    }
    for (const auto& [name, value] : headers) add(value);
    return secrets;
}

std::string loggable(std::string_view text, std::span<const std::string> secrets) {
    const auto held = [&](const std::string& secret) { return text.find(secret) != std::string_view::npos; };
    if (std::ranges::any_of(secrets, held)) return "(withheld)";
    std::string result(text);
    std::ranges::replace_if(
        result, [](char c) { return c < ' ' || c > '~'; }, '?');
    return result;
}

}  // namespace qb::net
