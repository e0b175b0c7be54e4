#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/order_archive.h"
#include "mapping/reference_data.h"
#include "mapping/venue_event_from_json.h"
#include "orders/order_manager.h"
#include "qfex/account_settings.h"
#include "qfex/throttle.h"

namespace qb::bridge {

struct AccountDesk;

/// Who carries out what the order manager of an account decided.
class AccountHost {
public:
    virtual void fact(AccountDesk& desk, const orders::Fact& fact, const orders::Order& order) = 0;
    virtual void command(AccountDesk& desk, const orders::Command& command) = 0;
    virtual void alarm(AccountDesk& desk, orders::Alarm alarm, const orders::Order* order,
                       std::string_view text) = 0;
    virtual void foreign(AccountDesk& desk, const orders::VenueEvent& event) = 0;
    virtual orders::GateWord<orders::CancelRefusal> replace_gate(AccountDesk& desk) = 0;

protected:
    ~AccountHost() = default;
};

/// Counted since the start.
struct AccountCounters {
    std::uint64_t orders_in = 0;        ///< NewOrderSingle(D) handled
    std::uint64_t orders_sent = 0;      ///< add_order commands committed
    std::uint64_t orders_refused = 0;   ///< answered by the bridge itself
    std::uint64_t orders_rejected = 0;  ///< by the venue
    std::uint64_t duplicates = 0;
    std::uint64_t changes_in = 0;       ///< OrderCancelRequest(F) and OrderCancelReplaceRequest(G) handled
    std::uint64_t changes_refused = 0;  ///< answered OrderCancelReject(9)
    std::uint64_t replaced = 0;
    std::uint64_t fills = 0;
    std::uint64_t triggers = 0;
    std::uint64_t frames_in = 0;
    std::uint64_t frames_unreadable = 0;
    std::uint64_t queries = 0;
    std::uint64_t refdata_failures = 0;
    std::uint64_t not_sent = 0;              ///< committed commands that the link could not take
    std::array<std::uint64_t, 11> alarms{};  ///< by orders::Alarm
};

/// One account as the bridge keeps it: all that belongs to this account alone. Its number is the one that the
/// journal gave it when it first saw it. An account that is no longer configured keeps its desk, so that its
/// orders stay known; it never serves, and requests about its orders are answered as with the link down.
///
/// Where its order manager's decisions go, too: `desk.manager.handle(event, now, desk)` hands them to the
/// host with the account they are about.
struct AccountDesk final : orders::Effects {
    /// A command of the turn that is open; it leaves when the turn is committed. `text` is what the venue
    /// gets, or for a REST read what records::read_text() calls it.
    struct Outgoing {
        std::string text;
        orders::Command command;
    };

    /// `settings` null: not configured any more. All must outlive the desk.
    AccountDesk(AccountNumber the_number, std::string the_name, const qfex::AccountSettings* settings,
                const OrderArchive& all_archived, AccountHost& host);

    const AccountNumber number;
    const std::string name;
    const qfex::AccountSettings* const config;
    const AccountArchive archive;
    orders::OrderManager manager;
    qfex::Throttle throttle;
    mapping::VenueFrameReader frames;
    mapping::ReferenceData refdata;  ///< empty until it was read
    bool refdata_missing = false;    ///< the last read failed
    bool serving = false;
    std::vector<Outgoing> outgoing;
    std::vector<orders::QueryHistoricOrders> historic_queries;
    std::vector<Outgoing> not_sent;  ///< answered at the start of the next turn
    /// Cancels over the cancel rate, oldest first; at most one for each live order.
    std::deque<orders::OrderKey> waiting_cancels;
    AccountCounters counters;

    /// When the manager, a cancel or an order that waits for its share has something to do; `now` where that
    /// is at once.
    [[nodiscard]] std::optional<MonoTime> next_deadline(MonoTime now) const;

    void fact(const orders::Fact& fact, const orders::Order& order) override;
    void command(const orders::Command& command) override;
    void alarm(orders::Alarm alarm, const orders::Order* order, std::string_view text) override;
    void foreign(const orders::VenueEvent& event) override;
    orders::GateWord<orders::CancelRefusal> replace_gate() override;

private:
    AccountHost& host_;
};

/// Every account the journal knows, by its number there. References stay valid.
class AccountDesks {
public:
    /// All must outlive the desks.
    AccountDesks(const std::vector<qfex::AccountSettings>& configured, const OrderArchive& archive,
                 AccountHost& host)
        : configured_(configured), archive_(archive), host_(host) {}

    /// A desk with the next number.
    AccountDesk& add(std::string_view name);
    /// Gives every configured account that has none yet a desk.
    void add_configured();

    [[nodiscard]] AccountDesk* find(std::string_view name);
    [[nodiscard]] AccountDesk& operator[](std::size_t number) { return desks_[number]; }
    [[nodiscard]] const AccountDesk& operator[](std::size_t number) const { return desks_[number]; }
    [[nodiscard]] std::size_t size() const { return desks_.size(); }
    [[nodiscard]] auto begin() { return desks_.begin(); }
    [[nodiscard]] auto end() { return desks_.end(); }
    [[nodiscard]] auto begin() const { return desks_.begin(); }
    [[nodiscard]] auto end() const { return desks_.end(); }

    struct NamedOrder {
        AccountDesk* desk;
        orders::Order order;
    };
    /// The session's order that a request names, as OrderManager::named(), whatever its account. `first` is
    /// asked first: two accounts may have orders of one OrderID(37).
    [[nodiscard]] std::optional<NamedOrder> named(orders::SessionIndex session, std::string_view cl_ord_id,
                                                  std::string_view order_id, AccountDesk& first);
    /// The account besides `asked` in which the session used the ClOrdID, archived orders included; null:
    /// none.
    [[nodiscard]] AccountDesk* elsewhere(orders::SessionIndex session, std::string_view cl_ord_id,
                                         const AccountDesk& asked);

private:
    const std::vector<qfex::AccountSettings>& configured_;
    const OrderArchive& archive_;
    AccountHost& host_;
    std::deque<AccountDesk> desks_;
};

}  // namespace qb::bridge
