#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/book.h"
#include "sim/options.h"
#include "sim/order.h"
#include "sim/switches.h"

namespace qb::sim {

struct Position {
    Decimal quantity{};  ///< signed
    Decimal average_price{};
    Decimal realised_pnl{};
};

struct Account {
    std::string account_id{};
    std::string user_id{};
    Decimal balance{};
    Decimal fees{};
    bool in_liquidation = false;
    bool kyc_done = true, terms_accepted = true;
    std::map<std::string, Position> positions{};
};

/// One symbol with its market.
struct Market {
    SymbolRules rules{};
    Book book{};
    Decimal mark{};
};

/// Trading: accounts, books, stops and positions. Knows no connection, no JSON and no clock; what happens is
/// left as events, in order. Which variant of an open question is played is read from the switches at the
/// moment it matters.
class Exchange {
public:
    using Result = boost::system::result<void, std::string>;

    Exchange(const Options& options, const Switches& switches);

    // Commands of an account.
    void add(const NewOrder& request, WallTime now);
    /// The checks at entry, before the speed bump. False: the order has been refused.
    bool admit(const NewOrder& request, WallTime now);
    /// ACK of an admitted order that is yet to reach the book, and its id; empty: it has been refused.
    std::string acknowledge(const NewOrder& request, WallTime now);
    /// Such an order reaches the book; nothing where it has ended meanwhile.
    void enter(std::string_view order_id, WallTime now);
    /// CANCELLED of an order that was never acknowledged.
    void cancel_unseen(const NewOrder& request, Cause cause, WallTime now);
    /// An add that ends with this status whatever the rules say, after an ACK where wanted.
    void add_refused(const NewOrder& request, std::string_view status, bool ack_first, WallTime now);
    /// False where no such book order is open.
    bool cancel(std::size_t account, std::string_view symbol, std::string_view order_id, WallTime now);
    /// How many were cancelled.
    std::size_t cancel_by_client_id(std::size_t account, std::string_view symbol,
                                    std::string_view client_order_id, WallTime now);
    bool cancel_stop(std::size_t account, std::string_view stop_order_id, WallTime now);
    /// Which orders of an account are meant.
    struct Scope {
        std::size_t account = 0;
        bool stops = false;
        std::string symbol{};      ///< empty: every one
        std::uint64_t origin = 0;  ///< connection that sent them; 0: any

        [[nodiscard]] bool covers(const NewOrder& order) const {
            return order.account == account && (symbol.empty() || order.symbol == symbol) &&
                   (origin == 0 || order.origin == origin);
        }
    };
    std::size_t cancel_all(const Scope& scope, Cause cause, WallTime now);

    struct Change {
        std::string order_id{};
        bool stop = false;
        std::optional<std::string> symbol{};
        std::optional<orders::Side> side{};
        std::optional<orders::OrderType> type{};
        std::optional<bool> reduce_only{};
        std::optional<Decimal> quantity{}, price{};
    };
    /// Answers with MODIFIED or a refusal, always as an event.
    void modify(std::size_t account, const Change& change, WallTime now);
    /// The checks at entry alone. False: it has been refused.
    bool admit_change(std::size_t account, const Change& change, WallTime now);

    // The market and the operator.
    Result set_mark(std::string_view symbol, Decimal price, WallTime now);
    Result set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks, WallTime now);
    Result set_position(std::size_t account, std::string_view symbol, Decimal quantity, WallTime now);
    Result end_order(std::string_view order_id, std::string_view status, WallTime now);
    /// A fill of the account that no command of its connections asked for (liquidation, web page).
    Result foreign_fill(const NewOrder& order, WallTime now);

    [[nodiscard]] const Order* find(std::string_view order_id) const;
    [[nodiscard]] Market* market(std::string_view symbol);
    [[nodiscard]] const std::deque<Order>& orders() const { return orders_; }
    [[nodiscard]] const std::vector<Trade>& trades() const { return trades_; }
    [[nodiscard]] const std::map<std::string, Market, std::less<>>& markets() const { return markets_; }
    [[nodiscard]] std::vector<Account>& accounts() { return accounts_; }
    [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }
    /// Number of the account of this account id.
    [[nodiscard]] std::optional<std::size_t> account_of(std::string_view account_id) const;

    /// Balance that no position and no open order ties up, but for one order where it is to be replaced.
    [[nodiscard]] Decimal available_balance(const Account& account, const Order* replaced = nullptr) const;
    [[nodiscard]] Decimal position_of(std::size_t account, std::string_view symbol) const;

    /// Whether the account has sent this client_order_id before.
    [[nodiscard]] bool client_id_used(std::size_t account, std::string_view client_order_id) const;
    /// Open orders and armed stops of one account, oldest first.
    [[nodiscard]] std::vector<const Order*> open_orders(std::size_t account) const;

