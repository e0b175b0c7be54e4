#include "bridge/account_desk.h"

#include <algorithm>
#include <utility>

#include "mapping/refusal_table.h"

namespace qb::bridge {
namespace {

/// An account that is not configured sends nothing: the defaults are as good as any.
qfex::AccountSettings settings_or_default(const qfex::AccountSettings* settings) {
    return settings != nullptr ? *settings : qfex::AccountSettings{};
}

orders::ManagerSettings manager_settings(const qfex::AccountSettings& account) {
    orders::ManagerSettings settings;
    settings.ack_timeout = account.ack_timeout;
    settings.refusal_for = mapping::refusal_for;
    settings.cancelled_on_loss = account.venue_cancel_on_disconnect;
    settings.stops_are_listed = account.venue_lists_stops;
    return settings;
}

qfex::Throttle throttle_for(const qfex::AccountSettings& account) {
    return {account.order_rate, account.cancel_rate};
}

}  // namespace

AccountDesk::AccountDesk(AccountNumber the_number, std::string the_name,
                         const qfex::AccountSettings* settings, const OrderArchive& all_archived,
                         AccountHost& host)
    : number(the_number),
      name(std::move(the_name)),
      config(settings),
      archive(all_archived, the_number),
      manager(manager_settings(settings_or_default(settings)), archive),
      throttle(throttle_for(settings_or_default(settings))),
      host_(host) {}

std::optional<MonoTime> AccountDesk::next_deadline(MonoTime now) const {
    auto first = manager.next_deadline();
    const auto share_of = [&](qfex::Command command) {
        const auto cost = qfex::cost_of(command);
        const auto share = throttle.possible_at(cost.bucket, cost.weight, now);
        if (!first || share < *first) first = share;
    };
    if (!serving) return first;  // nothing leaves
    if (!waiting_cancels.empty()) share_of(qfex::Command::CancelOrder);
    if (manager.queued() > 0) share_of(qfex::Command::AddOrder);
    return first;
}

void AccountDesk::fact(const orders::Fact& fact, const orders::Order& order) {
    host_.fact(*this, fact, order);
}
void AccountDesk::command(const orders::Command& command) { host_.command(*this, command); }
void AccountDesk::alarm(orders::Alarm alarm, const orders::Order* order, std::string_view text) {
    host_.alarm(*this, alarm, order, text);
}

void AccountDesk::foreign(const orders::VenueEvent& event) { host_.foreign(*this, event); }
orders::GateWord<orders::CancelRefusal> AccountDesk::replace_gate() { return host_.replace_gate(*this); }

AccountDesk& AccountDesks::add(std::string_view name) {
    const auto settings = std::find_if(configured_.begin(), configured_.end(),
                                       [&](const auto& account) { return account.name == name; });
    return desks_.emplace_back(static_cast<AccountNumber>(desks_.size()), std::string(name),
                               settings == configured_.end() ? nullptr : &*settings, archive_, host_);
}

void AccountDesks::add_configured() {
    for (const auto& account : configured_) {
        if (find(account.name) == nullptr) add(account.name);
    }
}

AccountDesk* AccountDesks::find(std::string_view name) {
    for (auto& desk : desks_) {
        if (desk.name == name) return &desk;
    }
    return nullptr;
}

std::optional<AccountDesks::NamedOrder> AccountDesks::named(orders::SessionIndex session,
                                                            std::string_view cl_ord_id,
                                                            std::string_view order_id, AccountDesk& first) {
    if (auto order = first.manager.named(session, cl_ord_id, order_id))
        return NamedOrder{&first, std::move(*order)};
    for (auto& desk : desks_) {
        if (&desk == &first) continue;
        if (auto order = desk.manager.named(session, cl_ord_id, order_id))
            return NamedOrder{&desk, std::move(*order)};
    }
    return std::nullopt;
}

AccountDesk* AccountDesks::elsewhere(orders::SessionIndex session, std::string_view cl_ord_id,
                                     const AccountDesk& asked) {
    for (auto& desk : desks_) {
        if (&desk == &asked) continue;
        if (desk.manager.find(session, cl_ord_id) != nullptr) return &desk;
        if (desk.archive.by_cl_ord_id(session, cl_ord_id)) return &desk;
    }
    return nullptr;
}

}  // namespace qb::bridge
