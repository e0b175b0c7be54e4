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

void add_orders(MetricList& list, const Core& core) {
    const auto& c = core.counters();
    list.counter("orders_received_total", "NewOrderSingle(D) handled", c.orders_in);
    list.counter("orders_sent_total", "add_order commands committed", c.orders_sent);
    list.counter("orders_refused_total", "orders the bridge itself refused", c.orders_refused);
    list.counter("orders_rejected_total", "orders the venue rejected", c.orders_rejected);
    list.counter("orders_duplicate_total", "orders with a ClOrdID(11) that was taken", c.duplicates);
    list.counter("orders_not_handed_over_total", "committed commands that the link could not take",
                 c.not_sent);
    list.counter("fills_total", "executions reported", c.fills);
    list.counter("triggers_total", "stops that fired", c.triggers);
    list.gauge("orders_live", "orders that have not ended", core.orders().live());
    list.gauge("orders_unknown", "orders whose outcome is not known", core.orders().unknown());
    list.gauge("orders_in_memory", "orders in memory, ended ones included", core.orders().in_memory());
    for (const auto alarm : kAlarms) {
        list.counter("alarms_total", "things a person must look at",
                     c.alarms.at(static_cast<std::size_t>(alarm)),
                     {{"alarm", std::string(to_string(alarm))}});
    }
}

void add_sessions(MetricList& list, const Core& core) {
    for (std::size_t i = 0; i < core.sessions().size(); ++i) {
        const auto& desk = core.sessions()[i];
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

void add_venue(MetricList& list, const Core& core, const qfex::LinkStatus& link) {
    const auto& c = core.counters();
    list.gauge("link_serving", "1 while orders can be sent", core.serving() ? 1 : 0);
    list.counter("link_connects_total", "connection attempts", link.counters.connects);
    list.counter("link_drops_total", "times a serving link was lost", link.counters.drops);
    list.counter("link_failures_total", "attempts that ended before serving", link.counters.failures);
    list.counter("link_refusals_total", "attempts refused for key or certificate", link.counters.refusals);
    list.counter("venue_frames_total", "frames received", c.frames_in);
    list.counter("venue_frames_unreadable_total", "frames that could not be read", c.frames_unreadable);
    list.counter("venue_reads_total", "queries sent", c.queries);
}

}  // namespace

std::vector<std::string> not_ready_because(const Core& core, const qfex::LinkStatus& link) {
    std::vector<std::string> reasons;
    if (core.stopping()) reasons.emplace_back("the bridge is shutting down");
    if (!core.serving()) reasons.push_back("the venue link is not serving: " + link.text);
    if (core.journal().low_space()) reasons.emplace_back("the disk is nearly full: JOURNAL_LOW_SPACE");
    return reasons;
}

std::vector<Metric> metrics_of(const Core& core, const qfex::LinkStatus& link,
                               std::uint64_t dropped_log_lines) {
    MetricList list;
    add_orders(list, core);
    add_sessions(list, core);
    add_front_door(list, core);
    add_venue(list, core, link);
    list.counter("turns_total", "turns committed", core.counters().turns);
    list.gauge("journal_head_row", "number of the last committed row", core.journal().head().row);
    list.gauge("journal_low_space", "1 while disk space cannot be taken ahead",
               core.journal().low_space() ? 1 : 0);
    list.counter("log_lines_dropped_total", "log lines dropped because the disk was slow", dropped_log_lines);
    return list.take();
}

std::string status_json(const Core& core, const qfex::LinkStatus& link, std::string_view build) {
    namespace json = boost::json;
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
    json::array reasons;
    for (auto& reason : not_ready_because(core, link)) reasons.emplace_back(reason);
    json::object status{
        {"build", build},
        {"ready", reasons.empty()},
        {"not_ready_because", std::move(reasons)},
        {"link", {{"serving", core.serving()}, {"state", to_string(link.state)}, {"text", link.text}}},
        {"orders",
         {{"live", core.orders().live()},
          {"unknown", core.orders().unknown()},
          {"in_memory", core.orders().in_memory()}}},
        {"journal",
         {{"head_row", core.journal().head().row},
          {"head_hash", journal::to_hex(core.journal().head().hash)},
          {"low_space", core.journal().low_space()}}},
        {"sessions", std::move(sessions)}};
    return json::serialize(status);
}

}  // namespace qb::bridge
