#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace qb::mapping {

/// Values= of a session: whether reports may use values newer than the session's FIX version.
enum class Values : std::uint8_t {
    Stock,     ///< nothing is sent that the stock QuickFIX dictionary of the version refuses
    Extended,  ///< ExecType(150)=L and the newer reject reasons are sent on old versions too
};

/// TriggerReport= of a session: how an ExecutionReport says that a stop fired.
enum class TriggerReport : std::uint8_t {
    Triggered,  ///< L: ExecType(150)=L, Triggered or Activated by System
    Restated,   ///< D: ExecType(150)=D with ExecRestatementReason(378)
    None,       ///< the trigger is not reported; the fills speak for themselves
};

/// DayOrders= of a session: what becomes of TimeInForce(59)=0 where the venue only knows GTC.
enum class DayOrders : std::uint8_t { Reject, TakeAsGtc };

/// What the FIX version, together with Values=, decides. One row each; nothing else in the code asks for a
/// version. Source: rules of engagement, "Values and versions".
struct VersionRow {
    std::string_view begin_string;     ///< BeginString(8)
    Values values;                     ///< the setting this row is for
    bool default_values;               ///< this row is what the version uses when Values= is not set
    TriggerReport trigger_report;      ///< what TriggerReport= is when not set
    int restatement_reason;            ///< ExecRestatementReason(378) that goes with 150=D
    bool new_price_reject_reasons;     ///< 103=16 and 103=18 may be sent; otherwise they become 99
    bool new_price_cancel_reasons;     ///< 102=8 and 102=18 may be sent; otherwise they become 99
    int timestamp_decimals;            ///< of TransactTime(60)
    std::optional<int> stop_kind_tag;  ///< tag that tells stop-loss from take-profit where OrdType has no J
    std::string_view unechoed_ord_types;  ///< OrdType(40) values an OMS may send but must not be sent
};

/// Every version and values setting the bridge speaks.
[[nodiscard]] std::span<const VersionRow> version_rows();

/// The settings of one session that change what its messages mean or look like.
struct Dialect {
    VersionRow version;  ///< of the session's BeginString and Values=
    TriggerReport trigger_report = TriggerReport::Restated;
    bool trigger_direction =
        false;  ///< TriggerDirection=Y: OrdType(40)=3 with 1109 against it is TAKE_PROFIT
    DayOrders day_orders = DayOrders::Reject;
    bool pending_new = false;    ///< PendingNew=Y: 150=A when an order is handed to the venue
    bool pending_cancel = true;  ///< PendingCancel: 150=6, 150=E and their 39 while a change is under way
    bool report_fees = false;    ///< ReportFees=Y: the venue's fee in the NoMiscFees(136) group
};

/// The dialect of a version with every other setting at its default; without `values` the version's own
/// default. Empty for a version the bridge does not speak.
[[nodiscard]] std::optional<Dialect> dialect_for(std::string_view begin_string,
                                                 std::optional<Values> values = std::nullopt);

/// OrdRejReason(103) as this version knows it: what it has no word for becomes 99 (Other).
[[nodiscard]] int folded_ord_rej_reason(int reason, const Dialect& dialect);

/// CxlRejReason(102) as this version knows it: what it has no word for becomes 99 (Other).
[[nodiscard]] int folded_cxl_rej_reason(int reason, const Dialect& dialect);

}  // namespace qb::mapping
