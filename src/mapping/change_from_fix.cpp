#include "mapping/change_from_fix.h"

#include <algorithm>
#include <utility>

#include "mapping/new_order_rules.h"
#include "mapping/order_form.h"

namespace qb::mapping {
namespace {

using orders::ChangeKind;
using orders::Decimal;
using orders::OrderType;

std::string text_of(const std::string* field) { return field == nullptr ? std::string() : *field; }

bool is_zero(const std::string* field) {
    const auto number = Decimal::parse(text_of(field));
    return number && number->is_zero();
}

/// Fills in the reading, field by field; the first broken rule stays.
class Reader {
public:
    Reader(const OrderForm& form, ChangeKind kind) : form_(form) { reading_.request.kind = kind; }

    void ids();
    void agrees_with(const orders::Order& named, const SymbolTable& symbols, std::string_view account);
    void replaces(const orders::Order& named, const Dialect& dialect);

    [[nodiscard]] ChangeReading take() && { return std::move(reading_); }

private:
    void refuse(std::string_view word, std::string text) {
        if (!reading_.refusal)
            reading_.refusal =
                orders::CancelRefusal{orders::kOtherReason, std::string(word), std::move(text)};
    }
    void terms(const orders::OrderRequest& order, const Dialect& dialect);
    void quantity();
    void prices(OrderType type);
    void price(const std::string* field, std::string_view name, std::string_view word);
    void instructions(const orders::OrderRequest& order);

    const OrderForm& form_;
    ChangeReading reading_;
    orders::ChangeRequest& request_ = reading_.request;
};

void Reader::ids() {
    request_.cl_ord_id = text_of(form_.cl_ord_id);
    request_.orig_cl_ord_id = text_of(form_.orig_cl_ord_id);
    request_.order_id = text_of(form_.order_id);
    request_.account = text_of(form_.account);
    reading_.cl_ord_id_usable = is_name(request_.cl_ord_id);
    if (!reading_.cl_ord_id_usable)
        refuse("BAD_CLORDID", "ClOrdID(11) must be 1 to 64 printable ASCII characters");
    if (request_.orig_cl_ord_id.empty() && request_.order_id.empty())
        refuse("MISSING_ORIGCLORDID", "OrigClOrdID(41) or OrderID(37) must name the order");
}

void Reader::agrees_with(const orders::Order& named, const SymbolTable& symbols, std::string_view account) {
    const orders::OrderRequest& order = named.request;
    const std::string symbol = text_of(form_.symbol);
    if (symbol != order.fix_symbol && symbols.venue_symbol(symbol) != order.symbol)
        refuse("SYMBOL_CHANGED", "Symbol(55) must be the order's");
    if (side_from_fix(one_char(form_.side).value_or('\0')) != order.side)
        refuse("SIDE_CHANGED", "Side(54) must be the order's");
    if (!request_.account.empty() && request_.account != account)
        refuse("ACCOUNT_CHANGED", "Account(1) must be the order's");
}

void Reader::replaces(const orders::Order& named, const Dialect& dialect) {
    terms(named.request, dialect);
    quantity();
    prices(named.request.type);
    instructions(named.request);
}

/// What a replace must leave as it is: OrdType(40) and the kind of a stop, and TimeInForce(59) and
/// ExecInst(18) where they are there.
void Reader::terms(const orders::OrderRequest& order, const Dialect& dialect) {
    if (one_char(form_.ord_type) != order.fix_ord_type)
        refuse("ORDTYPE_CHANGED", "OrdType(40) must be the order's");
    if (form_.stop_kind != nullptr && stop_kind_from_fix(*form_.stop_kind) != order.type)
        refuse("STOPKIND_CHANGED", "StopKindTag must say what the order's does, or be absent");
    if (form_.time_in_force != nullptr) {
        const TifRow* row = tif_row(order.type, one_char(form_.time_in_force).value_or('\0'));
        const bool same = row != nullptr && row->reported == order.fix_tif &&
                          (!row->is_day || dialect.day_orders == DayOrders::TakeAsGtc);
        if (!same) refuse("TIMEINFORCE_CHANGED", "TimeInForce(59) must be the order's, or absent");
    }
    if (form_.exec_inst != nullptr) {
        const ExecInst wanted = read_exec_inst(*form_.exec_inst);
        const bool reduces = orders::is_stop(order.type) || wanted.do_not_increase == order.reduce_only;
        if (wanted.unsupported || !reduces || wanted.dont_initiate != (order.type == OrderType::Alo))
            refuse("EXECINST_CHANGED", "ExecInst(18) must mean what the order's does, or be absent");
    }
}

void Reader::quantity() {
    if (form_.order_qty == nullptr)
        return refuse("MISSING_ORDERQTY", "OrderQty(38), the new total, is required");
    request_.quantity = Decimal::parse(*form_.order_qty);
    if (request_.quantity && request_.quantity->is_positive()) return;
    request_.quantity.reset();
    refuse("BAD_ORDERQTY", bad_number_text("OrderQty(38)"));
}

void Reader::prices(OrderType type) {
    if (orders::is_stop(type)) {
        price(form_.stop_px, "StopPx(99)", "STOPPX");
    } else if (form_.stop_px != nullptr && !is_zero(form_.stop_px)) {
        refuse("UNEXPECTED_STOPPX", "StopPx(99) goes with a stop alone");
    }
    if (type == OrderType::Limit || type == OrderType::Alo) {
        price(form_.price, "Price(44)", "PRICE");
    } else if (form_.price != nullptr && !is_zero(form_.price)) {
        refuse("UNEXPECTED_PRICE", "Price(44) goes with a limit order alone");
    }
}

void Reader::price(const std::string* field, std::string_view name, std::string_view word) {
    if (field == nullptr)
        return refuse("MISSING_" + std::string(word), std::string(name) + " is required with this order");
    request_.price = Decimal::parse(*field);
    if (request_.price && request_.price->is_positive()) return;
    request_.price.reset();
    refuse("BAD_" + std::string(word), bad_number_text(name));
}

/// The triggering instruction must say what the order says with its new trigger price; nothing else may be
/// asked for that the venue cannot keep.
void Reader::instructions(const orders::OrderRequest& order) {
    orders::OrderRequest replaced = order;
    if (orders::is_stop(order.type)) replaced.stop_px = request_.price;
    if (const auto refused = read_trigger(form_.trigger, replaced, false).refusal)
        refuse(refused->word, std::string(refused->text));
    if (form_.refused != nullptr) refuse("UNSUPPORTED_INSTRUCTION", instruction_text(*form_.refused));
}

}  // namespace

ChangeReading change_request_from_fix(const FIX::Message& message, ChangeKind kind,
                                      const orders::Order* named, const Dialect& dialect,
                                      const SymbolTable& symbols, std::string_view account) {
    const OrderForm form = order_form_of(message, dialect);
    Reader reader(form, kind);
    reader.ids();
    if (named != nullptr) {
        reader.agrees_with(*named, symbols, account);
        if (kind == ChangeKind::Replace) reader.replaces(*named, dialect);
    }
    ChangeReading reading = std::move(reader).take();
    reading.request.poss_resend = is_poss_resend(message);
    return reading;
}

}  // namespace qb::mapping
