#pragma once

#include <string_view>

#include "fix/quickfix.h"
#include "mapping/report_context.h"

namespace qb::mapping {

/// The link to the venue was lost, or orders can be sent again.
struct LinkChange {
    std::string_view account;  ///< Name of the [ACCOUNT] whose link it is
    bool serving = false;
    std::string_view reason = {};  ///< of a loss, for a person; may hold the venue's words
};

/// News(B): Headline(148) names the account, the one line of text begins with QFEX_LINK_DOWN or QFEX_LINK_UP,
/// OrigTime(42) says when. Urgency(61)=1 for a loss. The same fields in every FIX version. Source: rules of
/// engagement, "News"; FIX 4.2, 4.4 and 5.0SP2, News.
[[nodiscard]] FIX::Message link_news(const LinkChange& change, const ReportContext& context);

}  // namespace qb::mapping
