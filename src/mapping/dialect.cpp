#include "mapping/dialect.h"

#include <array>

#include "orders/change.h"

namespace qb::mapping {
namespace {

constexpr auto kRows = std::to_array<VersionRow>({
    {.begin_string = "FIX.4.4",
     .values = Values::Stock,
     .default_values = true,
     .trigger_report = TriggerReport::Restated,
     .restatement_reason = 99,
     .new_price_reject_reasons = false,
     .new_price_cancel_reasons = false,
     .timestamp_decimals = 6,
     .stop_kind_tag = std::nullopt,
     .unechoed_ord_types = "5ABCFH"},  // not in the FIX44.xml of QuickFIX 1.15.1
    {.begin_string = "FIX.4.4",
     .values = Values::Extended,
     .default_values = false,
     .trigger_report = TriggerReport::Triggered,
     .restatement_reason = 99,
     .new_price_reject_reasons = true,
     .new_price_cancel_reasons = false,
     .timestamp_decimals = 6,
     .stop_kind_tag = std::nullopt,
     .unechoed_ord_types = ""},
});

}  // namespace

std::span<const VersionRow> version_rows() { return kRows; }

std::optional<Dialect> dialect_for(std::string_view begin_string, std::optional<Values> values) {
    for (const VersionRow& row : kRows) {
        if (row.begin_string != begin_string) continue;
        if (values ? row.values != *values : !row.default_values) continue;
        Dialect dialect{.version = row};
        dialect.trigger_report = row.trigger_report;
        return dialect;
    }
    return std::nullopt;
}

int folded_ord_rej_reason(int reason, const Dialect& dialect) {
    constexpr int kPriceExceedsBand = 16;
    constexpr int kInvalidPriceIncrement = 18;
    constexpr int kOther = 99;
    const bool newer = reason == kPriceExceedsBand || reason == kInvalidPriceIncrement;
    return newer && !dialect.version.new_price_reject_reasons ? kOther : reason;
}

int folded_cxl_rej_reason(int reason, const Dialect& dialect) {
    const bool newer = reason == orders::kPriceExceedsBand || reason == orders::kInvalidPriceIncrement;
    return newer && !dialect.version.new_price_cancel_reasons ? orders::kOtherReason : reason;
}

}  // namespace qb::mapping
