#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "net/url.h"
#include "qfex/account_settings.h"

namespace qb::qfex {

/// For URLs that mistakes_in() has passed; std::invalid_argument otherwise.
inline net::Url checked_url(const std::string& text) {
    const auto parsed = net::parse_url(text);
    if (const net::Url* url = parsed.operator->()) return *url;
    throw std::invalid_argument("not a URL");
}

/// The settings, or std::invalid_argument naming the first mistake: for constructors that need good ones.
inline AccountSettings checked(AccountSettings account, bool have_trust) {
    if (const auto mistakes = mistakes_in(account); !mistakes.empty()) {
        throw std::invalid_argument(mistakes.front().key + ": " + mistakes.front().text);
    }
    const bool secure = checked_url(account.url).secure() || checked_url(account.rest_url).secure();
    if (secure && !have_trust) throw std::invalid_argument("CaFile: no authorities were loaded");
    return account;
}

}  // namespace qb::qfex
