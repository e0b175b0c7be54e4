#include "sim/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace qb::sim {
namespace {

class OptionsFile : public testing::Test {
protected:
    OptionsFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "qfex-sim-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~OptionsFile() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& text) const {
        const auto path = (folder_ / name).string();
        std::ofstream(path) << text;
        return path;
    }
    std::string complaint(const std::string& text) const {
        try {
            static_cast<void>(options_from_file(file("bad.json", text)));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    }

    std::filesystem::path folder_;
};

TEST_F(OptionsFile, ReadsEveryKey) {
    const auto secret = file("secret", "qfex_secret_b\n");
    const auto options = options_from_file(file("sim.json", R"({
        "listen": "127.0.0.1:9443", "control": "127.0.0.1:9480",
        "certificate_file": "c.pem", "key_file": "k.pem",
        "accounts": [
            {"public_key": "a", "secret": "s", "account_id": "11111111-1111-1111-1111-111111111111",
             "positions": {"AAPL-USD": "-2.5"}, "balance": 500, "can_trade": false},
            {"public_key": "b", "secret_file": ")" + secret + R"("}],
        "symbols": [{"symbol": "AAPL-USD", "tick_size": "0.05", "max_price_band": 210, "bids": [["199", 3]]},
                    {"symbol": "NEW-USD", "tick_size": "1", "lot_size": "1", "mark_price": 5}],
        "switches": {"Q8": "v2"},
        "auth_deadline_ms": 1000, "clock_skew_s": 5, "max_open_orders": 7, "rate_per_s": 0,
        "cancel_rate_per_s": 50, "seed": 3})"));
    EXPECT_EQ(options.port, 9443);
    EXPECT_EQ(options.control.port, 9480);
    EXPECT_EQ(options.tls->key_file, "k.pem");
    ASSERT_EQ(options.accounts.size(), 2U);
    EXPECT_EQ(options.accounts[0].positions.at("AAPL-USD").to_string(), "-2.5");
    EXPECT_EQ(options.accounts[0].balance.to_string(), "500");
    EXPECT_FALSE(options.accounts[0].can_trade);
    EXPECT_EQ(options.accounts[1].secret, "qfex_secret_b");
    ASSERT_EQ(options.symbols.size(), 2U);
    EXPECT_EQ(options.symbols[0].tick_size.to_string(), "0.05");
    EXPECT_EQ(options.symbols[0].max_price_band->to_string(), "210");
    EXPECT_EQ(options.symbols[0].lot_size.to_string(), "0.001");  // the built-in one
    ASSERT_EQ(options.symbols[0].bids.size(), 1U);
    EXPECT_EQ(options.switches.at("Q8"), "v2");
    EXPECT_EQ(options.auth_deadline, std::chrono::seconds(1));
    EXPECT_EQ(options.rate_limits.general, 0);
    EXPECT_EQ(options.rate_limits.cancel, 50);
    EXPECT_EQ(options.clock_skew, std::chrono::seconds(5));
    EXPECT_EQ(options.max_open_orders, 7U);
    EXPECT_EQ(options.seed, 3U);
}

TEST_F(OptionsFile, NamesTheMistake) {
    using testing::HasSubstr;
    EXPECT_THAT(complaint("{"), HasSubstr("not JSON"));
    EXPECT_THAT(complaint(R"({"lisen":"x"})"), HasSubstr("lisen"));
    EXPECT_THAT(complaint(R"({"listen":"nowhere"})"), HasSubstr("listen"));
    EXPECT_THAT(complaint(R"({"certificate_file":"c.pem"})"), HasSubstr("key_file"));
    EXPECT_THAT(complaint(R"({"key_file":"k.pem"})"), HasSubstr("certificate_file"));
    EXPECT_THAT(complaint(R"({"accounts":[{"secret":"s"}]})"), HasSubstr("public_key"));
    EXPECT_THAT(complaint(R"({"accounts":[{"public_key":"p"}]})"), HasSubstr("secret"));
    EXPECT_THAT(complaint(R"({"accounts":[{"public_key":"p","secret_env":"QB_SIM_TEST_NOT_SET"}]})"),
                HasSubstr("QB_SIM_TEST_NOT_SET"));
    EXPECT_THAT(complaint(R"({"symbols":[{"symbol":"AAPL-USD","tick_size":0}]})"), HasSubstr("tick_size"));
    EXPECT_THAT(complaint(R"({"symbols":[{"symbol":"X-USD","tick_size":1}]})"), HasSubstr("lot_size"));
    EXPECT_THAT(complaint(R"({"symbols":[{"symbol":"AAPL-USD","lots":1}]})"), HasSubstr("lots"));
    EXPECT_THAT(complaint(R"({"seed":-1})"), HasSubstr("seed"));
    EXPECT_THAT(complaint(R"({"rate_per_s":1000001})"), HasSubstr("rate_per_s"));
}

TEST_F(OptionsFile, AccountsFileSkipsCommentsAndHidesSecrets) {
    Options options;
    add_accounts_from_file(file("ok", "# keys\n\na:s\nb:t:22222222-2222-2222-2222-222222222222 # sub\n"),
                           options);
    ASSERT_EQ(options.accounts.size(), 2U);
    EXPECT_EQ(options.accounts[0].secret, "s");
    EXPECT_EQ(options.accounts[1].account_id, "22222222-2222-2222-2222-222222222222");
    try {
        add_accounts_from_file(file("bad", "a:s\nmy-secret-without-a-colon\n"), options);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(":2"));
        EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("my-secret")));
    }
}

TEST(AccountText, NeedsAKeyAndASecret) {
    EXPECT_TRUE(account_from_text("p:s"));
    for (const char* text : {"", "p", ":s", "p:", "p::id"}) EXPECT_FALSE(account_from_text(text)) << text;
}

TEST(DefaultSymbols, TakeTheDigitsThatOrdersUse) {
    for (const auto& rules : default_symbols()) {
        EXPECT_TRUE(rules.mark_price.is_positive());
        EXPECT_FALSE(rules.initial_position.is_zero());
        EXPECT_LT(rules.bids.front().price, rules.asks.front().price);
    }
}

}  // namespace
}  // namespace qb::sim
