#include "mapping/request_reports.h"

#include "mapping/report_writer.h"

namespace qb::mapping {
namespace {

constexpr int kUnknownOrder = 5;        // OrdRejReason(103)
constexpr char kSideUndisclosed = '7';  // Side(54), which an ExecutionReport must have
constexpr char kRefused = '0';          // MassCancelResponse(531)

/// What a report without an order shows in the place of one.
orders::Order nobody(const RequestedInstrument& instrument) {
    orders::Order order;
    order.state = orders::OrderState::Rejected;
    order.request.fix_symbol = instrument.symbol;
    order.request.fix_side = instrument.side.value_or(kSideUndisclosed);
    order.request.fix_ord_type = '\0';
    order.request.fix_tif = '\0';
    return order;
}

/// OrderMassCancelReport(r); `refusal` null: done.
void write_mass_cancel(FIX::Message& message, const MassCancelRequest& request, std::size_t affected,
                       const RequestRefusal* refusal, const ReportContext& context) {
    using namespace FIX::FIELD;
    FieldWriter out(message, "r", context.dialect);
    out.put_echo(ClOrdID, request.cl_ord_id);
    out.put(OrderID, "NONE");
    if (request.instrument.side) out.put(Side, fix_text({&*request.instrument.side, 1}));
    out.put_echo(Symbol, request.instrument.symbol);
    if (refusal != nullptr) out.put(Text, fix_text(words(refusal->word, refusal->text)));
    out.put_time(context.now, context);
    out.put(MassCancelRequestType, fix_text({&request.type, 1}));
    out.put(MassCancelResponse, refusal != nullptr ? kRefused : request.type);
    if (refusal != nullptr)
        out.put(MassCancelRejectReason, folded_mass_cancel_reason(refusal->reason, context.dialect));
    if (refusal == nullptr) out.put(TotalAffectedOrders, std::to_string(affected));
    if (context.dialect.version.mass_action_report_id) out.put(MassActionReportID, exec_id_of_row(context));
}

}  // namespace

FIX::Message unknown_order_report(const StatusRequest& request, const ReportContext& context) {
    orders::Order order = nobody(request.instrument);
    order.request.cl_ord_id = request.cl_ord_id;
    order.request.account = request.account;
    FIX::Message message;
    write_execution_report(
        message, order,
        {.exec_type = kExecOrderStatus,
         .exec_id = "0",
         .at = context.now,
         .text = "UNKNOWN_ORDER the session has no order of that ClOrdID(11) or OrderID(37)",
         .ord_rej_reason = kUnknownOrder,
         .status = {.ord_status_req_id = request.ord_status_req_id}},
        context);
    return message;
}

FIX::Message no_orders_report(const MassStatusRequest& request, const ReportContext& context) {
    FIX::Message message;
    write_execution_report(
        message, nobody(request.instrument),
        {.exec_type = kExecOrderStatus,
         .exec_id = "0",
         .at = context.now,
         .text = request.refusal ? words(request.refusal->word, request.refusal->text)
                                 : "NO_ORDERS the session has no such order",
         .status = {.mass_status_req_id = request.mass_status_req_id, .tot_num_reports = 0, .last = true}},
        context);
    return message;
}

FIX::Message mass_cancel_report(const MassCancelRequest& request, std::size_t affected,
                                const ReportContext& context) {
    FIX::Message message;
    write_mass_cancel(message, request, affected, nullptr, context);
    return message;
}

FIX::Message mass_cancel_refusal(const MassCancelRequest& request, const RequestRefusal& refusal,
                                 const ReportContext& context) {
    FIX::Message message;
    write_mass_cancel(message, request, 0, &refusal, context);
    return message;
}

FIX::Message not_authorized(const FIX::Message& request, std::string_view text,
                            const ReportContext& context) {
    using namespace FIX::FIELD;
    const auto& header = request.getHeader();
    FIX::Message message;
    FieldWriter out(message, "j", context.dialect);
    if (header.isSetField(MsgSeqNum)) out.put(RefSeqNum, header.getField(MsgSeqNum));
    out.put(Text, fix_text(text));
    out.put(RefMsgType, header.getField(MsgType));
    if (request.isSetField(ClOrdID)) out.put(BusinessRejectRefID, fix_echo(request.getField(ClOrdID)));
    out.put(BusinessRejectReason, context.dialect.version.not_authorized);
    return message;
}

}  // namespace qb::mapping
