#include "sim/trigger.h"

#include <gtest/gtest.h>

namespace qb::sim {
namespace {

using orders::Decimal;
using orders::OrderType;
using orders::Side;

struct Direction {
    std::string name;
    OrderType type;
    Side side;
    bool below, at, above;  // whether it fires with the mark there
};
class TriggerDirection : public testing::TestWithParam<Direction> {};

TEST_P(TriggerDirection, ComparesTheMarkTheRightWayRound) {
    const auto& row = GetParam();
    const auto fires_at = [&](std::string_view mark) {
        return fires(row.type, row.side, *Decimal::parse("190.00"), *Decimal::parse(mark));
    };
    EXPECT_EQ(fires_at("189.99"), row.below);
    EXPECT_EQ(fires_at("190"), row.at);
    EXPECT_EQ(fires_at("190.01"), row.above);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, TriggerDirection,
    testing::Values(Direction{"StopLossSell", OrderType::StopLoss, Side::Sell, true, true, false},
                    Direction{"StopLossBuy", OrderType::StopLoss, Side::Buy, false, true, true},
                    Direction{"TakeProfitSell", OrderType::TakeProfit, Side::Sell, false, true, true},
                    Direction{"TakeProfitBuy", OrderType::TakeProfit, Side::Buy, true, true, false}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::sim
