#include "mapping/new_order_from_fix.h"

#include <algorithm>
#include <utility>

#include "mapping/new_order_rules.h"
#include "mapping/order_form.h"
#include "mapping/time_text.h"

namespace qb::mapping {
namespace {

using orders::Decimal;
using orders::OrderType;

// OrdRejReason(103)
constexpr int kUnknownSymbol = 1;
constexpr int kUnsupported = 11;
constexpr int kIncorrectQuantity = 13;
constexpr int kUnknownAccount = 15;
constexpr int kOther = 99;

/// Fills in the reading, field by field; the first broken rule stays.
class Reader {
public:
    Reader(const OrderForm& form, const Dialect& dialect) : form_(form), dialect_(dialect) {}

    void cl_ord_id();
    void account(const AccountRule& accounts);
    void symbol(const SymbolTable& symbols);
    void side();
    void quantity();
    void order_type();
    void stop_kind();
    void exec_inst();
    void stop_px();
    void price();
    void time_in_force();
    void trigger_instruction();
    void other_tags();
    void transact_time();

    [[nodiscard]] NewOrderReading take() && { return std::move(reading_); }

private:
    void refuse(int reason, std::string_view word, std::string text) {
        if (!reading_.refusal)
            reading_.refusal =
                orders::Refusal{.ord_rej_reason = reason, .word = std::string(word), .text = std::move(text)};
    }
    void read_price(const std::string* value, std::optional<Decimal>& number, orders::RareText& raw);

