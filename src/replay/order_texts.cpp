#include "replay/order_texts.h"

#include "ops/log.h"

namespace qb::replay {

using orders::Order;

bool is_refused_by_bridge(const Order& order) {
    return order.state == orders::OrderState::Rejected && order.client_order_id == orders::Id128{};
}

std::string text_of(const std::optional<orders::Decimal>& number) {
    return number ? number->to_string() : std::string();
}

std::string text_of(std::optional<WallTime> time) {
    return time && *time != WallTime{} ? ops::iso_time(*time) : std::string();
}

std::string client_order_id_of(const Order& order) {
    return is_refused_by_bridge(order) ? std::string() : to_hex(order.present_client_order_id());
}

std::string order_id_of(const Order& order) {
    return order.venue_ids.empty() ? std::string() : order.venue_ids.front();
}

std::string symbol_of(const Order& order) {
    return order.request.symbol.empty() ? order.request.fix_symbol : order.request.symbol;
}

std::string side_of(const Order& order) {
    switch (order.request.fix_side) {  // 5: sell short, which is a sale here
    case '1': return "BUY";
    case '2':
    case '5': return "SELL";
    default: return {};
    }
}

std::string type_of(const Order& order) {
    const auto& request = order.request;
    if (!is_refused_by_bridge(order)) return std::string(to_string(request.type));
    switch (request.fix_ord_type) {
    case '1': return "MARKET";
    case '2': return request.type == orders::OrderType::Alo ? "ALO" : "LIMIT";
    case '3':
    case 'J': return is_stop(request.type) ? std::string(to_string(request.type)) : std::string();
    default: return {};
    }
}

std::string time_in_force_of(const Order& order) {
    if (!is_refused_by_bridge(order)) return std::string(to_string(order.request.tif));
    switch (order.request.fix_tif) {
    case '0': return "DAY";
    case '1': return "GTC";
    case '3': return "IOC";
    case '4': return "FOK";
    default: return {};
    }
}

std::string quantity_of(const Order& order) {
    const auto& request = order.request;
    return request.quantity.is_positive() ? request.quantity.to_string() : request.quantity_text.str();
}

}  // namespace qb::replay
