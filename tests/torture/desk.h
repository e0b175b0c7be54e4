#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/fix_peer.h"

/// The trader's side of an OMS: what it sent and what it has been told. It believes reports, never guesses,
/// and complains of every report that cannot be true.
namespace qb::torture {

/// An execution as an ExecutionReport(8) with 150=F told it.
struct Execution {
    std::string exec_id, trade_id, quantity, price;
};

struct Order {
    std::string symbol, type, side, tif;  ///< 55, 40, 54, 59 as sent
    std::string first_quantity,
        first_price;               ///< 38 and 44 or 99 as sent first; each first_quantity is another
    std::string quantity, price;   ///< in force
    std::vector<std::string> ids;  ///< its ClOrdIDs(11), the newest last
    std::string order_id;          ///< 37
    std::string refused_by;        ///< 58 of its refusal
    int accepted = 0, refused = 0, unknown = 0, ended = 0;  ///< how often that was told
    std::vector<Execution> executions;
    std::int64_t executed = 0;  ///< millionths
    int change = -1;            ///< the request that is under way

    [[nodiscard]] bool live() const { return accepted != 0 && ended == 0; }
    [[nodiscard]] bool answered() const { return accepted + refused != 0; }
    [[nodiscard]] bool stop() const { return type == "3" || type == "J"; }
};

/// OrderCancelRequest(F) or OrderCancelReplaceRequest(G).
struct Request {
    std::string id;
    std::size_t order = 0;
    bool cancel = true;
    std::string quantity{}, price{};  ///< of a replace
    int copies = 1;                   ///< sent
    int taken = 0, answers = 0;
    int refusals = 0;  ///< of the answers
};

/// A row of the answer to OrderMassStatusRequest(AF).
struct StatusRow {
    std::string order_id, cum_qty, leaves_qty;
};

class Desk {
public:
    // What it sends: the bodies of the messages. They count as sent.
    std::string new_order(Order order);
    std::string cancel(std::size_t order);
    std::string replace(std::size_t order, std::string quantity, std::string price);
    std::string ask_for_all();
    /// All that has no answer, once more with PossResend(97)=Y: after a reset of the numbers.
    [[nodiscard]] std::vector<std::string> unanswered();

    void hears(const test::FixFields& message);

    [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
    [[nodiscard]] const std::vector<Request>& requests() const { return requests_; }
    /// Orders that have not ended as far as is known, unanswered ones included.
    [[nodiscard]] const std::set<std::size_t>& open() const { return open_; }
    /// Every order and request has its last word, and so has the question for all orders.
    [[nodiscard]] bool settled() const;
    /// What AF was answered, by ClOrdID(11).
    [[nodiscard]] const std::map<std::string, StatusRow>& status_rows() const { return status_rows_; }

    struct Counts {
        int executions = 0, late = 0, repeated = 0, unknown = 0, reconciled = 0, not_at_venue = 0,
            triggers = 0;
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

private:
    void report(const test::FixFields& message);
    [[nodiscard]] bool heard_before(const test::FixFields& message);
    [[nodiscard]] Order* order_of(const test::FixFields& message);
    void news(Order& order, const test::FixFields& message);
    void unknown(Order& order, const test::FixFields& message);
    void accepted(Order& order, const test::FixFields& message);
    void refused(Order& order, const test::FixFields& message);
    void executed(Order& order, const test::FixFields& message);
    void cancelled(Order& order, const test::FixFields& message);
    void replaced(Order& order, const test::FixFields& message);
    void taken(const test::FixFields& message);
    void status(const test::FixFields& message);
    void state_after_reset(const test::FixFields& message);
    void answer(const std::string& request_id, const test::FixFields& message);
    void complain(std::string_view what, const test::FixFields& message);

    std::string next_id(char kind) { return std::string(1, kind) + std::to_string(++last_id_); }

    std::vector<Order> orders_;
    std::vector<Request> requests_;
    std::set<std::size_t> open_;
    std::map<std::string, std::size_t> order_ids_, request_ids_;  ///< by ClOrdID(11)
    std::map<std::string, std::string> exec_ids_;                 ///< the event of each ExecID(17)
    std::map<std::string, StatusRow> status_rows_;
    bool status_asked_ = false, status_told_ = false;
    int last_id_ = 0;
    Counts counts_;
    std::vector<std::string> complaints_;
};

}  // namespace qb::torture
