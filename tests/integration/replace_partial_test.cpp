#include <gtest/gtest.h>

#include "support/world.h"

// ReplacePartiallyFilled=cancel-new, end to end: a partly filled limit is cancelled at the venue and its rest
// added anew; to the OMS it stays one order.
namespace qb::test {
namespace {

class ReplacePartial : public World {
protected:
    ReplacePartial() {
        default_lines = "Values=extended\nReplacePartiallyFilled=cancel-new\n";
        start_venue();
        start_bridge();
        oms = desk();
    }
    /// A buy of 10 at 150 of which 4 are executed; gives OrderID(37).
    std::string partly_filled() {
        oms->send("35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=" + fix_now() + "|");
        const auto accepted = next(*oms);
        EXPECT_EQ(accepted[150], "0") << accepted.readable();
        book("AAPL-USD", {{"100", "5"}}, {{"150", "4"}});
        const auto fill = next(*oms);
        EXPECT_EQ(fill[150], "F") << fill.readable();
        EXPECT_EQ(number(fill[14]), number("4"));
        return accepted[37];
    }
    void replace(const std::string& id, const std::string& of, const std::string& quantity,
                 const std::string& price) {
        oms->send("35=G|11=" + id + "|41=" + of + "|55=AAPL-USD|54=1|38=" + quantity + "|40=2|44=" + price +
                  "|60=" + fix_now() + "|");
    }
    static std::optional<orders::Decimal> number(const std::string& text) {
        return orders::Decimal::parse(text);
    }
    void script(const std::string& path, const std::string& body) {
        ASSERT_EQ(venue->control("POST", path, body).status, 200) << body;
    }
    void expect_pending() {
        const auto pending = next(*oms);
        EXPECT_EQ(pending[150], "E") << pending.readable();
        EXPECT_EQ(pending[39], "E");
        EXPECT_EQ(pending[38], "10");
    }
    static void expect_sums(FixFields& report, const std::string& quantity, const std::string& cum,
                            const std::string& leaves) {
        EXPECT_EQ(report[38], quantity) << report.readable();
        EXPECT_EQ(number(report[14]), number(cum));  // the venue may write 4 as 4.0
        EXPECT_EQ(number(report[151]), number(leaves));
    }
    /// The rest's loss, told: 9 with 39=4, then 150=4 under the old ClOrdID.
    void expect_lost(const std::string& word) {
        const auto refused = next(*oms, "9");
        EXPECT_EQ(refused[39], "4") << refused.readable();
        EXPECT_EQ(refused[11], "r1");
        EXPECT_EQ(refused[41], "a1");
        EXPECT_EQ(refused[434], "2");
        EXPECT_EQ(refused[58].rfind("REPLACE_LOST " + word, 0), 0U) << refused[58];
        auto ended = next(*oms);
        EXPECT_EQ(ended[150], "4") << ended.readable();
        EXPECT_EQ(ended[39], "4");
        EXPECT_EQ(ended[11], "a1");
        EXPECT_EQ(ended[58].rfind("REPLACE_LOST " + word, 0), 0U) << ended[58];
        expect_sums(ended, "10", "4", "0");
    }

    std::unique_ptr<FixPeer> oms;
};

TEST_F(ReplacePartial, IsOneOrderForTheOmsAndTwoForTheVenue) {
    const std::string order_id = partly_filled();
    replace("r1", "a1", "12", "151.50");
    expect_pending();
    auto done = next(*oms);
    EXPECT_EQ(done[150], "5") << done.readable();
    EXPECT_EQ(done[39], "1");
    EXPECT_EQ(done[11], "r1");
    EXPECT_EQ(done[41], "a1");
    EXPECT_EQ(done[44], "151.50");
    EXPECT_EQ(done[37], order_id);
    expect_sums(done, "12", "4", "8");

    ASSERT_EQ(venue->orders().size(), 2U);
    const auto former = venue->orders().front();
    const auto rest = venue->orders().back();
    EXPECT_FALSE(former.open);
    EXPECT_TRUE(rest.open);
    EXPECT_EQ(done[198], rest.order_id);
    EXPECT_EQ(rest.quantity_text, "8");
    EXPECT_EQ(rest.price_text, "151.50");
    EXPECT_EQ(rest.client_order_id.size(), 32U);
    EXPECT_NE(rest.client_order_id, former.client_order_id);

    book("AAPL-USD", {{"100", "5"}}, {{"151.5", "3"}});
    auto fill = next(*oms);
    EXPECT_EQ(fill[150], "F") << fill.readable();
    EXPECT_EQ(fill[11], "r1");
    expect_sums(fill, "12", "7", "5");
    book("AAPL-USD", {{"100", "5"}}, {{"151.5", "5"}});
    auto last = next(*oms);
    EXPECT_EQ(last[39], "2") << last.readable();
    expect_sums(last, "12", "12", "0");
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(ReplacePartial, ARefusedRestEndsTheOrder) {
    partly_filled();
    script("/reject", R"({"status":"FAILED_MARGIN_CHECK","command":"add_order"})");
    replace("r1", "a1", "12", "151");
    expect_pending();
    expect_lost("FAILED_MARGIN_CHECK");
    EXPECT_FALSE(venue->orders().front().open);
}

TEST_F(ReplacePartial, ARefusedCancelLeavesTheOrder) {
    partly_filled();
    script("/reject", R"({"err":"PermissionDenied","command":"cancel_order"})");
    replace("r1", "a1", "12", "151");
    expect_pending();
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], "99") << refused.readable();
    EXPECT_EQ(refused[39], "1");
    EXPECT_EQ(refused[58].rfind("PermissionDenied", 0), 0U) << refused[58];
    EXPECT_EQ(venue->orders().size(), 1U);
    EXPECT_TRUE(venue->orders().front().open);
}

TEST_F(ReplacePartial, TheLineThatBreaksBeforeTheCancelIsToldLosesTheRest) {
    partly_filled();
    script("/fault", R"({"kind":"drop_before_reply","command":"cancel_order"})");
    replace("r1", "a1", "12", "151");
    expect_pending();
    expect_lost("QFEX_LINK_DOWN");
    EXPECT_EQ(venue->orders().size(), 1U);
}

TEST_F(ReplacePartial, ARestWithoutAnAnswerIsFoundAfterAKillAndNotSentAgain) {
    partly_filled();
    script("/fault", R"({"kind":"lose_replies","command":"add_order"})");
    replace("r1", "a1", "12", "151");
    expect_pending();
    until([this] { return venue->orders().size() == 2; }, "the rest is at the venue");
    const int number = oms->next_out;
    kill_bridge();
    start_bridge();
    oms = desk_again(number);
    auto done = next(*oms);  // the venue's open orders show it
    EXPECT_EQ(done[150], "5") << done.readable();
    expect_sums(done, "12", "4", "8");
    EXPECT_EQ(venue->orders().size(), 2U);
    book("AAPL-USD", {{"100", "5"}}, {{"151", "3"}});
    auto fill = next(*oms);
    EXPECT_EQ(fill[150], "F") << fill.readable();
    expect_sums(fill, "12", "7", "5");
}

TEST_F(ReplacePartial, WithoutTheSettingItIsRefused) {
    kill_bridge();
    default_lines = "Values=extended\n";
    start_bridge();
    oms = desk("141=Y|");
    partly_filled();
    replace("r1", "a1", "12", "151");
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], "99") << refused.readable();
    EXPECT_EQ(refused[58].rfind("CANNOT_MODIFY_PARTIAL_FILL", 0), 0U);
    EXPECT_TRUE(venue->orders().front().open);
}

}  // namespace
}  // namespace qb::test
