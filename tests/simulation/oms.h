#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ledger.h"
#include "oms_session.h"

namespace qb::simulation {

/// Figures that no other order of the world has: by them the venue's orders can be told apart. Two OMSs share
/// one of these, because nothing else of their orders need differ.
class FreshFigures {
public:
    /// In cents, not far from where the market began.
    int price(Dice& dice);
    /// From 1, to go into the decimals of a quantity.
    int thousandths() { return ++thousandths_; }

private:
    std::set<int> prices_;
    int thousandths_ = 0;
};

/// An order management system: trades at random over its session and keeps its ledger.
class Oms {
public:
    Oms(Agenda& agenda, Trace& trace, BridgeEnd& bridge, Dice& dice, FreshFigures& figures,
        const Party& party);

    void start() { session_.start(); }
    OmsSession& session() { return session_; }
    [[nodiscard]] const OmsSession& session() const { return session_; }
    [[nodiscard]] const Party& party() const { return party_; }
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
    void complain(const std::string& text);
    /// Numbered from 1: two OMSs use equal ones.
    [[nodiscard]] std::string fresh_id(const std::string& kind) {
        return kind + std::to_string(++ids_[kind]);
    }
    [[nodiscard]] std::string fresh_price();
    [[nodiscard]] std::string quantity_text(std::int64_t thousandths);
    [[nodiscard]] int some_order(bool live);

    Agenda& agenda_;
    Dice& dice_;
    FreshFigures& figures_;
    const Party& party_;
    std::vector<std::string> complaints_;
    Ledger ledger_;
    OmsSession session_;
    std::vector<Fields> orders_;      ///< as they were sent, by their number in the ledger
    std::map<std::string, int> ids_;  ///< given so far, by kind
    bool refused_ = false;
};

}  // namespace qb::simulation
