#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "orders/order_manager.h"

namespace qb::orders {

/// What a read is for; decides what is done with its answer.
enum class ReadKind : std::uint8_t {
    Check,          ///< is this order still open (get_order)
    OwnTrades,      ///< this order's executions
    AllTrades,      ///< the account's executions: a fired stop may have another id
    OpenOrders,     ///< the open set of the symbol
    OwnHistory,     ///< this order in the history of ended orders
    SymbolHistory,  ///< the symbol's ended orders: a fired stop may have another id
    Sweep,          ///< the open set of the symbol, for many stops at once; of no order (key 0)
    Survey,         ///< the whole open set, after a loss of the link; of no order (key 0)
    Lookup,         ///< where an add of unknown outcome would show: open set, trades, history
};

/// Who waits for an answer.
struct Reader {
    OrderKey key;
    ReadKind kind;
    auto operator<=>(const Reader&) const = default;  // NOLINT(modernize-use-nullptr): as in journal/row.h
};
using Readers = std::set<Reader>;

/// The queue of reads. Replies carry no request id (QFEX docs), so of the commands that are answered by the
/// same kind of frame only one is outstanding at a time; the rest wait in order. Equal reads that both wait
/// are asked once. Nothing here walks along the queue: many stops may vanish at once.
class Reads {
public:
    /// get_order and get_user_orders are both answered by all_orders_response.
    enum class Channel : std::uint8_t { Orders, Trades, Historic };
    static constexpr std::size_t kChannels = 3;

    struct Request {
        Command query;
        Readers readers;
        int pages = 0;  ///< answered so far
        Now sent{};     ///< when this page was asked for
    };

    explicit Reads(std::chrono::microseconds timeout) : timeout_(timeout) {}

    void ask(Command query, Reader reader);
    /// No longer interested; a read that is out stays out, its answer finds nobody.
    void forget(OrderKey key);
    void forget(Reader reader);
    [[nodiscard]] bool asked(Reader reader) const;

    /// Hands the next read of every idle channel to `out`.
    void send(Now now, Effects& out);
    [[nodiscard]] bool serving() const { return serving_; }
    void set_serving(bool serving);  ///< while false nothing is sent; what was out is asked again later

    [[nodiscard]] const Request* outstanding(Channel channel) const;
    /// Answers that may still come over the socket, those to reads that were given up included.
    [[nodiscard]] std::size_t owed_on_socket() const;
    /// The outstanding request was answered, or failed: takes it out.
    Request take(Channel channel);
    /// The answer was a full page: asks for the next one, ahead of everything else.
    void next_page(Channel channel, int page_size);
    /// Takes out one read whose answer is overdue. Its answer may still come: see answer_is_stale().
    std::optional<Request> expire(Now now);
    [[nodiscard]] std::optional<MonoTime> next_deadline() const;

    /// An answer that cannot be told from the overdue one of the read before: true once after a timeout, and
    /// then that answer must not be believed. `certain`: its content shows which read it answers.
    bool answer_is_stale(Channel channel, bool certain);
    /// The outstanding read was decided by another frame; its own answer may still come.
    void expect_stray_answer(Channel channel) { at(channel).owed = true; }

    static Channel channel_of(const Command& query);

private:
    using Queue = std::list<Request>;
    /// Kind, id, symbol, offset: equal for equal queries.
    using QueryKey = std::tuple<std::size_t, std::string, std::string, int>;
    struct Lane {
        Queue waiting, out;  ///< out: none or one
        MonoTime deadline{};
        bool owed = false;        ///< an answer to an abandoned read may still come
        bool spent_owed = false;  ///< an answer was skipped as stale while this one was out
    };
    Lane& at(Channel channel) { return lanes_[static_cast<std::size_t>(channel)]; }
    [[nodiscard]] const Lane& at(Channel channel) const { return lanes_[static_cast<std::size_t>(channel)]; }
    static QueryKey key_of(const Command& query);
    void queue(Request request, bool first);
    void add(Request& request, Reader reader);
    void drop(Reader reader);

    std::chrono::microseconds timeout_;
    bool serving_ = false;
    std::array<Lane, kChannels> lanes_;
    std::map<QueryKey, Queue::iterator> waiting_;        ///< of all lanes
    std::map<Reader, std::vector<Request*>> interests_;  ///< where a reader waits, queued or out
};

}  // namespace qb::orders
