#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fix_text.h"

namespace qb::simulation {

/// The OMS's book: what it sent and what it was told, and whether that can be true. It believes FIX alone.
class Ledger {
public:
    using Complain = std::function<void(const std::string&)>;

    struct Fill {
        std::string exec_id, trade_id;
        std::int64_t quantity = 0, price = 0;  ///< millionths
        int price_decimals = 0;
        bool operator==(const Fill&) const = default;
    };
    /// What one order of the OMS is, or what a replace would make of it.
    struct Figures {
        std::string quantity, price;  ///< 38, and 44 or 99; as written
    };
    struct Order {
        std::vector<std::string> ids;  ///< its ClOrdIDs, the newest last
        std::string side, type;        ///< 54, 40
        Figures figures;
        std::vector<Figures> versions;  ///< all that were ever asked for
        std::string order_id;           ///< 37, once it is not NONE
        std::int64_t executed = 0;
        std::vector<Fill> fills;
        bool accepted = false, rejected = false, ended = false, unknown = false;
        bool was_unknown = false;
        bool uncertain = false;  ///< it may never have reached the bridge
        bool left = false;       ///< the session was away since it was sent
        std::string declared;    ///< first word of the last status answer's Text(58), where it had one
        std::string change;      ///< ClOrdID of the request under way
        [[nodiscard]] bool over() const { return rejected || ended; }
        [[nodiscard]] bool live() const { return accepted && !ended; }
        [[nodiscard]] bool has_fill(const std::string& trade_id) const {
            return std::any_of(fills.begin(), fills.end(),
                               [&](const Fill& fill) { return fill.trade_id == trade_id; });
        }
    };
    struct Request {
        char kind = 'F';  ///< F, G, H, q; D of a taken ClOrdID
        std::string orig;
        Figures figures;
        std::size_t order = 0;
        int answers = 0;
        bool taken = false, uncertain = false;
        int number = 0, epoch = 0;
    };

    /// What a complaint about a repeated ExecID(17) says.
    static constexpr std::string_view kExecIdTwice = "an ExecID(17) of another report";

    Ledger(const Version& version, Complain complain) : version_(version), complain_(std::move(complain)) {}

    // What it sends. `number` and `epoch`: where it stands in the session.
    void sends_order(const Fields& body, int number, int epoch);
    void sends_change(char kind, const Fields& body, int number, int epoch);
    /// H, q, or a D whose ClOrdID is taken: each is known by `id`, which the answer carries.
    void asks(char kind, const std::string& id, std::size_t order, int number, int epoch);

    void receives(const FixMessage& message);
    void rejected(int number, int epoch, const FixMessage& reject);
    void abandoned(int number, int epoch);
    /// Nobody knows whether the bridge takes what it has not answered.
    void doubt_unanswered();
    /// The session has lost its connection, or ended it.
    void away();

    [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
    [[nodiscard]] const std::map<std::string, Request>& requests() const { return requests_; }
    /// Reports that came with 97=Y.
    [[nodiscard]] int repeated() const { return repeated_; }
    /// Every ExecID(17) that it was told, with what the report said.
    [[nodiscard]] const std::map<std::string, std::string>& exec_ids() const { return exec_ids_; }

private:
    void report(const FixMessage& message);
    void status(const FixMessage& message);
    void duplicate(const FixMessage& message);
    void news(Order& order, const FixMessage& message);
    void fill(Order& order, const FixMessage& message);
    void end(Order& order, const FixMessage& message);
    void replaced(Order& order, const FixMessage& message);
    void taken(Order& order, const FixMessage& message);
    void refused_change(const FixMessage& message);
    void check_order_id(Order& order, const FixMessage& message);
    void check_cause(const Order& order, const FixMessage& message);
    void check_figures(const Order& order, const FixMessage& message);
    void answer(Order& order, const std::string& id, const FixMessage& message);
    Request* request_of(const FixMessage& message, int tag, std::string_view kinds);
    Order* order_of(const std::string& id);
    void wrong(const FixMessage& message, const std::string& what);

    const Version& version_;
    Complain complain_;
    int repeated_ = 0;
    std::vector<Order> orders_;
    std::map<std::string, std::size_t> order_ids_;        ///< every ClOrdID that is or was an order's
    std::map<std::string, Request> requests_;             ///< by ClOrdID, or the id of the question
    std::map<std::pair<int, int>, std::string> sent_as_;  ///< by epoch and number: ClOrdID or id
    std::map<std::string, std::string> exec_ids_;         ///< content of the report that had it
};

}  // namespace qb::simulation
