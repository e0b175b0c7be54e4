#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger.h"
#include "oms_session.h"

namespace qb::simulation {

/// An order management system: trades at random over its session and keeps its ledger.
class Oms {
public:
    Oms(Agenda& agenda, Trace& trace, BridgeEnd& bridge, Dice& dice);

    void start() { session_.start(); }
    OmsSession& session() { return session_; }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }

    /// The bridge's clock is too far off for it to take anything: it refuses with Reject(3), which is not
    /// sent again when it is lost. What is under way and what is sent meanwhile may not have been taken.
    void bridge_refuses(bool refuses);

    /// One random request; nothing while it is not logged on.
    void act();
    /// Cancels every order that it takes for live and not being changed.
    void cancel_live();
    /// Asks for the state of every order that is not over.
    void ask_for_states();

    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

private:
    void doubt() {
        if (refused_) ledger_.doubt_unanswered();
    }
    void new_order();
    void same_order_again();
    void change(bool cancel);
    void mass_cancel();
    void send_status_request(std::size_t order);
    void send_cancel(std::size_t order);
    [[nodiscard]] std::string fresh_id(const char* kind) { return kind + std::to_string(++ids_); }
    [[nodiscard]] std::string fresh_price();
    [[nodiscard]] std::string quantity_text(std::int64_t thousandths);
    [[nodiscard]] int some_order(bool live);

    Agenda& agenda_;
    Dice& dice_;
    std::vector<std::string> complaints_;
    Ledger ledger_;
    OmsSession session_;
    std::vector<Fields> orders_;  ///< as they were sent, by their number in the ledger
    std::set<int> prices_;
    int ids_ = 0;
    bool refused_ = false;
};

}  // namespace qb::simulation
