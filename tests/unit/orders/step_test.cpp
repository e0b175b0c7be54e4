#include "orders/step.h"

#include <gtest/gtest.h>

namespace qb::orders {
namespace {

struct NoiseRow {
    std::string_view value, step, expected;
};
class Noise : public testing::TestWithParam<NoiseRow> {};

TEST_P(Noise, WithinAMillionthOfAStepIsTakenOut) {
    const auto& row = GetParam();
    const auto value = Decimal::parse(row.value).value();
    EXPECT_EQ(without_noise(value, Decimal::parse(row.step).value()).to_string(), row.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Steps, Noise,
    testing::Values(NoiseRow{"1.50", "0.05", "1.50"}, NoiseRow{"1.49999999", "0.01", "1.5"},
                    NoiseRow{"1.50000001", "0.01", "1.5"}, NoiseRow{"1.49999998", "0.01", "1.49999998"},
                    NoiseRow{"-1.49999999", "0.01", "-1.5"}, NoiseRow{"-1.50000001", "0.01", "-1.5"},
                    NoiseRow{"0.000000001", "0.01", "0"}, NoiseRow{"149.99999999", "50", "150"},
                    NoiseRow{"1.025", "0.05", "1.025"}, NoiseRow{"0.3", "0", "0.3"},
                    NoiseRow{"0.3", "-0.3", "0.3"},
                    NoiseRow{"999999999999999999", "0.000000000000000001", "999999999999999999"},
                    NoiseRow{"0.999999999999999999", "1", "1"}));

}  // namespace
}  // namespace qb::orders
