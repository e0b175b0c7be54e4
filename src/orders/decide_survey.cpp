#include <array>

#include "orders/manager_impl.h"

/// What is left of our resting orders after a loss of the link, on an account whose orders the venue cancels
/// then (VenueCancelOnDisconnect): the open set is read, and orders that it does not show are asked about one
/// by one. The set alone ends nothing: the venue may not list stops at all (QFEX docs disagree).
namespace qb::orders {
namespace {

/// After the answer to each round but the last: the venue's cancels may still be running, up to 3 s later.
constexpr std::array<std::chrono::seconds, 2> kPauses{std::chrono::seconds{1}, std::chrono::seconds{3}};

}  // namespace

void OrderManager::Impl::begin_survey() {
    if (!settings.survey_after_loss || book.live() == 0) return;
    survey.emplace();
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
    book.for_each([this](const Order& order) {
        const bool resting = order.state == OrderState::Live && !is_ioc(order);
        if (resting && order.key <= survey->newest && !survey->shown.contains(order.key)) check(order);
    });
    if (static_cast<std::size_t>(survey->rounds) == kPauses.size()) return survey.reset();
    timers.arm(0, TimerKind::Survey, now.mono + kPauses.at(static_cast<std::size_t>(survey->rounds++)));
}

void OrderManager::Impl::end_survey() {
    survey.reset();
    timers.disarm(0, TimerKind::Survey);
    reads.forget({0, ReadKind::Survey});
}

}  // namespace qb::orders
