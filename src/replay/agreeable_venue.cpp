#include "replay/agreeable_venue.h"

#include <array>
#include <utility>

#include "mapping/json_text.h"

namespace qb::replay {
namespace {

using mapping::JsonValue;

/// Members of a command as an order_response has them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kEchoes{
    {{"client_order_id", "client_order_id"},
     {"symbol", "symbol"},
     {"side", "side"},
     {"order_type", "type"},
     {"quantity", "quantity"},
     {"price", "price"},
     {"order_time_in_force", "time_in_force"}}};

void append_value(std::string& out, const JsonValue& value) {
    if (value.is_string())
        mapping::append_json_string(out, value.text);
    else
        out += value.text;
}

std::string order_response(std::string_view status, std::string_view order_id, const JsonValue& params) {
    std::string out = R"({"order_response":{"status":")";
    (out += status) += R"(","order_id":)";
    mapping::append_json_string(out, order_id);
    for (const auto& [in_command, in_response] : kEchoes) {
        const auto* value = params.find(in_command);
        if (value == nullptr) continue;
        ((out += ",\"") += in_response) += "\":";
        append_value(out, *value);
    }
    if (const auto* quantity = params.find("quantity")) {
        out += ",\"quantity_remaining\":";
        append_value(out, *quantity);
    }
    return out += "}}";
}

}  // namespace

bool is_change(std::string_view command) { return !command.starts_with(R"({"type":"get_)"); }

std::string AgreeableVenue::acknowledged(const JsonValue& params, std::string_view cl_ord_id) {
    const auto id = "<venue id " + std::to_string(++orders_) + " of " + std::string(cl_ord_id) + ">";
    return order_response("ACK", id, params);
}

std::string AgreeableVenue::answer(std::string_view command, std::string_view cl_ord_id) {
    const auto* root = tree_.parse(command);
    const auto* type = root == nullptr ? nullptr : root->find("type");
    const auto* params = root == nullptr ? nullptr : root->find("params");
    if (type == nullptr || params == nullptr) return {};
    if (type->text == "get_user_orders") return R"({"all_orders_response":{"orders":[],"twaps":[]}})";
    if (type->text == "get_user_trades") return R"({"user_trades":[],"count":0})";
    if (type->text == "add_order") return acknowledged(*params, cl_ord_id);
    const auto* id = params->find("order_id");
    if (id == nullptr) id = params->find("stop_order_id");
    if (id == nullptr) return {};
    if (type->text.starts_with("cancel_")) return order_response("CANCELLED", id->text, *params);
    if (type->text.starts_with("modify_")) return order_response("MODIFIED", id->text, *params);
    return {};
}

}  // namespace qb::replay
