#include "bridge/drop_copy.h"

#include <algorithm>

#include "fix/quickfix.h"
#include "mapping/foreign_report.h"
#include "mapping/reports.h"

namespace qb::bridge {
namespace {

/// An OrderCancelReject(9) and a status answer concern the session that asked, and nobody else.
bool is_news(const orders::Fact& fact) {
    if (const auto* duplicate = std::get_if<orders::Duplicate>(&fact)) return !duplicate->same_poss_resend;
    return !std::holds_alternative<orders::ChangeRefused>(fact) &&
           !std::holds_alternative<orders::ChangeRepeated>(fact);
}

}  // namespace

std::string_view oms_of(const SessionDesk& desk) {
    if (desk.config != nullptr) return desk.config->fix.target_comp_id;
    constexpr std::string_view kArrow = "->";
    const std::string_view name = desk.name;
    const auto at = name.find(kArrow);
    return at == std::string_view::npos ? name : name.substr(at + kArrow.size());
}

bool DropCopies::copies(const SessionDesk& desk, const AccountDesk& account) const {
    if (desk.config == nullptr || !desk.config->drop_copy) return false;
    const auto& accounts = desk.config->accounts;
    return std::find(accounts.begin(), accounts.end(), account.name) != accounts.end();
}

void DropCopies::fact(const AccountDesk& account, const orders::Fact& fact, const orders::Order& order,
                      std::uint64_t row, WallTime now) {
    if (!is_news(fact)) return;
    const mapping::CopyOf copy{.account = account.name, .comp_id = oms_of(desks_[order.request.session])};
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        if (i == order.request.session || !copies(desks_[i], account)) continue;
        auto report = mapping::execution_report(
            fact, order, {.dialect = desks_[i].config->dialect, .row = row, .now = now, .copy = &copy});
        if (report) reports_.deliver(static_cast<orders::SessionIndex>(i), *report);
    }
}

void DropCopies::foreign(const AccountDesk& account, const orders::VenueEvent& event, std::uint64_t row,
                         WallTime now) {
    const bool wanted = std::any_of(desks_.begin(), desks_.end(),
                                    [&](const SessionDesk& desk) { return copies(desk, account); });
    if (!wanted) return;
    const auto heard = elsewhere_[account.number].hear(event);
    if (!heard) return;
    const mapping::CopyOf copy{.account = account.name, .comp_id = {}};
    for (std::size_t i = 0; i < desks_.size(); ++i) {
        if (!copies(desks_[i], account)) continue;
        auto report = mapping::foreign_report(
            *heard, {.dialect = desks_[i].config->dialect, .row = row, .now = now, .copy = &copy});
        reports_.deliver(static_cast<orders::SessionIndex>(i), report);
    }
}

}  // namespace qb::bridge
