#include "matrices.h"
#include "oms.h"

// OrderCancelReject(9), as the OMS hears it.
namespace qb::model {
namespace {

constexpr int kTooLate = 0, kUnknownOrder = 1, kPending = 3, kDuplicate = 6;  // CxlRejReason(102)

}  // namespace

/// The request has a ClOrdID(11) that is taken.
void Oms::duplicate(const Message& message) {
    owed_ = Owed::Nothing;
    if (message.cxl_rej_reason != kDuplicate) wrong(message, "a ClOrdID that is taken: 102 should be 6");
    if (owed_order_ < 0) return;
    const Order& order = orders_[static_cast<std::size_t>(owed_order_)];
    if (message.ord_status != status(order)) wrong(message, "not the status that was told last");
}

void Oms::reject(const Message& message) {
    if (owed_ == Owed::Duplicate && message.cl_ord_id == owed_id_) return duplicate(message);
    const auto known = request_ids_.find(message.cl_ord_id);
    if (known == request_ids_.end()) return wrong(message, "it answers no request");
    Request& request = requests_[static_cast<std::size_t>(known->second)];
    if (request.answered) wrong(message, "the request was answered before");
    request.answered = true;
    if (message.response_to != (request.sent.cancel ? '1' : '2')) wrong(message, "434 is of the other kind");
    if (message.orig_cl_ord_id != request.sent.orig_cl_ord_id) wrong(message, "another OrigClOrdID(41)");
    if (message.cxl_rej_reason == kDuplicate) wrong(message, "ClOrdID(11) was not used before");
    if (request.order < 0) {
        const bool as_unknown = message.cxl_rej_reason == kUnknownOrder && message.ord_status == '8' &&
                                message.order_id == "NONE";
        if (!as_unknown) wrong(message, "an unknown order: 102=1, 39=8, 37=NONE");
        request_ids_.erase(known);
        return;
    }
    Order& order = orders_[static_cast<std::size_t>(request.order)];
    if (request.taken) order.change = -1;
    if (order.perhaps_over && message.cxl_rej_reason == kTooLate) {
        order.ended = true;
        order.owed = {};
    }
    order.perhaps_over = false;
    check_reject_reason(order, request, message);
    if (!request.early) check_queue(request.sent_at, message);
    order.doubtful |= !request.sent.cancel && message.text.starts_with("RECONCILING");
    order.overtaken |= message.text.starts_with("REPLACE_OVERTAKEN");
    order.losing = message.text.starts_with("REPLACE_LOST");
    const char expected = order.losing ? '4' : status(order);
    if (message.ord_status != expected) wrong(message, std::string("39 should be ") + expected);
    if (!legal(order.shown, kCancelReject, message.ord_status))
        wrong(message, std::string("no matrix has this step from 39=") + order.shown);
    if (!order.losing) order.shown = message.ord_status;  // else its end is told next
    check_ids(order, message);
    if (!request.taken) request_ids_.erase(known);  // free again
}

void Oms::check_reject_reason(const Order& order, const Request& request, const Message& message) {
    const int reason = message.cxl_rej_reason;
    const bool fired = message.text.starts_with("STOP_TRIGGERED") || message.text.starts_with("MARKET_ORDER");
    if (order.ended != (reason == kTooLate) && !fired)
        wrong(message, "102=0 goes with an order that has ended");
    if (fired && !order.ended && (request.sent.cancel || !(order.sent.stop || order.sent.market)))
        wrong(message, "neither a fired stop nor a market order");
    const bool by_cancel = manner_.replaces_partly_filled && order.sent.rests && !request.sent.cancel;
    if (by_cancel && message.text.starts_with("CANNOT_MODIFY_PARTIAL_FILL"))
        wrong(message, "a partly filled order is replaced by way of a cancel");
    if (message.text.starts_with("REPLACE_") && !(by_cancel && request.taken))
        wrong(message, "only a replace with cancel-new ends so");
    if (order.ended || request.taken) return;
    const bool pending = order.change >= 0 || !order.owed.empty();
    const bool settling = message.text.starts_with("SETTLING");
    const bool overtaken =
        order.may_be_overtaken && message.text.find("REPLACE_OVERTAKEN") != std::string::npos;
    if (pending != (reason == kPending) && !settling && !overtaken)
        wrong(message, "102=3 goes with a change under way");
    const bool oldest = order.ids.back() != request.sent.orig_cl_ord_id && !request.sent.cancel;
    if (reason == kUnknownOrder && !oldest) wrong(message, "the order is known by this OrigClOrdID(41)");
}

}  // namespace qb::model
