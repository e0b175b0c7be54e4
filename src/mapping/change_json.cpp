#include "mapping/change_json.h"

#include <string_view>

#include "mapping/json_text.h"

namespace qb::mapping {

void cancel_json(std::string& out, const orders::Order& order) {
    const std::string_view id = order.present_venue_id();
    if (orders::is_stop(order.request.type) && !order.triggered && !id.empty()) {
        out += R"({"type":"cancel_stop_order","params":{"stop_order_id":)";
        append_json_string(out, id);
        out += "}}";
        return;
    }
    out += R"({"type":"cancel_order","params":{"symbol":)";
    append_json_string(out, order.request.symbol);
    out += R"(,"order_id":)";
    append_json_string(out, id.empty() ? to_hex(order.present_client_order_id()) : id);
    out += R"(,"cancel_order_id_type":")";
    out += id.empty() ? "client_order_id" : "order_id";
    out += R"("}})";
}

void modify_json(std::string& out, const orders::Order& order) {
    const orders::PendingChange* change = order.pending();
    if (change == nullptr) return;
    const orders::OrderRequest& request = order.request;
    const bool stop = orders::is_stop(request.type);
    const auto& present_price = stop ? request.stop_px : request.price;
    out += stop ? R"({"type":"modify_stop_order","params":{"stop_order_id":)"
                : R"({"type":"modify_order","params":{"order_id":)";
    append_json_string(out, order.present_venue_id());
    out += R"(,"symbol":)";
    append_json_string(out, request.symbol);
    out += R"(,"side":")";
    out += to_string(request.side);
    out += R"(","order_type":")";
    out += to_string(request.type);
    out += '"';
    if (!stop) out += request.reduce_only ? R"(,"reduce_only":true)" : R"(,"reduce_only":false)";
    out += R"(,"quantity":)";
    change->quantity.value_or(request.quantity).append_to(out);
    out += R"(,"price":)";
    (change->price ? change->price : present_price).value_or(orders::Decimal{}).append_to(out);
    if (!stop) out += R"(,"take_profit":0,"stop_loss":0)";
    out += "}}";
}

}  // namespace qb::mapping
