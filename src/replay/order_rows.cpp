#include "replay/order_rows.h"

#include <algorithm>
#include <functional>

namespace qb::replay {
namespace {

using Outcome = OrderRequestId::Outcome;

/// One of the letters of `set`.
bool is_one_of(std::string_view value, std::string_view set) {
    return value.size() == 1 && set.find(value) != std::string_view::npos;
}

void set_where_sent(std::string& text, const FixFields& message, std::uint32_t tag) {
    if (const auto value = message.value(tag); !value.empty()) text = value;
}

void set_terms(OrderRow& row, const FixFields& message) {
    set_where_sent(row.order_qty, message, tag::kOrderQty);
    set_where_sent(row.price, message, tag::kPrice);
    set_where_sent(row.stop_px, message, tag::kStopPx);
}

void set_instrument(OrderRow& row, const FixFields& message) {
    set_where_sent(row.account, message, tag::kAccount);
    set_where_sent(row.symbol, message, tag::kSymbol);
    set_where_sent(row.side, message, tag::kSide);
    set_where_sent(row.ord_type, message, tag::kOrdType);
}

OrderRequestId* request_of(OrderRow& row, std::string_view cl_ord_id) {
    const auto found = std::find_if(row.requests.begin(), row.requests.end(),
                                    [&](const auto& request) { return request.cl_ord_id == cl_ord_id; });
    return found == row.requests.end() ? nullptr : &*found;
}

void settle(OrderRow& row, std::string_view cl_ord_id, Outcome outcome) {
    if (auto* request = request_of(row, cl_ord_id)) request->outcome = outcome;
}

bool is_status_answer(const FixFields& message) {
    return message.value(tag::kExecType) == "I" || message.value(tag::kExecTransType) == "3";
}

/// The report answers a request that named no order.
bool names_no_order(const FixFields& message) {
    return is_status_answer(message) && message.value(tag::kOrdStatus) == "8";
}

/// What a report says of the order's state, whatever brought it about.
void set_state(OrderRow& row, const FixFields& message) {
    set_where_sent(row.cum_qty, message, tag::kCumQty);
    set_where_sent(row.leaves_qty, message, tag::kLeavesQty);
    set_where_sent(row.avg_px, message, tag::kAvgPx);
    set_where_sent(row.ord_status, message, tag::kOrdStatus);
    if (const auto id = message.value(tag::kOrderId); row.order_id.empty() && id != "NONE") row.order_id = id;
}

void set_times(OrderRow& row, const LogEntry& entry) {
    const auto& message = entry.message;
    const auto status = message.value(tag::kOrdStatus);
    const auto exec_type = message.value(tag::kExecType);
    if (!row.acknowledged && !is_one_of(exec_type, "A68E")) {
        row.acknowledged = entry.time;
        settle(row, row.requests.front().cl_ord_id, Outcome::Accepted);
    }
    if (row.ended || !is_one_of(status, "248C")) return;
    row.ended = entry.time;
    row.text = message.value(tag::kText);
    if (status != "8") return;
    row.reject_reason = message.value(tag::kOrdRejReason);
    settle(row, row.requests.front().cl_ord_id, Outcome::Rejected);
}

}  // namespace

std::string OrderRows::key(const Fields& message, std::uint32_t tag, bool from_client) const {
    const auto client = message.value(from_client ? tag::kSenderCompId : tag::kTargetCompId);
    const auto venue = message.value(from_client ? tag::kTargetCompId : tag::kSenderCompId);
    std::string key(client);
    // An OrigClOrdID(41) is somebody's ClOrdID(11).
    key.append(1, '\x01').append(venue).append(1, tag == tag::kOrderId ? '\x02' : '\x01');
    return key.append(message.value(tag));
}

OrderRow* OrderRows::find(const Fields& message, std::uint32_t tag, bool from_client) {
    const auto value = message.value(tag);
    if (value.empty() || value == "NONE") return nullptr;
    const auto found = by_id_.find(key(message, tag, from_client));
    return found == by_id_.end() ? nullptr : &rows_[found->second];
}

void OrderRows::name(const OrderRow& row, std::string key) {
    by_id_.try_emplace(std::move(key), static_cast<std::size_t>(&row - rows_.data()));
}

OrderRow& OrderRows::add(const LogEntry& entry, bool from_client) {
    const auto& message = entry.message;
    auto& row = rows_.emplace_back();
    notes_.emplace_back();
    row.begin_string = message.value(tag::kBeginString);
    row.client = message.value(from_client ? tag::kSenderCompId : tag::kTargetCompId);
    row.venue = message.value(from_client ? tag::kTargetCompId : tag::kSenderCompId);
    row.seen = entry.time;
    set_instrument(row, message);
    set_terms(row, message);
    return row;
}

void OrderRows::take(const LogEntry& entry) {
    const auto type = entry.message.value(tag::kMsgType);
    if (type == "D") take_order(entry);
    if (type == "F" || type == "G") take_change(entry, type);
    if (type == "8") take_report(entry);
    if (type == "9") take_cancel_reject(entry.message);
}

void OrderRows::take_order(const LogEntry& entry) {
    const auto& message = entry.message;
    const auto id = message.value(tag::kClOrdId);
    const auto number = message.value(tag::kMsgSeqNum);
    if (id.empty()) return;
    auto* row = find(message, tag::kClOrdId, true);
    if (row == nullptr) {
        row = &add(entry, true);
        row->requests.push_back({std::string(id), {}, Outcome::Open});
        name(*row, key(message, tag::kClOrdId, true));
    }
    auto* request = request_of(*row, id);
    if (!row->received && request->msg_type.empty()) {
        request->msg_type = "D";
        row->received = entry.time;
        notes_of(*row).first_number = number;
    } else if (number != notes_of(*row).first_number && message.value(tag::kPossDupFlag) != "Y") {
        notes_of(*row).twice = true;
    }
}

void OrderRows::take_change(const LogEntry& entry, std::string_view msg_type) {
    const auto& message = entry.message;
    const auto id = message.value(tag::kClOrdId);
    const auto original = message.value(tag::kOrigClOrdId);
    auto* row = find(message, tag::kOrigClOrdId, true);
    if (row == nullptr) row = find(message, tag::kOrderId, true);
    if (row == nullptr && original.empty()) return;
    if (row == nullptr) {
        row = &add(entry, true);
        row->requests.push_back({std::string(original), {}, Outcome::Open});
        name(*row, key(message, tag::kOrigClOrdId, true));
    }
    auto* request = request_of(*row, id);
    if (request == nullptr) {
        row->requests.push_back({std::string(id), std::string(msg_type), Outcome::Open});
        name(*row, key(message, tag::kClOrdId, true));
    } else if (request->msg_type.empty()) {
        request->msg_type = msg_type;
    }
}

OrderRow* OrderRows::row_of_report(const LogEntry& entry) {
    const auto& message = entry.message;
    for (const auto tag : {tag::kClOrdId, tag::kOrigClOrdId, tag::kOrderId})
        if (auto* row = find(message, tag, false)) return row;
    const auto original = message.value(tag::kOrigClOrdId);
    const auto id = original.empty() ? message.value(tag::kClOrdId) : original;
    if (names_no_order(message) || (id.empty() && message.value(tag::kOrderId).empty())) return nullptr;
    auto& row = add(entry, false);
    row.requests.push_back({std::string(id), {}, Outcome::Open});
    if (!id.empty()) name(row, key(message, original.empty() ? tag::kClOrdId : tag::kOrigClOrdId, false));
    return &row;
}

void OrderRows::take_report(const LogEntry& entry) {
    const auto& message = entry.message;
    if (names_no_order(message)) return;
    auto* row = row_of_report(entry);
    if (row == nullptr) return;
    auto& notes = notes_of(*row);
    const auto exec_id = message.value(tag::kExecId);
    const bool numbered = !exec_id.empty() && exec_id != "0";
    if (numbered && !notes.exec_ids.insert(std::hash<std::string_view>()(exec_id)).second) return;
    // The refusal of a second order with the same id says nothing of the first.
    const auto exec_type = message.value(tag::kExecType);
    if (exec_type == "8" && message.value(tag::kOrdRejReason) == "6" && notes.twice) return;
    const auto id = message.value(tag::kClOrdId);
    if (!id.empty() && request_of(*row, id) == nullptr) {
        row->requests.push_back({std::string(id), {}, Outcome::Open});
        name(*row, key(message, tag::kClOrdId, false));
    }
    const bool had_order_id = !row->order_id.empty();
    set_state(*row, message);
    if (!had_order_id && !row->order_id.empty()) name(*row, key(message, tag::kOrderId, false));
    if (is_status_answer(message)) return;
    set_times(*row, entry);
    if (is_one_of(exec_type, "F12")) ++row->fills;
    if (is_one_of(exec_type, "45") && id != row->requests.front().cl_ord_id)
        settle(*row, id, Outcome::Accepted);
    if (exec_type == "5") set_terms(*row, message);
}

void OrderRows::take_cancel_reject(const Fields& message) {
    auto* row = find(message, tag::kOrigClOrdId, false);
    if (row == nullptr) row = find(message, tag::kClOrdId, false);
    if (row == nullptr) return;
    settle(*row, message.value(tag::kClOrdId), Outcome::Rejected);
    constexpr std::string_view kUnknownOrder = "1";
    if (message.value(tag::kCxlRejReason) != kUnknownOrder)
        set_where_sent(row->ord_status, message, tag::kOrdStatus);
}

}  // namespace qb::replay
