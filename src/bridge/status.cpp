#include "bridge/status.h"

#include <boost/json.hpp>

namespace qb::bridge {
namespace {

using ops::Metric;

class MetricList {
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;
    void counter(std::string name, std::string help, std::uint64_t value, Labels labels = {}) {
        add(Metric::Type::Counter, std::move(name), std::move(help), value, std::move(labels));
    }
    void gauge(std::string name, std::string help, std::uint64_t value, Labels labels = {}) {
        add(Metric::Type::Gauge, std::move(name), std::move(help), value, std::move(labels));
    }
    std::vector<Metric> take() { return std::move(metrics_); }

private:
    void add(Metric::Type type, std::string name, std::string help, std::uint64_t value, Labels labels) {
        metrics_.push_back(
            {"qfex_bridge_" + std::move(name), std::move(help), type, std::move(labels), value});
    }
    std::vector<Metric> metrics_;
};

constexpr std::array kAlarms{
    orders::Alarm::LateFill,     orders::Alarm::Overfill,        orders::Alarm::OutcomeUnknown,
    orders::Alarm::Settling,     orders::Alarm::RefusedAfterAck, orders::Alarm::FillWithoutTrade,
    orders::Alarm::ForeignEvent, orders::Alarm::UnmatchedError,  orders::Alarm::UnknownStatus,
    orders::Alarm::NotCancelled, orders::Alarm::OpenAfterReject};

/// One kind of value, of each account in turn: what Prometheus wants to stand together.
class AccountMetrics {
public:
    AccountMetrics(MetricList& list, const Core& core) : list_(list), core_(core) {}

    template <class Value>
    void counter(const std::string& name, const std::string& help, Value value) {
        for (const auto& desk : core_.accounts()) list_.counter(name, help, value(desk), labels(desk));
    }
    void counter(const std::string& name, const std::string& help, std::uint64_t AccountCounters::*counted) {
        counter(name, help, [counted](const AccountDesk& desk) { return desk.counters.*counted; });
    }
    template <class Value>
    void gauge(const std::string& name, const std::string& help, Value value) {
        for (const auto& desk : core_.accounts()) list_.gauge(name, help, value(desk), labels(desk));
    }

