#include <gtest/gtest.h>

#include "support/world.h"

// Every refusal the venue documents, end to end: the answer's 150, 39, 103 and the first word of 58. Written
// from the venue's documentation and FIX, not from the bridge's own table.
namespace qb::test {
namespace {

struct Word {
    std::string word;
    std::string reason;  ///< OrdRejReason(103) with Values=extended
};

class VenueWord : public World {
protected:
    VenueWord() {
        default_lines = "Values=extended\n";
        start_venue();
        start_bridge();
        oms = desk();
    }
    void expect_reject(const std::string& key, const Word& row) {
        const auto scripted = venue->control("POST", "/reject", "{\"" + key + "\":\"" + row.word + "\"}");
        ASSERT_EQ(scripted.status, 200) << scripted.body;
        const auto number = std::to_string(++count_);
        oms->send(stop("o" + number, number));
        const auto report = next(*oms);
        EXPECT_EQ(report[150], "8") << row.word << ' ' << report.readable();
        EXPECT_EQ(report[39], "8") << row.word;
        EXPECT_EQ(report[103], row.reason) << row.word;
        EXPECT_EQ(report[151], "0") << row.word;
        EXPECT_EQ(report[58].substr(0, report[58].find(' ')), row.word);
    }

    std::unique_ptr<FixPeer> oms;
    int count_ = 0;
};

TEST_F(VenueWord, EveryStatusHasItsReason) {
    for (const auto& row : std::vector<Word>{{"REJECTED", "99"},
                                             {"INVALID_ORDER_TYPE", "11"},
                                             {"BAD_SYMBOL", "1"},
                                             {"PRICE_LESS_THAN_MIN_PRICE", "16"},
                                             {"PRICE_GREATER_THAN_MAX_PRICE", "16"},
                                             {"FAILED_MARGIN_CHECK", "3"},
                                             {"INVALID_TICK_SIZE_PRECISION_PRICE", "18"},
                                             {"INVALID_TICK_SIZE_PRECISION_QUANTITY", "13"},
                                             {"QUANTITY_LESS_THAN_MIN_QUANTITY", "13"},
                                             {"QUANTITY_GREATER_THAN_MAX_QUANTITY", "13"},
                                             {"REJECTED_GREATER_THAN_MAX_PRICE_BAND", "16"},
                                             {"REJECTED_LESS_THAN_MIN_PRICE_BAND", "16"},
                                             {"INVALID_TIME_IN_FORCE", "11"},
                                             {"REJECTED_WOULD_BREACH_MAX_POSITION", "3"},
                                             {"REJECTED_WOULD_BREACH_MAX_NOTIONAL", "3"},
                                             {"REJECTED_MARKET_CLOSED", "2"},
                                             {"REJECTED_FAILED_TO_PROCESS", "99"},
                                             {"INVALID_TAKEPROFIT_PRICE", "99"},
                                             {"INVALID_STOPLOSS_PRICE", "99"},
                                             {"INVALID_TAKE_PROFIT_PRICE", "99"},
                                             {"INVALID_STOP_LOSS_PRICE", "99"},
                                             {"REJECTED_TOO_MANY_OPEN_ORDERS", "3"},
                                             {"REJECTED_OPEN_INTEREST_LIMIT", "3"},
                                             {"REJECTED_TOTAL_OPEN_INTEREST_LIMIT", "3"},
                                             {"REJECTED_LESS_THAN_MIN_NOTIONAL", "13"},
                                             {"USER_IN_LIQUIDATION", "99"},
                                             {"PERMISSION_DENIED", "99"},
                                             {"A_WORD_NOBODY_KNOWS", "99"}}) {
        expect_reject("status", row);
    }
}

TEST_F(VenueWord, EveryErrorCodeIsAReject) {
    for (const std::string code : {"InvalidJSONFormat", "InvalidParameter", "InvalidOrder",
                                   "PermissionDenied", "KycRequired", "TncRequired", "InvalidPrice"}) {
        expect_reject("err", {code, "99"});
    }
}

TEST_F(VenueWord, RateLimitedIsARejectAndPausesTheBucket) {
    expect_reject("err", {"RateLimited", "99"});
    oms->send(stop("next", "7"));
    const auto paused = next(*oms);
    EXPECT_EQ(paused[150], "8") << paused.readable();
    EXPECT_EQ(paused[58].rfind("RATE_LIMITED_LOCAL", 0), 0U) << paused[58];
}

TEST_F(VenueWord, AServerErrorIsNoAnswer) {
    const auto scripted = venue->control("POST", "/reject", R"({"err":"ServerError"})");
    ASSERT_EQ(scripted.status, 200) << scripted.body;
    oms->send(stop("a1"));
    const auto report = next(*oms);
    EXPECT_EQ(report[150], "A") << report.readable();
    EXPECT_EQ(report[39], "A");
    EXPECT_EQ(report[58].rfind("OUTCOME_UNKNOWN", 0), 0U) << report[58];
}

TEST_F(VenueWord, StockValuesFoldTheNewReasonsTo99) {
    kill_bridge();
    default_lines = "Values=stock\n";
    start_bridge();
    oms = desk("141=Y|");
    expect_reject("status", {"PRICE_LESS_THAN_MIN_PRICE", "99"});
    expect_reject("status", {"INVALID_TICK_SIZE_PRECISION_PRICE", "99"});
    expect_reject("status", {"FAILED_MARGIN_CHECK", "3"});
}

}  // namespace
}  // namespace qb::test
