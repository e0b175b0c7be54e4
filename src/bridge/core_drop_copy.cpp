#include "bridge/core.h"
#include "fix/quickfix.h"
#include "mapping/reports.h"
#include "mapping/request_reports.h"

// Sessions with DropCopy=Y: what they may ask, over the orders of all sessions of their accounts.
namespace qb::bridge {

void Core::foreign(AccountDesk& desk, const orders::VenueEvent& event) {
    drop_copies_->foreign(desk, event, turn_.next_row(), now_.wall);
}

void Core::on_drop_copy_request(std::uint16_t number, const FIX::Message& message, std::string_view type) {
    if (type == "H") return copy_of_order(number, message);
    if (type == "AF") return copy_of_open_orders(number, message);
    log_.line(ops::LogLevel::Warn, now_.wall, "fix.not_authorized",
              {{"Session", desks_[number].name}, {"MsgType", type}},
              "answered with BusinessMessageReject(j): a drop-copy session may not send it");
    auto answer = mapping::not_authorized(
        message, "A drop-copy session may send OrderStatusRequest(H) and OrderMassStatusRequest(AF) alone",
        answer_context(number));
    reports_->deliver(number, answer);
}

/// The accounts of the session, its own first.
std::vector<AccountDesk*> Core::accounts_of(std::uint16_t session) {
    const auto& config = *desks_[session].config;
    std::vector<AccountDesk*> found{accounts_.find(config.account)};
    for (auto& desk : accounts_)
        if (&desk != found.front() && may_use(session, desk.name)) found.push_back(&desk);
    return found;
}

/// By OrderID(37): a ClOrdID(11) is that of some other session. Account(1) says where to look first.
void Core::copy_of_order(std::uint16_t number, const FIX::Message& message) {
    const auto request = mapping::status_request_from_fix(message);
    auto accounts = accounts_of(number);
    accounts.insert(accounts.begin(), &account_for(number, request.account));
    for (const auto* desk : accounts) {
        const auto order = desk->manager.by_venue_id(request.order_id);
        if (!order) continue;
        const mapping::CopyOf copy{.account = desk->name, .comp_id = oms_of(desks_[order->request.session])};
        auto context = answer_context(number);
        context.copy = &copy;
        auto report =
            mapping::status_report(*order, context, {.ord_status_req_id = request.ord_status_req_id});
        return reports_->deliver(number, report);
    }
    auto report = mapping::unknown_order_report(request, answer_context(number));
    reports_->deliver(number, report);
}

void Core::copy_of_open_orders(std::uint16_t number, const FIX::Message& message) {
    const auto request = mapping::mass_status_request_from_fix(message, symbols_);
    std::vector<std::pair<const AccountDesk*, const orders::Order*>> found;
    for (const auto* desk : accounts_of(number)) {
        if (!request.account.empty() && request.account != desk->name) continue;
        desk->manager.for_each([&](const orders::Order& order) {
            if (!request.refusal && !order.ended() && request.scope.takes(order))
                found.emplace_back(desk, &order);
        });
    }
    if (found.empty()) {
        auto report = mapping::no_orders_report(request, answer_context(number));
        return reports_->deliver(number, report);
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& [desk, order] = found[i];
        const mapping::CopyOf copy{.account = desk->name, .comp_id = oms_of(desks_[order->request.session])};
        auto context = answer_context(number);
        context.copy = &copy;
        auto report = mapping::status_report(*order, context,
                                             {.mass_status_req_id = request.mass_status_req_id,
                                              .tot_num_reports = static_cast<int>(found.size()),
                                              .last = i + 1 == found.size()});
        reports_->deliver(number, report);
    }
}

}  // namespace qb::bridge
