#include "replay/rts24_record.h"

#include "ops/log.h"
#include "replay/fact_details.h"
#include "replay/order_texts.h"

namespace qb::replay {
namespace {

using orders::Order;
using orders::OrderState;
using rts24::at;

/// Of an order that could not rest. A FOK order that cannot be filled "is automatically rejected" (field 10).
std::string_view code_of_rest(const Order& order) {
    return order.request.tif == orders::TimeInForce::Fok && order.cum_qty.is_zero() ? "REMO" : "EXPI";
}

/// Who ended it: the member, by a request or by what its session is set to; the end of its validity; else the
/// venue.
std::string_view code_of(const orders::Ended& ended, const OrderEvent& event) {
    if (ended.state == OrderState::Rejected) return "REMO";
    if (ended.state == OrderState::Filled)
        return "CAME";  // cancelled to be replaced, and nothing was left to add
    if (!ended.orig_cl_ord_id.empty() || event.owed_before != orders::OwedCancel::No) return "CAME";
    const bool at_once = event.order != nullptr && event.order->request.tif != orders::TimeInForce::Gtc;
    const auto& word = ended.refusal.word;
    const bool left_over = word == "CANCELLED" || word.starts_with("IOC_");
    return at_once && left_over ? code_of_rest(*event.order) : "CAMO";
}

/// The Annex's code; empty for facts it has no event for.
std::string_view code_of(const OrderEvent& event) {
    const auto& fact = *event.fact;
    if (std::holds_alternative<orders::Accepted>(fact)) return "NEWO";
    if (std::holds_alternative<orders::Refused>(fact)) return "REMO";
    if (std::holds_alternative<orders::Triggered>(fact)) return "TRIG";
    if (std::holds_alternative<orders::Replaced>(fact)) return "REME";
    if (std::holds_alternative<orders::Filled>(fact))
        return event.order != nullptr && event.order->state == OrderState::Filled ? "FILL" : "PARF";
    if (const auto* ended = std::get_if<orders::Ended>(&fact)) return code_of(*ended, event);
    return {};
}

std::string_view validity_of(std::string_view time_in_force) {
    if (time_in_force == "GTC") return "GTCV";
    if (time_in_force == "IOC") return "IOCV";
    if (time_in_force == "FOK") return "FOKV";
    return time_in_force == "DAY" ? "DAVY" : "";
}

/// Tradable at once, or only when a price was reached: of two kinds.
std::string_view classification_of(const Order& order) {
    if (type_of(order).empty()) return {};
    return is_stop(order.request.type) ? "STOP" : "LMTO";
}

std::string_view indicator_of(const Order& order) {
    const auto side = side_of(order);
    if (side.empty()) return {};
    return side == "BUY" ? "BUYI" : "SELL";
}

/// ISO 4217: three capitals behind the last dash of the venue's symbol, its quote currency.
std::string currency_of(std::string_view symbol) {
    const auto dash = symbol.rfind('-');
    if (dash == std::string_view::npos || symbol.size() - dash != 4) return {};
    const auto code = symbol.substr(dash + 1);
    for (const char c : code)
        if (c < 'A' || c > 'Z') return {};
    return std::string(code);
}

/// Tradable now: not a stop that has not fired, nor an order that ended.
bool is_active(const Order& order) {
    return !order.ended() && (!is_stop(order.request.type) || order.triggered);
}

void put_terms(std::span<std::string> cells, const Order& order) {
    cells[at("validity_period")] = validity_of(time_in_force_of(order));
    cells[at("order_book_code")] = symbol_of(order);
    cells[at("order_type")] = type_of(order);
    cells[at("order_type_classification")] = classification_of(order);
    cells[at("limit_price")] = text_of(order.request.price);
    cells[at("stop_price")] = text_of(order.request.stop_px);
    cells[at("price_currency")] = currency_of(symbol_of(order));
    cells[at("buy_sell_indicator")] = indicator_of(order);
    cells[at("initial_quantity")] = quantity_of(order);
    cells[at("passive_only_indicator")] = type_of(order) == "ALO" ? "true" : "false";
}

void put_execution(std::span<std::string> cells, const orders::Filled& fill) {
    cells[at("transaction_price")] = fill.price.to_string();
    cells[at("traded_quantity")] = fill.quantity.to_string();
    cells[at("trading_venue_transaction_identification_code")] = fill.trade_id;
    if (fill.liquidity == orders::Liquidity::Added) cells[at("passive_or_aggressive_indicator")] = "PASV";
    if (fill.liquidity == orders::Liquidity::Removed) cells[at("passive_or_aggressive_indicator")] = "AGRE";
}

}  // namespace

const Schema& Rts24Record::schema() {
    static const Schema kSchema{
        {{rts24::kEvents, "sequence_number"}},
        {"CREATE INDEX rts24_events_by_order ON rts24_events (order_identification_code, sequence_number)",
         "CREATE INDEX rts24_events_by_time ON rts24_events (date_and_time)",
         "CREATE VIEW rts24_in_sequence AS SELECT * FROM rts24_events ORDER BY sequence_number"}};
    return kSchema;
}

void Rts24Record::turn(const JournalTurn& turn, bool wanted) {
    at_ = turn.at;
    for (const auto& row : turn.rows) {
        if (const auto event = replay_.take(row)) fact(row.number, *event, wanted);
    }
    if (std::exchange(begun_, true)) return;
    replay_.for_each([&](std::uint16_t /*account*/, const Order& order) {
        if (!turn.rows.empty() && order.key < turn.rows.front().number) coverage_.without_receipt();
    });
}

void Rts24Record::fact(std::uint64_t row, const OrderEvent& event, bool wanted) {
    if (is_housekeeping(*event.fact)) return;
    const Name name{event.account, orders::key_of(*event.fact)};
    const auto code = code_of(event);
    const bool named = std::holds_alternative<orders::Acked>(*event.fact);
    if (named || (!code.empty() && code != "NEWO")) release(name, event.order);
    if (!wanted) return;
    if (code.empty() || event.order == nullptr) return coverage_.without_code(details_of(*event.fact).event);
    auto told = row_for(row, code, event);
    if (code == "NEWO")
        received_.emplace(name, std::move(told));
    else
        write(told);
}

Rts24Record::Row Rts24Record::row_for(std::uint64_t number, std::string_view code,
                                      const OrderEvent& event) const {
    const auto& order = *event.order;
    const auto& request = order.request;
    const auto* fill = std::get_if<orders::Filled>(event.fact);
    Row row{{}, {request.price.has_value(), request.stop_px.has_value(), fill != nullptr}};
    auto& cells = row.cells;
    put_terms(cells, order);
    if (fill != nullptr) put_execution(cells, *fill);
    const auto received = order.accepted_at != WallTime{} ? order.accepted_at : at_;
    cells[at("date_and_time")] = ops::iso_time(at_);
    cells[at("sequence_number")] = std::to_string(number);
    cells[at("date_of_receipt")] = ops::iso_time(received).substr(0, 10);
    cells[at("order_identification_code")] = order_id_of(order);
    cells[at("event")] = code;
    cells[at("price_notation")] = "MONE";
    cells[at("order_status")] = is_active(order) ? "ACTI" : "INAC";
    cells[at("quantity_notation")] = "UNIT";
    cells[at("remaining_quantity_including_hidden")] = order.leaves_qty().to_string();
    cells[at("x_session")] = replay_.session_name(request.session);
    cells[at("x_account")] = replay_.account_name(event.account);
    cells[at("x_cl_ord_id")] = request.cl_ord_id;
    cells[at("x_client_order_id")] = client_order_id_of(order);
    cells[at("x_happened_at")] = text_of(details_of(*event.fact).at);
    return row;
}

void Rts24Record::release(const Name& name, const Order* order) {
    const auto waiting = received_.find(name);
    if (waiting == received_.end()) return;
    if (order != nullptr) waiting->second.cells[at("order_identification_code")] = order_id_of(*order);
    write(waiting->second);
    received_.erase(waiting);
}

void Rts24Record::write(const Row& row) {
    coverage_.row(row.cells, row.of);
    sink_.row(rts24::kEvents, row.cells);
}

void Rts24Record::finish() {
    for (const auto& [name, row] : received_) write(row);
}

}  // namespace qb::replay
