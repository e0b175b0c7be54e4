#include "describe.h"

namespace qb::model {
namespace {

using namespace FIX::FIELD;

std::string text(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? message.getField(tag) : std::string();
}
char letter(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? message.getField(tag).at(0) : '\0';
}
int number(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? std::stoi(message.getField(tag)) : -1;
}

std::string field(const char* name, const std::string& value) {
    return value.empty() ? "" : std::string(" ") + name + "=" + value;
}
std::string field(const char* name, char value) {
    return value == '\0' ? "" : std::string(" ") + name + "=" + value;
}
std::string field(const char* name, const std::optional<orders::Decimal>& value) {
    return value ? std::string(" ") + name + "=" + value->to_string() : "";
}
std::string shortened(const std::string& client) {
    return client.size() > 30 ? "*" + client.substr(client.size() - 3) : client;
}

struct DescribeEvent {
    std::string operator()(const orders::OrderUpdate& e) const {
        return e.status + field("id", e.order_id) + field("cl", shortened(e.client_order_id)) +
               field("type", e.type ? std::string(to_string(*e.type)) : "") + field("qty", e.quantity) +
               field("px", e.price) + field("rem", e.remaining) + field("trade", e.trade_id);
    }
    std::string operator()(const orders::FillEvent& e) const {
        return "fill" + field("trade", e.trade_id) + field("id", e.order_id) +
               field("cl", shortened(e.client_order_id)) + field("qty", e.quantity) + field("px", e.price);
    }
    std::string operator()(const orders::StopUpdate& e) const {
        return "stop_order_response" + field("id", e.stop_order_id) +
               field("cl", shortened(e.client_order_id)) + field("qty", e.quantity) + field("px", e.price);
    }
    std::string operator()(const orders::VenueError& e) const {
        return "err " + e.code + field("echo", e.echo_type) + field("cl", shortened(e.echo_client_order_id)) +
               field("id", e.echo_order_id);
    }
    std::string operator()(const orders::VenueAck& e) const { return "ack" + field("echo", e.echo_type); }
    std::string operator()(const orders::OrdersList& e) const {
        std::string all = "orders:";
        for (const auto& row : e.orders) all += " [" + (*this)(row) + "]";
        return all;
    }
    std::string operator()(const orders::TradesList& e) const {
        std::string all = "trades:";
        for (const auto& row : e.trades) all += " [" + (*this)(row) + "]";
        return all;
    }
    std::string operator()(const orders::HistoricOrdersList& e) const {
        std::string all = "history of " + shortened(e.query.client_order_id) + ":";
        for (const auto& row : e.orders) {
            all += " [" + row.terminal_status + field("id", row.order_id) +
                   field("cl", shortened(row.client_order_id)) + field("qty", row.quantity) +
                   field("filled", row.filled_quantity) + "]";
        }
        return all;
    }
    std::string operator()(const orders::OtherFrame& e) const { return e.key; }
};

struct DescribeCommand {
    const orders::Order* order;
    [[nodiscard]] std::string of() const { return order == nullptr ? "" : " of " + order->request.cl_ord_id; }
    std::string operator()(const orders::SendAddOrder& c) const {
        return "add_order" + of() + " key " + std::to_string(c.key);
    }
    std::string operator()(const orders::SendCancel&) const { return "cancel" + of(); }
    std::string operator()(const orders::SendModify&) const { return "modify" + of(); }
    std::string operator()(const orders::QueryOrder& c) const { return "get_order " + c.order_id; }
    std::string operator()(const orders::QueryOpenOrders&) const { return "get_user_orders"; }
    std::string operator()(const orders::QueryTrades& c) const { return "get_user_trades " + c.order_id; }
    std::string operator()(const orders::QueryHistoricOrders& c) const {
        return "historic-orders " + shortened(c.client_order_id);
    }
};

}  // namespace

Message read_message(const FIX::Message& message) {
    Message read;
    const std::string& type = message.getHeader().getField(MsgType);
    read.type = type == "8" ? "8" : type == "9" ? "9" : "r";
    read.cl_ord_id = text(message, ClOrdID);
    read.orig_cl_ord_id = text(message, OrigClOrdID);
    read.order_id = text(message, OrderID);
    read.text = text(message, Text);
    read.ord_status = letter(message, OrdStatus);
    read.response_to = letter(message, CxlRejResponseTo);
    read.cxl_rej_reason = number(message, CxlRejReason);
    read.affected = number(message, TotalAffectedOrders);
    if (read.type != "8") return read;
    read.exec_id = text(message, ExecID);
    read.exec_type = letter(message, ExecType);
    read.ord_rej_reason = number(message, OrdRejReason);
    read.cum_qty = text(message, CumQty);
    read.leaves_qty = text(message, LeavesQty);
    read.order_qty = text(message, OrderQty);
    read.avg_px = text(message, AvgPx);
    read.last_qty = text(message, LastQty);
    read.last_px = text(message, LastPx);
    read.price = text(message, Price);
    read.stop_px = text(message, StopPx);
    return read;
}

std::string describe(const Message& m) {
    const auto reason = [](const char* name, int value) {
        return value < 0 ? "" : field(name, std::to_string(value));
    };
    return "BRIDGE 35=" + std::string(m.type) + field("150", m.exec_type) + field("39", m.ord_status) +
           field("11", m.cl_ord_id) + field("41", m.orig_cl_ord_id) + field("37", m.order_id) +
           field("17", m.exec_id) + field("14", m.cum_qty) + field("151", m.leaves_qty) +
           field("38", m.order_qty) + field("32", m.last_qty) + field("31", m.last_px) +
           field("6", m.avg_px) + reason("102", m.cxl_rej_reason) + reason("103", m.ord_rej_reason) +
           reason("533", m.affected) + field("58", m.text.substr(0, 40));
}

std::string describe(const orders::VenueEvent& event) { return std::visit(DescribeEvent{}, event); }
std::string describe(const orders::Command& command, const orders::Order* order) {
    return std::visit(DescribeCommand{order}, command);
}

}  // namespace qb::model
