#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orders/time.h"
#include "orders/types.h"

/// Cancels and replaces: what the OMS asks, what is under way, what is left of it in the order.
namespace qb::orders {

enum class ChangeKind : std::uint8_t { Cancel, Replace };

/// Why a cancel or replace is refused: OrderCancelReject(9).
struct CancelRefusal {
    int cxl_rej_reason =
        99;  ///< CxlRejReason(102) in its FIX 5.0SP2 value; the dialect folds it for older versions
    std::string word;
    std::string text;
    bool operator==(const CancelRefusal&) const = default;
};

// CxlRejReason(102), FIX 5.0SP2
inline constexpr int kTooLateToCancel = 0;
inline constexpr int kUnknownOrder = 1;
inline constexpr int kAlreadyPending = 3;
inline constexpr int kDuplicateClOrdId = 6;
inline constexpr int kPriceExceedsBand = 8;
inline constexpr int kInvalidPriceIncrement = 18;
inline constexpr int kOtherReason = 99;

/// OrderCancelRequest(F) or OrderCancelReplaceRequest(G) in our terms. Texts are echoed as sent.
struct ChangeRequest {
    ChangeKind kind = ChangeKind::Cancel;
    SessionIndex session = 0;
    std::string cl_ord_id;            ///< ClOrdID(11) of the request
    std::string orig_cl_ord_id;       ///< OrigClOrdID(41); may be empty where OrderID(37) names the order
    std::string order_id;             ///< OrderID(37) as sent; may be empty
    std::string account;              ///< Account(1) as sent; may be empty
    std::optional<Decimal> quantity;  ///< Replace: the new OrderQty(38)
    std::optional<Decimal> price;     ///< Replace: the new Price(44), of a stop the new StopPx(99)
    bool poss_resend = false;         ///< PossResend(97)=Y
    bool operator==(const ChangeRequest&) const = default;
};

/// How the venue is made to do a replace. A partly filled order it does not modify; with
/// ReplacePartiallyFilled=cancel-new it is cancelled there, and what is left of it is added anew: its rest.
enum class ReplaceStep : std::uint8_t {
    Modify,      ///< by a modify, or nothing has been sent yet
    Cancel,      ///< the order is being cancelled and its executions are read
    Add,         ///< they are all in; the add_order of the rest is not answered
    AddUnknown,  ///< nobody knows whether the venue has the rest; the venue has nothing else of the order
};

/// The one change of an order that is under way. The order shows 39=6 or 39=E as long as it is there.
struct PendingChange {
    ChangeKind kind = ChangeKind::Cancel;
    std::string cl_ord_id;            ///< ClOrdID(11) of the request
    std::string orig_cl_ord_id;       ///< OrigClOrdID(41) as the request named it, else the order's ClOrdID
    std::optional<Decimal> quantity;  ///< Replace: the new OrderQty(38)
    std::optional<Decimal> price;     ///< Replace: the new Price(44) or StopPx(99)
    bool sent = false;                ///< handed to the venue link; false: waits for the order's first answer
    Id128 rest_id = {};               ///< Replace: client_order_id for the rest; zero: it is not to be added
    ReplaceStep step = ReplaceStep::Modify;

    [[nodiscard]] bool cancels() const { return kind == ChangeKind::Cancel || step == ReplaceStep::Cancel; }
    [[nodiscard]] bool rest_is_out() const {
        return step == ReplaceStep::Add || step == ReplaceStep::AddUnknown;
    }
    bool operator==(const PendingChange&) const = default;
};

/// A cancel that the bridge owes by itself: it is repeated until the order has ended or the venue refused it.
enum class OwedCancel : std::uint8_t {
    No,
    MassCancel,    ///< OrderMassCancelRequest(q)
    OnDisconnect,  ///< CancelOnDisconnect
    OnLogout,      ///< CancelOnLogout
    Overtaken,     ///< an execution came late, and the rest that was added is too much by that
};
/// First word of Text(58): MASS_CANCEL, CANCEL_ON_DISCONNECT, CANCEL_ON_LOGOUT, REPLACE_OVERTAKEN.
[[nodiscard]] std::string_view to_string(OwedCancel owed);

/// A ClOrdID of an order beside its present one.
struct OtherId {
    std::string text;
    bool older =
        false;  ///< it was the order's ClOrdID before a replace; false: of a request that came to nothing
    bool operator==(const OtherId&) const = default;
};

/// An add_order that took the place of the order's former one at the venue. From there on the venue's figures
/// are those of the rest.
struct AddedRest {
    Id128 client_order_id;
    Decimal quantity;              ///< sent: the new OrderQty(38) less CumQty(14)
    Decimal executed_before;       ///< by the former orders, also what is told late
    std::uint16_t former_ids = 0;  ///< so many of the order's venue ids, the first, are of former orders
    bool operator==(const AddedRest&) const = default;
};

/// What cancels and replaces leave in an order; nearly every order has none of it.
struct Changes {
    std::optional<PendingChange> pending;
    OwedCancel owed = OwedCancel::No;
    bool owed_sent = false;  ///< handed to the venue link at least once
    /// Venue ids it had when the venue last changed it; 0: never. Of these the last one counts; a further one
    /// is what a fired stop became.
    std::uint16_t armed_ids = 0;
    std::vector<OtherId> ids;      ///< oldest first; that of the pending request is not among them yet
    std::vector<AddedRest> rests;  ///< oldest first; the last one is what the venue has, or had last
    bool operator==(const Changes&) const = default;
};

}  // namespace qb::orders
