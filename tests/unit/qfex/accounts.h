#pragma once

#include <string>

#include "qfex/account_settings.h"

/// Accounts for the tests of this room.
namespace qb::test {

inline constexpr std::string_view kPublicKey = "qfex_pub_3c1f/+=&";  // needs encoding in a query
inline constexpr std::string_view kSecretKey = "qfex_secret_example";
inline constexpr std::string_view kToken = "eyJhbGciOi.token.text";

inline qfex::AccountSettings key_account() {
    qfex::AccountSettings account;
    account.name = "main";
    account.url = "wss://localhost";
    account.rest_url = "https://localhost";
    account.public_key = kPublicKey;
    account.secret_key = Secret(kSecretKey);
    return account;
}

inline qfex::AccountSettings token_account() {
    qfex::AccountSettings account = key_account();
    account.public_key.clear();
    account.secret_key = Secret();
    account.jwt = Secret(kToken);
    return account;
}

/// True when a text shows a credential of these accounts, whole or in its query form.
inline bool shows_credentials(std::string_view text) {
    for (const std::string_view part : {kPublicKey, kSecretKey, kToken, std::string_view("qfex_pub_3c1f"),
                                        std::string_view("api_key"), std::string_view("token.text")}) {
        if (text.find(part) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace qb::test
