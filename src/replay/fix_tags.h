#pragma once

#include <string_view>

/// The tags that `send` knows by name, as client::Field has them.
namespace qb::replay::fix_tag {

inline constexpr int kClOrdId = 11, kExecId = 17, kMsgSeqNum = 34, kMsgType = 35, kOrderId = 37,
                     kOrdStatus = 39, kOrigClOrdId = 41, kPossDupFlag = 43, kRefSeqNum = 45,
                     kSenderCompId = 49, kSendingTime = 52, kSymbol = 55, kTargetCompId = 56, kText = 58,
                     kTransactTime = 60, kOrigSendingTime = 122, kExecType = 150, kSecondaryOrderId = 198,
                     kBusinessRejectRefId = 379, kTradeReportTrdId = 527, kMassStatusReqId = 584,
                     kTrdMatchId = 880, kMassActionReportId = 1369;

}  // namespace qb::replay::fix_tag

namespace qb::replay {

/// OrderID(37) of a report whose order the venue gave none.
inline constexpr std::string_view kNoOrderId = "NONE";

}  // namespace qb::replay
