#include "qfex/rest_reads.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "net/http.h"
#include "qfex/auth.h"
#include "qfex/random.h"
#include "qfex/settings_check.h"

namespace qb::qfex {
namespace {

/// "?name=value&..." of the parameters that have a value.
std::string query_text(std::initializer_list<std::pair<std::string_view, std::string>> parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        if (value.empty()) continue;
        text += (text.empty() ? '?' : '&');
        text.append(name).append("=").append(net::encode_query_value(value));
    }
    return text;
}

std::string limit_text(int limit) { return std::to_string(std::clamp(limit, 1, 1000)); }

RestFault fault_of(int status) {
    if (status == 401 || status == 403) return RestFault::KeyRefused;
    if (status == 429) return RestFault::RateLimited;
    if (status >= 500) return RestFault::VenueFailed;
    return status >= 400 ? RestFault::BadRequest : RestFault::NotJson;
}

/// `title` and `detail` of an application/problem+json body, empty for anything else.
std::string problem_text(const std::string& body) {
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error);
    if (error || !value.is_object()) return {};
    std::string text;
    for (const std::string_view key : {"title", "detail"}) {
        const auto* part = value.get_object().if_contains(key);
        if (part == nullptr || !part->is_string()) continue;
        if (!text.empty()) text += ": ";
        text += std::string_view(part->get_string());
    }
    return text;
}

/// Retry-After in seconds; its date form is not read.
std::optional<std::chrono::milliseconds> retry_after(const net::Headers& headers) {
    const std::string_view text = net::header_value(headers, "Retry-After");
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::chrono::seconds(seconds);
}

bool looks_like_json(std::string_view body) {
    const auto begin = body.find_first_not_of(" \t\r\n");
    return begin != std::string_view::npos && (body[begin] == '{' || body[begin] == '[');
}

}  // namespace

std::string_view to_string(RestFault fault) {
    switch (fault) {
    case RestFault::KeyRefused: return "key_refused";
    case RestFault::RateLimited: return "rate_limited";
    case RestFault::BadRequest: return "bad_request";
    case RestFault::VenueFailed: return "venue_failed";
    case RestFault::NotJson: return "not_json";
    case RestFault::NoAnswer: return "no_answer";
    }
    return "?";
}

class RestReads::Impl {
public:
    Impl(boost::asio::io_context& io, AccountSettings account, std::shared_ptr<const net::TlsTrust> trust)
        : account_(checked(std::move(account), trust != nullptr)),
          base_(checked_url(account_.rest_url)),
          http_(io, std::move(trust)) {}

    enum class Signing : std::uint8_t { Signed, Public };

    void get(std::string_view path, const std::string& query, Signing signing, Callback done) {
        net::HttpCall call;
        call.url = base_;
        call.url.target = std::string(path) + query;
        if (signing == Signing::Signed) call.headers = signature();
        call.headers.emplace_back("User-Agent", user_agent());
        call.headers.emplace_back("Accept", "application/json");
        call.deadline = account_.link.rest_deadline;
        call.max_body_bytes = account_.link.max_rest_body_bytes;
        // Dropped by ~HttpClient, which is ours: `this` is valid whenever it is called.
        http_.get(std::move(call), [this, path, done = std::move(done)](net::HttpResult answer) {
            done(read(path, std::move(answer)));
        });
    }

private:
    [[nodiscard]] net::Headers signature() const {
        const auto unix_time = std::chrono::system_clock::now().time_since_epoch();
        return rest_auth_headers(account_, nonce_text(random_nonce()),
                                 std::chrono::duration_cast<std::chrono::seconds>(unix_time).count());
    }

    [[nodiscard]] RestResult read(std::string_view path, net::HttpResult answer) const {
        if (!answer) return error(path, RestFault::NoAnswer, 0, answer.error().text);
        net::HttpReply& reply = *answer;
        if (reply.status != 200) {
            RestError refused = error(path, fault_of(reply.status), reply.status, problem_text(reply.body));
            refused.retry_after = retry_after(reply.headers);
            return refused;
        }
        if (!looks_like_json(reply.body)) return error(path, RestFault::NotJson, reply.status, "no JSON");
        return std::move(reply.body);
    }

    [[nodiscard]] RestError error(std::string_view path, RestFault fault, int status,
                                  const std::string& said) const {
        std::string text = "GET " + std::string(path) + ": " + std::string(to_string(fault));
        if (status != 0) text += ", HTTP " + std::to_string(status);
        if (!said.empty()) text += ": " + foreign_text(said, account_);
        return {.fault = fault, .status = status, .text = std::move(text)};
    }

    AccountSettings account_;
    net::Url base_;
    net::HttpClient http_;
};

RestReads::RestReads(boost::asio::io_context& io, AccountSettings account,
                     std::shared_ptr<const net::TlsTrust> trust)
    : impl_(std::make_unique<Impl>(io, std::move(account), std::move(trust))) {}

RestReads::~RestReads() = default;

void RestReads::historic_orders(const HistoricOrdersQuery& query, Callback done) {
    impl_->get("/user/historic-orders",
               query_text({{"symbol", query.symbol},
                           {"client_order_id", query.client_order_id},
                           {"limit", limit_text(query.limit)},
                           {"offset", std::to_string(query.offset)}}),
               Impl::Signing::Signed, std::move(done));
}

void RestReads::user_trades(const UserTradesQuery& query, Callback done) {
    impl_->get("/user/trade",
               query_text({{"exchange_order_id", query.exchange_order_id},
                           {"symbol", query.symbol},
                           {"limit", limit_text(query.limit)},
                           {"offset", std::to_string(query.offset)}}),
               Impl::Signing::Signed, std::move(done));
}

void RestReads::refdata(Callback done) { impl_->get("/refdata", {}, Impl::Signing::Public, std::move(done)); }

}  // namespace qb::qfex
