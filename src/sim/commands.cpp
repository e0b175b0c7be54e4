#include "sim/commands.h"

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

using orders::OrderType;

constexpr std::int64_t kLargestNumber = 1'000'000'000'000;
constexpr std::size_t kLongestClientId = 100;

CommandFault bad_format(std::string_view key) {
    return {"InvalidJSONFormat", "Missing or mistyped field: " + std::string(key)};
}

template <class Parse>
auto required_word(const Json& params, std::string_view key, Parse parse)
    -> Read<typename decltype(parse(std::string_view{}))::value_type> {
    const auto text = params.text_of(key);
    const auto value = text ? parse(*text) : std::nullopt;
    if (!value) return bad_format(key);
    return *value;
}

std::optional<orders::TimeInForce> tif_of_command(std::string_view word) {
    return word == "GFD" ? std::nullopt : orders::time_in_force_from_venue(word);
}

struct Number {
    std::optional<Decimal> value;
    std::string text;
};

/// An optional number; numeric strings are taken as the venue is said to take them.
Read<Number> number(const Json& params, std::string_view key) {
    const auto* json = params.find(key);
    if (json == nullptr) return Number{};
    const auto value = params.decimal_of(key);
    if (!value) return bad_format(key);
    if (magnitude(*value) > *Decimal::from_parts(kLargestNumber, 0))
        return CommandFault{"InvalidParameter", std::string(key) + " is out of range"};
    return Number{value->normalized(), json->text};
}

/// reduce_only in the one form that the switch takes; empty where absent.
Read<std::optional<bool>> reduce_only(const Json& params, const Switches& switches) {
    const auto* json = params.find("reduce_only");
    if (json == nullptr) return std::optional<bool>{};
    if (switches.is("Q5", "boolean") && json->is(Json::Kind::Bool)) return std::optional(json->boolean);
    if (switches.is("Q5", "number") && json->is(Json::Kind::Number) &&
        (json->text == "0" || json->text == "1"))
        return std::optional(json->text == "1");
    return bad_format("reduce_only");
}

Read<std::string> client_id(const Json& params, const Switches& switches) {
    const auto* json = params.find("client_order_id");
    if (json == nullptr) return std::string{};
    if (!json->is(Json::Kind::String)) return bad_format("client_order_id");
    const auto length = json->text.size();
    const bool limited = switches.is("Q6.length", "limited");
    if (length > kLongestClientId || (limited && length != 0 && (length < 8 || length > 36)))
        return CommandFault{"InvalidParameter", "client_order_id has a wrong length"};
    return json->text;
}

Read<Number> price_for(OrderType type, const Json& params, const Switches& switches) {
    auto price = number(params, "price");
    if (!price) return price;
    const bool market = type == OrderType::Market;
    const auto& value = price.value().value;
    if (!value && (!market || switches.is("Q4", "required"))) return bad_format("price");
    if (market && value && !value->is_zero() && switches.is("Q4.nonzero", "refused"))
        return CommandFault{"InvalidPrice", "A market order takes no price"};
    return price;
}

}  // namespace

Read<std::string> required_text(const Json& params, std::string_view key) {
    const auto text = params.text_of(key);
    if (!text || text->empty()) return bad_format(key);
    return *text;
}

Read<NewOrder> new_order_from(const Json& params, const Switches& switches) {
    NewOrder order;
    const auto symbol = required_text(params, "symbol");
    if (!symbol) return symbol.error();
    const auto side = required_word(params, "side", orders::side_from_venue);
    if (!side) return side.error();
    const auto type = required_word(params, "order_type", orders::order_type_from_venue);
    if (!type) return type.error();
    const auto tif = required_word(params, "order_time_in_force", tif_of_command);
    if (!tif) return tif.error();
    const auto quantity = number(params, "quantity");
    if (!quantity) return quantity.error();
    if (!quantity.value().value) return bad_format("quantity");
    const auto price = price_for(type.value(), params, switches);
    if (!price) return price.error();
    const auto reduces = reduce_only(params, switches);
    if (!reduces) return reduces.error();
    const auto id = client_id(params, switches);
    if (!id) return id.error();
    for (const auto& [key, target] :
         {std::pair{"take_profit", &order.take_profit}, {"stop_loss", &order.stop_loss}}) {
        const auto attached = number(params, key);
        if (!attached) return attached.error();
        *target = attached.value().value.value_or(Decimal{});
        if (target->is_negative() || (!target->is_zero() && orders::is_stop(type.value())))
            return CommandFault{"InvalidParameter", std::string(key) + " is negative or on a stop"};
    }
    if (!quantity.value().value->is_positive())
        return CommandFault{"InvalidOrder", "quantity must be positive"};
    order.symbol = symbol.value();
    order.side = side.value();
    order.type = type.value();
    order.tif = tif.value();
    order.quantity = quantity.value().value.value();
    order.price = price.value().value.value_or(Decimal{});
    order.reduce_only = reduces.value().value_or(false);
    order.client_order_id = id.value();
    order.quantity_text = quantity.value().text;
    order.price_text = price.value().text;
    return order;
}

Read<Exchange::Change> change_from(const Json& params, bool stop, const Switches& switches) {
    Exchange::Change change{.stop = stop};
    const auto id = required_text(params, stop ? "stop_order_id" : "order_id");
    if (!id) return id.error();
    change.order_id = id.value();
    // modify_stop_order: side and order_type are required by one page and absent from the other
    for (const char* key : {"symbol", "side", "order_type"})
        if (!stop && params.find(key) == nullptr) return bad_format(key);
    if (params.find("symbol") != nullptr) change.symbol = params.text_of("symbol");
    if (params.find("side") != nullptr) {
        const auto side = required_word(params, "side", orders::side_from_venue);
        if (!side) return side.error();
        change.side = side.value();
    }
    if (params.find("order_type") != nullptr) {
        const auto type = required_word(params, "order_type", orders::order_type_from_venue);
        if (!type) return type.error();
        change.type = type.value();
    }
    const auto reduces = reduce_only(params, switches);
    if (!reduces) return reduces.error();
    if (!stop && !reduces.value() && switches.is("Q5.modify", "required")) return bad_format("reduce_only");
    change.reduce_only = reduces.value();
    for (const auto& [key, target] : {std::pair{"quantity", &change.quantity}, {"price", &change.price}}) {
        const auto value = number(params, key);
        if (!value) return value.error();
        if (value.value().value && !value.value().value->is_positive())
            return CommandFault{"InvalidParameter", std::string(key) + " must be positive"};
        *target = value.value().value;
    }
    return change;
}

Read<Page> page_from(const Json& params) {
    const auto whole = [&](std::string_view key, std::size_t standard, std::size_t least,
                           std::size_t most) -> Read<std::size_t> {
        const auto value = number(params, key);
        if (!value) return value.error();
        const auto& given = value.value().value;
        if (!given) return standard;
        const bool integer = given->scale() == 0 && !given->is_negative();
        const auto amount = integer ? static_cast<std::size_t>(given->coefficient()) : most + 1;
        if (amount < least || amount > most)
            return CommandFault{"InvalidParameter", std::string(key) + " is out of range"};
        return amount;
    };
    const auto limit = whole("limit", 1000, 1, 1000);
    if (!limit) return limit.error();
    const auto offset = whole("offset", 0, 0, 1'000'000'000);
    if (!offset) return offset.error();
    return Page{limit.value(), offset.value()};
}

}  // namespace qb::sim
