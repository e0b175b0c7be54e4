#pragma once

#include <optional>

#include "fix/quickfix.h"
#include "mapping/report_context.h"
#include "mapping/report_writer.h"
#include "orders/facts.h"

namespace qb::mapping {

/// The report for a fact: OrderCancelReject(9) for ChangeRefused, else an ExecutionReport(8), or nothing
/// where the OMS is told nothing (Aliased, Settling*, Archived, Restored, ChangeSent, CancelOwed, Released
/// and Accepted without PendingNew=Y, ChangeAccepted with PendingCancel=N, Triggered with
/// TriggerReport=none).
///
/// `after` is the order after the fact was applied; of a ChangeRefused that names no order, one that is all
/// defaults. The same fact, order and row give the same message, so a parked or repeated report needs no
/// copy. CompIDs, MsgSeqNum(34), SendingTime(52) and PossResend(97) are the session's. Everything the venue
/// or the OMS wrote is made printable ASCII: no field can be injected. Source: rules of engagement,
/// "Answers"; FIX 4.4 volume 4 and Appendix D.
[[nodiscard]] std::optional<FIX::Message> execution_report(const orders::Fact& fact,
                                                           const orders::Order& after,
                                                           const ReportContext& context);

/// 150=I, ExecID(17)=0: where an order stands now. Text(58) says OUTCOME_UNKNOWN or SETTLING where the last
/// word is not spoken.
[[nodiscard]] FIX::Message status_report(const orders::Order& order, const ReportContext& context,
                                         const StatusRef& request = {});

/// 150=8 for a NewOrderSingle(D) that never became an order (unusable ClOrdID, drop-copy session, ...).
[[nodiscard]] FIX::Message refused_report(const orders::OrderRequest& request, const orders::Refusal& refusal,
                                          const ReportContext& context);

/// OrderCancelReject(9) for a cancel or replace that leaves no fact (unusable ClOrdID, ...). `named` is the
/// order it is about; null when there is none.
[[nodiscard]] FIX::Message cancel_reject(const orders::ChangeRequest& request,
                                         const orders::CancelRefusal& refusal, const orders::Order* named,
                                         const ReportContext& context);

}  // namespace qb::mapping
