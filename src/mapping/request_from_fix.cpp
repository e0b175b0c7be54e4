#include "mapping/request_from_fix.h"

#include <utility>

#include "fix/quickfix.h"
#include "mapping/new_order_rules.h"
#include "mapping/order_form.h"

namespace qb::mapping {
namespace {

// MassCancelRejectReason(532)
constexpr int kTypeNotSupported = 0;
constexpr int kUnknownSecurity = 1;
constexpr int kOther = 99;

RequestedInstrument instrument_of(const FIX::Message& message) {
    const std::string side = field_text(message, FIX::FIELD::Side);
    return {.symbol = field_text(message, FIX::FIELD::Symbol), .side = one_char(&side)};
}

/// The scope that type 1 (one security) or 7 (all) and Side(54) describe; the first broken rule is told.
std::optional<RequestRefusal> read_scope(std::string_view type, bool has_side, RequestRefusal unsupported,
                                         const RequestedInstrument& instrument, const SymbolTable& symbols,
                                         OrderScope& scope) {
    if (type != "1" && type != "7") return unsupported;
    if (type == "1") {
        if (!is_name(instrument.symbol))
            return RequestRefusal{kUnknownSecurity, "BAD_SYMBOL",
                                  "Symbol(55) must be 1 to 64 printable ASCII characters"};
        scope.symbol = symbols.venue_symbol(instrument.symbol);
    }
    if (!has_side) return std::nullopt;
    scope.side = side_from_fix(instrument.side.value_or('\0'));
    if (!scope.side)
        return RequestRefusal{kOther, "UNSUPPORTED_SIDE",
                              "Side(54) must be 1 (Buy), 2 (Sell) or 5 (Sell short), or absent"};
    return std::nullopt;
}

}  // namespace

bool OrderScope::takes(const orders::Order& order) const {
    return (symbol.empty() || order.request.symbol == symbol) && (!side || order.request.side == *side);
}

StatusRequest status_request_from_fix(const FIX::Message& message) {
    return {.cl_ord_id = field_text(message, FIX::FIELD::ClOrdID),
            .order_id = field_text(message, FIX::FIELD::OrderID),
            .account = field_text(message, FIX::FIELD::Account),
            .ord_status_req_id = field_text(message, FIX::FIELD::OrdStatusReqID),
            .instrument = instrument_of(message)};
}

MassStatusRequest mass_status_request_from_fix(const FIX::Message& message, const SymbolTable& symbols) {
    MassStatusRequest request;
    request.mass_status_req_id = field_text(message, FIX::FIELD::MassStatusReqID);
    request.account = field_text(message, FIX::FIELD::Account);
    request.instrument = instrument_of(message);
    request.refusal = read_scope(
        field_text(message, FIX::FIELD::MassStatusReqType), message.isSetField(FIX::FIELD::Side),
        {kOther, "UNSUPPORTED_MASSSTATUSREQTYPE",
         "MassStatusReqType(585) may be 7 (all orders) or 1 (orders of the security in Symbol(55))"},
        request.instrument, symbols, request.scope);
    return request;
}

MassCancelRequest mass_cancel_request_from_fix(const FIX::Message& message, const SymbolTable& symbols) {
    MassCancelRequest request;
    const std::string type = field_text(message, FIX::FIELD::MassCancelRequestType);
    request.cl_ord_id = field_text(message, FIX::FIELD::ClOrdID);
    request.type = one_char(&type).value_or('\0');
    request.instrument = instrument_of(message);
    request.cl_ord_id_usable = is_name(request.cl_ord_id);
    request.refusal = read_scope(
        type, message.isSetField(FIX::FIELD::Side),
        {kTypeNotSupported, "UNSUPPORTED_MASSCANCELREQUESTTYPE",
         "MassCancelRequestType(530) may be 7 (all orders) or 1 (orders of the security in Symbol(55))"},
        request.instrument, symbols, request.scope);
    if (!request.cl_ord_id_usable)
        request.refusal = {kOther, "BAD_CLORDID", "ClOrdID(11) must be 1 to 64 printable ASCII characters"};
    return request;
}

}  // namespace qb::mapping
