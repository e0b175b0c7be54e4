#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "bridge/account_desk.h"
#include "bridge/report_desk.h"
#include "mapping/report_context.h"
#include "orders/foreign_orders.h"

namespace qb::bridge {

/// The OMS's CompID in a session's name.
[[nodiscard]] std::string_view oms_of(const SessionDesk& desk);

/// Copies the reports of an account to its sessions with DropCopy=Y, each in the session's own dialect, and
/// tells them what happened to the account's orders that were placed elsewhere. Source: rules of engagement,
/// "Drop copy".
class DropCopies {
public:
    /// All must outlive it; `desks` has all its sessions.
    DropCopies(const std::vector<SessionDesk>& desks, ReportDesk& reports)
        : desks_(desks), reports_(reports) {}

    /// The report that the fact makes, if it is an ExecutionReport(8) that tells news.
    void fact(const AccountDesk& account, const orders::Fact& fact, const orders::Order& order,
              std::uint64_t row, WallTime now);
    /// News of an order that is certainly not ours.
    void foreign(const AccountDesk& account, const orders::VenueEvent& event, std::uint64_t row,
                 WallTime now);

private:
    [[nodiscard]] bool copies(const SessionDesk& desk, const AccountDesk& account) const;

    const std::vector<SessionDesk>& desks_;
    ReportDesk& reports_;
    std::map<AccountNumber, orders::ForeignOrders> elsewhere_;
};

}  // namespace qb::bridge
