#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "replay/log.h"

namespace qb::replay {

/// A message of the client's about an order.
struct OrderRequestId {
    enum class Outcome : std::uint8_t { Open, Accepted, Rejected };
    std::string cl_ord_id;
    std::string msg_type;  ///< D, F or G; empty: it is not in the logs, others name its id
    Outcome outcome = Outcome::Open;
};

/// What the messages of one order come to. Texts and numbers are as sent.
struct OrderRow {
    std::string begin_string;
    std::string client, venue;             ///< SenderCompID(49) of the orders, and of the reports
    std::vector<OrderRequestId> requests;  ///< in the order of the logs
    std::string order_id;                  ///< OrderID(37) of the first report that has one
    std::string account, symbol, side, ord_type;
    std::string order_qty, price, stop_px;    ///< as the last accepted replace left them
    std::string cum_qty, leaves_qty, avg_px;  ///< as last reported
    std::string ord_status;                   ///< OrdStatus(39) as last reported; empty: there is no report
    std::string reject_reason;                ///< OrdRejReason(103) of a rejected order
    std::string text;                         ///< Text(58) of the report that ended it
    std::uint64_t fills = 0;
    std::optional<WallTime> seen;          ///< its first message
    std::optional<WallTime> received;      ///< NewOrderSingle(D)
    std::optional<WallTime> acknowledged;  ///< first report that is neither pending nor a reject
    std::optional<WallTime> ended;         ///< first report with 39 = 2, 4, 8 or C

    /// From NewOrderSingle(D) to the acknowledgement; nothing without both.
    [[nodiscard]] std::optional<std::chrono::microseconds> latency() const {
        if (!received || !acknowledged) return std::nullopt;
        return *acknowledged - *received;
    }
};

/// Puts NewOrderSingle(D), OrderCancelRequest(F), OrderCancelReplaceRequest(G), ExecutionReport(8) and
/// OrderCancelReject(9) together by session and ClOrdID(11), OrigClOrdID(41), OrderID(37). A message that
/// comes again (in another log, as a possible duplicate) counts once: an order by its ClOrdID(11), a report
/// by its ExecID(17). Memory grows with orders and reports.
class OrderRows {
public:
    void take(const LogEntry& entry);
    /// In the order of their first messages.
    [[nodiscard]] const std::vector<OrderRow>& rows() const { return rows_; }

private:
    using Fields = FixFields;
    /// What is needed of an order only while logs are read.
    struct Notes {
        std::unordered_set<std::uint64_t> exec_ids;  ///< hashes
        std::string first_number;                    ///< MsgSeqNum(34) of its NewOrderSingle(D)
        bool twice = false;                          ///< another NewOrderSingle(D) has its ClOrdID(11)
    };
    void take_order(const LogEntry& entry);
    void take_change(const LogEntry& entry, std::string_view msg_type);
    void take_report(const LogEntry& entry);
    void take_cancel_reject(const Fields& message);

    [[nodiscard]] std::string key(const Fields& message, std::uint32_t tag, bool from_client) const;
    [[nodiscard]] OrderRow* find(const Fields& message, std::uint32_t tag, bool from_client);
    OrderRow& add(const LogEntry& entry, bool from_client);
    void name(const OrderRow& row, std::string key);
    [[nodiscard]] Notes& notes_of(const OrderRow& row) {
        return notes_[static_cast<std::size_t>(&row - rows_.data())];
    }
    [[nodiscard]] OrderRow* row_of_report(const LogEntry& entry);

    std::vector<OrderRow> rows_;
    std::vector<Notes> notes_;                            // of the row in the same place
    std::unordered_map<std::string, std::size_t> by_id_;  // row, by parties, tag and id
};

}  // namespace qb::replay
