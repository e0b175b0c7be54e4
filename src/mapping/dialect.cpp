#include "mapping/dialect.h"

#include <algorithm>
#include <array>

namespace qb::mapping {
namespace {

// What the dictionaries of QuickFIX 1.15.1 list for each version.
constexpr std::array kOrdRej42{0, 1, 2, 3, 4, 5, 6, 7, 8};  // 0: broker's option
constexpr std::array kOrdRej44{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 99};
constexpr std::array kOrdRej50{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 99};
constexpr std::array kCxlRej42{0, 1, 2, 3};  // 2: broker's option
constexpr std::array kCxlRej44{0, 1, 2, 3, 4, 5, 6, 99};
constexpr std::array kCxlRej50{0, 1, 2, 3, 4, 5, 6, 7, 8, 18, 99};
constexpr std::array kMassCancel44{0, 1, 2, 3,
                                   4, 5, 6};  // 99 is listed, but does not fit its type there: char
constexpr std::array kMassCancel50{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99};

constexpr VersionRow kFix42{.begin_string = "FIX.4.2",
                            .application_version = "FIX.4.2",
                            .default_appl_ver_id = "",
                            .values = Values::Stock,
                            .default_values = true,
                            .trigger_report = TriggerReport::Restated,
                            .restatement_reason = 4,  // broker's option
                            .ord_rej_reasons = {kOrdRej42, 0},
                            .cxl_rej_reasons = {kCxlRej42, 2},
                            .mass_cancel_reasons = {kMassCancel44, 0},  // the version has no mass cancel
                            .exec_trans_type = true,
                            .replaced_status = '5',
                            .fields_of_44 = false,
                            .trade_id_tag = 0,
                            .mass_action_report_id = false,
                            .not_authorized = 0,  // other
                            .timestamp_decimals = 3,
                            .stop_kind_tag = 5001,
                            .echoed_ord_types = "123456789ABCDEFGHIP"};

constexpr VersionRow kFix44{.begin_string = "FIX.4.4",
                            .application_version = "FIX.4.4",
                            .default_appl_ver_id = "",
                            .values = Values::Stock,
                            .default_values = true,
                            .trigger_report = TriggerReport::Restated,
                            .restatement_reason = 99,
                            .ord_rej_reasons = {kOrdRej44, 99},
                            .cxl_rej_reasons = {kCxlRej44, 99},
                            .mass_cancel_reasons = {kMassCancel44, 0},  // 0: not supported
                            .exec_trans_type = false,
                            .replaced_status = '0',
                            .fields_of_44 = true,
                            .trade_id_tag = 527,
                            .mass_action_report_id = false,
                            .not_authorized = 6,
                            .timestamp_decimals = 6,
                            .stop_kind_tag = std::nullopt,
                            .echoed_ord_types = "12346789DEGIJKLMP"};

constexpr VersionRow kFix50Sp2{.begin_string = "FIXT.1.1",
                               .application_version = "FIX.5.0SP2",
                               .default_appl_ver_id = "9",
                               .values = Values::Stock,
                               .default_values = false,
                               .trigger_report = TriggerReport::Triggered,
                               .restatement_reason = 99,
                               .ord_rej_reasons = {kOrdRej50, 99},
                               .cxl_rej_reasons = {kCxlRej50, 99},
                               .mass_cancel_reasons = {kMassCancel50, 99},
                               .exec_trans_type = false,
                               .replaced_status = '0',
                               .fields_of_44 = true,
                               .trade_id_tag = 880,
                               .mass_action_report_id = true,
                               .not_authorized = 6,
                               .timestamp_decimals = 6,
                               .stop_kind_tag = std::nullopt,
                               .echoed_ord_types = "123456789ABCDEFGHIJKLMPQ"};

constexpr VersionRow extended(VersionRow row) {
    row.values = Values::Extended;
    row.default_values = !row.default_values;
    row.trigger_report = TriggerReport::Triggered;
    row.ord_rej_reasons = kFix50Sp2.ord_rej_reasons;
    row.mass_cancel_reasons = kFix50Sp2.mass_cancel_reasons;
    row.echoed_ord_types = "";
    return row;
}

constexpr std::array kRows{kFix42,           extended(kFix42), kFix44,
                           extended(kFix44), kFix50Sp2,        extended(kFix50Sp2)};

}  // namespace

int ReasonList::folded(int reason) const {
    return std::find(known.begin(), known.end(), reason) == known.end() ? other : reason;
}

std::span<const VersionRow> version_rows() { return kRows; }

std::optional<Dialect> dialect_for(std::string_view begin_string, std::optional<Values> values) {
    for (const VersionRow& row : kRows) {
        if (row.begin_string != begin_string) continue;
        if (values ? row.values != *values : !row.default_values) continue;
        Dialect dialect{.version = row};
        dialect.trigger_report = row.trigger_report;
        dialect.stop_kind_tag = row.stop_kind_tag;
        return dialect;
    }
    return std::nullopt;
}

int folded_ord_rej_reason(int reason, const Dialect& dialect) {
    return dialect.version.ord_rej_reasons.folded(reason);
}

int folded_cxl_rej_reason(int reason, const Dialect& dialect) {
    return dialect.version.cxl_rej_reasons.folded(reason);
}

int folded_mass_cancel_reason(int reason, const Dialect& dialect) {
    return dialect.version.mass_cancel_reasons.folded(reason);
}

}  // namespace qb::mapping
