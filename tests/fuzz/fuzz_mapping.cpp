#include <cstdlib>
#include <string>

#include "fix/quickfix.h"
#include "fuzz/input.h"
#include "mapping/add_order_json.h"
#include "mapping/change_from_fix.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/request_from_fix.h"
#include "orders/order.h"

/// Any fields in any message: each request is read or refused. An order that is taken leaves with the digits
/// of its OrderQty(38).
namespace {

FIX::Message message_of(std::string_view text) {
    FIX::Message message;
    for (qb::fuzz::Input input(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
         !input.rest().empty();) {
        const std::string_view field = input.until('\x01');
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals > 5) continue;
        const std::string tag(field.substr(0, equals));
        if (tag.find_first_not_of("0123456789") != std::string::npos) continue;
        message.setField(std::stoi(tag), std::string(field.substr(equals + 1)));
    }
    return message;
}

void read_order(const FIX::Message& message, const qb::mapping::Dialect& dialect,
                const qb::mapping::SymbolTable& symbols) {
    const auto reading =
        qb::mapping::order_request_from_fix(message, dialect, symbols, qb::mapping::AccountRule{{"main"}});
    if (reading.refusal || !reading.cl_ord_id_usable) return;
    qb::orders::Order order;
    order.request = reading.request;
    std::string json;
    qb::mapping::add_order_json(json, order);
    const std::string quantity = message.getField(38);
    if (json.find("\"quantity\":" + quantity) == std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    qb::fuzz::Input input(data, size);
    auto dialect = *qb::mapping::dialect_for("FIX.4.4");
    if ((input.byte() & 1U) != 0) dialect.day_orders = qb::mapping::DayOrders::TakeAsGtc;
    qb::mapping::SymbolTable symbols;
    symbols.add("AAPL", "AAPL-USD");
    const FIX::Message message = message_of(input.rest());
    read_order(message, dialect, symbols);
    for (const auto kind : {qb::orders::ChangeKind::Cancel, qb::orders::ChangeKind::Replace}) {
        (void)qb::mapping::change_request_from_fix(message, kind, nullptr, dialect, symbols, "main");
    }
    (void)qb::mapping::status_request_from_fix(message);
    (void)qb::mapping::mass_status_request_from_fix(message, symbols);
    (void)qb::mapping::mass_cancel_request_from_fix(message, symbols);
    return 0;
}
