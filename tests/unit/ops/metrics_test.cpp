#include "ops/metrics.h"

#include <gtest/gtest.h>

namespace qb::ops {
namespace {

TEST(Metrics, AreWrittenInPrometheusText) {
    EXPECT_EQ(
        metrics_text({{"qfex_bridge_orders_total", "Orders.", Metric::Type::Counter, {{"session", "A"}}, 7},
                      {"qfex_bridge_orders_total", "Orders.", Metric::Type::Counter, {{"session", "B"}}, 0},
                      {"qfex_bridge_open", "Open.", Metric::Type::Gauge, {}, 3}}),
        "# HELP qfex_bridge_orders_total Orders.\n"
        "# TYPE qfex_bridge_orders_total counter\n"
        "qfex_bridge_orders_total{session=\"A\"} 7\n"
        "qfex_bridge_orders_total{session=\"B\"} 0\n"
        "# HELP qfex_bridge_open Open.\n"
        "# TYPE qfex_bridge_open gauge\n"
        "qfex_bridge_open 3\n");
    EXPECT_EQ(metrics_text({}), "");
}

TEST(Metrics, LabelsCannotForgeALine) {
    const auto text =
        metrics_text({{"qfex_bridge_x", "X.", Metric::Type::Gauge, {{"name", "a\"} 9\nforged 1\\"}}, 1}});
    EXPECT_NE(text.find("qfex_bridge_x{name=\"a\\\"} 9\\nforged 1\\\\\"} 1\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace qb::ops
