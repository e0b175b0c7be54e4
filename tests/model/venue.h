#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dice.h"
#include "numbers.h"
#include "orders/order_manager.h"

namespace qb::model {

/// How the venue of one sequence does what its documentation leaves open. Source: QFEX docs and clients that
/// trade there; each member is a question on which they disagree.
struct VenueManner {
    bool echo_stop = true;        ///< answers to a stop carry its client id
    bool echo_child = true;       ///< what a fired stop became carries the stop's client id
    bool echo_trades = true;      ///< rows of trades carry client ids
    bool dated_trades = true;     ///< rows of trades carry a time
    bool filtered_trades = true;  ///< get_user_trades heeds order_id
    bool lists_stops = true;      ///< get_user_orders shows armed stops
    bool slow_trades = false;     ///< an execution is told, and shown by get_user_trades, a while later
    bool new_modify_id = false;   ///< a modify gives the order a new id
    bool echo_modified = true;    ///< ... which comes with the client id
    bool bare_cancels = false;    ///< a stop's CANCELLED has zero quantities
    bool bare_ends = false;       ///< the word of an end has no quantity left
    int trigger = 0;              ///< 0: the stop's id goes on; 1: a new id; 2, 3, 4: the stop is ended first
    int stop_reply = 0;           ///< order_response, stop_order_response, ack, or two of them
    int filled = 0;               ///< what FILLED says, and whether it comes at all
    int ioc_end = 0;              ///< silence or a word
    int not_found = 0;            ///< which id NO_SUCH_ORDER carries
    int read_reply = 0;           ///< how get_order says that there is no such order
    orders::OrderType child_type = orders::OrderType::StopMarket;

    /// forgets: the bridge soon does not know its ended orders by heart any more. cancels_all: it cancels
    /// what is open when the line breaks.
    static VenueManner of(Dice& dice, bool forgets, bool cancels_all);
};

/// The exchange: what it has executed is the truth that the OMS must have heard in the end. It reads commands
/// when it gets to it, and what it says waits in a line until it is taken out, in whatever order.
class Venue {
public:
    Venue(Dice& dice, VenueManner manner) : dice_(dice), manner_(manner) {}

    /// A command came out of the bridge at `now`; `order` is the one it is about.
    void send(const orders::Command& command, const orders::Order* order);
    /// Reads the next command and answers it; false: there is none.
    bool work(WallTime now);
    /// Does something of its own: executes, triggers, cancels, or serves somebody else.
    void act(WallTime now);
    /// The next thing it says; `hostile`: not always the first in the line, and sometimes twice.
    std::optional<orders::VenueEvent> say(bool hostile, WallTime now);
    /// Takes back the first unread read, whose request failed on the way.
    std::optional<orders::Command> fail_read();
    /// The connection is gone, and with it what was on the way in both directions.
    void hang_up(WallTime now);
    /// ... and the venue cancels what is open then, within three seconds.
    void cancel_all(WallTime now);

    /// From now on it does what it is told, and says so.
    void become_plain() { plain_ = true; }
    /// From now on it is plain and ends everything: each order is filled or cancelled, and all that was lost
    /// is said once more, with its ids. `again`: also what was said so before.
    void wind_up(WallTime now, bool again);

    [[nodiscard]] bool idle() const { return inbox_.empty() && line_.empty(); }
    // What became of an order of the OMS, which may be several here, one after the other.
    [[nodiscard]] bool open(orders::OrderKey key) const { return open_quantity(key) > 0; }
    [[nodiscard]] Hundredths open_quantity(orders::OrderKey key) const;
    [[nodiscard]] Hundredths executed(orders::OrderKey key) const;
    /// It was cancelled, or is about to be, because the line broke, and nobody was told; what can be read of
    /// it names it.
    [[nodiscard]] bool cancelled_unheard(orders::OrderKey key) const;
    [[nodiscard]] bool sent_twice() const { return sent_twice_; }
    [[nodiscard]] bool slow_trades() const { return manner_.slow_trades; }
    [[nodiscard]] bool new_modify_id() const { return manner_.new_modify_id; }

private:
    struct Trade {
        std::string id, order_id;
        Hundredths price = 0, quantity = 0;
        WallTime at{};
        bool maker = false;
        WallTime told_at{};  ///< not told, nor listed, before this
    };
    struct Order {
        orders::OrderKey key = 0;
        std::string client, id, symbol;  ///< id: the present one
        std::vector<std::string> former;
        orders::Side side{};
        orders::OrderType type{};
        orders::TimeInForce tif{};
        Hundredths quantity = 0, price = 0, executed = 0;
        bool open = false, fired = false, told_all = false;
        bool lost_with_line = false;  ///< cancelled, or about to be, because the line broke
        WallTime doomed_at{};
        std::string word;  ///< how it ended
        WallTime ended_at{};
        std::vector<Trade> trades;
        [[nodiscard]] bool stop() const { return orders::is_stop(type); }
        [[nodiscard]] bool armed() const { return open && stop() && !fired; }
    };
    struct Command {
        orders::Command what;
        std::string id;  ///< the id it names
        Hundredths quantity = 0, price = 0;
        std::optional<Order> added;
    };
    struct Frame {
        orders::VenueEvent event;
        bool repeats = true;  ///< it names what it is about, and may come twice
        WallTime due{};       ///< not before this
    };

    // venue.cpp: commands and its own doings
    static Order added_by(const orders::Order& order);
    Order& admit(const Order& order);
    void add(const Command& command, WallTime now);
    void refuse_add(Order& order, WallTime now);
    void cancel(const Command& command, WallTime now);
    void modify(const Command& command, WallTime now);
    bool trouble(const Command& command, const char* type);
    void no_such_order(const Command& command, const char* type, const char* word);
    void execute(Order& order, Hundredths quantity, WallTime now);
    void match_at_once(Order& order, WallTime now);
    void fire(Order& order, WallTime now);
    void end(Order& order, const std::string& word, WallTime now);
    void stranger(WallTime now);

    // venue_line.cpp
    void cancel_doomed(WallTime now);
    void tell_all(Order& order, WallTime now);

    // venue_words.cpp: what it says
    void say_update(const Order& order, const std::string& status, WallTime now,
                    const std::string& trade = {});
    void say_stop(const Order& order, WallTime now);
    void say_stop_done(const Order& order, const std::string& status, const char* type, WallTime now);
    void say_fill(const Order& order, const Trade& trade);
    void say_filled(const Order& order, const Trade& trade, WallTime now);
    void say(orders::VenueEvent event, bool repeats = true, WallTime due = {}) {
        line_.push_back({std::move(event), repeats, due});
    }
    [[nodiscard]] std::string echo(const Order& order) const;
    [[nodiscard]] orders::OrderUpdate update(const Order& order, const std::string& status,
                                             WallTime now) const;
    [[nodiscard]] orders::OrderType shown_type(const Order& order) const;
    void answer(const orders::QueryOrder& query, WallTime now);
    void answer(const orders::QueryOpenOrders& query, WallTime now);
    void answer(const orders::QueryTrades& query, WallTime now);
    void answer(const orders::QueryHistoricOrders& query);

    Order* find(const std::string& id);
    std::string fresh_id(const char* kind) { return kind + std::to_string(++ids_); }

    Dice& dice_;
    VenueManner manner_;
    std::multimap<orders::OrderKey, Order> orders_;  ///< by the bridge's key, oldest first
    std::deque<Command> inbox_;
    std::deque<Frame> line_;
    std::string last_trade_;
    int ids_ = 0;
    bool plain_ = false, sent_twice_ = false;
};

}  // namespace qb::model
