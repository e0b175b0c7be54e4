#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "numbers.h"

/// The other end of the line: an order management system that knows what it sent and believes what FIX says,
/// and complains of every message that cannot be true. It knows nothing of the bridge's inside.
namespace qb::model {

/// The fields of one message that it reads; empty or 0 where the message has none.
struct Message {
    std::string_view type;  ///< MsgType(35): 8, 9 or r
    std::string cl_ord_id, orig_cl_ord_id, order_id, exec_id;
    std::string cum_qty, leaves_qty, order_qty, avg_px, last_qty, last_px, price, stop_px, text;
    char exec_type = 0, ord_status = 0, response_to = 0;  ///< 150, 39, 434
    int ord_rej_reason = -1, cxl_rej_reason = -1, affected = -1;
};

/// How the session is configured.
struct SessionManner {
    bool pending_new = false;                     ///< PendingNew=Y
    bool pending_cancel = true;                   ///< PendingCancel=Y
    char trigger_report = 'D';                    ///< TriggerReport=: L, D or n (none)
    bool replaces_partly_filled = false;          ///< ReplacePartiallyFilled=cancel-new
    std::chrono::microseconds max_queue_delay{};  ///< MaxQueueDelay; 0: what is over the rate is refused
};

class Oms {
public:
    explicit Oms(SessionManner manner) : manner_(manner) {}

    struct NewOrder {
        std::string cl_ord_id;
        bool stop = false, market = false;
        bool rests = false;  ///< a limit order, and neither IOC nor FOK
        Hundredths quantity = 0, price = 0;
        bool resend = false;
    };
    struct Change {
        bool cancel = true;
        std::string cl_ord_id, orig_cl_ord_id;
        Hundredths quantity = 0, price = 0;
        bool resend = false;
    };

    /// Its clock. Nothing happens at one moment of it before the next begins.
    void clock(std::chrono::microseconds now) { now_ = now; }

    // What it sends. done() follows when the bridge has handled it: what must be answered at once was.
    void sends(const NewOrder& order);
    void sends(const Change& change);
    void asks_status(const std::string& cl_ord_id);
    void sends_mass_cancel();
    /// Its line breaks, with CancelOnDisconnect=Y, and stands again; what it missed follows.
    void loses_line();
    void done();

    void receives(const Message& message);
    /// The venue has ended everything and nothing is under way any more.
    void at_end();

