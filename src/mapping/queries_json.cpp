#include "mapping/queries_json.h"

#include <array>
#include <charconv>

#include "mapping/json_text.h"

namespace qb::mapping {
namespace {

void append_number(std::string& out, int value) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void append_page(std::string& out, int limit, int offset) {
    out += R"("limit":)";
    append_number(out, limit);
    out += R"(,"offset":)";
    append_number(out, offset);
}

/// ,"key":"value" unless the value is empty.
void append_filter(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += ',';
    append_json_string(out, key);
    out += ':';
    append_json_string(out, value);
}

void append_parameter(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += key;
    out += '=';
    append_url_encoded(out, value);
    out += '&';
}

}  // namespace

void get_order_json(std::string& out, const orders::QueryOrder& query) {
    out += R"({"type":"get_order","params":{"order_id":)";
    append_json_string(out, query.order_id);
    out += R"(,"symbol":)";
    append_json_string(out, query.symbol);
    out += "}}";
}

void get_user_orders_json(std::string& out, const orders::QueryOpenOrders& query) {
    out += R"({"type":"get_user_orders","params":{)";
    append_page(out, orders::kOrdersPage, query.offset);
    append_filter(out, "symbol", query.symbol);
    out += "}}";
}

void get_user_trades_json(std::string& out, const orders::QueryTrades& query) {
    out += R"({"type":"get_user_trades","params":{)";
    append_page(out, orders::kTradesPage, query.offset);
    append_filter(out, "order_id", query.order_id);
    out += "}}";
}

void historic_orders_target(std::string& out, const orders::QueryHistoricOrders& query) {
    out += "/user/historic-orders?";
    append_parameter(out, "symbol", query.symbol);
    append_parameter(out, "client_order_id", query.client_order_id);
    out += "limit=";
    append_number(out, orders::kHistoricPage);
    out += "&offset=";
    append_number(out, query.offset);
}

}  // namespace qb::mapping
