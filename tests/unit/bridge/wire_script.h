#pragma once

#include <deque>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "unit/bridge/core_rig.h"

namespace qb::bridge::test {

/// A conversation between OMS, bridge and venue, written down line by line and played over a whole core.
/// Fields are FIX fields and the venue's own members. The first character says who speaks:
///
///     > 35=D|11=a1|...         the OMS sends; 60 is added where it is required
///     < 150=0|39=0|11=a1       the OMS gets; 35=8 unless given, `-` absent, `*` anything, 58 by its first
///     words S order_response status=ACK order_id=P client_order_id=$1      the venue sends (venue_text.h) C
///     cancel_order order_id=P        the bridge sends a command to the venue, with these members R
///     get_user_trades P: [trade_id=T1 price=190 quantity=1] [...]    how the venue answers a read from here
///     on wait 1500ms              time passes, every deadline on the way is met down | up                the
///     venue link takes nothing            the link takes no command from here on restart the bridge is
///     killed and starts again, the OMS logs on again
///
/// `$1` is the client_order_id of the first add_order, `$2` of the second. Reads: `get_order ID`,
/// `get_user_orders`, `get_user_trades [ID]`, `history [client_order_id]`, `otherwise`; the answer is rows,
/// `fail`, `silent`, or what stands in an S line. A read without an answer stays without one.
///
/// Before each new event everything that the OMS got and every command must have been named by a line, and so
/// at the end; reads alone may go unnamed. Every report is also held against what every report must carry.
class WireScript {
public:
    /// Lines for [SESSION].
    explicit WireScript(std::string_view session_lines = "Values=extended\n");

    /// Stops at the first line that does not hold, which fails the test together with what was said so far.
    void play(std::string_view script);

    CoreRig& rig() { return rig_; }
    Client& oms() { return *oms_; }

private:
    void line(const std::string& text);
    void oms_sends(std::string fields);
    void oms_gets(const std::string& fields);
    void expect_command(const std::string& text);
    void venue_sends(const std::string& text);
    void pass(std::chrono::milliseconds time);
    void restart();

    /// Takes in what the last turn let out and answers the reads, until there is nothing more.
    void settle();
    void take_output();
    void answer(const std::string& read, const std::string& command);
    void answer_history(const orders::QueryHistoricOrders& query);
    [[nodiscard]] std::optional<std::string> answer_to(const std::string& read) const;
    [[nodiscard]] std::string with_ids(std::string text) const;
    void everything_named();
    void check_report(const fix::test::Received& report);
    void fail(const std::string& why);

    CoreRig rig_;
    std::optional<Client> oms_;
    std::size_t taken_ = 0, histories_ = 0;  ///< of the port's lists
    std::deque<fix::test::Received> inbox_;
    std::deque<std::string> commands_;
    std::vector<std::string> adds_;  ///< every add_order
    std::map<std::string, std::string> answers_;
    std::set<std::string> exec_ids_;
    std::string told_;
    bool failed_ = false;
};

/// A row of a table of conversations: what stands before `script` is told once for the table.
struct Conversation {
    std::string name;
    std::string script;
    std::string session_lines = "Values=extended\n";
};
inline void PrintTo(const Conversation& row, std::ostream* out) { *out << row.name; }
inline std::string row_name(const testing::TestParamInfo<Conversation>& row) { return row.param.name; }

/// Plays each row.
class Conversations : public testing::TestWithParam<Conversation> {
protected:
    void play() {
        WireScript script(GetParam().session_lines);
        script.play(GetParam().script);
    }
};

}  // namespace qb::bridge::test
