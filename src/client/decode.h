#pragma once

#include <string>
#include <string_view>

#include "client/fields.h"
#include "client/words.h"

namespace qb::client {

/// One message in one line, for a person:
/// `ExecutionReport New  ClOrdID=a1 OrderID=5b30  Stop Sell 1 AAPL-USD @190 GoodTillCancel  LeavesQty=1
/// "text"`
///
/// Names and words come from the dictionary, a number stands for what it does not know. Left out: what the
/// session needs for itself (8, 9, 10, 34, 49, 52, 56) and TransactTime(60). Credentials are shown as ***,
/// bytes that a terminal might obey as \xNN.
[[nodiscard]] std::string decode(const Fields& fields, const Words& words);

/// "150 ExecType", or "150" where it has no name.
[[nodiscard]] std::string tag_text(int tag, const Words& words);

/// "Trade(F)", or the value alone where it has no word; never a credential.
[[nodiscard]] std::string value_text(int tag, std::string_view value, const Words& words);

}  // namespace qb::client
