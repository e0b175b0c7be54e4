#include "mapping/foreign_report.h"

#include "mapping/report_writer.h"

namespace qb::mapping {
namespace {

using Kind = orders::ForeignReport::Kind;

char exec_type(Kind kind) {
    switch (kind) {
    case Kind::New: return kExecNew;
    case Kind::Replaced: return kExecReplaced;
    case Kind::Trade: return kExecTrade;
    case Kind::Ended: return kExecCanceled;
    }
    return kExecOrderStatus;
}

}  // namespace

std::string foreign_exec_id(const orders::ForeignReport& event, const ReportContext& context) {
    const std::string order = "X" + hashed(event.order->venue_ids.front()) + "-";
    if (event.kind == Kind::Trade) return order + short_trade_id(event.fill->trade_id, kMaxId - order.size());
    if (event.kind == Kind::Replaced) return order + exec_id_of_row(context);
    return order + exec_type(event.kind);
}

FIX::Message foreign_report(const orders::ForeignReport& event, const ReportContext& context) {
    Report report{.exec_type = exec_type(event.kind),
                  .exec_id = foreign_exec_id(event, context),
                  .at = event.at,
                  .text = words("FOREIGN_ORDER", event.word)};
    if (event.fill) report.fill = &*event.fill;
    FIX::Message message;
    write_execution_report(message, *event.order, report, context);
    return message;
}

}  // namespace qb::mapping
