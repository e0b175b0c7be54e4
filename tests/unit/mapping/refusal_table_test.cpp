#include "mapping/refusal_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "mapping/dialect.h"

namespace qb::mapping {
namespace {

using orders::StatusClass;

struct StatusWord {
    std::string word;
    StatusClass status_class;
    int reason;        ///< OrdRejReason(103), extended
    int stock_reason;  ///< ... as a stock FIX 4.4 OMS hears it
};
class VenueStatus : public testing::TestWithParam<StatusWord> {};
TEST_P(VenueStatus, HasItsClassReasonAndSentence) {
    const StatusWord& row = GetParam();
    EXPECT_EQ(status_class_of(row.word), row.status_class);
    const orders::Refusal refusal = refusal_for(row.word, "");
    EXPECT_EQ(refusal.word, row.word);
    EXPECT_EQ(refusal.ord_rej_reason, row.reason);
    EXPECT_EQ(folded_ord_rej_reason(refusal.ord_rej_reason, *dialect_for("FIX.4.4", Values::Extended)),
              row.reason);
    EXPECT_EQ(folded_ord_rej_reason(refusal.ord_rej_reason, *dialect_for("FIX.4.4", Values::Stock)),
              row.stock_reason);
    EXPECT_GT(refusal.text.size(), 10U);
    EXPECT_EQ(refusal.text.find("does not know"), row.word == "BAD_SYMBOL" ? 10U : std::string::npos);
}
constexpr auto kRef = StatusClass::Refused;
constexpr auto kEnd = StatusClass::Ended;
constexpr auto kMod = StatusClass::ModifyRefused;
INSTANTIATE_TEST_SUITE_P(
    Words, VenueStatus,
    testing::Values(
        StatusWord{"ACK", StatusClass::Live, 99, 99}, StatusWord{"FILLED", StatusClass::Fill, 99, 99},
        StatusWord{"MODIFIED", StatusClass::Modified, 99, 99}, StatusWord{"CANCELLED", kEnd, 99, 99},
        StatusWord{"CANCELLED_STP", kEnd, 99, 99}, StatusWord{"IOC_CANCELLED", kEnd, 99, 99},
        StatusWord{"IOC_PARTIALLY_FILLED", kEnd, 99, 99}, StatusWord{"REJECTED", kRef, 99, 99},
        StatusWord{"NO_SUCH_ORDER", StatusClass::CancelRefused, 99, 99},
        StatusWord{"INVALID_ORDER_TYPE", kRef, 11, 11}, StatusWord{"BAD_SYMBOL", kRef, 1, 1},
        StatusWord{"PRICE_LESS_THAN_MIN_PRICE", kRef, 16, 99},
        StatusWord{"PRICE_GREATER_THAN_MAX_PRICE", kRef, 16, 99},
        StatusWord{"CANNOT_MODIFY_PARTIAL_FILL", kMod, 99, 99}, StatusWord{"FAILED_MARGIN_CHECK", kRef, 3, 3},
        StatusWord{"INVALID_TICK_SIZE_PRECISION_PRICE", kRef, 18, 99},
        StatusWord{"INVALID_TICK_SIZE_PRECISION_QUANTITY", kRef, 13, 13},
        StatusWord{"QUANTITY_LESS_THAN_MIN_QUANTITY", kRef, 13, 13},
        StatusWord{"QUANTITY_GREATER_THAN_MAX_QUANTITY", kRef, 13, 13},
        StatusWord{"REJECTED_GREATER_THAN_MAX_PRICE_BAND", kRef, 16, 99},
        StatusWord{"REJECTED_LESS_THAN_MIN_PRICE_BAND", kRef, 16, 99},
        StatusWord{"INVALID_TIME_IN_FORCE", kRef, 11, 11},
        StatusWord{"REJECTED_WOULD_BREACH_MAX_POSITION", kRef, 3, 3},
        StatusWord{"REJECTED_WOULD_BREACH_MAX_NOTIONAL", kRef, 3, 3},
        StatusWord{"CANNOT_MODIFY_NO_SUCH_ORDER", kMod, 99, 99},
        StatusWord{"CANNOT_MODIFY_ALO_WOULD_CROSS", kMod, 99, 99},
        StatusWord{"REJECTED_MARKET_CLOSED", kRef, 2, 2},
        StatusWord{"REJECTED_FAILED_TO_PROCESS", kRef, 99, 99},
        StatusWord{"INVALID_TAKEPROFIT_PRICE", kRef, 99, 99},
        StatusWord{"INVALID_TAKE_PROFIT_PRICE", kRef, 99, 99},
        StatusWord{"INVALID_STOPLOSS_PRICE", kRef, 99, 99},
        StatusWord{"INVALID_STOP_LOSS_PRICE", kRef, 99, 99}, StatusWord{"RATE_LIMITED", kRef, 99, 99},
        StatusWord{"REJECTED_TOO_MANY_OPEN_ORDERS", kRef, 3, 3},
        StatusWord{"REJECTED_OPEN_INTEREST_LIMIT", kRef, 3, 3},
        StatusWord{"REJECTED_TOTAL_OPEN_INTEREST_LIMIT", kRef, 3, 3},
        StatusWord{"REJECTED_LESS_THAN_MIN_NOTIONAL", kRef, 13, 13},
        StatusWord{"USER_IN_LIQUIDATION", kRef, 99, 99}, StatusWord{"PERMISSION_DENIED", kRef, 99, 99}),
    [](const auto& row) { return row.param.word; });

class VenueErrorCode : public testing::TestWithParam<std::string> {};
TEST_P(VenueErrorCode, IsOtherWithItsOwnSentenceAndNoStatus) {
    EXPECT_EQ(status_class_of(GetParam()), StatusClass::Unrecognised);
    const orders::Refusal refusal = refusal_for(GetParam(), "");
    EXPECT_EQ(refusal.word, GetParam());
    EXPECT_EQ(refusal.ord_rej_reason, 99);
    EXPECT_EQ(refusal.text.find("does not know"), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Words, VenueErrorCode,
                         testing::Values("RateLimited", "InvalidJSONFormat", "AlreadyAuthenticated",
                                         "InvalidParameter", "InvalidOrder", "PermissionDenied",
                                         "ServerError", "KycRequired", "TncRequired",
                                         "AlreadySubscribedToLeaderboard", "InvalidPrice"),
                         [](const auto& row) { return row.param; });

TEST(RefusalTable, HasNoRowWithoutATest) { EXPECT_EQ(refusal_rows().size(), 39U + 11U); }

TEST(RefusalTable, NamesNoWordTwice) {
    std::set<std::string_view> words;
    for (const RefusalRow& row : refusal_rows()) EXPECT_TRUE(words.insert(row.word).second) << row.word;
}

class VenueUnknownWord : public testing::TestWithParam<std::string> {};
TEST_P(VenueUnknownWord, IsKeptAsItIs) {
    EXPECT_EQ(status_class_of(GetParam()), StatusClass::Unrecognised);
    const orders::Refusal refusal = refusal_for(GetParam(), "");
    EXPECT_EQ(refusal.word, GetParam());
    EXPECT_EQ(refusal.ord_rej_reason, 99);
    EXPECT_NE(refusal.text.find("does not know"), std::string::npos);
}
// Some clients wait for these; no source shows the venue sending one.
INSTANTIATE_TEST_SUITE_P(Words, VenueUnknownWord,
                         testing::Values("OPEN", "NEW", "PENDING", "PARTIALLY_FILLED", "PARTIAL_FILL",
                                         "PARTIAL", "DONE", "EXPIRED", "ERROR", "FAILED", "cancelled",
                                         "SOMETHING_NEW"),
                         [](const auto& row) { return row.param; });

TEST(RefusalFor, QuotesTheVenueBehindTheSentence) {
    const auto refusal = refusal_for("RateLimited", "slow down");
    EXPECT_TRUE(refusal.text.ends_with("; it says: slow down")) << refusal.text;
    EXPECT_LT(refusal_for("X", std::string(10'000, 'm')).text.size(), 500U);
}

TEST(RefusalFor, AbsentWordHasAName) { EXPECT_EQ(refusal_for("", "").word, "NO_STATUS"); }

TEST(DialectRows, DecideWhatIsSentOn44) {
    const auto stock = dialect_for("FIX.4.4");
    ASSERT_TRUE(stock);
    EXPECT_EQ(stock->version.values, Values::Stock);
    EXPECT_EQ(stock->trigger_report, TriggerReport::Restated);
    EXPECT_EQ(stock->version.restatement_reason, 99);
    EXPECT_EQ(stock->version.timestamp_decimals, 6);
    EXPECT_FALSE(stock->version.stop_kind_tag);
    const auto extended = dialect_for("FIX.4.4", Values::Extended);
    ASSERT_TRUE(extended);
    EXPECT_EQ(extended->trigger_report, TriggerReport::Triggered);
    EXPECT_FALSE(dialect_for("FIX.4.1"));
    for (const Dialect& d : {*stock, *extended}) {
        EXPECT_EQ(d.day_orders, DayOrders::Reject);
        EXPECT_FALSE(d.pending_new || d.report_fees || d.trigger_direction);
    }
}

}  // namespace
}  // namespace qb::mapping
