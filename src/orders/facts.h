#pragma once

#include <string>
#include <variant>

#include "orders/order.h"

/// What is known to have happened. Facts are the only thing that changes an order; the journal keeps them and
/// a restart applies them again, deciding nothing. A new member or alternative is a new version of the row.
namespace qb::orders {

/// The bridge took the order and answers for it. held: an identical stop is still unanswered.
struct Accepted {
    OrderKey key = 0;
    Id128 client_order_id;
    OrderRequest request;
    bool held = false;
    WallTime at{};
};
/// The held order's add_order was handed to the link.
struct Released {
    OrderKey key = 0;
};
/// The bridge itself refused the order; nothing was sent. Reported 150=8; ended from the start.
struct Refused {
    OrderKey key = 0;
    OrderRequest request;
    Refusal refusal;
    WallTime at{};
};
/// A second NewOrderSingle with a ClOrdID that is taken: the report shows the existing order (`key`), nothing
/// changes. poss_resend: PossResend(97)=Y with the same order: answered with its present state (150=I)
/// instead of 150=8.
struct Duplicate {
    OrderKey key = 0;
    bool same_poss_resend = false;
    WallTime at{};
};
/// First certain sign that the venue has the order. Reported 150=0.
struct Acked {
    OrderKey key = 0;
    std::string venue_id;  ///< may be empty: made up ahead of a fill that carried no id
    WallTime at{};
};
/// Another venue id for the same order (trigger, modify).
struct Aliased {
    OrderKey key = 0;
    std::string venue_id;
};
/// The stop fired. Reported 150=L, 150=D or not at all, as the session's TriggerReport says.
struct Triggered {
    OrderKey key = 0;
    WallTime at{};
};
/// One execution; unique by (order, trade_id).
struct Filled {
    OrderKey key = 0;
    std::string trade_id;
    std::string venue_id;  ///< order id the fill carried
    Decimal price, quantity;
    std::optional<Decimal> fee;
    Liquidity liquidity = Liquidity::Unknown;
    bool late = false;  ///< the order had already ended: reported with LATE_FILL
    WallTime at{};
};
/// The order ended without (more) fills: venue reject before any ACK (state Rejected, 150=8) or end after it
/// (state Cancelled, 150=4). State Filled: the order was cancelled to be replaced, and by then as much was
/// executed as the replace asked for; its OrderQty(38) becomes CumQty(14), which is reported as 150=D 378=5.
struct Ended {
    OrderKey key = 0;
    OrderState state = OrderState::Cancelled;
    Refusal refusal;
    std::string venue_id;  ///< the venue's id on the reject, may be empty
    WallTime at{};
    std::string orig_cl_ord_id = {};  ///< OrigClOrdID(41) of the pending cancel it answers; empty: of none
};
/// No answer in time, the link was lost after the send, or ServerError. Reported once, 150=A 39=A
/// OUTCOME_UNKNOWN.
struct BecameUnknown {
    OrderKey key = 0;
    std::string cause;  ///< ACK_TIMEOUT, LINK_LOST, SERVER_ERROR, RESTART
    WallTime at{};
};
/// A live untriggered stop vanished unasked; nothing is reported until the reads decide.
struct SettlingBegan {
    OrderKey key = 0;
    std::string word;  ///< the venue's word that began it, or kNotOpen
    WallTime at{};
};
/// The word of a stop that the venue said nothing about: it was asked and does not have it open.
inline constexpr std::string_view kNotOpen = "NOT_OPEN";
/// The reads showed the stop still open: back to Live.
struct SettlingEnded {
    OrderKey key = 0;
};
/// A cancel or replace was taken. Reported 150=6 or 150=E with 11 of the request and 41 (not with
/// PendingCancel=N).
struct ChangeAccepted {
    OrderKey key = 0;
    PendingChange change;
    WallTime at{};
};
/// The pending change, or the cancel that the bridge owes, was handed to the link (again).
struct ChangeSent {
    OrderKey key = 0;
    bool by_cancel = false;  ///< of a replace: the order's cancel, its rest is to be added anew
};
/// A cancel or replace was refused: OrderCancelReject(9).
struct ChangeRefused {
    OrderKey key = 0;  ///< 0: the request names no order of the session
    ChangeRequest request;
    CancelRefusal refusal;
    bool was_pending = false;  ///< it had been taken; nothing is pending any more
    WallTime at{};
    bool order_is_over = false;  ///< the venue has nothing of the order any more; its Ended follows
};
/// The venue has cancelled the partly filled order and its executions are all in: the add_order of its rest,
/// with the client_order_id of the pending replace, was handed to the link.
struct RestAdded {
    OrderKey key = 0;
    Decimal quantity;
    WallTime at{};
};
/// The rest was not answered in time, the link was lost after the send, or ServerError. Not reported: the
/// order goes on showing 39=E.
struct RestUnknown {
    OrderKey key = 0;
    std::string cause;  ///< as in BecameUnknown
    WallTime at{};
};
/// The venue made the pending replace true. Reported 150=5 with 11 of the request and 41.
struct Replaced {
    OrderKey key = 0;
    std::string orig_cl_ord_id;  ///< OrigClOrdID(41) of the request
    WallTime at{};
};
/// The bridge owes a cancel of the order by itself. Not reported; the end will be.
struct CancelOwed {
    OrderKey key = 0;
    OwedCancel why = OwedCancel::MassCancel;
    WallTime at{};
};
/// The venue does not cancel what the bridge wanted cancelled. Reported 150=D 378=99.
struct OwedCancelFailed {
    OrderKey key = 0;
    OwedCancel why = OwedCancel::MassCancel;
    CancelRefusal refusal;
    WallTime at{};
};
/// A cancel or replace was sent again by the OMS (PossResend(97)=Y): answered with the order's present state.
struct ChangeRepeated {
    OrderKey key = 0;
    WallTime at{};
};
/// The ended order left memory; the row of this fact is its archive record.
struct Archived {
    Order order;
};
/// An archived order is needed again (late fill): back into memory.
struct Restored {
    Order order;
};

using Fact = std::variant<Accepted, Released, Refused, Duplicate, Acked, Aliased, Triggered, Filled, Ended,
                          BecameUnknown, SettlingBegan, SettlingEnded, Archived, Restored, ChangeAccepted,
                          ChangeSent, ChangeRefused, Replaced, CancelOwed, OwedCancelFailed, ChangeRepeated,
                          RestAdded, RestUnknown>;

[[nodiscard]] OrderKey key_of(const Fact& fact);
[[nodiscard]] std::string_view name_of(const Fact& fact);

}  // namespace qb::orders
