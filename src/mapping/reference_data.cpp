#include "mapping/reference_data.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "mapping/json_tree.h"
#include "mapping/venue_values.h"
#include "orders/step.h"

namespace qb::mapping {
namespace {

constexpr JsonTree::Limits kLimits{
    .bytes = std::size_t{8} << 20, .values = std::size_t{1} << 18, .depth = 16};

std::optional<orders::Decimal> step_from(const JsonValue& row, std::string_view key) {
    const JsonValue* member = row.find(key);
    const auto step = member == nullptr ? std::nullopt : decimal_from_venue(*member);
    return step && step->is_positive() ? step : std::nullopt;
}

std::string_view word_from(const JsonValue& row, std::string_view key) {
    const JsonValue* member = row.find(key);
    return member == nullptr ? std::string_view{} : word_from_venue(*member);
}

/// One event's numbers, put on the grid of its symbol.
class Grid {
public:
    explicit Grid(const ReferenceData& data) : data_(data) {}

    void operator()(orders::OrderUpdate& update) const {
        price_and(update, {&update.quantity, &update.remaining});
    }
    void operator()(orders::FillEvent& fill) const { price_and(fill, {&fill.quantity, &fill.remaining}); }
    void operator()(orders::StopUpdate& stop) const { price_and(stop, {&stop.quantity}); }
    void operator()(orders::HistoricOrder& order) const {
        price_and(order, {&order.quantity, &order.filled_quantity});
    }
    void operator()(orders::OrdersList& list) const {
        for (auto& order : list.orders) (*this)(order);
    }
    void operator()(orders::TradesList& list) const {
        for (auto& trade : list.trades) (*this)(trade);
    }
    void operator()(orders::HistoricOrdersList& list) const {
        for (auto& order : list.orders) (*this)(order);
    }
    void operator()(const orders::VenueError&) const {}
    void operator()(const orders::VenueAck&) const {}
    void operator()(const orders::OtherFrame&) const {}

private:
    using Number = std::optional<orders::Decimal>;

    template <class Row>
    void price_and(Row& row, std::initializer_list<Number*> quantities) const {
        const Instrument* instrument = data_.find(row.symbol);
        if (instrument == nullptr) return;
        put(row.price, instrument->tick_size);
        for (Number* quantity : quantities) put(*quantity, instrument->lot_size);
    }
    static void put(Number& number, orders::Decimal step) {
        if (number) number = orders::without_noise(*number, step);
    }

    const ReferenceData& data_;
};

}  // namespace

std::optional<ReferenceData> ReferenceData::from_json(std::string_view body) {
    JsonTree tree(kLimits);
    const JsonValue* root = tree.parse(body);
    if (root == nullptr) return std::nullopt;
    const JsonValue* rows = root->is_object() ? root->find("data") : root;
    if (rows == nullptr || !rows->is_array()) return std::nullopt;
    ReferenceData data;
    for (const JsonValue& row : *rows) {
        if (!row.is_object()) continue;
        const std::string_view symbol = word_from(row, "symbol");
        const auto tick = step_from(row, "tick_size");
        const auto lot = step_from(row, "lot_size");
        if (symbol.empty() || !tick || !lot) continue;
        data.symbols_.insert_or_assign(std::string(symbol),
                                       Instrument{*tick, *lot, std::string(word_from(row, "status"))});
    }
    return data;
}

const Instrument* ReferenceData::find(std::string_view symbol) const {
    const auto found = symbols_.find(symbol);
    return found == symbols_.end() ? nullptr : &found->second;
}

std::string ReferenceData::to_text() const {
    std::string out;
    for (const auto& [symbol, instrument] : symbols_) {
        out += symbol + " tick_size=" + instrument.tick_size.to_string() +
               " lot_size=" + instrument.lot_size.to_string() + " status=" + instrument.status + '\n';
    }
    return out;
}

std::optional<ReferenceData> ReferenceData::from_text(std::string_view text) {
    ReferenceData data;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto up_to = [&line](std::string_view word) {
            const auto part = line.substr(0, line.find(word));
            line.remove_prefix(std::min(line.size(), part.size() + word.size()));
            return part;
        };
        const auto symbol = up_to(" tick_size=");
        const auto tick = orders::Decimal::parse(up_to(" lot_size="));
        const auto lot = orders::Decimal::parse(up_to(" status="));
        if (symbol.empty() || !tick || !lot) return std::nullopt;
        data.symbols_.insert_or_assign(std::string(symbol), Instrument{*tick, *lot, std::string(line)});
    }
    return data;
}

void put_on_grid(orders::VenueEvent& event, const ReferenceData& data) {
    if (data.size() > 0) std::visit(Grid(data), event);
}

}  // namespace qb::mapping
