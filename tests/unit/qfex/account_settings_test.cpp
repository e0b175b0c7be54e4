#include "qfex/account_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "unit/qfex/accounts.h"

namespace qb::qfex {
namespace {

std::vector<std::string> keys_of(const AccountSettings& account) {
    std::vector<std::string> keys;
    for (const auto& mistake : mistakes_in(account)) keys.push_back(mistake.key);
    return keys;
}

struct Wrong {
    std::string name, key;
    std::function<void(AccountSettings&)> spoil;
    friend void PrintTo(const Wrong& row, std::ostream* out) { *out << row.name; }
};
class WrongAccount : public testing::TestWithParam<Wrong> {};

TEST_P(WrongAccount, IsRefusedByItsKey) {
    auto account = test::key_account();
    GetParam().spoil(account);
    EXPECT_THAT(keys_of(account), testing::ElementsAre(GetParam().key));
    for (const auto& mistake : mistakes_in(account)) EXPECT_FALSE(test::shows_credentials(mistake.text));
}

INSTANTIATE_TEST_SUITE_P(
    Rules, WrongAccount,
    testing::Values(Wrong{"NoName", "Name", [](auto& a) { a.name.clear(); }},
                    Wrong{"NoUrl", "Url", [](auto& a) { a.url.clear(); }},
                    Wrong{"UrlOfAnotherScheme", "Url", [](auto& a) { a.url = "https://localhost"; }},
                    Wrong{"PlainUrlToAStranger", "Url", [](auto& a) { a.url = "ws://trade.example"; }},
                    Wrong{"KeyInTheUrl", "Url", [](auto& a) { a.url = "wss://h/?api_key=qfex_pub_3c1f"; }},
                    Wrong{"PlainRestUrl", "RestUrl", [](auto& a) { a.rest_url = "http://api.example"; }},
                    Wrong{"PathInTheRestUrl", "RestUrl", [](auto& a) { a.rest_url = "https://h/v1"; }},
                    Wrong{"NoSecret", "SecretKey", [](auto& a) { a.secret_key = Secret(); }},
                    Wrong{"BlankInTheKey", "PublicKey", [](auto& a) { a.public_key += " \r\nx: y"; }},
                    Wrong{"LineEndInTheSecret", "SecretKey", [](auto& a) { a.secret_key = Secret("s\n"); }},
                    Wrong{"KeyAndToken", "Jwt", [](auto& a) { a.jwt = Secret("j"); }},
                    Wrong{"SubaccountNotUuid", "AccountId", [](auto& a) { a.account_id = "main"; }},
                    Wrong{"NoTimeToAck", "AckTimeout", [](auto& a) { a.ack_timeout = {}; }},
                    Wrong{"NoOrders", "OrderRate", [](auto& a) { a.order_rate = 0; }},
                    Wrong{"NoCancels", "CancelRate", [](auto& a) { a.cancel_rate = -1; }}),
    [](const auto& row) { return row.param.name; });

TEST(Mistakes, NoneInAGoodAccount) {
    EXPECT_TRUE(mistakes_in(test::key_account()).empty());
    EXPECT_TRUE(mistakes_in(test::token_account()).empty());
    auto plain = test::key_account();
    plain.url = "ws://127.0.0.1:9000/";
    plain.rest_url = "http://[::1]:9000";
    plain.account_id = "0020ce8e-eaee-480e-8d7f-b9241d756ee5";
    EXPECT_TRUE(mistakes_in(plain).empty());
}

TEST(Mistakes, ComeAllAtOnce) {
    EXPECT_THAT(keys_of(AccountSettings{}), testing::ElementsAre("Name", "Url", "RestUrl", "PublicKey"));
}

TEST(ForeignText, LosesEveryCredential) {
    const auto account = test::key_account();
    const std::string text = "no key qfex_pub_3c1f/+=& (api qfex_pub_3c1f%2F%2B%3D%26), qfex_secret_example!";
    EXPECT_EQ(foreign_text(text, account), "no key *** (api ***), ***!");
    EXPECT_EQ(foreign_text("bad eyJhbGciOi.token.text", test::token_account()), "bad ***");
}

TEST(ForeignText, IsShortAndPrintable) {
    const auto account = test::key_account();
    EXPECT_EQ(foreign_text("a\nb\x1b[31m\xc3\xa9", account), "a?b?[31m??");
    EXPECT_EQ(foreign_text(std::string(5000, 'x'), account).size(), 200U);
    // cut in the middle of a key: nothing of it may stay
    EXPECT_FALSE(test::shows_credentials(
        foreign_text(std::string(186, 'x') + std::string(test::kPublicKey), account)));
}

}  // namespace
}  // namespace qb::qfex
