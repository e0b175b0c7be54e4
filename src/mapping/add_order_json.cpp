#include "mapping/add_order_json.h"

#include <array>

#include "mapping/json_text.h"

namespace qb::mapping {
namespace {

void append_hex(std::string& out, const orders::Id128& id) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (const std::uint8_t byte : id.bytes) {
        out += kHex[byte >> 4U];
        out += kHex[byte & 0xFU];
    }
}

/// The command's price: the limit, of a rest the new one, the trigger of a stop, 0 for a market order, whose
/// price the venue wants to be there but may refuse when it is a real one.
void append_price(std::string& out, const orders::Order& order) {
    const orders::OrderRequest& request = order.request;
    const bool replaced = order.rest_is_out() && order.pending()->price;
    const auto& present = orders::is_stop(request.type) ? request.stop_px : request.price;
    const auto& price = replaced ? order.pending()->price : present;
    if (request.type == orders::OrderType::Market || !price) {
        out += '0';
    } else {
        price->append_to(out);
    }
}

}  // namespace

void add_order_json(std::string& out, const orders::Order& order) {
    const orders::OrderRequest& request = order.request;
    out += R"({"type":"add_order","params":{"symbol":)";
    append_json_string(out, request.symbol);
    out += R"(,"side":")";
    out += to_string(request.side);
    out += R"(","order_type":")";
    out += to_string(request.type);
    out += R"(","order_time_in_force":")";
    out += to_string(orders::is_stop(request.type) ? orders::TimeInForce::Gtc : request.tif);
    out += R"(","quantity":)";
    order.venue_quantity().append_to(out);
    out += R"(,"price":)";
    append_price(out, order);
    if (!orders::is_stop(request.type)) {
        out += R"(,"reduce_only":)";
        out += request.reduce_only ? "true" : "false";
    }
    out += R"(,"client_order_id":")";
    append_hex(out, order.present_client_order_id());
    out += R"("}})";
}

}  // namespace qb::mapping
