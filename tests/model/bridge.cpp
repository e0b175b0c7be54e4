#include "bridge.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "mapping/reports.h"
#include "mapping/request_reports.h"
#include "records/facts.h"

namespace qb::model {
namespace {

using orders::Order;

/// Different for each order, as the journal's digest would be.
orders::Id128 client_order_id_for(orders::OrderKey key) {
    orders::Id128 id;
    id.bytes[0] = 0xc1;
    for (std::size_t i = 0; i < 8; ++i) id.bytes[15 - i] = static_cast<std::uint8_t>(key >> (8 * i));
    return id;
}

/// As the journal gives it back.
orders::Fact recorded(const orders::Fact& fact) {
    std::string payload;
    records::write_fact(payload, 0, fact);
    auto read = records::read_fact(records::kFactVersion, payload);
    if (!read) throw std::logic_error("a fact cannot be read back: " + std::string(orders::name_of(fact)));
    return std::move(read->fact);
}

const Order* order_of(const orders::Command& command, const orders::OrderManager& manager) {
    if (const auto* add = std::get_if<orders::SendAddOrder>(&command)) return manager.find(add->key);
    if (const auto* cancel = std::get_if<orders::SendCancel>(&command)) return manager.find(cancel->key);
    if (const auto* modify = std::get_if<orders::SendModify>(&command)) return manager.find(modify->key);
    return nullptr;
}

}  // namespace

Bridge::Bridge(mapping::Dialect dialect, orders::ManagerSettings settings, bool replaces_partly_filled)
    : dialect_(dialect),
      settings_(std::move(settings)),
      replaces_partly_filled_(replaces_partly_filled),
      manager_(from_facts()),
      now_{WallTime{std::chrono::seconds{1'700'000'000}}, MonoTime{std::chrono::seconds{50}}} {
    manager_->link_serving(now_, *this);
}

orders::OrderKey Bridge::new_order(orders::OrderRequest request) {
    orders::NewOrder order;
    order.key = ++row_;
    order.client_order_id = client_order_id_for(order.key);
    order.request = std::move(request);
    const orders::Refusal down{2, "QFEX_LINK_DOWN", "there is no connection to the venue; nothing was sent"};
    const auto gate = [&]() -> orders::GateWord<orders::Refusal> {
        if (!serving_) return down;
        if (queued() > 0 || over_rate()) return orders::GateWord<orders::Refusal>::over_rate();
        return {};
    };
    manager_->handle(order, now_, gate, *this);
    tell_not_sent();
    return order.key;
}

void Bridge::change(const orders::ChangeRequest& request) {
    const bool replace = request.kind == orders::ChangeKind::Replace;
    orders::NewChange change{request, std::nullopt};
    ++row_;
    if (replace && replaces_partly_filled_) change.rest_id = client_order_id_for(row_);
    manager_->handle(
        change, now_, [&] { return change_gate(request.kind); }, *this);
    tell_not_sent();
}

orders::GateWord<orders::CancelRefusal> Bridge::change_gate(orders::ChangeKind kind) {
    if (!serving_) return orders::CancelRefusal{99, "QFEX_LINK_DOWN", "there is no connection to the venue"};
    if (kind == orders::ChangeKind::Cancel || (queued() == 0 && !over_rate())) return {};
    return orders::GateWord<orders::CancelRefusal>::over_rate();
}

orders::GateWord<orders::CancelRefusal> Bridge::replace_gate() {
    return change_gate(orders::ChangeKind::Replace);
}

void Bridge::status_request(const std::string& cl_ord_id) {
    if (const auto named = manager_->named(0, cl_ord_id, {}))
        return tell(mapping::status_report(*named, context()));
    mapping::StatusRequest request;
    request.cl_ord_id = cl_ord_id;
    tell(mapping::unknown_order_report(request, context()));
}

void Bridge::mass_cancel() {
    ++row_;
    mapping::MassCancelRequest request;
    request.cl_ord_id = "mass" + std::to_string(row_);
    request.type = '7';
    const auto all = [](const Order&) { return true; };
    constexpr auto kWhy = orders::OwedCancel::MassCancel;
    tell(mapping::mass_cancel_report(request, manager_->cancellable(kWhy, all), context()));
    manager_->cancel_all(kWhy, all, now_, *this);
    tell_not_sent();
}

void Bridge::session_lost() {
    ++row_;
    manager_->cancel_all(
        orders::OwedCancel::OnDisconnect, [](const Order&) { return true; }, now_, *this);
    tell_not_sent();
}

void Bridge::feed(const orders::VenueEvent& event) {
    manager_->handle(event, now_, *this);
    tell_not_sent();
}

void Bridge::query_failed(const orders::Command& query) {
    manager_->query_failed(query, now_, *this);
    tell_not_sent();
}

void Bridge::link(bool up) {
    serving_ = up;
    if (up) {
        manager_->link_serving(now_, *this);
    } else {
        manager_->link_lost("LINK_LOST", now_, *this);
    }
    tell_not_sent();
}

void Bridge::pass(std::chrono::microseconds time) {
    const MonoTime end = now_.mono + time;
    for (auto due = manager_->next_deadline(); due && *due <= end; due = manager_->next_deadline()) {
        const auto step = std::max(*due, now_.mono) - now_.mono;
        now_ = {now_.wall + step, now_.mono + step};
        manager_->on_timer(now_, *this);
        tell_not_sent();
    }
    now_ = {now_.wall + (end - now_.mono), end};
}

void Bridge::restart(std::chrono::microseconds down, bool from_state) {
    waiting_.clear();
    not_sent_.clear();
    manager_ = from_state ? this->from_state() : from_facts();
    now_ = {now_.wall + down, MonoTime{std::chrono::seconds{3}}};
    serving_ = false;
    manager_->resume(now_);
    manager_->link_lost("RESTART", now_, *this);
}

std::unique_ptr<orders::OrderManager> Bridge::from_facts() const {
    const orders::Archive& archive = *this;  // a private base: std::make_unique could not convert
    auto manager = std::make_unique<orders::OrderManager>(settings_, archive);
    for (const auto& fact : facts_) {
        if (manager->apply(recorded(fact))) continue;
        throw std::logic_error("a fact is refused at the restart: " + std::string(orders::name_of(fact)));
    }
    return manager;
}

/// As from the state record with which a segment of the journal begins.
std::unique_ptr<orders::OrderManager> Bridge::from_state() const {
    const orders::Archive& archive = *this;  // a private base: std::make_unique could not convert
    auto manager = std::make_unique<orders::OrderManager>(settings_, archive);
    manager_->for_each([&](const Order& order) {
        std::string payload;
        records::write_order(payload, order);
        auto read = records::read_order(payload);
        if (!read || !manager->load(std::move(*read)))
            throw std::logic_error("the order " + order.request.cl_ord_id + " is refused at the restart");
    });
    return manager;
}

bool Bridge::facts_are_enough() const {
    const auto again = from_facts();
    bool same = again->in_memory() == manager_->in_memory() && again->live() == manager_->live() &&
                again->unknown() == manager_->unknown();
    manager_->for_each([&](const Order& order) {
        const Order* other = again->find(order.key);
        same = same && other != nullptr && *other == order;
    });
    return same;
}

// ---- what the manager decides

void Bridge::fact(const orders::Fact& fact, const Order& order) {
    ++row_;
    facts_.push_back(fact);
    if (const auto* archived = std::get_if<orders::Archived>(&fact)) archive_[order.key] = archived->order;
    if (const auto report = mapping::execution_report(fact, order, context())) tell(*report);
}

void Bridge::command(const orders::Command& command) {
    if (const auto* cancel = std::get_if<orders::SendCancel>(&command)) {
        manager_->change_waits(cancel->key);
        if (!waiting_.empty() || cancel_waits()) return waiting_.push_back(cancel->key);
    }
    send(command);
}

void Bridge::send(const orders::Command& command) {
    if (!on_command(command, order_of(command, *manager_))) return not_sent_.push_back(command);
    if (const auto* cancel = std::get_if<orders::SendCancel>(&command))
        manager_->change_left(cancel->key, now_);
}

void Bridge::release_cancels() {
    for (const orders::OrderKey key : std::exchange(waiting_, {})) {
        if (!manager_->owes_a_cancel(key)) continue;
        send(orders::SendCancel{key});
    }
    tell_not_sent();
}

void Bridge::release_orders(int shares) {
    if (!serving_) return;
    manager_->release_queued([&](const orders::Command&) { return shares-- > 0; }, now_, *this);
    tell_not_sent();
}

void Bridge::stop() {
    manager_->refuse_queued({99, "BRIDGE_STOPPING", "the bridge is shutting down"}, now_, *this);
    tell_not_sent();
}

bool Bridge::lost_track_of(orders::OrderKey key) const {
    const Order* order = manager_->find(key);
    return order != nullptr && order->rest_is_out() &&
           order->pending()->step == orders::ReplaceStep::AddUnknown;
}

/// The turn is over, and the link did not take these. What is asked again at once waits for the next turn.
void Bridge::tell_not_sent() {
    for (const auto& command : std::exchange(not_sent_, {})) manager_->not_sent(command, now_, *this);
}

// ---- Archive

std::optional<Order> Bridge::by_cl_ord_id(orders::SessionIndex session, std::string_view cl_ord_id) const {
    for (const auto& [key, order] : archive_) {
        if (order.request.session != session) continue;
        const auto& ids = order.changes->ids;
        const bool other = std::any_of(ids.begin(), ids.end(),
                                       [&](const orders::OtherId& id) { return id.text == cl_ord_id; });
        if (other || order.request.cl_ord_id == cl_ord_id) return order;
    }
    return std::nullopt;
}

std::optional<Order> Bridge::by_client_order_id(const orders::Id128& id) const {
    for (const auto& [key, order] : archive_) {
        if (order.client_order_id == id) return order;
    }
    return std::nullopt;
}

std::optional<Order> Bridge::by_venue_id(std::string_view venue_id) const {
    for (const auto& [key, order] : archive_) {
        if (std::find(order.venue_ids.begin(), order.venue_ids.end(), venue_id) != order.venue_ids.end())
            return order;
    }
    return std::nullopt;
}

}  // namespace qb::model
