#include "qfex/account_settings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "net/url.h"

namespace qb::qfex {
namespace {

using Mistakes = std::vector<SettingMistake>;

/// Fit for a header value and a query: visible ASCII.
bool is_token(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !digit) return false;
    }
    return true;
}

void check_url(const std::string& text, std::string_view key, net::Scheme secure, net::Scheme plain,
               Mistakes& mistakes) {
    const auto say = [&](std::string what) { mistakes.push_back({std::string(key), std::move(what)}); };
    const auto parsed = net::parse_url(text);
    const net::Url* url = parsed.operator->();
    if (url == nullptr) return say(parsed.error());
    const std::string name(to_string(secure));
    if (url->scheme != secure && url->scheme != plain) return say("must begin with " + name + "://");
    if (!url->secure() && !net::is_loopback(url->host)) {
        say("without TLS only to loopback: use " + name + "://");
    }
    if (url->target.find('?') != std::string::npos) {
        say("must not have a query; the key belongs to PublicKey");
    } else if (key == "RestUrl" && url->target != "/") {
        say("must not have a path");
    }
}

void check_credentials(const AccountSettings& account, Mistakes& mistakes) {
    const bool token = !account.jwt.empty();
    if (account.uses_key() && token) mistakes.push_back({"Jwt", "either a key pair or a token, not both"});
    if (!account.uses_key() && !token) mistakes.push_back({"PublicKey", "missing (or set Jwt)"});
    if (account.uses_key() && account.secret_key.empty()) mistakes.push_back({"SecretKey", "missing"});
    if (!account.uses_key() && !account.secret_key.empty()) {
        mistakes.push_back({"SecretKey", "set without PublicKey"});
    }
    const auto visible = [&](std::string_view key, std::string_view value) {
        if (!is_token(value)) mistakes.push_back({std::string(key), "has a blank or a non-ASCII character"});
    };
    visible("PublicKey", account.public_key);
    visible("SecretKey", account.secret_key.reveal());
    visible("Jwt", account.jwt.reveal());
    if (!account.account_id.empty() && !is_uuid(account.account_id)) {
        mistakes.push_back({"AccountId", "must be a UUID"});
    }
}

/// Calls `use` with each text that gives a credential away.
template <class Use>
void for_each_credential(const AccountSettings& account, Use use) {
    const std::string in_query = net::encode_query_value(account.public_key);
    for (const std::string_view text : {account.secret_key.reveal(), account.jwt.reveal(),
                                        std::string_view(account.public_key), std::string_view(in_query)}) {
        if (!text.empty()) use(text);
    }
}

bool shows_credentials(std::string_view text, const AccountSettings& account) {
    bool shows = false;
    for_each_credential(account,
                        [&](std::string_view what) { shows |= text.find(what) != std::string_view::npos; });
    return shows;
}

bool shows_credentials(const boost::json::value& value, const AccountSettings& account) {
    const auto inside = [&](const boost::json::value& item) { return shows_credentials(item, account); };
    if (const auto* text = value.if_string()) return shows_credentials(std::string_view(*text), account);
    if (const auto* array = value.if_array()) return std::any_of(array->begin(), array->end(), inside);
    const auto* object = value.if_object();
    return object != nullptr && std::any_of(object->begin(), object->end(), [&](const auto& member) {
               return shows_credentials(std::string_view(member.key()), account) || inside(member.value());
           });
}

void replace_all(std::string& text, std::string_view what) {
    constexpr std::string_view kMask = "***";
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + kMask.size())) {
        text.replace(at, what.size(), kMask);
    }
}

}  // namespace

Mistakes mistakes_in(const AccountSettings& account) {
    Mistakes mistakes;
    if (account.name.empty()) mistakes.push_back({"Name", "missing"});
    check_url(account.url, "Url", net::Scheme::Wss, net::Scheme::Ws, mistakes);
    check_url(account.rest_url, "RestUrl", net::Scheme::Https, net::Scheme::Http, mistakes);
    check_credentials(account, mistakes);
    if (account.ack_timeout.count() <= 0) mistakes.push_back({"AckTimeout", "must be above 0"});
    for (const auto& [key, rate] :
         {std::pair{"OrderRate", account.order_rate}, std::pair{"CancelRate", account.cancel_rate}}) {
        if (rate < 1 || rate > 100'000) mistakes.push_back({key, "must be 1 to 100000 units per second"});
    }
    return mistakes;
}

bool holds_credentials(std::string_view frame, const AccountSettings& account) {
    if (shows_credentials(frame, account)) return true;
    boost::system::error_code error;
    const auto value = boost::json::parse(frame, error);
    return !error && shows_credentials(value, account);
}

std::string foreign_text(std::string text, const AccountSettings& account) {
    constexpr std::size_t kMaxLength = 200;
    // Before the cut: it must not leave half a key behind.
    for_each_credential(account, [&](std::string_view what) { replace_all(text, what); });
    if (text.size() > kMaxLength) text.resize(kMaxLength);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

}  // namespace qb::qfex
