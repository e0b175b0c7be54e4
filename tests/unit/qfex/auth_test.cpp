#include "qfex/auth.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <concepts>
#include <sstream>

#include "qfex/random.h"
#include "unit/qfex/accounts.h"

namespace qb::qfex {
namespace {

constexpr std::string_view kNonce = "00112233445566778899aabbccddeeff";
constexpr std::int64_t kUnixTs = 1'760'545'414;
constexpr std::string_view kSignature = "77691e50acb5c9787b014c59b56d4deba03be2b6c79620c537d773e280428af7";

TEST(HmacSignature, AgreesWithTheVenuesScheme) {
    EXPECT_EQ(hmac_signature(Secret("qfex_secret_example"), kNonce, kUnixTs), kSignature);
}

TEST(HmacSignature, DependsOnEachOfItsParts) {
    const Secret secret("qfex_secret_example");
    EXPECT_NE(hmac_signature(Secret("qfex_secret_exampl"), kNonce, kUnixTs), kSignature);
    EXPECT_NE(hmac_signature(secret, kNonce.substr(1), kUnixTs), kSignature);
    EXPECT_NE(hmac_signature(secret, kNonce, kUnixTs + 1), kSignature);
}

TEST(NonceText, Is32LowerCaseHexCharacters) {
    EXPECT_EQ(nonce_text({0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd,
                          0xee, 0xff}),
              kNonce);
}

TEST(RandomNonce, IsAnotherOneEachTime) { EXPECT_NE(random_nonce(), random_nonce()); }

TEST(AuthMessage, SignsWithTheKeyPair) {
    auto account = test::key_account();
    account.public_key = "qfex_pub_x";
    const auto expected = boost::json::parse(
        R"({"type":"auth","params":{"hmac":{"public_key":"qfex_pub_x",
            "nonce":"00112233445566778899aabbccddeeff","unix_ts":1760545414,
            "signature":"77691e50acb5c9787b014c59b56d4deba03be2b6c79620c537d773e280428af7"}}})");
    EXPECT_EQ(boost::json::parse(auth_message(account, kNonce, kUnixTs)), expected);
}

TEST(AuthMessage, NeverHoldsTheSecretItself) {
    EXPECT_EQ(auth_message(test::key_account(), kNonce, kUnixTs).find(test::kSecretKey), std::string::npos);
}

TEST(AuthMessage, WritesTheTimeAsAnInteger) {
    EXPECT_NE(auth_message(test::key_account(), kNonce, kUnixTs).find(R"("unix_ts":1760545414)"),
              std::string::npos);
}

TEST(AuthMessage, CarriesATokenInsteadAndTheSubaccountWithEither) {
    auto account = test::token_account();
    account.account_id = "11111111-1111-1111-1111-111111111111";
    const auto expected = boost::json::parse(R"({"type":"auth","params":{"jwt":"eyJhbGciOi.token.text",
        "account_id":"11111111-1111-1111-1111-111111111111"}})");
    EXPECT_EQ(boost::json::parse(auth_message(account, kNonce, kUnixTs)), expected);

    auto keyed = test::key_account();
    keyed.account_id = account.account_id;
    const auto message = boost::json::parse(auth_message(keyed, kNonce, kUnixTs));
    EXPECT_EQ(message.at("params").at("account_id").as_string(), account.account_id);
}

TEST(RestAuthHeaders, SignWithTheKeyPair) {
    auto account = test::key_account();
    account.public_key = "qfex_pub_x";
    account.account_id = "11111111-1111-1111-1111-111111111111";
    const net::Headers expected{{"x-qfex-public-key", "qfex_pub_x"},
                                {"x-qfex-nonce", std::string(kNonce)},
                                {"x-qfex-timestamp", "1760545414"},
                                {"x-qfex-hmac-signature", std::string(kSignature)},
                                {"x-qfex-requested-account-id", account.account_id}};
    EXPECT_EQ(rest_auth_headers(account, kNonce, kUnixTs), expected);
}

TEST(RestAuthHeaders, CarryATokenAsBearer) {
    const net::Headers expected{{"Authorization", "Bearer eyJhbGciOi.token.text"}};
    EXPECT_EQ(rest_auth_headers(test::token_account(), kNonce, kUnixTs), expected);
}

TEST(UserAgent, NamesTheProgramAndItsVersion) {
    EXPECT_TRUE(user_agent().starts_with("qfex-bridge/"));
    EXPECT_GT(user_agent().size(), std::string_view("qfex-bridge/").size());
}

template <class T>
concept Streams = requires(std::ostringstream& out, const T& value) {
    out << value;
};
static_assert(Streams<std::string> && !Streams<Secret>);
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);

TEST(SecretText, IsKeptWholeThroughCopiesAndMoves) {
    Secret first("short");
    Secret copy = first;
    const Secret moved = std::move(first);
    copy = Secret(std::string(100, 'x'));
    EXPECT_EQ(moved.reveal(), "short");
    EXPECT_EQ(copy.reveal(), std::string(100, 'x'));
    EXPECT_TRUE(Secret().empty());
}

TEST(SecretText, OverwritesTheTextItIsMadeFrom) {
    std::string source = "qfex_secret";  // short enough to live inside the string object
    const char* bytes = source.data();
    const Secret secret(std::move(source));
    EXPECT_EQ(secret.reveal(), "qfex_secret");
    EXPECT_EQ(std::string_view(bytes, 11).find_first_not_of('\0'), std::string_view::npos);
}

}  // namespace
}  // namespace qb::qfex
