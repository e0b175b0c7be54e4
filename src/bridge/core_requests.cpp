#include "bridge/core.h"
#include "fix/quickfix.h"
#include "mapping/reports.h"
#include "mapping/request_reports.h"

// Requests that ask about orders or end many of them: OrderStatusRequest(H), OrderMassStatusRequest(AF),
// OrderMassCancelRequest(q). They see this session's orders alone.
namespace qb::bridge {

mapping::ReportContext Core::answer_context(std::uint16_t number) const {
    return {.dialect = desks_[number].config->dialect, .row = turn_.next_row(), .now = now_.wall};
}

void Core::on_status_request(std::uint16_t number, const FIX::Message& message) {
    const auto request = mapping::status_request_from_fix(message);
    const auto named =
        accounts_.named(number, request.cl_ord_id, request.order_id, account_for(number, request.account));
    auto report = named ? mapping::status_report(named->order, answer_context(number),
                                                 {.ord_status_req_id = request.ord_status_req_id})
                        : mapping::unknown_order_report(request, answer_context(number));
    reports_->deliver(number, report);
}

void Core::on_mass_status_request(std::uint16_t number, const FIX::Message& message) {
    const auto request = mapping::mass_status_request_from_fix(message, symbols_);
    std::vector<const orders::Order*> found;
    for (const auto& desk : accounts_) {
        if (!request.account.empty() && request.account != desk.name) continue;
        desk.manager.for_each([&](const orders::Order& order) {
            const bool mine = order.request.session == number && !order.ended();
            if (!request.refusal && mine && request.scope.takes(order)) found.push_back(&order);
        });
    }
    if (found.empty()) {
        auto report = mapping::no_orders_report(request, answer_context(number));
        reports_->deliver(number, report);
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto report = mapping::status_report(*found[i], answer_context(number),
                                             {.mass_status_req_id = request.mass_status_req_id,
                                              .tot_num_reports = static_cast<int>(found.size()),
                                              .last = i + 1 == found.size()});
        reports_->deliver(number, report);
    }
}

/// Accounts whose link is down do not keep the others from cancelling; their orders are named one by one.
void Core::on_mass_cancel_request(std::uint16_t number, const FIX::Message& message) {
    using enum orders::OwedCancel;
    const auto request = mapping::mass_cancel_request_from_fix(message, symbols_);
    const auto wanted = [&](const orders::Order& order) {
        return order.request.session == number && request.scope.takes(order);
    };
    std::size_t affected = 0;
    bool link_up = false;
    for (const auto& desk : accounts_) {
        if (!desk.serving) continue;
        affected += desk.manager.cancellable(MassCancel, wanted);
        link_up = link_up || affected > 0 || may_use(number, desk.name);
    }
    auto refusal = request.refusal;
    if (!refusal && !link_up) {
        refusal = mapping::RequestRefusal{99, "QFEX_LINK_DOWN",
                                          "there is no connection to the venue; nothing was cancelled"};
    }
    if (refusal) {
        auto report = mapping::mass_cancel_refusal(request, *refusal, answer_context(number));
        return reports_->deliver(number, report);
    }
    auto report = mapping::mass_cancel_report(request, affected, answer_context(number));
    reports_->deliver(number, report);
    for (auto& desk : accounts_) {
        if (desk.serving) {
            desk.manager.cancel_all(MassCancel, wanted, now_, desk);
        } else {
            desk.manager.refuse_cancels(
                MassCancel, wanted,
                {orders::kOtherReason, "QFEX_LINK_DOWN",
                 "there is no connection to the venue for account " + desk.name + "; nothing was sent"},
                now_, desk);
        }
    }
}

}  // namespace qb::bridge