    const OrderForm& form_;
    const Dialect& dialect_;
    NewOrderReading reading_;
    orders::OrderRequest& request_ = reading_.request;
    bool known_type_ = false;  ///< OrdType(40) has a row with a venue type; without one prices are not judged
};

void Reader::cl_ord_id() {
    if (form_.cl_ord_id != nullptr) request_.cl_ord_id = *form_.cl_ord_id;
    reading_.cl_ord_id_usable = is_name(request_.cl_ord_id);
    if (!reading_.cl_ord_id_usable)
        refuse(kOther, "BAD_CLORDID", "ClOrdID(11) must be 1 to 64 printable ASCII characters");
}

void Reader::account(const AccountRule& accounts) {
    if (form_.account == nullptr) return;
    request_.account = *form_.account;
    const auto& allowed = accounts.allowed;
    if (std::find(allowed.begin(), allowed.end(), *form_.account) == allowed.end())
        refuse(kUnknownAccount, "UNKNOWN_ACCOUNT", "Account(1) names no account that this session may use");
}

void Reader::symbol(const SymbolTable& symbols) {
    if (form_.symbol != nullptr) request_.fix_symbol = *form_.symbol;
    request_.symbol = symbols.venue_symbol(request_.fix_symbol);
    if (!is_name(request_.fix_symbol))
        refuse(kUnknownSymbol, "BAD_SYMBOL", "Symbol(55) must be 1 to 64 printable ASCII characters");
}

void Reader::side() {
    request_.fix_side = one_char(form_.side).value_or('7');
    if (const auto side = side_from_fix(request_.fix_side)) {
        request_.side = *side;
    } else {
        refuse(kUnsupported, "UNSUPPORTED_SIDE", "Side(54) must be 1 (Buy), 2 (Sell) or 5 (Sell short)");
    }
}

void Reader::quantity() {
    const std::string* value = form_.order_qty;
    if (value == nullptr) return refuse(kIncorrectQuantity, "MISSING_ORDERQTY", "OrderQty(38) is required");
    const auto quantity = Decimal::parse(*value);
    if (quantity && quantity->is_positive()) {
        request_.quantity = *quantity;
        return;
    }
    request_.quantity_text = *value;
    refuse(kIncorrectQuantity, "BAD_ORDERQTY", bad_number_text("OrderQty(38)"));
}

void Reader::order_type() {
    request_.fix_ord_type = one_char(form_.ord_type).value_or('\0');
    const OrdTypeRow& row = ord_type_row(request_.fix_ord_type);
    known_type_ = row.type.has_value();
    if (!known_type_) return refuse(kUnsupported, "UNSUPPORTED_ORDTYPE", std::string(row.advice));
    request_.type = *row.type;
}

/// Where OrdType(40) has one value for both kinds of stop; without the tag it is a stop loss.
void Reader::stop_kind() {
    if (form_.stop_kind == nullptr) return;
    const std::string tag = "StopKindTag, tag " + std::to_string(*dialect_.stop_kind_tag) + " here, ";
    const auto kind = stop_kind_from_fix(*form_.stop_kind);
    if (!kind)
        refuse(kUnsupported, "UNSUPPORTED_STOPKIND", tag + "must be SL (stop loss) or TP (take profit)");
    if (request_.fix_ord_type != '3')
        return refuse(kUnsupported, "UNEXPECTED_STOPKIND", tag + "goes with OrdType(40)=3 alone");
    request_.type = kind.value_or(OrderType::StopLoss);
}

void Reader::exec_inst() {
    if (form_.exec_inst == nullptr) return;
    const ExecInst wanted = read_exec_inst(*form_.exec_inst);
    request_.reduce_only = wanted.do_not_increase;
    if (wanted.unsupported)
        refuse(kUnsupported, "UNSUPPORTED_EXECINST",
               "ExecInst(18) holds a value the venue cannot keep; 1, 2, 5, 6 and E are taken");
    if (!wanted.dont_initiate) return;
    if (known_type_ && request_.type == OrderType::Limit) {
        request_.type = OrderType::Alo;
    } else {
        refuse(kUnsupported, "UNSUPPORTED_EXECINST",
               "ExecInst(18)=6, participate don't initiate, goes with OrdType(40)=2 alone");
    }
}

void Reader::read_price(const std::string* value, std::optional<Decimal>& number, orders::RareText& raw) {
    if (value == nullptr) return;
    number = Decimal::parse(*value);
    if (!number) raw = *value;
}

void Reader::stop_px() {
    read_price(form_.stop_px, request_.stop_px, request_.stop_px_text);
    const auto& stop_px = request_.stop_px;
    if (!known_type_) return;
    if (!orders::is_stop(request_.type)) {
        if (stop_px && stop_px->is_zero()) {
            request_.stop_px.reset();
        } else if (form_.stop_px != nullptr) {
            refuse(kUnsupported, "UNEXPECTED_STOPPX",
                   "StopPx(99) goes with OrdType(40)=3 or J; the venue has no other order with a trigger");
        }
        return;
    }
    if (form_.stop_px == nullptr) {
        refuse(kOther, "MISSING_STOPPX", "StopPx(99) is required with OrdType(40)=3 and J");
    } else if (!stop_px || !stop_px->is_positive()) {
        refuse(kOther, "BAD_STOPPX", bad_number_text("StopPx(99)"));
    }
}

void Reader::price() {
    read_price(form_.price, request_.price, request_.price_text);
    const auto& price = request_.price;
    if (!known_type_) return;
    if (request_.type != OrderType::Limit && request_.type != OrderType::Alo) {
        if (price && price->is_zero()) {
            request_.price.reset();
        } else if (form_.price != nullptr) {
            refuse(kUnsupported, "UNEXPECTED_PRICE",
                   "Price(44) goes with OrdType(40)=2 alone; a stop becomes a market order");
        }
        return;
    }
    if (form_.price == nullptr) {
        refuse(kOther, "MISSING_PRICE", "Price(44) is required with OrdType(40)=2");
    } else if (!price || !price->is_positive()) {
        refuse(kOther, "BAD_PRICE", bad_number_text("Price(44)"));
    }
}

void Reader::time_in_force() {
    const std::optional<char> sent =
        form_.time_in_force == nullptr ? std::nullopt : one_char(form_.time_in_force);
    request_.fix_tif = sent.value_or(form_.time_in_force == nullptr ? '0' : '\0');
    if (!known_type_) return;
    const TifRow* row =
        tif_row(request_.type, form_.time_in_force == nullptr ? kAbsentTif : request_.fix_tif);
    if (row == nullptr) {
        return refuse(kUnsupported, "UNSUPPORTED_TIMEINFORCE", std::string(taken_tifs(request_.type)));
    }
    if (row->is_day && dialect_.day_orders == DayOrders::Reject) {
        return refuse(
            kUnsupported, "DAY_NOT_SUPPORTED",
            "The venue is open around the clock and has no day orders (an absent TimeInForce(59) means Day): "
            "send TimeInForce(59)=1, or have DayOrders=gtc set for this session");
    }
    request_.day_as_gtc = row->is_day;
    request_.fix_tif = row->reported;
    request_.tif = row->sent;
}

void Reader::trigger_instruction() {
    if (!known_type_) return;
    TriggerVerdict verdict = read_trigger(form_.trigger, request_, dialect_.trigger_direction);
    if (verdict.refusal)
        return refuse(kUnsupported, verdict.refusal->word, std::string(verdict.refusal->text));
    request_.type = verdict.type;
}

void Reader::other_tags() {
    if (form_.refused == nullptr) return;
    refuse(kUnsupported, "UNSUPPORTED_INSTRUCTION", instruction_text(*form_.refused));
}

void Reader::transact_time() {
    if (form_.transact_time == nullptr) return;
    if (const auto time = time_from_fix(*form_.transact_time))
        request_.transact_time_us = time->time_since_epoch().count();
}

}  // namespace

void SymbolTable::add(std::string name, std::string venue) {
    by_name_.insert_or_assign(std::move(name), std::move(venue));
}

std::string_view SymbolTable::venue_symbol(std::string_view text) const {
    const auto alias = by_name_.find(text);
    return alias == by_name_.end() ? text : std::string_view(alias->second);
}

NewOrderReading order_request_from_fix(const FIX::Message& order, const Dialect& dialect,
                                       const SymbolTable& symbols, const AccountRule& accounts) {
    const OrderForm form = order_form_of(order, dialect);
    Reader reader(form, dialect);
    reader.cl_ord_id();
    reader.account(accounts);
    reader.symbol(symbols);
    reader.side();
    reader.quantity();
    reader.order_type();
    reader.stop_kind();
    reader.exec_inst();  // before what depends on ALO
    reader.stop_px();
    reader.price();
    reader.time_in_force();
    reader.trigger_instruction();
    reader.other_tags();
    reader.transact_time();
    NewOrderReading reading = std::move(reader).take();
    reading.request.poss_resend = is_poss_resend(order);
    return reading;
}

}  // namespace qb::mapping
