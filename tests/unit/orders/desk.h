#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "orders/order_manager.h"

namespace qb::orders::test {

/// The archive as the journal gives it: what the last Archived fact of an order said, also while the order is
/// back in memory.
class FakeArchive final : public Archive {
public:
    std::map<OrderKey, Order> orders;
    std::optional<Order> by_cl_ord_id(SessionIndex session, std::string_view cl_ord_id) const override;
    std::optional<Order> by_client_order_id(const Id128& id) const override;
    std::optional<Order> by_venue_id(std::string_view venue_id) const override;
};

/// One account's manager with everything around it played by the test. What the manager decides is written
/// down as one line per decision: "Acked 1 P", "> trades P", "! FOREIGN_EVENT".
class Desk : public testing::Test, public Effects {
protected:
    Desk();
    void TearDown() override;  ///< the facts of every test, applied to a fresh manager, give the same orders

    /// A new order in words: "stop 1 qty=1 px=190", first the kind (stop, mit, limit, ioc, fok, market), then
    /// the key. cl= ClOrdID (default c<key>), side=, qty=, px=, session=, symbol=, resend, refused=WORD.
    void order(const std::string& words);
    /// A cancel or replace in words: "cancel x1 of=c1", "replace r1 of=c1 qty=2 px=185"; id= OrderID(37),
    /// session=, resend, taken (in another account), refused=WORD; new=77: the rest of a partly filled order
    /// is added under cl=77.
    void change(const std::string& words);
    std::size_t cancel_all(OwedCancel why, SessionIndex session = 0);
    void refuse_cancels(OwedCancel why);
    /// Gives so many shares of the order rate to what waits for one.
    void shares(int count);
    /// Order 1, which the venue knows as O.
    void live(const std::string& words);
    /// A venue frame in words: "ack id=P cl=1 ..." where the first word is a status, or fill, stop, err,
    /// bare. cl=1 is the client order id of order 1.
    void venue(const std::string& words);
    void orders(const std::vector<std::string>& rows);
    void trades(const std::vector<std::string>& rows);
    /// The answer to `query`; without one, to the read of the history that went out last.
    void history(const std::vector<std::string>& rows, std::optional<QueryHistoricOrders> query = {});
    /// Answers the reads that look for an order of unknown outcome: the venue shows nothing.
    void shows_nothing();
    void pass(std::chrono::microseconds time);  ///< runs every timer on the way
    void feed(const VenueEvent& event);

    /// Everything decided since the last call, joined by "; ".
    std::string said();
    const Order& at(OrderKey key) const;
    bool said_nothing() { return said().empty(); }

    void fact(const Fact& fact, const Order& order) override;
    void command(const Command& command) override;
    void alarm(Alarm alarm, const Order* order, std::string_view text) override;
    GateWord<CancelRefusal> replace_gate() override;

    void restart(std::chrono::microseconds down = std::chrono::seconds{1});
    static Id128 client_id(OrderKey key);

    ManagerSettings settings;
    FakeArchive archive;
    std::unique_ptr<OrderManager> manager;
    Now now;
    std::optional<Refusal> gate;
    std::optional<CancelRefusal> change_gate;
    bool over_rate = false;  ///< what the gates say where they do not refuse
    int gate_asked = 0, gates_of_replaces = 0;
    std::vector<Fact> facts;
    std::vector<std::string> lines;
    std::vector<Command> commands;
};

OrderUpdate update_from(const std::string& words);
FillEvent fill_from(const std::string& words);
HistoricOrder historic_from(const std::string& words);
StatusClass class_of(std::string_view status);
std::string describe(const Fact& fact);
std::string describe(const Command& command);

}  // namespace qb::orders::test
