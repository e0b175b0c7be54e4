#include "replay/order_writers.h"

#include <array>

namespace qb::replay {
namespace {

std::string_view to_string(OrderRequestId::Outcome outcome) {
    switch (outcome) {
    case OrderRequestId::Outcome::Open: return "open";
    case OrderRequestId::Outcome::Accepted: return "accepted";
    case OrderRequestId::Outcome::Rejected: return "rejected";
    }
    return "?";
}

/// The plain members of a row, under the names of their columns.
struct Column {
    std::string_view name;
    std::string OrderRow::*text;
    std::uint32_t tag = 0;  ///< has a word for the value, in the column <name>_meaning
};
constexpr std::array<Column, 15> kColumns{{{"order_id", &OrderRow::order_id},
                                           {"account", &OrderRow::account},
                                           {"symbol", &OrderRow::symbol},
                                           {"side", &OrderRow::side, tag::kSide},
                                           {"ord_type", &OrderRow::ord_type, tag::kOrdType},
                                           {"order_qty", &OrderRow::order_qty},
                                           {"price", &OrderRow::price},
                                           {"stop_px", &OrderRow::stop_px},
                                           {"cum_qty", &OrderRow::cum_qty},
                                           {"leaves_qty", &OrderRow::leaves_qty},
                                           {"avg_px", &OrderRow::avg_px},
                                           {"ord_status", &OrderRow::ord_status, tag::kOrdStatus},
                                           {"reject_reason", &OrderRow::reject_reason, tag::kOrdRejReason},
                                           {"text", &OrderRow::text},
                                           {"begin_string", &OrderRow::begin_string}}};

struct TimeColumn {
    std::string_view name;
    std::optional<WallTime> OrderRow::*time;
};
constexpr std::array<TimeColumn, 3> kTimes{{{"received", &OrderRow::received},
                                            {"acknowledged", &OrderRow::acknowledged},
                                            {"ended", &OrderRow::ended}}};

std::uint64_t micros_of(std::chrono::microseconds time) { return static_cast<std::uint64_t>(time.count()); }

/// Logs of several clocks may say that the answer came first.
void put_latency(TextOut& out, std::chrono::microseconds latency) {
    if (latency.count() < 0) out << '-';
    out << micros_of(latency.count() < 0 ? -latency : latency);
}

void write_json(const OrderRow& row, FieldNames& names, TextOut& out) {
    out << R"({"client":")";
    out.json(row.client);
    out << '"';
    out.json_member("venue", row.venue);
    out << ",\"requests\":";
    char before = '[';
    for (const auto& request : row.requests) {
        out << before << R"({"cl_ord_id":")";
        out.json(request.cl_ord_id);
        out << '"';
        if (!request.msg_type.empty()) out.json_member("msg_type", request.msg_type);
        out.json_member("outcome", to_string(request.outcome));
        out << '}';
        before = ',';
    }
    out << ']';
    for (const auto& column : kTimes) {
        if (!(row.*column.time)) continue;
        out << ",\"" << column.name << "\":\"";
        out.time(*(row.*column.time));
        out << '"';
    }
    if (const auto latency = row.latency()) {
        out << ",\"latency_us\":";
        put_latency(out, *latency);
    }
    out << ",\"fills\":" << row.fills;
    for (const auto& column : kColumns) {
        const auto& text = row.*column.text;
        if (text.empty()) continue;
        out.json_member(column.name, text);
        const auto word = column.tag == 0 ? std::string_view() : names.meaning(column.tag, text);
        if (!word.empty()) out << ",\"" << column.name << "_meaning\":\"" << word << '"';
    }
    out << "}\n";
}

/// "a1 > a2 (G) > a3 (F rejected)": what came of a request that was not simply accepted.
std::string chain_text(const OrderRow& row) {
    std::string text;
    for (const auto& request : row.requests) {
        if (!text.empty()) text += " > ";
        text += request.cl_ord_id;
        const bool accepted = request.outcome == OrderRequestId::Outcome::Accepted;
        if (&request == &row.requests.front()) continue;
        text += " (" + request.msg_type;
        if (!accepted) (text += request.msg_type.empty() ? "" : " ") += to_string(request.outcome);
        text += ')';
    }
    return text;
}

void write_csv(const OrderRow& row, FieldNames& names, TextOut& out) {
    out.csv(row.client);
    out << ',';
    out.csv(row.venue);
    out << ',';
    out.csv(chain_text(row));
    for (const auto& column : kTimes) {
        out << ',';
        if (const auto& time = row.*column.time) out.time(*time);
    }
    out << ',';
    if (const auto latency = row.latency()) put_latency(out, *latency);
    out << ',' << row.fills;
    for (const auto& column : kColumns) {
        const auto& text = row.*column.text;
        out << ',';
        out.csv(text);
        if (column.tag != 0) out << ',' << names.meaning(column.tag, text);
    }
    out << '\n';
}

/// A value, with its word instead where there is one; nothing without a value.
void put_word(TextOut& out, FieldNames& names, std::string_view before, std::string_view text,
              std::uint32_t tag = 0) {
    if (text.empty()) return;
    const auto word = tag == 0 ? std::string_view() : names.meaning(tag, text);
    out << before;
    out.plain(word.empty() ? text : word);
}

void write_text(const OrderRow& row, FieldNames& names, TextOut& out) {
    out.plain(row.client);
    out << "->";
    out.plain(row.venue);
    out << ' ';
    out.plain(chain_text(row));
    put_word(out, names, " OrderID=", row.order_id);
    out << ':';
    put_word(out, names, " ", row.side, tag::kSide);
    put_word(out, names, " ", row.order_qty);
    put_word(out, names, " ", row.symbol);
    put_word(out, names, " ", row.ord_type, tag::kOrdType);
    put_word(out, names, " Price=", row.price);
    put_word(out, names, " StopPx=", row.stop_px);
    put_word(out, names, ", ", row.ord_status.empty() ? "no report" : row.ord_status,
             row.ord_status.empty() ? 0 : tag::kOrdStatus);
    put_word(out, names, " CumQty=", row.cum_qty);
    put_word(out, names, " AvgPx=", row.avg_px);
    for (const auto& column : kTimes) {
        if (!(row.*column.time)) continue;
        out << ", " << column.name << ' ';
        out.time(*(row.*column.time));
        if (column.time != &OrderRow::acknowledged || !row.latency()) continue;
        out << " (after ";
        put_latency(out, *row.latency());
        out << " us)";
    }
    put_word(out, names, ", OrdRejReason=", row.reject_reason, tag::kOrdRejReason);
    put_word(out, names, ", Text=", row.text);
    out << '\n';
}

}  // namespace

void write_order_head(Format format, TextOut& out) {
    if (format != Format::Csv) return;
    out << "client,venue,cl_ord_ids";
    for (const auto& column : kTimes) out << ',' << column.name;
    out << ",latency_us,fills";
    for (const auto& column : kColumns) {
        out << ',' << column.name;
        if (column.tag != 0) out << ',' << column.name << "_meaning";
    }
    out << '\n';
}

void write_order(Format format, const OrderRow& row, FieldNames& names, TextOut& out) {
    switch (format) {
    case Format::Text: return write_text(row, names, out);
    case Format::Jsonl: return write_json(row, names, out);
    case Format::Csv: return write_csv(row, names, out);
    }
}

}  // namespace qb::replay
