#include <array>

#include "orders/manager_impl.h"

/// What is left of our resting orders after a loss of the link: the open set is read, one read for all of
/// them, and orders that it does not show are asked about one by one. The set alone ends nothing: the venue
/// may not list stops at all (QFEX docs disagree). Where the venue cancels the orders of a lost link
/// (VenueCancelOnDisconnect) the set is read more than once.
namespace qb::orders {
namespace {

/// After the answer to each round but the last: the venue's cancels may still be running, up to 3 s later.
constexpr std::array<std::chrono::seconds, 2> kPauses{std::chrono::seconds{1}, std::chrono::seconds{3}};

/// Orders asked about after one read of the set: get_order takes its shares of the rate from the orders.
constexpr int kMaxChecks = 64;

}  // namespace

void OrderManager::Impl::begin_survey() {
    if (book.live() == 0) return;
    survey.emplace();
    if (!settings.cancelled_on_loss) survey->rounds = static_cast<int>(kPauses.size());
    ask_survey();
}

void OrderManager::Impl::ask_survey() {
    if (!survey) return;
    survey->newest = book.newest();
    survey->shown.clear();
    reads.ask(QueryOpenOrders{{}, 0}, {0, ReadKind::Survey});
}

void OrderManager::Impl::surveyed(bool failed) {
    if (!survey) return;
    if (failed) return timers.arm(0, TimerKind::Survey, now.mono + backoff(survey->failures++));
    const bool all = ask_about_hidden();
    if (static_cast<std::size_t>(survey->rounds) < kPauses.size()) {
        survey->asked_up_to = 0;  // the next round looks at all of them again
        const auto pause = kPauses.at(static_cast<std::size_t>(survey->rounds++));
        return timers.arm(0, TimerKind::Survey, now.mono + pause);
    }
    if (all) return survey.reset();
    timers.arm(0, TimerKind::Survey, now.mono + kPauses.back());
}

/// False: there are more of them than are asked about at a time.
bool OrderManager::Impl::ask_about_hidden() {
    int asked = 0;
    bool all = true;
    book.for_each([&](const Order& order) {
        const bool resting = order.state == OrderState::Live && !is_ioc(order);
        if (!resting || order.key <= survey->asked_up_to || order.key > survey->newest) return;
        if (survey->shown.contains(order.key)) return;
        all = all && asked < kMaxChecks;
        if (!all) return;
        ++asked;
        survey->asked_up_to = order.key;
        if (is_stop(order.request.type)) not_shown.insert(order.key);
        check(order);
    });
    return all;
}

/// The venue has not shown the order since the link is back.
bool OrderManager::Impl::unseen_since_loss(const Order& order) const {
    return survey && order.key <= survey->newest && !survey->shown.contains(order.key);
}

void OrderManager::Impl::end_survey() {
    survey.reset();
    not_shown.clear();
    timers.disarm(0, TimerKind::Survey);
    reads.forget({0, ReadKind::Survey});
}

}  // namespace qb::orders
