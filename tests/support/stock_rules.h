#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qb::test {

/// Everything for which an OMS that validates with the dictionary QuickFIX 1.15.1 comes with would refuse a
/// message of the bridge: one line for each fault, such as "lacks 37", "880 is not in 35=8", "150=L is not in
/// the list", "532=99 is not a character". Empty when it would be taken.
///
/// `version` is "FIX.4.2", "FIX.4.4" or "FIX.5.0SP2" (BeginString(8)=FIXT.1.1); `message` is a whole message
/// as sent, its fields ended by SOH. Known are the session messages and 8, 9, r, j, B. Three things are
/// judged more strictly than QuickFIX does: values inside of repeating groups are checked too, a decimal
/// number has digits in front of its point, and FIX.4.2 times have at most three decimals. Not judged:
/// BodyLength(9), CheckSum(10), the order of the fields.
[[nodiscard]] std::vector<std::string> stock_faults(std::string_view version, std::string_view message);

}  // namespace qb::test
