#include "mapping/reports.h"

#include <utility>

namespace qb::mapping {
namespace {

using orders::Order;
using orders::OrderState;

constexpr int kDuplicateOrder = 6;     // OrdRejReason(103)
constexpr char kStatusRejected = '8';  // OrdStatus(39)
constexpr char kStatusCanceled = '4';
constexpr int kPartialDecline = 5;  // ExecRestatementReason(378): partial decline of OrderQty

std::string day_text(const Order& order) {
    if (!order.request.day_as_gtc) return {};
    return "DAY_AS_GTC the venue has no day orders: this one stays until it is filled or cancelled";
}

std::string status_text(const Order& order) {
    if (order.state == OrderState::Unknown)
        return "OUTCOME_UNKNOWN the order may or may not be at the venue; it is not sent again";
    if (order.state == OrderState::Settling)
        return "SETTLING the stop has left the venue's open orders; whether it fired is being read";
    if (order.ended()) return words(order.refusal.word, order.refusal.text);
    if (!order.rest_is_out()) return day_text(order);
    if (order.pending()->step == orders::ReplaceStep::AddUnknown)
        return "OUTCOME_UNKNOWN the rest of the order may or may not be at the venue; it is not sent again";
    return "REPLACING the venue has cancelled the order, and its rest is being added anew";
}

Report status(const Order& order, const ReportContext& context) {
    return {.exec_type = kExecOrderStatus, .exec_id = "0", .at = context.now, .text = status_text(order)};
}

void write_cancel_reject(FIX::Message& message, const orders::ChangeRefused& fact, const Order* named,
                         const ReportContext& context) {
    using namespace FIX::FIELD;
    const orders::ChangeRequest& request = fact.request;
    const Order nobody;
    const Order& order = named != nullptr ? *named : nobody;
    const std::string& orig =
        request.orig_cl_ord_id.empty() ? order.request.cl_ord_id : request.orig_cl_ord_id;
    FieldWriter out(message, "9", context.dialect);
    out.put_echo(Account, request.account);
    out.put_echo(ClOrdID, request.cl_ord_id);
    out.put_order_id(order);
    char status = named != nullptr ? ord_status(*named, context.dialect) : kStatusRejected;
    if (fact.order_is_over) status = kStatusCanceled;  // the report of its end comes next
    out.put(OrdStatus, status);
    out.put_echo(OrigClOrdID, orig.empty() ? std::string_view("NONE") : orig);
    out.put(Text, fix_text(words(fact.refusal.word, fact.refusal.text)));
    out.put_time(fact.at, context);
    out.put(CxlRejReason, folded_cxl_rej_reason(fact.refusal.cxl_rej_reason, context.dialect));
    out.put_secondary_order_id(order);
    out.put(CxlRejResponseTo, request.kind == orders::ChangeKind::Cancel ? '1' : '2');
}

/// Turns each fact into what it says, or into silence.
struct Teller {
    const Order& order;
    const ReportContext& context;

    [[nodiscard]] std::optional<FIX::Message> tell(const Report& said) const {
        std::optional<FIX::Message> message(std::in_place);
        write_execution_report(*message, order, said, context);
        return message;
    }
    [[nodiscard]] Report report(char exec_type, WallTime at, std::string text = {}) const {
        return {
            .exec_type = exec_type, .exec_id = exec_id_of_row(context), .at = at, .text = std::move(text)};
    }
    [[nodiscard]] std::optional<FIX::Message> handed_over(WallTime at) const {
        if (!context.dialect.pending_new) return std::nullopt;
        return tell(report(kExecPendingNew, at, day_text(order)));
    }

