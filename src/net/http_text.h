#pragma once

// Private to this room: HTTP/1.1 messages as text, and what may be said about them in a log.

#include <boost/beast/http/fields.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace qb::net {

/// Names are tokens, values hold no control characters (RFC 9110, 5.5): nobody can smuggle in a line.
[[nodiscard]] bool are_valid(const Headers& headers);

[[nodiscard]] Headers headers_from(const boost::beast::http::fields& fields);

struct ResponseFlags {
    bool keep_alive = false;
    bool head_only = false;
};
[[nodiscard]] std::string response_text(const HttpResponse& response, ResponseFlags flags);
[[nodiscard]] std::string request_text(std::string_view method, const HttpCall& call);

struct ResponseHead {
    int status = 0;
    Headers headers{};
};
/// Status line and header lines of an answer of which perhaps no more than the beginning came in: the lines
/// that are whole, or the first alone where another is broken. Nothing without a whole status line.
[[nodiscard]] std::optional<ResponseHead> response_head(std::string_view begin);

/// A JSON object with one text: the body of answers this room gives itself.
[[nodiscard]] HttpResponse error_response(int status, std::string_view text);

/// What a peer's text must not repeat: the query as a whole, its values raw and decoded, header values.
[[nodiscard]] std::vector<std::string> secrets_of(std::string_view target, const Headers& headers);

/// A peer's text for our logs: printable ASCII, and withheld where it holds a secret.
[[nodiscard]] std::string loggable(std::string_view text, std::span<const std::string> secrets);

}  // namespace qb::net