    [[nodiscard]] std::vector<Event> take_events() { return std::exchange(events_, {}); }
    /// A UUID that was never handed out before.
    std::string next_id();

private:
    /// Stops of one type and side that compete for the same position.
    struct StopGroup {
        std::size_t account;
        std::string symbol;
        orders::OrderType type;
        orders::Side side;
        auto operator<=>(const StopGroup&) const =
            default;  // NOLINT(modernize-use-nullptr): as in journal/row.h
    };
    static StopGroup group_of(const Order& stop) { return {stop.account, stop.symbol, stop.type, stop.side}; }

    Order& record(const NewOrder& request, WallTime now);
    void open(Order& order);
    void close(Order& order);
    void disarm(const Order& stop);
    void report(Order& order, std::string_view status, Cause cause, WallTime now);
    void end(Order& order, std::string_view status, Cause cause, WallTime now);
    void refuse(const NewOrder& request, std::string_view status, WallTime now);
    [[nodiscard]] std::vector<Order*> select_open(const std::function<bool(const Order&)>& wanted) const;

    [[nodiscard]] std::string_view fault_of_add(const NewOrder& request) const;
    [[nodiscard]] static std::vector<NewOrder> attached_stops(const NewOrder& order);
    [[nodiscard]] std::string_view fault_of_attached(const NewOrder& order) const;
    [[nodiscard]] bool has_passed(const NewOrder& stop) const;
    void add_to_book(const NewOrder& request, WallTime now);
    std::optional<NewOrder> clipped(NewOrder request, WallTime now);
    Order& open_order(const NewOrder& request, WallTime now);
    void enter(Order& order, WallTime now);
    [[nodiscard]] bool is_cancellable(const Order& order) const;
    void attach_stops(Order& order, std::string_view moment, WallTime now);
    void add_stop(const NewOrder& request, WallTime now);
    void settle_stop(Order& stop, WallTime now);
    [[nodiscard]] std::string_view fault_of_stop(const NewOrder& stop, Decimal already_armed) const;

    /// What an order does with one maker or one level of the book.
    struct Step {
        Level part;
        Order* maker = nullptr;  ///< null: the level; with no quantity: to be cancelled
    };
    struct Fill {
        Level part{};
        std::string trade_id{};
        bool taker = false;
        bool last = true, fill_only = false;  ///< as in Event
    };
    static bool goes_before(const Order& a, const Order& b);
    [[nodiscard]] bool would_take(const NewOrder& order) const;
    [[nodiscard]] std::vector<Order*> makers_for(orders::Side side, std::string_view symbol,
                                                 std::optional<Decimal> limit) const;
    [[nodiscard]] std::vector<Step> path_of(const Order& order, Decimal quantity,
                                            std::optional<Decimal> limit) const;
    void take_from_book(Order& order, Decimal at_most, WallTime now);
    void trade(Order& taker, const Step& step, Fill fill, WallTime now);
    void end_unfilled(Order& order, bool partly, WallTime now);
    void match_resting(const std::string& symbol, WallTime now);
    void execute(Order& order, const Fill& fill, WallTime now);
    [[nodiscard]] orders::OrderType type_in_fills(const Order& order) const;
    void apply_to_position(Trade& trade);

    [[nodiscard]] std::string_view fault_of_modify(const Order* order, std::size_t account,
                                                   const Change& change) const;
    void refuse_change(Order* order, std::size_t account, const Change& change, std::string_view fault,
                       WallTime now);
    Order& renamed(Order& old, WallTime now);
    void fire_stops(const std::string& symbol, WallTime now);
    void fire(Order& stop, WallTime now);
    void announce_end_of_stop(Order& stop, WallTime now);
    Order& child_of(const Order& stop, Decimal quantity, WallTime now);
    void displace_stops(const StopGroup& group, const Order* keep, WallTime now);
    void displace_after_shrink(WallTime now);

    const Options& options_;
    const Switches& switches_;
    std::vector<Account> accounts_{};
    std::map<std::string, Market, std::less<>> markets_{};
    std::deque<Order> orders_{};  // grows only, so addresses stay
    std::map<std::string, Order*, std::less<>> by_id_{};
    std::vector<Order*> open_{};  // oldest first; ended ones are swept out now and then
    std::size_t ended_in_open_ = 0;
    std::vector<std::size_t> open_counts_{};  // by account
    std::map<StopGroup, Decimal> armed_{};    // total quantity
    std::vector<Trade> trades_{};
    std::vector<Event> events_{};
    std::vector<std::pair<std::size_t, std::string>> shrunk_{};  // positions that stops may no longer fit
    std::uint64_t id_state_;
    std::uint64_t next_priority_ = 1;
};

}  // namespace qb::sim