    /// Every order and request has its last word.
    [[nodiscard]] bool all_answered() const;
    /// A cancel or replace of the accepted order is under way, asked for or owed.
    [[nodiscard]] bool waits(std::size_t order) const {
        const Order& known = orders_[order];
        return !known.ended && known.accepted && (known.change >= 0 || !known.owed.empty());
    }
    [[nodiscard]] bool live(std::size_t order) const {
        return orders_[order].accepted && !orders_[order].ended;
    }
    [[nodiscard]] Hundredths quantity(std::size_t order) const { return orders_[order].quantity; }
    /// OrderQty(38) as the replace under way wants it, or as it is.
    [[nodiscard]] Hundredths wanted(std::size_t order) const;
    /// A replace was answered by RECONCILING: what the venue has may be more.
    [[nodiscard]] bool doubtful(std::size_t order) const { return orders_[order].doubtful; }
    /// It rests, and some of it is executed.
    [[nodiscard]] bool partly_filled(std::size_t order) const {
        return live(order) && orders_[order].sent.rests && orders_[order].executed.quantity > 0;
    }
    /// It has not ended, and no change of it is under way, asked for or owed.
    [[nodiscard]] bool changeable(std::size_t order) const {
        return !orders_[order].ended && orders_[order].change < 0 && orders_[order].owed.empty();
    }
    [[nodiscard]] std::size_t orders() const { return orders_.size(); }
    [[nodiscard]] bool ended(std::size_t order) const { return orders_[order].ended; }
    [[nodiscard]] Hundredths executed(std::size_t order) const { return orders_[order].executed.quantity; }
    [[nodiscard]] const std::string& newest_id(std::size_t order) const { return orders_[order].ids.back(); }
    [[nodiscard]] const std::string& oldest_id(std::size_t order) const { return orders_[order].ids.front(); }
    /// The order that a ClOrdID belongs or belonged to, or the requests of which it is; -1: none.
    [[nodiscard]] int order_of(const std::string& cl_ord_id) const;
    /// What was wrong, the first thing first.
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
    void complain(std::string text) { complaints_.push_back(std::move(text)); }

private:
    struct Order {
        NewOrder sent;
        std::vector<std::string> ids;  ///< its ClOrdIDs, the newest last
        Hundredths quantity = 0, price = 0;
        Executed executed;
        std::string order_id;  ///< OrderID(37), empty while NONE
        char shown = '-';      ///< OrdStatus(39) told last
        bool accepted = false, rejected = false, ended = false, triggered = false;
        int news_of_pending = 0;  ///< 150=A reports so far
        bool unknown_told = false;
        int change = -1;  ///< the request under way
        /// A cancel that the bridge owes and that has no outcome yet, by the first word of its reports.
        std::string_view owed;
        // What ReplacePartiallyFilled=cancel-new brings.
        bool may_be_overtaken = false;  ///< a replace was taken: executions of before it may come late
        bool perhaps_over = false;      ///< all is executed; what answers the replace tells whether it ended
        bool doubtful = false;          ///< nobody knows whether a replace was done
        bool overtaken = false;         ///< ... and a replace was refused for it
        bool losing = false;            ///< the replace cost the order, whose end is told next
        std::chrono::microseconds sent_at{};
    };
    struct Request {
        Change sent;
        std::chrono::microseconds sent_at{};
        int order = -1;  ///< -1: names none
        bool taken = false, answered = false;
        bool early = false;  ///< its order was not accepted: it asks for its share when that is
    };
    /// What the request that is being handled has to be answered with at once.
    enum class Owed { Nothing, Duplicate, State, Unknown, MassReport };

    void report(const Message& message);
    void news(Order& order, const Message& message);
    void reject(const Message& message);
    void duplicate(const Message& message);
    void at_once(const Message& message);
    void pending_new(Order& order, const Message& message);
    void accepted(Order& order);
    void rejected(Order& order, const Message& message);
    void cancelled(Order& order, const Message& message);
    void replaced(Order& order, const Message& message);
    void taken(Order& order, const Message& message);
    void restated(Order& order, const Message& message);
    void triggered(Order& order);
    void filled(Order& order, const Message& message);
    void executed_instead(Order& order, const Message& message);
    void check_owed_word(const Order& order, const Message& message);
    void check_queue(std::chrono::microseconds sent_at, const Message& message);
    void owe(std::string_view word);
    [[nodiscard]] const Change* change_of(const Order& order) const;
    Request* close(Order& order, const Message& message, bool cancel);
    void check_reject_reason(const Order& order, const Request& request, const Message& message);
    void check_figures(Order& order, const Message& message);
    void check_identity(Order& order, const Message& message);
    void check_ids(const Order& order, const Message& message);
    [[nodiscard]] char reached(const Order& order) const;
    [[nodiscard]] char status(const Order& order, bool last_fill = false) const;
    void wrong(const Message& message, const std::string& what);

    SessionManner manner_;
    std::chrono::microseconds now_{};
    bool sending_ = false;  ///< a request of its own is being handled
    std::vector<Order> orders_;
    std::vector<Request> requests_;
    std::map<std::string, int> order_ids_;    ///< ClOrdIDs that are or were an order's
    std::map<std::string, int> request_ids_;  ///< ClOrdIDs of requests, taken ones and the one being handled
    std::set<std::string> exec_ids_;
    Owed owed_ = Owed::Nothing;
    int owed_order_ = -1;
    std::string owed_id_;
    std::vector<std::string> complaints_;
};

}  // namespace qb::model
