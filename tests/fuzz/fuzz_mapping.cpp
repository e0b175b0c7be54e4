#include <array>
#include <boost/json/parse.hpp>
#include <optional>
#include <string>

#include "fix/quickfix.h"
#include "fuzz/input.h"
#include "mapping/add_order_json.h"
#include "mapping/change_from_fix.h"
#include "mapping/change_json.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/reports.h"
#include "mapping/request_from_fix.h"
#include "mapping/request_reports.h"
#include "orders/order.h"

/// Any fields in any message, which the dictionary has not seen: a request is read or refused, and answered
/// in printable ASCII. What leaves to the venue is JSON with the digits that came in.
///
/// First byte: 1 = DayOrders=gtc, 6 = version. Then the fields of an order, and behind a line feed those of a
/// request about it.
namespace {

using namespace qb::mapping;
using qb::fuzz::Input;
using qb::fuzz::must;
using qb::orders::ChangeKind;

FIX::Message message_of(std::string_view text) {
    FIX::Message message;
    for (Input input(text); !input.empty();) {
        const std::string_view field = input.until('\x01');
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals > 5) continue;
        const std::string tag(field.substr(0, equals));
        if (tag.find_first_not_of("0123456789") != std::string::npos) continue;
        message.setField(std::stoi(tag), std::string(field.substr(equals + 1)));
    }
    return message;
}

void must_be_clean(const FIX::Message& answer) {
    for (const FIX::FieldBase& field : answer) {
        must(!field.getString().empty());
        for (const char c : field.getString()) must(c >= ' ' && c <= '~');
    }
}

/// A number's digits as JSON writes them: the same text but for zeros in front and a bare point.
std::string digits(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
    std::string out(negative ? "-" : "");
    if (text.empty() || text.front() == '.') out += '0';
    return out.append(text);
}

/// The number behind `key` in a command; quotes inside its texts are escaped, so that a key is found only
/// where it is one.
std::string number_in(const std::string& json, std::string_view key) {
    const auto from = json.find(",\"" + std::string(key) + "\":") + key.size() + 4;
    return json.substr(from, json.find_first_of(",}", from) - from);
}

void must_be_json(const std::string& text) {
    boost::system::error_code error;
    (void)boost::json::parse(text, error);
    must(!error);
}

struct Desk {
    Dialect dialect;
    SymbolTable symbols;
    [[nodiscard]] ReportContext context() const { return {.dialect = dialect, .row = 1, .now = {}}; }
};

Desk desk_of(unsigned choice) {
    constexpr std::array<std::string_view, 3> kVersions{"FIX.4.4", "FIX.4.2", "FIXT.1.1"};
    Desk desk{*dialect_for(kVersions.at(((choice & 6U) >> 1U) % 3)), {}};
    if ((choice & 1U) != 0) desk.dialect.day_orders = DayOrders::TakeAsGtc;
    desk.symbols.add("AAPL", "AAPL-USD");
    return desk;
}

/// The order that a message asks for, with the command that leaves; nothing when it is refused.
std::optional<qb::orders::Order> order_of(const FIX::Message& message, const Desk& desk) {
    const auto reading = order_request_from_fix(message, desk.dialect, desk.symbols, AccountRule{{"main"}});
    must_be_clean(
        refused_report(reading.request, reading.refusal.value_or(qb::orders::Refusal{}), desk.context()));
    if (reading.refusal) return std::nullopt;
    must(reading.cl_ord_id_usable);
    qb::orders::Order order;
    order.request = reading.request;
    std::string json;
    add_order_json(json, order);
    must_be_json(json);
    must(number_in(json, "quantity") == digits(message.getField(FIX::FIELD::OrderQty)));
    const int price_tag = order.request.price ? FIX::FIELD::Price : FIX::FIELD::StopPx;
    const bool market = order.request.type == qb::orders::OrderType::Market;
    must(number_in(json, "price") == (market ? "0" : digits(message.getField(price_tag))));
    must_be_clean(status_report(order, desk.context()));
    return order;
}

void replace(qb::orders::Order order, const qb::orders::ChangeRequest& request, const FIX::Message& message) {
    qb::orders::PendingChange change;
    change.kind = ChangeKind::Replace;
    change.quantity = request.quantity;
    change.price = request.price;
    order.changes.edit().pending = change;
    std::string json;
    modify_json(json, order);
    must_be_json(json);
    if (request.quantity) must(number_in(json, "quantity") == digits(message.getField(FIX::FIELD::OrderQty)));
    if (!request.price) return;
    const int price_tag = is_stop(order.request.type) ? FIX::FIELD::StopPx : FIX::FIELD::Price;
    must(number_in(json, "price") == digits(message.getField(price_tag)));
}

void change(const FIX::Message& message, ChangeKind kind, const qb::orders::Order* named, const Desk& desk) {
    const auto reading = change_request_from_fix(message, kind, named, desk.dialect, desk.symbols, "main");
    if (reading.refusal)
        must_be_clean(cancel_reject(reading.request, *reading.refusal, named, desk.context()));
    if (reading.refusal || named == nullptr) return;
    std::string json;
    cancel_json(json, *named);
    must_be_json(json);
    if (kind == ChangeKind::Replace) replace(*named, reading.request, message);
}

void ask(const FIX::Message& message, const Desk& desk) {
    must_be_clean(unknown_order_report(status_request_from_fix(message), desk.context()));
    must_be_clean(no_orders_report(mass_status_request_from_fix(message, desk.symbols), desk.context()));
    const auto cancel = mass_cancel_request_from_fix(message, desk.symbols);
    must_be_clean(cancel.refusal ? mass_cancel_refusal(cancel, *cancel.refusal, desk.context())
                                 : mass_cancel_report(cancel, 1, desk.context()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const Desk desk = desk_of(input.byte());
    auto order = order_of(message_of(input.until('\n')), desk);
    if (order) order->venue_ids = {"V1"};
    const FIX::Message request = message_of(input.rest());
    for (const auto kind : {ChangeKind::Cancel, ChangeKind::Replace})
        change(request, kind, order ? &*order : nullptr, desk);
    ask(request, desk);
    return 0;
}
