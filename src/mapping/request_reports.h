#pragma once

#include <cstddef>
#include <string_view>

#include "fix/quickfix.h"
#include "mapping/report_context.h"
#include "mapping/request_from_fix.h"

/// Answers to requests about orders that are about no order: what one order looks like is status_report().
namespace qb::mapping {

/// ExecutionReport(8) for an OrderStatusRequest(H) that names no order of the session: 150=I 39=8 103=5.
[[nodiscard]] FIX::Message unknown_order_report(const StatusRequest& request, const ReportContext& context);

/// The one ExecutionReport(8) for an OrderMassStatusRequest(AF) that no order answers, or that is refused:
/// 37=NONE 39=8 911=0 912=Y. Text(58) says which.
[[nodiscard]] FIX::Message no_orders_report(const MassStatusRequest& request, const ReportContext& context);

/// OrderMassCancelReport(r): a cancel was issued for `affected` orders.
[[nodiscard]] FIX::Message mass_cancel_report(const MassCancelRequest& request, std::size_t affected,
                                              const ReportContext& context);

/// OrderMassCancelReport(r) with 531=0: nothing was cancelled.
[[nodiscard]] FIX::Message mass_cancel_refusal(const MassCancelRequest& request,
                                               const RequestRefusal& refusal, const ReportContext& context);

/// BusinessMessageReject(j) 380=6 (FIX 4.2: 0) for a request that its session may not make.
[[nodiscard]] FIX::Message not_authorized(const FIX::Message& request, std::string_view text,
                                          const ReportContext& context);

}  // namespace qb::mapping