    static MetricList::Labels labels(const AccountDesk& desk) { return {{"account", desk.name}}; }

private:
    MetricList& list_;
    const Core& core_;
};

void add_orders(MetricList& list, const Core& core) {
    AccountMetrics each(list, core);
    each.counter("orders_received_total", "NewOrderSingle(D) handled", &AccountCounters::orders_in);
    each.counter("orders_sent_total", "add_order commands committed", &AccountCounters::orders_sent);
    each.counter("orders_refused_total", "orders the bridge itself refused",
                 &AccountCounters::orders_refused);
    each.counter("orders_rejected_total", "orders the venue rejected", &AccountCounters::orders_rejected);
    each.counter("orders_duplicate_total", "orders with a ClOrdID(11) that was taken",
                 &AccountCounters::duplicates);
    each.counter("orders_not_handed_over_total", "committed commands that the link could not take",
                 &AccountCounters::not_sent);
    each.counter("fills_total", "executions reported", &AccountCounters::fills);
    each.counter("triggers_total", "stops that fired", &AccountCounters::triggers);
    each.gauge("orders_live", "orders that have not ended",
               [](const AccountDesk& desk) { return desk.manager.live(); });
    each.gauge("orders_queued", "orders and replaces that wait for their share of the order rate",
               [](const AccountDesk& desk) { return desk.manager.queued(); });
    each.gauge("orders_unknown", "orders whose outcome is not known",
               [](const AccountDesk& desk) { return desk.manager.unknown(); });
    each.gauge("orders_in_memory", "orders in memory, ended ones included",
               [](const AccountDesk& desk) { return desk.manager.in_memory(); });
    for (const auto& desk : core.accounts()) {
        for (const auto alarm : kAlarms) {
            auto labels = AccountMetrics::labels(desk);
            labels.emplace_back("alarm", to_string(alarm));
            list.counter("alarms_total", "things a person must look at",
                         desk.counters.alarms.at(static_cast<std::size_t>(alarm)), std::move(labels));
        }
    }
}

void add_sessions(MetricList& list, const Core& core) {
    for (const auto& desk : core.sessions()) {
        list.gauge("session_logged_on", "1 while the session is logged on", desk.logged_on ? 1 : 0,
                   {{"session", desk.name}});
    }
    for (std::size_t i = 0; i < core.sessions().size(); ++i) {
        list.gauge("session_parked_reports", "reports that wait for the session",
                   core.reports().parked(static_cast<orders::SessionIndex>(i)),
                   {{"session", core.sessions()[i].name}});
    }
}

void add_front_door(MetricList& list, const Core& core) {
    const auto& c = core.engine().counters();
    list.counter("fix_connections_total", "TCP connections taken", c.connections);
    list.gauge("fix_connections", "TCP connections open", core.engine().connection_count());
    list.counter("fix_messages_in_total", "FIX messages handed to a session", c.messages_in);
    list.counter("fix_messages_out_total", "FIX messages sent", c.messages_out);
    list.counter("fix_garbled_total", "frames ignored as garbled", c.garbled);
    list.counter("fix_unsupported_total", "messages answered with BusinessMessageReject(j) 380=3",
                 c.unsupported);
    for (std::size_t i = 0; i < c.drops.size(); ++i) {
        list.counter("fix_drops_total", "connections refused or ended by the bridge", c.drops.at(i),
                     {{"cause", std::string(to_string(static_cast<fix::DropCause>(i)))}});
    }
}

void add_venue(MetricList& list, const Core& core, const LinkStates& links) {
    AccountMetrics each(list, core);
    const auto link = [&links](std::uint64_t qfex::LinkCounters::*counted) {
        return [&links, counted](const AccountDesk& desk) { return links[desk.number].counters.*counted; };
    };
    each.gauge("link_serving", "1 while orders can be sent",
               [](const AccountDesk& desk) { return desk.serving ? 1U : 0U; });
    each.counter("link_connects_total", "connection attempts", link(&qfex::LinkCounters::connects));
    each.counter("link_drops_total", "times a serving link was lost", link(&qfex::LinkCounters::drops));
    each.counter("link_failures_total", "attempts that ended before serving",
                 link(&qfex::LinkCounters::failures));
    each.counter("link_refusals_total", "attempts refused for key or certificate",
                 link(&qfex::LinkCounters::refusals));
    each.counter("venue_frames_total", "frames received", &AccountCounters::frames_in);
    each.counter("venue_frames_unreadable_total", "frames that could not be read",
                 &AccountCounters::frames_unreadable);
    each.counter("venue_reads_total", "queries sent", &AccountCounters::queries);
    each.gauge("refdata_symbols", "symbols whose tick and lot are known",
               [](const AccountDesk& desk) { return desk.refdata.size(); });
    each.counter("refdata_failures_total", "reads of the reference data that failed",
                 &AccountCounters::refdata_failures);
}

namespace json = boost::json;

json::array accounts_json(const Core& core, const LinkStates& links) {
    json::array accounts;
    for (const auto& desk : core.accounts()) {
        json::object account{{"name", desk.name},
                             {"configured", desk.config != nullptr},
                             {"orders",
                              {{"live", desk.manager.live()},
                               {"unknown", desk.manager.unknown()},
                               {"in_memory", desk.manager.in_memory()}}}};
        if (desk.config != nullptr) {
            const auto& link = links[desk.number];
            account["link"] = {
                {"serving", desk.serving}, {"state", to_string(link.state)}, {"text", link.text}};
            account["reference_data"] = {{"symbols", desk.refdata.size()},
                                         {"last_read_failed", desk.refdata_missing}};
        }
        accounts.push_back(std::move(account));
    }
    return accounts;
}

json::array sessions_json(const Core& core) {
    json::array sessions;
    for (std::size_t i = 0; i < core.sessions().size(); ++i) {
        const auto& desk = core.sessions()[i];
        json::object session{{"name", desk.name},
                             {"configured", desk.config != nullptr},
                             {"logged_on", desk.logged_on},
                             {"parked_reports", core.reports().parked(static_cast<orders::SessionIndex>(i))}};
        if (desk.engine_index) {
            const auto numbers = core.engine().numbers(*desk.engine_index);
            session["next_sender"] = numbers.next_sender;
            session["next_target"] = numbers.next_target;
        }
        sessions.push_back(std::move(session));
    }
    return sessions;
}

}  // namespace

std::vector<std::string> not_ready_because(const Core& core, const LinkStates& links) {
    std::vector<std::string> reasons;
    if (core.stopping()) reasons.emplace_back("the bridge is shutting down");
    for (const auto& desk : core.accounts()) {
        if (desk.config == nullptr || desk.serving) continue;
        reasons.push_back("the venue link of account " + desk.name +
                          " is not serving: " + links[desk.number].text);
    }
    if (core.journal().low_space()) reasons.emplace_back("the disk is nearly full: JOURNAL_LOW_SPACE");
    return reasons;
}

std::vector<Metric> metrics_of(const Core& core, const LinkStates& links, std::uint64_t dropped_log_lines) {
    MetricList list;
    add_orders(list, core);
    add_sessions(list, core);
    add_front_door(list, core);
    add_venue(list, core, links);
    list.counter("turns_total", "turns committed", core.turns());
    list.gauge("journal_head_row", "number of the last committed row", core.journal().head().row);
    list.gauge("journal_low_space", "1 while disk space cannot be taken ahead",
               core.journal().low_space() ? 1 : 0);
    list.counter("fix_log_lines_lost_total", "lines that the FIX logs lack (FixLog=Y)",
                 core.fix_log_lines_lost());
    list.counter("log_lines_dropped_total", "log lines dropped because the disk was slow", dropped_log_lines);
    return list.take();
}

std::string status_json(const Core& core, const LinkStates& links, std::string_view build) {
    json::array reasons;
    for (auto& reason : not_ready_because(core, links)) reasons.emplace_back(reason);
    json::object status{{"build", build},
                        {"ready", reasons.empty()},
                        {"not_ready_because", std::move(reasons)},
                        {"accounts", accounts_json(core, links)},
                        {"journal",
                         {{"head_row", core.journal().head().row},
                          {"head_hash", journal::to_hex(core.journal().head().hash)},
                          {"low_space", core.journal().low_space()}}},
                        {"sessions", sessions_json(core)}};
    return json::serialize(status);
}

}  // namespace qb::bridge
