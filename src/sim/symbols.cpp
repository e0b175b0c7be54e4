#include "sim/symbols.h"

#include <array>

namespace qb::sim {
namespace {

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

struct Line {
    std::string_view symbol, tick, lot, min_price, max_price, max_quantity, mark, bid, ask, depth, position;
    std::string_view category;
};

// clang-format off
constexpr std::array<Line, 5> kLines{{
    {"AAPL-USD",  "0.01",       "0.001",    "1",          "1000",    "100000000", "200",      "199.99",     "200.01",     "100000",    "1000000",    "EQUITY"},
    {"GOOG-USD",  "0.05",       "0.001",    "1",          "1000",    "100000000", "160",      "159.95",     "160.05",     "100000",    "-1000000",   "EQUITY"},
    {"US100-USD", "1",          "0.001",    "1000",       "100000",  "1000000",   "25300",    "25299",      "25301",      "1000",      "1000",       "INDEX"},
    {"BTC-USD",   "0.01",       "0.000001", "100",        "1000000", "1000000",   "100500",   "100499.99",  "100500.01",  "1000",      "1000",       "CRYPTO"},
    {"SHIB-USD",  "0.00000001", "1",        "0.00000001", "1",       "1000000000","0.000125", "0.00012499", "0.00012501", "100000000", "1000000000", "CRYPTO"},
}};
// clang-format on

SymbolRules rules_of(const Line& line) {
    SymbolRules rules;
    rules.symbol = line.symbol;
    rules.tick_size = number(line.tick);
    rules.lot_size = number(line.lot);
    rules.min_price = number(line.min_price);
    rules.max_price = number(line.max_price);
    rules.min_quantity = rules.lot_size;
    rules.max_quantity = number(line.max_quantity);
    rules.product_category = line.category;
    rules.taker_fee_rate = number("0.0005");
    rules.mark_price = number(line.mark);
    rules.bids = {{number(line.bid), number(line.depth)}};
    rules.asks = {{number(line.ask), number(line.depth)}};
    rules.initial_position = number(line.position);
    return rules;
}

}  // namespace

std::string_view to_string(SymbolStatus status) {
    switch (status) {
    case SymbolStatus::Active: return "ACTIVE";
    case SymbolStatus::Inactive: return "INACTIVE";
    case SymbolStatus::Delisted: return "DELISTED";
    }
    return "?";
}

std::optional<SymbolStatus> symbol_status_from_text(std::string_view word) {
    for (const auto status : {SymbolStatus::Active, SymbolStatus::Inactive, SymbolStatus::Delisted})
        if (word == to_string(status)) return status;
    return std::nullopt;
}

std::vector<SymbolRules> default_symbols() {
    std::vector<SymbolRules> symbols;
    symbols.reserve(kLines.size());
    for (const auto& line : kLines) symbols.push_back(rules_of(line));
    return symbols;
}

}  // namespace qb::sim
