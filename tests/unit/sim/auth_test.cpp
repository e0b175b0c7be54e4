#include "sim/auth.h"

#include <gtest/gtest.h>

namespace qb::sim {
namespace {

TEST(Signature, IsThatOfTheVenuesDocumentation) {
    EXPECT_EQ(signature_of("qfex_secret_example", "00112233445566778899aabbccddeeff", 1760545414),
              "77691e50acb5c9787b014c59b56d4deba03be2b6c79620c537d773e280428af7");
}

class KeyRingTest : public testing::Test {
protected:
    static Options options() {
        Options options;
        options.accounts = {{.public_key = "pub", .secret = "secret"},
                            {.public_key = "jwt-only", .jwt = "token"}};
        return options;
    }
    Proof proof(std::string nonce, std::int64_t offset = 0) const {
        return {"pub", nonce, 1000 + offset, signature_of("secret", nonce, 1000 + offset)};
    }

    Options options_ = options();
    KeyRing keys_{options_};
    WallTime now_{std::chrono::seconds{1000}};
};

TEST_F(KeyRingTest, TakesAGoodProof) {
    const auto key = keys_.check(proof("00ff"), now_);
    ASSERT_TRUE(key);
    EXPECT_EQ(*key, 0U);
}

TEST_F(KeyRingTest, RefusesANonceForFifteenMinutes) {
    ASSERT_TRUE(keys_.check(proof("00ff"), now_));
    EXPECT_FALSE(keys_.check(proof("00ff"), now_));
    EXPECT_FALSE(keys_.check(proof("00ff", 900), now_ + std::chrono::seconds{900}));
    EXPECT_TRUE(keys_.check(proof("00ff", 901), now_ + std::chrono::seconds{901}));
}

TEST_F(KeyRingTest, AWrongSignatureDoesNotUseUpTheNonce) {
    auto wrong = proof("00ff");
    wrong.signature.back() = wrong.signature.back() == '0' ? '1' : '0';
    EXPECT_FALSE(keys_.check(wrong, now_));
    EXPECT_TRUE(keys_.check(proof("00ff"), now_));
}

TEST_F(KeyRingTest, RefusesAClockThatIsTooFarOff) {
    EXPECT_TRUE(keys_.check(proof("01", 30), now_));
    EXPECT_TRUE(keys_.check(proof("02", -30), now_));
    EXPECT_FALSE(keys_.check(proof("03", 31), now_));
    EXPECT_FALSE(keys_.check(proof("04", -31), now_));
}

TEST_F(KeyRingTest, RefusesAnotherKeyOrShapelessNonces) {
    auto other = proof("05");
    other.public_key = "nobody";
    EXPECT_FALSE(keys_.check(other, now_));
    EXPECT_FALSE(keys_.check(proof(""), now_));
    EXPECT_FALSE(keys_.check(proof("not hex"), now_));
    EXPECT_FALSE(keys_.check(proof(std::string(101, 'a')), now_));
    EXPECT_TRUE(keys_.check(proof(std::string(100, 'a')), now_));
}

TEST_F(KeyRingTest, AKeyWithoutSecretCannotSign) {
    const Proof proof{"jwt-only", "06", 1000, signature_of("", "06", 1000)};
    EXPECT_FALSE(keys_.check(proof, now_));
    EXPECT_EQ(keys_.key_of_token("token"), 1U);
    EXPECT_FALSE(keys_.key_of_token(""));
    EXPECT_FALSE(keys_.key_of_token("other"));
}

}  // namespace
}  // namespace qb::sim
