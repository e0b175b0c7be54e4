#pragma once

#include <optional>

#include "mapping/dialect.h"
#include "mapping/new_order_from_fix.h"
#include "orders/change.h"
#include "orders/order.h"

namespace qb::mapping {

/// An OrderCancelRequest(F) or OrderCancelReplaceRequest(G) as far as it could be read.
struct ChangeReading {
    /// Everything that could be read, also when there is a refusal: the OrderCancelReject(9) echoes it.
    /// `session` is the caller's to fill.
    orders::ChangeRequest request;
    /// The first rule that is broken. What the order's own state says against the request takes precedence.
    std::optional<orders::CancelRefusal> refusal;
    /// ClOrdID(11) is 1..64 printable ASCII characters. When false: answer with cancel_reject() and keep
    /// nothing.
    bool cl_ord_id_usable = false;
};

/// Reads a cancel or replace by the field rules of the rules of engagement, "Cancel and replace".
///
/// `named` is the order that OrigClOrdID(41), or else OrderID(37), names, and `account` the name of the
/// account it is in; null when there is none, and then only the ids are judged. A cancel must agree with it
/// in Symbol(55), Side(54) and Account(1); a replace also in OrdType(40), and in TimeInForce(59) and
/// ExecInst(18) where it holds them: compared is what they mean, not how they are written. Numbers keep their
/// digits. Never throws for content.
[[nodiscard]] ChangeReading change_request_from_fix(const FIX::Message& message, orders::ChangeKind kind,
                                                    const orders::Order* named, const Dialect& dialect,
                                                    const SymbolTable& symbols, std::string_view account);

}  // namespace qb::mapping
