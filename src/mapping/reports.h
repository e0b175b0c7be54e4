#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "fix/quickfix.h"
#include "mapping/dialect.h"
#include "mapping/time_text.h"
#include "orders/facts.h"

namespace qb::mapping {

/// What a report needs beside the fact and the order.
struct ReportContext {
    const Dialect& dialect;
    std::uint64_t row =
        0;           ///< journal row of the fact: ExecID(17) of everything but fills and status answers
    WallTime now{};  ///< TransactTime(60) where the fact carries no time
};

/// The ExecutionReport(8) for a fact, or nothing where the OMS is told nothing (Aliased, Settling*, Archived,
/// Restored, Released and Accepted without PendingNew=Y, Triggered with TriggerReport=none).
///
/// `after` is the order after the fact was applied. The same fact, order and row give the same message, so a
/// parked or repeated report needs no copy. CompIDs, MsgSeqNum(34), SendingTime(52) and PossResend(97) are
/// the session's. Everything the venue or the OMS wrote is made printable ASCII: no field can be injected.
/// Source: rules of engagement, "Answers"; FIX 4.4 volume 4 and Appendix D.
[[nodiscard]] std::optional<FIX::Message> execution_report(const orders::Fact& fact,
                                                           const orders::Order& after,
                                                           const ReportContext& context);

/// 150=I, ExecID(17)=0: where an order stands now. Text(58) says OUTCOME_UNKNOWN or SETTLING where the last
/// word is not spoken.
[[nodiscard]] FIX::Message status_report(const orders::Order& order, const ReportContext& context);

/// 150=8 for a NewOrderSingle(D) that never became an order (unusable ClOrdID, drop-copy session, ...).
[[nodiscard]] FIX::Message refused_report(const orders::OrderRequest& request, const orders::Refusal& refusal,
                                          const ReportContext& context);

/// Text for a FIX field: printable ASCII, anything else replaced by '?', at most `limit` characters.
[[nodiscard]] std::string fix_text(std::string_view text, std::size_t limit = 512);

}  // namespace qb::mapping
