#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fix/quickfix.h"
#include "mapping/report_context.h"
#include "orders/order_manager.h"

namespace qb::model {

/// The order manager with what src/bridge puts around it, but without sessions, link and journal: facts
/// become FIX messages by the same functions, and a restart applies the facts as they come back out of their
/// records.
class Bridge final : private orders::Effects, private orders::Archive {
public:
    /// replaces_partly_filled: ReplacePartiallyFilled=cancel-new.
    Bridge(mapping::Dialect dialect, orders::ManagerSettings settings, bool replaces_partly_filled);

    std::function<void(const FIX::Message&)> on_report;
    /// A command that leaves, and the order it is about (none for a read). False: the link did not take it.
    std::function<bool(const orders::Command&, const orders::Order*)> on_command;
    /// A cancel goes over the rate and has to wait.
    std::function<bool()> cancel_waits;
    /// An order or replace goes over the rate.
    std::function<bool()> over_rate;

    orders::OrderKey new_order(orders::OrderRequest request);
    void change(const orders::ChangeRequest& request);
    void status_request(const std::string& cl_ord_id);
    void mass_cancel();
    /// The session is away, and it has CancelOnDisconnect=Y.
    void session_lost();
    void feed(const orders::VenueEvent& event);
    void query_failed(const orders::Command& query);
    void link(bool up);
    void release_cancels();
    /// So many shares of the order rate come free.
    void release_orders(int shares);
    /// What waits for its share is refused: the bridge is being stopped.
    void stop();
    /// Time passes; every timer on the way runs.
    void pass(std::chrono::microseconds time);
    /// The process ended and begins again: what is not in the facts is gone.
    void restart(std::chrono::microseconds down, bool from_state);
    /// A manager made of the facts alone knows the same orders as the one that runs.
    [[nodiscard]] bool facts_are_enough() const;

    [[nodiscard]] bool serving() const { return serving_; }
    [[nodiscard]] Now now() const { return now_; }
    [[nodiscard]] std::optional<MonoTime> next_deadline() const { return manager_->next_deadline(); }
    [[nodiscard]] bool cancels_wait() const { return !waiting_.empty(); }
    [[nodiscard]] std::size_t queued() const { return manager_->queued(); }
    /// It said in its status answers that it does not know what became of the rest of a replaced order.
    [[nodiscard]] bool lost_track_of(orders::OrderKey key) const;

private:
    void fact(const orders::Fact& fact, const orders::Order& order) override;
    void command(const orders::Command& command) override;
    orders::GateWord<orders::CancelRefusal> replace_gate() override;
    void alarm(orders::Alarm, const orders::Order*, std::string_view) override {}
    std::optional<orders::Order> by_cl_ord_id(orders::SessionIndex session,
                                              std::string_view cl_ord_id) const override;
    std::optional<orders::Order> by_client_order_id(const orders::Id128& id) const override;
    std::optional<orders::Order> by_venue_id(std::string_view venue_id) const override;

    orders::GateWord<orders::CancelRefusal> change_gate(orders::ChangeKind kind);
    void send(const orders::Command& command);
    void tell_not_sent();
    void tell(const FIX::Message& message) { on_report(message); }
    [[nodiscard]] mapping::ReportContext context() const { return {dialect_, row_, now_.wall}; }
    [[nodiscard]] std::unique_ptr<orders::OrderManager> from_facts() const;
    [[nodiscard]] std::unique_ptr<orders::OrderManager> from_state() const;

    mapping::Dialect dialect_;
    orders::ManagerSettings settings_;
    bool replaces_partly_filled_;
    std::map<orders::OrderKey, orders::Order> archive_;
    std::vector<orders::Fact> facts_;
    std::unique_ptr<orders::OrderManager> manager_;
    std::vector<orders::Command> not_sent_;
    std::vector<orders::OrderKey> waiting_;  ///< cancels over the rate
    Now now_;
    std::uint64_t row_ = 0;
    bool serving_ = true;
};

}  // namespace qb::model
