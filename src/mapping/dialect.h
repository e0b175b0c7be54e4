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

/// The reasons of a refusal that a version has a value for.
struct ReasonList {
    std::span<const int> known;
    int other;  ///< what stands for any that is not among them
    [[nodiscard]] int folded(int reason) const;
};

/// What the FIX version, together with Values=, decides. One row each; nothing else in the code asks for a
/// version. Source: rules of engagement, "Values and versions".
struct VersionRow {
    std::string_view begin_string;         ///< BeginString(8)
    std::string_view application_version;  ///< FIX's name of the application messages
    std::string_view default_appl_ver_id;  ///< DefaultApplVerID(1137) of the Logon; empty: it has none
    Values values;                         ///< the setting this row is for
    bool default_values;                   ///< this row is what the version uses when Values= is not set
    TriggerReport trigger_report;  ///< what TriggerReport= is when not set; L may be set only where this is L
    int restatement_reason;        ///< ExecRestatementReason(378) that goes with 150=D
    ReasonList ord_rej_reasons;    ///< OrdRejReason(103)
    ReasonList cxl_rej_reasons;    ///< CxlRejReason(102)
    ReasonList mass_cancel_reasons;  ///< MassCancelRejectReason(532)
    /// ExecTransType(20) is required: 0, and 3 on a status answer. A fill then is 150=1 or 150=2 and a status
    /// answer 150=39, where later versions have 150=F and 150=I.
    bool exec_trans_type;
    char replaced_status;  ///< OrdStatus(39) of an order that was replaced and has no fill: 5 or 0
    /// Reports hold NoMiscFees(136), MassStatusReqID(584), WorkingIndicator(636), OrdStatusReqID(790),
    /// CopyMsgIndicator(797), LastLiquidityInd(851), TotNumReports(911) and LastRptRequested(912).
    bool fields_of_44;
    int trade_id_tag;  ///< of a fill: SecondaryExecID(527) or TrdMatchID(880); 0: the version has none
    bool mass_action_report_id;         ///< MassActionReportID(1369) is required on OrderMassCancelReport(r)
    int not_authorized;                 ///< BusinessRejectReason(380) of a request the session may not make
    int timestamp_decimals;             ///< of TransactTime(60), and of SendingTime(52) when not set
    std::optional<int> stop_kind_tag;   ///< StopKindTag= when not set; none where OrdType(40) has J
    std::string_view echoed_ord_types;  ///< OrdType(40) values that may be sent; empty: any
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
    /// StopKindTag: the tag whose SL or TP says what OrdType(40)=3 is; none where 40 says it.
    std::optional<int> stop_kind_tag = std::nullopt;
};

/// The dialect of a version with every other setting at its default; without `values` the version's own
/// default. Empty for a version the bridge does not speak.
[[nodiscard]] std::optional<Dialect> dialect_for(std::string_view begin_string,
                                                 std::optional<Values> values = std::nullopt);

/// OrdRejReason(103) as this version knows it.
[[nodiscard]] int folded_ord_rej_reason(int reason, const Dialect& dialect);

/// CxlRejReason(102) as this version knows it.
[[nodiscard]] int folded_cxl_rej_reason(int reason, const Dialect& dialect);

/// MassCancelRejectReason(532) as this version knows it.
[[nodiscard]] int folded_mass_cancel_reason(int reason, const Dialect& dialect);

}  // namespace qb::mapping
