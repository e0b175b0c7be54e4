#pragma once

#include <string>

#include "unit/bridge/wire_script.h"

/// How the conversations of the tables begin. The venue knows the stop as P, the limit order as O.
namespace qb::bridge::test {

inline const std::string kStop = R"(
    > 35=D|11=a1|55=AAPL-USD|54=2|38=2|40=3|99=190|59=1
    C add_order order_type=STOP_LOSS side=SELL quantity=2 price=190
)";
inline const std::string kArmed = kStop + R"(
    S order_response status=ACK order_id=P client_order_id= quantity_remaining=2
    < 150=0|39=0|11=a1|37=P|636=N
)";
inline const std::string kFired = kArmed + R"(
    S order_response status=ACK order_id=Q client_order_id=$1 type=STOP_MARKET quantity_remaining=2
    < 150=L|39=0|37=P|198=Q|636=Y
)";
inline const std::string kLimit = R"(
    > 35=D|11=a1|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1
    C add_order order_type=LIMIT order_time_in_force=GTC side=BUY quantity=10 price=150.5
)";
inline const std::string kResting = kLimit + R"(
    S order_response status=ACK order_id=O client_order_id=$1 quantity_remaining=10
    < 150=0|39=0|11=a1|37=O|636=Y
)";
inline const std::string kPartlyFilled = kResting + R"(
    S fill_response order_id=O client_order_id=$1 trade_id=T1 price=150.4 quantity=4 remaining_quantity=6
    < 150=F|39=1|14=4|151=6
)";

inline const std::string kCancel = R"(
    > 35=F|11=x1|41=a1|55=AAPL-USD|54=1
    < 150=6|39=6|11=x1|41=a1|38=10|44=150.5|59=1
)";
inline const std::string kCancelSent = kCancel + R"(
    C cancel_order order_id=O cancel_order_id_type=order_id symbol=AAPL-USD
)";
inline const std::string kStopCancelSent = R"(
    > 35=F|11=x1|41=a1|55=AAPL-USD|54=2
    < 150=6|39=6|11=x1|41=a1|37=P|38=2|99=190
    C cancel_stop_order stop_order_id=P
)";
inline const std::string kReplace = R"(
    > 35=G|11=r1|41=a1|55=AAPL-USD|54=1|38=12|40=2|44=151
    < 150=E|39=E|11=r1|41=a1|38=10|44=150.5
)";
inline const std::string kReplaceSent = kReplace + R"(
    C modify_order order_id=O symbol=AAPL-USD side=BUY order_type=LIMIT quantity=12 price=151
)";
inline const std::string kStopReplaceSent = R"(
    > 35=G|11=r1|41=a1|55=AAPL-USD|54=2|38=3|40=3|99=185
    < 150=E|39=E|11=r1|41=a1|37=P|38=2|99=190
    C modify_stop_order stop_order_id=P symbol=AAPL-USD side=SELL order_type=STOP_LOSS quantity=3 price=185
)";

}  // namespace qb::bridge::test
