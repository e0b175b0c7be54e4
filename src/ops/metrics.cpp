#include "ops/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace qb::ops {
namespace {

prometheus::ClientMetric sample_of(const Metric& metric) {
    prometheus::ClientMetric sample;
    for (const auto& [name, value] : metric.labels) sample.label.push_back({name, value});
    if (metric.type == Metric::Type::Counter) {
        sample.counter.value = static_cast<double>(metric.value);
    } else {
        sample.gauge.value = static_cast<double>(metric.value);
    }
    return sample;
}

}  // namespace

std::string metrics_text(const std::vector<Metric>& metrics) {
    std::vector<prometheus::MetricFamily> families;
    for (const auto& metric : metrics) {
        if (families.empty() || families.back().name != metric.name) {
            families.push_back({metric.name,
                                metric.help,
                                metric.type == Metric::Type::Counter ? prometheus::MetricType::Counter
                                                                     : prometheus::MetricType::Gauge,
                                {}});
        }
        families.back().metric.push_back(sample_of(metric));
    }
    return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace qb::ops
