#pragma once

#include <optional>
#include <string>

#include "mapping/new_order_from_fix.h"
#include "orders/order.h"

/// Requests about orders: OrderStatusRequest(H), OrderMassStatusRequest(AF), OrderMassCancelRequest(q).
/// Source: rules of engagement, "Status and mass cancel". Nothing here throws for content.
namespace qb::mapping {

/// Which of a session's orders a mass request means.
struct OrderScope {
    std::string symbol;  ///< the venue's; empty: every symbol
    std::optional<orders::Side> side;
    [[nodiscard]] bool takes(const orders::Order& order) const;
};

/// The instrument fields of a request as sent, for the reports without an order.
struct RequestedInstrument {
    std::string symbol;        ///< Symbol(55), empty when absent
    std::optional<char> side;  ///< Side(54)
};

/// Why a request is not served, in words its sender can act on.
struct RequestRefusal {
    int reason = 99;  ///< MassCancelRejectReason(532); of no meaning for AF
    std::string word, text;
};

struct StatusRequest {  ///< H: the order by ClOrdID(11), else by OrderID(37)
    std::string cl_ord_id, order_id, account;
    std::string ord_status_req_id;  ///< OrdStatusReqID(790)
    RequestedInstrument instrument;
};
[[nodiscard]] StatusRequest status_request_from_fix(const FIX::Message& message);

struct MassStatusRequest {           ///< AF
    std::string mass_status_req_id;  ///< MassStatusReqID(584)
    std::string account;             ///< Account(1): of this account alone; empty: of every one
    RequestedInstrument instrument;
    OrderScope scope;
    std::optional<RequestRefusal> refusal;
};
/// MassStatusReqType(585) may be 7 (all orders) or 1 (of the security in Symbol(55)); Side(54) narrows
/// either.
[[nodiscard]] MassStatusRequest mass_status_request_from_fix(const FIX::Message& message,
                                                             const SymbolTable& symbols);

struct MassCancelRequest {  ///< q
    std::string cl_ord_id;
    char type = '\0';  ///< MassCancelRequestType(530) as sent
    RequestedInstrument instrument;
    OrderScope scope;
    std::optional<RequestRefusal> refusal;
    bool cl_ord_id_usable = false;
};
/// MassCancelRequestType(530) may be 7 (all orders) or 1 (of the security in Symbol(55)); Side(54) narrows
/// either. With 7 Symbol(55) plays no part.
[[nodiscard]] MassCancelRequest mass_cancel_request_from_fix(const FIX::Message& message,
                                                             const SymbolTable& symbols);

}  // namespace qb::mapping