    std::optional<FIX::Message> operator()(const orders::Accepted& fact) const {
        return fact.held ? std::nullopt : handed_over(fact.at);
    }
    std::optional<FIX::Message> operator()(const orders::Released&) const { return handed_over(context.now); }
    std::optional<FIX::Message> operator()(const orders::Refused& fact) const {
        Report said = report(kExecRejected, fact.at, words(fact.refusal.word, fact.refusal.text));
        said.ord_rej_reason = fact.refusal.ord_rej_reason;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Duplicate& fact) const {
        if (fact.same_poss_resend) return tell(status(order, context));
        Report said =
            report(kExecRejected, fact.at,
                   "DUPLICATE_CLORDID ClOrdID(11) belongs to the order shown here; nothing was sent");
        said.ord_rej_reason = kDuplicateOrder;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Acked& fact) const {
        std::string text = day_text(order);
        if (order.unknown_reported) text = words("RECONCILED the venue has the order.", text);
        return tell(report(kExecNew, fact.at, std::move(text)));
    }
    std::optional<FIX::Message> operator()(const orders::Triggered& fact) const {
        switch (context.dialect.trigger_report) {
        case TriggerReport::Triggered: return tell(report(kExecTriggered, fact.at));
        case TriggerReport::Restated:
            return tell(report(kExecRestated, fact.at, "TRIGGERED the stop fired and is now a market order"));
        case TriggerReport::None: return std::nullopt;
        }
        return std::nullopt;
    }
    std::optional<FIX::Message> operator()(const orders::Filled& fact) const {
        Report said = report(kExecTrade, fact.at);
        said.exec_id = exec_id_of_fill(fact);
        said.fill = &fact;
        if (fact.late) said.text = "LATE_FILL the venue reported this execution after the order's end";
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Ended& fact) const {
        std::string text = words(fact.refusal.word, fact.refusal.text);
        if (fact.state == OrderState::Cancelled) {
            Report said = report(kExecCanceled, fact.at, std::move(text));
            said.orig_cl_ord_id = fact.orig_cl_ord_id;
            return tell(said);
        }
        if (fact.state == OrderState::Filled) {
            Report said = report(kExecRestated, fact.at, std::move(text));
            said.restatement_reason = kPartialDecline;
            return tell(said);
        }
        if (fact.state != OrderState::Rejected) return std::nullopt;
        if (order.unknown_reported && !text.starts_with("RECONCILED")) text = words("RECONCILED", text);
        Report said = report(kExecRejected, fact.at, std::move(text));
        said.ord_rej_reason = fact.refusal.ord_rej_reason;
        said.refused_venue_id = fact.venue_id;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::BecameUnknown& fact) const {
        return tell(report(kExecPendingNew, fact.at,
                           words("OUTCOME_UNKNOWN " + fact.cause,
                                 "the order may or may not be at the venue; it is not sent again")));
    }
    std::optional<FIX::Message> operator()(const orders::Aliased&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::SettlingBegan&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::SettlingEnded&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::Archived&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::Restored&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::ChangeAccepted& fact) const {
        if (!context.dialect.pending_cancel) return std::nullopt;
        const bool cancel = fact.change.kind == orders::ChangeKind::Cancel;
        Report said = report(cancel ? kExecPendingCancel : kExecPendingReplace, fact.at);
        said.cl_ord_id = fact.change.cl_ord_id;
        said.orig_cl_ord_id = fact.change.orig_cl_ord_id;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::ChangeRefused& fact) const {
        std::optional<FIX::Message> message(std::in_place);
        write_cancel_reject(*message, fact, fact.key == 0 ? nullptr : &order, context);
        return message;
    }
    std::optional<FIX::Message> operator()(const orders::Replaced& fact) const {
        Report said = report(kExecReplaced, fact.at);
        said.orig_cl_ord_id = fact.orig_cl_ord_id;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::OwedCancelFailed& fact) const {
        const std::string word = std::string(to_string(fact.why)) + "_FAILED " + fact.refusal.word;
        return tell(report(kExecRestated, fact.at, words(word, fact.refusal.text)));
    }
    std::optional<FIX::Message> operator()(const orders::ChangeRepeated&) const {
        return tell(status(order, context));
    }
    std::optional<FIX::Message> operator()(const orders::ChangeSent&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::CancelOwed&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::RestAdded&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::RestUnknown&) const { return std::nullopt; }
};

}  // namespace

std::optional<FIX::Message> execution_report(const orders::Fact& fact, const orders::Order& after,
                                             const ReportContext& context) {
    return std::visit(Teller{after, context}, fact);
}

FIX::Message status_report(const orders::Order& order, const ReportContext& context,
                           const StatusRef& request) {
    Report said = status(order, context);
    said.status = request;
    FIX::Message message;
    write_execution_report(message, order, said, context);
    return message;
}

FIX::Message refused_report(const orders::OrderRequest& request, const orders::Refusal& refusal,
                            const ReportContext& context) {
    Order order;
    order.request = request;
    order.state = OrderState::Rejected;
    FIX::Message message;
    write_execution_report(message, order,
                           {.exec_type = kExecRejected,
                            .exec_id = exec_id_of_row(context),
                            .at = context.now,
                            .text = words(refusal.word, refusal.text),
                            .ord_rej_reason = refusal.ord_rej_reason},
                           context);
    return message;
}

FIX::Message cancel_reject(const orders::ChangeRequest& request, const orders::CancelRefusal& refusal,
                           const orders::Order* named, const ReportContext& context) {
    orders::ChangeRefused fact;
    fact.request = request;
    fact.refusal = refusal;
    FIX::Message message;
    write_cancel_reject(message, fact, named, context);
    return message;
}

}  // namespace qb::mapping
