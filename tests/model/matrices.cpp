#include "matrices.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace qb::model {
namespace {

struct Row {
    char from;
    char exec_type;
    std::string_view to;
    std::string_view source;  // matrix of Appendix D
};

// What the matrices allow, less what the rules of engagement exclude: a refusal after the acceptance is
// 150=4, and nothing ends as Done for day, Expired or Stopped. A replace that is done shows what the order
// has reached. Fills after the end are the rules' own LATE_FILL.
constexpr auto kRows = std::to_array<Row>({
    {'-', 'A', "A", "A.1"},    // pending new
    {'-', '0', "0", "A.1"},    //
    {'-', '8', "8", "A.1.a"},  // rejected
    {'-', '6', "6", "B.1.a"},  // a request about an order that was not answered yet
    {'-', 'E', "E", "C.1"},    //
    {'-', '4', "4", "B.1.d"},  // cancelled before it was accepted
    {'-', '9', "A", "B.1.b"},  //
    {'A', 'A', "A", "A.1"},    //
    {'A', '0', "0", "A.1"},    //
    {'A', '8', "8", "A.1.a"},  //
    {'A', '4', "4", "B.1.d"},  //
    {'A', '6', "6", "B.1.a"},  //
    {'A', 'E', "E", "C.1"},    //
    {'A', '9', "A", "B.1.b"},  //
    {'0', 'F', "12", "A.1.a"},
    {'0', '4', "4", "A.1.c"},  // unsolicited
    {'0', '6', "6", "B.1.b"},
    {'0', 'E', "E", "C.1.a"},
    {'0', '5', "0", "C.1.a"},   // PendingCancel=N leaves the pending states out
    {'0', 'D', "0", "A.1.d"},   // restated; a trigger as Values=stock tells it
    {'0', 'L', "0", "A.1"},     // triggered
    {'0', '9', "04", "B.1.e"},  // 39=4: REPLACE_LOST, whose end is told next
    {'1', 'F', "12", "A.1.a"},
    {'1', '4', "42", "A.1.c"},  // 39=2: overtaken by executions told late
    {'1', '6', "6", "B.1.b"},
    {'1', 'E', "E", "C.2"},
    {'1', '5', "1", "C.2.a"},
    {'1', 'D', "12", "A.1.d"},  // 39=2: REPLACE_EXECUTED, OrderQty(38) becomes CumQty(14)
    {'1', '9', "14", "B.1.e"},
    {'6', 'A', "6", "B.1.a"},
    {'6', '0', "6", "B.1.a"},  // accepted while the cancel is pending
    {'6', '8', "8", "B.1.a"},
    {'6', 'F', "6", "B.1.c"},  // pending cancel comes before filled, even with the last fill
    {'6', '4', "42", "B.1.b"},
    {'6', 'D', "6", "B.1.c"},
    {'6', 'L', "6", "B.1.c"},
    {'6', '9', "6A01248", "B.1.e"},
    {'E', 'A', "E", "C.1.b"},
    {'E', '0', "E", "C.1.b"},
    {'E', '8', "8", "C.1.b"},
    {'E', 'F', "E", "C.2.a"},
    {'E', '5', "01", "C.1.a"},
    {'E', '4', "42", "C.3"},
    {'E', 'D', "E2", "C.1.b"},
    {'E', 'L', "E", "C.1.b"},
    {'E', '9', "EA01248", "C.1.c"},
    {'2', '9', "2", "B.1.f"},  // too late
    {'2', 'F', "2", "E.1"},    // more was executed than ordered
    {'4', '9', "4", "B.1.f"},
    {'4', 'F', "42", "E.1"},
    {'8', '9', "8", "B.1.f"},
    {'8', 'F', "42", "E.1"},
});

}  // namespace

bool legal(char from, char exec_type, char to) {
    if (exec_type == 'I') return from == to || (from == kNothingTold && to == 'A');  // matrix F.1
    return std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) {
        return row.from == from && row.exec_type == exec_type && row.to.find(to) != std::string_view::npos;
    });
}

}  // namespace qb::model
