#include "replay/plain_record.h"

#include <algorithm>
#include <array>

#include "bridge/fix_text.h"
#include "ops/log.h"
#include "records/rows.h"
#include "replay/fact_details.h"
#include "replay/fix_values.h"
#include "replay/order_texts.h"
#include "replay/plain_tables.h"
#include "replay/venue_names.h"

namespace qb::replay {
namespace {

using journal::PlacedRow;
using journal::RowKind;

template <std::size_t kColumns>
using Cells = std::array<std::string, kColumns>;

/// The order's other names of a kind, between blanks.
std::string others_of(const auto& names, std::string_view but) {
    std::string all;
    for (const auto& name : names) {
        if (name == but) continue;
        if (!all.empty()) all += ' ';
        all += name;
    }
    return all;
}

std::vector<std::string> other_cl_ord_ids(const orders::Order& order) {
    std::vector<std::string> ids;
    for (const auto& other : order.changes->ids) ids.push_back(other.text);
    if (order.pending() != nullptr) ids.push_back(order.pending()->cl_ord_id);
    return ids;
}

std::string flag(bool value) { return value ? "Y" : "N"; }

/// Heartbeat and TestRequest: they tell of no order, and there is one a second.
bool is_noise(std::string_view msg_type) { return msg_type == "0" || msg_type == "1"; }

constexpr const char* kOpenOrders =
    "CREATE VIEW open_orders AS SELECT * FROM orders WHERE state NOT IN ('Filled', 'Cancelled', 'Rejected')";

/// An order's life: its events, and the messages that name it by any of its ids.
constexpr const char* kOrderLines = R"(CREATE VIEW order_lines AS
SELECT o.account, o.order_key, e.row, e.time, 'event' AS what, e.event || coalesce(' ' || e.word, '') AS text
FROM orders o JOIN events e ON e.account = o.account AND e.order_key = o.order_key
UNION SELECT o.account, o.order_key, f.row, f.time, 'FIX ' || f.direction, f.message
FROM orders o JOIN fix_messages f ON f.session = o.session AND (
  f.cl_ord_id = o.cl_ord_id OR f.orig_cl_ord_id = o.cl_ord_id
  OR instr(' ' || o.other_cl_ord_ids || ' ', ' ' || f.cl_ord_id || ' ') > 0)
UNION SELECT o.account, o.order_key, f.row, f.time, 'FIX ' || f.direction, f.message
FROM orders o JOIN fix_messages f ON f.order_id = o.order_id
UNION SELECT o.account, o.order_key, v.row, v.time, 'JSON ' || v.direction, v.message
FROM orders o JOIN venue_messages v ON v.account = o.account AND v.client_order_id = o.client_order_id
UNION SELECT o.account, o.order_key, v.row, v.time, 'JSON ' || v.direction, v.message
FROM orders o JOIN venue_messages v ON v.account = o.account AND v.order_id = o.order_id)";

}  // namespace

const Schema& PlainRecord::schema() {
    static const Schema kSchema{
        {{plain::kEvents, "row"},
         {plain::kOrders, "account, order_key"},
         {plain::kExecutions, "row"},
         {plain::kFixMessages, "row"},
         {plain::kVenueMessages, "row"}},
        {"CREATE INDEX events_by_order ON events (account, order_key, row)",
         "CREATE INDEX events_by_time ON events (time)",
         "CREATE INDEX orders_by_cl_ord_id ON orders (cl_ord_id)",
         "CREATE INDEX orders_by_order_id ON orders (order_id)",
         "CREATE INDEX orders_by_client_order_id ON orders (client_order_id)",
         "CREATE INDEX executions_by_order ON executions (account, order_key, row)",
         "CREATE INDEX executions_by_trade_id ON executions (trade_id)",
         "CREATE INDEX fix_messages_by_cl_ord_id ON fix_messages (cl_ord_id)",
         "CREATE INDEX fix_messages_by_order_id ON fix_messages (order_id)",
         "CREATE INDEX venue_messages_by_order_id ON venue_messages (order_id)",
         "CREATE INDEX venue_messages_by_client_order_id ON venue_messages (client_order_id)", kOpenOrders,
         kOrderLines}};
    return kSchema;
}

const Table* PlainRecord::table(std::string_view name) {
    const auto& tables = schema().tables;
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [name](const auto& entry) { return entry.table.name == name; });
    return found == tables.end() ? nullptr : &found->table;
}

void PlainRecord::turn(const JournalTurn& turn, bool wanted) {
    time_ = ops::iso_time(turn.at);
    for (const auto& row : turn.rows) tell(row, wanted);
}

void PlainRecord::tell(const PlacedRow& row, bool wanted) {
    if (const auto event = replay_.take(row)) return fact(row, *event, wanted);
    if (!wanted) return;
    if (row.kind == RowKind::FixIn || row.kind == RowKind::FixOut || row.kind == RowKind::Parked)
        message(row);
    if (row.kind == RowKind::VenueIn || row.kind == RowKind::VenueOut) frame(row);
}

