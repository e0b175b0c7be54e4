#include <algorithm>

#include "bridge/core.h"
#include "fix/quickfix.h"
#include "mapping/news.h"

// What a session asked for in case something breaks: its orders are cancelled when it is away
// (CancelOnDisconnect, CancelOnLogout), and it hears of the venue link (LinkNews).
namespace qb::bridge {

/// Nobody is logged on when the bridge starts, and how long the OMS has been away is not known.
void Core::count_all_as_lost() {
    for (const auto number : desk_of_engine_)
        absent_.lost(number, desks_[number].config->disconnect, now_.mono);
}

void Core::session_gone(std::uint16_t number, bool logged_out) {
    if (stopping_) return;  // the next start counts it as lost
    const auto& policy = desks_[number].config->disconnect;
    if (logged_out)
        absent_.logged_out(number, policy, now_.mono);
    else
        absent_.lost(number, policy, now_.mono);
    cancel_for_the_absent();  // at once means in this turn: a logon in it comes too late
}

/// What a loss or a Logout has left to be done by now. Where a link is down the cancels are owed and go when
/// it serves again.
void Core::cancel_for_the_absent() {
    while (const auto due = absent_.pop(now_.mono)) cancel_orders_of(due->session, due->why);
}

void Core::cancel_orders_of(orders::SessionIndex session, orders::OwedCancel why) {
    const auto word = to_string(why);
    append_event(journal::RowKind::Timer, session, word, {});
    const auto own = [&](const orders::Order& order) { return order.request.session == session; };
    std::size_t count = 0;
    for (auto& desk : accounts_) {
        count += desk.manager.cancellable(why, own);
        desk.manager.cancel_all(why, own, now_, desk);
    }
    log_.line(ops::LogLevel::Warn, now_.wall, "session.cancel",
              {{"Session", desks_[session].name}, {"Why", word}, {"Orders", std::to_string(count)}},
              "the session is away: its orders are cancelled");
}

/// A session that is not logged on, or that other reports still wait for, is not told later: it is news only
/// now.
void Core::tell_link_change(const AccountDesk& desk, std::string_view reason) {
    for (std::size_t number = 0; number < desks_.size(); ++number) {
        const auto& session = desks_[number];
        if (!session.logged_on || session.config == nullptr || !session.config->fix.link_news) continue;
        const auto& accounts = session.config->accounts;
        if (std::find(accounts.begin(), accounts.end(), desk.name) == accounts.end()) continue;
        auto news = mapping::link_news({.account = desk.name, .serving = desk.serving, .reason = reason},
                                       answer_context(static_cast<std::uint16_t>(number)));
        (void)reports_->offer(static_cast<orders::SessionIndex>(number), news);
    }
}

}  // namespace qb::bridge
