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

void Core::fact(const orders::Fact& fact, const orders::Order& order) {
    const auto place = turn_.next_ref();
    payload_.clear();
    records::write_fact(payload_, kAccount, fact);
    const auto row = turn_.append(journal::RowKind::Fact, records::kFactVersion, payload_);
    if (const auto* archived = std::get_if<orders::Archived>(&fact)) archive_.add(archived->order, place);
    count(fact);
    log_order_line(log_, fact, order, desks_[order.request.session].name, now_.wall);
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

void Core::count(const orders::Fact& fact) {
    if (std::holds_alternative<orders::Refused>(fact)) ++counters_.orders_refused;
    if (std::holds_alternative<orders::Duplicate>(fact)) ++counters_.duplicates;
    if (std::holds_alternative<orders::Filled>(fact)) ++counters_.fills;
    if (std::holds_alternative<orders::Triggered>(fact)) ++counters_.triggers;
    if (std::holds_alternative<orders::ChangeRefused>(fact)) ++counters_.changes_refused;
    if (std::holds_alternative<orders::Replaced>(fact)) ++counters_.replaced;
    if (const auto* ended = std::get_if<orders::Ended>(&fact)) {
        if (ended->state == orders::OrderState::Rejected) ++counters_.orders_rejected;
    }
}

void Core::command(const orders::Command& command) {
    if (const auto* add = std::get_if<orders::SendAddOrder>(&command)) {
        std::string text;
        mapping::add_order_json(text, *manager_->find(add->key));
        put_out(command, std::move(text));
        ++counters_.orders_sent;
        return;
    }
    if (const auto* cancel = std::get_if<orders::SendCancel>(&command)) return send_cancel(cancel->key);
    if (const auto* modify = std::get_if<orders::SendModify>(&command)) return send_modify(modify->key);
    ++counters_.queries;
    if (const auto* historic = std::get_if<orders::QueryHistoricOrders>(&command)) {
        if (!throttle_.try_take(qfex::Command::RestRead, now_.mono)) return not_sent_.push_back(command);
        historic_queries_.push_back(*historic);
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
    if (!throttle_.try_take(cost, now_.mono)) return not_sent_.push_back(command);
    outgoing_.push_back({std::move(text), command});
}

void Core::alarm(orders::Alarm alarm, const orders::Order* order, std::string_view text) {
    ++counters_.alarms.at(static_cast<std::size_t>(alarm));
    log_.line(
        ops::LogLevel::Warn, now_.wall, "alarm",
        {{"Alarm", to_string(alarm)},
         {"ClOrdID", order != nullptr ? std::string_view(order->request.cl_ord_id) : std::string_view()},
         {"Session",
          order != nullptr ? std::string_view(desks_[order->request.session].name) : std::string_view()}},
        text);
}

}  // namespace qb::bridge
