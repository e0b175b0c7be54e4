#pragma once

#include "fix/quickfix.h"
#include "mapping/report_context.h"
#include "orders/foreign_orders.h"

namespace qb::mapping {

/// ExecutionReport(8) about an order of the account that was placed elsewhere, for a drop copy: 11=NONE, 37
/// and 17 from the venue's ids. The same event has the same ExecID(17) whenever it is told.
[[nodiscard]] FIX::Message foreign_report(const orders::ForeignReport& event, const ReportContext& context);

/// Its ExecID(17): a function of the order's id at the venue and the trade, or the kind of event; of a
/// replace, which may come many times, also of the row and time in `context`.
[[nodiscard]] std::string foreign_exec_id(const orders::ForeignReport& event, const ReportContext& context);

}  // namespace qb::mapping
