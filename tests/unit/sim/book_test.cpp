#include "sim/book.h"

#include <gtest/gtest.h>

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

using orders::Side;

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }
Level level(std::string_view price, std::string_view quantity) { return {d(price), d(quantity)}; }

Book book() {
    Book book;
    book.replace({level("189", "5"), level("190", "1"), level("190.0", "2")},
                 {level("192", "4"), level("191", "1")});
    return book;
}

TEST(Book, SortsAndMergesLevels) {
    const auto b = book();
    ASSERT_EQ(b.bids().size(), 2U);
    EXPECT_EQ(b.bids()[0].price, d("190"));
    EXPECT_EQ(b.bids()[0].quantity, d("3"));
    EXPECT_EQ(b.asks()[0].price, d("191"));
}

TEST(Book, TakesBestPriceFirstAndUsesLevelsUp) {
    auto b = book();
    const auto taken = b.take(Side::Sell, d("4"), std::nullopt);
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].price, d("190"));
    EXPECT_EQ(taken[0].quantity, d("3"));
    EXPECT_EQ(taken[1].price, d("189"));
    EXPECT_EQ(taken[1].quantity, d("1"));
    ASSERT_EQ(b.bids().size(), 1U);
    EXPECT_EQ(b.bids()[0].quantity, d("4"));
}

TEST(Book, StopsAtTheLimit) {
    auto b = book();
    EXPECT_TRUE(b.crosses(Side::Buy, d("191")));
    EXPECT_FALSE(b.crosses(Side::Buy, d("190.99")));
    EXPECT_TRUE(b.crosses(Side::Sell, d("190")));
    EXPECT_FALSE(b.crosses(Side::Sell, d("190.01")));
    const auto taken = b.take(Side::Buy, d("3"), d("191"));
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].quantity, d("1"));
}

TEST(Book, EmptySideCrossesNothing) {
    Book empty;
    EXPECT_FALSE(empty.crosses(Side::Buy, std::nullopt));
    EXPECT_TRUE(empty.take(Side::Buy, d("1"), std::nullopt).empty());
}

TEST(DecimalMath, KnowsMultiples) {
    EXPECT_TRUE(is_multiple(d("100000.10"), d("0.01")));
    EXPECT_TRUE(is_multiple(d("0.00012300"), d("0.000001")));
    EXPECT_TRUE(is_multiple(d("15"), d("0.05")));
    EXPECT_FALSE(is_multiple(d("0.0001235"), d("0.000001")));
    EXPECT_FALSE(is_multiple(d("10.03"), d("0.05")));
    EXPECT_TRUE(is_multiple(d("999999999999999999"), d("0.000000000000000001")));
}

TEST(DecimalMath, KeepsTheFirstOperandOutOfRange) {
    const auto big = d("999999999999999999");
    EXPECT_EQ(sum(big, d("0.1")), big);
    EXPECT_EQ(sum(d("0.1"), d("0.2")), d("0.3"));
}

}  // namespace
}  // namespace qb::sim