void PlainRecord::fact(const PlacedRow& row, const OrderEvent& event, bool wanted) {
    if (const auto* archived = std::get_if<orders::Archived>(event.fact)) {
        const bool touched = touched_.erase({event.account, archived->order.key}) > 0;
        if (touched || !since_) order(event.account, archived->order);
    }
    if (is_housekeeping(*event.fact) || !wanted) return;
    const auto details = details_of(*event.fact);
    using plain::at;
    Cells<plain::kEventColumns.size()> cells;
    cells[at("row")] = std::to_string(row.number);
    cells[at("time")] = time_;
    cells[at("event")] = details.event;
    cells[at("account")] = replay_.account_name(event.account);
    cells[at("order_key")] = std::to_string(orders::key_of(*event.fact));
    cells[at("request_cl_ord_id")] = details.cl_ord_id;
    cells[at("orig_cl_ord_id")] = details.orig_cl_ord_id;
    cells[at("venue_id")] = details.venue_id;
    cells[at("event_qty")] = details.quantity;
    cells[at("event_px")] = details.price;
    cells[at("trade_id")] = details.trade_id;
    cells[at("fee")] = details.fee;
    cells[at("liquidity")] = details.liquidity;
    cells[at("word")] = details.word;
    cells[at("text")] = details.text;
    cells[at("happened_at")] = text_of(details.at);
    if (event.order != nullptr) {
        const auto& order = *event.order;
        if (since_) touched_.insert({event.account, order.key});
        cells[at("session")] = replay_.session_name(order.request.session);
        cells[at("cl_ord_id")] = order.request.cl_ord_id;
        cells[at("client_order_id")] = client_order_id_of(order);
        cells[at("order_id")] = order_id_of(order);
        cells[at("symbol")] = symbol_of(order);
        cells[at("side")] = side_of(order);
        cells[at("ord_type")] = type_of(order);
        cells[at("time_in_force")] = time_in_force_of(order);
        cells[at("order_qty")] = quantity_of(order);
        cells[at("price")] = text_of(order.request.price);
        cells[at("stop_px")] = text_of(order.request.stop_px);
        cells[at("cum_qty")] = order.cum_qty.to_string();
        cells[at("leaves_qty")] = order.leaves_qty().to_string();
        cells[at("avg_px")] = order.avg_px().to_string();
        cells[at("state")] = to_string(order.state);
        if (const auto* fill = std::get_if<orders::Filled>(event.fact)) execution(row, event, *fill);
    }
    sink_.row(plain::kEvents, cells);
}

void PlainRecord::execution(const PlacedRow& row, const OrderEvent& event, const orders::Filled& fill) {
    const auto& order = *event.order;
    const Cells<plain::kExecutionColumns.size()> cells{
        std::to_string(row.number),
        time_,
        replay_.account_name(event.account),
        std::to_string(order.key),
        replay_.session_name(order.request.session),
        order.request.cl_ord_id,
        order_id_of(order),
        fill.venue_id,
        order.request.symbol,
        side_of(order),
        fill.trade_id,
        fill.quantity.to_string(),
        fill.price.to_string(),
        text_of(fill.fee),
        to_text(fill.liquidity),
        flag(fill.late),
        text_of(fill.at),
    };
    sink_.row(plain::kExecutions, cells);
}

void PlainRecord::order(std::uint16_t account, const orders::Order& order) {
    const auto& request = order.request;
    const Cells<plain::kOrderColumns.size()> cells{
        replay_.account_name(account),
        std::to_string(order.key),
        replay_.session_name(request.session),
        request.cl_ord_id,
        others_of(other_cl_ord_ids(order), request.cl_ord_id),
        client_order_id_of(order),
        order_id_of(order),
        others_of(order.venue_ids, order_id_of(order)),
        std::string(request.account.str()),
        symbol_of(order),
        side_of(order),
        type_of(order),
        time_in_force_of(order),
        flag(request.reduce_only),
        quantity_of(order),
        text_of(request.price),
        text_of(request.stop_px),
        std::string(to_string(order.state)),
        flag(order.triggered),
        order.cum_qty.to_string(),
        order.leaves_qty().to_string(),
        order.avg_px().to_string(),
        std::to_string(order.trade_ids.size()),
        text_of(order.accepted_at),
        order.ended() ? text_of(order.ended_at) : std::string(),
        order.refusal.word,
        order.refusal.text,
    };
    sink_.row(plain::kOrders, cells);
}

void PlainRecord::message(const PlacedRow& row) {
    if (!sink_.wants(plain::kFixMessages)) return;
    const auto message = records::read_fix(row.version, row.payload);
    if (!message) throw UnreadableRow(row, "it is no FIX message that this version can read");
    const auto type = bridge::msg_type_of(message->text);
    if (is_noise(type)) return;
    const auto value = [&](int tag) { return std::string(fix_value(message->text, tag)); };
    std::string direction = row.kind == RowKind::FixIn ? "in" : "out";
    if (row.kind == RowKind::Parked) direction = "parked";
    const Cells<plain::kFixColumns.size()> cells{
        std::to_string(row.number),
        time_,
        direction,
        replay_.session_name(message->session),
        value(34),
        std::string(type),
        value(11),
        value(41),
        value(37),
        value(17),
        value(150),
        value(39),
        with_bars(message->text),
    };
    sink_.row(plain::kFixMessages, cells);
}

void PlainRecord::frame(const PlacedRow& row) {
    if (!sink_.wants(plain::kVenueMessages)) return;
    const auto frame = records::read_venue(row.version, row.payload);
    if (!frame) throw UnreadableRow(row, "it is no frame that this version can read");
    const auto names = names_.read(frame->text);
    const Cells<plain::kVenueColumns.size()> cells{
        std::to_string(row.number),
        time_,
        row.kind == RowKind::VenueIn ? "in" : "out",
        replay_.account_name(frame->account),
        std::string(names.kind),
        std::string(names.order_id),
        std::string(names.client_order_id),
        std::string(frame->text),
    };
    sink_.row(plain::kVenueMessages, cells);
}

void PlainRecord::finish() {
    replay_.for_each([&](std::uint16_t account, const orders::Order& left) {
        if (!since_ || touched_.contains({account, left.key})) order(account, left);
    });
}

}  // namespace qb::replay
