#include "bridge/core.h"
#include "bridge/order_line.h"
#include "fix/quickfix.h"
#include "mapping/add_order_json.h"
#include "mapping/queries_json.h"
#include "mapping/reports.h"
#include "records/facts.h"
#include "records/rows.h"

// What the order manager decided becomes rows, reports, commands and log lines.
namespace qb::bridge {

void Core::fact(AccountDesk& account, const orders::Fact& fact, const orders::Order& order) {
    const auto place = turn_.next_ref();
    payload_.clear();
    records::write_fact(payload_, account.number, fact);
    const auto row = turn_.append(journal::RowKind::Fact, records::kFactVersion, payload_);
    if (const auto* archived = std::get_if<orders::Archived>(&fact)) {
        archive_.add(archived->order, place);
        retention_.archived(order.key, place);
    }
    count(account, fact);
    log_order_line(log_, fact, order, desks_[order.request.session].name, account.name, now_.wall);
    report(fact, order, row);
    drop_copies_->fact(account, fact, order, row, now_.wall);
}

/// To the session whose order it is.
void Core::report(const orders::Fact& fact, const orders::Order& order, std::uint64_t row) {
    const auto& desk = desks_[order.request.session];
    if (desk.config == nullptr) {
        // A session that the configuration has no more: its version is all that is known of it.
        const auto version = std::string_view(desk.name).substr(0, desk.name.find(':'));
        const auto dialect = mapping::dialect_for(version).value_or(*mapping::dialect_for("FIX.4.4"));
        auto report =
            mapping::execution_report(fact, order, {.dialect = dialect, .row = row, .now = now_.wall});
        if (report) reports_->deliver(order.request.session, *report);
        return;
    }
    auto report = mapping::execution_report(fact, order,
                                            {.dialect = desk.config->dialect, .row = row, .now = now_.wall});
    if (report) reports_->deliver(order.request.session, *report);
}

void Core::count(AccountDesk& desk, const orders::Fact& fact) {
    auto& counters = desk.counters;
    if (std::holds_alternative<orders::Refused>(fact)) ++counters.orders_refused;
    if (std::holds_alternative<orders::Duplicate>(fact)) ++counters.duplicates;
    if (std::holds_alternative<orders::Filled>(fact)) ++counters.fills;
    if (std::holds_alternative<orders::Triggered>(fact)) ++counters.triggers;
    if (std::holds_alternative<orders::ChangeRefused>(fact)) ++counters.changes_refused;
    if (std::holds_alternative<orders::Replaced>(fact)) ++counters.replaced;
    if (const auto* ended = std::get_if<orders::Ended>(&fact)) {
        if (ended->state == orders::OrderState::Rejected) ++counters.orders_rejected;
    }
}

void Core::command(AccountDesk& desk, const orders::Command& command) {
    if (const auto* cancel = std::get_if<orders::SendCancel>(&command)) return send_cancel(desk, cancel->key);
    if (const auto* modify = std::get_if<orders::SendModify>(&command)) return send_modify(desk, modify->key);
    const auto* add = std::get_if<orders::SendAddOrder>(&command);
    if (add == nullptr) return send_query(desk, command);
    std::string text;
    mapping::add_order_json(text, *desk.manager.find(add->key));
    put_out(desk, command, std::move(text));
    ++desk.counters.orders_sent;
}

/// A read; one over the rate counts as not sent.
void Core::send_query(AccountDesk& desk, const orders::Command& command) {
    ++desk.counters.queries;
    if (const auto* historic = std::get_if<orders::QueryHistoricOrders>(&command)) {
        if (!desk.throttle.try_take(qfex::Command::RestRead, now_.mono))
            return desk.not_sent.push_back({records::read_text(*historic), command});
        desk.historic_queries.push_back(*historic);
        return;
    }
    std::string text;
    auto cost = qfex::Command::GetOrder;
    if (const auto* one = std::get_if<orders::QueryOrder>(&command)) {
        mapping::get_order_json(text, *one);
    } else if (const auto* open = std::get_if<orders::QueryOpenOrders>(&command)) {
        mapping::get_user_orders_json(text, *open);
        cost = qfex::Command::GetUserOrders;
    } else if (const auto* trades = std::get_if<orders::QueryTrades>(&command)) {
        mapping::get_user_trades_json(text, *trades);
        cost = qfex::Command::GetUserTrades;
    }
    if (!desk.throttle.try_take(cost, now_.mono)) return desk.not_sent.push_back({std::move(text), command});
    desk.outgoing.push_back({std::move(text), command});
}

void Core::alarm(AccountDesk& desk, orders::Alarm alarm, const orders::Order* order, std::string_view text) {
    ++desk.counters.alarms.at(static_cast<std::size_t>(alarm));
    log_.line(
        ops::LogLevel::Warn, now_.wall, "alarm",
        {{"Alarm", to_string(alarm)},
         {"Account", desk.name},
         {"ClOrdID", order != nullptr ? std::string_view(order->request.cl_ord_id) : std::string_view()},
         {"Session",
          order != nullptr ? std::string_view(desks_[order->request.session].name) : std::string_view()}},
        text);
}

}  // namespace qb::bridge
