#include "sim/config_json.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace qb::sim {
namespace {

std::string wrong(std::string_view key) { return "wrong value of \"" + std::string(key) + "\""; }

const std::map<std::string_view, Decimal SymbolRules::*>& numbers() {
    static const std::map<std::string_view, Decimal SymbolRules::*> fields{
        {"tick_size", &SymbolRules::tick_size},
        {"lot_size", &SymbolRules::lot_size},
        {"min_price", &SymbolRules::min_price},
        {"max_price", &SymbolRules::max_price},
        {"min_quantity", &SymbolRules::min_quantity},
        {"max_quantity", &SymbolRules::max_quantity},
        {"taker_fee_rate", &SymbolRules::taker_fee_rate},
        {"mark_price", &SymbolRules::mark_price},
        {"initial_position", &SymbolRules::initial_position}};
    return fields;
}

const std::map<std::string_view, std::optional<Decimal> SymbolRules::*>& limits() {
    static const std::map<std::string_view, std::optional<Decimal> SymbolRules::*> fields{
        {"min_price_band", &SymbolRules::min_price_band},
        {"max_price_band", &SymbolRules::max_price_band},
        {"min_notional", &SymbolRules::min_notional},
        {"max_notional", &SymbolRules::max_notional}};
    return fields;
}

Checked change_words(const Json& object, SymbolRules& rules) {
    if (const auto* status = object.find("status")) {
        const auto word = symbol_status_from_text(status->text);
        if (!word) return wrong("status") + ": ACTIVE, INACTIVE or DELISTED";
        rules.status = *word;
    }
    if (const auto category = object.text_of("product_category")) rules.product_category = *category;
    if (const auto leverage = object.decimal_of("max_leverage")) {
        if (leverage->scale() != 0 || !leverage->is_positive() || leverage->coefficient() > 1000)
            return wrong("max_leverage");
        rules.max_leverage = static_cast<int>(leverage->coefficient());
    }
    if (const auto* types = object.find("order_types")) {
        rules.order_types.clear();
        for (const auto& item : types->items) {
            const auto type = orders::order_type_from_venue(item.text);
            if (!type) return wrong("order_types");
            rules.order_types.push_back(*type);
        }
    }
    for (const auto& [key, levels] : {std::pair{"bids", &rules.bids}, {"asks", &rules.asks}}) {
        const auto* array = object.find(key);
        if (array == nullptr) continue;
        const auto read = levels_from(array);
        if (!read) return std::string(key) + ": " + read.error();
        *levels = *read;
    }
    return {};
}

std::string unknown_key(const std::string& key, std::initializer_list<std::string_view> known) {
    std::string list;
    for (const auto word : known) list.append(list.empty() ? "" : ", ").append(word);
    return "unknown key \"" + key + "\"; there are " + list;
}

}  // namespace

Checked only_keys(const Json& object, std::initializer_list<std::string_view> known) {
    if (!object.is(Json::Kind::Object)) return std::string("not a JSON object");
    for (const auto& key : object.keys) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        return unknown_key(key, known);
    }
    return {};
}

boost::system::result<std::vector<Level>, std::string> levels_from(const Json* array) {
    constexpr std::string_view kShape = "levels are [[price, quantity], ...]";
    std::vector<Level> levels;
    if (array == nullptr) return levels;
    if (!array->is(Json::Kind::Array)) return std::string(kShape);
    for (const auto& item : array->items) {
        if (!item.is(Json::Kind::Array) || item.items.size() != 2) return std::string(kShape);
        const auto price = Decimal::parse_venue(item.items[0].text);
        const auto quantity = Decimal::parse_venue(item.items[1].text);
        if (!price || !quantity) return std::string(kShape);
        levels.push_back({price->normalized(), quantity->normalized()});
    }
    return levels;
}

Checked change_symbol(const Json& object, SymbolRules& rules) {
    auto known = only_keys(
        object, {"symbol",         "status",       "tick_size",    "lot_size",       "min_price",
                 "max_price",      "min_quantity", "max_quantity", "min_price_band", "max_price_band",
                 "min_notional",   "max_notional", "max_leverage", "order_types",    "product_category",
                 "taker_fee_rate", "mark_price",   "bids",         "asks",           "initial_position"});
    if (!known) return known;
    SymbolRules changed = rules;
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
        const auto& key = object.keys[i];
        const auto number = numbers().find(key);
        const auto limit = limits().find(key);
        if (number == numbers().end() && limit == limits().end()) continue;
        const auto value = object.decimal_of(key);
        const bool null = object.items[i].is(Json::Kind::Null);
        if (!value && !(null && limit != limits().end())) return wrong(key);
        if (value && value->is_negative() && key != "initial_position") return wrong(key);
        if (number != numbers().end())
            changed.*(number->second) = *value;
        else
            changed.*(limit->second) = value;
    }
    if (auto words = change_words(object, changed); !words) return words;
    if (changed.tick_size.is_zero() || changed.lot_size.is_zero())
        return std::string("tick_size and lot_size must be positive");
    if (changed.lot_size.normalized().scale() > 8) return std::string("lot_size has more than 8 decimals");
    rules = std::move(changed);
    return {};
}

}  // namespace qb::sim
